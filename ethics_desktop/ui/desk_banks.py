"""What the parts of the desk for banks share: saving files, long work, quality check, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.watching import Watch
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_work import WorkDesk
from ethics_desktop.ui.dialogs import FileMode
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.tasks import QtTaskRunner, TaskRunner
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.importing import Format
    from ethics_desktop.services.program import Services
    from ethics_desktop.services.trainer import CheckedQuality
    from ethics_desktop.ui.desk_roleplay import Trying


#: What nobody waits for begins so much later, milliseconds.
SETTLE_MS = 500
#: Property of the pages that replace each other.
_STEP = "bankStep"
#: The pages that lead to steps with banks.
PAGES = ("library", "trainer")


class BankDesk(WorkDesk):
    """Quality check and export of banks.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        services: opens the data when first needed (StorageError).
        attempt: see :class:`Trying`.
        runner: runs long work; None for Qt's thread pool.
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        services: Callable[[], Services],
        attempt: Trying,
        runner: TaskRunner | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(window, context, runner, parent)
        self._services = services
        self._try = attempt
        self._stopped = False

    def stop(self) -> None:
        """Cancel what is running; called when the window goes."""
        self._stopped = True
        super().stop()
        if isinstance(quiet := vars(self).get("_beside"), QtTaskRunner):
            quiet.shut_down()

    @cached_property
    def _beside(self) -> TaskRunner:
        """Runs what nobody waits for, once the page has its place; other work goes past it."""
        if self._own_runner is not None:
            return QtTaskRunner(self, SETTLE_MS)
        return self._runner

    # --- quality and export ----------------------------------------------------------------

    def check_quality(self, bank_id: str) -> None:
        """Check a bank and show what was found."""

        def work() -> None:
            services = self._services()
            title = _title(services, bank_id)

            # the page is imported in a turn of its own, before there is something to show
            import ethics_desktop.ui.pages.quality  # noqa: F401

            def check(watch: Watch) -> CheckedQuality:
                with services.trainer_apart() as trainer:
                    return trainer.checked(bank_id, watch)

            self._window.banner.clear()
            self._waiter.run(
                lambda context: context.tr.gettext("Checking “%(title)s”…") % {"title": title},
                check,
                self._show_quality,
                lambda error: self._failed(error, lambda: self.check_quality(bank_id)),
                unwanted=lambda checked: checked.let_go(),
            )

        self._try(work)

    def _show_quality(self, checked: CheckedQuality) -> None:
        keep = self._keeper(checked.let_go)

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.quality import QualityPage

            page = QualityPage(context, checked)
            page.place_requested.connect(
                lambda f: page.show_place(f, checked.stems.get(f.location.item, ""))
            )
            page.csv_requested.connect(lambda: self._save_problems(lambda: checked.report.findings))
            page.left.connect(self._window.close_flow)
            return keep(page)

        self._show(make)

    def export(self, bank_id: str) -> None:
        """Ask for a format and a file, and write a bank."""

        def work() -> None:
            from ethics_desktop.services.importing import FORMATS

            title = _title(self._services(), bank_id)
            lost: list[Finding] = []

            def make(context: UiContext) -> Page:
                from ethics_desktop.ui.pages.export import ExportPage

                page = ExportPage(context, title, [one for one in FORMATS if one.writes])
                page.format_chosen.connect(lambda chosen: self._export_as(bank_id, chosen, lost))
                page.csv_requested.connect(lambda: self._save_problems(lambda: lost))
                page.show_findings(lost)
                page.left.connect(self._window.close_flow)
                return page

            self._show(make)

        self._try(work)

    def _export_as(self, bank_id: str, chosen: Format, lost: list[Finding]) -> None:
        from ethics_desktop.ui.pages.export import ExportPage

        _ = self._context().tr.gettext
        suffix = chosen.suffixes[0]

        def work() -> None:
            services = self._services()

            def write(path: Path, watch: Watch) -> None:
                with services.imports_apart() as imports:
                    lost[:] = imports.export(bank_id, path, chosen.id, watch)

            # a bank folder is named as a file is: choosing a folder knows only those that exist
            filters = f"{_(chosen.title)} (*{suffix})" if suffix else ""
            title = _("Save to file") if suffix else _("Save to a new folder")
            self._write(title, f"{bank_id}{suffix}", filters, write, after=show, can_cancel=True)

        def show() -> None:
            # not the page that asked: it may have been made anew, or left
            page = self._window.flow
            if isinstance(page, ExportPage):
                page.show_findings(lost)

        self._try(work)

    def _template(self) -> None:
        _ = self._context().tr.gettext
        name = _("question-template.xlsx")

        def work() -> None:
            trainer = self._services().trainer  # here: data belong to the thread that opens them
            self._write(
                _("Make Excel template"), name, _("Excel workbook (*.xlsx)"),
                lambda path, _watch: trainer.write_template(path),
            )  # fmt: skip

        self._try(work)

    # --- helpers ---------------------------------------------------------------------------

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        """Tell an error of the world as any other; our own bugs go to the crash dialog."""
        if not isinstance(error, UserError):
            raise error
        first = True

        def work() -> None:
            nonlocal first
            if first:
                first = False
                raise error
            again()

        self._try(work)

    def _show(self, make: Callable[[UiContext], Page]) -> None:
        """Put a page of ours in place of another one of ours, else above what is shown."""

        def step(context: UiContext) -> Page:
            made = make(context)
            made.setProperty(_STEP, True)
            return made

        flow = self._window.flow
        if flow is not None and flow.property(_STEP):
            self._window.replace_flow(step(self._context()), remake=step, of=PAGES)
        else:
            self._window.open_flow(step(self._context()), remake=step, of=PAGES)

    def _keeper(self, let_go: Callable[[], object]) -> Callable[[Page], Page]:
        """Return what counts the pages that show something large.

        ``let_go`` takes it apart on another thread when the last of them is gone; a page that is
        made anew for other colours comes before the old one goes.
        """
        shown = 0
        self._stopped = False  # the desk goes on after a change of profile

        def gone() -> None:
            nonlocal shown
            shown -= 1
            if not shown and not self._stopped:
                self._beside.run(lambda _job: let_go(), lambda _none: None, raise_again)

        def keep(page: Page) -> Page:
            nonlocal shown
            shown += 1
            page.destroyed.connect(gone)
            return page

        return keep

    def _save_problems(self, findings: Callable[[], Iterable[Finding]]) -> None:
        """Ask where to, and save findings; they are asked for on another thread."""
        tr, trainer = self._context().tr, self._services().trainer
        _ = tr.gettext
        self._write(
            _("Save problems"), _("problems.csv"), _("Table (*.csv)"),
            lambda path, _watch: trainer.write_problems(findings(), path, tr),
        )  # fmt: skip

    def _write(
        self,
        title: str,
        name: str,
        filters: str,
        write: Callable[[Path, Watch], object],
        after: Callable[[], object] = lambda: None,
        can_cancel: bool = False,
    ) -> None:
        """Ask where to, write on another thread, then do ``after`` and say that it is done.

        With ``can_cancel``, ``write`` follows its watch and leaves nothing when it is stopped.
        """
        path = self._ask_file(title, "save", filters, name)
        if path is None:
            return

        def done() -> None:
            after()
            _ = self._context().tr.gettext
            self._good(_("Saved: %(path)s") % {"path": str(path)})

        def work() -> None:
            self._window.banner.clear()
            self._waiter.run(
                lambda context: context.tr.gettext("Saving %(file)s…") % {"file": path.name},
                lambda watch: write(path, watch),
                lambda _written: done(),
                lambda error: self._failed(error, work),
                whole=True,
                can_cancel=can_cancel,
            )

        work()

    def _ask_file(
        self, title: str, mode: FileMode, filters: str, suggested: str = ""
    ) -> Path | None:
        dialogs = self._context().dialogs
        return dialogs.choose_file(self._window, title, mode, filters, suggested)

    def _good(self, text: str) -> None:
        self._window.banner.show_message("good", text)


def _title(services: Services, bank_id: str) -> str:
    """Return the title of a bank without reading its items (UserError: ``bank_not_known``)."""
    found = next((bank for bank in services.library.banks() if bank.id == bank_id), None)
    if found is None:
        raise UserError("bank_not_known", id=bank_id)
    return found.title


def raise_again(error: Exception) -> None:
    """Leave an error to the crash dialog: where nothing of the world can refuse."""
    raise error
