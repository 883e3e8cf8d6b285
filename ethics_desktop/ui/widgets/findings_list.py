"""A few findings in words under a button that shows them: for one bank, for one scenario."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.findings import Digest
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets.basics import button, column, label
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.finding_text import count_text, finding_row
from ethics_desktop.ui.widgets.paragraph import paragraph

#: More findings than this are counted, not listed.
MOST_FINDINGS = 50


def findings_list(
    found: Digest, tr: Translator, save: Callable[[], object] | None = None
) -> Disclosure:
    """Return a button that shows the first findings, made when they are first shown.

    Args:
        found: at least one finding.
        tr: the person's language.
        save: stores all of them; a button offers it where there are more than are listed.
    """

    def part() -> QWidget:
        inner = column(label(count_text(found, tr), "muted"), spacing=8)
        listed = found.first[:MOST_FINDINGS]
        for number, finding in enumerate(listed):
            told = finding_row(finding, number, tr)
            head = ": ".join(filter(None, [told.severity, told.place]))
            inner.addWidget(paragraph(head, "muted"))
            inner.addWidget(paragraph(f"{told.what} {told.action}"))
        rest = found.total - len(listed)
        if rest > 0:
            more = tr.ngettext("and %(n)s more finding", "and %(n)s more findings", rest)
            inner.addWidget(label(more % {"n": tr.number(rest)}, "muted"))
            if save is not None:
                everything = button(tr.gettext("Save all as CSV…"))
                everything.clicked.connect(save)
                inner.addWidget(everything, 0, Qt.AlignmentFlag.AlignLeft)
        made = QWidget()
        made.setLayout(inner)
        return made

    n = found.total
    show = tr.ngettext("Show %(n)s finding", "Show %(n)s findings", n) % {"n": tr.number(n)}
    return Disclosure(show, tr.gettext("Hide the findings"), part)
