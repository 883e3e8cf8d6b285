"""Pengaturan: language, colours, text size, time, name, and where the data are. Applied at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGroupBox,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from ethics_desktop.i18n import N_, Translator
from ethics_desktop.settings import (
    EXTRA_TIMES,
    TEXT_PERCENTS,
    AppSettings,
    ProfileSettings,
    Retention,
)
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.home import NICKNAME_LENGTH
from ethics_desktop.ui.pages.settings_data import (
    BackupEntry,
    DatabaseState,
    DataSection,
    field,
    flow,
    section,
)
from ethics_desktop.ui.widgets.basics import Page, button, label, readable, stop_at_chosen
from ethics_desktop.ui.widgets.check_row import CheckRow
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

V = TypeVar("V")
_LANGUAGES = (("id", "Indonesia"), ("en", "English"))
_THEMES = (
    ("system", N_("As the system")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
    ("contrast", N_("High contrast")),
)
_RETENTIONS: tuple[tuple[Retention, str], ...] = (
    ("light", N_("Gentle")),
    ("balanced", N_("Balanced")),
    ("strict", N_("Strict")),
)


class SettingsData(msgspec.Struct, frozen=True):
    """Everything the page shows; ``backups`` newest first."""

    app: AppSettings
    profile: ProfileSettings
    data_folder: str
    version: str
    database: DatabaseState = "unchecked"
    backups: tuple[BackupEntry, ...] = ()
    place: str = ""  # why the data folder is not safe, as a sentence


def extra_time_text(factor: float, tr: Translator) -> str:
    """Return an entry of the list of extra times: ``None``, ``×1.25``, ``No time limit``."""
    if factor == 0.0:
        return tr.gettext("No time limit")
    if factor == 1.0:
        return tr.gettext("No extra time")
    digits = 0 if factor == int(factor) else 2 if round(factor * 10) != factor * 10 else 1
    return f"×{tr.number(factor, digits)}"


class _Choices(QGroupBox, Generic[V]):
    """A named group of radio buttons in rows that wrap."""

    def __init__(
        self,
        title: str,
        name: str,
        choices: Sequence[tuple[V, str]],
        current: V,
        chosen: Callable[[V], None],
    ) -> None:
        super().__init__(title)
        layout = FlowLayout(8)
        self.setLayout(layout)
        for number, (value, text) in enumerate(choices):
            option = QRadioButton(text)
            option.setObjectName(f"{name}-{number}")
            option.setAccessibleName(text)
            option.setChecked(value == current)
            layout.addWidget(option)
            # in the next turn: an arrow key chooses first and moves the keyboard then, which would
            # go to the page that ``chosen`` has replaced by one in other colours
            option.toggled.connect(
                lambda on, value=value: (
                    QTimer.singleShot(0, self, lambda: chosen(value)) if on else None
                )
            )
            option.toggled.connect(lambda _on: stop_at_chosen(self.findChildren(QRadioButton)))
        stop_at_chosen(self.findChildren(QRadioButton))


class SettingsPage(Page):
    """The settings; every change is told at once and nothing waits for a button.

    Signals: ``app_settings_changed(AppSettings)``, ``profile_settings_changed(ProfileSettings)``,
    ``profiles_requested()``, ``pin_requested()``, ``erase_requested()`` (all of the profile, not
    confirmed yet), those of :class:`DataSection`, ``entered()`` when it wants
    :meth:`refresh_storage`.
    """

    help_topic = "data"
    app_settings_changed = Signal(object)
    profile_settings_changed = Signal(object)
    check_requested = Signal()
    backup_requested = Signal()
    restore_requested = Signal(object)
    copy_delete_requested = Signal(object)
    repair_requested = Signal()
    profiles_requested = Signal()
    pin_requested = Signal()
    erase_requested = Signal()
    open_folder_requested = Signal()
    entered = Signal()

    def __init__(
        self, context: UiContext, data: SettingsData, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, context.tr.gettext("Settings"), parent)
        self._data = data
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        layout.addWidget(self._appearance())
        layout.addWidget(self._person())
        layout.addWidget(self._practice())
        layout.addWidget(self._trainer())
        layout.addWidget(self._private())
        self.data_section = DataSection(context, data.data_folder, data.version, data.place)
        self.data_section.show_storage(data.database, data.backups)
        for inner, outer in (
            (self.data_section.check_requested, self.check_requested),
            (self.data_section.backup_requested, self.backup_requested),
            (self.data_section.restore_requested, self.restore_requested),
            (self.data_section.delete_requested, self.copy_delete_requested),
            (self.data_section.repair_requested, self.repair_requested),
            (self.data_section.open_folder_requested, self.open_folder_requested),
        ):
            inner.connect(outer)
        layout.addWidget(self.data_section)
        layout.addStretch(1)

    def enter(self) -> None:
        """Ask for the state of the data and the list of backups."""
        self.entered.emit()

    def leave(self) -> None:
        """Take over a name that was typed but not confirmed."""
        self._take_nickname()

    def refresh_storage(self, database: DatabaseState, backups: Sequence[BackupEntry]) -> None:
        """Show the state of the data and the backups, newest first."""
        self._data = msgspec.structs.replace(self._data, database=database, backups=tuple(backups))
        self.data_section.show_storage(database, self._data.backups)

    def _appearance(self) -> QFrame:
        _ = self.context.tr.gettext
        app = self._data.app
        themes = [(name, _(text)) for name, text in _THEMES]
        sizes = [(percent, f"{percent} %") for percent in TEXT_PERCENTS]
        return section(
            _("Appearance"),
            _Choices(
                _("Language"),
                "language",
                _LANGUAGES,
                app.language,
                lambda language: self._change_app(language=language),
            ),
            _Choices(
                _("Colours"),
                "theme",
                themes,
                app.theme,
                lambda theme: self._change_app(theme=theme),
            ),
            _Choices(
                _("Text size"),
                "text",
                sizes,
                app.text_percent,
                lambda percent: self._change_app(text_percent=percent),
            ),
        )

    def _person(self) -> QFrame:
        tr = self.context.tr
        _ = tr.gettext
        profile = self._data.profile
        name = self._nickname = QLineEdit(profile.nickname)
        name.setObjectName("nickname")
        name.setMaxLength(NICKNAME_LENGTH)
        name.setAccessibleName(_("Nickname"))
        name.editingFinished.connect(self._take_nickname)
        extra = Chooser()
        extra.setObjectName("extra-time")
        extra.setAccessibleName(_("Extra time"))
        for factor in EXTRA_TIMES:
            extra.addItem(extra_time_text(factor, tr), factor)
        extra.setCurrentIndex(max(0, extra.findData(profile.extra_time)))
        extra.activated.connect(
            lambda index: self._change_profile(extra_time=float(extra.itemData(index)))
        )
        hide = QCheckBox(_("Hide the remaining time"))
        hide.setObjectName("hide-timer")
        hide.setAccessibleName(hide.text())
        hide.setChecked(profile.hide_timer)
        hide.toggled.connect(lambda on: self._change_profile(hide_timer=on))
        return section(
            _("You and your time"),
            field(self.context, _("Nickname"), name),
            field(
                self.context,
                _("Extra time"),
                extra,
                _("Applies to assessments you start from now on, and is noted in their results."),
            ),
            hide,
            self._hint(
                _(
                    "You are still told when 5 minutes and 1 minute are left. "
                    "Forms with a deadline always show the time."
                )
            ),
        )

    def _practice(self) -> QFrame:
        _ = self.context.tr.gettext
        profile = self._data.profile
        certainty = CheckRow(_("Ask how sure I am"))
        certainty.setObjectName("certainty")
        certainty.setChecked(profile.certainty)
        certainty.toggled.connect(lambda on: self._change_profile(certainty=on))
        dilemma = CheckRow(_("One dilemma a day on Home"))
        dilemma.setObjectName("dilemma")
        dilemma.setChecked(profile.daily_dilemma)
        dilemma.toggled.connect(lambda on: self._change_profile(daily_dilemma=on))
        words = [(value, _(text)) for value, text in _RETENTIONS]
        often = _Choices(
            _("How often cards come back"),
            "retention",
            words,
            profile.retention,
            lambda retention: self._change_profile(retention=retention),
        )
        hint = _(
            "Gentle asks less and lets you forget more; strict asks more often. Balanced suits "
            "most people. Holds for the next answer to each card."
        )
        often.setAccessibleDescription(hint)
        return section(_("Practice"), certainty, often, self._hint(hint), dilemma)

    def _private(self) -> QFrame:
        _ = self.context.tr.gettext
        several = button(_("Profiles…"))
        several.clicked.connect(self.profiles_requested)
        pin = button(_("PIN…"))
        pin.clicked.connect(self.pin_requested)
        erase = button(_("Erase my traces…"), "danger")
        erase.clicked.connect(self.erase_requested)
        for number, each in enumerate((several, pin, erase)):
            each.setObjectName(f"profile-{number}")
        text = _(
            "Several people can use this computer, each with a profile. A PIN encrypts the journal "
            "and can be asked for when the profile is opened."
        )
        return section(_("Profile and PIN"), self._hint(text), flow(several, pin, erase))

    def _trainer(self) -> QFrame:
        _ = self.context.tr.gettext
        box = QCheckBox(_("Show the page for trainers"))
        box.setObjectName("trainer-page")
        box.setAccessibleName(box.text())
        box.setChecked(self._data.app.trainer_page)
        box.toggled.connect(lambda on: self._change_app(trainer_page=on))
        hint = _("Templates, imports and quality checks for people who write questions.")
        box.setAccessibleDescription(hint)
        return section(_("For trainers"), box, self._hint(hint))

    def _hint(self, text: str) -> QWidget:
        return readable(label(text, "muted"))

    def _take_nickname(self) -> None:
        self._change_profile(nickname=self._nickname.text().strip())

    def _change_app(self, **changes: object) -> None:
        self._data = msgspec.structs.replace(
            self._data, app=msgspec.structs.replace(self._data.app, **changes)
        )
        self.app_settings_changed.emit(self._data.app)

    def _change_profile(self, **changes: object) -> None:
        profile = msgspec.structs.replace(self._data.profile, **changes)
        if profile != self._data.profile:
            self._data = msgspec.structs.replace(self._data, profile=profile)
            self.profile_settings_changed.emit(profile)
