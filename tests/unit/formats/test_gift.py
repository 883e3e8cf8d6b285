"""GIFT: Moodle's facts, the traps, there and back, damage."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from ethics_desktop.domain.bank import (
    Bank,
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    OrderOption,
    Prompt,
    ShortItem,
    SingleItem,
    SjtItem,
    Target,
    TrueFalseItem,
    canonical,
)
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Severity
from ethics_desktop.formats import gift
from ethics_desktop.formats.aiken import aiken_text
from ethics_desktop.formats.gift_text import MAX_RAW
from ethics_desktop.formats.gift_write import gift_text
from ethics_desktop.formats.reading import ReadResult, as_single
from ethics_desktop.formats.text_door import clean
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import finding_text
from ethics_desktop.messages.text_formats import WRITING_WORDS
from ethics_desktop.paths import program_root
from tests import fixtures_shared
from tests.builders import shipped_items
from tests.text_formats import bank_of, compare, damaged, items, without_origin

SAMPLES = [
    *fixtures_shared.names("gift"),
    *(name for name in fixtures_shared.names("derived") if name.endswith(".gift")),
]


def read(text: str) -> ReadResult:
    """Read GIFT from a text."""
    return gift.read_string(clean(text), Path("soal.gift"))


def one(text: str) -> Item:
    """Read the one item of a text that has nothing to complain about."""
    result = read(text)
    assert [f.code for f in result.findings] == []
    (draft,) = result.drafts
    return draft.item


def codes(result: ReadResult) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_give_moodles_facts_or_say_what_was_skipped(name: str) -> None:
    result = gift.read(fixtures_shared.sample(name))
    facts = fixtures_shared.expected(name)
    compare(result, facts)
    categories = {tag for d in result.drafts for tag in d.item.meta.tags if "kategori:" in tag}
    empty = {f"kategori:{f.params['category']}" for f in result.findings if "category" in f.params}
    wanted = {path.replace("$course$/", "").removeprefix("top/") for path in facts["categories"]}
    assert wanted >= {tag.removeprefix("kategori:") for tag in categories | empty}
    assert len({draft.item.id for draft in result.drafts}) == len(result.drafts)


def test_a_stray_brace_is_named_with_its_line() -> None:
    result = gift.read(fixtures_shared.sample("gift/adr_gift.txt"))
    (error,) = [f for f in result.findings if f.severity is Severity.ERROR]
    assert (error.code, error.location.line) == ("gift_brace_extra", 11)
    assert "two_right_answers" in codes(result)


def test_a_category_without_questions_is_named() -> None:
    result = gift.read(fixtures_shared.sample("gift/peg_categorySpecialCharacter.gift"))
    assert result.drafts == ()
    assert result.findings[0].params == {"category": "Default for Unit 1: Topic"}


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ("{=a ~b}", SingleItem),
        ("{~%50%a ~%50%b ~c}", MultipleItem),
        ("{=a -> 1 =b -> 2 = -> 3}", MatchItem),
        ("{T}", TrueFalseItem),
        ("{FALSE#salah#betul}", TrueFalseItem),
        ("{=TRUE}", ShortItem),
        ("{=a =b}", ShortItem),
        ("{=a -> b ~c}", SingleItem),
    ],
)
def test_the_kind_is_told_in_moodles_order(answers: str, kind: type) -> None:
    assert isinstance(one(f"Soal {answers}"), kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Teks tanpa kurung\n\n$CATEGORY: x", "description"),
        ("Esai {}", "essay"),
        ("Esai {####umum}", "essay"),
        ("Angka {#3:1}", "numerical"),
        ("Isi {1:MC:~a~=an} ini", "cloze"),
        ("Isi {:SHORTANSWER:=a} ini", "cloze"),
    ],
)
def test_other_kinds_are_named(text: str, kind: str) -> None:
    result = read(text)
    assert result.skipped == 1
    assert result.findings[0].code == "kind_not_supported"
    assert result.findings[0].params["kind"] == kind


def test_true_and_false_comments_come_wrong_first() -> None:
    item = one("Soal {TRUE#keliru#benar####umum}")
    assert isinstance(item, TrueFalseItem)
    assert (item.reason_false, item.reason_true) == ("keliru", "benar")
    assert item.explanation == "umum"


def test_escapes_formats_missing_word_and_name() -> None:
    item = one("::Nama\\: satu::[html]<p>2 + 2 \\= {~ 3 =\\{4\\}#ya \\\\ \\# } kata</p>")
    assert isinstance(item, SingleItem)
    assert item.stem == "2 + 2 = _____ kata"
    assert [option.text for option in item.options] == ["3", "{4}"]
    assert item.options[1].reason == "ya \\ #"
    assert item.meta.origin is not None
    assert item.meta.origin.locator == "Nama: satu"
    assert one("[plain]a < b \\n &amp; {=x}").stem == "a < b \n &amp;"
    assert one("a <b>b</b> &amp; c {=x}").stem == "a b & c"


def test_ids_tags_and_categories_are_read_from_comments() -> None:
    item = one(
        "$CATEGORY: $course$/top/Etika/A//B\n\n"
        "// [id:itg-7] [tag:prinsip:integritas] [tag:nilai:akuntabel.1] [tag:lok\\]et]\n"
        "// [tag:ref:UU 25/2009#Pasal 34] [tag:modul:3] [tag:tingkat:menengah]\n"
        "Soal {=a ~b}"
    )
    assert item.id == "itg-7"
    assert item.meta.principle is not None
    assert item.meta.frameworks == {"berakhlak": ("akuntabel.1",), "bimtek": ("3",)}
    assert item.meta.references[0].article == "Pasal 34"
    assert item.meta.tags == ("kategori:Etika/A//B", "lok]et")
    assert item.meta.origin is not None
    assert item.meta.origin.external_id == "itg-7"


def test_ids_are_the_same_each_time_and_never_twice() -> None:
    text = "Soal {=a}\n\n// [id:x1]\nSoal {=b}\n\nSoal {=c}\n\n// [id:x1]\nLain {=d}"
    text += "\n\n//[id:A b]\nL {=e}"
    first, second = read(text), read(text)
    ids = [draft.item.id for draft in first.drafts]
    assert ids == [draft.item.id for draft in second.drafts]
    assert len(set(ids)) == 5
    assert ids[1] == "x1"
    assert codes(first).count("item_id_taken") == 1
    assert codes(first).count("stem_repeated") == 2


def test_situational_weights_are_proposed() -> None:
    result = read("Soal {~%20%a ~%40%b ~%60%c ~%80%d =e}")
    (draft,) = result.drafts
    assert draft.proposal == "sjt"
    assert isinstance(draft.item, SjtItem)
    assert [option.weight for option in draft.item.options] == [1, 2, 3, 4, 5]
    assert [o.correct for o in as_single(draft.item).options] == [False] * 4 + [True]
    loose = read("Soal {~%20%a ~%40%b ~%60%c ~%100%d}")
    assert loose.drafts[0].proposal == "sjt"
    assert codes(loose) == ["sjt_without_equals"]
    assert read("Soal {~%20%a ~%40%b =e}").drafts[0].proposal == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Soal {~a =b", "gift_brace_missing"),
        ("Soal ~a =b}", "gift_brace_missing"),
        ("$x = \\frac{1}{2}$ {=a}", "gift_brace_extra"),
        ("S {~a ~b}", "right_answer_missing"),
        ("S {=a~}", "option_text_missing"),
        ("S {~%50%a}", "options_too_few"),
        ("S {" + "~a " * 12 + "=b}", "options_too_many"),
        ("S {=a -> b =c}", "gift_pair_broken"),
        ("S {=a -> b}", "options_too_few"),
        ("S {=a -> =c -> d}", "gift_pair_broken"),
        ("{=a}", "stem_missing"),
        ("S {x ~a =b}", "gift_text_before"),
        ('S {~<a href="http\\://x">u</a> =<a href="y">b</a>}', "gift_markup_cut"),
        ("S {~lihat http://x?id=5 =b}", "gift_markup_cut"),
        ("S {=%0%*#tidak}", "options_too_few"),
        ("S {=" + "a" * 70000 + " ~b}", "field_too_long"),
    ],
)
def test_what_cannot_be_imported_is_an_error_with_a_line(text: str, code: str) -> None:
    result = read(f"\nLain {{T}}\n\n{text}\n\nAkhir {{F}}")
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    assert code in [f.code for f in errors]
    assert all(f.location.line == 4 for f in errors)
    assert len(result.drafts) == 2
    assert result.skipped == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("S {~%33%a ~%33%b ~%33%c ~d}", "weight_not_legal"),
        ("S {~%33,33333%a ~%33,33333%b ~%33,33333%c ~d}", "weight_comma"),
        ("S {~%50%a ~%40%b ~c}", "weights_sum"),
        ("S {~%75%a ~%25%b ~c}", "weights_replaced"),
        ("S {~%250%a ~b}", "weight_out_of_range"),
        ("S {~%50 %a =b}", "weight_unreadable"),
        ("S {=%50%a ~b}", "weight_unreadable"),
        ("S {~%50%a =b}", "weights_dropped"),
        ("S {=a =b ~c}", "two_right_answers"),
        ("S {~=a ~b}", "gift_tilde_equals"),
        ("S {~2 + x=4 =b ~c =d}", "gift_equals_inside"),
        ("Semua berikut, kecuali {=a =b}", "gift_short_like_choice"),
        ("S {true}", "gift_no_equals"),
        ("S {=a → 1 =b → 2}", "gift_arrow"),
        ("S {=a -> 1 =b -> 2#baik}", "match_feedback"),
        ("S {=“a”}", "smart_quotes_in_answer"),
        ("S <a href\\=“x”>u</a> {=a}", "smart_quotes_in_tag"),
        ('S <img src\\="@@PLUGINFILE@@/x.png"> {=a}', "image_missing"),
        ("[markdown]**S** {=a}", "markdown_plain"),
        ("S {\n~a\n\n=b\n}", "gift_blank_line"),
        ("A {T}\n::b::B {F}", "gift_questions_joined"),
        ("$CATEGORY: a\nS {T}", "gift_category_joined"),
        ("::S {T}", "gift_name_open"),
        ("::n:://x\nS {T}", "gift_comment_inside"),
        ("::n::{T}", "stem_from_name"),
        ("S {=a\\*b*}", "wildcards_mixed"),
        ("S {=%-50%a =b}", "weight_out_of_range"),
        ("// [tag:tingkat:mudah]\nS {T}", "tag_value_unknown"),
        ("S {=a ~<script>x</script>b}", "active_removed"),
    ],
)
def test_what_moodle_would_guess_is_said(text: str, code: str) -> None:
    result = read(text)
    assert code in codes(result)
    assert not any(f.severity is Severity.ERROR for f in result.findings)
    assert result.skipped == 0


def test_thirds_are_taken_as_meant() -> None:
    assert codes(read("S {~%33%a ~%33%b ~%33%c ~d}")) == ["weight_not_legal"] * 3
    assert codes(read("S {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")) == []


def test_two_equal_right_sides_are_one_target() -> None:
    item = one("S {=a -> 1 =b -> 2 =c -> 1 = -> 3}")
    assert isinstance(item, MatchItem)
    assert [target.text for target in item.right] == ["1", "2", "3"]
    assert item.answer == {"l1": "r1", "l2": "r2", "l3": "r1"}


def test_a_file_without_braces_is_not_gift(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file_not_that_format"):
        read("Sebuah surat.\n\nSalam.")
    with pytest.raises(UserError, match="file_unreadable_all"):
        gift.read(tmp_path / "none.gift")


@settings(max_examples=150, phases=(Phase.explicit, Phase.generate))
@given(st.lists(items(), min_size=1, max_size=3))
def test_what_is_written_comes_back(drawn: list[Item]) -> None:
    given_items = [msgspec.structs.replace(item, id=f"uji-{n}") for n, item in enumerate(drawn)]
    text, findings = gift_text(bank_of(given_items))
    said = {f.location.item for f in findings}
    assert {f.code for f in findings} <= {"item_unwritable", "text_changed"}
    left_out = {f.location.item for f in findings if f.code == "item_unwritable"}
    if len(left_out) == len(given_items):
        return
    result = read(text)
    assert [f for f in result.findings if f.severity is Severity.ERROR] == []
    found = [without_origin(draft.item) for draft in result.drafts]
    assert [item.id for item in found] == [i.id for i in given_items if i.id not in left_out]
    found = [item for item in found if item.id not in said]
    wanted = [item for item in given_items if item.id not in said]
    assert found == wanted
    assert [canonical(item) for item in found] == [canonical(item) for item in wanted]


def test_shipped_banks_come_back_but_for_what_is_said(tmp_path: Path) -> None:
    shipped = [without_origin(item) for item in shipped_items()]
    path = tmp_path / "x.gift"
    findings = gift.write(bank_of(shipped), path)
    assert {f.code for f in findings} <= {"item_not_written", "fields_not_carried"}
    said = {f.location.item: str(f.params.get("fields", "")) for f in findings}
    found = {draft.item.id: without_origin(draft.item) for draft in gift.read(path).drafts}
    assert len(found) == sum(not isinstance(item, OrderItem) for item in shipped)
    for item in shipped:
        if item.id not in said:
            assert found[item.id] == item
        elif isinstance(item, MatchItem):
            assert said[item.id] == "reason"
            left = tuple(msgspec.structs.replace(prompt, reason="") for prompt in item.left)
            assert found[item.id] == msgspec.structs.replace(item, left=left)
        else:
            assert isinstance(item, OrderItem)


def test_what_gift_cannot_carry_is_said() -> None:
    order = OrderItem(
        id="o", stem="s", options=(OrderOption("a", "x", 2), OrderOption("b", "y", 1))
    )
    sjt = read("S {~%20%a ~%40%b ~%60%c ~%80%d =e}").drafts[0].item
    assert isinstance(sjt, SjtItem)
    weaker = msgspec.structs.replace(sjt, id="w", options=sjt.options[:4])
    spaced = msgspec.structs.replace(sjt, id="t", stem=" s\u200b", hint="h")
    _text, findings = gift_text(bank_of([order, weaker, spaced]))
    assert [(f.code, f.location.item) for f in findings] == [
        ("item_not_written", "o"),
        ("sjt_scale_shifted", "w"),
        ("fields_not_carried", "t"),
        ("text_changed", "t"),
    ]


def test_what_is_left_behind_is_said_in_the_words_of_the_screen() -> None:
    tr = Translator("id", program_root() / "resources" / "locale")
    order = OrderItem(
        id="o", stem="s", options=(OrderOption("a", "x", 2), OrderOption("b", "y", 1))
    )
    twice = MatchItem(
        id="m", stem="s", left=(Prompt("p", "kiri"),),
        right=(Target("x", "sama"), Target("y", "sama")), answer={"p": "x"},
    )  # fmt: skip
    _text, findings = gift_text(bank_of([order, twice]))
    assert [finding_text(finding, tr).what for finding in findings] == [
        "GIFT tidak mengenal soal jenis Mengurutkan, jadi soal ini tidak ditulis.",
        "Soal ini tidak dapat ditulis sebagai GIFT dan tidak disertakan: "
        "dua bagian kanan bunyinya sama",
    ]
    bank = bank_of(shipped_items())
    _text, findings = aiken_text(bank)
    said = [finding for finding in findings if finding.code == "fields_not_carried"]
    assert finding_text(said[0], tr).what == "Aiken tidak membawa: " + ", ".join(
        tr.gettext(WRITING_WORDS[field]) for field in str(said[0].params["fields"]).split(", ")
    )


SEEDS = "".join(
    [
        "::a::[html]<p>S</p>{~%50%a#x ~%50%b =c####g}\n\n// [id:q] [tag:prinsip:keadilan]\n",
        "S {=a -> b =c -> d = -> e}\n\n$CATEGORY: a/b\n\nS {TRUE#a#b}\n\nS {=%50%a* =b}\n\n",
        "Isi {1:MC:~a~=an}\n\nAngka {#3:1}\n\nS {\n~%20%a\n~%40%b\n~%60%c\n~%80%d\n=e}\n\n",
    ]
)


@settings(max_examples=400)
@given(st.integers(0, 10**9))
@example(1)
def test_damage_ends_in_findings(seed: int) -> None:
    text = damaged(SEEDS * 2, seed, "{}~=#:\\%[]<>/$-\n*&“ ")
    try:
        result = read(text)
    except UserError as error:
        assert error.code == "file_not_that_format"
        return
    assert len({draft.item.id for draft in result.drafts}) == len(result.drafts)
    errors = {f.location.line for f in result.findings if f.severity is Severity.ERROR}
    assert len(errors) >= min(result.skipped, 1)
    for draft in result.drafts:
        raw = canonical(draft.item)
        assert msgspec.json.decode(raw, type=Item) == draft.item


@pytest.mark.parametrize(
    "text",
    [
        "S {" + "~a" * 200_000 + "=b}",
        "S {" + "=a -> " * 100_000 + "}",
        "{" * 200_000,
        "S {\n\n" + "~a\n\n" * 50_000,
        "S {~" + "<a x " * 50_000 + "=b}",
        "S {~" + "http:" * 60_000 + "=b}",
        "::" * 200_000 + "{T}",
        "// [id:" * 50_000 + "\nS {T}",
        "\\" * 400_000 + "{T}",
        "S {T}\n::\n" * 5_000,
        "\n \t" * 200_000 + "{",
        "Soal {T}\n\n" * 5_000,
        "S {" + "#" * 300_000 + "}",
        "[html]" + "<p>" * 100_000 + "{T}",
        "$CATEGORY: a\n" * 50_000,
    ],
    ids=range(15),
)
def test_hostile_files_end(text: str) -> None:
    start = time.process_time()
    try:
        result = read(text)
        assert isinstance(result.bank, Bank)
    except UserError as error:
        assert error.code == "file_not_that_format"
    assert time.process_time() - start < 20  # quadratic time would be minutes


# --- files that would fill the memory ------------------------------------------------------------


@pytest.mark.parametrize("part", ["~x", "=a#", "=a->b", "~%50%a", "\n~x"])
def test_a_question_larger_than_any_sound_one_is_not_taken_apart(part: str) -> None:
    result = read("Satu {T}\n\nq {" + part * ((MAX_RAW // len(part)) + 1) + "}\n\nDua {T}")
    assert codes(result) == ["field_too_long"]
    assert result.skipped == 1
    assert [draft.item.stem for draft in result.drafts] == ["Satu", "Dua"]


@pytest.mark.parametrize("comments", ["// [tag:a]\n" * 50_000, "// " + "[tag:a]" * 50_000 + "\n"])
def test_more_tags_than_anybody_sets(comments: str) -> None:
    result = read(comments + "q {T}\n\nDua {T}")
    assert codes(result) == ["values_too_many"]
    assert [draft.item.stem for draft in result.drafts] == ["Dua"]


def test_only_so_many_categories_and_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gift, "MAX_BLOCKS", 20)
    result = read("$CATEGORY: a\n\n" * 30)
    assert codes(result).count("category_empty") == 20
    assert "items_over_limit" in codes(result)
    assert "items_over_limit" not in codes(read("$CATEGORY: a\n\n" * 19))
