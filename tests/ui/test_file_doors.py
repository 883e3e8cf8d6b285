"""Where files go out: as the dialog proposes, under any name that a person types."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.records import BankSummary
from ethics_desktop.formats import registry
from ethics_desktop.i18n import Translator
from ethics_desktop.services.importing import FORMATS, Format
from ethics_desktop.settings import AppSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.dialogs import QtDialogs, with_suffix
from ethics_desktop.ui.pages.export import ExportPage
from ethics_desktop.ui.pages.handout import HandoutPage
from ethics_desktop.ui.widgets.check_row import CheckRow
from tests.fakes import ProposedDialogs
from tests.ui.layouts import settle
from tests.worlds import make_program

XLSX = "Buku kerja Excel (*.xlsx)"
JOURNAL = "Teks (*.txt);;Semua data (*.json)"


@pytest.mark.parametrize(
    ("name", "filters", "used", "wanted"),
    [
        ("soal.xlsx", XLSX, XLSX, "soal.xlsx"),
        ("SOAL.XLSX", XLSX, XLSX, "SOAL.XLSX"),
        ("soal", XLSX, XLSX, "soal.xlsx"),
        ("soal.", XLSX, "", "soal.xlsx"),
        ("soal.ods", XLSX, XLSX, "soal.ods.xlsx"),
        ("Bank Étika v1.2 (baru)", XLSX, XLSX, "Bank Étika v1.2 (baru).xlsx"),
        ("jurnal", JOURNAL, "Semua data (*.json)", "jurnal.json"),
        ("jurnal", JOURNAL, "", "jurnal.txt"),
        ("jurnal.json", JOURNAL, "Teks (*.txt)", "jurnal.json"),
        ("folder v1.2", "", "", "folder v1.2"),
        ("apa saja.xyz", "Semua berkas (*)", "", "apa saja.xyz"),
    ],
)
def test_a_name_gets_the_suffix_of_its_kind(
    name: str, filters: str, used: str, wanted: str
) -> None:
    assert with_suffix(Path("/f") / name, filters, used) == Path("/f") / wanted


class TypedNames:
    """Stands for Qt's dialog: gives what the person types, remembers what was proposed."""

    def __init__(self, *names: str) -> None:
        self.names, self.proposed = list(names), list[str]()

    def __call__(self, _parent: QWidget, _title: str, proposed: str, filters: str) -> object:
        self.proposed.append(Path(proposed).name)
        name = self.names.pop(0)
        return (str(Path(proposed).parent / name) if name else ""), filters


class Asking(QtDialogs):
    """Answers the question whether to replace."""

    def __init__(self, tr: Translator, *answers: bool) -> None:
        super().__init__(tr)
        self.answers, self.asked = list(answers), list[str]()

    def confirm(self, parent: QWidget, title: str, text: str, yes: str, no: str) -> bool:
        self.asked.append(text)
        return self.answers.pop(0)


def test_no_file_is_replaced_that_nobody_was_asked_about(
    qtbot: QtBot, context: UiContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    (tmp_path / "soal.xlsx").touch()

    def choose(names: TypedNames, dialogs: Asking) -> Path | None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", names)
        suggested = str(tmp_path / "templat.xlsx")
        return dialogs.choose_file(holder, "Simpan", "save", XLSX, suggested)

    refused = Asking(context.tr, False)
    names = TypedNames("soal", "lain")
    assert choose(names, refused) == tmp_path / "lain.xlsx"
    assert refused.asked == ["soal.xlsx sudah ada di folder ini. Isinya akan hilang."]
    assert names.proposed == ["templat.xlsx", "soal.xlsx"]
    assert choose(TypedNames("soal"), Asking(context.tr, True)) == tmp_path / "soal.xlsx"
    assert choose(TypedNames("soal", ""), Asking(context.tr, False)) is None
    assert choose(TypedNames("soal.xlsx"), Asking(context.tr)) == tmp_path / "soal.xlsx"  # Qt asked
    long = "x" * 251
    assert choose(TypedNames(long), Asking(context.tr)) == tmp_path / f"{long}.xlsx"


def test_a_folder_that_is_there_is_not_proposed(
    qtbot: QtBot, context: UiContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Qt's dialog would go into it, without any name."""
    holder = QWidget()
    qtbot.addWidget(holder)
    for name in ("paket", "paket-2"):
        (tmp_path / name).mkdir()
    names = TypedNames("paket-3")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", names)
    found = Asking(context.tr).choose_file(holder, "", "save", "", str(tmp_path / "paket"))
    assert found == tmp_path / "paket-3"
    assert names.proposed == ["paket-3"]


@pytest.fixture
def proposed(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Desk:
    program = make_program(tmp_path / "data")
    program.app_settings.save(AppSettings(trainer_page=True))
    (tmp_path / "keluar").mkdir()
    made = Desk(qapp, program, ProposedDialogs(tmp_path / "keluar"))
    qtbot.addWidget(made.window)
    return made


def saved(qtbot: QtBot, desk: Desk, react: Callable[[], object]) -> Path:
    """Do what saves; return the path that the news tell."""
    desk.window.banner.clear()
    react()
    qtbot.waitUntil(lambda: desk.window.banner.isVisibleTo(desk.window))
    assert desk.window.banner.kind == "good", desk.window.banner.text
    folder = desk.context.dialogs.folder  # type: ignore[attr-defined]
    told = [path for path in folder.iterdir() if str(path) in desk.window.banner.text]
    return max(told, key=lambda path: len(path.name))


def named(widget: QWidget, name: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.accessibleName() == name)


@pytest.mark.parametrize("kind", [one for one in FORMATS if one.writes], ids=lambda one: one.id)
def test_a_bank_goes_out_as_proposed(qtbot: QtBot, proposed: Desk, kind: Format) -> None:
    proposed._import.export("integritas")
    page = proposed.window.flow
    assert isinstance(page, ExportPage)
    path = saved(qtbot, proposed, lambda: page.format_chosen.emit(kind))
    assert path.name == f"integritas{kind.suffixes[0]}"
    assert registry.sniff(path) == kind.id
    assert list(path.parent.iterdir()) == [path]
    proposed.close()


def test_a_template_goes_out_as_proposed(qtbot: QtBot, proposed: Desk) -> None:
    path = saved(qtbot, proposed, proposed._import._template)
    assert (path.name, registry.sniff(path)) == ("templat-soal.xlsx", "xlsx")
    proposed.close()


@pytest.mark.parametrize("zipped", [True, False])
def test_a_handout_goes_out_as_proposed_again_and_again(
    qtbot: QtBot, proposed: Desk, tmp_path: Path, zipped: bool
) -> None:
    table = tmp_path / "loket.csv"
    table.write_text("Soal;A;B;Kunci\nApa?;x;y;A\n")
    services = proposed._open()
    services.imports.apply(services.imports.compare(services.imports.read(table)))
    bank: BankSummary = next(one for one in services.library.banks() if one.id == "loket")
    for _time in range(2 if zipped else 1):  # the person agrees to replace the ZIP
        proposed._import.handouts.make()
        page = proposed.window.flow
        assert isinstance(page, HandoutPage)
        page.findChild(QLineEdit, "handout-name").setText("Lokakarya Étika v1.2 (baru)")
        page.findChild(CheckRow, f"handout-bank-{bank.id}").click()
        if zipped:
            page.findChild(CheckRow, "handout-zipped").click()
        path = saved(qtbot, proposed, named(page, "Pilih tempat dan buat…").click)
        assert list(path.parent.iterdir()) == [path]
        settle()
    if zipped:
        assert path.name == "Lokakarya-Étika-v1.2-baru.zip"
        assert zipfile.ZipFile(path).testzip() is None
    else:
        assert (path / "banks" / "handout.json").is_file()
    proposed.close()


def test_a_folder_that_nothing_opens_is_named(
    qtbot: QtBot, proposed: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    opens = [False, True]

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return opens.pop(0)

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    proposed._data._open_folder()
    banner = proposed.window.banner
    assert (banner.kind, banner.text) == (
        "warn", f"Folder tidak dapat dibuka. Letaknya: {tmp_path / 'data'}",
    )  # fmt: skip
    proposed._data._open_folder()
    assert [Path(path) for path in asked] == [tmp_path / "data"] * 2
    proposed.close()
