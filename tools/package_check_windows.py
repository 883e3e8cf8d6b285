"""The checks of Setup.exe under Wine."""

from __future__ import annotations

from pathlib import Path

from tools.package_build import Build
from tools.package_check import Report


def check_setup(build: Build, out: Path) -> Report:
    """Placeholder until the cross-build is here."""
    raise NotImplementedError
