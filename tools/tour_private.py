"""The tour's way through the private place: journal, promise, PIN, profiles, backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

if TYPE_CHECKING:
    from tools.tour_steps import Guide

PIN = "kopi susu pagi"


def keep_a_journal(guide: Guide) -> None:
    """Write, promise, search, lock; look at profiles and into a backup."""
    guide.press("Jurnal", "Journal")
    guide.picture("70-jurnal-kosong")
    guide.press("Tulis catatan", "Write an entry")
    guide.picture("71-catatan")
    guide.press("Mengerti", "Understood")
    write(guide, "entry-free", "Pemohon menitipkan bingkisan; saya menolak dengan nada kaku.")
    guide.press("Simpan", "Save")
    guide.press("Kembali", "Back")
    guide.press("Skenario", "Scenarios")
    guide.press("Permainan sebelumnya (1)", "Earlier plays (1)")
    guide.press("Buka pembahasan", "Open debrief")
    guide.press("Tulis refleksi", "Write a reflection")
    write(guide, "entry-description", "Atasan meminta berkas didahulukan di depan pemohon lain.")
    write(guide, "entry-feelings", "Sungkan, dan takut dianggap tidak patuh.")
    guide.picture("72-refleksi")
    write(guide, "plan-when", "diminta mendahulukan berkas")
    write(guide, "plan-then", "menunjukkan nomor antrean dan jalur prioritas yang resmi")
    write(guide, "plan-who", "Kepala Subbagian Umum")
    guide.scroll_to("6. Janji pribadi", "6. Personal promise")
    guide.picture("73-janji")
    guide.press("Simpan", "Save")
    guide.press("Jurnal", "Journal")
    guide.picture("74-jurnal")
    guide.press("PIN…", "PIN…")
    for name in ("pin-new", "pin-again"):
        type_into(guide, name, PIN)
    guide.press(
        "Saya mengerti: jika PIN terlupa, seluruh jurnal hilang",
        "I understand: a forgotten PIN costs the whole journal",
    )
    guide.picture("75-pin")
    guide.press("Pasang PIN", "Set PIN")
    guide.press("Kunci sekarang", "Lock now")
    guide.picture("76-jurnal-terkunci")
    guide.press("Lupa PIN?", "PIN forgotten?")
    guide.picture("77-lupa-pin")
    guide.press("Batal", "Cancel")
    guide.press("Pengaturan", "Settings")
    guide.press("Profil…", "Profiles…")
    guide.picture("78-profil")
    guide.press("Batal", "Cancel")
    guide.press("Cadangkan sekarang", "Back up now")
    guide.press("Pulihkan cadangan…", "Restore backup…")
    guide.wait_for(lambda: guide.button("Ya, pulihkan", "Yes, restore") is not None)
    guide.picture("79-isi-cadangan")
    guide.press("Batal", "Cancel")


def write(guide: Guide, name: str, text: str) -> None:
    """Write into a field for running text."""
    field = guide.find(QPlainTextEdit, name)
    assert isinstance(field, QPlainTextEdit), name
    field.setPlainText(text)
    guide.settle()


def type_into(guide: Guide, name: str, text: str) -> None:
    """Type into a field of one line."""
    field = guide.find(QLineEdit, name)
    assert isinstance(field, QLineEdit), name
    field.setText(text)
    guide.settle()
