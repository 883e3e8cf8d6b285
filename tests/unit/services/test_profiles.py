"""Several people on one PC."""

from __future__ import annotations

from pathlib import Path

import pytest

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.paths import is_profile_id
from ethics_desktop.settings import ProfileSettings
from tests.worlds import make_program


def test_there_is_none_before_the_first_start_and_one_after(tmp_path: Path) -> None:
    program = make_program(tmp_path)
    assert program.profiles().ids() == []
    program.open().close()
    (card,) = program.profiles().cards()
    assert (card.id, card.name, card.current) == ("utama", "", True)
    assert card.used_at is not None


def test_profiles_share_nothing_of_a_person(tmp_path: Path) -> None:
    program = make_program(tmp_path)
    services = program.open()
    services.assessment.start("asesmen-singkat").submit()
    services.close()
    other = program.for_profile(program.profiles().create("  Budi   Santoso "))
    assert other.profile_settings.load(ProfileSettings).nickname == "Budi Santoso"
    services = other.open()
    assert services.assessment.history() == []
    services.close()
    assert not (other.paths.profile_folder / "backups").exists()
    names = {card.name for card in other.profiles().cards()}
    assert names == {"", "Budi Santoso"}
    assert [card.name for card in other.profiles().cards() if card.current] == ["Budi Santoso"]


def test_a_profile_without_a_name_is_asked_for_it_at_its_first_start(tmp_path: Path) -> None:
    program = make_program(tmp_path)
    made = program.for_profile(program.profiles().create(" "))
    assert not made.profile_settings.load(ProfileSettings).welcomed


def test_an_erased_profile_is_offered_no_more(tmp_path: Path) -> None:
    program = make_program(tmp_path)
    program.open().close()
    other = program.for_profile(program.profiles().create("Budi"))
    other.open().close()
    other.erase()
    assert program.profiles().ids() == ["utama"]


def test_a_second_program_is_refused_for_the_same_profile_only(tmp_path: Path) -> None:
    program = make_program(tmp_path)
    services = program.open()
    with pytest.raises(StorageError, match="in_use"):
        make_program(tmp_path).open()
    other = program.for_profile(program.profiles().create("Budi")).open()
    other.close()
    services.close()


@pytest.mark.parametrize("text", ["utama", "profil-0a1b2c3d", "Budi_2"])
def test_names_of_folders(text: str) -> None:
    assert is_profile_id(text)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "../a", "a/b", "a\\b", ".dihapus-1", "-x", "é", "con", "Lpt1"]
)
def test_names_that_lead_elsewhere_or_nowhere(text: str) -> None:
    assert not is_profile_id(text)
