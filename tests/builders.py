"""Example results out of the real banks: what pages and reports are shown with in tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ethics_desktop.domain.attempt import (
    Answer,
    Chosen,
    FormItem,
    Judged,
    Matched,
    Ordered,
    Ticked,
    Written,
)
from ethics_desktop.domain.bank import (
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    Principle,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
    item_hash,
)
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.result import (
    AttemptResult,
    Estimate,
    ItemResult,
    ItemScore,
    NextStep,
    PrincipleResult,
    StepKind,
    TkpPoints,
    Verdict,
)
from ethics_desktop.domain.statistics import estimate
from ethics_desktop.formats.native import read_bank

BANKS = Path(__file__).resolve().parent.parent / "question_banks"
START = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)


def shipped_items() -> list[Item]:
    """Return every item of the shipped banks, principles in turn, by id within them."""
    banks = [read_bank(BANKS / principle.value).bank.items for principle in Principle]
    longest = max(map(len, banks), default=0)
    return [bank[place] for place in range(longest) for bank in banks if place < len(bank)]


def one_of_each_kind() -> list[Item]:
    """Return one shipped item of each of the seven kinds."""
    found: dict[type, Item] = {}
    for item in shipped_items():
        found.setdefault(type(item), item)
    return list(found.values())


def display_order(item: Item) -> tuple[str, ...]:
    """Return a display order that is not the order of the file."""
    match item:
        case MatchItem():
            return tuple(target.id for target in reversed(item.right))
        case TrueFalseItem() | ShortItem():
            return ()
    return tuple(option.id for option in reversed(item.options))


def form_item(position: int, item: Item, blind: float = 0.4) -> FormItem:
    """Return a drawn item."""
    principle = item.meta.principle
    bank = principle.value if principle else "bank"
    return FormItem(position, bank, "1.0.0", item_hash(item), item, display_order(item), blind)


def best_answer(item: Item) -> Answer:
    """Return the answer that earns everything."""
    match item:
        case SjtItem():
            return Chosen(max(item.options, key=lambda option: option.weight).id)
        case SingleItem():
            return Chosen(next(option.id for option in item.options if option.correct))
        case MultipleItem():
            return Ticked(tuple(sorted(option.id for option in item.options if option.correct)))
        case TrueFalseItem():
            return Judged(item.answer)
        case OrderItem():
            return Ordered(tuple(o.id for o in sorted(item.options, key=lambda o: o.rank)))
        case MatchItem():
            return Matched(dict(item.answer))
        case ShortItem():
            return Written(item.answers[0].text)


def poor_answer(item: Item) -> Answer:
    """Return an answer that earns little or nothing."""
    match item:
        case SjtItem():
            return Chosen(min(item.options, key=lambda option: option.weight).id)
        case SingleItem():
            return Chosen(next(option.id for option in item.options if not option.correct))
        case MultipleItem():
            wrong = [option.id for option in item.options if not option.correct]
            right = [option.id for option in item.options if option.correct]
            return Ticked(tuple(sorted([right[0], wrong[0]])))
        case TrueFalseItem():
            return Judged(not item.answer)
        case OrderItem():
            return Ordered(tuple(o.id for o in sorted(item.options, key=lambda o: -o.rank)))
        case MatchItem():
            prompts, targets = list(item.answer), list(item.answer.values())
            pairs = dict(zip(prompts, targets[1:] + targets[:1], strict=True))
            pairs[prompts[-1]] = item.answer[prompts[-1]]
            used: dict[str, str] = {}
            for prompt, target in pairs.items():
                if target not in used.values():
                    used[prompt] = target
            return Matched(used)
        case ShortItem():
            return Written("tidak tahu")


def second_answer(item: SjtItem) -> Answer:
    """Return the second best choice of a situational item."""
    return Chosen(sorted(item.options, key=lambda option: -option.weight)[1].id)


def scored(fraction: float, points: int | None = None) -> ItemScore:
    """Return the score of an answered item."""
    return ItemScore(fraction, True, False, False, points)


BLANK = ItemScore(0.0, False, True, False)
NOT_REACHED = ItemScore(0.0, False, False, True)


def item_result(
    position: int, item: Item, outcome: str = "best", flagged: bool = False
) -> ItemResult:
    """Return a line of the review. ``outcome``: best, second, poor, blank, not_reached."""
    drawn = form_item(position, item)
    if outcome == "blank":
        return ItemResult(drawn, None, flagged, 9_000, BLANK)
    if outcome == "not_reached":
        return ItemResult(drawn, None, False, 0, NOT_REACHED)
    if outcome == "second" and isinstance(item, SjtItem):
        return ItemResult(drawn, second_answer(item), flagged, 31_000, scored(0.75, 4))
    situational = isinstance(item, SjtItem)
    if outcome == "poor":
        score = scored(0.0, 1 if situational else None)
        return ItemResult(drawn, poor_answer(item), flagged, 24_000, score)
    score = scored(1.0, 5 if situational else None)
    return ItemResult(drawn, best_answer(item), flagged, 28_000, score)


def principle_results(
    items: Iterable[ItemResult], cut: float = 70.0
) -> tuple[PrincipleResult, ...]:
    """Return the five bars of some scored items."""
    lines = list(items)
    bars = []
    for principle in Principle:
        own = [line for line in lines if line.form_item.item.meta.principle is principle]
        bars.append(PrincipleResult(principle, _estimate(own, cut)))
    return tuple(bars)


def total(lines: Sequence[ItemResult]) -> Estimate:
    """Return the estimate over all of some scored items."""
    return _estimate(lines, 70.0)


def _estimate(lines: Sequence[ItemResult], cut: float) -> Estimate:
    return estimate(
        [line.score.fraction for line in lines],
        [line.form_item.blind for line in lines],
        [line.score.full for line in lines],
        cut,
    )


def bar(
    principle: Principle,
    verdict: Verdict,
    n: int = 12,
    full: int = 8,
    percent: float = 75.0,
    ends: tuple[float, float] = (61.0, 87.0),
    more_items: int | None = None,
    n_eff: float | None = None,
) -> PrincipleResult:
    """Return one bar with figures given by hand."""
    effective = float(n) if n_eff is None else n_eff
    value = Estimate(n, full, percent, 45.0, ends[0], ends[1], effective, verdict, 70.0, more_items)
    return PrincipleResult(principle, value)


def five_verdicts() -> tuple[PrincipleResult, ...]:
    """Return five bars, one for each verdict."""
    return (
        bar(Principle.INTEGRITAS, Verdict.STRONG, 24, 22, 92.4, (84.1, 96.2)),
        bar(Principle.KEADILAN, Verdict.NEEDS_WORK, 12, 4, 41.0, (27.2, 56.3)),
        bar(Principle.AKUNTABILITAS, Verdict.UNCERTAIN, 10, 8, 82.0, (66.4, 91.3), 4),
        bar(Principle.TRANSPARANSI, Verdict.TOO_FEW, 6, 5, 83.3, (58.0, 94.7), 2),
        bar(Principle.PROFESIONALISME, Verdict.NO_DATA, 0, 0, 0.0, (0.0, 100.0), None, 0.0),
    )


def attempt_result(
    outcomes: Callable[[int], str] | None = None,
    items: Sequence[Item] | None = None,
    flagged: Callable[[int], bool] = lambda position: position % 7 == 0,
    verdicts: bool = True,
    principles: tuple[PrincipleResult, ...] | None = None,
    next_steps: tuple[NextStep, ...] | None = None,
    tkp: TkpPoints | None = None,
    rapid_share: float | None = None,
    pauses: int = 0,
    pause_s: float = 0.0,
    time_up: bool = False,
    notices: tuple[Finding, ...] = (),
) -> AttemptResult:
    """Return a result over shipped items.

    Args:
        outcomes: outcome of each 1-based position, see :func:`item_result`.
        items: the items; without them the first 30 shipped ones.
    """
    usual = ("best", "best", "second", "best", "poor")
    outcome = outcomes or (lambda position: usual[position % 5])
    chosen = list(items) if items is not None else shipped_items()[:30]
    lines = tuple(
        item_result(place, item, outcome(place), flagged(place))
        for place, item in enumerate(chosen, 1)
    )
    if next_steps is None:
        next_steps = (
            NextStep(StepKind.REVIEW_CONFIDENT),
            NextStep(StepKind.PRINCIPLE_FORM, "prinsip-keadilan", Principle.KEADILAN),
            NextStep(StepKind.LONGER_FORM, "simulasi-etika"),
        )
    return AttemptResult(
        attempt_id="a-1",
        blueprint_id="simulasi-etika",
        title={"id": "Simulasi Etika ASN", "en": "ASN ethics simulation"},
        seed="7f3a-19c2",
        started_at=START,
        finished_at=START + timedelta(minutes=27),
        time_up=time_up,
        active_s=1_505.0,
        timed=True,
        verdicts=verdicts,
        total=_estimate(lines, 70.0),
        principles=principles or principle_results(lines),
        items=lines,
        tkp=tkp,
        rapid_share=rapid_share,
        pauses=pauses,
        pause_s=pause_s,
        comparable=rapid_share is None and pauses <= 2 and pause_s <= 900,
        notices=notices,
        next_steps=next_steps,
    )
