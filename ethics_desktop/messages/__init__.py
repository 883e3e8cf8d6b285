"""Sentences for codes: what happened, where, what to do. Errors and findings speak in codes.

Every code raised or reported anywhere in the program has its entry here; a test closes the list.
Parameters are filled in with ``%(name)s``; a parameter that is missing shows as ``?``.
"""

from __future__ import annotations

from typing import NamedTuple

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.i18n import N_, Translator
from ethics_desktop.messages.errors import ERRORS as PROGRAM_ERRORS
from ethics_desktop.messages.findings import BANK_FINDINGS, DATA_FINDINGS, FORM_FINDINGS
from ethics_desktop.messages.handouts import HANDOUT_ERRORS
from ethics_desktop.messages.moodle import MOODLE_ERRORS, MOODLE_FINDINGS
from ethics_desktop.messages.packages import PACKAGE_ERRORS, PACKAGE_FINDINGS
from ethics_desktop.messages.private import PRIVATE_ERRORS
from ethics_desktop.messages.quality import QUALITY_FINDINGS
from ethics_desktop.messages.reasons import reason_text
from ethics_desktop.messages.scenarios import SCENARIO_ERRORS, SCENARIO_FINDINGS
from ethics_desktop.messages.sheets import SHEET_ERRORS, SHEET_FINDINGS
from ethics_desktop.messages.text_formats import (
    TEXT_FORMAT_ERRORS,
    TEXT_FORMAT_FINDINGS,
    WRITING_WORDS,
)
from ethics_desktop.names import KINDS, PRINCIPLES

__all__ = ["ERRORS", "FINDINGS", "SEVERITIES", "Explanation", "explain", "finding_text"]

ERRORS = {
    **PROGRAM_ERRORS,
    **PRIVATE_ERRORS,
    **SCENARIO_ERRORS,
    **TEXT_FORMAT_ERRORS,
    **PACKAGE_ERRORS,
    **SHEET_ERRORS,
    **MOODLE_ERRORS,
    **HANDOUT_ERRORS,
}
FINDINGS = {
    **BANK_FINDINGS,
    **SCENARIO_FINDINGS,
    **FORM_FINDINGS,
    **DATA_FINDINGS,
    **TEXT_FORMAT_FINDINGS,
    **PACKAGE_FINDINGS,
    **QUALITY_FINDINGS,
    **SHEET_FINDINGS,
    **MOODLE_FINDINGS,
}


#: How much a finding matters: the same words on every page, in the CSV and in a marked copy.
SEVERITIES = {
    Severity.ERROR: N_("Cannot be used"),
    Severity.WARNING: N_("To be looked at"),
    Severity.INFO: N_("For information"),
}


class Explanation(NamedTuple):
    """What happened, and what the person can do."""

    what: str
    action: str


#: Findings of writers, whose parameters are words of the program, not of the file.
_WRITTEN = frozenset({"item_not_written", "item_unwritable", "fields_not_carried"})


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def _say_reason(params: _Lenient, tr: Translator) -> None:
    if "reason" in params:
        params["reason"] = reason_text(str(params["reason"]), tr)


def explain(error: UserError, tr: Translator) -> Explanation:
    """Return the sentences for an error in the language of ``tr``."""
    sentence = ERRORS[error.code]
    params = _Lenient(error.params)
    _say_reason(params, tr)
    if "seconds" in params:
        params["time"] = tr.clock(float(str(params["seconds"])))
    return Explanation(tr.gettext(sentence.what) % params, tr.gettext(sentence.action) % params)


def finding_text(finding: Finding, tr: Translator) -> Explanation:
    """Return the sentence and the advice for a finding."""
    sentence = FINDINGS[finding.code]
    params = _Lenient(finding.params)
    _say_reason(params, tr)
    if "principle" in params:
        params["principle"] = tr.gettext(PRINCIPLES[str(params["principle"])])
    if finding.code in _WRITTEN:
        params.update(_in_words(finding, tr))
    for name, value in finding.params.items():
        if isinstance(value, float):
            params[name] = tr.number(value, 2)
    return Explanation(tr.gettext(sentence.what) % params, tr.gettext(sentence.action) % params)


def _in_words(finding: Finding, tr: Translator) -> dict[str, str]:
    """Return what a writer left behind and why; a word that is not the program's stays."""
    words = {**WRITING_WORDS, **KINDS}

    def told(word: str) -> str:
        return tr.gettext(words[word]) if word in words else word

    return {
        name: ", ".join(map(told, value.split(", "))) if name == "fields" else told(value)
        for name, value in finding.params.items()
        if name in ("fields", "why", "kind") and isinstance(value, str)
    }
