"""A package of an earlier commit, for trials of upgrades while nothing was released yet.

Program, banks and libraries are those of the commit; what builds and installs is of today, so that
the trial is of the program's data and not of old mistakes in building.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from tools.compile_po import compile_po
from tools.dev_steps import StopError, quiet, say
from tools.package_build import Build
from tools.package_check import PREVIOUS
from tools.package_linux import package_linux
from tools.package_windows import package_windows

#: Taken from today's tree.
OF_TODAY = ("tools", "installers", "build.spec")


def make_previous(build: Build, commit: str, windows: bool) -> list[Path]:
    """Make the ``.deb`` of a commit as version 0.0.9, and Setup if wanted, in ``dist/released``.

    Raises:
        StopError: there is no such commit here, or a build failed.
    """
    old = Build(build.work / "previous", PREVIOUS, _time(build, commit))
    _lay_out(build, commit, old.root)
    old.dist.mkdir()
    made = [path for path in package_linux(old) if path.suffix == ".deb"]
    if windows:
        kept = build.work / "windows" / "downloads"
        if kept.is_dir():  # the carrier of the interpreter has 64 MB
            shutil.copytree(kept, old.work / "windows" / "downloads")
        made += package_windows(old)
    released = build.dist / "released"
    released.mkdir(parents=True, exist_ok=True)
    for path in made:
        shutil.copy2(path, released)
        say(f"{released.relative_to(build.root) / path.name}: {commit} as {PREVIOUS}")
    return [released / path.name for path in made]


def _time(build: Build, commit: str) -> int:
    told = quiet(
        ["git", "log", "-1", "--format=%ct", commit], f"No commit {commit}.", folder=build.root
    )
    return int(told)


def _lay_out(build: Build, commit: str, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    done = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=build.root, capture_output=True, check=False
    )
    if done.returncode:
        raise StopError(f"git archive {commit} failed: {done.stderr.decode(errors='replace')}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(target, filter="data")
    for name in OF_TODAY:
        here, there = build.root / name, target / name
        if here.is_dir():
            shutil.rmtree(there)
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(here, there)
    file = target / "ethics_desktop" / "__init__.py"
    text = re.sub(r'^__version__ = .*$', f'__version__ = "{PREVIOUS}"', file.read_text("utf-8"),
                  flags=re.M)  # fmt: skip
    file.write_text(text, "utf-8")
    for source in sorted((target / "resources" / "locale").rglob("*.po")):
        compile_po(source)
