"""The sheets and columns of the Excel template, as data (``formats.md`` 5.1).

Headers are Indonesian because trainers write in these sheets; a header is found by its normalised
name or one of its synonyms, in any order. Names of columns (``stem``, ``A.text``) are the names of
the *units* that ``xlsx_items`` and ``xlsx_stories`` read from a row and write to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

TEMPLATE_VERSION = "1.0"

SOAL, JODOH, SKENARIO, SIMPUL = "Soal", "Jodoh", "Skenario", "Simpul"
RUJUKAN, BANK, PETUNJUK = "Rujukan", "Bank", "Petunjuk"
LISTS, FILE_META = "_Daftar", "_Meta"
#: Header of the hidden column that carries what the visible cells cannot.
HIDDEN = "_Meta"

TITLE_ROW, HELP_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
#: The header is looked for in so many rows, because people put titles above it.
HEADER_SEARCH = 15
#: Options of an item and choices of a decision, by column.
LETTERS = "ABCDEFGHIJ"
USUAL_OPTIONS, USUAL_CHOICES = 5, 4
#: A cell of Excel holds 32,767 characters; the last few are left free.
MAX_CELL = 32_000


class Column(NamedTuple):
    """A column: its unit, header, other names, help, width and the named list it offers."""

    name: str
    header: str
    synonyms: tuple[str, ...] = ()
    help: str = ""
    width: int = 14
    list_name: str = ""
    text: bool = False  # formatted as Text, so that Excel leaves "1,2" alone
    required: bool = False


class Sheet(NamedTuple):
    """A sheet with its columns, title and other names."""

    name: str
    title: str
    columns: tuple[Column, ...]
    synonyms: tuple[str, ...] = ()


def normal(text: object) -> str:
    """Return a header or word for comparing: lower case, no brackets, marks or double spaces."""
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", str(text).casefold())
    return " ".join(re.sub(r"[^0-9a-z]+", " ", plain).split())


def _options(letters: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{letter}.text",
            f"Opsi {letter}",
            (
                f"pilihan {letter}",
                f"jawaban {letter}",
                f"option {letter}",
                f"answer {letter}",
                letter,
                f"opsi {number}",
                f"pilihan {number}",
                f"option {number}",
                f"answer {number}",
            ),
            "Teks opsi; kosongkan yang tidak dipakai",
            30,
        )
        for number, letter in _numbered(letters)
    )


def _weights(letters: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{letter}.weight",
            f"Bobot {letter}",
            (f"skor {letter}", f"nilai {letter}", f"poin {letter}", f"weight {letter}"),
            "1–5, hanya SJT; 5 paling tepat",
            8,
            "daftar_bobot",
        )
        for letter in letters
    )


def _reasons(letters: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{letter}.reason",
            f"Umpan balik {letter}",
            (f"alasan {letter}", f"feedback {letter}", f"penjelasan {letter}"),
            "Apa akibat pilihan ini dan bagi siapa",
            30,
        )
        for letter in letters
    )


def _numbered(letters: str) -> list[tuple[int, str]]:
    return [(LETTERS.index(letter) + 1, letter) for letter in letters]


_MODULE = Column(
    "fw.bimtek", "Modul", ("modul bimtek", "module"), "Modul Bimtek 1–6; beberapa: 3; 5", 9,
    "daftar_modul", True,
)  # fmt: skip
_PRINCIPLE = Column(
    "meta.principle", "Prinsip/Kompetensi", ("prinsip", "kompetensi", "principle", "dimensi"),
    "Satu dari lima prinsip", 16, "daftar_prinsip",
)  # fmt: skip
_VALUES = Column(
    "fw.berakhlak", "Nilai BerAKHLAK", ("nilai", "berakhlak", "nilai dasar", "core value"),
    "Kode nilai atau perilaku; beberapa: akuntabel.1; loyal.2", 20, "daftar_nilai", True,
)  # fmt: skip
_LEVEL = Column(
    "meta.level", "Tingkat", ("level", "kesulitan", "tingkat kesulitan", "difficulty"),
    "dasar, menengah, atau lanjut", 11, "daftar_tingkat",
)  # fmt: skip
_REFERENCES = Column(
    "meta.references", "Rujukan", ("dasar hukum", "referensi", "reference", "references"),
    "ID dari lembar Rujukan; beberapa: R1; R2", 14, "daftar_rujukan", True,
)  # fmt: skip
_TAIL = (
    Column("meta.sources", "Sumber", ("source", "sources"), "Satu sumber per baris", 20),
    Column("meta.author", "Penulis", ("author", "pembuat", "penyusun"), "", 14),
    Column("meta.license", "Lisensi", ("license", "licence"), "", 14),
    Column("meta.tags", "Tag", ("tags", "kata kunci", "label"), "Pisahkan dengan titik koma", 20,
           "", True),
    Column("meta.status", "Status", (), "draf, uji_coba, terbit, atau usang", 11, "daftar_status"),
    Column("meta.pool", "Kumpulan", ("pool", "kelompok", "penggunaan"),
           "latihan, uji, atau ulang", 11, "daftar_kumpulan"),
)  # fmt: skip

_SOAL_HEAD = (
    Column("id", "ID", ("id soal", "kode", "kode soal", "item id"),
           "Kosongkan untuk soal baru", 14, "", True),
    Column("rev", "Rev", ("revisi", "revision"), "Diisi program", 6),
    Column("kind", "Jenis soal", ("jenis", "tipe", "tipe soal", "type", "question type"),
           "PG, PGK, BS, SJT, URUT, JODOH, ISIAN", 11, "daftar_jenis", False, True),
    _MODULE, _PRINCIPLE, _VALUES, _LEVEL,
    Column("stem", "Soal", ("pertanyaan", "butir", "butir soal", "teks soal", "question",
                            "question text", "uraian soal"),
           "Situasi dan pertanyaannya", 60, "", False, True),
)  # fmt: skip
_KEY = Column(
    "key", "Kunci",
    ("kunci jawaban", "jawaban benar", "jawaban", "key", "answer", "correct answer",
     "correct answers"),
    "PG: C · PGK: A,C · BS: Benar/Salah · URUT: B,A,D,C · ISIAN: suap | hadiah=50", 16, "", True,
    True,
)  # fmt: skip
_EXPLANATION = Column(
    "explanation", "Pembahasan", ("penjelasan", "explanation", "answer explanation", "kesimpulan"),
    "Yang patut dibawa pulang", 40,
)  # fmt: skip
_HINT = Column("hint", "Bantuan", ("hint", "petunjuk", "clue"), "Petunjuk kecil saat latihan", 20)


def soal_sheet(options: int = USUAL_OPTIONS) -> Sheet:
    """Return the sheet of items; options beyond E stand at the end, so that ``Kunci`` stays N."""
    usual, more = LETTERS[:USUAL_OPTIONS], LETTERS[USUAL_OPTIONS:options]
    columns = (
        *_SOAL_HEAD, *_options(usual), _KEY, *_weights(usual), *_reasons(usual), _EXPLANATION,
        _REFERENCES, *_TAIL, _HINT, *_options(more), *_weights(more), *_reasons(more),
    )  # fmt: skip
    return Sheet(
        SOAL, "Soal: satu baris untuk satu soal", columns,
        ("soal soal", "butir", "butir soal", "pertanyaan", "questions", "question", "bank soal"),
    )  # fmt: skip


#: Headers of the first issue that a bank has no place for; filled cells are reported once.
NOT_USED = {"gambar": "Gambar", "image": "Gambar", "image link": "Gambar", "waktu": "Waktu",
            "waktu detik": "Waktu", "time limit": "Waktu", "time in seconds": "Waktu"}  # fmt: skip
#: Headers that number the rows; nothing is lost when they are left out.
NUMBERING = frozenset({"", "no", "nomor", "nr", "number", "urutan"})

JODOH_SHEET = Sheet(
    JODOH,
    "Jodoh: pasangan untuk soal JODOH; Kiri kosong berarti pengecoh",
    (
        Column("item", "ID soal", ("id", "kode soal"), "ID soal JODOH di lembar Soal", 16, "", True,
               True),
        Column("left", "Kiri", ("pernyataan", "left"), "Yang dipasangkan; kosong = pengecoh", 50),
        Column("right", "Kanan", ("pasangan", "right"), "Pasangannya", 50),
        Column("reason", "Umpan balik", ("alasan", "feedback"), "Mengapa berpasangan", 40),
    ),
    ("pasangan", "menjodohkan", "match"),
)  # fmt: skip

SKENARIO_SHEET = Sheet(
    SKENARIO,
    "Skenario: satu baris untuk satu cerita bercabang",
    (
        Column("id", "ID", ("id skenario", "kode"), "huruf kecil, angka, tanda hubung", 20, "",
               True, True),
        Column("rev", "Rev", ("revisi",), "Diisi program", 6),
        Column("title", "Judul", ("title",), "Dinamai menurut situasinya", 26, "", False, True),
        Column("summary", "Ringkasan", ("summary",), "1–2 kalimat tanpa bocoran", 34),
        Column("role", "Peran", ("role",), "Siapa pemain", 34),
        Column("minutes", "Menit", ("lama", "minutes"), "5–15", 7),
        Column("start", "Simpul awal", ("awal", "mulai", "start"), "ID simpul pertama", 12, "",
               True, True),
        Column("variables", "Variabel", ("variables",), "nama=awal (min..maks), satu per baris",
               24, "", True),
        Column("speakers", "Tokoh", ("pembicara", "speakers"),
               "id = Nama | keterangan, satu per baris", 34, "", True),
        Column("ideal", "Jalur ideal", ("ideal",), "huruf pilihan berurutan: a, b, a", 14, "",
               True),
        Column("debrief.rule", "Aturan", ("rule",), "Aturan yang berlaku", 40),
        Column("debrief.say", "Ucapan", ("say",), "Kalimat yang bisa diucapkan", 34),
        Column("debrief.question", "Renungan", ("pertanyaan", "question"), "Pertanyaan terbuka",
               34),
        _MODULE, _PRINCIPLE, _VALUES, _LEVEL, _REFERENCES, *_TAIL,
    ),
    ("scenario", "scenarios"),
)  # fmt: skip

_CHOICE_PARTS = (
    ("text", "teks", "Yang dilakukan atau dikatakan", 34),
    ("next", "ke", "ID simpul berikutnya", 10),
    ("weight", "skor", "1–5; 5 paling tepat", 7),
    ("reason", "umpan balik", "Akibatnya bagi siapa", 34),
    ("effects", "dampak", "integritas +2; kepercayaan -1", 22),
    ("note", "catatan", "Sebab perubahan yang terlihat", 26),
    ("change", "ubah", "variabel=1; variabel+1", 14),
    ("when", "syarat", "variabel>=1; pilih n2.a; bukan n2.b", 18),
)


def _choices(numbers: Iterable[int]) -> tuple[Column, ...]:
    return tuple(
        Column(f"{n}.{part}", f"Pilihan {n} {word}", (f"opsi {n} {word}",), help_, width,
               "", part not in ("text", "reason", "note", "weight"))
        for n in numbers
        for part, word, help_, width in _CHOICE_PARTS
    )  # fmt: skip


def simpul_sheet(choices: int = USUAL_CHOICES) -> Sheet:
    """Return the sheet of nodes for up to ``choices`` choices at a decision."""
    columns = (
        Column("scenario", "ID skenario", ("skenario",), "ID di lembar Skenario", 20, "", True,
               True),
        Column("id", "ID simpul", ("simpul", "id"), "mis. n1; tulis sekali", 11, "", True, True),
        Column("kind", "Jenis", ("jenis simpul", "tipe"), "dialog, pilihan, cabang, akhir", 11,
               "daftar_simpul", False, True),
        Column("speaker", "Pembicara", ("tokoh",), "id tokoh; kosong = narator", 12, "", True),
        Column("text", "Teks", ("isi",), "Yang dibaca pemain", 60),
        Column("next", "Lanjut ke", ("ke", "berikutnya", "next"), "ID simpul berikutnya", 11, "",
               True),
        Column("effects", "Dampak", ("efek", "effects"), "integritas +2; kepercayaan -1", 22, "",
               True),
        Column("note", "Catatan", ("note",), "Sebab perubahan yang terlihat", 26),
        Column("cases", "Cabang", ("cases",), "syarat -> simpul, satu per baris", 26, "", True),
        Column("title", "Judul akhir", ("judul",), "Hanya jenis akhir", 20),
        Column("outcome", "Hasil", ("outcome",), "baik, cukup, buruk (jenis akhir)", 10,
               "daftar_hasil"),
        *_choices(range(1, choices + 1)),
    )  # fmt: skip
    return Sheet(SIMPUL, "Simpul: langkah-langkah cerita", columns, ("simpul simpul", "nodes"))


RUJUKAN_SHEET = Sheet(
    RUJUKAN,
    "Rujukan: dasar hukum yang dipakai soal dan skenario",
    (
        Column("id", "ID rujukan", ("id", "kode"), "mis. R1; dipakai di kolom Rujukan", 12, "",
               True, True),
        Column("instrument", "Peraturan", ("instrumen", "dasar hukum", "nama peraturan"),
               "Nama peraturan dengan nomor dan tahun", 50, "", False, True),
        Column("article", "Pasal", ("bagian", "article"), "mis. Pasal 12 ayat (1)", 30),
        Column("facts", "Fakta", ("kode fakta", "facts"), "Kode fakta, titik koma", 18, "", True),
        Column("checked_on", "Diperiksa", ("tanggal periksa", "checked on"), "2026-11-21", 12, "",
               True),
        Column("review_by", "Tinjau ulang", ("tinjau", "review by"), "2028-11-21", 12, "", True),
    ),
    ("referensi", "dasar hukum", "references"),
)  # fmt: skip

#: Rows of the sheet Bank: field, label, synonyms, help.
BANK_ROWS = (
    ("id", "Id bank", ("id", "kode bank", "kode"), "huruf kecil, angka, tanda hubung"),
    ("title", "Judul", ("nama", "nama bank", "title"), ""),
    ("version", "Versi", ("version",), "tiga angka, mis. 1.0.0"),
    ("description", "Uraian", ("deskripsi", "keterangan", "description"), ""),
    ("institution", "Lembaga", ("instansi", "institution"), ""),
    ("authors", "Penulis", ("penyusun", "authors", "author"), "satu nama per baris"),
    ("license", "Lisensi", ("license",), "mis. CC-BY-SA-4.0"),
    ("language", "Bahasa", ("language",), "id"),
    ("created", "Dibuat", ("tanggal", "created"), "mis. 2026-11-21"),
    ("changelog", "Riwayat", ("changelog",), "satu perubahan per baris"),
)

#: Kinds by the code in the column ``Jenis soal``, with their other names.
KINDS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "single": ("PG", "pilihan ganda, satu kunci",
               ("pilihan ganda", "single", "multiple choice", "mc", "pg biasa", "pilgan")),
    "multiple": ("PGK", "pilihan ganda kompleks, beberapa kunci",
                 ("pilihan ganda kompleks", "multiple", "checkbox", "ma", "multi jawaban")),
    "truefalse": ("BS", "benar atau salah",
                  ("benar salah", "b s", "true false", "truefalse", "tf")),
    "sjt": ("SJT", "situasional, setiap opsi berbobot 1–5",
            ("situasional", "situational", "tkp", "studi kasus")),
    "order": ("URUT", "mengurutkan langkah", ("urutan", "mengurutkan", "order", "ordering")),
    "match": ("JODOH", "menjodohkan; pasangan di lembar Jodoh",
              ("menjodohkan", "jodohkan", "pasangan", "match", "matching")),
    "short": ("ISIAN", "isian singkat",
              ("isian singkat", "short", "short answer", "jawaban singkat")),
}  # fmt: skip
NODE_KINDS = {"line": "dialog", "choice": "pilihan", "check": "cabang", "end": "akhir"}

#: Words that the lists of the native format go by.
WORDS: Mapping[str, Mapping[str, str]] = {
    "meta.principle": {w: w for w in (
        "integritas", "keadilan", "akuntabilitas", "transparansi", "profesionalisme",
    )} | {"integrity": "integritas", "fairness": "keadilan", "accountability": "akuntabilitas",
          "transparency": "transparansi", "professionalism": "profesionalisme"},
    "meta.level": {w: w for w in ("dasar", "menengah", "lanjut")}
    | {"mudah": "dasar", "sedang": "menengah", "sulit": "lanjut", "sukar": "lanjut",
       "easy": "dasar", "medium": "menengah", "hard": "lanjut", "lanjutan": "lanjut",
       "1": "dasar", "2": "menengah", "3": "lanjut"},
    "meta.status": {"draf": "draf", "uji coba": "uji_coba", "terbit": "terbit", "usang": "usang",
                    "draft": "draf", "ditinjau": "uji_coba", "published": "terbit"},
    "meta.pool": {w: w for w in ("latihan", "uji", "ulang")} | {"ujian": "uji", "tes": "uji"},
    "outcome": {w: w for w in ("baik", "cukup", "buruk")},
    "kind": {normal(word): kind for kind, (code, _, more) in KINDS.items()
             for word in (code, *more)},
    "node": {normal(word): kind for kind, name in NODE_KINDS.items() for word in (name, kind)},
}  # fmt: skip

_VALUE_CODES = (
    "berorientasi-pelayanan", "akuntabel", "kompeten", "harmonis", "loyal", "adaptif",
    "kolaboratif",
)  # fmt: skip
#: Lists behind the drop-downs: the name of the range, its entries, and whether others are refused.
DROPDOWNS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "daftar_jenis": (tuple(code for code, _, _ in KINDS.values()), True),
    "daftar_prinsip": (tuple(dict.fromkeys(WORDS["meta.principle"].values())), True),
    "daftar_tingkat": (("dasar", "menengah", "lanjut"), True),
    "daftar_status": (("draf", "uji_coba", "terbit", "usang"), True),
    "daftar_kumpulan": (("latihan", "uji", "ulang"), True),
    "daftar_nilai": (
        (*_VALUE_CODES, *(f"{code}.{n}" for code in _VALUE_CODES for n in (1, 2, 3))), False,
    ),
    "daftar_modul": (tuple("123456"), False),
    "daftar_bobot": (tuple("12345"), True),
    "daftar_simpul": (tuple(NODE_KINDS.values()), True),
    "daftar_hasil": (("baik", "cukup", "buruk"), True),
}  # fmt: skip


def names_of(sheet: Sheet) -> dict[str, str]:
    """Return normalised header or synonym -> name of the column; headers win over synonyms."""
    found = {normal(column.header): column.name for column in sheet.columns}
    for column in sheet.columns:
        for word in column.synonyms:
            found.setdefault(normal(word), column.name)
    return found


def sheet_names(sheet: Sheet) -> frozenset[str]:
    """Return the normalised names that a sheet may have."""
    return frozenset(normal(name) for name in (sheet.name, *sheet.synonyms))


def headers_of(sheet: Sheet) -> dict[str, str]:
    """Return name of the column -> its header."""
    return {column.name: column.header for column in sheet.columns}


def letter(index: int) -> str:
    """Return the letters of a column; 0 is ``A``, 26 is ``AA``."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def joined(words: Sequence[str]) -> str:
    """Return letters for a sentence: ``A, B, C``."""
    return ", ".join(words)
