"""``dev.py package figures`` and ``compare``: what docs/packaging.md says of the packages."""

from __future__ import annotations

from pathlib import Path

from tools.dev_steps import FAILED, USAGE, StopError, say
from tools.package_build import NAME, Build, sha256
from tools.package_bundle import LINUX_LIMITS, WINDOWS_LIMITS, Limits
from tools.package_check import LINES, MOST_ARCHIVE_MB
from tools.package_linux import PACKAGE
from tools.package_windows import MOST_SETUP_MB

KINDS = ("deb", "archive", "setup")


def folders(build: Build) -> dict[str, Path]:
    """Return the frozen folders, by system."""
    return {"linux": build.work / "linux" / NAME, "windows": build.work / "windows" / "dist" / NAME}


def table(build: Build) -> str:
    """Return sizes and what the checks held, in Markdown; what was not made is left out."""
    version, frozen = build.version, folders(build)
    rows = (
        ("archive, Linux", f"{PACKAGE}-{version}-linux-x86_64.tar.xz", "linux",
         f"{MOST_ARCHIVE_MB:g} MB, {_limits(LINUX_LIMITS)}"),
        (".deb", f"{PACKAGE}_{version}_amd64.deb", "linux", "the same"),
        ("Setup, Windows", f"{NAME}-{version}-Setup.exe", "windows",
         f"{MOST_SETUP_MB:g} MB, {_limits(WINDOWS_LIMITS)}"),
    )  # fmt: skip
    lines = ["| | download | folder | limits |", "| --- | ---: | ---: | --- |"]
    for title, name, system, limit in rows:
        path = build.dist / name
        if path.is_file() and frozen[system].is_dir():
            size = f"{path.stat().st_size / 1e6:.1f} MB"
            lines.append(f"| {title} | {size} | {_folder(frozen[system])} | {limit} |")
    lines.append("")
    for kind in KINDS:
        file = build.work / "check" / kind / LINES
        if file.is_file():
            seen = file.read_text("utf-8").splitlines()
            held = sum(line.startswith("ok") for line in seen)
            lines.append(f"- `check {kind}`: {held} of {len(seen)}")
            lines += [f"  - {line}" for line in seen if " S11" in line or line.startswith("FAIL")]
    return "\n".join(lines)


def _limits(limits: Limits) -> str:
    return f"{limits.mb:g} MB, {limits.files} files without items"


def _folder(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return f"{sum(path.stat().st_size for path in files) / 1e6:.1f} MB, {len(files)} files"


def compare(build: Build, other: Path) -> int:
    """Say what differs between this build and that of another folder; return the exit code."""
    there = Build(other.resolve(), build.version, build.epoch)
    pairs = [(build.dist, there.dist)]
    pairs += [(here, folders(there)[system]) for system, here in folders(build).items()]
    different, same = [], 0
    for here, yonder in pairs:
        if not here.is_dir() or not yonder.is_dir():
            raise StopError(f"Nothing to compare: {here} or {yonder} is missing.", USAGE)
        one, two = _sums(here), _sums(yonder)
        names = sorted(one.keys() | two.keys())
        bad = [name for name in names if one.get(name) != two.get(name)]
        same += len(names) - len(bad)
        different += [str(here.relative_to(build.root) / name) for name in bad]
        say(f"{here.relative_to(build.root)}: {len(names)} files, {len(bad)} differ")
    for name in different:
        say(f"  differs: {name}")
    say(f"{same} files are equal byte for byte, {len(different)} are not")
    return FAILED if different else 0


def _sums(folder: Path) -> dict[str, str]:
    """Return name and sha256 of every file; of a link, where it leads. ``released`` is not ours."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file() and not name.startswith("released"):
            found[name] = sha256(path)
    return found
