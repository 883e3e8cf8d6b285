"""F1: the keys, where the data are, which version this is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import breakable, button, column, label, readable, scroll


def key_lines(tr: Translator, pages: int) -> list[tuple[str, str]]:
    """Return keys and what they do; ``pages`` is how many pages Ctrl+digit reaches."""
    _ = tr.gettext
    return [
        ("F1", _("This help")),
        (f"Ctrl+1 … Ctrl+{pages}", _("Open a page, in the order of the list at the left")),
        ("Ctrl+,", _("Settings")),
        ("Esc", _("Back")),
        ("Tab", _("Next control")),
        (_("A to E, 1 to 5"), _("During an assessment: choose")),
        (_("Enter or Space"), _("During an assessment: save and continue")),
        (_("Left, Right"), _("During an assessment: item before, next item")),
        ("R", _("During an assessment: mark as doubtful")),
        ("G", _("During an assessment: go to the item numbers")),
        ("Ctrl+Enter", _("During an assessment: finish")),
    ]


class HelpDialog(QDialog):
    """The help in one box that scrolls; Esc closes it."""

    def __init__(
        self,
        context: UiContext,
        pages: int,
        data_folder: str,
        version: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self.setWindowTitle(_("Help"))
        keys = QGridLayout()
        keys.setHorizontalSpacing(24)
        keys.setVerticalSpacing(8)
        keys.setColumnStretch(1, 1)
        for line, (key, meaning) in enumerate(key_lines(context.tr, pages)):
            keys.addWidget(label(key, wrap=False), line, 0, Qt.AlignmentFlag.AlignTop)
            keys.addWidget(label(meaning), line, 1)
        folder = label(breakable(data_folder))
        folder.setAccessibleName(data_folder)
        content = QWidget()
        content.setLayout(
            column(
                label(_("Keys"), "heading"),
                keys,
                label(_("Your data"), "heading"),
                readable(
                    label(
                        _(
                            "All answers are stored on this computer only. The program never "
                            "uses the network. To move to another computer, copy this folder."
                        )
                    )
                ),
                folder,
                label(_("Version %(version)s") % {"version": version}, "muted"),
                None,
                spacing=12,
                margins=16,
            )
        )
        close = button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        layout = column(scroll(content), close, spacing=8, margins=8)
        layout.setAlignment(close, Qt.AlignmentFlag.AlignRight)
        self.setLayout(layout)
        self.resize(context.theme.px(640), context.theme.px(660))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.9))
        close.setFocus()
