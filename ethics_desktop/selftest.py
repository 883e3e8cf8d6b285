"""``--self-test``: does this copy of the program work here? Every part once, with a report.

Meant for packages, for IT ("does it run on our PCs?") and for reports of trouble. It works on a
throw-away data folder, opens the real window and ends by itself; the exit code is 0 when all is
well, 1 when a check failed, 2 when the window never came.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ethics_desktop import __version__, bootstrap
from ethics_desktop.options import everywhere_options
from ethics_desktop.paths import find_paths, handout_folders, program_folder
from ethics_desktop.settings import AppSettings

if TYPE_CHECKING:
    from ethics_desktop.ui.desk import Desk

OPTION = "--self-test"
FAILED, NO_WINDOW = 1, 2
#: A window that is not up by then, or a check that hangs, ends the test; milliseconds.
PATIENCE_MS = 180_000


class Check(NamedTuple):
    """One thing that was tried; ``detail`` says what was seen, or what went wrong."""

    name: str
    ok: bool
    ms: int
    detail: str


def wanted(arguments: Sequence[str]) -> bool:
    """Tell whether the arguments ask for the self-test."""
    return OPTION in arguments


def main(arguments: Sequence[str]) -> int:
    """Run the self-test and return its exit code; no error leaves this function.

    Arguments: ``--self-test [REPORT.json] [--shot PICTURE.png] [--own-data] [--until-painted]``
    and those of ``options``. ``--own-data`` works on the person's data folder (``--data-dir`` on
    that one), answers, plays and imports nothing there; ``--until-painted`` ends with the first
    painted page.
    """
    try:
        return _run(arguments)
    except Exception:
        _say(traceback.format_exc())
        return FAILED


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    anywhere, rest = everywhere_options(arguments)
    parser = argparse.ArgumentParser(prog="cermin-asn --self-test", allow_abbrev=False)
    parser.add_argument(OPTION, action="store_true", dest="self_test")
    parser.add_argument("report", nargs="?", type=Path)
    parser.add_argument("--shot", type=Path)
    parser.add_argument("--own-data", action="store_true")
    parser.add_argument("--until-painted", action="store_true")
    return parser.parse_args(rest, anywhere)


def _run(arguments: Sequence[str]) -> int:
    from ethics_desktop import app

    options = _options(arguments)
    with contextlib.ExitStack() as stack:
        data = options.data_dir
        if data is None and not options.own_data:
            data = Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(
                        prefix="cermin-self-test-", ignore_cleanup_errors=True
                    )
                )
            )
        program = bootstrap.build(find_paths(data))
        program.language = options.lang
        options.gentle = options.own_data or options.data_dir is not None
        if not options.gentle:
            program.app_settings.save(AppSettings(trainer_page=True))  # every page is to be shown
        test = SelfTest(program, options)
        app.run_window(program, test.begin)
        return test.finish()


class SelfTest:
    """The checks of one run.

    Args:
        program: on the data folder to be used.
        options: ``report``, ``shot``, ``own_data``, ``until_painted``.
    """

    def __init__(self, program: bootstrap.Program, options: argparse.Namespace) -> None:
        self._program = program
        self._options = options
        self._begin = time.perf_counter()
        self._facts: dict[str, Any] = {}
        self._checks: list[Check] = []
        self._faults: list[str] = []

    def begin(self, desk: object) -> None:
        """Start when the first page is there; called by ``app.run_window``."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from ethics_desktop.ui.desk import Desk

        assert isinstance(desk, Desk)
        # no crash box may wait for a hand: bugs in Qt's calls become faults of the report
        sys.excepthook = lambda kind, error, trace: self._faults.append(
            "".join(traceback.format_exception(kind, error, trace))
        )
        QTimer.singleShot(PATIENCE_MS, desk, QApplication.quit)
        desk.window.page_shown.connect(lambda _key: self._painted(desk), _single_shot())

    def _painted(self, desk: Desk) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        def go() -> None:
            try:
                self._facts = self._look(desk)
                if not self._options.until_painted:
                    self._all(desk)
                if self._options.shot:
                    desk.window.show_page("home")
                    QApplication.processEvents()  # rows that were just made get their places
                    desk.window.grab().save(str(self._options.shot))
            except Exception:
                self._faults.append(traceback.format_exc())
            QApplication.quit()

        QTimer.singleShot(0, desk, lambda: QTimer.singleShot(0, desk, go))

    def finish(self) -> int:
        """Write the report and return the exit code."""
        failed = [check for check in self._checks if not check.ok]
        code = NO_WINDOW if not self._facts else FAILED if failed or self._faults else 0
        report = {
            "ok": code == 0,
            **self._facts,
            "checks": [check._asdict() for check in self._checks],
            "faults": self._faults,
        }
        text = json.dumps(report, ensure_ascii=False, indent=1)
        if self._options.report:
            self._options.report.write_text(text + "\n", "utf-8")
        for check in self._checks:
            _say(f"{'ok  ' if check.ok else 'FAIL'} {check.name} ({check.ms} ms): {check.detail}")
        for fault in self._faults:
            _say(fault)
        _say(f"self-test: {'passed' if code == 0 else 'FAILED'}")
        return code

    def _look(self, desk: Desk) -> dict[str, Any]:
        from PySide6.QtCore import qVersion
        from PySide6.QtGui import QFontInfo, QGuiApplication
        from PySide6.QtWidgets import QApplication

        folder = program_folder()
        return {
            "version": __version__,
            "frozen": bool(getattr(sys, "frozen", False)),
            "python": platform.python_version(),
            "system": platform.platform(),
            "qt": qVersion(),
            "platform": QGuiApplication.platformName(),
            "style": QApplication.style().objectName(),
            "font": QFontInfo(QApplication.font()).family(),
            "screen_ratio": desk.window.devicePixelRatioF(),
            "program": str(folder or ""),
            "data": str(self._program.paths.data),
            "handout_folders": [str(path) for path in handout_folders()],
            "ms_to_first_page": round((time.perf_counter() - self._begin) * 1000),
        }

    def _all(self, desk: Desk) -> None:
        from ethics_desktop import selftest_parts as parts

        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            bench = parts.Bench(desk, self._program, Path(scratch), self._options.gentle)
            for name, work in bench.checks():
                self._checks.append(_tried(name, work))


def _tried(name: str, work: Callable[[], str]) -> Check:
    start = time.perf_counter()
    try:
        detail, ok = work(), True
    except Exception:
        detail, ok = traceback.format_exc(), False
    return Check(name, ok, round((time.perf_counter() - start) * 1000), detail)


def _single_shot() -> Any:
    from PySide6.QtCore import Qt

    return Qt.ConnectionType.SingleShotConnection


def _say(text: str) -> None:
    """Print, where there is something to print on: a program without a console has no output."""
    if sys.stdout is not None:  # a windowed program has no output
        with contextlib.suppress(OSError, UnicodeError):
            print(text, flush=True)
