"""The parent of ``kill_journal_child``: kills it at random moments and compares what is left."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from ethics_desktop.store.checks import check
from tests.journeys.kill_harness import Killer
from tests.journeys.kill_journal_child import MARK, STEPS, State, Writer, states


class JournalKiller(Killer):
    """Runs children that write in one data folder after another."""

    child = "kill_journal_child.py"
    late_s = 0.06  # deleting writes the file anew, which takes longer than an answer

    def run(self, folder: Path, kills: int) -> None:
        """Kill so many children in one folder and compare after each.

        Raises:
            AssertionError: a confirmed text was lost or changed, or can be read in a file.
        """
        done = 0
        for number in range(kills):
            (folder / STEPS).write_text(str(done), "ascii")
            for line in self._one_life(folder):
                done = self._hear(line, done)
            self.kills += 1
            if not (folder / "progress.sqlite3").exists():
                assert done == 0
                continue
            in_clear(folder)
            done = self._compare_journal(folder, done)
            in_clear(folder)
            if number % 10 == 9 or number == kills - 1:
                assert check(folder / "progress.sqlite3") == []

    def _hear(self, line: str, done: int) -> int:
        match line.split(" "):
            case ["begun", step]:
                assert int(step) == done, f"{done} confirmed, {step} found"
            case ["ok", step]:
                assert int(step) == done + 1
                self.confirmed += 1
                return done + 1
            case _:
                raise AssertionError(line)
        return done

    def _compare_journal(self, folder: Path, done: int) -> int:
        writer = Writer(folder)
        try:
            stored = writer.state()
        finally:
            writer.progress.close()
        if stored == after(done):
            return done
        assert stored == after(done + 1), f"after {done} confirmed steps"
        self.in_flight += 1
        return done + 1


def after(step: int) -> State:
    """Return what the journal holds after so many steps."""
    return next(islice(states(), step - 1, None))[2] if step else {}


def in_clear(folder: Path) -> None:
    """Fail when any file below a folder holds a text of the journal."""
    for file in folder.rglob("*"):
        if file.is_file():
            assert MARK.encode() not in file.read_bytes(), file.name
