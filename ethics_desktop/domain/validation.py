"""Checks of a bank: what must hold before an item may be drawn, and what an author should mend.

Every finding code has its sentence in ``ethics_desktop.messages``; a test closes the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Protocol

from ethics_desktop.domain.bank import (
    MOST_VALUES,
    Bank,
    Item,
    MatchItem,
    Meta,
    MultipleItem,
    OrderItem,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
    value_count,
)
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import paused_collector
from ethics_desktop.domain.watching import Watch, unwatched, watched

_LOWER = bytes.maketrans(ascii_uppercase.encode(), ascii_lowercase.encode())
#: What ``str.split`` takes for white space in ASCII.
_WHITE = bytes(sign for sign in range(128) if chr(sign).isspace())


class Say(Protocol):
    """Notes a finding about the item or scenario at hand; a node stands in ``field``."""

    def __call__(
        self,
        code: str,
        severity: Severity,
        field: str = "",
        option: str = "",
        **params: str | int | float,
    ) -> None: ...


def check_bank(
    bank: Bank,
    frameworks: Mapping[str, frozenset[str]],
    today: str,
    watch: Watch = unwatched,
) -> tuple[Finding, ...]:
    """Return every finding about ``bank``.

    Args:
        bank: the bank, already typed (types and sizes were checked while decoding).
        frameworks: the known codes of each framework id.
        today: ISO date; references with an earlier ``review_by`` are stale.
        watch: follows the work.
    """
    findings: list[Finding] = []
    known = {item.id for item in bank.items}
    if len(known) < len(bank.items):
        for repeated, times in Counter(item.id for item in bank.items).items():
            if times > 1:
                place = Location(item=repeated)
                findings.append(Finding("item_id_repeated", Severity.ERROR, place, {"n": times}))
    with paused_collector():
        items = watched(bank.items, len(bank.items), watch)
        findings += check_items(items, known, frameworks, today)
    return tuple(findings)


def check_items(
    items: Iterable[Item],
    known: Collection[str],
    frameworks: Mapping[str, frozenset[str]],
    today: str,
) -> Iterator[Finding]:
    """Yield every finding about items, one item after the other.

    Args:
        items: items with different ids.
        known: the ids of all items of their bank.
        frameworks: the known codes of each framework id.
        today: ISO date; references with an earlier ``review_by`` are stale.
    """
    for item in items:
        yield from check_item(item, frameworks, today)
        for enemy in item.meta.enemies:
            if enemy not in known:
                place = Location(item=item.id, field="enemies")
                yield Finding("enemy_unknown", Severity.WARNING, place, {"id": enemy})


def check_item(
    item: Item, frameworks: Mapping[str, frozenset[str]], today: str
) -> tuple[Finding, ...]:
    """Return every finding about one item."""
    findings: list[Finding] = []

    def say(
        code: str,
        severity: Severity,
        field: str = "",
        option: str = "",
        **params: str | int | float,
    ) -> None:
        place = Location(item=item.id, option=option, field=field)
        findings.append(Finding(code, severity, place, params))

    match item:
        case SjtItem():  # the most frequent ones first
            _check_sjt(item, say)
        case SingleItem():
            _check_single(item, say)
        case MultipleItem():
            _check_multiple(item, say)
        case OrderItem():
            _check_order(item, say)
        case MatchItem():
            _check_match(item, say)
        case ShortItem():
            _check_short(item, say)
        case TrueFalseItem():
            if not (item.reason_true and item.reason_false):
                say("reason_missing", Severity.WARNING, field="reason_true")
    check_meta(item.meta, say, frameworks, today)
    return tuple(findings)


def check_meta(meta: Meta, say: Say, frameworks: Mapping[str, frozenset[str]], today: str) -> None:
    """Note every finding about the ``meta`` of an item or scenario.

    Args:
        meta: principle, legal basis, codes of frameworks.
        say: notes a finding.
        frameworks: the known codes of each framework id.
        today: ISO date; references with an earlier ``review_by`` are stale.
    """
    warning = Severity.WARNING
    if (values := value_count(meta)) > MOST_VALUES:
        say("values_too_many", Severity.ERROR, "meta", n=values, most=MOST_VALUES)
    if meta.principle is None:
        say("principle_missing", warning, "meta.principle")
    if not meta.references:
        say("references_missing", warning, "meta.references")
    for reference in meta.references:
        date = reference.review_by
        if date is not None and date < today:
            told = {"instrument": reference.instrument, "date": date}
            say("reference_stale", warning, "meta.references", **told)
    for framework, codes in meta.frameworks.items():
        known = frameworks.get(framework)
        if known is None:
            say("framework_unknown", warning, "meta.frameworks", id=framework)
            continue
        for code in codes:
            if code not in known:
                told = {"id": framework, "value": code}
                say("framework_code_unknown", warning, "meta.frameworks", **told)


def _check_options(item: SingleItem | MultipleItem | SjtItem | OrderItem, say: Say) -> None:
    options = item.options
    if len({option.id for option in options}) < len(options):
        for repeated, times in Counter(option.id for option in options).items():
            if times > 1:
                say("option_id_repeated", Severity.ERROR, option=repeated, n=times)
    several = _told_twice([option.text for option in options])
    for option in options:
        if several and _plain(option.text) in several:
            say("option_text_repeated", Severity.ERROR, option=option.id)
        if not option.reason:
            say("reason_missing", Severity.WARNING, option=option.id, field="reason")


def _told_twice(texts: Sequence[str]) -> set[str]:
    """Return the plain forms that several texts share."""
    together = "\0".join(texts)
    if together.isascii():  # nearly always; texts that differ without any space differ anyway
        squeezed = together.encode().translate(_LOWER, _WHITE).split(b"\0")
        if len(set(squeezed)) == len(squeezed) == len(texts):
            return set()
    return {text for text, times in Counter(map(_plain, texts)).items() if times > 1}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _check_single(item: SingleItem, say: Say) -> None:
    _check_options(item, say)
    right = sum(option.correct for option in item.options)
    if right != 1:
        say("single_needs_one_key", Severity.ERROR, field="options", n=right)


def _check_multiple(item: MultipleItem, say: Say) -> None:
    _check_options(item, say)
    total, right = len(item.options), sum(option.correct for option in item.options)
    if right in (0, total):
        say("multiple_key_impossible", Severity.ERROR, field="options", n=right, total=total)
    elif not 2 <= right <= total - 2:
        say("multiple_key_lopsided", Severity.WARNING, field="options", n=right, total=total)


def _check_sjt(item: SjtItem, say: Say) -> None:
    _check_options(item, say)
    weights = sorted([option.weight for option in item.options])
    best = weights[-1]
    if weights[0] == best:
        say("sjt_weights_equal", Severity.ERROR, field="options", weight=best)
    elif weights[-2] == best:
        say("sjt_best_tied", Severity.WARNING, field="options", n=weights.count(best))
    if len(weights) < 4:
        say("sjt_few_options", Severity.WARNING, field="options", n=len(weights))


def _check_order(item: OrderItem, say: Say) -> None:
    _check_options(item, say)
    if len({option.rank for option in item.options}) < 2:
        say("order_ranks_equal", Severity.ERROR, field="options")


def _check_match(item: MatchItem, say: Say) -> None:
    left = {prompt.id for prompt in item.left}
    right = {target.id for target in item.right}
    if len(left) < len(item.left) or len(right) < len(item.right):
        lefts = Counter(prompt.id for prompt in item.left)
        rights = Counter(target.id for target in item.right)
        for repeated, times in (lefts + rights).items():
            if lefts[repeated] > 1 or rights[repeated] > 1:
                say("option_id_repeated", Severity.ERROR, option=repeated, n=times)
    for prompt in item.left:
        if item.answer.get(prompt.id) not in right:
            say("match_pair_missing", Severity.ERROR, option=prompt.id, field="answer")
        if not prompt.reason:
            say("reason_missing", Severity.WARNING, option=prompt.id, field="reason")
    for prompt_id in item.answer:
        if prompt_id not in left:
            say("match_pair_unknown", Severity.ERROR, option=prompt_id, field="answer")
    if len(set(item.answer.values())) < len(item.answer):
        for target_id, times in Counter(item.answer.values()).items():
            if times > 1:
                say("match_target_shared", Severity.WARNING, option=target_id, n=times)
    if len(item.right) <= len(item.left):
        say("match_no_spare", Severity.WARNING, field="right")


def _check_short(item: ShortItem, say: Say) -> None:
    if not any(accepted.score == 1 for accepted in item.answers):
        say("short_no_full_answer", Severity.ERROR, field="answers")
    for accepted in item.answers:
        if accepted.wildcard and not accepted.text.replace("*", "").strip():
            say("short_accepts_anything", Severity.ERROR, field="answers")
