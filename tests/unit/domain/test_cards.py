"""Cards: what becomes one, one review a day, leeches, families, the plan of a day."""

from __future__ import annotations

import msgspec
import pytest

from ethics_desktop.domain.bank import Pool
from ethics_desktop.domain.cards import (
    Card,
    CardEvent,
    Given,
    answered,
    card_key,
    comes_by_itself,
    families,
    fluent,
    freshest_first,
    joins,
    once_key,
)
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.domain.review import Memory, Rating, Reviewer
from tests.unit.domain.test_practice import candidate

DAY = 739_000
CARD = Card("item:a", "a", "h1")


def reviewer() -> Reviewer:
    return Reviewer(0.9)


def given(fraction: float = 1.0, **changes: object) -> Given:
    usual: dict[str, object] = {"item_id": "a", "item_hash": "h1", "blind": 0.25}
    return Given(fraction=fraction, **{**usual, **changes})  # type: ignore[arg-type]


def after(card: Card, answer: Given, day: int = DAY) -> Card:
    change = answered(card, answer, day, reviewer)
    assert change is not None
    return change.card


# --- what is a card ---------------------------------------------------------------------------


def test_facts_are_cards_and_single_situations_are_not() -> None:
    assert card_key(candidate("a", kind="single"), {}) == "item:a"
    assert card_key(candidate("a", kind="sjt"), {}) == ""
    assert card_key(candidate("a", kind="single", pool=Pool.UJI), {}) == ""


def test_three_isomorphs_are_one_card() -> None:
    members = [candidate(name, family="bingkisan") for name in "cab"]
    known = families([*members, candidate("d", family="lain"), candidate("e", family="lain")])
    assert [one.id for one in known["bingkisan"]] == ["a", "b", "c"]
    assert list(known) == ["bingkisan"]
    assert card_key(members[0], known) == "family:bingkisan"
    assert card_key(candidate("d", family="lain"), known) == ""
    assert Card("family:bingkisan").family == "bingkisan"


def test_reserved_members_do_not_make_a_family() -> None:
    members = [candidate("a", family="f"), candidate("b", family="f")]
    assert families([*members, candidate("c", family="f", pool=Pool.UJI)]) == {}


def test_only_facts_for_repetition_and_families_come_by_themselves() -> None:
    assert comes_by_itself(candidate(kind="single", pool=Pool.ULANG), "item:a")
    assert comes_by_itself(candidate(), "family:f")
    assert not comes_by_itself(candidate(kind="single"), "item:a")
    assert not comes_by_itself(candidate(pool=Pool.ULANG), "")


@pytest.mark.parametrize(
    ("answer", "by_itself", "joined"),
    [
        (given(), False, False),
        (given(), True, True),
        (given(0.75), False, True),
        (given(0.0), False, True),
        (given(certainty=Certainty.DOUBT), False, True),
        (given(certainty=Certainty.SURE), False, False),
        (given(hint=True), False, True),
        (given(0.0, rapid=True), True, False),
    ],
)
def test_missed_and_doubtful_facts_become_cards(
    answer: Given, by_itself: bool, joined: bool
) -> None:
    assert joins(answer, by_itself=by_itself) is joined


def test_a_sure_mistake_moves_no_card_that_comes_tomorrow_anyhow() -> None:
    card = after(CARD, given(0.0, certainty=Certainty.SURE))
    assert card.due == DAY + 1
    assert answered(card, given(0.0, certainty=Certainty.SURE), DAY, reviewer) is None


def test_with_a_clock_set_back_the_day_of_the_last_review_counts() -> None:
    card = after(CARD, given())
    assert card.due is not None and card.due > DAY + 1
    assert answered(card, given(), DAY - 30, reviewer) is None
    moved = after(card, given(0.0, certainty=Certainty.SURE), DAY - 30)
    assert moved.due == DAY + 1


# --- one answer -------------------------------------------------------------------------------


def test_first_answer_of_a_day_is_the_review_and_the_others_are_practice() -> None:
    first = after(CARD, given())
    assert (first.due, first.reviews, first.streak, first.first_day) == (DAY + 2, 1, 1, DAY)
    assert answered(first, given(0.0), DAY, reviewer) is None
    assert after(first, given(0.0), DAY + 2).streak == 0


def test_a_clock_set_back_makes_no_second_review() -> None:
    first = after(CARD, given())
    assert answered(first, given(0.0), DAY - 400, reviewer) is None


def test_too_fast_is_asked_again_and_then_counts_as_missed() -> None:
    change = answered(CARD, given(rapid=True), DAY, reviewer)
    assert change is not None
    assert (change.event, change.rating, change.card.memory) == (CardEvent.TOO_FAST, None, None)
    again = answered(change.card, given(rapid=True), DAY, reviewer)
    assert again is not None and again.rating is Rating.AGAIN
    next_day = answered(change.card, given(rapid=True), DAY + 1, reviewer)
    assert next_day is not None and next_day.event is CardEvent.TOO_FAST
    read = answered(change.card, given(), DAY, reviewer)
    assert read is not None and read.rating is Rating.GOOD


def test_known_cards_may_be_answered_fluently() -> None:
    assert fluent(None) is None
    assert fluent(msgspec.structs.replace(CARD, reviews=1)) is None
    assert fluent(msgspec.structs.replace(CARD, reviews=2)) == 1.0


def strong() -> Card:
    return msgspec.structs.replace(
        CARD, memory=Memory(80.0, 3.0, DAY - 80, DAY), due=DAY, reviews=4, streak=3
    )


def test_sure_but_wrong_comes_back_the_next_day_whatever_the_scheduler_says() -> None:
    plain = after(strong(), given(0.0, certainty=Certainty.FAIRLY))
    assert plain.due is not None and plain.due > DAY + 1
    sure = after(strong(), given(0.0, certainty=Certainty.SURE))
    assert sure.due == DAY + 1
    assert sure.memory is not None and sure.memory.stability == plain.memory.stability  # type: ignore[union-attr]


def test_sure_but_wrong_after_the_review_of_the_day_brings_the_card_forward() -> None:
    reviewed = after(strong(), given())
    change = answered(reviewed, given(0.0, certainty=Certainty.SURE), DAY, reviewer)
    assert change is not None
    assert (change.event, change.card.due, change.card.reviews) == (CardEvent.TOMORROW, DAY + 1, 5)


def test_four_times_again_is_a_leech() -> None:
    card, day = CARD, DAY
    for number in range(4):
        assert not card.suspended
        card = after(card, given(0.0), day)
        assert card.again == number + 1
        assert card.due is not None
        day = card.due
    assert card.suspended
    assert answered(card, given(), day, reviewer) is None


def test_a_new_version_of_the_item_begins_anew() -> None:
    fresh = after(strong(), given(item_hash="h2"))
    assert (fresh.reviews, fresh.streak, fresh.item_hash) == (1, 1, "h2")
    assert fresh.memory is not None and fresh.memory.stability == pytest.approx(2.3065)


def test_another_variant_of_a_family_is_no_new_version() -> None:
    card = msgspec.structs.replace(strong(), key="family:f")
    assert after(card, given(item_id="b", item_hash="x")).reviews == 5


def test_what_comes_back_once_goes_when_it_was_answered() -> None:
    once = Card(once_key("a"), "a", "h1", due=DAY + 1)
    assert answered(once, given(0.0), DAY, reviewer) is None
    done = answered(once, given(0.0), DAY + 1, reviewer)
    assert done is not None and done.event is CardEvent.DONE
    fast = answered(once, given(rapid=True), DAY + 1, reviewer)
    assert fast is not None and fast.event is CardEvent.TOO_FAST
    twice = answered(fast.card, given(rapid=True), DAY + 1, reviewer)
    assert twice is not None and twice.event is CardEvent.DONE
    sure = answered(once, given(0.0, certainty=Certainty.SURE), DAY + 1, reviewer)
    assert sure is not None and (sure.event, sure.card.due) == (CardEvent.TOMORROW, DAY + 2)
    assert once.once and not once.new


# --- the plan ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "reviews", "new", "waiting"),
    [
        (DayCounts(), 0, 0, 0),
        (DayCounts(due=12), 12, 0, 0),
        (DayCounts(due=12, fresh=9), 12, 5, 0),
        (DayCounts(due=20, fresh=9), 20, 5, 0),
        (DayCounts(due=21, fresh=9), 20, 0, 1),
        (DayCounts(due=60, fresh=9), 20, 0, 40),
        (DayCounts(due=40, fresh=9, done=20), 0, 0, 40),
        (DayCounts(due=3, fresh=9, done=17, introduced=2), 3, 3, 0),
        (DayCounts(due=0, fresh=9, done=20, introduced=5), 0, 0, 0),
    ],
)
def test_caps_of_a_day(counts: DayCounts, reviews: int, new: int, waiting: int) -> None:
    assert (counts.reviews, counts.new, counts.waiting) == (reviews, new, waiting)
    assert counts.cards == reviews + new


@pytest.mark.parametrize(("due", "minutes"), [(12, 7), (1, 1), (20, 12), (5, 3)])
def test_usual_minutes(due: int, minutes: int) -> None:
    assert DayCounts(due=due).minutes == minutes


def test_order_is_returns_then_freshest_then_key() -> None:
    cards = [Card("item:c"), Card("item:b"), Card("item:a"), Card("once:z", due=DAY)]
    ordered = freshest_first(cards, {"item:a": 0.4, "item:b": 0.9, "item:c": 0.4})
    assert [card.key for card in ordered] == ["once:z", "item:b", "item:a", "item:c"]
