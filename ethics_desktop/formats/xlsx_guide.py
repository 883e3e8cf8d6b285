"""What the sheet Petunjuk says to trainers, as data: (heading, lines)."""

from __future__ import annotations

from ethics_desktop.formats.xlsx_layout import KINDS

_KEYS = {
    "single": ("C", "satu huruf dari opsi yang terisi"),
    "multiple": ("A,C", "dua huruf atau lebih; kolom Kunci sudah berformat Teks"),
    "truefalse": ("Benar", "Benar atau Salah; opsi dikosongkan, Umpan balik A untuk yang memilih "
                  "Benar dan B untuk yang memilih Salah"),
    "sjt": ("(kosong)", "isi Bobot setiap opsi 1–5; 5 paling tepat, sebaiknya semua berbeda"),
    "order": ("B,A,D,C", "urutan yang benar, setiap opsi tepat sekali; B,A=D,C bila A dan D boleh "
              "bertukar"),
    "match": ("(kosong)", "isi ID, lalu tulis pasangannya di lembar Jodoh; Kiri kosong = pengecoh"),
    "short": ("gratifikasi | suap=50 | gratifikas*", "| memisahkan jawaban, =50 berarti bernilai "
              "50 %, * berarti apa saja"),
}  # fmt: skip

#: Rows of the table of kinds: code, name, key, rule.
KIND_ROWS: tuple[tuple[str, str, str, str], ...] = tuple(
    (code, name, *_KEYS[kind]) for kind, (code, name, _) in KINDS.items()
)

GUIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Cara mengisi", (
        "1. Isi lembar Bank: judul, lembaga, penulis, lisensi.",
        "2. Tulis soal di lembar Soal mulai baris 4, satu baris satu soal. Kolom bertanda * wajib.",
        "3. Pilih Jenis soal dari daftar, lalu isi Kunci menurut tabel di bawah.",
        "4. Kosongkan ID untuk soal baru. Jangan mengubah ID soal yang sudah ada, supaya impor "
        "berikutnya memperbarui soal itu dan tidak menggandakannya.",
        "5. Simpan, lalu impor di Cermin ASN. Sebelum apa pun disimpan, Anda melihat pratinjau "
        "dengan setiap masalah beserta selnya.",
    )),
    ("Kunci", ()),
    ("Jebakan Excel", (
        "Excel berbahasa Indonesia mengubah 1,2 menjadi angka dan 1-2 menjadi tanggal. Kolom Kunci "
        "sudah berformat Teks; pakailah huruf, misalnya A,C.",
        "Jangan menggabungkan sel. Nilai sel gabungan hanya ada di sel pertama.",
        "Baris yang disembunyikan atau disaring tetap dibaca.",
        "Hindari rumus di kolom soal; tulislah nilainya.",
        "Teks yang diawali = + - @ mendapat tanda petik tunggal di depannya; biarkan saja.",
        "Kolom dan lembar tersembunyi menyimpan data program, misalnya hasil telaah. Menghapusnya "
        "tidak merusak soal, tetapi data itu hilang.",
    )),
    ("Rujukan", (
        "Tulis peraturan di lembar Rujukan dengan ID sendiri (mis. R1), lalu sebut ID itu di kolom "
        "Rujukan; beberapa rujukan dipisahkan titik koma: R1; R2.",
    )),
    ("Skenario", (
        "Lembar Skenario memuat satu baris per cerita, lembar Simpul langkah-langkahnya.",
        "Jenis simpul: dialog (seseorang berbicara), pilihan (pemain memutuskan), cabang "
        "(percabangan yang tidak terlihat), akhir.",
        "Dampak: integritas +2; kepercayaan -1. Prinsip -2 sampai +2; kepercayaan, layanan, risiko "
        "-3 sampai +3.",
        "Ubah: kopi=1 mengisi variabel, kopi+1 menambahnya. Syarat: kopi>=1; pilih n2.a; bukan "
        "n2.b (semua harus terpenuhi; n2.a berarti Pilihan 1 di simpul n2).",
        "Cabang: satu baris satu kemungkinan, misalnya kopi>=1 -> n5; bila tidak ada yang cocok, "
        "cerita berlanjut ke simpul di kolom Lanjut ke.",
        "Variabel: kopi=0 (0..1), satu per baris. Tokoh: warga = Bu Marlina | pemohon izin, satu "
        "per baris. Jalur ideal: a, b, a.",
    )),
)  # fmt: skip
