"""A disk that fills up in the middle: what was there stays, and nothing half-written does.

Every writer of the program is on one list. Each writes once with room; then no file may grow to
the size of the largest of those, or to half of it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ethics_desktop.domain.bank import Bank, BankInfo, Option, SingleItem
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.formats import registry, xlsx_marked, xlsx_template
from ethics_desktop.formats.registry import FORMATS
from ethics_desktop.i18n import Translator
from ethics_desktop.paths import program_root
from ethics_desktop.services.handout_making import HandoutRequest
from ethics_desktop.services.journal import Found
from ethics_desktop.services.journal_export import write_export
from ethics_desktop.services.program import Services
from ethics_desktop.settings import AppSettings, SettingsFile
from ethics_desktop.store import backup as backups
from ethics_desktop.store.progress import SqliteProgressStore
from tests.unit.store import faults, sample
from tests.worlds import make_program

pytestmark = pytest.mark.skipif(not faults.posix, reason="the system has no such limit")


def bank(n: int = 60) -> Bank:
    """Return a bank whose last item is the longest."""
    info = BankInfo(
        format="cermin-asn-bank", format_version="1.0", id="uji", version="1.0.0", title="Uji"
    )
    options = (Option("a", "ya", correct=True), Option("b", "tidak"))
    items = (
        SingleItem(id=f"s-{n:03d}", stem=f"Apa {n}?" + n * "m", options=options) for n in range(n)
    )
    return Bank(info, tuple(items))


def told(n: int = 60) -> list[Finding]:
    return [
        Finding("stem_missing", Severity.ERROR, Location(file="a", sheet="Soal", row=4 + place))
        for place in range(n)
    ]


class World:
    """What the writers need: a program with data, a language, a workbook of the person's own."""

    def __init__(self, folder: Path) -> None:
        self.program = make_program(folder / "data")
        self.services: Services = self.program.open()
        store = SqliteProgressStore.open(self.program.paths.progress, sample.NOW)
        for number in range(20):
            store.create_attempt(sample.attempt(f"upaya-{number}"), sample.timer())
        store.close()
        self.tr = Translator("id", program_root() / "resources" / "locale")
        self.bank_folder = folder / "bank"
        registry.write_any(bank(), (), self.bank_folder, "native")
        self.workbook = folder / "asal.xlsx"
        registry.write_any(bank(), (), self.workbook, "xlsx")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("dunia"))
    yield made
    made.services.close()


Writer = Callable[[World, Path], object]


def _bank_writer(format_id: str) -> Writer:
    suffix = registry.format_of(format_id).suffixes[0]

    def write(_world: World, folder: Path) -> None:
        registry.write_any(bank(), (), folder / f"uji{suffix}", format_id)

    return write


def _handout(zipped: bool) -> Writer:
    def write(world: World, folder: Path) -> None:
        request = HandoutRequest(
            target=folder / ("pegangan.zip" if zipped else "pegangan"),
            name="Pegangan",
            banks=(world.bank_folder,),
            readme="Baca saya",
            zipped=zipped,
        )
        world.services.handout_maker.make(request)

    return write


def _journal(suffix: str) -> Writer:
    def write(_world: World, folder: Path) -> None:
        write_export(folder / f"jurnal{suffix}", "catatan " * 400, Found((), (), 0, 0))

    return write


def _daily(world: World, folder: Path) -> None:
    backups.daily_backup(world.program.paths.progress, sample.NOW, folder)


WRITERS: dict[str, Writer] = {
    **{one.id: _bank_writer(one.id) for one in FORMATS if one.writes},
    "template": lambda _w, folder: xlsx_template.write_template(folder / "contoh.xlsx"),
    "marked copy": lambda w, folder: xlsx_marked.write_copy(
        w.workbook, told(), folder / "ditandai.xlsx", w.tr
    ),
    "problems": lambda w, folder: xlsx_marked.write_csv(told(), folder / "masalah.csv", w.tr),
    "handout": _handout(zipped=False),
    "zipped handout": _handout(zipped=True),
    "my data": lambda w, folder: w.program.my_data().export(folder, w.tr),
    "journal as text": _journal(".txt"),
    "journal as JSON": _journal(".json"),
    "settings": lambda _w, folder: SettingsFile(folder / "settings.json").save(AppSettings()),
    "daily copy": _daily,
}
#: What may stand in the place already, and is replaced as a whole.
REPLACED = {
    "package", "xlsx", "moodle_xml", "gift", "aiken", "template", "marked copy", "problems",
    "journal as text", "journal as JSON", "settings",
}  # fmt: skip


def standing(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its content, folders as ``""``."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


# openpyxl forgets an open file of its own in the folder for temporary files
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", WRITERS)
def test_nothing_half_written_stays_and_what_was_there_does(
    name: str, world: World, tmp_path: Path
) -> None:
    roomy = tmp_path / "lapang"
    roomy.mkdir()
    WRITERS[name](world, roomy)
    sizes = {path.name: path.stat().st_size for path in roomy.rglob("*") if path.is_file()}
    largest = max(sizes.values())
    for limit in {largest * 7 // 8, largest // 2}:  # workbooks hold the time: bytes differ
        full = tmp_path / f"penuh-{limit}"
        full.mkdir()
        if name in REPLACED:
            for file in sizes:
                (full / file).write_bytes(b"lama")
        if name == "native":
            (full / "uji").mkdir()
        before = standing(full)
        with faults.no_more_room(limit), pytest.raises((UserError, StorageError)):
            WRITERS[name](world, full)
        gc.collect()
        assert standing(full) == before
    if name in REPLACED:  # with room again it is all there
        WRITERS[name](world, full)
        assert {path.name for path in full.rglob("*") if path.is_file()} == set(sizes)
