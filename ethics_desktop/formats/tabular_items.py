"""Rows of a mapped table as items; every row that cannot be one is named with its cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Item,
    Meta,
    MultipleItem,
    Option,
    Origin,
    ShortItem,
    SingleItem,
    TrueFalseItem,
)
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import growing
from ethics_desktop.domain.watching import Watch, unwatched, watched
from ethics_desktop.formats.reading import (
    LETTERS,
    MAX_FIELD,
    MAX_ITEMS,
    Draft,
    ReadResult,
    excerpt,
    info_for,
    new_id,
    repeated_stems,
)
from ethics_desktop.formats.table_keys import read_key, truth
from ethics_desktop.formats.tables import Cells, Table, cell_text, is_filled
from ethics_desktop.formats.tabular import MAX_OPTIONS, Mapping, pick

_KINDS = {
    **dict.fromkeys(
        ("single", "mc", "multiple choice", "pg", "pilihan ganda", "quiz", "sc"), "choice"
    ),
    **dict.fromkeys(
        ("multiple", "checkbox", "ma", "mr", "pgk", "pilihan ganda kompleks", "multiple answer",
         "multiple response", "checkboxes", "multi select"), "multiple",
    ),
    **dict.fromkeys(
        ("truefalse", "true false", "tf", "bs", "benar salah", "true or false"), "truefalse"
    ),
    **dict.fromkeys(
        ("short", "isian", "fill in the blank", "fill in the blanks", "fib", "short answer",
         "isian singkat", "type answer"), "short",
    ),
}  # fmt: skip
_MAX_ANSWERS = 30


class _BadRowError(Exception):
    def __init__(self, code: str, column: int, **params: str | int | float) -> None:
        super().__init__(code)
        self.code, self.column, self.params = code, column, params


class _Row(NamedTuple):
    """The mapped cells of a row as texts."""

    cells: Cells
    stem: str
    options: list[str]
    kind: str


class _Reader:
    def __init__(self, mapping: Mapping, table: Table, path: Path) -> None:
        self.mapping, self.table = mapping, table
        self.info = info_for(path)
        self.taken: set[str] = set()
        self.drafts: list[Draft] = []
        self.findings: list[Finding] = list(table.findings)
        self.skipped = sum(finding.severity is Severity.ERROR for finding in table.findings)

    def read(self, watch: Watch) -> ReadResult:
        mapping, rows = self.mapping, self.table.rows
        self._unread_columns()
        with growing(self.drafts, self.findings):
            for index in watched(range(mapping.header, len(rows)), len(rows), watch):
                row = self._row(rows[index])
                if row is None:
                    continue
                if len(self.drafts) >= MAX_ITEMS:
                    self._say("items_over_limit", Severity.ERROR, self._at(index), limit=MAX_ITEMS)
                    break
                try:
                    item = self._item(row, index)
                except _BadRowError as bad:
                    self._say(bad.code, Severity.ERROR, self._at(index, bad.column), **bad.params)
                    self.skipped += 1
                else:
                    self.drafts.append(Draft(item, self._at(index)))
        self.findings += repeated_stems(self.drafts)
        return ReadResult(
            info=self.info,
            drafts=tuple(self.drafts),
            findings=tuple(self.findings),
            skipped=self.skipped,
            format="tabular",
        )

    def _row(self, cells: Cells) -> _Row | None:
        """Return the row, or None when nothing of a question stands in it."""
        mapping = self.mapping
        stem = cell_text(pick(cells, mapping.stem))
        options = [cell_text(pick(cells, index)) for index in mapping.options]
        if not stem and not any(options):
            return None
        return _Row(cells, stem, options, cell_text(pick(cells, mapping.kind)))

    def _item(self, row: _Row, index: int) -> Item:
        mapping = self.mapping
        self._check_texts(row)
        if mapping.image >= 0 and is_filled(pick(row.cells, mapping.image)):
            self._say("table_image_dropped", Severity.WARNING, self._at(index, mapping.image))
        kind = _KINDS.get(_plain_kind(row.kind), "") if row.kind else "choice"
        if not kind:
            shown = {"kind": row.kind[:60], "name": excerpt(row.stem)}
            raise _BadRowError("kind_not_supported", mapping.kind, **shown)
        if kind == "short":
            return ShortItem(answers=self._answers(row), **self._head(row, index))
        if kind == "truefalse":
            judged = self._truth(row)
            if judged is not None:
                return TrueFalseItem(answer=judged, **self._head(row, index))
        return self._choice(row, index, kind)

    def _choice(self, row: _Row, index: int, kind: str) -> Item:
        mapping = self.mapping
        filled = sum(map(bool, row.options))
        if filled < 2:
            column = mapping.options[0] if mapping.options else mapping.stem
            raise _BadRowError("options_too_few", column, n=filled, least=2)
        if filled > MAX_OPTIONS:
            raise _BadRowError("options_too_many", mapping.options[0], n=filled, most=MAX_OPTIONS)
        cell = pick(row.cells, mapping.key)
        key = read_key(cell, mapping.keys, row.options)
        shown = cell_text(cell)[:60]
        if key.problem:
            raise _BadRowError(key.problem, mapping.key, key=shown)
        if key.remark:
            read_as = ", ".join(LETTERS[place].upper() for place in key.right)
            place = self._at(index, mapping.key)
            self._say(key.remark, Severity.WARNING, place, key=shown, read=read_as)
        reasons = [cell_text(pick(row.cells, column)) for column in mapping.reasons]
        kept = [place for place, text in enumerate(row.options) if text]
        options = tuple(
            Option(
                id=LETTERS[number],
                text=row.options[place],
                correct=place in key.right,
                reason=reasons[place] if place < len(reasons) else "",
            )
            for number, place in enumerate(kept)
        )
        if kind == "multiple" or len(key.right) > 1:
            return MultipleItem(options=options, **self._head(row, index))
        return SingleItem(options=options, **self._head(row, index))

    def _head(self, row: _Row, index: int) -> dict[str, Any]:
        """Return what every kind of item has; the id is taken here, so only good rows use one."""
        place = self._at(index)
        locator = f"{place.sheet}!{place.row}" if place.sheet else f"{place.line or place.row}"
        origin = Origin(self.mapping.preset or "tabular", self.table.file, locator)
        return {
            "id": new_id(self.info.id, row.stem, self.taken),
            "stem": row.stem,
            "explanation": cell_text(pick(row.cells, self.mapping.explanation)),
            "meta": Meta(origin=origin),
        }

    def _truth(self, row: _Row) -> bool | None:
        """Return the key of a true/false row; None when its options are no such words."""
        mapping = self.mapping
        cell = pick(row.cells, mapping.key)
        words = [truth(text) for text in row.options if text]
        told = truth(cell_text(cell))
        if told is not None and (not words or None not in words):
            return told
        if len(words) != 2 or None in words:
            if not words:
                raise _BadRowError("key_not_understood", mapping.key, key=cell_text(cell)[:60])
            return None
        key = read_key(cell, mapping.keys, row.options)
        if key.problem or len(key.right) != 1:
            problem = key.problem or "key_not_understood"
            raise _BadRowError(problem, mapping.key, key=cell_text(cell)[:60])
        return truth(row.options[key.right[0]])

    def _answers(self, row: _Row) -> tuple[AcceptedAnswer, ...]:
        texts = [text for text in row.options if text]
        if not texts:
            written = cell_text(pick(row.cells, self.mapping.key))
            texts = [part.strip() for part in written.split("|") if part.strip()]
        if not texts:
            raise _BadRowError("right_answer_missing", self.mapping.key)
        return tuple(AcceptedAnswer(text) for text in texts[:_MAX_ANSWERS])

    def _check_texts(self, row: _Row) -> None:
        mapping = self.mapping
        if not row.stem:
            raise _BadRowError("stem_missing", mapping.stem)
        for column in mapping.used:
            length = len(cell_text(pick(row.cells, column)))
            if length > MAX_FIELD:
                raise _BadRowError("field_too_long", column, n=length, most=MAX_FIELD)

    def _unread_columns(self) -> None:
        mapping = self.mapping
        if not mapping.header or mapping.header > len(self.table.rows):
            return
        row = self.table.rows[mapping.header - 1]
        names = [
            cell_text(cell)[:60]
            for index, cell in enumerate(row)
            if index not in mapping.used and is_filled(cell)
        ]
        if names:
            place = self._at(mapping.header - 1)
            self._say("table_columns_unread", Severity.INFO, place, names=", ".join(names[:20]))

    def _at(self, index: int, column: int = -1) -> Location:
        return self.table.place(index, column)

    def _say(
        self, code: str, severity: Severity, place: Location, **params: str | int | float
    ) -> None:
        self.findings.append(Finding(code, severity, place, dict(params)))


def read_rows(mapping: Mapping, table: Table, path: Path, watch: Watch = unwatched) -> ReadResult:
    """Read the rows behind the header as items of a new bank named after the file.

    Raises:
        UserError: ``table_columns_unknown(file)`` when the mapping names no question column.
    """
    if mapping.stem < 0:
        raise UserError("table_columns_unknown", file=table.file)
    return _Reader(mapping, table, path).read(watch)


def _plain_kind(text: str) -> str:
    return " ".join(_letters(text))


def _letters(text: str) -> Iterator[str]:
    word = ""
    for char in text.casefold():
        if char.isalnum():
            word += char
        elif word:
            yield word
            word = ""
    if word:
        yield word
