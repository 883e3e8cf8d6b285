"""A whole day without the network, and a start without what the first page does not need."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import make_program

DAY = Path(__file__).with_name("scripted_day.py")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, python: str, project: Path) -> dict[str, Any]:
    data = tmp_path_factory.mktemp("day") / "data"
    services = make_program(data).open()  # making the database does take sqlite_utils
    services.assessment.start("asesmen-singkat").submit()
    services.close()
    run = subprocess.run(
        [python, "-W", "error", str(DAY), str(data)],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0 and "Traceback" not in run.stderr, run.stderr
    told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return told


def test_the_network_is_never_asked(day: dict[str, Any]) -> None:
    assert day["done"][-1] == "Home"  # the day was lived to its end
    assert day["refused"] == []


def test_first_page_is_painted_without_heavy_modules(day: dict[str, Any]) -> None:
    assert day["heavy"] == []


def test_first_page_is_painted_without_the_private_place(day: dict[str, Any]) -> None:
    assert day["private"] == []
