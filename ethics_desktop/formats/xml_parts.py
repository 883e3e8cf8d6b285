"""Parts of a plain XML file, some at a time: the quick way of ``safe_xml``.

A file is cut where parts begin, and what lies between two cuts is parsed as if it stood alone in
the outermost element: what is well-formed so is well-formed in the file. There is no place for a
document type declaration, and so none for entities. Whatever is not plain ends this way at once:
then ``safe_xml`` reads the file with all its findings and limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser

from ethics_desktop.formats.reading import MAX_FILE_BYTES

#: Longer parts, those with pictures for example, are not parsed here.
_MOST = 4 << 20
#: All that may stand before the first part: a declaration, comments, the outermost element.
_HEAD = (
    rb"(?:<\?xml version=[\"']1\.[01][\"'](?: encoding=[\"'][\w.-]+[\"'])? ?\?>)?"
    rb"(?:\s|<!--(?:[^-]|-[^-])*+-->)*+<%b>"
)


class Limits(NamedTuple):
    """What a file may ask for."""

    file_bytes: int = MAX_FILE_BYTES
    depth: int = 32
    token_bytes: int = 1 << 20  # one tag with its attributes, or one comment
    part_bytes: int = 32 << 20  # pictures stand in it as text
    part_nodes: int = 5_000
    names: int = 5_000  # different names of elements and attributes
    faults: int = 100  # places where reading may start again


class Shape(NamedTuple):
    """What a format looks like: its name for people, the outermost element, the wanted ones."""

    format: str
    root: str
    part: str


class Part(NamedTuple):
    """One wanted element, complete, and the line on which it begins (from 1; 0: not known)."""

    element: Element
    line: int


class NotPlainError(Exception):
    """The file, or what is left of it, has to be read the careful way."""


def beginning(shape: Shape) -> re.Pattern[bytes]:
    """Return the pattern of the beginning of a part."""
    return re.compile(rb"<" + shape.part.encode() + rb"(?=[\s/>])")


def plain_parts(pieces: Iterable[bytes], shape: Shape, limits: Limits) -> Iterator[Part]:
    """Yield the parts of the pieces as long as they are plain.

    Raises:
        NotPlainError: something is not, in the first of the parts that were not yielded or later.
    """
    begin = beginning(shape)
    source = iter(pieces)
    data = next(source, b"")
    head = re.match(_HEAD % shape.root.encode(), data)
    if head is None:
        raise NotPlainError
    _parsed(head[0], b"</%b>" % shape.root.encode())
    lines = data.count(b"\n", 0, head.end())
    data = data[head.end() :]
    starts: list[int] = []  # of parts in ``data``
    looked = 0  # so far in ``data``
    more = True
    while more:
        piece = next(source, b"")
        more = bool(piece)
        data += piece
        starts += [found.start() for found in begin.finditer(data, looked)]
        looked = max(len(data) - len(shape.part) - 1, starts[-1] + 1 if starts else 0)
        if more and len(starts) < 2:
            if len(data) > _MOST:
                raise NotPlainError
            continue
        cut = starts.pop() if more else len(data)
        elements = _elements(data[:cut], shape, ended=not more)
        if len(elements) != len(starts) or any(excess(one, limits) for one in elements):
            raise NotPlainError
        at = 0
        for start, element in zip(starts, elements, strict=True):
            lines += data.count(b"\n", at, start)
            at = start
            yield Part(element, lines + 1)
        lines += data.count(b"\n", at, cut)
        data, starts, looked = data[cut:], [0], max(1, looked - cut)


def _elements(data: bytes, shape: Shape, *, ended: bool) -> list[Element]:
    """Return the parts in some bytes of a file, which hold nothing else."""
    opening, closing = b"<%b>" % shape.root.encode(), b"</%b>" % shape.root.encode()
    found = list(_parsed(opening, data, b"" if ended else closing))
    if any(element.tag != shape.part for element in found):
        raise NotPlainError
    return found


def _parsed(*pieces: bytes) -> Element:
    """Return the outermost element of UTF-8 in pieces; the parser refuses all that is none."""
    parser = XMLParser(encoding="utf-8")
    try:
        for piece in pieces:
            parser.feed(piece)
        found: Element = parser.close()
    except (ParseError, UnicodeDecodeError) as error:
        raise NotPlainError from error
    return found


def excess(element: Element, limits: Limits) -> str:
    """Return the code for what a part has too much of, "" when it is within the limits."""
    nodes = count_nodes(element, limits.part_nodes)
    if nodes > limits.part_nodes:
        return "xml_part_too_large"
    if nodes > 3 * limits.depth and _depth(element) > limits.depth:
        return "xml_too_deep"
    return ""


def count_nodes(element: Element, most: int) -> int:
    """Count the elements in ``element``, up to ``most`` + 1."""
    return len(list(islice(element.iter(), most + 1)))


def _depth(element: Element) -> int:
    depth, level = 0, [element]
    while level:
        depth += 1
        level = [child for one in level for child in one]
    return depth
