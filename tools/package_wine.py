"""Wine as a Windows for building and testing.

Three things of Windows 10 that Wine 8 lacks get stand-ins in its folder (see ``STAND_INS``).
Python under Wine dies when its output is a regular file, so output goes through pipes; Wine drops
every ``QT_*`` variable, so Qt's options are arguments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tools.dev_steps import StopError, quiet

PROGRAMS = ("/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine")
COMPILER = "x86_64-w64-mingw32-gcc"
#: DLLs, with their sources in ``installers/windows``.
STAND_INS = ("icuuc", "mscms", "bcryptprimitives")


#: How long the rest of the output of a program that has ended is waited for.
PATIENCE_S = 5


def _read(stream: IO[bytes], told: list[bytes]) -> None:
    for line in stream:
        told.append(line)


class Wine:
    """A Windows in a folder.

    Args:
        prefix: the folder; made when it is not there.
        sources: ``installers/windows``, for the stand-ins.
        display: the X display for windows, "" for none.
    """

    def __init__(self, prefix: Path, sources: Path, display: str = "") -> None:
        self.prefix = prefix
        self._sources = sources
        self.display = display
        found = next((one for one in PROGRAMS if Path(one).exists()), None)
        if found is None:
            raise StopError("Wine is missing (package wine64).")
        self._program = found

    @property
    def drive(self) -> Path:
        """Drive C of this Windows."""
        return self.prefix / "drive_c"

    @property
    def person(self) -> Path:
        """Home of the person in this Windows."""
        return next(p for p in (self.drive / "users").iterdir() if p.name != "Public")

    def make(self) -> None:
        """Make the folder anew as a Windows 10 with the stand-ins.

        Raises:
            StopError: Wine or the compiler failed.
        """
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.prefix.mkdir(parents=True)
        self.run("wineboot", "-i", seconds=300)
        self.run("winecfg", "/v", "win10")
        self.settle()
        system = self.drive / "windows" / "system32"
        if not system.is_dir():
            raise StopError("Wine could not make a Windows folder.")
        for name in STAND_INS:
            target = system / f"{name}.dll"
            target.unlink(missing_ok=True)
            quiet(
                [COMPILER, "-shared", "-nostdlib", "-O2", "-s", "-e", "DllMainCRTStartup",
                 "-o", str(target), str(self._sources / f"{name}.c"), "-ladvapi32",
                 "-Wl,--no-insert-timestamp"],
                f"The stand-in {name}.dll could not be compiled.",
            )  # fmt: skip

    def run(
        self,
        *command: str,
        folder: Path | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float = 900,
    ) -> tuple[int, str]:
        """Run a Windows program and return exit code and output; 124 when it took too long."""
        process = self.start(*command, folder=folder, env=env)
        assert process.stdout is not None
        told: list[bytes] = []
        # not until the end of the pipe: Wine's own services inherit it and outlive the program
        reader = threading.Thread(target=_read, args=(process.stdout, told), daemon=True)
        reader.start()
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return 124, ""
        reader.join(PATIENCE_S)
        return code, b"".join(told).decode("utf-8", "replace").replace("\r", "")

    def start(
        self, *command: str, folder: Path | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a Windows program and leave it running."""
        given = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QT_", "WINE"))}
        given |= {
            "WINEPREFIX": str(self.prefix), "WINEARCH": "win64", "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;mscms=n", "LANG": "C.UTF-8",
            **(env or {}),
        }  # fmt: skip
        given.pop("DISPLAY", None)
        if self.display:
            given["DISPLAY"] = self.display
        return subprocess.Popen(
            [self._program, *command], env=given, cwd=folder,
            stdin=subprocess.DEVNULL if not command[0].endswith("python.exe") else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def settle(self, seconds: float = 60) -> None:
        """Wait until this Wine's server has nothing left to do."""
        server = shutil.which("wineserver") or "/usr/lib/wine/wineserver64"
        env = {**os.environ, "WINEPREFIX": str(self.prefix)}
        try:
            subprocess.run([server, "-w"], env=env, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            self.stop()

    def stop(self) -> None:
        """End everything that runs in this Windows."""
        server = shutil.which("wineserver") or "/usr/lib/wine/wineserver64"
        subprocess.run([server, "-k"], env={**os.environ, "WINEPREFIX": str(self.prefix)})
        time.sleep(0.5)

    def registry(self, key: str, value: str = "", view: str = "") -> str:
        """Return what ``reg query`` says of a key; "" when it is not there."""
        asked = ["reg", "query", key]
        asked += ["/ve"] if value == "@" else ["/v", value] if value else []
        code, told = self.run(*asked, *([view] if view else []))
        return told if code == 0 else ""


def windows_path(path: Path) -> str:
    """Return a path of this machine as Wine's drive Z names it."""
    return "Z:" + str(path).replace("/", "\\")
