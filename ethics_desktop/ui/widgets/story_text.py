"""A scenario in words: who speaks, what a meter says, why it moved. No Qt in here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ethics_desktop.domain.playthrough import METER_START, METER_STEP, Entry, MeterChange
from ethics_desktop.domain.scenario import METERS, PLAYER, ChoiceNode, Scenario
from ethics_desktop.i18n import N_, Translator

_NAMES: Mapping[str, str] = {
    "kepercayaan": N_("Citizens' trust"),
    "layanan": N_("Service"),
    "risiko": N_("Legal risk"),
}
#: Upper ends of the five words for a meter, 0..100.
_LEVELS: tuple[tuple[int, str], ...] = (
    (19, N_("very low")),
    (39, N_("low")),
    (60, N_("middling")),
    (80, N_("high")),
    (100, N_("very high")),
)
_UP = (N_("up a little"), N_("up"), N_("up sharply"))
_DOWN = (N_("down a little"), N_("down"), N_("down sharply"))
#: What authors write before the cause: "Kepercayaan warga naik, risiko turun: ...".
_HEAD = re.compile(r"^(?:kepercayaan|layanan|risiko)\b[^:.]{0,80}:\s*", re.IGNORECASE)


def meter_name(meter: str, tr: Translator) -> str:
    """Return what a meter is called."""
    return tr.gettext(_NAMES[meter])


def level_text(value: int, tr: Translator) -> str:
    """Return a meter's value 0..100 as a word and a figure, ``sedang (50)``."""
    word = next(word for top, word in _LEVELS if value <= top)
    return f"{tr.gettext(word)} ({value})"


def move_text(units: int, tr: Translator) -> str:
    """Return how far a meter moved, ``turun sedikit``; nothing for 0 units."""
    if not units:
        return ""
    words = _UP if units > 0 else _DOWN
    return tr.gettext(words[min(abs(units), len(words)) - 1])


def changes_text(entry: Entry, tr: Translator) -> str:
    """Return what an entry did to the meters and why; empty when it moved none.

    «Kepercayaan warga turun sedikit: antrean dilompati.» The directions are the engine's, the
    cause is the author's; a head in the author's note that says the same is left out.
    """
    moved = [f"{meter_name(change.meter, tr)} {_told(change, tr)}" for change in entry.changes]
    if not moved:
        return ""
    moved[1:] = [text[:1].lower() + text[1:] for text in moved[1:]]
    told = ", ".join(moved)
    cause = _HEAD.sub("", entry.note)
    return f"{told}: {cause}" if cause else f"{told}."


def net_units(entries: Iterable[Entry]) -> dict[str, int]:
    """Return by how many units of ten each meter really moved over some entries."""
    total = dict.fromkeys(METERS, 0)
    for entry in entries:
        for change in entry.changes:
            total[change.meter] += _moved(change)
    return total


def _moved(change: MeterChange) -> int:
    """The move after clipping, in units; all steps are whole tens."""
    return (change.after - change.before) // METER_STEP


def _told(change: MeterChange, tr: Translator) -> str:
    return move_text(_moved(change), tr) or tr.gettext("stays where it was, at its end")


def speaker_name(scenario: Scenario, speaker: str, tr: Translator) -> str:
    """Return who speaks: a name, «Anda», or «Cerita» for the narrator."""
    if speaker == PLAYER:
        return tr.gettext("You")
    for each in scenario.speakers:
        if each.id == speaker:
            return each.name
    return speaker or tr.gettext("Story")


def speaker_about(scenario: Scenario, speaker: str) -> str:
    """Return the word about a speaker's role, if there is one."""
    return next((each.about for each in scenario.speakers if each.id == speaker), "")


def initials(name: str) -> str:
    """Return at most two letters for a name; forms of address do not count."""
    words = [word for word in re.split(r"[\s.]+", name) if word[:1].isalnum()]
    plain = [word for word in words if word.casefold() not in _ADDRESS] or words
    return "".join(word[0].upper() for word in plain[:2]) or "?"


_ADDRESS = frozenset("bu ibu pak bapak mas mbak kak bang kang uda uni ibuk dr drs ir h hj".split())


def entry_text(scenario: Scenario, entry: Entry, tr: Translator) -> str:
    """Return an entry as a screen reader says it: speaker, words, what moved."""
    parts = []
    if entry.kind == "end":
        parts.append(ending_title(entry.title, tr))
        parts.append(entry.text)
    else:
        parts.append(f"{speaker_name(scenario, entry.speaker, tr)}: {entry.text}")
    parts.append(changes_text(entry, tr))
    return " ".join(part for part in parts if part)


def ending_title(title: str, tr: Translator) -> str:
    """Return «Akhir cerita: Kepercayaan pulih»."""
    return tr.gettext("The story ends: %(title)s") % {"title": title}


def quoted(text: str) -> str:
    """Return an action between quotation marks, unless it is spoken words that have their own."""
    text = text.strip()
    if text[:1] in _QUOTES and text[-1:] in _QUOTES:
        return text
    return f"“{text.rstrip('.')}”"


_QUOTES = "\"“”„«»'‘’"


def last_scene(entries: Sequence[Entry]) -> int:
    """Return the place of the last choice made, where the present scene begins; 0 before any."""
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].kind == "choice":
            return place
    return 0


def situation(scenario: Scenario, entries: Sequence[Entry], number: int) -> str:
    """Return what stood before decision ``number`` (from 0): its own text, else the line before."""
    made = [place for place, entry in enumerate(entries) if entry.kind == "choice"]
    if number >= len(made):
        return ""
    node = next((n for n in scenario.nodes if n.id == entries[made[number]].node), None)
    if isinstance(node, ChoiceNode) and node.text:
        return node.text
    for entry in reversed(entries[: made[number]]):
        if entry.kind in ("line", "prompt"):
            return entry.text
    return ""


def meters_text(meters: Mapping[str, int], tr: Translator) -> list[str]:
    """Return where each meter stood at the start and at the end, in words."""
    _ = tr.gettext
    told = []
    for meter in METERS:
        before, after = METER_START[meter], meters[meter]
        text = _("%(meter)s: unchanged at %(after)d.")
        if after != before:
            text = _("%(meter)s: from %(before)d to %(after)d.")
        told.append(text % {"meter": meter_name(meter, tr), "before": before, "after": after})
    return told


def counts_text(endings_seen: int, endings_total: int, tr: Translator) -> str:
    """Return «2 dari 4 akhir cerita»; never a percent."""
    return tr.gettext("%(seen)d of %(total)d endings") % {
        "seen": endings_seen,
        "total": endings_total,
    }
