"""Formatted text to plain text: what is kept, what goes, and nothing that could act."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics_desktop.formats.html_text import (
    AUTO,
    MARKDOWN,
    PLAIN,
    Cleaner,
    paragraphs,
    strip_marks,
    to_html,
)
from ethics_desktop.formats.html_walk import walk
from ethics_desktop.formats.text_door import clean

CLEANER = Cleaner()


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>satu</p><p>dua<br>tiga</p>", "satu\n\ndua\ntiga"),
        ('<p dir="ltr" style="text-align: left;">2<br></p>', "2"),
        ("a  b\n c", "a b c"),
        ("R&amp;D &lt;b&gt; &nbsp;x", "R&D <b> x"),
        ("a < b & c", "a < b & c"),
        ("x<sup>2</sup> + H<sub>2</sub>O, n<sup>k+j</sup>", "x² + H₂O, n^(k+j)"),
        (
            "<ul><li>satu<ul><li>dalam</li></ul></li><li><p>dua</p></li></ul>",
            "• satu\n  • dalam\n• dua",
        ),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<table><tr><th>a<th>b<tr><td><p>1</p><td>2</table>akhir", "a | b\n1 | 2\n\nakhir"),
        ("<pre>if x:\n    y = 1</pre>", "if x:\n    y = 1"),
        ("<a href='http://x/y'>di sini</a>", "di sini"),
        ("<h2>Judul</h2>isi", "Judul\n\nisi"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p> </p><p>a&nbsp; b</p><p></p>", "a b"),
        ("<b>te</b>bal", "tebal"),
        ("<unknown>isi</unknown>", "isi"),
        ("<!-- catatan -->isi", "isi"),
        ("a\u200bb\ufeff", "ab"),
    ],
)
def test_html_becomes_plain_text(markup: str, plain: str) -> None:
    assert CLEANER.html(markup).text == plain


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>isi",
        "<style>p{color:red}</style>isi",
        "<p onclick='alert(1)'>isi</p>",
        "<a href='javascript:alert(1)'>isi</a>",
        "<img src='file:///etc/passwd' onerror=alert(1)>isi",
        "<iframe src='http://alert'></iframe>isi",
        "<svg><script>alert(1)</script></svg>isi",
        "<form action=//alert><input value=alert></form>isi",
        "<scr<script>ipt>alert(1)</script>isi",
        "<a href='fi&#108;e:///alert'>isi</a>",
    ],
)
def test_what_could_act_goes_and_is_told(markup: str) -> None:
    found = CLEANER.html(markup)
    assert found.text.endswith("isi")
    assert "<" not in found.text.replace("<script>", "")
    assert found.active or "&#108;" in markup or "<style" in markup


def test_scripts_leave_no_text_behind() -> None:
    assert CLEANER.html("<p>a</p><script>alert(1)</script><style>b{}</style>").text == "a"


def test_pictures_are_named() -> None:
    found = CLEANER.html(
        '<p>Lihat <img src="@@PLUGINFILE@@/peta%20desa.png" alt="peta desa"></p>'
        '<img src="data:image/png;base64,AAAA" alt="logo">'
    )
    assert found.text == "Lihat"
    assert [(i.name, i.alt) for i in found.images] == [("peta desa.png", "peta desa"), ("", "logo")]


def test_other_formats_of_moodle() -> None:
    assert CLEANER.plain("  a <b>  c\n d ", PLAIN).text == "a <b>  c\n d"
    assert CLEANER.plain("baris 1\nbaris <b>2</b>", AUTO).text == "baris 1\nbaris 2"
    assert CLEANER.plain("2 < 3 &amp; 4\nx", AUTO).text == "2 < 3 & 4\nx"
    marked = (
        "# Judul\n- a **b** *c* snake_case_x 2*3*4\n`kode` [l](http://x) ![g](m/a%20b.png)\n> kutip"
    )
    found = CLEANER.plain(marked, MARKDOWN)
    assert found.text == "Judul\n• a b c snake_case_x 2*3*4\nkode l\nkutip"
    assert [image.name for image in found.images] == ["a b.png"]


def test_names_keep_their_angle_brackets() -> None:
    assert strip_marks("Soal <strong>x</strong> : x > 1 & x < 2\n") == "Soal x : x > 1 & x < 2"


@settings(max_examples=300)
@given(st.text(st.sampled_from("ab >…–é\u0301\xa0\u200b\u2028\t\n\x0b\x1f\x7f\x85"), max_size=20))
def test_usual_names_are_put_on_one_line_as_all_others(name: str) -> None:
    cleaned = name if name.isascii() else clean(name)
    assert strip_marks(name) == " ".join(cleaned.split())


SIMPLE = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<br>", "<br />", "<b>", "</b>", '<p dir="ltr">', "&amp;", "&nbsp;", "kata",
         " ", "\n", "é", "<span class=\"x\">", "</span>", "&lt;i&gt;", ".", "a b", "\u200b"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(SIMPLE)
def test_the_short_way_gives_what_the_parser_gives(markup: str) -> None:
    slow = walk(CLEANER._nh3.clean(markup)).text
    assert CLEANER.html(markup).text.split() == clean(slow).split()
    if "\u200b" not in markup:
        assert CLEANER.html(markup).text == clean(slow)
    quick = paragraphs(markup)
    assert quick is None or quick == CLEANER.html(markup).text


@settings(max_examples=300)
@given(st.text(st.sampled_from("ab <>&\n\t\"'é;#x\xa0"), max_size=60))
def test_plain_text_survives_html_or_is_refused(text: str) -> None:
    markup = to_html(text)
    if markup is not None:
        assert CLEANER.html(markup).text == text
    assert "  " not in text or markup is None


@settings(max_examples=300)
@given(st.text(st.sampled_from("<>/pbscriptonx=\"'&;# \n"), max_size=80))
def test_any_text_is_taken(markup: str) -> None:
    for form in ("html", AUTO, MARKDOWN, PLAIN):
        CLEANER.plain(markup, form)


HOSTILE = (
    "<div>", "<ul><li>", "<b>", "<p", "<p style=\"", "**a", "*a", "[a", "<", "&", "<on", " on a=",
    "<table><tr><td>", "</p>", "![", "`", "<img src=x alt=y>", "&#", "<b><i><p></b>",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_markup_takes_no_long_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    start = time.process_time()
    CLEANER.html(text)
    CLEANER.plain(text, MARKDOWN)
    CLEANER.plain(text, AUTO)
    assert time.process_time() - start < 5


def test_mutations_of_a_page_never_fail() -> None:
    chance = random.Random(20261121)
    page = "<div><p>a <b>b</b><ul><li>c</ul><table><tr><td>1</table><sup>2</sup><pre> x</pre>&amp;"
    for _ in range(2000):
        letters = list(page)
        for _ in range(chance.randrange(1, 8)):
            letters[chance.randrange(len(letters))] = chance.choice("<>/&;\"' pbx\x00\x01\ud800")
        CLEANER.html("".join(letters).encode("utf-8", "replace").decode())
