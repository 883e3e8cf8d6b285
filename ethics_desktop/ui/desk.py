"""The desk: joins window, pages and services. Signals come up to it, calls go down from it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from ethics_desktop import __version__
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.result import AttemptResult, NextStep, StepKind
from ethics_desktop.settings import AppSettings, ProfileSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.dialogs import Dialogs, QtDialogs
from ethics_desktop.ui.icons import Icons
from ethics_desktop.ui.main_window import MainWindow, PageEntry
from ethics_desktop.ui.theme import apply_theme, load_theme, wanted_theme
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.program import ProgramPort, Services
    from ethics_desktop.services.sitting import Sitting
    from ethics_desktop.ui.desk_copies import CopiesDesk
    from ethics_desktop.ui.desk_import import ImportDesk
    from ethics_desktop.ui.desk_practice import PracticeDesk
    from ethics_desktop.ui.desk_roleplay import RoleplayDesk
    from ethics_desktop.ui.pages.assessment import AssessmentPage
    from ethics_desktop.ui.pages.home import HomePage
    from ethics_desktop.ui.pages.progress import ProgressPage

T = TypeVar("T")

SHORT_FORM = "asesmen-singkat"
ONCE = Qt.ConnectionType.SingleShotConnection
#: Quiet moments after the window is up: the daily copy, milliseconds.
DAILY_COPY_MS = 4000


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
        self._style = (program.paths.resources / "style.qss").read_text(encoding="utf-8")
        self.context = self._make_context()
        self._banner_action: Callable[[], None] | None = None
        self.window = MainWindow(
            self.context, self._entries, self._settings.geometry, self._remember_place
        )
        self.window.files_dropped.connect(lambda files: self._import.dropped(files))
        self.window.page_shown.connect(lambda _key: self._look_beside(), ONCE)
        self.window.help_requested.connect(self._help)
        self.window.banner_action.connect(self._act_on_banner)
        self.window.closing.connect(self.close)
        application.styleHints().colorSchemeChanged.connect(self._system_colours_changed)
        QTimer.singleShot(DAILY_COPY_MS, self, self._daily_copy)

    def show(self) -> None:
        """Show the window; the first page follows its first paint."""
        self.window.show()

    def open_file(self, path: Path) -> None:
        """Offer to import a bank, or take in a handout, once the first page is there."""
        if self.window.current_key:
            self._import.open(path)
        else:
            self.window.page_shown.connect(lambda _key: self._import.open(path), ONCE)

    def close(self) -> None:
        """Close the data; called when the window goes, harmless when called again."""
        if "_import" in vars(self):
            self._import.stop()
        if self._services is not None:
            self._services.close()
            self._services = None

    @cached_property
    def _roleplay(self) -> RoleplayDesk:
        """The part for scenarios; made when first asked for, as its modules are many."""
        from ethics_desktop.ui.desk_roleplay import RoleplayDesk

        return RoleplayDesk(
            self.window, lambda: self.context, lambda: self._open().roleplay, self._try, self
        )

    @cached_property
    def _copies(self) -> CopiesDesk:
        """The part for checks and copies of the data; made with the settings page."""
        from ethics_desktop.ui.desk_copies import CopiesDesk

        return CopiesDesk(
            self.window, self._program, self._try, close=self.close, reopen=self._open, parent=self
        )

    @cached_property
    def _practice(self) -> PracticeDesk:
        """The part for practice; made when first asked for."""
        from ethics_desktop.ui.desk_practice import PracticeDesk

        return PracticeDesk(
            self.window,
            lambda: self.context,
            self._open,
            self._try,
            lambda: self._profile,
            self._change_profile,
            self,
        )

    @cached_property
    def _import(self) -> ImportDesk:
        """The part for banks; made when first asked for, as its modules are many."""
        from ethics_desktop.ui.desk_import import ImportDesk

        made = ImportDesk(self.window, lambda: self.context, self._open, self._try, parent=self)
        made.handouts.settings_wished.connect(self._change_app)
        return made

    def _look_beside(self) -> None:
        if self._program.something_beside():
            QTimer.singleShot(0, self, lambda: self._import.handouts.look())

    # --- data ------------------------------------------------------------------------------

    def services(self) -> Services:
        """Return the open profile, opening it when first needed (StorageError)."""
        if self._services is None:
            self._services = self._program.open()
        return self._services

    _open = services

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
        from ethics_desktop.messages import explain

        _ = self.context.tr.gettext
        said = explain(error, self.context.tr)
        action = ""
        self._banner_action = None
        if error.code in ("damaged", "newer_schema"):
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

    def _daily_copy(self) -> None:
        if self._services is not None:
            self._try(self._services.backup.daily, again=False)

    # --- pages -----------------------------------------------------------------------------

    def _entries(self, context: UiContext) -> Sequence[PageEntry]:
        _ = context.tr.gettext
        entries = (
            PageEntry("home", _("Home"), "home", self._home),
            PageEntry("assessment", _("Assessment"), "exam", self._assessment),
            PageEntry(
                "practice", _("Practice"), "practice", lambda c, p: self._practice.page(c, p)
            ),
            PageEntry(
                "scenarios", _("Scenarios"), "scenario", lambda c, p: self._roleplay.page(c, p)
            ),
            PageEntry("progress", _("Progress"), "progress", self._progress),
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
        page.resume_requested.connect(self._resume)
        page.discard_requested.connect(lambda attempt: self._discard(attempt, page.enter))
        page.play_resume_requested.connect(lambda play: self._roleplay.resume(play))
        page.play_discard_requested.connect(lambda p: self._roleplay.discard(p, page.enter))
        page.practice_requested.connect(lambda: self._practice.start_today())
        page.dilemma_requested.connect(lambda: self._practice.start_dilemma())
        page.open_result.connect(self._open_result)
        page.step_chosen.connect(self._take_step)
        return page

    def _refresh_home(self, page: HomePage) -> None:
        from ethics_desktop.ui.pages.home import HomeData, ShortForm

        def work() -> None:
            services = self._open()
            overview = services.progress.overview()
            cards = {card.blueprint.id: card for card in services.assessment.forms()}
            short = cards[SHORT_FORM]
            page.refresh(
                HomeData(
                    nickname=self._profile.nickname,
                    ask_nickname=not self._profile.welcomed,
                    resumable=tuple(services.assessment.resumable()),
                    plays=tuple(services.roleplay.resumable()) if services.has_plays() else (),
                    principles=overview.principles,
                    last=overview.last,
                    step=overview.step,
                    short_form=ShortForm(
                        short.blueprint.id,
                        short.blueprint.title,
                        short.items,
                        short.minutes,
                        short.available,
                    ),
                    data_folder=str(self._program.paths.data),
                    today=services.today.counts(),
                    dilemma=self._profile.daily_dilemma,
                )
            )

        self._try(work)

    def _assessment(self, context: UiContext, parent: QWidget) -> Page:
        from ethics_desktop.ui.pages.assessment import AssessmentPage

        page = AssessmentPage(context, parent)
        page.entered.connect(lambda: self._refresh_assessment(page))
        page.start_requested.connect(self.start_assessment)
        page.resume_requested.connect(self._resume)
        page.discard_requested.connect(lambda attempt: self._discard(attempt, page.enter))
        return page

    def _refresh_assessment(self, page: AssessmentPage) -> None:
        def work() -> None:
            service = self._open().assessment
            page.refresh(service.forms(), service.resumable())

        self._try(work)

    def _progress(self, context: UiContext, parent: QWidget) -> Page:
        from ethics_desktop.ui.pages.progress import ProgressPage

        page = ProgressPage(context, parent)
        page.entered.connect(lambda: self._refresh_progress(page))
        page.open_requested.connect(self._open_result)
        page.delete_requested.connect(lambda attempt: self._delete(attempt, page))
        page.start_requested.connect(lambda: self.window.show_page("assessment"))
        return page

    def _refresh_progress(self, page: ProgressPage) -> None:
        def work() -> None:
            services = self._open()
            page.refresh(services.progress.overview().principles, services.assessment.history())

        self._try(work)

    def _settings_page(self, context: UiContext, parent: QWidget) -> Page:
        from ethics_desktop.ui.pages.settings import SettingsData, SettingsPage

        data = SettingsData(
            self._settings, self._profile, str(self._program.paths.data), __version__
        )
        page = SettingsPage(context, data, parent)
        page.app_settings_changed.connect(self._change_app)
        page.profile_settings_changed.connect(self._change_profile)
        page.open_folder_requested.connect(self._open_folder)
        self._copies.join(page)
        return page

    # --- an assessment ---------------------------------------------------------------------

    def start_assessment(self, blueprint_id: str, timed: bool) -> None:
        """Draw a form and put its exam on the screen."""
        self._try(lambda: self._sit(self._open().assessment.start(blueprint_id, timed)))

    def _resume(self, attempt_id: str) -> None:
        self._try(lambda: self._sit(self._open().assessment.resume(attempt_id)))

    def _sit(self, sitting: Sitting) -> None:
        from ethics_desktop.ui.pages.exam import ExamPage

        self.window.banner.clear()
        exam = ExamPage(self.context, sitting, self._profile.hide_timer)
        exam.finished.connect(lambda result: self._show_result(result, replace=True))
        exam.left.connect(self.window.close_flow)
        self.window.open_flow(exam, rail=False)

    def _discard(self, attempt_id: str, then: Callable[[], None]) -> None:
        def work() -> None:
            self._open().assessment.discard(attempt_id)
            then()

        self._try(work)

    def _open_result(self, attempt_id: str) -> None:
        self._try(lambda: self._show_result(self._open().assessment.result(attempt_id)))

    def _delete(self, attempt_id: str, page: ProgressPage) -> None:
        def work() -> None:
            self._open().assessment.delete(attempt_id)
            self._refresh_progress(page)

        self._try(work)

    def _show_result(self, result: AttemptResult, replace: bool = False) -> None:
        from ethics_desktop.ui.pages.result import ResultPage

        def make(context: UiContext) -> Page:
            page = ResultPage(context, result)
            page.review_requested.connect(lambda wanted: self._review(result, wanted))
            page.step_chosen.connect(lambda step: self._take_step(step, result))
            page.home_requested.connect(lambda: self.window.show_page("home"))
            return page

        show = self.window.replace_flow if replace else self.window.open_flow
        show(make(self.context), remake=make)

    def _review(self, result: AttemptResult, wanted: str) -> None:
        from ethics_desktop.ui.pages.review import ReviewPage

        titles = self._open().library.framework_title

        def make(context: UiContext) -> Page:
            def title(framework: str, code: str) -> str:
                return context.tr.pick(titles(framework, code))

            page = ReviewPage(context, result, wanted, title)
            page.back_requested.connect(self.window.close_flow)
            page.practice_requested.connect(lambda: self._practice.enroll(result))
            return page

        self.window.open_flow(make(self.context), remake=make)

    def _take_step(self, step: NextStep, result: AttemptResult | None = None) -> None:
        if step.kind is StepKind.REVIEW_CONFIDENT and result is not None:
            self._review(result, "confident")
        elif step.target:
            self.start_assessment(step.target, timed=True)

    # --- settings --------------------------------------------------------------------------

    def _make_context(self) -> UiContext:
        program, settings = self._program, self._settings
        name = wanted_theme(self._application, settings.theme)
        theme = load_theme(program.paths.resources / "themes", name, settings.text_percent)
        apply_theme(
            self._application, theme, self._style, settings.theme == "system", set_style=False
        )
        tr = program.translator(settings)
        return UiContext(
            tr=tr,
            theme=theme,
            clock=program.clock,
            dialogs=self._dialogs or QtDialogs(tr),
            icons=Icons(program.paths.resources / "icons", theme),
        )

    def _change_app(self, settings: AppSettings) -> None:
        self._settings = settings
        self.context = self._make_context()
        self.window.rebuild(self.context)
        # last: the banner that tells of a failure is a new one after building anew
        self._try(lambda: self._program.app_settings.save(settings))

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
        settings = msgspec.structs.replace(self._settings, geometry=geometry)
        # the place of a window is not worth a question while it closes
        with contextlib.suppress(StorageError):
            self._program.app_settings.save(settings)

    # --- the rest ----------------------------------------------------------------------------

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._program.paths.data)))

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
