"""What the person reads and keeps when the world breaks: disk, folder, clock, files, neighbours."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.paths import Paths
from tests.fakes import FakeDialogs
from tests.journeys.person import START, Person, at_the_desk
from tests.unit.store import faults
from tests.worlds import HandClock, make_program

Open = Callable[..., AbstractContextManager[Person]]
only_posix = pytest.mark.skipif(sys.platform == "win32", reason="a fault of POSIX systems")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, data: Path) -> Open:
    """Return what opens the window on ``data``, or on a program of the test's own."""

    def make(
        program: Program | None = None, dialogs: FakeDialogs | None = None
    ) -> AbstractContextManager[Person]:
        return at_the_desk(qtbot, qapp, program or make_program(data), dialogs)

    return make


def database(data: Path) -> Path:
    return data / "profiles" / "utama" / "progress.sqlite3"


def with_a_result(data: Path) -> None:
    """Leave a data folder with one finished assessment and a copy of it."""
    services = make_program(data).open()
    sitting = services.assessment.start("asesmen-singkat")
    sitting.submit()
    services.backup.make()
    services.close()


def fill(disk: Path) -> Path:
    """Fill a file system to the last block; return the file that does it."""
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    return ballast


def check_unsaved(person: Person, letter: str, error: StorageError) -> None:
    """The choice stands on the screen, and nothing claims that it is stored."""
    assert person.reads(error), person.banners()
    assert person.chosen() == letter
    assert person.exam.saved.text() == "Belum tersimpan"


def check_saved(person: Person, data: Path, letter: str) -> None:
    """The choice stands on the screen and is on the disk."""
    assert person.banners() == []
    assert person.chosen() == letter
    assert person.is_told_saved()
    shown = person.exam.sitting.state(person.exam.sitting.position)
    assert shown.answered and person.on_disk(data) == shown


# --- the disk ---------------------------------------------------------------------------------


@only_posix
def test_disk_full_while_answering(opened: Open, data: Path) -> None:
    with opened() as person:
        person.start()
        person.choose("A")
        check_saved(person, data, "A")
        with faults.no_more_room(4096):
            person.choose("B")
            check_unsaved(person, "B", StorageError("disk_full"))
        person.press("Coba simpan lagi")
        check_saved(person, data, "B")


@only_posix
def test_small_disk_runs_full(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with faults.small_disk(folder, 4096) as disk:
        if disk is None:
            pytest.skip("may not mount here")
        with at_the_desk(qtbot, qapp, make_program(disk / "data")) as person:
            person.wait(lambda: person.button(START) is not None)
            ballast = fill(disk)
            person.press(START)
            assert person.reads(StorageError("disk_full")), person.banners()
            ballast.unlink()
            person.press("Coba lagi")
            person.wait(lambda: person.window.flow is not None)
            person.go_to_choice()
            ballast = fill(disk)
            letters = iter("ABC" * 400)
            while person.is_told_saved() or not person.exam.saved.text():
                letter = next(letters)  # the room made in advance carries some answers
                person.choose(letter)
            check_unsaved(person, letter, StorageError("disk_full"))
            ballast.unlink()
            person.press("Coba simpan lagi")
            check_saved(person, disk / "data", letter)


@only_posix
def test_read_only_data_folder(opened: Open, data: Path) -> None:
    with read_only(data) as lift, opened() as person:
        folder = data / "profiles" / "utama"
        assert person.reads(StorageError("read_only", path=str(folder))), person.banners()
        lift()
        person.press("Coba lagi")
        person.wait(lambda: person.button(START) is not None)
        assert person.banners() == []


@contextmanager
def read_only(folder: Path) -> Iterator[Callable[[], None]]:
    """Make a folder that cannot be written to, for root too; gives what lifts that."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield lambda: folder.chmod(0o755)
        folder.chmod(0o755)
        return
    with faults.small_disk(folder, 8192) as disk:
        if disk is None:
            pytest.skip("root may write everywhere, and may not mount here")
        remount = ["mount", "-o", "remount,ro", str(folder)]
        subprocess.run(remount, check=True)
        yield lambda: subprocess.run([*remount[:2], "remount,rw", str(folder)], check=True) and None


@only_posix
def test_profile_folder_taken_away_while_answering(opened: Open, data: Path) -> None:
    folder, elsewhere = data / "profiles" / "utama", data / "elsewhere"
    with opened() as person:
        person.start()
        person.choose("A")
        folder.rename(elsewhere)
        person.choose("C")
        check_unsaved(person, "C", StorageError("folder_gone", path=str(database(data))))
        elsewhere.rename(folder)
        person.press("Coba simpan lagi")
        check_saved(person, data, "C")


# --- neighbours -------------------------------------------------------------------------------

HOLD = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_database_locked_by_another_program(opened: Open, data: Path) -> None:
    with opened() as person:
        person.start()
        person.choose("A")
        command = [sys.executable, "-c", HOLD, str(database(data))]
        other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert other.stdin and other.stdout
        with other:
            assert other.stdout.readline().strip() == b"held"
            person.choose("B")
            check_unsaved(person, "B", StorageError("locked", path=str(database(data))))
            other.stdin.close()
        person.press("Coba simpan lagi")
        check_saved(person, data, "B")


def test_second_window_on_the_same_profile(opened: Open, data: Path) -> None:
    with opened() as person:
        person.start()
        person.choose("A")
        with opened(make_program(data)) as second:
            assert second.reads(StorageError("in_use")), second.banners()
            person.choose("B")
            check_saved(person, data, "B")
            person.window.close()
            second.press("Coba lagi")
            second.wait(lambda: second.button("Lanjutkan") is not None)
            assert second.banners() == []


# --- damaged files ----------------------------------------------------------------------------


def cut_short(file: Path) -> None:
    os.truncate(file, 5000)


def cut_to_nothing(file: Path) -> None:
    os.truncate(file, 0)


def flip_bytes(file: Path) -> None:
    content = bytearray(file.read_bytes())
    chance = random.Random(1)
    for place in range(100, len(content)):  # the head stays, so that SQLite goes on reading
        if chance.random() < 0.05:
            content[place] ^= 0xFF
    file.write_bytes(content)


def write_over(file: Path) -> None:
    file.write_bytes(b"bukan basis data " * 1000)


@pytest.mark.parametrize("damage", [cut_short, cut_to_nothing, flip_bytes, write_over])
def test_damaged_database_at_start(
    opened: Open, data: Path, damage: Callable[[Path], None]
) -> None:
    with_a_result(data)
    damage(database(data))
    with opened() as person:
        person.wait(lambda: "Berkas data rusak" in person.texts())  # the way out, at once
        person.press("Lanjutkan dengan data hasil perbaikan")
        person.wait(lambda: person.banners() == ["Data sudah diperbaiki."])
        person.wait(lambda: person.button("Buka hasil") is not None)


def test_database_of_a_newer_program(opened: Open, data: Path) -> None:
    with_a_result(data)
    connection = sqlite3.connect(database(data))
    connection.execute("PRAGMA user_version = 9001")
    connection.close()
    before = database(data).read_bytes()
    with opened() as person:
        error = StorageError("newer_schema", path=str(database(data)))
        assert person.reads(error), person.banners()
        person.press("Kemajuan")
        assert person.reads(error), person.banners()
    assert database(data).read_bytes() == before


def test_unreadable_settings_are_set_aside(opened: Open, data: Path) -> None:
    (data / "settings.json").write_bytes(b'{"language": "en", \xff\xfe')
    with opened() as person:
        person.wait(lambda: person.button(START) is not None)  # the default is Indonesian
        assert person.banners() == []
    assert (data / "settings.json.rusak").exists()


def test_settings_that_cannot_be_stored(opened: Open, data: Path) -> None:
    (data / "settings.json").mkdir()
    with opened() as person:
        person.press("Pengaturan")
        person.press("200 %")
        file = str(data / "settings.json")
        error = StorageError("settings_unwritable", path=file)
        person.wait(lambda: person.reads(error))
        assert person.desk.context.theme.scale == 2.0  # the choice holds until the end
        (data / "settings.json").rmdir()
        person.press("Coba lagi")
        assert person.banners() == []
        assert (data / "settings.json").is_file()


# --- clock and banks --------------------------------------------------------------------------


def test_clock_set_back_and_forward(opened: Open, data: Path) -> None:
    clock = HandClock()
    with opened(make_program(data, clock)) as person:
        person.start()
        clock.pass_time(1)
        person.exam.countdown.refresh()
        left = person.exam.countdown.text()
        assert left == "Sisa 07:59"
        for seconds, letter in ((-7200.0, "A"), (86_400.0 * 3, "B"), (-86_400.0, "B")):
            clock.jump(wall_s=seconds)
            person.exam.countdown.refresh()
            assert person.exam.countdown.text() == left
            person.choose(letter)
            check_saved(person, data, letter)
        person.finish()
        pause = f"{3 * 24 * 60} menit"
        assert any(pause in text for text in person.texts()), "\n".join(person.texts())


def test_banks_taken_away_during_an_attempt(
    opened: Open, data: Path, tmp_path: Path, project: Path
) -> None:
    place = tmp_path / "program"
    shutil.copytree(project / "question_banks", place / "question_banks")
    shutil.copytree(project / "resources", place / "resources")

    def program() -> Program:
        made = make_program(data)
        made.paths = Paths(place, data)
        return made

    with opened(program()) as person:
        person.start()
        person.choose("A")
        shutil.rmtree(place / "question_banks")
        person.choose("B")
        check_saved(person, data, "B")
    with opened(program()) as person:
        person.press("Lanjutkan")
        person.wait(lambda: person.window.flow is not None)
        person.answer_all()
        person.finish()
        person.press("Lihat pembahasan")
        person.wait(lambda: person.button("Kembali ke hasil") is not None)
        assert person.banners() == []
        person.press("Beranda")
        empty = "Belum ada soal. Tambahkan paket soal di Pustaka."
        person.wait(lambda: empty in person.texts())
        assert person.button("Buka hasil") is not None


# --- the log ----------------------------------------------------------------------------------

LOGLESS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton
from ethics_desktop import app, bootstrap
from ethics_desktop.paths import find_paths

def look(desk):
    def step():
        names = [b.accessibleName() for b in desk.window.findChildren(QAbstractButton)]
        if any(name.startswith("Mulai asesmen") for name in names):
            timer.stop()
            print("the page is there", flush=True)
            desk.window.close()
    timer = QTimer(desk)
    timer.timeout.connect(step)
    timer.start(20)

raise SystemExit(app.run_window(bootstrap.build(find_paths(Path(sys.argv[1]))), look))
"""


def test_log_that_cannot_be_written(data: Path, python: str, project: Path) -> None:
    (data / "logs").write_text("a file where a folder should be", encoding="utf-8")
    run = subprocess.run(
        [python, "-W", "error", "-c", LOGLESS, str(data)],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout.strip()) == (0, "the page is there"), run.stderr
    assert "Traceback" not in run.stderr


def test_a_damaged_library_is_made_anew_and_asked_again(opened: Open, data: Path) -> None:
    program = make_program(data)
    program.open().close()
    content = bytearray(program.paths.library.read_bytes())
    pages = 2 * int.from_bytes(content[16:18], "big")
    content[pages:] = b"\xa5" * (len(content) - pages)
    program.paths.library.write_bytes(content)
    with opened() as person:
        told = StorageError("library_rebuilt", path=str(program.paths.library))
        person.wait(lambda: person.reads(told))
        person.press("Coba lagi")
        person.wait(lambda: person.button(START) is not None)
        assert person.banners() == []
