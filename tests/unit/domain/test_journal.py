"""Entries, promises and when they are asked about; the PIN's rules. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ethics_desktop.domain.journal import (
    REFLECTION,
    Entry,
    Origin,
    Plan,
    Promise,
    Prompt,
    due_stage,
    entry_texts,
    first_due,
    matches,
    next_due,
)
from ethics_desktop.domain.pin import (
    Cost,
    Tries,
    normal_pin,
    pin_problem,
    wait_after,
    wait_left,
)

MADE = datetime(2026, 11, 21, 8, tzinfo=UTC)
SECRET = "bingkisan dari Pak Lurah"


def day(number: float) -> datetime:
    return MADE + timedelta(days=number)


def test_texts_never_show_in_a_representation() -> None:
    entry = Entry(title=SECRET, answers={Prompt.FREE: SECRET})
    promise = Promise(Plan(SECRET, SECRET))
    for shown in (repr(entry), repr(promise), repr([promise.plan]), f"{entry!r}", str(entry)):
        assert SECRET not in shown


def test_the_head_is_the_title_else_the_first_words() -> None:
    assert Entry(title=" Loket  3 ").head == "Loket 3"
    later = {Prompt.ANALYSIS: "Aturan\nA"}
    assert Entry(Origin.ATTEMPT, answers=later).head == "Aturan A"
    long = Entry(answers={Prompt.FREE: "kata " * 40}).head
    assert len(long) <= 80 and long.endswith("kata…")
    assert Entry().head == "" and Entry(answers={Prompt.FREE: " \n"}).blank


def test_prompts_are_the_five_steps_before_the_promise() -> None:
    assert Entry(Origin.SCENARIO).prompts == REFLECTION
    assert [p.value for p in REFLECTION] == [
        *("description", "feelings", "evaluation", "analysis", "conclusion")
    ]
    assert Entry().prompts == (Prompt.FREE,)


def test_entries_survive_the_way_to_bytes() -> None:
    entry = Entry(Origin.ATTEMPT, "Simulasi", "Judul", {Prompt.FEELINGS: "sungkan – é 🙂"})
    assert msgspec.json.decode(msgspec.json.encode(entry), type=Entry) == entry


@pytest.mark.parametrize(
    ("now", "stage"), [(0, 30), (29.9, 30), (30, 30), (60, 30), (90, 90), (400, 90)]
)
def test_the_question_is_that_of_the_last_day_that_came(now: float, stage: int) -> None:
    assert due_stage(MADE, day(now)) == stage


def test_asked_after_30_and_90_days_and_never_twice_in_a_row() -> None:
    assert first_due(MADE) == day(30)
    assert next_due(MADE, 30) == day(90)
    assert next_due(MADE, 90) is None


def test_a_plan_needs_situation_and_action() -> None:
    assert Plan("ada titipan", "menolak dengan sopan").complete
    assert not Plan("ada titipan", " ").complete
    assert Plan(" ").blank and not Plan(talk_to="Bu Rini").blank


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("LURAH bingkisan", True),
        ("  rini ", True),
        ("resume", True),  # without its accents
        ("lurah pasar", False),
    ],
)
def test_search_finds_all_words_in_any_order(query: str, found: bool) -> None:
    entry = Entry(title="Résumé", answers={Prompt.FREE: SECRET})
    promise = Promise(Plan("a", "b", "Bu Rini"))
    assert matches(query, entry_texts(entry, promise)) is found


# --- PIN --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pin", "problem"),
    [
        ("48151", "pin_short"),
        ("481516", None),
        ("123456", "pin_simple"),
        ("987654", "pin_simple"),
        ("abcdef", "pin_simple"),
        ("111111", "pin_simple"),
        ("121212", "pin_simple"),
        ("kopi susu pagi", None),
        ("ab" * 33, "pin_long"),
    ],
)
def test_what_is_too_simple(pin: str, problem: str | None) -> None:
    assert pin_problem(pin) == problem


def test_full_width_digits_are_the_same_pin() -> None:
    assert normal_pin("\uff14\uff18\uff11\uff15\uff11\uff16") == "481516"


def test_waits_grow_and_stop_growing() -> None:
    waits = [wait_after(n) for n in range(12)]
    assert waits[:3] == [0, 0, 0]
    assert waits[3:10] == [30, 60, 120, 300, 600, 1800, 3600]
    assert waits[10:] == [3600, 3600]


def test_a_wait_runs_down_and_a_clock_set_back_gains_nothing() -> None:
    tries = Tries(4, MADE)
    assert wait_left(tries, MADE) == 60
    assert wait_left(tries, MADE + timedelta(seconds=45)) == 15
    assert wait_left(tries, MADE + timedelta(hours=2)) == 0
    assert wait_left(tries, MADE - timedelta(days=300)) == 60
    assert wait_left(Tries(2, MADE), MADE) == wait_left(Tries(), MADE) == 0


@pytest.mark.parametrize(
    ("cost", "good"),
    [
        (Cost(), True),
        (Cost(1 << 21), False),
        (Cost(8, 1, 2), False),
        (Cost(64, 0, 1), False),
        (Cost(64, 1000, 1), False),
    ],
)
def test_absurd_costs_are_not_believed(cost: Cost, good: bool) -> None:
    assert cost.believable is good
