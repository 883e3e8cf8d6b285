"""The window's side of the program: start, wiring of pages and services, end.

Signals of pages come up here, calls go down to the services; no page knows another. Every error
of the world becomes a banner with an action; our own bugs go to the crash dialog.
"""

from __future__ import annotations

import builtins
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from ethics_desktop import bootstrap

OK, REFUSED, NO_DISPLAY = 0, 3, 4
#: The garbage collector rests so long after the start, milliseconds.
COLLECTOR_MS = 2000
#: How long another thread may hold the interpreter while the window waits for it, seconds. One
#: event of the window takes it up some twenty times: at Python's 5 ms that would be a silence.
SWITCH_S = 0.0002


def _no_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and return the exit code when it is closed."""
    from ethics_desktop import bootstrap
    from ethics_desktop.i18n import N_
    from ethics_desktop.options import everywhere_options
    from ethics_desktop.paths import DEFAULT_PROFILE, find_paths
    from ethics_desktop.settings import AppSettings

    arguments = sys.argv[1:] if arguments is None else arguments
    options, rest = everywhere_options(arguments)
    program = bootstrap.build(find_paths(options.data_dir, options.profile or DEFAULT_PROFILE))
    program.language = options.lang
    program.chosen = bool(options.profile)
    file = next((Path(word) for word in rest if not word.startswith("-")), None)
    if _no_display():
        tr = program.translator(program.app_settings.load(AppSettings))
        told = [tr.gettext(N_("There is no display to open a window on."))]
        if not getattr(sys, "frozen", False):
            told.append("python3 dev.py tour --out DIR")
        print(*told, sep="\n", file=sys.stderr)
        return NO_DISPLAY
    return run_window(program, file=file)


def window_icon(resources: Path) -> QIcon:
    """Return the program's icon in every size there is; files are read when they are drawn."""
    from PySide6.QtGui import QIcon

    icon = QIcon()
    for file in sorted((resources / "app").glob("cermin-asn-*.png")):
        icon.addFile(str(file))
    return icon


def _drop_import_hook() -> None:
    """Give ``import`` back its own speed.

    PySide replaces it by one that reads the source of every module imported later, looking for
    ``from __feature__ import ...``, which is used nowhere here.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _rest_collector() -> tuple[int, int, int]:
    """Keep the collector from starting by itself; return what has it start again.

    By its thresholds and not by ``gc.disable``: work that pauses it meanwhile finds it enabled.
    """
    before = gc.get_threshold()
    gc.set_threshold(0)
    return before


def _collect_again(thresholds: tuple[int, int, int]) -> None:
    gc.freeze()  # what a start leaves stays for good: later collections need not look at it
    gc.set_threshold(*thresholds)


def run_window(
    program: bootstrap.Program,
    started: Callable[[object], None] | None = None,
    file: Path | None = None,
) -> int:
    """Make the application and its window and run until it is closed.

    ``started`` gets the :class:`ethics_desktop.ui.desk.Desk` once the window is shown; ``file`` is
    a bank whose import is offered then (double click on a file).
    """
    # nothing of a start is garbage, and looking for it is a tenth of its time
    thresholds = _rest_collector()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    _drop_import_hook()

    from ethics_desktop import __version__
    from ethics_desktop.logs import start_log
    from ethics_desktop.ui import accessible
    from ethics_desktop.ui.crash import CrashHook
    from ethics_desktop.ui.desk import Desk
    from ethics_desktop.ui.theme import STYLE_ARGUMENTS

    start_log(program.paths.log)
    application = QApplication([*sys.argv[:1], *STYLE_ARGUMENTS])
    QTimer.singleShot(COLLECTOR_MS, application, lambda: _collect_again(thresholds))
    accessible.install()
    application.setApplicationName("Cermin ASN")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("cermin-asn")
    application.setWindowIcon(window_icon(program.paths.resources))
    if sys.platform == "win32":  # a system font that is not there must not become any other
        font = application.font()
        font.setFamilies([font.family(), "Segoe UI", "Tahoma", "Arial", "DejaVu Sans"])
        application.setFont(font)
    sys.setswitchinterval(SWITCH_S)
    desk = Desk(application, program)
    hook = CrashHook(lambda: desk.context.tr, program.paths.log, application.quit)
    hook.install()
    desk.show()
    if file is not None:
        desk.open_file(file.absolute())
    if started is not None:
        started(desk)
    code = application.exec()
    desk.close()
    return int(code)


if __name__ == "__main__":
    raise SystemExit(main())
