"""What items and scenarios share: their metadata and the references they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ethics_desktop.formats import xlsx_keys
from ethics_desktop.formats.xlsx_cells import Cell, Row, Say, Units, shown
from ethics_desktop.formats.xlsx_layout import LETTERS, WORDS

_DEFAULTS = {"meta.level": "dasar", "meta.pool": "latihan", "meta.status": "uji_coba"}
_WORDS = {name: words for name, words in WORDS.items() if name.startswith("meta.")}
_READ_NAMES = (
    *_WORDS,
    *("meta.author", "meta.license", "fw.bimtek", "fw.berakhlak", "meta.tags", "meta.sources"),
    "meta.references",
)
#: The usual units that are no metadata: told apart at a glance.
_NO_META = frozenset(
    [f"{letter}.{part}" for letter in LETTERS for part in ("text", "reason", "weight")]
    + ["kind", "id", "rev", "stem", "explanation", "hint", "correct", "ranks", "answers", "answer"]
)
_REFERENCE_ID = re.compile(r"[A-Za-z]{1,3}\d{1,6}")
_ARTICLE = re.compile(r"[,;]?\s+(?=(?:Pasal|Psl\.?|Lampiran|Bab|Article)\s)", re.IGNORECASE)


class References:
    """The sheet Rujukan: ids and the references they stand for."""

    def __init__(self, known: Mapping[str, dict[str, Any]] | None = None) -> None:
        self.known = dict(known or {})
        self._ids: dict[bytes, str] = {}

    def id_of(self, reference: dict[str, Any]) -> str:
        """Return the id of a reference; a new one is entered."""
        raw = msgspec.json.encode(reference, order="deterministic")
        if raw not in self._ids:
            self._ids[raw] = f"R{len(self._ids) + 1}"
            self.known[self._ids[raw]] = reference
        return self._ids[raw]

    def read(self, row: Row) -> list[dict[str, Any]]:
        """Return the references of a row; text that is no id counts as the regulation itself."""
        found = []
        for part in row.parts("meta.references"):
            reference = self.known.get(part) or self.known.get(part.upper())
            if reference is not None:
                found.append(reference)
            elif _REFERENCE_ID.fullmatch(part):
                row.say("sheet_reference_unknown", "meta.references", value=part)
            else:
                instrument, *article = _ARTICLE.split(part, maxsplit=1)
                found.append(
                    {"instrument": instrument, **({"article": article[0]} if article else {})}
                )
        return found


def meta_units(raw: Mapping[str, Any]) -> Units:
    """Return the units of ``meta`` in its JSON form."""
    units: Units = {}
    for name, value in raw.items():
        if name == "frameworks":
            units |= {f"fw.{framework}": codes for framework, codes in value.items()}
        else:
            units[f"meta.{name}"] = value
    return units


def meta_cells(units: Units, references: References) -> dict[str, Cell]:
    """Return the cells of the metadata."""
    cells: dict[str, Cell] = {
        name: str(units.get(name, default)) for name, default in _DEFAULTS.items()
    }
    for name in ("meta.principle", "meta.author", "meta.license"):
        cells[name] = units.get(name) or ""
    for name, separator in (
        ("fw.bimtek", "; "),
        ("fw.berakhlak", "; "),
        ("meta.tags", "; "),
        ("meta.sources", "\n"),
    ):
        cells[name] = separator.join(units.get(name, ()))
    listed = [references.id_of(one) for one in units.get("meta.references", ())]
    cells["meta.references"] = "; ".join(listed)
    return cells


def read_meta(row: Row, units: Units, references: References) -> None:
    """Read the cells of the metadata into ``units``; most cells have been met in another row."""
    cells, known = row.cells, row.known
    for name in _READ_NAMES:
        value = cells.get(name, "")
        if value == "":
            continue
        if isinstance(value, str) and (name, value) in known:
            found = known[name, value]
        else:
            faults: list[str] = []
            found = _read_cell(Row({name: value}, _counted(row, faults)), name, references)
            if isinstance(value, str) and not faults:
                known[name, value] = found
        if found:
            units[name] = found


def _counted(row: Row, faults: list[str]) -> Say:
    def say(code: str, column: str = "", **params: str | int | float) -> None:
        faults.append(code)
        row.say(code, column, **params)

    return say


def _read_cell(row: Row, name: str, references: References) -> Any:
    """Read one cell; what is usual counts as nothing."""
    if name in _WORDS:
        word = row.word(name, _WORDS[name])
        return word if word != _DEFAULTS.get(name) else ""
    if name in ("meta.author", "meta.license"):
        return row.text(name)
    if name == "fw.bimtek":
        return _modules(row)
    if name == "meta.sources":
        return row.parts(name, "\n")
    if name == "meta.references":
        return references.read(row)
    parts = row.parts(name, ";,\n")
    if name == "meta.tags":
        return parts
    return ["-".join(code.casefold().split()) for code in parts]


def _modules(row: Row) -> list[str]:
    value = row.cells.get("fw.bimtek", "")
    if xlsx_keys.is_date(value):
        row.say("sheet_date_cell", "fw.bimtek", value=shown(value))
        return []
    parts = row.parts("fw.bimtek", ";,\n")
    if isinstance(value, float) and not value.is_integer():
        row.say("sheet_modules_number", "fw.bimtek", value=shown(value), read="; ".join(parts))
    return [re.sub(r"(?i)^modul\s+", "", part) for part in parts]


def build_meta(units: Units) -> dict[str, Any]:
    """Return ``meta`` in its JSON form."""
    meta: dict[str, Any] = {}
    frameworks: dict[str, Any] = {}
    for name, value in units.items():
        if name in _NO_META:
            continue
        if name.startswith("meta."):
            meta[name[5:]] = value
        elif name.startswith("fw."):
            frameworks[name[3:]] = value
    if frameworks:
        meta["frameworks"] = frameworks
    return meta
