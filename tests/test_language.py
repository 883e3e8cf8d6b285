"""Indonesian of the shipped content: spelling, and sentences one can follow at once."""

from __future__ import annotations

import re
import statistics

import pytest

from tools import words

LONGEST = 25


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+|\n+", text) if part.strip()]


@pytest.mark.skipif(not words.available(), reason="hunspell with id_ID is not installed")
def test_every_word_is_known() -> None:
    unknown, unused = words.check()
    assert unknown == {}
    assert unused == set()


def test_the_spelling_test_finds_mistakes() -> None:
    if not words.available():
        pytest.skip("hunspell with id_ID is not installed")
    assert words.unknown_to_dictionary({"rumah", "rumha", "pelayanan", "pelayannan"}) == {
        "rumha", "pelayannan",
    }  # fmt: skip


def test_sentences_are_short() -> None:
    lengths = [len(sentence.split()) for _, text in words.texts() for sentence in sentences(text)]
    assert statistics.mean(lengths) < LONGEST / 2


def test_prose_leaves_out_codes_and_accepted_misspellings() -> None:
    item = {
        "id": "a", "stem": "Apa?", "answers": [{"text": "kollusi"}],
        "options": [{"id": "a", "text": "Satu", "reason": "Dua"}], "meta": {"sources": ["tiga"]},
    }  # fmt: skip
    assert list(words.prose(item)) == ["Apa?", "Satu", "Dua"]
