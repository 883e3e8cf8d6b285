"""Pengaturan: real controls with names, every change told at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from ethics_desktop.settings import AppSettings, ProfileSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.settings import BackupEntry, SettingsData, SettingsPage
from tests.builders import START
from tests.fakes import FakeDialogs
from tests.ui.layouts import settle
from tests.worlds import make_program

BACKUP = BackupEntry(Path("/data/backups/2026-11-21.sqlite3"), START, 240_000)


def page(qtbot: QtBot, context: UiContext, **changes: object) -> SettingsPage:
    given: dict[str, object] = {
        "app": AppSettings(geometry="00ff"),
        "profile": ProfileSettings(nickname="Budi", welcomed=True),
        "data_folder": "/data/CerminASN",
        "version": "0.1.0",
        "backups": (BACKUP,),
    }
    made = SettingsPage(context, SettingsData(**{**given, **changes}))  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(900, 1400)
    made.show()
    return made


def radio(made: SettingsPage, text: str) -> QRadioButton:
    found = [each for each in made.findChildren(QRadioButton) if each.text() == text]
    assert len(found) == 1, text
    return found[0]


def press(made: SettingsPage, text: str) -> None:
    found = [each for each in made.findChildren(QPushButton) if each.text() == text]
    assert len(found) == 1, text
    found[0].click()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("English", {"language": "en"}),
        ("Gelap", {"theme": "dark"}),
        ("Kontras tinggi", {"theme": "contrast"}),
        ("Terang", {"theme": "light"}),
        ("150 %", {"text_percent": 150}),
        ("200 %", {"text_percent": 200}),
    ],
)
def test_appearance_is_told_at_once_and_keeps_the_rest(
    qtbot: QtBot, context: UiContext, text: str, expected: dict[str, object]
) -> None:
    made = page(qtbot, context)
    told: list[AppSettings] = []
    made.app_settings_changed.connect(told.append)
    radio(made, text).click()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [AppSettings(**{"geometry": "00ff", **expected})]


def test_choices_show_what_is_set(qtbot: QtBot, context: UiContext) -> None:
    app = AppSettings(language="en", theme="contrast", text_percent=175)
    made = page(qtbot, context, app=app)
    checked = [each.text() for each in made.findChildren(QRadioButton) if each.isChecked()]
    assert checked == ["English", "Kontras tinggi", "175 %", "Seimbang"]
    groups = [each.title() for each in made.findChildren(QGroupBox)]
    assert groups == ["Bahasa", "Tema", "Ukuran teks", "Seberapa sering kartu kembali"]
    assert [each.text() for each in made.findChildren(QRadioButton)] == [
        *("Indonesia", "English"),
        *("Seperti sistem", "Terang", "Gelap", "Kontras tinggi"),
        *("100 %", "125 %", "150 %", "175 %", "200 %"),
        *("Ringan", "Seimbang", "Ketat"),
    ]


def test_practice_settings_are_told_at_once(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    expected = ProfileSettings(nickname="Budi", welcomed=True)
    boxes = {each.text(): each for each in made.findChildren(QCheckBox)}
    assert boxes["Tanyakan seberapa yakin saya"].isChecked()
    assert not boxes["Satu dilema sehari di Beranda"].isChecked()
    for press_it, change in (
        (boxes["Tanyakan seberapa yakin saya"], {"certainty": False}),
        (boxes["Satu dilema sehari di Beranda"], {"daily_dilemma": True}),
        (radio(made, "Ketat"), {"retention": "strict"}),
        (radio(made, "Ringan"), {"retention": "light"}),
    ):
        expected = msgspec.structs.replace(expected, **change)
        with qtbot.waitSignal(made.profile_settings_changed) as told:
            press_it.click()
        assert told.args == [expected]


def test_arrows_move_within_a_group(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    with qtbot.waitActive(made):
        made.activateWindow()
    radio(made, "Seperti sistem").setFocus()
    with qtbot.waitSignal(made.app_settings_changed) as told:
        qtbot.keyClick(radio(made, "Seperti sistem"), Qt.Key.Key_Right)
    assert told.args is not None
    assert told.args[0].theme == "light"
    assert radio(made, "Indonesia").isChecked()


def test_arrows_keep_the_keyboard_while_all_is_built_anew(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    desk = Desk(qapp, make_program(tmp_path), FakeDialogs())
    qtbot.addWidget(desk.window)
    with qtbot.waitActive(desk.window):
        desk.show()
        desk.window.activateWindow()
    desk.window.show_page("settings")
    for start, text in (("Indonesia", "English"), ("100 %", "125 %")):
        old = desk.window.page("settings")
        radio(old, start).setFocus()
        qtbot.keyClick(radio(old, start), Qt.Key.Key_Right)
        qtbot.waitUntil(lambda old=old: desk.window.page("settings") is not old)
        settle()
        held = desk.window.focusWidget()
        assert isinstance(held, QRadioButton) and held.isChecked()
        assert held.text() == text and held.hasFocus()
    desk.close()


def test_extra_time_offers_every_factor(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, profile=ProfileSettings(extra_time=1.5))
    extra = made.findChild(QComboBox, "extra-time")
    assert extra.accessibleName() == "Tambahan waktu"
    assert [extra.itemText(place) for place in range(extra.count())] == [
        "Tanpa tambahan waktu",
        "×1,25",
        "×1,3",
        "×1,5",
        "×2",
        "Tanpa batas waktu",
    ]
    assert extra.currentText() == "×1,5"
    told: list[ProfileSettings] = []
    made.profile_settings_changed.connect(told.append)
    extra.activated.emit(5)
    assert told == [ProfileSettings(extra_time=0.0)]


def test_name_and_timer(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    told: list[ProfileSettings] = []
    made.profile_settings_changed.connect(told.append)
    hide = made.findChild(QCheckBox, "hide-timer")
    assert hide.accessibleName() == "Sembunyikan sisa waktu"
    hide.click()
    name = made.findChild(QLineEdit, "nickname")
    name.editingFinished.emit()  # unchanged: nothing to tell
    name.setText(" Wati ")
    made.leave()
    assert told == [
        ProfileSettings("Budi", hide_timer=True, welcomed=True),
        ProfileSettings("Wati", hide_timer=True, welcomed=True),
    ]


def test_every_control_has_a_name_and_every_prompt_a_buddy(
    qtbot: QtBot, context: UiContext
) -> None:
    made = page(qtbot, context)
    for kind in (QRadioButton, QCheckBox, QComboBox, QLineEdit, QPushButton):
        for each in made.findChildren(kind):
            if each.isVisible():
                assert each.accessibleName(), each
    buddies = {each.text(): each.buddy() for each in made.findChildren(QLabel) if each.buddy()}
    assert set(buddies) == {"Nama panggilan", "Tambahan waktu", "Folder data", "Cadangan"}
    assert all(text == control.accessibleName() for text, control in buddies.items())


def test_the_data_folder_is_shown_copied_and_opened(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    folder = made.findChild(QLineEdit, "data-folder")
    assert folder.text() == "/data/CerminASN"
    assert folder.isReadOnly()
    press(made, "Salin")
    assert QGuiApplication.clipboard().text() == "/data/CerminASN"
    with qtbot.waitSignal(made.open_folder_requested):
        press(made, "Buka folder")
    assert "Versi 0.1.0" in [each.text() for each in made.findChildren(QLabel)]


def test_storage_buttons_tell(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    with qtbot.waitSignal(made.check_requested):
        press(made, "Periksa data")
    with qtbot.waitSignal(made.backup_requested):
        press(made, "Cadangkan sekarang")
    with qtbot.waitSignal(made.entered):
        made.enter()


def test_a_backup_is_looked_into_first(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    told: list[Path] = []
    made.restore_requested.connect(told.append)
    press(made, "Pulihkan cadangan…")
    assert told == [BACKUP.path]


def test_deleting_a_backup_is_asked_for(
    qtbot: QtBot, make_context: Callable[..., UiContext]
) -> None:
    dialogs = FakeDialogs(answers=[False, True])
    made = page(qtbot, make_context(dialogs=dialogs))
    told: list[Path] = []
    made.copy_delete_requested.connect(told.append)
    press(made, "Hapus cadangan ini…")
    assert told == []
    press(made, "Hapus cadangan ini…")
    assert told == [BACKUP.path]
    assert dialogs.asked[0][0] == "Hapus cadangan ini?"
    assert "21 November 2026" in dialogs.asked[0][1]


def test_repair_is_offered_when_the_data_are_damaged(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    assert "Perbaiki data…" not in [
        each.text() for each in made.findChildren(QPushButton) if each.isVisible()
    ]
    made.refresh_storage("damaged", [BACKUP])
    with qtbot.waitSignal(made.repair_requested):
        press(made, "Perbaiki data…")


def test_profile_and_pin_tell(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    with qtbot.waitSignals([made.profiles_requested, made.pin_requested, made.erase_requested]):
        for text in ("Profil…", "PIN…", "Hapus jejak saya…"):
            press(made, text)


def test_a_risky_data_folder_is_told(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, place="Folder data berada di drive jaringan.")
    shown = [w.text() for w in made.findChildren(QLabel) if w.property("textRole") == "warn"]
    assert "Folder data berada di drive jaringan." in shown


def test_state_and_backups_may_change_later(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, backups=())
    backups = made.findChild(QComboBox, "backups")
    assert (backups.currentText(), backups.isEnabled()) == ("Belum ada cadangan", False)
    made.refresh_storage("damaged", [BACKUP, BACKUP])
    assert backups.count() == 2
    assert backups.isEnabled()
    assert "(234 KB)" in backups.itemText(0)
    state = [w for w in made.findChildren(QLabel) if w.property("textRole") == "bad"]
    assert [w.text() for w in state] == [
        "Data rusak. Perbaiki datanya; berkas yang rusak tetap disimpan."
    ]


def test_tab_order_is_reading_order(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context)
    with qtbot.waitActive(made):
        made.activateWindow()
    first = radio(made, "Indonesia")
    first.setFocus()
    seen = [first]
    while True:
        qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Tab)
        now = made.focusWidget()
        if now in seen:
            break
        seen.append(now)
    named = [each.accessibleName() for each in seen]
    assert named[:4] == ["Indonesia", "Seperti sistem", "100 %", "Nama panggilan"]
    assert named[4:6] == ["Tambahan waktu", "Sembunyikan sisa waktu"]
    practice = ["Tanyakan seberapa yakin saya", "Seimbang", "Satu dilema sehari di Beranda"]
    assert named[6:9] == practice
    assert named[9:13] == ["Tampilkan halaman Pelatih", "Profil…", "PIN…", "Hapus jejak saya…"]
    assert named[13:16] == ["Folder data", "Salin", "Buka folder"]
    last = ["Periksa data", "Cadangkan sekarang", "Cadangan", "Pulihkan cadangan…"]
    assert named[16:21] == [*last, "Hapus cadangan ini…"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [690, 1030])
def test_nothing_is_cut_at_twice_the_text_size(
    qtbot: QtBot, make_context: Callable[..., UiContext], language: str, width: int
) -> None:
    made = page(qtbot, make_context(language, text_percent=200))
    made.resize(width, 640)
    for kind in (QRadioButton, QCheckBox, QPushButton, QComboBox):
        for each in made.findChildren(kind):
            if each.isVisible():
                assert each.mapTo(made, each.rect().bottomRight()).x() < width, each
    for kind in (QRadioButton, QCheckBox):
        for each in made.findChildren(kind):
            assert each.width() >= each.sizeHint().width(), each.text()
    for shown in made.findChildren(QLabel):
        if shown.isVisible() and shown.wordWrap():
            assert shown.height() >= shown.heightForWidth(shown.width()), shown.text()
