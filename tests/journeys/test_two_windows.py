"""Two windows of the program at once, and two profiles after each other in one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.watching import Watch
from ethics_desktop.settings import AppSettings, ProfileSettings
from ethics_desktop.ui import desk
from ethics_desktop.ui.tasks import QtTaskRunner
from tests.fakes import FakeDialogs
from tests.journeys.person import START, Person, at_the_desk
from tests.worlds import make_program

Open = Callable[..., AbstractContextManager[Person]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of Sari, who makes items, and of Budi."""
    program = make_program(tmp_path / "data")
    program.app_settings.save(AppSettings(trainer_page=True))
    program.profile_settings.save(ProfileSettings(nickname="Sari", welcomed=True))
    program.profiles().create("Budi")
    return program.paths.data


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, data: Path) -> Open:
    """Return what opens a window for Sari."""

    def make(files: list[Path | None] | None = None) -> AbstractContextManager[Person]:
        program: Program = make_program(data).for_profile("utama")
        return at_the_desk(qtbot, qapp, program, FakeDialogs([], files or []))

    return make


def test_a_window_that_closes_last_takes_no_choice_of_the_other_back(
    opened: Open, data: Path
) -> None:
    with opened() as first:
        first.wait(lambda: first.button(START) is not None)
        other = make_program(data).app_settings
        other.save(AppSettings(trainer_page=True, language="en", text_percent=150))
        first.desk._change_app(AppSettings(trainer_page=True, theme="dark"))
    kept = make_program(data).app_settings.load(AppSettings)
    assert (kept.theme, kept.language, kept.text_percent) == ("dark", "en", 150)
    assert kept.geometry != ""


def test_what_needs_the_data_of_the_other_window_is_refused_in_words(
    opened: Open, tmp_path: Path
) -> None:
    template = tmp_path / "templat.xlsx"
    in_use = StorageError("in_use")
    with opened() as first:
        first.wait(lambda: first.button(START) is not None)
        with opened([template]) as second:
            second.press("Pustaka")
            second.wait(lambda: second.reads(in_use))
            second.window.banner.clear()
            field = second.window.findChild(QLineEdit, "item-search")
            field.setText("gratifikasi")
            field.returnPressed.emit()
            second.wait(lambda: second.reads(in_use))
            second.window.banner.clear()
            second.desk._import._template()
            assert second.reads(in_use)
            first.window.close()
            second.press("Coba lagi")
            second.wait(template.is_file)
            # opened by the window itself, not by the thread that writes
            assert second.desk.services().assessment.history() == []


def test_after_another_profile_came_work_is_taken_on_again(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened() as person:
        person.wait(lambda: person.button(START) is not None)
        begun, go_on, done = Event(), Event(), list[str]()

        def import_bank(watch: Watch) -> str:
            watch(1)  # from here on it cannot be cancelled
            begun.set()
            go_on.wait(10)
            return "first"

        def work(what: Callable[[Watch], str]) -> None:
            waiter = person.desk._import._waiter
            waiter.run(lambda _c: "Mengimpor…", what, done.append, done.append, whole=True)

        def stopped(runner: QtTaskRunner, wait_ms: int = 5000) -> bool:
            go_on.set()
            return shut_down(runner, wait_ms)

        shut_down = QtTaskRunner.shut_down
        monkeypatch.setattr(QtTaskRunner, "shut_down", stopped)
        work(import_bank)
        person.wait(begun.is_set)
        person.press("Pengaturan")
        person.press("Profil…")
        person.press("Budi")
        work(lambda _watch: "second")
        person.wait(lambda: done[-1:] == ["second"])


def test_every_profile_that_is_opened_gets_its_daily_copy(
    opened: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "QUIET_MS", 0)

    def copied() -> int:
        return len(list(data.glob("profiles/*/backups/progress-*-daily.sqlite3")))

    with opened() as person:
        person.wait(lambda: copied() == 1)
        person.press("Pengaturan")
        person.press("Profil…")
        person.press("Budi")
        person.wait(lambda: copied() == 2)
