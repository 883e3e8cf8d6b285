"""Reader of GIFT, Moodle's text format for questions (writer: ``gift_write``).

Reads what Moodle's importer reads, in its order of tests, and says where Moodle would guess. One
pass over the lines, one over each question: the time grows with the length of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from ethics_desktop.domain.bank import BankInfo, Origin
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import growing, paused_collector
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.formats.gift_kinds import build, kind_of_answers
from ethics_desktop.formats.gift_text import MAX_RAW, Question, hide, show, split_format
from ethics_desktop.formats.gift_write import write
from ethics_desktop.formats.html_text import Cleaner, strip_marks
from ethics_desktop.formats.meta_tags import (
    CATEGORY,
    MAX_TAGS,
    category_of,
    meta_from_tags,
    sense_of,
)
from ethics_desktop.formats.moodle_kinds import FIXED_TAG, OPTIONS_TAG, TARGETS_TAG
from ethics_desktop.formats.reading import (
    MAX_FIELD,
    MAX_ITEMS,
    Draft,
    Memory,
    ReadResult,
    excerpt,
    info_for,
    is_slug,
    new_id,
    read_text,
    repeated_stems,
)

__all__ = ["read", "read_string", "write"]

_SWITCH = "$CATEGORY:"
_MARK = re.compile(r"\[([iI][dD]|[tT][aA][gG]):")
_WHOLE_MARK = re.compile(r"\[([iI][dD]|[tT][aA][gG]):([^\]]*)\]")
_CLOZE = re.compile(r"\{\d{0,6}:[A-Z_]{2,24}:")
_BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")
_NEXT_NAME = re.compile(r"\}[^\S\n]*\n[^\S\n]*::")
#: Signs that a text after a blank line can begin with only if it belongs to the braces before.
_GOES_ON = ("~", "=", "#", "}")
#: What makes a text more than letters: marks, hidden signs, a format.
_NOT_SIMPLE = re.compile("[<&\\[\ufdd0-\ufddf]")
_KEY_TAGS = tuple(f"{name}:" for name in (OPTIONS_TAG, TARGETS_TAG, FIXED_TAG))
MAX_NAME = 255
#: Questions, categories and what stands between blank lines, together.
MAX_BLOCKS = 4 * MAX_ITEMS
#: The share of the time that goes by until a text is cut into blocks.
_CUTTING = 0.1
_NOT_IMPORTED = ("description", "essay", "numerical", "cloze")


def read(path: Path, encoding: str = "", watch: Watch = unwatched) -> ReadResult:
    """Read a GIFT file; ``encoding`` is what a person told of its letters, "" to find it out.

    Raises:
        UserError: ``file_unreadable_all``, ``file_too_large_all``, ``file_not_that_format`` (not
            one brace and no category in it).
    """
    text, findings = read_text(path, encoding=encoding)
    return read_string(text, path, findings, watch)


def read_string(
    text: str, path: Path, findings: tuple[Finding, ...] = (), watch: Watch = unwatched
) -> ReadResult:
    """Read GIFT from a text that came through the text door; ``path`` gives names only.

    Raises:
        UserError: ``file_not_that_format``.
    """
    if "{" not in text and "}" not in text and _SWITCH not in text:
        raise UserError("file_not_that_format", file=path.name, format="GIFT")
    reader = _Reader(info_for(path), as_text(path.name))
    reader.findings += findings
    with paused_collector(), growing(reader.drafts, reader.findings, reader.blocks):
        reader.run(text, watch)
        reader.findings += repeated_stems(reader.drafts)
    return ReadResult(
        reader.info,
        tuple(reader.drafts),
        findings=tuple(reader.findings),
        skipped=reader.skipped,
        format="gift",
    )


class Block(NamedTuple):
    """Text up to a blank line; ``line`` is the number of its first line.

    ``body`` has its comments emptied, line for line; ``marks`` are what they say in square
    brackets (``[id:x] [tag:y]``); ``joined``: no blank line stood before it; ``category``: it is a
    category switch and nothing else.
    """

    line: int
    body: str
    marks: tuple[tuple[str, str], ...] = ()
    joined: bool = False
    category: str | None = None


def _blocks(text: str) -> Iterator[Block]:
    line, at = 1, 0
    for gap in _BLANK.finditer(text):
        if gap.start() > at:
            yield from _chunk(text[at : gap.start()], line)
        line += text.count("\n", at, gap.end())
        at = gap.end()
    yield from _chunk(text[at:], line)


def _chunk(chunk: str, line: int) -> Iterator[Block]:
    """Yield the blocks of a text without blank lines: one, but for comments and faults."""
    if not ("//" in chunk or _SWITCH in chunk or _NEXT_NAME.search(chunk)):
        if chunk and not chunk.isspace():
            yield Block(line, chunk)
        return
    lines: list[str] = []
    joined, last = False, ""
    for here in chunk.split("\n"):
        here = here.strip()
        if here.startswith(_SWITCH):
            yield from _block_of(lines, line, joined)
            line += len(lines) + 1
            yield Block(line - 1, "", category=here[len(_SWITCH) :])
            lines, joined, last = [], True, ""
            continue
        if here.startswith("::") and last.endswith("}") and not last.endswith("\\}"):
            kept = len(lines)
            while lines[kept - 1].startswith("//"):
                kept -= 1
            yield from _block_of(lines[:kept], line, joined)
            line += kept
            lines, joined, last = lines[kept:], True, ""
        lines.append(here)
        if not here.startswith("//"):
            last = here
    yield from _block_of(lines, line, joined)


def _block_of(lines: list[str], line: int, joined: bool) -> Iterator[Block]:
    comments = [here for here in lines if here.startswith("//")]
    if any(lines) and len(comments) < len(lines):
        body = "\n".join(["" if here.startswith("//") else here for here in lines])
        marks = tuple(islice((mark for one in comments for mark in _marks(one)), 2 * MAX_TAGS))
        yield Block(line, body, marks, joined)


def _marks(comment: str) -> Iterator[tuple[str, str]]:
    """Yield the names (id, tag) and values in a comment; ``\\]`` stands for a bracket inside."""
    if "\\" not in comment:
        # Up to the last bracket every mark is closed, so nothing is searched twice.
        for mark in _WHOLE_MARK.finditer(comment, 0, comment.rfind("]") + 1):
            if value := mark[2].strip():
                yield mark[1].lower(), value
        return
    found = _MARK.search(comment)
    while found:
        end = comment.find("]", found.end())
        while end > 0 and comment[end - 1] == "\\":
            end = comment.find("]", end + 1)
        if end < 0:
            return  # nothing that follows is closed either
        value = comment[found.end() : end].replace("\\]", "]").strip()
        if value:
            yield found[1].lower(), value
        found = _MARK.search(comment, end)


class _Reader:
    def __init__(self, info: BankInfo, file: str) -> None:
        self.info = info
        self.file = file
        self.blocks: list[Block] = []
        self.drafts: list[Draft] = []
        self.findings: list[Finding] = []
        self.skipped = 0
        self._cleaner = Cleaner()
        self._senses = Memory(sense_of)
        self._category = ""
        self._category_line = 0  # of a category that has no question yet
        self._given: set[str] = set()
        self._taken: set[str] = set()

    def say(self, code: str, severity: Severity, line: int, **params: str | int | float) -> None:
        place = Location(file=self.file, line=line)
        self.findings.append(Finding(code, severity, place, params))

    def run(self, text: str, watch: Watch) -> None:
        cut = watched(_blocks(text), text.count("\n\n") + 1, part(watch, 0, _CUTTING))
        blocks = self.blocks
        blocks.extend(islice(cut, MAX_BLOCKS))
        # Ids that the file gives are not free for questions without one, wherever they stand.
        marks = (mark for block in blocks for mark in block.marks)
        self._taken |= {value for name, value in marks if name == "id" and is_slug(value)}
        place = 0
        while place < len(blocks) and len(self.drafts) + self.skipped < MAX_ITEMS:
            watch(_CUTTING + (1 - _CUTTING) * place / len(blocks))
            block = blocks[place]
            if block.category is not None:
                self._switch(block.category, block.line)
                place += 1
                continue
            parts = _parts_over_blank_lines(blocks, place)
            place += parts
            if parts > 1:
                block = _merged(blocks[place - parts : place])
            self._block(block, parts > 1)
        if place < len(blocks) or place == MAX_BLOCKS:
            line = blocks[min(place, len(blocks) - 1)].line
            self.say("items_over_limit", Severity.ERROR, line, limit=MAX_ITEMS)
        self._leave_category()

    def _switch(self, path: str, line: int) -> None:
        self._leave_category()
        self._category = category_of(show(hide(path)))
        self._category_line = line

    def _leave_category(self) -> None:
        if self._category_line and self._category:
            line = self._category_line
            self.say("category_empty", Severity.INFO, line, category=self._category)

    def _block(self, block: Block, over_blank_line: bool) -> None:
        question = Question(self._cleaner, self.file, block.line, hide(block.body))
        for name, value in block.marks:
            if name == "id":
                question.external = value
            elif value.startswith(_KEY_TAGS):
                question.key_tags.append(value)
            else:
                question.tags.append(value)
        question.kind = "sjt" if "jenis:sjt" in question.tags else ""
        if block.joined:
            if self._category_line:
                category = self._category
                question.say("gift_category_joined", Severity.WARNING, category=category)
            else:
                question.say("gift_questions_joined", Severity.WARNING)
        if over_blank_line:
            question.say("gift_blank_line", Severity.WARNING)
        self._category_line = 0
        self._cut(question)
        braces = None if question.failed else _parse(question)
        item, proposal = None, ""
        if braces is not None:
            self._head(question, braces.general)
            item, proposal = build(question, braces.kind, braces.answers, braces.at)
            if item is not None and question.key_tags:  # those that fit were used up
                tags = (*item.meta.tags, *question.key_tags)
                meta = msgspec.structs.replace(item.meta, tags=tags)
                item = msgspec.structs.replace(item, meta=meta)
        if item is None or question.failed:
            self.skipped += 1
        else:
            place = Location(self.file, line=question.first_line(), item=item.id)
            self.drafts.append(Draft(item, place, proposal))
        if question.findings:
            question.settle(item.id if item is not None else question.external)
            self.findings += question.findings

    def _cut(self, question: Question) -> None:
        """Refuse a question that is larger than any sound one before it is taken apart."""
        size, tags = len(question.body), question.tags
        if size > MAX_RAW:
            question.say("field_too_long", Severity.ERROR, n=size, most=MAX_RAW)
        elif len(tags) > MAX_TAGS:
            question.say("values_too_many", Severity.ERROR, n=len(tags), most=MAX_TAGS)
        if question.failed:
            question.body, tags[MAX_TAGS:] = question.body[:MAX_FIELD], []

    def _head(self, question: Question, general: str) -> None:
        """Set what items of every kind have: id, stem, explanation, metadata."""
        origin = Origin("gift", self.file, question.name, question.external)
        if self._category:
            question.tags.insert(0, f"{CATEGORY}{self._category}")
        read = meta_from_tags(question.tags, origin, self._senses)
        for tag in read.odd:
            question.say("tag_value_unknown", Severity.INFO, tag=excerpt(tag))
        wanted = question.external
        if wanted in self._given:
            question.say("item_id_taken", Severity.WARNING, id=wanted)
            wanted = ""
        if wanted and is_slug(wanted):
            self._given.add(wanted)
        else:
            wanted = new_id(self.info.id, question.stem, self._taken)
        question.head = {
            "id": wanted,
            "rev": read.rev,
            "stem": question.stem,
            "explanation": question.render(general),
            "meta": read.meta,
        }


def _parts_over_blank_lines(blocks: list[Block], place: int) -> int:
    """Count the blocks that make one question because a brace stays open over blank lines."""
    count, is_open = 1, None
    while place + count < len(blocks):
        following = blocks[place + count]
        if following.joined or following.body.lstrip()[:1] not in _GOES_ON:
            break
        if is_open is None:
            body = hide(blocks[place].body)
            is_open = "{" in body and "}" not in body
        if not is_open:
            break
        is_open = "}" not in hide(following.body)
        count += 1
    return count


def _merged(blocks: list[Block]) -> Block:
    texts: list[str] = []
    line = blocks[0].line
    for block in blocks:
        texts += ["\n" * (block.line - line), block.body]
        line = block.line + block.body.count("\n")
    marks = tuple(mark for block in blocks for mark in block.marks)
    return Block(blocks[0].line, "".join(texts), marks, blocks[0].joined)


class Braces(NamedTuple):
    """What stands between the braces, and where (``at``) in the block."""

    kind: str
    answers: str
    general: str
    at: int


def _parse(question: Question) -> Braces | None:
    """Read name, stem and braces; None when the question cannot be imported."""
    body = question.body
    start = len(body) - len(body.lstrip())
    if body.startswith("::", start):
        end = body.find("::", start + 2)
        if end < 0:
            question.say("gift_name_open", Severity.WARNING)
            start += 2
        else:
            question.name = " ".join(show(body[start + 2 : end]).split())[:MAX_NAME]
            start = end + 2
    opening, closing = body.find("{", start), body.find("}", start)
    if opening < 0 and closing < 0:
        return _not_supported(question, "description", body[start:])
    if ":" in body and _CLOZE.search(body, start):
        return _not_supported(question, "cloze", body[start:])
    if opening < 0 or closing < opening:
        near = max(opening if closing < 0 else closing, 0)
        text = excerpt(show(body[max(near - 20, start) : near + 40]))
        question.say("gift_brace_missing", Severity.ERROR, near, text=text)
        return None
    again, more = body.find("{", opening + 1), body.find("}", closing + 1)
    if again >= 0 or more >= 0:
        extra = min(place for place in (again, more) if place >= 0)
        text = excerpt(show(body[max(extra - 20, start) : extra + 40]))
        question.say("gift_brace_extra", Severity.ERROR, extra, text=text)
        return None
    return _parse_braces(question, start, opening, closing)


def _parse_braces(question: Question, start: int, opening: int, closing: int) -> Braces | None:
    body = question.body
    answers, general = body[opening + 1 : closing], ""
    last = answers.rfind("####")
    if last >= 0:
        answers, general = answers[:last], answers[last + 4 :]
    at = opening + 1 + len(answers) - len(answers.lstrip())
    answers = answers.strip()
    kind = kind_of_answers(answers)
    after = body[closing + 1 :].rstrip()
    stem = body[start:opening] + (f"_____{after}" if after else "")
    if kind in _NOT_IMPORTED:
        return _not_supported(question, kind, stem)
    question.fmt, stem = split_format(stem.strip(), "moodle")
    if stem.startswith("//"):
        text = excerpt(show(stem.partition("\n")[0]))
        question.say("gift_comment_inside", Severity.WARNING, start, text=text)
    if "\n" in stem:
        stem = "\n".join([line for line in map(str.strip, stem.split("\n")) if line])
    question.stem = question.plain(stem, question.fmt, -1, "", lines=True)
    if not question.stem and question.name:
        question.stem = question.name
        question.say("stem_from_name", Severity.WARNING, name=question.name)
    elif not question.stem:
        question.say("stem_missing", Severity.ERROR)
    question.simple = not (_NOT_SIMPLE.search(body, opening) or len(body) > MAX_FIELD)
    return Braces(kind, answers, general, at)


def _not_supported(question: Question, kind: str, text: str) -> Braces | None:
    _fmt, text = split_format(text.strip(), "")
    name = question.name or strip_marks(excerpt(show(text), 120))
    question.say("kind_not_supported", Severity.ERROR, kind=kind, name=excerpt(name))
    return None
