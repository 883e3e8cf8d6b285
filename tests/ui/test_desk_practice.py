"""Practice in the whole window: free, today's cards, dilemma, from a review, studying again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.practice import PracticeFilter
from ethics_desktop.settings import ProfileSettings
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.practice_end import PracticeEndPage
from ethics_desktop.ui.pages.practice_run import PracticeRunPage
from ethics_desktop.ui.pages.relearn import RelearnPage
from tests.builders import best_answer, poor_answer
from tests.fakes import FakeDialogs
from tests.ui.layouts import settle
from tests.worlds import HandClock, make_program

Open = Callable[[], Desk]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def open_desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: HandClock) -> Iterator[Open]:
    made: list[Desk] = []

    def open_it() -> Desk:
        desk = Desk(qapp, make_program(tmp_path, clock), FakeDialogs([True]))
        made.append(desk)
        qtbot.addWidget(desk.window)
        with qtbot.waitActive(desk.window):
            desk.show()
            desk.window.activateWindow()
        qtbot.waitUntil(lambda: desk.window.current_key == "home")
        settle()
        return desk

    yield open_it
    for desk in made:
        desk.close()


def press(desk: Desk, name: str) -> None:
    found = [
        b
        for b in desk.window.findChildren(QPushButton)
        if b.isVisible() and b.isEnabled() and b.accessibleName() == name
    ]
    assert found, name
    found[0].click()
    settle()


def shown(desk: Desk) -> str:
    return "\n".join(each.text() for each in desk.window.findChildren(QLabel) if each.isVisible())


def run(desk: Desk) -> PracticeRunPage:
    page = desk.window.flow
    assert isinstance(page, PracticeRunPage)
    return page


def answer(desk: Desk, clock: HandClock, good: bool, sure: bool = False) -> None:
    page = run(desk)
    clock.pass_time(30)
    item = page.session.form_item.item
    page._answered(best_answer(item) if good else poor_answer(item))
    if sure:
        page.certainty.levels[Certainty.SURE].click()
    press(desk, "Periksa jawaban")


def to_the_end(desk: Desk, clock: HandClock, good: bool, sure: bool = False) -> None:
    while True:
        answer(desk, clock, good, sure)
        last = run(desk).session.last
        run(desk).go.click()
        settle()
        if last:
            return


def test_free_practice_from_the_page_to_the_end(open_desk: Open, clock: HandClock) -> None:
    desk = open_desk()
    press(desk, "Latihan")
    assert desk.window.current_key == "practice"
    desk.window.page("practice").sizes[5].click()  # type: ignore[union-attr]
    press(desk, "Mulai latihan")
    assert desk.window.occupied  # nothing leads away by a slip of the finger
    assert run(desk).session.total == 5
    to_the_end(desk, clock, good=True)
    assert isinstance(desk.window.flow, PracticeEndPage)
    assert "5 dari 5 soal dijawab dengan pilihan terbaik." in shown(desk)
    assert not any("soal di bawah" in text for text in shown(desk))  # nothing is below
    press(desk, "Latihan lagi")
    assert desk.window.flow is None and desk.window.current_key == "practice"
    assert desk.window.page("practice").wanted_size == 5  # type: ignore[union-attr]


def test_missed_facts_stand_on_the_start_page_the_next_day(
    open_desk: Open, clock: HandClock
) -> None:
    desk = open_desk()
    assert "kartu" not in shown(desk)
    press(desk, "Latihan")
    desk.window.page("practice").sizes[20].click()  # type: ignore[union-attr]
    press(desk, "Mulai latihan")
    to_the_end(desk, clock, good=False, sure=True)
    desk.close()
    clock.pass_time(86_400)
    desk = open_desk()
    assert "Hari ini 20 kartu, ± 12 menit" in shown(desk)
    assert desk._services is not None and "practice" not in vars(desk._services)  # made lazily
    press(desk, "Mulai kartu hari ini")
    assert run(desk).session.total == 20
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Escape)
    settle()
    assert desk.window.flow is None  # nothing answered: back where it began
    press(desk, "Mulai kartu hari ini")
    answer(desk, clock, good=True)
    press(desk, "Berhenti dulu")
    press(desk, "Ke Beranda")
    assert "Hari ini 19 kartu" in shown(desk)


def test_a_dilemma_a_day_once_it_is_wanted(open_desk: Open, clock: HandClock) -> None:
    desk = open_desk()
    assert "dilema" not in shown(desk)
    press(desk, "Pengaturan")
    boxes = {box.text(): box for box in desk.window.findChildren(QCheckBox)}
    boxes["Satu dilema sehari di Beranda"].click()
    press(desk, "Beranda")
    press(desk, "Jawab dilema hari ini")
    assert "Satu dilema sehari" in shown(desk)
    to_the_end(desk, clock, good=True)
    assert desk.window.flow is None and desk.window.current_key == "home"
    assert "Sudah dijawab hari ini. Dilema berikutnya besok." in shown(desk)


def test_not_to_be_asked_again_is_remembered(open_desk: Open, clock: HandClock) -> None:
    desk = open_desk()
    press(desk, "Latihan")
    press(desk, "Mulai latihan")
    press(desk, "Jangan tanyakan lagi")
    assert not desk._program.profile_settings.load(ProfileSettings).certainty
    answer(desk, clock, good=True)
    press(desk, "Lanjut")
    assert not run(desk).certainty.isVisible()
    press(desk, "Berhenti dulu")
    press(desk, "Pengaturan")
    boxes = {box.text(): box for box in desk.window.findChildren(QCheckBox)}
    assert not boxes["Tanyakan seberapa yakin saya"].isChecked()


def test_giving_a_name_keeps_the_other_settings(open_desk: Open) -> None:
    desk = open_desk()
    desk._change_profile(ProfileSettings(daily_dilemma=True, retention="strict", certainty=False))
    desk._name_given(desk.window.page("home"), "Sari")  # type: ignore[arg-type]
    kept = desk._program.profile_settings.load(ProfileSettings)
    assert kept == ProfileSettings(
        nickname="Sari", welcomed=True, daily_dilemma=True, retention="strict", certainty=False
    )


def test_from_a_review_into_practice(open_desk: Open, clock: HandClock) -> None:
    desk = open_desk()
    desk.start_assessment("asesmen-singkat", timed=False)
    sitting = desk.window.flow.sitting  # type: ignore[union-attr]
    for number, entry in enumerate(sitting.form_items, 1):
        sitting.open(number)
        clock.pass_time(30)
        sitting.answer(number, poor_answer(entry.item))
    desk._assessment._show_result(sitting.submit(), replace=True)
    settle()
    press(desk, "Lihat pembahasan")
    press(desk, "Masukkan ke latihan")
    assert "soal menjadi kartu" in desk.window.banner.text
    press(desk, "Latihan")
    assert "Hari ini" in shown(desk)


def test_what_rests_is_studied_and_begins_anew(open_desk: Open, clock: HandClock) -> None:
    desk = open_desk()
    practice = desk._open().practice
    session = practice.start(20, PracticeFilter())
    while True:
        session.open()
        clock.pass_time(30)
        session.answer(poor_answer(session.form_item.item))
        if not session.next():
            break
    for _ in range(3):
        clock.pass_time(9 * 86_400)
        session = practice.start_today()
        while not session.repeat:
            session.open()
            clock.pass_time(30)
            session.answer(poor_answer(session.form_item.item))
            if not session.next():
                break
    press(desk, "Latihan")
    press(desk, "Pelajari lagi")
    assert isinstance(desk.window.flow, RelearnPage)
    before = len(practice.cards.leeches())
    press(desk, "Sudah saya pelajari, mulai lagi")
    assert len(practice.cards.leeches()) == before - 1
    press(desk, "Kembali ke latihan")
    assert "Hari ini 1 kartu" in shown(desk)


def test_language_changes_in_the_middle_of_a_session(open_desk: Open, clock: HandClock) -> None:
    import msgspec

    desk = open_desk()
    press(desk, "Latihan")
    press(desk, "Mulai latihan")
    answer(desk, clock, good=True)
    desk._change_app(msgspec.structs.replace(desk._settings, language="en"))
    settle()
    assert "Your answer is the best one." in shown(desk)
    assert run(desk).go.text() == "Go on"


def test_start_page_imports_neither_the_scheduler_nor_the_practice_service(
    tmp_path: Path, project: Path
) -> None:
    make_program(tmp_path).open().close()
    script = (
        "import sys; from pathlib import Path; from tests.worlds import make_program;"
        "services = make_program(Path(sys.argv[1])).open(); services.today.counts();"
        "print([m for m in ('fsrs', 'ethics_desktop.domain.cards') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
