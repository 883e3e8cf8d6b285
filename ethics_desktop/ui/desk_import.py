"""The part of the desk for banks: library, import, the page for trainers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.watching import StoppedError, Watch
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_banks import raise_again
from ethics_desktop.ui.desk_library import LibraryDesk
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.domain.records import BankSummary
    from ethics_desktop.services.importing import ColumnMapping, Plan, Preview
    from ethics_desktop.services.trainer import Surroundings
    from ethics_desktop.ui.desk_handout import HandoutDesk
    from ethics_desktop.ui.import_session import ImportSession, Shown
    from ethics_desktop.ui.pages.library import LibraryPage
    from ethics_desktop.ui.pages.trainer import TrainerPage

LIBRARY = "library"
#: Where a line of a table or of code may wrap although it has no spaces.
_LONG = re.compile(r"[;,|](?=\S)|\S{24}(?=\S)")
_BREAK = "\\g<0>\u200b"


class PlacePage(Protocol):
    """A page that shows what stands around the place of a finding."""

    def show_place(self, finding: Finding, around: str) -> None:
        """Show the text, if the finding is still the chosen one."""
        ...


class ImportDesk(LibraryDesk):
    """Import and the page for trainers.

    Arguments as for :class:`BankDesk`.
    """

    @cached_property
    def handouts(self) -> HandoutDesk:
        """The part for workshop handouts."""
        from ethics_desktop.ui.desk_handout import HandoutDesk

        return HandoutDesk(self._window, self._context, self._services, self._try, parent=self)

    def stop(self) -> None:
        """Cancel what is running; called when the window goes."""
        super().stop()
        if "handouts" in vars(self):
            self.handouts.stop()

    # --- pages of the rail -----------------------------------------------------------------

    def library_page(self, context: UiContext, parent: QWidget, reserved: bool) -> LibraryPage:
        """Make the list of banks; ``reserved``: the search shows items of simulations too."""
        page = super().library_page(context, parent, reserved)
        page.add_requested.connect(self.choose)
        return page

    def trainer_page(self, context: UiContext, parent: QWidget) -> Page:
        """Make the page for trainers."""
        from ethics_desktop.ui.pages.trainer import TrainerPage

        page = TrainerPage(context, parent)
        page.entered.connect(lambda: self._refresh_trainer(page))
        page.add_requested.connect(self.choose)
        page.quality_requested.connect(self.check_quality)
        page.template_requested.connect(self._template)
        page.handout_requested.connect(self.handouts.make)
        return page

    def _refresh_trainer(self, page: TrainerPage) -> None:
        self._try(lambda: page.refresh(self._services().library.banks()))

    # --- import ----------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file and show what importing it would do."""
        _ = self._context().tr.gettext
        path = self._ask_file(_("Add item bank"), "open", self._filters())
        if path is not None:
            self.open(path)

    def dropped(self, files: Sequence[str]) -> None:
        """Open the first of the files that were dragged here."""
        self.open(Path(files[0]))
        if len(files) > 1:
            _ = self._context().tr.gettext
            text = _("One file at a time: %(file)s was opened.") % {"file": Path(files[0]).name}
            self._window.banner.show_message("info", text)

    def open(
        self,
        path: Path,
        mapping: ColumnMapping | None = None,
        ask: bool = False,
        letters: tuple[str, str] = ("", ""),
    ) -> None:
        """Read a file and show what importing it would do; nothing is stored.

        Args:
            path: file or bank folder.
            mapping: what its columns mean, for tables.
            ask: show the columns again although they are known.
            letters: format and encoding that the person told, "" to find them out.
        """
        format, encoding = letters

        def work() -> None:
            services = self._services()

            def read(watch: Watch) -> Path | Preview:
                # here and not above: the readers take their time to be imported
                from ethics_desktop.services.handouts import handout_folder

                folder = handout_folder(path)
                if folder is not None:
                    return folder
                with services.imports_apart() as imports:
                    return imports.read(path, format or None, mapping, encoding, watch)

            def done(found: Path | Preview) -> None:
                if isinstance(found, Path):
                    self.handouts.take(found)
                else:
                    self._read(found, told=mapping is not None, ask=ask)

            self._window.banner.clear()
            self._waiter.run(
                lambda context: context.tr.gettext("Reading %(file)s…") % {"file": path.name},
                read,
                done,
                lambda error: self._failed(error, lambda: self.open(path, mapping, ask, letters)),
                unwanted=_let_go_preview,
            )

        self._try(work)

    def _read(self, preview: Preview, told: bool, ask: bool) -> None:
        table = preview.table
        if table is not None and (ask or table.mapping.stem < 0 or not (told or table.remembered)):
            self._ask_columns(preview)
            return
        if told:
            self._try(lambda: self._services().imports.remember(preview), again=False)
        self._try(lambda: self._compare(preview))

    def _ask_columns(self, preview: Preview) -> None:
        table = preview.table
        assert table is not None

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.import_columns import ImportColumnsPage

            page = ImportColumnsPage(context, preview.path.name, table)
            page.mapping_chosen.connect(
                lambda mapping: self.open(preview.path, mapping, letters=_letters(preview))
            )
            page.sheet_chosen.connect(lambda name: self._other_sheet(preview, name))
            page.left.connect(self._window.close_flow)
            return page

        self._show(make)

    def _other_sheet(self, preview: Preview, sheet: str) -> None:
        from ethics_desktop.services.importing import ColumnMapping

        mapping = ColumnMapping(sheet=sheet, header=1)
        self.open(preview.path, mapping, ask=True, letters=_letters(preview))

    def _other_letters(self, preview: Preview, encoding: str) -> None:
        mapping = preview.table.mapping if preview.table is not None else None
        self.open(preview.path, mapping, letters=(preview.result.format, encoding))

    def _compare(self, preview: Preview) -> None:
        # the page is imported in a turn of its own, before there is something to show
        import ethics_desktop.ui.pages.import_preview  # noqa: F401
        from ethics_desktop.services.library import SHIPPED
        from ethics_desktop.ui.import_session import ImportSession, shown_of

        services = self._services()
        banks = [(b.id, b.title) for b in services.library.banks() if b.source != SHIPPED]

        def compare(watch: Watch) -> ImportSession:
            # imported here and not when the page is shown
            import ethics_desktop.services.trainer  # noqa: F401

            with services.imports_apart() as imports:
                try:
                    plan = imports.compare(preview, watch=watch)
                except StoppedError:
                    _let_go_preview(preview)  # nobody shows it any more
                    raise
            return ImportSession(preview, plan, shown_of(preview, plan), tuple(banks))

        self._waiter.run(
            lambda context: context.tr.gettext("Comparing with the library…"),
            compare,
            self._show_session,
            lambda error: self._failed(error, lambda: self._compare(preview)),
            unwanted=lambda session: session.let_go(),
        )

    def _show_session(self, session: ImportSession) -> None:
        services, preview = self._services(), session.preview
        keep = self._keeper(session.let_go)

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.import_preview import ImportPreviewPage

            marked = services.trainer.can_mark(preview.path) and session.shown.findings.total > 0
            page = ImportPreviewPage(context, session, marked)
            page.import_requested.connect(lambda: self._apply(session))
            page.compare_requested.connect(lambda: self._compare_again(session))
            page.columns_requested.connect(lambda: self._ask_columns(preview))
            page.encoding_requested.connect(lambda name: self._other_letters(preview, name))
            page.left.connect(self._window.close_flow)
            page.place_requested.connect(lambda f: self._show_place(preview, f, page))
            page.csv_requested.connect(lambda: self._save_problems(lambda: session.findings))
            page.marked_requested.connect(lambda: self._save_marked(preview))
            return keep(page)

        self._show(make)

    def _compare_again(self, session: ImportSession) -> None:
        """Compare with another bank or principle; the preview may have been rebuilt meanwhile."""
        from ethics_desktop.services.importing import let_go
        from ethics_desktop.ui.import_session import shown_of

        services = self._services()

        def compare(watch: Watch) -> tuple[Plan, Shown]:
            with services.imports_apart() as imports:
                plan = imports.compare(session.preview, session.bank_id, session.principle, watch)
            return plan, shown_of(session.preview, plan)

        def done(found: tuple[Plan, Shown]) -> None:
            old, (session.plan, session.shown) = session.plan, found
            self._beside.run(lambda _job: let_go(None, old), lambda _none: None, raise_again)
            shown = self._window.flow
            if shown is not None and hasattr(shown, "show_plan"):
                shown.show_plan()

        self._waiter.run(
            lambda context: context.tr.gettext("Comparing with the library…"),
            compare,
            done,
            lambda error: self._failed(error, lambda: self._compare_again(session)),
            unwanted=lambda found: let_go(None, found[0]),
        )

    def _apply(self, session: ImportSession) -> None:
        # the page is imported in a turn of its own, before there is something to show
        import ethics_desktop.ui.pages.library  # noqa: F401

        services = self._services()

        def apply(watch: Watch) -> BankSummary:
            with services.imports_apart() as imports:
                return imports.apply(
                    session.plan, session.accept, session.as_sjt, session.stories, watch
                )

        def done(bank: BankSummary) -> None:
            tr = self._context().tr
            n = len(session.accept) + len(session.stories)
            text = tr.ngettext(
                "%(n)s change imported into “%(title)s”, now version %(version)s.",
                "%(n)s changes imported into “%(title)s”, now version %(version)s.",
                n,
            )
            told = {"n": tr.number(n), "title": bank.title, "version": bank.version}
            self._window.show_page(LIBRARY)
            page = self._window.page(LIBRARY)
            assert page is not None
            page.show_bank(bank.id)  # type: ignore[attr-defined]
            self._good(text % told)

        self._waiter.run(
            lambda context: context.tr.gettext("Importing…"),
            apply,
            done,
            lambda error: self._failed(error, lambda: self._apply(session)),
            whole=True,
        )

    # --- helpers ---------------------------------------------------------------------------

    def _show_place(self, preview: Preview, finding: Finding, page: PlacePage) -> None:
        trainer = self._services().trainer
        assert self._runner is not None

        def done(found: Surroundings) -> None:
            if isValid(page):  # it may have been left, or made anew
                page.show_place(finding, around_text(found))

        self._runner.run(
            lambda _job: trainer.surroundings(preview.path, finding.location, preview.encoding),
            done,
            lambda error: self._failed(error, lambda: None),
        )

    def _save_marked(self, preview: Preview) -> None:
        tr, trainer = self._context().tr, self._services().trainer
        _ = tr.gettext
        name = _("%(name)s-marked.xlsx") % {"name": preview.path.stem}
        self._write(
            _("Save a marked copy"), name, _("Excel workbook (*.xlsx)"),
            lambda path, watch: trainer.write_marked(preview.path, preview, path, tr, watch),
            can_cancel=True,
        )  # fmt: skip

    def _filters(self) -> str:
        from ethics_desktop.services.importing import FORMATS

        _ = self._context().tr.gettext
        known = dict.fromkeys(s for one in FORMATS if one.reads for s in one.suffixes if s)
        every = " ".join(f"*{suffix}" for suffix in known)
        banks, everything = _("Item banks"), _("All files")
        return f"{banks} ({every});;{everything} (*)"


def _let_go_preview(found: Path | Preview) -> None:
    from ethics_desktop.services.importing import let_go

    if not isinstance(found, Path):
        let_go(found)


def _letters(preview: Preview) -> tuple[str, str]:
    return (preview.result.format, preview.encoding) if preview.encoding else ("", "")


def around_text(found: Surroundings) -> str:
    """Return lines or cells with their names; an arrow marks the one that is meant."""
    return "\n".join(
        f"{'→' if place == found.marked else ' '} {name}: {_LONG.sub(_BREAK, text)}"
        for place, (name, text) in enumerate(found.lines)
    )
