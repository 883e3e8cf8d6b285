"""``dev.py package``: what can be handed out, and what is checked of it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tools.dev_steps import say
from tools.package_build import Build, this_build, write_sums

KINDS = ("linux", "windows", "check")
DESCRIPTION = """\
Make packages in dist/, or check those that are there. See docs/packaging.md."""


def run(root: Path, arguments: Sequence[str]) -> int:
    """Carry out ``package linux``, ``package windows`` or ``package check``."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=DESCRIPTION)
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("linux", help=".deb and .tar.xz")
    kinds.add_parser("windows", help="Setup.exe, built under Wine")
    check = kinds.add_parser("check", help="install, use, upgrade and remove what was made")
    check.add_argument(
        "only", nargs="*", metavar="deb|archive|setup", help="all when none is named"
    )
    options = parser.parse_args(arguments)
    build = this_build(root)
    if options.kind == "check":
        from tools.package_check import check_all

        return check_all(build, options.only)
    build.dist.mkdir(exist_ok=True)
    made = _make(build, options.kind)
    sums = write_sums(build)
    for path in made:
        say(f"{path.relative_to(root)}: {path.stat().st_size / 1e6:.1f} MB")
    say(f"{sums.relative_to(root)} written")
    return 0


def _make(build: Build, kind: str) -> list[Path]:
    if kind == "linux":
        from tools.package_linux import package_linux

        return package_linux(build)
    from tools.package_windows import package_windows

    return package_windows(build)
