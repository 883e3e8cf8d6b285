"""The debrief of a story in words (``measurement.md`` 7.5 and 7.2). No Qt in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.playthrough import Entry
from ethics_desktop.domain.scenario import Choice, ChoiceNode
from ethics_desktop.domain.scenario_scoring import Decision, Fact, PrincipleShare, TurningPoint
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets import story_text
from ethics_desktop.ui.widgets.bar_text import principle_name, whole

if TYPE_CHECKING:
    from ethics_desktop.services.roleplay import PlayReview


def fact_text(fact: Fact, review: PlayReview, tr: Translator) -> str:
    """Return one of the facts: the ending, the dearest or the most helpful step."""
    if fact.kind == "ending":
        return story_text.ending_title(fact.text, tr)
    entry = next((e for e in review.state.entries if _is_of(fact, e)), None)
    told = story_text.changes_text(entry, tr) if entry is not None else ""
    return told or fact.text


def delayed(review: PlayReview, tr: Translator) -> list[str]:
    """Return the consequences that came later and are not among the facts."""
    facts = review.debrief.facts
    return [
        story_text.changes_text(entry, tr)
        for entry in review.debrief.delayed
        if not any(_is_of(fact, entry) for fact in facts)
    ]


def _is_of(fact: Fact, entry: Entry) -> bool:
    return (
        fact.kind != "ending"
        and fact.node == entry.node
        and bool(entry.changes)
        and fact.text == (entry.note or entry.text)
    )


def turning_text(turn: TurningPoint, review: PlayReview, tr: Translator) -> str:
    """Return «Andaikan Anda …»; an ending that was never reached is not named."""
    _ = tr.gettext
    best = story_text.quoted(turn.decision.best.text)
    if turn.instead_ending == review.score.ending:
        text = _("Had you chosen %(best)s, the ending would be the same, at a lower price.")
        return text % {"best": best}
    if turn.instead_ending in review.endings_seen:
        text = _("Had you chosen %(best)s, the story could have led to “%(ending)s”.")
        return text % {"best": best, "ending": turn.instead_title}
    text = _("Had you chosen %(best)s, the story could have led to another, better ending.")
    return text % {"best": best}


def as_good(decision: Decision) -> bool:
    """Tell whether the choice was as good as the best one."""
    return decision.chosen.id == decision.best.id or (
        decision.regret == 0 and decision.chosen.weight >= decision.best.weight
    )


def others(decision: Decision, review: PlayReview) -> list[Choice]:
    """Return what was offered besides the choice made and the best one."""
    node = review.graph.story.nodes[decision.node]
    if not isinstance(node, ChoiceNode):
        return []
    shown = {decision.chosen.id} if as_good(decision) else {decision.chosen.id, decision.best.id}
    return [
        choice
        for choice in node.choices
        if choice.id in decision.offered and choice.id not in shown
    ]


def quality_text(review: PlayReview, tr: Translator) -> str:
    """Return the decision quality with its blind line, or why there is none."""
    score = review.score
    if score.quality is None or score.blind is None:
        return tr.gettext("No decision on this way tells better from worse, so there is no score.")
    text = tr.gettext("Score %(quality)d. Choosing at random gives %(blind)d on average.")
    return text % {"quality": whole(score.quality), "blind": whole(score.blind)}


def share_text(share: PrincipleShare, tr: Translator) -> str:
    """Return a principle's local score, or that this way did not test it."""
    if share.percent is None:
        return tr.gettext("not tested on this way")
    return str(whole(share.percent))


def share_summary(principle: Principle, share: PrincipleShare, tr: Translator) -> str:
    """Return a bar in words."""
    return f"{principle_name(principle, tr)}: {share_text(share, tr)}"


def coverage_text(review: PlayReview, tr: Translator) -> str:
    """Return how much of the scenario has been seen, in counts."""
    seen = review.coverage
    text = tr.gettext("So far you have seen %(endings)s and tried %(tried)d of %(total)d choices.")
    return text % {
        "endings": story_text.counts_text(len(seen.endings_seen), seen.endings_total, tr),
        "tried": seen.choices_tried,
        "total": seen.choices_total,
    }


def first_text(first: bool, tr: Translator) -> str:
    """Return in one sentence what counts and what is exploring."""
    _ = tr.gettext
    if first:
        return _(
            "This was your first play, the only one that counts for Progress; playing again is "
            "exploring and changes nothing about it."
        )
    return _(
        "This was exploring: it does not count for Progress and leaves the result of your first "
        "play as it is."
    )


def whole_story_text(review: PlayReview, tr: Translator) -> str:
    """Return where the whole story stands between its worst and best way; empty when all equal."""
    percent = review.score.utility_percent
    if percent is None:
        return ""
    text = tr.gettext(
        "Over the whole story: %(n)d on a scale where 0 is the most harmful way and 100 the best."
    )
    return text % {"n": whole(percent)}
