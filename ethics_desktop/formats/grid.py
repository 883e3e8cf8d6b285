"""What a workbook unfolds to: the cells and the text that reading it would make.

The library lays out every sheet as a full grid and copies a text for each cell that shows it, so a
file of one kilobyte may ask for all memory. ``xlsx_bounds``, ``ods_bounds`` and ``xls_bounds``
work these two numbers out without believing what a file says about its own size.
"""

from __future__ import annotations

from typing import NamedTuple

#: Merged ranges of a workbook.
MAX_MERGED = 200_000


class Grid(NamedTuple):
    """Never less than what the reader would make; at most a few times as much.

    ``text`` is that of all cells, in bytes or characters, a shared one counted for each of them.
    The reader keeps it once in UTF-8, and Python with up to four bytes a character.
    """

    cells: int
    text: int


class NotSoundError(Exception):
    """The file contradicts itself; the text says where, in a word."""
