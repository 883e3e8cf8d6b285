"""Sample files of other programs and their expected facts, in the folder shared by the team.

They are read from there and never copied; tests that need them skip where the folder is absent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "fixtures"


def names(*folders: str) -> list[str]:
    """Return the names (``folder/file``) of the samples in some folders; empty when absent."""
    return sorted(
        path.relative_to(FOLDER).as_posix()
        for folder in folders
        for path in (FOLDER / folder).rglob("*")
        if path.is_file()
    )


def sample(name: str) -> Path:
    """Return the path of a sample; skip the test where it is absent."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"no sample file {name}")
    return path


def expected(name: str) -> dict[str, Any]:
    """Return the expected facts of a sample, following ``same_as`` of re-encoded files."""
    path = FOLDER / "expected.json"
    if not path.is_file():
        pytest.skip("no expected.json")
    facts = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Any] = facts[name]
    while "same_as" in found:
        parent = found["same_as"]
        found = facts[parent if parent in facts else parent.replace("/A/", "/")]
    return found
