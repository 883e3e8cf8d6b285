"""``cermin bank``: every format, the same findings in words and JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from ethics_desktop import cli
from ethics_desktop.formats import package, registry
from ethics_desktop.paths import program_root
from tests.unit.domain.scenario_cases import sound
from tests.unit.store.sample import bank

INTEGRITAS = program_root() / "question_banks" / "integritas"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own for every test."""
    monkeypatch.setenv("CERMIN_ASN_DATA", str(tmp_path / "data"))


def run(*arguments: object) -> int:
    return cli.main(["bank", *map(str, arguments)])


def test_show_tells_any_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.cermin"
    package.write(bank(), path, [sound()])
    assert run("show", path, "--json") == cli.OK
    told = json.loads(capsys.readouterr().out)
    assert told["bank"]["id"] == "contoh" and told["findings"]
    assert (len(told["items"]), len(told["scenarios"])) == (14, 1)
    table = tmp_path / "soal.csv"
    table.write_text("Soal;A;B;Kunci\nApa?;x;y;A\n")
    assert run("show", table) == cli.OK
    assert "single 1" in capsys.readouterr().out


def test_check_names_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "soal.csv"
    path.write_text("Soal;A;B;Kunci\nApa?;x;y;C\n")
    assert run("check", path) == cli.PROBLEMS
    assert capsys.readouterr().out.startswith("E soal.csv 2: Kunci C")
    assert run("check", path, "--json") == cli.PROBLEMS
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["code"] == "key_outside" and finding["location"]["column"] == "D"
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Soal", "A", "B", "Kunci"], ["Apa?", "x", "y", "C"]):
        book.active.append(row)
    sheet = tmp_path / "soal.xlsx"
    book.save(sheet)
    assert run("check", sheet, "--from", "tabular") == cli.PROBLEMS
    assert capsys.readouterr().out.startswith("E soal.xlsx Sheet!D2:")


def test_quality_adds_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", INTEGRITAS, "--quality", "--json") == cli.OK
    told = json.loads(capsys.readouterr().out)
    assert {one["rule"] for one in told["quality"]["cues"]} >= {"longest", "virtue_words"}
    assert -1 <= told["quality"]["length_correlation"] <= 1 and told["findings"] == []
    assert run("check", INTEGRITAS, "--quality", "--blueprint", "asesmen-singkat") == cli.OK
    out = capsys.readouterr().out
    assert "W : Keadilan: asesmen perlu 2 soal, bank soal ini punya 0." in out
    assert "Korelasi panjang dan bobot: " in out
    assert run("check", INTEGRITAS, "--quality", "--blueprint", "tidak-ada") == cli.REFUSED


def test_findings_are_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "soal.csv"
    path.write_text("Soal;A;B;Kunci\nApa?;x;y;A\n")
    run("check", path, "--quality", "--json")
    found = [
        (one["code"], one["location"].get("option"))
        for one in json.loads(capsys.readouterr().out)["findings"]
    ]
    assert len(found) == len(set(found)) and ("principle_missing", "") in found


def test_pack_and_unpack_are_inverse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, folder = tmp_path / "a.cermin", tmp_path / "folder"
    assert run("pack", INTEGRITAS, made) == run("unpack", made, folder) == cli.OK
    assert capsys.readouterr().out.count("Tertulis: ") == 2
    one, two = registry.read_any(INTEGRITAS), registry.read_any(folder)
    assert (one.bank, one.scenarios) == (two.bank, two.scenarios)
    assert run("unpack", made, folder) == cli.REFUSED
    assert "sudah berisi berkas" in capsys.readouterr().err


def test_a_broken_folder_is_not_packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, made = tmp_path / "folder", tmp_path / "a.cermin"
    registry.write_any(bank(), (), folder)
    (folder / "items" / "butir-000.json").write_text("{")
    assert run("pack", folder, made, "--json") == cli.PROBLEMS
    told = json.loads(capsys.readouterr().out)
    assert not told["written"] and told["findings"][0]["code"] == "content_bad"
    assert not made.exists()
    assert run("pack", tmp_path / "tidak-ada", made) == cli.REFUSED


def test_convert_tells_what_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "a.cermin", tmp_path / "b.gift"
    package.write(bank(), source, [sound()])
    assert run("convert", source, target) == cli.OK
    out = capsys.readouterr().out
    assert "1 skenario tidak ikut" in out and "(14 soal, 0 tidak ikut)" in out
    assert run("convert", target, tmp_path / "c.txt", "--to", "aiken", "--json") == cli.OK
    assert json.loads(capsys.readouterr().out)["target"].endswith("c.txt")
    assert run("convert", source, tmp_path / "d.docx") == cli.REFUSED


def test_the_template_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "templat.xlsx"
    assert run("template", path) == cli.OK
    assert registry.sniff(path) == "xlsx"


def test_no_workbook_is_written_under_another_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "a.cermin", tmp_path / "b.ods"
    package.write(bank(), source)
    assert run("convert", source, target) == cli.REFUSED
    assert run("convert", source, target, "--to", "xlsx") == cli.REFUSED
    assert run("template", target) == cli.REFUSED
    assert "sebagai .ods" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("told", [(), ("--from", "gift")])
def test_a_pipe_is_not_waited_for(
    told: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipa")
    assert run("show", tmp_path / "pipa", *told) == cli.REFUSED
    assert "bukan berkas biasa" in capsys.readouterr().err


@pytest.mark.parametrize("group", [("bank", "show"), ("bank", "unpack"), ("scenario", "check"),
                                   ("handout", "check"), ("data", "restore")])  # fmt: skip
def test_a_name_that_is_too_long_is_refused_in_words(
    group: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / ("x" * 300))
    more = [str(tmp_path / "keluar")] if group[1] == "unpack" else []
    assert cli.main([*group, path, *more]) == cli.REFUSED
    told = capsys.readouterr().err
    assert "too long" not in told and len(told.splitlines()) == 2


@pytest.mark.parametrize("action", ["show", "check", "convert", "template", "pack", "unpack"])
def test_half_an_action_is_a_usage_error(action: str) -> None:
    with pytest.raises(SystemExit) as caught:
        run(action)
    assert caught.value.code == cli.USAGE


def test_due_lists_what_is_to_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("due", INTEGRITAS, "--within", 3000, "--json") == cli.OK
    told = json.loads(capsys.readouterr().out)
    assert told and told[0]["used"][0].startswith("integritas/")
    assert [one["review_by"] for one in told] == sorted(one["review_by"] for one in told)
    assert run("due", INTEGRITAS) == cli.OK
    assert capsys.readouterr().out.splitlines()[-1].split()[0] == "0"


@pytest.mark.parametrize("days", ["-1", "36501", "9" * 30, "besok"])
def test_due_refuses_days_that_no_calendar_has(days: str) -> None:
    with pytest.raises(SystemExit) as left:
        run("due", INTEGRITAS, f"--within={days}")
    assert left.value.code == cli.USAGE


def test_due_goes_as_far_as_a_century(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("due", INTEGRITAS, "--within", 36_500) == cli.OK


def test_names_that_are_no_text_are_told_as_far_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "soal\udcff.gift"
    try:
        path.write_text("::a:: Apa? {=x ~y}\n")
    except OSError:  # this file system takes text alone
        pytest.skip("no such names here")
    run("check", path, "--json")
    assert json.loads(capsys.readouterr().out)["source"].endswith("soal?.gift")


def test_one_bank_with_problems_among_others_decides(tmp_path: Path) -> None:
    bad, good = tmp_path / "buruk.csv", tmp_path / "baik.csv"
    bad.write_text("Soal;A;B;Kunci\nApa?;x;y;C\n")
    good.write_text("Soal;A;B;Kunci\nApa?;x;y;A\n")
    assert run("check", good) == cli.OK
    assert run("check", bad, good) == run("check", good, bad) == cli.PROBLEMS
