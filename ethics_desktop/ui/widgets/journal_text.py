"""Words of the journal: prompts, sentences about entries and promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ethics_desktop.domain.journal import Entry, Kept, Origin, Plan, Prompt
from ethics_desktop.i18n import N_, Translator

if TYPE_CHECKING:
    from ethics_desktop.services.journal import EntryView, Found, PromiseView

#: Heading and question of each prompt (Gibbs, shortened: ``measurement.md`` 10.5).
PROMPTS: dict[Prompt, tuple[str, str]] = {
    Prompt.FREE: (N_("Your text"), ""),
    Prompt.DESCRIPTION: (N_("What happened"), N_("What happened? Whom does it affect?")),
    Prompt.FEELINGS: (
        N_("Feelings"),
        N_("What did I feel then: embarrassed, afraid, under pressure?"),
    ),
    Prompt.EVALUATION: (N_("Looking back"), N_("What was good already, and what troubles me?")),
    Prompt.ANALYSIS: (
        N_("What collided"),
        N_("Which principles or rules collided? What pressure was at work?"),
    ),
    Prompt.CONCLUSION: (N_("Other choices"), N_("What other choices were there at that time?")),
}

#: What became of a promise; in screen order. No answer is better than another.
KEPT: dict[Kept, str] = {
    Kept.YES: N_("Yes, carried out"),
    Kept.PARTLY: N_("In part"),
    Kept.NO: N_("Not yet"),
    Kept.MOOT: N_("The situation did not come up"),
}

CHANNELS = N_(
    "The journal is no place for reports. Official channels: the whistleblowing system of your "
    "agency, LAPOR! (lapor.go.id), the Ombudsman (ombudsman.go.id), and for gifts the gratuity "
    "control unit (UPG) of your agency or the KPK (gol.kpk.go.id). Addresses may change."
)


def origin_text(entry: Entry, tr: Translator) -> str:
    """Return what an entry was written after, empty for a free one."""
    _ = tr.gettext
    if entry.origin is Origin.ATTEMPT:
        return _("After the assessment “%(title)s”") % {"title": entry.about}
    if entry.origin is Origin.SCENARIO:
        return _("After the scenario “%(title)s”") % {"title": entry.about}
    return ""


def entry_title(view: EntryView, tr: Translator) -> str:
    """Return what an entry is called in the list."""
    return view.entry.head or origin_text(view.entry, tr) or tr.gettext("Entry without a title")


def plan_text(plan: Plan, tr: Translator) -> str:
    """Return the promise as one sentence."""
    _ = tr.gettext
    when, then = _trimmed(plan.when), _trimmed(plan.then)
    if plan.talk_to.strip():
        text = _("If %(when)s, then I will %(then)s, and I will talk with %(who)s.")
        return text % {"when": when, "then": then, "who": _trimmed(plan.talk_to)}
    return _("If %(when)s, then I will %(then)s.") % {"when": when, "then": then}


def promise_state(view: PromiseView, tr: Translator) -> str:
    """Return when a promise is asked about, and what was answered before."""
    _ = tr.gettext
    texts = [
        _("After %(days)d days: %(answer)s.")
        % {"days": outcome.days, "answer": _(KEPT[outcome.kept])}
        for outcome in view.promise.outcomes
    ]
    if view.stage:
        texts.append(_("The question after %(days)d days is waiting.") % {"days": view.stage})
    elif view.due_at is not None:
        texts.append(_("Next question on %(date)s.") % {"date": tr.date(view.due_at)})
    return " ".join(texts)


def found_text(count: int, total: int, tr: Translator) -> str:
    """Return how many entries a search found."""
    return tr.gettext("%(count)d of %(total)d entries.") % {"count": count, "total": total}


def preview(entry: Entry, characters: int = 160) -> str:
    """Return the beginning of the text, without what the list shows as its title already."""
    texts = [entry.answers.get(prompt, "") for prompt in entry.prompts]
    words = " ".join(" ".join(texts).split())
    if not entry.title.strip():
        words = words[len(entry.head.rstrip("…")) :].lstrip()
    return words if len(words) <= characters else f"{words[:characters].rstrip()}…"


def _trimmed(text: str) -> str:
    """Return a field as a part of a sentence: one line, no full stop at its end."""
    return " ".join(text.split()).rstrip(".,;")


def export_text(found: Found, tr: Translator) -> str:
    """Return everything that was found as text to be read and printed, newest first."""
    _ = tr.gettext
    blocks = [_("Journal of Cermin ASN")]
    blocks += [_exported_entry(view, tr) for view in found.entries]
    ids = {view.id for view in found.entries}
    alone = [view for view in found.promises if view.id not in ids]
    blocks += [_exported_promise(view, tr) for view in alone]
    return f"\n\n{'-' * 40}\n\n".join(blocks) + "\n"


def _exported_entry(view: EntryView, tr: Translator) -> str:
    _, entry = tr.gettext, view.entry
    lines = [tr.date_time(view.written_at), entry_title(view, tr)]
    about = origin_text(entry, tr)
    if about:
        lines.append(about)
    for prompt in entry.prompts:
        text = entry.answers.get(prompt, "").strip()
        question = PROMPTS[prompt][1]
        if text:
            lines += ["", *([_(question)] if question else []), text]
    if not view.plan.blank:
        lines += ["", f"{_('Personal promise')}: {plan_text(view.plan, tr)}"]
    return "\n".join(lines)


def _exported_promise(view: PromiseView, tr: Translator) -> str:
    lines = [
        tr.date_time(view.made_at),
        f"{tr.gettext('Personal promise')}: {plan_text(view.promise.plan, tr)}",
    ]
    state = promise_state(view, tr)
    notes = [outcome.note for outcome in view.promise.outcomes if outcome.note]
    return "\n".join([*lines, *([state] if state else []), *notes])
