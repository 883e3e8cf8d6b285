"""Assessments: draw a form, keep every answer, finish, read the result.

An answer counts as saved only when :meth:`Sitting.answer` has returned: the store commits with
fsync before. The timer is sampled here and nowhere else; the window only asks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain.attempt import Attempt, AttemptState, ItemState
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.form_size import minutes_for
from ethics_desktop.domain.reading import limited_minutes
from ethics_desktop.domain.records import (
    Exposure,
    OpenRow,
    SummaryRow,
    TimerRecord,
)
from ethics_desktop.domain.result import AttemptResult
from ethics_desktop.domain.timer import restart, start
from ethics_desktop.services.forms import FormService, FormSize
from ethics_desktop.services.sitting import AnswerStore, Sitting


class AttemptStore(AnswerStore, Protocol):
    """What this service needs of a profile's database."""

    def create_attempt(self, attempt: Attempt, timer: TimerRecord) -> None: ...
    def open_attempts(self) -> list[OpenRow]: ...
    def load_attempt(self, attempt_id: str) -> Attempt: ...
    def load_result(self, attempt_id: str) -> AttemptResult: ...
    def history(self, limit: int | None = None) -> list[SummaryRow]: ...
    def delete_attempt(self, attempt_id: str) -> None: ...
    def exposures(self) -> dict[str, Exposure]: ...


class FormCard(msgspec.Struct, frozen=True):
    """A form as offered: ``items`` and ``minutes`` are what would be drawn now."""

    blueprint: Blueprint
    items: int
    minutes: int
    available: bool
    last: SummaryRow | None


class OpenAttempt(msgspec.Struct, frozen=True):
    """An unfinished attempt as offered on the start page; ``remaining_s`` None when untimed."""

    attempt_id: str
    title: dict[str, str]
    answered: int
    items: int
    remaining_s: float | None
    saved_at: datetime


class AssessmentService:
    """Use cases around attempts.

    Args:
        store: the profile's database.
        forms: draws them.
        clock: wall and monotonic time.
        new_id: gives a fresh attempt id.
        new_seed: gives the seed of a draw for a moment, ``YYYYMMDD-<8 hex>``.
        extra_time: gives the person's present factor; 0.0 for untimed.
    """

    def __init__(
        self,
        store: AttemptStore,
        forms: FormService,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        new_seed: Callable[[datetime], str],
        extra_time: Callable[[], float],
    ) -> None:
        self._store = store
        self._forms = forms
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed
        self._extra_time = extra_time

    def forms(self) -> list[FormCard]:
        """Return every form with its real size now and its last result."""
        last: dict[str, SummaryRow] = {}
        for row in self._store.history():
            last.setdefault(row.blueprint_id, row)
        return [
            FormCard(
                size.blueprint,
                size.items,
                size.minutes,
                size.items > 0,
                last.get(size.blueprint.id),
            )
            for size in self._forms.sizes()
        ]

    def form(self, blueprint_id: str) -> FormSize:
        """Return a form that ships with its real size now (KeyError when it does not ship)."""
        return self._forms.size(blueprint_id)

    def start(self, blueprint_id: str, timed: bool = True) -> Sitting:
        """Draw a form and store the attempt in one transaction.

        Raises:
            UserError: ``blueprint_unknown``, ``form_empty``.
            StorageError: the attempt could not be stored; nothing was begun.
        """
        blueprint = self._forms.find(blueprint_id)
        now = self._clock.now()
        form = self._forms.draw(blueprint, self._store.exposures(), self._new_seed(now), now)
        factor = self._extra_time()
        limit_s: float | None = None
        if timed and factor > 0:
            limit_s = 60.0 * limited_minutes(minutes_for(blueprint, len(form.items)), factor)
        attempt = Attempt(
            id=self._new_id(),
            form=form,
            started_at=now,
            limit_s=limit_s,
            extra_time=factor if factor > 0 else 1.0,
        )
        timer = start(limit_s, blueprint.policy, now)
        self._store.create_attempt(attempt, timer)
        return self._sitting(attempt, {}, timer, interrupted=False)

    def _sitting(
        self,
        attempt: Attempt,
        states: Mapping[int, ItemState],
        timer: TimerRecord,
        *,
        interrupted: bool,
    ) -> Sitting:
        from ethics_desktop.domain.result_building import build_result  # none at the first page

        build = functools.partial(
            build_result,
            principle_forms={
                next(iter(blueprint.principles)): blueprint.id
                for blueprint in self._forms.shipped.values()
                if len(blueprint.principles) == 1
            },
            longer_form=max(self._forms.shipped.values(), key=lambda b: b.items).id,
        )
        return Sitting(
            self._store, self._clock, build, attempt, states, timer, interrupted=interrupted
        )

    def resumable(self) -> list[OpenAttempt]:
        """Return unfinished attempts, the one saved last first."""
        rows = sorted(self._store.open_attempts(), key=lambda row: row.saved_at, reverse=True)
        return [
            OpenAttempt(
                attempt_id=row.attempt.id,
                title=row.attempt.form.blueprint.title,
                answered=row.answered,
                items=len(row.attempt.form.items),
                remaining_s=row.timer.remaining_s,
                saved_at=row.saved_at,
            )
            for row in rows
        ]

    def resume(self, attempt_id: str) -> Sitting:
        """Reopen an attempt with the same items, order, answers, doubts and seconds left.

        Raises:
            UserError: ``attempt_missing``, ``attempt_closed``.
        """
        attempt = self._store.load_attempt(attempt_id)
        if attempt.state is not AttemptState.OPEN:
            raise UserError("attempt_closed")
        timer = restart(self._store.load_timer(attempt_id), self._clock.now())
        states = self._store.load_states(attempt_id)
        return self._sitting(attempt, states, timer, interrupted=True)

    def discard(self, attempt_id: str) -> None:
        """Remove an unfinished attempt for good."""
        self._store.delete_attempt(attempt_id)

    def result(self, attempt_id: str) -> AttemptResult:
        """Return the stored result; it never depends on the banks of today."""
        return self._store.load_result(attempt_id)

    def history(self) -> list[SummaryRow]:
        """Return finished attempts, newest first."""
        return self._store.history()

    def delete(self, attempt_id: str) -> None:
        """Remove a finished attempt with its answers for good."""
        self._store.delete_attempt(attempt_id)
