"""The one door for XML of strangers: parts of a file one by one, in flat memory.

A plain file is read as ``xml_parts`` does; any other is read again here. The parser is expat, fed
piece by piece, with the tree built in C. A document type declaration (and with it every entity)
ends the reading with ``xml_forbidden``; nothing is ever fetched. Depth, tokens, names, nodes and
size of a part are bounded (:class:`Limits`). Where a file stops being XML, the fault becomes a
finding and reading goes on with the next part, so that one bad part does not cost the others.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Never
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.formats.xml_bytes import Pieces
from ethics_desktop.formats.xml_parts import (
    Limits,
    NotPlainError,
    Part,
    Shape,
    beginning,
    count_nodes,
    excess,
    plain_parts,
)

__all__ = ["Limits", "Part", "Shape", "parts"]

_HTML_PAGE = "html"
_CLOSING_ALL = "."  # any name closes the innermost element of a tree builder


class _Refused(NamedTuple):
    """A complete part that asks for more than the limits."""

    code: str
    line: int


class _Begun(NamedTuple):
    """Where a part begins: its line, and the byte counted from the parser's first."""

    line: int
    at: int


class _Stop(Exception):
    """The rest of the part cannot be read (``code``), up to the byte ``at``."""

    def __init__(self, code: str, at: int) -> None:
        super().__init__(code)
        self.code = code
        self.at = at


def parts(
    path: Path, shape: Shape, limits: Limits | None = None, watch: Watch = unwatched
) -> Iterator[Part | Finding]:
    """Yield every complete part of a file, and a finding for every fault, in the file's order.

    A part must not be kept by the caller if memory is to stay flat.

    Findings: ``xml_broken``, ``xml_truncated``, ``xml_too_deep``, ``xml_part_too_large``,
    ``xml_rest_unread``, ``encoding_guessed``, ``encoding_differs``, ``characters_removed``.

    Raises:
        UserError: ``file_unreadable_all``, ``file_too_large_all``, ``file_not_that_format`` (no XML
            with this root), ``xml_forbidden`` (a document type declaration).
    """
    limits = limits or Limits()
    pieces = Pieces(path, limits.file_bytes, watch, mended=False)
    taken = 0
    try:
        for taken, part in enumerate(plain_parts(pieces, shape, limits), 1):  # noqa: B007
            yield part
        yield from pieces.findings(as_text(path.name))
    except NotPlainError:
        # One part or one fault for each of those that are there already.
        yield from islice(_Reading(path, shape, limits, watch).run(), taken, None)


class _Reading:
    def __init__(self, path: Path, shape: Shape, limits: Limits, watch: Watch = unwatched) -> None:
        self.file = as_text(path.name)
        self.shape = shape
        self.limits = limits
        self.pieces = Pieces(path, limits.file_bytes, watch)
        self.begin = beginning(shape)
        self.tail_bytes = len(shape.part) + 1  # one less than a match with what follows it
        self.lines_before = 0  # line ends in the pieces before the one at hand
        self.faults = 0
        self.source = _Source(shape, limits, self.begin, 0, restarted=False)

    def run(self) -> Iterator[Part | Finding]:
        searching = False
        tail = b""
        for piece in self.pieces:
            ends = piece.count(b"\n")
            rest: bytes | None = piece
            if searching:
                window = tail + piece
                rest = self._found(window, self.lines_before - tail.count(b"\n"))
                searching, tail = rest is None, window[-self.tail_bytes :]
            while rest:
                fault = self._feed(rest)
                yield from self._taken()
                if fault is None:
                    break
                finding, at = fault
                yield finding
                self.faults += 1
                if self.faults >= self.limits.faults:
                    yield self._finding("xml_rest_unread", 0)
                    return
                skipped = min(max(at, 0) + 1, len(rest))
                base = self.lines_before + ends - rest.count(b"\n", skipped)
                tail = rest[skipped:][-self.tail_bytes :]
                rest = self._found(rest[skipped:], base)
                searching = rest is None
            self.lines_before += ends
        if not searching:
            yield from self._finish()
        yield from self.pieces.findings(self.file)

    def _taken(self) -> Iterator[Part | Finding]:
        for done in self.source.take():
            yield done if isinstance(done, Part) else self._finding(done.code, done.line)

    def _found(self, data: bytes, base: int) -> bytes | None:
        """Start again at the next part in ``data``, whose first line is ``base`` + 1."""
        match = self.begin.search(data)
        if match is None:
            return None
        line = base + data.count(b"\n", 0, match.start())
        self.source = _Source(self.shape, self.limits, self.begin, line, restarted=True)
        return data[match.start() :]

    def _feed(self, data: bytes) -> tuple[Finding, int] | None:
        """Parse a piece; return a fault and its place in ``data`` (may be before it)."""
        source = self.source
        before = source.fed
        try:
            source.feed(data)
        except _Stop as stop:
            self._check_root(stop.code)
            return self._finding(stop.code, source.part_line or source.line), stop.at - before
        except expat.ExpatError as error:
            self._check_root("")
            line = error.lineno + source.first_line
            reason = expat.ErrorString(error.code) or ""
            finding = self._finding("xml_broken", line, reason=reason, column=error.offset + 1)
            return finding, source.parser.ErrorByteIndex - before
        return None

    def _finish(self) -> Iterator[Part | Finding]:
        source = self.source
        fault = None
        try:
            source.finish()
        except _Stop as stop:
            self._check_root(stop.code)
            fault = self._finding(stop.code, source.part_line or source.line)
        except expat.ExpatError:
            self._check_root("")
            fault = self._finding("xml_truncated", source.part_line or source.line)
        yield from self._taken()
        if fault is not None:
            yield fault

    def _check_root(self, code: str) -> None:
        if code == "xml_forbidden":
            raise UserError(code, file=self.file)
        if code == "file_not_that_format" or not self.source.root_seen:
            raise UserError("file_not_that_format", file=self.file, format=self.shape.format)

    def _finding(self, code: str, line: int, **params: str | int | float) -> Finding:
        return Finding(code, Severity.ERROR, Location(file=self.file, line=line), params)


class _Source:
    """One expat parser and the tree it builds; complete parts are cut off the tree.

    expat's handlers are the tree builder's own methods, so no Python runs between them. What is
    wrong with a part (depth, nodes) is therefore looked at after each piece, which is small.
    """

    def __init__(
        self,
        shape: Shape,
        limits: Limits,
        begin: re.Pattern[bytes],
        first_line: int,
        *,
        restarted: bool,
    ) -> None:
        self.shape = shape
        self.limits = limits
        self.first_line = first_line
        self.fed = 0
        self._begin = begin
        self._begun: deque[_Begun] = deque()  # parts that are not cut off yet
        self._tail = b""
        self._line = first_line + 1  # at the beginning of the next piece
        self._pending = False  # the tag of the last of them is not complete
        self._done: list[Part | _Refused] = []
        self._done_at = 0  # byte at which a part was last cut off
        self._builder = TreeBuilder()
        self._holder = self._builder.start("holder", {})
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 16
        self.parser.StartElementHandler = self._builder.start
        self.parser.EndElementHandler = self._builder.end
        self.parser.CharacterDataHandler = self._builder.data
        _refuse_declarations(self.parser)
        if restarted:
            opening = f"<{shape.root}>".encode()
            self.fed = len(opening)
            self.parser.Parse(opening, False)

    @property
    def root_seen(self) -> bool:
        """The outermost element has begun and is the one that was wanted."""
        return len(self._holder) > 0 and self._holder[0].tag == self.shape.root

    @property
    def line(self) -> int:
        """The line at which the parser stands, from 1."""
        return self.parser.CurrentLineNumber + self.first_line

    @property
    def part_line(self) -> int:
        """The line of the part at hand; 0 when it is not known."""
        return self._begun[-1].line if self._begun else 0

    def feed(self, data: bytes) -> None:
        """Parse a piece.

        Raises:
            expat.ExpatError: it is no XML; the parts before are there to be taken.
            _Stop: it asks for more than the limits.
        """
        self.fed += len(data)
        self._find_lines(data)
        try:
            self.parser.Parse(data, False)
        except expat.ExpatError:
            self._forget_after(data)
            self._cut(all_but_last=self._is_open())
            raise
        self._cut(all_but_last=True)
        self._check()

    def finish(self) -> None:
        """Parse to the end; raises as :meth:`feed`."""
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError:
            self._cut(all_but_last=self._is_open())
            raise
        self._cut(all_but_last=False)

    def take(self) -> list[Part | _Refused]:
        """Return the parts completed since the last call."""
        taken, self._done = self._done, []
        return taken

    def _find_lines(self, data: bytes) -> None:
        """Note the lines on which parts begin; more expat does not tell without slow handlers."""
        window = self._tail + data
        line = self._line - self._tail.count(b"\n")
        at, first = 0, self.fed - len(window)
        for match in self._begin.finditer(window):
            start = match.start()
            line += window.count(b"\n", at, start)
            self._begun.append(_Begun(line, first + start))
            at = start
            self._pending = True
        if self._pending:
            self._pending = b">" not in window[at:]
        self._line = line + window.count(b"\n", at)
        self._tail = window[-len(self.shape.part) - 1 :]

    def _forget_after(self, data: bytes) -> None:
        """Forget beginnings that stand behind the fault in ``data``."""
        fault, before = self.parser.ErrorByteIndex, self.fed - len(data)
        while self._begun and self._begun[-1].at >= fault:
            self._begun.pop()
        last = self._begun[-1].at if self._begun else fault
        self._pending = last >= before and b">" not in data[last - before : fault - before]
        self._pending = self._pending and last < fault

    def _cut(self, *, all_but_last: bool) -> None:
        """Move complete parts out of the tree."""
        if not self.root_seen:
            if len(self._holder):
                raise _Stop("file_not_that_format", 0)
            return
        root = self._holder[0]
        begun = sum(child.tag == self.shape.part for child in root)
        if len(self._begun) != begun + self._pending:
            # A text looks like a part: no line is better than a wrong one.
            self._begun = deque([_Begun(0, 0)] * (begun + self._pending))
        complete = root[:-1] if all_but_last else root[:]
        if not complete:
            return
        del root[: len(complete)]
        self._done_at = self.fed
        for element in complete:
            if element.tag == self.shape.part:
                self._add(element, self._begun.popleft().line if self._begun else 0)

    def _add(self, element: Element, line: int) -> None:
        code = excess(element, self.limits)
        self._done.append(_Refused(code, line) if code else Part(element, line))

    def _check(self) -> None:
        """Refuse what grows beyond the limits.

        Raises:
            _Stop: with the end of what was fed as its place.
        """
        limits, fed = self.limits, self.fed
        if fed - self.parser.CurrentByteIndex > limits.token_bytes:
            raise _Stop("xml_part_too_large", fed)
        if len(self.parser.intern) > limits.names or fed - self._done_at > limits.part_bytes:
            raise _Stop("xml_part_too_large", fed)
        if not self.root_seen:
            return
        depth, element = 1, self._holder[0]
        while len(element):
            element = element[-1]
            depth += 1
            if depth > limits.depth:
                raise _Stop("xml_too_deep", fed)
        root = self._holder[0]
        if len(root) and count_nodes(root[-1], limits.part_nodes) > limits.part_nodes:
            raise _Stop("xml_part_too_large", fed)

    def _is_open(self) -> bool:
        """Tell whether the last part is incomplete; the tree is of no use for parsing then."""
        closed = self._builder.end(_CLOSING_ALL)
        return closed is not self._holder and (
            len(self._holder) == 0 or closed is not self._holder[0]
        )


def _refuse_declarations(parser: expat.XMLParserType) -> None:
    """Let a document type declaration, and anything it could hold, stop the reading."""

    def doctype(name: str, system: str | None, public: str | None, internal: int) -> None:
        page = name.lower() == _HTML_PAGE and not internal
        raise _Stop("file_not_that_format" if page else "xml_forbidden", parser.CurrentByteIndex)

    def entity(*_parts: object) -> Never:
        raise _Stop("xml_forbidden", parser.CurrentByteIndex)

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.UnparsedEntityDeclHandler = entity
    parser.ExternalEntityRefHandler = entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
