"""Quality of a bank: what an author should look at before people take it, each with advice.

The checks of ``validation`` (reasons, legal basis, stale dates, codes of frameworks) and, over the
bank as a whole, cues, near-duplicates, reading length and what a form would lack.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import msgspec

from ethics_desktop.domain import cues
from ethics_desktop.domain.bank import Bank, Item, Level, Principle, Status, kind_of
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.likeness import near_duplicates
from ethics_desktop.domain.reading import item_seconds, shown_texts, shown_words
from ethics_desktop.domain.validation import check_bank
from ethics_desktop.domain.watching import Watch, part, unwatched, watched

#: Words of an item that nobody reads in less than two minutes, and of one sentence.
MAX_WORDS = 260
MAX_SENTENCE = 25
#: Pairs of near-duplicates that are named.
MAX_PAIRS = 200
MODULE_FRAMEWORK = "bimtek"

_SENTENCE_END = re.compile(r"[.?!](?:[\"”’)]*)\s+|\n+")


class QualityReport(msgspec.Struct, frozen=True):
    """Everything about a bank: findings in the order of severity, and the figures of the cues."""

    findings: tuple[Finding, ...]
    cues: tuple[cues.CueRate, ...]
    length_correlation: float | None
    words: int
    minutes: float


def check_quality(
    bank: Bank,
    frameworks: Mapping[str, Framework],
    today: str,
    blueprint: Blueprint | None = None,
    watch: Watch = unwatched,
) -> QualityReport:
    """Check a bank.

    Args:
        bank: the bank; withdrawn items (``usang``) are left out of the figures.
        frameworks: the known frameworks, by id.
        today: ISO date.
        blueprint: a form that should be drawn from this bank alone, if coverage matters.
        watch: follows the work; the shares are those of a large bank.
    """
    codes = {key: framework.codes() for key, framework in frameworks.items()}
    alive = [item for item in bank.items if item.meta.status is not Status.USANG]
    n = len(alive)
    rates = cues.cue_rates(watched(alive, n, part(watch, 0, 0.15)))
    correlation = cues.length_correlation(alive)
    findings = [
        *check_bank(bank, codes, today, part(watch, 0.15, 0.2)),
        *_cue_findings(alive, rates, correlation),
        *(one for item in watched(alive, n, part(watch, 0.2, 0.3)) for one in _lengths(item)),
        *_twins(alive, part(watch, 0.3, 1)),
    ]
    if blueprint is not None:
        findings += coverage(alive, blueprint)
    order = list(Severity)
    words = [shown_words(item) for item in alive]
    return QualityReport(
        findings=tuple(sorted(findings, key=lambda finding: order.index(finding.severity))),
        cues=tuple(rates),
        length_correlation=correlation[0] if correlation else None,
        words=sum(words),
        minutes=sum(map(item_seconds, words)) / 60,
    )


def coverage(items: list[Item], blueprint: Blueprint) -> list[Finding]:
    """Return what the items lack for a form: principles, levels and modules."""
    usable = [item for item in items if item.meta.pool in blueprint.pools]
    findings: list[Finding] = []

    def lacks(code: str, wanted: float, have: int, **params: str) -> None:
        if have < round(wanted):
            told: dict[str, str | int | float] = {**params, "wanted": round(wanted), "have": have}
            findings.append(Finding(code, Severity.WARNING, params=told))

    principles = Counter(item.meta.principle for item in usable)
    levels = Counter(item.meta.level for item in usable)
    modules = Counter(
        code for item in usable for code in item.meta.frameworks.get(MODULE_FRAMEWORK, ())
    )
    for principle in Principle:
        share = blueprint.principles.get(principle, 0) / (sum(blueprint.principles.values()) or 1)
        wanted = blueprint.items * share
        lacks("coverage_principle", wanted, principles[principle], principle=principle.value)
    for level in Level:
        share = blueprint.levels.get(level, 0) / (sum(blueprint.levels.values()) or 1)
        lacks("coverage_level", blueprint.items * share, levels[level], level=level.value)
    for code in map(str, range(1, 7)):
        lacks("coverage_module", blueprint.module_minimum, modules[code], module=code)
    return findings


def _cue_findings(
    items: list[Item], rates: list[cues.CueRate], correlation: tuple[float, int] | None
) -> list[Finding]:
    findings = []
    for one in rates:
        if one.is_fault:
            told: dict[str, str | int | float] = {
                "kind": one.kind,
                "n": one.n,
                "rate": round(100 * one.rate),
                "chance": round(100 * one.chance),
            }
            findings.append(Finding(_CUES[one.rule], Severity.WARNING, params=told))
    for kind, place, n, p in cues.position_test(items):
        if n >= cues.MIN_ITEMS and p < cues.POSITION_P:
            where: dict[str, str | int | float] = {"kind": kind, "place": place, "n": n, "p": p}
            findings.append(Finding("cue_position", Severity.INFO, params=where))
    if correlation is not None and correlation[1] >= cues.MIN_ITEMS:
        r, n = correlation
        if abs(r) > cues.LENGTH_CORRELATION:
            findings.append(Finding("cue_length_weight", Severity.WARNING, params={"r": r, "n": n}))
    return findings


_CUES = {
    "longest": "cue_longest",
    "shortest": "cue_shortest",
    "stem_words": "cue_stem_words",
    "virtue_words": "cue_virtue_words",
}


def _twins(items: list[Item], watch: Watch) -> list[Finding]:
    return [
        Finding(
            "item_near_duplicate",
            Severity.WARNING,
            Location(item=pair.second),
            {"id": pair.first, "percent": round(100 * pair.share)},
        )
        for pair in near_duplicates(items, most=MAX_PAIRS, watch=watch)
    ]


def _lengths(item: Item) -> list[Finding]:
    findings = []
    words = shown_words(item)
    if words > MAX_WORDS:
        told: dict[str, str | int | float] = {
            "n": words,
            "kind": kind_of(item),
            "seconds": round(item_seconds(words)),
        }
        findings.append(Finding("reading_long", Severity.WARNING, Location(item=item.id), told))
    longest = max(
        (
            len(cues.words_of(part))
            for text in shown_texts(item)
            for part in _SENTENCE_END.split(text)
        ),
        default=0,
    )
    if longest > MAX_SENTENCE:
        findings.append(
            Finding("sentence_long", Severity.INFO, Location(item=item.id), {"n": longest})
        )
    return findings
