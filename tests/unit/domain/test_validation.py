"""Each check of an item can fire, and a sound item gives no finding."""

import random

import msgspec
import pytest

from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Bank,
    BankInfo,
    MatchItem,
    Meta,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    Principle,
    Prompt,
    Reference,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    Target,
    TrueFalseItem,
)
from ethics_desktop.domain.findings import Severity, has_errors
from ethics_desktop.domain.validation import check_bank, check_item

TODAY = "2026-11-21"
CODES = {"bimtek": frozenset({"1"})}
META = Meta(
    principle=Principle.INTEGRITAS,
    frameworks={"bimtek": ("1",)},
    references=(Reference("UU 1", review_by="2028-01-01"),),
)


def opt(name, correct=False, text=None, reason="r"):
    return Option(id=name, text=text or f"teks {name}", correct=correct, reason=reason)


def sjt(name, weight, **more):
    return SjtOption(id=name, text=more.get("text", f"teks {name}"), weight=weight, reason="r")


def single(*options, **more):
    return SingleItem(id="x-1", stem="s", options=options, meta=more.get("meta", META))


SOUND = [
    single(opt("a", True), opt("b"), opt("c")),
    MultipleItem(
        id="x-1",
        stem="s",
        meta=META,
        options=(opt("a", True), opt("b", True), opt("c"), opt("d")),
    ),
    SjtItem(
        id="x-1",
        stem="s",
        meta=META,
        options=tuple(sjt(n, w) for n, w in zip("abcd", (5, 3, 2, 1), strict=True)),
    ),
    OrderItem(
        id="x-1",
        stem="s",
        meta=META,
        options=(OrderOption("a", "A", 2, "r"), OrderOption("b", "B", 1, "r")),
    ),
    MatchItem(
        id="x-1",
        stem="s",
        meta=META,
        left=(Prompt("p", "P", "r"), Prompt("q", "Q", "r")),
        right=(Target("k", "K"), Target("l", "L"), Target("m", "M")),
        answer={"p": "k", "q": "l"},
    ),
    ShortItem(id="x-1", stem="s", meta=META, answers=(AcceptedAnswer("suap"),)),
    TrueFalseItem(id="x-1", stem="s", meta=META, answer=True, reason_true="r", reason_false="r"),
]


@pytest.mark.parametrize("item", SOUND, ids=lambda item: type(item).__name__)
def test_a_sound_item_has_no_findings(item):
    assert check_item(item, CODES, TODAY) == ()


def change(index, **fields):
    return msgspec.structs.replace(SOUND[index], **fields)


def meta(**fields):
    return msgspec.structs.replace(META, **fields)


CASES = [
    ("single_needs_one_key", single(opt("a", True), opt("b", True))),
    ("single_needs_one_key", single(opt("a"), opt("b"))),
    ("option_id_repeated", single(opt("a", True), opt("a", text="lain"))),
    ("option_text_repeated", single(opt("a", True, text="Sama "), opt("b", text="sama"))),
    ("reason_missing", single(opt("a", True), opt("b", reason=""))),
    ("multiple_key_impossible", change(1, options=(opt("a", True), opt("b", True)))),
    ("multiple_key_impossible", change(1, options=(opt("a"), opt("b")))),
    ("multiple_key_lopsided", change(1, options=(opt("a", True), opt("b"), opt("c"), opt("d")))),
    ("sjt_weights_equal", change(2, options=tuple(sjt(n, 3) for n in "abcd"))),
    ("sjt_best_tied", change(2, options=(sjt("a", 5), sjt("b", 5), sjt("c", 1), sjt("d", 2)))),
    ("sjt_few_options", change(2, options=(sjt("a", 5), sjt("b", 1)))),
    (
        "order_ranks_equal",
        change(3, options=(OrderOption("a", "A", 1, "r"), OrderOption("b", "B", 1, "r"))),
    ),
    ("match_pair_missing", change(4, answer={"p": "k"})),
    ("match_pair_missing", change(4, answer={"p": "k", "q": "zz"})),
    ("match_pair_unknown", change(4, answer={"p": "k", "q": "l", "z": "k"})),
    ("match_target_shared", change(4, answer={"p": "k", "q": "k"})),
    ("match_no_spare", change(4, right=(Target("k", "K"), Target("l", "L")))),
    ("option_id_repeated", change(4, right=(Target("k", "K"), Target("k", "L"), Target("l", "M")))),
    ("reason_missing", change(4, left=(Prompt("p", "P"), Prompt("q", "Q", "r")))),
    ("short_no_full_answer", change(5, answers=(AcceptedAnswer("x", score=0.5),))),
    ("short_accepts_anything", change(5, answers=(AcceptedAnswer(" * ", wildcard=True),))),
    ("reason_missing", change(6, reason_false="")),
    ("principle_missing", change(0, meta=meta(principle=None))),
    ("references_missing", change(0, meta=meta(references=()))),
    (
        "reference_stale",
        change(0, meta=meta(references=(Reference("UU", review_by="2026-11-20"),))),
    ),
    ("values_too_many", change(0, meta=meta(tags=tuple(map(str, range(100)))))),
    ("framework_unknown", change(0, meta=meta(frameworks={"sihir": ("1",)}))),
    ("framework_code_unknown", change(0, meta=meta(frameworks={"bimtek": ("9",)}))),
]


@pytest.mark.parametrize(("code", "item"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)])
def test_each_fault_is_found(code, item):
    findings = check_item(item, CODES, TODAY)
    assert code in {finding.code for finding in findings}
    assert all(finding.location.item == "x-1" for finding in findings)


def bank(*items):
    info = BankInfo(
        format="cermin-asn-bank", format_version="1.0", id="x", version="1.0.0", title="X"
    )
    return Bank(info, items)


def test_a_repeated_id_is_an_error():
    findings = check_bank(bank(SOUND[0], SOUND[1]), CODES, TODAY)
    assert [(f.code, f.severity) for f in findings] == [("item_id_repeated", Severity.ERROR)]
    assert has_errors(findings)


def test_an_unknown_enemy_is_named():
    findings = check_bank(bank(change(0, meta=meta(enemies=("x-9",)))), CODES, TODAY)
    assert [(f.code, f.params) for f in findings] == [("enemy_unknown", {"id": "x-9"})]


def test_texts_that_are_one_but_for_case_and_white_space_are_found():
    """The look over all of them at once finds what looking at each finds."""
    said = random.Random(7)
    words = ("lapor", "Lapor", "TOLAK", "Straße", "strasse", "bagian\u00a0hukum", "bagian hukum")
    gaps = (" ", "  ", "\n", "\t", "\x1f", "\u2009", "\x00", "")
    for _ in range(3000):
        texts = ["".join(said.choice(words) + said.choice(gaps) for _ in range(2)) for _ in "abcd"]
        options = [opt(name, text=text) for name, text in zip("abcd", texts, strict=True)]
        plain = [" ".join(text.casefold().split()) for text in texts]
        found = check_item(single(*options), CODES, TODAY)
        told = [one.location.option for one in found if one.code == "option_text_repeated"]
        expected = [n for n, one in zip("abcd", plain, strict=True) if plain.count(one) > 1]
        assert told == expected, texts
