"""Keys in a cell: ``1,3``, ``A C``, the text of the option, and what Excel makes of them.

In an Indonesian Excel a typed ``1,2`` becomes the number 1.2 and ``1-2`` a date. The number is read
as the options 1 and 2 and reported; the date is refused, as nobody can tell what was typed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec

from ethics_desktop.formats.tables import Cell, cell_text

KeyStyle = Literal["number", "letter", "text"]

_DECIMAL = re.compile(r"(\d)[.](\d)")
_NUMBERS = re.compile(r"\d{1,2}(?:\s*(?:[,;/&+|]|\bdan\b|\band\b|\s)\s*\d{1,2})*\.?")
_LETTERS = re.compile(r"(?i)[a-j](?:\s*(?:[,;/&+|]|\bdan\b|\band\b|\s)\s*[a-j])*[.)]?")
_PARTS = re.compile(r"\s*(?:[;|\n]|,(?!\d))\s*")
TRUE_WORDS = frozenset("benar betul true t b ya yes y".split())
FALSE_WORDS = frozenset("salah false f s tidak no n".split())


class Key(msgspec.Struct, frozen=True):
    """The positions of right options, from 0; or ``problem``, a finding code.

    ``remark`` is a finding code for a key that was read but should be looked at.
    """

    right: tuple[int, ...] = ()
    problem: str = ""
    remark: str = ""


def read_key(cell: Cell, style: KeyStyle, options: list[str]) -> Key:
    """Read a key; ``options`` are the texts of the option columns, empty ones too.

    Problems: ``right_answer_missing``, ``key_is_date``, ``key_not_understood``, ``key_outside``
    (no such option), ``key_empty_option``. Remarks: ``key_decimal``, ``key_ambiguous``.
    """
    if isinstance(cell, date | datetime | time | timedelta):
        return Key(problem="key_is_date")
    text = cell_text(cell)
    if not text:
        return Key(problem="right_answer_missing")
    remark = ""
    if style == "text":
        right = _by_text(text, options)
    elif style == "number":
        right, remark = _by_number(cell, text)
    else:
        right = _by_letter(text)
    if right is None:  # one row may differ from its column: by its full text, else not at all
        right = _by_text(text, options) if style != "text" else _by_letter(text)
        remark = ""
    if right is None:
        return Key(problem="key_not_understood")
    if any(not 0 <= place < len(options) for place in right):
        return Key(problem="key_outside")
    if any(not options[place] for place in right):
        return Key(problem="key_empty_option")
    if style != "text" and not remark and _means_another(text, options, right):
        remark = "key_ambiguous"
    return Key(tuple(sorted(set(right))), remark=remark)


def fits(cell: Cell, style: KeyStyle, options: list[str]) -> bool:
    """Tell whether a key read in this style names options that are there."""
    right = _read_as(cell, style, options)
    return right is not None and all(0 <= p < len(options) and options[p] for p in right)


def is_readable(cell: Cell, style: KeyStyle, options: list[str]) -> bool:
    """Tell whether a key is one of this style, whether or not its option is there."""
    return _read_as(cell, style, options) is not None


def truth(text: str) -> bool | None:
    """Return what a word for right or wrong says, else None."""
    plain = text.strip().casefold().rstrip(".")
    if plain in TRUE_WORDS:
        return True
    return False if plain in FALSE_WORDS else None


def _read_as(cell: Cell, style: KeyStyle, options: list[str]) -> list[int] | None:
    text = cell_text(cell)
    if style == "text":
        return _by_text(text, options)
    return _by_number(cell, text)[0] if style == "number" else _by_letter(text)


def _by_number(cell: Cell, text: str) -> tuple[list[int] | None, str]:
    if isinstance(cell, bool):
        return None, ""
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return [int(decimal[1]) - 1, int(decimal[2]) - 1], "key_decimal"
    if _NUMBERS.fullmatch(text):
        return [int(number) - 1 for number in re.findall(r"\d+", text)], ""
    return None, ""


def _by_letter(text: str) -> list[int] | None:
    if not _LETTERS.fullmatch(text):
        return None
    plain = re.sub(r"\b(dan|and)\b", " ", text.casefold())
    return [ord(letter) - ord("a") for letter in re.findall(r"[a-j]", plain)]


def _by_text(text: str, options: list[str]) -> list[int] | None:
    plain = [_plain(option) for option in options]
    if _plain(text) in plain and _plain(text):
        return [plain.index(_plain(text))]
    parts = [_plain(part) for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1 and all(part in plain for part in parts):
        return [plain.index(part) for part in parts]
    return None


def _means_another(text: str, options: list[str], right: list[int]) -> bool:
    """The key read as a number or letter is also, word for word, the text of another option."""
    plain = [_plain(option) for option in options]
    return _plain(text) in plain and plain.index(_plain(text)) not in right


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
