"""A few findings in words under a button that shows them: for one bank, for one scenario."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.findings import Finding
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets.basics import column, label
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.finding_text import finding_row
from ethics_desktop.ui.widgets.paragraph import paragraph

#: More findings than this are counted, not listed.
MOST_FINDINGS = 50


def findings_list(findings: Sequence[Finding], tr: Translator) -> Disclosure:
    """Return a button that shows the findings; there must be at least one."""
    part = QWidget()
    inner = column(spacing=8)
    for number, finding in enumerate(findings[:MOST_FINDINGS]):
        told = finding_row(finding, number, tr)
        head = ": ".join(filter(None, [told.severity, told.place]))
        inner.addWidget(paragraph(head, "muted"))
        inner.addWidget(paragraph(f"{told.what} {told.action}"))
    rest = len(findings) - MOST_FINDINGS
    if rest > 0:
        more = tr.ngettext("and %(n)d more finding", "and %(n)d more findings", rest)
        inner.addWidget(label(more % {"n": rest}, "muted"))
    part.setLayout(inner)
    n = len(findings)
    show = tr.ngettext("Show %(n)d finding", "Show %(n)d findings", n) % {"n": n}
    return Disclosure(show, tr.gettext("Hide the findings"), part)
