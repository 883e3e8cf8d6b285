"""Files that a trainer could have, for the tour and for the pictures of the trainers' guide."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook  # type: ignore[import-untyped]

from ethics_desktop.paths import program_root
from ethics_desktop.services.bank_files import write_template

Row = Mapping[str, object]

_LAW = {
    "ID rujukan": "R1",
    "Peraturan": "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
    "Pasal": "Pasal 34",
    "Diperiksa": "2026-11-21",
    "Tinjau ulang": "2028-11-21",
}
_QUEUE: Row = {
    "Jenis soal": "SJT",
    "Modul": "3",
    "Prinsip/Kompetensi": "keadilan",
    "Tingkat": "dasar",
    "Soal": "Antrean loket sudah panjang. Seorang kenalan meminta Anda memproses berkasnya lebih "
    "dahulu karena ia harus kembali bekerja. Apa yang Anda lakukan?",
    "Opsi A": "Memproses berkasnya diam-diam saat loket sepi",
    "Opsi B": "Menyuruhnya mengambil nomor tanpa penjelasan",
    "Opsi C": "Menjelaskan aturan antrean dan jam yang biasanya lebih lengang",
    "Opsi D": "Meminta rekan yang memutuskan",
    "Bobot A": 1, "Bobot B": 3, "Bobot C": 5, "Bobot D": 2,
    "Umpan balik A": "Warga yang antre lebih dahulu dirugikan tanpa tahu sebabnya.",
    "Umpan balik B": "Aturan ditegakkan, tetapi kenalan Anda tidak tertolong.",
    "Umpan balik C": "Semua orang diperlakukan sama, dan ia tetap mendapat jalan keluar.",
    "Umpan balik D": "Keputusan hanya berpindah tangan.",
    "Pembahasan": "Perlakuan yang sama tidak berarti tanpa pertolongan.",
    "Rujukan": "R1",
}  # fmt: skip
_GIFT_RULE: Row = {
    "Jenis soal": "BS",
    "Prinsip/Kompetensi": "integritas",
    "Tingkat": "dasar",
    "Soal": "Bingkisan dari pemohon layanan boleh disimpan asalkan nilainya kecil.",
    "Kunci": "Salah",
    "Umpan balik A": "Nilai yang kecil tidak menghapus hubungannya dengan layanan.",
    "Umpan balik B": "Tepat: bingkisan yang berhubungan dengan jabatan ditolak atau dilaporkan.",
    "Pembahasan": "Tolak dengan sopan; bila tidak dapat ditolak, laporkan.",
    "Rujukan": "R1",
}
_OPENNESS: Row = {
    "Jenis soal": "PG",
    "Prinsip/Kompetensi": "transparansi",
    "Tingkat": "menengah",
    "Soal": "Warga menanyakan berapa lama izinnya selesai. Jawaban mana yang paling terbuka?",
    "Opsi A": "Nanti kami kabari",
    "Opsi B": "Lima hari kerja sejak berkas lengkap; kemajuannya dapat dilihat di papan ini",
    "Opsi C": "Tergantung pimpinan",
    "Kunci": "B",
    "Umpan balik A": "Warga tidak tahu apa yang dapat ia harapkan.",
    "Umpan balik B": "Waktu dan cara memeriksanya jelas.",
    "Umpan balik C": "Keputusan tampak bergantung pada orang, bukan pada aturan.",
    "Pembahasan": "Waktu layanan adalah informasi yang berhak diketahui warga.",
    "Rujukan": "R1",
}
_TWO_KEYS: Row = {
    "Jenis soal": "PGK",
    "Prinsip/Kompetensi": "akuntabilitas",
    "Tingkat": "menengah",
    "Soal": "Anda keliru mencatat pembayaran seorang warga. Tindakan mana yang patut?",
    "Opsi A": "Memberi tahu warga dan atasan",
    "Opsi B": "Membetulkan catatan dengan jejak perbaikan",
    "Opsi C": "Menunggu sampai ada yang bertanya",
    "Opsi D": "Menghapus catatan lama",
    "Kunci": "A,B",
    "Umpan balik A": "Orang yang terdampak tahu lebih dahulu.",
    "Umpan balik B": "Siapa pun dapat memeriksa apa yang berubah.",
    "Umpan balik C": "Kesalahan bertambah mahal bagi warga.",
    "Umpan balik D": "",
}
_LATE: Row = {
    "Jenis soal": "PG",
    "Prinsip/Kompetensi": "profesionalisme",
    "Soal": "Rekan Anda sering terlambat membuka loket. Apa langkah pertama Anda?",
    "Opsi A": "Berbicara dengannya secara pribadi",
    "Opsi B": "Menuliskannya di grup percakapan",
    "Opsi C": "Membiarkannya",
    "Kunci": "1.2",
}
_WEIGHTLESS: Row = {
    **_QUEUE,
    "Soal": "Seorang lansia salah membawa berkas dan harus pulang jauh. Apa yang Anda lakukan?",
    "Bobot B": "",
    "Prinsip/Kompetensi": "kesetaraan",
}

#: The first try, with what usually goes wrong; then the corrected file of some weeks later.
FIRST: tuple[Row, ...] = (_QUEUE, _GIFT_RULE, _OPENNESS, _TWO_KEYS, _LATE, _WEIGHTLESS)
LATER: tuple[Row, ...] = (
    {**_QUEUE, "Opsi C": "Menjelaskan aturan antrean, lalu menunjukkan jam yang lebih lengang"},
    _GIFT_RULE,
    _OPENNESS,
    {**_LATE, "Kunci": "A", "Umpan balik A": "Ia dapat menjelaskan dan berubah."},
)
KAHOOT = (
    *((("", title)) for title in ("Quiz template", "", "Add questions", "", "", "", "")),
    ("", "Question - max 120 characters", *(f"Answer {n} - max 75 characters" for n in range(1, 5)),
     "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
     "Correct answer(s) - choose at least one"),
    ("1", "Pemohon menitipkan amplop di loket. Apa langkah pertama?", "Menolak dengan sopan",
     "Menyimpannya dahulu", "Membaginya dengan rekan", "Mengembalikannya pekan depan", "30", "1"),
    ("2", "Mana yang termasuk gratifikasi?", "Voucher dari pemohon", "Gaji bulanan",
     "Tiket wisata dari rekanan", "Cuti tahunan", "30", "1,3"),
    ("3", "Papan biaya layanan berguna untuk apa?", "Hiasan", "Warga tahu haknya", "Syarat lomba",
     "", "20", "2"),
)  # fmt: skip
OWN_LIST = (
    ("No", "Pertanyaan", "Pilihan A", "Pilihan B", "Pilihan C", "Jawaban", "Alasan A", "Alasan B",
     "Alasan C"),
    ("1", "Pemohon mengajak Anda bertemu di café untuk “membahas” izinnya. Apa jawaban Anda?",
     "Menemuinya di loket", "Menerima ajakannya", "Meminta rekan yang pergi", "A",
     "Pertemuan terbuka melindungi keduanya.", "Tampak ada urusan di luar aturan.",
     "Masalahnya hanya berpindah."),
    ("2", "Siapa yang berhak mengetahui biaya layanan?", "Semua warga", "Pemohon saja", "Pegawai",
     "A", "Biaya adalah informasi publik.", "", ""),
)  # fmt: skip


def fill_template(path: Path, rows: Sequence[Row], title: str, bank: str = "") -> None:
    """Write the template of the program with these rows, as Excel would."""
    write_template(path)
    book = load_workbook(path)
    head = {"Judul": title, "Lembaga": "Balai Pelatihan", "Penulis": "Tim Pelatih", "Id bank": bank}
    for number in range(1, 20):
        name = book["Bank"].cell(number, 1).value
        if head.get(name):
            book["Bank"].cell(number, 2).value = head[name]
    _write(book["Soal"], rows)
    _write(book["Rujukan"], [_LAW])
    book.active = book.sheetnames.index("Soal")
    book.save(path)


def write_table(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> None:
    """Write a table as an Indonesian Excel would: with semicolons."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def write_story_bank(folder: Path) -> None:
    """Write a bank folder with two scenarios, one of which leads nowhere."""
    shipped = program_root() / "question_banks" / "keadilan"
    source = next((shipped / "scenarios").glob("*.json"))
    bank = json.loads((shipped / "bank.json").read_text(encoding="utf-8"))
    story = json.loads(source.read_text(encoding="utf-8"))
    (folder / "scenarios").mkdir(parents=True)
    bank |= {"id": "cerita-balai", "title": "Cerita dari balai pelatihan"}
    _store(folder / "bank.json", bank)
    good = story | {"id": "antrean-solar"}
    _store(folder / "scenarios" / "antrean-solar.json", good)
    lost = story | {"id": "antrean-buntu", "title": f"{story['title']} (draf)"}
    lost["nodes"] = story["nodes"][:-1]
    _store(folder / "scenarios" / "antrean-buntu.json", lost)


def _write(page: object, rows: Sequence[Row]) -> None:
    columns = {
        str(page.cell(3, n).value).rstrip("*"): n  # type: ignore[attr-defined]
        for n in range(1, page.max_column + 1)  # type: ignore[attr-defined]
    }
    for number, row in enumerate(rows, 4):
        for name, value in row.items():
            page.cell(number, columns[name]).value = value  # type: ignore[attr-defined]


def _store(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
