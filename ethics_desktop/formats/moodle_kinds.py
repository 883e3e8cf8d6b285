"""The kinds of Moodle XML questions: from their answers to the parts of an item."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Item,
    MatchItem,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    Prompt,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    Target,
    TrueFalseItem,
)
from ethics_desktop.domain.findings import Severity
from ethics_desktop.formats.fractions import SNAP, percent_text, uniform
from ethics_desktop.formats.html_text import AUTO, HTML, PLAIN
from ethics_desktop.formats.moodle_fields import Question, take_keys
from ethics_desktop.formats.reading import LETTERS, excerpt, sjt_weights

MOST_OPTIONS = 10
MOST_STEPS = 7
MOST_TARGETS = 12
MOST_ANSWERS = 30
_TAG_WEIGHTS = {20.0: 1, 40.0: 2, 60.0: 3, 80.0: 4, 100.0: 5}
_YES = frozenset("true t benar b betul yes ya".split())
_NO = frozenset("false f salah s no tidak".split())
_WILD = re.compile(r"(?<!\\)\*")
FIXED_TAG, OPTIONS_TAG, TARGETS_TAG = "tetap", "opsi", "kanan"


class Built(NamedTuple):
    """An item with its id yet to be set, and what the reader proposes about it."""

    item: Item
    proposal: str = ""


class _Graded(NamedTuple):
    text: str
    reason: str
    percent: float


def single_or_several(q: Question, stem: str, tags: list[str]) -> Built | None:
    """``multichoice``: single choice, multiple choice or a situational item."""
    options = _graded(q, MOST_OPTIONS)
    if options is None:
        return None
    percents = [option.percent for option in options]
    best = max(percents)
    if best <= 0:
        q.say("right_answer_missing", Severity.ERROR)
        return None
    declared = q.flag("single")
    weights = sjt_weights(percents) if declared is not False else None
    told = "jenis:sjt" in tags
    if told and weights is None and _TAG_WEIGHTS.keys() >= set(percents):
        weights = [_TAG_WEIGHTS[percent] for percent in percents]
    if weights is not None and "jenis:single" not in tags:
        return Built(_situational(stem, options, weights, tags), "" if told else "sjt")
    right = [percent for percent in percents if percent > 0]
    full = percents.count(100)
    single = len(right) == 1 if declared is None else declared
    if single and len(right) == 1 and not full:
        q.say("full_mark_missing", Severity.WARNING, weight=percent_text(right[0]))
    elif single and full > 1:
        q.say("two_right_answers", Severity.WARNING, n=full)
        single = False
    elif single and not full:
        q.say("single_without_full_mark", Severity.WARNING, weights=_listed(percents))
        single = False
    elif single and len(right) > 1:
        rest = [percent for percent in percents if 0 < percent < 100]
        q.say("weights_dropped", Severity.WARNING, weights=_listed(rest))
    elif not single:
        if abs(sum(right) - 100) >= SNAP:
            q.say("weights_sum", Severity.WARNING, sum=percent_text(sum(right)))
        if not uniform(percents):
            q.say("weights_replaced", Severity.INFO, weights=_listed(percents))
    keys = take_keys(tags, OPTIONS_TAG, len(options), "")
    fixed = _fixed(tags, keys.in_file)
    made = [
        Option(key, o.text, o.percent == best if single else o.percent > 0, o.reason, key in fixed)
        for key, o in zip(keys.in_file, options, strict=True)
    ]
    kind = SingleItem if single else MultipleItem
    return Built(kind(id="x", stem=stem, options=keys.sorted(made)))


def _fixed(tags: list[str], keys: list[str]) -> set[str]:
    """Remove the tag that names options with a fixed place, and return their ids."""
    begin = f"{FIXED_TAG}:"
    for tag in [tag for tag in tags if tag.startswith(begin)]:
        named = set(tag[len(begin) :].split("."))
        if named <= set(keys):
            tags.remove(tag)
            return named
    return set()


def _situational(stem: str, options: list[_Graded], weights: list[int], tags: list[str]) -> SjtItem:
    keys = take_keys(tags, OPTIONS_TAG, len(options), "")
    made = [
        SjtOption(key, o.text, weight, o.reason)
        for key, o, weight in zip(keys.in_file, options, weights, strict=True)
    ]
    return SjtItem(id="x", stem=stem, options=keys.sorted(made))


def _graded(q: Question, most: int) -> list[_Graded] | None:
    """Return the answers with text and grade; empty ones without a grade are no options."""
    answers = q.element.findall("answer")
    if len(answers) > 4 * most:
        q.say("options_too_many", Severity.ERROR, n=len(answers), most=most)
        return None
    found: list[_Graded] = []
    for place, answer in enumerate(answers):
        letter = LETTERS[len(found)] if len(found) < len(LETTERS) else str(place + 1)
        text = q.text(answer, letter)
        percent = q.percent(answer, letter)
        if not text:
            if percent > 0 or answer.find("file") is not None:
                q.say("option_text_missing", Severity.ERROR, letter)
            continue
        found.append(_Graded(text, q.text(answer.find("feedback"), letter), percent))
    return found if _count(q, len(found), 2, most) else None


def _count(q: Question, n: int, least: int, most: int) -> bool:
    if n < least:
        q.say("options_too_few", Severity.ERROR, n=n, least=least)
    elif n > most:
        q.say("options_too_many", Severity.ERROR, n=n, most=most)
    return not q.failed


def _listed(percents: list[float]) -> str:
    return "; ".join(percent_text(percent) for percent in percents)


def true_or_false(q: Question, stem: str, tags: list[str]) -> Built | None:
    """``truefalse``: the words say which answer is which, never their order."""
    reasons: dict[bool, str] = {}
    right: list[bool] = []
    for answer in q.element.findall("answer")[:4]:
        word = q.text(answer).casefold()
        if word not in _YES and word not in _NO:
            q.say("truefalse_unclear", Severity.ERROR, word=excerpt(word) or "–")
            return None
        side = word in _YES
        reasons[side] = q.text(answer.find("feedback"))
        if q.percent(answer, "true" if side else "false") > 0:
            right.append(side)
    if len(right) != 1:
        q.say("right_answer_missing" if not right else "truefalse_both", Severity.ERROR)
        return None
    return Built(
        TrueFalseItem(
            id="x",
            stem=stem,
            answer=right[0],
            reason_true=reasons.get(True, ""),
            reason_false=reasons.get(False, ""),
        )
    )


def short_answer(q: Question, stem: str, tags: list[str]) -> Built | None:
    """``shortanswer``: accepted texts with ``*`` for anything and ``\\*`` for an asterisk."""
    answers = q.element.findall("answer")
    if not _count(q, len(answers), 1, MOST_ANSWERS):
        return None
    case = q.flag("usecase") is True
    found: list[AcceptedAnswer] = []
    for place, answer in enumerate(answers, 1):
        accepted = _accepted(q, answer, str(place), case)
        if accepted is not None:
            found.append(accepted)
    if not q.failed and not _count(q, len(found), 1, MOST_ANSWERS):
        return None
    if not q.failed and not any(accepted.score for accepted in found):
        q.say("right_answer_missing", Severity.ERROR)
    return Built(ShortItem(id="x", stem=stem, answers=tuple(found)))


def _accepted(q: Question, answer: Element, place: str, case: bool) -> AcceptedAnswer | None:
    form = HTML if answer.get("format") == HTML else PLAIN
    text = " ".join(q.text_as(answer, place, form).split())
    percent = q.percent(answer, place)
    reason = q.text(answer.find("feedback"), place)
    if not text:
        if percent > 0:
            q.say("option_text_missing", Severity.ERROR, place)
        return None
    if percent < 0:
        told = {"weight": percent_text(percent), "used": "0"}
        q.say("weight_out_of_range", Severity.WARNING, place, **told)
    wildcard = _WILD.search(text) is not None
    if wildcard and not text.replace("*", "").strip():
        if percent > 0:
            q.say("short_accepts_anything", Severity.ERROR, place)
        else:
            q.say("catch_all_dropped", Severity.INFO, place, feedback=excerpt(reason) or "–")
        return None
    if wildcard and "\\*" in text:
        q.say("wildcards_mixed", Severity.WARNING, place, answer=excerpt(text))
    score = round(max(0.0, percent) / 100, 7)
    return AcceptedAnswer(text.replace("\\*", "*"), score, wildcard, case, reason)


def matching(q: Question, stem: str, tags: list[str]) -> Built | None:
    """``matching``: an empty left side makes a spare target; equal right sides are one target."""
    subquestions = q.element.findall("subquestion")
    if len(subquestions) > 4 * MOST_TARGETS:
        q.say("options_too_many", Severity.ERROR, n=len(subquestions), most=MOST_TARGETS)
        return None
    lefts: list[tuple[str, str, int]] = []
    rights: dict[str, int] = {}
    for number, subquestion in enumerate(subquestions, 1):
        place = str(number)
        prompt = q.text(subquestion, place)
        answer = subquestion.find("answer")
        target = q.text(answer, place, AUTO)
        if not target and not prompt:
            continue
        if not target or (not prompt and subquestion.find("file") is not None):
            q.say("option_text_missing", Severity.ERROR, place)
            continue
        if not prompt and target in rights:
            q.say("match_spare_repeated", Severity.INFO, place, text=excerpt(target))
        index = rights.setdefault(target, len(rights))
        if prompt:
            lefts.append((prompt, q.text(subquestion.find("feedback"), place), index))
    if not _count(q, len(lefts), 2, MOST_OPTIONS) or not _count(q, len(rights), 2, MOST_TARGETS):
        return None
    left_keys = take_keys(tags, OPTIONS_TAG, len(lefts), "l")
    right_keys = take_keys(tags, TARGETS_TAG, len(rights), "r")
    prompts = [
        Prompt(key, text, reason)
        for key, (text, reason, _) in zip(left_keys.in_file, lefts, strict=True)
    ]
    targets = [Target(key, text) for key, text in zip(right_keys.in_file, rights, strict=True)]
    answers = {
        key: right_keys.in_file[index]
        for key, (_, _, index) in zip(left_keys.in_file, lefts, strict=True)
    }
    return Built(
        MatchItem(
            id="x",
            stem=stem,
            left=left_keys.sorted(prompts),
            right=right_keys.sorted(targets),
            answer={key: answers[key] for key in left_keys.by_author},
        )
    )


def ordering(q: Question, stem: str, tags: list[str]) -> Built | None:
    """``ordering``: the fraction is the position 1, 2, 3; without positions the file's order."""
    answers = q.element.findall("answer")
    if not _count(q, len(answers), 2, MOST_STEPS):
        return None
    steps = []
    for place, answer in enumerate(answers):
        text = q.text(answer, LETTERS[place])
        if not text:
            q.say("option_text_missing", Severity.ERROR, LETTERS[place])
        steps.append((text, q.text(answer.find("feedback"), LETTERS[place])))
    named = "jenis:order" in tags
    ranks = [_position(answer) for answer in answers]
    in_range = set(ranks) <= set(range(1, len(ranks) + 1)) or named
    if min(ranks) < 1 or len(set(ranks)) < 2 or not in_range:
        if any(answer.get("fraction") for answer in answers):
            q.say("order_by_file", Severity.WARNING)
        ranks = list(range(1, len(ranks) + 1))
    keys = take_keys(tags, OPTIONS_TAG, len(steps), "")
    made = [
        OrderOption(key, text, rank, reason)
        for key, (text, reason), rank in zip(keys.in_file, steps, ranks, strict=True)
    ]
    return Built(OrderItem(id="x", stem=stem, options=keys.sorted(made)))


def _position(answer: Element) -> int:
    try:
        position = float(answer.get("fraction", "").replace(",", ".") or 0)
    except ValueError:
        return 0
    return int(position) if 1 <= position <= 1_000_000 and position == int(position) else 0


#: Moodle's types that become items; the others are reported by name.
KINDS: dict[str, Callable[[Question, str, list[str]], Built | None]] = {
    "multichoice": single_or_several,
    "truefalse": true_or_false,
    "shortanswer": short_answer,
    "matching": matching,
    "match": matching,
    "ordering": ordering,
}
