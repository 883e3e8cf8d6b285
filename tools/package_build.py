"""Freezing: the environment, PyInstaller, licences, and times that do not depend on the day."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.dev_environment import PACKAGE_LOCK, Environment
from tools.dev_steps import FAILED, MISSING_SYSTEM_PACKAGES, StopError, quiet, step
from tools.dev_system import install_line, install_packages, may_install
from tools.package_bundle import Facts, look
from tools.package_icu import lighten

NAME = "CerminASN"


@dataclass(frozen=True)
class Build:
    """Where packages are made: ``work`` is git-ignored, ``dist`` holds what is handed out."""

    root: Path
    version: str
    epoch: int  # seconds since 1970, of the commit

    @property
    def work(self) -> Path:
        """Folder for everything in between."""
        return self.root / "build" / "package"

    @property
    def dist(self) -> Path:
        """Folder of the finished files."""
        return self.root / "dist"

    @property
    def environment(self) -> dict[str, str]:
        """Variables under which two builds of one commit give the same bytes."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QT_"))}
        return {**kept, "SOURCE_DATE_EPOCH": str(self.epoch), "PYTHONHASHSEED": "0", "TZ": "UTC"}


def this_build(root: Path) -> Build:
    """Return the build of the commit that is checked out.

    Raises:
        StopError: neither git nor ``SOURCE_DATE_EPOCH`` tells a time.
    """
    text = (root / "ethics_desktop" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.M)
    if found is None:
        raise StopError("ethics_desktop/__init__.py names no version")
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        told = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True
        )
        given = told.stdout.strip()
    if not given.isdigit():
        raise StopError("No commit here: set SOURCE_DATE_EPOCH to the seconds since 1970.")
    return Build(root, found[1], int(given))


def need_programs(wanted: dict[str, str]) -> None:
    """See to programs, by Debian package; root on Debian gets them installed.

    Raises:
        StopError: some are missing; the sentence names each with its package.
    """
    missing = {program: package for program, package in wanted.items() if not shutil.which(program)}
    if missing and may_install():
        install_packages(sorted(set(missing.values())), "what packaging needs")
        missing = {k: v for k, v in missing.items() if not shutil.which(k)}
    if missing:
        listed = ", ".join(f"{program} (package {package})" for program, package in missing.items())
        raise StopError(
            f"Missing: {listed}\n  {install_line(missing.values())}", MISSING_SYSTEM_PACKAGES
        )


def build_python(build: Build) -> Path:
    """Return the interpreter that freezes; it has what ``requirements/package.txt`` lists only."""
    return Environment(build.root, build.work / "venv").prepare(PACKAGE_LOCK)


def freeze(build: Build, python: Path) -> Path:
    """Freeze the program for Linux; return the folder, with licences and bill of materials."""
    out = build.work / "linux"
    with step("PyInstaller") as remark:
        quiet(
            [
                str(python), "-m", "PyInstaller", "--clean", "-y", "--log-level", "ERROR",
                "--distpath", str(out), "--workpath", str(build.work / "pyinstaller"),
                str(build.root / "build.spec"),
            ],
            "PyInstaller failed.", env=build.environment, folder=build.root,
        )  # fmt: skip
        bundle = out / NAME
        lighten(bundle)
        quiet(
            [
                str(python), "-m", "tools.package_notices", str(bundle),
                "--epoch", str(build.epoch), "--sbom",
                str(build.dist / f"cermin-asn-{build.version}-linux.cdx.json"),
            ],
            "The licences could not be written.", env=build.environment, folder=build.root,
        )  # fmt: skip
        remark(describe(hold(look(bundle))))
    return bundle


def hold(facts: Facts) -> Facts:
    """Return the facts of a folder without faults.

    Raises:
        StopError: it has some; they are named.
    """
    if facts.faults:
        raise StopError("The frozen folder is not sound:\n  " + "\n  ".join(facts.faults), FAILED)
    return facts


def describe(facts: Facts) -> str:
    """Return size and number of files in words."""
    libc = f", glibc {facts.glibc}" if facts.glibc != "0.0" else ""
    return f"{facts.mb:.1f} MB, {facts.files} files{libc}"


def set_times(folder: Path, epoch: int) -> None:
    """Give everything in a folder the time of the commit."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def sha256(path: Path) -> str:
    """Return the sha256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_sums(build: Build) -> Path:
    """Write ``dist/SHA256SUMS.txt`` over every finished file of this version."""
    target = build.dist / "SHA256SUMS.txt"
    files = sorted(
        path for path in build.dist.iterdir()
        if path.is_file() and path != target and build.version in path.name
    )  # fmt: skip
    target.write_text("".join(f"{sha256(path)}  {path.name}\n" for path in files), "utf-8")
    return target
