"""Kemajuan in the whole window: filter, open, compare, delete, export, erase."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from ethics_desktop.domain.result import NextStep, StepKind
from ethics_desktop.settings import ProfileSettings
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.compare import ComparePage
from ethics_desktop.ui.pages.erase import ErasePage
from ethics_desktop.ui.pages.progress import ProgressPage
from ethics_desktop.ui.pages.result import ResultPage
from ethics_desktop.ui.pages.review import ReviewPage
from tests.fakes import FakeDialogs
from tests.standing import DAYS, fill_program
from tests.ui.layouts import settle
from tests.worlds import make_program


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def desk(qtbot, qapp, tmp_path: Path, dialogs) -> Desk:
    program = make_program(tmp_path / "data")
    fill_program(program)
    program.profile_settings.save(ProfileSettings(nickname="Sari", welcomed=True))
    made = Desk(qapp, program, dialogs)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.window.current_key == "home")
    made.window.show_page("progress")
    settle()
    return made


def page_of(desk) -> ProgressPage:
    return desk.window.findChild(ProgressPage)


def press(desk, name):
    found = [
        b
        for b in desk.window.findChildren(QPushButton)
        if b.isVisible() and b.isEnabled() and b.accessibleName() == name
    ]
    assert found, name
    found[0].click()
    settle()


def marked(desk) -> str:
    rail = [b for b in desk.window.findChildren(QPushButton) if b.property("role") == "rail"]
    return "".join(b.text() for b in rail if b.accessibleDescription())


def test_figures_of_the_profile(desk):
    page = page_of(desk)
    assert page.history.model.rowCount() == len(DAYS)
    assert page.mistakes.model.rowCount() > 3
    assert page.trend.words.text().startswith(f"{len(DAYS)} dari 26 minggu")
    page.history.forms.setCurrentIndex(1)
    titles = {row.blueprint_id for row in page.history.model.rows()}
    assert titles == {"asesmen-singkat"}
    page.history.periods.setCurrentIndex(1)
    assert page.history.none.isHidden() is bool(page.history.model.rowCount())


def test_open_delete_and_review(desk, dialogs):
    page = page_of(desk)
    page.show_section("history")
    page.history.table.selectRow(0)
    press(desk, "Buka")
    assert isinstance(desk.window.flow, ResultPage)
    desk.window.close_flow()
    page.history.table.selectRow(0)
    dialogs.answers = [True]
    press(desk, "Hapus")
    assert page.history.model.rowCount() == len(DAYS) - 1
    page.show_section("mistakes")
    page.mistakes.table.selectRow(0)
    press(desk, "Baca pembahasan")
    assert isinstance(desk.window.flow, ReviewPage)
    assert desk.window.flow.filters["confident"].isChecked()
    assert marked(desk) == "Kemajuan"
    press(desk, "Kembali ke Kemajuan")
    assert desk.window.flow is None and desk.window.current_key == "progress"


def test_a_result_opened_from_the_start_page_belongs_to_assessments(desk):
    desk.window.show_page("home")
    settle()
    press(desk, "Buka hasil")
    assert isinstance(desk.window.flow, ResultPage) and marked(desk) == "Asesmen"
    press(desk, "Lihat pembahasan")
    assert isinstance(desk.window.flow, ReviewPage) and marked(desk) == "Asesmen"
    press(desk, "Kembali ke hasil")
    desk.window.go_back()
    assert desk.window.flow is None and marked(desk) == "Beranda"


def test_compare_two_results(desk):
    page = page_of(desk)
    page.show_section("history")
    page.history.table.selectRow(0)
    press(desk, "Bandingkan…")
    flow = desk.window.flow
    assert isinstance(flow, ComparePage)
    assert flow.first.currentData() == "p-6"
    assert flow.second.currentData() == "p-5"  # the one before it of the same form
    assert "belum bisa dibedakan dari kebetulan" in flow.headline.text()
    assert flow.model.rowCount() > 1
    flow.second.setCurrentIndex(flow.second.findData("p-1"))
    assert flow.headline.text() == "38 → 88: naik nyata (+2 sampai +76 poin)."
    flow.second.setCurrentIndex(flow.second.findData("p-6"))
    assert flow.headline.text() == "Pilih dua hasil yang berbeda."
    assert not flow.table.isVisible()
    press(desk, "Kembali ke Kemajuan")
    assert desk.window.flow is None


def test_a_form_without_items_is_told(desk):
    step = NextStep(StepKind.BEHAVIOUR_FORM, "tidak-ada", params={"unmet": 1, "behaviours": 21})
    page_of(desk).step_chosen.emit(step)
    settle()
    assert desk.window.banner.isVisible()


def test_export_of_everything(qtbot, desk, dialogs, tmp_path):
    page_of(desk).show_section("data")
    dialogs.files = [tmp_path]
    press(desk, "Ekspor semua data saya…")
    qtbot.waitUntil(lambda: desk.window.banner.isVisible())
    (folder,) = tmp_path.glob("cermin-asn-data-*")
    data = json.loads((folder / "data.json").read_text("utf-8"))
    assert data["profile"]["nickname"] == "Sari"
    assert len(data["tables"]["summary"]) == len(DAYS)
    dialogs.files = [tmp_path / "tidak-ada"]
    desk.window.banner.clear()
    press(desk, "Ekspor semua data saya…")
    qtbot.waitUntil(lambda: desk.window.banner.isVisible())
    assert "tidak dapat ditulis" in desk.window.banner.text
    dialogs.files = [None]
    press(desk, "Ekspor semua data saya…")  # nothing chosen, nothing done


def test_erasing_asks_twice_and_begins_anew(qtbot, desk, dialogs):
    paths = desk._program.paths
    copy = desk._program.backups().make().path
    page_of(desk).show_section("data")
    press(desk, "Hapus jejak saya…")
    flow = desk.window.flow
    assert isinstance(flow, ErasePage)
    assert not flow.erase.isEnabled()
    flow.sure.setChecked(True)
    dialogs.answers = [False]
    press(desk, "Hapus semua milik profil ini")
    assert paths.progress.is_file()
    dialogs.answers = [True]
    press(desk, "Hapus semua milik profil ini")
    assert dialogs.asked[-1][0] == "Hapus semuanya?"
    assert desk.window.current_key == "home" and desk.window.flow is None
    assert desk.window.banner.isVisible()
    assert not copy.exists() and not paths.profile_settings.exists()
    desk.window.show_page("progress")
    settle()
    assert page_of(desk).history.model.rowCount() == 0
    press(desk, "Pilih asesmen")


def test_cancel_keeps_everything(desk):
    page_of(desk).show_section("data")
    press(desk, "Hapus jejak saya…")
    press(desk, "Batal")
    assert desk.window.flow is None
    assert page_of(desk).history.model.rowCount() == len(DAYS)
