"""Which chunks of a large library a form is drawn from."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.records import Cell
from ethics_desktop.domain.sampling import SHORTAGES, all_of, fell_short, held, sample, usable

P = Principle.INTEGRITAS


def blueprint(**fields: Any) -> Blueprint:
    values: dict[str, Any] = {
        "id": "uji",
        "title": {"id": "Uji"},
        "items": 10,
        "minutes": 10,
        "principles": dict.fromkeys(Principle, 1.0),
        "levels": {Level.DASAR: 1},
    }
    return Blueprint(**{**values, **fields})


def cell(chunks: int, items: int, **fields: Any) -> Cell:
    values: dict[str, Any] = {
        "bank": "satu", "principle": P, "level": Level.DASAR, "pool": Pool.LATIHAN,
    } | fields  # fmt: skip
    return Cell(**values, chunks=chunks, items=items)


def test_a_library_of_usual_size_is_used_whole() -> None:
    usual = [cell(1, 100), cell(1, 27, bank="dua")]
    assert set(sample(blueprint(), usual, "s")) == set(all_of(usual))  # 127 items, and 64 suffice
    more = [*usual, cell(1, 1, bank="tiga")]
    sizes = [
        sum(one.cell.items for one in sample(blueprint(), more, s)) for s in "abcdefghijklmnopqrst"
    ]
    assert min(sizes) >= 64 and min(sizes) < 128


def test_a_large_cell_gives_enough_and_by_lot() -> None:
    many = [cell(50, 5000)]
    taken: Counter[int] = Counter()
    for seed in map(str, range(2000)):
        (one,) = sample(blueprint(items=45), many, seed)
        taken.update([one.number])
    assert len(taken) == 50
    assert max(taken.values()) < 2 * 40 and min(taken.values()) > 40 / 2
    assert sample(blueprint(), many, "s") == sample(blueprint(), many, "s")
    assert len(set(sample(blueprint(items=200), many, "s"))) == 4


def test_alike_cells_of_several_banks_are_one_and_others_apart() -> None:
    many = [
        cell(9, 900),
        cell(9, 900, level=Level.LANJUT),
        cell(1, 5, pool=Pool.UJI),
        cell(1, 30, bank="dua"),
    ]
    found = [sample(blueprint(), many, str(seed)) for seed in range(300)]
    for some in found:
        held_here = Counter((one.cell.level, one.cell.pool) for one in some)
        assert held_here[Level.LANJUT, Pool.LATIHAN] == held_here[Level.DASAR, Pool.UJI] == 1
        assert held_here[Level.DASAR, Pool.LATIHAN] in (1, 2)
    small = sum(any(one.cell.bank == "dua" for one in some) for some in found)
    assert 10 < small < 60  # one of ten chunks


def test_only_what_the_blueprint_may_use() -> None:
    found = [
        cell(1, 100),
        cell(1, 100, pool=Pool.UJI),
        cell(1, 100, principle=Principle.KEADILAN),
        cell(1, 100, bank="dua"),
    ]
    plan = blueprint(principles={P: 1.0}, pools=(Pool.LATIHAN,), banks=("satu",))
    assert usable(plan, found) == found[:1]
    assert held(usable(plan, found)) == {P: 100}
    assert held(found) == {P: 300, Principle.KEADILAN: 100}


@pytest.mark.parametrize("code", sorted(SHORTAGES))
def test_shortage(code: str) -> None:
    other = Finding("form_shorter", Severity.INFO)
    assert not fell_short([other])
    assert fell_short([other, Finding(code, Severity.INFO)])
