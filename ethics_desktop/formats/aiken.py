"""Reader and writer of Aiken: a question, lettered options, a line ``ANSWER: B``.

Kinder than Moodle, which drops what is not written exactly so; every kindness is a warning, because
the same file would not work in Moodle. HTML is text here, as in Moodle.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from ethics_desktop.domain.bank import Bank, Item, Meta, Option, Origin, SingleItem, kind_of
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import growing, paused_collector
from ethics_desktop.domain.watching import Watch, unwatched, watched
from ethics_desktop.formats.meta_tags import HEAD_FIELDS
from ethics_desktop.formats.package import write_whole
from ethics_desktop.formats.reading import (
    LETTERS,
    MAX_FIELD,
    MAX_ITEMS,
    Draft,
    ReadResult,
    excerpt,
    info_for,
    lines_of,
    new_id,
    read_text,
    repeated_stems,
)
from ethics_desktop.formats.text_door import clean

MOST_OPTIONS = 10
#: An answer is one letter; more than this of what was written instead is not shown.
_SHOWN = 30
_OPTION = re.compile(r"([A-Za-z])([.)])(\s?)(.*)")
_ANSWER = re.compile(
    r"(answers?|correct answer|jawaban(?: benar| yang benar)?|kunci(?: jawaban)?)\s*[:=](.*)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"([A-Za-z])(?:[.)]\s*(.*))?")
_NUMBER = re.compile(r"(\d{1,3}[.)])\s+(?=\S)")
_COMMENT = re.compile(r"(pembahasan|penjelasan|explanation|feedback)\s*:\s*(.*)", re.IGNORECASE)


def read(path: Path, encoding: str = "", watch: Watch = unwatched) -> ReadResult:
    """Read an Aiken file; ``encoding`` is what a person told of its letters, "" to find it out.

    Raises:
        UserError: ``file_unreadable_all``, ``file_too_large_all``, ``file_not_that_format`` (no
            option and no answer in it).
    """
    text, findings = read_text(path, encoding=encoding)
    return read_string(text, path, findings, watch)


def read_string(
    text: str, path: Path, findings: tuple[Finding, ...] = (), watch: Watch = unwatched
) -> ReadResult:
    """Read Aiken from a text that came through the text door; ``path`` gives names only.

    Raises:
        UserError: ``file_not_that_format``.
    """
    reader = _Reader(path)
    reader.findings += findings
    with paused_collector(), growing(reader.drafts, reader.findings):
        reader.run(text, watch)
    if not reader.seen:
        raise UserError("file_not_that_format", file=path.name, format="Aiken")
    reader.findings += repeated_stems(reader.drafts)
    return ReadResult(
        reader.info,
        tuple(reader.drafts),
        findings=tuple(reader.findings),
        skipped=reader.skipped,
        format="aiken",
    )


class _Choice:
    """An option on its way: its letter as written, its lines, where it began."""

    def __init__(self, letter: str, text: str, line: int) -> None:
        self.letter = letter
        self.lines = [text]
        self.line = line


class _Reader:
    def __init__(self, path: Path) -> None:
        self.info = info_for(path)
        self.file = as_text(path.name)
        self.drafts: list[Draft] = []
        self.findings: list[Finding] = []
        self.skipped = 0
        self.seen = False  # anything that looks like Aiken
        self._taken: set[str] = set()
        self._last_line = 0
        self._start()

    def _start(self) -> None:
        self._line = 0
        self._stem: list[str] = []
        self._stem_lines = 0
        self._options: list[_Choice] = []
        self._failed = False
        self._small = ""

    def say(
        self,
        code: str,
        severity: Severity,
        line: int,
        option: str = "",
        **params: str | int | float,
    ) -> None:
        place = Location(file=self.file, line=line, option=option)
        self.findings.append(Finding(code, severity, place, params))
        self._failed |= severity is Severity.ERROR

    def run(self, text: str, watch: Watch = unwatched) -> None:
        gap = False  # a blank line stands before this one
        answered = False  # the line before (blank ones aside) was an answer
        lines = watched(lines_of(text), text.count("\n") + 1, watch)
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if not line:
                gap = True
                continue
            if len(self.drafts) + self.skipped >= MAX_ITEMS:
                self.say("items_over_limit", Severity.ERROR, number, limit=MAX_ITEMS)
                return
            answer = _ANSWER.fullmatch(line) if ":" in line or "=" in line else None
            if answer:
                self._close(answer[1], answer[2].strip(), number)
                answered = True
            elif answered and self._take_comment(line, number):
                pass
            else:
                answered = False
                self._take(line, number, gap)
            gap = False
        self._leave()

    def _take(self, line: str, number: int, gap: bool) -> None:
        option = _OPTION.fullmatch(line) if line[1:2] in (")", ".") else None
        if option and self._is_option(option):
            self.seen = True
            if len(self._options) > len(LETTERS):
                return  # far too many already; a hostile file must not fill the memory
            letter, text = option[1].upper(), option[4].strip()
            if option[1].islower() and not self._small:
                self._small = option[1] + option[2]
                self.say("aiken_small_letter", Severity.WARNING, number, text=self._small)
            wanted = LETTERS[len(self._options) % 26].upper()
            if letter != wanted:
                twice = any(other.letter == letter for other in self._options)
                severity = Severity.ERROR if twice else Severity.WARNING
                self.say("aiken_letter_order", severity, number, letter=letter, wanted=wanted)
            self._options.append(_Choice(letter, text, number))
        elif self._options and (gap or _NUMBER.match(line)):
            self._leave()
            self._take_stem(line, number, False)
        elif self._options:
            if len(self._options[-1].lines) == 1:
                letter = self._options[-1].letter
                text = excerpt(line)
                self.say("aiken_option_lines", Severity.WARNING, number, letter.lower(), text=text)
            self._options[-1].lines.append(line)
        else:
            self._take_stem(line, number, gap)

    def _is_option(self, option: re.Match[str]) -> bool:
        """Tell an option from a line that happens to begin like one (``e.g.``, ``U.S.``)."""
        letter, text = option[1], option[4]
        wanted = LETTERS[len(self._options) % 26]
        if letter.lower() == wanted:
            return letter.isupper() or option[3] != "" or not text
        return bool(self._options) and letter.isupper() and option[3] != ""

    def _take_stem(self, line: str, number: int, gap: bool) -> None:
        if not self._stem:
            self._line = number
            found = _NUMBER.match(line)
            if found:
                self.say("aiken_number_dropped", Severity.WARNING, number, number=found[1])
                line = line[found.end() :]
        elif gap:
            self._stem.append("")
        self._stem_lines += 1
        self._stem.append(line)

    def _take_comment(self, line: str, number: int) -> bool:
        """Read the explanation that some write after the answer; Aiken itself has none."""
        found = _COMMENT.fullmatch(line)
        if not found or not self.drafts or self.drafts[-1].place.line != self._last_line:
            return False
        draft = self.drafts[-1]
        text = found[2].strip()
        if len(text) > MAX_FIELD:
            self.say("field_too_long", Severity.WARNING, number, n=len(text), most=MAX_FIELD)
        item = msgspec.structs.replace(draft.item, explanation=text[:MAX_FIELD])
        self.drafts[-1] = msgspec.structs.replace(draft, item=item)
        self.say("aiken_explanation", Severity.WARNING, number, word=found[1])
        return True

    def _leave(self) -> None:
        """A question ends without an answer."""
        text = excerpt(self._stem[0]) if self._stem else ""
        if self._options:
            line = self._line or self._options[0].line
            self.say("aiken_answer_missing", Severity.ERROR, line, text=text)
            self.skipped += 1
        elif self._stem:
            self.say("aiken_text_left", Severity.WARNING, self._line, text=text)
        self._start()

    def _close(self, word: str, value: str, number: int) -> None:
        self.seen = True
        if word != "ANSWER":
            self.say("aiken_kind_word", Severity.WARNING, number, word=word)
        if self._stem_lines > 1:
            self.say("aiken_stem_lines", Severity.WARNING, self._line, n=self._stem_lines)
        stem = "\n".join(self._stem)
        if not stem:
            self.say("stem_missing", Severity.ERROR, self._line or number)
        options = self._read_options(number)
        right = self._right(value, options, number)
        longest = max([len(stem), *(len(option[1]) for option in options)])
        if longest > MAX_FIELD:
            line = self._line or number
            self.say("field_too_long", Severity.ERROR, line, n=longest, most=MAX_FIELD)
        self._last_line = self._line
        if self._failed:
            self.skipped += 1
        else:
            self._add(stem, options, right)
        self._start()

    def _read_options(self, number: int) -> list[tuple[str, str]]:
        n = len(self._options)
        if n < 2:
            self.say("options_too_few", Severity.ERROR, self._line or number, n=n, least=2)
        if n > MOST_OPTIONS:
            line = self._line or number
            self.say("options_too_many", Severity.ERROR, line, n=n, most=MOST_OPTIONS)
        found = []
        for option in self._options[: MOST_OPTIONS + 1]:
            text = " ".join(filter(None, option.lines))
            if not text:
                letter = option.letter.lower()
                self.say("option_text_missing", Severity.ERROR, option.line, letter)
            found.append((option.letter, text))
        return found

    def _right(self, value: str, options: list[tuple[str, str]], number: int) -> str:
        """Return the letter of the right option; what is no letter of an option is an error."""
        found = _LETTER.fullmatch(value)
        letters = ", ".join(letter for letter, _text in options)
        shown = excerpt(value, _SHOWN) or "–"
        if not found:
            self.say("aiken_answer_bad", Severity.ERROR, number, answer=shown)
            return ""
        letter = found[1].upper()
        text = dict(options).get(letter)
        if text is None:
            self.say("aiken_answer_beyond", Severity.ERROR, number, answer=letter, letters=letters)
        elif found[2] and found[2].casefold() != text.casefold():
            self.say("aiken_answer_bad", Severity.ERROR, number, answer=shown)
        elif len(value) > 1:
            self.say("aiken_answer_longer", Severity.WARNING, number, answer=shown)
        if found[1].islower() and not self._small:
            self.say("aiken_small_letter", Severity.WARNING, number, text=value[:1])
        return letter

    def _add(self, stem: str, options: list[tuple[str, str]], right: str) -> None:
        item = SingleItem(
            id=new_id(self.info.id, stem, self._taken),
            stem=stem,
            options=tuple(
                Option(key, text, correct=letter == right)
                for key, (letter, text) in zip(LETTERS, options, strict=False)
            ),
            meta=Meta(origin=Origin("aiken", self.file)),
        )
        self.drafts.append(Draft(item, Location(file=self.file, line=self._line, item=item.id)))


def write(bank: Bank, path: Path, watch: Watch = unwatched) -> tuple[Finding, ...]:
    """Write the single choice items of a bank as Aiken (UTF-8, ``\\n``).

    Returns:
        What was left out or changed, item by item; once for the whole bank what Aiken never
        carries.

    Raises:
        UserError: ``file_unwritable``.
    """
    text, findings = aiken_text(bank, watch)
    watch(1)
    write_whole(path, text.encode("utf-8", "replace"))
    return findings


def aiken_text(bank: Bank, watch: Watch = unwatched) -> tuple[str, tuple[Finding, ...]]:
    """Return the single choice items of a bank as Aiken, and what Aiken does not carry."""
    findings: list[Finding] = []
    blocks: list[str] = []
    fields = ["id", "meta", *(field for field in HEAD_FIELDS if getattr(bank.info, field))]

    def say(item: Item, code: str, **params: str) -> None:
        told: dict[str, str | int | float] = {"format": "Aiken", **params}
        findings.append(Finding(code, Severity.WARNING, Location(item=item.id), told))

    for item in watched(bank.items, len(bank.items), watch):
        if not isinstance(item, SingleItem):
            say(item, "item_not_written", kind=kind_of(item))
            continue
        block = _block(item)
        if block is None:
            say(item, "item_unwritable", why=excerpt(item.stem))
            continue
        for text in (item.stem, *(option.text for option in item.options)):
            if text != _one_line(text):
                say(item, "text_changed", text=excerpt(text))
        fields += [field for field in ("explanation", "hint") if getattr(item, field)]
        fields += ["reason"] * any(option.reason for option in item.options)
        fields += ["fixed"] * any(option.fixed for option in item.options)
        blocks.append(block)
    if bank.items:
        params: dict[str, str | int | float] = {
            "format": "Aiken",
            "fields": ", ".join(dict.fromkeys(fields)),
        }
        findings.append(Finding("fields_not_carried", Severity.INFO, Location(), params))
    return "\n\n".join(blocks) + ("\n" if blocks else ""), tuple(findings)


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in clean(text).split("\n") if line.strip())


def _block(item: SingleItem) -> str | None:
    """Return an item as Aiken; None when it would not be read back as it is."""
    stem = _one_line(item.stem)
    texts = [_one_line(option.text) for option in item.options]
    right = [letter for letter, o in zip(LETTERS, item.options, strict=False) if o.correct]
    if len(right) != 1 or len(texts) > MOST_OPTIONS:
        return None
    lines = [f"{letter.upper()}) {text}" for letter, text in zip(LETTERS, texts, strict=False)]
    block = "\n".join([stem, *lines, f"ANSWER: {right[0].upper()}"])
    reader = _Reader(Path("x"))
    reader.run(block)
    if len(reader.drafts) != 1 or reader.findings:
        return None
    found = reader.drafts[0].item
    if not isinstance(found, SingleItem) or found.stem != stem:
        return None
    return block if [option.text for option in found.options] == texts else None
