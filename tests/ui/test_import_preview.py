"""Import in the whole window: read, look, decide, import; and nothing before that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop import app
from ethics_desktop.domain.bank import Principle, kind_of
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.findings import MOST_SHOWN, Finding, Location, Severity, digest
from ethics_desktop.domain.watching import StoppedError, Watch
from ethics_desktop.paths import program_root
from ethics_desktop.services.import_plan import State
from ethics_desktop.services.importing import ImportService
from ethics_desktop.services.trainer import Surroundings
from ethics_desktop.settings import AppSettings
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.desk_import import around_text
from ethics_desktop.ui.help import TOPICS, HelpDialog
from ethics_desktop.ui.pages.export import ExportPage
from ethics_desktop.ui.pages.import_columns import ImportColumnsPage
from ethics_desktop.ui.pages.import_preview import ImportPreviewPage
from ethics_desktop.ui.pages.quality import QualityPage
from ethics_desktop.ui.tasks import Job
from ethics_desktop.ui.waiting import Waiter, WaitingPage
from ethics_desktop.ui.widgets.basics import Page
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.findings_view import FindingsView
from tests.fakes import FakeDialogs, ImmediateTasks
from tests.ui.layouts import faults, settle
from tests.watches import Looking
from tests.worlds import make_program

GIFT = """::satu::Loket antre panjang. Apa yang Anda lakukan? {
~%20%Menuruti rekan ~%40%Menunda ~%60%Bertanya ~%80%Menjelaskan =Menolak dan menjelaskan}

::dua::Gratifikasi wajib dilaporkan. {T}

::tiga::Uraikan. {}
"""
CSV = """No;Pertanyaan;Pilihan A;Pilihan B;Pilihan C;Jawaban
1;Pemohon memberi Anda bingkisan di caf\u00e9. Apa tindakan Anda?;Menolak;Menerima;Membagi;A
2;Soal tanpa kunci?;satu;dua;tiga;
"""


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    file = tmp_path / "antrean.gift"
    file.write_text(GIFT, encoding="utf-8")
    return file


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "kantor.csv"
    file.write_bytes(CSV.encode("cp1252"))
    return file


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Desk:
    program = make_program(tmp_path / "data")
    program.app_settings.save(AppSettings(trainer_page=True))
    made = Desk(qapp, program, FakeDialogs([True]))
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.show()
        made.window.activateWindow()
    qtbot.waitUntil(lambda: made.window.current_key == "home")
    return made


def step(qtbot: QtBot, desk: Desk, kind: type, react: Callable[[], object]) -> Any:
    """Do something and wait for the page that it opens."""
    before = desk.window.flow
    react()
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, kind) and desk.window.flow is not before)
    settle()
    return desk.window.flow


def press(desk: Desk, name: str) -> None:
    found = [
        b
        for b in desk.window.findChildren(QPushButton)
        if b.isVisible() and b.isEnabled() and b.accessibleName() == name
    ]
    assert found, name
    found[0].click()
    settle()


def bring_in(qtbot: QtBot, desk: Desk) -> None:
    """Press «Impor» and wait until the library says that it is done."""
    desk.window.banner.clear()
    press(desk, "Impor")
    qtbot.waitUntil(lambda: desk.window.flow is None and desk.window.banner.kind == "good")


def finish(qtbot: QtBot, desk: Desk) -> None:
    """Wait until the banner says that something was done."""
    banner = desk.window.banner
    qtbot.waitUntil(lambda: banner.isVisible() and banner.kind == "good")
    settle()


def texts(desk: Desk) -> list[str]:
    return [each.text() for each in desk.window.findChildren(QLabel) if each.isVisible()]


def banks(desk: Desk) -> dict[str, int]:
    return {bank.id: bank.items for bank in desk._open().library.banks()}


def test_good_items_go_in_and_bad_ones_stay_out(qtbot: QtBot, desk: Desk, gift: Path) -> None:
    before = banks(desk)
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    assert "Soal: 2 baru · 0 berubah · 0 sama · 0 hilang" in texts(desk)
    assert any("1 soal tidak dapat diimpor" in text for text in texts(desk))
    assert banks(desk) == before  # nothing is written before «Impor»
    assert page.findings.model.rows()[0].finding.severity is Severity.ERROR
    bring_in(qtbot, desk)
    assert desk.window.current_key == "library"
    assert desk.window.banner.text == "2 perubahan diimpor ke “antrean”, kini versi 1.0.0."
    assert banks(desk) == before | {"antrean": 2}
    again = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    assert again.session.count(State.SAME) == 2
    assert not again.go.isEnabled()


def test_leaving_writes_nothing(qtbot: QtBot, desk: Desk, gift: Path) -> None:
    before = banks(desk)
    step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.flow is None
    assert banks(desk) == before


@pytest.mark.parametrize("accepted", [True, False])
def test_weights_become_situational_only_if_wanted(
    qtbot: QtBot, desk: Desk, gift: Path, accepted: bool
) -> None:
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    everything = page.findChild(QCheckBox, "sjt-all")
    assert everything.isChecked()
    (one,) = page.session.plan.proposals
    single = page.findChild(QCheckBox, f"sjt-{one}")
    single.setChecked(False)
    assert not everything.isChecked()
    assert page.session.as_sjt == frozenset()
    if accepted:
        everything.setChecked(True)
        assert single.isChecked()
    bring_in(qtbot, desk)
    bank = desk._open().trainer.bank("antrean")
    kinds = {kind_of(item) for item in bank.items}
    assert kinds == {"sjt" if accepted else "single", "truefalse"}


def test_changed_and_gone_items_are_decided_by_check_boxes(
    qtbot: QtBot, desk: Desk, gift: Path
) -> None:
    step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    bring_in(qtbot, desk)
    gift.write_text(GIFT.replace("{T}", "{F}"), encoding="utf-8")
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    assert page.session.count(State.CHANGED) == 1
    take = page.findChild(QCheckBox, "take_changed")
    assert take.text() == "Perbarui 1 yang berubah"
    take.setChecked(False)
    assert not page.go.isEnabled()
    take.setChecked(True)
    assert page.go.isEnabled()
    bring_in(qtbot, desk)
    assert "versi 2.0.0" in desk.window.banner.text


def test_another_bank_and_a_principle(qtbot: QtBot, desk: Desk, gift: Path, table: Path) -> None:
    step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    bring_in(qtbot, desk)
    other = gift.with_name("lain.gift")
    other.write_text("Laporan wajib disimpan. {T}\n", encoding="utf-8")
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(other))
    for name, value in (("target-bank", "antrean"), ("target-principle", "integritas")):
        chooser = page.findChild(Chooser, name)
        chooser.setCurrentIndex(chooser.findData(value))
        before = page.session.plan
        chooser.activated.emit(chooser.currentIndex())
        qtbot.waitUntil(lambda before=before: page.session.plan is not before)
        settle()
    assert page.session.plan.info.id == "antrean"
    assert page.session.principle is Principle.INTEGRITAS
    assert page.session.count(State.GONE) == 2
    assert not page.findChild(QCheckBox, "drop_gone").isChecked()
    bring_in(qtbot, desk)
    bank = desk._open().trainer.bank("antrean")
    assert len(bank.items) == 3
    assert [i.meta.principle for i in bank.items].count(Principle.INTEGRITAS) == 1


def test_guessed_letters_are_a_question(qtbot: QtBot, desk: Desk, table: Path) -> None:
    columns = step(qtbot, desk, ImportColumnsPage, lambda: desk.open_file(table))
    page = step(qtbot, desk, ImportPreviewPage, columns.go.click)
    assert not page.go.isEnabled()
    assert any("caf\u00e9" in text for text in texts(desk))
    press(desk, "Ya, benar")
    assert page.go.isEnabled()
    bring_in(qtbot, desk)
    assert banks(desk)["kantor"] == 1
    # the columns are remembered: straight to the preview, which can lead back to them
    again = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(table))
    assert again.session.preview.table.remembered
    step(qtbot, desk, ImportColumnsPage, lambda: press(desk, "Ubah kolom…"))
    press(desk, "Batal")
    assert desk.window.flow is None


def test_a_chosen_problem_shows_its_place(qtbot: QtBot, desk: Desk, gift: Path) -> None:
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    page.findings.table.selectRow(0)
    qtbot.waitUntil(lambda: any("→ 6: ::tiga::Uraikan. {}" in text for text in texts(desk)))
    page.findings.copy.click()
    assert "baris teks 6" in QGuiApplication.clipboard().text()


def test_problems_are_saved_as_csv_and_in_a_marked_copy(
    qtbot: QtBot, desk: Desk, table: Path, tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in CSV.splitlines():
        book.active.append(row.split(";"))
    source = tmp_path / "kantor.xlsx"
    book.save(source)
    desk.context.dialogs.files = [tmp_path / "masalah.csv", tmp_path / "tanda.xlsx"]  # type: ignore[attr-defined]
    columns = step(qtbot, desk, ImportColumnsPage, lambda: desk.open_file(source))
    step(qtbot, desk, ImportPreviewPage, columns.go.click)
    press(desk, "Simpan sebagai CSV…")
    finish(qtbot, desk)
    assert (tmp_path / "masalah.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    press(desk, "Simpan salinan bertanda…")
    finish(qtbot, desk)
    assert (tmp_path / "tanda.xlsx").is_file()
    assert desk.window.banner.text.startswith("Tersimpan: ")


def test_the_keyboard_goes_to_the_imported_bank(qtbot: QtBot, desk: Desk, gift: Path) -> None:
    step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    bring_in(qtbot, desk)
    settle()
    heading = desk.window.focusWidget()
    assert isinstance(heading, QLabel)
    assert heading.objectName() == "bank-antrean"
    assert not heading.visibleRegion().isEmpty()
    QTest.keyClick(heading, Qt.Key.Key_Tab)
    beside = desk.window.focusWidget()
    assert beside.accessibleDescription() == "antrean"


def test_errors_are_banners(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.open_file(tmp_path / "tidak-ada.gift")
    qtbot.waitUntil(desk.window.banner.isVisible)
    assert desk.window.flow is None
    assert desk.window.banner.kind == "warn"


def test_a_full_disk_keeps_the_preview(
    qtbot: QtBot, desk: Desk, gift: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise StorageError("disk_full", path="/x")

    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    with monkeypatch.context() as broken:
        broken.setattr(ImportService, "apply", full)
        press(desk, "Impor")
        qtbot.waitUntil(desk.window.banner.isVisible)
    assert desk.window.flow is page
    press(desk, "Coba lagi")
    qtbot.waitUntil(lambda: desk.window.flow is None and desk.window.banner.kind == "good")
    assert banks(desk)["antrean"] == 2


def test_a_bank_can_be_deleted_checked_and_exported(
    qtbot: QtBot, desk: Desk, gift: Path, tmp_path: Path
) -> None:
    step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    bring_in(qtbot, desk)
    quality = step(qtbot, desk, QualityPage, lambda: desk._import.check_quality("antrean"))
    quality.findings.table.selectRow(0)
    settle()
    press(desk, "Kembali")
    target = tmp_path / "keluar.gift"
    desk.context.dialogs.files = [target]  # type: ignore[attr-defined]
    export = step(qtbot, desk, ExportPage, lambda: desk._import.export("antrean"))
    next(b for b in export._buttons if b.text() == "Teks GIFT").click()
    press(desk, "Simpan ke berkas…")
    finish(qtbot, desk)
    assert "Gratifikasi wajib dilaporkan" in target.read_text(encoding="utf-8")
    press(desk, "Kembali")
    desk.window.findChild(QPushButton, "remove-antrean").click()
    finish(qtbot, desk)
    assert "antrean" not in banks(desk)
    assert desk.window.banner.text == "Bank soal dihapus. Hasil lama tetap dapat dibaca."
    assert desk.window.findChild(QPushButton, "remove-integritas") is None


def test_files_are_dropped_onto_the_window(qtbot: QtBot, desk: Desk, gift: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(gift)), QUrl.fromLocalFile("/x")])
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPoint(9, 9), action, data, buttons, Qt.KeyboardModifier.NoModifier)
    step(qtbot, desk, ImportPreviewPage, lambda: desk.window.dropEvent(drop))
    assert drop.isAccepted()


def test_colours_may_change_while_looking(qtbot: QtBot, desk: Desk, gift: Path) -> None:
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    page.findChild(QCheckBox, "sjt-all").setChecked(False)
    desk.window.rebuild(desk._make_context())
    settle()
    after = desk.window.flow
    assert isinstance(after, ImportPreviewPage)
    assert after is not page
    assert not after.findChild(QCheckBox, "sjt-all").isChecked()


class HeldTasks:
    """Runs nothing until the test says so."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []
        self.job = Job(lambda share: None)

    def run(self, work: Any, done: Any, failed: Any, progress: Any = None) -> Job:
        job = self.job = Job(progress or (lambda share: None))
        self.held.append(lambda: None if job.cancelled else done(work(job)))
        return job


def test_long_work_shows_progress_and_can_be_cancelled(qtbot: QtBot, desk: Desk) -> None:
    tasks, got = HeldTasks(), []
    waiter = Waiter(desk.window, lambda: desk.context, tasks, desk)
    waiter._timer.setInterval(0)
    waiter.run(lambda c: "Membaca…", lambda _watch: 7, got.append, got.append)
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, WaitingPage))
    bar = desk.window.flow.bar  # type: ignore[union-attr]
    assert bar.accessibleName() == "Membaca…"
    assert bar.maximum() == 0  # how long it takes is not known yet
    tasks.job.watch(0.25)
    assert bar.value() == bar.maximum() / 4
    press(desk, "Batal")
    with pytest.raises(StoppedError):
        tasks.job.watch(0.5)
    assert desk.window.flow is None
    tasks.held.pop()()
    assert got == []
    waiter.run(lambda c: "Membaca…", lambda _watch: 7, got.append, got.append)
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, WaitingPage))
    tasks.held.pop()()
    assert got == [7]
    assert desk.window.flow is None


def test_a_file_whose_comparison_is_stopped_is_let_go(
    desk: Desk, gift: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview, works = desk._open().imports.read(gift), []
    waiter = desk._import._waiter
    monkeypatch.setattr(waiter, "run", lambda _text, work, *_, **__: works.append(work))
    desk._import._compare(preview)
    assert preview.result.drafts
    with pytest.raises(StoppedError):
        works[0](Looking(0))
    assert preview.result.drafts == ()


def test_work_is_dropped_when_the_person_went_elsewhere(qtbot: QtBot, desk: Desk) -> None:
    tasks, got = HeldTasks(), []
    waiter = Waiter(desk.window, lambda: desk.context, tasks, desk)
    waiter._timer.setInterval(0)
    waiter.run(lambda c: "Membaca…", lambda _watch: 7, got.append, got.append)
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, WaitingPage))
    desk.window.show_page("progress")
    settle()  # the page is gone
    tasks.job.watch(0.5)
    tasks.held.pop()()
    assert got == []


def test_what_changes_something_is_told_wherever_the_person_is(qtbot: QtBot, desk: Desk) -> None:
    tasks, got = HeldTasks(), []
    waiter = Waiter(desk.window, lambda: desk.context, tasks, desk)
    waiter._timer.setInterval(0)

    def begin() -> None:
        waiter.run(lambda c: "Mengimpor…", lambda _watch: 7, got.append, got.append, whole=True)

    begin()
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, WaitingPage))
    desk.window.show_page("progress")
    begin()  # nothing else is begun until it is through
    assert len(tasks.held) == 1
    tasks.held.pop()()
    assert got == [7]
    begin()
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, WaitingPage))
    press(desk, "Batal")
    assert tasks.job.cancelled
    tasks.held.pop()()
    assert got == [7]


def test_it_may_be_too_late_to_cancel_what_changes_something(qtbot: QtBot, desk: Desk) -> None:
    tasks, got = HeldTasks(), []
    waiter = Waiter(desk.window, lambda: desk.context, tasks, desk)
    waiter._timer.setInterval(0)

    def work(watch: Watch) -> int:
        watch(1)
        press(desk, "Batal")
        return 7

    waiter.run(lambda c: "Mengimpor…", work, got.append, got.append, whole=True)
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, WaitingPage))
    tasks.held.pop()()
    assert got == [7]
    assert desk.window.flow is None


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_was_lost_is_shown_although_the_page_that_asked_is_gone(
    qtbot: QtBot, desk: Desk, gift: Path, tmp_path: Path, elsewhere: bool
) -> None:
    step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    bring_in(qtbot, desk)
    banks_desk = desk._import
    assert banks_desk is not None
    tasks = HeldTasks()
    banks_desk._waiter = Waiter(desk.window, lambda: desk.context, tasks, banks_desk)
    banks_desk._waiter._timer.setInterval(0)
    desk.context.dialogs.files = [tmp_path / "keluar.txt"]  # type: ignore[attr-defined]
    page = step(qtbot, desk, ExportPage, lambda: banks_desk.export("antrean"))
    next(b for b in page._buttons if "Aiken" in b.text()).click()
    press(desk, "Simpan ke berkas…")
    qtbot.waitUntil(lambda: isinstance(desk.window.flow, WaitingPage))
    if elsewhere:
        desk.window.show_page("progress")
    else:
        desk.window.rebuild(desk._make_context())
    settle()
    tasks.held.pop()()
    assert desk.window.banner.text.startswith("Tersimpan: ")
    shown = desk.window.flow
    if elsewhere:
        assert shown is None
    else:
        assert isinstance(shown, ExportPage) and shown.findings is not None
        desk.window.rebuild(desk._make_context())
        again = desk.window.flow
        assert isinstance(again, ExportPage) and again.findings is not None


def test_what_comes_for_a_page_that_is_gone_is_dropped(
    qtbot: QtBot, desk: Desk, gift: Path
) -> None:
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    imports, tasks, problem = desk._import, HeldTasks(), page.session.shown.findings.first[0]
    assert imports is not None
    imports._runner = tasks
    vars(imports)["_beside"] = tasks
    page.place_requested.emit(problem)
    desk.window.show_page("library")  # asks for the findings of every bank
    library: Any = desk.window.page("library")
    library.search.wanted.emit("antrean")
    asked = len(tasks.held)
    assert asked > 2
    desk.window.show_page("settings")
    desk.window.rebuild(desk._make_context())
    settle()
    for deliver in tasks.held[:asked]:
        deliver()


def test_what_was_cancelled_is_taken_apart_where_it_was_made(desk: Desk) -> None:
    tasks, dropped = HeldTasks(), []
    waiter = Waiter(desk.window, lambda: desk.context, tasks, desk)

    def work(_watch: Watch) -> int:
        waiter.cancel()
        return 7

    waiter.run(
        lambda c: "Membaca…", work, lambda _n: None, lambda _e: None, unwanted=dropped.append
    )
    tasks.held[0]()
    assert dropped == [7]


def test_what_is_shown_after_a_change_of_profile_is_let_go_beside_too(desk: Desk) -> None:
    gone: list[str] = []
    banks = desk._import
    vars(banks)["_beside"] = ImmediateTasks()
    for name in ("before", "after"):
        page = banks._keeper(lambda name=name: gone.append(name))(Page(desk.context, name))
        page.deleteLater()
        settle()
        banks.stop()  # as a change of profile does
    assert gone == ["before", "after"]


def test_short_work_shows_nothing(desk: Desk) -> None:
    got: list[object] = []
    waiter = Waiter(desk.window, lambda: desk.context, ImmediateTasks(), desk)
    waiter.run(lambda c: "Membaca…", lambda _watch: 7, got.append, got.append)
    assert got == [7]
    assert not waiter._timer.isActive()
    boom = UserError("format_unknown")

    def fail(_watch: Watch) -> None:
        raise boom

    waiter.run(lambda c: "Membaca…", fail, got.append, got.append)
    assert got == [7, boom]


def test_a_file_may_stand_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Path | None] = []

    def run_window(_program: object, file: Path | None = None) -> int:
        told.append(file)
        return 0

    monkeypatch.setattr(app, "run_window", run_window)
    file = str(tmp_path / "a b.gift")
    assert app.main([file]) == 0
    assert app.main(["--data-dir", str(tmp_path), file]) == 0
    assert app.main(["--data-dir", str(tmp_path)]) == 0
    assert told == [Path(file), Path(file), None]


def test_places_in_text_and_table() -> None:
    found = Surroundings((("4", "x" * 40), ("5", "a;b")), 1)
    assert around_text(found).replace("\u200b", "") == f"  4: {'x' * 40}\n→ 5: a;b"
    assert "\u200b" in around_text(found)


def test_many_findings_are_counted(qtbot: QtBot, context: Any) -> None:
    found = [Finding("reason_missing", Severity.WARNING, Location(line=n)) for n in range(400)]
    found.append(Finding("content_bad", Severity.ERROR))
    view = FindingsView(context, "Masalah", digest(found))
    qtbot.addWidget(view)
    assert view.model.rowCount() == MOST_SHOWN
    assert view.model.rows()[0].finding.code == "content_bad"
    view.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert view.model.rows()[0].finding.location.line == MOST_SHOWN - 2


@pytest.mark.parametrize(
    ("percent", "width", "height"),
    [(100, 1176, 3000), (100, 834, 3000), (200, 1046, 6000), (200, 704, 6000)],
)
def test_nothing_is_cut_or_overlaps(
    qtbot: QtBot, desk: Desk, gift: Path, make_context: Any, percent: int, width: int, height: int
) -> None:
    session = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift)).session
    page = ImportPreviewPage(make_context(text_percent=percent), session, can_mark=True)
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    for part in page.findChildren(Disclosure):
        part.set_open(True)
    page.findings.table.selectRow(0)
    assert faults(page) == []


def test_another_encoding_is_read_and_asked_again(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "wide.gift"
    file.write_bytes("Apa itu caf\u00e9? {=ya ~tidak}\n".encode("cp1252"))
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(file))
    assert page.session.encoding == "cp1252"
    chooser = page.findChild(Chooser, "encoding")
    assert [chooser.itemText(n) for n in range(chooser.count())] == ["UTF-8", "UTF-16"]
    again = step(qtbot, desk, ImportPreviewPage, lambda: press(desk, "Baca ulang"))
    assert again.session.preview.encoding == "utf-8"
    assert "Sebagian huruf tidak terbaca dengan cara ini." in texts(desk)
    assert not again.go.isEnabled()
    right = step(qtbot, desk, ImportPreviewPage, lambda: press(desk, "Baca ulang"))
    assert right.session.preview.encoding == "cp1252"
    assert any("caf\u00e9" in text for text in texts(desk))
    press(desk, "Ya, benar")
    assert right.go.isEnabled()


def test_an_encoding_that_gives_nothing_keeps_the_preview(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "latin.gift"
    file.write_bytes("Apa itu caf\u00e9? {=ya ~tidak}\n".encode("cp1252"))
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(file))
    page.findChild(Chooser, "encoding").setCurrentIndex(1)
    press(desk, "Baca ulang")
    qtbot.waitUntil(desk.window.banner.isVisible)
    assert desk.window.flow is page


def test_a_table_is_read_again_with_its_columns(qtbot: QtBot, desk: Desk, table: Path) -> None:
    columns = step(qtbot, desk, ImportColumnsPage, lambda: desk.open_file(table))
    page = step(qtbot, desk, ImportPreviewPage, columns.go.click)
    again = step(qtbot, desk, ImportPreviewPage, lambda: press(desk, "Baca ulang"))
    assert again.session.preview.table.mapping == page.session.preview.table.mapping
    assert again.session.preview.encoding == "utf-8"


def stories(folder: Path, *, changed: bool = False) -> Path:
    """A bank folder with a sound scenario and one that leads nowhere."""
    import json

    shipped = program_root() / "question_banks" / "keadilan"
    bank = json.loads((shipped / "bank.json").read_text(encoding="utf-8"))
    (source,) = (shipped / "scenarios").glob("*.json")
    story = json.loads(source.read_text(encoding="utf-8"))
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    made = [story | {"id": "utuh"}, story | {"id": "buntu", "nodes": story["nodes"][:-1]}]
    if changed:
        made = [story | {"id": "utuh", "title": "Judul lain"}]
        (folder / "scenarios" / "buntu.json").unlink()
    (folder / "bank.json").write_text(json.dumps(bank | {"id": "cerita"}), encoding="utf-8")
    for one in made:
        file = folder / "scenarios" / f"{one['id']}.json"
        file.write_text(json.dumps(one), encoding="utf-8")
    return folder


def test_scenarios_are_decided_one_by_one(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    folder = stories(tmp_path / "cerita")
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(folder))
    assert "Skenario dalam berkas" in texts(desk)
    assert not any(text.startswith("Soal: ") for text in texts(desk))  # there are none
    assert any(text.startswith("Skenario ini masih bermasalah") for text in texts(desk))
    assert page.session.stories == {"utuh", "buntu"}
    box = page.findChild(QCheckBox, "story-buntu")
    box.setChecked(False)
    assert page.session.stories == {"utuh"}
    (lost,) = page.session.story_findings("buntu")
    assert lost.severity is Severity.ERROR
    assert page.session.story_findings("utuh") == ()
    press(desk, "Impor")
    qtbot.waitUntil(lambda: desk.window.flow is None)
    again = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(folder))
    assert again.session.stories == {"buntu"}  # the other one is the same
    press(desk, "Impor")
    qtbot.waitUntil(lambda: desk.window.flow is None)
    stories(folder, changed=True)
    third = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(folder))
    assert third.session.stories == {"utuh"}
    gone = third.findChild(QCheckBox, "story-buntu")
    assert gone.accessibleName().startswith("Hapus “")
    gone.setChecked(True)
    assert third.session.stories == {"utuh", "buntu"}


def test_findings_of_imported_banks_stand_in_the_library(
    qtbot: QtBot, desk: Desk, gift: Path
) -> None:
    step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    press(desk, "Impor")
    qtbot.waitUntil(lambda: desk.window.flow is None)
    page = desk.window.page("library")
    qtbot.waitUntil(lambda: page.settled)
    library = desk._open().library
    bank = next(one for one in library.banks() if one.id == "antrean")
    found = library.known(bank)
    assert {"principle_missing", "references_missing"} <= {one.code for one in found.first}
    assert any(
        b.accessibleDescription() == "antrean" and b.text().startswith("Tampilkan ")
        for b in desk.window.findChildren(QPushButton)
    )


def test_help_tells_about_the_shown_page_first(qtbot: QtBot, desk: Desk, gift: Path) -> None:
    page = step(qtbot, desk, ImportPreviewPage, lambda: desk.open_file(gift))
    box = HelpDialog(desk.context, 9, "/data", "1", desk.window, page.help_topic)
    qtbot.addWidget(box)
    said = [each.text() for each in box.findChildren(QLabel)]
    assert said[0] == "Impor"
    assert any("Salinan bertanda adalah" in text for text in said)
    plain = HelpDialog(desk.context, 9, "/data", "1")
    qtbot.addWidget(plain)
    assert plain.findChildren(QLabel)[0].text() == "Tombol papan ketik"
    assert all(title and paragraphs for title, paragraphs in TOPICS.values())
