"""What a finished attempt says: scores, intervals, verdicts, notes. Plain values, no sentences."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from ethics_desktop.domain.attempt import Answer, FormItem
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.findings import Finding


class ItemScore(msgspec.Struct, frozen=True):
    """Score of one response (``measurement.md`` 1.1). ``fraction`` f is 0..1."""

    fraction: float
    answered: bool
    omitted: bool  # seen, left blank
    not_reached: bool  # trailing item never opened
    points: int | None = None  # TKP points 1..5 of a situational item, 0 when blank; None elsewhere

    @property
    def full(self) -> bool:
        """True when f is exactly 1."""
        return self.fraction == 1.0


class Verdict(str, Enum):
    """The five verdicts of ``measurement.md`` 1.8."""

    NO_DATA = "belum_ada_data"
    TOO_FEW = "belum_cukup"
    STRONG = "kuat"
    NEEDS_WORK = "perlu_penguatan"
    UNCERTAIN = "belum_pasti"


class Estimate(msgspec.Struct, frozen=True):
    """A mean of item fractions with its honest interval. Percents are 0..100."""

    n: int
    full: int  # items with f == 1
    percent: float
    blind_percent: float
    lo: float
    hi: float
    n_eff: float
    verdict: Verdict
    cut: float
    more_items: int | None = None  # about how many more items would settle it


class PrincipleResult(msgspec.Struct, frozen=True):
    """One principle's bar."""

    principle: Principle
    estimate: Estimate


class TkpPoints(msgspec.Struct, frozen=True):
    """TKP-style points over the situational items of a form."""

    points: int
    maximum: int
    blind: float
    items: int


class ItemResult(msgspec.Struct, frozen=True):
    """One line of the review."""

    form_item: FormItem
    answer: Answer | None
    flagged: bool
    seen_ms: int
    score: ItemScore

    @property
    def confident_wrong(self) -> bool:
        """Tell "yakin tetapi keliru": answered, not flagged, f below 0.6 (measurement.md 5.2)."""
        return self.score.answered and not self.flagged and self.score.fraction < 0.6


class StepKind(str, Enum):
    """What a suggested next step does."""

    REVIEW_CONFIDENT = "review_confident"
    PRINCIPLE_FORM = "principle_form"
    LONGER_FORM = "longer_form"
    BEHAVIOUR_FORM = "behaviour_form"


class NextStep(msgspec.Struct, frozen=True):
    """A suggestion with the figures that justify it; ``target`` is a blueprint id or empty."""

    kind: StepKind
    target: str = ""
    principle: Principle | None = None
    params: dict[str, str | int | float] = {}


class AttemptResult(msgspec.Struct, frozen=True):
    """Everything the result and review screens show."""

    attempt_id: str
    blueprint_id: str
    title: dict[str, str]
    seed: str
    started_at: datetime
    finished_at: datetime
    time_up: bool
    active_s: float
    timed: bool
    verdicts: bool
    total: Estimate
    principles: tuple[PrincipleResult, ...]
    items: tuple[ItemResult, ...]
    tkp: TkpPoints | None = None
    rapid_share: float | None = None  # RTE when below .90, else None
    pauses: int = 0
    pause_s: float = 0.0
    comparable: bool = True  # False when rapid or paused too long: kept out of trends
    notices: tuple[Finding, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
