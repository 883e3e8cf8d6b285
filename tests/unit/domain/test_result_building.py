from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain.attempt import Attempt, Chosen, Form, FormItem, ItemState
from ethics_desktop.domain.bank import Level, Meta, Principle, SjtItem, SjtOption
from ethics_desktop.domain.blueprint import Blueprint, TimePolicy
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.records import TimerRecord
from ethics_desktop.domain.result import AttemptResult, StepKind, Verdict
from ethics_desktop.domain.result_building import build_result
from ethics_desktop.domain.scoring import blind

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
P = list(Principle)
NOTICE = Finding("form_shorter", Severity.INFO, params={"wanted": 45, "drawn": 10})


def attempt(asked: Sequence[Principle | None], timed: bool = True, **fields: Any) -> Attempt:
    values: dict[str, Any] = {
        "id": "uji",
        "title": {"id": "Uji"},
        "items": max(1, len(asked)),
        "minutes": 20,
        "principles": dict.fromkeys(P, 1.0),
        "levels": {Level.DASAR: 1.0},
    }
    weights = {"a": 5, "b": 4, "c": 1}
    options = tuple(SjtOption(id=k, text=k, weight=w) for k, w in weights.items())
    items = [
        SjtItem(id=f"i{i}", stem="Apa?", options=options, meta=Meta(principle=principle))
        for i, principle in enumerate(asked)
    ]
    entries = tuple(
        FormItem(
            position=i,
            bank_id="b",
            bank_version="1.0.0",
            item_hash="",
            item=item,
            display_order=("a", "b", "c"),
            blind=blind(item),
        )
        for i, item in enumerate(items, 1)
    )
    form = Form(Blueprint(**{**values, **fields}), "20261121-00000001", entries, (NOTICE,))
    return Attempt("at", form, NOW, 1200.0 if timed else None, 1.0)


def answers(text: str, ms: int = 9000, flagged: str = "") -> dict[int, ItemState]:
    """Return one state a letter; '-' was seen and left blank, '.' never opened."""
    return {
        i: ItemState(
            position=i,
            answer=None if letter == "-" else Chosen(letter),
            opened=True,
            seen_ms=ms,
            flagged=str(i) in flagged,
        )
        for i, letter in enumerate(text, 1)
        if letter != "."
    }


def result(
    head: Attempt, states: dict[int, ItemState], pauses: tuple[float, ...] = (), **more: Any
) -> AttemptResult:
    timer = TimerRecord(remaining_s=600.0, wall=NOW, active_s=600.0, pauses=pauses)
    return build_result(head, states, timer, NOW + timedelta(minutes=10), False, **more)


def kinds(value: AttemptResult) -> list[StepKind]:
    return [step.kind for step in value.next_steps]


def test_the_whole_result() -> None:
    head = attempt([P[0]] * 8 + [P[1]] * 2, tkp=True)
    got = result(head, answers("aaaaaaaacc"), pauses=(100.0,))
    assert (got.attempt_id, got.blueprint_id, got.seed) == ("at", "uji", "20261121-00000001")
    assert (got.started_at, got.finished_at) == (NOW, NOW + timedelta(minutes=10))
    assert (got.timed, got.time_up, got.active_s, got.verdicts) == (True, False, 600.0, True)
    assert got.notices == (NOTICE,)
    assert (got.total.n, got.total.full, got.total.percent) == (10, 8, 80)
    assert got.total.blind_percent == pytest.approx(100 * (1 + 0.75 + 0) / 3)
    assert [p.principle for p in got.principles] == P
    verdicts = [p.estimate.verdict for p in got.principles]
    assert verdicts == [Verdict.STRONG, Verdict.TOO_FEW] + [Verdict.NO_DATA] * 3
    assert got.tkp is not None
    assert (got.tkp.points, got.tkp.maximum, got.tkp.items) == (42, 50, 10)
    assert (got.pauses, got.pause_s, got.comparable, got.rapid_share) == (1, 100.0, True, None)
    assert [item.score.fraction for item in got.items] == [1] * 8 + [0] * 2
    assert len(got.items) == 10


def test_blank_items_count_as_nothing() -> None:
    got = result(attempt([P[0]] * 4), answers("a-a."))
    assert (got.total.n, got.total.percent) == (4, 50)
    assert [i.score.omitted for i in got.items] == [False, True, False, False]
    assert [i.score.not_reached for i in got.items] == [False, False, False, True]
    assert got.tkp is None


def test_items_without_a_principle_count_in_the_total_only() -> None:
    got = result(attempt([None, P[0]], principles={P[0]: 1.0}), answers("ac"))
    assert got.total.percent == 50
    assert [(p.principle, p.estimate.percent) for p in got.principles] == [(P[0], 0)]


def test_rapid_answers_mark_the_result() -> None:
    head = attempt([P[i % 5] for i in range(20)])
    states = {**answers("a" * 20), **{i: s for i, s in answers("aaa", ms=2999).items()}}
    got = result(head, states)
    assert got.rapid_share == pytest.approx(0.85)
    assert not got.comparable
    states = {**answers("a" * 20), **answers("aa", ms=2999)}
    got = result(head, states)
    assert (got.rapid_share, got.comparable) == (None, True)  # exactly .90


def test_what_was_not_reached_is_no_rapid_guess() -> None:
    states = {**answers("a" * 8), **{9: ItemState(position=9, opened=True, seen_ms=500)}}
    got = result(attempt([P[0]] * 10), states)
    assert got.rapid_share is None


@pytest.mark.parametrize(
    ("pauses", "timed", "policy", "comparable"),
    [
        ((400.0, 500.0), True, TimePolicy.ACTIVE, True),
        ((10.0, 10.0, 10.0), True, TimePolicy.ACTIVE, False),
        ((901.0,), True, TimePolicy.ACTIVE, False),
        ((901.0,), False, TimePolicy.ACTIVE, True),
        ((901.0,), True, TimePolicy.DEADLINE, True),
    ],
)
def test_long_pauses_keep_a_result_out_of_trends(
    pauses: tuple[float, ...], timed: bool, policy: TimePolicy, comparable: bool
) -> None:
    got = result(attempt([P[0]] * 2, timed, policy=policy), answers("aa"), pauses)
    assert got.comparable is comparable
    assert (got.pauses, got.pause_s) == (len(pauses), sum(pauses))


def test_next_steps_in_order_with_their_figures() -> None:
    head = attempt([P[0]] * 8 + [P[1]] * 8 + [P[2]] * 2)
    got = result(
        head,
        answers("aaaaaaaa" + "aaccccbb" + "ac", flagged="18"),
        principle_forms={P[1]: "prinsip-keadilan"},
        longer_form="simulasi-etika",
    )
    assert kinds(got) == [StepKind.REVIEW_CONFIDENT, StepKind.PRINCIPLE_FORM, StepKind.LONGER_FORM]
    review, principle, longer = got.next_steps
    assert review.params == {"count": 4}  # the one of the last is flagged
    assert (principle.principle, principle.target) == (P[1], "prinsip-keadilan")
    assert principle.params["n"] == 8
    assert principle.params["full"] == 2
    assert principle.params["verdict"] == "perlu_penguatan"
    assert longer.target == "simulasi-etika"
    assert longer.params == {"n": 18, "principles": 1, "more_items": 6}


def test_the_weakest_needs_work_before_it_is_uncertain() -> None:
    head = attempt([P[0]] * 8 + [P[1]] * 8)
    assert result(head, answers("aaaaaaac" + "aaaaaacc")).next_steps[1].principle is P[1]
    mixed = result(head, answers("aaaaaacc" + "ccccccca"))
    assert mixed.next_steps[1].principle is P[1]


def test_nothing_to_suggest_when_all_is_strong() -> None:
    assert kinds(result(attempt([P[0]] * 8), answers("a" * 8))) == []


def test_a_short_perfect_form_only_lacks_length() -> None:
    got = result(attempt([P[0]] * 3), answers("aaa"))
    assert kinds(got) == [StepKind.LONGER_FORM]
    assert got.next_steps[0].params["more_items"] == 5


@given(st.text(alphabet="abc-.", max_size=30), st.integers(0, 20000))
def test_any_attempt_has_a_result(text: str, ms: int) -> None:
    got = result(attempt([P[i % 5] for i in range(len(text))]), answers(text, ms))
    assert got.total.n == len(text) == sum(p.estimate.n for p in got.principles)
    assert len(got.next_steps) <= 3
    assert got.rapid_share is None or 0 <= got.rapid_share < 0.9
    for item in got.items:
        flags = (item.score.answered, item.score.omitted, item.score.not_reached)
        assert sum(flags) == 1
