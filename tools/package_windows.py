"""Setup.exe, made on Debian: PyInstaller for Windows under Wine, then NSIS.

The interpreter is the official one of python.org, as the Panda3D project ships it in its wheel on
PyPI. Nothing of Panda3D is run or handed out, and its word is not taken for anything: every file
that is used must carry the signature of the Python Software Foundation. What is built here is a
tested candidate; see docs/packaging.md.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tools.dev_environment import PACKAGE_LOCK
from tools.dev_steps import MISSING_SYSTEM_PACKAGES, StopError, quiet, step
from tools.package_build import (
    NAME,
    Build,
    build_python,
    describe,
    hold,
    need_programs,
    set_times,
)
from tools.package_bundle import look
from tools.package_wine import COMPILER, Wine, windows_path

#: The interpreter: version, and the wheel that carries it, by its hash.
PYTHON = "3.11.7"
CARRIER = "panda3d==1.10.14"
CARRIER_SHA256 = "1ddf01040b9c5497fb8659e3c5ef793a26c869cfdfb1b75e6d04d6fba0c03b73"
NEEDED = {
    "makensis": "nsis", "osslsigncode": "osslsigncode", COMPILER: "gcc-mingw-w64-x86-64",
    "gendef": "mingw-w64-tools", "x86_64-w64-mingw32-dlltool": "binutils-mingw-w64-x86-64",
}  # fmt: skip
WINE_PACKAGE = "wine64"
ROOTS = "/etc/ssl/certs/ca-certificates.crt"
PSF = "Python Software Foundation"
#: Extensions of the interpreter that the program never loads.
NOT_COPIED = ("_tkinter", "_msi", "_test", "_ssl", "_hashlib")
#: Program files in the bundle that nobody else signed: our two starters, and a list of forwards.
OWN_FILES = frozenset({"cerminasn.exe", "ethics-desktop.exe", "python3.dll"})
MOST_SETUP_MB = 30.0


def package_windows(build: Build) -> list[Path]:
    """Make Setup.exe; return it."""
    _need_parts()
    work = build.work / "windows"
    work.mkdir(parents=True, exist_ok=True)
    python = build_python(build)
    home = work / "python"
    with step("Windows interpreter") as remark:
        remark(_interpreter(build, python, home))
    with step("libraries for Windows"):
        _libraries(build, python, home)
    wine = Wine(work / "wine", build.root / "installers" / "windows")
    with step("Wine"):
        wine.make()
    bundle = _freeze(build, wine, work, home)
    with step("signatures of others' files") as remark:
        remark(_foreign_signatures(bundle))
    with step("NSIS") as remark:
        setup = make_setup(build, bundle, build.version)
        size = setup.stat().st_size / 1e6
        remark(f"{size:.1f} MB")
        if size > MOST_SETUP_MB:
            raise StopError(f"Setup has {size:.1f} MB, at most {MOST_SETUP_MB:g}")
    return [setup]


def _need_parts() -> None:
    need_programs(NEEDED)
    if not Path("/usr/lib/wine/wine64").exists():
        need_programs({"wine64": WINE_PACKAGE})
    if platform.python_version() != PYTHON:
        raise StopError(
            f"The Windows interpreter is Python {PYTHON} and takes its library from the Python that"
            f" runs dev.py; this is {platform.python_version()}. Start dev.py with {PYTHON}, for"
            " example one that pyenv has made.",
            MISSING_SYSTEM_PACKAGES,
        )
    if not Path(ROOTS).exists():
        raise StopError(f"{ROOTS} is missing (package ca-certificates).", MISSING_SYSTEM_PACKAGES)


# --- interpreter ---------------------------------------------------------------------------------


def _interpreter(build: Build, python: Path, home: Path) -> str:
    """Lay out python.exe with its libraries; every binary of it is checked."""
    wheel = _carrier(build, python)
    shutil.rmtree(home, ignore_errors=True)
    (home / "DLLs").mkdir(parents=True)
    short = "".join(PYTHON.split(".")[:2])
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            plain = name.removeprefix("deploy_libs/")
            if "/" in plain or plain == name or not _wanted(plain, short):
                continue
            folder = home if plain == f"python{short}.dll" else home / "DLLs"
            (folder / plain).write_bytes(archive.read(name))
    files = [home / f"python{short}.dll", *sorted((home / "DLLs").iterdir())]
    for file in files:
        check_signature(file, PSF)
    stdlib = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(stdlib, home / "Lib", ignore=_not_of_windows)
    (home / "Lib" / "site-packages").mkdir(exist_ok=True)
    _compile_starter(build, home, short)
    return f"{len(files)} files signed by the {PSF}"


def _carrier(build: Build, python: Path) -> Path:
    folder = build.work / "windows" / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "carrier.txt"
    wanted.write_text(f"{CARRIER} --hash=sha256:{CARRIER_SHA256}\n", "utf-8")
    quiet(
        [
            str(python), "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
            "--require-hashes", "--only-binary=:all:", "--platform", "win_amd64",
            "--python-version", "3.11", "--implementation", "cp", "-d", str(folder),
            "-r", str(wanted),
        ],
        f"{CARRIER} could not be had from the package index, or is not the pinned file.",
    )  # fmt: skip
    return next(folder.glob("panda3d-*.whl"))


def _wanted(file: str, short: str) -> bool:
    if file.startswith(NOT_COPIED):
        return False
    if file.endswith(".pyd") or file == f"python{short}.dll":
        return True
    return file in ("libffi-8.dll", "sqlite3.dll")


def _not_of_windows(folder: str, names: list[str]) -> set[str]:
    left = {"test", "tests", "idlelib", "site-packages", "lib-dynload", "__pycache__",
            "turtledemo", "lib2to3", "ensurepip", "tkinter"}  # fmt: skip
    strange = ("config-3", "_sysconfigdata")
    return {name for name in names if name in left or name.startswith(strange)}


def _compile_starter(build: Build, home: Path, short: str) -> None:
    """Compile python.exe (for the build) and python3.dll, a list of forwards to the real one.

    PySide6 links against python3.dll, which the carrier leaves out; it holds no code.
    """
    target = "x86_64-w64-mingw32"
    told = quiet(["gendef", "-", str(home / f"python{short}.dll")], "gendef failed.")
    definition = home / "python.def"
    definition.write_text(told[told.index("LIBRARY") :], "utf-8")
    library = home / "libpython.a"
    quiet([f"{target}-dlltool", "-d", str(definition), "-D", f"python{short}.dll",
           "-l", str(library)], "dlltool failed.")  # fmt: skip
    source = build.root / "installers" / "windows" / "python.c"
    quiet([COMPILER, "-O2", "-s", "-municode", "-o", str(home / "python.exe"), str(source),
           str(library), "-Wl,--no-insert-timestamp"], "python.exe was not compiled.")  # fmt: skip
    forwards = home / "python3.def"
    names = _exports(definition.read_text("utf-8"))
    lines = [f"{name} = python{short}.{name}{' DATA' if data else ''}" for name, data in names]
    forwards.write_text("\n".join(['LIBRARY "python3.dll"', "EXPORTS", *lines]) + "\n", "utf-8")
    empty = home / "empty.c"
    empty.write_text(
        "int __stdcall DllMainCRTStartup(void *a, unsigned b, void *c) { return 1; }\n", "utf-8"
    )
    # ld would take the image base from the path of the file; this is the one of 64-bit DLLs
    fixed = ["-Wl,--no-insert-timestamp", "-Wl,--image-base=0x180000000"]
    quiet([COMPILER, "-shared", "-nostdlib", "-s", "-e", "DllMainCRTStartup", "-o",
           str(home / "python3.dll"), str(empty), str(forwards), *fixed],
          "python3.dll was not made.")  # fmt: skip
    for leftover in (definition, library, forwards, empty):
        leftover.unlink()


def _exports(definition: str) -> list[tuple[str, bool]]:
    _head, _, body = definition.partition("EXPORTS")
    found = []
    for line in body.splitlines():
        words = line.split()
        if words and not words[0].startswith(";"):
            found.append((words[0].partition("@")[0], "DATA" in words[1:]))
    return found


# --- signatures ----------------------------------------------------------------------------------


def check_signature(file: Path, signer: str) -> None:
    """Hold a file to its Authenticode signature, counter-signed in time, up to a root of Debian.

    Raises:
        StopError: it is not signed by ``signer``, or was changed afterwards.
    """
    if not _signed_by(file, signer):
        raise StopError(f"{file.name} does not carry a sound signature of “{signer}”; not used.")


def _signed_by(file: Path, signer: str) -> bool:
    told = _signature(file)
    return (
        f"CN={signer}" in told
        and "\nSignature verification: ok" in told
        and "\nTimestamp Server Signature verification: ok" in told
    )


def _signature(file: Path) -> str:
    command = ["osslsigncode", "verify", "-CAfile", ROOTS, "-TSA-CAfile", ROOTS, "-ignore-crl"]
    done = subprocess.run([*command, "-in", str(file)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _foreign_signatures(bundle: Path) -> str:
    """Say whose files are in the bundle; a file of Python's without its signature is an error."""
    signers: dict[str, int] = {}
    unsigned = []
    for file in sorted(bundle.rglob("*")):
        if file.suffix.lower() not in (".dll", ".pyd", ".exe"):
            continue
        if file.name.lower() in OWN_FILES:
            continue
        told = _signature(file)
        found = re.search(r"Signer's certificate:.*?Subject: [^\n]*CN=([^\n/]+)", told, re.S)
        if found is None:
            unsigned.append(file.name)
            continue
        if "Calculated message digest" in told and "MISMATCH" in told:
            raise StopError(f"{file.name} was changed after it was signed; not used.")
        signers[found[1]] = signers.get(found[1], 0) + 1
    listed = ", ".join(f"{count} by {name}" for name, count in sorted(signers.items()))
    return (
        f"{listed}; not signed, from wheels held to their hashes: {', '.join(unsigned) or 'none'}"
    )


# --- libraries and program -----------------------------------------------------------------------


def windows_lock(text: str) -> str:
    """Return the lines of a universal lock that hold for Windows, without their conditions."""
    kept, keeping = [], True
    for line in text.splitlines():
        if line.strip().startswith("#") or not line.strip():
            continue
        if not line.startswith((" ", "\t")):
            requirement, _, condition = line.rstrip(" \\").partition(";")
            keeping = _holds_on_windows(condition.strip())
            line = f"{requirement.strip()} \\"
        if keeping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _holds_on_windows(condition: str) -> bool:
    values: Mapping[str, str] = {"sys_platform": "win32", "platform_system": "Windows",
                                 "os_name": "nt", "platform_machine": "AMD64",
                                 "implementation_name": "cpython",
                                 "platform_python_implementation": "CPython"}  # fmt: skip
    for part in condition.split(" and ") if condition else ():
        found = re.fullmatch(r"(\w+) (==|!=) '([^']*)'", part.strip())
        if found is None or found[1] not in values:
            raise StopError(f"A condition of the lock is not understood: {condition}")
        if (values[found[1]] == found[3]) != (found[2] == "=="):
            return False
    return True


def _libraries(build: Build, python: Path, home: Path) -> None:
    lock = build.root / "requirements" / PACKAGE_LOCK
    wanted = build.work / "windows" / "requirements.txt"
    wanted.write_text(windows_lock(lock.read_text("utf-8")), "utf-8")
    quiet(
        [
            str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps",
            "--require-hashes", "--only-binary=:all:", "--platform", "win_amd64",
            "--python-version", "3.11", "--implementation", "cp",
            "--target", str(home / "Lib" / "site-packages"), "-r", str(wanted),
        ],
        "The libraries for Windows could not be installed.",
    )  # fmt: skip
    for name in ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll"):
        shutil.copyfile(home / "Lib" / "site-packages" / "shiboken6" / name, home / name)


def _freeze(build: Build, wine: Wine, work: Path, home: Path) -> Path:
    program = windows_path(home / "python.exe")
    variables = {name: build.environment[name] for name in ("SOURCE_DATE_EPOCH", "PYTHONHASHSEED")}
    told = (
        "import sys, sqlite3, PySide6.QtWidgets;"
        "print(sys.version.split()[0], sqlite3.sqlite_version)"
    )
    with step("Python under Wine") as remark:
        code, said = wine.run(program, "-c", told, env=variables)
        remark(said.strip())
        if code:
            raise StopError(f"Python does not run under Wine:\n{said}")
    out = work / "dist"
    shutil.rmtree(out, ignore_errors=True)
    with step("PyInstaller under Wine") as remark:
        code, printed = wine.run(
            program, "-m", "PyInstaller", "--clean", "-y", "--log-level", "ERROR",
            "--distpath", windows_path(out), "--workpath", windows_path(work / "pyinstaller"),
            "build.spec", folder=build.root, env=variables, seconds=1800,
        )  # fmt: skip
        bundle = out / NAME
        if code or not (bundle / f"{NAME}.exe").exists():
            raise StopError(
                "PyInstaller failed under Wine.\n" + "\n".join(printed.splitlines()[-20:])
            )
        python_version, sqlite_version = said.split()[-2:]
        quiet(
            [
                str(build_python(build)), "-m", "tools.package_notices", str(bundle),
                "--epoch", str(build.epoch), "--python-version", python_version,
                "--sqlite-version", sqlite_version, "--system", "windows-x86_64", "--sbom",
                str(build.dist / f"cermin-asn-{build.version}-windows.cdx.json"),
            ],
            "The licences could not be written.", env=build.environment, folder=build.root,
        )  # fmt: skip
        remark(describe(hold(look(bundle))))
    return bundle


def make_setup(build: Build, bundle: Path, version: str, trial: Path | None = None) -> Path:
    """Run NSIS; with ``trial`` quickly and to that file, for a program labelled otherwise."""
    set_times(bundle, build.epoch)
    target = trial or build.dist / f"{NAME}-{version}-Setup.exe"
    quiet(
        [
            "makensis", "-V2", "-NOCD", f"-DVERSION={version}", f"-DPAYLOAD={bundle}",
            f"-DICONS={build.root / 'resources' / 'app'}", f"-DOUT={target}",
            *(["-DQUICK"] if trial else []),
            str(build.root / "installers" / "windows" / "installer.nsi"),
        ],
        "NSIS failed.", env=build.environment,
    )  # fmt: skip
    return target
