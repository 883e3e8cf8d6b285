"""Tables whose columns have to be told: which is the question, the options, the key.

``guess_mapping`` proposes, the person corrects, ``apply`` reads. Presets know the headers of Kahoot
and of Quizizz/Wayground by their beginnings (their endings change with every version).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from ethics_desktop.domain.watching import Watch, part, unwatched
from ethics_desktop.formats import tables
from ethics_desktop.formats.reading import ReadResult
from ethics_desktop.formats.table_keys import KeyStyle, fits, is_readable
from ethics_desktop.formats.tables import Cell, Cells, Table, cell_text, is_filled, read_tables

Preset = Literal["", "kahoot", "quizizz"]
PRESETS: tuple[Preset, ...] = ("kahoot", "quizizz")

MAX_OPTIONS = 10
#: The header is looked for in so many rows; Kahoot's stands in row 8.
HEADER_SEARCH = 20
_SAMPLE = 200

_STEM = ("question text", "question", "soal", "pertanyaan", "butir soal", "teks soal", "stem")
_KIND = ("question type", "type", "tipe", "jenis")
_KEY = (
    "correct answer", "correct", "right answer", "answer key", "kunci", "jawaban benar",
    "jawaban yang benar", "key",
)  # fmt: skip
_EXPLANATION = ("answer explanation", "explanation", "pembahasan", "penjelasan", "umpan balik",
                "feedback", "alasan")  # fmt: skip
_IMAGE = ("image", "gambar", "foto")
_TIME = ("time", "waktu", "durasi")
_OPTION = re.compile(
    r"(?:answer|option|opsi|pilihan|jawaban|choice|distractor)?\s*(?P<sign>[1-9]|10|[a-j])\b"
)
_REASON = re.compile(r"(?:alasan|umpan balik|feedback|penjelasan|reason)\s*(?P<sign>[1-9]|[a-j])\b")
_KAHOOT = ("question", "answer", "time", "correct")
_QUIZIZZ = ("question text", "question type", "option")


class Mapping(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the columns mean: indexes from 0, -1 for none; ``header`` is its row from 1, 0 for none.

    ``options`` and ``reasons`` are in the order A, B, C, ... ``keys`` says how the key column names
    an option. Columns that are not named here are not read.
    """

    preset: Preset = ""
    sheet: str = ""
    header: int = 0
    stem: int = -1
    options: tuple[int, ...] = ()
    key: int = -1
    kind: int = -1
    explanation: int = -1
    reasons: tuple[int, ...] = ()
    image: int = -1
    keys: KeyStyle = "number"

    @property
    def used(self) -> frozenset[int]:
        """The columns that are read or known."""
        named = (self.stem, self.key, self.kind, self.explanation, self.image)
        return frozenset((*named, *self.options, *self.reasons)) - {-1}


#: Where the templates of Kahoot and of Quizizz/Wayground have their columns (``formats.md`` 2.4).
_TEMPLATES: dict[str, Mapping] = {
    "": Mapping(),
    "kahoot": Mapping(preset="kahoot", header=8, stem=1, options=(2, 3, 4, 5), key=7),
    "quizizz": Mapping(
        preset="quizizz", header=1, stem=0, kind=1, options=(2, 3, 4, 5, 6), key=7, image=9,
        explanation=10,
    ),
}  # fmt: skip


class Guess(msgspec.Struct, frozen=True):
    """A proposal: how sure it is (0..1), the headers it saw, and the mark to remember it by."""

    mapping: Mapping
    confidence: float
    headers: tuple[str, ...]
    signature: str


def read(path: Path, mapping: Mapping | None = None, watch: Watch = unwatched) -> ReadResult:
    """Read a table with a mapping, or with the guessed one.

    Raises:
        UserError: as ``tables.read_tables``; ``table_columns_unknown(file)`` when no column can be
            taken for the question and none was told.
    """
    from ethics_desktop.formats.tabular_items import read_rows

    found = read_tables(path, watch=part(watch, 0, 0.2))
    table, guess = best_guess(found)
    if mapping is None:
        mapping = guess.mapping
    else:
        table = next((one for one in found if one.sheet == mapping.sheet), table)
    return read_rows(mapping, table, path, part(watch, 0.2, 1))


def apply(mapping: Mapping, table: Table, watch: Watch = unwatched) -> ReadResult:
    """Read a table that is already in memory (the preview, again after a correction)."""
    from ethics_desktop.formats.tabular_items import read_rows

    return read_rows(mapping, table, Path(table.file), watch)


def best_guess(found: Sequence[Table]) -> tuple[Table, Guess]:
    """Return the table whose columns are understood best, with the guess about it."""
    guesses = [(guess_mapping(table), table) for table in found]
    guess, table = max(guesses, key=lambda pair: pair[0].confidence)
    mapping = msgspec.structs.replace(guess.mapping, sheet=table.sheet)
    return table, msgspec.structs.replace(guess, mapping=mapping)


def guess_mapping(table: Table | Sequence[Cells]) -> Guess:
    """Propose what the columns mean, by their headers, else by what stands in them."""
    rows = table.rows if isinstance(table, Table) else tuple(table)
    best = (0, Mapping())
    for number, row in enumerate(rows[:HEADER_SEARCH], start=1):
        mapping = _by_headers(row, number)
        weight = _understood(mapping)
        if weight > best[0]:
            best = weight, mapping
    mapping = best[1]
    if mapping.stem < 0 or not (mapping.options or mapping.key >= 0):
        mapping = _by_content(rows)
        style, share = _key_style(mapping, rows)
        confidence = 0.5 * share if mapping.stem >= 0 and mapping.options else 0.0
    else:
        style, share = _key_style(mapping, rows)
        confidence = (1.0 if mapping.preset else 0.9) * (0.4 + 0.6 * share)
        if not mapping.options or mapping.key < 0:
            confidence *= 0.5
    if not mapping.preset:
        mapping = msgspec.structs.replace(mapping, keys=style)
    headers = _headers(rows, mapping)
    return Guess(mapping, round(confidence, 3), headers, signature(headers))


def preset_mapping(table: Table | Sequence[Cells], preset: Preset) -> Mapping:
    """Return the mapping of a table that comes from a program a person named.

    By the headers where one row has them (in any order and language of the dashes), else by the
    places that the program's own template has.
    """
    rows = table.rows if isinstance(table, Table) else tuple(table)
    usual = _TEMPLATES[preset]
    for number, row in enumerate(rows[:HEADER_SEARCH], start=1):
        mapping = _by_headers(row, number)
        if mapping.preset == preset and mapping.stem >= 0 and mapping.options:
            return mapping
    width = max((len(row) for row in rows[:_SAMPLE]), default=0)
    options = tuple(index for index in usual.options if index < width)
    kept = {
        name: index
        for name in ("stem", "key", "kind", "explanation", "image")
        if 0 <= (index := getattr(usual, name)) < width
    }
    header = usual.header if usual.header < len(rows) else 0
    return Mapping(preset=preset, header=header, options=options, keys="number", **kept)


def signature(headers: Sequence[str]) -> str:
    """Return the mark of a header row, by which a corrected mapping is found again."""
    plain = "\x1f".join(_normal(text) for text in headers)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:16]


def _headers(rows: Sequence[Cells], mapping: Mapping) -> tuple[str, ...]:
    if mapping.header:
        return tuple(cell_text(cell)[:200] for cell in rows[mapping.header - 1])
    width = max((len(row) for row in rows[:_SAMPLE]), default=0)
    return tuple(tables.column_letters(index) for index in range(width))


def _normal(cell: Cell) -> str:
    """Return a header for comparing; dashes of every kind end it (Kahoot adds its limits there)."""
    text = unicodedata.normalize("NFKC", cell_text(cell)[:200]).casefold()
    text = re.split(r"\s[-–—]\s", text, maxsplit=1)[0]
    text = re.sub(r"(?<=[a-z])(?=\d)", " ", text)
    return " ".join(re.sub(r"[^\w]+", " ", text).replace("_", " ").split())


def _by_headers(row: Cells, number: int) -> Mapping:
    """Return what a row says when it is taken for a header."""
    found: dict[str, int] = {}
    options: dict[int, int] = {}
    reasons: dict[int, int] = {}
    texts = [_normal(cell) if isinstance(cell, str) else "" for cell in row]
    for index, text in enumerate(texts):
        if not text or len(text) > 60:
            continue
        reason, option = _REASON.match(text), _OPTION.fullmatch(text) or _OPTION.match(text)
        if reason:
            reasons.setdefault(_position(reason["sign"]), index)
        elif option and _begins(text, _KEY) == 0:
            options.setdefault(_position(option["sign"]), index)
        else:
            for name, words in _COLUMNS:
                if name not in found and _begins(text, words):
                    found[name] = index
                    break
    for index, text in enumerate(texts):  # "Answer" and "Jawaban" alone: the key if nothing else is
        if text in ("answer", "jawaban", "ans") and "key" not in found:
            found["key"] = index
    order = tuple(options[place] for place in sorted(options))[:MAX_OPTIONS]
    whole = sorted(options) == list(range(len(options)))
    return Mapping(
        preset=_preset(texts),
        header=number,
        stem=found.get("stem", -1),
        options=order if whole else (),
        key=found.get("key", -1),
        kind=found.get("kind", -1),
        explanation=found.get("explanation", -1),
        reasons=tuple(reasons.get(place, -1) for place in range(len(order))) if reasons else (),
        image=found.get("image", -1),
    )


_COLUMNS = (
    ("kind", _KIND),
    ("key", _KEY),
    ("explanation", _EXPLANATION),
    ("image", _IMAGE),
    ("time", _TIME),
    ("stem", _STEM),
)


def _begins(text: str, words: Sequence[str]) -> int:
    """Return how much of a header the longest of ``words`` explains that it begins with."""
    fits_here = [len(w) for w in words if text == w or text.startswith(f"{w} ")]
    return max(fits_here, default=0)


def _position(sign: str) -> int:
    return int(sign) - 1 if sign.isdigit() else ord(sign) - ord("a")


def _preset(texts: Sequence[str]) -> Preset:
    def has(words: Sequence[str]) -> bool:
        return all(any(text.startswith(word) for text in texts) for word in words)

    if has(_QUIZIZZ):
        return "quizizz"
    return "kahoot" if has(_KAHOOT) and "answer 1" in texts else ""


def _understood(mapping: Mapping) -> int:
    if mapping.stem < 0:
        return 0
    return 2 + min(len(mapping.options), 4) + 2 * (mapping.key >= 0) + (mapping.kind >= 0)


def _by_content(rows: Sequence[Cells]) -> Mapping:
    """Guess without a header: the longest texts are questions, the options stand behind them."""
    sample = [row for row in rows[:_SAMPLE] if any(map(is_filled, row))]
    width = max((len(row) for row in sample), default=0)
    lengths = [0.0] * width
    filled = [0] * width
    for row in sample:
        for index, cell in enumerate(row):
            lengths[index] += len(cell_text(cell)) / len(sample)
            filled[index] += is_filled(cell)
    if width < 3:
        return Mapping()
    stem = max(range(width), key=lambda index: lengths[index])
    later = [i for i in range(stem + 1, width) if filled[i] > len(sample) / 4]
    best, best_share = Mapping(), 0.0
    for key in reversed(later):
        options = tuple(i for i in later if i < key)[:MAX_OPTIONS]
        if len(options) < 2:
            break
        mapping = Mapping(stem=stem, options=options, key=key)
        _, share = _key_style(mapping, rows)
        if share > best_share + 0.1:
            best, best_share = mapping, share
    return best if best.options else Mapping(stem=stem)


def _key_style(mapping: Mapping, rows: Sequence[Cells]) -> tuple[KeyStyle, float]:
    """Return how the key column names options, and the share of its rows that this explains."""
    styles: dict[KeyStyle, int] = {"number": 0, "letter": 0, "text": 0}
    readable = dict.fromkeys(styles, 0)  # decides where no key names an option that is there
    total = 0
    for row in rows[mapping.header : mapping.header + _SAMPLE]:
        options = [pick(row, index) for index in mapping.options]
        key = pick(row, mapping.key)
        if not is_filled(pick(row, mapping.stem)) or not is_filled(key):
            continue
        total += 1
        texts = [cell_text(option) for option in options]
        for style in styles:
            styles[style] += fits(key, style, texts)
            readable[style] += is_readable(key, style, texts)
    if not total:
        return "number", 0.0
    style = max(styles, key=lambda name: (styles[name], readable[name]))
    return style, styles[style] / total


def pick(row: Cells, index: int) -> Cell:
    """Return a cell of a row; an empty text when the row ends before it."""
    return row[index] if 0 <= index < len(row) else ""
