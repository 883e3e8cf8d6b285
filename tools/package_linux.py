"""The Linux packages: ``.deb`` and ``.tar.xz``, from one frozen folder."""

from __future__ import annotations

import ctypes
import gzip
import lzma
import os
import re
import shutil
import sysconfig
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path

from tools.dev_steps import MISSING_SYSTEM_PACKAGES, StopError, quiet, step
from tools.dev_system import install_line, install_packages, may_install, need_qt_libraries
from tools.package_build import NAME, Build, build_python, freeze, need_programs, set_times
from tools.package_bundle import is_elf

PACKAGE = "cermin-asn"
PROGRAMS = {
    "dpkg-deb": "dpkg", "dpkg-shlibdeps": "dpkg-dev", "objdump": "binutils", "strip": "binutils",
    "as": "binutils", "ld": "binutils", "nm": "binutils",
}  # fmt: skip
#: Libraries that the .deb takes from the distribution instead of carrying them.
SYSTEM_LIBRARIES = (
    "libX", "libxcb", "libxkbcommon", "libdbus", "libsystemd", "libgcrypt", "libgpg-error",
    "libglib", "libgthread", "libgmodule", "libgobject", "libgio", "libfontconfig", "libfreetype",
    "libexpat", "libpng", "libbrotli", "liblz4", "libzstd", "libcap", "libpcre2", "libgraphite2",
    "libharfbuzz", "libstdc++", "libgcc_s", "libbsd", "libmd", "libselinux", "libmount", "libblkid",
    "libjpeg",
)  # fmt: skip
#: Loaded by Qt at run time, so that no file names them.
EXTRA_DEPENDS = ("libxcb-cursor0", "libegl1", "libgl1")
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
MIME_ICON = "application-vnd.cermin-asn.bank"


def package_linux(build: Build) -> list[Path]:
    """Freeze the program and make both packages; return them."""
    need_programs(PROGRAMS)
    _need_libraries()
    python = build_python(build)
    need_qt_libraries(python)  # what is missing here could not be put into the folder
    bundle = freeze(build, python)
    with step("tar.xz") as remark:
        archive = make_archive(build, bundle)
        remark(f"{archive.stat().st_size / 1e6:.1f} MB")
    with step("deb") as remark:
        deb = make_deb(build, bundle)
        remark(f"{deb.stat().st_size / 1e6:.1f} MB")
    return [archive, deb]


def _need_libraries() -> None:
    """See to the interpreter as a library, and to what only the Wayland plugins name.

    Raises:
        StopError: one is missing and may not be installed from here.
    """
    folder, name = sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME")
    wanted = {
        f"{folder}/{name}" if Path(folder, name).exists() else name:
            f"libpython{sysconfig.get_python_version()}",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    }  # fmt: skip
    missing = {library: package for library, package in wanted.items() if not _loads(library)}
    if missing and not may_install():
        raise StopError(
            f"Missing: {', '.join(missing)}\n  {install_line(missing.values())}",
            MISSING_SYSTEM_PACKAGES,
        )
    if missing:
        install_packages(sorted(missing.values()), "what packaging needs")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# --- what both bring along -----------------------------------------------------------------------


def install_shared(build: Build, target: Path, texts: Callable[[str], str] = lambda t: t) -> None:
    """Lay out desktop entry, MIME type and icons as below ``/usr/share``.

    Args:
        build: the build.
        target: stands for ``/usr/share``.
        texts: changes the text of the desktop entry.
    """
    source, icons = build.root / "installers" / "linux", build.root / "resources" / "app"
    _text(target / "applications" / "cermin-asn.desktop",
          texts((source / "cermin-asn.desktop").read_text("utf-8")))  # fmt: skip
    _text(target / "mime" / "packages" / "cermin-asn.xml",
          (source / "cermin-asn-mime.xml").read_text("utf-8"))  # fmt: skip
    hicolor = target / "icons" / "hicolor"
    for drawing, kind, name in (
        ("cermin-asn", "apps", "cermin-asn"),
        ("cermin-file", "mimetypes", MIME_ICON),
    ):
        for size in ICON_SIZES:
            _copy(
                icons / f"{drawing}-{size}.png", hicolor / f"{size}x{size}" / kind / f"{name}.png"
            )
        _copy(icons / f"{drawing}.svg", hicolor / "scalable" / kind / f"{name}.svg")


# --- tar.xz --------------------------------------------------------------------------------------


def make_archive(build: Build, bundle: Path) -> Path:
    """Make the archive for every other Linux, with a script that installs it for one person."""
    top = build.work / "tar" / f"{PACKAGE}-{build.version}-linux-x86_64"
    shutil.rmtree(top.parent, ignore_errors=True)
    shutil.copytree(bundle, top / NAME, symlinks=True)
    install_shared(build, top / "share")
    source = build.root / "installers" / "linux"
    script = (source / "install-user.sh").read_text("utf-8")
    _text(top / "install-user.sh", script, executable=True)
    _text(top / "BACA-SAYA.txt", (source / "BACA-SAYA.txt").read_text("utf-8"))
    target = build.dist / f"{top.name}.tar.xz"
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in [top, *sorted(top.rglob("*"))]:
            entry = archive.gettarinfo(path, str(path.relative_to(top.parent)))
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mtime = build.epoch
            entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
            if entry.isreg():
                with path.open("rb") as stream:
                    archive.addfile(entry, stream)
            else:
                archive.addfile(entry)
    target.write_bytes(lzma.compress(buffer.getvalue(), preset=6))
    return target


# --- deb -----------------------------------------------------------------------------------------


def make_deb(build: Build, bundle: Path, version: str = "") -> Path:
    """Make the Debian package; ``version`` relabels it, for trials of upgrades."""
    version = version or build.version
    stage = build.work / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    root = stage / "root"
    home = root / "usr" / "lib" / PACKAGE
    shutil.copytree(bundle, home, symlinks=True)
    _drop_system_libraries(home)
    shutil.rmtree(home / "licenses" / "system", ignore_errors=True)
    for path in home.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == home / PACKAGE else 0o644)
    share = root / "usr" / "share"
    install_shared(build, share)
    programs = root / "usr" / "bin"
    programs.mkdir(parents=True)
    for name in (PACKAGE, "ethics-desktop"):
        (programs / name).symlink_to(f"../lib/{PACKAGE}/{PACKAGE}")
    _papers(build, share, version)
    _control(build, stage, version)
    set_times(root, build.epoch)
    target = build.dist / f"{PACKAGE}_{version}_amd64.deb"
    quiet(
        # one thread: with several, the bytes would depend on how many there are
        ["dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "-z6", "--build", str(root),
         str(target)],
        "dpkg-deb failed.", env=build.environment,
    )  # fmt: skip
    return target


def _drop_system_libraries(home: Path) -> None:
    for path in (home / "_internal").iterdir():
        if ".so" in path.name and path.name.startswith(SYSTEM_LIBRARIES):
            path.unlink()


def _papers(build: Build, share: Path, version: str) -> None:
    """Changelog, copyright, manual page, description for software centres."""
    source = build.root / "installers" / "linux"
    moment = datetime.fromtimestamp(build.epoch, UTC)
    changelog = (
        f"{PACKAGE} ({version}) stable; urgency=medium\n\n  * Release {version}.\n\n"
        f" -- Cermin ASN contributors <cermin-asn@localhost>  {format_datetime(moment)}\n"
    )
    documents = share / "doc" / PACKAGE
    _gzip(documents / "changelog.gz", changelog)
    _text(documents / "copyright", (source / "copyright").read_text("utf-8"))
    filled = {"@VERSION@": version, "@DATE@": f"{moment:%Y-%m-%d}"}
    manual = _filled(source / "cermin-asn.1", filled)
    for name in (PACKAGE, "ethics-desktop"):
        _gzip(share / "man" / "man1" / f"{name}.1.gz", manual)
    metainfo = "io.github.cermin_asn.metainfo.xml"
    _text(share / "metainfo" / metainfo, _filled(source / metainfo, filled))
    overrides = share / "lintian" / "overrides" / PACKAGE
    _text(overrides, (source / "lintian-overrides").read_text("utf-8"))


def _control(build: Build, stage: Path, version: str) -> None:
    root = stage / "root"
    debian = root / "DEBIAN"
    debian.mkdir()
    files = [p for p in root.rglob("*") if p.is_file() and not p.is_symlink()]
    installed = sum(p.stat().st_size for p in files) // 1024
    template = (build.root / "installers" / "linux" / "control").read_text("utf-8")
    found = _depends(stage).split(", ")
    named = {one.split()[0] for one in found}
    depends = ", ".join([*found, *(one for one in EXTRA_DEPENDS if one not in named)])
    values = {"@VERSION@": version, "@SIZE@": str(installed), "@DEPENDS@": depends}
    for mark, value in values.items():
        template = template.replace(mark, value)
    _text(debian / "control", template)
    import hashlib

    files = sorted(p for p in (root / "usr").rglob("*") if p.is_file() and not p.is_symlink())
    sums = "".join(
        f"{hashlib.md5(p.read_bytes()).hexdigest()}  {p.relative_to(root)}\n" for p in files
    )
    _text(debian / "md5sums", sums)


def _depends(stage: Path) -> str:
    """Return what dpkg-shlibdeps finds for every program and library of the package."""
    home = stage / "root" / "usr" / "lib" / PACKAGE
    internal = home / "_internal"
    _text(
        stage / "debian" / "control",
        f"Source: {PACKAGE}\n\nPackage: {PACKAGE}\nArchitecture: amd64\n",
    )
    folders = [internal, internal / "PySide6" / "Qt" / "lib", internal / "PySide6",
               internal / "shiboken6"]  # fmt: skip
    files = [str(p) for p in sorted(home.rglob("*")) if _is_program(p)]
    told = quiet(
        ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0",
         *(f"-l{folder}" for folder in folders), *files],
        "dpkg-shlibdeps failed.", env=dict(os.environ), folder=stage,
    )  # fmt: skip
    found = re.search(r"^shlibs:Depends=(.*)$", told, re.M)
    return found[1] if found else ""


def _is_program(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and is_elf(path)


# --- small files ---------------------------------------------------------------------------------


def _filled(source: Path, values: dict[str, str]) -> str:
    text = source.read_text("utf-8")
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _text(target: Path, text: str, executable: bool = False) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    target.chmod(0o755 if executable else 0o644)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def _gzip(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    target.chmod(0o644)
