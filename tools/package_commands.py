"""``dev.py package``: what can be handed out, and what is checked of it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tools.dev_steps import say
from tools.package_build import Build, this_build, write_sums

DESCRIPTION = """\
Make packages in dist/, or check those that are there. See docs/packaging.md."""


def run(root: Path, arguments: Sequence[str]) -> int:
    """Make packages, or look at those that are there; return the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=DESCRIPTION)
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("linux", help=".deb and .tar.xz")
    kinds.add_parser("windows", help="Setup.exe, built under Wine")
    check = kinds.add_parser("check", help="install, use, upgrade and remove what was made")
    check.add_argument(
        "only", nargs="*", metavar="deb|archive|setup", help="all when none is named"
    )
    previous = kinds.add_parser("previous", help="packages of an earlier commit, for check")
    previous.add_argument("commit", help="one whose data have an earlier schema")
    previous.add_argument("--windows", action="store_true", help="Setup too, not the .deb alone")
    kinds.add_parser(
        "figures", help="the table of docs/packaging.md, from what was made and checked"
    )
    compare = kinds.add_parser("compare", help="byte for byte with another folder's build")
    compare.add_argument("other", type=Path, help="a clone in which the same was made")
    options = parser.parse_args(arguments)
    build = this_build(root)
    if options.kind in ("linux", "windows"):
        return _make(build, options.kind)
    return _look(build, options)


def _look(build: Build, options: argparse.Namespace) -> int:
    if options.kind == "check":
        from tools.package_check import check_all

        return check_all(build, options.only)
    if options.kind == "previous":
        from tools.package_previous import make_previous

        make_previous(build, options.commit, options.windows)
        return 0
    from tools import package_figures

    if options.kind == "figures":
        print(package_figures.table(build))
        return 0
    return package_figures.compare(build, options.other)


def _make(build: Build, kind: str) -> int:
    build.dist.mkdir(exist_ok=True)
    made = _packages(build, kind)
    sums = write_sums(build)
    for path in made:
        say(f"{path.relative_to(build.root)}: {path.stat().st_size / 1e6:.1f} MB")
    say(f"{sums.relative_to(build.root)} written")
    return 0


def _packages(build: Build, kind: str) -> list[Path]:
    if kind == "linux":
        from tools.package_linux import package_linux

        return package_linux(build)
    from tools.package_windows import package_windows

    return package_windows(build)
