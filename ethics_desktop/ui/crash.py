"""The box for our own bugs: what happened, where the log is, copy, go on or close.

Errors of the world never come here; they are banners in a page.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets.basics import breakable, button, column, label, scroll
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

log = logging.getLogger(__name__)

#: Further boxes are not opened after so many in one run; the log has them all.
MOST_BOXES = 3


class CrashDialog(QDialog):
    """Tells of one bug; ``close_program`` turns true only when that button is pressed."""

    def __init__(
        self, tr: Translator, details: str, log_file: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        _ = tr.gettext
        self._details = details
        self.close_program = False
        self.setWindowTitle(_("The program made a mistake"))
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setAccessibleName(_("Details of the mistake"))
        text.setTabChangesFocus(True)
        where = label(
            _("It is written down in %(file)s; answers and names are not in it.")
            % {"file": breakable(str(log_file))},
            "small",
        )
        self._copy = button(_("Copy details"))
        self._go_on = button(_("Continue"), "primary")
        self._close = button(_("Close program"))
        actions = FlowLayout(8)
        for each in (self._go_on, self._copy, self._close):
            actions.addWidget(each)
        text.setFixedHeight(min(240, text.fontMetrics().height() * 8))
        content = QWidget()
        content.setLayout(
            column(
                label(_("The program made a mistake"), "heading"),
                label(
                    _(
                        "This is our fault, not yours. Answers marked “Saved” are on the disk. "
                        "You can continue, or close the program and open it again."
                    )
                ),
                text,
                where,
                None,
                spacing=12,
                margins=12,
            )
        )
        area = scroll(content)
        area.setAccessibleName(self.windowTitle())
        layout = column(area, margins=8)
        layout.setStretch(0, 1)
        layout.addLayout(actions)
        self.setLayout(layout)
        grown = text.fontMetrics().height() / 18  # 18 px is a line of text at 100 %
        wanted = QSize(round(640 * grown), round(420 * grown))
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))
        self._copy.clicked.connect(self._copy_details)
        self._go_on.clicked.connect(self.accept)
        self._close.clicked.connect(self._give_up)
        self._go_on.setFocus()

    def _give_up(self) -> None:
        self.close_program = True
        self.reject()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


class CrashHook:
    """Takes the place of ``sys.excepthook``: logs, then shows the box, then obeys.

    Args:
        translator: gives the current language when a box is needed.
        log_file: shown to the person.
        quit_program: called when the person wants to close.
        show: opens the box and returns True for "continue"; tests hand in their own.
    """

    def __init__(
        self,
        translator: Callable[[], Translator],
        log_file: Path,
        quit_program: Callable[[], None],
        show: Callable[[Translator, str, Path], bool] | None = None,
    ) -> None:
        self._translator = translator
        self._log_file = log_file
        self._quit = quit_program
        self._show = show or _show_box
        self._shown = 0
        self._busy = False

    def install(self) -> None:
        """Become ``sys.excepthook``."""
        sys.excepthook = self

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Handle one uncaught exception; a second one during the box is only logged."""
        if issubclass(kind, KeyboardInterrupt):
            self._quit()
            return
        log.critical("uncaught exception", exc_info=(kind, error, trace))
        if self._busy or self._shown >= MOST_BOXES:
            return
        self._busy = True
        self._shown += 1
        try:
            details = "".join(traceback.format_exception(kind, error, trace))
            if not self._show(self._translator(), details, self._log_file):
                self._quit()
        finally:
            self._busy = False


def _show_box(tr: Translator, details: str, log_file: Path) -> bool:
    box = CrashDialog(tr, details, log_file)
    box.exec()
    box.deleteLater()
    return not box.close_program
