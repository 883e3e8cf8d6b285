"""S8: 10,000 rows of an Excel bank to checked items against python-calamine iterating the file.

    python benchmarks/bench_xlsx.py [--rows 10000] [--rounds 7]

The file is written by the exporter: situational items with reasons, references and tags. Floor,
reading alone and reading with every check are interleaved. Printed: the medians of the rounds'
ratios.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from ethics_desktop.domain.bank import Bank  # noqa: E402
from ethics_desktop.domain.validation import check_bank  # noqa: E402
from ethics_desktop.formats import native, xlsx_read, xlsx_write  # noqa: E402


def make_file(folder: Path, rows: int) -> Path:
    """Write a workbook with so many items, the shipped ones over and over under other ids."""
    banks = [native.read_bank(head.parent).bank for head in ROOT.glob("question_banks/*/bank.json")]
    items = [item for bank in banks for item in bank.items]
    many = [
        msgspec.structs.replace(
            items[number % len(items)],
            id=f"ukur-{number:06d}",
            stem=f"{number}. {items[number % len(items)].stem}",
        )
        for number in range(rows)
    ]
    path = folder / "ukur.xlsx"
    xlsx_write.write(Bank(banks[0].info, tuple(many)), path)
    return path


def iterate(path: Path) -> int:
    """The floor: calamine over every row of every sheet."""
    import python_calamine

    cells = 0
    with python_calamine.load_workbook(str(path)) as book:
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).iter_rows():
                cells += len(row)
    return cells


def timed(call: Callable[[], object]) -> float:
    """Return the seconds of processor time a call takes; everything here is one thread."""
    gc.collect()
    start = time.process_time()
    call()
    return time.process_time() - start


def measure(path: Path, rows: int, rounds: int) -> None:
    """Print the ratios."""
    frameworks = {
        name: one.codes()
        for name, one in native.read_frameworks(ROOT / "resources/frameworks").items()
    }

    def checked() -> None:
        result = xlsx_read.read(path)
        assert len(result.drafts) == rows and not result.skipped
        check_bank(result.bank, frameworks, "2026-11-21")

    floors, reads, checks = [], [], []
    iterate(path)
    for _ in range(rounds):
        floors.append(timed(lambda: iterate(path)))
        reads.append(timed(lambda: xlsx_read.read(path)))
        checks.append(timed(checked))
    print(f"{rows} rows, {path.stat().st_size >> 10} KiB, {rounds} rounds")
    print(f"calamine iterating          {statistics.median(floors) * 1000:8.0f} ms  1.00")
    for name, times in (("read to items", reads), ("read to checked items", checks)):
        ratio = statistics.median(one / floor for one, floor in zip(times, floors, strict=True))
        print(f"{name:27} {statistics.median(times) * 1000:8.0f} ms  {ratio:.2f}")


def main() -> None:
    """Parse the command line and measure in a throw-away folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(make_file(Path(folder), options.rows), options.rows, options.rounds)


if __name__ == "__main__":
    main()
