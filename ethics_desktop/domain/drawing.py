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
from ethics_desktop.domain.ranking import Supply
from ethics_desktop.domain.records import Candidate, Exposure

__all__ = [
    "apportion",
    "arrange",
    "controlled_rounding",
    "display_order",
    "draw_form",
    "draw_key",
    "minutes_for",
    "planned_size",
    "u",
]

_Table = dict[Principle, dict[Level, list[list[Candidate]]]]


def minutes_for(blueprint: Blueprint, n: int) -> int:
    """Return the minutes of a form of ``n`` items: in proportion, rounded up, at least 1."""
    return max(1, -(-blueprint.minutes * n // blueprint.items))


def planned_size(blueprint: Blueprint, held: Mapping[Principle, int]) -> int:
    """Return how many items :func:`draw_form` will draw, whatever the seed; 0 if none fits.

    Args:
        blueprint: what the form should hold.
        held: how many items its pools and banks hold of each principle.
    """
    principles = _wanted(blueprint)
    return sum(_rows(blueprint, principles, [held.get(p, 0) for p in principles]))


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
    principles = _wanted(blueprint)
    table = _sort_out(blueprint, principles, candidates)
    held = [[sum(map(len, table[p][level])) for level in Level] for p in principles]
    rows = _rows(blueprint, principles, [sum(line) for line in held], seed)
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


def _wanted(blueprint: Blueprint) -> list[Principle]:
    """Return the principles with a share, in their usual order."""
    return [p for p in Principle if blueprint.principles.get(p, 0.0) > 0]


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


def _rows(
    blueprint: Blueprint, principles: Sequence[Principle], held: Sequence[int], seed: str = ""
) -> list[int]:
    """Return the items of each principle that will be drawn; their sum is the same for any seed.

    With ``at_most`` a principle that holds too little gives what it has and the form is shorter;
    otherwise the other principles make up for it.
    """
    shares = [blueprint.principles[p] for p in principles]
    ties = [u(seed, "baris", p.value) if seed else 0.0 for p in principles]
    rows = apportion(blueprint.items, shares, ties, held)
    rows = [min(want, have) for want, have in zip(rows, held, strict=True)]
    if blueprint.at_most:
        return rows
    while (missing := blueprint.items - sum(rows)) > 0:
        room = [have - row for have, row in zip(held, rows, strict=True)]
        if not any(room):
            break
        open_shares = [share if free else 0.0 for share, free in zip(shares, room, strict=True)]
        extra = apportion(missing, open_shares, ties, room)
        rows = [row + min(more, free) for row, more, free in zip(rows, extra, room, strict=True)]
    return rows


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
