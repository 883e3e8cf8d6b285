"""The shipped banks, frameworks and blueprints: complete, sound, and drawable."""

from collections import Counter

import msgspec
import pytest

from ethics_desktop.domain.bank import Level, Pool, Principle, kind_of
from ethics_desktop.domain.blueprint import Half
from ethics_desktop.domain.findings import Severity
from ethics_desktop.domain.validation import check_bank
from ethics_desktop.formats import native
from ethics_desktop.formats.native_scenarios import list_scenarios
from ethics_desktop.paths import program_root

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


@pytest.mark.parametrize("principle", Principle)
def test_each_principle_has_its_cells_filled(principle):
    own = [item for item in ITEMS if item.meta.principle is principle]
    cells = Counter((kind_of(item) == "sjt", item.meta.level) for item in own)
    assert len(own) >= 12
    assert sum(n for (sjt, _), n in cells.items() if sjt) >= 7
    assert sum(n for (sjt, _), n in cells.items() if not sjt) >= 5
    assert set(cells) == {(sjt, level) for sjt in (True, False) for level in Level}
    assert Counter(item.meta.pool for item in own)[Pool.LATIHAN] >= 8


def test_every_item_carries_its_blind_review_and_its_sources():
    for item in ITEMS:
        assert item.meta.references, item.id
        for reference in item.meta.references:
            assert reference.facts and reference.checked_on and reference.review_by, item.id
        assert item.meta.review and item.meta.review[-1].blind_best, item.id
        if kind_of(item) == "sjt":
            assert (item.meta.review[-1].spearman or 0) >= 0.7, item.id


def test_modules_and_frameworks_are_touched():
    modules = Counter(code for item in ITEMS for code in item.meta.frameworks.get("bimtek", ()))
    assert set(modules) == FRAMEWORKS["bimtek"].codes()


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


def test_six_scenarios_ship_one_for_each_principle_and_one_on_rank():
    assert len(SCENARIOS) == 6
    principles = {entry.scenario.meta.principle for entry in SCENARIOS}
    assert principles == set(Principle)


@pytest.mark.parametrize("entry", SCENARIOS, ids=lambda entry: entry.id)
def test_a_scenario_has_neither_errors_nor_warnings(entry):
    assert entry.playable
    worse = [f for f in entry.findings if f.severity is not Severity.INFO]
    assert worse == []
    assert 12 <= len(entry.scenario.nodes) <= 24
    assert len(entry.scenario.meta.review) >= 2
    assert entry.scenario.meta.references
