"""The words of Kemajuan: bands, weeks, suggestions, changes. No Qt in here."""

from __future__ import annotations

import math
from datetime import date, datetime, time

from ethics_desktop.domain.comparing import Change, Comparison, PartChange
from ethics_desktop.domain.result import Estimate, NextStep, StepKind
from ethics_desktop.domain.standing import Band, PartResult, WeekPoint
from ethics_desktop.i18n import N_, Translator
from ethics_desktop.ui.widgets import bar_text

#: Characters of a stem in a list.
STEM_CHARACTERS = 140

_BANDS: dict[Band, str] = {
    Band.NO_DATA: N_("no data yet"),
    Band.TOO_FEW: N_("not enough data yet"),
    Band.LOW: N_("low"),
    Band.MIDDLE: N_("middle"),
    Band.GOOD: N_("good"),
}
_CHANGES: dict[Change, str] = {
    Change.UP: N_("really higher"),
    Change.DOWN: N_("really lower"),
    Change.CHANCE: N_("cannot be told from chance yet"),
}


def band_text(band: Band, tr: Translator) -> str:
    """Return where a behaviour lies, in a word or two."""
    return tr.gettext(_BANDS[band])


def items_text(n: int, tr: Translator) -> str:
    """Return ``6 items``."""
    return tr.ngettext("%(n)d item", "%(n)d items", n) % {"n": n}


def part_text(part: PartResult, tr: Translator) -> str:
    """Return band, items and mean of a behaviour or module: ``middle · 12 items · score 72``."""
    value = part.estimate
    texts = [band_text(part.band, tr)]
    if value.n:
        texts.append(items_text(value.n, tr))
    if part.band not in (Band.NO_DATA, Band.TOO_FEW):
        texts.append(bar_text.score_text(value, tr))
    return " · ".join(texts)


def day_text(day: date, tr: Translator) -> str:
    """Return a day of the calendar in words."""
    return tr.date(datetime.combine(day, time(12)).astimezone())


def range_text(value: Estimate) -> str:
    """Return ``55–85``."""
    low, high = bar_text.interval_ends(value)
    return f"{low}–{high}"


def trend_summary(points: tuple[WeekPoint, ...], tr: Translator) -> str:
    """Return the trend in words, for people who do not see it."""
    _ = tr.gettext
    met = [point for point in points if point.estimate.n]
    if not met:
        return _("No answers in these weeks.")
    texts = [
        _("%(met)d of %(weeks)d weeks have answers.") % {"met": len(met), "weeks": len(points)}
    ]
    ends = [(_("First: %(what)s."), met[0])] if len(met) > 1 else []
    for sentence, point in [*ends, (_("Latest: %(what)s."), met[-1])]:
        what = ", ".join(
            (
                _("week of %(day)s") % {"day": day_text(point.monday, tr)},
                items_text(point.estimate.n, tr),
                bar_text.score_text(point.estimate, tr),
            )
        )
        texts.append(sentence % {"what": what})
    return " ".join(texts)


def stem_text(stem: str) -> str:
    """Return the beginning of a stem in one line."""
    line = " ".join(stem.split())
    if len(line) <= STEM_CHARACTERS:
        return line
    return line[:STEM_CHARACTERS].rsplit(" ", 1)[0] + " …"


def step_texts(step: NextStep, tr: Translator) -> tuple[str, str]:
    """Return reason and button text of a suggestion over all attempts."""
    _ = tr.gettext
    if step.kind is StepKind.REVIEW_CONFIDENT:
        count = _number(step, "count")
        reason = tr.ngettext(
            "On %(n)d item you were sure although another choice was better. "
            "Such items are worth rereading first.",
            "On %(n)d items you were sure although another choice was better. "
            "Such items are worth rereading first.",
            count,
        )
        return reason % {"n": count}, _("See those items")
    if step.kind is StepKind.BEHAVIOUR_FORM:
        unmet, behaviours = _number(step, "unmet"), _number(step, "behaviours")
        reason = tr.ngettext(
            "%(n)d of %(all)d BerAKHLAK behaviours has not been met yet.",
            "%(n)d of %(all)d BerAKHLAK behaviours have not been met yet.",
            unmet,
        )
        text = _("Start assessment: %(name)s") % {"name": _("21 behaviours")}
        return reason % {"n": unmet, "all": behaviours}, text
    name = bar_text.principle_name(step.principle, tr) if step.principle else ""
    full, n = _number(step, "full"), _number(step, "n")
    figures = tr.ngettext("%(full)d of %(n)d item", "%(full)d of %(n)d items", n)
    reason = _("%(name)s: %(count)s were answered in the best way.") % {
        "name": name,
        "count": figures % {"full": full, "n": n},
    }
    return reason, _("Start assessment: %(name)s") % {"name": name}


def _number(step: NextStep, name: str) -> int:
    return int(step.params.get(name, 0))


def change_text(change: Change, tr: Translator) -> str:
    """Return what a difference says (``measurement.md`` 8.5)."""
    return tr.gettext(_CHANGES[change])


def points_text(points: float) -> str:
    """Return a difference with its sign, ``+35`` or ``−4``."""
    value = math.floor(points + 0.5)
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


def span_text(part: PartChange, tr: Translator) -> str:
    """Return the interval of a difference in whole points, rounded outward but never past 0."""
    low, high = math.floor(round(part.lo, 6)), math.ceil(round(part.hi, 6))
    if part.change is Change.UP:
        low = max(1, low)
    if part.change is Change.DOWN:
        high = min(-1, high)
    return tr.gettext("%(low)s to %(high)s") % {"low": points_text(low), "high": points_text(high)}


def change_headline(found: Comparison, tr: Translator) -> str:
    """Return the change of the whole form in one sentence."""
    whole = found.parts[0]
    return tr.gettext("%(before)s → %(after)s: %(change)s (%(span)s points).") % {
        "before": bar_text.whole(whole.before.percent),
        "after": bar_text.whole(whole.after.percent),
        "change": change_text(whole.change, tr),
        "span": span_text(whole, tr),
    }


def change_remarks(found: Comparison, tr: Translator) -> list[str]:
    """Return what has to be known before a change is believed."""
    _ = tr.gettext
    texts = []
    if found.training:
        texts.append(_("A change after the training; no proof that the training caused it."))
    if not found.same_form and not found.training:
        texts.append(_("The two forms differ, so part of the difference may lie in the items."))
    if found.shared:
        texts.append(
            tr.ngettext(
                "%(n)d item stood in both, so remembering it may have helped.",
                "%(n)d items stood in both, so remembering them may have helped.",
                found.shared,
            )
            % {"n": found.shared}
        )
    if not (found.before.comparable and found.after.comparable):
        texts.append(_("One of the results is less comparable (fast answers or long pauses)."))
    texts.append(
        _(
            "The range is a 95 percent interval (Newcombe). "
            "Only a range without 0 counts as a change."
        )
    )
    return texts
