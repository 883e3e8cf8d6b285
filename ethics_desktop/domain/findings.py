"""What a check has to say about a bank, a scenario or an imported file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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


#: More findings than this are counted, not shown.
MOST_SHOWN = 300


class Digest(msgspec.Struct, frozen=True):
    """Perhaps 300,000 findings for the window: how many there are, and the first of them.

    ``first`` are at most :data:`MOST_SHOWN`, errors before warnings before remarks.
    """

    counts: Mapping[Severity, int] = {}
    first: tuple[Finding, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def digest(findings: Iterable[Finding], most: int = MOST_SHOWN) -> Digest:
    """Count findings and take the first of them, the gravest first."""
    first: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    counts: Counter[Severity] = Counter()
    for finding in findings:
        counts[finding.severity] += 1
        if counts[finding.severity] <= most:
            first[finding.severity].append(finding)
    shown = [finding for of_one in first.values() for finding in of_one]
    return Digest({s: counts[s] for s in Severity if counts[s]}, tuple(shown[:most]))


def has_errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """Tell whether any finding forbids use."""
    return any(finding.severity is Severity.ERROR for finding in findings)
