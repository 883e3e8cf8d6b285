"""A bare Debian in a folder, and a display for it: what a package meets on a machine of others."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.dev_steps import StopError, quiet, step
from tools.package_build import need_programs

SUITE = "bookworm"
MIRROR_VARIABLE = "CERMIN_DEBIAN_MIRROR"
#: What a desktop has and a bare system has not; no Python among it.
DESKTOP = (
    "libglib2.0-bin", "shared-mime-info", "desktop-file-utils", "fonts-dejavu-core",
    "hicolor-icon-theme", "xdg-utils",
)  # fmt: skip
PERSON = "orang"
CHROOT = "/usr/sbin/chroot"


class Chroot:
    """A system in a folder; only root can use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(
        self,
        *command: str,
        person: bool = False,
        env: Mapping[str, str] | None = None,
        seconds: float = 600,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program inside, as root or as an ordinary person, with an almost empty environment.

        One that takes longer than ``seconds`` is ended; its exit code is 124 then.
        """
        home = f"/home/{PERSON}" if person else "/root"
        given = {
            "HOME": home, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive", **(env or {}),
        }  # fmt: skip
        who = ["--userspec", f"{PERSON}:{PERSON}"] if person else []
        return subprocess.run(
            [CHROOT, *who, str(self.folder), "timeout", "-k", "5", str(seconds), *command],
            env=given, capture_output=True, text=True, errors="replace", check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def must(self, *command: str) -> str:
        """Run a program inside as root and return its output.

        Raises:
            StopError: it failed.
        """
        done = self.run(*command)
        if done.returncode:
            raise StopError(f"in the chroot: {' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, *command: str, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start a program inside as an ordinary person and leave it running."""
        given = {"HOME": f"/home/{PERSON}", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **env}
        return subprocess.Popen(
            [CHROOT, "--userspec", f"{PERSON}:{PERSON}", str(self.folder), *command],
            env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def has(self, path: str) -> bool:
        """Tell whether something is there, a dangling link included."""
        return os.path.lexists(self.path(path))

    def path(self, inside: str) -> Path:
        """Return the path outside of an absolute path inside."""
        return self.folder / inside.lstrip("/")

    def give(self, source: Path, inside: str) -> None:
        """Copy a file or folder inside; the ordinary person owns what lies in their home."""
        target = self.path(inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        if inside.startswith(f"/home/{PERSON}"):
            self.must("chown", "-R", f"{PERSON}:{PERSON}", f"/home/{PERSON}")

    def entries(self, *leave_out: str) -> set[str]:
        """Return every path inside but those below ``leave_out`` (and caches of the system)."""
        skipped = (
            "proc",
            "sys",
            "dev",
            "tmp",
            "run",
            "var/cache",
            "var/lib",
            "var/log",
            *leave_out,
        )
        found = set()
        for top, folders, files in os.walk(self.folder):
            here = os.path.relpath(top, self.folder)
            folders[:] = [f for f in folders if os.path.normpath(f"{here}/{f}") not in skipped]
            found |= {os.path.normpath(f"{here}/{name}") for name in [*folders, *files]}
        return found


@contextlib.contextmanager
def bare_system(work: Path) -> Iterator[Chroot]:
    """Make a fresh system with a person in it; it is taken away afterwards.

    The bare system is kept as an archive in ``work``, so that the network is needed once.
    """
    if os.geteuid() != 0:
        raise StopError("A bare system needs root (chroot). Run this check as root.")
    need_programs({"debootstrap": "debootstrap", "tar": "tar"})
    kept = work / f"{SUITE}.tar"
    folder = Path(tempfile.mkdtemp(prefix="cermin-chroot-"))
    system = Chroot(folder / "system")
    try:
        if not kept.exists():
            _make_bare(system, kept)
        else:
            system.folder.mkdir()
            quiet(
                ["tar", "-xf", str(kept), "-C", str(system.folder)], "The chroot was not unpacked."
            )
        _join(system)
        yield system
    finally:
        _leave(system)
        shutil.rmtree(folder, ignore_errors=True)


def _make_bare(system: Chroot, kept: Path) -> None:
    mirror = os.environ.get(MIRROR_VARIABLE, "http://deb.debian.org/debian")
    with step(f"debootstrap {SUITE}"):
        quiet(
            ["debootstrap", "--variant=minbase", SUITE, str(system.folder), mirror],
            f"debootstrap failed; another mirror can be given as {MIRROR_VARIABLE}.",
        )
        _join(system)
        system.must("apt-get", "update", "-qq")
        system.must("apt-get", "install", "-y", "-qq", "--no-install-recommends", *DESKTOP)
        system.must("useradd", "--create-home", PERSON)
        _leave(system)
        partial = kept.with_suffix(".partial")
        quiet(["tar", "-cf", str(partial), "-C", str(system.folder), "."], "tar failed.")
        partial.rename(kept)


def _join(system: Chroot) -> None:
    """Give it processes, a few devices, and this machine's way into the network."""
    for name in ("proc", "dev", "tmp", "etc"):
        system.path(name).mkdir(exist_ok=True)
    if not os.path.ismount(system.path("/proc")):
        quiet(["mount", "-t", "proc", "proc", str(system.path("/proc"))], "No /proc in the chroot.")
    for name, major, minor in (("null", 1, 3), ("zero", 1, 5), ("random", 1, 8), ("urandom", 1, 9)):
        if not system.has(f"/dev/{name}"):
            os.mknod(system.path(f"/dev/{name}"), stat.S_IFCHR | 0o666, os.makedev(major, minor))
            system.path(f"/dev/{name}").chmod(0o666)
    for name in ("resolv.conf", "hosts"):
        if Path("/etc", name).exists():
            shutil.copyfile(Path("/etc", name), system.path(f"/etc/{name}"))


def _leave(system: Chroot) -> None:
    if os.path.ismount(system.path("/proc")):
        subprocess.run(["umount", str(system.path("/proc"))], check=False)


@contextlib.contextmanager
def display() -> Iterator[str]:
    """Start a display of our own and return its name; it ends with the block."""
    need_programs({"Xvfb": "xvfb"})
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1366x768x24", "-ac"],
        pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    with os.fdopen(reader) as stream:
        number = stream.readline().strip()
    try:
        if not number:
            raise StopError("Xvfb did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def picture(name: str, target: Path, python: Sequence[str]) -> bool:
    """Save what a display shows; False when that is one colour. ``python`` has PySide6."""
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication as G; a = G(sys.argv[:1]);"
        "p = a.primaryScreen().grabWindow(0); i = p.toImage(); i = i.scaled(64, 36);"
        "c = {i.pixel(x, y) for x in range(64) for y in range(36)};"
        "sys.exit(not (p.save(sys.argv[1]) and len(c) > 1))"
    )
    env = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run([*python, "-c", code, str(target)], env=env, check=False,
                          capture_output=True)  # fmt: skip
    return done.returncode == 0
