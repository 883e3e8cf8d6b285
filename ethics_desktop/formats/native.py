"""The native format: one folder per bank (``bank.json``, ``items/*.json``).

Bad content never raises: the file is named in a finding and the rest is read.
"""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from pathlib import Path
from typing import TypeVar

import msgspec

from ethics_desktop.domain.bank import MOST_VALUES, Bank, BankInfo, Item, value_count
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.decoding import LazyDecoder
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.pausing import growing
from ethics_desktop.domain.watching import Watch, unwatched, watched

MAX_ITEM_BYTES = 1 << 20
#: No sound item has so many bytes.
_LARGE = 32 << 10
MAX_ITEMS = 100_000

T = TypeVar("T")
_decoder: LazyDecoder[Item] = LazyDecoder(Item)
_PLACE = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")


class ReadBank(msgspec.Struct, frozen=True):
    """What was read, and what could not be."""

    bank: Bank
    findings: tuple[Finding, ...]


def read_bank(folder: Path, watch: Watch = unwatched) -> ReadBank:
    """Read a bank folder.

    Raises:
        UserError: ``no_bank_here`` (no ``bank.json``), ``bank_head_bad``, ``bank_too_new``
            (a major version of the format that this program does not know).
    """
    info = read_head(folder)
    findings: list[Finding] = []
    items: list[Item] = []
    files = sorted((folder / "items").glob("*.json"))
    if len(files) > MAX_ITEMS:
        raise UserError("bank_too_large", file=folder.name, n=len(files), limit=MAX_ITEMS)
    with growing(items, findings, files):
        for file in watched(files, len(files), watch):
            place = Location(file=f"items/{file.name}")
            try:
                if file.stat().st_size > MAX_ITEM_BYTES:
                    findings.append(Finding("file_too_large", Severity.ERROR, place))
                    continue
                raw = file.read_bytes()
            except OSError as error:
                findings.append(
                    Finding(
                        "file_unreadable", Severity.ERROR, place, {"reason": error.strerror or ""}
                    )
                )
                continue
            item, found = decode_item(raw, place)
            findings += found
            if item is not None:
                items.append(item)
    items.sort(key=lambda item: item.id)
    return ReadBank(Bank(info, tuple(items)), tuple(findings))


def read_head(folder: Path) -> BankInfo:
    """Read the head of a bank alone.

    Raises:
        UserError: as :func:`read_bank`.
    """
    head = folder / "bank.json"
    try:
        raw = head.read_bytes()
    except OSError as error:
        raise UserError("no_bank_here", path=str(head.parent)) from error
    return decode_head(raw, str(head))


def decode_head(raw: bytes, file: str) -> BankInfo:
    """Type the bytes of a ``bank.json``; ``file`` is its name in an error.

    Raises:
        UserError: ``bank_head_bad``, ``bank_too_new``.
    """
    try:
        version = msgspec.json.decode(raw, type=_Version)
        if version.format == "cermin-asn-bank" and not version.formatVersion.startswith("1."):
            raise UserError("bank_too_new", file=file, version=version.formatVersion)
        return msgspec.json.decode(raw, type=BankInfo)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UserError("bank_head_bad", file=file, reason=str(error)) from error


def decode_item(raw: bytes, place: Location) -> tuple[Item | None, list[Finding]]:
    """Type the bytes of an item's file; the item is None when that cannot be done."""
    item, found = typed_item(raw, place)
    if item is not None and not place.file.endswith(f"/{item.id}.json"):
        return item, [Finding("file_name_not_id", Severity.WARNING, place, {"id": item.id})]
    return item, found


def typed_item(raw: bytes, place: Location, line: int = 0) -> tuple[Item | None, list[Finding]]:
    """Type the bytes of an item, whatever its file is called; ``line`` is its line, from 1."""
    try:
        item = _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return None, [_bad_content(error, msgspec.structs.replace(place, line=line))]
    if len(raw) > _LARGE and (n := value_count(item.meta)) > MOST_VALUES:
        # checking says the same, but a bank of such items would fill the memory before
        where = msgspec.structs.replace(place, line=line, item=item.id, field="meta")
        many: dict[str, str | int | float] = {"n": n, "most": MOST_VALUES}
        return None, [Finding("values_too_many", Severity.ERROR, where, many)]
    return item, []


class _Version(msgspec.Struct):
    format: str = ""
    formatVersion: str = "1.0"  # noqa: N815 - the name in the file


def _bad_content(error: Exception, place: Location) -> Finding:
    text = str(error)
    found = _PLACE.search(text)
    return Finding(
        "content_bad",
        Severity.ERROR,
        msgspec.structs.replace(place, field=found["field"] if found else ""),
        {"reason": _PLACE.sub("", text)},
    )


def write_bank(bank: Bank, folder: Path, watch: Watch = unwatched) -> None:
    """Write a bank folder in its one form: sorted items, 1-space indent, newline at the end."""
    (folder / "items").mkdir(parents=True, exist_ok=True)
    _write(folder / "bank.json", bank.info)
    for item in watched(bank.items, len(bank.items), watch):
        _write(folder / "items" / f"{item.id}.json", item)


def encoded(value: msgspec.Struct | Item) -> bytes:
    """Return the one byte form of a head, an item or a scenario in its file."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def _write(path: Path, value: msgspec.Struct | Item) -> None:
    path.write_bytes(encoded(value))


def fingerprint(folder: Path) -> str:
    """Return a cheap mark that changes when any file of the bank does (names, sizes, times)."""
    known = []
    for place in (folder, folder / "items", folder / "scenarios"):
        with contextlib.suppress(OSError), os.scandir(place) as found:
            for entry in found:
                if entry.name.endswith(".json"):
                    stat = entry.stat()
                    known.append((place.name, entry.name, stat.st_size, stat.st_mtime_ns))
    size, newest = (sum(one[2] for one in known), max((one[3] for one in known), default=0))
    return f"{len(known)} {size} {newest} {zlib.crc32(repr(sorted(known)).encode()):08x}"


def read_frameworks(folder: Path) -> dict[str, Framework]:
    """Read ``resources/frameworks``; keys are framework ids.

    Raises:
        UserError: ``resource_bad`` with the file; shipped data are checked by a test.
    """
    found = [_resource(file, Framework) for file in sorted(folder.glob("*.json"))]
    return {framework.id: framework for framework in found}


def read_blueprints(folder: Path) -> dict[str, Blueprint]:
    """Read ``resources/blueprints`` in the order of the file names; keys are blueprint ids.

    Raises:
        UserError: ``resource_bad`` with the file.
    """
    found = [_resource(file, Blueprint) for file in sorted(folder.glob("*.json"))]
    return {blueprint.id: blueprint for blueprint in found}


def _resource(file: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise UserError("resource_bad", file=str(file), reason=str(error)) from error
