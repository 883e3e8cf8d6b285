"""The virtual environment beside ``dev.py``: made from a lock file, remade when the lock changed.

A stamp in the environment holds the hash of each lock that is installed. When it matches, nothing
is started and nothing is asked of the network.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

from tools.dev_steps import MISSING_SYSTEM_PACKAGES, StopError, quiet, say, step
from tools.dev_system import install_line, install_packages, may_install

#: An interpreter that already has everything; no environment is made when it is set.
PYTHON_VARIABLE = "CERMIN_DEV_PYTHON"
STAMP = "cermin-locks.json"
RUN_LOCK = "run.txt"
DEV_LOCK = "dev.txt"
PACKAGE_LOCK = "package.txt"


class Environment:
    """An environment, ``<root>/.venv`` unless told, and the locks in ``<root>/requirements``."""

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        self.root = root
        self.folder = folder or root / ".venv"
        self._own = folder is not None  # an interpreter chosen by hand does not stand in for it
        self._stamp = self.folder / STAMP

    def prepare(self, lock: str) -> Path:
        """Return an interpreter that has what ``lock`` lists, installing it first if needed.

        Raises:
            StopError: the environment could not be made.
        """
        given = os.environ.get(PYTHON_VARIABLE)
        if given and not self._own:
            if not shutil.which(given):
                raise StopError(f"{PYTHON_VARIABLE} names no program: {given}")
            return Path(given)
        wanted = self._lock_hash(lock)
        installed = self._read_stamp()
        if not self.python.exists() or self._is_stale(installed):
            self._create()
            installed = {}
        if installed.get(lock) != wanted:
            self._install(lock)
            # dev.txt holds everything of run.txt in the same versions.
            for name in {lock, RUN_LOCK}:
                installed[name] = self._lock_hash(name)
            self._write_stamp(installed)
        return self.python

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        if sys.platform == "win32":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    def _lock_hash(self, lock: str) -> str:
        """Return the sha256 of a lock file; line ends do not count."""
        try:
            text = (self.root / "requirements" / lock).read_bytes().replace(b"\r\n", b"\n")
        except OSError as error:
            raise StopError(f"requirements/{lock} cannot be read: {error.strerror}") from error
        return hashlib.sha256(text).hexdigest()

    def _is_stale(self, installed: dict[str, str]) -> bool:
        """Return True when what is installed, if anything, came from other locks than today's."""
        if not installed:
            return True
        return any(value != self._lock_hash(name) for name, value in installed.items())

    def _read_stamp(self) -> dict[str, str]:
        """Return lock name -> hash of what is installed.

        Empty when the stamp is missing or damaged, or tells of another Python than this one.
        """
        try:
            stamp = json.loads(self._stamp.read_text("utf-8"))
            if stamp["python"] != _python_version():
                return {}
            known = {RUN_LOCK, DEV_LOCK, PACKAGE_LOCK}
            return {name: str(stamp["locks"][name]) for name in known & set(stamp["locks"])}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _write_stamp(self, locks: dict[str, str]) -> None:
        text = json.dumps({"python": _python_version(), "locks": locks}, indent=1)
        self._stamp.write_text(text + "\n", "utf-8")

    def _create(self) -> None:
        if self.folder.exists():
            if not (self.folder / "pyvenv.cfg").exists():
                raise StopError(f"{self.folder} is no virtual environment: please move it away")
            shutil.rmtree(self.folder)
        self._need_venv_module()
        with step(f"create {self.folder.name}") as remark:
            remark(f"Python {_python_version()}")
            quiet([sys.executable, "-m", "venv", str(self.folder)], "The environment failed.")

    def _need_venv_module(self) -> None:
        """Debian keeps ``ensurepip`` in a package of its own."""
        try:
            import ensurepip  # noqa: F401
        except ImportError:
            package = f"python{_python_version()}-venv"
            if not may_install():
                raise StopError(
                    "Python's venv module is incomplete. Install it with:\n"
                    f"  {install_line([package])}",
                    MISSING_SYSTEM_PACKAGES,
                ) from None
            install_packages([package], "Python's venv module")

    def _install(self, lock: str) -> None:
        self._stamp.unlink(missing_ok=True)
        command = [
            str(self.python), "-m", "pip", "install", "--quiet", "--progress-bar", "off",
            "--disable-pip-version-check", "--no-input", "--require-hashes",
            "--only-binary", ":all:", "-r", str(self.root / "requirements" / lock),
        ]  # fmt: skip
        say(f"installing requirements/{lock} into {self.folder.name} (needs the network once)")
        with step(f"install requirements/{lock}"):
            quiet(
                command,
                "The packages could not be installed. Without a network, run the command again"
                " where there is one; nothing half-made is used.",
                env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"},
            )


def _python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"
