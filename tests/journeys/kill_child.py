"""The process that is killed: works through scripted attempts and says what was confirmed.

``python kill_child.py`` is a small fork server: for each line on its input (a data folder) it forks
a warmed child that works there until it is killed, then says ``gone``. The child says, each line
only after the store has confirmed:

    pid <pid>
    started <attempt number> <remaining>
    ok <seq> <position> <answer> <flagged> <remaining>
    beat <remaining>
    finished <attempt number>

How the program is driven stands in :class:`Driver` alone.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402

from ethics_desktop.domain.attempt import Answer, Attempt, AttemptState, ItemState  # noqa: E402
from ethics_desktop.domain.constants import HEARTBEAT_S  # noqa: E402
from ethics_desktop.domain.records import TimerRecord  # noqa: E402
from ethics_desktop.store.progress import SqliteProgressStore  # noqa: E402
from tests.unit.store import sample  # noqa: E402

ITEMS = 20
STEPS = 40  # responses in each attempt
LIMIT_S = 2700.0


class Step(NamedTuple):
    """What the person does: after ``wait_s`` seconds, this response."""

    wait_s: float
    position: int
    answer: Answer | None
    flagged: bool


def form(number: int) -> Attempt:
    """Return attempt ``number``, the same in every process."""
    first = number * 3 % 40
    at = sample.NOW + timedelta(days=number)
    return sample.attempt(f"upaya-{number}", range(first, first + ITEMS), at, limit_s=LIMIT_S)


def step(number: int, seq: int) -> Step:
    """Return step ``seq`` (from 1) of attempt ``number``, the same in every process."""
    chance = random.Random(f"{number}/{seq}")
    position = chance.randint(1, ITEMS)
    cleared = chance.random() < 0.1
    kind = number * 3 % 40 + position - 1
    given = None if cleared else sample.answer(kind, chance.randrange(6))
    return Step(chance.uniform(0.2, 4.8), position, given, chance.random() < 0.3)


class Driver:
    """How the program is driven: the store now, the assessment service later."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteProgressStore.open(folder / "progress.sqlite3", sample.NOW)
        self.number = -1
        self.seq = 0
        self.timer = TimerRecord(LIMIT_S, sample.NOW)
        self._unsaved_s = 0.0

    def resume(self) -> bool:
        """Go on with the unfinished attempt; return False when there is none."""
        rows = self.store.open_attempts()
        if not rows:
            self.number = len(self.store.history()) - 1
            return False
        self.number = int(rows[0].attempt.id.removeprefix("upaya-"))
        self.seq = len(self.store.responses(rows[0].attempt.id))
        before = rows[0].timer
        self.timer = msgspec.structs.replace(before, interruptions=before.interruptions + 1)
        self.store.save_timer(self._id, self.timer, {})
        return True

    def start(self) -> None:
        """Start the next attempt."""
        self.number += 1
        self.seq = 0
        one = form(self.number)
        self.timer = TimerRecord(LIMIT_S, one.started_at)
        self.store.create_attempt(one, self.timer)

    def wait(self, seconds: float) -> bool:
        """Let time pass on the clock of the script; return True when a heartbeat was due."""
        self._unsaved_s += seconds
        self.timer = msgspec.structs.replace(
            self.timer,
            remaining_s=self.remaining_s - seconds,
            wall=self.timer.wall + timedelta(seconds=seconds),
            active_s=self.timer.active_s + seconds,
        )
        if self._unsaved_s < HEARTBEAT_S:
            return False
        self.store.save_timer(self._id, self.timer, {1 + self.seq % ITEMS: 1000 * self.seq})
        self._unsaved_s = 0.0
        return True

    def respond(self, given: Step) -> None:
        """Give one response."""
        state = ItemState(given.position, given.answer, given.flagged, True, 500 * self.seq)
        self.store.append_response(self._id, state, self._now, self.timer)
        self.seq += 1
        self._unsaved_s = 0.0

    def finish(self) -> None:
        """Close the attempt with its result."""
        made = sample.result(form(self.number))
        self.store.finish(self._id, AttemptState.FINISHED, made.finished_at, self.timer, made)

    @property
    def remaining_s(self) -> float:
        """Seconds left."""
        assert self.timer.remaining_s is not None
        return self.timer.remaining_s

    @property
    def _id(self) -> str:
        return f"upaya-{self.number}"

    @property
    def _now(self) -> datetime:
        return self.timer.wall


def say(*words: object) -> None:
    """Write one line at once: what is written survives the process."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def work(folder: Path) -> None:
    """Work until killed."""
    say("pid", os.getpid())
    driver = Driver(folder)
    if not driver.resume():
        driver.start()
        say("started", driver.number, driver.remaining_s)
    while True:
        while driver.seq < STEPS:
            given = step(driver.number, driver.seq + 1)
            if driver.wait(given.wait_s):
                say("beat", driver.remaining_s)
            driver.respond(given)
            answer = msgspec.json.encode(given.answer).decode().replace(" ", "\\u0020")
            say("ok", driver.seq, given.position, answer, int(given.flagged), driver.remaining_s)
        driver.finish()
        say("finished", driver.number)
        driver.start()
        say("started", driver.number, driver.remaining_s)


def warm() -> None:
    """Do everything once in a throw-away folder: what is imported on demand is there then."""
    with tempfile.TemporaryDirectory() as folder:
        driver = Driver(Path(folder))
        driver.resume()
        driver.start()
        driver.respond(step(0, 1))
        driver.finish()
        driver.store.close()


def serve(warm: Callable[[], None] = warm, work: Callable[[Path], None] = work) -> None:
    """Fork a child for each folder named on the input; one at a time."""
    warm()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                work(Path(line.rstrip("\n")))
            except BaseException:
                say("error", traceback.format_exc().replace("\n", " | "))
            os._exit(1)
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    serve()
