"""Reference values of the statistics, read from the folder shared by the team."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "reference" / "statistics"


def reference(name: str) -> Any:
    """Return the parsed JSON file; skip the test where the folder is absent."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"no reference file {name}")
    return json.loads(path.read_text(encoding="utf-8"))
