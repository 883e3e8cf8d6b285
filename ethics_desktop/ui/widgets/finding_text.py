"""Findings in words: how much they matter and where they were made. No Qt in here."""

from __future__ import annotations

import msgspec

from ethics_desktop.domain.findings import Digest, Finding, Location, Severity
from ethics_desktop.i18n import N_, Translator

#: What the checks call the parts of an item, and people.
FIELDS = {
    "reason": N_("reason"),
    "reason_true": N_("reason"),
    "options": N_("options"),
    "answer": N_("key"),
    "answers": N_("key"),
    "right": N_("right side"),
    "enemies": N_("items that give each other away"),
    "meta.principle": N_("principle"),
    "meta.references": N_("legal basis"),
    "meta.frameworks": N_("framework"),
}
_ORDER = tuple(Severity)


class FindingRow(msgspec.Struct, frozen=True):
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
    from ethics_desktop.messages import SEVERITIES, finding_text

    told = finding_text(finding, tr)
    place = place_text(finding.location, tr, file)
    severity = tr.gettext(SEVERITIES[finding.severity])
    return FindingRow(finding, number, severity, place, told.what, told.action)


def count_text(found: Digest, tr: Translator) -> str:
    """Return how many findings of each severity there are, in the words of the table."""
    # the same words as messages.SEVERITIES
    n = {severity: found.counts.get(severity, 0) for severity in Severity}
    texts = (
        tr.ngettext("%(n)s cannot be used", "%(n)s cannot be used", n[Severity.ERROR]),
        tr.ngettext("%(n)s to be looked at", "%(n)s to be looked at", n[Severity.WARNING]),
        tr.ngettext("%(n)s for information", "%(n)s for information", n[Severity.INFO]),
    )
    told = zip(texts, n.values(), strict=True)
    return ", ".join(text % {"n": tr.number(count)} for text, count in told if count)


def place_text(place: Location, tr: Translator, file: str = "") -> str:
    """Return where a finding was made, in words; empty when nowhere in particular."""
    _ = tr.gettext
    if place.file.endswith((f"scenarios/{place.item}.json", f"/{place.item}")) and place.item:
        told: list[tuple[str | int, str]] = [
            (place.sheet, _("sheet %(value)s")), (place.row, _("row %(value)s")),
            (place.column, _("column %(value)s")), (place.item, _("scenario %(value)s")),
            (place.field, _("scene %(value)s")), (place.option, _("choice %(value)s")),
        ]  # fmt: skip
        return ", ".join(text % {"value": value} for value, text in told if value)
    field = _(FIELDS[place.field]) if place.field in FIELDS else place.field
    parts = [
        ("" if place.file == file else place.file, _("file %(value)s")),
        ("" if place.row or place.line else place.item, _("item %(value)s")),
        (place.sheet, _("sheet %(value)s")),
        (place.row, _("row %(value)s")),
        (place.column, _("column %(value)s")),
        (0 if place.row else place.line, _("line %(value)s")),
        (place.option, _("choice %(value)s")),
        (field, _("field %(value)s")),
    ]
    return ", ".join(text % {"value": value} for value, text in parts if value)
