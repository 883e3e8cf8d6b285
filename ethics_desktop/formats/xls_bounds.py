"""What the sheets of an old workbook (``.xls``) unfold to (see ``grid``).

Such a file is a small file system (compound file, [MS-CFB]) whose stream ``Workbook`` is a row of
records ([MS-XLS]). The reader sets aside as much memory as either says, follows chains of sectors
without looking for rings, and lays out every sheet as a full grid; six kilobytes can ask for
terabytes. Everything that it would believe is compared with the size of the file here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ethics_desktop.formats.grid import MAX_MERGED, Grid, NotSoundError

#: Ids from here on are no sectors: free, end of a chain, tables ([MS-CFB] 2.1).
_RESERVED = 0xFFFFFFFA
_END = 0xFFFFFFFE
_HEADER = 512
_DIRECTORY_ENTRY = 128
_MINI = 64
#: Smaller streams stand in sectors of 64 bytes.
_MINI_BELOW = 4096
#: Tables of those sectors; the reader sets aside 256 KiB for each.
_MAX_MINIS = 1_000
_STREAM, _ROOT = 2, 5
#: Records ([MS-XLS] 2.3) that begin with the row and the column of a cell.
_CELLS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_DIMENSIONS, _SHEET, _STRINGS, _CONTINUED = 0x0200, 0x0085, 0x00FC, 0x003C
_MERGED = 0x00E5
_BEGIN, _EOF, _MANY_NUMBERS, _SHARED, _FORMULA = 0x0809, 0x000A, 0x00BD, 0x00FD, 0x0006
#: Records with a text of their own, and where its length stands.
_OWN_TEXT = {0x0204: 6, 0x00D6: 6, 0x0207: 0}
#: Records that are looked at in all sheets together; several sheets may name the same ones.
MAX_RECORDS = 6_000_000
#: Pieces of one record; taking the first away moves all others.
MAX_PIECES = 4_000
#: Bytes of all formulas; each names others, whose text is written out.
MAX_FORMULAS = 8 << 20
_32_BITS = 0xFFFFFFFF


def grid(raw: bytes) -> Grid:
    """Return what the sheets of a file unfold to.

    Raises:
        NotSoundError: its numbers do not fit its size.
    """
    try:
        grids = [_Book(stream).grid() for stream in _Compound(raw).workbooks()]
    except (struct.error, IndexError) as error:
        raise NotSoundError("sectors") from error
    cells = max((one.cells for one in grids), default=0)
    return Grid(cells, max((one.text for one in grids), default=0))


class _Compound:
    """The compound file: every chain is bounded by the number of sectors."""

    def __init__(self, raw: bytes) -> None:
        version, _order, shift, mini_shift = struct.unpack_from("<4H", raw, 26)
        if (version, shift, mini_shift) not in ((3, 9, 6), (4, 12, 6)):
            raise NotSoundError("version")
        self._raw = raw
        self._size = 1 << shift
        self._long_sizes = version == 4
        self._count = max(0, len(raw) - max(_HEADER, self._size)) // self._size + 1
        directories, tables, self._first = struct.unpack_from("<3I", raw, 40)
        mini_first, minis, more_first, more = struct.unpack_from("<4I", raw, 60)
        if max(directories, tables, minis, more) > self._count or minis > _MAX_MINIS:
            raise NotSoundError("header")
        self._table = self._tables(more_first)
        self._minis = self._numbers(self._bytes(mini_first))

    def workbooks(self) -> list[bytes]:
        """Return the streams that may be the one of the records, after a look at every stream."""
        found = []
        entries = self._bytes(self._first)
        root = b""
        for at in range(0, len(entries) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
            entry = entries[at : at + _DIRECTORY_ENTRY]
            (start,) = struct.unpack_from("<I", entry, 116)
            (size,) = struct.unpack_from("<Q" if self._long_sizes else "<I", entry, 120)
            name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
            book = name.casefold() in ("workbook", "book")
            if at == 0:
                root = self._bytes(start)
                if size > len(self._raw):
                    raise NotSoundError("root")
            elif entry[66] == _STREAM or book:  # the reader goes by the name alone
                if size > len(self._raw):
                    raise NotSoundError("stream")
                content = self._mini(start, root) if size < _MINI_BELOW else self._bytes(start)
                if book:
                    found.append(content[:size])
        return found

    def _tables(self, first: int) -> list[int]:
        ids = list(struct.unpack_from("<109I", self._raw, 76))
        for _ in range(self._count + 1):
            if first >= _RESERVED:
                break
            *more, first = self._numbers(self._sector(first))
            ids += more
        else:
            raise NotSoundError("ring")
        return [n for one in ids if one < _RESERVED for n in self._numbers(self._sector(one))]

    def _sector(self, number: int) -> bytes:
        if number >= self._count:
            raise NotSoundError("sectors")
        start = _HEADER + number * self._size if self._size == 512 else (number + 1) * self._size
        return self._raw[start : start + self._size].ljust(self._size, b"\0")

    def _bytes(self, first: int) -> bytes:
        return b"".join(self._sector(one) for one in _chain(first, self._table))

    def _mini(self, first: int, root: bytes) -> bytes:
        places = [one * _MINI for one in _chain(first, self._minis)]
        if any(place + _MINI > len(root) for place in places):
            raise NotSoundError("mini")
        return b"".join(root[place : place + _MINI] for place in places)

    @staticmethod
    def _numbers(raw: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))


def _chain(first: int, table: list[int]) -> Iterator[int]:
    """Yield the sectors of a chain; it must end, and as the reader wants it."""
    for _ in range(len(table) + 1):
        if first >= _RESERVED:
            if first != _END and first != 0xFFFFFFFF:
                raise NotSoundError("chain")
            return
        yield first
        first = table[first]
    raise NotSoundError("ring")


class _Book:
    """The records of a workbook: its strings once, then the cells of each sheet."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._looked_at = self._formulas = self._merged = self._text = 0
        self._strings: list[int] = []

    def grid(self) -> Grid:
        """Return what all sheets unfold to; a record of the book may name one any number of times.

        Raises:
            NotSoundError: more strings, pieces or formulas than harmless files have.
        """
        sheets = []
        for kind, at, length in self._records(0):
            if kind == _SHEET:
                sheets.append(struct.unpack_from("<I", self._stream, at)[0])
            elif kind == _STRINGS and length >= 8:
                self._strings = self._lengths(at, length)
            elif kind == _EOF:
                break
        return Grid(sum(map(self._sheet, sheets)), self._text)

    def _records(self, at: int) -> Iterator[tuple[int, int, int]]:
        """Yield (kind, place, length) of the records from a place on."""
        pieces = 0
        while at + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<2H", self._stream, at)
            pieces = pieces + 1 if kind == _CONTINUED else 0
            self._looked_at += 1
            if self._looked_at > MAX_RECORDS or pieces > MAX_PIECES:
                raise NotSoundError("records")
            yield kind, at + 4, length
            at += 4 + length

    def _lengths(self, at: int, length: int) -> list[int]:
        """Return the characters of each shared string ([MS-XLS] 2.4.265 and 2.5.293)."""
        if struct.unpack_from("<I", self._stream, at + 4)[0] > len(self._stream) // 3:
            raise NotSoundError("strings")
        pieces = [self._stream[at + 8 : at + length]]
        for kind, start, size in self._records(at + length):
            if kind != _CONTINUED:
                break
            pieces.append(self._stream[start : start + size])
        return _Strings(pieces).lengths()

    def _sheet(self, begin: int) -> int:
        """Return the cells of the grid of a sheet; its text is counted on."""
        rows = columns = told = depth = 0
        for kind, at, length in self._records(begin):
            if kind == _BEGIN:
                depth += 1  # the first is the sheet's own, later ones those of charts in it
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    break
            elif depth > 1:
                continue
            elif kind in _CELLS and length >= 4:
                row, column = struct.unpack_from("<2H", self._stream, at)
                last = column + (length - 6) // 6 if kind == _MANY_NUMBERS else column
                rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
            elif kind == _MERGED:
                self._merged += length // 8
                if self._merged > MAX_MERGED:
                    raise NotSoundError("merged")
            elif kind == _DIMENSIONS:
                told = max(told, _told(self._stream, at, length))
            self._count_text(kind, at, length)
        return max(rows * columns, told)

    def _count_text(self, kind: int, at: int, length: int) -> None:
        if kind == _SHARED and length >= 10:
            (number,) = struct.unpack_from("<I", self._stream, at + 6)
            self._text += self._strings[number] if number < len(self._strings) else 0
        elif kind in _OWN_TEXT and length >= _OWN_TEXT[kind] + 2:  # set aside before it is read
            self._text += struct.unpack_from("<H", self._stream, at + _OWN_TEXT[kind])[0]
        elif kind == _FORMULA:
            self._formulas += length
            if self._formulas > MAX_FORMULAS:
                raise NotSoundError("formulas")


class _Strings:
    """The shared strings: one after the other, over the ends of the pieces that hold them."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = b""
        self._at = 0

    def lengths(self) -> list[int]:
        """Return the characters of each, as far as they are there ([MS-XLS] 2.5.293)."""
        found: list[int] = []
        while self._at < len(self._piece) or self._next():
            count, flags = struct.unpack_from("<HB", self._piece, self._at)
            self._at += 3
            behind = 0
            if flags & 0x8:  # runs of formats
                behind += 4 * struct.unpack_from("<H", self._piece, self._at)[0]
                self._at += 2
            if flags & 0x4:  # readings
                behind += struct.unpack_from("<I", self._piece, self._at)[0]
                self._at += 4
            if not (self._characters(count, flags & 1) and self._skip(behind)):
                break
            found.append(count)
        return found

    def _next(self) -> bool:
        self._piece, self._at = next(self._pieces, b""), 0
        return bool(self._piece)

    def _characters(self, left: int, wide: int) -> bool:
        while True:
            taken = min(left, (len(self._piece) - self._at) >> wide)
            self._at += taken << wide
            left -= taken
            if not left:
                return True
            if not self._next():
                return False
            wide, self._at = self._piece[0] & 1, 1

    def _skip(self, left: int) -> bool:
        while left > len(self._piece) - self._at:
            left -= len(self._piece) - self._at
            if not self._next():
                return False
        self._at += left
        return True


def _told(stream: bytes, at: int, length: int) -> int:
    """Return the cells that a sheet says it has, as the reader reckons: below zero wraps."""
    if length not in (10, 14):
        return 0
    top, bottom, left, right = struct.unpack_from("<2I2H" if length == 14 else "<4H", stream, at)
    if left > 0xFF or right < left:
        left = 0
    if not bottom or not right:
        return 1
    return int(((bottom - top) & _32_BITS) * ((right - left) & _32_BITS))
