"""From HTML that ``nh3`` has cleaned to plain text: one pass over its marks.

The input is the canonical serialisation of a cleaned tree: every ``<`` outside a mark is escaped,
attribute values stand in double quotes. Nothing else may be given to :func:`walk`.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_MARK = re.compile(r'<(/?)([a-z0-9]+)((?:\s+[a-z]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote table ul ol dl pre hr".split())
_LINES = frozenset("div tr dt dd caption".split())
_BULLET = "• "
_CELL = " | "
_SUPERSCRIPT = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
_SUBSCRIPT = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
#: Stands for a space or line end inside ``pre`` until the others are folded.
_KEPT_SPACE, _KEPT_LINE = "\x01", "\x02"


class Walked(NamedTuple):
    """The text, and source and description of every picture."""

    text: str
    images: tuple[tuple[str, str], ...]


class _List:
    def __init__(self, ordered: bool) -> None:
        self.ordered = ordered
        self.entries = 0


class _Walker:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.images: list[tuple[str, str]] = []
        self.lists: list[_List] = []
        self.cells: list[int] = []  # cells begun in each open row
        self.raised: list[tuple[str, int]] = []  # open sup and sub: where their text begins
        self.pre = 0
        self.fresh = 2  # line ends at the end of ``out``; 2 after a bullet, where none is wanted

    def text(self, raw: str) -> None:
        text = html.unescape(raw) if "&" in raw else raw
        text = text.replace(_KEPT_SPACE, "").replace(_KEPT_LINE, "").replace("\xa0", " ")
        if self.pre:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
            text = text.replace(" ", _KEPT_SPACE).replace("\n", _KEPT_LINE)
        else:
            text = re.sub(r"\s+", " ", text)
            if self.fresh and text == " ":
                return
        if text:
            self.out.append(text)
            self.fresh = 0

    def mark(self, name: str, closing: bool, attributes: str) -> None:
        if name in _PARAGRAPHS:
            self._block(name, closing)
        elif name in _LINES:
            self._ensure(1)
            if name == "tr":
                self._row(closing)
        elif name == "br":
            self._line_end()
        elif name == "li":
            self._entry(closing)
        elif name in ("td", "th"):
            self._cell(closing)
        elif name in ("sup", "sub"):
            self._raise(name, closing)
        elif name == "img":
            found = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
            self.images.append((found.get("src", ""), found.get("alt", "")))

    def _ensure(self, line_ends: int) -> None:
        """Let the text end in at least so many line ends; a cell of a table stays on its line."""
        if self.cells and self.cells[-1]:
            if self.out[-1:] != [_CELL]:
                self.out.append(" ")
            return
        while self.fresh < line_ends:
            self.out.append("\n")
            self.fresh += 1

    def _line_end(self) -> None:
        if self.cells and self.cells[-1]:
            self.out.append(" ")
        else:
            self.out.append(_KEPT_LINE if self.pre else "\n")
            self.fresh += 1

    def _block(self, name: str, closing: bool) -> None:
        self._ensure(1 if self.lists else 2)
        if name in ("ul", "ol"):
            if not closing:
                self.lists.append(_List(name == "ol"))
            elif self.lists:
                self.lists.pop()
                self._ensure(1 if self.lists else 2)
        elif name == "pre":
            self.pre = max(0, self.pre + (-1 if closing else 1))

    def _entry(self, closing: bool) -> None:
        if closing:
            return
        self._ensure(1)
        bullet, depth = _BULLET, min(len(self.lists), 8)
        if self.lists:
            here = self.lists[-1]
            here.entries += 1
            bullet = f"{here.entries}. " if here.ordered else _BULLET
        self.out.append(_KEPT_SPACE * (2 * (depth - 1)) + bullet)
        self.fresh = 2

    def _row(self, closing: bool) -> None:
        if not closing:
            self.cells.append(0)
        elif self.cells:
            self.cells.pop()
            self.fresh = 0
            self._ensure(1)

    def _cell(self, closing: bool) -> None:
        if closing or not self.cells:
            return
        if self.cells[-1]:
            self.out.append(_CELL)
        self.cells[-1] += 1

    def _raise(self, name: str, closing: bool) -> None:
        if not closing:
            self.raised.append((name, len(self.out)))
            return
        if not self.raised:
            return
        opened, begin = self.raised.pop()
        inner = "".join(self.out[begin:])
        table = _SUPERSCRIPT if opened == "sup" else _SUBSCRIPT
        if inner and all(char in table for char in inner):
            self.out[begin:] = ["".join(table[char] for char in inner)]
        elif opened == "sup" and inner.strip() and begin and self.out[begin - 1][-1:].strip():
            self.out[begin:] = [f"^{inner}" if inner.isalnum() else f"^({inner})"]


def walk(cleaned: str) -> Walked:
    """Return cleaned HTML as plain text, and the pictures in it."""
    walker = _Walker()
    at = 0
    for match in _MARK.finditer(cleaned):
        walker.text(cleaned[at : match.start()])
        walker.mark(match[2], bool(match[1]), match[3])
        at = match.end()
    walker.text(cleaned[at:])
    return Walked(_tidy("".join(walker.out)), tuple(walker.images))


def _tidy(text: str) -> str:
    """Fold spaces and empty lines; what stood in ``pre`` and indents of lists stay."""
    lines = [" ".join(line.split(" ")).strip(" ") for line in text.split("\n")]
    lines = [re.sub(" {2,}", " ", line) for line in lines]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n"))
    text = text.replace(_KEPT_SPACE, " ").replace(_KEPT_LINE, "\n")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +(?=\n|$)", "", text)).strip("\n")
