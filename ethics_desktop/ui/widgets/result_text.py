"""Results and their items in words (``measurement.md`` 1.6, 3.3, 3.4, 10.6). No Qt in here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ethics_desktop.domain.attempt import FormItem
from ethics_desktop.domain.bank import Principle, kind_of
from ethics_desktop.domain.constants import SILENT_PAUSE_S, SILENT_PAUSES
from ethics_desktop.domain.result import (
    AttemptResult,
    Estimate,
    ItemResult,
    NextStep,
    StepKind,
    Verdict,
)
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets import bar_text

if TYPE_CHECKING:
    from ethics_desktop.services.assessment import OpenAttempt

#: An answer with a smaller fraction is listed as wrong (``measurement.md`` 5.2).
WRONG_BELOW = 0.6
#: More suggestions than this are not shown.
MOST_STEPS = 3


def result_sentence(result: AttemptResult, tr: Translator) -> str:
    """Return the one sentence on top of the result page."""
    _ = tr.gettext
    estimate = result.total
    if estimate.n == 0:
        return _("This assessment held no items.")
    values = {"full": estimate.full, "n": estimate.n}
    verdict = estimate.verdict if result.verdicts else None
    if verdict is Verdict.STRONG:
        return _("Strong so far: on %(full)d of %(n)d items your answer was the best one.") % values
    if verdict is Verdict.NEEDS_WORK:
        return (
            _("Worth strengthening first: on %(full)d of %(n)d items your answer was the best one.")
            % values
        )
    return _("On %(full)d of %(n)d items your answer was the best one.") % values


def score_sentence(estimate: Estimate, tr: Translator) -> str:
    """Return score, interval and what random choice would bring, in words."""
    if estimate.n == 0:
        return ""
    low, high = bar_text.interval_ends(estimate)
    return tr.gettext(
        "Score %(percent)d, range %(low)d–%(high)d. "
        "Somebody choosing at random gets %(blind)d on average."
    ) % {
        "percent": bar_text.whole(estimate.percent),
        "low": low,
        "high": high,
        "blind": bar_text.whole(estimate.blind_percent),
    }


def fixed_sentence(tr: Translator) -> str:
    """Return what every result page says."""
    return tr.gettext(
        "The score shows knowledge and judgement in written situations; "
        "it does not measure your integrity."
    )


def paused_long(result: AttemptResult) -> bool:
    """Tell whether pauses are worth a word: more than 2, or more than 15 minutes in all."""
    return result.pauses > SILENT_PAUSES or result.pause_s > SILENT_PAUSE_S


def time_up_sentence(tr: Translator) -> str:
    """Return what is said when the timer ended an attempt."""
    return tr.gettext("Time was up. What had been saved by then counts.")


def notes(result: AttemptResult, tr: Translator) -> list[str]:
    """Return what has to be said about how the attempt went; empty when nothing."""
    _ = tr.gettext
    found = []
    if result.rapid_share is not None:
        found.append(
            _(
                "Some items were answered faster than they can be read; "
                "this result may not be representative."
            )
        )
    if paused_long(result):
        minutes = math.ceil(result.pause_s / 60)
        text = tr.ngettext(
            "Paused %(n)d time, %(minutes)d minutes in all; less comparable with other results.",
            "Paused %(n)d times, %(minutes)d minutes in all; less comparable with other results.",
            result.pauses,
        )
        found.append(text % {"n": result.pauses, "minutes": minutes})
    if not result.comparable:
        found.append(_("The history keeps this result; the bars of Progress do not count it."))
    return found


def tkp_text(result: AttemptResult, tr: Translator) -> str:
    """Return the TKP-style points with their caveat; empty when the form shows none."""
    tkp = result.tkp
    if tkp is None:
        return ""
    text = tr.ngettext(
        "TKP-style points: %(points)d of %(maximum)d on %(n)d situational item. "
        "Random choice gets %(blind)d on average.",
        "TKP-style points: %(points)d of %(maximum)d on %(n)d situational items. "
        "Random choice gets %(blind)d on average.",
        tkp.items,
    ) % {
        "points": tkp.points,
        "maximum": tkp.maximum,
        "n": tkp.items,
        "blind": bar_text.whole(tkp.blind),
    }
    caveat = tr.gettext("Short practice, the official threshold does not apply.")
    return f"{text} {caveat}"


def is_wrong(item: ItemResult) -> bool:
    """Tell whether an item belongs under "Keliru": fraction below 0.6, blank ones included."""
    return item.score.fraction < WRONG_BELOW


def step_texts(step: NextStep, result: AttemptResult, tr: Translator) -> tuple[str, str]:
    """Return reason and button text of a suggested next step."""
    _ = tr.gettext
    if step.kind is StepKind.REVIEW_CONFIDENT:
        n = sum(item.confident_wrong for item in result.items)
        reason = tr.ngettext(
            "On %(n)d item you were sure although another choice was better. "
            "Such items are worth rereading first.",
            "On %(n)d items you were sure although another choice was better. "
            "Such items are worth rereading first.",
            n,
        )
        return reason % {"n": n}, _("Reread those items")
    if step.kind is StepKind.PRINCIPLE_FORM and step.principle is not None:
        name = bar_text.principle_name(step.principle, tr)
        text = _("Start assessment: %(name)s") % {"name": name}
        return _principle_reason(step.principle, name, result, tr), text
    return _longer_reason(step, tr), _("Start a longer assessment")


def is_review(step: NextStep) -> bool:
    """Tell whether a step means reading again what was answered surely but wrongly."""
    return step.kind is StepKind.REVIEW_CONFIDENT


def usable_steps(result: AttemptResult) -> list[NextStep]:
    """Return the suggestions that can be followed: at most three, forms only where one is known."""
    found = [step for step in result.next_steps if is_review(step) or step.target]
    return found[:MOST_STEPS]


def _principle_reason(
    principle: Principle, name: str, result: AttemptResult, tr: Translator
) -> str:
    _ = tr.gettext
    for found in result.principles:
        if found.principle is not principle or not found.estimate.n:
            continue
        figures = _("%(name)s: %(count)s were answered in the best way.") % {
            "name": name,
            "count": bar_text.count_text(found.estimate, tr),
        }
        if not result.verdicts:
            more = _("An assessment of this principle alone shows more.")
        else:
            more = bar_text.verdict_text(found.estimate, tr).rstrip(".") + "."
        return f"{figures} {more}"
    return _("%(name)s has not been covered yet.") % {"name": name}


def _longer_reason(step: NextStep, tr: Translator) -> str:
    thin, lacking = step.params.get("principles"), step.params.get("more_items")
    if isinstance(thin, int) and isinstance(lacking, int) and thin > 0 and lacking > 0:
        text = tr.ngettext(
            "%(n)d principle has too few items for a verdict (up to %(lacking)d short). "
            "A longer assessment fills the gap.",
            "%(n)d principles have too few items for a verdict (up to %(lacking)d short). "
            "A longer assessment fills the gap.",
            thin,
        )
        return text % {"n": thin, "lacking": lacking}
    return tr.gettext("A longer assessment gives a narrower range and a verdict on each principle.")


def item_heading(form_item: FormItem, tr: Translator) -> str:
    """Return ``Item 13``."""
    return tr.gettext("Item %(n)d") % {"n": form_item.position}


def item_facts(form_item: FormItem, tr: Translator) -> str:
    """Return principle, kind and level of an item in one line."""
    meta = form_item.item.meta
    parts = [bar_text.kind_name(kind_of(form_item.item), tr), bar_text.level_name(meta.level, tr)]
    if meta.principle is not None:
        parts.insert(0, bar_text.principle_name(meta.principle, tr))
    return " · ".join(parts)


def item_state(item: ItemResult, tr: Translator) -> tuple[str, str]:
    """Return sign and words for how an item went; signs carry no reproach."""
    _ = tr.gettext
    if item.score.not_reached:  # never opened, or left sooner than it can be read
        return "–", _("Not read")
    if not item.score.answered:
        return "–", _("Not answered")
    if item.score.full:
        return "✓", _("Best answer")
    if item.confident_wrong:
        return "!", _("Sure but wrong")
    if is_wrong(item):
        return "○", _("Wrong")
    return "≈", _("Nearly")


def item_verdict(item: ItemResult, tr: Translator) -> str:
    """Return the sentence above the options of a reviewed item."""
    _ = tr.gettext
    if item.score.not_reached:
        return _("There was no time to read this item before the end.")
    if not item.score.answered:
        return _("You left this item blank.")
    if item.score.full:
        return _("Your answer is the best one.")
    if item.confident_wrong:
        return _("You were sure, but there is a better answer.")
    if is_wrong(item):
        return _("You were in doubt. There is a better answer.")
    return _("Your answer comes close to the best one.")


def minutes_text(seconds: float, tr: Translator) -> str:
    """Return a span as ``17 minutes 5 seconds``."""
    total = max(0, round(seconds))
    minutes, rest = divmod(total, 60)
    second_text = tr.ngettext("%(n)d second", "%(n)d seconds", rest) % {"n": rest}
    if not minutes:
        return second_text
    minute_text = tr.ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return f"{minute_text} {second_text}" if rest else minute_text


def detail_lines(result: AttemptResult, tr: Translator) -> list[str]:
    """Return what stands under "details": when, how long, how much, and the seed."""
    _ = tr.gettext
    items = result.items
    answered = sum(item.score.answered for item in items)
    doubtful = sum(item.flagged for item in items)
    lines = [
        _("Started: %(when)s") % {"when": tr.date_time(result.started_at)},
        _("Finished: %(when)s") % {"when": tr.date_time(result.finished_at)},
        _("Time in front of the items: %(span)s") % {"span": minutes_text(result.active_s, tr)},
        _("With a time limit") if result.timed else _("Without a time limit"),
        _("Answered: %(answered)d of %(n)d, in doubt: %(doubtful)d")
        % {"answered": answered, "n": len(items), "doubtful": doubtful},
        _("Seed of the draw: %(seed)s") % {"seed": result.seed},
    ]
    if not result.comparable:
        lines.append(_("This result is left out of the trend."))
    return lines


def discard_text(attempt: OpenAttempt, tr: Translator) -> str:
    """Return what goes when an unfinished attempt is discarded."""
    _ = tr.gettext
    text = _("“%(title)s” will be deleted. It holds no answer yet.")
    if attempt.answered:
        text = tr.ngettext(
            "“%(title)s” and the %(n)d answer given so far will be deleted.",
            "“%(title)s” and the %(n)d answers given so far will be deleted.",
            attempt.answered,
        )
    return text % {"title": tr.pick(attempt.title), "n": attempt.answered}
