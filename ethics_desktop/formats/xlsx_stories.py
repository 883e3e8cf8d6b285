"""Scenarios and rows of the sheets Skenario and Simpul, by way of units: both directions.

Small notations in cells: ``integritas +2; kepercayaan -1`` (effects), ``kopi=1; x+1`` (variables
set and added to), ``kopi>=1; pilih n2.a; bukan n2.b`` (conditions, all must hold),
``kopi>=1 -> n5`` (a case of a fork, one a line), ``kopi=0 (0..1)`` (a variable, one a line),
``warga = Bu Marlina | pemohon izin`` (a speaker, one a line).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from ethics_desktop.domain.scenario import METERS, Node, Scenario
from ethics_desktop.formats.xlsx_cells import Cell, Row, Units, shown
from ethics_desktop.formats.xlsx_layout import LETTERS, NODE_KINDS, WORDS, normal
from ethics_desktop.formats.xlsx_meta import (
    References,
    build_meta,
    meta_cells,
    meta_units,
    read_meta,
)

PRINCIPLES = tuple(dict.fromkeys(WORDS["meta.principle"].values()))
_EFFECT = re.compile(r"([a-z]+)\s*[:=]?\s*([+-]?\s*\d+)")
_CHANGE = re.compile(r"([a-z][a-z0-9_]*)\s*(=|\+|-)\s*(-?\d+)")
_CONDITION = re.compile(r"([a-z][a-z0-9_]*)\s*(==|!=|>=|<=|>|<|=)\s*(-?\d+)")
_CHOSE = re.compile(r"(pilih|bukan)\s+(\S+)")
_VARIABLE = re.compile(
    r"([a-z][a-z0-9_]*)\s*(?:=\s*(-?\d+))?\s*(?:\(\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*\))?"
)
_SPEAKER = re.compile(r"([^\s=]+)\s*=\s*([^|]+?)\s*(?:\|\s*(.+))?")

_PLAIN = ("title", "summary", "role")
_DEBRIEF = ("rule", "say", "question")
_CHOICE_TEXTS = ("text", "reason", "note")


# --- small notations ------------------------------------------------------------------------------


def show_effects(effects: Mapping[str, int]) -> str:
    """Return effects as ``integritas +2; risiko +1``."""
    names = [name for name in (*PRINCIPLES, *METERS) if name in effects]
    return "; ".join(f"{name} {effects[name]:+d}" for name in names)


def _effects(parts: Sequence[str]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for part in parts:
        match = _EFFECT.fullmatch(part.casefold().replace("−", "-"))
        name = match[1] if match else ""
        name = WORDS["meta.principle"].get(name, name)
        if match is None or name not in (*PRINCIPLES, *METERS) or name in found:
            return None
        found[name] = _int(match[2].replace(" ", ""))
    return found


def _changes(parts: Sequence[str]) -> dict[str, dict[str, int]] | None:
    found: dict[str, dict[str, int]] = {"set": {}, "add": {}}
    for part in parts:
        match = _CHANGE.fullmatch(part)
        if match is None:
            return None
        name, sign, number = match.groups()
        if sign == "=":
            found["set"][name] = _int(number)
        else:
            found["add"][name] = _int(number) * (-1 if sign == "-" else 1)
    return found


def _conditions(parts: Sequence[str]) -> list[dict[str, Any]] | None:
    found: list[dict[str, Any]] = []
    for part in parts:
        if match := _CONDITION.fullmatch(part):
            op = "==" if match[2] == "=" else match[2]
            condition = {"var": match[1], "op": op, "value": _int(match[3])}
            found.append(_plain(condition, {"op": "==", "value": 0}))
        elif match := _CHOSE.fullmatch(part):
            found.append({"chose" if match[1] == "pilih" else "not_chose": match[2]})
        else:
            return None
    return found


def _plain(value: dict[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: one for name, one in value.items() if name not in defaults or one != defaults[name]
    }


def show_conditions(conditions: Sequence[Mapping[str, Any]]) -> str:
    """Return conditions as ``kopi>=1; pilih n2.a``."""
    shown_ones = []
    for one in conditions:
        if one.get("var"):
            shown_ones.append(f"{one['var']}{one.get('op', '==')}{one.get('value', 0)}")
        else:
            word = "pilih" if one.get("chose") else "bukan"
            shown_ones.append(f"{word} {one.get('chose') or one.get('not_chose')}")
    return "; ".join(shown_ones)


def _cases(lines: Sequence[str]) -> list[dict[str, Any]] | None:
    found = []
    for line in lines:
        left, arrow, target = line.rpartition("->")
        when = _conditions([part.strip() for part in left.split(";") if part.strip()])
        if not arrow or not when or not target.strip():
            return None
        found.append({"if": when, "next": target.strip()})
    return found


def _variables(lines: Sequence[str]) -> dict[str, dict[str, int]] | None:
    found = {}
    for line in lines:
        match = _VARIABLE.fullmatch(line)
        if match is None or match[1] in found:
            return None
        numbers = [match[2] or "0", match[3] or "0", match[4] or "1"]
        found[match[1]] = dict(zip(("initial", "min", "max"), map(_int, numbers), strict=True))
    return found


def _speakers(lines: Sequence[str]) -> list[dict[str, str]] | None:
    found = []
    for line in lines:
        match = _SPEAKER.fullmatch(line)
        if match is None:
            return None
        speaker = {"id": match[1], "name": match[2]}
        found.append(speaker | ({"about": match[3]} if match[3] else {}))
    return found


def _int(text: str) -> int:
    return int(text) if len(text) < 12 else 10**9


def _notation(
    row: Row, units: Units, name: str, separators: str, read: Callable[[Sequence[str]], Any]
) -> None:
    """Read a cell of a small notation into ``units``; a wrong one is noted.

    Its text then stands for its meaning, so that a patch can tell whether the cell was changed.
    """
    if name not in row.cells:
        return
    parts = row.parts(name, separators)
    found = read(parts) if parts else None
    if found:
        units[name] = found
    elif parts:
        units[name] = {"?": parts}
        row.say("sheet_notation_bad", name, value=shown(row.cells[name]))


# --- the head: sheet Skenario -----------------------------------------------------------------


def story_units(scenario: Scenario) -> Units:
    """Return the head of a scenario as units."""
    raw = msgspec.json.decode(msgspec.json.encode(scenario))
    units: Units = {
        name: value
        for name, value in raw.items()
        if name not in ("nodes", "meta", "debrief") and value not in ("", [], {})
    }
    units |= {f"debrief.{name}": text for name, text in raw.get("debrief", {}).items()}
    return units | meta_units(raw.get("meta", {}))


def story_cells(units: Units, references: References) -> dict[str, Cell]:
    """Return the cells of a row of the sheet Skenario."""
    cells: dict[str, Cell] = meta_cells(units, references)
    cells |= {"id": units["id"], "rev": units.get("rev", 1), "minutes": units.get("minutes", 10)}
    for name in (*_PLAIN, "start", *(f"debrief.{part}" for part in _DEBRIEF)):
        cells[name] = units.get(name, "")
    cells["variables"] = "\n".join(
        f"{name}={one['initial']} ({one['min']}..{one['max']})"
        for name, one in units.get("variables", {}).items()
    )
    cells["speakers"] = "\n".join(
        f"{one['id']} = {one['name']}" + (f" | {one['about']}" if one.get("about") else "")
        for one in units.get("speakers", ())
    )
    cells["ideal"] = ", ".join(units.get("ideal", ()))
    return {name: value for name, value in cells.items() if value != ""}


def read_story(row: Row, references: References) -> Units:
    """Read a row of the sheet Skenario."""
    units: Units = {}
    for name in ("id", "start"):
        if text := row.code(name):
            units[name] = text
        else:
            row.say("sheet_cell_missing", name)
    for name, default in (("rev", 1), ("minutes", 10)):
        number = row.whole(name)
        if number is not None and number != default:
            units[name] = number
    for name in (*_PLAIN, *(f"debrief.{part}" for part in _DEBRIEF)):
        if text := row.text(name):
            units[name] = text
    if "title" not in units:
        row.say("sheet_cell_missing", "title")
    _notation(row, units, "variables", "\n;", _variables)
    _notation(row, units, "speakers", "\n", _speakers)
    if ideal := row.parts("ideal", ",; \n"):
        units["ideal"] = ideal
    read_meta(row, units, references)
    return units


def build_story(units: Units, nodes: Sequence[Units]) -> dict[str, Any]:
    """Return the JSON form of a scenario."""
    names = ("id", "rev", "minutes", "start", "variables", "speakers", "ideal", *_PLAIN)
    raw: dict[str, Any] = {name: units[name] for name in names if name in units}
    raw["debrief"] = {
        part: units[f"debrief.{part}"] for part in _DEBRIEF if f"debrief.{part}" in units
    }
    raw["meta"] = build_meta(units)
    raw["nodes"] = [build_node(node) for node in nodes]
    return raw


# --- the nodes: sheet Simpul ------------------------------------------------------------------


def node_units(scenario: str, node: Node) -> Units:
    """Return a node as units."""
    raw = msgspec.json.decode(msgspec.json.encode(node))
    units: Units = {"scenario": scenario}
    for name, value in raw.items():
        if name != "choices" and value not in ("", [], {}):
            units[name] = value
    for number, choice in enumerate(raw.get("choices", ()), 1):
        for name, value in choice.items():
            if value in ("", [], {}) or (name == "id" and value == LETTERS[number - 1].lower()):
                continue
            units[f"{number}.{'when' if name == 'if' else name}"] = value
    return units


def node_cells(units: Units) -> dict[str, Cell]:
    """Return the cells of a row of the sheet Simpul."""
    cells: dict[str, Cell] = {
        name: units.get(name, "")
        for name in ("scenario", "id", "speaker", "text", "next", "note", "title", "outcome")
    }
    cells["kind"] = NODE_KINDS[units["kind"]]
    cells["effects"] = show_effects(units.get("effects", {}))
    cells["cases"] = "\n".join(
        f"{show_conditions(case['if'])} -> {case['next']}" for case in units.get("cases", ())
    )
    for n in range(1, len(LETTERS) + 1):
        if f"{n}.text" not in units:
            break
        for name in (*_CHOICE_TEXTS, "next", "weight"):
            cells[f"{n}.{name}"] = units.get(f"{n}.{name}", "")
        cells[f"{n}.effects"] = show_effects(units.get(f"{n}.effects", {}))
        cells[f"{n}.when"] = show_conditions(units.get(f"{n}.when", ()))
        changes = [f"{name}={value}" for name, value in units.get(f"{n}.set", {}).items()]
        changes += [f"{name}{value:+d}" for name, value in units.get(f"{n}.add", {}).items()]
        cells[f"{n}.change"] = "; ".join(changes)
    return {name: value for name, value in cells.items() if value != ""}


def read_node(row: Row) -> Units:
    """Read a row of the sheet Simpul."""
    units: Units = {}
    for name in ("scenario", "id"):
        if text := row.code(name):
            units[name] = text
        else:
            row.say("sheet_cell_missing", name)
    kind = WORDS["node"].get(normal(row.code("kind")))
    if kind:
        units["kind"] = kind
    else:
        row.say("sheet_node_kind", "kind", value=shown(row.cells.get("kind", "")))
    for name in ("speaker", "next"):
        if text := row.code(name):
            units[name] = text
    for name in ("text", "note", "title"):
        if text := row.text(name):
            units[name] = text
    if word := row.word("outcome", WORDS["outcome"]):
        units["outcome"] = word
    _notation(row, units, "effects", ";\n", _effects)
    _notation(row, units, "cases", "\n", _cases)
    for n in range(1, len(LETTERS) + 1):
        _read_choice(row, n, units)
    return units


def _read_choice(row: Row, n: int, units: Units) -> None:
    if not any(f"{n}.{name}" in row.cells for name in ("text", "next", "weight", "reason")):
        return
    for name in _CHOICE_TEXTS:
        if text := row.text(f"{n}.{name}"):
            units[f"{n}.{name}"] = text
    if text := row.code(f"{n}.next"):
        units[f"{n}.next"] = text
    weight = row.whole(f"{n}.weight")
    if weight is not None:
        units[f"{n}.weight"] = weight
    _notation(row, units, f"{n}.effects", ";\n", _effects)
    _notation(row, units, f"{n}.when", ";\n", _conditions)
    _notation(row, units, f"{n}.change", ";,\n", _changes)
    changes = units.get(f"{n}.change", {})
    if "?" not in changes:
        units.pop(f"{n}.change", None)
        units |= {f"{n}.{name}": values for name, values in changes.items() if values}


def build_node(units: Units) -> dict[str, Any]:
    """Return the JSON form of a node; fields of other kinds are left out."""
    kind = units.get("kind")
    fields = {
        "line": ("speaker", "text", "effects", "note", "next"),
        "choice": ("speaker", "text"),
        "check": ("cases", "next"),
        "end": ("title", "outcome", "text", "effects", "note"),
    }
    raw: dict[str, Any] = {"kind": kind, "id": units.get("id")}
    raw |= {name: units[name] for name in fields.get(str(kind), ()) if name in units}
    if kind == "choice":
        raw["choices"] = []
        for n, letter in enumerate(LETTERS, 1):
            if not any(f"{n}.{name}" in units for name in ("text", "next", "weight")):
                continue
            choice = {"id": units.get(f"{n}.id", letter.lower())}
            for name in (*_CHOICE_TEXTS, "next", "weight", "effects", "set", "add"):
                if f"{n}.{name}" in units:
                    choice[name] = units[f"{n}.{name}"]
            if f"{n}.when" in units:
                choice["if"] = units[f"{n}.when"]
            raw["choices"].append(choice)
    return raw
