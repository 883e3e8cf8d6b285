"""Names of the file system, which need not be text."""

from __future__ import annotations


def as_text(name: str) -> str:
    """Return a name as text that can be stored and sent.

    On Linux bytes that are no UTF-8, on Windows halves of surrogate pairs become "?".
    """
    return name.encode("utf-8", "replace").decode()
