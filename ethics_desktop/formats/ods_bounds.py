"""What the sheets of an OpenDocument workbook (``.ods``) unfold to (see ``grid``)."""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from ethics_desktop.formats.grid import Grid, NotSoundError

_CELL = ("table:table-cell", "table:covered-table-cell")


def grid(pieces: Iterable[bytes]) -> Grid:
    """Return what the sheets of ``content.xml`` unfold to, trailing empty cells left out.

    Raises:
        NotSoundError: it is no XML, has a DOCTYPE, or repeats something no number of times.
    """
    sheets = _Sheets()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    parser.CharacterDataHandler = sheets.characters
    parser.StartDoctypeDeclHandler = sheets.refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last: encodings
        raise NotSoundError(str(error)) from error
    return Grid(max(sheets.cells, sheets.made), sheets.text)


class _Sheets:
    """Counts while the XML goes by; repeated rows and cells are multiplied, not unfolded."""

    def __init__(self) -> None:
        self.cells = self.text = 0
        self.made = 0  # cells of rows before they are repeated; the reader makes the empty ones too
        self._rows = self._pending = self._columns = 0
        self._repeated = self._at = self._before = self._filled = self._here = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._rows = self._pending = self._columns = 0
        elif name == "table:table-row":
            self._repeated = _times(attributes, "table:number-rows-repeated")
            self._at = self._before = self._filled = 0
        elif name in _CELL:
            self._here = _times(attributes, "table:number-columns-repeated")
            self._before = self._at
            self._at += self._here
            told = [text for key, text in attributes.items() if "value" in key or "formula" in key]
            if told:
                self._filled = self._at
                self._count(sum(map(len, told)))
        elif name == "text:p":
            self._filled = self._at
        elif name == "text:s":
            self._count(_times(attributes, "text:c"))

    def characters(self, text: str) -> None:
        self._count(len(text))

    def end(self, name: str) -> None:
        if name in _CELL:
            self._here = 0  # what stands between cells is no text
        elif name == "table:table-row":
            self._pending += self._repeated
            self.made += self._before
            if self._filled:
                self._rows, self._pending = self._rows + self._pending, 0
                self._columns = max(self._columns, self._filled)
        elif name == "table:table":
            self.cells += self._rows * self._columns

    def refuse(self, *_declared: object) -> None:
        raise ValueError("DOCTYPE")

    def _count(self, characters: int) -> None:
        self.text += characters * self._here * self._repeated


def _times(attributes: dict[str, str], name: str) -> int:
    told = attributes.get(name, "1").removeprefix("+")  # as Rust reads numbers
    if not told.isdecimal() or len(told) > 20:
        raise ValueError(name)
    return int(told)
