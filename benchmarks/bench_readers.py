"""S8: a bank of 10,000 items from Excel, Moodle XML and GIFT against the bare reader of each.

    python -m benchmarks.bench_readers [--items 10000] [--rounds 5]

The files are written by the exporters: the shipped items over and over under other ids, every text
with the number of its item before it (so that no memory of texts is measured), with references and
tags. Floors: python-calamine over every row; ``iterparse`` over every element; one regular
expression over every question. "Reading alone" is the layer under the items: the workbook checked,
its sheets and headers found, every row with its cells by name and address. Processor time, in turn;
the collector is as it is in the program. Memory is the most that a process of its own takes while
it streams items of ten times as many and keeps none (short ones, as a file has 200 MB at most).
"""

from __future__ import annotations

import argparse
import gc
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.figures import Figure, paired, table  # noqa: E402
from ethics_desktop.domain.bank import Bank, Item, Meta  # noqa: E402
from ethics_desktop.domain.validation import check_bank  # noqa: E402
from ethics_desktop.formats import (  # noqa: E402
    gift,
    moodle_xml,
    native,
    reading,
    registry,
    xlsx_read,
)
from ethics_desktop.formats.xlsx_book import paused_collector, read_book  # noqa: E402
from ethics_desktop.formats.xlsx_layout import (  # noqa: E402
    JODOH_SHEET,
    LETTERS,
    RUJUKAN_SHEET,
    soal_sheet,
)
from ethics_desktop.formats.xlsx_sheet import SheetReader  # noqa: E402

ITEMS = 10_000
#: The sheets with rows, and the columns they cannot do without.
_SHEETS = (
    (soal_sheet(len(LETTERS)), ("kind", "stem")),
    (JODOH_SHEET, ("item", "right")),
    (RUJUKAN_SHEET, ("id", "instrument")),
)
_TEXTS = ("stem", "explanation", "hint", "text", "reason", "reason_true", "reason_false")
_PARTS = ("options", "left", "right", "answers")
_QUESTION = re.compile(r"^::(?:[^:\\]|\\.|:(?!:))*::(?:[^{\\]|\\.)*\{(?:[^}\\]|\\.)*\}", re.M)


def make_bank(count: int, change: Callable[[Item], Item] = lambda item: item) -> Bank:
    """Return a bank with so many items."""
    heads = sorted(ROOT.glob("question_banks/*/bank.json"))
    banks = [native.read_bank(head.parent).bank for head in heads]
    items = [change(item) for bank in banks for item in bank.items]
    many = tuple(numbered(items[number % len(items)], number) for number in range(count))
    return Bank(banks[0].info, many)


def make_files(folder: Path, count: int) -> dict[str, Path]:
    """Write a bank with so many items in every format; return the files by suffix."""
    bank = make_bank(count)
    files = {suffix: folder / f"ukur.{suffix}" for suffix in ("xlsx", "xml", "gift")}
    for path in files.values():
        registry.write_any(bank, (), path)
    return files


def numbered(item: Item, number: int) -> Item:
    """Return an item under its own id, with its number before every text a reader cleans."""

    def told(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(told(one) for one in value)
        if not isinstance(value, msgspec.Struct):
            return value
        texts = {name: getattr(value, name) for name in _TEXTS if getattr(value, name, "")}
        parts = {name: told(getattr(value, name)) for name in _PARTS if hasattr(value, name)}
        new = {name: f"{number}. {text}" for name, text in texts.items()}
        return msgspec.structs.replace(value, **new, **parts)

    return cast(Item, msgspec.structs.replace(told(item), id=f"ukur-{number:06d}"))


def calamine(path: Path) -> None:
    """Iterate every row of every sheet."""
    import python_calamine

    with python_calamine.load_workbook(str(path)) as book:
        for name in book.sheet_names:
            for _row in book.get_sheet_by_name(name).iter_rows():
                pass


def rows(path: Path) -> None:
    """Read a workbook as far as there are no items yet."""
    with paused_collector():
        book = {data.name: data for data in read_book(path)}
        for sheet, needed in _SHEETS:
            for _line in SheetReader(path.name, book[sheet.name], sheet, needed).lines():
                pass


def iterparse(path: Path) -> None:
    """Meet every element once, as flatly as the reader."""
    for _event, element in ElementTree.iterparse(path):
        if element.tag == "question":
            element.clear()


def one_pattern(path: Path) -> None:
    """Find every question with one pattern."""
    for _found in _QUESTION.finditer(path.read_text("utf-8")):
        pass


def worked(call: Callable[[], object]) -> float:
    """Return the milliseconds of processor time a call takes."""
    gc.collect()
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def figures(items: int = ITEMS, rounds: int = 5) -> list[Figure]:
    """Return the figures of S8."""
    frameworks = {
        name: one.codes()
        for name, one in native.read_frameworks(ROOT / "resources/frameworks").items()
    }
    with tempfile.TemporaryDirectory(prefix="cermin-bench-") as made:
        files = make_files(Path(made), items)

        def checked() -> None:
            result = xlsx_read.read(files["xlsx"])
            assert len(result.drafts) == items and not result.skipped
            check_bank(result.bank, frameworks, "2026-11-21")

        n = f"{items:,}"
        banyak = n.replace(",", ".")
        work: list[tuple[str, str, Callable[[], object], Callable[[], object], float]] = [
            (f"S8: Excel, {n} rows to checked items / calamine",
             f"S8: Excel, {banyak} baris menjadi soal terperiksa / calamine",
             checked, lambda: calamine(files["xlsx"]), 3),
            (f"S8: Excel, {n} rows, reading alone / calamine",
             f"S8: Excel, {banyak} baris, membaca saja / calamine",
             lambda: rows(files["xlsx"]), lambda: calamine(files["xlsx"]), 1.3),
            (f"S8: Moodle XML, {n} items / `iterparse`",
             f"S8: Moodle XML, {banyak} soal / `iterparse`",
             lambda: moodle_xml.read(files["xml"]), lambda: iterparse(files["xml"]), 2),
            (f"S8: GIFT, {n} items / one pattern",
             f"S8: GIFT, {banyak} soal / satu pola",
             lambda: gift.read(files["gift"]), lambda: one_pattern(files["gift"]), 3),
        ]  # fmt: skip
        found = []
        for name, name_id, ours, floor, target in work:
            floor()
            times = paired(lambda o=ours: worked(o), lambda f=floor: worked(f), rounds)  # type: ignore[misc]
            found.append(Figure(name, name_id, *times, target=target))
        memory = memory_figure(Path(made), items)
        return [*found, memory] if memory else found


def memory_figure(folder: Path, items: int) -> Figure | None:
    """Measure the memory of streaming ten times as many items (Linux)."""
    if not Path("/proc/self/status").exists():
        return None

    def taken(count: int) -> float:
        path = folder / f"alir-{count}.xml"
        registry.write_any(make_bank(count, short), (), path)
        command = [sys.executable, "-m", "benchmarks.bench_readers", "--stream", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        path.unlink()
        return float(done.stdout)

    few, many = taken(items), taken(10 * items)
    told, disebut = f"{10 * items:,} / {items:,}", f"{10 * items:,} / {items:,}".replace(",", ".")
    return Figure(
        f"S8: Moodle XML, memory while streaming, {told} items",
        f"S8: Moodle XML, memori saat mengalir, {disebut} soal",
        many, few, many / few, target=1.2, unit="MiB",
    )  # fmt: skip


def short(item: Item) -> Item:
    """Return an item with hardly more than its question and options."""
    parts: dict[str, object] = {"meta": Meta(), "stem": item.stem[:100], "explanation": ""}
    options = getattr(item, "options", None)
    if options:
        parts["options"] = tuple(
            msgspec.structs.replace(option, text=option.text[:40], reason="") for option in options
        )
    return cast(Item, msgspec.structs.replace(item, **parts))


def stream(path: Path) -> None:
    """Print the MiB that this process takes at its worst while it streams a file."""
    count = sum(isinstance(found, reading.Draft) for found in moodle_xml.stream(path))
    assert count
    text = Path("/proc/self/status").read_text(encoding="ascii")
    print(
        next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmHWM")) / 1024
    )


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stream", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.stream:
        stream(given.stream)
        return
    print(table(figures(given.items, given.rounds)), end="")


if __name__ == "__main__":
    main()
