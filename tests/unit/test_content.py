"""The shipped banks, frameworks and blueprints: complete, sound, and drawable."""

from collections import Counter
from datetime import UTC, datetime

import msgspec
import pytest

from ethics_desktop.domain.bank import Level, Pool, Principle, kind_of
from ethics_desktop.domain.blueprint import Half
from ethics_desktop.domain.cues import (
    LENGTH_CORRELATION,
    MIN_ITEMS,
    POSITION_P,
    cue_rates,
    length_correlation,
    position_test,
)
from ethics_desktop.domain.drawing import draw_form
from ethics_desktop.domain.findings import Severity
from ethics_desktop.domain.halves import half
from ethics_desktop.domain.validation import check_bank
from ethics_desktop.domain.word_guess import word_guess_rates
from ethics_desktop.formats import native
from ethics_desktop.formats.native_scenarios import list_scenarios
from ethics_desktop.paths import program_root
from ethics_desktop.store.library import candidate

ROOT = program_root()
FRAMEWORKS = native.read_frameworks(ROOT / "resources" / "frameworks")
BLUEPRINTS = native.read_blueprints(ROOT / "resources" / "blueprints")
BANKS = [
    native.read_bank(p.parent).bank for p in sorted((ROOT / "question_banks").glob("*/bank.json"))
]
ITEMS = [item for bank in BANKS for item in bank.items]


def test_frameworks_have_the_parts_their_sources_name():
    sizes = {key: len(framework.parts) for key, framework in FRAMEWORKS.items()}
    assert sizes == {
        "prinsip": 5,
        "berakhlak": 7,
        "bimtek": 6,
        "fungsi-pemerintahan": 5,
        "komitmen": 8,
        "empat-variabel": 4,
        "pp-42-2004": 5,
    }
    behaviours = [b for value in FRAMEWORKS["berakhlak"].parts for b in value.parts]
    assert len(behaviours) == 21
    for framework in FRAMEWORKS.values():
        codes = [part.code for part in framework.walk()]
        assert len(codes) == len(set(codes))
        for part in framework.walk():
            assert part.title["id"] and part.title["en"]


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.info.id)
def test_a_bank_has_no_findings(bank):
    codes = {key: framework.codes() for key, framework in FRAMEWORKS.items()}
    assert check_bank(bank, codes, "2026-11-21") == ()


SIZES = {
    **dict.fromkeys((p.value for p in Principle), 40),
    "berakhlak": 42,
    "konflik-kepentingan-dan-gratifikasi": 24,
    "pergaulan-dan-citra-diri": 24,
    "standar-etika-publik": 0,
}


def test_banks_have_their_sizes():
    assert {bank.info.id: len(bank.items) for bank in BANKS} == SIZES
    assert len(ITEMS) == 290
    assert len({item.id for item in ITEMS}) == 290


@pytest.mark.parametrize("principle", Principle)
def test_the_bank_of_a_principle_has_its_cells_filled(principle):
    (bank,) = (bank for bank in BANKS if bank.info.id == principle.value)
    assert {item.meta.principle for item in bank.items} == {principle}
    cells = Counter((kind_of(item) == "sjt", item.meta.level) for item in bank.items)
    assert sum(n for (sjt, _), n in cells.items() if sjt) == 24
    assert sum(n for (sjt, _), n in cells.items() if not sjt) == 16
    assert set(cells) == {(sjt, level) for sjt in (True, False) for level in Level}
    assert len({kind_of(item) for item in bank.items} - {"sjt"}) >= 4
    reserved = [item for item in bank.items if item.meta.pool is Pool.UJI]
    assert len(reserved) == 16
    first = Counter(item.meta.frameworks["bimtek"][0] for item in reserved)
    assert all(first[code] >= 2 for code in FRAMEWORKS["bimtek"].codes())


def test_every_behaviour_and_module_is_met_often_enough():
    behaviours = Counter(c for item in ITEMS for c in item.meta.frameworks["berakhlak"])
    values = {part.code for part in FRAMEWORKS["berakhlak"].parts}
    assert all(behaviours[code] >= 4 for code in FRAMEWORKS["berakhlak"].codes() - values)
    (own,) = (bank for bank in BANKS if bank.info.id == "berakhlak")
    first = Counter(item.meta.frameworks["berakhlak"][0] for item in own.items)
    assert set(first.values()) == {2} and len(first) == 21
    modules = Counter(c for item in ITEMS for c in item.meta.frameworks["bimtek"])
    assert all(modules[code] >= 20 for code in FRAMEWORKS["bimtek"].codes())


def test_nothing_gives_the_best_option_away():
    groups = [bank.items for bank in BANKS]
    for rate in (*cue_rates(ITEMS), *(r for r in word_guess_rates(groups) if r.kind == "single")):
        assert not rate.is_fault, rate
    for bank in BANKS:
        assert not [rate for rate in cue_rates(bank.items) if rate.is_fault], bank.info.id
        correlation = length_correlation(bank.items)
        assert correlation is None or abs(correlation[0]) <= LENGTH_CORRELATION
        assert all(p > POSITION_P for *_, n, p in position_test(bank.items) if n >= MIN_ITEMS)


def test_pre_and_post_test_can_be_drawn_whole_and_share_nothing():
    candidates = [candidate(item, bank.info.id) for bank in BANKS for item in bank.items]
    now = datetime(2026, 11, 21, tzinfo=UTC)
    met = []
    for name in ("bimtek-pra", "bimtek-pasca"):
        plan = BLUEPRINTS[name]
        pool = [c for c in candidates if c.pool in plan.pools and c.bank in plan.banks]
        drawn, notices = draw_form(plan, half(pool, plan.half, plan.half_seed), {}, "s", now)
        assert len(drawn) == 30
        assert {notice.code for notice in notices} <= {"level_borrowed"}
        assert set(Counter(c.principle for c in drawn).values()) == {6}
        met.append({c.id for c in drawn})
    assert not met[0] & met[1]


def test_every_item_carries_its_blind_review_and_its_sources():
    for item in ITEMS:
        assert item.meta.references, item.id
        for reference in item.meta.references:
            assert reference.facts and reference.checked_on and reference.review_by, item.id
        assert item.meta.review and item.meta.review[-1].blind_best, item.id
        if kind_of(item) == "sjt":
            assert (item.meta.review[-1].spearman or 0) >= 0.7, item.id


def test_forms_are_those_of_the_plan():
    assert list(BLUEPRINTS) == [
        "asesmen-singkat",
        "simulasi-etika",
        *(f"prinsip-{p.value}" for p in Principle),
        "bimtek-pra",
        "bimtek-pasca",
        "berakhlak-21",
    ]
    short, long = BLUEPRINTS["asesmen-singkat"], BLUEPRINTS["simulasi-etika"]
    assert (short.items, short.minutes, short.at_most) == (10, 8, False)
    assert (long.items, long.minutes, long.at_most) == (45, 45, True)
    assert short.pools == (Pool.LATIHAN,)
    before, after = BLUEPRINTS["bimtek-pra"], BLUEPRINTS["bimtek-pasca"]
    assert (before.items, before.minutes, before.pools) == (30, 30, (Pool.UJI,))
    assert msgspec.structs.replace(
        after, id=before.id, title=before.title, description=before.description, half=before.half
    ) == before  # fmt: skip
    assert {before.half, after.half} == set(Half) and before.half_seed == after.half_seed
    own = BLUEPRINTS["berakhlak-21"]
    assert (own.items, own.minutes, own.banks, own.one_each) == (21, 20, ("berakhlak",), True)
    for principle in Principle:
        each = BLUEPRINTS[f"prinsip-{principle.value}"]
        assert (each.items, each.minutes) == (20, 20)


SCENARIOS = [
    entry
    for head in sorted((ROOT / "question_banks").glob("*/bank.json"))
    for entry in list_scenarios(
        head.parent, {key: f.codes() for key, f in FRAMEWORKS.items()}, "2026-11-21"
    )
]


def test_twelve_scenarios_ship_for_every_principle_and_module():
    assert len(SCENARIOS) == 12
    principles = {entry.scenario.meta.principle for entry in SCENARIOS}
    assert principles == set(Principle)
    modules = {c for entry in SCENARIOS for c in entry.scenario.meta.frameworks["bimtek"]}
    assert modules >= {"3", "4", "5"}


@pytest.mark.parametrize("entry", SCENARIOS, ids=lambda entry: entry.id)
def test_a_scenario_has_neither_errors_nor_warnings(entry):
    assert entry.playable
    worse = [f for f in entry.findings if f.severity is not Severity.INFO]
    assert worse == []
    assert 12 <= len(entry.scenario.nodes) <= 24
    assert entry.scenario.meta.review
    assert entry.scenario.meta.references
