"""All of a person's data in files of her own (``docs/export-format.md``)."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from os.path import exists  # Path's raise for some names
from pathlib import Path
from typing import Protocol, TextIO

import msgspec

from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats.xlsx_cells import guard
from ethics_desktop.i18n import N_, Translator

FORMAT = "cermin-asn-my-data"
FORMAT_VERSION = "1.0"
JSON_FILE = "data.json"
README = {"id": "BACA-SAYA.txt", "en": "READ-ME.txt"}

_FILES: dict[str, str] = {
    JSON_FILE: N_("everything, table by table; programs read it"),
    "hasil.csv": N_("one line for each finished assessment"),
    "nilai.csv": N_("one line for each item of a finished assessment, with its score"),
    "jawaban.csv": N_("every answer as it was stored, changed ones too"),
    "skenario.csv": N_("one line for each time a scenario was played"),
    "langkah.csv": N_("every choice made in a scenario"),
}
_COLUMNS: dict[str, str] = {
    "attempt": N_("the assessment, the same word in every file"),
    "form": N_("which form it was drawn by"),
    "title": N_("its title"),
    "started_at, finished_at, at": N_("moments, world time (UTC)"),
    "state": N_("finished, time_up, open or abandoned"),
    "items, full": N_("number of items, and of those answered in the best way"),
    "percent, low, high": N_("score 0 to 100 with its 80 percent range"),
    "comparable": N_("0 when answers were very fast or pauses long"),
    "position, seq": N_("place in the form; order of answers or choices"),
    "bank, item, scenario": N_("where the item or scenario comes from"),
    "principle": N_("the principle it belongs to"),
    "fraction, blind": N_("score of the item 0 to 1; what random choice brings"),
    "reached, first, counted": N_("1 if seen; if new to you; if in the sums of Progress"),
    "answer": N_("the answer: names of the options chosen"),
    "doubt": N_("1 when it was marked as doubtful"),
    "seen_ms": N_("time the item was on the screen, thousandths of a second"),
    "play": N_("one time a scenario was played, the same word in both files"),
    "ending, quality": N_("the ending reached; share of good decisions 0 to 100"),
    "choice": N_("the choice made"),
}


class Reader(Protocol):
    """What this service needs of the store, for one export."""

    @property
    def schema(self) -> str: ...
    def tables(self) -> list[str]: ...
    def records(self, table: str) -> Iterator[dict[str, object]]: ...
    def sheet(self, name: str) -> Iterator[tuple[object, ...]]: ...


class MyDataService:
    """Writes everything a profile holds into a folder.

    Args:
        open_reader: opens the profile's file apart from everything else (StorageError).
        sheets: columns of each CSV file, by its name.
        profile: gives the settings of the profile as plain values.
        clock: wall time.
        version: of the program.
    """

    def __init__(
        self,
        open_reader: Callable[[], AbstractContextManager[Reader]],
        sheets: Mapping[str, Sequence[str]],
        profile: Callable[[], object],
        clock: Clock,
        version: str,
    ) -> None:
        self._open = open_reader
        self._sheets = sheets
        self._profile = profile
        self._clock = clock
        self._version = version

    def export(self, folder: Path, tr: Translator) -> Path:
        """Write the files into a new folder inside ``folder`` and return it.

        May run on another thread. Nothing half-written stays.

        Raises:
            UserError: ``export_unwritable(file, reason)``.
            StorageError: the data cannot be read.
        """
        now = self._clock.now()
        target = _free(folder, f"cermin-asn-data-{now.astimezone():%Y%m%d-%H%M}")
        part = target.with_name(target.name + ".baru")
        try:
            part.mkdir()
            with self._open() as reader:
                self._write_json(part / JSON_FILE, reader, now)
                for name, columns in self._sheets.items():
                    _write_csv(part / name, columns, reader.sheet(name))
            (part / README.get(tr.language, README["en"])).write_text(
                self.explanation(now, tr), "utf-8-sig", newline="\r\n"
            )
            os.replace(part, target)
        except OSError as error:
            raise UserError(
                "export_unwritable", file=str(target), reason=error.strerror or ""
            ) from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return target

    def explanation(self, now: datetime, tr: Translator) -> str:
        """Return the text that explains the files."""
        _ = tr.gettext
        files = [f"{name}: {_(text)}" for name, text in _FILES.items()]
        columns = [f"{name}: {_(text)}" for name, text in _COLUMNS.items()]
        return "\n".join(
            (
                _("Your data from Cermin ASN, written %(when)s.") % {"when": tr.date_time(now)},
                _("These files are yours alone. Whoever has them can read your answers."),
                "",
                *files,
                "",
                _("Columns of the CSV files (separated by semicolons, UTF-8):"),
                *columns,
                "",
            )
        )

    def _write_json(self, path: Path, reader: Reader, now: datetime) -> None:
        head = {
            "format": FORMAT,
            "formatVersion": FORMAT_VERSION,
            "writtenAt": now.isoformat(),
            "program": self._version,
            "schema": reader.schema,
            "profile": msgspec.to_builtins(self._profile()),
        }
        with path.open("w", encoding="utf-8", newline="\n") as out:
            out.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2])
            out.write(',\n "tables": {')
            for number, table in enumerate(reader.tables()):
                out.write(f"{',' if number else ''}\n  {json.dumps(table)}: [")
                _write_records(out, reader.records(table))
                out.write("]")
            out.write("\n }\n}\n")


def _write_records(out: TextIO, rows: Iterable[dict[str, object]]) -> None:
    for number, row in enumerate(rows):
        out.write(",\n   " if number else "\n   ")
        out.write(json.dumps(row, ensure_ascii=False))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(
                guard(cell) if isinstance(cell, str) else "" if cell is None else cell
                for cell in row
            )


def _free(folder: Path, name: str) -> Path:
    path, again = folder / name, 1
    while exists(path):
        again += 1
        path = folder / f"{name}-{again}"
    return path
