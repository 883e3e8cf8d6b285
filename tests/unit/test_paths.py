"""Where the program looks: beside itself when it is packaged, else nowhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ethics_desktop import paths


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that this process takes for that of the packaged program."""
    folder = tmp_path / "CerminASN"
    folder.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "cermin-asn"))
    monkeypatch.delenv("CERMIN_ASN_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "bersama"))
    return folder


def test_from_source_nothing_lies_beside(tmp_path: Path) -> None:
    assert paths.program_folder() is None
    assert paths.handout_folders() == []
    assert paths.portable_data() is None


def test_a_packaged_program_keeps_data_beside_itself_when_marked(packaged: Path) -> None:
    assert paths.portable_data() is None
    assert packaged not in paths.default_data_folder().parents
    (packaged / "portable.txt").touch()
    assert paths.default_data_folder() == packaged / "Data"
    assert (packaged / "Data").is_dir()
    assert list((packaged / "Data").iterdir()) == []


def test_what_decides_is_that_data_can_be_written(packaged: Path) -> None:
    (packaged / "portable.txt").touch()
    (packaged / "Data").write_text("in the way")
    assert paths.is_portable()
    assert paths.portable_data() is None
    assert packaged not in paths.default_data_folder().parents


def test_a_chosen_folder_wins(packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (packaged / "portable.txt").touch()
    monkeypatch.setenv("CERMIN_ASN_DATA", str(packaged / "lain"))
    assert paths.default_data_folder() == packaged / "lain"


def test_the_home_of_nobody_is_a_name_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERMIN_ASN_DATA", "~tidak-ada/data")
    assert paths.default_data_folder() == Path("~tidak-ada/data")


def test_handouts_beside_and_for_all_users(packaged: Path, tmp_path: Path) -> None:
    assert paths.handout_folders() == []
    shared = tmp_path / "bersama" / "cermin-asn" / "banks"
    for folder in (packaged / "banks", shared):
        folder.mkdir(parents=True)
    found = paths.handout_folders()
    assert found == [packaged / "banks", *([shared] if sys.platform.startswith("linux") else [])]
