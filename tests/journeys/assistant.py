"""An assistive program for tests: the real window on an accessibility bus of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

CLIENT = Path(__file__).with_name("atspi_client.py")
#: Outside the virtual environment: the bindings belong to the system's Python.
SYSTEM_PYTHON = "/usr/bin/python3"
PATIENCE_S = 60.0
POLL_S = 0.05
_NEEDS_BINDINGS = "import gi; gi.require_version('Atspi', '2.0'); import gi.repository.Atspi"


def obstacle() -> str:
    """Return why there can be no accessibility bus here, "" when there can."""
    if not shutil.which("dbus-daemon"):
        return "dbus-daemon is not installed"
    if not Path(SYSTEM_PYTHON).exists():
        return f"{SYSTEM_PYTHON} is not there"
    run = subprocess.run([SYSTEM_PYTHON, "-c", _NEEDS_BINDINGS], capture_output=True, check=False)
    return "" if run.returncode == 0 else "gi.repository.Atspi is not installed"


class Node(NamedTuple):
    """One thing that shows on the screen, as an assistive program is told of it."""

    role: str
    name: str
    description: str
    label: str  # text of the label of a combo box, which Qt calls by its present choice
    states: tuple[str, ...]


class BusError(Exception):
    """The client could not do it: no such control, or the control refused."""


@contextmanager
def session_bus(display: str) -> Iterator[dict[str, str]]:
    """Run a session bus; gives the environment for programs on it.

    The accessibility bus is started by the first who asks for it.
    """
    # not below pytest's folder: the path of a socket may have 107 bytes
    runtime = tempfile.mkdtemp(prefix="cermin-bus-")
    env = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "XDG_RUNTIME_DIR": runtime,
    }
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
        text=True,
        start_new_session=True,
    )
    assert daemon.stdout
    try:
        env["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().strip()
        yield env
    finally:
        os.killpg(daemon.pid, signal.SIGTERM)  # with what the daemon started
        daemon.wait(timeout=10)
        daemon.stdout.close()
        shutil.rmtree(runtime, ignore_errors=True)


class Assistant:
    """Starts a program and reads and presses its controls. A context manager.

    Args:
        env: what :func:`session_bus` gave.
        command: starts the program.
        errors: file for what the program says.
    """

    def __init__(self, env: dict[str, str], command: Sequence[str], errors: Path) -> None:
        self.errors = errors
        with errors.open("wb") as stream:
            self._program = subprocess.Popen(command, env=env, stdout=stream, stderr=stream)
        self._client = subprocess.Popen(
            [SYSTEM_PYTHON, "-W", "ignore", str(CLIENT)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Assistant:
        self._ask("wait_app", name="Cermin ASN", seconds=PATIENCE_S)
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._client.stdin and self._client.stdout
        self._client.stdin.close()
        for process in (self._program, self._client):
            process.terminate()
            process.wait(timeout=10)
        self._client.stdout.close()

    @property
    def crashed(self) -> str:
        """What the program has said of its own mistakes; empty when there were none."""
        said = self.said()
        dialog = any(node.role == "dialog" for node in self.tree())
        return said if dialog or "Traceback" in said else ""

    @property
    def alive(self) -> bool:
        """True while the program runs."""
        return self._program.poll() is None

    def tree(self) -> list[Node]:
        """Return everything that shows, in reading order."""
        told = self._patiently(lambda: self._ask("tree"))
        return [
            Node(n["role"], n["name"], n["description"], n["label"], tuple(n["states"]))
            for n in told
        ]

    def settled(self) -> list[Node]:
        """Return everything that shows once two looks agree; only the countdown may differ."""
        before: list[Node] = []
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            now = self.tree()
            still = [node for node in now if not node.name.startswith("Sisa ")]
            if still == before:
                return now
            before = still
        raise AssertionError("the screen does not come to rest")

    def shows(self, role: str, name: str) -> bool:
        """Tell whether a control shows."""
        return bool(self._patiently(lambda: self._ask("shows", role=role, name=name)))

    def names(self, role: str) -> list[str]:
        """Return the names of the controls of one role."""
        return [node.name for node in self.tree() if node.role == role]

    def press(self, role: str, name: str, place: int = 0) -> None:
        """Press a control once it is there; ``place`` counts those of the same name."""
        self._do("press", role=role, name=name, place=place)

    def write(self, role: str, name: str, text: str) -> None:
        """Write into a field."""
        self._do("write", role=role, name=name, text=text)

    def pick(self, name: str, entry: str) -> None:
        """Choose an entry of a list that opens, found by its label."""
        self._do("pick", role="combo box", name=name, item=entry)

    def entries(self, name: str) -> list[str]:
        """Return the entries of a list that opens."""
        found = self._patiently(lambda: self._ask("entries", role="combo box", name=name))
        return [str(entry) for entry in found]

    def table(self, name: str) -> list[list[str]]:
        """Return the titles of a table's columns and the texts of its rows."""
        found: list[list[str]] = self._patiently(lambda: self._ask("table", name=name))
        return found

    def wait_for(self, role: str, name: str) -> None:
        """Wait until a control shows."""
        self.until(lambda: self.shows(role, name), f"{role} {name!r}")

    def wait_gone(self, role: str, name: str) -> None:
        """Wait until a control does not show any more."""
        self.until(lambda: not self.shows(role, name), f"no {role} {name!r}")

    def until(self, ready: Callable[[], bool], what: str) -> None:
        """Ask again and again; AssertionError with the screen's texts when it never comes."""
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            if not self.alive:
                raise AssertionError(f"not there: {what}; {self.said()}")
            if time.monotonic() > deadline:
                shown = "\n".join(f"{n.role}: {n.name}" for n in self.tree() if n.name)
                raise AssertionError(f"not there: {what}; there is:\n{shown}\n{self.said()}")
            time.sleep(POLL_S)

    def said(self) -> str:
        """Return what the program has written to its standard outputs, and how it ended."""
        end = "" if self.alive else f"\nthe program ended with {self._program.returncode}"
        return self.errors.read_text(encoding="utf-8", errors="replace") + end

    def _do(self, command: str, **arguments: object) -> None:
        done = self._patiently(lambda: self._ask(command, **arguments))
        assert done, f"{command} {arguments} was refused"

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return ask()
            except BusError as error:
                if time.monotonic() > deadline or not self.alive:
                    raise AssertionError(f"{error}\n{self.said()}") from error
            time.sleep(POLL_S)

    def _ask(self, command: str, **arguments: object) -> Any:
        assert self._client.stdin and self._client.stdout
        self._client.stdin.write(json.dumps({"do": command, **arguments}) + "\n")
        self._client.stdin.flush()
        line = self._client.stdout.readline()
        assert line, "the client on the bus died"
        answer = json.loads(line)
        if "error" in answer:
            raise BusError(answer["error"])
        return answer["ok"]
