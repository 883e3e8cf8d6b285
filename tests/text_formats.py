"""What the tests of text formats share: comparing with expected facts, items to write, damage."""

from __future__ import annotations

import html
import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from hypothesis import strategies as st

from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Bank,
    BankInfo,
    Item,
    MatchItem,
    Meta,
    MultipleItem,
    Option,
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
from ethics_desktop.domain.findings import Severity
from ethics_desktop.formats.reading import Draft, ReadResult, as_single

INFO = BankInfo(
    format="cermin-asn-bank", format_version="1.0", id="uji", version="1.0.0", title="Uji"
)
KINDS = {
    "multichoice": ("single", "multiple", "sjt"),
    "truefalse": ("truefalse",),
    "shortanswer": ("short",),
    "match": ("match",),
}


def letters(text: str) -> str:
    """Return only what counts when Moodle's and our plain text of the same HTML are compared."""
    return "".join(char for char in html.unescape(text) if char.isalnum() or char in "~={}#:*\\.->")


def same(ours: str, theirs: str) -> bool:
    """Compare a text with an expected one, which may have been cut short."""
    ours, theirs = letters(ours.replace("• ", "")), letters(theirs)
    theirs = theirs.rstrip(".") if len(theirs) > 40 else theirs
    return ours == letters(theirs) or (len(theirs) > 30 and ours.startswith(theirs))


def codes_at(result: ReadResult, draft: Draft) -> set[str]:
    """Return the codes of the findings about a draft."""
    return {f.code for f in result.findings if f.location.item == draft.item.id}


def compare(result: ReadResult, facts: dict[str, Any]) -> None:
    """Check a file against Moodle's facts: every question is here the same, or named and why."""
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    named = Counter(str(f.params["kind"]) for f in errors if f.code == "kind_not_supported")
    strange = {"description", "essay", "numerical"}
    assert named == Counter(q["type"] for q in facts["items"] if q["type"] in strange)
    questions = [q for q in facts["items"] if q["type"] not in strange]
    others = [f for f in errors if f.code != "kind_not_supported"]
    assert all(f.location.line and f.location.file for f in result.findings)
    assert (
        len(result.drafts) + len(others)
        == len(questions)
        == result.skipped + len(result.drafts) - sum(named.values())
    )
    drafts, missed = list(result.drafts), 0
    for question in questions:
        stem = question["stem"].replace("*", "")
        if drafts and same(drafts[0].item.stem, stem):
            compare_item(result, drafts.pop(0), question)
        else:
            missed += 1
    assert not drafts
    assert missed == len(others)


def compare_item(result: ReadResult, draft: Draft, facts: dict[str, Any]) -> None:
    """Check one question: kind, options, right answers, fractions, feedback."""
    item = draft.item
    assert item.__struct_config__.tag in KINDS[facts["type"]]
    said = codes_at(result, draft)
    assert same(item.explanation, facts.get("general_feedback", ""))
    if isinstance(item, SjtItem):
        item = as_single(item)
    match item:
        case SingleItem() | MultipleItem():
            assert len(item.options) == facts["n_options"]
            pairs = zip(item.options, facts["answers"], strict=True)
            assert all(same(option.text, text) for option, text in pairs)
            right = [fraction > 0 for fraction in facts["fractions"]]
            if facts["single"]:
                right = [fraction == 1 for fraction in facts["fractions"]]
                assert isinstance(item, SingleItem) or "two_right_answers" in said
            assert [option.correct for option in item.options] == right
            share = round(1 / sum(right), 4)
            usual = {0.0, 1.0} if facts["single"] else {0.0, share, -1.0}
            wrong = {f for f in facts["fractions"] if f <= 0}
            odd = {round(f, 4) for f in facts["fractions"]} - usual
            if odd and (facts["single"] or len(wrong) > 1 or any(f > 0 for f in odd)):
                assert said & {"weights_dropped", "weights_replaced"}
            reasons = facts.get("option_feedback", [""] * len(item.options))
            assert all(same(o.reason, r) for o, r in zip(item.options, reasons, strict=True))
        case TrueFalseItem():
            assert item.answer is facts["right"]
            assert same(item.reason_true, facts["feedback_true"])
            assert same(item.reason_false, facts["feedback_false"])
        case ShortItem():
            reasons = facts.get("option_feedback", [""] * len(facts["answers"]))
            rows = list(zip(facts["answers"], facts["fractions"], reasons, strict=True))
            kept = [row for row in rows if row[:2] != ("*", 0.0)]
            assert ("catch_all_dropped" in said) == (len(kept) < len(rows))
            for answer, (text, fraction, reason) in zip(item.answers, kept, strict=True):
                assert same(answer.text, text)
                assert abs(answer.score - fraction) < 1e-6
                assert same(answer.reason, reason)
                assert answer.wildcard == ("*" in text)
        case MatchItem():
            texts = {target.id: target.text for target in item.right}
            ours = [(prompt.text, texts[item.answer[prompt.id]]) for prompt in item.left]
            theirs = [pair for pair in facts["pairs"] if pair[0]]
            for (left, right), (their_left, their_right) in zip(ours, theirs, strict=True):
                assert same(left, their_left)
                assert same(right, their_right)
            assert set(texts.values()) == {pair[1] for pair in facts["pairs"]}


def without_origin(item: Item) -> Item:
    """Return an item without the notes on where it came from and on its review."""
    meta = msgspec.structs.replace(item.meta, origin=None, review=())
    return msgspec.structs.replace(item, meta=meta)


def bank_of(items: Iterable[Item]) -> Bank:
    """Return a bank with these items."""
    return Bank(INFO, tuple(items))


_ALPHABET = "abcdeXYZ ñé’“”–123%~=#{}:\\*[]<>&/;,.\n-?"
#: Texts as an author may write them: signs of every format in them, no space at their ends.
TEXTS = (
    st.text(_ALPHABET, min_size=1, max_size=40)
    .map(lambda text: "\n".join(line.strip() for line in text.split("\n")).strip())
    .filter(lambda text: text != "")
)
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(lambda text: text != "")
MAYBE = st.one_of(st.just(""), TEXTS)
_REFERENCES = st.builds(
    Reference,
    instrument=LINES,
    article=st.one_of(st.just(""), st.just("Pasal 3; ayat #2")),
    facts=st.sampled_from([(), ("GRAT-13",), ("A-1", "B-2")]),
    checked_on=st.sampled_from([None, "2026-11-21"]),
    review_by=st.sampled_from([None, "2028-11-21"]),
)
METAS = st.builds(
    Meta,
    principle=st.sampled_from([None, *Principle]),
    frameworks=st.sampled_from([{}, {"berakhlak": ("akuntabel.1", "loyal.2"), "bimtek": ("3",)}]),
    references=st.lists(_REFERENCES, max_size=2).map(tuple),
    tags=st.sampled_from(
        [(), ("loket",), ("kategori:Etika/Gratifikasi", "a]b"), ("kategori:A//B",)]
    ),
    author=st.sampled_from(["", "Tim Cermin"]),
)


@st.composite
def items(draw: st.DrawFn, number: int = 0) -> Item:
    """Return an item of a kind that GIFT carries, in the form in which it comes back."""
    base: dict[str, Any] = {
        "id": f"uji-{number:03d}",
        "rev": draw(st.sampled_from([1, 1, 7])),
        "stem": draw(TEXTS),
        "explanation": draw(MAYBE),
        "meta": draw(METAS),
    }
    kind = draw(st.sampled_from(["single", "multiple", "truefalse", "sjt", "match", "short"]))
    size = draw(st.integers(2, 6))
    keys = draw(st.sampled_from(["abcdefghij", "abcdefghij", "zyxabcwvut"]))[:size]
    last_fixed = draw(st.booleans())
    if kind == "single":
        right = draw(st.integers(0, size - 1))
        options = [
            Option(
                key,
                draw(TEXTS),
                correct=place == right,
                reason=draw(MAYBE),
                fixed=last_fixed and place == size - 1,
            )
            for place, key in enumerate(keys)
        ]
        return SingleItem(**base, options=tuple(options))
    if kind == "multiple":
        flags = draw(st.lists(st.booleans(), min_size=size, max_size=size).filter(any))
        options = [
            Option(key, draw(TEXTS), correct=flag, reason=draw(MAYBE))
            for key, flag in zip(keys, flags, strict=True)
        ]
        return MultipleItem(**base, options=tuple(options))
    if kind == "sjt":
        weights = draw(st.lists(st.integers(1, 5), min_size=size, max_size=size).filter(_has_five))
        steps = [
            SjtOption(key, draw(TEXTS), weight=weight, reason=draw(MAYBE))
            for key, weight in zip(keys, weights, strict=True)
        ]
        return SjtItem(**base, options=tuple(steps))
    if kind == "truefalse":
        reasons = {"reason_true": draw(MAYBE), "reason_false": draw(MAYBE)}
        return TrueFalseItem(**base, answer=draw(st.booleans()), **reasons)
    if kind == "match":
        texts = draw(st.lists(TEXTS, min_size=size, max_size=size + 2, unique=True))
        lefts = [Prompt(f"l{n + 1}", draw(TEXTS.filter(_no_arrow))) for n in range(size)]
        rights = [Target(f"r{n + 1}", text) for n, text in enumerate(texts)]
        answer = {prompt.id: rights[n].id for n, prompt in enumerate(lefts)}
        rights = draw(st.permutations(rights))
        return MatchItem(**base, left=tuple(lefts), right=tuple(rights), answer=answer)
    accepted = [
        AcceptedAnswer(
            text,
            score=draw(st.sampled_from([1.0, 0.5, 0.3333333])),
            wildcard=draw(st.booleans()) and "*" in text and text.strip("* ") != "",
            reason=draw(MAYBE.filter(_no_arrow)),
        )
        for text in draw(st.lists(LINES.filter(_short_text), min_size=1, max_size=4))
    ]
    return ShortItem(**base, answers=tuple(accepted))


def _has_five(weights: list[int]) -> bool:
    return 5 in weights and min(weights) < 5


def _no_arrow(text: str) -> bool:
    return "->" not in text


def _short_text(text: str) -> bool:
    return "->" not in text and "\\*" not in text


def damaged(text: str, seed: int, signs: str) -> str:
    """Return a text with a few random wounds: signs put in, pieces cut, doubled or swapped."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randint(0, 60))
        wound = chance.randrange(5)
        if wound == 0:
            text = text[:start] + text[end:]
        elif wound == 1:
            text = text[:start] + "".join(chance.choices(signs, k=3)) + text[start:]
        elif wound == 2:
            text = text[:end] + text[start:end] * chance.randint(1, 4) + text[end:]
        elif wound == 3:
            text = text[:start] + text[start:end][::-1] + text[end:]
        else:
            text = (
                text[:start]
                + chr(chance.choice([0, 9, 13, 160, 8203, 65024, 0x1F600]))
                + text[end:]
            )
    return text
