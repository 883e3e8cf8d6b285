"""The parent of ``kill_play_child``: kills it at random moments and compares what is left."""

from __future__ import annotations

from pathlib import Path

from ethics_desktop.domain.plays import PlayState
from ethics_desktop.store.checks import check
from tests.journeys.kill_harness import Killer
from tests.journeys.kill_play_child import DECISIONS, START, Player, choice, long_story


class PlayKiller(Killer):
    """Runs children that play in one data folder after another."""

    child = "kill_play_child.py"

    def run(self, folder: Path, kills: int) -> None:
        """Kill so many children in one folder and compare after each.

        Raises:
            AssertionError: a choice was lost, doubled or changed, or a result is missing.
        """
        told = Told()
        for number in range(kills):
            for line in self._one_life(folder):
                told.hear(line)
            self.kills += 1
            if (folder / "progress.sqlite3").exists() or told.heard:
                self._compare_plays(folder, told)
            if number % 25 == 24 or number == kills - 1:
                assert check(folder / "progress.sqlite3") == []
        self.confirmed += told.heard
        self.finished += told.finished

    def _compare_plays(self, folder: Path, told: Told) -> None:
        player = Player(folder)
        try:
            done = player.store.finished_plays()
            if len(done) == told.finished + 1:  # ended, but killed before saying so
                self.in_flight += told.seq == DECISIONS - 1
                assert told.seq >= DECISIONS - 1
                told.end()
            assert {row.play_id for row in done} == {f"main-{n}" for n in range(told.finished)}
            assert {row.first for row in done if row.play_id == "main-0"} <= {True}
            for number in range(max(0, told.finished - 1), told.finished):
                self._compare_finished_play(player, number)
            rows = player.store.open_plays()
            if not rows:
                assert not told.open, "a started play is lost"
                return
            (row,) = rows
            assert row.head.id == f"main-{told.finished}"
            told.open = True  # perhaps started, but killed before saying so
            stored = player.store.load_play(row.head.id).choices
            assert told.seq <= len(stored) <= told.seq + 1, f"{told.seq} confirmed, {stored}"
            assert len(stored) < DECISIONS
            assert stored == script(told.finished, len(stored))
            self.in_flight += len(stored) - told.seq
            told.seq = len(stored)
        finally:
            player.progress.close()

    def _compare_finished_play(self, player: Player, number: int) -> None:
        stored = player.store.load_play(f"main-{number}")
        assert stored.state is PlayState.FINISHED
        assert stored.choices == script(number, DECISIONS)
        assert stored.scenario == long_story()
        review = player.service.review(stored.head.id)
        assert review.score.choices == stored.choices
        rows = player.progress.first_exposures(START)
        assert len(rows) == DECISIONS, "the first play counts once, later ones never"
        assert {row.attempt_id for row in rows} == {"main-0"}


class Told:
    """What the children have confirmed so far in one folder."""

    def __init__(self) -> None:
        self.finished = self.seq = self.heard = 0
        self.open = False

    def end(self) -> None:
        """Note that the present play has come to its end."""
        self.finished += 1
        self.seq, self.open = 0, False

    def hear(self, line: str) -> None:
        """Note one line of a child; it must fit the script."""
        match line.split(" "):
            case ["started", number]:
                assert int(number) == self.finished and not self.open
                self.open = True
            case ["ok", seq, made]:
                assert int(seq) == self.seq + 1
                assert made == choice(self.finished, int(seq))
                self.seq, self.open = int(seq), True
                self.heard += 1
            case ["finished", number]:
                assert int(number) == self.finished and self.seq == DECISIONS
                self.end()
            case _:
                raise AssertionError(line)


def script(number: int, count: int) -> tuple[str, ...]:
    """Return the first ``count`` choices of play ``number``."""
    return tuple(choice(number, seq) for seq in range(1, count + 1))
