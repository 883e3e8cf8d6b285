"""Publish the native format as a JSON Schema: ``python -m tools.schema`` writes ``docs/schema/``.

The schemas come from the types in ``ethics_desktop.domain``; a test fails when they differ.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from ethics_desktop.domain.bank import BankInfo, Item
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.scenario import Scenario

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schema"
PUBLISHED: dict[str, Any] = {
    "bank": BankInfo,
    "item": Item,
    "blueprint": Blueprint,
    "framework": Framework,
    "scenario": Scenario,
}


def _plain(value: Any) -> Any:
    """Return the schema without docstrings' indentation, which Python 3.13 strips by itself."""
    if isinstance(value, dict):
        return {
            key: inspect.cleandoc(part) if isinstance(part, str) else _plain(part)
            for key, part in value.items()
        }
    return [_plain(part) for part in value] if isinstance(value, list) else value


def schema_text(name: str) -> str:
    """Return the schema of one kind of file as it stands in the folder."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cermin-asn:{name}:1",
        **_plain(msgspec.json.schema(PUBLISHED[name])),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write every schema."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PUBLISHED:
        (FOLDER / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
