"""Moodle XML: the samples' facts, the kinds and their traps, and a way out and back."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Bank,
    Item,
    Level,
    MatchItem,
    Meta,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    Principle,
    Prompt,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    Status,
    Target,
    TrueFalseItem,
    kind_of,
)
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.formats import moodle_xml
from ethics_desktop.formats.fractions import LEGAL_PERCENTS
from ethics_desktop.formats.html_text import Cleaner
from ethics_desktop.formats.reading import Draft, ReadResult, info_for
from ethics_desktop.formats.text_door import clean
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import explain, finding_text
from ethics_desktop.paths import program_root
from tests import fixtures_shared
from tests.builders import shipped_items

SAMPLES = fixtures_shared.names("moodlexml")
IMPORTED = {"multichoice", "truefalse", "shortanswer", "match", "matching", "ordering"}
NAMES_ELSEWHERE = {"multianswer": "cloze"}


def read_raw(tmp_path: Path, raw: bytes | str) -> ReadResult:
    path = tmp_path / "soal.xml"
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return moodle_xml.read(path)


def read(tmp_path: Path, *questions: str) -> ReadResult:
    """Read questions, each the inside of a ``<quiz>``."""
    return read_raw(tmp_path, f"<quiz>{''.join(questions)}</quiz>")


def question(kind: str, inside: str, stem: str = "Apa?") -> str:
    return (
        f'<question type="{kind}"><name><text>N</text></name>'
        f'<questiontext format="html"><text>{stem}</text></questiontext>{inside}</question>'
    )


def answers(*pairs: tuple[str, str]) -> str:
    return "".join(f'<answer fraction="{f}"><text>{text}</text></answer>' for f, text in pairs)


def graded(*fractions: float | str) -> str:
    return answers(*((str(f), f"Opsi {place}") for place, f in enumerate(fractions)))


def codes(result: ReadResult) -> list[str]:
    return [finding.code for finding in result.findings]


def one(result: ReadResult) -> Item:
    (draft,) = result.drafts
    return draft.item


# The samples


def letters(text: str) -> str:
    """Return the letters and digits of a text alone: facts and items are laid out differently."""
    return "".join(char for char in text if char.isalnum()).casefold()


def facts_letters(text: str, most: int = 100) -> str:
    """Return the letters of a fact, which may hold HTML or Markdown and may be cut."""
    return letters(Cleaner().html(text.replace("**", "").replace("#", "")).text)[:most]


def compare(item: Item, facts: dict[str, Any]) -> None:
    stem = facts_letters(facts["stem"])
    assert letters(item.stem)[: len(stem)] == stem
    match item:
        case SingleItem() | MultipleItem():
            given = [letters(o.text) for o in item.options]
            assert given == [facts_letters(text) for text in facts["answers"]]
            right = [letters(o.text) for o in item.options if o.correct]
            assert right == [facts_letters(text) for text in facts["right"]]
            if "option_feedback" in facts:
                given = [letters(o.reason) for o in item.options]
                assert given == [facts_letters(text) for text in facts["option_feedback"]]
        case TrueFalseItem():
            assert item.answer is facts["right"]
            assert letters(item.reason_true).startswith(facts_letters(facts["feedback_true"], 60))
            assert letters(item.reason_false).startswith(facts_letters(facts["feedback_false"], 60))
        case ShortItem():
            both = zip(facts["answers"], facts["fractions"], strict=True)
            kept = [(text, fraction) for text, fraction in both if text != "*"]
            assert [(a.text, a.score) for a in item.answers] == kept
        case MatchItem():
            texts = {target.id: target.text for target in item.right}
            pairs = [[p.text, texts[item.answer[p.id]]] for p in item.left]
            assert pairs == [pair for pair in facts["pairs"] if pair[0]]
            assert {right for _, right in facts["pairs"]} == set(texts.values())
        case _:
            pytest.fail(kind_of(item))
    general = facts_letters(facts.get("general_feedback", ""), 60)
    assert letters(item.explanation).startswith(general)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_give_their_facts_or_say_what_was_skipped(name: str) -> None:
    facts = fixtures_shared.expected(name)
    result = moodle_xml.read(fixtures_shared.sample(name))
    kinds = {k: n for k, n in facts["lxml_by_type"].items() if k != "category"}
    skipped = [f for f in result.findings if f.code == "kind_not_supported"]
    intros = [f for f in result.findings if f.code == "section_intro"]
    assert len(intros) == kinds.pop("description", 0)
    assert len(result.drafts) == sum(n for kind, n in kinds.items() if kind in IMPORTED)
    assert len(skipped) == result.skipped == sum(kinds.values()) - len(result.drafts)
    for kind, n in kinds.items():
        if kind not in IMPORTED:
            assert sum(finding.params["kind"] == kind for finding in skipped) == n
    told = {finding.params["name"] for finding in [*skipped, *intros]}
    drafts = iter(result.drafts)
    for item_facts in facts["items"]:
        if item_facts["type"] in IMPORTED:
            draft = next(drafts)
            compare(draft.item, item_facts)
            assert draft.item.meta.origin is not None
            assert draft.item.meta.origin.locator == item_facts["name"]
        else:
            assert item_facts["name"] in told
    categories = {f.params.get("category") for f in result.findings}
    tags = {tag for draft in result.drafts for tag in draft.item.meta.tags}
    for path in facts["categories"]:
        path = path.removeprefix("$course$/")
        inside = any(tag.startswith(f"kategori:{path}") for tag in tags)
        assert inside or path in categories or any(str(c).startswith(path) for c in categories)
    assert [d.item.id for d in result.drafts if facts["idnumbers"]] == facts["idnumbers"]
    assert all(finding.location.line for finding in result.findings if "n" not in finding.params)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("moodle_multichoice_files", {"image_dropped": "flag-france.jpg"}),
        ("moodle_multichoice_files", {"file_dropped": "bonjour.mp3"}),
        ("moodle_old_image_tag", {"image_dropped": "moodle.png"}),
        ("qas_all", {"image_dropped": "dessin.svg"}),
    ],
)  # fmt: skip
def test_pictures_of_samples_are_named(name: str, told: dict[str, str]) -> None:
    result = moodle_xml.read(fixtures_shared.sample(f"moodlexml/{name}.xml"))
    for code, file in told.items():
        assert any(f.code == code and file in str(f.params["name"]) for f in result.findings)


def test_a_grade_close_to_a_legal_one_is_snapped_with_a_warning() -> None:
    result = moodle_xml.read(fixtures_shared.sample("moodlexml/moodle_error_invalid_grades.xml"))
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("weight_not_legal", Severity.WARNING)
    assert finding.location.option == "b"
    assert finding.params == {"weight": "33", "nearest": "33.33333"}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_go_out_and_come_back_the_same(name: str, tmp_path: Path) -> None:
    result = moodle_xml.read(fixtures_shared.sample(name))
    path = tmp_path / "keluar.xml"
    moodle_xml.write(result.bank, path)
    back = moodle_xml.read(path)
    assert {f.code for f in back.findings} <= {"stem_repeated"}
    by_id = {draft.item.id: bare(draft.item) for draft in back.drafts}
    assert by_id == {draft.item.id: bare(draft.item) for draft in result.drafts}
    names = {d.item.meta.origin.locator for d in result.drafts if d.item.meta.origin}
    assert {d.item.meta.origin.locator for d in back.drafts if d.item.meta.origin} == names


# Choices


def test_single_and_several(tmp_path: Path) -> None:
    single = one(read(tmp_path, question("multichoice", graded(0, 100, -50))))
    assert isinstance(single, SingleItem)
    assert [(o.id, o.correct) for o in single.options] == [("a", False), ("b", True), ("c", False)]
    several = one(
        read(tmp_path, question("multichoice", "<single>false</single>" + graded(50, -50, 50, -50)))
    )
    assert isinstance(several, MultipleItem)
    assert [o.correct for o in several.options] == [True, False, True, False]


@pytest.mark.parametrize(
    ("single", "fractions", "kind"),
    [
        ("<single>true</single>", (100, 0), "single"),
        ("<single>1</single>", (100, 0), "single"),
        ("<single/>", (100, 0), "single"),
        ("<single></single>", (50, 50, 0), "multiple"),
        ("", (100, 0), "single"),
        ("<single>0</single>", (100, 0, 0), "multiple"),
        ("<single>False</single>", (75, 25, 0), "multiple"),
        ("<single>TRUE</single>", (0, 100), "single"),
    ],
)
def test_the_switch_in_all_its_spellings(
    tmp_path: Path, single: str, fractions: tuple[int, ...], kind: str
) -> None:
    assert (
        kind_of(one(read(tmp_path, question("multichoice", single + graded(*fractions))))) == kind
    )


@pytest.mark.parametrize(
    ("fractions", "kind", "code"),
    [
        ((100, 50, 0), "single", "weights_dropped"),
        ((100, 100, 0), "multiple", "two_right_answers"),
        ((90, 0, 0), "single", "full_mark_missing"),
        ((75, 25, 0), "multiple", "single_without_full_mark"),
        ((99.7, 0), "single", "weight_not_legal"),
        ((100, 37), "single", "weight_not_legal"),
        ((250, 0), "single", "weight_out_of_range"),
    ],
)
def test_odd_grades_of_a_single_choice_are_told(
    tmp_path: Path, fractions: tuple[float, ...], kind: str, code: str
) -> None:
    result = read(tmp_path, question("multichoice", "<single>true</single>" + graded(*fractions)))
    assert kind_of(one(result)) == kind
    assert code in codes(result)


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (graded(0, 0, 0), "right_answer_missing"),
        (graded(100), "options_too_few"),
        (graded(100, *([0] * 10)), "options_too_many"),
        (graded(100, *([0] * 900)), "options_too_many"),
        (graded("nan", 100), "grade_unreadable"),
        (graded("seratus", 100), "grade_unreadable"),
        (graded("1e999", 100), "grade_unreadable"),
        (answers(("100", ""), ("0", "a"), ("0", "b")), "option_text_missing"),
        ("<answer fraction='0'><text>&lt;img src='a.png'&gt;</text><file name='a.png'/></answer>"
         + graded(100, 0), "option_text_missing"),
        (graded(100, 0) + f"<generalfeedback><text>{'x' * 70_000}</text></generalfeedback>",
         "field_too_long"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_item_is_told_and_the_rest_is_read(
    tmp_path: Path, inside: str, code: str
) -> None:
    bad, good = question("multichoice", inside), question("multichoice", graded(100, 0), "Baik?")
    result = read(tmp_path, bad, good)
    assert [draft.item.stem for draft in result.drafts] == ["Baik?"]
    assert result.skipped == 1
    assert any(f.code == code and f.severity is Severity.ERROR for f in result.findings)


def test_decimal_commas_and_percent_signs(tmp_path: Path) -> None:
    inside = "<single>0</single>" + graded("33,33333", "33.333%", "33.33333", "0")
    result = read(tmp_path, question("multichoice", inside))
    assert [o.correct for o in one(result).options] == [True, True, True, False]  # type: ignore[union-attr]
    assert codes(result) == []


@pytest.mark.parametrize(
    ("fractions", "weights"),
    [
        ((20, 40, 60, 80, 100), [1, 2, 3, 4, 5]),
        ((100, 20, 60, 40), [5, 1, 3, 2]),
        ((20, 40, 60, 80), [1, 2, 3, 4]),
        ((100, 60, 20), None),
        ((100, 60, 60, 20), None),
        ((100, 50, 25, 0), None),
    ],
)
def test_a_situational_item_is_proposed(
    tmp_path: Path, fractions: tuple[int, ...], weights: list[int] | None
) -> None:
    inside = "<defaultgrade>5</defaultgrade><single>true</single>" + graded(*fractions)
    (draft,) = read(tmp_path, question("multichoice", inside)).drafts
    assert draft.proposal == ("sjt" if weights else "")
    if weights:
        assert isinstance(draft.item, SjtItem)
        assert [option.weight for option in draft.item.options] == weights


def test_several_answers_are_never_situational(tmp_path: Path) -> None:
    inside = "<single>false</single>" + graded(20, 40, 60, 80, 100)
    assert kind_of(one(read(tmp_path, question("multichoice", inside)))) == "multiple"


# The other kinds


@pytest.mark.parametrize(
    ("words_", "answer"), [(("True", "false"), True), (("salah", "benar"), False)]
)
def test_true_or_false_by_its_words(tmp_path: Path, words_: tuple[str, str], answer: bool) -> None:
    inside = answers(("100", words_[0]), ("0", words_[1]))
    assert one(read(tmp_path, question("truefalse", inside))).answer is answer  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (answers(("100", "x"), ("0", "y")), "truefalse_unclear"),
        (answers(("100", "true"), ("100", "false")), "truefalse_both"),
        (answers(("0", "true"), ("0", "false")), "right_answer_missing"),
        ("", "right_answer_missing"),
    ],
)
def test_true_or_false_without_a_key(tmp_path: Path, inside: str, code: str) -> None:
    result = read(tmp_path, question("truefalse", inside))
    assert (result.drafts, codes(result)) == ((), [code])


def test_short_answers(tmp_path: Path) -> None:
    inside = "<usecase>1</usecase>" + answers(
        ("100", "gratifikas*"), ("50", "5 \\* 3"), ("0", "suap <b>"[:4]), ("0", "*")
    )
    result = read(tmp_path, question("shortanswer", inside))
    item = one(result)
    assert isinstance(item, ShortItem)
    assert [(a.text, a.score, a.wildcard, a.case_sensitive) for a in item.answers] == [
        ("gratifikas*", 1.0, True, True), ("5 * 3", 0.5, False, True), ("suap", 0.0, False, True),
    ]  # fmt: skip
    assert codes(result) == ["catch_all_dropped"]
    for inside, code in [
        (answers(("100", "*")), "short_accepts_anything"),
        (answers(("0", "a")), "right_answer_missing"),
        ("", "options_too_few"),
        (answers(*[("100", f"j{n}") for n in range(31)]), "options_too_many"),
    ]:
        result = read(tmp_path, question("shortanswer", inside))
        assert result.drafts == () and code in codes(result)


def pairs(*given: tuple[str, str]) -> str:
    return "".join(
        f"<subquestion format='html'><text>{left}</text>"
        f"<answer><text>{right}</text></answer></subquestion>"
        for left, right in given
    )


def test_matching_with_spare_and_shared_targets(tmp_path: Path) -> None:
    inside = pairs(
        ("katak", "amfibi"), ("kucing", "mamalia"), ("kadal air", "amfibi"), ("", "serangga")
    )
    item = one(read(tmp_path, question("matching", inside)))
    assert isinstance(item, MatchItem)
    assert [target.text for target in item.right] == ["amfibi", "mamalia", "serangga"]
    assert item.answer == {"l1": "r1", "l2": "r2", "l3": "r1"}
    result = read(tmp_path, question("matching", pairs(("a", "x"), ("b", "x"))))
    assert codes(result) == ["options_too_few"]
    result = read(tmp_path, question("matching", pairs(("a", "x"), ("b", ""), ("c", "y"))))
    assert codes(result) == ["option_text_missing"]


@pytest.mark.parametrize(
    ("fractions", "ranks", "told"),
    [
        ((1, 2, 3), [1, 2, 3], []),
        (("3.0000000", "1.0000000", "2.0000000"), [3, 1, 2], []),
        ((0, 0, 0), [1, 2, 3], ["order_by_file"]),
        ((100, 66.66667, 33.33333), [1, 2, 3], ["order_by_file"]),
    ],
)
def test_ordering_takes_fractions_as_positions(
    tmp_path: Path, fractions: tuple[float | str, ...], ranks: list[int], told: list[str]
) -> None:
    result = read(tmp_path, question("ordering", graded(*fractions)))
    assert [option.rank for option in one(result).options] == ranks  # type: ignore[union-attr]
    assert codes(result) == told


@pytest.mark.parametrize(
    "kind",
    [
        "essay",
        "numerical",
        "cloze",
        "gapselect",
        "ddwtos",
        "calculatedmulti",
        "oumultiresponse",
        "",
    ],
)
def test_kinds_that_are_no_items_are_named(tmp_path: Path, kind: str) -> None:
    result = read(tmp_path, question(kind, ""), question("multichoice", graded(100, 0)))
    assert len(result.drafts) == result.skipped == 1
    assert [(f.code, f.severity, f.params["kind"], f.params["name"]) for f in result.findings] == [
        ("kind_not_supported", Severity.ERROR, kind or "–", "N")
    ]


# Texts, files, metadata


def test_escaped_cdata_and_bare_markup_read_the_same(tmp_path: Path) -> None:
    stems = ["&lt;p&gt;a &amp;amp; b&lt;/p&gt;", "<![CDATA[<p>a &amp; b</p>]]>", "<p>a &amp; b</p>"]
    for stem, told in zip(stems, ([], [], ["markup_not_escaped"]), strict=True):
        result = read(tmp_path, question("multichoice", graded(100, 0), stem))
        assert (one(result).stem, codes(result)) == ("a & b", told)


def test_deep_bare_markup_does_not_fail(tmp_path: Path) -> None:
    result = read(tmp_path, question("multichoice", graded(100, 0), "<b>" * 25 + "x" + "</b>" * 25))
    assert one(result).stem == "x"


def test_a_stem_may_come_from_the_name_but_never_from_a_picture(tmp_path: Path) -> None:
    result = read(tmp_path, question("multichoice", graded(100, 0), ""))
    assert (one(result).stem, codes(result)) == ("N", ["stem_from_name"])
    picture = "&lt;img src='@@PLUGINFILE@@/grafik%20x.png'&gt;"
    result = read(tmp_path, question("multichoice", graded(100, 0), picture))
    assert (result.drafts, codes(result)) == ((), ["stem_missing", "image_missing"])
    assert result.findings[1].params["name"] == "grafik x.png"


def test_files_are_named_by_what_they_are(tmp_path: Path) -> None:
    stem = "Lihat &lt;img src='@@PLUGINFILE@@/peta%20desa.png'&gt; &lt;img src='b.png'&gt;"
    files = "<file name='peta desa.png' encoding='base64'>AAAA</file><file name='s.mp3'>A</file>"
    inside = graded(100, 0).replace("</answer>", files + "</answer>", 1)
    result = read(tmp_path, question("multichoice", inside, stem))
    assert [(f.code, f.params["name"]) for f in result.findings] == [
        ("image_dropped", "peta desa.png"), ("file_dropped", "s.mp3"), ("image_missing", "b.png"),
    ]  # fmt: skip


def test_metadata_of_tags_category_and_idnumber(tmp_path: Path) -> None:
    tags = ("prinsip:integritas", "tingkat:menengah", "modul:3", "nilai:akuntabel.1",
            "ref:UU 25/2009#Pasal 34", "pasar", "tingkat:gaib")  # fmt: skip
    inside = (
        "<idnumber>soal-7</idnumber><hidden>1</hidden><hint><text>Satu</text></hint>"
        "<hint><text>Dua</text></hint><tags>"
        + "".join(f"<tag><text>{tag}</text></tag>" for tag in tags)
        + "</tags>"
    )
    category = (
        '<question type="category"><category><text>$course$/top/Etika/Pasar//Desa</text></category>'
        "</question>"
    )
    again = question("multichoice", "<idnumber>soal-7</idnumber>" + graded(100, 0), "Lagi?")
    odd = question("multichoice", "<idnumber>Soal 8/A</idnumber>" + graded(100, 0), "Ketiga?")
    result = read(tmp_path, category, question("multichoice", inside + graded(100, 0)), again, odd)
    meta = result.drafts[0].item.meta
    assert (meta.principle, meta.level) == (Principle.INTEGRITAS, Level.MENENGAH)
    assert meta.frameworks == {"bimtek": ("3",), "berakhlak": ("akuntabel.1",)}
    assert [(r.instrument, r.article) for r in meta.references] == [("UU 25/2009", "Pasal 34")]
    assert meta.tags == ("kategori:Etika/Pasar//Desa", "pasar", "tingkat:gaib")
    assert meta.status is Status.USANG
    assert result.drafts[0].item.hint == "Satu\n\nDua"
    ids = [draft.item.id for draft in result.drafts]
    assert ids[0] == "soal-7" and len(set(ids)) == 3
    assert [d.item.meta.origin and d.item.meta.origin.external_id for d in result.drafts] == [
        "soal-7", "soal-7", "Soal 8/A",
    ]  # fmt: skip
    assert codes(result) == ["tag_value_unknown", "question_hidden", "item_id_taken"]
    assert read(tmp_path, category, again, odd).drafts[1].item.id == ids[2]


def test_what_the_whole_file_loses_is_counted(tmp_path: Path) -> None:
    inside = "<defaultgrade>2</defaultgrade><correctfeedback><text>{}</text></correctfeedback>"
    result = read(
        tmp_path,
        question("multichoice", inside.format("Bagus sekali") + graded(100, 0)),
        question("multichoice", inside.format("Your answer is correct.") + graded(100, 0), "B?"),
    )
    assert [(f.code, f.params["n"]) for f in result.findings] == [
        ("points_dropped", 2), ("whole_feedback_dropped", 1),
    ]  # fmt: skip


def test_wrong_bytes_under_utf8(tmp_path: Path) -> None:
    raw = f'<?xml version="1.0" encoding="UTF-8"?><quiz>{question("truefalse", graded(0))}'
    raw += question("multichoice", graded(100, 0), "“Résumé” – apa?") + "</quiz>"
    result = read_raw(tmp_path, raw.encode("cp1252"))
    assert one(result).stem == "“Résumé” – apa?"
    assert "encoding_guessed" in codes(result)


# Out and back


def bare(item: Item) -> Item:
    """Return an item without what says where it came from."""
    return msgspec.structs.replace(
        item, meta=msgspec.structs.replace(item.meta, origin=None, review=())
    )


def round_trip(items: list[Item], tmp_path: Path) -> tuple[tuple[Finding, ...], ReadResult]:
    path = tmp_path / "bank.xml"
    findings = moodle_xml.write(Bank(info_for(path), tuple(items)), path)
    return findings, moodle_xml.read(path)


def test_shipped_banks_go_out_and_come_back_the_same(tmp_path: Path) -> None:
    items = shipped_items()
    findings, result = round_trip(items, tmp_path)
    assert {f.code for f in result.findings} <= {"question_hidden"}
    assert {draft.item.id: bare(draft.item) for draft in result.drafts} == {
        item.id: bare(item) for item in items
    }
    assert {f.code for f in findings} <= {
        "fields_not_carried",
        "moodle_pair_reasons",
        "moodle_tags_long",
    }
    text = (tmp_path / "bank.xml").read_text(encoding="utf-8")
    assert text.count("<defaultgrade>5</defaultgrade>") == sum(
        isinstance(i, SjtItem) for i in items
    )


TEXT = (
    st.text(st.sampled_from("ab é<>&]'\"*\\{}=~#\n%“😀.-"), min_size=1, max_size=24)
    .map(lambda text: clean(text).strip())
    .filter(bool)
)
TRICKY = st.sampled_from(
    ["]]>", "<p>a</p>", "a ]]> b]]", "&amp;", "x\n\ny", "a  b", "<script>x</script>"]
)
ANY = TEXT | TRICKY
MAYBE = st.just("") | ANY
LINE = TEXT.map(lambda text: " ".join(text.split()))
KEY = st.text("abcxyz019", min_size=1, max_size=4)
TAG = (
    st.text("abc é-&<", min_size=1, max_size=12)
    .map(lambda t: " ".join(clean(t).split()))
    .filter(bool)
)
METAS = st.builds(
    Meta,
    principle=st.none() | st.sampled_from(Principle),
    level=st.sampled_from(Level),
    status=st.sampled_from(Status),
    tags=st.lists(
        TAG | st.sampled_from(["kategori:Etika/Desa", "kategori:Lain"]), unique=True, max_size=3
    )
    .filter(lambda tags: sum(tag.startswith("kategori:") for tag in tags) < 2)
    .map(tuple),
    family=st.just("") | st.just("kel-1"),
)


def keys(n: int) -> st.SearchStrategy[list[str]]:
    return st.just([chr(97 + i) for i in range(n)]) | st.lists(
        KEY, min_size=n, max_size=n, unique=True
    )


@st.composite
def items(draw: st.DrawFn) -> Item:
    base = {
        "id": draw(st.from_regex(r"[a-z][a-z0-9.-]{0,8}", fullmatch=True)),
        "rev": draw(st.integers(1, 3)), "stem": draw(ANY), "explanation": draw(MAYBE),
        "hint": draw(MAYBE), "meta": draw(METAS),
    }  # fmt: skip
    kind = draw(
        st.sampled_from(["single", "multiple", "truefalse", "sjt", "order", "match", "short"])
    )
    n = draw(st.integers(2, 7))
    if kind in ("single", "multiple"):
        flags = [draw(st.booleans()) for _ in range(n)]
        flags = [True, *flags[1:]] if kind == "multiple" else [i == n // 2 for i in range(n)]
        options = tuple(
            Option(key, draw(ANY), right, draw(MAYBE), draw(st.booleans()))
            for key, right in zip(draw(keys(n)), flags, strict=True)
        )
        return (SingleItem if kind == "single" else MultipleItem)(options=options, **base)
    if kind == "truefalse":
        return TrueFalseItem(answer=draw(st.booleans()), reason_true=draw(MAYBE), **base)
    if kind == "sjt":
        return SjtItem(
            options=tuple(
                SjtOption(k, draw(ANY), draw(st.integers(1, 5)), draw(MAYBE)) for k in draw(keys(n))
            ),
            **base,
        )
    if kind == "order":
        ranks = [draw(st.integers(1, 9)) for _ in range(n - 1)]
        ranks.append(next(rank for rank in range(1, 10) if rank != ranks[0]))
        return OrderItem(
            options=tuple(
                OrderOption(k, draw(ANY), rank, draw(MAYBE))
                for k, rank in zip(draw(keys(n)), ranks, strict=True)
            ),
            **base,
        )
    if kind == "match":
        lefts = tuple(Prompt(k, draw(ANY), draw(MAYBE)) for k in draw(keys(n)))
        texts = draw(st.lists(ANY, min_size=2, max_size=8, unique=True))
        rights = tuple(Target(k, t) for k, t in zip(draw(keys(len(texts))), texts, strict=True))
        return MatchItem(
            left=lefts, right=rights,
            answer={left.id: draw(st.sampled_from(rights)).id for left in lefts}, **base,
        )  # fmt: skip
    case = draw(st.booleans())
    accepted = []
    for place in range(n):
        text = draw(LINE.filter(lambda t: "\\" not in t and t.replace("*", "").strip() != ""))
        percent = 100.0 if place == 0 else draw(st.sampled_from(LEGAL_PERCENTS))
        wild = draw(st.booleans()) and "*" in text
        accepted.append(AcceptedAnswer(text, round(percent / 100, 7), wild, case, draw(MAYBE)))
    return ShortItem(answers=tuple(accepted), **base)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.id))
def test_any_items_go_out_and_come_back_the_same(tmp_path: Path, items: list[Item]) -> None:
    findings, result = round_trip(items, tmp_path)
    assert {draft.item.id: bare(draft.item) for draft in result.drafts} == {
        item.id: bare(item) for item in items
    }
    assert "text_changed" not in {f.code for f in findings}
    assert not any(f.severity is Severity.ERROR for f in result.findings)


def test_what_cannot_go_out_is_told(tmp_path: Path) -> None:
    unpaired = MatchItem(id="m", stem="?", left=(Prompt("a", "1"), Prompt("b", "2")),
                         right=(Target("x", "X"), Target("y", "Y")), answer={"a": "x"})  # fmt: skip
    order = OrderItem(id="o", stem="?", options=(OrderOption("a", "1", 1), OrderOption("b", "2", 2),
                                                 OrderOption("c", "3", 2)))  # fmt: skip
    short = ShortItem(id="s", stem="?", answers=(AcceptedAnswer("x", case_sensitive=True),
                                                 AcceptedAnswer("y", 0.37)))  # fmt: skip
    sjt = SjtItem(id="t", stem="\x07?", options=(SjtOption("a", "1", 4), SjtOption("b", "2", 1)),
                  meta=Meta(tags=("x" * 60,)))  # fmt: skip
    findings, result = round_trip([unpaired, order, short, sjt], tmp_path)
    assert [f.code for f in findings] == [
        "item_unwritable", "moodle_order_ties", "moodle_case_mixed", "weight_not_legal",
        "moodle_sjt_no_full", "text_changed", "moodle_tags_long",
    ]  # fmt: skip
    assert [draft.item.id for draft in result.drafts] == ["o", "s", "t"]
    assert bare(result.drafts[0].item) == order


def test_the_file_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        moodle_xml.write(Bank(info_for(Path("b.xml"))), tmp_path / "tidak" / "ada.xml")
    assert caught.value.code == "file_unwritable"


# Hostile files


def test_whatever_is_read_is_sound_and_can_be_told(tmp_path: Path) -> None:
    """Mutations of a whole export: findings or UserError, and every item is a valid one."""
    chance = random.Random(20261121)
    path = tmp_path / "bank.xml"
    moodle_xml.write(Bank(info_for(path), tuple(shipped_items()[:14])), path)
    raw = path.read_bytes()
    pieces = raw.split(b"<question ")
    tr = Translator("id", program_root() / "resources" / "locale")
    decoder = msgspec.json.Decoder(Item)
    for _ in range(400):
        some = chance.sample(pieces[1:], 2)
        changed = bytearray(pieces[0] + b"".join(b"<question " + piece for piece in some))
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(changed))
            match chance.randrange(5):
                case 0:
                    changed[at] = chance.randrange(256)
                case 1:
                    del changed[at : at + chance.randrange(1, 200)]
                case 2:
                    changed[at:at] = chance.choice(
                        [b"<file name='a.png'>", b"&", b"<", b"]]>", b"<text/>"]
                    )
                case 3:
                    tag = chance.choice([b'fraction="', b'type="', b"<text>", b'format="'])
                    at = changed.find(tag, at)
                    if at >= 0:
                        changed[at + len(tag) : at + len(tag)] = chance.choice(
                            [b"-", b"9e9", b"x", b"&#0;", b"\xff", b"essay", b"markdown"]
                        )
                case 4:
                    del changed[at:]
                    changed += b"</text>"
        try:
            result = read_raw(tmp_path, bytes(changed))
        except UserError as error:
            assert explain(error, tr).what
            continue
        for draft in result.drafts:
            assert decoder.decode(msgspec.json.encode(draft.item)) == draft.item
        for finding in result.findings:
            assert finding_text(finding, tr).what


def test_billion_laughs_and_other_files_are_refused(tmp_path: Path) -> None:
    for raw, code in [
        ("<!DOCTYPE q [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><quiz>&c;</quiz>", "xml_forbidden"),
        ("<html></html>", "file_not_that_format"),
        ("", "file_not_that_format"),
    ]:
        with pytest.raises(UserError) as caught:
            read_raw(tmp_path, raw)
        assert caught.value.code == code


def test_streaming_keeps_memory_flat(tmp_path: Path) -> None:
    def peak(n: int) -> int:
        path = tmp_path / f"{n}.xml"
        body = "".join(question("multichoice", graded(100, 0, 0), f"Soal {m}?") for m in range(n))
        path.write_text(f"<quiz>{body}</quiz>", encoding="utf-8")
        del body
        tracemalloc.start()
        try:
            drafts = sum(isinstance(found, Draft) for found in moodle_xml.stream(path))
            assert drafts == n
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # imports
    assert peak(2000) <= 1.2 * peak(500) + 2000 * 150  # the ids that are taken
