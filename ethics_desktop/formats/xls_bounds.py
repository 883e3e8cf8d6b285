"""Old workbooks (``.xls``) of strangers: looked at before a library believes their numbers.

Such a file is a small file system (compound file, [MS-CFB]) whose stream ``Workbook`` is a row of
records ([MS-XLS]). The reader sets aside as much memory as either says, follows chains of sectors
without looking for rings, and lays out every sheet as a full grid; six kilobytes can ask for
terabytes. Everything that it would believe is compared with the size of the file here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: Ids from here on are no sectors: free, end of a chain, tables ([MS-CFB] 2.1).
_RESERVED = 0xFFFFFFFA
_END = 0xFFFFFFFE
_HEADER = 512
_DIRECTORY_ENTRY = 128
_MINI = 64
#: Smaller streams stand in sectors of 64 bytes.
_MINI_BELOW = 4096
_STREAM, _ROOT = 2, 5
#: Records ([MS-XLS] 2.3) that begin with the row and the column of a cell.
_CELLS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_DIMENSIONS, _SHEET, _STRINGS, _EOF, _MANY_NUMBERS = 0x0200, 0x0085, 0x00FC, 0x000A, 0x00BD
#: Records that are looked at in all sheets together; several sheets may name the same ones.
MAX_RECORDS = 6_000_000


class NotSoundError(Exception):
    """The file contradicts itself; the text says where, in a word."""


def cells(raw: bytes) -> int:
    """Return the cells of the grids that the sheets of a file span.

    Raises:
        NotSoundError: its numbers do not fit its size.
    """
    try:
        stream = _Compound(raw).workbook()
        return _grid_cells(stream)
    except (struct.error, IndexError) as error:
        raise NotSoundError("sectors") from error


class _Compound:
    """The compound file: every chain is bounded by the number of sectors."""

    def __init__(self, raw: bytes) -> None:
        version, _order, shift, mini_shift = struct.unpack_from("<4H", raw, 26)
        if (version, shift, mini_shift) not in ((3, 9, 6), (4, 12, 6)):
            raise NotSoundError("version")
        self._raw = raw
        self._size = 1 << shift
        self._count = max(0, len(raw) - max(_HEADER, self._size)) // self._size + 1
        directories, tables, self._first = struct.unpack_from("<3I", raw, 40)
        mini_first, minis, more_first, more = struct.unpack_from("<4I", raw, 60)
        if max(directories, tables, minis, more) > self._count:
            raise NotSoundError("header")
        self._table = self._tables(more_first)
        self._minis = self._numbers(self._bytes(mini_first))

    def workbook(self) -> bytes:
        """Return the stream of the records, after a look at every stream."""
        found = b""
        entries = self._bytes(self._first)
        root = b""
        for at in range(0, len(entries) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
            entry = entries[at : at + _DIRECTORY_ENTRY]
            (kind,), (start, size) = entry[66:67], struct.unpack_from("<2I", entry, 116)
            if at == 0:
                root = self._bytes(start)
                if size > len(self._raw):
                    raise NotSoundError("root")
            elif kind == _STREAM:
                if size > len(self._raw):
                    raise NotSoundError("stream")
                content = self._mini(start, root) if size < _MINI_BELOW else self._bytes(start)
                name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
                if name.casefold() in ("workbook", "book"):
                    found = max(found, content[:size], key=len)
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


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, place, length) of the records from a place on."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _grid_cells(stream: bytes) -> int:
    """Return the cells of all sheets; a record of the whole book may name one any number of times.

    Raises:
        NotSoundError: more strings than the stream has room for.
    """
    sheets = []
    for kind, at, length in _records(stream, 0):
        if kind == _SHEET:
            sheets.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _STRINGS and length >= 8:
            if struct.unpack_from("<I", stream, at + 4)[0] > len(stream) // 3:
                raise NotSoundError("strings")
        elif kind == _EOF:
            break
    total = looked_at = 0
    for begin in sheets:
        rows = columns = told = 0
        for kind, at, length in _records(stream, begin):
            looked_at += 1
            if looked_at > MAX_RECORDS:
                raise NotSoundError("records")
            if kind in _CELLS and length >= 4:
                row, column = struct.unpack_from("<2H", stream, at)
                last = column + (length - 6) // 6 if kind == _MANY_NUMBERS else column
                rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
            elif kind == _DIMENSIONS:
                told = max(told, _told(stream, at, length))
            elif kind == _EOF:
                break
        total += max(rows * columns, told)
    return total


def _told(stream: bytes, at: int, length: int) -> int:
    """Return the cells that a sheet says it has."""
    if length not in (10, 14):
        return 0
    top, bottom, left, right = struct.unpack_from("<2I2H" if length == 14 else "<4H", stream, at)
    return int(max(0, bottom - top + 1) * max(0, right - left + 1))
