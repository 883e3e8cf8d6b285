"""Stand-ins that obey the contracts of services and of Qt's surroundings, for tests only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ethics_desktop.domain.attempt import Answer, Attempt, Form, FormItem, ItemState
from ethics_desktop.domain.bank import Item, Level, Principle, kind_of
from ethics_desktop.domain.blueprint import Blueprint, TimePolicy
from ethics_desktop.domain.cards import Card
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.playthrough import Playthrough, choose, offered, replay
from ethics_desktop.domain.practice import PracticeFilter, PracticeKind
from ethics_desktop.domain.practice_records import PracticeEntry, PracticeHead
from ethics_desktop.domain.records import StoredItem
from ethics_desktop.domain.result import AttemptResult
from ethics_desktop.domain.scenario import Choice, Scenario, Story
from ethics_desktop.domain.timer import warning_of
from ethics_desktop.services.assessment import FormCard, OpenAttempt
from ethics_desktop.services.practice_session import PracticeSession
from ethics_desktop.services.practice_source import Asked, Queue
from ethics_desktop.services.sitting import Counts, TimerView
from tests.builders import START, attempt_result, form_item

if TYPE_CHECKING:
    from ethics_desktop.ui.tasks import Job


# --- exam and assessment (ui-b) -------------------------------------------------------------


class FakeSitting:
    """Obeys the contract of ``services.sitting.Sitting`` without disk and clock.

    ``broken`` is the error that storing raises, if any. ``remaining_s`` None is untimed; nobody
    but the test moves it. ``calls`` lists what was asked, answers and all.
    """

    def __init__(
        self,
        items: Sequence[Item],
        *,
        remaining_s: float | None = 1056.0,
        interrupted: bool = False,
        position: int = 1,
        title: str = "Simulasi Etika ASN",
        policy: TimePolicy = TimePolicy.ACTIVE,
    ) -> None:
        drawn = tuple(form_item(place, item) for place, item in enumerate(items, 1))
        blueprint = example_blueprint(title=title, items=len(drawn), policy=policy)
        self.attempt = Attempt(
            id="a-1",
            form=Form(blueprint, "7f3a-19c2", drawn),
            started_at=START,
            limit_s=remaining_s,
            extra_time=1.0,
        )
        self.interrupted = interrupted
        self.position = position
        self.remaining_s = remaining_s
        self.now = START
        self.nudge = False
        self.broken: UserError | None = None
        self.calls: list[tuple[object, ...]] = []
        self.states: dict[int, ItemState] = {}

    @property
    def form_items(self) -> tuple[FormItem, ...]:
        return self.attempt.form.items

    def state(self, position: int) -> ItemState:
        return self.states.get(position) or ItemState(position)

    def counts(self) -> Counts:
        total = len(self.form_items)
        answered = sum(state.answered for state in self.states.values())
        flagged = sum(state.flagged for state in self.states.values())
        return Counts(answered, total - answered, flagged, total)

    def open(self, position: int) -> None:
        self.calls.append(("open", position))
        self.position = position

    def answer(self, position: int, answer: Answer | None) -> datetime:
        self.calls.append(("answer", position, answer))
        return self._save(position, answer, self.state(position).flagged)

    def flag(self, position: int, on: bool) -> datetime:
        self.calls.append(("flag", position, on))
        return self._save(position, self.state(position).answer, on)

    def _save(self, position: int, answer: Answer | None, flagged: bool) -> datetime:
        if self.broken is not None:
            raise self.broken
        if self.remaining_s is not None and self.remaining_s <= 0:
            raise UserError("time_over")
        self.states[position] = ItemState(position, answer, flagged, True, 1000, self.now)
        return self.now

    def tick(self) -> TimerView:
        left = self.remaining_s
        expired = left is not None and left <= 0
        hidden_allowed = self.attempt.form.blueprint.policy is TimePolicy.ACTIVE
        return TimerView(left, expired, warning_of(left), hidden_allowed)

    def heartbeat(self) -> None:
        self.calls.append(("heartbeat",))
        if self.broken is not None:
            raise self.broken

    def leave(self) -> None:
        self.calls.append(("leave",))

    def submit(self, time_up: bool = False) -> AttemptResult:
        self.calls.append(("submit", time_up))
        if self.broken is not None:
            raise self.broken
        items = [each.item for each in self.form_items]
        return attempt_result(items=items, time_up=time_up)


def example_blueprint(
    blueprint_id: str = "simulasi-etika",
    title: str = "Simulasi Etika ASN",
    items: int = 30,
    minutes: int = 30,
    principles: Sequence[Principle] = tuple(Principle),
    policy: TimePolicy = TimePolicy.ACTIVE,
) -> Blueprint:
    """Return a blueprint that offers what it says."""
    return Blueprint(
        id=blueprint_id,
        title={"id": title, "en": title},
        description={"id": "Kelima prinsip dalam satu duduk.", "en": "All five principles."},
        items=items,
        at_most=True,
        minutes=minutes,
        policy=policy,
        principles={principle: 1.0 for principle in principles},
        levels={level: 1.0 for level in Level},
    )


class FakeAssessment:
    """Obeys the contract of ``services.assessment.AssessmentService`` for one sitting."""

    def __init__(
        self,
        forms: Sequence[FormCard] = (),
        resumable: Sequence[OpenAttempt] = (),
        sitting: FakeSitting | None = None,
    ) -> None:
        self._forms, self._resumable = list(forms), list(resumable)
        self.sitting = sitting
        self.calls: list[tuple[object, ...]] = []

    def forms(self) -> list[FormCard]:
        return list(self._forms)

    def resumable(self) -> list[OpenAttempt]:
        return list(self._resumable)

    def start(self, blueprint_id: str, timed: bool = True) -> FakeSitting:
        self.calls.append(("start", blueprint_id, timed))
        if self.sitting is None:
            raise UserError("form_empty")
        if not timed:
            self.sitting.remaining_s = None
        return self.sitting

    def resume(self, attempt_id: str) -> FakeSitting:
        self.calls.append(("resume", attempt_id))
        if self.sitting is None:
            raise UserError("attempt_unknown")
        self.sitting.interrupted = True
        return self.sitting

    def discard(self, attempt_id: str) -> None:
        self.calls.append(("discard", attempt_id))
        self._resumable = [each for each in self._resumable if each.attempt_id != attempt_id]


# --- shell (ui-a) -----------------------------------------------------------------------------


class FakeDialogs:
    """Answers questions as the test has said before, and remembers what was asked.

    Asking more often than there are answers is an error: a box that nobody expected.
    """

    def __init__(self, answers: Sequence[bool] = (), files: Sequence[Path | None] = ()) -> None:
        self.answers, self.files = list(answers), list(files)
        self.asked: list[tuple[str, ...]] = []

    def confirm(self, parent: object, title: str, text: str, yes: str, no: str) -> bool:
        self.asked.append((title, text, yes, no))
        return self.answers.pop(0)

    def inform(self, parent: object, title: str, text: str) -> None:
        self.asked.append((title, text))

    def choose_file(
        self,
        parent: object,
        title: str,
        mode: str = "open",
        filters: str = "",
        suggested: str = "",
    ) -> Path | None:
        self.asked.append((title, mode, filters, suggested))
        return self.files.pop(0)


class ProposedDialogs(FakeDialogs):
    """Accepts what is proposed, in ``folder``; asking for a name without proposing one fails."""

    def __init__(self, folder: Path, answers: Sequence[bool] = ()) -> None:
        super().__init__(answers)
        self.folder = folder

    def choose_file(
        self,
        parent: object,
        title: str,
        mode: str = "open",
        filters: str = "",
        suggested: str = "",
    ) -> Path | None:
        assert mode == "save" and suggested, (title, mode)
        self.files.append(self.folder / suggested)
        return super().choose_file(parent, title, mode, filters, suggested)


class ImmediateTasks:
    """Obeys ``ui.tasks.TaskRunner`` at once and in the same thread."""

    def run(
        self,
        work: Callable[[Job], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        progress: Callable[[float], None] | None = None,
    ) -> Job:
        from ethics_desktop.ui.tasks import Job  # on demand: most users of this file need no Qt

        job = Job(progress or (lambda share: None))
        try:
            result = work(job)
        except Exception as error:
            if not job.cancelled:
                failed(error)
        else:
            if not job.cancelled:
                done(result)
        return job


# --- scenarios (rp-b) -------------------------------------------------------------------------


class FakePlay:
    """Obeys the contract of ``services.roleplay.Play`` with the pure engine and without a disk.

    ``broken`` is the error that storing raises, if any; ``calls`` lists what was asked.
    """

    def __init__(
        self,
        scenario: Scenario,
        choices: Sequence[str] = (),
        *,
        play_id: str = "p-1",
        measures: bool = True,
    ) -> None:
        self.play_id = play_id
        self.scenario = scenario
        self.measures = measures
        self.broken: UserError | None = None
        self.calls: list[str] = []
        self._story = Story(scenario)
        self.state = replay(self._story, choices)

    @property
    def offered(self) -> tuple[Choice, ...]:
        return offered(self._story, self.state)

    @property
    def ended(self) -> bool:
        return self.state.ended

    def choose(self, choice_id: str) -> Playthrough:
        self.calls.append(choice_id)
        if self.broken is not None:
            raise self.broken
        self.state = choose(self._story, self.state, choice_id)
        return self.state


# --- practice ---------------------------------------------------------------------------------


class FakePracticeStore:
    """Obeys ``services.practice_session.EntryStore`` without a disk.

    ``broken`` is the error that storing raises, if any; ``entries`` holds what was stored.
    """

    def __init__(self) -> None:
        self.broken: UserError | None = None
        self.entries: list[PracticeEntry] = []
        self.cards: dict[str, Card] = {}

    def append(self, head: PracticeHead, entry: PracticeEntry) -> None:
        if self.broken is not None:
            raise self.broken
        self.entries.append(entry)
        for change in entry.changes:
            self.cards[change.card.key] = change.card

    def card(self, key: str) -> Card | None:
        return self.cards.get(key)

    def own_times(self, item_kind: str) -> list[int]:
        return []


def practice_session(
    items: Sequence[Item],
    clock: Clock,
    store: FakePracticeStore | None = None,
    kind: PracticeKind = PracticeKind.TODAY,
) -> PracticeSession:
    """Return a session over ``items``; those that are not situational are cards."""
    from ethics_desktop.domain.review import Reviewer

    asked = []
    for item in items:
        drawn = form_item(1, item)
        stored = StoredItem(item, drawn.bank_id, drawn.bank_version, drawn.item_hash)
        key = "" if kind_of(item) == "sjt" else f"item:{item.id}"
        asked.append(Asked(stored, key))
    head = PracticeHead("s-1", kind, "20261121-1", len(asked), PracticeFilter(), START)
    return PracticeSession(
        store or FakePracticeStore(), clock, lambda: Reviewer(0.9), head, Queue(asked), {}, {}
    )
