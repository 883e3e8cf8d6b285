"""What happens with our own bugs: into the log, then a box that tells of them.

Errors of the world never come here; they are banners in a page.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from ethics_desktop.i18n import Translator

log = logging.getLogger(__name__)

#: Further boxes are not opened after so many in one run; the log has them all.
MOST_BOXES = 3


class CrashHook:
    """Takes the place of ``sys.excepthook``: logs, then shows the box, then obeys.

    Args:
        translator: gives the current language when a box is needed.
        log_file: shown to the person.
        quit_program: called when the person wants to close.
        show: opens the box and returns True for "continue"; tests hand in their own.
    """

    def __init__(
        self,
        translator: Callable[[], Translator],
        log_file: Path,
        quit_program: Callable[[], None],
        show: Callable[[Translator, str, Path], bool] | None = None,
    ) -> None:
        self._translator = translator
        self._log_file = log_file
        self._quit = quit_program
        self._show = show or _show_box
        self._shown = 0
        self._busy = False

    def install(self) -> None:
        """Become ``sys.excepthook``."""
        sys.excepthook = self

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Handle one uncaught exception; a second one during the box is only logged."""
        if issubclass(kind, KeyboardInterrupt):
            self._quit()
            return
        log.critical("uncaught exception", exc_info=(kind, error, trace))
        if self._busy or self._shown >= MOST_BOXES:
            return
        self._busy = True
        self._shown += 1
        try:
            import traceback

            details = "".join(traceback.format_exception(kind, error, trace))
            if not self._show(self._translator(), details, self._log_file):
                self._quit()
        finally:
            self._busy = False


def _show_box(tr: Translator, details: str, log_file: Path) -> bool:
    from ethics_desktop.ui.crash_box import show_box  # on demand: it is hoped that never

    return show_box(tr, details, log_file)
