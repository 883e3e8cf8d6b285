"""S4: the service call of one answer against writing 4 KiB and syncing them in the same folder.

    python benchmarks/bench_answer.py [--answers 400] [--rounds 7] [--folder FOLDER]

Answers, floor and a bare ``sqlite3`` insert with the same settings are interleaved one by one.
Printed: the table of the median of the rounds' ratios and the ratio of the 99th percentiles over
everything, the syncs per answer that strace counts, and the time from a click on an option of the
real exam page (offscreen) until "Tersimpan" is painted.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.figures import Figure, table  # noqa: E402
from benchmarks.window import Hand, at_the_window  # noqa: E402
from ethics_desktop.domain.result_building import build_result  # noqa: E402
from ethics_desktop.services.sitting import Sitting  # noqa: E402
from ethics_desktop.store.progress import SqliteProgressStore  # noqa: E402
from ethics_desktop.system import SystemClock  # noqa: E402
from tests.unit.store import sample  # noqa: E402

BLOCK = 4096
#: A person answers fewer than this many items between two heartbeats (5 s).
HEARTBEAT_EVERY = 5
#: A long form, and options clicked on each of its items.
CLICK_FORM, CLICKS = "simulasi-etika", 2
_sync = getattr(os, "fdatasync", os.fsync)


def answering(store: SqliteProgressStore) -> Callable[[int], None]:
    """Start a sitting of 45 items; the returned function answers item number ``turn``."""
    one = sample.attempt("ukur", range(45), limit_s=2700.0)
    timer = sample.timer(2700.0)
    store.create_attempt(one, timer)
    sitting = Sitting(store, SystemClock(), build_result, one, {}, timer, interrupted=False)

    def answer(turn: int) -> None:
        number = turn % 45
        sitting.answer(number + 1, sample.answer(number, turn))

    return answer


def bare_insert(folder: Path) -> Callable[[int], None]:
    """Return the least that SQLite can do for a durable row."""
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=100"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, text TEXT)")

    def insert(turn: int) -> None:
        connection.execute("INSERT INTO row VALUES (?, ?)", (turn, "x" * 200))

    return insert


def timed(call: Callable[[int], None], turn: int) -> float:
    """Return the seconds a call takes."""
    start = time.perf_counter()
    call(turn)
    return time.perf_counter() - start


class Measured(NamedTuple):
    """What :func:`measure` found: ratios of the rounds, seconds of every call."""

    ratios: list[float]
    least: list[float]  # bare sqlite3 insert / floor
    ours: list[float]
    floors: list[float]


def measure(folder: Path, answers: int, rounds: int) -> Measured:
    """Answer and write in turn."""
    store = SqliteProgressStore.open(folder / "progress.sqlite3", sample.NOW)
    answer = answering(store)
    block = os.urandom(BLOCK)
    insert = bare_insert(folder)
    ratios, least, ours, floors = [], [], [], []
    turns = itertools.count()
    with open(folder / "floor", "wb", buffering=0) as file:

        def floor(_turn: int) -> None:
            file.write(block)
            _sync(file.fileno())

        for turn in itertools.islice(turns, 20):  # warm all
            for call in (floor, answer, insert):
                call(turn)
        for _ in range(rounds):
            mine, bare, raw = [], [], []
            for turn in itertools.islice(turns, answers):
                bare.append(timed(floor, turn))
                raw.append(timed(insert, turn))
                bare.append(timed(floor, turn))
                mine.append(timed(answer, turn))
                if turn % HEARTBEAT_EVERY == 0:  # a quiet moment, not part of an answer
                    store.save_timer("ukur", sample.timer(1.0), {1: turn})
            ratios.append(statistics.median(mine) / statistics.median(bare))
            least.append(statistics.median(raw) / statistics.median(bare))
            ours += mine
            floors += bare
    store.close()
    return Measured(ratios, least, ours, floors)


def figures_of(found: Measured) -> list[Figure]:
    """Return the figures of time."""
    ours, floors = ([1000 * one for one in times] for times in (found.ours, found.floors))
    return [
        Figure(
            "S4: one answer stored / write 4 KiB and sync",
            "S4: menyimpan satu jawaban / menulis 4 KiB dan sync",
            statistics.median(ours),
            statistics.median(floors),
            statistics.median(found.ratios),
            target=1.25,
        ),
        Figure(
            "S4: the slowest of 100 answers (p99) / the same",
            "S4: jawaban paling lambat dari 100 (p99) / yang sama",
            p99(ours),
            p99(floors),
            p99(ours) / p99(floors),
            target=3,
        ),
    ]


def syncs_figure(syncs: float | None) -> Figure:
    """Return the figure of what strace counted."""
    return Figure(
        "S4: syncs for one answer (strace)",
        "S4: jumlah sync untuk satu jawaban (strace)",
        *(syncs, None, None),
        target=1,
        unit="×",
    )


def figures(answers: int = 400, rounds: int = 7, folder: Path | None = None) -> list[Figure]:
    """Measure S4 in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="cermin-bench-", dir=folder) as made:
        found = measure(Path(made), answers, rounds)
        syncs = syncs_figure(count_syncs(Path(made), 50))
        return [*figures_of(found), syncs, *click_figures(Path(made))]


def click_answers(hand: Hand) -> None:
    """Click on options of a long form; print the milliseconds until each was told as stored."""
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QRadioButton

    hand.desk.start_assessment(CLICK_FORM, False)
    hand.wait(lambda: hasattr(hand.window.flow, "sitting"), "the exam")
    page = hand.window.flow
    painted: list[float] = []

    class Watch(QObject):
        """Notes the moment after the word was painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, lambda: painted.append(time.perf_counter()))
            return False

    watch = Watch(page)
    page.saved.installEventFilter(watch)
    for number in range(1, len(page.sitting.form_items) + 1):
        page.go_to(number)
        hand.settle()  # the options of the item before are gone
        for option in page.view.findChildren(QRadioButton)[:CLICKS]:
            hand.clock.pass_time(60.0)  # another minute: other words to paint
            hand.settle()
            painted.clear()
            begin = time.perf_counter()
            QTest.mouseClick(option, Qt.MouseButton.LeftButton)
            hand.wait(lambda: painted, "the word to be painted")
            print((painted[0] - begin) * 1000, flush=True)


def click_figures(folder: Path) -> list[Figure]:
    """Return the figures of a click on an option until "Tersimpan" is painted."""
    place = folder / "click"
    place.mkdir()
    command = [sys.executable, __file__, "--child-click", "--folder", str(place)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the window failed:\n{done.stderr}")
    times = [float(line) for line in done.stdout.split()]
    return [
        Figure(
            "S4: click on an option until “Tersimpan” is painted",
            "S4: klik pada pilihan sampai “Tersimpan” tampil",
            *(statistics.median(times), None, None),
            target=50,
        ),
        Figure(
            f"S4: the slowest of {len(times)} clicks",
            f"S4: yang paling lambat dari {len(times)} klik",
            *(max(times), None, None),
            target=50,
        ),
    ]


def p99(values: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(values, n=100)[98]


def shown(values: list[float]) -> str:
    """Return figures with two digits in a row."""
    return " ".join(f"{value:.2f}" for value in sorted(values))


def count_syncs(folder: Path, answers: int) -> float | None:
    """Return syncs per answer as strace counts them; None where it may not trace."""
    if not shutil.which("strace"):
        return None
    counts = []
    for number in (0, answers):
        log = folder / f"strace-{number}"
        place = folder / f"traced-{number}"
        place.mkdir()
        command = ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(log)]
        command += [sys.executable, __file__, "--child", str(number), "--folder", str(place)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode != 0 or not log.exists():
            print(run.stderr, file=sys.stderr)
            return None
        lines = log.read_text().splitlines()
        counts.append(sum("fsync(" in line or "fdatasync(" in line for line in lines))
    return (counts[1] - counts[0]) / answers


def child(folder: Path, answers: int) -> None:
    """Give so many answers and end at once, without the syncs of closing."""
    store = SqliteProgressStore.open(folder / "progress.sqlite3", sample.NOW)
    answer = answering(store)
    for turn in range(answers):
        answer(turn)
    os._exit(0)


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--answers", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only-syncs", action="store_true")
    parser.add_argument("--only-click", action="store_true")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--child-click", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child_click:
        at_the_window(given.folder, click_answers)
        return
    if given.child is not None:
        child(given.folder, given.child)
    with tempfile.TemporaryDirectory(dir=given.folder) as made:
        folder = Path(made)
        if given.only_click:
            print(table(click_figures(folder)), end="")
            return
        if not given.only_syncs:
            print(table(click_figures(folder)), end="")
            found = measure(folder, given.answers, given.rounds)
            print(table(figures_of(found)), end="")
            print(f"S4 of each round: {shown(found.ratios)}")
            least = statistics.median(found.least)
            print(f"bare sqlite3 insert / floor: {least:.2f} (no target)")
        syncs = count_syncs(folder, given.answers)
        if syncs is None:
            print("syncs per answer: cannot trace here")
        else:
            print(f"syncs per answer: {syncs:.2f} (target 1.00)")


if __name__ == "__main__":
    main()
