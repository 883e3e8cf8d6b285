"""Reader of Moodle XML (writer: ``moodle_xml_write``).

One question after the other in flat memory (:func:`stream`). What Moodle has and an item has not is
told in findings: kinds of questions, pictures, comments on the whole question, categories' notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from ethics_desktop.domain.bank import Origin, Status
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import growing, paused_collector
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.formats.meta_tags import category_of, meta_from_tags, sense_of
from ethics_desktop.formats.moodle_fields import Question, Tools, with_category
from ethics_desktop.formats.moodle_kinds import KINDS
from ethics_desktop.formats.moodle_xml_write import write
from ethics_desktop.formats.reading import (
    MAX_FIELD,
    MAX_ITEMS,
    Draft,
    Memory,
    ReadResult,
    TakenIds,
    excerpt,
    info_for,
    is_slug,
    new_id,
    repeated_stems,
)
from ethics_desktop.formats.safe_xml import Part, Shape, parts

__all__ = ["read", "stream", "write"]

_SHAPE = Shape("Moodle XML", "quiz", "question")
_ON_THE_WHOLE = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
#: What Moodle puts there by itself, in English and Indonesian.
_STANDARD = frozenset(
    {
        "",
        "your answer is correct.",
        "your answer is partially correct.",
        "your answer is incorrect.",
        "jawaban anda benar.",
        "jawaban anda sebagian benar.",
        "jawaban anda salah.",
    }
)
_NOTE = 200


def read(path: Path, watch: Watch = unwatched) -> ReadResult:
    """Read a Moodle XML file.

    Raises:
        UserError: ``file_unreadable_all``, ``file_too_large_all``, ``file_not_that_format`` (no XML
            that begins with ``<quiz>``), ``xml_forbidden`` (a document type declaration).
    """
    reader = _Reader(path, watch)
    drafts: list[Draft] = []
    findings: list[Finding] = []
    with paused_collector(), growing(drafts, findings):
        for found in reader.run():
            if isinstance(found, Draft):
                drafts.append(found)
            else:
                findings.append(found)
        findings += repeated_stems(drafts)
    return ReadResult(
        reader.info,
        tuple(drafts),
        findings=tuple(findings),
        skipped=reader.skipped,
        format="moodle_xml",
    )


def stream(path: Path) -> Iterator[Draft | Finding]:
    """Yield drafts and findings one by one in the order of the file, keeping none of them.

    Raises:
        UserError: as :func:`read`, while the first is asked for.
    """
    return _Reader(path).run()


class _Reader:
    def __init__(self, path: Path, watch: Watch = unwatched) -> None:
        self.path = path
        self.watch = watch
        self.info = info_for(path)
        self.skipped = 0
        self._file = as_text(path.name)
        self._tools = Tools()
        self._senses = Memory(sense_of)
        self._taken = TakenIds()
        self._category = ""
        self._category_line = 0  # of a category that has no item yet
        self._graded = self._commented = 0

    def run(self) -> Iterator[Draft | Finding]:
        seen = 0
        for found in parts(self.path, _SHAPE, watch=self.watch):
            if isinstance(found, Finding):
                yield found
                continue
            seen += 1
            if seen > MAX_ITEMS:
                yield self._finding("items_over_limit", Severity.ERROR, found.line, limit=MAX_ITEMS)
                break
            yield from self._part(found)
        yield from self._leave_category("")
        if self._graded:
            yield self._finding("points_dropped", Severity.INFO, n=self._graded)
        if self._commented:
            yield self._finding("whole_feedback_dropped", Severity.INFO, n=self._commented)

    def _finding(
        self, code: str, severity: Severity, line: int = 0, **params: str | int | float
    ) -> Finding:
        return Finding(code, severity, Location(file=self._file, line=line), params)

    def _part(self, part: Part) -> Iterator[Draft | Finding]:
        question = Question(part.element, part.line, self._file, self._tools)
        if question.kind == "category":
            yield from self._switch(question)
            return
        if question.kind == "description":
            self._introduction(question)
        elif question.kind not in KINDS:
            kind, name = excerpt(question.kind) or "–", excerpt(question.name) or "–"
            question.say("kind_not_supported", Severity.ERROR, kind=kind, name=name)
            self.skipped += 1
        else:
            draft = self._draft(question)
            if draft is None:
                self.skipped += 1
            else:
                self._category_line = 0
                yield draft
        yield from question.findings

    def _switch(self, question: Question) -> Iterator[Finding]:
        path = question.element.findtext("category/text") or ""
        category = category_of(" ".join(path.split()))[:MAX_FIELD]
        yield from self._leave_category(category)
        self._category, self._category_line = category, question.line
        note = question.text(question.field("info"))
        if note:
            told = {"category": excerpt(category), "text": excerpt(note, _NOTE)}
            yield self._finding("category_note", Severity.INFO, question.line, **told)

    def _leave_category(self, following: str) -> Iterator[Finding]:
        """Say that a category gave no item; one that only holds the following needs no word."""
        empty = self._category_line and self._category
        if empty and not following.startswith(f"{self._category}/"):
            told = {"category": excerpt(self._category)}
            yield self._finding("category_empty", Severity.INFO, self._category_line, **told)
        self._category_line = 0

    def _introduction(self, question: Question) -> None:
        text = question.text(question.field("questiontext"))
        question.report_files()
        told = {"name": excerpt(question.name) or "–", "text": excerpt(text, _NOTE)}
        question.say("section_intro", Severity.INFO, **told)

    def _draft(self, question: Question) -> Draft | None:
        stem = self._stem(question)
        tags = with_category(question.tags(), self._category)
        built = KINDS[question.kind](question, stem, tags)
        form = question.field("questiontext")
        default = "html" if form is None else form.get("format", "html")
        explanation = question.text(question.field("generalfeedback"), default=default)
        hint = ""
        if question.field("hint") is not None:
            hints = [question.text(hint) for hint in question.element.findall("hint")]
            hint = "\n\n".join(filter(None, hints))
        if len(hint) > MAX_FIELD:
            question.say("field_too_long", Severity.ERROR, n=len(hint), most=MAX_FIELD)
        if built is None or question.failed:
            question.report_files()
            return None
        origin = Origin("moodle_xml", self._file, question.name, question.external)
        read = meta_from_tags(tags, origin, self._senses)
        for tag in read.odd:
            question.say("tag_value_unknown", Severity.INFO, tag=excerpt(tag))
        meta = read.meta
        if question.flag("hidden") and meta.status is not Status.USANG:
            meta = msgspec.structs.replace(meta, status=Status.USANG)
            question.say("question_hidden", Severity.INFO)
        question.report_files()
        self._count_losses(question, built.proposal or read.kind)
        key = self._id(question, stem)
        item = msgspec.structs.replace(
            built.item, id=key, rev=read.rev, explanation=explanation, hint=hint, meta=meta
        )
        question.settle(key)
        place = Location(file=self._file, line=question.line, item=key)
        return Draft(item, place, built.proposal)

    def _stem(self, question: Question) -> str:
        """Return the question text, or the name when there is neither text nor picture."""
        holder = question.field("questiontext")
        stem = question.text(holder)
        if stem:
            return stem
        picture = holder is not None and (
            holder.find("file") is not None or "<img" in (holder.findtext("text") or "").lower()
        )
        if question.name and not picture and not question.failed:
            question.say("stem_from_name", Severity.WARNING, name=excerpt(question.name))
            return question.name
        question.say("stem_missing", Severity.ERROR)
        return ""

    def _id(self, question: Question, stem: str) -> str:
        external = question.external
        if is_slug(external):
            if external not in self._taken:
                self._taken.add(external)
                return external
            question.say("item_id_taken", Severity.WARNING, id=external)
        return new_id(self.info.id, stem, self._taken)

    def _count_losses(self, question: Question, kind: str) -> None:
        if kind != "sjt":
            points = question.value("defaultgrade").strip()
            try:
                self._graded += float(points or 1) != 1
            except ValueError:
                self._graded += 1
        for name in _ON_THE_WHOLE:
            holder = question.field(name)
            raw = "" if holder is None else holder.findtext("text") or ""
            if raw and self._tools.cleaner.html(raw[:MAX_FIELD]).text.casefold() not in _STANDARD:
                self._commented += 1
                return
