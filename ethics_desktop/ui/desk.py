"""The desk: joins window, pages and services. Signals come up to it, calls go down from it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ethics_desktop import __version__
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.settings import AppSettings, ProfileSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.dialogs import Dialogs, QtDialogs
from ethics_desktop.ui.icons import Icons
from ethics_desktop.ui.main_window import MainWindow, PageEntry
from ethics_desktop.ui.qt_words import speak
from ethics_desktop.ui.theme import apply_theme, load_theme, wanted_theme
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.program import ProgramPort, Services
    from ethics_desktop.ui.desk_assessment import AssessmentDesk
    from ethics_desktop.ui.desk_data import DataDesk
    from ethics_desktop.ui.desk_import import ImportDesk
    from ethics_desktop.ui.desk_journal import JournalDesk
    from ethics_desktop.ui.desk_practice import PracticeDesk
    from ethics_desktop.ui.desk_profile import ProfileDesk
    from ethics_desktop.ui.desk_progress import ProgressDesk
    from ethics_desktop.ui.desk_roleplay import RoleplayDesk
    from ethics_desktop.ui.pages.home import HomePage

T = TypeVar("T")

#: A quiet moment after the window is up, or after the data were opened, milliseconds.
QUIET_MS = 4000


class Desk(QObject):
    """One run of the program with its window.

    Args:
        application: the one application object.
        program: settings, services, paths.
        dialogs: asks questions; None for real boxes. Tests hand in their own.
    """

    def __init__(
        self, application: QApplication, program: ProgramPort, dialogs: Dialogs | None = None
    ) -> None:
        super().__init__(application)
        self._application = application
        self._program = program
        self._dialogs = dialogs
        self._settings = program.app_settings.load(AppSettings)
        self._profile = program.profile_settings.load(ProfileSettings)
        self._services: Services | None = None
        self._gated = False  # the PIN was not given yet
        self._style = (program.paths.resources / "style.qss").read_text(encoding="utf-8")
        self.context = self._make_context()
        self._banner_action: Callable[[], None] | None = None
        self.window = MainWindow(
            self.context, self._entries, self._settings.geometry, self._remember_place
        )
        self._shared = (self.window, lambda: self.context)
        self._present = lambda: self._program
        self.window.files_dropped.connect(lambda files: self._import.dropped(files))
        self._waiting: list[Callable[[], None]] = [self._look_beside]
        self.window.page_shown.connect(lambda _key: self._do_waiting())
        self.window.help_requested.connect(self._help)
        self.window.banner_action.connect(self._act_on_banner)
        self.window.closing.connect(self.close)
        application.styleHints().colorSchemeChanged.connect(self._system_colours_changed)
        QTimer.singleShot(QUIET_MS, self, self._look_at_place)

    def show(self) -> None:
        """Show the window; the first page follows its first paint."""
        if self._program.paths.several:
            self._people.choose_at_start()
        self.window.show()

    def start_assessment(self, blueprint_id: str, timed: bool) -> None:
        """Draw a form and put its exam on the screen."""
        self._assessment.start(blueprint_id, timed)

    def open_file(self, path: Path) -> None:
        """Offer to import a bank, or take in a handout, once the first page is there."""
        self._waiting.append(lambda: self._import.open(path))
        if self.window.current_key:
            self._do_waiting()

    def close(self) -> None:
        """Close the data; called when the window goes, harmless when called again."""
        for part in ("_import", "_data", "_journal", "_mine"):
            if part in vars(self):
                getattr(self, part).stop()
        self._gated = False
        if self._services is not None:
            self._services.close()
            self._services = None

    @cached_property
    def _roleplay(self) -> RoleplayDesk:
        """The part for scenarios; made when first asked for, as its modules are many."""
        from ethics_desktop.ui.desk_roleplay import RoleplayDesk

        made = RoleplayDesk(*self._shared, lambda: self._open().roleplay, self._try, self)
        made.reflect_requested.connect(lambda title: self._journal.reflect("scenario", title))
        return made

    @cached_property
    def _assessment(self) -> AssessmentDesk:
        """The part for assessments; made when first asked for."""
        from ethics_desktop.ui.desk_assessment import AssessmentDesk

        made = AssessmentDesk(*self._shared, self._open, self._try, lambda: self._profile, self)
        made.reflect_requested.connect(lambda title: self._journal.reflect("attempt", title))
        made.practice_requested.connect(lambda result: self._practice.enroll(result))
        return made

    @cached_property
    def _data(self) -> DataDesk:
        """The part for checks, copies and repair of the data; made with the settings page."""
        from ethics_desktop.ui.desk_data import DataDesk

        return DataDesk(*self._shared, self._present, self._try, self._start_over, self.close, self)

    @cached_property
    def _people(self) -> ProfileDesk:
        """The part for the profiles of this PC; made when there is a choice."""
        from ethics_desktop.ui.desk_profile import ProfileDesk

        return ProfileDesk(*self._shared, self._present, self._try, self._switch, self)

    @cached_property
    def _journal(self) -> JournalDesk:
        """The part for journal, promises and PIN; made when first asked for."""
        from ethics_desktop.ui.desk_journal import JournalDesk

        profile = (lambda: self._profile, self._change_profile)
        return JournalDesk(*self._shared, self._open, self._opened, self._try, profile, self)

    @cached_property
    def _practice(self) -> PracticeDesk:
        """The part for practice; made when first asked for."""
        from ethics_desktop.ui.desk_practice import PracticeDesk

        profile = (lambda: self._profile, self._change_profile)
        return PracticeDesk(*self._shared, self._open, self._try, *profile, self)

    @cached_property
    def _mine(self) -> ProgressDesk:
        """The part for Kemajuan and the person's data; made when first asked for."""
        from ethics_desktop.ui.desk_progress import ProgressDesk

        made = ProgressDesk(*self._shared, self._present, self._open, self._try, parent=self)
        made.result_requested.connect(lambda attempt: self._assessment.open_result(attempt))
        made.review_requested.connect(lambda result: self._assessment.review(result, "confident"))
        made.step_chosen.connect(lambda step: self._assessment.take_step(step))
        made.closing.connect(self.close)
        made.erased.connect(lambda: self._people.erased())
        return made

    @cached_property
    def _import(self) -> ImportDesk:
        """The part for banks; made when first asked for, as its modules are many."""
        from ethics_desktop.ui.desk_import import ImportDesk

        made = ImportDesk(*self._shared, self._open, self._try, parent=self)
        made.handouts.settings_wished.connect(self._change_app)
        return made

    def _do_waiting(self) -> None:
        """Do what waits for the first page, unless something stands in front of the pages."""
        if not self._gated and not self.window.occupied:
            waiting, self._waiting = self._waiting, []
            for work in waiting:
                work()

    def _look_beside(self) -> None:
        if self._program.something_beside():
            QTimer.singleShot(0, self, lambda: self._import.handouts.look())

    # --- data ------------------------------------------------------------------------------

    def services(self) -> Services:
        """Return the open profile, opening it when first needed.

        Raises:
            StorageError: it cannot be opened.
            UserError: ``profile_closed`` until its PIN was given, where the person wants that.
        """
        if self._services is None:
            self._services = self._program.open()
            QTimer.singleShot(QUIET_MS, self, self._copy_daily)
            self._gated = self._services.private_signs().ask_pin
        if self._gated:
            raise UserError("profile_closed")
        return self._services

    _open = services

    def _opened(self) -> Services:
        """As :meth:`services`, also while the PIN is still asked for."""
        if self._services is None:
            self._open()
        assert self._services is not None
        return self._services

    def _try(self, work: Callable[[], T], again: bool = True) -> T | None:
        """Do something that the world may refuse; then tell what happened and offer a way on.

        ``work`` has to be the whole of it: "Try again" does it again and drops what it returns.
        """
        try:
            return work()
        except UserError as error:
            self._tell(error, (lambda: self._retry(work)) if again else None)
            return None

    def _retry(self, work: Callable[[], object]) -> None:
        self.window.banner.clear()
        self._try(work)

    def _tell(self, error: UserError, again: Callable[[], None] | None) -> None:
        if error.code == "profile_closed":
            self._ask_pin()
            return
        from ethics_desktop.messages import explain

        _ = self.context.tr.gettext
        said = explain(error, self.context.tr)
        action = ""
        self._banner_action = None
        if error.code == "damaged":
            if self._services is None and not (self._data.offered or self.window.occupied):
                self._data.rescue()
                return
            action, self._banner_action = _("Repair data…"), self._data.rescue
        elif error.code == "newer_schema":
            action, self._banner_action = _("Open Settings"), self._show_settings
        elif again is not None and isinstance(error, StorageError):
            action, self._banner_action = _("Try again"), again
        self.window.banner.show_message("warn", f"{said.what} {said.action}", action)

    def _act_on_banner(self) -> None:
        if self._banner_action is not None:
            self._banner_action()

    def _show_settings(self) -> None:
        self.window.banner.clear()
        self.window.show_page("settings")

    def _copy_daily(self) -> None:
        if self._services is not None:
            self._data.copy_daily(self._services.backup)

    def _look_at_place(self) -> None:
        """Tell once when the data lie where they are not safe; what else is told goes before."""
        folder = str(self._program.paths.data)
        if self._settings.place_known == folder or self.window.occupied:
            return
        text = self._data.place_text()
        if text and self.window.banner.isHidden():
            self._banner_action = lambda: self._know_place(folder)
            self.window.banner.show_message("warn", text, self.context.tr.gettext("Understood"))

    def _know_place(self, folder: str) -> None:
        self.window.banner.clear()
        self._try(lambda: self._keep(place_known=folder))

    # --- people ----------------------------------------------------------------------------

    def _ask_pin(self) -> None:
        """Let nobody pass without the PIN; then begin with the first page."""

        def passed() -> None:
            self._gated = False
            self._start_over()

        self._journal.pin.gate(
            self._profile.nickname,
            self._program.paths.several,
            passed,
            lambda: self._people.choose(at_start=True),
        )

    def _switch(self, program: ProgramPort) -> None:
        """Go on with another profile, or with this one anew."""
        self.close()
        self._program = program
        self._profile = program.profile_settings.load(ProfileSettings)
        profile = program.paths.profile
        if self._settings.profile != profile:
            with contextlib.suppress(StorageError):  # only where the list begins next time
                self._keep(profile=profile)
        self._start_over()

    def _start_over(self) -> None:
        self.window.start_over()

    # --- pages -----------------------------------------------------------------------------

    def _entries(self, context: UiContext) -> Sequence[PageEntry]:
        _ = context.tr.gettext
        entries = (
            PageEntry("home", _("Home"), "home", self._home),
            PageEntry(
                "assessment", _("Assessment"), "exam", lambda c, p: self._assessment.page(c, p)
            ),
            PageEntry(
                "practice", _("Practice"), "practice", lambda c, p: self._practice.page(c, p)
            ),
            PageEntry(
                "scenarios", _("Scenarios"), "scenario", lambda c, p: self._roleplay.page(c, p)
            ),
            PageEntry("progress", _("Progress"), "progress", lambda c, p: self._mine.page(c, p)),
            PageEntry("journal", _("Journal"), "journal", lambda c, p: self._journal.page(c, p)),
            PageEntry("library", _("Library"), "library", self._library),
            PageEntry(
                "trainer", _("Trainer"), "trainer", lambda c, p: self._import.trainer_page(c, p)
            ),
            PageEntry("settings", _("Settings"), "settings", self._settings_page),
        )
        return [e for e in entries if e.key != "trainer" or self._settings.trainer_page]

    def _library(self, context: UiContext, parent: QWidget) -> Page:
        return self._import.library_page(context, parent, self._settings.trainer_page)

    def _home(self, context: UiContext, parent: QWidget) -> Page:
        from ethics_desktop.ui.pages.home import HomePage

        page = HomePage(context, parent)
        page.entered.connect(lambda: self._refresh_home(page))
        page.nickname_given.connect(lambda name: self._name_given(page, name))
        page.nickname_skipped.connect(lambda: self._name_given(page, ""))
        page.start_requested.connect(lambda form: self.start_assessment(form, timed=True))
        page.resume_requested.connect(lambda attempt: self._assessment.resume(attempt))
        page.discard_requested.connect(lambda a: self._assessment.discard(a, page.enter))
        page.play_resume_requested.connect(lambda play: self._roleplay.resume(play))
        page.play_discard_requested.connect(lambda p: self._roleplay.discard(p, page.enter))
        page.practice_requested.connect(lambda: self._practice.start_today())
        page.dilemma_requested.connect(lambda: self._practice.start_dilemma())
        page.promises_requested.connect(lambda: self._journal.review_due())
        page.open_result.connect(lambda attempt: self._assessment.open_result(attempt))
        page.step_chosen.connect(lambda step: self._assessment.take_step(step))
        return page

    def _refresh_home(self, page: HomePage) -> None:
        from ethics_desktop.ui.desk_home import home_data

        folder = str(self._program.paths.data)
        self._try(lambda: page.refresh(home_data(self._open(), self._profile, folder)))

    def _settings_page(self, context: UiContext, parent: QWidget) -> Page:
        from ethics_desktop.ui.pages.settings import SettingsData, SettingsPage

        data = SettingsData(
            self._settings,
            self._profile,
            str(self._program.paths.data),
            __version__,
            place=self._data.place_text(),
        )
        page = SettingsPage(context, data, parent)
        page.app_settings_changed.connect(self._change_app)
        page.profile_settings_changed.connect(self._change_profile)
        page.profiles_requested.connect(lambda: self._people.choose())
        page.pin_requested.connect(lambda: self._journal.pin.show())
        page.erase_requested.connect(lambda: self._mine.ask_erase())
        self._data.join(page)
        return page

    # --- settings --------------------------------------------------------------------------

    def _make_context(self) -> UiContext:
        program, settings = self._program, self._settings
        name = wanted_theme(self._application, settings.theme)
        theme = load_theme(program.paths.resources / "themes", name, settings.text_percent)
        apply_theme(
            self._application, theme, self._style, settings.theme == "system", set_style=False
        )
        tr = program.translator(settings)
        speak(self._application, tr)
        return UiContext(
            tr=tr,
            theme=theme,
            clock=program.clock,
            dialogs=self._dialogs or QtDialogs(tr),
            icons=Icons(program.paths.resources / "icons", theme),
        )

    def _keep(self, **changes: object) -> None:
        """Change some settings of the program, here and on the disk (StorageError)."""
        known = self._settings
        self._settings = msgspec.structs.replace(known, **changes)
        self._program.app_settings.change(known, **changes)

    def _change_app(self, settings: AppSettings) -> None:
        before, self._settings = self._settings, settings
        changes = {
            name: value
            for name, value in msgspec.structs.asdict(settings).items()
            if value != getattr(before, name)
        }
        self.context = self._make_context()
        self.window.rebuild(self.context)
        # last: the banner that tells of a failure is a new one after building anew
        self._try(lambda: self._program.app_settings.change(before, **changes))

    def _change_profile(self, profile: ProfileSettings) -> None:
        self._profile = profile
        self._try(lambda: self._program.profile_settings.save(profile))

    def _name_given(self, page: HomePage, name: str) -> None:
        self._change_profile(msgspec.structs.replace(self._profile, nickname=name, welcomed=True))
        self._refresh_home(page)

    def _system_colours_changed(self) -> None:
        wanted = wanted_theme(self._application, self._settings.theme)
        if wanted != self.context.theme.name:
            self.context = self._make_context()
            self.window.rebuild(self.context)

    def _remember_place(self, geometry: str) -> None:
        # the place of a window is not worth a question while it closes
        with contextlib.suppress(StorageError):
            self._keep(geometry=geometry)

    # --- the rest ----------------------------------------------------------------------------

    def _help(self) -> None:
        from ethics_desktop.ui.help import HelpDialog

        page = self.window.flow or self.window.page(self.window.current_key)
        box = HelpDialog(
            self.context,
            len(self._entries(self.context)),
            str(self._program.paths.data),
            __version__,
            self.window,
            page.help_topic if page is not None else "",
        )
        box.exec()
        box.deleteLater()
