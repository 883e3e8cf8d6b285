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
#: The kinds of items, as ``domain.bank.ITEM_KINDS``.
KINDS = {
    "single": N_("Multiple choice"),
    "multiple": N_("Multiple answers"),
    "truefalse": N_("True or false"),
    "sjt": N_("Situational"),
    "order": N_("Put in order"),
    "match": N_("Matching"),
    "short": N_("Short answer"),
}
