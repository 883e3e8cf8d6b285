"""Small values that travel between the store, the services and the pure rules."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from ethics_desktop.domain.attempt import Attempt, AttemptState
from ethics_desktop.domain.bank import Item, Level, Pool, Principle


class TimerRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """State of the timer as it is kept on disk; it holds no monotonic value (PEP 418).

    ``remaining_s`` is None when untimed. ``pauses`` are credited holes in seconds, ``clock_back``
    the (negative) jumps of the wall clock, ``interruptions`` counts restarts after a crash.
    ``deadline`` is set under the policy ``deadline`` only. ``position`` is the item on screen.
    """

    remaining_s: float | None
    wall: datetime
    active_s: float = 0.0
    pauses: tuple[float, ...] = ()
    clock_back: tuple[float, ...] = ()
    interruptions: int = 0
    deadline: datetime | None = None
    position: int = 1


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """What the draw needs to know of an item; light, since a library may hold 100,000."""

    id: str
    bank: str
    kind: str
    principle: Principle | None
    level: Level
    pool: Pool
    modules: tuple[str, ...] = ()
    family: str = ""
    enemies: tuple[str, ...] = ()
    behaviour: str = ""  # the BerAKHLAK behaviour it belongs to: the first of its codes


class Cell(msgspec.Struct, frozen=True):
    """What one bank can give of a principle, level and pool.

    Its candidates lie in ``chunks`` numbered from 0, which differ by one item at most; which item
    lies in which is as good as drawn by lot.
    """

    bank: str
    principle: Principle
    level: Level
    pool: Pool
    chunks: int
    items: int


class Chunk(NamedTuple):
    """One chunk of a cell."""

    cell: Cell
    number: int


class Exposure(msgspec.Struct, frozen=True):
    """How often and when an item was met before.

    ``forms_ago`` is 1 for the newest attempt, 2 for the one before, and so on.
    """

    times: int
    last_at: datetime
    forms_ago: int


class StoredItem(msgspec.Struct, frozen=True):
    """An item as the library holds it."""

    item: Item
    bank_id: str
    bank_version: str
    item_hash: str  # sha256 hex of the canonical item


class OpenRow(msgspec.Struct, frozen=True):
    """An unfinished attempt."""

    attempt: Attempt
    answered: int
    timer: TimerRecord
    saved_at: datetime


class SummaryRow(msgspec.Struct, frozen=True):
    """A finished attempt in the history; percents 0..100."""

    attempt_id: str
    blueprint_id: str
    title: dict[str, str]
    state: AttemptState
    started_at: datetime
    finished_at: datetime
    n: int
    full: int
    percent: float
    lo: float
    hi: float
    comparable: bool


class ScoredRow(msgspec.Struct, frozen=True):
    """One scored response for the cumulative profile."""

    item_id: str
    principle: Principle
    fraction: float
    blind: float
    at: datetime
    attempt_id: str


class BankSummary(msgspec.Struct, frozen=True):
    """A bank in the library."""

    id: str
    version: str
    title: str
    items: int
    source: str  # "shipped" or the path it was loaded from
    content_hash: str
    kinds: dict[str, int] = {}  # items of each kind; items that are never drawn count too
    principles: dict[Principle, int] = {}
    scenarios: int = 0


class Signs(msgspec.Struct, frozen=True):
    """What the program may know of the private part of a profile without opening it.

    ``due`` is the number of promises to ask about now; ``ask_pin`` whether the person wants to be
    asked for the PIN when the profile is opened.
    """

    due: int = 0
    ask_pin: bool = False
