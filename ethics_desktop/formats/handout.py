"""A workshop handout: a folder with banks and a list of them, ``handout.json``.

    banks/handout.json          name, settings that are wished, bytes and sha256 of every bank
    banks/<id>-<version>.cermin

Reading verifies everything before anything is believed: a folder with a bank too few or changed is
refused as a whole. Files that are not on the list are left alone.
"""

from __future__ import annotations

import hashlib
import re
from os.path import isfile  # Path's raise for some names
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from ethics_desktop.domain.bank import IsoDate, Slug
from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import safe_zip

FORMAT = "cermin-asn-handout"
FORMAT_VERSION = "1.0"
INDEX = "handout.json"
FOLDER = "banks"
SUFFIX = ".cermin"
MAX_INDEX_BYTES = 1 << 20
MAX_BANKS = 100
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.cermin")

Short = Annotated[str, msgspec.Meta(max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class HandoutBank(msgspec.Struct, frozen=True, rename="camel"):
    """A bank of the handout; ``sha256`` (hexadecimal) is that of the file."""

    file: str
    bank_id: Slug
    version: Short
    title: Short
    items: Count
    scenarios: Count
    bytes: Count
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class WishedSettings(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Settings that the trainer wishes; they count where the person has set nothing."""

    language: Literal["id", "en"] | None = None
    theme: Literal["system", "light", "dark", "contrast"] | None = None
    text_percent: Annotated[int, msgspec.Meta(ge=100, le=200)] | None = None


class Handout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The list ``handout.json``."""

    format: str
    format_version: str
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    date: IsoDate
    trainer: Short = ""
    generator: Short = ""
    settings: WishedSettings = WishedSettings()
    banks: Annotated[tuple[HandoutBank, ...], msgspec.Meta(min_length=1, max_length=MAX_BANKS)]


def find(path: Path) -> Path | None:
    """Return the folder with the list: ``path``, its folder ``banks``, or that of the list."""
    if path.name == INDEX and isfile(path):
        return path.parent
    for folder in (path, path / FOLDER):
        if isfile(folder / INDEX):
            return folder
    return None


def mark(folder: Path) -> str:
    """Return a cheap mark that changes with the list and with the banks beside it; "" without.

    Sizes and times stand for the content of the banks, so that every start can ask.
    """
    try:
        raw = (folder / INDEX).read_bytes()[: MAX_INDEX_BYTES + 1]
        stats = sorted((one.name, one.stat()) for one in folder.glob(f"*{SUFFIX}"))
    except OSError:
        return ""
    told = [f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats]
    return hashlib.sha256(raw + "\n".join(told).encode()).hexdigest()


def read(folder: Path) -> Handout:
    """Read the list of a handout and verify every bank on it.

    Raises:
        UserError: ``handout_missing(path)``, ``handout_bad(path, reason)``,
            ``handout_too_new(version)``, ``handout_name_unsafe(name)``,
            ``handout_file_missing(name)``, ``handout_file_changed(name)``.
    """
    handout = _index(folder)
    names = [bank.file for bank in handout.banks]
    for name in names:
        if not _NAME.fullmatch(name):
            raise UserError("handout_name_unsafe", name=name)
    if len({name.casefold() for name in names}) != len(names):
        raise UserError("handout_bad", path=str(folder), reason="banks")
    for bank in handout.banks:
        _verify(folder / bank.file, bank)
    return handout


def write(folder: Path, handout: Handout) -> None:
    """Write the list; the banks lie in the folder already.

    Raises:
        OSError: the disk refused.
    """
    raw = msgspec.json.format(msgspec.json.encode(handout), indent=1)
    (folder / INDEX).write_bytes(raw + b"\n")


def digest(path: Path) -> str:
    """Return the sha256 of a file, hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _index(folder: Path) -> Handout:
    path = folder / INDEX
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_INDEX_BYTES + 1)
    except OSError as error:
        raise UserError("handout_missing", path=str(folder)) from error
    if len(raw) > MAX_INDEX_BYTES:
        raise UserError("handout_bad", path=str(path), reason=f"> {MAX_INDEX_BYTES} B")
    try:
        head = msgspec.json.decode(raw, type=_Head)
        if head.format != FORMAT:
            raise UserError("handout_bad", path=str(path), reason=f"format {head.format!r}")
        if not head.version.startswith("1."):
            raise UserError("handout_too_new", version=head.version)
        return msgspec.json.decode(raw, type=Handout)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UserError("handout_bad", path=str(path), reason=str(error)) from error


class _Head(msgspec.Struct):
    """Enough to tell a foreign or newer list before its other fields are looked at."""

    format: str
    version: str = msgspec.field(name="formatVersion")


def _verify(path: Path, bank: HandoutBank) -> None:
    try:
        size = path.stat().st_size
        if path.is_symlink() or size != bank.bytes or size > safe_zip.MAX_PACKED:
            raise UserError("handout_file_changed", name=bank.file)
        if digest(path) != bank.sha256:
            raise UserError("handout_file_changed", name=bank.file)
    except OSError as error:
        raise UserError("handout_file_missing", name=bank.file) from error
