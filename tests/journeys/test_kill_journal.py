"""A confirmed entry survives the death of the program, and no word of it is ever in clear."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

KILLS = 80


def test_no_confirmed_entry_is_lost_or_readable_in_80_kills(tmp_path: Path) -> None:
    from tests.journeys.kill_journal import JournalKiller

    with JournalKiller(seed=20261121) as killer:
        for part in range(4):
            folder = tmp_path / f"profil-{part}"
            folder.mkdir()
            killer.run(folder, KILLS // 4)
    assert killer.kills == KILLS
    # The kills were not all too early to mean anything.
    assert killer.confirmed > KILLS
