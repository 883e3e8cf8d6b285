"""Names of the file system, which need not be text."""

from __future__ import annotations

_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES = frozenset({"con", "prn", "aux", "nul", *_PORTS})


def as_text(name: str) -> str:
    """Return a name as text that can be stored and sent.

    On Linux bytes that are no UTF-8, on Windows halves of surrogate pairs become "?".
    """
    return name.encode("utf-8", "replace").decode()


def is_device(name: str) -> bool:
    """Tell whether Windows keeps a name for a device, with whatever suffix."""
    return name.partition(".")[0].casefold() in _DEVICES
