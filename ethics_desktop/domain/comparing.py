"""One person's change between two attempts (``measurement.md`` 8.5)."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.constants import GROUP_LEVEL
from ethics_desktop.domain.result import AttemptResult, Estimate
from ethics_desktop.domain.statistics import newcombe

#: The forms before and after a training.
TRAINING_FORMS = ("bimtek-pra", "bimtek-pasca")


class Change(str, Enum):
    """What a difference says."""

    UP = "naik_nyata"
    DOWN = "turun_nyata"
    CHANCE = "belum_bisa_dibedakan"


class PartChange(msgspec.Struct, frozen=True):
    """One line: the whole form (principle None) or a principle that both attempts touched.

    ``diff``, ``lo`` and ``hi`` are points, -100..100: later minus earlier with its 95 % interval.
    """

    principle: Principle | None
    before: Estimate
    after: Estimate
    diff: float
    lo: float
    hi: float
    change: Change


class Side(msgspec.Struct, frozen=True):
    """One of the two attempts."""

    attempt_id: str
    title: dict[str, str]
    finished_at: datetime
    comparable: bool


class Comparison(msgspec.Struct, frozen=True):
    """Two attempts side by side, the earlier first.

    ``shared`` counts the items that stood in both; ``training``: they are the forms before and
    after a training; ``same_form``: they are attempts of one form.
    """

    before: Side
    after: Side
    parts: tuple[PartChange, ...]
    shared: int
    same_form: bool
    training: bool


def part_change(principle: Principle | None, before: Estimate, after: Estimate) -> PartChange:
    """Return the difference of two means of fractions with Newcombe's interval (method 10).

    Wilson limits are taken with n_eff, at the level .95. Both estimates need at least one item.
    """
    p1, p2 = before.percent / 100, after.percent / 100
    diff, lo, hi = newcombe(
        p2 * after.n_eff, after.n_eff, p1 * before.n_eff, before.n_eff, GROUP_LEVEL
    )
    change = Change.UP if lo > 0 else Change.DOWN if hi < 0 else Change.CHANCE
    return PartChange(principle, before, after, 100 * diff, 100 * lo, 100 * hi, change)


def compare(one: AttemptResult, other: AttemptResult) -> Comparison:
    """Return the change from the earlier to the later of two results."""
    before, after = sorted((one, other), key=lambda result: result.finished_at)
    parts = [part_change(None, before.total, after.total)]
    later = {part.principle: part.estimate for part in after.principles}
    for part in before.principles:
        found = later.get(part.principle)
        if part.estimate.n and found is not None and found.n:
            parts.append(part_change(part.principle, part.estimate, found))
    items = [{line.form_item.item.id for line in result.items} for result in (before, after)]
    forms = (before.blueprint_id, after.blueprint_id)
    return Comparison(
        _side(before),
        _side(after),
        tuple(parts),
        shared=len(items[0] & items[1]),
        same_form=forms[0] == forms[1],
        training=forms == TRAINING_FORMS,
    )


def _side(result: AttemptResult) -> Side:
    return Side(result.attempt_id, result.title, result.finished_at, result.comparable)
