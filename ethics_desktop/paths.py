"""Where things are: shipped resources, and the folder of the person's data."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from string import ascii_letters, digits

import msgspec

from ethics_desktop.domain.file_names import is_device

#: Set to use another data folder (throw-away profiles, portable use, tests).
DATA_VARIABLE = "CERMIN_ASN_DATA"
DEFAULT_PROFILE = "utama"
#: Beside the packaged program: keep the data in :data:`PORTABLE_DATA` there (a stick, a share).
PORTABLE_MARK = "portable.txt"
PORTABLE_DATA = "Data"
#: Folder of a workshop handout, beside the packaged program or where the system keeps shared data.
HANDOUT_FOLDER = "banks"
_PROFILE_CHARACTERS = frozenset(ascii_letters + digits + "-_")


def program_root() -> Path:
    """Return the folder that holds ``resources/`` and ``question_banks/``.

    In a PyInstaller folder build that is the bundle folder, else the project's top level.
    """
    bundled = getattr(sys, "_MEIPASS", None)
    return Path(bundled) if bundled else Path(__file__).resolve().parent.parent


def program_folder() -> Path | None:
    """Return the folder of the packaged program; None when running from source."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else None


def is_portable() -> bool:
    """Tell whether this copy of the program is meant to keep its data beside itself."""
    folder = program_folder()
    return folder is not None and (folder / PORTABLE_MARK).is_file()


def portable_data() -> Path | None:
    """Return the data folder of a portable copy, made if need be; None where it is none.

    None too when nothing can be written there (a locked stick, Program Files): what decides is the
    data folder, not the mark.
    """
    folder = program_folder()
    if folder is None or not is_portable():
        return None
    data = folder / PORTABLE_DATA
    probe = data / f".tulis-{os.getpid()}"
    try:
        data.mkdir(exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError:
        return None
    return data


def handout_folders() -> list[Path]:
    """Return the folders in which a workshop handout may lie; only those that are there.

    Beside the packaged program (Setup and the portable copy put it there), and in the folders for
    data of all users of the platform (for the administrator of a Linux machine).
    """
    folder = program_folder()
    if folder is None:
        return []
    found = [folder / HANDOUT_FOLDER]
    if sys.platform.startswith("linux"):
        shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        found += [Path(one) / "cermin-asn" / HANDOUT_FOLDER for one in shared.split(":") if one]
    return [path for path in found if path.is_dir()]


class Paths(msgspec.Struct, frozen=True):
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
    def handouts(self) -> Path:
        """Which workshop handouts were taken in."""
        return self.data / "handouts.json"

    @property
    def settings(self) -> Path:
        """Settings of the program (language, theme, text size, window)."""
        return self.data / "settings.json"

    @property
    def profiles(self) -> Path:
        """One folder for each profile."""
        return self.data / "profiles"

    @property
    def several(self) -> bool:
        """Whether there may be more than one profile; cheap, for the way to the first paint."""
        try:
            return len(os.listdir(self.profiles)) > 1
        except OSError:
            return False

    @property
    def profile_folder(self) -> Path:
        """Folder of the person's profile."""
        return self.profiles / self.profile

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
    """Return the data folder.

    :data:`DATA_VARIABLE` if set, else beside a portable copy, else the local one of the platform.
    """
    chosen = os.environ.get(DATA_VARIABLE)
    if chosen:
        return Path(os.path.expanduser(chosen))  # a user that is not there stays in the name
    portable = portable_data()
    if portable is not None:
        return portable
    import platformdirs  # on demand: 6 ms that a throw-away folder does not need

    return Path(platformdirs.user_data_dir("CerminASN", appauthor=False, roaming=False))


def find_paths(data: Path | None = None, profile: str = DEFAULT_PROFILE) -> Paths:
    """Return the paths of this run; ``data`` overrides the data folder."""
    return Paths(program_root(), data or default_data_folder(), profile)


def is_profile_id(text: str) -> bool:
    """Tell whether a text may name a profile's folder: letters, digits, ``-``, ``_``, at most 40.

    The first is a letter or digit, and the whole is no name of a device of Windows: the folder may
    travel there on a stick.
    """
    if not 0 < len(text) <= 40 or text[0] in "-_" or is_device(text):
        return False
    return set(text) <= _PROFILE_CHARACTERS
