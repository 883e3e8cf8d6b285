"""The part of Pengaturan about data: where they are, whether they are sound, their backups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QVBoxLayout, QWidget

from ethics_desktop.i18n import N_, Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import button, card, column, label, readable, set_role
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

DatabaseState = Literal["unchecked", "sound", "damaged"]

_STATES: dict[DatabaseState, tuple[str, str]] = {
    "unchecked": ("body", N_("The data have not been checked since the program was opened.")),
    "sound": ("good", N_("The data are sound.")),
    "damaged": ("bad", N_("The data are damaged. Have them repaired; the damaged file is kept.")),
}


class BackupEntry(msgspec.Struct, frozen=True):
    """A copy of the progress database that can be restored."""

    path: Path
    made_at: datetime
    size: int  # bytes


def backup_text(entry: BackupEntry, tr: Translator) -> str:
    """Return an entry of the list of backups: when it was made and its size."""
    size = max(1, round(entry.size / 1024))
    return f"{tr.date_time(entry.made_at)} ({tr.number(size)} KB)"


def section(title: str, *parts: QWidget | QLayout) -> QFrame:
    """Return one card of the settings under its heading."""
    return card(column(label(title, "heading"), *parts, spacing=12))


def flow(*widgets: QWidget) -> FlowLayout:
    """Return controls in rows that wrap."""
    layout = FlowLayout(8)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def field(context: UiContext, title: str, control: QWidget, hint: str = "") -> QVBoxLayout:
    """Return a control under its prompt, with a hint below."""
    prompt = label(title)
    prompt.setBuddy(control)
    control.setMaximumWidth(context.theme.px(560))
    layout = column(prompt, control, spacing=4)
    if hint:
        control.setAccessibleDescription(hint)
        layout.addWidget(readable(label(hint, "muted")))
    return layout


class DataSection(QWidget):
    """The data of a profile.

    Args:
        context: what every widget gets.
        folder: the data folder.
        version: of the program.
        place: why the folder is not safe, as a sentence; empty when nothing is known.
        parent: the page.

    Signals: ``check_requested()``, ``backup_requested()``, ``restore_requested(Path)`` to look
    into a copy, ``delete_requested(Path)`` (already confirmed), ``repair_requested()``,
    ``open_folder_requested()``.
    """

    check_requested = Signal()
    backup_requested = Signal()
    restore_requested = Signal(object)
    delete_requested = Signal(object)
    repair_requested = Signal()
    open_folder_requested = Signal()

    def __init__(
        self,
        context: UiContext,
        folder: str,
        version: str,
        place: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._folder = folder
        _ = context.tr.gettext
        self._state = label("")
        self.backups = Chooser()
        self.backups.setObjectName("backups")
        self.backups.setAccessibleName(_("Backups"))
        self._restore = button(_("Restore backup…"))
        self._delete = button(_("Delete this backup…"), "danger")
        self._repair = button(_("Repair data…"), "primary")
        self._build(version, place)

    def show_storage(self, database: DatabaseState, backups: Sequence[BackupEntry]) -> None:
        """Show the state of the data and the backups, newest first."""
        tr = self.context.tr
        role, text = _STATES[database]
        self._state.setText(tr.gettext(text))
        set_role(self._state, "textRole", role)
        self._repair.setVisible(database == "damaged")
        self.backups.clear()
        for entry in backups:
            self.backups.addItem(backup_text(entry, tr), entry.path)
        if not backups:
            self.backups.addItem(tr.gettext("No backup yet"))
        for control in (self.backups, self._restore, self._delete):
            control.setEnabled(bool(backups))

    def _build(self, version: str, place: str) -> None:
        _ = self.context.tr.gettext
        folder = QLineEdit(self._folder)
        folder.setObjectName("data-folder")
        folder.setReadOnly(True)
        folder.setCursorPosition(0)
        folder.setAccessibleName(_("Data folder"))
        copy = button(_("Copy"), icon=self.context.icons.icon("copy"))
        copy.clicked.connect(self._copy_folder)
        show = button(_("Open folder"))
        show.clicked.connect(self.open_folder_requested)
        check = button(_("Check data"))
        check.clicked.connect(self.check_requested)
        backup = button(_("Back up now"))
        backup.clicked.connect(self.backup_requested)
        self._restore.clicked.connect(self._look)
        self._delete.clicked.connect(self._ask_delete)
        self._repair.clicked.connect(self.repair_requested)
        controls = (copy, show, check, backup, self._restore, self._delete, self._repair)
        for number, each in enumerate(controls):
            each.setObjectName(f"storage-{number}")
        parts: list[QWidget | QLayout] = [label(_("All answers are stored on this computer only."))]
        if place:
            parts.append(label(place, "warn"))
        parts += [
            field(self.context, _("Data folder"), folder),
            flow(copy, show),
            self._state,
            flow(check, backup, self._repair),
            field(self.context, _("Backups"), self.backups),
            flow(self._restore, self._delete),
            label(_("Version %(version)s") % {"version": version}, "muted"),
        ]
        self.setLayout(column(section(_("Data"), *parts)))

    def _look(self) -> None:
        path = self.backups.currentData()
        if path is not None:
            self.restore_requested.emit(path)

    def _ask_delete(self) -> None:
        _ = self.context.tr.gettext
        path = self.backups.currentData()
        text = _("The backup of %(when)s is removed for good.")
        if path is not None and self.context.dialogs.confirm(
            self,
            _("Delete this backup?"),
            text % {"when": self.backups.currentText()},
            _("Yes, delete"),
            _("Keep"),
        ):
            self.delete_requested.emit(path)

    def _copy_folder(self) -> None:
        QGuiApplication.clipboard().setText(self._folder)
        self.context.announce(self, self.context.tr.gettext("Copied"))
