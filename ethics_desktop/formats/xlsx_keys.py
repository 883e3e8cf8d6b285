"""The column ``Kunci``: letters, orders, Benar and Salah, and short answers.

Excel with Indonesian settings turns ``1,2`` into the number 1.2 and ``1-2`` into a date. Numbers
are read as positions with a note; dates are refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from ethics_desktop.formats.xlsx_cells import (
    FALSE_WORDS,
    TRUE_WORDS,
    Row,
    clean,
    number_text,
    shown,
)
from ethics_desktop.formats.xlsx_layout import LETTERS, joined, normal

_SEPARATORS = re.compile(r"[\s,;/&.)]+|\bdan\b|\band\b|->|>|→")
_SCORE = re.compile(r"(?<!\\)=\s*(\d{1,3}(?:[.,]\d+)?)\s*%?$")

#: An accepted answer while it is read: text, score 0..1, wildcard.
Accepted = list[Any]


def is_date(value: object) -> bool:
    """Tell whether Excel made a date, a time or a span of a cell."""
    return isinstance(value, date | time | timedelta)


def read_letters(row: Row, filled: Sequence[str]) -> list[str] | None:
    """Return the letters of the key in the order in which they stand; None after a fault."""
    value = row.cells.get("key", "")
    if is_date(value):
        row.say("sheet_key_date", "key", value=shown(value))
        return None
    if isinstance(value, bool):
        row.say("sheet_key_unknown", "key", value=shown(value), letters=joined(filled))
        return None
    if isinstance(value, int | float):
        return _read_number(row, float(value), filled)
    text = clean(str(value)).lstrip("'").strip()
    if text in filled:
        return [text]
    if not text:
        row.say("sheet_key_missing", "key", letters=joined(filled))
        return None
    found = [part.upper() for part in _SEPARATORS.split(text) if part]
    if len(found) == 1 and len(found[0]) > 1 and found[0].isalpha():
        found = list(found[0])  # ACD
    if all(re.fullmatch(r"[1-9]|10", part) for part in found):
        letters = [LETTERS[int(part) - 1] for part in found]
        if set(letters) <= set(filled):
            row.say("sheet_key_positions", "key", value=shown(text), read=",".join(letters))
            return letters
    if not set(found) <= set(filled):
        row.say("sheet_key_unknown", "key", value=shown(text), letters=joined(filled))
        return None
    return found


def _read_number(row: Row, value: float, filled: Sequence[str]) -> list[str] | None:
    """1.2 is what became of ``1,2``; 3 is the third option."""
    typed = number_text(value)
    positions = [int(part) if part.isdigit() else 0 for part in typed.split(",")]
    letters = [LETTERS[n - 1] for n in positions if 1 <= n <= len(LETTERS)]
    if len(letters) < len(positions) or len(set(letters)) < len(letters):
        letters = []
    if not letters or not set(letters) <= set(filled):
        row.say("sheet_key_unknown", "key", value=shown(value), letters=joined(filled))
        return None
    read = ",".join(letters)
    if len(letters) == 1:
        row.say("sheet_key_positions", "key", value=shown(value), read=read)
    else:
        row.say("sheet_key_number", "key", value=shown(value), typed=typed, read=read,
                shown=" dan ".join(letters))  # fmt: skip
    return letters


def read_ranks(row: Row, filled: Sequence[str]) -> dict[str, int] | None:
    """Return letter -> rank; ``A=B`` gives both the same. The key must name every option once."""
    value = row.cells.get("key", "")
    groups = clean(value).split("=") if isinstance(value, str) else []
    if len(groups) < 2:
        letters = read_letters(row, filled)
        if letters is None:
            return None
        ranks = {letter: rank for rank, letter in enumerate(letters, 1)}
        named = letters
    else:
        ranks, named = _tied_ranks(str(value).upper())
    if sorted(named) != sorted(filled):
        row.say("sheet_key_not_permutation", "key", value=shown(value), letters=joined(filled))
        return None
    return ranks


def _tied_ranks(text: str) -> tuple[dict[str, int], list[str]]:
    ranks: dict[str, int] = {}
    named: list[str] = []
    steps = [part for part in _SEPARATORS.split(re.sub(r"\s*=\s*", "=", text)) if part]
    for rank, step in enumerate(steps, 1):
        for letter in step.split("="):
            named.append(letter)
            ranks[letter] = rank
    return ranks, named


def show_ranks(ranks: dict[str, int]) -> str:
    """Return the key of an ordering item: ``B,A=D,C``."""
    steps: dict[int, list[str]] = {}
    for letter, rank in ranks.items():
        steps.setdefault(rank, []).append(letter)
    return ",".join("=".join(steps[rank]) for rank in sorted(steps))


def read_truth(row: Row) -> bool | None:
    """Return what a true or false item holds to be right; None after a fault."""
    value = row.cells.get("key", "")
    if isinstance(value, bool):
        return value
    word = normal(number_text(value) if isinstance(value, int | float) else shown(value))
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    row.say("sheet_truth_unknown", "key", value=shown(value))
    return None


def read_answers(row: Row) -> list[Accepted] | None:
    """Return the accepted answers of ``gratifikasi | suap=50 | gratifikas*``."""
    value = row.cells.get("key", "")
    if is_date(value):
        row.say("sheet_key_date", "key", value=shown(value))
        return None
    text = row.code("key") if not isinstance(value, bool) else shown(value).capitalize()
    found = [one for part in _split(text) if (one := _accepted(part))]
    if not found:
        row.say("sheet_answers_missing", "key")
        return None
    for accepted in found:
        if not 0 <= accepted[1] <= 1:
            row.say("sheet_percent_bad", "key", value=shown(text))
            return None
    return found


def _split(text: str) -> list[str]:
    """Split at ``|`` and line ends that no backslash stands before."""
    return re.split(r"(?<!\\)[|\n]", text)


def _accepted(part: str) -> Accepted | None:
    part = part.strip()
    score = 1.0
    found = _SCORE.search(part)
    if found:
        score = round(float(found[1].replace(",", ".")) / 100, 6)
        part = part[: found.start()].rstrip()
    wildcard = re.search(r"(?<!\\)\*", part) is not None
    text = re.sub(r"\\([|=*\\])", r"\1", part)
    return [text, score, wildcard] if text else None


def show_answers(answers: Sequence[Accepted]) -> str:
    """Return the key of a short answer item."""
    tokens = []
    for text, score, wildcard in answers:
        special = r"([|=\\])" if wildcard else r"([|=*\\])"
        token = re.sub(special, r"\\\1", text)
        tokens.append(token if score == 1 else f"{token}={number_text(round(score * 100, 4))}")
    return " | ".join(tokens)
