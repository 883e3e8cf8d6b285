"""Small values of practice that travel between the store, the services and the pure rules."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ethics_desktop.domain.attempt import Answer, FormItem
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.cards import CardChange
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.practice import PracticeFilter, PracticeKind, Skill


class PracticeHead(msgspec.Struct, frozen=True):
    """A session; it is stored with its first answer. ``size`` is how many items were planned."""

    id: str
    kind: PracticeKind
    seed: str
    size: int
    wish: PracticeFilter
    started_at: datetime


class PracticeEntry(msgspec.Struct, frozen=True):
    """One answer given in practice with everything it changes.

    ``seq`` counts from 1 within the session, ``day`` is the ordinal of the day of reviews,
    ``rt_ms`` the visible time. ``repeat``: the item was answered before on that day. ``skill`` is
    the one after the answer.
    """

    seq: int
    form_item: FormItem
    answer: Answer
    fraction: float
    certainty: Certainty | None
    hint: bool
    rt_ms: int
    rapid: bool
    repeat: bool
    at: datetime
    day: int
    skill: tuple[Principle, Skill] | None = None
    changes: tuple[CardChange, ...] = ()


class Practised(msgspec.Struct, frozen=True):
    """What practice remembers of an item: how often, and the latest answer."""

    times: int
    last_at: datetime
    last_day: int
    fraction: float
    certainty: Certainty | None


class PracticeRow(msgspec.Struct, frozen=True):
    """A stored answer, for exports and tests."""

    session: str
    kind: PracticeKind
    seq: int
    item_id: str
    item_hash: str
    answer: Answer
    fraction: float
    certainty: Certainty | None
    repeat: bool
    at: datetime
