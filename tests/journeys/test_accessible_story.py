"""A scenario through the accessibility bus: played, debriefed and tried again by names alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import assistant
from tests.journeys.assistant import Assistant
from tests.journeys.test_accessible import check_names

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(sys.platform != "linux", reason="the bus of Linux desktops"),
]

ON = "Lanjut ke pembahasan"
QUESTION = "Apa yang Anda lakukan?"
STEPS = (
    "1. Apa yang terjadi",
    "2. Titik balik",
    "3. Aturan yang berlaku",
    "4. Satu pertanyaan",
    "5. Coba jalan lain",
)
TABLE = "Peta jalan cerita sebagai tabel"


@pytest.fixture(scope="module")
def bus(virtual_display: str) -> Iterator[dict[str, str]]:
    if reason := assistant.obstacle():
        pytest.skip(reason)
    with assistant.session_bus(virtual_display) as env:
        yield env


def choices(person: Assistant) -> list[str]:
    """Return the names of the choices on offer, in the order of their numbers."""
    found = [name for name in person.names("push button") if re.match(r"[1-9]\. ", name)]
    assert [name[0] for name in found] == [str(n) for n in range(1, len(found) + 1)]
    return found


def test_a_story_by_role_and_name(tmp_path: Path, bus: dict[str, str], python: str) -> None:
    command = [python, "-m", "ethics_desktop", "--data-dir", str(tmp_path / "data")]
    with Assistant(bus, command, tmp_path / "said") as person:
        person.press("push button", "Lewati")
        person.press("push button", "Skenario")
        person.wait_for("push button", "Mainkan")
        check_names(person.tree())
        person.press("push button", "Mainkan")
        made = play(person)
        person.press("push button", ON)
        person.wait_for("label", STEPS[0])
        read_debrief(person, made)
        fork = next(n for n in person.names("push button") if n.startswith("Keputusan 2, "))
        person.press("push button", fork)
        person.wait_for("label", QUESTION)
        assert made[0] in person.names("label")  # the choice before the fork stands again
        person.press("push button", "Kembali nanti")
        person.press("push button", "Skenario")
        person.wait_for("push button", "Lanjutkan")
        check_names(person.tree())
        assert not person.crashed


def play(person: Assistant) -> list[str]:
    """Take the last choice each time; return what was chosen."""
    made: list[str] = []
    person.wait_for("label", QUESTION)
    while not person.shows("push button", ON):
        nodes = person.tree()
        check_names(nodes)
        labels = [node.name for node in nodes if node.role == "label"]
        assert {"Kepercayaan warga", "Layanan", "Risiko hukum", "Akibat"} <= set(labels)
        wanted = choices(person)[-1]
        person.press("push button", wanted)
        said = wanted[3:]
        person.wait_for("label", said)  # it stands in the conversation, so it is stored
        made.append(said)
        person.wait_gone("push button", wanted)
    assert 3 <= len(made) <= 6
    assert any(name.startswith("Akhir cerita: ") for name in person.names("label"))
    return made


def read_debrief(person: Assistant, made: list[str]) -> None:
    """The five steps in their order, then decisions, scores and the map as a table."""
    nodes = person.tree()
    check_names(nodes)
    labels = [node.name for node in nodes if node.role == "label"]
    places = [labels.index(step) for step in STEPS]
    assert places == sorted(places)
    assert places[-1] < labels.index("Keputusan Anda") < labels.index("Mutu keputusan")
    assert any(label.startswith("Skor ") for label in labels[labels.index("Mutu keputusan") :])
    assert any("akhir cerita dan mencoba" in label for label in labels)
    buttons = [node.name for node in nodes if node.role == "push button"]
    forks = [name for name in buttons if name.endswith("Coba dari sini")]
    assert [name.split(",")[0] for name in forks] == [
        f"Keputusan {n}" for n in range(1, len(made) + 1)
    ]
    titles, *rows = person.table(TABLE)
    assert len(titles) == len(set(titles)) == 3
    assert [row[1] for row in rows if row[1] in made] == made
    assert sum(row[0] == "Akhir lain" for row in rows) >= 2
