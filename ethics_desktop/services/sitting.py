"""A sitting: one person in front of one open attempt, from opening it to leaving or finishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain.attempt import Answer, Attempt, AttemptState, FormItem, ItemState
from ethics_desktop.domain.blueprint import TimePolicy
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.constants import STEP_MAX_S
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.reading import rapid_threshold, shown_chars
from ethics_desktop.domain.records import TimerRecord
from ethics_desktop.domain.result import AttemptResult
from ethics_desktop.domain.timer import TimeWarning, expired, sample, warning_of

#: Scores an attempt: attempt, states, timer, moment, whether time ran out.
BuildResult = Callable[
    [Attempt, Mapping[int, ItemState], TimerRecord, datetime, bool], AttemptResult
]
NUDGE_AFTER = 3  # rapid answers in a row, once per attempt (``measurement.md`` 3.4)


class AnswerStore(Protocol):
    """What a sitting needs of a profile's database."""

    def load_states(self, attempt_id: str) -> dict[int, ItemState]: ...
    def load_timer(self, attempt_id: str) -> TimerRecord: ...
    def append_response(
        self, attempt_id: str, state: ItemState, at: datetime, timer: TimerRecord
    ) -> None: ...
    def save_timer(self, attempt_id: str, timer: TimerRecord, seen: Mapping[int, int]) -> None: ...
    def finish(
        self,
        attempt_id: str,
        state: AttemptState,
        at: datetime,
        timer: TimerRecord,
        result: AttemptResult,
    ) -> None: ...


class TimerView(msgspec.Struct, frozen=True):
    """What the countdown shows; ``remaining_s`` is None when untimed."""

    remaining_s: float | None
    expired: bool
    warning: TimeWarning
    hidden_allowed: bool


class Counts(msgspec.Struct, frozen=True):
    """Numbers of items by state; a flagged item is also counted as answered or empty."""

    answered: int
    empty: int
    flagged: int
    total: int


class Sitting:
    """Answers, flags, time. Not for use from more than one thread; ``build`` scores at the end."""

    def __init__(
        self,
        store: AnswerStore,
        clock: Clock,
        build: BuildResult,
        attempt: Attempt,
        states: Mapping[int, ItemState],
        timer: TimerRecord,
        *,
        interrupted: bool,
    ) -> None:
        self._store = store
        self._clock = clock
        self._build = build
        self.attempt = attempt
        self.interrupted = interrupted
        self._states = dict(states)
        first = min(max(timer.position, 1), len(attempt.form.items))
        self._timer = msgspec.structs.replace(timer, position=first)
        self._mono = clock.monotonic()
        self._seen_ms = {position: state.seen_ms for position, state in states.items()}
        self._opened = {position for position, state in states.items() if state.opened}
        self._dirty: set[int] = set()
        self._limit_ms: dict[int, float] = {}  # of each answered item, for the pace
        self._rapid_run = 0
        self._nudged = False
        self._closed = False

    @property
    def position(self) -> int:
        """The item on the screen (1-based); it is kept with the timer."""
        return self._timer.position

    @property
    def form_items(self) -> tuple[FormItem, ...]:
        """The items in the order of the form."""
        return self.attempt.form.items

    def state(self, position: int) -> ItemState:
        """Return what is on disk for the item at ``position`` (1-based)."""
        return self._states.get(position) or ItemState(position)

    def counts(self) -> Counts:
        """Return how many items are answered, empty and flagged."""
        total = len(self.form_items)
        answered = sum(state.answered for state in self._states.values())
        flagged = sum(state.flagged for state in self._states.values())
        return Counts(answered, total - answered, flagged, total)

    def open(self, position: int) -> None:
        """Put another item before the person; its visible time starts now."""
        self._advance()
        self._timer = msgspec.structs.replace(self._timer, position=position)
        self._opened.add(position)
        self._dirty.add(position)

    def answer(self, position: int, answer: Answer | None) -> datetime:
        """Store an answer (None takes it back) and return the moment it was on disk.

        Raises:
            UserError: ``attempt_closed``, ``time_over``.
            StorageError: nothing changed; :meth:`state` still tells what is on disk.
        """
        before = self._states.get(position)
        at = self._save(position, answer, before is not None and before.flagged)
        self._note_pace(position)
        return at

    def flag(self, position: int, on: bool) -> datetime:
        """Store the mark "ragu-ragu"; raises as :meth:`answer` does."""
        return self._save(position, self.state(position).answer, on)

    def _save(self, position: int, answer: Answer | None, flagged: bool) -> datetime:
        self._must_be_open()
        at = self._advance()
        if expired(self._timer):
            raise UserError("time_over")
        state = ItemState(position, answer, flagged, True, self._seen_ms.get(position, 0), at)
        self._store.append_response(self.attempt.id, state, at, self._timer)
        self._states[position] = state
        self._opened.add(position)
        self._dirty.discard(position)
        return at

    def tick(self) -> TimerView:
        """Sample the clock and return what the countdown should show."""
        self._advance()
        remaining = self._timer.remaining_s
        policy = self.attempt.form.blueprint.policy
        return TimerView(
            remaining, expired(self._timer), warning_of(remaining), policy is TimePolicy.ACTIVE
        )

    def heartbeat(self) -> None:
        """Store timer and visible times; called every five seconds.

        Raises:
            StorageError: the next heartbeat tries again.
        """
        if self._closed:
            return
        self._advance()
        seen = {position: self._seen_ms.get(position, 0) for position in sorted(self._dirty)}
        self._store.save_timer(self.attempt.id, self._timer, seen)
        for position in seen:
            self._remember_seen(position)
        self._dirty = {self.position}

    def leave(self) -> None:
        """Flush what is not on disk yet; the attempt stays open."""
        self.heartbeat()

    def submit(self, time_up: bool = False) -> AttemptResult:
        """Score and close the attempt in one transaction.

        Raises:
            UserError: ``attempt_closed``.
            StorageError: the attempt stays open; try again.
        """
        self._must_be_open()
        at = self._advance()
        for position in self._opened:
            self._remember_seen(position)
        result = self._build(self.attempt, self._states, self._timer, at, time_up)
        state = AttemptState.TIME_UP if time_up else AttemptState.FINISHED
        self._store.finish(self.attempt.id, state, at, self._timer, result)
        self._closed = True
        return result

    @property
    def nudge(self) -> bool:
        """True once, after three answers in a row that came faster than reading allows."""
        if self._rapid_run < NUDGE_AFTER or self._nudged:
            return False
        self._nudged = True
        return True

    def _note_pace(self, position: int) -> None:
        limit_ms = self._limit_ms.get(position)
        if limit_ms is None:
            limit_ms = 1000 * rapid_threshold(shown_chars(self.form_items[position - 1].item))
            self._limit_ms[position] = limit_ms
        self._rapid_run = self._rapid_run + 1 if self._seen_ms.get(position, 0) < limit_ms else 0

    def _remember_seen(self, position: int) -> None:
        state = self.state(position)
        self._states[position] = msgspec.structs.replace(
            state, opened=True, seen_ms=self._seen_ms.get(position, 0)
        )

    def _must_be_open(self) -> None:
        if self._closed:
            raise UserError("attempt_closed")

    def _advance(self) -> datetime:
        """Sample both clocks and return the wall time."""
        mono, wall = self._clock.monotonic(), self._clock.now()
        step = min(max(mono - self._mono, 0.0), STEP_MAX_S)
        self._timer = sample(self._timer, self._mono, mono, wall)
        self._mono = mono
        position = self._timer.position
        if position in self._opened:
            self._seen_ms[position] = self._seen_ms.get(position, 0) + round(step * 1000)
            self._dirty.add(position)
        return wall
