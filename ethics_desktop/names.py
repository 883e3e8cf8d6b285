"""What the field's own things are called on the screen, by their code."""

from __future__ import annotations

from ethics_desktop.i18n import N_

#: The five principles (``resources/frameworks`` holds the rest of them).
PRINCIPLES = {
    "integritas": N_("Integrity"),
    "keadilan": N_("Fairness"),
    "akuntabilitas": N_("Accountability"),
    "transparansi": N_("Transparency"),
    "profesionalisme": N_("Professionalism"),
}
