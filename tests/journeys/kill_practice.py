"""The parent of ``kill_practice_child``: kills it at random moments and compares what is left."""

from __future__ import annotations

from pathlib import Path

from ethics_desktop.domain.attempt import Chosen
from ethics_desktop.store.checks import check
from tests.journeys.kill_harness import Killer
from tests.journeys.kill_practice_child import Practiser, answer


class PracticeKiller(Killer):
    """Runs children that practise in one data folder after another."""

    child = "kill_practice_child.py"

    def run(self, folder: Path, kills: int) -> None:
        """Kill so many children in one folder and compare after each.

        Raises:
            AssertionError: an answer was lost, doubled or changed, or a card does not fit it.
        """
        told: list[tuple[str, str, str]] = []
        for number in range(kills):
            for line in self._one_life(folder):
                word, place, *rest = line.split(" ")
                assert word == "ok" and int(place) == len(told), line
                told.append((rest[0], rest[1], rest[2]))
            self.kills += 1
            if (folder / "progress.sqlite3").exists() or told:
                self._compare_answers(folder, told)
            if number % 25 == 24 or number == kills - 1:
                assert check(folder / "progress.sqlite3") == []
        self.confirmed += len(told)

    def _compare_answers(self, folder: Path, told: list[tuple[str, str, str]]) -> None:
        person = Practiser(folder)
        try:
            rows = person.store.answers()
            assert len(told) <= len(rows) <= len(told) + 1, f"{len(told)} confirmed, {len(rows)}"
            assert [(row.session, row.seq) for row in rows] == [
                (f"s{n}", 1) for n in range(len(rows))
            ]
            assert [row.answer for row in rows] == [Chosen(answer(n)) for n in range(len(rows))]
            assert [row.item_id for row in rows[: len(told)]] == [item for item, _, _ in told]
            for row in rows[len(told) :]:  # stored, but killed before saying so
                self.in_flight += 1
                told.append((row.item_id, answer(len(told)), _due(person, row.item_id)))
            latest = {item: due for item, _, due in told}
            assert {item: _due(person, item) for item in latest} == latest
            assert sum(one.times for one in person.store.practised().values()) == len(rows)
        finally:
            person.progress.close()


def _due(person: Practiser, item: str) -> str:
    card = person.store.card(f"item:{item}")
    return str(card.due) if card else "-"
