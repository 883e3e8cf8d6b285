"""Equivalent halves, and forms with one item of every behaviour."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.blueprint import Blueprint, Half
from ethics_desktop.domain.halves import half, half_held
from ethics_desktop.domain.one_each import behaviours, draw_one_each
from ethics_desktop.domain.records import Candidate, Cell, Exposure
from tests.unit.domain.test_drawing import NOW


def candidates(each: int, **fields: Any) -> list[Candidate]:
    return [
        Candidate(
            f"{p.value[:3]}-{level.value[:3]}-{n:02d}", "satu", "sjt" if n % 3 else "single",
            p, level, Pool.UJI, **fields,
        )
        for p in Principle
        for level in Level
        for n in range(each)
    ]  # fmt: skip


def cells(each: int) -> list[Cell]:
    return [Cell("satu", p, level, Pool.UJI, 1, each) for p in Principle for level in Level]


@pytest.mark.parametrize("each", [1, 4, 5, 8])
def test_halves_share_nothing_and_are_equivalent(each: int) -> None:
    whole = candidates(each)
    a, b = half(whole, Half.A, "s"), half(whole[::-1], Half.B, "s")
    assert not {one.id for one in a} & {one.id for one in b}
    assert {one.id for one in a + b} == {one.id for one in whole}
    for which, members in ((Half.A, a), (Half.B, b)):
        held = Counter(one.principle for one in members)
        assert half_held(cells(each), which) == {p: held[p] for p in Principle}
    count_a, count_b = (Counter((o.principle, o.level, o.kind) for o in each) for each in (a, b))
    assert all(abs(count_a[key] - count_b[key]) <= 1 for key in count_a | count_b)


def test_the_seed_parts_the_pairs() -> None:
    whole = candidates(8)
    first = {one.id for one in half(whole, Half.A, "s")}
    assert first == {one.id for one in half(whole, Half.A, "s")}
    assert first != {one.id for one in half(whole, Half.A, "t")}


def blueprint(items: int) -> Blueprint:
    return Blueprint(
        id="uji", title={"id": "Uji"}, items=items, minutes=9, one_each=True,
        principles=dict.fromkeys(Principle, 1.0), levels={Level.DASAR: 1},
    )  # fmt: skip


def with_codes(count: int) -> list[Candidate]:
    return [
        Candidate(f"b-{n:02d}", "b", "sjt", list(Principle)[n % 5], Level.DASAR, Pool.LATIHAN,
                  behaviour=f"k.{n // 2:02d}")
        for n in range(count)
    ]  # fmt: skip


def test_one_of_every_behaviour() -> None:
    items, notices = draw_one_each(blueprint(21), with_codes(42), {}, "s")
    assert len(items) == len({one.behaviour for one in items}) == 21 and notices == []
    again, _ = draw_one_each(blueprint(21), with_codes(42)[::-1], {}, "s")
    assert again == items
    other, _ = draw_one_each(blueprint(21), with_codes(42), {}, "t")
    assert {o.id for o in other} != {o.id for o in items}


def test_items_that_were_met_rest_and_missing_behaviours_are_told() -> None:
    seen = {f"b-{n:02d}": Exposure(1, NOW, 1) for n in range(0, 20, 2)}
    items, notices = draw_one_each(blueprint(21), with_codes(20), seen, "s")
    assert all(int(one.id[2:]) % 2 for one in items)
    assert [(n.code, n.params) for n in notices] == [("form_shorter", {"wanted": 21, "drawn": 10})]
    assert behaviours([*with_codes(20), *candidates(1)]) == 10
