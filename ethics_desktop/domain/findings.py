"""What a check has to say about a bank, a scenario or an imported file."""

from __future__ import annotations

from enum import Enum

import msgspec


class Severity(str, Enum):
    """How much a finding matters."""

    ERROR = "error"  # the thing cannot be used
    WARNING = "warning"  # it can be used, but somebody should look
    INFO = "info"  # good to know


class Location(msgspec.Struct, frozen=True, gc=False):
    """Where a finding was made; empty fields do not apply.

    ``row`` and ``line`` count from 1, ``column`` is the letter(s) of a sheet's column.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    line: int = 0
    item: str = ""
    option: str = ""
    field: str = ""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One observation: a code with parameters, its severity and its place.

    The sentence and the advice for ``code`` stand in ``ethics_desktop.messages.FINDINGS``.
    """

    code: str
    severity: Severity
    location: Location = Location()
    params: dict[str, str | int | float] = {}


def has_errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """Tell whether any finding forbids use."""
    return any(finding.severity is Severity.ERROR for finding in findings)
