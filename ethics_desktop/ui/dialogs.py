"""Questions to the person, behind a protocol so that tests answer them without a window."""

from __future__ import annotations

import re
from os.path import isdir, isfile  # Path's raise for some names
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QStandardPaths, Qt

from ethics_desktop.i18n import Translator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QWidget


FileMode = Literal["open", "save", "folder"]
#: A suffix in a filter, ``(*.zip)``.
_SUFFIX = re.compile(r"\*(\.[\w.]+)")


class Dialogs(Protocol):
    """Asks. A box is only for a decision; ordinary news are banners in the page."""

    def confirm(self, parent: QWidget, title: str, text: str, yes: str, no: str) -> bool:
        """Ask with two buttons and return True for ``yes``; Esc and closing mean ``no``."""
        ...

    def inform(self, parent: QWidget, title: str, text: str) -> None:
        """Tell something that must be read before going on."""
        ...

    def choose_file(
        self,
        parent: QWidget,
        title: str,
        mode: FileMode = "open",
        filters: str = "",
        suggested: str = "",
    ) -> Path | None:
        """Return the chosen path, or None when the person gave up.

        Args:
            parent: the page that asks.
            title: what the file is for.
            mode: an existing file, a file or folder to write, or an existing folder.
            filters: as Qt writes them, ``"Cadangan (*.zip);;Semua berkas (*)"``. A file to write
                always ends in one of their suffixes.
            suggested: path or file name that is filled in.
        """
        ...


class QtDialogs:
    """The real boxes, with our own button texts: Qt ships no Indonesian catalogue."""

    def __init__(self, tr: Translator) -> None:
        self._tr = tr
        self._folder = ""  # where a file was chosen last

    def confirm(self, parent: QWidget, title: str, text: str, yes: str, no: str) -> bool:
        """See :class:`Dialogs`. ``no`` has the focus, so that a stray Enter does no harm."""
        from PySide6.QtWidgets import QMessageBox

        box = self._box(parent, title, text)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        reject = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(reject)
        box.setEscapeButton(reject)
        box.exec()
        agreed = box.clickedButton() is accept
        box.deleteLater()
        return agreed

    def inform(self, parent: QWidget, title: str, text: str) -> None:
        """See :class:`Dialogs`."""
        from PySide6.QtWidgets import QMessageBox

        _ = self._tr.gettext
        box = self._box(parent, title, text)
        close = box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(close)
        box.setEscapeButton(close)
        box.exec()
        box.deleteLater()

    def choose_file(
        self,
        parent: QWidget,
        title: str,
        mode: FileMode = "open",
        filters: str = "",
        suggested: str = "",
    ) -> Path | None:
        """See :class:`Dialogs`. The desktop's own dialog speaks the desktop's language.

        It opens where the last file was, at first in the person's documents: the working
        directory of a program that was installed is of no use to anybody.
        """
        from PySide6.QtWidgets import QFileDialog

        if not Path(suggested).is_absolute():
            folder = self._folder if isdir(self._folder) else ""
            suggested = str(Path(folder or _documents()) / suggested)
        if mode == "save":
            return self._choose_new(parent, title, filters, suggested)
        if mode == "folder":
            name = QFileDialog.getExistingDirectory(parent, title, suggested)
        else:
            name, _used = QFileDialog.getOpenFileName(parent, title, suggested, filters)
        if not name:
            return None
        self._folder = name if mode == "folder" else str(Path(name).parent)
        return Path(name)

    def _choose_new(self, parent: QWidget, title: str, filters: str, suggested: str) -> Path | None:
        """Ask for a file to write.

        The dialog asks before it gives a file that is there, but only for the name as it was typed:
        with the suffix it may be another file, so that is asked for here. A folder that is there
        would be opened instead of proposed.
        """
        from PySide6.QtWidgets import QFileDialog

        wanted, again = suggested, 1
        while isdir(suggested):
            again += 1
            suggested = f"{wanted}-{again}"
        while True:
            name, used = QFileDialog.getSaveFileName(parent, title, suggested, filters)
            if not name:
                return None
            typed = Path(name)
            self._folder = str(typed.parent)
            path = with_suffix(typed, filters, used)
            if path == typed or not isfile(path) or self._may_replace(parent, path):
                return path
            suggested = str(path)

    def _may_replace(self, parent: QWidget, path: Path) -> bool:
        _ = self._tr.gettext
        text = _("%(file)s is already in this folder. What is in it will be lost.")
        return self.confirm(
            parent, _("Replace the file?"), text % {"file": path.name}, _("Replace"), _("Cancel")
        )

    def _box(self, parent: QWidget, title: str, text: str) -> QMessageBox:
        from PySide6.QtWidgets import QMessageBox  # on demand, as every box

        box = QMessageBox(
            QMessageBox.Icon.NoIcon, title, title, QMessageBox.StandardButton.NoButton, parent
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(text)
        return box


def with_suffix(path: Path, filters: str, used: str = "") -> Path:
    """Return a path that ends in a suffix of the filters, if they have any.

    A dot in a name tells nothing: ``Bank v1.2 (baru)`` gets a suffix, ``Bank.XLSX`` has one.

    Args:
        path: as the person typed it.
        filters: as Qt writes them.
        used: the filter that was chosen; its suffix is added, else the first.
    """
    known = _SUFFIX.findall(filters)
    if not known or path.name.casefold().endswith(tuple(known)):
        return path
    added = next(iter(_SUFFIX.findall(used)), known[0])
    return path.with_name(f"{path.name.rstrip('. ') or path.name}{added}")


def _documents() -> str:
    """Return the folder of the person's documents, or the home folder where there is none."""
    known = QStandardPaths.StandardLocation.DocumentsLocation
    folder = QStandardPaths.writableLocation(known)
    return folder if isdir(folder) else str(Path.home())
