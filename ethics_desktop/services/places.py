"""Whether a data folder lies where a database is not safe: a network drive, a synchronised folder.

Synchronising programs copy a database while it is written, and put old versions of it back; on
network drives locks and syncs are not what they promise to be.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path, PurePath

import msgspec


class Risk(str, Enum):
    """Why a folder is not safe."""

    SYNC = "sync"
    NETWORK = "network"


class RiskyPlace(msgspec.Struct, frozen=True):
    """A folder that is not safe; ``name`` is the program or kind of drive, as people know it."""

    risk: Risk
    name: str


#: Folder names that synchronising programs use, as whole names or with an account behind.
_FOLDERS = {
    "OneDrive": re.compile(r"onedrive( - .+)?", re.IGNORECASE),
    "Dropbox": re.compile(r"dropbox( \(.+\))?", re.IGNORECASE),
    "Google Drive": re.compile(
        r"(google ?drive|googledrive-.+|my drive|drive saya)", re.IGNORECASE
    ),
    "Nextcloud": re.compile(r"nextcloud\d*", re.IGNORECASE),
    "ownCloud": re.compile(r"owncloud", re.IGNORECASE),
    "iCloud": re.compile(r"(icloud ?drive|com~apple~clouddocs|mobile documents)", re.IGNORECASE),
    "MEGA": re.compile(r"(mega|megasync)", re.IGNORECASE),
    "pCloud": re.compile(r"p ?cloud ?drive", re.IGNORECASE),
    "Syncthing": re.compile(r"syncthing", re.IGNORECASE),
}
#: Files by which such a folder is known whatever its name is.
_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
    ".tmp.drivedownload": "Google Drive",
}
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
#: Kinds of file systems (``/proc/self/mounts``) that lie on another machine ...
_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|ceph|glusterfs|9p|davfs|"
    r"fuse\.(sshfs|glusterfs|davfs2?|gvfsd-fuse|s3fs|curlftpfs|ceph|afpfs)"
)
#: ... or are made by a synchronising program.
_CLOUD = re.compile(r"fuse\.(rclone|onedriver|google-drive-ocamlfuse|dropbox|insync|mega|pcloud).*")
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW


def risky_place(
    folder: Path,
    environment: Mapping[str, str] | None = None,
    mounts: Callable[[], str] | None = None,
    drive_kind: Callable[[str], int] | None = None,
) -> RiskyPlace | None:
    """Return why a folder is no safe place for the data, or None. Never raises.

    Args:
        folder: the data folder; it need not exist.
        environment: variables that name OneDrive's folders; those of the process by default.
        mounts: gives the table of mounts as Linux writes it.
        drive_kind: gives the kind of a Windows drive (``GetDriveTypeW``).
    """
    environment = os.environ if environment is None else environment
    try:
        real = folder.expanduser().absolute()
        with_links = [real, real.resolve()]
    except (OSError, RuntimeError):
        with_links = [folder]
    for place in dict.fromkeys(with_links):
        found = (
            _by_variable(place, environment)
            or _by_name(place)
            or _by_mark(place)
            or _by_mount(place, mounts or _mounts)
            or _by_drive(place, drive_kind or _drive_kind)
        )
        if found is not None:
            return found
    return None


def _by_variable(folder: PurePath, environment: Mapping[str, str]) -> RiskyPlace | None:
    for name in _VARIABLES:
        value = environment.get(name, "")
        if value and _inside(folder, type(folder)(value)):
            return RiskyPlace(Risk.SYNC, "OneDrive")
    return None


def _by_name(folder: PurePath) -> RiskyPlace | None:
    for part in folder.parts:
        for name, pattern in _FOLDERS.items():
            if pattern.fullmatch(part):
                return RiskyPlace(Risk.SYNC, name)
    return None


def _by_mark(folder: Path) -> RiskyPlace | None:
    # the home folder holds programs' own folders of the same names
    home = Path(os.path.expanduser("~"))
    for place in (folder, *folder.parents):
        for mark, name in _MARKS.items():
            if place != home and os.path.lexists(place / mark):
                return RiskyPlace(Risk.SYNC, name)
    return None


def _by_mount(folder: PurePath, mounts: Callable[[], str]) -> RiskyPlace | None:
    """Look up the innermost mount that holds the folder."""
    best, kind = -1, ""
    for line in mounts().splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), fields[1])
        if len(point) > best and _inside(folder, type(folder)(point)):
            best, kind = len(point), fields[2]
    if _CLOUD.fullmatch(kind):
        return RiskyPlace(Risk.SYNC, kind.removeprefix("fuse."))
    return RiskyPlace(Risk.NETWORK, kind) if _NETWORK.fullmatch(kind) else None


def _by_drive(folder: PurePath, drive_kind: Callable[[str], int]) -> RiskyPlace | None:
    if folder.drive.startswith("\\\\"):
        return RiskyPlace(Risk.NETWORK, folder.drive)
    if folder.drive and drive_kind(folder.anchor) == _REMOTE_DRIVE:
        return RiskyPlace(Risk.NETWORK, folder.drive)
    return None


def _inside(folder: PurePath, outer: PurePath) -> bool:
    return folder == outer or outer in folder.parents


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _drive_kind(root: str) -> int:
    if sys.platform == "win32":
        import ctypes  # on demand: Windows only

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return 0
