"""Taking items into a form: kinds, related items, module minimum (``measurement.md`` 2.2, 2.3)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ethics_desktop.domain.bank import Level, Principle
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.constants import TINY
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.ranking import Ranked, Supply
from ethics_desktop.domain.records import Candidate

_RESTING = 1
_KIND = 2
_RELATED = 4


def related(one: Candidate, other: Candidate) -> bool:
    """Tell whether two items give each other away: enemies, one family, or the same id."""
    return (
        one.id == other.id
        or one.id in other.enemies
        or other.id in one.enemies
        or (one.family != "" and one.family == other.family)
    )


class Composer:
    """The form while it is being drawn."""

    def __init__(self, blueprint: Blueprint, size: int) -> None:
        """Start empty.

        Args:
            blueprint: for pools and ``kind_maximum``.
            size: items the form will have; caps of kinds are shares of it, rounded down.
        """
        self._pools = tuple(dict.fromkeys(blueprint.pools))
        self._caps = {
            kind: math.floor(share * size + TINY) for kind, share in blueprint.kind_maximum.items()
        }
        self.chosen: list[Ranked] = []
        self._kinds: Counter[str] = Counter()
        self._ids: set[str] = set()
        self._enemies: set[str] = set()
        self._families: set[str] = set()

    def candidates(self) -> list[Candidate]:
        """Return the items taken so far."""
        return [taken.candidate for taken in self.chosen]

    def fill(self, supply: Supply, count: int) -> None:
        """Take ``count`` items of a cell, which must hold as many.

        What clashes with the form or rests is taken only when the cell would run short: resting
        items first, then kinds over their cap, then related items.
        """
        put_off: list[Ranked] = []
        missing = count
        for ranked in supply:
            if not missing:
                return
            if self._objection(ranked) & ~_RESTING:
                put_off.append(ranked)
            else:
                self._take(ranked)
                missing -= 1
        for _ in range(missing):
            best = min(range(len(put_off)), key=lambda i: (self._objection(put_off[i]), i))
            self._take(put_off.pop(best))

    def swap(self, out: Ranked, into: Ranked) -> None:
        """Replace an item of the form."""
        kept = [taken for taken in self.chosen if taken is not out]
        self.chosen = []
        self._kinds.clear()
        for known in (self._ids, self._enemies, self._families):
            known.clear()
        for taken in (*kept, into):
            self._take(taken)

    def fits_instead(self, out: Ranked, into: Ranked) -> bool:
        """Tell whether ``into`` may stand in the form in place of ``out`` without any objection."""
        kind = into.candidate.kind
        if kind != out.candidate.kind and self._kinds[kind] >= self._caps.get(kind, math.inf):
            return False
        return not any(
            taken is not out and related(taken.candidate, into.candidate) for taken in self.chosen
        )

    def notices(self) -> Iterator[Finding]:
        """Say what was taken although something spoke against it."""
        later = Counter(self._pools[taken.pool].value for taken in self.chosen if taken.pool)
        for pool, count in sorted(later.items()):
            yield Finding("pool_borrowed", Severity.INFO, params={"pool": pool, "count": count})
        resting = sum(taken.recent for taken in self.chosen)
        if resting:
            yield Finding("recent_reused", Severity.INFO, params={"count": resting})
        for kind, cap in sorted(self._caps.items()):
            if self._kinds[kind] > cap:
                yield Finding(
                    "kind_maximum_exceeded",
                    Severity.WARNING,
                    params={"kind": kind, "maximum": cap, "count": self._kinds[kind]},
                )
        clashing = self._clashing()
        if clashing:
            yield Finding(
                "related_together",
                Severity.WARNING,
                params={"count": len(clashing), "items": ", ".join(clashing)},
            )

    def _clashing(self) -> list[str]:
        """Return the ids of items that give each other away; hardly ever are there any."""
        items = self.candidates()
        families = [one.family for one in items if one.family]
        if (
            len(self._ids) == len(items)
            and len(self._families) == len(families)
            and self._ids.isdisjoint(self._enemies)
        ):
            return []
        return sorted(
            one.id for one in items if any(one is not two and related(one, two) for two in items)
        )

    def _objection(self, ranked: Ranked) -> int:
        """Return what speaks against an item now; 0 is nothing, larger is worse."""
        candidate = ranked.candidate
        clash = (
            candidate.id in self._ids
            or candidate.id in self._enemies
            or candidate.family in self._families
            or not self._ids.isdisjoint(candidate.enemies)
        )
        over = self._kinds[candidate.kind] >= self._caps.get(candidate.kind, math.inf)
        return _RESTING * ranked.recent + _KIND * over + _RELATED * clash

    def _take(self, ranked: Ranked) -> None:
        candidate = ranked.candidate
        self.chosen.append(ranked)
        self._kinds[candidate.kind] += 1
        self._ids.add(candidate.id)
        self._enemies.update(candidate.enemies)
        if candidate.family:
            self._families.add(candidate.family)


def top_up_modules(
    composer: Composer,
    supplies: Mapping[tuple[Principle, Level], Supply],
    modules: Sequence[str],
    minimum: int,
) -> list[Finding]:
    """Reach the module minimum by swaps within a principle and level (``measurement.md`` 2.2).

    Each swap is the one with the smallest increase of the draw key; items of an earlier pool are
    preferred, resting and clashing ones are not used. A swap never pulls another module below its
    minimum.

    Returns:
        A ``composition_short`` notice for every module that could not be filled.
    """
    notices: list[Finding] = []
    for module in modules if minimum else ():
        while True:
            counts = Counter(m for taken in composer.chosen for m in taken.candidate.modules)
            missing = minimum - counts[module]
            if missing <= 0:
                break
            swap = _best_swap(composer, supplies, module, {m: counts[m] for m in modules}, minimum)
            if swap is None:
                params: dict[str, str | int | float] = {"module": module, "missing": missing}
                notices.append(Finding("composition_short", Severity.WARNING, params=params))
                break
            composer.swap(*swap)
    return notices


def _best_swap(
    composer: Composer,
    supplies: Mapping[tuple[Principle, Level], Supply],
    module: str,
    counts: Mapping[str, int],
    minimum: int,
) -> tuple[Ranked, Ranked] | None:
    """Return the swap that brings in ``module`` at the smallest increase of the key, or None."""
    best: tuple[tuple[int, float, str, str], Ranked, Ranked] | None = None
    ids = {(taken.candidate.bank, taken.candidate.id) for taken in composer.chosen}
    for (principle, level), supply in supplies.items():
        removable = [
            taken
            for taken in composer.chosen
            if taken.candidate.principle is principle
            and taken.candidate.level is level
            and module not in taken.candidate.modules
            and all(counts[m] > minimum for m in taken.candidate.modules if m in counts)
        ]
        removable.sort(key=lambda taken: (-taken.key, taken.candidate.id))
        if not removable:
            continue
        for into in supply.fresh():
            candidate = into.candidate
            if module not in candidate.modules or (candidate.bank, candidate.id) in ids:
                continue
            out = next((out for out in removable if composer.fits_instead(out, into)), None)
            if out is not None:
                rank = (into.pool, into.key - out.key, candidate.id, out.candidate.id)
                if best is None or rank < best[0]:
                    best = (rank, out, into)
                break
    return (best[1], best[2]) if best else None
