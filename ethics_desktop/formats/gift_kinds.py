"""The kinds of GIFT questions: from the text between the braces to the parts of an item.

The order of the tests and the meaning of the signs are those of Moodle's own importer, described
in the design notes; where Moodle guesses, a finding is made.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Item,
    MatchItem,
    MultipleItem,
    Option,
    Prompt,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    Target,
    TrueFalseItem,
)
from ethics_desktop.domain.findings import Severity
from ethics_desktop.formats.fractions import (
    SNAP,
    is_legal,
    nearest_legal,
    percent_text,
    snapped,
    uniform,
)
from ethics_desktop.formats.gift_text import (
    LOOKS_LIKE_WEIGHT,
    WEIGHT,
    Question,
    show,
    split_format,
    take_fixed,
)
from ethics_desktop.formats.moodle_fields import take_keys
from ethics_desktop.formats.moodle_kinds import OPTIONS_TAG, TARGETS_TAG
from ethics_desktop.formats.reading import LETTERS, excerpt, sjt_weights

MOST_OPTIONS = 10
MOST_TARGETS = 12
MOST_ANSWERS = 30
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")
_SIGNS = {"choice": re.compile("([~=])"), "match": re.compile("(=)"), "short": re.compile("(=)")}
_CUT_MARKUP = re.compile(r"<[a-zA-Z]\w{0,20}\s[^<>]{0,280}$|https?:\S{0,280}$")
_ARROW = re.compile("→|⟶|–>|—>|->")
_CHOICE_WORDS = re.compile(r"\b(?:kecuali|berikut|except|following)\b", re.IGNORECASE)
_STAR = re.compile(r"\\\*")
_TAG_WEIGHTS = {20.0: 1, 40.0: 2, 60.0: 3, 80.0: 4, 100.0: 5}


class Part(NamedTuple):
    """An answer between the braces: its sign, its text, and where it stands in the block."""

    sign: str
    text: str
    at: int


class Weighed(NamedTuple):
    """An option with the percentage the file gives it."""

    text: str
    reason: str
    percent: float
    right: bool  # marked with =


def kind_of_answers(answers: str) -> str:
    """Return the kind that Moodle sees: the tests in Moodle's order."""
    if not answers:
        return "essay"
    if answers[0] == "#":
        return "numerical"
    if "~" in answers:
        return "choice"
    if "=" in answers and ("->" in answers or _other_arrows(answers)):
        return "match"
    if answers.partition("#")[0].strip() in (*_TRUE, *_FALSE):
        return "truefalse"
    return "short"


def _other_arrows(answers: str) -> bool:
    parts = [part for part in answers.split("=") if part.strip()]
    return len(parts) > 1 and all(_ARROW.search(part) for part in parts)


def build(question: Question, kind: str, answers: str, at: int) -> tuple[Item | None, str]:
    """Return the item, with ``question.head``, and the proposal; None when it cannot be one.

    Args:
        kind: choice, match, truefalse or short.
        answers: what stands between the braces, without the general feedback.
        at: where it stands in the block.
    """
    if kind == "truefalse":
        return _true_false(question, answers, at), ""
    if kind == "choice" and question.simple:
        item = _plain_single(question, answers)
        if item is not None:
            return item, ""
    parts = _parts(question, kind, answers, at)
    if parts is None:
        return None, ""
    if kind == "choice":
        return _choice(question, parts)
    if kind == "match":
        return _match(question, parts), ""
    return _short(question, parts), ""


def _plain_single(q: Question, answers: str) -> Item | None:
    """Return a single choice that has nothing special, which most are; None for any other."""
    pieces = _SIGNS["choice"].split(answers)
    if pieces[0] or not 5 <= len(pieces) <= 2 * MOST_OPTIONS + 1 or pieces.count("=") != 1:
        return None
    options = []
    before = "\n"
    for place in range(1, len(pieces), 2):
        right, piece = pieces[place] == "=", pieces[place + 1]
        text, _, reason = piece.partition("#")
        text, reason = text.strip(), reason.strip()
        if not text or text[0] == "%" or "\n" in text or "\n" in reason:
            return None
        if right and not before.isspace():
            return None
        before = piece[-1]
        options.append(Option(LETTERS[place // 2], text, right, reason))
    if q.key_tags or q.fmt not in ("moodle", "plain"):
        return None
    return SingleItem(**q.head, options=tuple(options))


def _parts(q: Question, kind: str, answers: str, at: int) -> list[Part] | None:
    """Split at the signs; check what stands before the first and between ~ and =."""
    pieces = _SIGNS[kind].split(answers)
    most = {"choice": MOST_OPTIONS, "match": MOST_TARGETS, "short": MOST_ANSWERS}[kind]
    if len(pieces) // 2 > 2 * most:
        q.say("options_too_many", Severity.ERROR, at, n=len(pieces) // 2, most=most)
        return None
    before = pieces[0].strip()
    if kind == "short" and len(pieces) == 1:
        q.say("gift_no_equals", Severity.WARNING, at, text=excerpt(show(before)))
        return [Part("=", before, at)]
    if before:
        q.say("gift_text_before", Severity.ERROR, at, text=excerpt(show(before)))
        return None
    found: list[Part] = []
    at += len(pieces[0])
    for place in range(1, len(pieces), 2):
        sign, text = pieces[place], pieces[place + 1]
        last = place + 2 >= len(pieces)
        if not last and pieces[place + 2] == "=":
            if sign == "~" and not text:
                q.say("gift_tilde_equals", Severity.WARNING, at)
                at += 1
                continue
            if not text[-1:].isspace():
                _equals_inside(q, text, at + 1, pieces)
        found.append(Part(sign, text, at + 1))
        at += 1 + len(text)
    if len(found) > most:
        q.say("options_too_many", Severity.ERROR, at, n=len(found), most=most)
    return None if q.failed else found


def _equals_inside(q: Question, text: str, at: int, pieces: list[str]) -> None:
    """Say so when the = after ``text`` hardly begins an answer, as others stand after a space."""
    spaced = any(piece[-1:].isspace() for piece in pieces[2:-1:2])
    tail = text[-300:]
    cut = _CUT_MARKUP.search(tail)
    if cut:
        q.say("gift_markup_cut", Severity.ERROR, at, text=excerpt(show(cut[0])))
    elif spaced and tail:
        near = show(tail.split()[-1][-30:] + "=")
        q.say("gift_equals_inside", Severity.WARNING, at + len(text), text=near)


def _weight(q: Question, text: str, at: int, option: str) -> tuple[float | None, str]:
    """Return the percentage a part begins with, if any, and the text after it."""
    text = text.lstrip()
    found = WEIGHT.match(text)
    if found is None:
        if text.startswith("%") and LOOKS_LIKE_WEIGHT.match(text):
            q.say("weight_unreadable", Severity.WARNING, at, option, text=excerpt(show(text), 30))
        return None, text
    if "," in found[1]:
        q.say("weight_comma", Severity.WARNING, at, option, weight=found[1])
    percent = float(found[1].replace(",", "."))
    used = max(-100.0, min(100.0, percent))
    if used != percent:
        q.say(
            "weight_out_of_range",
            Severity.WARNING,
            at,
            option,
            weight=percent_text(percent),
            used=percent_text(used),
        )
    elif not is_legal(percent):
        q.say(
            "weight_not_legal",
            Severity.WARNING,
            at,
            option,
            weight=percent_text(percent),
            nearest=percent_text(nearest_legal(percent)),
        )
    return used, text[found.end() :]


def _weighed(q: Question, parts: list[Part]) -> list[Weighed]:
    found = []
    for letter, part in zip(LETTERS, parts, strict=False):
        percent: float | None = 100.0
        text = part.text.strip()
        if part.sign == "~":
            percent = None
            if text.startswith("%"):
                percent, text = _weight(q, text, part.at, letter)
        elif text.startswith("%") and WEIGHT.match(text):
            # Moodle reads no weight after = in a choice; the text begins with percent signs.
            shown = excerpt(show(text), 30)
            q.say("weight_unreadable", Severity.WARNING, part.at, letter, text=shown)
        text, _, feedback = text.partition("#")
        shown = q.render(text, part.at, letter)
        if not shown:
            q.say("option_text_missing", Severity.ERROR, part.at, letter)
        reason = q.render(feedback, part.at, letter) if feedback else ""
        found.append(Weighed(shown, reason, percent or 0.0, part.sign == "="))
    return found


def _choice(q: Question, parts: list[Part]) -> tuple[Item | None, str]:
    if len(parts) < 2:
        q.say("options_too_few", Severity.ERROR, n=len(parts), least=2)
        return None, ""
    options = _weighed(q, parts)
    if q.failed:
        return None, ""
    percents = [option.percent for option in options]
    marked = sum(option.right for option in options)
    if q.kind == "sjt" and all(percent in _TAG_WEIGHTS for percent in percents):
        return _situational(q, options, [_TAG_WEIGHTS[percent] for percent in percents]), ""
    weights = sjt_weights(percents) if marked <= 1 else None
    if weights is not None and 5 in weights:
        if not marked:
            q.say("sjt_without_equals", Severity.WARNING)
        return _situational(q, options, weights), "sjt"
    if marked == 1:
        rest = [o.percent for o in options if not o.right and o.percent]
        if rest:
            q.say("weights_dropped", Severity.WARNING, weights=_listed(rest))
        return SingleItem(**q.head, options=_plain_options(q, options, True)), ""
    if marked > 1:
        q.say("two_right_answers", Severity.WARNING, n=marked)
        rest = [o.percent for o in options if not o.right and o.percent]
        if rest:
            q.say("weights_replaced", Severity.WARNING, weights=_listed(percents))
        item = MultipleItem(**q.head, options=_plain_options(q, options, True))
        return item, ""
    return _multiple(q, options, percents), ""


def _multiple(q: Question, options: list[Weighed], percents: list[float]) -> Item | None:
    right = [percent for percent in percents if percent > 0]
    if not right:
        q.say("right_answer_missing", Severity.ERROR)
        return None
    total = sum(map(snapped, right))
    if abs(total - 100) >= SNAP:
        q.say("weights_sum", Severity.WARNING, sum=percent_text(sum(right)))
    if not uniform(percents):
        q.say("weights_replaced", Severity.INFO, weights=_listed(percents))
    return MultipleItem(**q.head, options=_plain_options(q, options, False))


def _listed(percents: list[float]) -> str:
    return "; ".join(percent_text(percent) for percent in percents)


def _plain_options(q: Question, options: list[Weighed], marked: bool) -> tuple[Option, ...]:
    made = [
        Option(letter, o.text, o.right if marked else o.percent > 0, o.reason)
        for letter, o in zip(LETTERS, options, strict=False)
    ]
    if q.key_tags:
        keys = take_keys(q.key_tags, OPTIONS_TAG, len(made), "")
        fixed = take_fixed(q.key_tags, keys.in_file)
        renamed = {
            key: msgspec.structs.replace(option, id=key, fixed=key in fixed)
            for key, option in zip(keys.in_file, made, strict=True)
        }
        made = [renamed[key] for key in keys.by_author]
    return tuple(made)


def _situational(q: Question, options: list[Weighed], weights: list[int]) -> Item:
    keys = take_keys(q.key_tags, OPTIONS_TAG, len(options), "")
    made = {
        key: SjtOption(key, o.text, weight=weight, reason=o.reason)
        for key, o, weight in zip(keys.in_file, options, weights, strict=True)
    }
    return SjtItem(**q.head, options=tuple(made[key] for key in keys.by_author))


def _match(q: Question, parts: list[Part]) -> Item | None:
    left: list[Prompt] = []
    targets: dict[str, str] = {}
    answer: dict[str, str] = {}
    for part in parts:
        arrow = _ARROW.search(part.text)
        plain = part.text.find("->")
        if arrow is None:
            q.say(
                "gift_pair_broken", Severity.ERROR, part.at, text=excerpt(show(part.text.strip()))
            )
            return None
        if plain < 0:
            q.say("gift_arrow", Severity.WARNING, part.at)
        start, end = (plain, plain + 2) if plain >= 0 else arrow.span()
        right, _, comment = part.text[end:].partition("#")
        prompt = q.render(part.text[:start], part.at)
        fmt = "plain" if q.fmt == "plain" else "moodle"
        text = q.plain(right.strip(), fmt, part.at, "") if right.strip() else ""
        reason = q.render(comment, part.at)
        if reason:
            q.say("match_feedback", Severity.WARNING, part.at, text=excerpt(reason))
        if not text:
            q.say("gift_pair_broken", Severity.ERROR, part.at, text=excerpt(show(part.text)))
            return None
        if not prompt and text in targets:
            q.say("match_spare_repeated", Severity.INFO, part.at, text=excerpt(text))
        target = targets.setdefault(text, f"r{len(targets) + 1}")
        if prompt:
            left.append(Prompt(f"l{len(left) + 1}", prompt, reason))
            answer[left[-1].id] = target
    if len(left) < 2 or len(targets) < 2:
        q.say("options_too_few", Severity.ERROR, n=min(len(left), len(targets)), least=2)
    if len(left) > MOST_OPTIONS:
        q.say("options_too_many", Severity.ERROR, n=len(left), most=MOST_OPTIONS)
    rights = [Target(key, text) for text, key in targets.items()]
    if q.key_tags:
        return _renamed(q, left, rights, answer)
    return MatchItem(**q.head, left=tuple(left), right=tuple(rights), answer=answer)


def _renamed(
    q: Question, left: list[Prompt], rights: list[Target], answer: dict[str, str]
) -> MatchItem:
    """Give prompts and targets the ids and the order that tags name."""
    keys = take_keys(q.key_tags, OPTIONS_TAG, len(left), "l")
    others = take_keys(q.key_tags, TARGETS_TAG, len(rights), "r")
    of_left = {prompt.id: key for prompt, key in zip(left, keys.in_file, strict=True)}
    of_right = {target.id: key for target, key in zip(rights, others.in_file, strict=True)}
    prompts = {of_left[p.id]: Prompt(of_left[p.id], p.text, p.reason) for p in left}
    targets = {of_right[t.id]: Target(of_right[t.id], t.text) for t in rights}
    answers = {of_left[one]: of_right[other] for one, other in answer.items()}
    return MatchItem(
        **q.head,
        left=tuple(prompts[key] for key in keys.by_author),
        right=tuple(targets[key] for key in others.by_author),
        answer={key: answers[key] for key in keys.by_author},
    )


def _true_false(q: Question, answers: str, at: int) -> Item:
    word, _, rest = answers.partition("#")
    first, _, second = rest.partition("#")
    wrong, right = q.render(first, at), q.render(second, at)
    answer = word.strip() in _TRUE
    return TrueFalseItem(
        **q.head,
        answer=answer,
        reason_true=right if answer else wrong,
        reason_false=wrong if answer else right,
    )


def _short(q: Question, parts: list[Part]) -> Item | None:
    accepted: list[AcceptedAnswer] = []
    for part in parts:
        percent, text = _weight(q, part.text, part.at, "")
        text, _, comment = text.partition("#")
        reason = q.render(comment, part.at)
        found = _accepted(q, text, 100.0 if percent is None else percent, reason, part.at)
        if found is not None:
            accepted.append(found)
    if not accepted and not q.failed:
        q.say("options_too_few", Severity.ERROR, n=0, least=1)
    full = sum(answer.score == 1 for answer in accepted)
    if full > 1 and _CHOICE_WORDS.search(q.stem):
        q.say("gift_short_like_choice", Severity.WARNING)
    return ShortItem(**q.head, answers=tuple(accepted))


def _accepted(
    q: Question, text: str, percent: float, reason: str, at: int
) -> AcceptedAnswer | None:
    answer = show(split_format(text.strip(), "")[1]).replace("\n", " ").strip()
    if not answer:
        q.say("option_text_missing", Severity.ERROR, at)
        return None
    if percent < 0:
        q.say("weight_out_of_range", Severity.WARNING, at, weight=percent_text(percent), used="0")
    bare = _STAR.sub("", answer)
    wildcard = "*" in bare
    if wildcard and not bare.replace("*", "").strip() and bare == answer and percent <= 0:
        q.say("catch_all_dropped", Severity.INFO, at, feedback=excerpt(reason) or "–")
        return None
    if wildcard and bare != answer:
        q.say("wildcards_mixed", Severity.WARNING, at, answer=excerpt(answer))
    elif not wildcard:
        answer = answer.replace("\\*", "*")
    if any(mark in answer for mark in "“”‘’"):
        q.say("smart_quotes_in_answer", Severity.WARNING, at, answer=excerpt(answer))
    score = round(max(0.0, percent) / 100, 7)
    return AcceptedAnswer(answer, score=score, wildcard=wildcard, reason=reason)
