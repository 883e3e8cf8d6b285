"""Every text of the code stands in both catalogues, and nothing else does."""

import ast
import re
from pathlib import Path

from ethics_desktop import messages
from ethics_desktop.paths import program_root
from tools import catalogues

CODE = sorted((program_root() / "ethics_desktop").rglob("*.py"))


def test_catalogues_are_complete_and_hold_nothing_unused():
    assert catalogues.check() == []


def test_check_sees_a_missing_and_an_unused_entry(monkeypatch):
    found = catalogues.extract()
    found.add("A text nobody translated")
    monkeypatch.setattr(catalogues, "extract", lambda: found)
    assert any("A text nobody translated" in problem for problem in catalogues.check())
    first = next(m for m in found if m.id)
    found.delete(first.id, first.context)
    assert any("unused" in problem for problem in catalogues.check())


def _codes(names: set[str], folder: Path) -> set[str]:
    """Return the string constants given first to calls of ``names`` in the code."""
    found = set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            first = node.args[0]
            if name in names and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def test_every_error_code_has_its_sentence():
    raised = _codes({"UserError", "StorageError"}, program_root())
    assert len(raised) > 10
    assert raised - set(messages.ERRORS) == set()


def test_every_finding_code_has_its_sentence():
    made = _codes({"Finding", "say", "_say", "finding", "_finding"}, program_root())
    assert len(made) > 20
    assert made - set(messages.FINDINGS) == set()


def test_no_sentence_without_a_code():
    text = "\n".join(
        file.read_text(encoding="utf-8") for file in CODE if file.name != "messages.py"
    )
    unused = [
        code
        for code in [*messages.ERRORS, *messages.FINDINGS]
        if not re.search(rf'"{re.escape(code)}"', text)
    ]
    assert unused == []
