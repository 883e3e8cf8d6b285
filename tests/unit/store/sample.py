"""Small banks, attempts and results, the same every time, for tests and benchmarks of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from ethics_desktop.domain.attempt import (
    Answer,
    Attempt,
    Chosen,
    Form,
    FormItem,
    Judged,
    Matched,
    Ordered,
    Ticked,
    Written,
)
from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Bank,
    BankInfo,
    Item,
    Level,
    MatchItem,
    Meta,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    Pool,
    Principle,
    Prompt,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    Status,
    Target,
    TrueFalseItem,
    item_hash,
)
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.records import TimerRecord
from ethics_desktop.domain.result import (
    AttemptResult,
    Estimate,
    ItemResult,
    ItemScore,
    PrincipleResult,
    Verdict,
)

NOW = datetime(2026, 11, 21, 8, 30, 15, 123456, tzinfo=UTC)
KINDS = 7


def item(number: int, text: str = "", status: Status = Status.UJI_COBA) -> Item:
    """Return item ``number``; kinds, principles and levels take turns."""
    meta = Meta(
        principle=list(Principle)[number % 5],
        level=list(Level)[number % 3],
        pool=Pool.LATIHAN,
        frameworks={"bimtek": (str(1 + number % 6),), "berakhlak": ("akuntabel.1",)},
        family=f"keluarga-{number}" if number % 4 == 0 else "",
        enemies=(f"butir-{number + 1:03d}",) if number % 5 == 0 else (),
        status=status,
    )
    one = f"butir-{number:03d}"
    stem = text or f"Warga menitipkan bingkisan di loket {number} – apa yang paling tepat?"
    two = ("a", "b")
    match number % KINDS:
        case 0:
            options = tuple(Option(id=k, text=f"Pilihan {k}", correct=k == "a") for k in "abcd")
            return SingleItem(id=one, stem=stem, meta=meta, options=options)
        case 1:
            options = tuple(Option(id=k, text=f"Pilihan {k}", correct=k in two) for k in "abcde")
            return MultipleItem(id=one, stem=stem, meta=meta, options=options)
        case 2:
            return TrueFalseItem(id=one, stem=stem, meta=meta, answer=True)
        case 3:
            acts = tuple(
                SjtOption(id=k, text=f"Tindakan {k}", weight=w, reason="Karena adil.")
                for k, w in zip("abcde", (5, 4, 3, 2, 1), strict=True)
            )
            return SjtItem(id=one, stem=stem, meta=meta, options=acts)
        case 4:
            steps = tuple(
                OrderOption(id=k, text=f"Langkah {k}", rank=r)
                for r, k in enumerate("abcd", start=1)
            )
            return OrderItem(id=one, stem=stem, meta=meta, options=steps)
        case 5:
            return MatchItem(
                id=one,
                stem=stem,
                meta=meta,
                left=tuple(Prompt(id=k, text=f"Kiri {k}") for k in two),
                right=tuple(Target(id=k, text=f"Kanan {k}") for k in ("x", "y", "z")),
                answer={"a": "x", "b": "y"},
            )
    return ShortItem(id=one, stem=stem, meta=meta, answers=(AcceptedAnswer(text="gratifikasi"),))


def answer(number: int, turn: int = 0) -> Answer:
    """Return an answer of the kind of item ``number``; ``turn`` varies it."""
    match number % KINDS:
        case 0 | 3:
            return Chosen("abcd"[turn % 4])
        case 1:
            return Ticked(tuple("abcde"[: turn % 6]))
        case 2:
            return Judged(turn % 2 == 0)
        case 4:
            return Ordered(tuple("abcd"[turn % 4 :] + "abcd"[: turn % 4]))
        case 5:
            return Matched({"a": "xyz"[turn % 3]})
    return Written(f"gratifikasi «{turn}» \N{LATIN SMALL LETTER E WITH ACUTE}")


def bank(
    bank_id: str = "contoh", numbers: range = range(14), version: str = "1.0.0", text: str = ""
) -> Bank:
    """Return a bank of those items."""
    info = BankInfo(
        format="cermin-asn-bank",
        format_version="1.0",
        id=bank_id,
        version=version,
        title=f"Bank {bank_id}",
    )
    return Bank(info, tuple(item(number, text) for number in numbers))


BLUEPRINT = Blueprint(
    id="asesmen-singkat",
    title={"id": "Asesmen singkat", "en": "Short assessment"},
    items=10,
    minutes=8,
    principles={principle: 1.0 for principle in Principle},
    levels={Level.DASAR: 0.3, Level.MENENGAH: 0.5, Level.LANJUT: 0.2},
)


def attempt(
    attempt_id: str = "upaya-1",
    numbers: range = range(10),
    at: datetime = NOW,
    text: str = "",
    limit_s: float | None = 480.0,
) -> Attempt:
    """Return an open attempt with those items in that order."""
    items = []
    for position, number in enumerate(numbers, start=1):
        one = item(number, text)
        items.append(FormItem(position, "contoh", "1.0.0", item_hash(one), one, ("b", "a"), 0.25))
    notice = Finding("form_shorter", Severity.INFO, params={"wanted": 45, "items": len(items)})
    form = Form(BLUEPRINT, "20261121-0a1b2c3d", tuple(items), (notice,))
    return Attempt(attempt_id, form, at, limit_s, 1.0)


def timer(remaining_s: float | None = 480.0, at: datetime = NOW, position: int = 1) -> TimerRecord:
    """Return a timer record."""
    return TimerRecord(remaining_s, at, active_s=1.5, pauses=(2.25,), position=position)


def _estimate(fractions: list[float]) -> Estimate:
    n = len(fractions)
    percent = 100 * sum(fractions) / n if n else 0.0
    full = sum(f == 1.0 for f in fractions)
    return Estimate(n, full, percent, 25.0, 10.5, 90.25, float(n), Verdict.UNCERTAIN, 70.0, 4)


def result(
    of: Attempt,
    minutes: int = 5,
    comparable: bool = True,
    fractions: list[float] | None = None,
    reached: int | None = None,
) -> AttemptResult:
    """Return a result; items after position ``reached`` count as never opened."""
    n = len(of.form.items)
    given = fractions or [1.0, 0.5, 0.0, 0.25][:n] + [1.0] * (n - 4)
    last = n if reached is None else reached
    lines = tuple(
        ItemResult(
            part,
            answer(part.position) if part.position <= last else None,
            part.position % 3 == 0,
            1000 * part.position,
            ItemScore(
                given[part.position - 1] if part.position <= last else 0.0,
                answered=part.position <= last,
                omitted=False,
                not_reached=part.position > last,
            ),
        )
        for part in of.form.items
    )
    return AttemptResult(
        attempt_id=of.id,
        blueprint_id=of.form.blueprint.id,
        title=of.form.blueprint.title,
        seed=of.form.seed,
        started_at=of.started_at,
        finished_at=of.started_at + timedelta(minutes=minutes),
        time_up=False,
        active_s=61.5,
        timed=of.limit_s is not None,
        verdicts=True,
        total=_estimate([line.score.fraction for line in lines]),
        principles=tuple(
            PrincipleResult(
                principle,
                _estimate(
                    [
                        line.score.fraction
                        for line in lines
                        if line.form_item.item.meta.principle is principle
                    ]
                ),
            )
            for principle in Principle
        ),
        items=lines,
        comparable=comparable,
        notices=of.form.notices,
    )


def as_usang(one: Item) -> Item:
    """Return the item as one that is never drawn again."""
    return msgspec.structs.replace(one, meta=msgspec.structs.replace(one.meta, status=Status.USANG))
