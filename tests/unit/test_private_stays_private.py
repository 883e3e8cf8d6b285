"""Journal, promises and lock are read and written in few places, and reported in none."""

from __future__ import annotations

import re

from ethics_desktop.domain.journal import Entry
from ethics_desktop.paths import program_root

#: Modules that may name the tables, with what they do there.
KNOWN = {
    "store/journal.py": "reads and writes them",
    "store/journal_schema.py": "makes them; counts what is due",
    "store/journal_copies.py": "seals and removes them in copies",
    "store/contents.py": "counts rows for the preview of a copy",
    "store/merging.py": "takes rows over, unread",
}


_TABLE = re.compile(r"\b(FROM|INTO|UPDATE|TABLE|JOIN)\s+journal_|\"journal_(entry|promise|lock)\"")


def test_nobody_else_names_the_tables() -> None:
    package = program_root() / "ethics_desktop"
    found = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if _TABLE.search(file.read_text("utf-8"))
    }
    assert found == set(KNOWN)


def test_reports_and_results_hold_no_entry() -> None:
    from ethics_desktop.domain import records, result

    for module in (records, result):
        for value in vars(module).values():
            for field in getattr(value, "__struct_fields__", ()):
                assert "journal" not in field and "promise" not in field
    assert "Entry" not in vars(result) and Entry.__module__ == "ethics_desktop.domain.journal"
