"""A day of practice in words, for start page and practice page. No Qt in here."""

from __future__ import annotations

from ethics_desktop.domain.constants import REVIEWS_A_DAY
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.i18n import Translator


def day_text(counts: DayCounts, tr: Translator) -> str:
    """Return ``Today 12 cards, ± 7 minutes``."""
    cards = tr.ngettext("%(n)d card", "%(n)d cards", counts.cards) % {"n": counts.cards}
    minutes = tr.ngettext("%(n)d minute", "%(n)d minutes", counts.minutes) % {"n": counts.minutes}
    return tr.gettext("Today %(cards)s, ± %(minutes)s") % {"cards": cards, "minutes": minutes}


def backlog_text(counts: DayCounts, tr: Translator) -> str:
    """Return how to begin when more is due than a day may hold; empty when it is not."""
    if not counts.waiting or not counts.reviews:
        return ""
    text = tr.gettext("Begin with the %(n)d that are freshest; the others will follow.")
    return text % {"n": min(counts.reviews, REVIEWS_A_DAY)}
