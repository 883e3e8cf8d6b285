"""Who sits here: the profiles of this PC, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.home import NICKNAME_LENGTH
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

if TYPE_CHECKING:
    from ethics_desktop.services.profiles import ProfileCard


def profile_name(card_: ProfileCard, tr: Translator) -> str:
    """Return what a profile is called."""
    return card_.name or tr.gettext("Profile without a name")


def used_text(card_: ProfileCard, tr: Translator) -> str:
    """Return when a profile was used last."""
    if card_.used_at is None:
        return tr.gettext("Not used yet")
    return tr.gettext("Last used %(when)s") % {"when": tr.date_time(card_.used_at)}


class ProfilesPage(Page):
    """Chooses a profile.

    Args:
        context: what every page gets.
        cards: the profiles, the one used last first.
        last: the profile to begin at.
        at_start: nothing lies behind this page.
        parent: the stack.

    Signals: ``chosen(str)``; ``create_requested(str)`` with a name, may be empty; ``left()``.
    """

    help_topic = "data"
    chosen = Signal(str)
    create_requested = Signal(str)
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        cards: Sequence[ProfileCard],
        last: str,
        at_start: bool,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Whose profile?"), parent)
        self._at_start = at_start
        self._first: QWidget | None = None
        layout = self.body()
        self.banner = Banner(context)
        layout.addWidget(self.banner)
        layout.addWidget(label(self.title, "title"))
        text = _("Each profile has answers, journal and settings of its own on this computer.")
        layout.addWidget(paragraph(text))
        for one in cards:
            layout.addWidget(self._card(one, one.id == last))
        layout.addWidget(self._new())
        if not at_start:
            flow = FlowLayout()
            back = button(_("Cancel"))
            back.clicked.connect(self.left)
            flow.addWidget(back)
            layout.addLayout(flow)
        layout.addStretch(1)

    def focus_first(self) -> None:
        """Begin at the profile used last, or at the first that can be chosen."""
        if self._first is not None and self._first.isEnabled():
            self._first.setFocus()
        else:
            super().focus_first()

    def go_back(self) -> bool:
        """At the start nothing lies behind."""
        if not self._at_start:
            self.left.emit()
        return True

    def _card(self, one: ProfileCard, last: bool) -> QFrame:
        tr = self.context.tr
        name = profile_name(one, tr)
        opened = button(name, "primary" if last else "")
        opened.setObjectName(f"profile-{one.id}")
        opened.setProperty("big", True)
        told = used_text(one, tr)
        if one.current and not self._at_start:
            now = tr.gettext("Open now")
            told = f"{told}. {now}"
            opened.setEnabled(False)
        opened.setAccessibleDescription(told)
        opened.clicked.connect(lambda: self.chosen.emit(one.id))
        if last:
            self._first = opened
        flow = FlowLayout()
        flow.addWidget(opened)
        return card(column(flow, paragraph(told, "muted"), spacing=4))

    def _new(self) -> QFrame:
        _ = self.context.tr.gettext
        ask = _("Name of the new profile (may stay empty)")
        self.name = QLineEdit()
        self.name.setObjectName("new-profile")
        self.name.setMaxLength(NICKNAME_LENGTH)
        self.name.setAccessibleName(ask)
        self.name.setMaximumWidth(self.context.theme.px(320))
        prompt = label(ask)
        prompt.setBuddy(self.name)
        add = button(_("Add profile"))
        add.clicked.connect(lambda: self.create_requested.emit(self.name.text()))
        self.name.returnPressed.connect(add.click)
        flow = FlowLayout()
        flow.addWidget(add)
        heading = label(_("New profile"), "heading")
        return card(column(heading, prompt, self.name, flow, spacing=8))
