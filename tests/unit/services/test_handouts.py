"""Workshop handouts: made whole, verified whole, taken in whole, and once."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ethics_desktop.domain.bank import Bank
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.formats import handout as form
from ethics_desktop.formats import package, registry
from ethics_desktop.services.handout_making import (
    PORTABLE_NAME,
    HandoutMaker,
    HandoutRequest,
    WishedSettings,
)
from ethics_desktop.services.handouts import handout_folder
from ethics_desktop.services.program import Services
from ethics_desktop.settings import AppSettings
from tests.unit.domain.scenario_cases import sound
from tests.unit.store import sample
from tests.watches import Looking
from tests.worlds import HandClock, make_program

replace = msgspec.structs.replace


def bank(bank_id: str = "latihan-a", version: str = "1.0.0", items: int = 14) -> Bank:
    made = sample.bank()
    renamed = tuple(
        replace(item, id=f"{bank_id}-{number}") for number, item in enumerate(made.items[:items])
    )
    return Bank(replace(made.info, id=bank_id, version=version, title=f"Bank {bank_id}"), renamed)


class Computer:
    """A program on a data folder of its own, with folders beside it."""

    def __init__(self, data: Path, *beside: Path) -> None:
        self.program = make_program(data)
        self.program.handout_folders = lambda: [path for path in beside if path.is_dir()]
        self.services: Services = self.program.open()

    def titles(self) -> list[str]:
        return [b.title for b in self.services.library.banks() if b.source != "shipped"]

    def take_all(self) -> list[Any]:
        service = self.services.handouts
        return [service.apply(service.read(folder)) for folder in service.pending()]


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Callable[..., Computer]]:
    made: list[Computer] = []

    def make(name: str, *beside: Path) -> Computer:
        for one in made:
            one.services.close()
        made.append(Computer(tmp_path / name, *beside))
        return made[-1]

    yield make
    for one in made:
        one.services.close()


@pytest.fixture
def handout(tmp_path: Path, computer: Callable[..., Computer]) -> Path:
    """Two banks, one with a scenario, and wishes."""
    trainer = computer("pelatih")
    files = [tmp_path / "a.cermin", tmp_path / "b.cermin"]
    package.write(bank("latihan-a"), files[0], [sound()])
    package.write(bank("latihan-b", items=3), files[1])
    target = tmp_path / "Lokakarya Ünï (2)"
    wishes = WishedSettings(language="en", text_percent=150)
    trainer.services.handout_maker.make(
        request(target, *files, settings=wishes, name="Lokakarya Bandung")
    )
    return target


def request(target: Path, *banks: Path | str, **more: Any) -> HandoutRequest:
    given = {"name": "Uji", "readme": "Baca.\n", **more}
    return HandoutRequest(target=target, banks=banks, **given)


def test_a_handout_holds_what_was_chosen(handout: Path) -> None:
    names = sorted(path.relative_to(handout).as_posix() for path in handout.rglob("*"))
    assert names == [
        "BACA-SAYA.txt", "SHA256SUMS.txt", "banks", "banks/handout.json",
        "banks/latihan-a-1.0.0.cermin", "banks/latihan-b-1.0.0.cermin",
    ]  # fmt: skip
    for line in (handout / "SHA256SUMS.txt").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((handout / name).read_bytes()).hexdigest() == digest
    assert (handout / "BACA-SAYA.txt").read_bytes() == b"\xef\xbb\xbfBaca.\r\n"
    read = form.read(handout / "banks")
    assert (read.name, read.settings.text_percent) == ("Lokakarya Bandung", 150)
    assert [(b.bank_id, b.items, b.scenarios) for b in read.banks] == [
        ("latihan-a", 14, 1), ("latihan-b", 3, 0),
    ]  # fmt: skip


def test_first_start_takes_it_in_and_says_so_once(
    computer: Callable[..., Computer], handout: Path
) -> None:
    one = computer("peserta", handout / "banks")
    (done,) = one.take_all()
    assert done.titles == ("Bank latihan-a", "Bank latihan-b")
    assert (done.items, done.scenarios, done.known) == (17, 1, 0)
    assert done.settings == AppSettings(language="en", text_percent=150)
    assert one.titles() == ["Bank latihan-a", "Bank latihan-b"]
    assert one.services.handouts.pending() == []
    again = computer("peserta", handout / "banks")
    assert again.services.handouts.pending() == []
    assert again.titles() == ["Bank latihan-a", "Bank latihan-b"]


def test_the_same_version_with_another_text_is_taken_in(
    computer: Callable[..., Computer], handout: Path, tmp_path: Path
) -> None:
    one = computer("peserta", handout / "banks")
    one.take_all()
    made = bank("latihan-b", items=3)
    first = replace(made.items[0], stem="Kalimat ini sudah dibetulkan?")
    package.write(replace(made, items=(first, *made.items[1:])), tmp_path / "b.cermin")
    one.services.handout_maker.make(request(tmp_path / "kedua", tmp_path / "b.cermin"))
    two = computer("peserta", tmp_path / "kedua" / "banks")
    (done,) = two.take_all()
    assert (done.titles, done.items, done.known) == (("Bank latihan-b",), 1, 0)


def test_wishes_give_way_to_what_the_person_chose(
    computer: Callable[..., Computer], handout: Path
) -> None:
    one = computer("peserta", handout / "banks")
    one.program.app_settings.save(AppSettings(text_percent=125, theme="dark"))
    (done,) = one.take_all()
    assert done.settings == AppSettings(language="en", text_percent=125, theme="dark")


def test_a_removed_bank_does_not_come_back(
    computer: Callable[..., Computer], handout: Path, tmp_path: Path
) -> None:
    one = computer("peserta", handout / "banks")
    one.take_all()
    one.services.imports.remove("latihan-a")
    other = tmp_path / "kedua"
    files = [tmp_path / "a.cermin", tmp_path / "c.cermin"]
    package.write(bank("latihan-c", items=2), files[1])
    one.services.handout_maker.make(request(other, *files))
    two = computer("peserta", handout / "banks", other / "banks")
    (done,) = two.take_all()
    assert (done.titles, done.known) == (("Bank latihan-c",), 1)
    assert two.titles() == ["Bank latihan-b", "Bank latihan-c"]


def test_a_newer_bank_in_the_library_stays(
    computer: Callable[..., Computer], handout: Path, tmp_path: Path
) -> None:
    one = computer("peserta", handout / "banks")
    newer = tmp_path / "baru.cermin"
    package.write(bank("latihan-a", "2.0.0", items=5), newer)
    one.services.imports.apply(one.services.imports.compare(one.services.imports.read(newer)))
    (done,) = one.take_all()
    assert (done.titles, done.known) == (("Bank latihan-b",), 1)


def spoil_list(folder: Path, **changes: Any) -> None:
    path = folder / "handout.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def spoil_bank(folder: Path, number: int, **changes: Any) -> None:
    banks = json.loads((folder / "handout.json").read_text())["banks"]
    banks[number] |= changes
    spoil_list(folder, banks=banks)


def replace_second(folder: Path) -> None:
    """Put another sound package in the place of the second one, the list made to fit."""
    path = folder / "latihan-b-1.0.0.cermin"
    package.write(bank("lain", items=2), path)
    spoil_bank(folder, 1, bytes=path.stat().st_size, sha256=form.digest(path))


def no_package(folder: Path) -> None:
    path = folder / "latihan-b-1.0.0.cermin"
    path.write_bytes(b"PK no package")
    spoil_bank(folder, 1, bytes=path.stat().st_size, sha256=form.digest(path))


SPOILED: list[tuple[str, Callable[[Path], object]]] = [
    ("handout_file_missing", lambda f: (f / "latihan-b-1.0.0.cermin").unlink()),
    ("handout_file_changed", lambda f: (f / "latihan-b-1.0.0.cermin").write_bytes(b"x")),
    ("handout_file_changed", lambda f: spoil_bank(f, 1, sha256="0" * 64)),
    ("handout_bank_bad", replace_second),
    ("handout_bank_bad", no_package),
    ("handout_name_unsafe", lambda f: spoil_bank(f, 1, file="../../x.cermin")),
    ("handout_name_unsafe", lambda f: spoil_bank(f, 1, file="x.exe")),
    ("handout_name_unsafe", lambda f: spoil_bank(f, 1, file="C:x.cermin")),
    ("handout_bad", lambda f: spoil_bank(f, 1, file="LATIHAN-A-1.0.0.cermin")),
    ("handout_bad", lambda f: spoil_list(f, format="something-else")),
    ("handout_bad", lambda f: spoil_list(f, banks=[])),
    ("handout_bad", lambda f: spoil_list(f, settings={"textPercent": 5000})),
    ("handout_bad", lambda f: (f / "handout.json").write_bytes(b"\xff{")),
    ("handout_bad", lambda f: (f / "handout.json").write_bytes(b"[" * (2 << 20))),
    ("handout_too_new", lambda f: spoil_list(f, formatVersion="2.0", banks="other")),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILED)
def test_a_broken_or_foreign_handout_is_refused_as_a_whole(
    computer: Callable[..., Computer], handout: Path, code: str, spoil: Callable[[Path], object]
) -> None:
    folder = handout / "banks"
    spoil(folder)
    one = computer("peserta", folder)
    (pending,) = one.services.handouts.pending()
    with pytest.raises(UserError) as refused:
        one.services.handouts.read(pending)
    assert refused.value.code == code
    assert one.titles() == []
    one.services.handouts.refuse(pending)
    assert one.services.handouts.pending() == []  # told once


def test_a_mended_handout_is_looked_at_again(
    computer: Callable[..., Computer], handout: Path
) -> None:
    folder = handout / "banks"
    one = computer("peserta", folder)
    kept = (folder / "latihan-b-1.0.0.cermin").read_bytes()
    (folder / "latihan-b-1.0.0.cermin").write_bytes(b"x")
    one.services.handouts.refuse(folder)
    assert one.services.handouts.pending() == []
    (folder / "latihan-b-1.0.0.cermin").write_bytes(kept)
    (done,) = one.take_all()
    assert len(done.titles) == 2


def test_a_disk_that_refuses_leaves_nothing_half_done(
    computer: Callable[..., Computer], handout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = computer("peserta", handout / "banks")
    checked = one.services.handouts.read(handout / "banks")
    real, calls = package.write, []

    def write(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(package, "write", write)
    with pytest.raises(StorageError, match="disk_full"):
        one.services.handouts.apply(checked)
    assert one.titles() == []
    assert list(one.program.paths.imported.glob("*")) == []
    monkeypatch.undo()
    assert one.services.handouts.pending() == [handout / "banks"]
    assert len(one.services.handouts.apply(checked).titles) == 2


def test_pointing_at_any_part_of_it_finds_it(handout: Path) -> None:
    banks = handout / "banks"
    for path in (handout, banks, banks / "handout.json"):
        assert handout_folder(path) == banks
    for path in (handout / "BACA-SAYA.txt", banks / "latihan-a-1.0.0.cermin", handout.parent):
        assert handout_folder(path) is None


# --- making -----------------------------------------------------------------------------------


def maker(one: Computer, program: Path) -> HandoutMaker:
    return HandoutMaker(one.services.imports, program, lambda: one.program.frameworks, HandClock())


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """What stands for the folder of the installed program."""
    program = tmp_path / "Cermin ASN"
    for name in (
        "CerminASN.exe", "uninstall.exe", "_internal/a.dll", "_internal/banks/own.json",
        "installer/CerminASN-0.1.0-Setup.exe", "installer/note.txt", "banks/handout.json",
        "licenses/LICENSES.txt", "Data/settings.json",
    ):  # fmt: skip
        path = program / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return program


def test_a_portable_copy_is_the_program_without_what_is_a_persons(
    tmp_path: Path, computer: Callable[..., Computer], installed: Path
) -> None:
    package.write(bank(), tmp_path / "a.cermin")
    made = maker(computer("pelatih"), installed)
    setup = made.own_setup()
    assert setup is not None and setup.name == "CerminASN-0.1.0-Setup.exe"
    target = tmp_path / "paket"
    made.make(request(target, tmp_path / "a.cermin", setup=setup, portable=True))
    copy = target / PORTABLE_NAME
    names = sorted(p.relative_to(copy).as_posix() for p in copy.rglob("*") if p.is_file())
    assert names == [
        "CerminASN.exe", "_internal/a.dll", "_internal/banks/own.json", "banks/handout.json",
        "banks/latihan-a-1.0.0.cermin", "licenses/LICENSES.txt", "portable.txt",
    ]  # fmt: skip
    assert (target / setup.name).read_bytes() == setup.read_bytes()
    assert form.read(copy / "banks") == form.read(target / "banks")


def test_making_tells_how_far_it_is_and_leaves_nothing_when_it_is_stopped(
    tmp_path: Path, computer: Callable[..., Computer], installed: Path
) -> None:
    package.write(bank(), tmp_path / "a.cermin")
    made, look = maker(computer("pelatih"), installed), Looking()

    def make(name: str, watch: Looking) -> None:
        target = tmp_path / name
        made.make(request(target, tmp_path / "a.cermin", portable=True, zipped=True), watch)

    make("satu", look)
    assert look.told == sorted(look.told)
    assert 0 <= look.told[0] < 0.5
    assert look.told.count(1) == 1 and look.told[-1] == 1  # from then on it is too late to stop
    there = set(tmp_path.iterdir())
    for looks in range(len(look.told)):
        with pytest.raises(StoppedError):
            make("dua", Looking(looks))
        assert set(tmp_path.iterdir()) == there


def test_the_newest_installer_is_taken_by_its_numbers(
    computer: Callable[..., Computer], installed: Path
) -> None:
    for version in ("1.9.0", "1.10.0"):
        (installed / "installer" / f"CerminASN-{version}-Setup.exe").write_text(version)
    setup = maker(computer("pelatih"), installed).own_setup()
    assert setup is not None and setup.read_text() == "1.10.0"


def test_files_from_before_the_first_zip_are_packed(
    tmp_path: Path, computer: Callable[..., Computer], installed: Path
) -> None:
    package.write(bank(), tmp_path / "a.cermin")
    os.utime(installed / "CerminASN.exe", (0, 0))  # as builds do that are to be the same each time
    made = maker(computer("pelatih"), installed).make(
        request(tmp_path / "paket", tmp_path / "a.cermin", portable=True, zipped=True)
    )
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        assert archive.getinfo(f"paket/{PORTABLE_NAME}/CerminASN.exe").date_time[0] == 1980


@pytest.mark.parametrize("target", ["paket", "paket.zip"])  # the dialog proposes the second
def test_one_zip_below_one_folder(
    target: str, tmp_path: Path, computer: Callable[..., Computer]
) -> None:
    one = computer("pelatih")
    package.write(bank(), tmp_path / "a.cermin")
    made = one.services.handout_maker.make(
        request(tmp_path / target, tmp_path / "a.cermin", zipped=True)
    )
    assert made.path == tmp_path / "paket.zip"
    with zipfile.ZipFile(made.path) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"paket"}
        archive.extractall(tmp_path / "keluar")
    form.read(tmp_path / "keluar" / "paket" / "banks")
    with pytest.raises(UserError, match="handout_zipped"):  # nobody has unpacked it
        registry.sniff(made.path)


def test_a_zip_is_replaced_only_after_asking(
    tmp_path: Path, computer: Callable[..., Computer]
) -> None:
    maker = computer("pelatih").services.handout_maker
    package.write(bank(), tmp_path / "a.cermin")
    there = tmp_path / "paket.zip"
    there.write_bytes(b"lama")
    for zipped in (True, False):
        with pytest.raises(UserError) as caught:
            maker.make(request(there, tmp_path / "a.cermin", zipped=zipped))
        assert caught.value.code == "file_there"
    assert there.read_bytes() == b"lama"
    made = maker.make(request(there, tmp_path / "a.cermin", zipped=True, replace=True))
    assert made.path == there and zipfile.is_zipfile(there)


@pytest.mark.skipif(sys.platform == "win32", reason="paths are short there")
@pytest.mark.parametrize("zipped", [True, False])
def test_a_long_name_of_a_handout(
    zipped: bool, tmp_path: Path, computer: Callable[..., Computer]
) -> None:
    package.write(bank(), tmp_path / "a.cermin")
    target = tmp_path / ("p" * 251 + ".zip")
    made = computer("pelatih").services.handout_maker.make(
        request(target, tmp_path / "a.cermin", zipped=zipped)
    )
    assert made.path == target and target.exists()


def test_banks_of_the_library_and_of_other_formats(
    tmp_path: Path, computer: Callable[..., Computer]
) -> None:
    one = computer("pelatih")
    package.write(bank(), tmp_path / "a.cermin")
    imports = one.services.imports
    imports.apply(imports.compare(imports.read(tmp_path / "a.cermin")))
    table = tmp_path / "soal.csv"
    table.write_text("Soal;A;B;Kunci\nApa?;x;y;A\n")
    made = one.services.handout_maker.make(request(tmp_path / "paket", "latihan-a", table))
    assert (made.banks, made.items) == (2, 15)
    assert [b.bank_id for b in form.read(tmp_path / "paket" / "banks").banks] == [
        "latihan-a", "soal",
    ]  # fmt: skip


def refused(tmp_path: Path, maker: HandoutMaker, wanted: HandoutRequest) -> str:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UserError) as error:
        maker.make(wanted)
    assert sorted(tmp_path.rglob("*")) == before  # nothing half-done
    return error.value.code


def test_what_cannot_be_made_is_refused_without_a_trace(
    tmp_path: Path, computer: Callable[..., Computer]
) -> None:
    made = computer("pelatih").services.handout_maker
    good, faulty = tmp_path / "a.cermin", tmp_path / "b.csv"
    package.write(bank(), good)
    faulty.write_text("Soal;A;B;Kunci\nApa?;x;y;Z\n")
    full = tmp_path / "penuh"
    full.mkdir()
    (full / "x").touch()
    target = tmp_path / "paket"
    for code, wanted in (
        ("handout_empty", request(target)),
        ("folder_not_empty", request(full, good)),
        ("handout_two_banks", request(target, good, good)),
        ("handout_bank_faulty", request(target, faulty)),
        ("bank_not_known", request(target, "tidak-ada")),
        ("handout_needs_program", request(target, good, portable=True)),
        ("handout_no_setup", request(target, good, setup=tmp_path / "a.cermin")),
        ("file_unreadable_all", request(target, good, setup=tmp_path / "Cermin-Setup.exe")),
    ):
        assert refused(tmp_path, made, wanted) == code


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_medium_that_cannot_be_written_is_told(
    tmp_path: Path, computer: Callable[..., Computer]
) -> None:
    made = computer("pelatih").services.handout_maker
    package.write(bank(), tmp_path / "a.cermin")
    locked = tmp_path / "terkunci"
    locked.mkdir(mode=0o500)
    wanted = request(locked / "paket", tmp_path / "a.cermin")
    assert refused(tmp_path, made, wanted) == "file_unwritable"
