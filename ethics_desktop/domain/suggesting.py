"""What to do next, each suggestion with the figures that justify it."""

from __future__ import annotations

from collections.abc import Sequence

from ethics_desktop.domain.constants import TINY
from ethics_desktop.domain.result import NextStep, PrincipleResult, StepKind, Verdict
from ethics_desktop.domain.standing import PartResult

#: Forms that suggestions lead to: ``prinsip-<principle>`` and one item for each behaviour.
BEHAVIOUR_FORM = "berakhlak-21"
_URGENCY = (Verdict.NEEDS_WORK, Verdict.UNCERTAIN, Verdict.TOO_FEW)


def weakest_step(principles: Sequence[PrincipleResult]) -> NextStep | None:
    """Return the principle worth the next form: weak before undecided before thin."""
    for verdict in _URGENCY:
        fitting = [p for p in principles if p.estimate.verdict is verdict]
        if fitting:
            return _form(min(fitting, key=lambda p: p.estimate.percent))
    return None


def next_steps(
    principles: Sequence[PrincipleResult], values: Sequence[PartResult], sure_wrong: int
) -> list[NextStep]:
    """Return at most three suggestions.

    Reread what was sure but wrong; a form of the weakest principle; a form over all behaviours
    while some were never met.

    Args:
        principles: the cumulative profile.
        values: the values with their behaviours; may be empty.
        sure_wrong: items that were sure but wrong when met last.
    """
    if not any(p.estimate.n for p in principles):
        return []
    steps = []
    if sure_wrong:
        steps.append(NextStep(StepKind.REVIEW_CONFIDENT, params={"count": sure_wrong}))
    weakest = weakest_step([p for p in principles if p.estimate.percent < 100 - TINY])
    if weakest is not None:
        steps.append(weakest)
    behaviours = [part for value in values for part in value.parts]
    unmet = sum(not part.estimate.n for part in behaviours)
    if unmet:
        params: dict[str, str | int | float] = {"unmet": unmet, "behaviours": len(behaviours)}
        steps.append(NextStep(StepKind.BEHAVIOUR_FORM, BEHAVIOUR_FORM, params=params))
    return steps


def _form(weakest: PrincipleResult) -> NextStep:
    return NextStep(
        StepKind.PRINCIPLE_FORM,
        target=f"prinsip-{weakest.principle.value}",
        principle=weakest.principle,
        params={"full": weakest.estimate.full, "n": weakest.estimate.n},
    )
