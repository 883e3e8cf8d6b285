"""``dev.py package check``: what becomes of a machine on which a package is installed and removed.

Every line of the report is something that was done and seen on real files. Pictures and reports lie
in ``build/package/check``.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tools.dev_steps import FAILED, USAGE, StopError, say
from tools.package_build import Build

#: The version that stands for "the one before": the same program, labelled older.
PREVIOUS = "0.0.9"
#: The most that the archive may have (``quality.md`` S12).
MOST_ARCHIVE_MB = 45.0
#: What was seen, a line each, beside the pictures; ``package figures`` counts them.
LINES = "lines.txt"


class Report:
    """Counts what held and what did not; one printed line for each."""

    def __init__(self, title: str) -> None:
        self.passed = 0
        self.failed: list[str] = []
        self.lines: list[str] = []
        say(f"== {title}")

    def see(self, what: str, held: object, told: str = "") -> bool:
        """Note whether something held."""
        line = " ".join(f"{what}{f' ({told})' if told else ''}".split())
        if held:
            self.passed += 1
        else:
            self.failed.append(line)
        self.lines.append(f"{'ok  ' if held else 'FAIL'}  {line}")
        say(f"  {self.lines[-1]}")
        return bool(held)


def check_all(build: Build, only: Sequence[str]) -> int:
    """Run the checks that are named, or all; return the exit code."""
    from tools import package_check_linux as linux
    from tools import package_check_windows as windows

    known: dict[str, Callable[[Build, Path], Report]] = {
        "deb": linux.check_deb,
        "archive": linux.check_archive,
        "setup": windows.check_setup,
    }
    unknown = set(only) - set(known)
    if unknown:
        raise StopError(
            f"Unknown: {', '.join(sorted(unknown))}; there are: {', '.join(known)}", USAGE
        )
    failed, passed = [], 0
    for name in only or known:
        out = build.work / "check" / name
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        begin = time.monotonic()
        report = known[name](build, out)
        passed += report.passed
        failed += report.failed
        (out / LINES).write_text("\n".join(report.lines) + "\n", "utf-8")
        say(f"{name}: {report.passed} held, {len(report.failed)} not, "
            f"{time.monotonic() - begin:.0f} s")  # fmt: skip
    say(f"{passed} held, {len(failed)} not")
    return FAILED if failed else 0


def product(build: Build, name: str) -> Path:
    """Return a finished package.

    Raises:
        StopError: it was not made yet.
    """
    path = build.dist / name
    if not path.is_file():
        kind = "windows" if name.endswith(".exe") else "linux"
        raise StopError(f"{path} is missing; make it with: python3 dev.py package {kind}")
    return path


def read_report(path: Path) -> dict[str, Any]:
    """Return a self-test's report; empty when there is none."""
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def detail(report: dict[str, Any], check: str) -> str:
    """Return what a self-test said about one of its checks."""
    return next((str(c["detail"]) for c in report.get("checks", ()) if c["name"] == check), "")
