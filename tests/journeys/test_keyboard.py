"""A whole assessment with the keyboard alone: keys from an X server, a reader's eyes to see."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ethics_desktop.store.progress import SqliteProgressStore
from tests.journeys import assistant
from tests.journeys.assistant import Assistant, Node

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(sys.platform != "linux", reason="xdotool presses keys of an X server"),
]

ITEMS = 10
START = "Mulai asesmen singkat (10 soal, 8 menit)"
DOUBTFUL = 4
MOST_TABS = 40


class Hands:
    """Presses keys, and looks with an assistive program's eyes where the focus went."""

    def __init__(self, person: Assistant, env: dict[str, str]) -> None:
        self._person = person
        self._env = env
        window = self._run("search", "--sync", "--onlyvisible", "--name", "Cermin ASN").split()[0]
        self._run("windowfocus", "--sync", window)  # no window manager does it here

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self._env, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def key(self, *keys: str) -> None:
        """Press keys, named as X names them, one after the other."""
        self._run("key", *keys)

    def type(self, text: str) -> None:
        """Type text."""
        self._run("type", text)

    def focused(self) -> Node | None:
        """Return the control that has the keyboard."""
        held = [node for node in self._person.tree() if "focused" in node.states]
        return held[-1] if held else None

    def tab_to(self, role: str, name: str, key: str = "Tab") -> None:
        """Press Tab until the control has the keyboard; combo boxes go by their label."""
        seen = []
        for _ in range(MOST_TABS):
            held = self.focused()
            if held is not None and held.role == role and name in (held.name, held.label):
                return
            seen.append(held and held.name)
            self.key(key)
            self._person.until(lambda old=held: self.focused() != old, "the focus moves")
        raise AssertionError(f"Tab never comes to {role} {name!r}; it came to {seen}")


@pytest.fixture(scope="module")
def bus(virtual_display: str) -> Iterator[dict[str, str]]:
    if reason := assistant.obstacle():
        pytest.skip(reason)
    if not shutil.which("xdotool"):
        pytest.skip("xdotool is not installed")
    with assistant.session_bus(virtual_display) as env:
        yield env


def answer(person: Assistant, hands: Hands) -> None:
    """Answer the item on the screen with the keys that its kind takes."""
    nodes = person.settled()
    roles = {node.role for node in nodes if node.name[1:3] == ". "}
    lists = [node.label for node in nodes if node.role == "combo box"]
    if lists:
        for letter, label in zip("abcdefgh", lists, strict=False):
            hands.tab_to("combo box", label)
            hands.key(letter)
    elif "radio button" in roles:
        hands.key("b")
    elif "check box" in roles:
        hands.key("a", "c")
    elif "Jawaban Anda" in [node.name for node in nodes if node.role == "text"]:
        hands.tab_to("text", "Jawaban Anda")
        hands.type("kewajiban")
    else:
        first = next(n.name for n in nodes if n.role == "panel" and n.name.startswith("1. "))
        hands.tab_to("panel", first)
        hands.key("alt+Down")


def test_a_whole_assessment_with_keys_alone(
    tmp_path: Path, bus: dict[str, str], python: str
) -> None:
    data = tmp_path / "data"
    command = [python, "-m", "ethics_desktop", "--data-dir", str(data)]
    with Assistant(bus, command, tmp_path / "said") as person:
        person.wait_for("push button", START)
        hands = Hands(person, bus)
        hands.tab_to("text", "Nama panggilan Anda? (boleh dilewati)")
        hands.type("Sari")
        hands.key("Return")
        person.wait_for("label", "Selamat datang, Sari")
        hands.tab_to("push button", START)
        hands.key("Return")
        person.wait_for("label", f"Soal 1 dari {ITEMS}")
        held = hands.focused()
        assert held is not None and held.role == "label", "reading begins at the item"
        for number in range(1, ITEMS + 1):
            person.wait_for("label", f"Soal {number} dari {ITEMS}")
            answer(person, hands)
            person.wait_for("push button", f"Soal {number}, dijawab")
            if number == DOUBTFUL:
                doubt(person, hands, number)
            if number < ITEMS:
                go_on(person, hands, number)
        finish(person, hands)
        assert not person.crashed
    check_data(data)


def doubt(person: Assistant, hands: Hands, number: int) -> None:
    """Mark the item with R; where letters mean something by themselves with Tab and Space."""
    held = hands.focused()
    if held is not None and held.role in ("combo box", "list item", "text"):
        hands.tab_to("check box", "Ragu-ragu")
        hands.key("space")
    else:
        hands.key("r")
    person.wait_for("push button", f"Soal {number}, ragu-ragu")


def go_on(person: Assistant, hands: Hands, number: int) -> None:
    """To the next item, with Enter; back once and here again, with the arrows."""
    hands.key("Return")
    person.wait_for("label", f"Soal {number + 1} dari {ITEMS}")
    if number == 1:
        hands.key("Left")
        person.wait_for("label", f"Soal 1 dari {ITEMS}")
        hands.key("Right")
        person.wait_for("label", f"Soal 2 dari {ITEMS}")


def finish(person: Assistant, hands: Hands) -> None:
    """Ctrl+Enter, to the button that is not the safe one, Enter."""
    hands.key("ctrl+Return")
    person.wait_for("push button", "Ya, selesai")
    person.until(
        lambda: (held := hands.focused()) is not None and held.name == "Kembali mengerjakan",
        "the focus is on the harmless button",
    )
    hands.tab_to("push button", "Ya, selesai", key="shift+Tab")
    hands.key("Return")
    person.wait_for("push button", "Lihat pembahasan")


def check_data(data: Path) -> None:
    """Everything that was keyed in is on the disk."""
    (file,) = data.glob("profiles/*/progress.sqlite3")
    store = SqliteProgressStore.open(file, datetime.now(UTC))
    try:
        assert store.open_attempts() == []
        (row,) = store.history()
        states = store.load_states(row.attempt_id)
        assert sorted(states) == list(range(1, ITEMS + 1))
        assert all(state.answered for state in states.values())
        assert [n for n, state in states.items() if state.flagged] == [DOUBTFUL]
        assert all(item.score.answered for item in store.load_result(row.attempt_id).items)
    finally:
        store.close()
