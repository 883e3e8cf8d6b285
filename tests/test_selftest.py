"""The self-test passes on a sound copy, and says what is wrong with another one."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ethics_desktop import selftest, selftest_parts
from ethics_desktop.formats import native
from ethics_desktop.paths import program_root
from ethics_desktop.store.database import Version, open_database
from tests.worlds import make_program


def run(folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    """Run it as IT would, in a process of its own with an empty home."""
    report = folder / "report.json"
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder),
        "CERMIN_ASN_DATA": str(folder / "data"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "ethics_desktop", "--self-test", str(report), *options],
        cwd=program_root(), env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "self-test:" in done.stdout, done.stderr
    return done.returncode, json.loads(report.read_text("utf-8"))


@pytest.mark.slow
def test_every_part_of_this_copy_works(tmp_path: Path) -> None:
    code, report = run(tmp_path)
    assert (code, report["faults"]) == (0, [])
    checks = {check["name"]: check for check in report["checks"]}  # type: ignore[attr-defined]
    assert all(check["ok"] for check in checks.values())
    assert {"banks", "form and answer", "icons", "pages", "format xlsx"} <= set(checks)
    assert not (tmp_path / "data").exists()  # the person's data are not touched


def test_a_persons_results_are_left_alone(tmp_path: Path) -> None:
    services = make_program(tmp_path / "data").open()
    sitting = services.assessment.start("asesmen-singkat", timed=False)
    sitting.answer(1, selftest_parts.answer_for(sitting.form_items[0].item))
    sitting.submit()
    services.close()
    file = tmp_path / "data" / "profiles" / "utama" / "progress.sqlite3"

    def content() -> list[str]:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            own = ("attempt", "response", "summary", "play", "play_step", "principle_day")
            named = {f'INSERT INTO "{table}"' for table in own}
            return [line for line in connection.iterdump() if any(map(line.startswith, named))]

    before = content()
    assert len(before) == 3
    code, report = run(tmp_path, "--own-data")
    assert (code, report["faults"]) == (0, [])
    assert content() == before
    copies = [file.name for file in (tmp_path / "data").rglob("backups/*")]
    assert all(name.endswith("-daily.sqlite3") for name in copies)  # the program's own, if slow


def test_data_of_a_newer_program_are_named(tmp_path: Path) -> None:
    profile = tmp_path / "data" / "profiles" / "utama"
    profile.mkdir(parents=True)
    database = open_database(profile / "progress.sqlite3", Version(99, 0))
    database.run("PRAGMA user_version = 99000")
    database.close()
    code, report = run(tmp_path, "--own-data")
    assert code == selftest.FAILED
    assert "newer_schema" in json.dumps(report)


def test_every_kind_of_item_gets_an_answer() -> None:
    for folder in sorted((program_root() / "question_banks").iterdir()):
        for item in native.read_bank(folder).bank.items:
            assert selftest_parts.answer_for(item) is not None


def test_a_terminal_that_cannot_show_a_sign_is_no_error(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "CERMIN_ASN_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "ethics_desktop", "handout", "check", str(tmp_path / "測試")],
        cwd=program_root(), env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "Traceback" not in done.stderr and "??" in done.stderr
