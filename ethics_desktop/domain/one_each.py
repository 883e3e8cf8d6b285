"""Forms with one item of every behaviour (``Blueprint.one_each``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ethics_desktop.domain.arranging import arrange
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.chance import draw_key, u
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.records import Candidate, Exposure


def behaviours(candidates: Iterable[Candidate]) -> int:
    """Return how many behaviours have an item."""
    return len({one.behaviour for one in candidates if one.behaviour})


def draw_one_each(
    blueprint: Blueprint,
    candidates: Iterable[Candidate],
    exposures: Mapping[str, Exposure],
    seed: str,
) -> tuple[list[Candidate], list[Finding]]:
    """Draw an item of every behaviour, those that were met least and by the draw key.

    Args:
        blueprint: at most ``items`` behaviours are asked for, in the order of their codes.
        candidates: items of its pools and banks.
        exposures: item id to how often it was met.
        seed: recorded seed of the attempt.

    Returns:
        The items in the order in which they are asked, and ``form_shorter`` when a behaviour is
        without an item.
    """
    groups: dict[str, list[Candidate]] = {}
    for one in candidates:
        if one.behaviour:
            groups.setdefault(one.behaviour, []).append(one)

    def rank(one: Candidate) -> tuple[int, float, str, str]:
        seen = exposures.get(one.id)
        return seen.times if seen else 0, draw_key(u(seed, "pilih", one.id)), one.id, one.bank

    chosen = [min(groups[code], key=rank) for code in sorted(groups)[: blueprint.items]]
    notices = []
    if len(chosen) < blueprint.items:
        params: dict[str, str | int | float] = {"wanted": blueprint.items, "drawn": len(chosen)}
        notices.append(Finding("form_shorter", Severity.INFO, params=params))
    return arrange(chosen, seed), notices
