from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain.attempt import (
    Answer,
    Chosen,
    FormItem,
    ItemState,
    Judged,
    Matched,
    Ordered,
    Ticked,
    Written,
)
from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Item,
    MatchItem,
    Meta,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    Principle,
    Prompt,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    Target,
    TrueFalseItem,
)
from ethics_desktop.domain.scoring import (
    blind,
    blind_multiple,
    blind_order,
    by_principle,
    kendall_tau,
    score,
    score_form,
    score_fraction,
    tkp_points,
)
from ethics_desktop.domain.statistics import estimate
from tests.reference import reference

NAMES = "abcdefghij"


def single(n: int = 4) -> SingleItem:
    options = tuple(Option(id=NAMES[i], text=f"pilihan {i}", correct=i == 1) for i in range(n))
    return SingleItem(id="s", stem="Mana?", options=options)


def multiple(n: int, key: set[int]) -> MultipleItem:
    options = tuple(Option(id=NAMES[i], text=f"o{i}", correct=i in key) for i in range(n))
    return MultipleItem(id="m", stem="Mana saja?", options=options)


def sjt(weights: list[int], principle: Principle | None = None) -> SjtItem:
    options = tuple(
        SjtOption(id=NAMES[i], text=f"o{i}", weight=weight) for i, weight in enumerate(weights)
    )
    return SjtItem(id="j", stem="Apa yang tepat?", options=options, meta=Meta(principle=principle))


def order(ranks: dict[str, int]) -> OrderItem:
    options = tuple(OrderOption(id=k, text=k, rank=rank + 1) for k, rank in ranks.items())
    return OrderItem(id="o", stem="Urutkan", options=options)


def match(key: dict[str, str], targets: list[str]) -> MatchItem:
    return MatchItem(
        id="p",
        stem="Pasangkan",
        left=tuple(Prompt(id=p, text=p) for p in key),
        right=tuple(Target(id=t, text=t) for t in targets),
        answer=key,
    )


def short(*answers: AcceptedAnswer) -> ShortItem:
    return ShortItem(id="i", stem="Sebutkan", answers=answers)


def ticks(*numbers: int) -> Ticked:
    return Ticked(tuple(sorted(NAMES[i] for i in numbers)))


TRUE = TrueFalseItem(id="t", stem="Benar?", answer=True)


# -- the reference table ---------------------------------------------------------------------------


def test_multiple_choice_cases() -> None:
    for case in reference("scoring_cases.json")["multi"]:
        got = score_fraction(multiple(case["n"], set(case["key"])), ticks(*case["ticks"]))
        assert got == pytest.approx(case["score"], abs=1e-6)


def test_blind_multiple_cases() -> None:
    for case in reference("scoring_cases.json")["blind_multi"]:
        got = blind(multiple(case["n"], set(range(case["k"]))))
        assert got == pytest.approx(case["blind"], abs=1e-6)


def test_order_cases() -> None:
    for case in reference("scoring_cases.json")["order"]:
        item = order(case["rank_key"])
        assert kendall_tau(case["rank_key"], case["response"]) == pytest.approx(
            case["tau"], abs=1e-6
        )
        got = score_fraction(item, Ordered(tuple(case["response"])))
        assert got == pytest.approx(case["score"], abs=1e-6)
        assert blind(item) == pytest.approx(case["blind"], abs=1e-6)


def test_match_cases() -> None:
    for case in reference("scoring_cases.json")["match"]:
        item = match(case["key"], case["targets"])
        pairs = {p: t for p, t in case["response"].items() if t is not None}
        assert score_fraction(item, Matched(pairs)) == pytest.approx(case["score"], abs=1e-6)
        assert blind(item) == pytest.approx(case["blind"], abs=1e-6)


def test_situational_cases() -> None:
    for case in reference("scoring_cases.json")["sjt"]:
        item = sjt(case["weights"])
        got = score(item, Chosen(NAMES[case["choice"]]), opened=True, reached=True)
        assert got.fraction == pytest.approx(case["score"], abs=1e-6)
        assert got.points == case["raw_points"]
        assert blind(item) == pytest.approx(case["blind"], abs=1e-6)


def test_aggregate_cases() -> None:
    for case in reference("scoring_cases.json")["aggregate"]:
        f = [row["score"] for row in case["items"]]
        got = estimate(f, [row["blind"] for row in case["items"]], [v == 1 for v in f])
        assert got.percent == pytest.approx(case["percent"], abs=1e-6)
        assert got.blind_percent == pytest.approx(case["blind_percent"], abs=1e-6)


# -- worked numbers of the text --------------------------------------------------------------------


def test_single_and_true_false() -> None:
    assert score_fraction(single(), Chosen("b")) == 1
    assert score_fraction(single(), Chosen("a")) == 0
    assert blind(single(4)) == 0.25
    assert score_fraction(TRUE, Judged(True)) == 1
    assert score_fraction(TRUE, Judged(False)) == 0
    assert blind(TRUE) == 0.5


@pytest.mark.parametrize(
    ("n", "key", "chosen", "f"),
    [
        (5, {0, 1, 2}, (0, 1), 2 / 3),
        (5, {0, 1, 2}, (0, 1, 3), 1 / 6),
        (5, {0, 1, 2}, (0, 1, 2, 3), 0.5),
        (5, {0, 1, 2}, (0, 1, 2, 3, 4), 0),
        (6, {0, 1}, (0,), 0.5),
        (6, {0, 1}, (0, 2), 0),
        (6, {0, 1}, (0, 1, 2), 0.5),
    ],
)
def test_multiple_choice_worked(n: int, key: set[int], chosen: tuple[int, ...], f: float) -> None:
    assert score_fraction(multiple(n, key), ticks(*chosen)) == pytest.approx(f)


@pytest.mark.parametrize(("n", "b"), [(3, 0.277778), (4, 0.194444), (5, 0.163333), (6, 0.144815)])
def test_blind_order_worked(n: int, b: float) -> None:
    assert blind_order(range(n)) == pytest.approx(b, abs=1e-6)


def test_situational_worked() -> None:
    fractions = [score_fraction(sjt([1, 1, 3, 5, 4]), Chosen(NAMES[i])) for i in range(5)]
    assert fractions == [0, 0, 0.5, 1, 0.75]
    assert blind(sjt([1, 1, 3, 5, 4])) == pytest.approx(0.45)
    assert blind(sjt([1, 2, 3, 4, 5])) == pytest.approx(0.5)


def test_items_without_a_valid_key_score_nothing() -> None:
    assert score_fraction(multiple(3, {0, 1, 2}), ticks(0, 1, 2)) == 0
    assert score_fraction(multiple(3, set()), ticks(0)) == 0
    assert blind(multiple(3, {0, 1, 2})) == 0
    assert score_fraction(sjt([3, 3]), Chosen("a")) == 0
    assert score_fraction(order({"a": 1, "b": 1}), Ordered(("a", "b"))) == 0
    assert blind(order({"a": 1, "b": 1})) == 0


def test_an_answer_of_another_kind_or_unknown_option_scores_nothing() -> None:
    assert score_fraction(single(), Judged(True)) == 0
    assert score_fraction(single(), Chosen("zz")) == 0
    assert score_fraction(sjt([1, 5]), Chosen("zz")) == 0
    assert score_fraction(multiple(4, {0, 1}), Ticked(("a", "zz"))) == 0.5


# -- short answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "given_text", "fits"),
    [
        (AcceptedAnswer(text="Gratifikasi"), "  gratifikasi ", True),
        (AcceptedAnswer(text="suap  aktif"), "Suap\naktif", True),
        (AcceptedAnswer(text="suap"), "suapan", False),
        (AcceptedAnswer(text="café"), "CAFE\u0301", True),
        (AcceptedAnswer(text="LHKPN", case_sensitive=True), "lhkpn", False),
        (AcceptedAnswer(text="LHKPN", case_sensitive=True), "LHKPN", True),
        (AcceptedAnswer(text="gratifikas*", wildcard=True), "Gratifikasinya", True),
        (AcceptedAnswer(text="*konflik*kepentingan*", wildcard=True), "sebuah konflik kepentingan",
         True),
        (AcceptedAnswer(text="*konflik*kepentingan*", wildcard=True), "kepentingan konflik", False),
        (AcceptedAnswer(text="a*a", wildcard=True), "a", False),
        (AcceptedAnswer(text="a*a", wildcard=True), "aa", True),
        (AcceptedAnswer(text="*", wildcard=True), "apa saja", True),
        (AcceptedAnswer(text="a*", wildcard=False), "ab", False),
        (AcceptedAnswer(text="a*", wildcard=False), "A*", True),
        (AcceptedAnswer(text="a.c", wildcard=True), "abc", False),
    ],
)  # fmt: skip
def test_short_answers(accepted: AcceptedAnswer, given_text: str, fits: bool) -> None:
    assert score_fraction(short(accepted), Written(given_text)) == float(fits)


def test_short_answer_takes_the_best_match() -> None:
    item = short(
        AcceptedAnswer(text="gratif*", wildcard=True, score=0.5), AcceptedAnswer(text="gratifikasi")
    )
    assert score_fraction(item, Written("gratifikasi")) == 1
    assert score_fraction(item, Written("gratifikas")) == 0.5
    assert blind(item) == 0


def test_wildcards_cannot_be_made_slow() -> None:
    item = short(AcceptedAnswer(text="*a" * 500 + "b", wildcard=True))
    assert score_fraction(item, Written("a" * 60000)) == 0


# -- properties ------------------------------------------------------------------------------------

keys = st.integers(2, 10).flatmap(
    lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1), min_size=1, max_size=n - 1))
)


@given(keys)
def test_ticking_everything_or_nothing_brings_nothing(case: tuple[int, set[int]]) -> None:
    n, key = case
    assert score_fraction(multiple(n, key), ticks(*range(n))) == 0
    assert score_fraction(multiple(n, key), ticks()) == 0
    assert score_fraction(multiple(n, key), ticks(*key)) == 1


@given(keys, st.data())
def test_multiple_choice_is_monotonic(case: tuple[int, set[int]], data: st.DataObject) -> None:
    n, key = case
    item = multiple(n, key)
    chosen = data.draw(st.sets(st.integers(0, n - 1)))
    f = score_fraction(item, ticks(*chosen))
    assert 0 <= f <= 1
    for option in set(range(n)) - chosen:
        more = score_fraction(item, ticks(*chosen, option))
        assert more >= f if option in key else more <= f


@pytest.mark.parametrize("n", [4, 5, 6])
def test_hedging_between_two_never_pays(n: int) -> None:
    for k in range(1, n):
        item = multiple(n, set(range(k)))
        known = ticks(*range(k - 1))  # all but one right option known; the last is between two
        both = score_fraction(item, ticks(*range(k - 1), k - 1, k))
        one = score_fraction(item, ticks(*range(k)))
        other = score_fraction(item, ticks(*range(k - 1), k))
        assert both <= (one + other) / 2 + 1e-12
        assert score_fraction(item, known) <= 1


@given(st.lists(st.integers(1, 5), min_size=2, max_size=7))
def test_blind_order_is_the_mean_over_all_orders(ranks: list[int]) -> None:
    if len(ranks) > 6:
        ranks = ranks[:6]
    key = {NAMES[i]: rank for i, rank in enumerate(ranks)}
    orders = list(itertools.permutations(key))
    mean = math.fsum(max(0.0, kendall_tau(key, order)) for order in orders) / len(orders)
    assert blind_order(ranks) == pytest.approx(mean)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=7), st.randoms())
def test_tau_turns_with_the_order(ranks: list[int], random: object) -> None:
    key = {NAMES[i]: rank for i, rank in enumerate(ranks)}
    order = list(key)
    random.shuffle(order)  # type: ignore[attr-defined]
    tau = kendall_tau(key, order)
    assert -1 <= tau <= 1
    assert kendall_tau(key, order[::-1]) == pytest.approx(-tau)
    assert kendall_tau(key, sorted(key, key=lambda name: key[name])) == float(len(set(ranks)) > 1)


@given(st.integers(2, 10), st.data())
def test_blind_multiple_is_the_best_of_fixed_sizes(n: int, data: st.DataObject) -> None:
    if n > 7:
        n = 7
    k = data.draw(st.integers(1, n - 1))
    item = multiple(n, set(range(k)))
    best = max(
        math.fsum(score_fraction(item, ticks(*c)) for c in itertools.combinations(range(n), size))
        / math.comb(n, size)
        for size in range(n + 1)
    )
    assert blind_multiple(n, k) == pytest.approx(best)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=10))
def test_situational_scores_follow_the_weights(weights: list[int]) -> None:
    item = sjt(weights)
    got = [score_fraction(item, Chosen(NAMES[i])) for i in range(len(weights))]
    for (w1, f1), (w2, f2) in itertools.product(zip(weights, got, strict=True), repeat=2):
        assert (w1 < w2) == (f1 < f2)
    assert blind(item) == pytest.approx(sum(got) / len(got))


ANSWERS: list[tuple[Item, Answer]] = [
    (single(), Chosen("b")),
    (multiple(4, {0, 2}), ticks(0, 2)),
    (TRUE, Judged(True)),
    (sjt([1, 5, 3]), Chosen("b")),
    (order({"a": 0, "b": 1}), Ordered(("a", "b"))),
    (match({"p": "t", "q": "s"}, ["s", "t", "r"]), Matched({"p": "t", "q": "s"})),
    (short(AcceptedAnswer(text="x")), Written("X")),
]


@pytest.mark.parametrize(("item", "answer"), ANSWERS, ids=lambda value: type(value).__name__)
def test_every_kind_can_be_full_and_blank(item: Item, answer: Answer) -> None:
    right = score(item, answer, opened=True, reached=True)
    assert right.full
    assert right.answered
    assert not right.omitted
    assert not right.not_reached
    blank = score(item, None, opened=True, reached=False)
    assert (blank.fraction, blank.answered, blank.omitted) == (0, False, True)
    assert 0 <= blind(item) < 1
    for _, other in ANSWERS:
        assert 0 <= score_fraction(item, other) <= 1


# -- forms -----------------------------------------------------------------------------------------


def form(*items: Item) -> list[FormItem]:
    return [
        FormItem(
            position=i,
            bank_id="b",
            bank_version="1.0.0",
            item_hash="",
            item=item,
            display_order=(),
            blind=blind(item),
        )
        for i, item in enumerate(items, 1)
    ]


def seen(position: int, answer: Answer | None = None, ms: int = 9000) -> ItemState:
    return ItemState(position=position, answer=answer, opened=True, seen_ms=ms)


def test_blank_items_are_omitted_or_not_reached() -> None:
    items = form(*[single()] * 6)
    states = {
        1: seen(1, Chosen("b")),
        2: seen(2),  # seen, blank
        # 3 passed over without being opened
        4: seen(4, Chosen("a"), ms=100),
        5: seen(5, ms=2999),  # only glimpsed, nothing after it
    }
    scores = score_form(items, states)
    assert [s.answered for s in scores] == [True, False, False, True, False, False]
    assert [s.omitted for s in scores] == [False, True, True, False, False, False]
    assert [s.not_reached for s in scores] == [False, False, False, False, True, True]
    assert [s.fraction for s in scores] == [1, 0, 0, 0, 0, 0]


def test_the_last_item_looked_at_long_enough_is_omitted() -> None:
    scores = score_form(form(single(), single()), {2: seen(2, ms=3000)})
    assert [s.omitted for s in scores] == [True, True]


def test_empty_ticks_pairs_and_spaces_are_blank() -> None:
    items = form(multiple(4, {0}), match({"p": "t"}, ["t", "s"]), short(AcceptedAnswer(text="*")))
    states = {1: seen(1, Ticked(())), 2: seen(2, Matched({})), 3: seen(3, Written("  "))}
    assert [s.omitted for s in score_form(items, states)] == [True] * 3


def test_nothing_opened_is_all_not_reached() -> None:
    assert all(s.not_reached for s in score_form(form(single(), TRUE), {}))


def test_tkp_points() -> None:
    items = form(sjt([1, 2, 3, 4, 5]), single(), sjt([5, 1, 1, 2, 4]), sjt([1, 2, 3, 4, 5]))
    states = {1: seen(1, Chosen("d")), 2: seen(2, Chosen("b")), 3: seen(3, Chosen("a"))}
    got = tkp_points(items, score_form(items, states))
    assert got is not None
    assert (got.points, got.maximum, got.items) == (9, 15, 3)
    assert got.blind == pytest.approx(3 + 2.6 + 3)
    assert tkp_points(form(single()), score_form(form(single()), {})) is None


def test_groups_follow_the_order_of_the_principles() -> None:
    items = form(
        sjt([1, 5], Principle.KEADILAN), sjt([1, 5], Principle.INTEGRITAS), single(),
        sjt([1, 5], Principle.KEADILAN),
    )  # fmt: skip
    assert by_principle(items) == {Principle.INTEGRITAS: [1], Principle.KEADILAN: [0, 3]}
    assert list(by_principle(items)) == [Principle.INTEGRITAS, Principle.KEADILAN]
