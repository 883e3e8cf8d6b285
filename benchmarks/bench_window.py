"""S5: how long the window is silent while a bank of 100,000 items comes in and is searched.

    python -m benchmarks.bench_window [--items 100000] [--rounds 1]

A process with the window (offscreen unless ``QT_QPA_PLATFORM`` says otherwise) goes the way of a
trainer with a package: reading it, the preview, the import, Pustaka with its findings, a search,
the quality check, closing. Meanwhile a timer of 5 ms beats on the window's thread; a silence is the
time between two beats, and of each phase the longest one counts. Of the rounds the best counts: on
a machine with other work, a pause of the scheduler is no fault of the program.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from benchmarks.figures import Figure

ITEMS = 100_000
ROUNDS = 1
BEAT_MS = 5
#: After what is waited for has come: what follows it belongs to its phase.
AFTER_MS = 1500
PATIENCE_S = 900
#: S5 of ``quality.md``: the window answers within so many milliseconds all the while.
TARGET_MS = 100
WORD = "gratifikasi"
BANK = "ukur"
#: Phase and its name in the table, in the order in which they come.
PHASES = (
    ("start", "", ""),
    ("reading", "reading", "membaca"),
    ("preview", "preview", "pratinjau"),
    ("import", "import", "impor"),
    ("library", "Pustaka with its findings", "Pustaka dengan temuannya"),
    ("search", "searching a word", "mencari kata"),
    ("quality", "quality check", "uji mutu"),
    ("closing", "closing", "menutup"),
)


class Pulse:
    """Measures the longest silence of each phase; must be made on the window's thread.

    Args:
        window: the window; the timer becomes its child.
    """

    def __init__(self, window: object) -> None:
        from PySide6.QtCore import QObject, QTimer

        assert isinstance(window, QObject)
        self.phase = PHASES[0][0]
        self.longest: dict[str, float] = {}
        self.begun = {self.phase: time.perf_counter()}
        self._last = time.perf_counter()
        self._waits: tuple[Callable[[], bool], Callable[[], None]] | None = None
        self._timer = QTimer(window)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def beat(self) -> None:
        """Note the time since the last beat; go on when what is waited for has come."""
        now = time.perf_counter()
        silence = (now - self._last) * 1000
        self._last = now
        self.longest[self.phase] = max(self.longest.get(self.phase, 0.0), silence)
        if self._waits is not None and self._waits[0]():
            from PySide6.QtCore import QTimer

            _, then = self._waits
            self._waits = None
            QTimer.singleShot(AFTER_MS, then)

    def next(self, phase: str, act: Callable[[], object]) -> None:
        """Begin a phase with what a person does."""
        self.phase = phase
        self.begun[phase] = time.perf_counter()
        act()

    def wait(self, come: Callable[[], bool], then: Callable[[], None]) -> None:
        """Call ``then`` some time after ``come`` turned true."""
        self._waits = come, then


def child(folder: Path, package: Path) -> None:
    """Go the whole way in this process; print the longest silence of each phase as JSON."""
    from ethics_desktop import app, bootstrap
    from ethics_desktop.paths import find_paths

    ways: list[_Way] = []  # Qt keeps no method's object alive

    def started(desk: object) -> None:
        pulse = Pulse(desk.window)  # type: ignore[attr-defined]
        ways.append(_Way(desk, pulse, package))
        ways[0].begin()

    app.run_window(bootstrap.build(find_paths(folder)), started)
    pulse = ways[0].pulse
    pulse.beat()
    ends = [*list(pulse.begun.values())[1:], time.perf_counter()]
    took = {name: end - begin for (name, begin), end in zip(pulse.begun.items(), ends, strict=True)}
    print(json.dumps({"longest": pulse.longest, "took": took}), flush=True)
    os._exit(0)


class _Way:
    """What the person does, one step after the other."""

    def __init__(self, desk: object, pulse: Pulse, package: Path) -> None:
        self.desk, self.pulse, self.package = desk, pulse, package
        self.window = desk.window  # type: ignore[attr-defined]

    def begin(self) -> None:
        self.pulse.wait(lambda: self.window.current_key == "home", self.read)

    def read(self) -> None:
        self.pulse.next("reading", lambda: self.desk.open_file(self.package))  # type: ignore[attr-defined]

        def there() -> bool:
            return type(self.window.flow).__name__ == "ImportPreviewPage"

        # the moment in which the preview is built belongs to reading: nobody waits for it before
        def shown(_index: int) -> None:
            if there() and self.pulse.phase == "reading":
                self.pulse.next("preview", lambda: None)

        self.window._stack.currentChanged.connect(shown)
        self.pulse.wait(there, self.take)

    def take(self) -> None:
        page = self.window.flow
        self.pulse.next("import", page.go.click)

        def done() -> bool:
            return self.window.flow is None and self.window.current_key == "library"

        self.pulse.wait(done, self.library)

    def library(self) -> None:
        def show() -> None:
            self.window.show_page("home")
            self.window.show_page("library")

        self.pulse.next("library", show)
        self.pulse.wait(lambda: getattr(self.page(), "settled", True), self.search)

    def page(self) -> object:
        return self.window.page("library")

    def search(self) -> None:
        search = self.page().search  # type: ignore[attr-defined]
        self.pulse.next("search", lambda: search.field.setText(WORD))
        self.pulse.wait(lambda: search._table is not None, self.quality)

    def quality(self) -> None:
        from PySide6.QtWidgets import QPushButton

        press = self.page().findChild(QPushButton, f"quality-{BANK}").click  # type: ignore[attr-defined]
        self.pulse.next("quality", press)
        self.pulse.wait(lambda: type(self.window.flow).__name__ == "QualityPage", self.close)

    def close(self) -> None:
        self.pulse.next("closing", self.window.close)


def make_package(folder: Path, items: int) -> Path:
    """Write a package with so many items, as ``bench_library`` makes them."""
    from benchmarks import bench_library
    from ethics_desktop.domain.bank import Bank, BankInfo
    from ethics_desktop.formats import package

    lines, made = folder / "items.jsonl", folder / "besar.cermin"
    bench_library.write_items(lines, items)
    info = BankInfo(
        format="cermin-asn-bank", format_version="1.0", id=BANK, version="1.0.0", title="Ukur"
    )
    with lines.open("rb") as file:
        decoded = bench_library.decode(line.rstrip(b"\n") for line in file)
    package.write(Bank(info, tuple(decoded)), made)
    lines.unlink()
    return made


def run(package: Path) -> dict[str, dict[str, float]]:
    """Go the way once in a process of its own, on a new profile."""
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    with tempfile.TemporaryDirectory(prefix="cermin-bench-") as profile:
        command = [sys.executable, str(Path(__file__)), "--child", profile, str(package)]
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    if done.returncode != 0 or not done.stdout:
        raise SystemExit(f"the window failed:\n{done.stderr}")
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(items: int = ITEMS, rounds: int = ROUNDS) -> list[Figure]:
    """Return the longest silence of each phase."""
    from benchmarks.figures import Figure

    with tempfile.TemporaryDirectory(prefix="cermin-bench-") as made:
        package = make_package(Path(made), items)
        found = [run(package) for _ in range(rounds)]
    for one in found:
        told = (f"{name} {one['longest'].get(name, 0):.0f} ms of {took:.1f} s"
                for name, took in one["took"].items())  # fmt: skip
        print("silence:", ", ".join(told), file=sys.stderr)
    n = f"{items:,}"
    return [
        Figure(
            f"S5: longest silence of the window, {n} items: {english}",
            f"S5: jendela diam paling lama, {n.replace(',', '.')} soal: {indonesian}",
            min(one["longest"][phase] for one in found),
            None,
            None,
            target=TARGET_MS,
        )
        for phase, english, indonesian in PHASES
        if english
    ]


def main() -> None:
    """Run what the arguments ask for."""
    from benchmarks.figures import table

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], given.child[1])
    else:
        print(table(figures(given.items, given.rounds)), end="")


if __name__ == "__main__":
    main()
