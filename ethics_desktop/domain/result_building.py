"""From an attempt and its responses to everything the result screen shows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from ethics_desktop.domain.attempt import Attempt, FormItem, ItemState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.blueprint import TimePolicy
from ethics_desktop.domain.constants import RTE_MINIMUM, TINY
from ethics_desktop.domain.reading import rapid_threshold, response_time_effort, shown_chars
from ethics_desktop.domain.records import TimerRecord
from ethics_desktop.domain.result import (
    AttemptResult,
    Estimate,
    ItemResult,
    ItemScore,
    NextStep,
    PrincipleResult,
    StepKind,
    Verdict,
)
from ethics_desktop.domain.scoring import by_principle, score_form, tkp_points
from ethics_desktop.domain.statistics import estimate, items_until_verdict
from ethics_desktop.domain.timer import pauses_silent


def build_result(
    attempt: Attempt,
    states: Mapping[int, ItemState],
    timer: TimerRecord,
    finished_at: datetime,
    time_up: bool,
    *,
    principle_forms: Mapping[Principle, str] | None = None,
    longer_form: str = "",
) -> AttemptResult:
    """Score a finished attempt.

    The result is kept out of trends (``comparable`` False) when too much was answered faster than
    it can be read (RTE below .90, ``measurement.md`` 3.4), or when a timed attempt under the policy
    ``active`` was paused more than twice or for more than 15 minutes (3.3). Without a limit, or
    with a deadline, a pause gives no time that others do not have.

    Args:
        attempt: the attempt with its form.
        states: position (from 1) to the latest state; positions may be missing.
        timer: the timer's last state.
        finished_at: aware time of the end.
        time_up: the timer ended it.
        principle_forms: blueprint ids of the forms about one principle, for the next steps.
        longer_form: blueprint id of a longer form, for the next steps.
    """
    form = attempt.form
    blueprint = form.blueprint
    scores = score_form(form.items, states)
    items = tuple(
        _item_result(entry, states.get(entry.position), result)
        for entry, result in zip(form.items, scores, strict=True)
    )
    groups = by_principle(form.items)
    shown = [p for p in Principle if p in groups or blueprint.principles.get(p, 0.0) > 0]
    principles = tuple(
        PrincipleResult(p, _estimate([items[i] for i in groups.get(p, [])], blueprint.cut))
        for p in shown
    )
    total = _estimate(items, blueprint.cut)
    effort = _effort(items)
    rapid = effort is not None and effort < RTE_MINIMUM - TINY
    pauses_count = attempt.limit_s is not None and blueprint.policy is TimePolicy.ACTIVE
    return AttemptResult(
        attempt_id=attempt.id,
        blueprint_id=blueprint.id,
        title=blueprint.title,
        seed=form.seed,
        started_at=attempt.started_at,
        finished_at=finished_at,
        time_up=time_up,
        active_s=timer.active_s,
        timed=attempt.limit_s is not None,
        verdicts=blueprint.verdicts,
        total=total,
        principles=principles,
        items=items,
        tkp=tkp_points(form.items, scores) if blueprint.tkp else None,
        rapid_share=effort if rapid else None,
        pauses=len(timer.pauses),
        pause_s=math.fsum(timer.pauses),
        comparable=not rapid and (not pauses_count or pauses_silent(timer.pauses)),
        notices=form.notices,
        next_steps=tuple(next_steps(items, principles, total, principle_forms or {}, longer_form)),
    )


def next_steps(
    items: Sequence[ItemResult],
    principles: Sequence[PrincipleResult],
    total: Estimate,
    principle_forms: Mapping[Principle, str],
    longer_form: str,
) -> list[NextStep]:
    """Return at most three suggestions, each with the figures that justify it.

    Look at what was answered with confidence and wrong; practise the weakest principle; take a
    longer form when there is too little for a verdict. ``target`` stays empty when no blueprint is
    known for it.
    """
    steps: list[NextStep] = []
    confident = sum(item.confident_wrong for item in items)
    if confident:
        steps.append(NextStep(StepKind.REVIEW_CONFIDENT, params={"count": confident}))
    weakest = _weakest(principles)
    if weakest is not None:
        value = weakest.estimate
        params: dict[str, str | int | float] = {
            "n": value.n,
            "full": value.full,
            "percent": value.percent,
            "lo": value.lo,
            "hi": value.hi,
            "verdict": value.verdict.value,
        }
        if value.more_items is not None:
            params["more_items"] = value.more_items
        target = principle_forms.get(weakest.principle, "")
        steps.append(NextStep(StepKind.PRINCIPLE_FORM, target, weakest.principle, params))
    few = [p.estimate for p in principles if p.estimate.verdict is Verdict.TOO_FEW]
    if few or total.verdict is Verdict.TOO_FEW:
        lacking = max(items_until_verdict(value) for value in (few or [total]))
        params = {"n": total.n, "principles": len(few), "more_items": lacking}
        steps.append(NextStep(StepKind.LONGER_FORM, longer_form, params=params))
    return steps


def _weakest(principles: Sequence[PrincipleResult]) -> PrincipleResult | None:
    """Return the principle to work on: needing work, else uncertain, else the lowest imperfect."""
    for verdict in (Verdict.NEEDS_WORK, Verdict.UNCERTAIN, Verdict.TOO_FEW):
        found = [
            p
            for p in principles
            if p.estimate.verdict is verdict and p.estimate.percent < 100 - TINY
        ]
        if found:
            return min(found, key=lambda p: p.estimate.percent)
    return None


def _item_result(entry: FormItem, state: ItemState | None, result: ItemScore) -> ItemResult:
    return ItemResult(
        form_item=entry,
        answer=state.answer if state else None,
        flagged=state.flagged if state else False,
        seen_ms=state.seen_ms if state else 0,
        score=result,
    )


def _estimate(items: Sequence[ItemResult], cut: float) -> Estimate:
    """Estimate over items, omitted and not reached ones included as 0."""
    return estimate(
        [item.score.fraction for item in items],
        [item.form_item.blind for item in items],
        [item.score.full for item in items],
        cut,
    )


def _effort(items: Sequence[ItemResult]) -> float | None:
    """Return RTE over the items that were presented: in view, and not trailing at the end."""
    return response_time_effort(
        [
            (item.seen_ms / 1000, rapid_threshold(shown_chars(item.form_item.item)))
            for item in items
            if not item.score.not_reached and (item.seen_ms > 0 or item.score.answered)
        ]
    )
