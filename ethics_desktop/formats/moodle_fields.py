"""Fields of a Moodle XML question: texts, pictures, switches and grades, with what they reveal."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import Element, tostring

import msgspec

from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.formats.fractions import (
    LEGAL_PERCENTS,
    TOLERANCE,
    is_legal,
    nearest_legal,
    percent_text,
    snapped,
)
from ethics_desktop.formats.html_text import (
    HTML,
    MARKDOWN,
    Cleaner,
    Image,
    paragraphs,
    strip_marks,
)
from ethics_desktop.formats.meta_tags import CATEGORY, MAX_TAGS
from ethics_desktop.formats.reading import LETTERS, MAX_FIELD, Memory, excerpt
from ethics_desktop.formats.text_door import clean

#: HTML may be this much longer than the text it holds.
MAX_RAW = 16 * MAX_FIELD
MAX_NAME = 255
MAX_TAG = 2000
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".avif")
_USUAL = {percent_text(sign * legal): sign * legal for legal in LEGAL_PERCENTS for sign in (-1, 1)}
_SWITCH = dict.fromkeys(("true", "1", "yes"), True) | dict.fromkeys(("false", "0", "no"), False)


class Tools:
    """What the questions of one file share."""

    def __init__(self) -> None:
        self.cleaner = Cleaner()
        self.lines = Memory(lambda text: " ".join(clean(text).split()))


class Question:
    """One ``<question>`` on its way to an item; gathers the findings about it.

    Attributes:
        kind: Moodle's type, lower case.
        name: its name on one line.
        external: its idnumber.
        failed: an ERROR was found, so there will be no item.
    """

    def __init__(self, element: Element, line: int, file: str, tools: Tools) -> None:
        self.element = element
        self.line = line
        self.file = file
        self.kind = element.get("type", "").strip().lower()
        self._fields = {child.tag: child for child in element[::-1]}
        name = self._fields.get("name")
        self.name = "" if name is None else strip_marks(name.findtext("text") or "")[:MAX_NAME]
        self.external = " ".join(self.value("idnumber").split())[:MAX_NAME]
        self.failed = False
        self.findings: list[Finding] = []
        self._tools = tools
        self._seen: list[Image] = []
        self._said: set[str] = set()

    def say(
        self, code: str, severity: Severity, option: str = "", **params: str | int | float
    ) -> None:
        """Keep a finding about this question."""
        place = Location(file=self.file, line=self.line, item=excerpt(self.name), option=option)
        self.findings.append(Finding(code, severity, place, params))
        self.failed |= severity is Severity.ERROR

    def settle(self, item_id: str) -> None:
        """Name the item in the findings, once it has its id."""
        for place, found in enumerate(self.findings):
            location = msgspec.structs.replace(found.location, item=item_id)
            self.findings[place] = msgspec.structs.replace(found, location=location)

    def field(self, name: str) -> Element | None:
        """Return the first child of this name."""
        return self._fields.get(name)

    def value(self, name: str) -> str:
        """Return the text that stands directly in the first child of this name."""
        found = self._fields.get(name)
        return "" if found is None else found.text or ""

    def text(self, holder: Element | None, option: str = "", default: str = HTML) -> str:
        """Return the text of an element with ``<text>`` in it as plain text."""
        if holder is None:
            return ""
        return self.text_as(holder, option, holder.get("format", default))

    def text_as(self, holder: Element, option: str, form: str) -> str:
        """As :meth:`text`, in a format that the element does not have a say in."""
        inner = holder.find("text")
        if inner is None:
            inner = holder
        raw = inner.text or ""
        if len(inner) and inner is not holder:
            raw = self._unescaped(inner)
        plain = paragraphs(raw) if form == HTML and len(raw) <= MAX_FIELD else None
        if plain is not None:
            return plain
        return self.shown(raw, form, option) if raw and not raw.isspace() else ""

    def shown(self, raw: str, form: str, option: str = "") -> str:
        """Return a raw text in one of Moodle's formats as plain text."""
        if len(raw) > MAX_RAW:
            self._too_long(len(raw), option)
            return ""
        found = self._tools.cleaner.plain(raw, form)
        text = found.text
        if form == MARKDOWN:
            self._once("markdown_plain", Severity.INFO, option)
        if found.active:
            self._once("active_removed", Severity.WARNING, option)
        if found.images:
            self._seen += found.images
            if not text:
                text = "; ".join(dict.fromkeys(one.alt for one in found.images if one.alt))
        if len(text) > MAX_FIELD:
            self._too_long(len(text), option)
        return text

    def flag(self, name: str) -> bool | None:
        """Return a switch of the question; None when it is absent, empty or no switch."""
        return _SWITCH.get(self.value(name).strip().lower())

    def percent(self, answer: Element, option: str) -> float:
        """Return the grade of an answer in percent; one close to a legal grade becomes that."""
        raw = answer.get("fraction", "0")
        if raw in _USUAL:
            return _USUAL[raw]
        raw = raw.strip()
        try:
            percent = float(raw.replace(",", ".").removesuffix("%") or "0")
        except ValueError:
            percent = math.nan
        if not math.isfinite(percent):
            self.say("grade_unreadable", Severity.ERROR, option, grade=excerpt(raw, 20))
            return 0.0
        if not -100 <= percent <= 100:
            used = max(-100.0, min(100.0, percent))
            shown = excerpt(raw, 20)
            self.say(
                "weight_out_of_range",
                Severity.WARNING,
                option,
                weight=shown,
                used=percent_text(used),
            )
            return used
        if is_legal(percent):
            return snapped(percent)
        near = nearest_legal(percent)
        if abs(near - percent) > 100 * TOLERANCE:
            told = {"weight": percent_text(percent), "nearest": percent_text(near)}
            self.say("weight_not_legal", Severity.WARNING, option, **told)
        return snapped(percent)

    def tags(self) -> list[str]:
        """Return the tags, each on one line."""
        holder = self._fields.get("tags")
        if holder is None:
            return []
        lines = self._tools.lines
        raw = [tag.findtext("text", tag.text) for tag in holder.findall("tag")]
        found = [line for tag in raw if tag and (line := lines[tag])]
        total = len("".join(found))
        if len(found) > MAX_TAGS or (total > MAX_TAG and max(map(len, found)) > MAX_TAG):
            self.say("field_too_long", Severity.ERROR, n=total, most=MAX_TAG)
        return found[:MAX_TAGS]

    def report_files(self) -> None:
        """Say which pictures and sounds the question has, for none of them is kept."""
        files = [strip_marks(file.get("name") or "?") for file in self.element.iter("file")]
        if not (files or self._seen or "image" in self._fields):
            return
        old = strip_marks(self.value("image"))
        shown = [image.name or image.alt or "?" for image in self._seen]
        if old:
            in_file = "image_base64" in self._fields
            (files if in_file else shown).append(old.rpartition("/")[2])
        if not files and not shown:
            return
        pictures = [name for name in files if name.lower().endswith(_PICTURES)]
        others = [name for name in files if name not in pictures]
        missing = [name for name in shown if name not in files]
        for code, names in (
            ("image_dropped", pictures),
            ("file_dropped", others),
            ("image_missing", missing),
        ):
            if names:
                self.say(code, Severity.WARNING, name=_listed(names))

    def _once(self, code: str, severity: Severity, option: str) -> None:
        if code not in self._said:
            self._said.add(code)
            self.say(code, severity, option)

    def _too_long(self, length: int, option: str) -> None:
        self.say("field_too_long", Severity.ERROR, option, n=length, most=MAX_FIELD)

    def _unescaped(self, inner: Element) -> str:
        """HTML that stands in the XML as it is: Moodle refuses it, we take it."""
        self._once("markup_not_escaped", Severity.WARNING, "")
        children = "".join(tostring(child, encoding="unicode") for child in inner)
        return (inner.text or "") + children


def _listed(names: list[str]) -> str:
    """Return some names for people; the rest is counted."""
    unique = list(dict.fromkeys(excerpt(name, 80) for name in names))
    more = f", +{len(unique) - 20}" if len(unique) > 20 else ""
    return ", ".join(unique[:20]) + more


_Option = TypeVar("_Option")


class Keys(NamedTuple):
    """Ids of options that a tag restores: in the order of the file, and in the author's."""

    in_file: list[str]
    by_author: list[str]

    def sorted(self, made: list[_Option]) -> tuple[_Option, ...]:
        """Return options, made in the order of the file, in the author's order."""
        if self.by_author == self.in_file:
            return tuple(made)
        by_key = dict(zip(self.in_file, made, strict=True))
        return tuple([by_key[key] for key in self.by_author])


def default_ids(prefix: str, count: int) -> list[str]:
    """Return the ids that options get when no tag names them: ``a b c`` or ``l1 l2 l3``."""
    if prefix:
        return [f"{prefix}{number}" for number in range(1, count + 1)]
    return list(LETTERS[:count])


def keys_tag(name: str, keys: Keys, prefix: str) -> str:
    """Return the tag that restores ids, "" when they are the ones given anyway.

    ``opsi:c.a.b`` names the ids in the order of the file; the author's order is the sorted one
    unless it follows after a slash.
    """
    if keys.in_file == keys.by_author == default_ids(prefix, len(keys.in_file)):
        return ""
    text = f"{name}:{'.'.join(keys.in_file)}"
    if sorted(keys.by_author) != keys.by_author:
        text += f"/{'.'.join(keys.by_author)}"
    return text


def take_keys(tags: list[str], name: str, count: int, prefix: str) -> Keys:
    """Remove the tag ``name`` and return the ids for ``count`` options."""
    begin = f"{name}:"
    for tag in [tag for tag in tags if tag.startswith(begin)]:
        file_part, _, author_part = tag[len(begin) :].partition("/")
        in_file = file_part.split(".")
        by_author = author_part.split(".") if author_part else sorted(in_file)
        valid = all(id_.isascii() and id_.isalnum() and id_ == id_.lower() for id_ in in_file)
        if (
            valid
            and len(set(in_file)) == len(in_file) == count
            and sorted(by_author) == sorted(in_file)
            and max(map(len, in_file)) <= 8
        ):
            tags.remove(tag)
            return Keys(in_file, by_author)
    given = default_ids(prefix, count)
    return Keys(given, given)


def with_category(tags: list[str], category: str) -> list[str]:
    """Return tags with the category of the file: in the place of the first, else in front."""
    if not category:
        return tags
    wanted = f"{CATEGORY}{category}"
    for place, tag in enumerate(tags):
        if tag.startswith(CATEGORY):
            return [*tags[:place], wanted, *tags[place + 1 :]]
    return [wanted, *tags]
