"""What the sheets of an Excel workbook (``.xlsx``) unfold to (see ``grid``)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest

from ethics_desktop.formats.grid import Grid, NotSoundError
from ethics_desktop.formats.safe_zip import SafeZip

#: So much text needs no closer look.
_HARMLESS = 100 << 20
_FAR = 1 << 40

# Wherever they stand: a value with ``>`` in it must not hide an attribute.
# Of any length: calamine lets long ones overflow, and takes what is left.
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_ROW = re.compile(rb"\br\s*=\s*[\"'](\d+)[\"']")
_ROW_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?row\b")
_CELL_WITH_PLACE = b'<c r="'
_CELL_TAGS = [b"<c" + end for end in (b" ", b"\t", b"\r", b"\n", b"/", b">")] + [b":c"]
_STRING_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s/>]")
_STRINGS_TOLD = re.compile(rb"uniqueCount\s*=\s*[\"']\s*\+?(\d+)")
_TARGET = re.compile(rb"Target\s*=\s*[\"']([^\"']*)")
_RELATION = re.compile(rb"<(?:[^\s<>/:]+:)?sheet\s[^<]*:id\s*=\s*[\"']([^\"']*)")
#: A value up to the next tag, and whether it goes on behind a comment or the like.
_VALUE = re.compile(rb"<(?:[^\s<>/:]+:)?v(?:\s[^>]*)?>([^<]*)(<!)?")


def grid(archive: SafeZip) -> Grid:
    """Return what all sheets together unfold to; reading each part verifies its checksum.

    Raises:
        UserError: as ``safe_zip.SafeZip``.
        NotSoundError: more shared strings than there is room for.
    """
    # a workbook may keep its sheets under any name
    cells = sum(_cells(archive.read(name)) for name in archive.names)
    times = repeats(archive)
    return Grid(cells * times, shared_text(archive, cells) * times)


def repeats(archive: SafeZip) -> int:
    """Return how many sheets may show the same part; 1 for all that spreadsheet programs write.

    Raises:
        UserError: as ``safe_zip.SafeZip``.
        NotSoundError: names of parts that are written in an unusual way.
    """
    times = 1
    for name in archive.names:
        low = name.casefold()
        if low.endswith("workbook.xml.rels"):
            targets = _TARGET.findall(archive.read(name))
            if any(b"&#" in target or b"%" in target for target in targets):
                raise NotSoundError("Target")
            ends = (target.lower().replace(b"\\", b"/").rpartition(b"/")[2] for target in targets)
            times *= max(Counter(ends).values(), default=1)
        elif low.endswith("workbook.xml"):
            times *= max(Counter(_RELATION.findall(archive.read(name))).values(), default=1)
    return times


def has_shared_text(archive: SafeZip) -> bool:
    """Return whether cells may name a text instead of holding it."""
    return any(map(_is_strings, archive.names))


def shared_text(archive: SafeZip, cells: int) -> int:
    """Return the bytes of the shared strings when so many cells get a copy of what they name.

    Raises:
        UserError: as ``safe_zip.SafeZip``.
        NotSoundError: more shared strings than there is room for.
    """
    strings: list[int] = []
    for name in filter(_is_strings, archive.names):
        lengths = _strings(archive.read(name))
        strings = [max(pair) for pair in zip_longest(strings, lengths, fillvalue=0)]
    longest = max(strings, default=0)
    if cells * longest <= _HARMLESS:
        return cells * longest
    sheets = (name for name in archive.names if not _is_strings(name))
    return sum(_text(archive.read(name), strings, longest) for name in sheets)


def _is_strings(name: str) -> bool:
    return name.casefold().endswith("sharedstrings.xml")  # the one name the reader knows


def _cells(raw: bytes) -> int:
    """Return the cells of the grid that a sheet's XML spans.

    Cells that leave their place out follow on from the one before.
    """
    if not (named := _CELL.findall(raw)) and not _without_place(raw):
        return 0
    columns = max((_column(letters) for letters in {one for one, _digits in named}), default=0)
    rows = max((_row(digits) for digits in {one for _letters, one in named}), default=0)
    parts = _ROW_TAG.split(raw)
    rows = max([rows, len(parts), *map(_row, _ROW.findall(raw))])
    if _without_place(raw):
        columns += max(map(_without_place, parts))
    return rows * columns


def _without_place(raw: bytes) -> int:
    """Return how many cells do not begin with their place, as all that Excel writes do."""
    return sum(map(raw.count, _CELL_TAGS)) - raw.count(_CELL_WITH_PLACE)


def _row(digits: bytes) -> int:
    return int(digits) if len(digits) <= 7 else _FAR


def _column(letters: bytes) -> int:
    if len(letters) > 3:
        return _FAR
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _strings(raw: bytes) -> list[int]:
    """Return the bytes of each shared string in a part; the reader sets aside what it is told."""
    if any(len(told) > 9 or int(told) > len(raw) for told in _STRINGS_TOLD.findall(raw)):
        raise NotSoundError("uniqueCount")
    return [len(part) for part in _STRING_TAG.split(raw)[1:]]


def _text(raw: bytes, strings: list[int], longest: int) -> int:
    """Return the bytes of the shared strings that the values of a sheet name by number."""
    total = 0
    for value, broken in _VALUE.findall(raw):
        number = value.strip(b" \t\r\n+").lstrip(b"0") or b"0"
        if broken or b"&" in value:
            total += longest
        elif number.isdigit() and len(number) <= 9 and int(number) < len(strings):
            total += strings[int(number)]
    return total
