"""The box for our own bugs: what happened, where the log is, copy, go on or close."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets.basics import breakable, button, column, label, scroll
from ethics_desktop.ui.widgets.flow_layout import FlowLayout


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


def show_box(tr: Translator, details: str, log_file: Path) -> bool:
    """Open the box and return True for "continue"."""
    box = CrashDialog(tr, details, log_file)
    box.exec()
    box.deleteLater()
    return not box.close_program
