"""S3: memory of the window in use, against a bare window, and over eight hours.

    python -m benchmarks.bench_use [--hours 8]

One process drives the real window offscreen with a clock moved by hand. A cycle is two assessments
of 10 items each with result and review, a scenario with its debrief, five items of practice, a
journal entry begun, Kemajuan, Pustaka, Pelatih and Beranda. Six cycles stand for an hour: a person
needs ten minutes and more for one. Memory is the proportional set size (Linux): other programs of
Qt that run meanwhile share its libraries and spoil the first figure. The first cycle is held
against the bare window of ``bench_start``, the largest hour against the first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.bench_start import proportional_kib  # noqa: E402
from benchmarks.bench_start import run as run_start  # noqa: E402
from benchmarks.figures import Figure, table  # noqa: E402
from benchmarks.window import Hand, at_the_window  # noqa: E402

HOURS = 8
CYCLES_AN_HOUR = 6
ASSESSMENTS = 2
PRACTISED = 5
FORM = "asesmen-singkat"
ITEM_S = 25.0
REST_S = 300.0


class Used(NamedTuple):
    """Memory of the process in MiB: after the first cycle, and after every hour."""

    cycle: float
    hours: tuple[float, ...]


def assess(hand: Hand) -> None:
    """Work through an assessment, read result and review."""
    from tests.builders import best_answer, poor_answer

    hand.desk.start_assessment(FORM, True)
    hand.wait(lambda: hasattr(hand.window.flow, "sitting"), "the exam")
    page = hand.window.flow
    for entry in page.sitting.form_items:
        for _ in range(5):  # longer steps count as pauses
            hand.clock.pass_time(ITEM_S / 5)
            page.sitting.tick()
        answer = (poor_answer if entry.position % 4 == 0 else best_answer)(entry.item)
        page.view.answer_changed.emit(answer)
        hand.turn()
        hand.press("Simpan dan lanjutkan")
    hand.press("Ya, selesai")
    hand.press("Lihat pembahasan")
    hand.press("Berikutnya")
    hand.press("Kembali ke hasil")


def play(hand: Hand) -> None:
    """Play a scenario to its end and look at its debrief."""
    hand.press("Skenario")
    hand.press("Mainkan", "Mainkan lagi")
    hand.wait(lambda: hasattr(hand.window.flow, "play"), "the scenario")
    story = hand.window.flow.play
    while not story.ended:
        hand.clock.pass_time(ITEM_S)
        hand.key("1")
    hand.press("Lanjut ke pembahasan")


def practise(hand: Hand) -> None:
    """Practise some items and stop."""
    from tests.builders import poor_answer

    hand.press("Latihan")
    hand.press("Mulai latihan")
    for _ in range(PRACTISED):
        hand.clock.pass_time(ITEM_S)
        page = hand.window.flow
        page.view.answer_changed.emit(poor_answer(page.session.form_item.item))
        hand.press("Periksa jawaban")
        hand.press("Lanjut")
    hand.press("Berhenti dulu")
    hand.press("Ke Beranda")


def cycle(hand: Hand) -> None:
    """Do everything once."""
    for _ in range(ASSESSMENTS):
        assess(hand)
    play(hand)
    practise(hand)
    hand.press("Jurnal")
    hand.press("Tulis catatan")
    hand.press("Kembali")
    for page in ("Kemajuan", "Pustaka", "Pelatih", "Beranda"):
        hand.press(page)
    hand.clock.pass_time(REST_S)


def work(hand: Hand, hours: int) -> None:
    """Go through the cycles; print the memory after the first and after every hour."""
    if hand.button("Lewati"):
        hand.press("Lewati")
    for number in range(hours * CYCLES_AN_HOUR):
        cycle(hand)
        if number == 0 or (number + 1) % CYCLES_AN_HOUR == 0:
            print(proportional_kib() / 1024, flush=True)


def measure(hours: int) -> Used:
    """Run the window in a process of its own on a profile that was opened before."""
    from tests.worlds import make_program

    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory(prefix="cermin-bench-") as made:
        make_program(Path(made)).open().close()  # makes its files, once for good
        command = [sys.executable, str(Path(__file__)), "--hours", str(hours), "--child", made]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the window failed:\n{done.stderr}")
    first, *rest = map(float, done.stdout.split())
    return Used(first, tuple(rest))


def figures(hours: int = HOURS) -> list[Figure]:
    """Return the figures of S3 in use; none where memory cannot be read."""
    return figures_of(measure(hours), bare_memory()) if proportional_kib() else []


def bare_memory() -> float:
    """Return the memory of a bare window in MiB."""
    with tempfile.TemporaryDirectory(prefix="cermin-bench-") as made:
        return run_start("bare", Path(made)).memory / 1024


def figures_of(used: Used, bare: float) -> list[Figure]:
    """Return the figures of what was measured; ``bare`` is the bare window's memory in MiB."""
    first, last = used.hours[0], max(used.hours[1:], default=used.hours[0])
    return [
        Figure(
            "S3: memory after assessments, a scenario and every page / bare window",
            "S3: memori setelah asesmen, skenario, dan semua halaman / jendela kosong",
            *(used.cycle, bare, used.cycle / bare),
            target=2,
            unit="MiB",
        ),
        Figure(
            f"S3: memory at most in {len(used.hours)} hours of use / after the first hour",
            f"S3: memori terbesar dalam {len(used.hours)} jam pemakaian / setelah jam pertama",
            *(last, first, last / first),
            target=1.05,
            unit="MiB",
        ),
    ]


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--hours", type=int, default=HOURS)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        at_the_window(given.child, lambda hand: work(hand, given.hours))
        return
    if not proportional_kib():
        raise SystemExit("memory cannot be read here")
    used = measure(given.hours)
    print(table(figures_of(used, bare_memory())), end="")
    print("MiB after each hour:", *(f"{one:.1f}" for one in used.hours))


if __name__ == "__main__":
    main()
