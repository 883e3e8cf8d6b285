"""The window: rail, keys, flows, building anew, banners, boxes, work in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QStandardPaths, Qt
from PySide6.QtGui import QFont, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.crash import MOST_BOXES, CrashHook
from ethics_desktop.ui.crash_box import CrashDialog
from ethics_desktop.ui.dialogs import QtDialogs
from ethics_desktop.ui.help import HelpDialog
from ethics_desktop.ui.main_window import MainWindow, PageEntry
from ethics_desktop.ui.tasks import Job, QtTaskRunner
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Button, Page, button, column, label, readable, row
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from tests.fakes import ImmediateTasks

ALL = (
    ("home", "Beranda", "home"),
    ("exam", "Asesmen", "exam"),
    ("practice", "Latihan", "practice"),
    ("scenario", "Skenario", "scenario"),
    ("progress", "Kemajuan", "progress"),
    ("journal", "Jurnal", "journal"),
    ("library", "Pustaka", "library"),
    ("trainer", "Pelatih", "trainer"),
    ("settings", "Pengaturan", "settings"),
)


class ExamplePage(Page):
    """Writes down what happens to it; has one field with a name."""

    def __init__(self, context: UiContext, title: str, log: list[str], parent: QWidget) -> None:
        super().__init__(context, title, parent)
        self.log = log
        self.handles_back = False
        field = QLineEdit(self)
        field.setObjectName(f"field-{title}")
        log.append(f"built {title}")

    def enter(self) -> None:
        self.log.append(f"enter {self.title}")

    def leave(self) -> None:
        self.log.append(f"leave {self.title}")

    def go_back(self) -> bool:
        return self.handles_back


class Shell:
    """A window with example pages and the log of what they went through."""

    def __init__(self, qtbot: QtBot, context: UiContext, keys: tuple[str, ...] = ()) -> None:
        self.log: list[str] = []
        self.geometry = ""
        self.shown = [each for each in ALL if not keys or each[0] in keys]
        self.window = MainWindow(context, self.pages, save_geometry=self.keep)
        qtbot.addWidget(self.window)

    def pages(self, context: UiContext) -> list[PageEntry]:
        return [
            PageEntry(
                key, title, icon, lambda c, parent, t=title: ExamplePage(c, t, self.log, parent)
            )
            for key, title, icon in self.shown
        ]

    def keep(self, geometry: str) -> None:
        self.geometry = geometry

    def flow(self, title: str = "Ujian") -> ExamplePage:
        return ExamplePage(self.window._context, title, self.log, self.window)

    def rail(self) -> list[QPushButton]:
        return [b for b in self.window.findChildren(QPushButton) if b.property("role") == "rail"]


@pytest.fixture
def shell(qtbot: QtBot, context: UiContext) -> Shell:
    return Shell(qtbot, context)


def open_window(qtbot: QtBot, shell: Shell) -> None:
    with qtbot.waitActive(shell.window):
        shell.window.show()
        shell.window.activateWindow()
    qtbot.waitUntil(lambda: shell.window.current_key != "")


def test_shell_is_painted_before_the_first_page_is_built(qtbot: QtBot, shell: Shell) -> None:
    assert shell.log == []
    painted_first: list[bool] = []
    shell.window.page_shown.connect(lambda _key: painted_first.append(shell.window._painted))
    open_window(qtbot, shell)
    assert painted_first == [True]
    assert shell.log == ["built Beranda", "enter Beranda"]


def test_rail_shows_icon_and_word_in_order(shell: Shell) -> None:
    assert [b.text() for b in shell.rail()] == [title for _key, title, _icon in ALL]
    assert all(not b.icon().isNull() for b in shell.rail())
    assert [b.accessibleName() for b in shell.rail()] == [title for _k, title, _i in ALL]


def test_only_pages_that_exist_are_shown(qtbot: QtBot, context: UiContext) -> None:
    shell = Shell(qtbot, context, ("home", "exam", "settings"))
    assert [b.text() for b in shell.rail()] == ["Beranda", "Asesmen", "Pengaturan"]


def test_pressing_an_entry_opens_its_page_and_leaves_the_other(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    shell.log.clear()
    entry = shell.rail()[4]
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    assert shell.window.current_key == "progress"
    assert shell.log == ["leave Beranda", "built Kemajuan", "enter Kemajuan"]
    assert [b.text() for b in shell.rail() if b.property("open") == "true"] == ["Kemajuan"]
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)  # again: stays marked, nothing happens
    assert [b.text() for b in shell.rail() if b.property("open") == "true"] == ["Kemajuan"]


def test_keys_open_pages(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    keys = Qt.Key
    for key, expected in ((keys.Key_2, "exam"), (keys.Key_9, "settings"), (keys.Key_1, "home")):
        qtbot.keyClick(shell.window, key, Qt.KeyboardModifier.ControlModifier)
        assert shell.window.current_key == expected
    qtbot.keyClick(shell.window, keys.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert shell.window.current_key == "settings"
    assert shell.window.focusWidget().objectName() == "field-Pengaturan"
    qtbot.keyClick(shell.window, keys.Key_Escape)
    assert shell.window.current_key == "home"
    with qtbot.waitSignal(shell.window.help_requested):
        qtbot.keyClick(shell.window, keys.Key_F1)


def test_digits_beyond_the_pages_do_nothing(qtbot: QtBot, context: UiContext) -> None:
    shell = Shell(qtbot, context, ("home", "settings"))
    open_window(qtbot, shell)
    qtbot.keyClick(shell.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert shell.window.current_key == "home"


def test_exam_hides_the_rail_and_keys_lead_nowhere(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    flow = shell.flow()
    flow.handles_back = True
    shell.window.open_flow(flow, rail=False)
    assert not shell.rail()[0].isVisible()
    assert flow.isVisible()
    qtbot.keyClick(shell.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shell.window, Qt.Key.Key_Escape)
    assert shell.window.flow is flow
    shell.window.close_flow()
    assert shell.rail()[0].isVisible()
    assert shell.log[-2:] == ["leave Ujian", "enter Beranda"]


def test_flows_lie_on_each_other_and_esc_takes_the_top_one(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    shell.window.open_flow(shell.flow("Hasil"))
    shell.window.open_flow(shell.flow("Pembahasan"))
    qtbot.keyClick(shell.window, Qt.Key.Key_Escape)
    assert shell.window.flow is not None
    assert shell.window.flow.title == "Hasil"
    qtbot.keyClick(shell.window, Qt.Key.Key_Escape)
    assert shell.window.flow is None
    assert shell.window.current_key == "home"


def test_closing_a_flow_gives_the_keyboard_back_to_what_opened_it(
    qtbot: QtBot, shell: Shell
) -> None:
    open_window(qtbot, shell)
    page = shell.window.page("home")
    assert page is not None
    opener = QPushButton("Ekspor…", page)
    opener.show()
    opener.setFocus()
    shell.window.open_flow(shell.flow("Hasil"))
    inner = QPushButton("Lihat pembahasan", shell.window.flow)
    inner.show()
    inner.setFocus()
    shell.window.open_flow(shell.flow("Pembahasan"))
    shell.window.replace_flow(shell.flow("Pembahasan"))
    shell.window.close_flow()
    assert shell.window.focusWidget() is inner
    opener.setEnabled(False)
    shell.window.close_flow()
    assert shell.window.focusWidget().objectName() == "field-Beranda"


def test_the_keyboard_comes_back_to_a_page_made_anew(
    qtbot: QtBot, shell: Shell, make_context: Callable[..., UiContext]
) -> None:
    open_window(qtbot, shell)
    page = shell.window.page("home")
    assert page is not None
    QLineEdit(page).lower()  # the first in reading order has no name
    page.findChild(QLineEdit, "field-Beranda").setFocus()
    shell.window.open_flow(shell.flow("Hasil"))
    shell.window.rebuild(make_context(theme="dark"))
    shell.window.close_flow()
    assert shell.window.page("home") is not page
    assert shell.window.focusWidget().objectName() == "field-Beranda"


def test_result_takes_the_place_of_the_exam(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    shell.window.open_flow(shell.flow("Ujian"), rail=False)
    shell.window.replace_flow(shell.flow("Hasil"))
    assert shell.rail()[0].isVisible()
    shell.window.close_flow()
    assert shell.window.flow is None


def test_a_page_from_the_rail_closes_flows(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    shell.window.open_flow(shell.flow("Hasil"))
    qtbot.mouseClick(shell.rail()[0], Qt.MouseButton.LeftButton)
    assert shell.window.flow is None
    assert shell.log[-2:] == ["leave Hasil", "enter Beranda"]


def test_the_rail_marks_the_page_a_flow_belongs_to(qtbot: QtBot, shell: Shell) -> None:
    def marked() -> list[str]:
        return [b.text() for b in shell.rail() if b.accessibleDescription()]

    open_window(qtbot, shell)
    offered = ("exam", "progress")
    shell.window.open_flow(shell.flow("Ujian"), rail=False, of=offered)
    shell.window.replace_flow(shell.flow("Hasil"), of=offered)
    assert marked() == ["Asesmen"]
    shell.window.rebuild()
    shell.window.open_flow(shell.flow("Tulisan"), of=("journal",))
    assert marked() == ["Jurnal"]
    shell.window.close_flow()
    shell.window.open_flow(shell.flow("Menunggu"))
    assert marked() == ["Asesmen"]
    shell.window.close_flow()
    qtbot.keyClick(shell.window, Qt.Key.Key_Escape)  # back to where it was opened
    assert marked() == ["Beranda"] and shell.window.current_key == "home"
    shell.window.show_page("progress")
    shell.window.open_flow(shell.flow("Hasil"), of=offered)
    assert marked() == ["Kemajuan"]
    qtbot.keyClick(shell.window, Qt.Key.Key_Escape)
    assert marked() == ["Kemajuan"] and shell.window.current_key == "progress"


def test_rebuild_keeps_page_and_keyboard(
    qtbot: QtBot, shell: Shell, make_context: Callable[..., UiContext]
) -> None:
    open_window(qtbot, shell)
    shell.window.show_page("settings")
    old = shell.window.page("settings")
    assert old is not None
    old.findChild(QLineEdit).setFocus()
    shell.log.clear()
    shell.window.rebuild(make_context(theme="dark", text_percent=150))
    assert shell.window.current_key == "settings"
    assert shell.window.page("settings") is not old
    assert shell.window.page("home") is None
    assert shell.log == ["leave Pengaturan", "built Pengaturan", "enter Pengaturan"]
    assert shell.window.focusWidget().objectName() == "field-Pengaturan"


def test_rebuild_shows_pages_that_were_switched_on(qtbot: QtBot, context: UiContext) -> None:
    shell = Shell(qtbot, context, ("home", "settings"))
    open_window(qtbot, shell)
    shell.window.show_page("settings")
    shell.shown = [ALL[0], ALL[7], ALL[8]]
    shell.window.rebuild()
    assert [b.text() for b in shell.rail()][-3:] == ["Beranda", "Pelatih", "Pengaturan"]
    shell.shown = [ALL[0]]
    shell.window.rebuild()
    assert shell.window.current_key == "home"


def test_rebuild_remakes_flows(
    qtbot: QtBot, shell: Shell, make_context: Callable[..., UiContext]
) -> None:
    open_window(qtbot, shell)
    shell.window.open_flow(
        shell.flow(), False, lambda c: ExamplePage(c, "Ujian", shell.log, shell.window)
    )
    first = shell.window.flow
    context = make_context(theme="dark")
    shell.window.rebuild(context)
    assert shell.window.flow is not first
    assert shell.window.flow is not None
    assert shell.window.flow.context is context
    assert not shell.rail()[-1].isVisible()
    shell.window.close_flow()
    assert shell.window.page("home") is not None


def test_closing_leaves_the_page_and_remembers_the_place(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    with qtbot.waitSignal(shell.window.closing):
        shell.window.close()
    assert shell.log[-1] == "leave Beranda"
    again = MainWindow(shell.window._context, shell.pages, geometry=shell.geometry)
    qtbot.addWidget(again)
    assert again.size() == shell.window.size()


@pytest.mark.parametrize("geometry", ["", "zz", "0011"])
def test_opening_size_with_no_or_spoiled_geometry(
    qtbot: QtBot, context: UiContext, shell: Shell, geometry: str
) -> None:
    window = MainWindow(context, shell.pages, geometry=geometry)
    qtbot.addWidget(window)
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert window.width() == min(1180, room.width())
    assert window.minimumHeight() == min(640, room.height())


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("size", [(1024, 640), (1366, 768)])
def test_words_of_the_rail_are_never_cut(
    qtbot: QtBot,
    make_context: Callable[..., UiContext],
    percent: int,
    size: tuple[int, int],
) -> None:
    shell = Shell(qtbot, make_context(text_percent=percent))
    shell.window.setMinimumSize(0, 0)
    shell.window.resize(*size)
    shell.window.show()
    for place in range(len(ALL)):
        shell.window._rail.mark(ALL[place][0])  # the marked entry is bold
        entry = shell.rail()[place]
        assert entry.width() >= entry.sizeHint().width()
        assert entry.height() >= entry.sizeHint().height()
    assert shell.window._rail.width() < size[0] / 2.5


def test_help_lists_keys_and_the_folder(qtbot: QtBot, context: UiContext) -> None:
    box = HelpDialog(context, 5, "/data/CerminASN", "0.1.0")
    qtbot.addWidget(box)
    texts = [w.text() for w in box.findChildren(QWidget) if hasattr(w, "text")]
    assert "F1" in texts
    assert "Ctrl+1 … Ctrl+5" in texts
    assert "/data/CerminASN" in [w.accessibleName() for w in box.findChildren(QWidget)]
    assert "Tutup" in texts


def test_banner_tells_acts_and_closes(qtbot: QtBot, context: UiContext) -> None:
    banner = Banner(context)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.show_message("bad", "Disk penuh.", "Coba lagi")
    assert (banner.kind, banner.text, banner.accessibleName()) == (
        "bad",
        "Disk penuh.",
        "Disk penuh.",
    )
    by_name = {b.accessibleName(): b for b in banner.findChildren(QPushButton)}
    with qtbot.waitSignal(banner.action):
        by_name["Coba lagi"].click()
    with qtbot.waitSignal(banner.closed):
        by_name["Tutup pesan"].click()
    assert banner.isHidden()
    banner.show_message("info", "Tersimpan.")
    assert not by_name["Coba lagi"].isVisible()


def test_buttons_wrap_instead_of_being_cut(qtbot: QtBot, context: UiContext) -> None:
    long = button("Mulai asesmen singkat (10 soal, 8 menit)", "primary")
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = FlowLayout(8)
    layout.addWidget(long)
    holder.setLayout(layout)
    one_row = long.sizeHint()
    holder.resize(one_row.width() // 2 + 20, 400)
    holder.show()
    assert long.width() <= holder.width()
    assert long.height() >= one_row.height() + long.fontMetrics().height()
    assert not long.grab().isNull()
    assert long.minimumSizeHint().width() < one_row.width()


def test_wrapped_button_is_not_squeezed_in_rows_and_columns(
    qtbot: QtBot, context: UiContext
) -> None:
    for arrange in (row, column):
        long = button("Mulai asesmen singkat (10 soal, 8 menit)")
        holder = QWidget()
        qtbot.addWidget(holder)
        holder.setLayout(arrange(long))
        holder.resize(200, 300)
        holder.show()
        assert long.height() >= long.heightForWidth(long.width())


def test_short_lines_get_their_full_height(qtbot: QtBot, context: UiContext) -> None:
    text = readable(label("Sebuah kalimat yang cukup panjang untuk dua baris. " * 3), 30)
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.setLayout(column(text, QLineEdit(), None))
    holder.resize(900, 400)
    holder.show()
    assert text.width() <= text.maximumWidth()
    assert text.height() >= text.heightForWidth(text.width())


def test_flow_layout_wraps_and_aligns_right(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = FlowLayout(8, align_right=True)
    parts = [Button(f"Tombol {number}") for number in range(6)]
    for part in parts:
        layout.addWidget(part)
    holder.setLayout(layout)
    holder.resize(parts[0].sizeHint().width() * 3 + 30, 300)
    holder.show()
    assert len({part.y() for part in parts}) == 2
    assert parts[2].geometry().right() == holder.width() - 1
    taken = layout.takeAt(0)
    assert taken is not None
    assert layout.count() == 5
    assert layout.takeAt(9) is None


def test_boxes_speak_indonesian_and_default_to_no(
    qtbot: QtBot, context: UiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    seen: list[tuple[list[str], str]] = []

    def answer(box: QMessageBox) -> int:
        default = box.defaultButton()
        assert default is box.escapeButton()
        seen.append(([b.text() for b in box.buttons()], default.text()))
        box.buttons()[0].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    dialogs = QtDialogs(context.tr)
    agreed = dialogs.confirm(holder, "Buang?", "Jawaban akan dihapus.", "Ya, buang", "Jangan")
    assert seen[0][1] == "Jangan"
    assert set(seen[0][0]) == {"Ya, buang", "Jangan"}
    assert agreed == (seen[0][0][0] == "Ya, buang")
    dialogs.inform(holder, "Perhatian", "Sudah.")
    assert seen[1][0] == ["Tutup"]


def test_crash_box_copies_and_closes(qtbot: QtBot, context: UiContext) -> None:
    box = CrashDialog(context.tr, "ValueError: x", Path("/data/logs/cermin-asn.log"))
    qtbot.addWidget(box)
    by_name = {b.accessibleName(): b for b in box.findChildren(QPushButton)}
    by_name["Salin rincian"].click()
    assert QGuiApplication.clipboard().text() == "ValueError: x"
    by_name["Lanjutkan"].click()
    assert not box.close_program
    by_name["Tutup program"].click()
    assert box.close_program


def test_crash_hook_logs_shows_and_obeys(
    context: UiContext, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    closed: list[bool] = []
    answers = [True, False, True, True, True]

    def show(tr: Translator, details: str, log_file: Path) -> bool:
        shown.append(details)
        if len(shown) == 1:  # a mistake inside the box is only logged
            hook(ValueError, ValueError("kedua"), None)
        return answers.pop(0)

    hook = CrashHook(lambda: context.tr, Path("x.log"), lambda: closed.append(True), show)
    with caplog.at_level(logging.CRITICAL):
        hook(ValueError, ValueError("pertama"), None)
        assert (len(shown), closed) == (1, [])
        hook(ValueError, ValueError("ketiga"), None)
        assert closed == [True]
        for _again in range(5):
            hook(ValueError, ValueError("lagi"), None)
    assert len(shown) == MOST_BOXES
    assert len(caplog.records) == 8
    assert "pertama" in shown[0]
    hook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert closed == [True, True]


def test_work_runs_elsewhere_and_is_delivered_here(qtbot: QtBot, qapp: QApplication) -> None:
    runner = QtTaskRunner(qapp)
    here = threading.get_ident()
    places: list[tuple[str, int]] = []

    def work(job: Job) -> str:
        job.watch(0.5)
        places.append(("work", threading.get_ident()))
        return "hasil"

    got: list[object] = []

    def done(result: str) -> None:
        places.append(("done", threading.get_ident()))
        got.append(result)

    runner.run(work, done, got.append, got.append)
    qtbot.waitUntil(lambda: "hasil" in got)
    assert got == [0.5, "hasil"]
    assert dict(places)["work"] != here
    assert dict(places)["done"] == here
    assert runner.shut_down()


def test_errors_of_work_are_delivered_and_cancelled_work_is_silent(
    qtbot: QtBot, qapp: QApplication
) -> None:
    runner = QtTaskRunner(qapp)
    got: list[object] = []

    def broken(job: Job) -> None:
        raise ValueError("rusak")

    release = threading.Event()

    def slow(job: Job) -> str:
        release.wait(5)
        return "tidak boleh datang" if job.cancelled else "tidak dibatalkan"

    job = runner.run(slow, got.append, got.append)
    job.cancel()
    release.set()
    runner.run(broken, got.append, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert [type(each) for each in got] == [ValueError]
    assert runner.shut_down()


def test_work_that_nobody_waits_for_begins_later(qtbot: QtBot, qapp: QApplication) -> None:
    runner = QtTaskRunner(qapp, rest_ms=1)
    got: list[object] = []
    unwanted = runner.run(lambda _job: got.append("begun"), got.append, got.append)
    unwanted.cancel()
    runner.run(lambda _job: "hasil", got.append, got.append)
    assert got == []  # not before the next turn of the window
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["hasil"]
    assert not runner._open
    assert runner.shut_down()


def test_the_share_that_is_told_never_goes_back() -> None:
    told: list[float] = []
    job = Job(told.append)
    for share in (0.0, 0.3, 0.301, 0.1, 0.2, 0.4, 1.0):  # a reader began again
        job.watch(share)
    assert told == [0.3, 0.4, 1.0]


def test_the_fake_runner_keeps_the_contract() -> None:
    got: list[object] = []

    def cancelling(job: Job) -> str:
        job.watch(1)
        job.cancel()
        return "tidak boleh datang"

    ImmediateTasks().run(lambda job: 3, got.append, got.append)
    ImmediateTasks().run(lambda job: 1 / 0, got.append, got.append)
    ImmediateTasks().run(cancelling, got.append, got.append)
    assert got[0] == 3
    assert isinstance(got[1], ZeroDivisionError)
    assert len(got) == 2


def test_enter_presses_buttons_and_rail(qtbot, context):
    from PySide6.QtCore import Qt

    from ethics_desktop.ui.widgets.basics import button
    from ethics_desktop.ui.widgets.rail import Rail

    pressed = []
    made = button("Mulai")
    qtbot.addWidget(made)
    made.clicked.connect(lambda: pressed.append("tombol"))
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    rail = Rail(context, [("home", "Beranda", "home")], "home")
    qtbot.addWidget(rail)
    rail.chosen.connect(pressed.append)
    qtbot.keyClick(rail.findChild(type(made).__mro__[1], "rail-home"), Qt.Key.Key_Enter)
    assert pressed == ["tombol", "tombol", "home"]


def test_closing_asks_while_something_is_not_stored(qtbot, make_context):
    from tests.fakes import FakeDialogs

    dialogs = FakeDialogs()
    context = make_context(dialogs=dialogs)

    class Stubborn(Page):
        def unsaved(self) -> bool:
            return bool(dialogs.answers)

    def make(shown: UiContext, parent: QWidget) -> Page:
        return Stubborn(shown, "Beranda", parent)

    entries = [PageEntry("home", "Beranda", "home", make)]
    window = MainWindow(context, lambda _context: entries)
    qtbot.addWidget(window)
    window.show_page("home")
    dialogs.answers = [False, True]
    assert not window.close()
    assert window.close()
    assert len(dialogs.asked) == 2


def test_good_news_stay_behind_and_trouble_comes_along(qtbot: QtBot, shell: Shell) -> None:
    open_window(qtbot, shell)
    banner = shell.window.banner
    banner.show_message("good", "4 perubahan diimpor.")
    shell.rail()[1].click()
    assert not banner.isVisible()
    banner.show_message("warn", "Disk penuh.", "Coba lagi")
    qtbot.keyClick(shell.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert banner.isVisible()


def test_the_keyboard_stays_in_the_page_when_its_control_vanishes(
    qtbot: QtBot, shell: Shell
) -> None:
    open_window(qtbot, shell)
    page = shell.window.page("home")
    assert page is not None
    last = QPushButton("Kunci sekarang", page)
    last.show()
    last.setFocus()
    last.hide()
    assert page.isAncestorOf(shell.window.focusWidget())


def test_a_click_beside_the_controls_moves_no_keyboard(qtbot: QtBot, context: UiContext) -> None:
    page = Page(context, "Contoh")
    qtbot.addWidget(page)
    page.body().addWidget(QLineEdit())
    area = page.findChild(QScrollArea)
    assert not area.focusPolicy() & Qt.FocusPolicy.ClickFocus
    assert area.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_wheel_over_a_closed_list_changes_nothing(qtbot: QtBot) -> None:
    made = Chooser()
    qtbot.addWidget(made)
    made.addItems(["satu", "dua", "tiga"])
    made.show()
    middle = QPointF(made.rect().center())
    turn = QWheelEvent(
        middle,
        QPointF(made.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(made, turn)
    assert made.currentText() == "satu"
    assert not turn.isAccepted()  # it goes on to the page, which scrolls
    qtbot.keyClick(made, Qt.Key.Key_Down)
    assert made.currentText() == "dua"


def test_file_dialogs_begin_among_the_documents_then_where_one_was(
    qtbot: QtBot, context: UiContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    (tmp_path / "sub").mkdir()

    def answer(*given: object) -> tuple[str, str]:
        asked.append(str(given[2]))
        return str(tmp_path / "sub" / "soal.xlsx"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    dialogs = QtDialogs(context.tr)
    holder = QWidget()
    qtbot.addWidget(holder)
    known = QStandardPaths.StandardLocation.DocumentsLocation
    documents = Path(QStandardPaths.writableLocation(known))
    dialogs.choose_file(holder, "Buka")
    dialogs.choose_file(holder, "Simpan", "save", suggested="soal-bertanda.xlsx")
    dialogs.choose_file(holder, "Simpan", "save", suggested=str(tmp_path / "a.csv"))
    assert [Path(name) for name in asked] == [
        documents if documents.is_dir() else Path.home(),
        tmp_path / "sub" / "soal-bertanda.xlsx",
        tmp_path / "a.csv",
    ]
    (tmp_path / "sub").rmdir()
    dialogs.choose_file(holder, "Buka")  # where the folder is gone
    assert Path(asked[-1]) == Path(asked[0])


def test_a_desktop_with_fonts_of_its_own_does_not_keep_them(
    qtbot: QtBot, qapp: QApplication, shell: Shell
) -> None:
    """Windows hands out small ones for some classes, again with every change of its colours."""
    kinds = (QMenu, QTableWidget, QMessageBox)

    def small() -> None:
        for name in ("QMenu", "QHeaderView", "QAbstractItemView", "QMessageBox", "QTipLabel"):
            qapp.setFont(QFont("serif", 7), name)

    def fonts() -> set[str]:
        made = [kind() for kind in kinds]
        for widget in made:
            qtbot.addWidget(widget)
            widget.ensurePolished()
        return {widget.font().toString() for widget in made} | {qapp.font("QTipLabel").toString()}

    small()
    assert fonts() == {QFont("serif", 7).toString()}
    open_window(qtbot, shell)
    assert fonts() == {qapp.font().toString()}
    small()
    handle = shell.window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, QEvent(QEvent.Type.ThemeChange))
    assert fonts() == {qapp.font().toString()}
