"""A confirmed choice survives the death of the program, whenever it comes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

KILLS = 100


def test_no_confirmed_choice_is_lost_or_doubled_in_100_kills(tmp_path: Path) -> None:
    from tests.journeys.kill_plays import PlayKiller

    with PlayKiller(seed=20261121) as killer:
        for part in range(4):
            folder = tmp_path / f"profil-{part}"
            folder.mkdir()
            killer.run(folder, KILLS // 4)
    assert killer.kills == KILLS
    # The kills were not all too early to mean anything.
    assert killer.confirmed > KILLS
    assert killer.finished > 0
