"""Drawing a form from a blueprint, repeatable from its seed (``measurement.md`` 2)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from ethics_desktop.domain.arranging import arrange
from ethics_desktop.domain.bank import Level, Principle
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.cells import apportion, controlled_rounding, fit_levels
from ethics_desktop.domain.chance import draw_key, u
from ethics_desktop.domain.composing import Composer, top_up_modules
from ethics_desktop.domain.constants import BIMTEK_MODULES, RECENT_DAYS, RECENT_FORMS
from ethics_desktop.domain.display import display_order
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.form_size import rows_of, wanted
from ethics_desktop.domain.ranking import Supply
from ethics_desktop.domain.records import Candidate, Exposure

__all__ = [
    "apportion",
    "arrange",
    "controlled_rounding",
    "display_order",
    "draw_form",
    "draw_key",
    "u",
]

_Table = dict[Principle, dict[Level, list[list[Candidate]]]]


def draw_form(
    blueprint: Blueprint,
    candidates: Iterable[Candidate],
    exposures: Mapping[str, Exposure],
    seed: str,
    now: datetime,
    modules: Sequence[str] = BIMTEK_MODULES,
) -> tuple[list[Candidate], list[Finding]]:
    """Draw a form.

    The same arguments give the same form, whatever the order of the candidates.

    Args:
        blueprint: what the form should hold.
        candidates: items that may be drawn; others (pool, bank, principle) are passed over.
        exposures: item id to how often and when it was met.
        seed: recorded seed of the attempt.
        now: aware time of the draw, for the 14 days of rest.
        modules: codes the ``module_minimum`` is about.

    Returns:
        The items in the order in which they are asked, and what did not come out as asked:
        ``form_shorter``, ``form_short``, ``principle_short``, ``principle_borrowed``,
        ``level_borrowed``, ``pool_borrowed``, ``recent_reused``, ``related_together``,
        ``kind_maximum_exceeded``, ``composition_short``.
    """
    principles = wanted(blueprint)
    table = _sort_out(blueprint, principles, candidates)
    held = [[sum(map(len, table[p][level])) for level in Level] for p in principles]
    rows = rows_of(blueprint, principles, [sum(line) for line in held], seed)
    notices = _row_notices(blueprint, principles, rows, [sum(line) for line in held], seed)
    cells = _cells(blueprint, rows, seed)
    for i, principle in enumerate(principles):
        cells[i], moves = fit_levels(cells[i], held[i])
        notices.extend(_level_notices(principle, moves))
    weights = {item: 1 / (1 + seen.times) for item, seen in exposures.items() if seen.times > 0}
    resting = _resting(exposures, now)
    need = {
        (principle, level): cells[i][j]
        for i, principle in enumerate(principles)
        for j, level in enumerate(Level)
        if cells[i][j]
    }
    supplies = {
        (principle, level): Supply(table[principle][level], seed, weights, resting)
        for principle, level in need
    }
    composer = Composer(blueprint, sum(rows))
    # the tightest cell first, so that enemies and kinds taken elsewhere do not empty it
    for cell in sorted(need, key=lambda c: supplies[c].held - need[c]):
        composer.fill(supplies[cell], need[cell])
    notices.extend(top_up_modules(composer, supplies, modules, blueprint.module_minimum))
    notices.extend(composer.notices())
    return arrange(composer.candidates(), seed), notices


def _sort_out(
    blueprint: Blueprint, principles: Sequence[Principle], candidates: Iterable[Candidate]
) -> _Table:
    """Put the candidates the blueprint may use into cells and pools."""
    places = {pool: place for place, pool in enumerate(dict.fromkeys(blueprint.pools))}
    banks = frozenset(blueprint.banks)
    table: _Table = {p: {level: [[] for _ in places] for level in Level} for p in principles}
    for candidate in candidates:
        principle = candidate.principle
        if principle not in table or (banks and candidate.bank not in banks):
            continue
        place = places.get(candidate.pool)
        if place is not None:
            table[principle][candidate.level][place].append(candidate)
    return table


def _row_notices(
    blueprint: Blueprint,
    principles: Sequence[Principle],
    rows: Sequence[int],
    held: Sequence[int],
    seed: str,
) -> list[Finding]:
    """Say which principles came out shorter than their share and whether the form did."""
    ties = [u(seed, "baris", p.value) for p in principles]
    shares = [blueprint.principles[p] for p in principles]
    asked = apportion(blueprint.items, shares, ties, held)
    drawn = sum(rows)
    notices = []
    if drawn < blueprint.items:
        code = "form_shorter" if blueprint.at_most else "form_short"
        severity = Severity.INFO if blueprint.at_most else Severity.WARNING
        params: dict[str, str | int | float] = {"wanted": blueprint.items, "drawn": drawn}
        notices.append(Finding(code, severity, params=params))
    code = "principle_short" if drawn < blueprint.items else "principle_borrowed"
    for principle, want, row in zip(principles, asked, rows, strict=True):
        if row < want:
            params = {"principle": principle.value, "wanted": want, "drawn": row}
            notices.append(Finding(code, Severity.WARNING, params=params))
    return notices


def _cells(blueprint: Blueprint, rows: Sequence[int], seed: str) -> list[list[int]]:
    """Return the wanted items of each principle and level."""
    shares = [blueprint.levels.get(level, 0.0) for level in Level]
    if math.fsum(shares) <= 0:
        shares = [1.0] * len(shares)
    ties = [u(seed, "kolom", level.value) for level in Level]
    return controlled_rounding(rows, apportion(sum(rows), shares, ties), seed)


def _level_notices(
    principle: Principle, moves: Iterable[tuple[int, int, int]]
) -> Iterator[Finding]:
    """Say where a level was borrowed from."""
    levels = list(Level)
    for source, target, items in moves:
        yield Finding(
            "level_borrowed",
            Severity.INFO,
            params={
                "principle": principle.value,
                "level": levels[source].value,
                "used": levels[target].value,
                "count": items,
            },
        )


def _resting(exposures: Mapping[str, Exposure], now: datetime) -> Collection[str]:
    """Return the ids of items of the last two forms or of the last 14 days."""
    since = now - timedelta(days=RECENT_DAYS)
    return {
        item
        for item, seen in exposures.items()
        if seen.times > 0 and (seen.forms_ago <= RECENT_FORMS or seen.last_at > since)
    }
