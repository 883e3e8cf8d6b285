"""Which folders are no safe place for a database."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest

from ethics_desktop.services import places
from ethics_desktop.services.places import Risk, RiskyPlace, risky_place

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/rumah /home nfs4 rw 0 0
//kantor/bagi /mnt/bagi\\040kantor cifs rw 0 0
sari@host:/ /mnt/ssh fuse.sshfs rw 0 0
gdrive: /mnt/awan fuse.rclone rw 0 0
/dev/sdb1 /home/lokal ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
"""


def look(folder: str, mounts: str = "", **environment: str) -> RiskyPlace | None:
    return risky_place(Path(folder), environment, lambda: mounts, lambda _root: 3)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/u/OneDrive - Pemkot Tangsel/CerminASN", "OneDrive"),
        ("/u/OneDrive/x", "OneDrive"),
        ("/u/Dropbox/CerminASN", "Dropbox"),
        ("/u/Dropbox (Pribadi)/CerminASN", "Dropbox"),
        ("/u/Google Drive/CerminASN", "Google Drive"),
        ("/u/Library/CloudStorage/GoogleDrive-sari@contoh.id/My Drive/x", "Google Drive"),
        ("/u/Nextcloud2/CerminASN", "Nextcloud"),
        ("/u/Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud"),
    ],
)
def test_folders_of_synchronising_programs_are_known_by_name(folder: str, name: str) -> None:
    assert look(folder) == RiskyPlace(Risk.SYNC, name)


@pytest.mark.parametrize("folder", ["/u/data", "/u/OneDriveku", "/u/Dokumen/Dropboxan", "/"])
def test_other_folders_are_left_alone(folder: str) -> None:
    assert look(folder) is None


def test_the_folder_of_onedrive_is_known_by_its_variable(tmp_path: Path) -> None:
    inside = tmp_path / "Dokumen Kantor" / "CerminASN"
    told = look(str(inside), OneDriveCommercial=str(tmp_path / "Dokumen Kantor"))
    assert told == RiskyPlace(Risk.SYNC, "OneDrive")
    assert look(str(tmp_path / "lain"), OneDrive=str(tmp_path / "Dokumen Kantor")) is None


@pytest.mark.parametrize(
    ("mark", "name"), [(".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing")]
)
def test_marks_in_a_folder_above_are_seen(tmp_path: Path, mark: str, name: str) -> None:
    (tmp_path / mark).mkdir()
    assert look(str(tmp_path / "a" / "b")) == RiskyPlace(Risk.SYNC, name)


def test_a_person_without_a_home_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", none)
    assert look("/u/data") is None


def test_a_link_into_such_a_folder_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "Dropbox" / "data"
    real.mkdir(parents=True)
    link = tmp_path / "data"
    try:
        link.symlink_to(real, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert look(str(link)) == RiskyPlace(Risk.SYNC, "Dropbox")


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("/home/sari/data", RiskyPlace(Risk.NETWORK, "nfs4")),
        ("/home/lokal/data", None),  # the innermost mount counts
        ("/mnt/bagi kantor/x", RiskyPlace(Risk.NETWORK, "cifs")),
        ("/mnt/ssh/x", RiskyPlace(Risk.NETWORK, "fuse.sshfs")),
        ("/mnt/awan/x", RiskyPlace(Risk.SYNC, "rclone")),
        ("/srv/data", None),
    ],
)
def test_network_mounts_are_seen(folder: str, found: RiskyPlace | None) -> None:
    assert look(folder, MOUNTS) == found


@pytest.mark.parametrize(
    ("folder", "kind", "found"),
    [
        (r"\\server\bagi\CerminASN", 0, RiskyPlace(Risk.NETWORK, r"\\server\bagi")),
        (r"Z:\CerminASN", 4, RiskyPlace(Risk.NETWORK, "Z:")),
        (r"C:\Users\sari\CerminASN", 3, None),
    ],
)
def test_windows_drives(folder: str, kind: int, found: RiskyPlace | None) -> None:
    assert places._by_drive(PureWindowsPath(folder), lambda _root: kind) == found


def test_this_machine_can_be_asked(tmp_path: Path) -> None:
    risky_place(tmp_path)  # whatever it says, it says it without an error
