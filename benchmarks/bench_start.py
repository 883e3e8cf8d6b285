"""S1 to S3: the painted home page against a bare window, in time, imports and memory.

    python -m benchmarks.bench_start [--pairs 9] [--attempts 200] [--plain]

Each pair starts a process with a bare ``QMainWindow`` and one with the program on a profile with
200 finished attempts, in turn the one and the other first. A process times itself from its first
line to the moment after the content was painted, and reads its own proportional memory there.
Offscreen unless ``QT_QPA_PLATFORM`` says otherwise. ``--plain`` also times a page without a line of
the program but with what it is built on: how near to the floor any such page can come.
"""

from __future__ import annotations

import time

_BEGIN = time.perf_counter()  # before anything else of a child

import argparse  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING, NamedTuple  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from benchmarks.figures import Figure

HEAVY = ("sqlite_utils", "openpyxl", "fsrs", "segno", "cryptography", "nacl", "asyncio")
PATIENCE_S = 120


def bare() -> None:
    """Paint a bare window, tell, end."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:  # noqa: N802
            QTimer.singleShot(0, lambda: tell(lambda: None))

    application = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1180, 740)
    window.show()
    application.exec()


def plain(folder: Path) -> None:
    """Paint a page of a rail and twelve cards with a style sheet and our libraries, tell, end."""
    import sqlite3

    import msgspec
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import (
        QApplication,
        QFrame,
        QGridLayout,
        QHBoxLayout,
        QLabel,
        QMainWindow,
        QPushButton,
        QScrollArea,
        QVBoxLayout,
        QWidget,
    )

    class Told(msgspec.Struct):
        title: str

    class Card(QFrame):
        def __init__(self, told: Told) -> None:
            super().__init__()
            self.setProperty("card", True)
            text = QLabel("A sentence that is long enough to need more than a single line here")
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignLeft)
            inner = QVBoxLayout(self)
            for part in (QLabel(told.title), text, QPushButton("Begin")):
                inner.addWidget(part)

        def paintEvent(self, event: object) -> None:  # noqa: N802
            super().paintEvent(event)  # type: ignore[arg-type]
            painter = QPainter(self)
            painter.setPen(QColor("#1a56a0"))
            painter.drawRect(4, 4, 60, 6)
            painter.end()

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:  # noqa: N802
            QTimer.singleShot(0, lambda: tell(lambda: None))

    with sqlite3.connect(next(folder.glob("*.sqlite3"))) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    application = QApplication([*sys.argv[:1], "-style", "fusion"])
    application.setStyleSheet(
        'QFrame[card="true"] { border: 1px solid #ccc; border-radius: 8px; }'
        " QPushButton { padding: 6px 14px; border-radius: 8px; }"
    )
    window, whole, page = Window(), QWidget(), QWidget()
    row, rail, grid = QHBoxLayout(whole), QVBoxLayout(), QGridLayout(page)
    for number in range(8):
        rail.addWidget(QPushButton(f"Page {number}"))
    for number in range(12):
        grid.addWidget(Card(Told(f"Card {number} of {tables}")), number // 3, number % 3)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(page)
    row.addLayout(rail)
    row.addWidget(area)
    window.setCentralWidget(whole)
    window.resize(1180, 740)
    window.show()
    application.exec()


def home(folder: Path) -> None:
    """Paint the home page of a profile, tell, end."""
    from ethics_desktop import app, bootstrap
    from ethics_desktop.paths import find_paths

    def started(desk: object) -> None:
        from PySide6.QtCore import QEvent, QObject, QTimer

        window = desk.window  # type: ignore[attr-defined]

        class Watch(QObject):
            """Waits for the content of the page to be painted."""

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() == QEvent.Type.Paint and watched.isVisible():  # type: ignore[attr-defined]
                    watched.removeEventFilter(self)
                    QTimer.singleShot(0, lambda: tell(use_sqlite_utils))
                return False

        watch = Watch(window)

        def shown(key: str) -> None:
            assert key == "home"
            button = next(b for b in window.page(key).findChildren(QObject, "start"))
            button.installEventFilter(watch)

        window.page_shown.connect(shown)

    app.run_window(bootstrap.build(find_paths(folder)), started)


def use_sqlite_utils() -> None:
    """Do what its first use costs; opened as ``store.migrations`` does, without plugins."""
    import sqlite3

    import sqlite_utils

    connection = sqlite3.connect(":memory:")
    database = sqlite_utils.Database(connection, recursive_triggers=False, execute_plugins=False)
    database["t"].insert({"a": 1})


def tell(after: Callable[[], None]) -> None:
    """Print seconds, memory, heavy modules and the seconds once ``after`` was done; end."""
    seconds = time.perf_counter() - _BEGIN
    worked = time.process_time()
    heavy = [name for name in HEAVY if name in sys.modules]
    memory = proportional_kib()
    after()
    usable = time.perf_counter() - _BEGIN
    print(seconds, memory, usable, worked, ",".join(heavy) or "-", flush=True)
    os._exit(0)


def proportional_kib() -> int:
    """Return the proportional set size of this process (Linux), else 0."""
    try:
        text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def fill(folder: Path, attempts: int) -> None:
    """Make a profile with so many finished attempts, one every 20 hours until now.

    They are answered at a reader's pace: hurried ones do not count, and the page would be empty.
    """
    from datetime import UTC, datetime, timedelta

    from ethics_desktop.settings import ProfileSettings
    from tests.builders import best_answer, poor_answer
    from tests.worlds import HandClock, make_program

    clock = HandClock(datetime.now(UTC) - timedelta(hours=20) * attempts)
    program = make_program(folder, clock)
    program.profile_settings.save(ProfileSettings(nickname="Sari", welcomed=True))
    services = program.open()
    for number in range(attempts):
        clock.jump(wall_s=20 * 3600 - 600, mono_s=600)
        sitting = services.assessment.start("asesmen-singkat")
        for entry in sitting.form_items:
            sitting.open(entry.position)
            for _ in range(6):  # longer steps count as pauses
                clock.pass_time(5)
                sitting.tick()
            good = (number + entry.position) % 3
            sitting.answer(entry.position, (best_answer if good else poor_answer)(entry.item))
        sitting.submit()
    services.close()


class Told(NamedTuple):
    """What one process told of itself; see :func:`tell`."""

    seconds: float
    memory: float  # KiB
    usable: float  # seconds
    worked: float  # seconds of the processor, the interpreter's own start included
    heavy: str


def run(kind: str, folder: Path) -> Told:
    """Start one process and return what it told."""
    import subprocess

    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    command = [sys.executable, str(Path(__file__)), "--child", kind, "--folder", str(folder)]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    if done.returncode != 0 or not done.stdout:
        raise SystemExit(f"the {kind} process failed:\n{done.stderr}")
    *figures, heavy = done.stdout.split()
    return Told(*map(float, figures), heavy)


def measure(
    folder: Path, pairs: int, kinds: tuple[str, ...] = ("bare", "home")
) -> dict[str, list[Told]]:
    """Run the pairs; return what the processes told, by kind."""
    for kind in kinds:  # warm the disk's cache and the compiled files
        run(kind, folder)
    found: dict[str, list[Told]] = {kind: [] for kind in kinds}
    for number in range(pairs):
        for kind in kinds if number % 2 else reversed(kinds):
            found[kind].append(run(kind, folder))
    return found


def figures_of(found: dict[str, list[Told]]) -> list[Figure]:
    """Return the figures of S1 to S3."""
    from benchmarks.figures import Figure, medians

    def both(ours: str, floor: str, scale: float) -> tuple[float | None, ...]:
        rows = zip(found["home"], found["bare"], strict=True)
        pairs = [(getattr(one, ours) * scale, getattr(other, floor) * scale) for one, other in rows]
        return medians(pairs) if all(other for _, other in pairs) else (None, None, None)

    heavy = {name for one in found["home"] for name in one.heavy.split(",")} - {"-"}
    return [
        Figure(
            "S1: home page painted / bare window",
            "S1: beranda tampil / jendela kosong",
            *both("seconds", "seconds", 1000),
            target=1.5,
        ),
        Figure(
            "S2: `sqlite_utils` usable / bare window",
            "S2: `sqlite_utils` siap dipakai / jendela kosong",
            *both("usable", "seconds", 1000),
            target=2.3,
        ),
        Figure(
            "S2: heavy modules imported by then",
            "S2: modul berat yang sudah dimuat saat itu",
            len(heavy), None, None, target=0, unit="modules",
        ),
        Figure(
            "S3: memory at the home page / bare window",
            "S3: memori di beranda / jendela kosong",
            *both("memory", "memory", 1 / 1024),
            target=1.3,
            unit="MiB",
        ),
    ]  # fmt: skip


def figures(pairs: int = 9, attempts: int = 200) -> list[Figure]:
    """Measure S1 to S3 on a new profile."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="cermin-bench-") as made:
        fill(Path(made), attempts)
        return figures_of(measure(Path(made), pairs))


def show(found: dict[str, list[Told]]) -> None:
    """Print the table, and what a busy machine disturbs less."""
    import statistics

    from benchmarks.figures import table

    print(table(figures_of(found)), end="")
    rows = list(zip(found["home"], found["bare"], strict=True))
    each = " ".join(f"{one:.2f}" for one in sorted(a.seconds / b.seconds for a, b in rows))
    work = statistics.median(a.worked / b.worked for a, b in rows)
    print(f"S1 of each pair: {each} (stretch 1.4)")
    print(f"processor time, which a busy machine disturbs less: {work:.2f} (no target)")
    heavy = {one.heavy for one in found["home"]} - {"-"}
    print(f"heavy modules when painted: {', '.join(sorted(heavy)) or 'none'}")
    if "plain" in found:
        both = list(zip(found["plain"], found["bare"], strict=True))
        ratios = [
            statistics.median(getattr(a, name) / getattr(b, name) for a, b in both)
            for name in ("seconds", "worked", "memory")
        ]
        print("a plain page with the same libraries / bare window: {:.2f} (processor time {:.2f},"
              " memory {:.2f})".format(*ratios))  # fmt: skip


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--attempts", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="a profile made before; default: a new one")
    parser.add_argument("--plain", action="store_true", help="time a plain page, too")
    parser.add_argument("--child", choices=("bare", "plain", "home"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    kinds = ("bare", "plain", "home") if given.plain else ("bare", "home")
    if given.child == "bare":
        bare()
    elif given.child == "plain":
        plain(given.folder)
    elif given.child == "home":
        home(given.folder)
    elif given.folder:
        show(measure(given.folder, given.pairs, kinds))
    else:
        import tempfile

        with tempfile.TemporaryDirectory(prefix="cermin-bench-") as made:
            fill(Path(made), given.attempts)
            show(measure(Path(made), given.pairs, kinds))


if __name__ == "__main__":
    main()
