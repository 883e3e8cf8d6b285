"""Estimates in words (``measurement.md`` 1.6 to 1.8). No Qt in here.

The rules of display: counts stand before percents, percents are whole numbers, interval ends are
rounded outward to 5, below 20 items the headline is the count, and a verdict is never stronger
than its interval.
"""

from __future__ import annotations

import math

from ethics_desktop.domain.bank import Level, Principle
from ethics_desktop.domain.result import (
    Estimate,
    PrincipleResult,
    Verdict,
)
from ethics_desktop.domain.statistics import items_until_verdict
from ethics_desktop.i18n import N_, Translator
from ethics_desktop.names import KINDS, PRINCIPLES

#: From this number of items on the headline is the percent, below it the count.
PERCENT_FROM = 20

_LEVELS: dict[Level, str] = {
    Level.DASAR: N_("Basic"),
    Level.MENENGAH: N_("Intermediate"),
    Level.LANJUT: N_("Advanced"),
}


def principle_name(principle: Principle, tr: Translator) -> str:
    """Return the name of a principle as shown."""
    return tr.gettext(PRINCIPLES[principle.value])


def principle_letter(principle: Principle) -> str:
    """Return the letter (I K A T P) that stands wherever the principle's hue is drawn."""
    return principle.value[0].upper()


def kind_name(kind: str, tr: Translator) -> str:
    """Return the name of an item kind, one of ``ITEM_KINDS``; an unknown word as it is."""
    return tr.gettext(KINDS[kind]) if kind in KINDS else kind


def level_name(level: Level, tr: Translator) -> str:
    """Return the name of a difficulty."""
    return tr.gettext(_LEVELS[level])


def interval_ends(estimate: Estimate) -> tuple[int, int]:
    """Return the interval in whole percents, ends rounded outward to 5, within 0..100."""
    return outward(estimate.lo, estimate.hi)


def outward(low: float, high: float) -> tuple[int, int]:
    """Return two percents as whole multiples of 5, the lower rounded down, the upper up."""
    below = math.floor(round(low, 6) / 5) * 5
    above = math.ceil(round(high, 6) / 5) * 5
    return max(0, below), min(100, above)


def whole(percent: float) -> int:
    """Return a percent as a whole number, halves rounded up."""
    return math.floor(percent + 0.5)


def range_text(estimate: Estimate, tr: Translator) -> str:
    """Return ``range 65–95``."""
    low, high = interval_ends(estimate)
    return tr.gettext("range %(low)d–%(high)d") % {"low": low, "high": high}


def count_text(estimate: Estimate, tr: Translator) -> str:
    """Return ``7 of 8 items``: items answered in the best way."""
    text = tr.ngettext("%(full)d of %(n)d item", "%(full)d of %(n)d items", estimate.n)
    return text % {"full": estimate.full, "n": estimate.n}


def score_text(estimate: Estimate, tr: Translator) -> str:
    """Return ``score 78 (range 65–95)``."""
    return tr.gettext("score %(percent)d (%(range)s)") % {
        "percent": whole(estimate.percent),
        "range": range_text(estimate, tr),
    }


def headline(estimate: Estimate, tr: Translator) -> tuple[str, str]:
    """Return what stands large beside a bar and what stands small under it.

    Below 20 items the count is large; from 20 on the score joins it, still after the count.
    """
    if estimate.n == 0:
        return tr.gettext("No items yet"), ""
    if estimate.n < PERCENT_FROM:
        return count_text(estimate, tr), score_text(estimate, tr)
    large = tr.gettext("%(count)s, score %(percent)d") % {
        "count": count_text(estimate, tr),
        "percent": whole(estimate.percent),
    }
    return large, range_text(estimate, tr)


def verdict_text(estimate: Estimate, tr: Translator) -> str:
    """Return the sentence for a verdict."""
    _ = tr.gettext
    if estimate.verdict is Verdict.STRONG:
        return _("Strong so far")
    if estimate.verdict is Verdict.NEEDS_WORK:
        return _("Worth strengthening first")
    if estimate.verdict is Verdict.NO_DATA or estimate.n == 0:
        return _("No data yet.")
    if estimate.verdict is Verdict.TOO_FEW:
        few = tr.ngettext("Only %(n)d item so far.", "Only %(n)d items so far.", estimate.n)
        lacking = max(1, items_until_verdict(estimate))
        more = tr.ngettext(
            "At least %(n)d more is needed before there is a verdict.",
            "At least %(n)d more are needed before there is a verdict.",
            lacking,
        )
        return f"{few % {'n': estimate.n}} {more % {'n': lacking}}"
    open_text = _("No verdict yet (%(range)s).") % {"range": range_text(estimate, tr)}
    if not estimate.more_items:
        return open_text
    about = tr.ngettext(
        "About %(n)d more item will make it clearer.",
        "About %(n)d more items will make it clearer.",
        estimate.more_items,
    )
    return f"{open_text} {about % {'n': estimate.more_items}}"


def no_verdicts_text(tr: Translator) -> str:
    """Return why a short form gives no verdict per principle."""
    return tr.gettext(
        "This assessment is too short for a verdict on each principle. "
        "Verdicts appear on the Progress page once several assessments have been added up."
    )


def blind_text(estimate: Estimate, tr: Translator) -> str:
    """Return what choosing at random would bring, ``random choice ≈ 50``."""
    return tr.gettext("random choice ≈ %(percent)d") % {"percent": whole(estimate.blind_percent)}


def cut_text(estimate: Estimate, tr: Translator) -> str:
    """Return the cut that verdicts compare with, ``threshold 70``."""
    return tr.gettext("threshold %(percent)d") % {"percent": whole(estimate.cut)}


def has_verdict(estimate: Estimate) -> bool:
    """Tell whether the estimate says something definite; otherwise its bar is grey and hatched."""
    return estimate.verdict in (Verdict.STRONG, Verdict.NEEDS_WORK)


def bar_summary(result: PrincipleResult, tr: Translator, verdicts: bool = True) -> str:
    """Return one bar in words, for people who do not see it."""
    name, estimate = principle_name(result.principle, tr), result.estimate
    if estimate.n == 0:
        return ": ".join((name, tr.gettext("No data yet.")))
    parts = (count_text(estimate, tr), score_text(estimate, tr), blind_text(estimate, tr))
    text = f"{name}: {', '.join(parts)}."
    if not verdicts:
        return text
    verdict = verdict_text(estimate, tr)
    return f"{text} {verdict}" + ("" if verdict.endswith(".") else ".")
