"""S5 and S6: a bank of 100,000 items into the library, and a form of 45 items out of it.

    python -m benchmarks.bench_library [--items 100000] [--rounds 7] [--folder FOLDER]

The items are the shipped ones over and over under other ids. Decoding is held against
``json.loads`` of the same bytes; checking, storing and indexing against one transaction of
``executemany`` with the same rows into a table without indexes, equally durable; drawing against
reading the drawn rows by their keys. Memory is what a process of its own takes at its worst above
what it had before: decoding alone, and decoding, checking and storing.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import itertools
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.figures import Figure, clocked, paired, table  # noqa: E402
from ethics_desktop.domain.bank import Bank, BankInfo, Item, canonical  # noqa: E402
from ethics_desktop.domain.findings import Location  # noqa: E402
from ethics_desktop.domain.validation import check_bank  # noqa: E402
from ethics_desktop.formats import native  # noqa: E402
from ethics_desktop.services.forms import FormService  # noqa: E402
from ethics_desktop.services.library import CheckedBank, usable  # noqa: E402
from ethics_desktop.store.library import SqliteLibraryStore  # noqa: E402
from ethics_desktop.system import SystemClock  # noqa: E402

ITEMS = 100_000
ROUNDS = 7  # a disk is slow now and then: the ratios of two or three pairs differ by a fifth
FORM = "simulasi-etika"
DRAWS = 7
REASON = 40  # characters kept of a reason
_BY_KEY = "SELECT item FROM item WHERE bank_id = ? AND id = ?"
_COLUMNS = "n, bank_id, id, item"


def write_items(path: Path, count: int) -> None:
    """Write so many items, one a line."""
    heads = sorted(ROOT.glob("question_banks/*/bank.json"))
    shipped = [lean(i) for head in heads for i in native.read_bank(head.parent).bank.items]
    with path.open("wb") as file:
        for number in range(count):
            item = shipped[number % len(shipped)]
            told = f"{number}. {item.stem}"
            file.write(canonical(msgspec.structs.replace(item, id=name_of(number), stem=told)))
            file.write(b"\n")


def lean(item: Item) -> Item:
    """Return an item without the records of its making and with short reasons.

    Shipped items take 2.4 kB; so they come near the 1.44 kB that ``quality.md`` measures with, and
    100,000 of them stay under the 200 MB that a package may hold.
    """
    meta = msgspec.structs.replace(item.meta, review=(), sources=())
    parts: dict[str, object] = {"meta": meta, "explanation": item.explanation[:REASON]}
    options = getattr(item, "options", None)
    if options:
        parts["options"] = tuple(
            msgspec.structs.replace(option, reason=option.reason[:REASON]) for option in options
        )
    return msgspec.structs.replace(item, **parts)


def name_of(number: int) -> str:
    """Return the id of an item."""
    return f"ukur-{number:06d}"


def decode(lines: Iterator[bytes] | list[bytes]) -> list[Item]:
    """Type items as ``formats.package`` does: so many lie in one file, an item a line."""
    items, place = [], Location(file="items.jsonl")
    for number, raw in enumerate(lines, 1):
        item, _ = native.typed_item(raw, place, number)
        assert item is not None
        items.append(item)
    return items


@contextlib.contextmanager
def no_collector() -> Iterator[None]:
    """Pause the collector of cycles."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def take_in(items: list[Item], library: Path) -> None:
    """Check, store and index a bank as ``LibraryService.refresh`` does."""
    frameworks = native.read_frameworks(ROOT / "resources" / "frameworks")
    codes = {key: framework.codes() for key, framework in frameworks.items()}
    info = BankInfo(
        format="cermin-asn-bank", format_version="1.0", id="ukur", version="1.0.0", title="Ukur"
    )
    bank = Bank(info, tuple(items))
    checked = CheckedBank(bank, check_bank(bank, codes, SystemClock().now().date().isoformat()))
    store = SqliteLibraryStore.open(library)
    store.sync([usable(checked)])
    store.close()


def insert_raw(rows: list[tuple[object, ...]], library: Path) -> None:
    """Store rows in one durable transaction: the floor."""
    connection = sqlite3.connect(library, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=10000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"CREATE TABLE item ({_COLUMNS.replace('n,', 'n INTEGER PRIMARY KEY,', 1)})")
    connection.execute("BEGIN IMMEDIATE")
    marks = ",".join("?" * (_COLUMNS.count(",") + 1))
    connection.executemany(f"INSERT INTO item VALUES ({marks})", rows)
    connection.execute("COMMIT")
    connection.close()


def fresh(library: Path) -> Path:
    """Return the path of a library after removing what is there."""
    for end in ("", "-wal", "-shm"):
        Path(f"{library}{end}").unlink(missing_ok=True)
    return library


def decode_figure(lines: list[bytes], rounds: int) -> Figure:
    """Measure decoding; the collector is paused for both sides."""

    def ours() -> float:
        with no_collector():
            return clocked(lambda: decode(lines))

    def floor() -> float:
        with no_collector():
            return clocked(lambda: [json.loads(line) for line in lines])

    n = f"{len(lines):,}"
    return Figure(
        f"S5: decode {n} items / `json.loads`",
        f"S5: membaca {n.replace(',', '.')} soal / `json.loads`",
        *paired(ours, floor, rounds),
        target=0.7,
    )


def store_figure(lines: list[bytes], folder: Path, rounds: int) -> Figure:
    """Measure checking, storing and indexing; leaves ``library.sqlite3`` in the folder."""
    library = folder / "library.sqlite3"
    items = decode(lines)
    take_in(items, fresh(library))
    with contextlib.closing(sqlite3.connect(library)) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM item").fetchall()
    gc.freeze()  # what the benchmark holds does not slow the collector down

    def ours() -> float:
        fresh(library)  # taking an old file of 200 MB away is no part of either
        return clocked(lambda: take_in(items, library))

    def floor() -> float:
        raw = fresh(folder / "raw.sqlite3")
        return clocked(lambda: insert_raw(rows, raw))

    found = paired(ours, floor, rounds)
    fresh(folder / "raw.sqlite3")
    gc.unfreeze()
    return Figure(
        "S5: check, store and index them / raw `executemany`",
        "S5: memeriksa, menyimpan, dan mengindeksnya / `executemany` polos",
        *found,
        target=2.2,
    )


def memory_figure(file: Path, rounds: int) -> Figure | None:
    """Measure the memory of both ways, each in a process of its own (Linux)."""
    if not Path("/proc/self/status").exists():
        return None

    def taken(kind: str) -> float:
        command = [sys.executable, str(Path(__file__)), "--child", kind, "--folder", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return float(done.stdout)

    return Figure(
        "S5: memory of decoding, checking and storing / decoding",
        "S5: memori membaca, memeriksa, dan menyimpan / membaca saja",
        *paired(lambda: taken("open"), lambda: taken("decode"), rounds),
        target=2.5,
        unit="MiB",
    )


def child(kind: str, file: Path) -> None:
    """Print the MiB that one way takes at its worst."""
    before = _status("VmRSS")
    with file.open("rb") as lines:
        items = decode(line.rstrip(b"\n") for line in lines)
    if kind == "open":
        take_in(items, fresh(file.with_name("child.sqlite3")))
    print((_status("VmHWM") - before) / 1024)


def _status(key: str) -> int:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(key))


def draw_figures(folder: Path, draws: int) -> list[Figure]:
    """Measure drawing from ``library.sqlite3`` in the folder, with a new seed each time."""
    library = folder / "library.sqlite3"
    store = SqliteLibraryStore.open(library)
    blueprints = native.read_blueprints(ROOT / "resources" / "blueprints")
    service = FormService(store, blueprints)
    blueprint, now, seeds = blueprints[FORM], SystemClock().now(), itertools.count(1)

    def draw() -> list[str]:
        form = service.draw(blueprint, {}, f"{now:%Y%m%d}-{next(seeds):08x}", now)
        return [entry.item.id for entry in form.items]

    names = draw()
    assert len(names) == blueprint.items
    bare = sqlite3.connect(library)

    def read() -> None:
        for name in names:
            assert bare.execute(_BY_KEY, ("ukur", name)).fetchone()

    def floor() -> float:
        names[:] = draw()
        return clocked(read)

    read()
    total = sum(bank.items for bank in store.bank_list())
    found = paired(lambda: clocked(draw), floor, draws)
    bare.close()
    store.close()
    n = f"{total:,}"
    many, banyak = f"{len(names)} of {n} items", f"{len(names)} dari {n.replace(',', '.')} soal"
    return [
        Figure(
            f"S6: draw a form, {many} / read those rows by key",
            f"S6: menyusun asesmen, {banyak} / membaca baris itu lewat kunci",
            *found,
            target=20,
        ),
        Figure(
            "S6: the same draw in milliseconds",
            "S6: penyusunan yang sama dalam milidetik",
            found[0],
            None,
            None,
            target=50,
        ),
    ]


def figures(items: int = ITEMS, rounds: int = ROUNDS, folder: Path | None = None) -> list[Figure]:
    """Return the figures of S5 and S6; everything is made in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="cermin-bench-", dir=folder) as made:
        place = Path(made)
        file = place / "items.jsonl"
        write_items(file, items)
        lines = file.read_bytes().splitlines()
        found = [decode_figure(lines, rounds), store_figure(lines, place, rounds)]
        del lines
        memory = memory_figure(file, 1)  # it hardly changes from run to run
        return found + ([memory] if memory else []) + draw_figures(place, DRAWS)


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    parser.add_argument("--child", choices=("decode", "open"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.folder)
    else:
        print(table(figures(given.items, given.rounds, given.folder)), end="")


if __name__ == "__main__":
    main()
