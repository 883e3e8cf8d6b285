"""Practice in words (``measurement.md`` 5.4). No Qt in here, and no word of an algorithm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ethics_desktop.domain.certainty import Calibration, CalibrationRow, Certainty
from ethics_desktop.domain.constants import CALIBRATION_MIN_N, WRONG_BELOW
from ethics_desktop.domain.practice import PracticeKind
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.i18n import N_, Translator

if TYPE_CHECKING:
    from ethics_desktop.services.practice_cards import Enrolled
    from ethics_desktop.services.practice_session import Feedback

_LEVELS: dict[Certainty, str] = {
    Certainty.DOUBT: N_("Not sure"),
    Certainty.FAIRLY: N_("Fairly sure"),
    Certainty.SURE: N_("Sure"),
}
_VERDICTS: dict[Calibration, str] = {
    Calibration.TOO_SURE: N_("you are surer than your answers allow"),
    Calibration.TOO_SHY: N_("you know more than you believe"),
    Calibration.FITTING: N_("your certainty fits"),
}
_TITLES: dict[PracticeKind, str] = {
    PracticeKind.FREE: N_("Practice"),
    PracticeKind.TODAY: N_("Today's cards"),
    PracticeKind.DILEMMA: N_("One dilemma a day"),
}
#: Days from which a date is said in weeks, and in months.
_WEEKS_FROM, _MONTHS_FROM = 7, 60


def certainty_name(certainty: Certainty, tr: Translator) -> str:
    """Return the name of a level of certainty."""
    return tr.gettext(_LEVELS[certainty])


def session_title(kind: PracticeKind, tr: Translator) -> str:
    """Return what a session is called."""
    return tr.gettext(_TITLES[kind])


def remembered_text(tenths: int, tr: Translator) -> str:
    """Return how many of ten things are probably still known."""
    text = tr.gettext("Estimate: you still remember %(n)d of 10 of these things.")
    return text % {"n": tenths}


def in_days(days: int, tr: Translator) -> str:
    """Return a date to come in words, at the end of a sentence: ``in about 2 weeks``."""
    if days <= 0:
        return tr.gettext("today")
    if days == 1:
        return tr.gettext("tomorrow")
    if days < _WEEKS_FROM:
        return tr.ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days < _MONTHS_FROM:
        weeks = round(days / 7)
        return tr.ngettext("in about %(n)d week", "in about %(n)d weeks", weeks) % {"n": weeks}
    months = round(days / 30.4)
    return tr.ngettext("in about %(n)d month", "in about %(n)d months", months) % {"n": months}


def empty_day_text(
    counts: DayCounts, next_in: int | None, tr: Translator, begin: bool = True
) -> str:
    """Return what to say when no card waits today.

    ``begin``: who never had a card is told what they are, with the way to the first ones below.
    """
    _ = tr.gettext
    if counts.waiting:
        return _("That was enough for today. The others will follow tomorrow.")
    said = _("No card is waiting today.")
    if counts.done or counts.introduced:
        said = _("Today's cards are done.")
    if next_in is not None:
        return said + " " + _("The next one comes %(when)s.") % {"when": in_days(next_in, tr)}
    if counts.done or counts.introduced or not begin:
        return said
    return _(
        "Facts and rules that you missed or doubted come back here, each when it is about to be "
        "forgotten. Begin with a few items below."
    )


def verdict(told: Feedback, tr: Translator) -> str:
    """Return sign and sentence of a feedback; it carries no reproach."""
    _ = tr.gettext
    fraction = told.result.score.fraction
    if told.result.score.full:
        return "✓ " + _("Your answer is the best one.")
    if told.sure_but_wrong:
        return "! " + _("You were sure, but there is a better answer.")
    if fraction < WRONG_BELOW:
        return "○ " + _("There is a better answer.")
    return "≈ " + _("Your answer comes close to the best one.")


def next_text(told: Feedback, tr: Translator) -> str:
    """Return when an item comes back; empty when it does not by itself."""
    _ = tr.gettext
    if told.leech or told.next_in is None:
        return ""
    if told.next_in == 0:
        return _("It will be asked once more today.")
    return _("It comes back %(when)s.") % {"when": in_days(told.next_in, tr)}


def leech_text(tr: Translator) -> str:
    """Return why a card rests."""
    return tr.gettext(
        "Let us study this again from the beginning. It was missed four times; asking it once more "
        "would not help. Read the reasons and the legal basis first."
    )


def firsts(results: Sequence[Feedback]) -> list[Feedback]:
    """Return the first answer to each item, in order."""
    found: dict[str, Feedback] = {}
    for told in results:
        found.setdefault(told.result.form_item.item.id, told)
    return list(found.values())


def summary_text(results: Sequence[Feedback], tr: Translator) -> str:
    """Return how a session went: counts, no percent, no verdict."""
    first = firsts(results)
    full = sum(told.result.score.full for told in first)
    return tr.ngettext(
        "%(full)d of %(n)d item answered in the best way.",
        "%(full)d of %(n)d items answered in the best way.",
        len(first),
    ) % {"full": full, "n": len(first)}


def calibration_lines(rows: Sequence[CalibrationRow], tr: Translator) -> list[str]:
    """Return a line for each level of certainty; empty while there is too little for any."""
    _ = tr.gettext
    if all(row.verdict is Calibration.TOO_FEW for row in rows):
        return []
    lines = []
    for row in rows:
        count = tr.ngettext(
            "%(right)d of %(n)d answer right", "%(right)d of %(n)d answers right", row.n
        ) % {"right": row.right, "n": row.n}
        said = _("nothing to say before %(n)d answers") % {"n": CALIBRATION_MIN_N}
        if row.verdict is not Calibration.TOO_FEW:
            said = _(_VERDICTS[row.verdict])
        told = f"{count}; {said}" if row.n else _("no answers yet")
        lines.append(f"{certainty_name(row.certainty, tr)}: {told}.")
    return lines


def enrolled_text(told: Enrolled, tr: Translator) -> str:
    """Return what became of the items of a result that were put into practice."""
    _ = tr.gettext
    parts = []
    if told.cards:
        text = tr.ngettext("%(n)d item is now a card.", "%(n)d items are now cards.", told.cards)
        parts.append(text % {"n": told.cards})
    if told.returns:
        text = tr.ngettext(
            "%(n)d situation comes back tomorrow.",
            "%(n)d situations come back tomorrow.",
            told.returns,
        )
        parts.append(text % {"n": told.returns})
    if told.known:
        text = tr.ngettext(
            "%(n)d item was there already.", "%(n)d items were there already.", told.known
        )
        parts.append(text % {"n": told.known})
    if told.reserved:
        text = tr.ngettext(
            "%(n)d item is reserved for assessments and stays out.",
            "%(n)d items are reserved for assessments and stay out.",
            told.reserved,
        )
        parts.append(text % {"n": told.reserved})
    return " ".join(parts) or _("Nothing in this result was missed or in doubt.")


def snippet(stem: str, letters: int = 90) -> str:
    """Return the beginning of an item's text on one line."""
    flat = " ".join(stem.split())
    return flat if len(flat) <= letters else flat[: letters - 1].rsplit(" ", 1)[0] + " …"
