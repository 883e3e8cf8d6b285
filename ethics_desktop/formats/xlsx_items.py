"""Items and rows of the sheet Soal, by way of units (``xlsx_layout``): both directions.

``units_of`` takes an item apart and ``build`` puts one together; ``to_cells`` shows units in cells
and ``from_row`` reads them back. What ``from_row`` cannot see goes into the row's patch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ethics_desktop.domain.bank import (
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
    kind_of,
)
from ethics_desktop.formats import xlsx_keys
from ethics_desktop.formats.xlsx_cells import Cell, Row, Units, clean, shown
from ethics_desktop.formats.xlsx_layout import KINDS, LETTERS, WORDS, normal
from ethics_desktop.formats.xlsx_meta import (
    References,
    build_meta,
    meta_cells,
    meta_units,
    read_meta,
)

KIND_TYPES: Mapping[str, type[Item]] = {
    "single": SingleItem,
    "multiple": MultipleItem,
    "truefalse": TrueFalseItem,
    "sjt": SjtItem,
    "order": OrderItem,
    "match": MatchItem,
    "short": ShortItem,
}
WITH_OPTIONS = frozenset({"single", "multiple", "sjt", "order"})
_PARTS = ("text", "reason", "weight", "id", "fixed")
_OPTION_TEXTS = tuple(f"{letter}.{part}" for letter in LETTERS for part in ("text", "reason"))


class _Names(NamedTuple):
    """The names of the units of one option."""

    letter: str
    lower: str
    text: str
    reason: str
    weight: str
    id: str
    fixed: str


_FILLED = tuple(
    _Names(letter, letter.lower(), *(f"{letter}.{part}" for part in _PARTS)) for letter in LETTERS
)
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PLAIN_WEIGHTS = frozenset({1.0, 2.0, 3.0, 4.0, 5.0})
_CODES = {code: kind for kind, (code, _, _) in KINDS.items()}
_LEGIBLE = re.compile(r"[^a-z0-9]+")


# --- taking apart and putting together ----------------------------------------------------------


def units_of(item: Item) -> Units:
    """Return an item as units; pairs of a matching item are the rows of the sheet Jodoh."""
    raw = msgspec.json.decode(msgspec.json.encode(item))
    units: Units = {"kind": kind_of(item), **meta_units(raw.get("meta", {}))}
    for name in ("id", "rev", "stem", "explanation", "hint"):
        if name in raw:
            units[name] = raw[name]
    for letter, option in zip(LETTERS, raw.get("options", ()), strict=False):
        for name in ("text", "reason", "weight", "fixed"):
            if name in option:
                units[f"{letter}.{name}"] = option[name]
        if option["id"] != letter.lower():
            units[f"{letter}.id"] = option["id"]
    match item:
        case SingleItem() | MultipleItem():
            units["correct"] = [
                letter
                for letter, option in zip(LETTERS, item.options, strict=False)
                if option.correct
            ]
        case OrderItem():
            units["ranks"] = {
                letter: step.rank for letter, step in zip(LETTERS, item.options, strict=False)
            }
        case TrueFalseItem():
            units["answer"] = item.answer
            for letter, reason in (("A", item.reason_true), ("B", item.reason_false)):
                if reason:
                    units[f"{letter}.reason"] = reason
        case ShortItem():
            _take_answers(raw["answers"], units)
        case MatchItem():
            units["order"] = [target.id for target in item.right]
    return units


def _take_answers(answers: Sequence[dict[str, Any]], units: Units) -> None:
    units["answers"] = [
        [one["text"], float(one.get("score", 1.0)), one.get("wildcard", False)] for one in answers
    ]
    for place, one in enumerate(answers):
        if one.get("reason") and place < len(LETTERS):
            units[f"{LETTERS[place]}.reason"] = one["reason"]
        elif one.get("reason"):
            units[f"answer.reason.{place}.{one['text']}"] = one["reason"]
        if one.get("case_sensitive"):
            units[f"answer.case.{place}.{one['text']}"] = True


def build(units: Units) -> dict[str, Any]:
    """Return the JSON form of the item that ``units`` describe."""
    kind = units.get("kind")
    raw: dict[str, Any] = {"type": kind, "meta": build_meta(units)}
    for name in ("id", "rev", "stem", "explanation", "hint"):
        if name in units:
            raw[name] = units[name]
    if kind in WITH_OPTIONS:
        raw["options"] = _build_options(str(kind), units)
    elif kind == "truefalse":
        raw["answer"] = units.get("answer")
        raw["reason_true"] = units.get("A.reason", "")
        raw["reason_false"] = units.get("B.reason", "")
    elif kind == "short":
        raw["answers"] = [
            _build_answer(place, accepted, units)
            for place, accepted in enumerate(units.get("answers", ()))
        ]
    elif kind == "match":
        raw |= build_pairs(units.get("pairs", ()), units.get("order", ()))
    return raw


def _build_options(kind: str, units: Units) -> list[dict[str, Any]]:
    names = [one for one in _FILLED if units.get(one.text)]
    ids = {one.letter: units[one.id] for one in names if one.id in units}
    taken = set(ids.values())
    ranks = units.get("ranks", {}) if kind == "order" else {}
    correct = units.get("correct", ()) if kind in ("single", "multiple") else ()
    options = []
    for one in names:
        own = ids.get(one.letter)
        if own is None:
            own = one.lower
            if own in taken:
                own = next((free for free in "abcdefghijklmnop" if free not in taken), own)
            taken.add(own)
        option = {"id": own, "text": units[one.text]}
        if one.reason in units:
            option["reason"] = units[one.reason]
        if kind == "sjt":
            option["weight"] = units.get(one.weight)
        elif kind == "order":
            option["rank"] = ranks.get(one.letter)
        else:
            option["correct"] = one.letter in correct
            if one.fixed in units:
                option["fixed"] = units[one.fixed]
        options.append(option)
    return options


def _build_answer(place: int, accepted: Sequence[Any], units: Units) -> dict[str, Any]:
    text, score, wildcard = accepted
    reason = units.get(f"{LETTERS[place]}.reason", "") if place < len(LETTERS) else ""
    return {
        "text": text,
        "score": score,
        "wildcard": wildcard,
        "case_sensitive": units.get(f"answer.case.{place}.{text}", False),
        "reason": reason or units.get(f"answer.reason.{place}.{text}", ""),
    }


# --- pairs ----------------------------------------------------------------------------------------


def pairs_of(item: MatchItem) -> list[Units]:
    """Return the rows of the sheet Jodoh of a matching item, spare targets last."""
    texts = {target.id: target.text for target in item.right}
    rows: list[Units] = []
    for prompt in item.left:
        row = {"item": item.id, "left": prompt.text, "l": prompt.id}
        if prompt.reason:
            row["reason"] = prompt.reason
        target = item.answer.get(prompt.id, "")
        if target in texts:
            row |= {"right": texts[target], "r": target}
        rows.append(row)
    used = set(item.answer.values())
    rows += [
        {"item": item.id, "right": target.text, "r": target.id}
        for target in item.right
        if target.id not in used
    ]
    return rows


def build_pairs(rows: Sequence[Units], order: Sequence[str]) -> dict[str, Any]:
    """Return left, right and answer; ``order`` is the order of targets that are known."""
    left: list[dict[str, Any]] = []
    right: dict[str, str] = {}
    answer: dict[str, str] = {}
    for row in rows:
        target = _target(row, right) if row.get("right") else ""
        if not row.get("left"):
            continue
        taken = {prompt["id"] for prompt in left}
        own = row.get("l") if row.get("l") not in taken else None
        own = own or next(f"l{n}" for n in range(1, 10**6) if f"l{n}" not in taken)
        left.append({"id": own, "text": row["left"], "reason": row.get("reason", "")})
        if target:
            answer[own] = target
    known = [one for one in dict.fromkeys(order) if one in right]
    ids = [*known, *(one for one in right if one not in set(known))]
    targets = [{"id": one, "text": right[one]} for one in ids]
    return {"left": left, "right": targets, "answer": answer}


def _target(row: Units, right: dict[str, str]) -> str:
    """Return the id of a row's target; the same text without an id of its own is shared."""
    text, own = row["right"], row.get("r")
    if isinstance(own, str) and right.setdefault(own, text) == text:
        return own
    if own is None:
        for known, other in right.items():
            if other == text:
                return known
    fresh = next(f"r{n}" for n in range(1, 10**6) if f"r{n}" not in right)
    right[fresh] = text
    return fresh


# --- cells ----------------------------------------------------------------------------------------


def to_cells(units: Units, references: References) -> dict[str, Cell]:
    """Return the cells of a row of the sheet Soal by column name."""
    cells: dict[str, Cell] = {
        "id": units["id"],
        "rev": units.get("rev", 1),
        "kind": KINDS[units["kind"]][0],
        "stem": units["stem"],
        **meta_cells(units, references),
    }
    for name in ("explanation", "hint"):
        cells[name] = units.get(name, "")
    for letter in LETTERS:
        for part in ("text", "weight", "reason"):
            if f"{letter}.{part}" in units:
                cells[f"{letter}.{part}"] = units[f"{letter}.{part}"]
    if "correct" in units:
        cells["key"] = ",".join(units["correct"])
    elif "ranks" in units:
        cells["key"] = xlsx_keys.show_ranks(units["ranks"])
    elif "answer" in units:
        cells["key"] = "Benar" if units["answer"] else "Salah"
    elif "answers" in units:
        cells["key"] = xlsx_keys.show_answers(units["answers"])
    return {name: value for name, value in cells.items() if value != ""}


def from_row(row: Row, references: References) -> Units:
    """Read a row of the sheet Soal; faults are noted and leave their unit out."""
    cells = row.cells
    units: Units = {}
    kind = _kind(row) if "kind" in cells else None
    if kind:
        units["kind"] = kind
    else:
        code = "sheet_kind_unknown" if "kind" in cells else "sheet_kind_missing"
        row.say(code, "kind", value=shown(cells.get("kind", "")))
    if "id" in cells:
        units["id"] = _slug(row)
    if "rev" in cells and (rev := row.whole("rev")) and rev > 1:
        units["rev"] = rev
    for name in ("stem", "explanation", "hint"):
        if name in cells and (text := row.text(name)):
            units[name] = text
    if "stem" not in units:
        row.say("sheet_stem_missing", "stem")
    read_meta(row, units, references)
    for name in _OPTION_TEXTS:
        value = cells.get(name)
        if value is not None:
            text = clean(value) if isinstance(value, str) else row.text(name)
            if text:
                units[name] = text
    if kind:
        _read_key(row, kind, units)
    return units


def _kind(row: Row) -> str | None:
    value = row.cells["kind"]
    if isinstance(value, str) and value in _CODES:
        return _CODES[value]
    return WORDS["kind"].get(normal(row.code("kind")))


def slug_of(text: str) -> str:
    """Return text as an id; one that is an id stays as it is."""
    if _SLUG.fullmatch(text):
        return text
    return _LEGIBLE.sub("-", text.casefold()).strip("-")[:64]


def _slug(row: Row) -> str:
    text = row.code("id")
    slug = slug_of(text)
    if slug != text:
        row.say("sheet_id_changed", "id", value=shown(text), read=slug)
    return slug


def _read_key(row: Row, kind: str, units: Units) -> None:
    filled = [one.letter for one in _FILLED if one.text in units]
    if kind in WITH_OPTIONS:
        if len(filled) < 2:
            row.say("sheet_options_few", f"{LETTERS[len(filled)]}.text", n=len(filled))
            return
        for one in _FILLED:
            if one.text not in units and one.reason in units:
                row.say("sheet_option_empty", one.text, letter=one.letter)
    if kind == "sjt":
        _read_weights(row, units)
    elif kind == "order":
        if (ranks := xlsx_keys.read_ranks(row, filled)) is not None:
            units["ranks"] = {letter: ranks[letter] for letter in filled}
    elif kind in ("single", "multiple"):
        letters = xlsx_keys.read_letters(row, filled)
        if letters is not None:
            if kind == "single" and len(set(letters)) != 1:
                row.say("sheet_key_count", "key", value=shown(row.cells["key"]), n=len(letters))
            units["correct"] = [letter for letter in filled if letter in letters]
    elif kind == "truefalse":
        if (truth := xlsx_keys.read_truth(row)) is not None:
            units["answer"] = truth
    elif kind == "short" and (answers := xlsx_keys.read_answers(row)) is not None:
        units["answers"] = answers
    if kind in ("sjt", "match") and row.cells.get("key", "") != "":
        row.say("sheet_key_unused", "key", value=shown(row.cells["key"]), kind=KINDS[kind][0])


def _read_weights(row: Row, units: Units) -> None:
    weights = []
    for one in _FILLED:
        value = row.cells.get(one.weight, "")
        if type(value) is float and value in _PLAIN_WEIGHTS and one.text in units:
            units[one.weight] = int(value)
            weights.append(int(value))
        elif one.text not in units:
            if value != "":
                row.say("sheet_option_empty", one.text, letter=one.letter)
        elif value == "":
            row.say("sheet_weight_missing", one.weight, letter=one.letter)
        else:
            weight = row.whole(one.weight)
            if weight is not None and 1 <= weight <= 5:
                units[one.weight] = weight
                weights.append(weight)
            elif weight is not None:
                row.say("sheet_weight_bad", one.weight, value=shown(value))
    if len(set(weights)) < len(weights):
        row.say("sheet_weights_tied", "A.weight")
