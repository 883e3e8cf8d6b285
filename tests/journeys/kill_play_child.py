"""The process that is killed while it plays stories; the parent is ``kill_plays``.

As ``kill_child``, with the service of scenarios. It says, each line only after the service has
confirmed:

    pid <pid>
    started <play number>
    ok <seq> <choice>
    finished <play number>
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import os  # noqa: E402

from ethics_desktop.domain.scenario import (  # noqa: E402
    Choice,
    ChoiceNode,
    Effects,
    EndNode,
    Node,
    Scenario,
)
from ethics_desktop.domain.scenario_checks import ListedScenario  # noqa: E402
from ethics_desktop.services.roleplay import Play, RoleplayService  # noqa: E402
from ethics_desktop.services.scenarios import SourceScenario  # noqa: E402
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore  # noqa: E402
from ethics_desktop.store.progress import SqliteProgressStore  # noqa: E402
from tests.journeys.kill_child import say, serve  # noqa: E402

DECISIONS = 40
START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def long_story() -> Scenario:
    """Return one road of decisions, three choices each."""
    nodes: list[Node] = [
        ChoiceNode(
            id=f"d{number}",
            text="Apa yang Anda lakukan?",
            choices=tuple(
                Choice(
                    id=letter,
                    text=f"Tindakan {letter} ke-{number}",
                    weight=weight,
                    effects=Effects(integritas=units, kepercayaan=units),
                    note="Warga melihatnya.",
                    next=f"d{number + 1}" if number + 1 < DECISIONS else "e",
                )
                for letter, weight, units in (("a", 5, 2), ("b", 3, 0), ("c", 1, -2))
            ),
        )
        for number in range(DECISIONS)
    ]
    nodes.append(EndNode(id="e", title="Akhir", outcome="cukup", text="Selesai."))
    return Scenario(
        id="panjang", title="Panjang", start="d0", nodes=tuple(nodes), ideal=("a",) * DECISIONS
    )


def choice(number: int, seq: int) -> str:
    """Return step ``seq`` (from 1) of play ``number``, the same in every process."""
    return random.Random(f"{number}/{seq}").choice("abc")


class Clock:
    """Stands still; the order of steps is their number."""

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return 0.0


class Shelf:
    """Offers the long story."""

    def scenarios(self) -> list[SourceScenario]:
        story = long_story()
        return [SourceScenario("b", "1.0.0", ListedScenario(story.id, story.title, "", story, ()))]


class Player:
    """The stores and the service of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.progress = SqliteProgressStore.open(folder / "progress.sqlite3", START)
        self.store = SqlitePlaythroughStore(self.progress.database)
        self.number = len(self.store.finished_plays())
        self.service = RoleplayService(
            self.store,
            Shelf(),
            clock=Clock(),
            new_id=lambda: f"main-{self.number}",
            new_seed=lambda now: "20261121-00000001",
        )

    def resume(self) -> Play | None:
        """Return the unfinished play."""
        for one in self.service.resumable():
            return self.service.resume(one.play_id)
        return None


def work(folder: Path) -> None:
    """Play until killed."""
    say("pid", os.getpid())
    player = Player(folder)
    play = player.resume()
    while True:
        if play is None:
            play = player.service.start("panjang")
            say("started", player.number)
        while not play.ended:
            seq = len(play.state.choices) + 1
            made = choice(player.number, seq)
            play.choose(made)
            say("ok", seq, made)
        say("finished", player.number)
        player.number += 1
        play = None


def warm() -> None:
    """Do everything once in a throw-away folder: what is imported on demand is there then."""
    with tempfile.TemporaryDirectory() as folder:
        player = Player(Path(folder))
        play = player.service.start("panjang")
        for _ in range(DECISIONS):
            play.choose("a")
        player.progress.close()


if __name__ == "__main__":
    serve(warm, work)
