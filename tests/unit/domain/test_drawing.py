from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics_desktop.domain.bank import (
    Item,
    Level,
    MatchItem,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    Pool,
    Principle,
    Prompt,
    SingleItem,
    SjtItem,
    SjtOption,
    Target,
    TrueFalseItem,
)
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.cells import apportion, controlled_rounding, fit_levels
from ethics_desktop.domain.chance import shuffled
from ethics_desktop.domain.composing import related
from ethics_desktop.domain.drawing import (
    arrange,
    display_order,
    draw_form,
    draw_key,
    u,
)
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.form_size import minutes_for, planned_size
from ethics_desktop.domain.ranking import Lane
from ethics_desktop.domain.records import Candidate, Exposure
from ethics_desktop.domain.scoring import kendall_tau
from tests.reference import reference

NOW = datetime(2026, 11, 21, tzinfo=UTC)
P, L = list(Principle), list(Level)
DASAR, MENENGAH, LANJUT = L


def candidate(number: int, **fields: Any) -> Candidate:
    values: dict[str, Any] = {
        "id": f"itg-{number:03d}",
        "bank": "b",
        "kind": "sjt",
        "principle": P[0],
        "level": DASAR,
        "pool": Pool.LATIHAN,
    }
    return Candidate(**{**values, **fields})


def bank(each: int, pool: Pool = Pool.LATIHAN, **fields: Any) -> list[Candidate]:
    """Return ``each`` candidates of every principle and level."""
    cells = itertools.product(P, L, range(each))
    return [
        candidate(0, **{"id": f"{p.value[:3]}-{level.value[:3]}-{pool.value[:3]}-{i:03d}",
                        "principle": p, "level": level, "pool": pool, **fields})
        for p, level, i in cells
    ]  # fmt: skip


def blueprint(**fields: Any) -> Blueprint:
    values: dict[str, Any] = {
        "id": "uji",
        "title": {"id": "Uji"},
        "items": 20,
        "minutes": 20,
        "principles": dict.fromkeys(P, 1.0),
        "levels": {DASAR: 30, MENENGAH: 50, LANJUT: 20},
    }
    return Blueprint(**{**values, **fields})


def draw(
    plan: Blueprint,
    candidates: list[Candidate],
    seed: str = "uji-1",
    exposures: dict[str, Exposure] | None = None,
    **more: Any,
) -> tuple[list[Candidate], list[Finding]]:
    return draw_form(plan, candidates, exposures or {}, seed, NOW, **more)


def codes(notices: list[Finding]) -> list[str]:
    return [notice.code for notice in notices]


def met(days: float, forms_ago: int = 9, times: int = 1) -> Exposure:
    return Exposure(times=times, last_at=NOW - timedelta(days=days), forms_ago=forms_ago)


# -- chance ----------------------------------------------------------------------------------------


def test_draw_values_agree_with_the_reference() -> None:
    for case in reference("draws.json"):
        seed, purpose, ids = case["seed"], case["purpose"], case["ids"]
        assert [u(seed, purpose, name) for name in ids] == pytest.approx(case["u"], abs=1e-12)
        assert list(shuffled(seed, purpose, ids)) == case["order"]
        key = {
            name: draw_key(u(seed, purpose, name), weight)
            for name, weight in zip(ids, case["weights"], strict=True)
        }
        assert sorted(ids, key=lambda name: (key[name], name)) == case["weighted_order"]
        options = shuffled(seed, f"opsi:{ids[0]}", "ABCDE")
        assert list(options) == case["options_of_first"]
        weights = dict(zip(ids, case["weights"], strict=True))
        lane = Lane([candidate(0, id=name) for name in ids], seed, weights)
        assert [member.id for member, _ in lane] == case["weighted_order"]


def test_draw_values_of_the_text() -> None:
    wanted = {
        "ITG-01": 0.07792893516954658,
        "ITG-02": 0.1403838338854273,
        "ITG-03": 0.9025982890417333,
        "ITG-04": 0.14752624396139147,
        "ITG-05": 0.933602953152843,
    }
    assert {name: u("20250106-A7", "pilih", name) for name in wanted} == wanted


def test_a_large_lane_gives_the_order_of_sorting_everything() -> None:
    members = [candidate(i, id=f"x{i}") for i in range(2000)]
    weights = {f"x{i}": 1 / (1 + i % 3) for i in range(0, 2000, 7)}
    key = {
        m.id: draw_key(u("s", "pilih", m.id), weights.get(m.id, 1.0)) for m in members
    }  # fmt: skip
    lane = Lane(members, "s", weights)
    wanted = sorted(key.items(), key=lambda pair: (pair[1], pair[0]))
    first = [(m.id, value) for m, value in itertools.islice(lane, 10)]
    assert first == wanted[:10]
    assert [(m.id, value) for m, value in lane] == wanted
    assert [(m.id, value) for m, value in lane] == wanted


# -- margins and cells -----------------------------------------------------------------------------


def test_blueprint_cases_of_the_reference() -> None:
    for case in reference("spec_cases.json")["blueprint"]:
        for seed in (case["seed"], "lain"):
            rows = apportion(case["total"], case["rows"], [0.5] * len(case["rows"]))
            columns = apportion(case["total"], case["cols"], [0.5] * len(case["cols"]))
            assert sorted(rows) == sorted(case["row_sums"])
            assert sum(columns) == case["total"]
            check_cells(case["row_sums"], case["col_sums"], seed)
            check_cells(rows, columns, seed)


def check_cells(rows: list[int], columns: list[int], seed: str) -> list[list[int]]:
    total = sum(rows)
    cells = controlled_rounding(rows, columns, seed)
    assert [sum(line) for line in cells] == rows
    assert [sum(line[j] for line in cells) for j in range(len(columns))] == columns
    for i, j in itertools.product(range(len(rows)), range(len(columns))):
        floor = rows[i] * columns[j] // total if total else 0
        exact = total == 0 or rows[i] * columns[j] % total == 0
        assert cells[i][j] in ((floor,) if exact else (floor, floor + 1))
    return cells


def test_cells_of_the_text() -> None:
    cells = check_cells([4] * 5, [6, 10, 4], "uji")
    assert sorted(cells) == [[1, 2, 1]] * 4 + [[2, 2, 0]]


margins = st.lists(st.integers(0, 30), min_size=1, max_size=8)


@given(margins, margins, st.text(max_size=3))
@settings(max_examples=300)
def test_cells_keep_margins_and_floor_or_ceil(
    rows: list[int], weights: list[int], seed: str
) -> None:
    columns = apportion(sum(rows), [w + 1 for w in weights], [0.5] * len(weights))
    check_cells(rows, columns, seed)


def test_margins_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="controlled_rounding"):
        controlled_rounding([1], [2], "s")


@given(st.integers(0, 200), st.lists(st.floats(0, 50), min_size=1, max_size=8), st.data())
def test_apportion_keeps_the_total_and_the_quota(
    total: int, weights: list[float], data: st.DataObject
) -> None:
    ties = data.draw(st.lists(st.floats(0, 0.99), min_size=len(weights), max_size=len(weights)))
    shares = apportion(total, weights, ties)
    whole = sum(weights)
    if whole <= 1e-300:
        return
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / whole) < 1 + 1e-6


def test_apportion_of_nothing() -> None:
    assert apportion(5, [0, 0], [0, 0]) == [0, 0]
    assert apportion(0, [1, 1], [0, 0]) == [0, 0]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=3))
def test_levels_are_borrowed_from_the_nearest(pairs: list[tuple[int, int]]) -> None:
    wanted, held = [w for w, _ in pairs], [h for _, h in pairs]
    counts, moves = fit_levels(wanted, held)
    assert sum(counts) == min(sum(wanted), sum(held))
    assert all(count <= have for count, have in zip(counts, held, strict=True))
    for source, target, items in moves:
        assert items > 0
        assert wanted[source] > held[source]
        if abs(source - target) == 2:
            assert counts[1] == held[1]


# -- forms -----------------------------------------------------------------------------------------


def test_a_form_as_asked() -> None:
    items, notices = draw(blueprint(), bank(10))
    assert not notices
    assert Counter(c.principle for c in items) == dict.fromkeys(P, 4)
    assert Counter(c.level for c in items) == {DASAR: 6, MENENGAH: 10, LANJUT: 4}
    assert len({c.id for c in items}) == 20
    assert items[0].level is DASAR


def test_equal_weights_take_the_smallest_draw_values() -> None:
    plan = blueprint(items=3, principles={P[0]: 1}, levels={DASAR: 1})
    candidates = [candidate(i) for i in range(50)]
    items, _ = draw(plan, candidates, "abc")
    wanted = shuffled("abc", "pilih", [c.id for c in candidates])[:3]
    assert {c.id for c in items} == set(wanted)


def test_later_pools_only_when_the_first_runs_short() -> None:
    plan = blueprint(
        items=10, principles={P[0]: 1}, levels={DASAR: 1}, pools=(Pool.UJI, Pool.LATIHAN)
    )
    both = [candidate(i, pool=Pool.UJI) for i in range(10)]
    both += [candidate(i, id=f"l{i}") for i in range(20)]
    items, notices = draw(plan, both)
    assert {c.pool for c in items} == {Pool.UJI}
    assert not notices
    items, notices = draw(plan, both[3:])
    assert Counter(c.pool for c in items) == {Pool.UJI: 7, Pool.LATIHAN: 3}
    assert notices[0].code == "pool_borrowed"
    assert notices[0].params == {"pool": "latihan", "count": 3}


def test_other_pools_banks_and_items_without_principle_are_not_drawn() -> None:
    plan = blueprint(items=3, at_most=True, banks=("b",))
    wrong = [candidate(1, pool=Pool.UJI), candidate(2, bank="c"), candidate(3, principle=None)]
    items, _ = draw(plan, [*wrong, candidate(4)])
    assert [c.id for c in items] == ["itg-004"]


def test_items_met_lately_rest_until_the_cell_runs_short() -> None:
    plan = blueprint(items=4, principles={P[0]: 1}, levels={DASAR: 1})
    candidates = [candidate(i) for i in range(6)]
    exposures = {
        "itg-000": met(13.9),
        "itg-001": met(100, forms_ago=2),
        "itg-002": met(14.1, forms_ago=3),  # rested long enough
    }
    for seed in map(str, range(30)):
        items, notices = draw(plan, candidates, seed, exposures)
        assert {c.id for c in items} == {"itg-002", "itg-003", "itg-004", "itg-005"}
        assert not notices
    items, notices = draw(blueprint(items=5, principles={P[0]: 1}, levels={DASAR: 1}), candidates,
                          "s", exposures)  # fmt: skip
    assert len(items) == 5
    assert [(n.code, n.params) for n in notices] == [("recent_reused", {"count": 1})]


def test_seen_items_come_less_often() -> None:
    plan = blueprint(items=1, principles={P[0]: 1}, levels={DASAR: 1})
    candidates = [candidate(i) for i in range(2)]
    exposures = {"itg-000": met(99, times=3)}  # weight 1/4 against 1
    taken = Counter(draw(plan, candidates, f"s{i}", exposures)[0][0].id for i in range(2000))
    assert taken["itg-000"] / 2000 == pytest.approx(0.2, abs=0.03)


def test_enemies_and_families_do_not_meet() -> None:
    candidates = bank(8)
    enemies = {c.id: candidates[(i + 1) % len(candidates)].id for i, c in enumerate(candidates)}
    made = [
        candidate(0, id=c.id, principle=c.principle, level=c.level, enemies=(enemies[c.id],),
                  family="f" if i in (0, 40, 80) else "")
        for i, c in enumerate(candidates)
    ]  # fmt: skip
    for seed in map(str, range(20)):
        items, notices = draw(blueprint(), made, seed)
        assert not notices
        assert not any(related(a, b) for a, b in itertools.combinations(items, 2))


def test_related_items_only_when_nothing_else_is_left() -> None:
    plan = blueprint(items=3, principles={P[0]: 1}, levels={DASAR: 1})
    candidates = [candidate(1, enemies=("itg-002",)), candidate(2), candidate(3)]
    items, notices = draw(plan, candidates)
    assert len(items) == 3
    assert codes(notices) == ["related_together"]
    assert notices[0].params == {"count": 2, "items": "itg-001, itg-002"}
    two = blueprint(items=2, principles={P[0]: 1}, levels={DASAR: 1})
    assert all(not draw(two, candidates, str(seed))[1] for seed in range(20))


def test_a_resting_item_before_one_that_gives_another_away() -> None:
    plan = blueprint(items=2, principles={P[0]: 1}, levels={DASAR: 1})
    candidates = [candidate(1, family="f"), candidate(2, family="f"), candidate(3)]
    items, notices = draw(plan, candidates, "s", {"itg-003": met(1)})
    assert "itg-003" in {c.id for c in items}
    assert codes(notices) == ["recent_reused"]


def test_a_level_that_runs_short_is_borrowed_with_a_notice() -> None:
    plan = blueprint(items=5, principles={P[0]: 1}, levels={LANJUT: 1})
    candidates = [candidate(i, level=L[i % 3]) for i in range(9)]  # three of each level
    items, notices = draw(plan, candidates)
    assert Counter(c.level for c in items) == {LANJUT: 3, MENENGAH: 2}
    assert notices[0].code == "level_borrowed"
    assert notices[0].params == {
        "principle": "integritas", "level": "lanjut", "used": "menengah", "count": 2,
    }  # fmt: skip


def shares(items: list[Candidate]) -> list[int]:
    counts = Counter(c.principle for c in items)
    return [counts[p] for p in P]


def test_at_most_keeps_the_balance() -> None:
    plan = blueprint(items=45, minutes=45, at_most=True)
    assert shares(draw(plan, bank(4))[0]) == [9] * 5  # 12 each
    items, notices = draw(plan, bank(2))  # 6 each
    assert shares(items) == [6] * 5
    assert notices[0].code == "form_shorter"
    assert notices[0].params == {"wanted": 45, "drawn": 30}
    few = [c for c in bank(4) if c.principle is not P[4] or c.id.endswith("0")]
    items, notices = draw(plan, few)  # 12, 12, 12, 12, 3
    assert shares(items) == [9, 9, 9, 9, 3]
    assert codes(notices)[:2] == ["form_shorter", "principle_short"]
    assert notices[1].params == {"principle": "profesionalisme", "wanted": 9, "drawn": 3}


def test_a_fixed_form_is_filled_from_other_principles_but_not_silently() -> None:
    few = [c for c in bank(4) if c.principle is not P[4] or c.id.endswith("0")]
    items, notices = draw(blueprint(items=45), few)
    assert len(items) == 45
    assert shares(items)[4] == 3
    assert max(shares(items)) - min(shares(items)[:4]) <= 1
    assert codes(notices)[0] == "principle_borrowed"
    items, notices = draw(blueprint(items=100), few)
    assert len(items) == 51
    assert codes(notices)[0] == "form_short"
    assert notices[0].params == {"wanted": 100, "drawn": 51}


def test_nothing_to_draw() -> None:
    items, notices = draw(blueprint(), [])
    assert items == []
    assert "form_short" in codes(notices)
    assert planned_size(blueprint(), {}) == 0


def test_kind_maximum() -> None:
    mixed = [
        candidate(0, id=f"{c.id}-{k}", kind=k, principle=c.principle, level=c.level)
        for c in bank(4)
        for k in ("truefalse", "sjt")
    ]
    for seed in map(str, range(20)):
        items, notices = draw(blueprint(kind_maximum={"truefalse": 0.2}), mixed, seed)
        assert sum(c.kind == "truefalse" for c in items) <= 4
        assert not notices
    only = bank(4, kind="truefalse")
    items, notices = draw(blueprint(kind_maximum={"truefalse": 0.2}), only)
    assert len(items) == 20
    assert notices[0].code == "kind_maximum_exceeded"
    assert notices[0].params == {"kind": "truefalse", "maximum": 4, "count": 20}


def with_modules(each: int, module_of: Any) -> list[Candidate]:
    return [
        candidate(0, id=c.id, principle=c.principle, level=c.level, modules=module_of(i))
        for i, c in enumerate(bank(each))
    ]


def test_module_minimum_by_swaps_within_the_cells() -> None:
    made = with_modules(12, lambda i: ("1",) if i % 7 else (str(2 + i // 7 % 5),))
    before = draw(blueprint(), made)[0]
    items, notices = draw(blueprint(module_minimum=2), made)
    counts = Counter(m for c in items for m in c.modules)
    assert all(counts[str(m)] >= 2 for m in range(1, 7))
    assert not notices
    cells = Counter((c.principle, c.level) for c in items)
    assert cells == Counter((c.principle, c.level) for c in before)
    assert len({c.id for c in items} & {c.id for c in before}) >= 10


def test_a_swap_costs_as_little_as_possible() -> None:
    plan = blueprint(items=2, principles={P[0]: 1}, levels={DASAR: 1}, module_minimum=1)
    made = [candidate(i, modules=("1",) if i < 30 else ("2",)) for i in range(33)]
    for seed in map(str, range(20)):
        items, notices = draw(plan, made, seed, modules=("1", "2"))
        assert not notices
        wanted = {
            shuffled(seed, "pilih", [c.id for c in part])[0] for part in (made[:30], made[30:])
        }
        assert {c.id for c in items} == wanted


def test_a_module_that_cannot_be_filled_is_said() -> None:
    made = with_modules(6, lambda i: (str(1 + i % 5),))
    made.append(candidate(999, modules=("6",), level=MENENGAH))
    items, notices = draw(blueprint(module_minimum=2), made)
    assert sum("6" in c.modules for c in items) == 1
    assert [(n.code, n.params) for n in notices] == [
        ("composition_short", {"module": "6", "missing": 1})
    ]


def test_swaps_use_neither_resting_nor_related_items() -> None:
    plan = blueprint(items=2, principles={P[0]: 1}, levels={DASAR: 1}, module_minimum=1)
    made = [candidate(i, modules=("1",)) for i in range(2)]
    missing = ["composition_short"]
    resting = [*made, candidate(3, modules=("2",))]
    assert codes(draw(plan, resting, "s", {"itg-003": met(1)}, modules=("2",))[1]) == missing
    clashing = [*made, candidate(2, modules=("2",), enemies=("itg-000", "itg-001"))]
    last = [
        seed
        for seed in map(str, range(30))
        if shuffled(seed, "pilih", [c.id for c in clashing])[-1] == "itg-002"
    ]
    assert last
    for seed in last:
        assert codes(draw(plan, clashing, seed, modules=("2",))[1]) == missing


pools_of = st.lists(
    st.builds(
        Candidate,
        id=st.integers(0, 10**6).map(lambda i: f"x{i}"),
        bank=st.sampled_from(["b", "c"]),
        kind=st.sampled_from(["sjt", "single", "truefalse"]),
        principle=st.sampled_from([*P, None]),
        level=st.sampled_from(L),
        pool=st.sampled_from([Pool.LATIHAN, Pool.UJI]),
        modules=st.lists(st.sampled_from("123456"), max_size=2, unique=True).map(tuple),
        family=st.sampled_from(["", "", "f", "g"]),
    ),
    max_size=60,
    unique_by=lambda c: (c.bank, c.id),
)
plans = st.builds(
    blueprint,
    items=st.integers(1, 50),
    at_most=st.booleans(),
    pools=st.sampled_from([(Pool.LATIHAN,), (Pool.UJI, Pool.LATIHAN)]),
    principles=st.dictionaries(st.sampled_from(P), st.integers(0, 3), min_size=1),
    levels=st.dictionaries(st.sampled_from(L), st.integers(0, 3)),
    module_minimum=st.integers(0, 2),
    kind_maximum=st.dictionaries(st.sampled_from(["sjt", "truefalse"]), st.floats(0, 1)),
)


@given(plans, pools_of, st.text(max_size=5), st.randoms())
@settings(max_examples=300, deadline=None)
def test_any_form_can_be_drawn_and_is_repeatable(
    plan: Blueprint, candidates: list[Candidate], seed: str, random: Any
) -> None:
    exposures = {c.id: met(5 * i, i % 5 + 1, i % 3) for i, c in enumerate(candidates[::3])}
    items, notices = draw(plan, candidates, seed, exposures)
    names = [(c.bank, c.id) for c in items]
    assert len(set(names)) == len(names)
    assert all(
        c.pool in plan.pools and plan.principles.get(c.principle) for c in items if c.principle
    )
    held = Counter(
        c.principle for c in candidates if c.pool in plan.pools and c.principle is not None
    )
    assert planned_size(plan, {p: held[p] for p in P}) == len(items)
    if len(items) < plan.items:
        assert codes(notices)[0] in ("form_shorter", "form_short")
        if not plan.at_most:
            assert len(items) == sum(held[p] for p in P if plan.principles.get(p))
    random.shuffle(candidates)
    again, same = draw(plan, candidates, seed, exposures)
    assert [(c.bank, c.id) for c in again] == names
    assert same == notices


@pytest.mark.parametrize(("n", "minutes"), [(45, 45), (30, 30), (44, 44), (1, 1), (0, 1)])
def test_minutes_shrink_in_proportion(n: int, minutes: int) -> None:
    assert minutes_for(blueprint(items=45, minutes=45), n) == minutes


def test_minutes_are_rounded_up() -> None:
    assert minutes_for(blueprint(items=10, minutes=8), 7) == 6


# -- item order ------------------------------------------------------------------------------------


def longest_run(items: list[Candidate]) -> int:
    return max((len(list(run)) for _, run in itertools.groupby(items, lambda c: c.principle)),
               default=0)  # fmt: skip


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.text(max_size=4), st.data())
def test_item_order(counts: list[int], seed: str, data: st.DataObject) -> None:
    total = sum(counts)
    levels = data.draw(st.lists(st.sampled_from(L), min_size=total, max_size=total))
    principles = [p for p, count in zip(P, counts, strict=False) for _ in range(count)]
    made = [
        candidate(i, principle=p, level=level)
        for i, (p, level) in enumerate(zip(principles, levels, strict=True))
    ]
    order = arrange(made, seed)
    assert sorted(c.id for c in order) == sorted(c.id for c in made)
    if all(count <= 2 * (total - count + 1) for count in counts):
        assert longest_run(order) <= 2
    if made and DASAR in levels and all(count <= total - count for count in counts):
        assert order[0].level is DASAR
    assert arrange(made[::-1], seed) == order


def test_without_need_the_order_is_that_of_the_draw_values() -> None:
    made = [candidate(i, principle=P[i % 5], level=LANJUT) for i in range(4)]
    assert [c.id for c in arrange(made, "s")] == list(shuffled("s", "urut", [c.id for c in made]))


def test_a_form_of_one_principle_starts_easy() -> None:
    made = [candidate(i, level=L[i % 3]) for i in range(9)]
    assert arrange(made, "s")[0].level is DASAR


# -- order of the parts ----------------------------------------------------------------------------


def choices(*texts: str, fixed: tuple[int, ...] = (), name: str = "q") -> SingleItem:
    options = tuple(
        Option(id="abcdef"[i], text=text, correct=i == 0, fixed=i in fixed)
        for i, text in enumerate(texts)
    )
    return SingleItem(id=name, stem="?", options=options)


def test_options_are_shuffled_by_their_draw_values() -> None:
    item = choices("satu kata", "dua kata", "tiga kata", "empat kata", name="ITG-001")
    assert display_order(item, "uji-1") == shuffled("uji-1", "opsi:ITG-001", "abcd")
    assert len({display_order(item, str(seed)) for seed in range(200)}) == 24


def test_fixed_options_stand_last_in_their_order() -> None:
    item = choices("x satu", "Semua benar", "x dua", "x tiga", "Tidak ada", fixed=(1, 4))
    orders = {display_order(item, str(seed)) for seed in range(100)}
    assert {order[3:] for order in orders} == {("b", "e")}
    assert len(orders) == 6


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("30", "7", "14"), "bca"),
        (("30 hari", "7 hari", "14 hari kerja"), "bca"),
        (("1 bulan", "3 hari", "2 minggu", "1 tahun"), "bcad"),
        (("Rp10.000.000", "Rp 500.000", "Rp1,5 juta"), "bca"),
        (("2,5 %", "10 persen", "2 %"), "cab"),
        (("pukul 13.00", "Pukul 08.30 WIB", "10:15"), "bca"),
        (("30 (tiga puluh) hari", "7 (tujuh) hari."), "ba"),
        (("2021", "2019", "2023"), "bac"),
        (("3 orang", "1 orang", "2 orang"), "bca"),
    ],
)
def test_amounts_are_sorted(texts: tuple[str, ...], order: str) -> None:
    for seed in map(str, range(10)):
        assert "".join(display_order(choices(*texts), seed)) == order


@pytest.mark.parametrize(
    "texts",
    [
        ("30 hari", "7 hari", "segera"),
        ("3 orang", "1 hari", "2 bulan"),
        ("7 hari", "7 hari kerja", "3 hari"),
        ("pukul 8", "pukul 9", "pukul 10"),
        ("1.2.3", "2.3.4", "5.6.7"),
    ],
)
def test_what_are_not_amounts_of_one_unit_is_shuffled(texts: tuple[str, ...]) -> None:
    assert len({display_order(choices(*texts), str(seed)) for seed in range(100)}) == 6


def test_situational_options_are_always_shuffled() -> None:
    options = tuple(SjtOption(id="abc"[i], text=f"{i} hari", weight=i + 1) for i in range(3))
    item = SjtItem(id="j", stem="?", options=options)
    assert len({display_order(item, str(seed)) for seed in range(100)}) == 6


def test_true_false_has_no_order() -> None:
    assert display_order(TrueFalseItem(id="t", stem="?", answer=True), "s") == ()


@given(st.integers(2, 6), st.integers(0, 3), st.text(max_size=4))
def test_matching_never_shows_the_answer(left: int, spare: int, seed: str) -> None:
    item = MatchItem(
        id="m",
        stem="?",
        left=tuple(Prompt(id=f"l{i}", text=str(i)) for i in range(left)),
        right=tuple(Target(id=f"r{i}", text=str(i)) for i in range(left + spare)),
        answer={f"l{i}": f"r{i}" for i in range(left)},
    )
    order = display_order(item, seed)
    assert sorted(order) == sorted(target.id for target in item.right)
    assert [name for name in order if int(name[1:]) < left] != [f"r{i}" for i in range(left)]


@given(st.lists(st.integers(1, 5), min_size=2, max_size=7), st.text(max_size=4))
def test_ordering_starts_without_help(ranks: list[int], seed: str) -> None:
    options = tuple(OrderOption(id="abcdefg"[i], text=str(i), rank=r) for i, r in enumerate(ranks))
    item = OrderItem(id="o", stem="?", options=options)
    order = display_order(item, seed)
    assert sorted(order) == sorted(option.id for option in options)
    assert kendall_tau({option.id: option.rank for option in options}, order) <= 0


def test_every_order_is_repeatable() -> None:
    items: list[Item] = [
        choices("p", "q", "r"),
        MultipleItem(id="m", stem="?", options=choices("p", "q", "r").options),
    ]
    for item in items:
        assert display_order(item, "s") == display_order(item, "s")
        assert sorted(display_order(item, "s")) == ["a", "b", "c"]
