"""The command line: exit codes, Indonesian words, JSON that machines read."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ethics_desktop import cli, paths
from ethics_desktop.__main__ import main
from ethics_desktop.formats.native_scenarios import write_scenario
from ethics_desktop.paths import find_paths, program_root
from ethics_desktop.settings import AppSettings, SettingsFile
from tests.unit.domain.scenario_cases import sound
from tests.worlds import make_program

BANKS = program_root() / "question_banks"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own for every test."""
    data = tmp_path / "data"
    monkeypatch.setenv("CERMIN_ASN_DATA", str(data))
    return data


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank of two items and one sound scenario."""
    folder = tmp_path / "bank"
    (folder / "items").mkdir(parents=True)
    shutil.copy(BANKS / "integritas" / "bank.json", folder)
    for name in ("itg-p-002", "itg-s-001"):
        shutil.copy(BANKS / "integritas" / "items" / f"{name}.json", folder / "items")
    write_scenario(with_meta(), folder)
    return folder


def with_meta(**changes: Any) -> Any:
    from ethics_desktop.domain.bank import Principle, Reference

    meta = msgspec.structs.replace(
        sound().meta, principle=Principle.INTEGRITAS, references=(Reference("UU 20/2023"),)
    )
    return msgspec.structs.replace(sound(), meta=meta, **changes)


def break_scenario(bank: Path) -> None:
    """Make the scenario start nowhere and give a choice an unknown way on."""
    file = bank / "scenarios" / "sehat.json"
    loose = json.loads(file.read_text(encoding="utf-8"))
    nodes = {node["id"]: node for node in loose["nodes"]}
    nodes["d2"]["choices"][1]["next"] = "hilang"
    file.write_text(json.dumps(loose), encoding="utf-8")


def with_progress(home: Path) -> Path:
    """Make a data file with one attempt and return its path."""
    program = make_program(home)
    services = program.open()
    services.assessment.start("asesmen-singkat")
    services.close()
    return program.paths.progress


# --- which commands there are ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], False),
        (["--data-dir", "x"], False),
        (["bank", "show", "x"], True),
        (["scenario", "check", "x"], True),
        (["--data-dir", "x", "data", "check"], True),
        (["--version"], True),
        (["--help"], True),
    ],
)
def test_commands_are_told_from_the_window(arguments: list[str], wanted: bool) -> None:
    assert cli.wants_command(arguments) is wanted


@pytest.mark.parametrize(
    "arguments", [["data"], ["bank"], ["scenario"], ["scenario", "check"], ["bank", "check"]]
)
def test_half_a_command_is_a_usage_error(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == cli.USAGE


def test_help_and_version_speak_and_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, word in (
        (["--version"], "Cermin ASN"),
        (["--help"], "skenario bercabang"),
        (["scenario", "check", "--help"], "folder bank soal"),
    ):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 0
        assert word in capsys.readouterr().out


def test_python_m_runs_a_command(project: Path, bank: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "ethics_desktop", "scenario", "check", str(bank)],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "dapat dimainkan" in run.stdout


@pytest.mark.parametrize("frozen", [False, True])
def test_sources_without_catalogues_say_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    frozen: bool,
) -> None:
    """A fresh clone would be English without a word; the packaged program is never incomplete."""
    monkeypatch.setattr(paths, "program_root", lambda: tmp_path)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(sys, "argv", ["ethics_desktop", "scenario", "--help"])
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr().err
    assert ("python3 dev.py run" in told) is not frozen
    assert (str(tmp_path) in told) is not frozen


def test_a_reader_that_has_seen_enough_is_no_error(project: Path) -> None:
    run = subprocess.run(
        f'"{sys.executable}" -m ethics_desktop scenario check "{BANKS / "integritas"}" | head -1',
        cwd=project,
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "dimainkan" in run.stdout and run.stderr == ""


# --- data --------------------------------------------------------------------------------------


def test_data_check_without_and_with_a_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "check"]) == cli.OK
    with_progress(home)
    assert cli.main(["data", "check"]) == cli.OK
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Belum ada berkas data") and said[1].startswith("Berkas data baik")


def test_data_check_names_damage_and_the_way_out(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = with_progress(home)
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM timer")
    connection.commit()
    connection.close()
    assert cli.main(["data", "check"]) == cli.PROBLEMS
    out = capsys.readouterr().out
    assert "ethics-desktop data repair" in out and len(out.splitlines()) == 2


def test_data_repair_builds_what_is_left_and_keeps_the_damaged_file(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = with_progress(home)
    assert cli.main(["data", "repair"]) == cli.OK
    assert capsys.readouterr().out.startswith("Berkas data baik")
    assert cli.main(["data", "backup"]) == cli.OK
    path.write_bytes(path.read_bytes()[:5000])
    assert cli.main(["data", "repair"]) == cli.OK
    said = capsys.readouterr().out
    assert "Disusun ulang:" in said and "aside" in said
    assert cli.main(["data", "check"]) == cli.OK


def test_data_repair_makes_nothing_of_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["data", "repair"]) == cli.OK
    assert capsys.readouterr().out.startswith("Belum ada berkas data")
    assert list(home.rglob("*.sqlite3")) == []


def test_data_repair_brings_a_missing_file_back_from_its_copy(home: Path) -> None:
    path = with_progress(home)
    assert cli.main(["data", "backup"]) == cli.OK
    path.unlink()
    assert cli.main(["data", "repair"]) == cli.OK
    assert path.is_file() and cli.main(["data", "check"]) == cli.OK


def test_another_profile_is_named_by_its_folder(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_progress(home)
    assert cli.main(["--profile", "budi", "data", "check"]) == cli.OK
    assert "budi" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["--profile", "../budi", "data", "check"])


def test_data_backup_list_and_restore(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "backup"]) == cli.REFUSED
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 2
    assert cli.main(["data", "restore"]) == cli.OK
    assert capsys.readouterr().out.strip()
    path = with_progress(home)
    assert cli.main(["data", "backup"]) == cli.OK
    made = Path(re.search(r"\S+\.sqlite3", capsys.readouterr().out)[0])  # type: ignore[index]
    assert made.is_file()
    assert cli.main(["data", "restore"]) == cli.OK
    assert str(made) in capsys.readouterr().out
    path.write_bytes(b"rusak")
    assert cli.main(["data", "check"]) == cli.PROBLEMS
    assert cli.main(["data", "restore", str(made)]) == cli.OK
    assert "aside" in capsys.readouterr().out
    assert cli.main(["data", "check"]) == cli.OK


def test_restore_of_something_else_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = with_progress(home)
    before = path.read_bytes()
    other = tmp_path / "a.sqlite3"
    other.write_bytes(b"bukan basis data" * 100)
    assert cli.main(["data", "restore", str(other)]) == cli.REFUSED
    assert capsys.readouterr().err
    assert path.read_bytes() == before


def test_another_data_folder_may_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "lain"
    with_progress(other)
    assert cli.main(["--data-dir", str(other), "data", "backup"]) == cli.OK
    assert str(other) in capsys.readouterr().out


# --- bank --------------------------------------------------------------------------------------


def test_bank_show_counts_items_and_scenarios(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bank", "show", str(bank)]) == cli.OK
    out = capsys.readouterr().out
    assert "Soal: 2" in out and "Skenario: 1" in out
    assert cli.main(["bank", "show", str(bank), "--json"]) == cli.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["bank"]["id"], len(told["items"]), len(told["scenarios"])) == ("integritas", 2, 1)
    native = json.loads((bank / "items" / "itg-s-001.json").read_text(encoding="utf-8"))
    assert native["options"] in [one["options"] for one in told["items"]]


def test_bank_check_of_a_sound_bank(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bank", "check", str(bank)]) == cli.OK
    assert capsys.readouterr().out == "bank: tidak ada masalah dalam 2 soal dan 1 skenario.\n"


def test_bank_check_names_scenarios_with_their_places(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_scenario(bank)
    assert cli.main(["bank", "check", str(bank)]) == cli.PROBLEMS
    lines = capsys.readouterr().out.splitlines()
    wanted = "E scenarios/sehat.json sehat d2 b: Jalan cerita menuju hilang"
    assert any(line.startswith(wanted) for line in lines)
    assert cli.main(["bank", "check", str(bank), "--json"]) == cli.PROBLEMS
    told = json.loads(capsys.readouterr().out)
    (place,) = [
        one["location"] for one in told["findings"] if one["code"] == "scenario_next_unknown"
    ]
    assert (place["file"], place["field"], place["option"]) == ("scenarios/sehat.json", "d2", "b")


def test_bank_check_names_items_with_their_places(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bank / "items" / "itg-p-002.json").write_text('{"id": "x"}', encoding="utf-8")
    assert cli.main(["bank", "check", str(bank)]) == cli.PROBLEMS
    assert capsys.readouterr().out.startswith("E items/itg-p-002.json")


@pytest.mark.parametrize("action", ["show", "check"])
def test_a_folder_without_a_bank_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], action: str
) -> None:
    assert cli.main(["bank", action, str(tmp_path)]) == cli.REFUSED
    assert "bank.json" in capsys.readouterr().err


# --- scenario ----------------------------------------------------------------------------------


def test_scenario_check_tells_ranges_and_costs(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["scenario", "check", str(bank / "scenarios" / "sehat.json")]) == cli.OK
    out = capsys.readouterr().out
    first, second, *rest = out.splitlines()
    assert first.endswith("sehat.json: dapat dimainkan")
    assert second.startswith("Sehat: 12 babak, 3 akhir, 14 jalur")
    assert sum("akhir e" in line for line in rest) == 3
    assert "Kerugian tiap pilihan:" in rest
    assert "    a: bobot 1, dampak -2, terbaik yang masih mungkin +1, kerugian 3, lalu n2" in rest
    assert any(re.fullmatch(r"  d4 \(d2\.b = [01]\)", line) for line in rest)
    assert re.search(r"mutu keputusan \d+,\d–\d+,\d", out), "decimal comma"


def test_scenario_check_names_problems_first_and_ends_with_1(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_scenario(bank)
    assert cli.main(["scenario", "check", str(bank)]) == cli.PROBLEMS
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.endswith("sehat.json: TIDAK dapat dimainkan")
    assert second.startswith("E scenarios/sehat.json sehat d2 b: ")


def test_scenario_check_of_a_folder_names_repeated_ids(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(bank / "scenarios" / "sehat.json", bank / "scenarios" / "salinan.json")
    assert cli.main(["scenario", "check", str(bank / "scenarios")]) == cli.PROBLEMS
    out = capsys.readouterr().out
    assert "Ada berkas lain yang memuat skenario dengan id yang sama." in out
    assert out.count("dapat dimainkan") == 2


def test_scenario_check_as_json(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["scenario", "check", str(bank), "--json"]) == cli.OK
    (told,) = json.loads(capsys.readouterr().out)
    assert told["playable"] and told["findings"] == []
    assert (told["id"], told["nodes"], told["endings"]) == ("sehat", 12, 3)
    assert {row["ending"] for row in told["ranges"]} == {"e1", "e2", "e3"}
    break_scenario(bank)
    assert cli.main(["scenario", "check", str(bank), "--json"]) == cli.PROBLEMS
    (told,) = json.loads(capsys.readouterr().out)
    assert not told["playable"]
    assert told["findings"][0] == {
        "code": "scenario_next_unknown",
        "severity": "error",
        "node": "d2",
        "choice": "b",
        "params": {"id": "hilang"},
    }


def test_scenario_check_of_rubbish_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"\xff{")
    assert cli.main(["scenario", "check", str(file)]) == cli.PROBLEMS
    assert "TIDAK dapat dimainkan" in capsys.readouterr().out


def test_nothing_to_check_is_refused(
    tmp_path: Path, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(bank / "scenarios")
    for path in (tmp_path / "tiada", bank):
        assert cli.main(["scenario", "check", str(path)]) == cli.REFUSED
        said = capsys.readouterr()
        assert said.out == "" and said.err.startswith("Tidak ada skenario di sini")


def test_the_language_of_the_settings_is_spoken(
    home: Path, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = find_paths(home)
    home.mkdir(parents=True)
    SettingsFile(paths.settings).save(AppSettings(language="en"))
    assert cli.main(["scenario", "check", str(bank)]) == cli.OK
    assert "can be played" in capsys.readouterr().out


@pytest.mark.parametrize("folder", sorted(p.parent for p in BANKS.glob("*/scenarios")))
def test_shipped_scenarios_pass(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["scenario", "check", str(folder)]) == cli.OK


def test_bank_check_of_several_banks(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(BANKS / "keadilan"), str(BANKS / "integritas")]
    assert cli.main(["bank", "check", *paths, "--json"]) == cli.OK
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told] == ["keadilan", "integritas"]
    break_scenario(bank)
    assert cli.main(["bank", "check", paths[0], str(bank)]) == cli.PROBLEMS


def test_bank_stats_tell_coverage_and_cues(capsys: pytest.CaptureFixture[str]) -> None:
    folders = [str(head.parent) for head in sorted(BANKS.glob("*/bank.json"))]
    assert cli.main(["bank", "stats", *folders, "--json"]) == cli.OK
    told = json.loads(capsys.readouterr().out)
    assert told["items"] >= 60
    assert sum(told["cells"].values()) == sum(told["pools"].values()) == told["items"]
    assert set(told["frameworks"]["bimtek"]) == set("123456")
    assert all(
        one["rate"] <= one["chance"] + 0.07
        for one in told["cues"]
        if one["kind"] == "sjt" and one["rule"] != "bag_of_words"
    )
    assert abs(told["length_weight"]) <= 0.15
    assert cli.main(["bank", "stats", folders[0]]) == cli.OK
    assert "Prinsip / jenis / tingkat:" in capsys.readouterr().out


def test_form_list_and_draw(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["form", "list"]) == cli.OK
    assert "asesmen-singkat: Asesmen singkat, 10 soal, 8 menit" in capsys.readouterr().out
    assert cli.main(["form", "list", "--json"]) == cli.OK
    assert json.loads(capsys.readouterr().out)[0]["items"] == 10
    draw = ["form", "draw", "asesmen-singkat", "--seed", "20250106-A7", "--json"]
    drawn = []
    for _ in range(2):
        assert cli.main(draw) == cli.OK
        drawn.append(json.loads(capsys.readouterr().out))
    assert drawn[0] == drawn[1]
    assert len(drawn[0]["items"]) == 10 and drawn[0]["seed"] == "20250106-A7"
    assert cli.main(["form", "draw", "asesmen-singkat"]) == cli.OK
    assert len(capsys.readouterr().out.splitlines()) >= 11
    assert cli.main(["form", "draw", "tidak-ada"]) == cli.REFUSED


def test_licences_name_the_program_and_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["licences"]) == cli.OK
    out = capsys.readouterr().out
    assert "Cermin ASN: Apache-2.0" in out and "CC-BY-SA-4.0" in out
    for name in ("PySide6_Essentials", "msgspec", "sqlite-utils"):
        assert name in out
    assert "LGPL" in out and "?" not in out


def test_options_may_stand_anywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(tmp_path / "lain")
    assert cli.main(["data", "check", "--data-dir", place, "--lang", "en"]) == cli.OK
    assert capsys.readouterr().out.startswith(f"There is no data file yet: {place}")


def test_the_command_line_never_loads_qt(tmp_path: Path) -> None:
    code = (
        "import sys; from ethics_desktop import cli;"
        f"cli.main(['form', 'list', '--data-dir', {str(tmp_path)!r}]);"
        f"cli.main(['bank', 'check', {str(BANKS / 'integritas')!r}]);"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=program_root(), timeout=60)
