"""Quality: each fault is found where it was put, and the shipped banks have none."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain import cues
from ethics_desktop.domain.bank import Bank, Item, Level, Principle, Reference, SjtItem, SjtOption
from ethics_desktop.domain.cues import chi_square_p, cue_rates, position_test
from ethics_desktop.domain.findings import Severity
from ethics_desktop.domain.likeness import near_duplicates
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.formats import native
from ethics_desktop.paths import program_root
from ethics_desktop.services.quality import check_quality
from tests.unit.store.sample import BLUEPRINT, bank, item
from tests.watches import Looking

ROOT = program_root()
FRAMEWORKS = native.read_frameworks(ROOT / "resources" / "frameworks")
TODAY = "2026-11-21"
replace = msgspec.structs.replace


def situation(number: int, texts: list[str], weights: list[int], stem: str = "") -> SjtItem:
    meta = replace(item(3).meta, references=(Reference("UU 20/2023"),), enemies=(), family="")
    options = tuple(
        SjtOption(letter, text, weight=weight, reason="r")
        for letter, text, weight in zip("abcde", texts, weights, strict=True)
    )
    said = stem or f"Perkara nomor {number} tentang hal {'xyz'[number % 3] * (number + 1)}."
    return SjtItem(id=f"s-{number:03d}", stem=said, options=options, meta=meta)


def fair(number: int, **changes: Any) -> SjtItem:
    """A situation without any cue: the best option wanders, all texts are equally long."""
    weights = [1, 2, 3, 4, 5]
    turn = number % 5
    texts = [f"Tindakan {letter}{number:03d} dipilih" for letter in "pqrst"]
    return replace(situation(number, texts, weights[turn:] + weights[:turn]), **changes)


def report(*items: Item, **options: Any) -> Any:
    return check_quality(Bank(bank().info, items), FRAMEWORKS, TODAY, **options)


def codes(*items: Item, **options: Any) -> set[str]:
    return {finding.code for finding in report(*items, **options).findings}


def test_fair_items_have_no_findings() -> None:
    found = report(*(fair(number) for number in range(20)))
    assert found.findings == ()
    assert found.length_correlation is None  # all are as long
    assert {one.rule for one in found.cues} == {"longest", "shortest", "stem_words", "virtue_words"}


def lengthened(one: SjtItem, best: bool) -> SjtItem:
    options = tuple(
        replace(o, text=o.text + " dengan penuh kesabaran") if (o.weight == 5) is best else o
        for o in one.options
    )
    return replace(one, options=options)


def test_each_cue_is_found() -> None:
    many = [fair(number) for number in range(20)]
    assert "cue_longest" in codes(*(lengthened(one, best=True) for one in many))
    assert "cue_shortest" in codes(*(lengthened(one, best=False) for one in many))
    assert "cue_length_weight" in codes(*(lengthened(one, best=True) for one in many))

    def said(one: SjtItem, word: str) -> SjtItem:
        options = tuple(
            replace(o, text=f"{o.text} {word}" if o.weight == 5 else f"{o.text} {'-' * len(word)}")
            for o in one.options
        )
        return replace(one, stem=f"{one.stem} Kotak itu dibuka.", options=options)

    assert "cue_stem_words" in codes(*(said(one, "kotak") for one in many))
    assert "cue_virtue_words" in codes(*(said(one, "jujur") for one in many))
    first = [
        replace(one, options=tuple(sorted(one.options, key=lambda o: -o.weight))) for one in many
    ]
    renamed = [
        replace(
            one, options=tuple(replace(o, id=k) for o, k in zip(one.options, "abcde", strict=True))
        )
        for one in first
    ]
    found = [f for f in report(*renamed).findings if f.code == "cue_position"]
    assert found[0].params["place"] == 1 and found[0].severity is Severity.INFO


def test_few_items_say_nothing() -> None:
    few = [lengthened(fair(number), best=True) for number in range(cues.MIN_ITEMS - 1)]
    assert codes(*few) == set()


def test_twins_are_found_unless_they_are_a_family() -> None:
    one = fair(1, stem="Seorang warga menitipkan bingkisan di loket pada hari Jumat sore itu.")
    two = replace(one, id="s-002", stem=one.stem.replace("Jumat", "Senin"))
    (finding,) = report(one, two).findings
    assert (finding.code, finding.location.item) == ("item_near_duplicate", "s-002")
    assert finding.params["id"] == "s-001" and 70 <= finding.params["percent"] < 100
    family = [replace(x, meta=replace(x.meta, family="f")) for x in (one, two)]
    assert report(*family).findings == ()


@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=7), max_size=9))
def test_no_pair_of_twins_is_missed(stems: list[list[str]]) -> None:
    items = [replace(item(2), id=f"i{n}", stem=" ".join(words)) for n, words in enumerate(stems)]
    items = [replace(one, meta=replace(one.meta, family="")) for one in items]

    def runs(words: list[str]) -> set[str]:
        if len(words) < 3:
            return {" ".join(words)}
        return {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}

    wanted = {
        (f"i{a}", f"i{b}")
        for b in range(len(stems))
        for a in range(b)
        if len(runs(stems[a]) & runs(stems[b])) / len(runs(stems[a]) | runs(stems[b])) >= 0.7
    }
    assert {(pair.first, pair.second) for pair in near_duplicates(items, 0.7)} == wanted


def test_many_copies_take_no_time() -> None:
    copies = [fair(1, id=f"s-{number}") for number in range(3_000)]
    every = near_duplicates(copies)
    assert len(every) >= 3_000
    assert near_duplicates(copies, most=70) == every[:70]


def test_reading_length_and_sentences() -> None:
    long = fair(1, stem=" ".join(["kata"] * 300))
    assert codes(long) == {"reading_long", "sentence_long"}
    assert codes(fair(1, stem=" ".join(["kata"] * 25) + ". " + " ".join(["kata"] * 25))) == set()


def test_missing_and_stale_things_are_found_too() -> None:
    meta = replace(
        fair(1).meta,
        references=(Reference("UU 20/2023", review_by="2026-01-01"),),
        frameworks={"berakhlak": ("tidak.ada",)},
        principle=None,
    )
    bare = fair(1, meta=meta)
    bare = replace(bare, options=tuple(replace(o, reason="") for o in bare.options))
    assert codes(bare) == {
        "reference_stale", "framework_code_unknown", "principle_missing", "reason_missing",
    }  # fmt: skip
    assert "references_missing" in codes(fair(1, meta=replace(meta, references=())))


def test_coverage_of_a_form() -> None:
    items = [fair(n, meta=replace(fair(n).meta, level=Level.DASAR)) for n in range(5)]
    form = replace(BLUEPRINT, module_minimum=2)
    told = {
        (f.code, f.params.get("principle") or f.params.get("level") or f.params.get("module")): f
        for f in report(*items, blueprint=form).findings
    }
    owned = items[0].meta.principle
    assert ("coverage_principle", owned.value if owned else "") not in told
    for principle in set(Principle) - {owned}:
        assert told["coverage_principle", principle.value].params["wanted"] == 2
    assert told["coverage_level", "menengah"].params == {
        "level": "menengah",
        "wanted": 5,
        "have": 0,
    }
    assert ("coverage_module", "1") in told
    assert not {f.code for f in report(*items).findings}


@pytest.mark.parametrize("head", sorted((ROOT / "question_banks").glob("*/bank.json")), ids=str)
def test_shipped_banks_are_clean(head: Any) -> None:
    assert check_quality(native.read_bank(head.parent).bank, FRAMEWORKS, TODAY).findings == ()


@pytest.mark.parametrize(
    ("statistic", "df", "p"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (9.488, 4, 0.05), (13.277, 4, 0.01), (0.0, 3, 1.0)],
)
def test_chi_square_tail(statistic: float, df: int, p: float) -> None:
    assert chi_square_p(statistic, df) == pytest.approx(p, abs=2e-5)


def test_ties_share_the_hit() -> None:
    rates = {one.rule: one.rate for one in cue_rates([fair(number) for number in range(5)])}
    assert rates["longest"] == pytest.approx(0.2) and rates["virtue_words"] == pytest.approx(0.2)
    assert position_test([]) == []


def test_the_check_tells_how_far_it_is_and_can_be_stopped() -> None:
    items = [fair(number) for number in range(20)]
    look = Looking()
    report(*items, watch=look)
    assert look.told == sorted(look.told)
    assert look.told[0] == 0 and 0.9 < look.told[-1] <= 1
    for looks in range(0, len(look.told), 10):
        with pytest.raises(StoppedError):
            report(*items, watch=Looking(looks))
