"""An attempt: a drawn form, the answers given to it and what became of them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

import msgspec

from ethics_desktop.domain.bank import Item
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.findings import Finding


class Chosen(msgspec.Struct, frozen=True, tag="chosen"):
    """Answer to a single choice or situational item."""

    option: str


class Ticked(msgspec.Struct, frozen=True, tag="ticked"):
    """Answer to a multiple choice item: ids in canonical (sorted) order, may be empty."""

    options: tuple[str, ...]


class Judged(msgspec.Struct, frozen=True, tag="judged"):
    """Answer to a true/false item."""

    value: bool


class Matched(msgspec.Struct, frozen=True, tag="matched"):
    """Answer to a matching item: prompt id to target id; prompts may be missing."""

    pairs: dict[str, str]


class Ordered(msgspec.Struct, frozen=True, tag="ordered"):
    """Answer to an ordering item: option ids, first to last."""

    order: tuple[str, ...]


class Written(msgspec.Struct, frozen=True, tag="written"):
    """Answer to a short answer item, as typed."""

    text: str


Answer = Chosen | Ticked | Judged | Matched | Ordered | Written


def is_blank(answer: Answer | None) -> bool:
    """Tell whether an answer says nothing: never given, no tick, no pair, only spaces."""
    match answer:
        case None:
            return True
        case Ticked(options):
            return not options
        case Matched(pairs):
            return not pairs
        case Written(text):
            return not text.strip()
    return False


class FormItem(msgspec.Struct, frozen=True):
    """One item of a drawn form, frozen with the order in which its parts are shown.

    ``display_order`` lists option ids (single, multiple, sjt, order) or target ids (match); it is
    empty for true/false and short items. ``blind`` is the baseline b of ``measurement.md`` 1.
    """

    position: int  # 1-based
    bank_id: str
    bank_version: str
    item_hash: str  # sha256 hex of the canonical item
    item: Item
    display_order: tuple[str, ...]
    blind: float


class Form(msgspec.Struct, frozen=True):
    """The items drawn for one attempt."""

    blueprint: Blueprint
    seed: str
    items: tuple[FormItem, ...]
    notices: tuple[Finding, ...] = ()


class AttemptState(str, Enum):
    """Where an attempt stands."""

    OPEN = "open"
    FINISHED = "finished"
    TIME_UP = "time_up"


class Attempt(msgspec.Struct, frozen=True):
    """The head of an attempt, frozen when it starts.

    ``limit_s`` is None when untimed; it already holds ``extra_time`` (a factor, 1.0 for none).
    """

    id: str
    form: Form
    started_at: datetime
    limit_s: float | None
    extra_time: float
    state: AttemptState = AttemptState.OPEN
    finished_at: datetime | None = None


class ItemState(msgspec.Struct, frozen=True, gc=False):
    """The latest response to one item: what is on disk."""

    position: int
    answer: Answer | None = None
    flagged: bool = False  # ragu-ragu
    opened: bool = False  # was on the screen at least once
    seen_ms: Annotated[int, msgspec.Meta(ge=0)] = 0  # visible time on the item so far
    saved_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """True when there is an answer that says something."""
        return not is_blank(self.answer)
