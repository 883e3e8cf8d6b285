"""Inputs for ``tools.fuzz``: grown from a grammar, or sound files with something broken in them.

Everything comes from one ``random.Random``, so a seed and a number give the same bytes again.
"""

from __future__ import annotations

import functools
import html
import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from ethics_desktop.domain.bank import Bank
from ethics_desktop.formats import native, package, registry

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT.parent / "shared" / "fixtures"
SEEDS = ROOT / "tests" / "data" / "seeds"
#: Inputs are cut to this size: what matters is their shape.
MAX_BYTES = 1 << 20

SUFFIXES = {
    "gift": ".gift",
    "aiken": ".txt",
    "moodle_xml": ".xml",
    "tabular": ".csv",
    "xlsx": ".xlsx",
    "package": ".cermin",
    "sheet": ".xlsx",
    "ods": ".ods",
    "ods_table": ".ods",
    "xls": ".xls",
    "xls_table": ".xls",
}
#: Readers behind the names of inputs, where they differ.
READERS = {
    "sheet": "tabular", "ods": "xlsx", "ods_table": "tabular", "xls": "xlsx", "xls_table": "tabular"
}  # fmt: skip

_WORDS = (
    "gratifikasi", "loket", "A", "B", "1,2", "1.2", "-2", "=SUM(A1)", "", " ", "\n", "\t", "é",
    "\N{ZERO WIDTH SPACE}", "\u0000", "\U0001f642", "a" * 300, "<b>", "&amp;", "%20%", "benar",
)  # fmt: skip
_TOKENS: dict[str, tuple[str, ...]] = {
    "gift": ("{", "}", "=", "~", "#", "####", "->", "::", "\\", "\\n", "%50%", "%-33.333%", "//",
             "$CATEGORY: a/b", "[html]", "T", "FALSE", "\n\n", "{=a ~b}", "{#3..4}", "=%0%*"),
    "aiken": ("ANSWER: A", "ANSWER:", "JAWABAN: b", "A) x", "B. y", "\n", "1. ", "ANSWER: C, D"),
    "moodle_xml": ("<question type=\"multichoice\">", "</question>", "<text>", "</text>",
                   "<![CDATA[", "]]>", "<answer fraction=\"100\">", "</answer>", "<!DOCTYPE a>",
                   "<!ENTITY x \"y\">", "&x;", "&#0;", "<quiz>", "</quiz>", "<single/>",
                   "<subquestion>", "fraction=\"1e999\"", "<file name=\"a\" encoding=\"base64\">"),
    "tabular": (";", ",", "\t", "\"", "\"\"", "\n", "\r\n", "sep=;", "Question", "Correct",
                "Answer 1", "Soal", "Kunci", "Opsi A", "Opsi B", "1.2", "A,C", "2026-01-02"),
}  # fmt: skip
#: A number that an attribute tells, and what a small file may claim instead.
_TOLD = re.compile(rb"[\"'](\d+)[\"']")
#: What stands between two tags, or the quotation marks of JSON: another text leaves the file sound.
_BETWEEN_TAGS = re.compile(rb">[^<>]{1,2000}(?=<)")
_QUOTED = re.compile(rb"\"[^\"\\]{1,2000}(?=\")")
_COUNTS = (b"0", b"2", b"9999", b"16384", b"1048576", b"99999999", b"4294967295", b"9" * 13)
_NUMBERS = (b"0", b"-1", b"65536", b"4294967295", b"9" * 40, b"1e309", b"NaN")


class Inputs:
    """Makes inputs for one reader; the same seed and number give the same input."""

    def __init__(self, name: str, seed: str) -> None:
        self.name = name
        self.seed = seed
        self.random = Random(seed)
        self.suffix = SUFFIXES[name]
        self.corpus = corpus(name)

    def make(self, number: int) -> bytes:
        """Return an input by its number."""
        random = self.random = Random(f"{self.seed}:{self.name}:{number}")
        raw = random.choice(self.corpus)
        if self.suffix in (".gift", ".txt", ".xml", ".csv") and random.random() < 0.35:
            return self._grown()[:MAX_BYTES]
        if self.suffix in (".xlsx", ".ods", ".cermin") and random.random() < 0.8:
            return self._rezipped(raw)
        change = self._mutated
        if self.suffix == ".xls" and random.random() < 0.8:
            change = self._overwritten
        for _ in range(random.choice((1, 1, 2, 4, 8, 30))):
            raw = change(raw)
        return raw[:MAX_BYTES]

    def _grown(self) -> bytes:
        """Write tokens of the format and words in any order, in one of several encodings."""
        random = self.random
        tokens = _TOKENS[self.name] + _WORDS
        text = "".join(random.choice(tokens) for _ in range(random.choice((3, 20, 100, 600))))
        if self.name == "moodle_xml" and random.random() < 0.7:
            text = f"<quiz><question type='multichoice'>{text}</question></quiz>"
        encoding = random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
        return text.encode(encoding, errors="replace")

    def _mutated(self, raw: bytes) -> bytes:
        random = self.random
        size = len(raw)
        at, end = sorted((random.randint(0, size), random.randint(0, size)))
        end = min(end, at + random.choice((1, 4, 64, 4096)))
        match random.randrange(9):
            case 0:
                return raw[:at] + raw[end:]
            case 1:
                return raw[:at] + random.randbytes(random.choice((1, 2, 16))) + raw[at:]
            case 2:
                times = random.choice((2, 8, 200))
                return (raw[:at] + raw[at:end] * times + raw[end:])[:MAX_BYTES]
            case 3:
                other = random.choice(self.corpus)
                cut = random.randint(0, len(other))
                return raw[:at] + other[cut : cut + random.choice((16, 512, 8192))] + raw[at:]
            case 4:
                return raw[:at]
            case 5:
                token = random.choice(_TOKENS.get(self.name, _WORDS) + _WORDS)
                return raw[:at] + token.encode(errors="replace") + raw[end:]
            case 6:
                return raw[:at] + random.choice(_NUMBERS) + raw[end:]
            case 7 if found := _TOLD.search(raw, at):
                start, end = found.span(1)
                return raw[:start] + random.choice(_COUNTS) + raw[end:]
        if not raw:
            return b"\0"
        changed = bytearray(raw)
        for _ in range(random.choice((1, 3, 20))):
            changed[random.randrange(size)] ^= 1 << random.randrange(8)
        return bytes(changed)

    def _retold(self, raw: bytes) -> bytes:
        """Put another text in the place of one, so that the reader goes on."""
        random = self.random
        tags = raw.startswith(b"<")
        found = (_BETWEEN_TAGS if tags else _QUOTED).search(raw, random.randint(0, len(raw)))
        if found is None:
            return raw
        word = random.choice((*_WORDS, *map(bytes.decode, _NUMBERS)))
        told = html.escape(word) if tags else json.dumps(word)[1:-1]
        return raw[: found.start() + 1] + told.encode() + raw[found.end() :]

    def _overwritten(self, raw: bytes) -> bytes:
        """Change bytes where they are: what stands at fixed places stays there."""
        random = self.random
        changed = bytearray(raw)
        number = random.choice((0, 1, 2, 255, 256, 65535, 1 << 16, (1 << 31) - 1, (1 << 32) - 2))
        piece = random.choice(
            (number.to_bytes(4, "little"), (number & 65535).to_bytes(2, "little"),
             random.randbytes(random.choice((1, 2, 4))))
        )  # fmt: skip
        at = random.randrange(max(1, len(raw) - 4))
        if random.random() < 0.5:  # where something is
            at = next((place for place in range(at, len(raw) - 4) if raw[place]), at)
        changed[at : at + len(piece)] = piece
        return bytes(changed)

    def _rezipped(self, raw: bytes) -> bytes:
        """Break a file inside the archive, or a name, and pack it again with right checksums."""
        random = self.random
        files = list(_unpacked(raw))
        change = random.choice((self._mutated, self._retold))
        for _ in range(random.choice((1, 1, 2, 5))):
            place = random.randrange(len(files))
            name, content = files[place]
            choice = random.random()
            if choice < 0.9:
                for _ in range(random.choice((1, 2, 10))):
                    content = change(content)
                files[place] = (name, content)
            elif choice < 0.95:
                strange = random.choice(("../x", "/x", "C:\\x", "a/../../b", name, "con.json", ""))
                files[place] = (strange, content)
            else:
                files.append((random.choice(("media/x.png", "items/x.json", name)), content))
        # Most broken packages get a right manifest, so that what is behind it gets tested.
        if self.name == "package" and random.random() < 0.8:
            return _sealed(dict(files)) or raw
        buffer = io.BytesIO()
        method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
        with zipfile.ZipFile(buffer, "w", compresslevel=1) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # names twice are meant
            for name, content in files:
                entry = zipfile.ZipInfo(name or "x")
                if random.random() < 0.001:
                    entry.external_attr = 0o120777 << 16
                archive.writestr(entry, content, method)
        return buffer.getvalue()


@functools.cache
def _unpacked(raw: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def _sealed(files: dict[str, bytes]) -> bytes | None:
    """Return the package of these files; None where no bank is told."""
    files.pop(package.MANIFEST, None)
    try:
        info = native.decode_head(files.get("bank.json", b""), "")
    except Exception:
        return None
    return package.packed(Bank(info), files)


def corpus(name: str) -> list[bytes]:
    """Return sound files to start from: small ones made here, fixtures where they are at hand."""
    found = _MADE.get(name, lambda: [b""])()
    folders = {"gift": "gift", "aiken": "aiken", "moodle_xml": "moodlexml", "tabular": "other"}
    folder = FIXTURES / folders.get(name, "-")
    if folder.is_dir():
        paths = sorted(path for path in folder.iterdir() if path.stat().st_size < 40_000)
        found += [path.read_bytes() for path in paths]
    return found


def _gift() -> list[bytes]:
    return [
        b"$CATEGORY: a/b\n\n// [id:x-1] [tag:prinsip:integritas]\n::n::Soal {=a#ya ~%-50%b ~c}\n\n"
        b"S {T#salah#benar}\n\nS {=x =%50%y*}\n\nS {=a -> 1 =b -> 2 =c -> 3}\n\nS {#3:1}\n"
    ]


def _aiken() -> list[bytes]:
    return [b"Soal?\nA) satu\nB. dua\nANSWER: B\n\n1. Lagi?\na) x\nb) y\nc) z\nKUNCI: c\n"]


def _moodle() -> list[bytes]:
    return [
        b"<?xml version='1.0'?><quiz><question type='category'><category><text>a/b</text>"
        b"</category></question><question type='multichoice'><name><text>n</text></name>"
        b"<questiontext format='html'><text><![CDATA[<p>Soal &amp; <b>x</b></p>]]></text>"
        b"</questiontext><single>true</single><answer fraction='100'><text>a</text><feedback>"
        b"<text>ya</text></feedback></answer><answer fraction='0'><text>b</text></answer>"
        b"<tags><tag><text>prinsip:integritas</text></tag></tags></question>"
        b"<question type='matching'><questiontext><text>m</text></questiontext><subquestion>"
        b"<text>l</text><answer><text>r</text></answer></subquestion></question></quiz>"
    ]


def _tables() -> list[bytes]:
    return [
        b'sep=;\nSoal;Opsi A;Opsi B;Opsi C;Kunci;Pembahasan\nX?;a;b;c;A;k\n"Y\nz";a;b;;1,2;\n',
        b"Question Text,Question Type,Option 1,Option 2,Correct Answer\nQ,Multiple Choice,a,b,2\n",
        "Soal\tA\tB\tKunci\nApa?\tsatu\tdua\t1.2\n".encode("utf-16"),
    ]


def _bank() -> tuple[Bank, list[object]]:
    folder = ROOT / "question_banks" / "integritas"
    read = registry.read_any(folder, "native")
    return Bank(read.info, read.bank.items[::5]), list(read.scenarios)


def _written(format_id: str, suffix: str) -> list[bytes]:
    import tempfile

    bank, stories = _bank()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        registry.write_any(bank, stories, path, format_id)  # type: ignore[arg-type]
        return [path.read_bytes()]


def _sheet() -> list[bytes]:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    page = book.active
    page.append(["Soal", "Opsi A", "Opsi B", "Opsi C", "Kunci", "Gambar"])
    page.append(["Apa?", "satu", 2.0, True, 1.2, ""])
    page.append(["Siapa?", "dua", "tiga", "", "A", "=A1"])
    buffer = io.BytesIO()
    book.save(buffer)
    return [buffer.getvalue()]


def _seeds(name: str) -> list[bytes]:
    """Return a file that LibreOffice wrote (``tests/data/seeds/README.md``)."""
    return [(SEEDS / name).read_bytes()]


def _ods() -> list[bytes]:
    rows = (("ID", "Jenis soal", "Soal", "Opsi A", "Opsi B", "Kunci"),
            ("x-1", "PG", "Apa?", "satu", "dua", "A"))  # fmt: skip
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="16378"/></table:table-row>'
        for row in rows
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Soal">{table}<table:table-row table:number-rows-repeated='
        '"1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return [buffer.getvalue()]


_MADE: dict[str, Callable[[], list[bytes]]] = {
    "gift": _gift,
    "aiken": _aiken,
    "moodle_xml": _moodle,
    "tabular": _tables,
    "xlsx": lambda: _written("xlsx", ".xlsx"),
    "package": lambda: _written("package", ".cermin"),
    "sheet": _sheet,
    "ods": lambda: [*_ods(), *_seeds("templat.ods")],
    "ods_table": lambda: _seeds("tabel.ods"),
    "xls": lambda: _seeds("templat.xls"),
    "xls_table": lambda: _seeds("tabel.xls"),
}
