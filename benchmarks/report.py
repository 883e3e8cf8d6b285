"""All figures of speed in one table, about twelve minutes on a machine with nothing else to do.

    python -m benchmarks.report [--write-readme]

``--write-readme`` also puts the table between the two marks in README.md and README.id.md.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.figures import ENGLISH, INDONESIAN, Figure, Words, table  # noqa: E402

BEGIN, END = "<!-- speed table -->", "<!-- end of speed table -->"
COMMAND = "python3 dev.py bench --write-readme"
_MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
).split()


def _start() -> list[Figure]:
    from benchmarks import bench_start

    return bench_start.figures(pairs=7)


def _answer() -> list[Figure]:
    from benchmarks import bench_answer

    return bench_answer.figures(answers=200)


def _library() -> list[Figure]:
    from benchmarks import bench_library

    return bench_library.figures()


def _readers() -> list[Figure]:
    from benchmarks import bench_readers

    return bench_readers.figures()


def _scenario() -> list[Figure]:
    from benchmarks import bench_scenario

    return bench_scenario.figures()


def _progress() -> list[Figure]:
    from benchmarks import bench_progress

    return bench_progress.figures()


def _window() -> list[Figure]:
    from benchmarks import bench_window

    return bench_window.figures()


def _use() -> list[Figure]:
    from benchmarks import bench_use

    return bench_use.figures()


#: The small ones first: what the large one leaves behind disturbs nobody.
PARTS: tuple[tuple[str, Callable[[], list[Figure]]], ...] = (
    ("start", _start),
    ("answer", _answer),
    ("scenario", _scenario),
    ("use", _use),
    ("readers", _readers),
    ("progress", _progress),
    ("library", _library),
    ("window", _window),
)


def measure() -> list[Figure]:
    """Run every part; return the figures in the order of their names."""
    found: list[Figure] = []
    for name, part in PARTS:
        begin = time.monotonic()
        found += part()
        print(f"{name}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    return sorted(found, key=lambda figure: figure.name.partition(":")[0])


def section(figures: Sequence[Figure], words: Words, day: date, cores: int) -> str:
    """Return the line about the run and the table, as they stand in a README."""
    if words is INDONESIAN:
        line = (
            f"Diukur {day.day} {_MONTHS[day.month - 1]} {day.year}, {cores} inti prosesor:"
            f" `{COMMAND}`. Setiap rasio dari putaran berselang-seling."
        )
    else:
        line = (
            f"Measured {day.isoformat()}, {cores} cores: `{COMMAND}`. Every ratio is from"
            " interleaved runs."
        )
    return f"{line}\n\n{table(figures, words)}"


def replaced(text: str, inside: str) -> str:
    """Return a README with ``inside`` between the marks.

    Raises:
        ValueError: the marks are not there exactly once, in their order.
    """
    pattern = re.compile(f"({re.escape(BEGIN)}\n).*?({re.escape(END)})", re.DOTALL)
    if text.count(BEGIN) != 1 or text.count(END) != 1 or not pattern.search(text):
        raise ValueError(f"{BEGIN} and {END} must stand there once, one after the other")
    return pattern.sub(lambda found: found[1] + inside + found[2], text)


def write_readmes(figures: Sequence[Figure], root: Path, day: date, cores: int) -> None:
    """Put the table into both READMEs; neither is touched when one of them lacks the marks."""
    made = {}
    for name, words in (("README.md", ENGLISH), ("README.id.md", INDONESIAN)):
        text = (root / name).read_text("utf-8")
        made[root / name] = replaced(text, section(figures, words, day, cores))
    for path, text in made.items():
        path.write_text(text, "utf-8", newline="\n")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write-readme", action="store_true")
    given = parser.parse_args()
    figures = measure()
    print(table(figures), end="")
    if given.write_readme:
        write_readmes(figures, ROOT, date.today(), os.cpu_count() or 1)


if __name__ == "__main__":
    main()
