"""The part of the desk for Pustaka: the list of banks, what is found in them, the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ethics_desktop.domain.findings import Digest, Finding
from ethics_desktop.domain.watching import Watch
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_banks import BankDesk
from ethics_desktop.ui.tasks import Job

if TYPE_CHECKING:
    from ethics_desktop.domain.records import BankSummary
    from ethics_desktop.services.library import Found
    from ethics_desktop.ui.pages.library import LibraryPage


class LibraryDesk(BankDesk):
    """Pustaka. Arguments as for :class:`BankDesk`."""

    @cached_property
    def _checks(self) -> list[Job]:
        """The checks that are under way."""
        return []

    def stop(self) -> None:
        """Cancel what is running; called when the window goes."""
        super().stop()
        _cancel(self._checks)

    def library_page(self, context: UiContext, parent: QWidget, reserved: bool) -> LibraryPage:
        """Make the list of banks; ``reserved``: the search shows items of simulations too."""
        from ethics_desktop.ui.pages.library import LibraryPage

        page = LibraryPage(context, parent)
        self._checks = checks = list[Job]()
        page.destroyed.connect(lambda: _cancel(checks))
        page.entered.connect(lambda: self._refresh_library(page))
        page.quality_requested.connect(self.check_quality)
        page.export_requested.connect(self.export)
        page.remove_requested.connect(lambda bank: self._remove(bank, page))
        page.search.wanted.connect(lambda text: self._search(text, reserved, page))
        page.csv_requested.connect(self._save_findings)
        return page

    def _search(self, text: str, reserved: bool, page: LibraryPage) -> None:
        services = self._try(self._services, again=False)
        if services is None:
            return

        def look() -> Sequence[Found]:
            with services.library_apart() as library:
                return library.search(text, reserved)

        def done(found: Sequence[Found]) -> None:
            if isValid(page):  # made anew for other colours, say
                page.search.show_found(text, found)

        assert self._runner is not None
        self._runner.run(
            lambda _job: look(),
            done,
            lambda error: self._failed(error, lambda: self._search(text, reserved, page)),
        )

    def _refresh_library(self, page: LibraryPage) -> None:
        if not isValid(page):
            return

        def work() -> None:
            library = self._services().library
            banks = library.banks()
            page.refresh(banks, {bank.id: library.known(bank) for bank in banks})
            _cancel(self._checks)
            self._checks[:] = [
                self._check(bank, page) for bank in banks if library.known(bank) is None
            ]

        self._try(work)

    def _check(self, bank: BankSummary, page: LibraryPage) -> Job:
        """Check a bank beside everything else, then show what was found."""
        services = self._services()

        def check(job: Job) -> Digest:
            job.watch(0)  # it may have been cancelled while it waited
            with services.library_apart() as library:
                return library.findings(bank, job.watch)

        def done(found: Digest) -> None:
            page.show_findings(bank, found)

        def failed(error: Exception) -> None:
            self._failed(error, lambda: self._refresh_library(page))

        return self._beside.run(check, done, failed)

    def _save_findings(self, bank_id: str) -> None:
        """Save everything that was found in a bank; it is looked for once more, to be written."""

        def work() -> None:
            services = self._services()
            bank = next(one for one in services.library.banks() if one.id == bank_id)

            def found() -> Iterator[Finding]:
                with services.library_apart() as library:
                    yield from library.every_finding(bank)

            self._save_problems(found)

        self._try(work)

    def _remove(self, bank_id: str, page: LibraryPage) -> None:
        def work() -> None:
            services = self._services()

            def remove(_watch: Watch) -> None:
                with services.imports_apart() as imports:
                    imports.remove(bank_id)

            def done(_removed: None) -> None:
                self._refresh_library(page)
                _ = self._context().tr.gettext
                self._good(_("The bank was deleted. Old results stay readable."))

            self._window.banner.clear()
            self._waiter.run(
                lambda context: context.tr.gettext("Deleting the bank…"),
                remove,
                done,
                lambda error: self._failed(error, lambda: self._remove(bank_id, page)),
                whole=True,
                can_cancel=False,
            )

        self._try(work)


def _cancel(jobs: Iterable[Job]) -> None:
    for job in jobs:
        job.cancel()
