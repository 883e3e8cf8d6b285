"""The parent of ``kill_child``: kills it at random moments and compares what is left."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import msgspec

from ethics_desktop.domain.attempt import Answer, Attempt
from ethics_desktop.store.backup import check
from ethics_desktop.store.progress import SqliteProgressStore
from tests.journeys.kill_child import LIMIT_S, STEPS, form, step
from tests.unit.store import sample

#: One child in four dies within this time of its birth, seconds: while it opens the file ...
EARLY_S = 0.015
#: ... the others within this time after the first line they say: within a few dozen answers.
LATE_S = 0.015
TIMER_TOLERANCE_S = 5.0
STUCK_S = 60.0


class Killer:
    """Runs children in one data folder after another. A context manager.

    ``confirmed`` counts answers that were confirmed, ``in_flight`` those found on the disk that
    were not confirmed yet when the process died (at most one each time).
    """

    #: The script of the children, in this folder.
    child = "kill_child.py"
    #: Most children die within this time after their first line, seconds.
    late_s = LATE_S

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name(self.child))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._rest = b""
        self.kills = self.confirmed = self.in_flight = self.finished = 0
        self.worst_timer_s = 0.0

    def __enter__(self) -> Killer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server.stdin and self._server.stdout
        self._server.stdin.close()
        self._server.kill()
        self._server.wait()
        self._server.stdout.close()

    def run(self, folder: Path, kills: int) -> None:
        """Kill so many children in one folder and compare after each.

        Raises:
            AssertionError: an answer was lost, doubled or changed, or the time is wrong.
        """
        known = Known()
        for number in range(kills):
            for line in self._one_life(folder):
                known.hear(line)
            self.kills += 1
            self._compare(folder, known)
            if number % 25 == 24 or number == kills - 1:
                assert check(folder / "progress.sqlite3") == []
        self.confirmed += known.heard
        self.finished += known.finished

    def _one_life(self, folder: Path) -> list[str]:
        assert self._server.stdin
        self._server.stdin.write(f"{folder}\n".encode())
        first = self._line(STUCK_S)
        assert first is not None and first.startswith("pid "), first
        lines = []
        span = EARLY_S
        if self._chance.random() < 0.75:
            span = self.late_s
            said = self._line(STUCK_S)
            assert said is not None, "the child is stuck"
            lines.append(said)
        deadline = time.monotonic() + self._chance.uniform(0, span)
        while (line := self._line(deadline - time.monotonic())) is not None:
            assert line != "gone" and not line.startswith("error"), [*lines, line]
            lines.append(line)
        os.kill(int(first.split()[1]), signal.SIGKILL)
        while (line := self._line(STUCK_S)) != "gone":
            assert line is not None, "the child does not die"
            lines.append(line)
        return lines

    def _line(self, patience_s: float) -> str | None:
        """Return the next line, or None when there is none in time."""
        assert self._server.stdout
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._server.stdout], [], [], max(0.0, patience_s))
            if not ready:
                return None
            part = os.read(self._server.stdout.fileno(), 65536)
            assert part, "the fork server died"
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def _compare(self, folder: Path, known: Known) -> None:
        path = folder / "progress.sqlite3"
        if not path.exists() and known.attempt < 0:
            return
        store = SqliteProgressStore.open(path, sample.NOW)
        try:
            self._compare_finished(store, known)
            self._compare_open(store, known)
        finally:
            store.close()

    def _compare_finished(self, store: SqliteProgressStore, known: Known) -> None:
        done = [row.attempt_id for row in store.history()]
        assert done == [f"upaya-{k}" for k in range(len(done) - 1, -1, -1)]
        if len(done) == known.finished + 1:  # finished, but killed before saying so
            assert known.seq == STEPS
            known.finish(len(done) - 1)
            self.in_flight += 1
            _same_answers(store, len(done) - 1, STEPS)
        assert len(done) == known.finished
        if done:
            newest = form(len(done) - 1)
            assert store.load_result(newest.id) == sample.result(newest)
            _same_answers(store, len(done) - 1, STEPS)

    def _compare_open(self, store: SqliteProgressStore, known: Known) -> None:
        rows = store.open_attempts()
        if not rows:
            assert known.attempt < known.finished, "a started attempt is lost"
            return
        (row,) = rows
        if known.attempt < known.finished:  # started, but killed before saying so
            known.start(known.finished, LIMIT_S)
            self.in_flight += 1
        assert row.attempt == form(known.attempt)
        stored = len(store.responses(row.attempt.id))
        assert known.seq <= stored <= known.seq + 1, f"{known.seq} confirmed, {stored} stored"
        _same_answers(store, known.attempt, stored)
        self.in_flight += stored - known.seq
        assert row.timer.remaining_s is not None
        off = known.remaining_s - row.timer.remaining_s
        assert 0 <= off <= TIMER_TOLERANCE_S, f"time is off by {off} s"
        self.worst_timer_s = max(self.worst_timer_s, off)
        known.seq = stored
        known.remaining_s = row.timer.remaining_s


class Known:
    """What the children have confirmed so far in one folder."""

    def __init__(self) -> None:
        self.attempt = -1
        self.finished = 0
        self.seq = 0
        self.heard = 0
        self.remaining_s = LIMIT_S

    def start(self, number: int, remaining_s: float) -> None:
        """Note a started attempt."""
        assert number == self.attempt + 1 == self.finished
        self.attempt, self.seq, self.remaining_s = number, 0, remaining_s

    def finish(self, number: int) -> None:
        """Note a finished attempt."""
        assert number == self.attempt == self.finished
        self.finished += 1

    def hear(self, line: str) -> None:
        """Note one line of a child; it must fit the script."""
        match line.split(" "):
            case ["started", number, remaining]:
                self.start(int(number), float(remaining))
            case ["finished", number]:
                self.finish(int(number))
            case ["beat", remaining]:
                self.remaining_s = float(remaining)
            case ["ok", seq, position, answer, flagged, remaining]:
                given = step(self.attempt, int(seq))
                assert int(seq) == self.seq + 1
                assert int(position) == given.position
                assert msgspec.json.decode(answer, type=Answer | None) == given.answer
                assert bool(int(flagged)) == given.flagged
                self.seq, self.remaining_s = int(seq), float(remaining)
                self.heard += 1
            case _:
                raise AssertionError(line)


def _same_answers(store: SqliteProgressStore, number: int, count: int) -> None:
    """Compare what is stored with the first ``count`` steps of the script."""
    one: Attempt = form(number)
    rows = store.responses(one.id)
    assert [row.seq for row in rows] == list(range(1, count + 1))
    script = [step(number, seq) for seq in range(1, count + 1)]
    assert [(row.position, row.answer, row.flagged) for row in rows] == [
        (given.position, given.answer, given.flagged) for given in script
    ]
    latest = {given.position: given for given in script}
    states = store.load_states(one.id)
    for position, given in latest.items():
        assert states[position].answer == given.answer
        assert states[position].flagged == given.flagged
