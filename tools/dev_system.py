"""What the operating system must bring: Qt's shared libraries, a font, and the tests' helpers.

On Debian and its children root gets the packages installed; anyone else gets the exact line.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.dev_steps import MISSING_SYSTEM_PACKAGES, NO_DISPLAY, StopError, quiet, say, step

#: Library -> (Debian package, Fedora package).
LIBRARIES = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libGLX.so.0": ("libglx0", "libglvnd-glx"),
    "libOpenGL.so.0": ("libopengl0", "libglvnd-opengl"),
    "libICE.so.6": ("libice6", "libICE"),
    "libSM.so.6": ("libsm6", "libSM"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libbrotlidec.so.1": ("libbrotli1", "libbrotli"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libstdc++.so.6": ("libstdc++6", "libstdc++"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libz.so.1": ("zlib1g", "zlib"),
    "libzstd.so.1": ("libzstd1", "libzstd"),
}
FONT = ("fonts-dejavu-core", "dejavu-sans-fonts")
#: What tests with a real window and with the accessibility bus need: Debian -> Fedora.
TEST_PACKAGES = {
    "xvfb": "xorg-x11-server-Xvfb",
    "at-spi2-core": "at-spi2-core",
    "dbus": "dbus-daemon",
    "python3-gi": "python3-gobject-base",
    "gir1.2-atspi-2.0": "at-spi2-core",
    "xdotool": "xdotool",
    "hunspell": "hunspell",
    "hunspell-id": "hunspell-id",
}
#: Parts of PySide6 whose needs are looked at: without a window, and for a window.
CORE_PARTS = ("QtGui.abi3.so", "QtWidgets.abi3.so", "Qt/plugins/platforms/libqoffscreen.so")
WINDOW_PARTS = ("Qt/plugins/platforms/libqxcb.so",)

_LOCATE_QT = "import importlib.util as u; print(u.find_spec('PySide6').origin)"
_LOAD_QT = "import PySide6.QtGui, PySide6.QtWidgets"


def may_install() -> bool:
    """Return True for root on Debian or one of its children."""
    return _is_root() and shutil.which("apt-get") is not None


def install_line(debian: Iterable[str], fedora: Iterable[str] = ()) -> str:
    """Return the command(s) that install the packages, to be shown to the person."""
    apt = f"sudo apt-get install -y {' '.join(sorted(set(debian)))}"
    dnf = " ".join(sorted(set(fedora)))
    if not dnf or (shutil.which("apt-get") and not shutil.which("dnf")):
        return apt
    if shutil.which("dnf") and not shutil.which("apt-get"):
        return f"sudo dnf install -y {dnf}"
    return f"{apt}\n  (Fedora: sudo dnf install -y {dnf})"


def install_packages(packages: Sequence[str], why: str) -> None:
    """Install Debian packages; only root gets here.

    Raises:
        StopError: apt-get failed.
    """
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    failure = f"apt-get failed. Try it by hand:\n  {install_line(packages)}"
    with step(f"apt-get install {' '.join(packages)}") as remark:
        remark(why)
        quiet(["apt-get", "-qq", "update"], failure, MISSING_SYSTEM_PACKAGES, env)
        command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages]
        quiet(command, failure, MISSING_SYSTEM_PACKAGES, env)


def missing_libraries(python: Path, parts: Sequence[str]) -> set[str]:
    """Return the names of shared libraries that ``parts`` of PySide6 want and the system lacks.

    Raises:
        StopError: PySide6 is not installed, or ``ldd`` cannot tell.
    """
    folder = Path(_output([str(python), "-c", _LOCATE_QT]).strip()).parent
    missing: set[str] = set()
    for part in parts:
        listing = _output(["ldd", str(folder / part)])
        if "=>" not in listing:
            raise StopError(f"What Qt needs cannot be found out: ldd is silent about {part}.")
        for line in listing.splitlines():
            name, _, found = line.strip().partition(" => ")
            if found.startswith("not found") and not name.startswith(("libQt6", "libpyside")):
                missing.add(name)
    return missing


def need_qt_libraries(python: Path, window: bool = True) -> None:
    """Make sure that Qt can load, for real windows too unless ``window`` is False.

    Raises:
        StopError: something is missing and may not be installed from here.
    """
    if not sys.platform.startswith("linux"):
        return
    with step("check Qt's system libraries") as remark:
        missing = missing_libraries(python, CORE_PARTS + (WINDOW_PARTS if window else ()))
        debian, fedora = _packages_of(missing)
        if not _has_font():
            missing.add("a font")
            debian.add(FONT[0])
            fedora.add(FONT[1])
        remark(f"missing: {', '.join(sorted(missing))}" if missing else "all there")
    if missing and not may_install():
        raise StopError(
            f"Qt needs system packages that are not installed. Install them with:\n"
            f"  {install_line(debian, fedora)}",
            MISSING_SYSTEM_PACKAGES,
        )
    if missing:
        install_packages(sorted(debian), "Qt needs them; running as root")
    _prove_qt(python)


def window_test_obstacle(python: Path) -> str:
    """Return why tests with a real window cannot run here, "" when they can; root installs first.

    The answer names what is missing and the line that installs it.
    """
    if not sys.platform.startswith("linux"):
        return "real windows are tested on Linux only"
    missing = missing_libraries(python, WINDOW_PARTS)
    debian, fedora = _packages_of(missing)
    if shutil.which("dpkg-query"):
        debian |= _absent_packages(TEST_PACKAGES)
    elif not shutil.which("Xvfb"):
        debian |= set(TEST_PACKAGES)
    if not debian:
        return ""
    if may_install():
        install_packages(sorted(debian), "tests with a real window need them; running as root")
        return ""
    fedora |= {TEST_PACKAGES[name] for name in debian if name in TEST_PACKAGES}
    return f"missing {', '.join(sorted(debian))}; install with: {install_line(debian, fedora)}"


def need_display() -> None:
    """Make sure that a window can be shown.

    Raises:
        StopError: Linux without a display.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise StopError(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window"
            " can open.\nTo see the program all the same, as pictures of its pages:\n"
            "  python3 dev.py tour --out DIR",
            NO_DISPLAY,
        )


def _prove_qt(python: Path) -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    quiet([str(python), "-c", _LOAD_QT], "Qt does not load.", MISSING_SYSTEM_PACKAGES, env)


def _packages_of(libraries: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the Debian and Fedora packages of ``libraries``; unknown ones are named as such."""
    debian: set[str] = set()
    fedora: set[str] = set()
    for name in libraries:
        if name in LIBRARIES:
            debian.add(LIBRARIES[name][0])
            fedora.add(LIBRARIES[name][1])
        else:
            say(f"{name} is missing and its package is not known here; please look it up")
            fedora.add(f"'{name}()(64bit)'")
    return debian, fedora


def _absent_packages(packages: Iterable[str]) -> set[str]:
    """Return those of ``packages`` that dpkg does not list as installed."""
    wanted = list(packages)
    shown = "${Package} ${db:Status-Status}\n"
    lines = _output(["dpkg-query", "-W", "-f", shown, *wanted]).splitlines()
    installed = {line.split()[0] for line in lines if line.endswith(" installed")}
    return set(wanted) - installed


def _has_font() -> bool:
    home = Path.home()
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    folders += [home / ".fonts", home / ".local/share/fonts"]
    kinds = (".ttf", ".otf", ".ttc")
    return any(file.suffix in kinds for folder in folders for file in folder.rglob("*.*"))


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _output(command: Sequence[str]) -> str:
    """Return what ``command`` prints, whatever its exit code; "" when it cannot be started."""
    try:
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
        ).stdout
    except OSError:
        return ""
