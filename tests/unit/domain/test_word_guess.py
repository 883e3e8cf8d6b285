"""A guesser that learns words: finds what gives options away, and nothing where nothing does."""

from __future__ import annotations

from ethics_desktop.domain.bank import Item, Option, SingleItem
from ethics_desktop.domain.word_guess import word_guess_rates


def items(count: int, telltale: bool, bank: str = "x") -> list[Item]:
    made: list[Item] = []
    for n in range(count):
        texts = [f"{bank}{n}{k} lain" for k in "abcd"]
        right = n % 4
        if telltale:
            texts[right] = f"selalu tepat{n}"
        options = tuple(
            Option(id=k, text=text, correct=place == right)
            for place, (k, text) in enumerate(zip("abcd", texts, strict=True))
        )
        made.append(SingleItem(id=f"a-{n}", stem="Apa?", options=options))
    return made


def test_a_telltale_word_is_learned_from_other_banks() -> None:
    (rate,) = word_guess_rates([items(12, True), items(8, True)])
    assert (rate.rule, rate.kind, rate.n, rate.chance) == ("bag_of_words", "single", 20, 0.25)
    assert rate.rate == 1.0 and rate.is_fault


def test_words_of_the_bank_itself_teach_nothing() -> None:
    (rate,) = word_guess_rates([items(12, False, "x"), items(8, False, "y")])
    assert abs(rate.rate - 0.25) < 1e-9 and not rate.is_fault
    assert word_guess_rates([items(12, True)]) == []
