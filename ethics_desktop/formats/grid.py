"""What a workbook unfolds to: the cells and the text that reading it would make.

The library lays out every sheet as a full grid and copies a text for each cell that shows it, so a
file of one kilobyte may ask for all memory. ``xlsx_bounds``, ``ods_bounds`` and ``xls_bounds``
work these two numbers out without believing what a file says about its own size.
"""

from __future__ import annotations

from typing import NamedTuple


class Grid(NamedTuple):
    """Never less than what the reader would make; at most a few times as much."""

    cells: int
    text: int  # bytes or characters of all cells, a shared text counted for each of them


class NotSoundError(Exception):
    """The file contradicts itself; the text says where, in a word."""
