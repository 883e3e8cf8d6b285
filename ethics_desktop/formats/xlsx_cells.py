"""Cells: what a spreadsheet makes of what people type, and how it is read and written.

Free text that could be a formula is written with an apostrophe before it and read without. What a
cell cannot hold exactly (hidden fields, control characters, very long texts) travels as a *patch*
in the hidden column of its row: unit -> digest of what the visible cells say, and the exact value.
A patch counts only while the visible cells still say the same, so an edit always wins.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from ethics_desktop.formats.xlsx_layout import MAX_CELL, normal

#: A cell as python-calamine gives it; "" is an empty one.
Cell = str | int | float | bool | date | time | timedelta
#: Units of a row: name -> value out of JSON's types.
Units = dict[str, Any]
#: ``say(code, column, **params)`` notes a fault in the row that is being read.
Say = Callable[..., None]
#: Cells that were read before without a fault: (column, text) -> what they mean.
Known = dict[tuple[str, str], Any]

TRUE_WORDS = frozenset({"benar", "b", "true", "t", "betul", "ya", "y", "1"})
FALSE_WORDS = frozenset({"salah", "s", "false", "f", "tidak", "keliru", "0"})

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER_TEXT = re.compile(r"'-?\d+([.,]\d+)?")
#: Control characters that a sheet cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: Excel's own escape for characters; text that looks like one would be changed by readers.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: Characters that :func:`clean` leaves alone.
_USUAL = re.compile("[\n -~\xa1-\xff\u2010-\u2027]*+")
_INVISIBLE = re.compile("[\ufeff\u200b]")


def guard(text: str) -> str:
    """Return text as it may stand in a cell: no formula, no control characters, not too long."""
    if _CONTROL.search(text):
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    if text and not clean(text):
        return "\N{OPEN BOX}"  # text that nobody sees must not look like an empty cell
    if text.startswith(_FORMULA) or _GUARDED.match(text):
        text = "'" + text
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def escape(text: str) -> str:
    """Return text with Excel's own escape sequences escaped, for the file itself."""
    return _ESCAPE.sub("_x005F_", text)


def clean(text: str) -> str:
    """Return the text of a cell: NFC, plain spaces and line ends, the guard taken off."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() and _USUAL.fullmatch(text) is None:
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).replace("\u00a0", " "))
    if text[:1] == "'" and (_GUARDED.match(text) or _NUMBER_TEXT.fullmatch(text)):
        text = text[1:]
    return text.strip()


def number_text(value: float) -> str:
    """Return a number as an author in Indonesia typed it: ``2``, ``2,5``."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g").replace(".", ",")


def shown(value: Cell) -> str:
    """Return a cell for a sentence, shortened; numbers with a point, as Excel keeps them."""
    if isinstance(value, bool):
        text = "BENAR" if value else "SALAH"
    elif isinstance(value, float):
        text = format(value, ".15g")
    elif isinstance(value, datetime):
        text = value.isoformat(" ")
    else:
        text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"


class Row:
    """The filled cells of one row by column name, read as text, words or numbers."""

    __slots__ = ("cells", "known", "say")

    def __init__(self, cells: Mapping[str, Cell], say: Say, known: Known | None = None) -> None:
        self.cells = cells
        self.say = say
        self.known: Known = {} if known is None else known

    def text(self, name: str) -> str:
        """Return a text; numbers and booleans become text with a note, dates are refused."""
        value = self.cells.get(name, "")
        if isinstance(value, str):
            return clean(value) if value else ""
        return self._typed(name, value)

    def _typed(self, name: str, value: Cell) -> str:
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, bool):
            word = "Benar" if value else "Salah"
            self.say("sheet_boolean_cell", name, value=shown(value), read=word)
            return word
        if isinstance(value, int | float):
            word = number_text(float(value)) if abs(value) < 1e300 else str(value)
            if "," in word or "e" in word:
                self.say("sheet_number_cell", name, value=shown(value), read=word)
            return word
        self.say("sheet_date_cell", name, value=shown(value))
        return ""

    def code(self, name: str) -> str:
        """Return an id or code: numbers without a note, an apostrophe left by programs dropped."""
        value = self.cells.get(name, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number_text(float(value))
        return self.text(name).removeprefix("'")

    def date(self, name: str) -> str:
        """Return a date as ``2026-11-21``, or the text as it stands."""
        value = self.cells.get(name, "")
        if isinstance(value, datetime):
            return value.date().isoformat()
        return value.isoformat() if isinstance(value, date) else self.text(name)

    def whole(self, name: str) -> int | None:
        """Return a whole number; anything else is a fault (None when empty)."""
        value = self.cells.get(name, "")
        if type(value) is float and value.is_integer():
            return int(value)
        if value == "" or isinstance(value, bool):
            if value != "":
                self.say("sheet_number_bad", name, value=shown(value))
            return None
        if isinstance(value, int):
            return value
        if isinstance(value, str):
            word = clean(value).removeprefix("'")
            if re.fullmatch(r"-?\d{1,9}", word):
                return int(word)
            if not word:
                return None
        self.say("sheet_number_bad", name, value=shown(value))
        return None

    def word(self, name: str, words: Mapping[str, str]) -> str:
        """Return the code for a word of a list; an unknown one is noted and read as empty."""
        text = self.code(name)
        if not text:
            return ""
        found = words.get(text, "") or words.get(normal(text), "")
        if not found:
            wanted = ", ".join(dict.fromkeys(words.values()))
            self.say("sheet_word_unknown", name, value=shown(text), wanted=wanted)
        return found

    def parts(self, name: str, separators: str = ";\n") -> list[str]:
        """Return the parts of a cell that holds several."""
        text = self.code(name)
        for separator in separators[1:]:
            text = text.replace(separator, separators[0])
        return [part for piece in text.split(separators[0]) if (part := piece.strip())]


def digest(value: object) -> str:
    """Return a short mark of what the visible cells say; empty for nothing."""
    if value is None:
        return ""
    raw = msgspec.json.encode(value, order="deterministic")
    return hashlib.blake2b(raw, digest_size=6).hexdigest()


def make_patch(key: str, exact: Units, seen: Units) -> str:
    """Return the hidden cell of a row: what ``seen`` (read from the cells) lacks of ``exact``."""
    changes = {
        name: [digest(seen.get(name)), exact.get(name)]
        for name in [*exact, *(name for name in seen if name not in exact)]
        if exact.get(name) != seen.get(name)
    }
    raw = msgspec.json.encode({"i": key, **({"p": changes} if changes else {})}).decode()
    plain = "".join(_ascii(char) for char in raw) if not raw.isascii() else raw
    return _ESCAPE.sub(r"\\u005f", plain)


def _ascii(char: str) -> str:
    code = ord(char)
    if code < 128:
        return char
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def apply_patch(hidden: str, key: str, units: Units) -> frozenset[str] | None:
    """Put the exact values of a hidden cell into ``units`` where the visible cells agree.

    A hidden cell of another row (a copied one, or one whose id was changed) is left alone.

    Returns:
        The names of the units that were put right; None when the hidden cell cannot be read.
    """
    restored = set()
    try:
        loose = msgspec.json.decode(hidden)
        if loose["i"] != key:
            return frozenset()
        for name, (mark, exact) in loose.get("p", {}).items():
            if digest(units.get(name)) != mark:
                continue
            restored.add(name)
            if exact is None:
                units.pop(name, None)
            else:
                units[name] = exact
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    return frozenset(restored)


def pieces(text: str) -> list[str]:
    """Return the hidden text in pieces that fit a cell."""
    return [text[start : start + MAX_CELL] for start in range(0, len(text), MAX_CELL)] or [""]


def flat(value: Mapping[str, Any], prefix: str, names: Iterable[str]) -> Units:
    """Return the given fields of a mapping as units, those that are there."""
    return {f"{prefix}{name}": value[name] for name in names if name in value}
