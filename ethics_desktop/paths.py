"""Where things are: shipped resources, and the folder of the person's data."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

#: Set to use another data folder (throw-away profiles, portable use, tests).
DATA_VARIABLE = "CERMIN_ASN_DATA"
DEFAULT_PROFILE = "utama"


def program_root() -> Path:
    """Return the folder that holds ``resources/`` and ``question_banks/``.

    In a PyInstaller folder build that is the bundle folder, else the project's top level.
    """
    bundled = getattr(sys, "_MEIPASS", None)
    return Path(bundled) if bundled else Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Paths:
    """Every folder and file the program uses; nothing is created by making this value."""

    program: Path
    data: Path
    profile: str = DEFAULT_PROFILE

    @property
    def resources(self) -> Path:
        """Shipped themes, icons, catalogues, frameworks, blueprints."""
        return self.program / "resources"

    @property
    def banks(self) -> Path:
        """Banks that ship with the program, one folder each."""
        return self.program / "question_banks"

    @property
    def library(self) -> Path:
        """The library database; it can always be rebuilt."""
        return self.data / "library.sqlite3"

    @property
    def imported(self) -> Path:
        """Imported banks as packages: the library is rebuilt from them."""
        return self.data / "banks"

    @property
    def import_settings(self) -> Path:
        """What importing remembers (mappings of columns)."""
        return self.data / "imports.json"

    @property
    def settings(self) -> Path:
        """Settings of the program (language, theme, text size, window)."""
        return self.data / "settings.json"

    @property
    def profile_folder(self) -> Path:
        """Folder of the person's profile."""
        return self.data / "profiles" / self.profile

    @property
    def progress(self) -> Path:
        """The precious database: attempts and answers."""
        return self.profile_folder / "progress.sqlite3"

    @property
    def profile_settings(self) -> Path:
        """Settings of the profile (nickname, extra time)."""
        return self.profile_folder / "profile.json"

    @property
    def backups(self) -> Path:
        """Automatic copies of the progress database."""
        return self.profile_folder / "backups"

    @property
    def log(self) -> Path:
        """The log of errors; it never holds answers or names."""
        return self.data / "logs" / "cermin-asn.log"


def default_data_folder() -> Path:
    """Return the data folder: :data:`DATA_VARIABLE` if set, else the local one of the platform."""
    chosen = os.environ.get(DATA_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs  # on demand: 6 ms that a throw-away folder does not need

    return Path(platformdirs.user_data_dir("CerminASN", appauthor=False, roaming=False))


def find_paths(data: Path | None = None, profile: str = DEFAULT_PROFILE) -> Paths:
    """Return the paths of this run; ``data`` overrides the data folder."""
    return Paths(program_root(), data or default_data_folder(), profile)
