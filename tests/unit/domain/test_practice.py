"""Choosing by skill, rating answers, filters: as the specification says."""

from __future__ import annotations

from collections import Counter

import pytest

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.practice import (
    DIFFICULTY,
    PracticeFilter,
    Skill,
    apart,
    choose,
    expected,
    learned,
    rate,
    worth_practising,
)
from ethics_desktop.domain.records import Candidate
from ethics_desktop.domain.review import Rating
from tests.builders import item_result, shipped_items
from tests.reference import reference


def candidate(name: str = "a", **changes: object) -> Candidate:
    given: dict[str, object] = {
        "bank": "b",
        "kind": "sjt",
        "principle": Principle.INTEGRITAS,
        "level": Level.DASAR,
        "pool": Pool.LATIHAN,
    }
    return Candidate(id=name, **{**given, **changes})  # type: ignore[arg-type]


def test_ratings_of_the_specification() -> None:
    for case in reference("spec_cases.json")["fsrs_rating"]:
        level = case["conf"]
        rating = rate(
            case["score"],
            blind=case["blind"],
            certainty=None if level is None else Certainty(level),
            rapid=case["rapid"],
            rapid_before=case["rapid_before"],
            hint=case["hint"],
            streak=case["streak"],
            time_ratio=case["time_ratio"],
        )
        assert rating == case["rating"], case


@pytest.mark.parametrize(
    ("changes", "rating"),
    [
        ({}, Rating.EASY),
        ({"certainty": Certainty.FAIRLY}, Rating.GOOD),
        ({"certainty": None}, Rating.GOOD),
        ({"streak": 1}, Rating.GOOD),
        ({"time_ratio": 0.61}, Rating.GOOD),
        ({"time_ratio": None}, Rating.GOOD),
        ({"blind": 0.5}, Rating.GOOD),
        ({"blind": 0.5, "certainty": None}, Rating.HARD),
        ({"hint": True}, Rating.HARD),
        ({"certainty": Certainty.DOUBT}, Rating.HARD),
    ],
)
def test_easy_asks_for_everything(changes: dict[str, object], rating: Rating) -> None:
    usual = {"blind": 0.25, "certainty": Certainty.SURE, "streak": 2, "time_ratio": 0.6}
    assert rate(1.0, **{**usual, **changes}) is rating  # type: ignore[arg-type]


def test_weights_of_situations_as_ratings() -> None:
    made = [rate(f, blind=0.5, certainty=Certainty.FAIRLY) for f in (0, 0.25, 0.5, 0.75, 1)]
    assert made == [Rating.AGAIN] * 3 + [Rating.HARD, Rating.GOOD]


def test_skill_of_the_specification() -> None:
    for case in reference("spec_cases.json")["elo"]:
        p = expected(case["theta"], case["b"], case["blind"])
        assert p == pytest.approx(case["p"], abs=1e-9)
        skill = Skill(case["theta"], case["n_before"])
        after = learned(skill, case["b"], case["blind"], case["score"])
        assert after.theta == pytest.approx(case["theta_new"], abs=1e-9)
        assert after.n == case["n_before"] + 1


def test_worked_step_of_the_skill() -> None:
    assert expected(0, DIFFICULTY[Level.DASAR], 0.25) == pytest.approx(0.798294, abs=5e-7)
    assert learned(Skill(), -1, 0.25, 1).theta == pytest.approx(0.080682, abs=5e-7)


def test_choice_is_among_the_five_nearest_and_uses_all_of_them() -> None:
    offers = {f"i{n}": 0.75 + 0.01 * n for n in range(12)}
    chosen = Counter(choose(offers, f"benih-{n}", 1) for n in range(400))
    assert set(chosen) == {f"i{n}" for n in range(5)}
    assert min(chosen.values()) > 40


def test_ties_are_broken_by_the_draw_not_by_the_name() -> None:
    offers = {f"i{n:02d}": 0.75 for n in range(40)}
    assert len({choose(offers, f"benih-{n}", 1) for n in range(200)}) == 40


def test_choice_is_repeatable() -> None:
    offers = {f"i{n}": n / 20 for n in range(20)}
    assert choose(offers, "benih", 3) == choose(dict(reversed(offers.items())), "benih", 3)
    with pytest.raises(ValueError, match="nothing"):
        choose({}, "benih", 1)


def simulated_success(choosing: bool, learners: int = 300) -> tuple[float, float]:
    """Let lone learners answer ten items; return SD and share under 60 % of their success."""
    import random
    import statistics

    chance = random.Random(6)
    rates = []
    for number in range(learners):
        true = chance.gauss(0, 1)
        items = {f"i{k}": chance.choice((-1.0, 0.0, 1.0)) for k in range(60)}
        skill, right = Skill(), 0
        for turn in range(1, 11):
            offers = {k: expected(skill.theta, b, 0.25) for k, b in items.items()}
            name = choose(offers, f"s{number}", turn) if choosing else chance.choice(list(items))
            b = items.pop(name)
            hit = chance.random() < expected(true, b, 0.25)
            right += hit
            skill = learned(skill, b, 0.25, float(hit))
        rates.append(right / 10)
    return statistics.stdev(rates), sum(rate < 0.6 for rate in rates) / learners


def test_choosing_by_skill_keeps_success_closer_together_than_chance() -> None:
    chosen, random_choice = simulated_success(True), simulated_success(False)
    assert chosen[0] < random_choice[0]
    assert chosen[1] < random_choice[1]


@pytest.mark.parametrize(
    ("wish", "changes", "admitted"),
    [
        (PracticeFilter(), {}, True),
        (PracticeFilter(), {"pool": Pool.UJI}, False),
        (PracticeFilter(), {"pool": Pool.ULANG}, True),
        (PracticeFilter(principle=Principle.KEADILAN), {}, False),
        (PracticeFilter(principle=Principle.INTEGRITAS), {}, True),
        (PracticeFilter(level=Level.LANJUT), {}, False),
        (PracticeFilter(module="3"), {"modules": ("3", "5")}, True),
        (PracticeFilter(module="3"), {"modules": ("2",)}, False),
        (PracticeFilter(weak=True), {}, False),
        (PracticeFilter(weak=True), {"name": "lemah"}, True),
    ],
)
def test_filters(wish: PracticeFilter, changes: dict[str, object], admitted: bool) -> None:
    assert wish.admits(candidate(**changes), {"lemah"}) is admitted  # type: ignore[arg-type]


def test_related_items_do_not_meet() -> None:
    one = candidate("a", enemies=("b",), family="f")
    assert not apart(candidate("b"), [one])
    assert not apart(candidate("c", enemies=("a",)), [one])
    assert not apart(candidate("d", family="f"), [one])
    assert apart(candidate("e"), [one])


def test_what_is_worth_practising_after_a_test() -> None:
    item = shipped_items()[0]
    assert worth_practising(item_result(1, item, "poor"))
    assert worth_practising(item_result(1, item, "blank"))
    assert worth_practising(item_result(1, item, "best", flagged=True))
    assert not worth_practising(item_result(1, item, "best"))
    assert not worth_practising(item_result(1, item, "not_reached"))
