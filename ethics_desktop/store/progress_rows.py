"""Forms and results to rows of ``progress.sqlite3`` and back; helpers of ``progress``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from ethics_desktop.domain.attempt import Answer, Attempt, AttemptState, Form, FormItem
from ethics_desktop.domain.bank import Item, canonical, item_hash
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.decoding import LazyDecoder
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.result import AttemptResult, ItemResult, ItemScore
from ethics_desktop.store.codec import from_us, stored_values, to_json
from ethics_desktop.store.database import Database, Row


class ResponseRow(msgspec.Struct, frozen=True):
    """One appended response, as it happened; ``seq`` counts from 1 within the attempt."""

    seq: int
    position: int
    answer: Answer | None
    flagged: bool
    opened: bool
    seen_ms: int
    at: datetime


class _Line(msgspec.Struct, frozen=True, array_like=True):
    """An ``ItemResult`` without its form item, which stands in the form already."""

    position: int
    answer: Answer | None
    flagged: bool
    seen_ms: int
    score: ItemScore


class _Result(msgspec.Struct, frozen=True):
    """A result as it is stored: the head has no items."""

    head: AttemptResult
    lines: tuple[_Line, ...]


_item: LazyDecoder[Any] = LazyDecoder(Item)
_order: LazyDecoder[tuple[str, ...]] = LazyDecoder(tuple[str, ...])
_blueprint: LazyDecoder[Blueprint] = LazyDecoder(Blueprint)
_notices: LazyDecoder[tuple[Finding, ...]] = LazyDecoder(tuple[Finding, ...])
_result: LazyDecoder[_Result] = LazyDecoder(_Result)
_title: LazyDecoder[dict[str, str]] = LazyDecoder(dict[str, str])


#: Columns of ``read_summaries``, of an attempt ``a`` and its summary ``s``.
SUMMARY = (
    "a.id, a.blueprint_id, s.title, a.state, a.started_at, s.finished_at,"
    " s.n, s.full, s.percent, s.lo, s.hi, s.comparable"
)


def read_summaries(db: Database, found: list[Row]) -> list[SummaryRow]:
    """Return rows of :data:`SUMMARY` as values."""
    with stored_values(db.path):
        return [
            SummaryRow(
                row[0],
                row[1],
                _title.decode(row[2]),
                AttemptState(row[3]),
                from_us(row[4]),
                from_us(row[5]),
                row[6],
                row[7],
                row[8],
                row[9],
                row[10],
                bool(row[11]),
            )
            for row in found
        ]


#: Practice shows the key: an item met there is not met for the first time in a test.
_LAST_MET = """SELECT max(at) FROM (SELECT last_at AS at FROM exposure WHERE item_id = ?1
    UNION ALL SELECT last_at FROM practice_item WHERE item_id = ?1)"""


def insert_form(db: Database, attempt: int, items: tuple[FormItem, ...]) -> None:
    """Write the items of a new form.

    Raises:
        ValueError: a hash that is not that of its item (a bug of the caller).
    """
    versions = []
    codes: list[tuple[str, str, str]] = []
    rows = []
    for part in items:
        if part.item_hash != item_hash(part.item):
            raise ValueError(f"hash of {part.item.id} does not fit")
        versions.append((part.item_hash, canonical(part.item).decode()))
        codes += [(part.item_hash, *code) for code in codes_of(part.item)]
        rows.append(
            (
                attempt,
                part.position,
                part.bank_id,
                part.bank_version,
                part.item.id,
                part.item_hash,
                to_json(part.display_order),
                part.blind,
            )
        )
    db.run_many("INSERT INTO item_version VALUES (?, ?) ON CONFLICT DO NOTHING", versions)
    db.run_many("INSERT INTO item_code VALUES (?, ?, ?) ON CONFLICT DO NOTHING", codes)
    db.run_many("INSERT INTO form_item VALUES (?,?,?,?,?,?,?,?)", rows)


def read_attempt(db: Database, n: int) -> Attempt:
    """Return attempt number ``n`` with its form."""
    head = db.row(
        "SELECT id, blueprint, seed, notices, started_at, limit_s, extra_time, state, finished_at"
        " FROM attempt WHERE n = ?",
        (n,),
    )
    items = db.rows(
        "SELECT f.position, f.bank_id, f.bank_version, f.item_hash, v.item, f.display_order,"
        " f.blind FROM form_item f LEFT JOIN item_version v ON v.hash = f.item_hash"
        " WHERE f.attempt = ? ORDER BY f.position",
        (n,),
    )
    with stored_values(db.path):
        if head is None:
            raise KeyError(n)
        form = Form(
            _blueprint.decode(head[1]),
            head[2],
            tuple(
                FormItem(
                    row[0],
                    row[1],
                    row[2],
                    row[3],
                    _item.decode(row[4]),
                    _order.decode(row[5]),
                    row[6],
                )
                for row in items
            ),
            _notices.decode(head[3]),
        )
        return Attempt(
            head[0],
            form,
            from_us(head[4]),
            head[5],
            head[6],
            AttemptState(head[7]),
            None if head[8] is None else from_us(head[8]),
        )


def codes_of(item: Item) -> set[tuple[str, str]]:
    """Return framework and code of everything an item belongs to, for its sums.

    Behaviours are named ``value.number``: the value before the dot counts too, once an item.
    """
    codes = {(name, code) for name, codes in item.meta.frameworks.items() for code in codes}
    return codes | {(name, code.partition(".")[0]) for name, code in codes if code.find(".") > 0}


def insert_result(db: Database, n: int, at: int, result: AttemptResult, fresh_after: int) -> None:
    """Write a result: the result itself, one row per item, the summary row.

    Args:
        db: the open file, inside a transaction.
        n: number of the attempt.
        at: when it finished, microseconds.
        result: what to keep; its items are those of the form.
        fresh_after: microseconds after which an item counts as first met again.
    """
    lines = tuple(
        _Line(one.form_item.position, one.answer, one.flagged, one.seen_ms, one.score)
        for one in result.items
    )
    stored = _Result(msgspec.structs.replace(result, items=()), lines)
    db.run("INSERT INTO attempt_result VALUES (?, ?)", (n, to_json(stored)))
    total = result.total
    db.run(
        "INSERT INTO summary VALUES (?,?,?,?,?,?,?,?,?)",
        (
            n,
            to_json(result.title),
            at,
            total.n,
            total.full,
            total.percent,
            total.lo,
            total.hi,
            result.comparable,
        ),
    )
    db.run_many(  # before the scores, whose triggers look here
        "INSERT INTO sure_wrong VALUES (?, ?, ?)",
        [
            (n, one.form_item.position, one.form_item.item.id)
            for one in result.items
            if one.confident_wrong
        ],
    )
    for one in result.items:
        item = one.form_item.item
        principle = item.meta.principle
        last = db.value(_LAST_MET, (item.id,))
        reached = not one.score.not_reached
        first = reached and (last is None or at - last >= fresh_after)
        db.run(
            "INSERT INTO scored VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                n,
                one.form_item.position,
                item.id,
                None if principle is None else principle.value,
                one.score.fraction,
                one.form_item.blind,
                at,
                reached,
                first,
                first and result.comparable and principle is not None,
            ),
        )


def read_result(db: Database, n: int) -> AttemptResult | None:
    """Return the result of attempt number ``n``, or None while there is none."""
    text = db.value("SELECT result FROM attempt_result WHERE attempt = ?", (n,))
    if text is None:
        return None
    parts = {part.position: part for part in read_attempt(db, n).form.items}
    with stored_values(db.path):
        stored = _result.decode(text)
        return msgspec.structs.replace(
            stored.head,
            items=tuple(
                ItemResult(parts[one.position], one.answer, one.flagged, one.seen_ms, one.score)
                for one in stored.lines
            ),
        )
