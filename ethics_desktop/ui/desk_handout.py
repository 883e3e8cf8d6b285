"""The part of the desk for workshop handouts: making them, taking in what trainers made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ethics_desktop.domain.errors import UserError
from ethics_desktop.messages import explain
from ethics_desktop.messages.handouts import applied_sentence, readme_text
from ethics_desktop.paths import is_portable, portable_data
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_banks import BankDesk
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.domain.watching import Watch
    from ethics_desktop.services.handout_making import HandoutMade, HandoutRequest
    from ethics_desktop.services.handouts import CheckedHandout
    from ethics_desktop.ui.pages.handout import HandoutDraft

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


class HandoutDesk(BankDesk):
    """Workshop handouts.

    Signals: ``settings_wished(AppSettings)`` with what a handout wishes.

    Arguments as for :class:`BankDesk`.
    """

    settings_wished = Signal(object)

    # --- taking in -------------------------------------------------------------------------

    def look(self) -> None:
        """Take in the handout beside the program, if there is one that was not seen yet."""

        def work() -> None:
            folders = self._services().handouts.pending()
            if folders:
                self._take(folders[0], asked=False)

        if is_portable() and portable_data() is None:
            text = self._context().tr.gettext(
                "Nothing can be written beside the portable program, so your data are kept in your "
                "own folder; Settings shows it."
            )
            self._window.banner.show_message("info", text)
        self._try(work, again=False)

    def take(self, folder: Path) -> None:
        """Take in the handout of a folder that a person points at."""
        self._try(lambda: self._take(folder, asked=True))

    def _take(self, folder: Path, asked: bool) -> None:
        service = self._services().handouts
        self._waiter.run(
            lambda context: context.tr.gettext("Reading the workshop handout…"),
            lambda _watch: service.read(folder),
            lambda checked: self._apply(checked, asked),
            lambda error: self._refused(folder, error, asked),
        )

    def _apply(self, checked: CheckedHandout, asked: bool) -> None:
        def work() -> None:
            done = self._services().handouts.apply(checked)
            if done.settings is not None:
                self.settings_wished.emit(done.settings)
            else:
                page = self._window.page(self._window.current_key)
                if page is not None and self._window.flow is None:
                    page.enter()
            if done.titles or asked:
                tr = self._context().tr
                text = applied_sentence(tr, done.name, len(done.titles), done.items, done.scenarios)
                if done.settings is not None:
                    text += " " + tr.gettext("Settings were adapted as the trainer wishes.")
                self._window.banner.show_message("good" if done.titles else "info", text)

        self._try(work)

    def _refused(self, folder: Path, error: Exception, asked: bool) -> None:
        if not isinstance(error, UserError):
            raise error
        if not asked:
            self._try(lambda: self._services().handouts.refuse(folder), again=False)
        said = explain(error, self._context().tr)
        self._window.banner.show_message("warn", f"{said.what} {said.action}")

    # --- making ----------------------------------------------------------------------------

    def make(self) -> None:
        """Ask what is to be in a handout, then write it."""

        def work() -> None:
            from ethics_desktop.ui.pages.handout import HandoutDraft

            draft = HandoutDraft(setup=self._services().handout_maker.own_setup())
            self._show(lambda context: self._page(context, draft))

        self._try(work)

    def _page(self, context: UiContext, draft: HandoutDraft) -> Page:
        from ethics_desktop.services.library import SHIPPED
        from ethics_desktop.ui.pages.handout import HandoutPage

        services = self._services()
        banks = [bank for bank in services.library.banks() if bank.source != SHIPPED]
        page = HandoutPage(context, draft, banks, services.handout_maker.can_be_portable)
        page.make_requested.connect(lambda: self._choose_target(draft))
        page.setup_requested.connect(lambda: self._choose_setup(draft))
        page.left.connect(self._window.close_flow)
        return page

    def _choose_setup(self, draft: HandoutDraft) -> None:
        _ = self._context().tr.gettext
        installers, everything = _("Installers"), _("All files")
        filters = f"{installers} (*.exe *.deb *.tar.xz);;{everything} (*)"
        path = self._ask_file(_("Choose installer"), "open", filters)
        if path is not None:
            draft.setup = path
            self._show(lambda context: self._page(context, draft))

    def _choose_target(self, draft: HandoutDraft) -> None:
        _ = self._context().tr.gettext
        suggested = _NOT_IN_NAMES.sub("-", draft.name.strip()).strip("-.") or "CerminASN"
        filters = _("ZIP file (*.zip)") if draft.zipped else ""
        if draft.zipped:
            suggested += ".zip"
        target = self._ask_file(_("Where to write the handout"), "save", filters, suggested)
        if target is not None:
            self.write(draft, target)

    def write(self, draft: HandoutDraft, target: Path) -> None:
        """Write what is filled in to a new folder, or file."""
        self._write_handout(self._request(draft, target))

    def _request(self, draft: HandoutDraft, target: Path) -> HandoutRequest:
        from ethics_desktop.services.handout_making import (
            PORTABLE_NAME,
            HandoutRequest,
            WishedSettings,
        )

        settings = self._services().handouts.settings
        wishes = WishedSettings(settings.language, settings.theme, settings.text_percent)
        setup = draft.setup.name if draft.setup else ""
        portable = PORTABLE_NAME if draft.portable else ""
        return HandoutRequest(
            target=target,
            name=draft.name,
            trainer=draft.trainer,
            banks=tuple(sorted(draft.banks)),
            readme=readme_text(self._context().tr, draft.name.strip(), setup, portable),
            settings=wishes if draft.same_settings else WishedSettings(),
            setup=draft.setup,
            portable=draft.portable,
            zipped=draft.zipped,
            replace=True,
        )

    def _write_handout(self, request: HandoutRequest) -> None:
        def work() -> None:
            services = self._services()

            def make(watch: Watch) -> HandoutMade:
                with services.imports_apart() as imports:
                    return services.make_handout_maker(imports).make(request, watch)

            self._window.banner.clear()
            self._waiter.run(
                lambda context: context.tr.gettext("Writing the workshop handout…"),
                make,
                self._written,
                lambda error: self._failed(error, lambda: self._write_handout(request)),
                whole=True,
            )

        self._try(work)

    def _written(self, made: HandoutMade) -> None:
        from ethics_desktop.ui.pages.handout import HandoutPage

        if isinstance(self._window.flow, HandoutPage):  # else the person has gone elsewhere
            self._window.close_flow()
        self._told(made)

    def _told(self, made: HandoutMade) -> None:
        tr = self._context().tr
        text = tr.gettext(
            "Handout written: %(path)s (banks: %(banks)s, items: %(items)s, %(mb)s MB)"
        )
        told = {"path": str(made.path), "banks": tr.number(made.banks)}
        megabytes = max(0.1, made.bytes / 1e6)
        numbers = {"items": tr.number(made.items), "mb": tr.number(megabytes, 1)}
        self._good(text % {**told, **numbers})
