"""The private part: what an entry of the journal and a promise hold, when a promise is asked about.

Prompts are Gibbs' cycle, shortened (``measurement.md`` 10.5); the sixth is the promise: "if ...,
then I will ..., and I will talk with ...". Nothing here is scored, and nothing of it is reported.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated

import msgspec

#: Days after which a promise is asked about (``measurement.md`` 10.2, step 8).
FOLLOW_UP_DAYS = (30, 90)
#: Most characters of one field.
TEXT_LIMIT = 20_000
TITLE_LIMIT = 120
#: Most characters of a title made from the text.
_HEAD = 80

Text = Annotated[str, msgspec.Meta(max_length=TEXT_LIMIT)]
Title = Annotated[str, msgspec.Meta(max_length=TITLE_LIMIT)]


class Origin(str, Enum):
    """What an entry was written after."""

    FREE = "free"
    ATTEMPT = "attempt"
    SCENARIO = "scenario"


class Prompt(str, Enum):
    """One field of an entry; ``FREE`` alone in a free entry, else the steps in this order."""

    FREE = "free"
    DESCRIPTION = "description"
    FEELINGS = "feelings"
    EVALUATION = "evaluation"
    ANALYSIS = "analysis"
    CONCLUSION = "conclusion"


REFLECTION = tuple(prompt for prompt in Prompt if prompt is not Prompt.FREE)


class _Private(msgspec.Struct, frozen=True, omit_defaults=True):
    """A struct that never shows what is in it: not in a log, not in a traceback."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Entry(_Private, frozen=True, omit_defaults=True):
    """What the person wrote; ``about`` is the title of the attempt or scenario."""

    origin: Origin = Origin.FREE
    about: str = ""
    title: Title = ""
    answers: dict[Prompt, Text] = {}

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The fields that this entry offers."""
        return (Prompt.FREE,) if self.origin is Origin.FREE else REFLECTION

    @property
    def blank(self) -> bool:
        """True while there is nothing worth keeping."""
        return not self.title.strip() and not any(t.strip() for t in self.answers.values())

    @property
    def head(self) -> str:
        """The title, else the beginning of the first text that there is, on one line."""
        for text in (self.title, *(self.answers.get(p, "") for p in self.prompts)):
            words = " ".join(text.split())
            if words:
                return words if len(words) <= _HEAD else f"{words[: _HEAD - 1].rstrip()}…"
        return ""


class Plan(_Private, frozen=True, omit_defaults=True):
    """ "If ``when``, then I will ``then``, and I will talk with ``talk_to``"."""

    when: Text = ""
    then: Text = ""
    talk_to: Text = ""

    @property
    def complete(self) -> bool:
        """True once there is something to be asked about: a situation and an action."""
        return bool(self.when.strip() and self.then.strip())

    @property
    def blank(self) -> bool:
        """True while nothing was written."""
        return not (self.when.strip() or self.then.strip() or self.talk_to.strip())


class Kept(str, Enum):
    """What became of a promise; none of them is good or bad."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    MOOT = "moot"  # the situation did not come, or does not matter any more


class Outcome(_Private, frozen=True, omit_defaults=True):
    """The answer to one question about a promise; ``days`` is 30 or 90."""

    days: int
    at: datetime
    kept: Kept
    note: Text = ""


class Promise(_Private, frozen=True, omit_defaults=True):
    """A plan and what was answered later."""

    plan: Plan
    about: str = ""
    outcomes: tuple[Outcome, ...] = ()


class EntryRow(_Private, frozen=True):
    """An entry as it is kept; ``key`` names the lock it is sealed with, None is readable by all."""

    id: str
    written_at: datetime
    changed_at: datetime
    key: str | None
    body: bytes


class PromiseRow(_Private, frozen=True):
    """A promise as it is kept; ``due_at`` is when to ask next, None when all was asked.

    A promise made in an entry has the entry's id.
    """

    id: str
    made_at: datetime
    due_at: datetime | None
    key: str | None
    body: bytes


def first_due(made_at: datetime) -> datetime:
    """Return when a promise is asked about for the first time."""
    return made_at + timedelta(days=FOLLOW_UP_DAYS[0])


def due_stage(made_at: datetime, now: datetime) -> int:
    """Return which question is asked now: the last one whose day has come, at least the first."""
    passed = [days for days in FOLLOW_UP_DAYS if made_at + timedelta(days=days) <= now]
    return passed[-1] if passed else FOLLOW_UP_DAYS[0]


def next_due(made_at: datetime, stage: int) -> datetime | None:
    """Return when to ask again after the question of day ``stage``, or None after the last.

    Who answers the first question after the second was due is not asked twice in a row.
    """
    later = [days for days in FOLLOW_UP_DAYS if days > stage]
    return made_at + timedelta(days=later[0]) if later else None


def plain(text: str) -> str:
    """Return text for comparing: no capitals, no accents, words apart by one space."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())


def matches(query: str, texts: Iterable[str]) -> bool:
    """Tell whether every word of ``query`` stands somewhere in ``texts``; an empty one matches."""
    words = plain(query).split()
    inside = plain("\n".join(texts)) if words else ""
    return all(word in inside for word in words)


def entry_texts(entry: Entry, promise: Promise | None) -> list[str]:
    """Return everything of an entry that a search looks through."""
    texts = [entry.title, entry.about, *entry.answers.values()]
    return texts if promise is None else [*texts, *promise_texts(promise)]


def promise_texts(promise: Promise) -> list[str]:
    """Return everything of a promise that a search looks through."""
    plan = promise.plan
    notes = [outcome.note for outcome in promise.outcomes]
    return [plan.when, plan.then, plan.talk_to, promise.about, *notes]
