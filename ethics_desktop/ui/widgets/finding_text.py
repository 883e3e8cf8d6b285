"""Findings in words: how much they matter and where they were made. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass

from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.i18n import N_, Translator

SEVERITIES = {
    Severity.ERROR: N_("Cannot be used"),
    Severity.WARNING: N_("To be looked at"),
    Severity.INFO: N_("For information"),
}
_ORDER = tuple(Severity)


@dataclass(frozen=True)
class FindingRow:
    """A finding with its texts; ``number`` is its place in the order it came in."""

    finding: Finding
    number: int
    severity: str
    place: str
    what: str
    action: str

    @property
    def rank(self) -> int:
        """0 for errors, then warnings, then remarks."""
        return _ORDER.index(self.finding.severity)

    @property
    def spot(self) -> tuple[object, ...]:
        """Sorts places as they follow each other in a file."""
        place = self.finding.location
        column = (len(place.column), place.column)
        return (place.file, place.sheet, place.row, column, place.line, place.item, place.option)

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The texts of its row."""
        return self.severity, self.place, self.what, self.action


def finding_row(finding: Finding, number: int, tr: Translator, file: str = "") -> FindingRow:
    """Return a finding in words; ``file`` is not repeated in the place."""
    # on demand: sound banks need no sentences
    from ethics_desktop.messages import finding_text

    told = finding_text(finding, tr)
    place = place_text(finding.location, tr, file)
    severity = tr.gettext(SEVERITIES[finding.severity])
    return FindingRow(finding, number, severity, place, told.what, told.action)


def place_text(place: Location, tr: Translator, file: str = "") -> str:
    """Return where a finding was made, in words; empty when nowhere in particular."""
    _ = tr.gettext
    parts = [
        ("" if place.file == file else place.file, _("file %(value)s")),
        (place.item, _("item %(value)s")),
        (place.sheet, _("sheet %(value)s")),
        (place.row, _("row %(value)s")),
        (place.column, _("column %(value)s")),
        (0 if place.row else place.line, _("line %(value)s")),
        (place.option, _("choice %(value)s")),
        (place.field, _("field %(value)s")),
    ]
    return ", ".join(text % {"value": value} for value, text in parts if value)
