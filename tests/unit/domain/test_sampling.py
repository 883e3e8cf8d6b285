"""Which chunks of a large library a form is drawn from."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.records import Chunk
from ethics_desktop.domain.sampling import SHORTAGES, fell_short, held, sample, usable

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


def chunks(count: int, items: int = 100, **fields: Any) -> list[Chunk]:
    values: dict[str, Any] = {
        "bank": "satu", "principle": P, "level": Level.DASAR, "pool": Pool.LATIHAN,
    } | fields  # fmt: skip
    return [Chunk(**values, number=number, items=items) for number in range(count)]


def test_a_library_of_usual_size_is_used_whole() -> None:
    one = [*chunks(1), *chunks(1, 27, bank="dua")]
    assert sample(blueprint(), one, "s") == one  # 127 items, and 64 suffice
    more = [*one, *chunks(1, 1, bank="tiga")]
    sizes = {sum(each.items for each in sample(blueprint(), more, seed)) for seed in "abcdefgh"}
    assert min(sizes) < 128 and min(sizes) >= 64


def test_a_large_cell_gives_enough_and_by_lot() -> None:
    many = chunks(50)
    taken: Counter[int] = Counter()
    for seed in map(str, range(2000)):
        some = sample(blueprint(items=45), many, seed)
        assert sum(one.items for one in some) == 100
        taken.update(one.number for one in some)
    assert len(taken) == 50
    assert max(taken.values()) < 2 * 40 and min(taken.values()) > 40 / 2
    assert sample(blueprint(), many, "s") == sample(blueprint(), many, "s")
    longer = sample(blueprint(items=200), many, "s")
    assert sum(one.items for one in longer) == 400


def test_cells_are_sampled_apart() -> None:
    many = [*chunks(9), *chunks(9, level=Level.LANJUT), *chunks(1, 5, pool=Pool.UJI)]
    some = sample(blueprint(), many, "s")
    assert Counter((one.level, one.pool) for one in some) == {
        (Level.DASAR, Pool.LATIHAN): 1,
        (Level.LANJUT, Pool.LATIHAN): 1,
        (Level.DASAR, Pool.UJI): 1,
    }


def test_only_what_the_blueprint_may_use() -> None:
    found = [
        *chunks(1),
        *chunks(1, pool=Pool.UJI),
        *chunks(1, principle=Principle.KEADILAN),
        *chunks(1, bank="dua"),
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
