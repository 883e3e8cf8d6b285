"""The formats of banks as data: what reads and writes them, and how a file is recognised.

Readers and writers are imported only when a file of theirs is at hand.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from os.path import exists, isdir, isfile  # Path's raise for some names
from pathlib import Path
from typing import Any, NamedTuple

from ethics_desktop.domain.bank import Bank
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.formats import safe_zip
from ethics_desktop.formats.reading import ReadResult
from ethics_desktop.formats.text_door import decode, is_wide_text
from ethics_desktop.i18n import N_


class Format(NamedTuple):
    """A format: a module of ``formats`` with ``read(path, watch=…)``, one with ``write``.

    ``suffixes`` are the ones a file dialog offers, the first is given to new files; "" is a folder.
    With those of ``read_only`` nothing is written: its ``write`` makes another kind of file.
    ``scenarios``: its ``write`` takes them as a third argument. ``letters``: its ``read`` takes the
    encoding of the file's letters as a second one.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    reader: str
    writer: str = ""
    scenarios: bool = False
    letters: bool = False
    read_only: tuple[str, ...] = ()

    @property
    def reads(self) -> bool:
        """Banks can be read from it."""
        return bool(self.reader)

    @property
    def writes(self) -> bool:
        """Banks can be written as it."""
        return bool(self.writer)


FORMATS: tuple[Format, ...] = (
    Format("package", N_("Bank package"), (".cermin", ".bank.zip"), "package", "package", True),
    Format(
        "xlsx", N_("Excel template"), (".xlsx", ".ods"), "xlsx_read", "xlsx_write", True,
        read_only=(".ods",),
    ),
    Format("moodle_xml", N_("Moodle XML"), (".xml",), "moodle_xml", "moodle_xml"),
    Format("gift", N_("GIFT text"), (".gift", ".txt"), "gift", "gift", letters=True),
    Format("aiken", N_("Aiken text"), (".txt", ".aiken"), "aiken", "aiken", letters=True),
    Format(
        "tabular", N_("Table with columns of your own"),
        (".csv", ".tsv", ".xlsx", ".ods", ".xls"), "tabular",
    ),
    Format("native", N_("Bank folder"), ("",), "native_folder", "native_folder", True),
)  # fmt: skip

#: What a file of a kind that is known but not read is called.
_STRANGERS = (
    ("imsmanifest.xml", "QTI / Common Cartridge"),
    ("h5p.json", "H5P"),
    ("word/document.xml", "Word"),
    ("moodle_backup.xml", "Moodle backup"),
    ("collection.anki2", "Anki"),
)
#: The list of a workshop handout, below its one folder.
_PACKED_HANDOUT = "/banks/handout.json"
_AIKEN_KEY = re.compile(r"(?im)^[ \t]*(answer|jawaban|kunci)[ \t]{0,9}:[ \t]{0,9}\S{1,60}[ \t]*$")
_AIKEN_OPTION = re.compile(r"(?m)^[ \t]*[A-Za-z][.)][ \t]*\S")
_OPENING, _CLOSING = re.compile(r"(?<!\\)\{"), re.compile(r"(?<!\\)\}")
_SHEETS = re.compile(rb"<(?:\w+:)?sheet\b[^>]{0,400}?\bname\s*=\s*[\"']([^\"']*)[\"']")
#: Sheets that tell our own template from any other workbook.
_OWN_SHEETS = (b"soal", b"simpul")
_HEAD = 1 << 18
#: Names of files that are archives inside; another content tells of damage or a changed name.
_ARCHIVES = (".xlsx", ".ods", ".docx", ".cermin", ".zip")


def format_of(format_id: str) -> Format:
    """Return a format by its id; another one is a ``KeyError``."""
    return {one.id: one for one in FORMATS}[format_id]


def sniff(path: Path) -> str:
    """Return the id of the format a file or folder seems to have, by its content first.

    Raises:
        UserError: ``format_unknown(file, formats)``, ``format_not_supported(file, format)``,
            ``handout_zipped(file)``,
            ``file_empty(file)``, ``content_not_as_named(file, suffix)``;
            ``file_unreadable_all`` and those of ``safe_zip`` when it cannot be looked into.
    """
    if isdir(path) or path.name == "bank.json":
        return "native"
    _refuse_pipe(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise UserError(
            "file_unreadable_all", file=path.name, reason=error.strerror or ""
        ) from error
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if path.suffix.casefold() == ".xls":
            return "tabular"
        raise UserError("format_not_supported", file=path.name, format="OLE (.doc, .xls)")
    if not head.strip():
        raise UserError("file_empty", file=path.name)
    if path.suffix.casefold() in _ARCHIVES:
        raise UserError("content_not_as_named", file=path.name, suffix=path.suffix)
    decoded = decode(head)
    if b"\0" in head and not is_wide_text(head, decoded):
        raise _unknown(path)
    return _sniff_text(path, decoded.text)


def read_any(
    path: Path, format: str | None = None, encoding: str = "", watch: Watch = unwatched
) -> ReadResult:
    """Read a file in a format, or in the one that it seems to have.

    ``encoding`` is what a person told of its letters; formats that say it themselves ignore it.

    Raises:
        UserError: as :func:`sniff` and the reader.
        StoppedError: ``watch`` says so.
    """
    chosen = format_of(format or sniff(path))
    _refuse_pipe(path)
    told = (encoding,) if encoding and chosen.letters else ()
    result: ReadResult = _module(chosen.reader).read(path, *told, watch=watch)
    return result


def write_any(
    bank: Bank,
    scenarios: Iterable[Scenario],
    path: Path,
    format: str | None = None,
    watch: Watch = unwatched,
) -> tuple[Finding, ...]:
    """Write a bank; the format is told by the suffix unless it is given.

    Returns:
        Findings about what the format cannot carry.

    Raises:
        UserError: ``format_not_written(format, formats)``, ``file_unwritable``.
        StoppedError: ``watch`` says so; nothing is left at ``path``.
    """
    chosen = format_of(format) if format else _by_suffix(path)
    if chosen is None or not chosen.writes or _ends(path, chosen.read_only):
        named = ((one.id, one.suffixes[0]) for one in FORMATS if one.writes)
        writable = ", ".join(f"{name} ({suffix})" if suffix else name for name, suffix in named)
        known = format if chosen is None or not chosen.writes else ""
        raise UserError(
            "format_not_written", format=known or path.suffix or path.name, formats=writable
        )
    module, stories = _module(chosen.writer), tuple(scenarios)
    if chosen.scenarios:
        carried: tuple[Finding, ...] = module.write(bank, path, stories, watch=watch)
        return carried
    findings: tuple[Finding, ...] = module.write(bank, path, watch=watch)
    if stories:
        told: dict[str, str | int | float] = {"format": chosen.title, "n": len(stories)}
        lost = Finding("scenarios_not_carried", Severity.WARNING, params=told)
        return (*findings, lost)
    return findings


def _refuse_pipe(path: Path) -> None:
    """Reading one would wait for ever."""
    if exists(path) and not isfile(path) and not isdir(path):
        raise UserError("file_unreadable_all", file=path.name, reason="Not a regular file")


def _by_suffix(path: Path) -> Format | None:
    for one in FORMATS:
        if one.writes and _ends(path, one.suffixes):
            return one
    return None if path.suffix else format_of("native")


def _ends(path: Path, suffixes: Iterable[str]) -> bool:
    name = path.name.casefold()
    return any(suffix and name.endswith(suffix) for suffix in suffixes)


def _module(name: str) -> Any:
    return importlib.import_module(f"{__package__}.{name}")


def _sniff_zip(path: Path) -> str:
    with safe_zip.SafeZip(path) as archive:
        names = set(archive.names)
        if "manifest.json" in names and "bank.json" in names:
            return "package"
        if "xl/workbook.xml" in names:
            sheets = _SHEETS.findall(archive.read("xl/workbook.xml", 1 << 20).lower())
            return "xlsx" if any(name in sheets for name in _OWN_SHEETS) else "tabular"
        if "content.xml" in names and "mimetype" in names:
            kind = archive.read("mimetype", 1 << 10)
            if b"spreadsheet" in kind:
                own = re.search(rb"table:name=\"(Soal|Simpul)\"", archive.read("content.xml"))
                return "xlsx" if own else "tabular"
        for name, title in _STRANGERS:
            if name in names or any(one.endswith(f"/{name}") for one in names):
                raise UserError("format_not_supported", file=path.name, format=title)
    if any(one.endswith(_PACKED_HANDOUT) for one in names):
        raise UserError("handout_zipped", file=path.name)
    if path.name.casefold().endswith((".cermin", ".bank.zip")):
        return "package"
    raise _unknown(path)


def _sniff_text(path: Path, text: str) -> str:
    suffix = path.suffix.casefold()
    start = text.lstrip()[:2000]
    if start.startswith("<"):
        if re.search(r"<(quiz|question)\b", text):
            return "moodle_xml"
        stranger = re.search(r"<(questestinterop|assessmentItem|qti-assessment-item)\b", text)
        if stranger:
            raise UserError("format_not_supported", file=path.name, format="QTI")
        if re.search(r"<tw-storydata\b", text):
            raise UserError("format_not_supported", file=path.name, format="Twine")
        if suffix == ".xml":
            return "moodle_xml"  # its reader says what is wrong with it
    if suffix in (".json", ".html", ".htm"):
        raise UserError("format_not_supported", file=path.name, format=suffix)
    if suffix in (".csv", ".tsv"):
        return "tabular"
    if suffix in (".gift", ".aiken"):
        return suffix[1:]
    if _AIKEN_KEY.search(text) and _AIKEN_OPTION.search(text):
        return "aiken"
    if re.search(r"(?m)^:: ?\w", text) and not re.search(r"(?m)^::[^\n]{1,200}::", text):
        raise UserError("format_not_supported", file=path.name, format="Twee")
    opening = _OPENING.search(text)
    if (opening and _CLOSING.search(text, opening.end())) or re.search(r"(?m)^\$CATEGORY:", text):
        return "gift"
    if _looks_tabular(text):
        return "tabular"
    if _AIKEN_OPTION.search(text):
        return "aiken"
    raise _unknown(path)


def _looks_tabular(text: str) -> bool:
    from ethics_desktop.formats.tables import read_text_table
    from ethics_desktop.formats.tabular import guess_mapping

    return guess_mapping(read_text_table(text, "")).confidence > 0.3


def _unknown(path: Path) -> UserError:
    known = dict.fromkeys(suffix for one in FORMATS for suffix in one.suffixes if suffix)
    return UserError("format_unknown", file=path.name, formats=", ".join(known))
