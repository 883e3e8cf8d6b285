"""Everything a person did, in files of her own; and its removal."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.attempt import ItemState
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.i18n import Translator
from ethics_desktop.services import my_data
from ethics_desktop.settings import AppSettings, ProfileSettings
from ethics_desktop.store.my_data import LEFT_OUT, SHEETS, DataReader
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from ethics_desktop.store.progress import SqliteProgressStore
from tests.standing import DAYS, fill
from tests.unit.store import sample
from tests.unit.store.play_sample import begin, play_on
from tests.worlds import HandClock, make_program


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = make_program(tmp_path / "data", HandClock())
    made.open().close()
    store = SqliteProgressStore.open(made.paths.progress, made.clock.now())
    fill(store, made.clock)
    store.create_attempt(sample.attempt("terbuka", range(6)), sample.timer())
    state = ItemState(3, sample.answer(6, 1), True, True, 4000)  # a written answer
    store.append_response("terbuka", state, sample.NOW, sample.timer())
    plays = SqlitePlaythroughStore(store.database)
    play_on(plays, begin(plays, "main-1"), "bba")
    store.close()
    made.profile_settings.save(ProfileSettings(nickname="=Sari", extra_time=1.5))
    yield made


@pytest.fixture
def tr(project: Path) -> Translator:
    return Translator("id", project / "resources" / "locale")


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(text.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_everything_is_there(program: Program, tr: Translator, tmp_path: Path) -> None:
    folder = program.my_data().export(tmp_path, tr)
    assert {one.name for one in folder.iterdir()} == {"data.json", "BACA-SAYA.txt", *SHEETS}
    data = json.loads((folder / "data.json").read_text("utf-8"))
    assert (data["format"], data["formatVersion"]) == ("cermin-asn-my-data", "1.0")
    assert data["profile"]["nickname"] == "=Sari"
    tables = data["tables"]
    with DataReader(program.paths.progress) as reader:
        assert set(tables) == set(reader.tables())
        assert data["schema"] == reader.schema
    assert len(tables["attempt"]) == len(DAYS) + 1
    (response,) = tables["response"]
    assert response["at"] == "2026-11-21T08:30:15.123456Z"
    assert response["answer"]["type"] == "written"
    assert tables["item_version"][0]["item"]["stem"]
    assert [step["choice"] for step in tables["play_step"]] == ["b", "b", "a"]


def test_every_table_is_written_or_known_to_follow_from_others(program: Program) -> None:
    store = SqliteProgressStore.open(program.paths.progress, program.clock.now())
    names = {
        name for (name,) in store.database.rows("SELECT name FROM sqlite_master WHERE type='table'")
    }
    store.close()
    with DataReader(program.paths.progress) as reader:
        assert names - set(reader.tables()) - LEFT_OUT == {"sqlite_sequence"}


def test_sheets_for_a_spreadsheet(program: Program, tr: Translator, tmp_path: Path) -> None:
    folder = program.my_data().export(tmp_path, tr)
    results = rows(folder / "hasil.csv")
    assert len(results) == len(DAYS)
    assert results[0]["attempt"] == "p-0" and results[0]["state"] == "finished"
    assert results[0]["finished_at"] == "2026-06-24T02:00:00Z"
    assert len(rows(folder / "nilai.csv")) == sum(int(one["items"]) for one in results)
    (answer,) = rows(folder / "jawaban.csv")
    assert (answer["doubt"], answer["seen_ms"]) == ("1", "4000")
    (play,) = rows(folder / "skenario.csv")
    assert play["play"] == "main-1" and play["quality"] == "100.0"
    assert [one["choice"] for one in rows(folder / "langkah.csv")] == ["b", "b", "a"]
    text = (folder / "BACA-SAYA.txt").read_text("utf-8-sig")
    for columns, _query in SHEETS.values():
        assert all(column in text for column in columns)
    assert all(name in text for name in SHEETS)


def test_a_second_export_gets_a_folder_of_its_own(
    program: Program, tr: Translator, tmp_path: Path
) -> None:
    one, other = (program.my_data().export(tmp_path, tr) for _ in range(2))
    assert other.name == f"{one.name}-2"


def test_a_folder_that_cannot_be_written_to(
    program: Program, tr: Translator, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="export_unwritable"):
        program.my_data().export(tmp_path / "tidak-ada", tr)
    (tmp_path / "data" / "profiles" / "utama" / "progress.sqlite3").write_bytes(b"rusak" * 999)
    target = tmp_path / "sasaran"
    target.mkdir()
    with pytest.raises(StorageError, match="damaged"):
        program.my_data().export(target, tr)
    assert list(target.iterdir()) == []


def test_erasing_leaves_nothing_of_the_profile(program: Program) -> None:
    program.app_settings.save(AppSettings(language="en"))
    program.backups().make()
    folder = program.paths.profile_folder
    (folder / "backups" / "lagi").mkdir()
    program.erase()
    assert [one.name for one in folder.iterdir()] == ["profile.lock"]
    assert program.app_settings.load(AppSettings).language == "en"
    services = program.open()
    assert services.assessment.history() == []
    services.close()
    program.erase()  # again: the empty profile too


def test_a_profile_in_use_is_not_erased(program: Program) -> None:
    services = program.open()
    with pytest.raises(StorageError, match="in_use"):
        program.erase()
    services.close()
    assert program.paths.progress.is_file()


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    my_data._write_csv(path, ("title", "n"), [("=SUM(A1)", 3), (None, -1.5), ("Biasa", 0)])
    assert [tuple(row.values()) for row in rows(path)] == [
        ("'=SUM(A1)", "3"), ("", "-1.5"), ("Biasa", "0"),
    ]  # fmt: skip
