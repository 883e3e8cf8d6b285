"""Choosing a form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.services.assessment import FormCard, OpenAttempt
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.assessment import AssessmentPage
from tests.builders import START
from tests.fakes import FakeAssessment, FakeDialogs, example_blueprint

SHORT = example_blueprint("asesmen-singkat", "Asesmen singkat", 10, 8)
FAIR = example_blueprint("prinsip-keadilan", "Asesmen Keadilan", 15, 18, [Principle.KEADILAN])
LONG = example_blueprint(items=45, minutes=45)
LAST = SummaryRow(
    "a",
    "asesmen-singkat",
    SHORT.title,
    AttemptState.FINISHED,
    START,
    START,
    10,
    7,
    70,
    45,
    88,
    True,
)
FORMS = (
    FormCard(SHORT, 10, 8, True, LAST),
    FormCard(FAIR, 0, 18, False, None),
    FormCard(LONG, 30, 30, True, None),
)
OPEN = OpenAttempt("a-7", LONG.title, 12, 45, 1056.0, START)


@pytest.fixture
def service() -> FakeAssessment:
    return FakeAssessment(FORMS, [OPEN])


@pytest.fixture
def page(qtbot: QtBot, context: UiContext, service: FakeAssessment) -> AssessmentPage:
    made = AssessmentPage(context)
    qtbot.addWidget(made)
    made.refresh(service.forms(), service.resumable())
    made.resize(1000, 700)
    made.show()
    return made


def texts(page: QWidget) -> list[str]:
    return [made.text() for made in page.findChildren(QLabel) if made.isVisible()]


def buttons(page: QWidget, name: str) -> list[QPushButton]:
    found = page.findChildren(QPushButton)
    return [made for made in found if made.isVisible() and made.accessibleName() == name]


def test_cards_say_what_is_in_them(page: AssessmentPage) -> None:
    seen = texts(page)
    assert "10 soal · 8 menit" in seen
    assert "Terakhir: 7 dari 10, 21 November 2026" in seen
    assert "30 soal · 30 menit" in seen
    assert any(
        text.startswith("Lebih pendek dari rencana") and "30 dari 45" in text for text in seen
    )
    assert any(text.startswith("Belum tersedia") for text in seen)
    assert seen.count("Keadilan") == 3 and seen.count("Integritas") == 2


def test_start_with_and_without_a_limit(page: AssessmentPage, qtbot: QtBot) -> None:
    short, fair, long = buttons(page, "Mulai")
    assert [made.accessibleDescription() for made in (short, fair, long)] == [
        "Asesmen singkat",
        "Asesmen Keadilan",
        "Simulasi Etika ASN",
    ]
    assert not fair.isEnabled()
    with qtbot.waitSignal(page.start_requested) as asked:
        short.click()
    assert asked.args == ["asesmen-singkat", True]
    page.untimed.click()
    with qtbot.waitSignal(page.start_requested) as asked:
        long.click()
    assert asked.args == ["simulasi-etika", False]


def test_unfinished_comes_first(page: AssessmentPage, qtbot: QtBot) -> None:
    [go_on] = buttons(page, "Lanjutkan")
    assert all(
        go_on.mapTo(page, go_on.pos()).y() < b.mapTo(page, b.pos()).y()
        for b in buttons(page, "Mulai")
    )
    assert any("Dijawab 12 dari 45" in text and "Sisa 17:36" in text for text in texts(page))
    with qtbot.waitSignal(page.resume_requested) as asked:
        go_on.click()
    assert asked.args == ["a-7"]


def test_discarding_asks_first(
    qtbot: QtBot, make_context: Callable[..., UiContext], service: FakeAssessment
) -> None:
    dialogs = FakeDialogs([False, True])
    page = AssessmentPage(make_context(dialogs=dialogs))
    qtbot.addWidget(page)
    page.refresh(service.forms(), service.resumable())
    page.show()
    dropped: list[str] = []
    page.discard_requested.connect(dropped.append)
    [drop] = buttons(page, "Buang")
    drop.click()
    assert dropped == [] and len(dialogs.asked) == 1
    drop.click()
    assert dropped == ["a-7"]
    service.discard("a-7")
    page.refresh(service.forms(), service.resumable())
    assert buttons(page, "Lanjutkan") == []
    assert len(buttons(page, "Mulai")) == 3


def test_the_keyboard_stays_on_the_page_when_a_card_goes(
    page: AssessmentPage, qtbot: QtBot, service: FakeAssessment
) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    [drop] = buttons(page, "Buang")
    drop.setFocus()
    service.discard("a-7")
    page.refresh(service.forms(), service.resumable())
    held = page.focusWidget()
    assert held is page.timed and held.hasFocus()


def test_empty_library_says_what_will_be_here(page: AssessmentPage) -> None:
    page.refresh([], [])
    assert any("Pustaka" in text for text in texts(page))
    assert not page.timed.isVisible()


def test_a_page_without_its_data_shows_its_title_alone(qtbot: QtBot, context: UiContext) -> None:
    page = AssessmentPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    assert not page.timed.isVisible()
    [title] = [one for one in page.findChildren(QLabel) if one.isVisible()]
    assert title.text() == "Asesmen" and title.geometry().bottom() < 100


def test_choice_of_time_survives_a_refresh(page: AssessmentPage) -> None:
    page.untimed.click()
    page.refresh(FORMS, [])
    assert page.untimed.isChecked() and page.untimed.isVisible()
