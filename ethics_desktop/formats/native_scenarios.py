"""Scenarios of the native format: ``<bank>/scenarios/<id>.json``.

Bad content never raises and never stops at the first fault: each field and each node is tried by
itself, and every fault is named with its file, node and choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from os.path import isdir, isfile  # Path's raise for some names
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.scenario import (
    Case,
    CheckNode,
    Choice,
    ChoiceNode,
    Condition,
    DebriefText,
    EndNode,
    LineNode,
    Node,
    Scenario,
    Speaker,
    Variable,
)
from ethics_desktop.domain.scenario_checks import ListedScenario, check_scenario

MAX_SCENARIO_BYTES = 4 << 20
MAX_SCENARIOS = 1_000
#: Of speakers, variables, conditions and the like; real scenarios have five and three.
MAX_LIST = 200
#: Faults of one file that are told one by one.
_MOST_TOLD = 200

_PLACE = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")
_CHOICE = re.compile(r"^choices\[(?P<place>\d+)\]\.?")
_NODE_KINDS: Mapping[str, type[msgspec.Struct]] = {
    "line": LineNode,
    "choice": ChoiceNode,
    "check": CheckNode,
    "end": EndNode,
}
_BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class ReadScenario(NamedTuple):
    """One file: the scenario unless it cannot be typed, and what was found while reading."""

    scenario: Scenario | None
    findings: tuple[Finding, ...]


def read_scenarios(folder: Path) -> tuple[tuple[Scenario, ...], tuple[Finding, ...]]:
    """Read every scenario of a bank folder, sorted by id; never raises for bad content.

    Findings are about reading only; ``scenario_checks`` says whether a scenario may be played.
    """
    reads = _read_all(folder)
    repeated = {
        finding.location.file
        for _, read in reads
        for finding in read.findings
        if finding.code == "scenario_id_repeated"
    }
    kept = [
        read.scenario
        for file, read in reads
        if read.scenario is not None and _name(file) not in repeated
    ]
    findings = tuple(finding for _, read in reads for finding in read.findings)
    return tuple(sorted(kept, key=lambda scenario: scenario.id)), findings


def list_scenarios(
    folder: Path, frameworks: Mapping[str, frozenset[str]] | None = None, today: str = ""
) -> tuple[ListedScenario, ...]:
    """Read and check every scenario of a bank folder; broken ones are listed with their reasons."""
    listed: list[ListedScenario] = []
    for file, (scenario, found) in _read_all(folder):
        checked: tuple[Finding, ...] = ()
        if scenario is not None:
            checked = check_scenario(scenario, _name(file), frameworks, today).findings
        listed.append(
            ListedScenario(
                id=scenario.id if scenario else file.stem,
                title=scenario.title if scenario else file.stem,
                file=_name(file),
                scenario=scenario,
                findings=found + checked,
            )
        )
    return tuple(sorted(listed, key=lambda one: (one.id, one.file)))


def read_scenario(file: Path) -> ReadScenario:
    """Read one file."""
    place = Location(file=_name(file))
    try:
        if file.stat().st_size > MAX_SCENARIO_BYTES:
            return ReadScenario(None, (Finding("file_too_large", Severity.ERROR, place),))
        raw = file.read_bytes()
    except OSError as error:
        reason = {"reason": error.strerror or ""}
        return ReadScenario(
            None, (Finding("file_unreadable", Severity.ERROR, place, dict(reason)),)
        )
    read = decode_scenario(raw, place.file)
    if read.scenario is not None and file.stem != read.scenario.id:
        named = msgspec.structs.replace(place, item=read.scenario.id)
        finding = Finding("file_name_not_id", Severity.WARNING, named, {"id": read.scenario.id})
        return ReadScenario(read.scenario, (*read.findings, finding))
    return read


def decode_scenario(raw: bytes, file: str = "") -> ReadScenario:
    """Type the bytes of one scenario; unknown fields are named (they are not read)."""
    try:
        loose = msgspec.json.decode(raw)
    except _BAD as error:
        return ReadScenario(None, (_bad(str(error), Location(file=file)),))
    item = loose.get("id") if isinstance(loose, dict) else None
    place = Location(file=file, item=item if isinstance(item, str) else "")
    unknown = tuple(islice(_unknown_fields(loose, place), _MOST_TOLD))
    try:
        scenario = msgspec.json.decode(raw, type=Scenario)
    except _BAD as error:
        faults = tuple(islice(_faults(loose, place), _MOST_TOLD)) or (_bad(str(error), place),)
        return ReadScenario(None, faults + unknown)
    if _longest(scenario) > MAX_LIST:
        fault = _bad(f"Expected lists of length <= {MAX_LIST}", place)
        return ReadScenario(None, (fault, *unknown))
    return ReadScenario(scenario, unknown)


def _longest(scenario: Scenario) -> int:
    """Return the length of the longest list but that of the nodes."""
    lengths = [len(scenario.speakers), len(scenario.variables)]
    for node in scenario.nodes:
        if isinstance(node, ChoiceNode):
            for choice in node.choices:
                lengths += [len(choice.when), len(choice.set), len(choice.add)]
        elif isinstance(node, CheckNode):
            lengths += [len(node.cases), *(len(case.when) for case in node.cases)]
    return max(lengths)


def scenario_files(path: Path) -> list[Path]:
    """Return the scenario files of a path: one file, a ``scenarios`` folder or a bank folder."""
    if isfile(path):
        return [path]
    inner = path / "scenarios"
    folder = inner if isdir(inner) or isfile(path / "bank.json") else path
    return sorted(folder.glob("*.json"))[:MAX_SCENARIOS] if isdir(folder) else []


def write_scenario(scenario: Scenario, folder: Path) -> Path:
    """Write ``scenarios/<id>.json`` in its one form and return the path."""
    file = folder / "scenarios" / f"{scenario.id}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    encoded = msgspec.json.encode(scenario, order="deterministic")
    file.write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")
    return file


def _read_all(folder: Path) -> list[tuple[Path, ReadScenario]]:
    return read_files(sorted((folder / "scenarios").glob("*.json"))[:MAX_SCENARIOS])


def read_files(files: Iterable[Path]) -> list[tuple[Path, ReadScenario]]:
    """Read every file; of several with one id, the file named after it (or the first) counts."""
    reads = [(file, read_scenario(file)) for file in files]
    owners: dict[str, Path] = {}
    for file, read in reads:
        if read.scenario is not None and file.stem == read.scenario.id:
            owners[read.scenario.id] = file
    for place, (file, read) in enumerate(reads):
        if read.scenario is None or owners.setdefault(read.scenario.id, file) == file:
            continue
        where = Location(file=_name(file), item=read.scenario.id)
        finding = Finding("scenario_id_repeated", Severity.ERROR, where)
        reads[place] = (file, ReadScenario(read.scenario, (*read.findings, finding)))
    return reads


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _bad(text: str, place: Location, prefix: str = "") -> Finding:
    found = _PLACE.search(text)
    within = found["field"] if found else ""
    reason = _PLACE.sub("", text)
    inner = ".".join(part for part in (prefix, within) if part)
    if place.field and inner:
        reason = f"{inner}: {reason}"
    elif inner:
        place = msgspec.structs.replace(place, field=inner)
    return Finding("content_bad", Severity.ERROR, place, {"reason": reason})


def _faults(loose: Any, place: Location) -> Iterator[Finding]:
    """Try each field and node by itself."""
    if not isinstance(loose, dict):
        yield _bad("Expected `object`", place)
        return
    for field in msgspec.structs.fields(Scenario):
        name = field.encode_name
        if name not in loose:
            if field.required:
                yield _bad(f"Object missing required field `{name}`", place)
        elif name == "nodes" and isinstance(loose[name], list) and loose[name]:
            for number, node in enumerate(loose[name]):
                yield from _node_faults(node, number, place)
        else:
            try:
                msgspec.convert(loose[name], field.type)
            except _BAD as error:
                yield _bad(str(error), place, name)


def _node_faults(node: Any, number: int, place: Location) -> Iterator[Finding]:
    here = _node_place(node, number, place)
    try:
        msgspec.convert(node, Node)
        return
    except _BAD as error:
        text = str(error)
    choices = node.get("choices") if isinstance(node, dict) else None
    faults: list[Finding] = []
    if isinstance(choices, list):
        for choice in choices:
            try:
                msgspec.convert(choice, Choice)
            except _BAD as error:
                faults.append(_bad(str(error), _choice_place(choice, here)))
    found = _PLACE.search(text)
    if not faults or not (found and _CHOICE.match(found["field"])):
        faults.insert(0, _bad(text, here))
    yield from faults


def _node_place(node: Any, number: int, place: Location) -> Location:
    name = node.get("id") if isinstance(node, dict) else None
    field = name if isinstance(name, str) else f"nodes[{number}]"
    return msgspec.structs.replace(place, field=field)


def _choice_place(choice: Any, place: Location) -> Location:
    name = choice.get("id") if isinstance(choice, dict) else None
    return msgspec.structs.replace(place, option=name if isinstance(name, str) else "")


def _unknown_fields(loose: Any, place: Location) -> Iterator[Finding]:
    """Name every field that the format does not know: most often a typing mistake."""
    yield from _strange(loose, Scenario, place)
    if not isinstance(loose, dict):
        return
    yield from _strange(loose.get("debrief"), DebriefText, place)
    for speaker in _rows(loose.get("speakers")):
        yield from _strange(speaker, Speaker, place)
    variables = loose.get("variables")
    for variable in variables.values() if isinstance(variables, dict) else ():
        yield from _strange(variable, Variable, place)
    for number, node in enumerate(_rows(loose.get("nodes"))):
        if not isinstance(node, dict):
            continue
        here = _node_place(node, number, place)
        kind = node.get("kind")
        if isinstance(kind, str) and kind in _NODE_KINDS:
            yield from _strange(node, _NODE_KINDS[kind], here)
        for choice in _rows(node.get("choices")):
            there = _choice_place(choice, here)
            yield from _strange(choice, Choice, there)
            yield from _strange_conditions(choice, there)
        for case in _rows(node.get("cases")):
            yield from _strange(case, Case, here)
            yield from _strange_conditions(case, here)


def _strange_conditions(owner: Any, place: Location) -> Iterator[Finding]:
    for condition in _rows(owner.get("if") if isinstance(owner, dict) else None):
        yield from _strange(condition, Condition, place)


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _strange(value: Any, kind: type[msgspec.Struct], place: Location) -> Iterator[Finding]:
    if not isinstance(value, dict):
        return
    known = kind.__struct_encode_fields__
    for name in value:
        if name not in known and name != "kind":
            yield Finding("field_unknown", Severity.WARNING, place, {"name": str(name)})
