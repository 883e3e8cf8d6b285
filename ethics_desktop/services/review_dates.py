"""When the law behind items and scenarios is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ethics_desktop.domain.bank import Item
from ethics_desktop.domain.scenario import Scenario


class Due(msgspec.Struct, frozen=True):
    """One article of an instrument that falls due, with everything that rests on it.

    ``review_by`` is the earliest date, ISO; ``used`` holds ``bank/id`` of items and scenarios.
    """

    review_by: str
    instrument: str
    article: str
    facts: tuple[str, ...]
    used: tuple[str, ...]


def due_references(banks: Iterable[tuple[str, Iterable[Item | Scenario]]], until: str) -> list[Due]:
    """Return what is to be looked at by ``until`` (ISO date, included), the earliest first.

    Args:
        banks: id of each bank with its items and scenarios.
        until: references whose ``review_by`` is later, or that have none, are left out.
    """
    found: dict[tuple[str, str], tuple[str, set[str], set[str]]] = {}
    for bank, things in banks:
        for thing in things:
            for reference in thing.meta.references:
                if reference.review_by is None or reference.review_by > until:
                    continue
                key = (reference.instrument, reference.article)
                date, facts, used = found.get(key, (reference.review_by, set(), set()))
                facts.update(reference.facts)
                used.add(f"{bank}/{thing.id}")
                found[key] = (min(date, reference.review_by), facts, used)
    dues = [
        Due(date, instrument, article, tuple(sorted(facts)), tuple(sorted(used)))
        for (instrument, article), (date, facts, used) in found.items()
    ]
    return sorted(dues, key=lambda one: (one.review_by, one.instrument, one.article))
