"""Texts inside GIFT: escapes, format markers, HTML, weights.

Escaped control characters are hidden behind code points that no text holds (the text door removes
them), so that the rest of the reader can search for the bare ones.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.formats.html_text import AUTO, HTML, MARKDOWN, PLAIN, Cleaner
from ethics_desktop.formats.reading import MAX_FIELD, excerpt

_SIGNS = "~=#{}:"
_HIDDEN = {sign: chr(0xFDD0 + place) for place, sign in enumerate(_SIGNS)}
_HIDDEN |= {"n": "\ufddf", "\\": "\\"}
_SHOWN = [(hidden, sign) for sign, hidden in _HIDDEN.items() if sign in _SIGNS]
_SHOWN.append(("\ufddf", "\n"))
_ESCAPE = re.compile(r"\\([~=#{}:n\\])")
#: Marks of formats in GIFT, and what they are called elsewhere.
_FORMATS = {"html": HTML, "moodle": AUTO, "plain": PLAIN, "markdown": MARKDOWN}
FORMAT_MARKS = tuple(f"[{name}]" for name in _FORMATS)
_CURLY = re.compile("<[a-zA-Z][^<>]*[“”]")
#: HTML may be this much longer than the text it holds.
MAX_RAW = 16 * MAX_FIELD
#: ``%50%``, ``%-33.33333%``; a decimal comma is read, too, and reported.
WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,10})?)%")
LOOKS_LIKE_WEIGHT = re.compile(r"%[^%\n]{0,12}\d[^%\n]{0,12}%")


def hide(text: str) -> str:
    """Return text with escaped signs hidden."""
    return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], text) if "\\" in text else text


def show(text: str) -> str:
    """Return text with hidden signs as themselves."""
    if not text.isascii():
        for hidden, sign in _SHOWN:
            if hidden in text:
                text = text.replace(hidden, sign)
    return text


def escape(text: str) -> str:
    """Return text as GIFT writes it."""
    if not any(sign in text for sign in "\\~=#{}:\n"):
        return text
    text = text.replace("\\", "\\\\")
    for sign in _SIGNS:
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def split_format(text: str, inherited: str) -> tuple[str, str]:
    """Return the format of a text and the text without its ``[html]`` and the like."""
    if text.startswith("["):
        for name in _FORMATS:
            if text.startswith(f"[{name}]"):
                return name, text[len(name) + 2 :]
    return inherited, text


def take_fixed(tags: list[str], keys: list[str]) -> set[str]:
    """Remove the tag that names options with a fixed place (``tetap:c.d``); return their ids."""
    for tag in tags:
        named = set(tag.removeprefix("tetap:").split("."))
        if tag.startswith("tetap:") and named <= set(keys):
            tags.remove(tag)
            return named
    return set()


class Question:
    """A block of a GIFT file on its way to an item; gathers the findings about it.

    Attributes:
        line: line of the file (from 1) where ``body`` begins.
        body: the text with signs hidden and comments emptied, line for line as in the file.
        fmt: format of the question text; answers and feedback inherit it.
        stem: the question as plain text.
        head: what items of every kind have: id, rev, stem, explanation, meta.
        simple: the answers hold nothing but letters, so there is little to do with them.
        failed: an ERROR was found, so there will be no item.
    """

    fmt = "moodle"
    name = ""
    external = ""
    kind = ""  # what a tag says
    stem = ""
    head: dict[str, Any]
    simple = False
    failed = False
    _said_markdown = False

    def __init__(self, cleaner: Cleaner, file: str, line: int, body: str) -> None:
        self._cleaner = cleaner
        self.file = file
        self.line = line
        self.body = body
        self.tags: list[str] = []
        self.key_tags: list[str] = []  # those that name the ids of options
        self.findings: list[Finding] = []

    def line_at(self, at: int) -> int:
        """Return the line of the file for a place in ``body``."""
        return self.line + self.body.count("\n", 0, max(at, 0))

    def first_line(self) -> int:
        """Return the line of the file where the question begins, comments and the like aside."""
        body = self.body
        return self.line if body[:1].strip() else self.line_at(len(body) - len(body.lstrip()))

    def say(
        self,
        code: str,
        severity: Severity,
        at: int = -1,
        option: str = "",
        **params: str | int | float,
    ) -> None:
        """Keep a finding about the place ``at`` of ``body`` (without one: where it begins)."""
        line = self.first_line() if at < 0 else self.line_at(at)
        place = Location(file=self.file, line=line, item=self.external, option=option)
        self.findings.append(Finding(code, severity, place, params))
        self.failed |= severity is Severity.ERROR

    def settle(self, item_id: str) -> None:
        """Name the item in the findings, once it has its id."""
        for place, found in enumerate(self.findings):
            location = msgspec.structs.replace(found.location, item=item_id)
            self.findings[place] = msgspec.structs.replace(found, location=location)

    def render(self, text: str, at: int = -1, option: str = "", lines: bool = False) -> str:
        """Return a text of the file as plain text; ``lines`` keeps its line breaks."""
        text = text.strip()
        if not text:
            return ""
        fmt = self.fmt
        if self.simple and "\n" not in text and fmt in ("moodle", "plain"):
            return text
        if text[0] == "[":
            fmt, text = split_format(text, fmt)
        return self.plain(text, fmt, at, option, lines)

    def plain(self, text: str, fmt: str, at: int, option: str, lines: bool = False) -> str:
        """Return a text of a known format as plain text."""
        if "\n" in text and not lines:
            text = " ".join(map(str.strip, text.split("\n")))
        if not text.isascii():
            text = show(text)
        text = text.strip()
        if fmt == "plain" or (fmt == "moodle" and "<" not in text and "&" not in text):
            pass
        elif len(text) > MAX_RAW:
            text = text[:MAX_RAW]  # the finding that it is too long follows
        elif fmt == "markdown" or "<" in text or "&" in text:
            text = self._converted(text, fmt, at, option)
        else:
            text = " ".join(text.split())
        if len(text) > MAX_FIELD:
            self.say("field_too_long", Severity.ERROR, at, option, n=len(text), most=MAX_FIELD)
        return text

    def _converted(self, text: str, fmt: str, at: int, option: str) -> str:
        found = self._cleaner.plain(text, _FORMATS[fmt])
        if fmt == "markdown" and not self._said_markdown:
            self._said_markdown = True
            self.say("markdown_plain", Severity.INFO, at, option)
        if _CURLY.search(text):
            self.say("smart_quotes_in_tag", Severity.WARNING, at, option)
        for image in dict.fromkeys(found.images):
            shown = excerpt(image.name or image.alt)
            self.say("image_missing", Severity.WARNING, at, option, name=shown)
        if found.active:
            self.say("active_removed", Severity.WARNING, at, option)
        return found.text
