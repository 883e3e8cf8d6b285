"""What the sheets of an Excel workbook (``.xlsx``) unfold to (see ``grid``)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest

from ethics_desktop.formats.grid import MAX_MERGED, Grid, NotSoundError
from ethics_desktop.formats.reading import MAX_TEXT_BYTES
from ethics_desktop.formats.safe_zip import SafeZip

_FAR = 1 << 40
#: More rows, places or cells in a part are refused before they are gone through.
_MOST_ROWS, _MOST_PLACES = 2_000_000, 8_000_000

# Wherever they stand: a value with ``>`` in it must not hide an attribute.
# Of any length: calamine lets long ones overflow, and takes what is left.
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_ROW = re.compile(rb"\br\s*=\s*[\"'](\d+)[\"']")
_ROW_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?row\b")
_PLACES = (b"r=", b"r ", b"r\t", b"r\r", b"r\n")
_CELL_TAGS = [b"<c" + end for end in (b" ", b"\t", b"\r", b"\n", b"/", b">")]
_PREFIXED_CELL = re.compile(rb"<[^\s<>/:]+:c[\s/>]")
_CELLS_WITH_PLACE = (b'<c r="', b"<c r='")
_STRING_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s/>]")
_STRING_END = re.compile(rb"</(?:[^\s<>/:]+:)?si\s*>")
_STRINGS_TOLD = re.compile(rb"uniqueCount\s*=\s*[\"']\s*\+?(\d+)")
#: A value up to the next tag, and whether it goes on behind a comment or the like.
_VALUE = re.compile(rb"<(?:[^\s<>/:]+:)?v(?:\s[^<>]*)?>([^<]*)(<!)?")
_TARGET = re.compile(rb"Target\s*=\s*[\"']([^\"']*)")
_RELATION = re.compile(rb"<(?:[^\s<>/:]+:)?sheet\s[^<]*:id\s*=\s*[\"']([^\"']*)")


def grid(archive: SafeZip) -> Grid:
    """Return what all sheets together unfold to; reading each part verifies its checksum.

    Raises:
        UserError: as ``safe_zip.SafeZip``.
        NotSoundError: more shared strings than there is room for.
    """
    cells = 0
    for name in archive.names:  # a workbook may keep its sheets under any name
        raw = archive.read(name)
        check_merged(raw)
        cells += _cells(raw)
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


def check_merged(raw: bytes) -> None:
    """Refuse a part with more merged ranges than anybody makes (``NotSoundError``)."""
    if raw.count(b"mergeCell") > MAX_MERGED:
        raise NotSoundError("mergeCell")


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
    if cells * longest <= MAX_TEXT_BYTES:
        return cells * longest
    sheets = (name for name in archive.names if not _is_strings(name))
    return sum(_text(archive.read(name), strings, longest) for name in sheets)


def _is_strings(name: str) -> bool:
    return name.casefold().endswith("sharedstrings.xml")  # the one name the reader knows


def _cells(raw: bytes) -> int:
    """Return the cells of the grid that a sheet's XML spans.

    Cells that leave their place out follow on from the one before.
    """
    if b"sheetData" not in raw:
        return 0
    unplaced = _without_place(raw)
    if (
        raw.count(b"<row") + raw.count(b":row") > _MOST_ROWS
        or max(unplaced, sum(map(raw.count, _PLACES))) > _MOST_PLACES
    ):
        return _FAR
    columns = rows = 0
    letters = digits = b""  # one by one: a list of all would be larger than the part
    for found in _CELL.finditer(raw):
        if found[1] != letters:
            letters = found[1]
            columns = max(columns, _column(letters))
        if found[2] != digits:
            digits = found[2]
            rows = max(rows, _row(digits))
    if not columns and not unplaced:
        return 0
    rows = max(rows, max((_row(found[1]) for found in _ROW.finditer(raw)), default=0))
    if unplaced:
        parts = _ROW_TAG.split(raw)
        rows = max(rows, len(parts))
        columns += max(map(_without_place, parts))
    return max(rows, raw.count(b"<row") + raw.count(b":row")) * columns


def _without_place(raw: bytes) -> int:
    """Return how many cells do not begin with their place, as all that Excel writes do."""
    plain = sum(map(raw.count, _CELL_TAGS)) - sum(map(raw.count, _CELLS_WITH_PLACE))
    return plain + sum(1 for _ in _PREFIXED_CELL.finditer(raw)) if b":c" in raw else plain


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
    # what would shift the numbers of the strings; no spreadsheet program writes it
    before, *parts = _STRING_TAG.split(raw)
    if b"<!" in raw or raw.count(b"<?") > 1 or (parts and b"sst" not in before):
        raise NotSoundError("sharedStrings")
    for part in parts:
        ends = len(_STRING_END.findall(part))
        if ends > 1 or (not ends and not part.startswith(b">")):  # ``<si/>`` has none
            raise NotSoundError("sharedStrings")
    return [len(part) for part in parts]


def _text(raw: bytes, strings: list[int], longest: int) -> int:
    """Return the bytes of the shared strings that the values of a sheet name by number."""
    total = 0
    for found in _VALUE.finditer(raw):
        value = found[1]
        number = value.strip(b" \t\r\n+").lstrip(b"0") or b"0"
        if found[2] or b"&" in value or b">" in value:
            total += longest
        elif number.isdigit() and len(number) <= 9 and int(number) < len(strings):
            total += strings[int(number)]
    # plain numbers look the same: no more cells than say that they name a string
    return min(total, longest * (raw.count(b'"s"') + raw.count(b"'s'")))
