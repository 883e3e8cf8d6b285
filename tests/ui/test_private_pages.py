"""Pages of the private place: nothing is cut off at any text size, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.copies import CopyContents, Rebuilt
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.journal import Entry, Kept, Origin, Outcome, Plan, Promise, Prompt
from ethics_desktop.services.journal import EntryView, PromiseView
from ethics_desktop.services.profiles import ProfileCard
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.help import HelpDialog
from ethics_desktop.ui.journal_draft import EntryDraft
from ethics_desktop.ui.pages.journal import AT_ONCE, JournalData, JournalPage
from ethics_desktop.ui.pages.journal_entry import EntryPage
from ethics_desktop.ui.pages.journal_promise import FollowUpPage, PromisePage
from ethics_desktop.ui.pages.pin import ErasePage, GatePage, PinPage
from ethics_desktop.ui.pages.profiles import ProfilesPage
from ethics_desktop.ui.pages.restore import RescuePage, RestorePage
from ethics_desktop.ui.pages.settings_data import BackupEntry
from ethics_desktop.ui.widgets.writing import WritingField
from tests.builders import START
from tests.ui.layouts import faults, settle

LONG = "Atasan meminta berkas didahulukan di depan pemohon lain yang sudah mengantre sejak pagi. "
PLAN = Plan("atasan meminta berkas didahulukan", LONG, "Kepala Subbagian Umum dan Kepegawaian")


class Quiet:
    """Takes what a draft stores and does nothing."""

    def used(self) -> None:
        pass

    def save(self, entry: Entry, plan: Plan, entry_id: str | None) -> EntryView:
        return EntryView(entry_id or "e-1", START, START, entry, plan)


def promise(stage: int = 0) -> PromiseView:
    outcome = Outcome(30, START, Kept.PARTLY, "dibantu rekan")
    due = START + timedelta(days=90)
    return PromiseView("p-1", START, due, Promise(PLAN, "Simulasi", (outcome,)), stage)


def entries(count: int) -> tuple[EntryView, ...]:
    entry = Entry(Origin.SCENARIO, "Halaman enam", "", {Prompt.FEELINGS: LONG * 3})
    return tuple(EntryView(f"e-{n}", START, START, entry) for n in range(count))


def journal(context: UiContext, count: int = 3) -> JournalPage:
    page = JournalPage(context, lambda: 0.0)
    page.show_journal(JournalData(entries(count), (promise(30), promise()), count, 2, True))
    return page


def locked(context: UiContext) -> JournalPage:
    page = JournalPage(context, lambda: 3600.0)
    page.show_lock()
    return page


def entry(context: UiContext, origin: Origin = Origin.ATTEMPT) -> EntryPage:
    draft = EntryDraft(Quiet(), Entry(origin, "Simulasi Etika ASN"))  # type: ignore[arg-type]
    page = EntryPage(context, draft, warn=True)
    next(iter(page.fields.values())).setPlainText(LONG * 4)
    page.plan.when.setPlainText(LONG)
    page.save()
    return page


CONTENTS = CopyContents(12, 1, 3, 240, 14, 2, START, True)
BROKEN = CopyContents(problems=(Finding("db_unreadable", Severity.ERROR, params={"detail": "x"}),))
BACKUP = BackupEntry(Path("/x/progress-1.sqlite3"), START, 240_000)
CARDS = (
    ProfileCard("utama", "Sri Wahyuningsih Kusumawardhani, S.Sos", START, True),
    ProfileCard("profil-1", "", None, False),
)
PAGES: dict[str, Callable[[UiContext], QWidget]] = {
    "journal": journal,
    "empty journal": lambda c: _empty(c),
    "locked journal": locked,
    "reflection": entry,
    "free entry": lambda c: entry(c, Origin.FREE),
    "promise": lambda c: PromisePage(c, PLAN),
    "question": lambda c: FollowUpPage(c, promise(90)),
    "gate": lambda c: GatePage(c, lambda: 30.0, "Sri Wahyuningsih Kusumawardhani", True),
    "first PIN": lambda c: PinPage(c, False, False),
    "another PIN": lambda c: PinPage(c, True, True),
    "deleting": lambda c: ErasePage(c, True, 7),
    "profiles": lambda c: ProfilesPage(c, CARDS, "utama", False),
    "copy": lambda c: RestorePage(c, BACKUP, CONTENTS, None),
    "broken copy": lambda c: RestorePage(c, BACKUP, BROKEN, CONTENTS),
    "repair": lambda c: RescuePage(
        c,
        "/data/CerminASN/profiles/utama/progress.sqlite3",
        Rebuilt(CONTENTS, CONTENTS, START, 2),
        3,
    ),
    "no repair": lambda c: RescuePage(c, "/data/progress.sqlite3", None, 0),
}


def _empty(context: UiContext) -> JournalPage:
    page = JournalPage(context, lambda: 0.0)
    page.show_journal(JournalData((), (), 0, 0, False))
    return page


def shown(qtbot: QtBot, widget: QWidget, size: tuple[int, int]) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    settle()
    return widget


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("percent", "size"), [(100, (800, 640)), (200, (1030, 768))])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off(
    qtbot: QtBot,
    make_context: Callable[..., UiContext],
    name: str,
    percent: int,
    size: tuple[int, int],
    language: str,
) -> None:
    page = shown(qtbot, PAGES[name](make_context(language, text_percent=percent)), size)
    assert faults(page) == []
    for one in page.findChildren(QAbstractButton):
        if one.isVisible():
            right = one.mapTo(page, one.rect().bottomRight()).x()
            assert right < page.width(), one.accessibleName()


@pytest.mark.parametrize("name", PAGES)
def test_controls_have_the_names_that_show(qtbot: QtBot, context: UiContext, name: str) -> None:
    page = shown(qtbot, PAGES[name](context), (1000, 1400))
    for kind in (QPushButton, QRadioButton, QCheckBox, QLineEdit, QPlainTextEdit):
        for one in page.findChildren(kind):
            if not one.isVisible():
                continue
            assert one.accessibleName(), one
            if isinstance(one, QAbstractButton) and one.text():
                assert one.accessibleName() == one.text().replace("&", "")
    buddies = [(one.text(), one.buddy()) for one in page.findChildren(QLabel) if one.buddy()]
    for text, control in buddies:
        assert text.split(". ", 1)[-1] == control.accessibleName()


def test_a_long_journal_is_shown_in_parts(qtbot: QtBot, context: UiContext) -> None:
    page = journal(context, AT_ONCE + 5)
    shown(qtbot, page, (900, 700))

    def opened() -> int:
        return sum(b.isVisible() for b in page.findChildren(QPushButton, "open-entry"))

    assert opened() == AT_ONCE
    (more,) = [
        b for b in page.findChildren(QPushButton) if b.text() == "Tampilkan lebih banyak (5)"
    ]
    more.click()
    settle()
    assert opened() == AT_ONCE + 5


def test_locking_takes_every_word_off_the_page(qtbot: QtBot, context: UiContext) -> None:
    page = journal(context)
    shown(qtbot, page, (900, 700))
    page.search.setText("sungkan")
    page.show_lock()
    settle()
    texts = " ".join(one.text() for one in page.findChildren(QLabel))
    assert "Atasan" not in texts and page.search.text() == ""
    assert page.locked and page.form.field.isVisible()


def test_a_field_grows_with_its_text_and_takes_no_more_than_it_may(
    qtbot: QtBot, context: UiContext
) -> None:
    field = WritingField("Catatan", lines=(2, 6), limit=500)
    qtbot.addWidget(field)
    field.resize(300, 50)
    field.show()
    settle()
    low = field.height()
    with qtbot.waitSignal(field.full):
        field.setPlainText("kata " * 200)
    settle()
    assert len(field.text) == 500
    assert field.height() > low
    tallest = field.height()
    field.setPlainText("kata\n" * 50)
    settle()
    assert field.height() == tallest
    assert field.tabChangesFocus()


def test_a_wait_is_shown_and_ends_by_itself(qtbot: QtBot, context: UiContext) -> None:
    left = [30.0]
    page = GatePage(context, lambda: left[0], "", False)
    shown(qtbot, page, (800, 600))
    page.enter()
    assert not page.form.open_button.isEnabled()
    assert page.form.told.text() == "Coba lagi dalam 00:30."
    tried: list[str] = []
    page.form.tried.connect(tried.append)
    page.form.field.setText("kopi susu")
    qtbot.keyClick(page.form.field, Qt.Key.Key_Return)
    assert tried == []
    left[0] = 0.0
    qtbot.waitUntil(page.form.open_button.isEnabled)
    qtbot.keyClick(page.form.field, Qt.Key.Key_Return)
    assert tried == ["kopi susu"]
    page.leave()
    assert page.form.field.text() == ""  # a PIN is not left lying about


def test_pins_are_never_shown(qtbot: QtBot, context: UiContext) -> None:
    for page in (PinPage(context, True, False), GatePage(context, lambda: 0.0, "", False)):
        qtbot.addWidget(page)
        for field in page.findChildren(QLineEdit):
            assert field.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize(
    ("topic", "heading", "told"),
    [
        ("journal", "Jurnal dan PIN", "PIN yang terlupa tidak dapat dipulihkan"),
        ("data", "Profil, cadangan, dan perbaikan", "berkas yang utuh"),
    ],
)
def test_help_tells_of_the_private_place(
    qtbot: QtBot, context: UiContext, topic: str, heading: str, told: str
) -> None:
    box = HelpDialog(context, 9, "/data/CerminASN", "0.1.0", topic=topic)
    qtbot.addWidget(box)
    texts = [one.text() for one in box.findChildren(QLabel)]
    assert heading in texts and "Ctrl+S" in texts
    assert any(told in text for text in texts)


def test_the_keyboard_begins_at_a_profile_that_can_be_chosen(qtbot, context):
    page = ProfilesPage(context, CARDS, next(one.id for one in CARDS if one.current), False)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.focus_first()
    held = page.focusWidget()
    assert held.isEnabled() and held.objectName().startswith(("profile-", "new-profile"))
