"""The published JSON Schemas are those of the code, and the shipped files satisfy them."""

import json

import jsonschema
import pytest

from ethics_desktop.paths import program_root
from tools import schema

ROOT = program_root()
FILES = [
    *((f, "bank") for f in sorted((ROOT / "question_banks").glob("*/bank.json"))),
    *((f, "item") for f in sorted((ROOT / "question_banks").glob("*/items/*.json"))),
    *((f, "scenario") for f in sorted((ROOT / "question_banks").glob("*/scenarios/*.json"))),
    *((f, "blueprint") for f in sorted((ROOT / "resources" / "blueprints").glob("*.json"))),
    *((f, "framework") for f in sorted((ROOT / "resources" / "frameworks").glob("*.json"))),
]


@pytest.mark.parametrize("name", sorted(schema.PUBLISHED))
def test_published_schema_is_that_of_the_code(name):
    published = (schema.FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    assert published == schema.schema_text(name), "run: python -m tools.schema"


@pytest.mark.parametrize("name", sorted(schema.PUBLISHED))
def test_every_shipped_file_satisfies_its_schema(name):
    validator = jsonschema.Draft202012Validator(json.loads(schema.schema_text(name)))
    files = [file for file, kind in FILES if kind == name]
    assert files
    for file in files:
        errors = [e.message for e in validator.iter_errors(json.loads(file.read_bytes()))]
        assert not errors, (file.name, errors)


def test_schema_refuses_a_wrong_file():
    validator = jsonschema.Draft202012Validator(json.loads(schema.schema_text("item")))
    assert list(validator.iter_errors({"id": "x", "type": "sjt", "stem": "s", "options": []}))
