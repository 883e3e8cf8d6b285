"""A confirmed answer given in practice survives the death of the program, whenever it comes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

KILLS = 60


def test_no_confirmed_answer_is_lost_or_doubled_in_60_kills(tmp_path: Path) -> None:
    from tests.journeys.kill_practice import PracticeKiller

    with PracticeKiller(seed=20261122) as killer:
        for part in range(3):
            folder = tmp_path / f"profil-{part}"
            folder.mkdir()
            killer.run(folder, KILLS // 3)
    assert killer.kills == KILLS
    # The kills were not all too early to mean anything.
    assert killer.confirmed > KILLS // 2
