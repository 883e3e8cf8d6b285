"""Scenarios out of the sheets Skenario and Simpul."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from ethics_desktop.domain.findings import Finding, Location
from ethics_desktop.domain.scenario import Node, Scenario
from ethics_desktop.formats.xlsx_cells import Units
from ethics_desktop.formats.xlsx_layout import LETTERS
from ethics_desktop.formats.xlsx_meta import References
from ethics_desktop.formats.xlsx_sheet import Line, SheetReader
from ethics_desktop.formats.xlsx_stories import build_node, build_story, read_node, read_story

_AT = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")
_CHOICE_AT = re.compile(r"choices\[(\d+)\](?:\.(\w+))?")


class ReadStories(NamedTuple):
    """The scenarios that could be typed, what was found, and how many were left out."""

    scenarios: tuple[Scenario, ...]
    findings: list[Finding]
    skipped: int
    places: Mapping[tuple[str, str, str], Location]  # see ``reading.ReadResult.story_places``


def read_scenarios(
    heads: SheetReader, nodes: SheetReader | None, references: References
) -> ReadStories:
    """Read every scenario; one with a fault in any of its rows is left out as a whole."""
    by_story, strays = _nodes(nodes)
    findings: list[Finding] = []
    found: dict[str, Scenario] = {}
    rows: dict[str, int] = {}
    places: dict[tuple[str, str, str], Location] = {}
    skipped = 0
    for line in heads.lines():
        units = read_story(line.row, references)
        line.keep_extra(units)
        own = str(units.get("id", ""))
        line.patch(own, units)
        mine = by_story.pop(own, [])
        if rows.setdefault(own, line.number) != line.number:
            line.row.say("sheet_id_repeated", "id", value=own, row=rows[own])
        if not mine:
            line.row.say("sheet_story_empty", "id", value=own)
        story = None
        if not line.bad and not any(one.bad for one, _ in mine):
            story = _convert(line, units, [node for _, node in mine])
        for node_line, _ in mine:
            findings += node_line.faults
        if story is not None:
            found[own] = story
            places |= _places(own, heads.place(line.number, "id"), nodes, mine)
        else:
            skipped += 1
            if not line.bad:
                bad = sum(one.bad for one, _ in mine)
                line.row.say("sheet_story_left_out", "id", value=own, n=bad)
        findings += line.faults
    for own, mine in by_story.items():
        for line, _ in mine:
            line.row.say("sheet_node_orphan", "scenario", value=own)
            strays.append(line)
    for line in strays:
        findings += line.faults
    return ReadStories(tuple(found.values()), findings, skipped, places)


def _places(
    own: str, head: Location, nodes: SheetReader | None, mine: list[tuple[Line, Units]]
) -> dict[tuple[str, str, str], Location]:
    """Return the cells of a scenario, of its scenes and of their choices, by their ids."""
    found = {(own, "", ""): head}
    for line, units in mine if nodes else ():
        assert nodes is not None
        node = str(units.get("id", ""))
        found[own, node, ""] = nodes.place(line.number, "id")
        for n, letter in enumerate(LETTERS, 1):
            choice = str(units.get(f"{n}.id", letter.lower()))
            if f"{n}.text" in units:
                found[own, node, choice] = nodes.place(line.number, f"{n}.text")
    return found


def _nodes(reader: SheetReader | None) -> tuple[dict[str, list[tuple[Line, Units]]], list[Line]]:
    """Return id of the scenario -> its nodes, and the rows that name none."""
    found: dict[str, list[tuple[Line, Units]]] = {}
    strays: list[Line] = []
    for line in reader.lines() if reader else ():
        units = read_node(line.row)
        line.patch(f"{units.get('scenario')}/{units.get('id')}", units)
        if "scenario" not in units:
            strays.append(line)
            continue
        if not line.bad:
            _check_node(line, units)
        found.setdefault(str(units["scenario"]), []).append((line, units))
    return found, strays


def _check_node(line: Line, units: Units) -> None:
    try:
        msgspec.convert(build_node(units), Node)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        text = str(error)
        at = _AT.search(text)
        field = at["field"] if at else ""
        reason = _AT.sub("", text)
        missing = re.search(r"required field `(\w+)`", reason)
        if missing and (inner := _CHOICE_AT.match(field)):
            column = f"{int(inner[1]) + 1}.{missing[1]}"
            line.row.say("sheet_cell_missing", column)
        elif missing:
            line.row.say("sheet_cell_missing", missing[1])
        else:
            line.row.say("sheet_value_bad", _column_of(field), reason=reason[:200], field=field)


def _column_of(field: str) -> str:
    if inner := _CHOICE_AT.match(field):
        part = {"if": "when", "set": "change", "add": "change"}.get(inner[2] or "", inner[2])
        return f"{int(inner[1]) + 1}.{part or 'text'}"
    return re.split(r"[\[.]", field)[0] or "kind"


def _convert(line: Line, units: Units, nodes: list[Units]) -> Scenario | None:
    try:
        return msgspec.convert(build_story(units, nodes), Scenario)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        text = str(error)
        at = _AT.search(text)
        field = at["field"] if at else ""
        line.row.say("sheet_value_bad", re.split(r"[\[]", field)[0] or "id",
                     reason=_AT.sub("", text)[:200], field=field)  # fmt: skip
        return None
