"""The private place in the whole window: journal, promises, PIN, profiles, backups, repair."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPlainTextEdit, QRadioButton
from pytestqt.qtbot import QtBot

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.services.library import LibraryService
from ethics_desktop.settings import AppSettings, ProfileSettings
from tests.fakes import FakeDialogs
from tests.journeys.person import START, Person, at_the_desk
from tests.worlds import HandClock, make_program

PIN = "kopi susu pagi"
SECRET = "RAHASIA bingkisan"
UNDERSTOOD = "Saya mengerti: jika PIN terlupa, seluruh jurnal hilang"
Open = Callable[..., AbstractContextManager[Person]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def opened(
    qtbot: QtBot, qapp: QApplication, data: Path, clock: HandClock
) -> Callable[..., AbstractContextManager[Person]]:
    """Return what opens the window on ``data``."""

    def make(
        answers: list[bool] | None = None,
        files: list[Path | None] | None = None,
        program: Program | None = None,
    ) -> AbstractContextManager[Person]:
        asked = FakeDialogs(answers or [], files or [])
        return at_the_desk(qtbot, qapp, program or make_program(data, clock), asked)

    return make


@pytest.fixture(autouse=True)
def named(data: Path) -> None:
    """The person has a name, so that the start page asks for nothing."""
    make_program(data).profile_settings.save(ProfileSettings(nickname="Sari", welcomed=True))


def flush() -> None:
    """Let widgets that are gone go."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def field(person: Person, name: str) -> QPlainTextEdit | QLineEdit:
    """Return the field of that name once it shows."""
    flush()

    def shown() -> list[QPlainTextEdit | QLineEdit]:
        kinds = (QPlainTextEdit, QLineEdit)
        every = [one for kind in kinds for one in person.window.findChildren(kind, name)]
        return [one for one in every if one.isVisible()]

    person.wait(lambda: bool(shown()))
    return shown()[0]


def type_into(person: Person, name: str, text: str) -> None:
    """Put the keyboard into a field and type."""
    target = field(person, name)
    target.setFocus()
    QTest.keyClicks(target, text)


def files_with(data: Path, text: str) -> list[str]:
    return sorted(
        one.name for one in data.rglob("*") if one.is_file() and text.encode() in one.read_bytes()
    )


def saved(person: Person) -> str:
    page = person.window.flow
    assert page is not None
    return str(page.saved.text())  # type: ignore[attr-defined]


def write(person: Person, text: str = SECRET) -> None:
    person.press("Jurnal")
    person.press("Tulis catatan")
    type_into(person, "entry-free", text)
    person.press("Simpan")
    assert saved(person).startswith("Tersimpan ")
    person.press("Kembali")


def set_pin(person: Person, ask: bool = False) -> None:
    person.press("Jurnal")
    person.press("PIN…")
    type_into(person, "pin-new", PIN)
    type_into(person, "pin-again", PIN)
    person.press(UNDERSTOOD)
    if ask:
        person.press("Minta PIN ini juga saat profil dibuka")
    person.press("Pasang PIN")
    told = "PIN terpasang. Jurnal terenkripsi, juga di dalam cadangan."
    person.wait(lambda: person.banners() == [told])


def give_pin(person: Person, pin: str = PIN, action: str = "Buka jurnal") -> None:
    person.wait(lambda: person.button(action) is not None)
    type_into(person, "pin", pin)
    person.press(action)


# --- writing ----------------------------------------------------------------------------------


def test_an_entry_is_written_found_changed_and_deleted(opened: Open, data: Path) -> None:
    with opened([True]) as person:
        write(person, "Loket tiga pagi ini")
        write(person, "Rapat evaluasi")
        assert person.button("Buka catatan") is not None
        type_into(person, "journal-search", "LOKET")
        QTest.keyClick(field(person, "journal-search"), Qt.Key.Key_Return)
        assert "1 dari 2 catatan." in person.texts()
        flush()
        person.press("Buka catatan")
        type_into(person, "entry-title", "Senin")
        QTest.keyClick(person.window, Qt.Key.Key_Escape)  # stores and goes back
        assert person.window.flow is None
        flush()
        assert "Senin" in person.texts()
        person.press("Buka catatan")
        person.press("Hapus catatan…")
        assert person.banners() == ["Sudah dihapus dari jurnal."]
        assert "cadangan" in person.dialogs.asked[0][1].lower()
    assert files_with(data, "Loket tiga") == []
    assert files_with(data, "Rapat evaluasi") != []


def test_what_is_typed_is_stored_in_a_pause(opened: Open) -> None:
    with opened() as person:
        person.press("Jurnal")
        person.press("Tulis catatan")
        type_into(person, "entry-free", "tanpa tombol")
        assert saved(person) == "Belum tersimpan"
        person.wait(lambda: saved(person).startswith("Tersimpan "))
        assert person.desk._open().journal.search("tombol").total == 1


def test_an_empty_entry_is_not_stored(opened: Open) -> None:
    with opened() as person:
        person.press("Jurnal")
        person.press("Tulis catatan")
        person.press("Simpan")
        person.press("Kembali")
        assert person.desk._open().journal.search().total == 0


def test_a_full_disk_keeps_the_text_on_the_screen(
    opened: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ethics_desktop.store.journal import SqliteJournalStore

    def full(*_arguments: object) -> None:
        raise StorageError("disk_full")

    with opened([False]) as person:
        person.press("Jurnal")
        person.press("Tulis catatan")
        person.press("Mengerti")
        type_into(person, "entry-free", SECRET)
        with monkeypatch.context() as broken:
            broken.setattr(SqliteJournalStore, "put_entry", full)
            person.press("Simpan")
            assert person.reads(StorageError("disk_full")), person.banners()
            assert saved(person) == "Belum tersimpan"
            person.press("Kembali")
            assert person.window.flow is not None  # not left while it is not stored
            person.window.close()
            assert person.window.isVisible()
            assert field(person, "entry-free").toPlainText() == SECRET  # type: ignore[union-attr]
        person.press("Coba simpan lagi")
        assert saved(person).startswith("Tersimpan ") and person.banners() == []
    assert files_with(data, SECRET) != []


def test_colours_may_change_while_writing(opened: Open) -> None:
    with opened() as person:
        person.press("Jurnal")
        person.press("Tulis catatan")
        type_into(person, "entry-free", "tidak hilang")
        person.window.rebuild(person.desk._make_context())
        flush()
        assert field(person, "entry-free").toPlainText() == "tidak hilang"  # type: ignore[union-attr]


def test_reflecting_after_an_assessment_makes_a_promise(opened: Open) -> None:
    with opened() as person:
        person.start()
        person.answer_all()
        person.finish()
        person.press("Tulis refleksi")
        texts = person.texts()
        assert "Refleksi" in texts and "Setelah asesmen “Asesmen singkat”" in texts
        assert "1. Apa yang terjadi? Siapa yang terdampak?" in texts
        type_into(person, "entry-feelings", "sungkan")
        type_into(person, "plan-when", "ada titipan")
        type_into(person, "plan-then", "menolak dengan sopan")
        person.press("Simpan")
        person.press("Kembali")
        assert person.button("Lihat pembahasan") is not None  # back at the result
        (view,) = person.desk._open().journal.search().promises
        assert view.promise.about == "Asesmen singkat"
        row = person.desk._open().assessment.history()[0]
        assert not hasattr(row, "journal")


def test_the_note_about_names_is_read_once(opened: Open) -> None:
    note = "Jangan menulis nama orang atau data rahasia, juga tidak di sini."
    with opened() as person:
        person.press("Jurnal")
        person.press("Tulis catatan")
        assert note in person.texts()
        person.press("Mengerti")
        assert note not in person.texts()
    with opened() as person:
        person.press("Jurnal")
        person.press("Tulis catatan")
        assert note not in person.texts()


# --- promises ---------------------------------------------------------------------------------


def test_a_promise_is_asked_about_at_the_next_start_after_30_and_90_days(
    opened: Open, clock: HandClock
) -> None:
    with opened() as person:
        person.press("Jurnal")
        person.press("Buat janji")
        person.press("Simpan janji")  # half of it is missing
        assert len(person.banners()) == 1
        type_into(person, "plan-when", "ada titipan")
        type_into(person, "plan-then", "menolak dengan sopan")
        person.press("Simpan janji")
        assert person.banners() == ["Janji tersimpan."]
        person.press("Beranda")
        assert person.button("Jawab sekarang") is None
    for days, answer in ((31, "Sebagian"), (60, "Sudah dijalankan")):
        clock.pass_time(86400 * days)
        with opened() as person:
            person.press("Jawab sekarang")
            assert "Jika ada titipan, maka saya akan menolak dengan sopan." in person.texts()
            person.press("Simpan jawaban")
            assert person.banners() == ["Pilih jawaban dulu, atau minta ditanyakan lain waktu."]
            person.press(answer)
            type_into(person, "outcome-note", "dibantu rekan")
            person.press("Simpan jawaban")
            assert person.banners() == ["Jawaban Anda tersimpan."]
            assert person.button("Jawab sekarang") is None
    clock.pass_time(86400 * 400)
    with opened() as person:
        person.wait(lambda: person.button(START) is not None)
        assert person.button("Jawab sekarang") is None
        person.press("Jurnal")
        told = "Setelah 30 hari: Sebagian. Setelah 90 hari: Sudah dijalankan."
        assert told in person.texts()


def test_being_asked_another_time_changes_nothing(opened: Open, clock: HandClock) -> None:
    with opened() as person:
        person.wait(lambda: person.button(START) is not None)
        from ethics_desktop.domain.journal import Plan

        person.desk._open().journal.save_plan(Plan("a", "b"))
    clock.pass_time(86400 * 31)
    for _start in range(2):
        with opened() as person:
            person.press("Jawab sekarang")
            person.press("Tanyakan lain waktu")
            assert person.button("Jawab sekarang") is not None


def test_a_due_promise_behind_a_pin_is_asked_after_unlocking(
    opened: Open, clock: HandClock
) -> None:
    with opened() as person:
        person.wait(lambda: person.button(START) is not None)
        from ethics_desktop.domain.journal import Plan

        person.desk._open().journal.save_plan(Plan("ada titipan", "menolak"))
        set_pin(person)
    clock.pass_time(86400 * 31)
    with opened() as person:
        person.press("Jawab sekarang")
        assert "Jurnal terkunci." in person.texts()
        give_pin(person)
        person.wait(lambda: person.button("Simpan jawaban") is not None)
        assert "Jika ada titipan, maka saya akan menolak." in person.texts()


# --- the PIN ----------------------------------------------------------------------------------


def test_with_a_pin_nothing_is_in_clear_and_the_pin_opens_it(
    opened: Open, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with opened() as person:
        write(person)
        person.desk._open().backup.make()
        assert files_with(data, SECRET)
        set_pin(person)
        assert files_with(data, SECRET) == []
        write(person, SECRET + " lagi")
        person.press("Kunci sekarang")
        assert person.window.focusWidget() is person.window.page("journal").form.field  # type: ignore[union-attr,attr-defined]
        assert not any(SECRET in text for text in person.texts())
        assert files_with(data, SECRET) == []
    with opened() as person:
        person.press("Jurnal")
        assert "Jurnal terkunci." in person.texts()
        give_pin(person)
        person.wait(lambda: person.button("Buka catatan") is not None)
        assert SECRET + " lagi" in person.texts()
    assert files_with(data, SECRET) == []
    assert SECRET not in caplog.text and PIN not in caplog.text


def test_wrong_pins_make_wait_and_the_wait_outlives_the_program(
    opened: Open, clock: HandClock
) -> None:
    with opened() as person:
        write(person)
        set_pin(person)
    with opened() as person:
        person.press("Jurnal")
        for _try in range(3):
            give_pin(person, "salah sekali")
            person.wait(lambda: field(person, "pin").text() == "")  # type: ignore[union-attr]
            told = "PIN tidak tepat."
            person.wait(lambda told=told: any(t.startswith(told) for t in person.texts()))
        assert "PIN tidak tepat. Coba lagi dalam 00:30." in person.texts()
        assert person.button("Buka jurnal") is None
    clock.pass_time(10)
    with opened() as person:
        person.press("Jurnal")
        assert "Coba lagi dalam 00:20." in person.texts()
        clock.pass_time(20)
        person.wait(lambda: person.button("Buka jurnal") is not None)  # it looks by itself
        give_pin(person)
        person.wait(lambda: person.button("Buka catatan") is not None)


def test_an_open_journal_locks_itself(opened: Open, clock: HandClock) -> None:
    with opened() as person:
        write(person)
        set_pin(person)
        person.press("Buka catatan")
        type_into(person, "entry-title", "Judul")
        clock.pass_time(700)
        person.desk._journal.look()
        assert saved(person) == "Belum tersimpan"  # never while something is not stored
        person.wait(lambda: saved(person).startswith("Tersimpan "))
        clock.pass_time(700)
        person.desk._journal.look()
        assert person.window.flow is None
        flush()
        assert "Jurnal terkunci." in person.texts()
        assert not any(SECRET in text for text in person.texts())


def test_a_pin_is_set_only_when_the_cost_of_forgetting_is_understood(opened: Open) -> None:
    with opened() as person:
        person.press("Pengaturan")
        person.press("PIN…")
        type_into(person, "pin-new", "123456")
        type_into(person, "pin-again", "123456")
        assert person.button("Pasang PIN") is None
        assert any("PIN yang terlupa tidak dapat dipulihkan" in t for t in person.texts())
        person.press(UNDERSTOOD)
        person.press("Pasang PIN")
        assert person.banners()[0].startswith("PIN ini mudah ditebak.")
        type_into(person, "pin-again", "x")
        field(person, "pin-new").clear()
        type_into(person, "pin-new", PIN)
        person.press("Pasang PIN")
        assert person.banners()[0].startswith("Kedua PIN berbeda.")
        assert not person.desk._open().journal.pin.exists


def test_a_pin_is_changed_and_taken_away(opened: Open, data: Path) -> None:
    with opened() as person:
        write(person)
        set_pin(person)
        person.press("PIN…")
        type_into(person, "pin-last", "bukan ini")
        person.press("Lepas PIN")
        person.wait(lambda: person.banners() == ["PIN tidak tepat. Coba lagi."])
        type_into(person, "pin-current", PIN)
        type_into(person, "pin-new", "teh tawar sore")
        type_into(person, "pin-again", "teh tawar sore")
        person.press(UNDERSTOOD)
        person.press("Ganti PIN")
        told = "PIN terpasang. Jurnal terenkripsi, juga di dalam cadangan."
        person.wait(lambda: person.banners() == [told])
        assert files_with(data, SECRET) == []
        person.press("PIN…")
        type_into(person, "pin-last", "teh tawar sore")
        person.press("Lepas PIN")
        gone = "PIN sudah dilepas; jurnal dapat dibaca tanpa PIN."
        person.wait(lambda: person.banners() == [gone])
        assert not person.desk._open().journal.pin.exists
        assert SECRET in person.texts()


def test_a_forgotten_pin_costs_the_journal_and_nothing_else(opened: Open, data: Path) -> None:
    with opened([True]) as person:
        person.start()
        person.answer_all()
        person.finish()
        write(person)
        set_pin(person)
        person.desk._open().backup.make()
        person.press("Kunci sekarang")
        person.press("Lupa PIN?")
        assert any(text.startswith("Tanpa PIN, tidak seorang pun") for text in person.texts())
        person.press("Hapus juga jurnal di dalam cadangan")
        person.press("Hapus jurnal")
        gone = "Jurnal sudah dihapus, juga di dalam cadangan."
        person.wait(lambda: person.banners() == [gone])
        services = person.desk._open()
        assert services.journal.search().total == 0
        assert len(services.assessment.history()) == 1
        assert {services.backup.contents(c.path).entries for c in services.backup.copies()} == {0}


def test_the_gate_lets_nobody_pass_without_the_pin(opened: Open, data: Path) -> None:
    with opened() as person:
        write(person)
        set_pin(person, ask=True)
    with opened() as person:
        person.wait(lambda: person.button("Buka profil") is not None)
        assert "Profil: Sari" in person.texts()
        rail = ("Beranda", "Kemajuan", "Jurnal", "Pengaturan")
        assert all(person.button(name) is None for name in rail)
        for key in (Qt.Key.Key_1, Qt.Key.Key_5, Qt.Key.Key_Comma):
            QTest.keyClick(person.window, key, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(person.window, Qt.Key.Key_Escape)
        assert person.button("Buka profil") is not None and person.button(START) is None
        give_pin(person, "salah sekali", "Buka profil")
        person.wait(lambda: "PIN tidak tepat." in person.texts())
        give_pin(person, PIN, "Buka profil")
        person.wait(lambda: person.button(START) is not None)
        person.press("Jurnal")  # the same PIN: the journal is open now
        assert SECRET in person.texts()


def test_a_file_waits_behind_the_gate(opened: Open, data: Path, tmp_path: Path) -> None:
    with opened() as person:
        set_pin(person, ask=True)
    bank = tmp_path / "soal.gift"
    bank.write_text("Apa yang tepat? {=Menolak ~Menerima}", encoding="utf-8")
    with opened() as person:
        person.desk.open_file(bank)
        person.wait(lambda: person.button("Buka profil") is not None)
        give_pin(person, PIN, "Buka profil")
        person.wait(lambda: person.button("Impor") is not None)


def test_the_gate_can_be_left_by_giving_up_the_journal(opened: Open) -> None:
    with opened() as person:
        write(person)
        set_pin(person, ask=True)
    with opened([True]) as person:
        person.press("Lupa PIN?")
        person.press("Hapus jurnal")
        person.wait(lambda: person.button(START) is not None)
        assert person.desk._open().journal.search().total == 0


# --- export -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["jurnal v1.2.txt", "jurnal.json"])
def test_export_warns_and_writes(opened: Open, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with opened([True], [target]) as person:
        write(person)
        set_pin(person)
        person.dialogs.answers.insert(0, True)
        person.dialogs.files.insert(0, tmp_path / "tidak ada" / name)
        person.press("Ekspor…")
        assert person.banners()[-1].startswith(f"{name} tidak dapat ditulis: berkas atau folder")
        person.press("Ekspor…")
        assert "PIN tidak melindunginya." in person.dialogs.asked[0][1]
        assert person.banners() == [f"Tersimpan: {target}"]
    text = target.read_text("utf-8-sig")
    assert SECRET in text
    if target.suffix == ".json":
        assert json.loads(text)["total"] == 1
    else:
        assert text.startswith("Jurnal Cermin ASN")


# --- profiles ---------------------------------------------------------------------------------


def test_people_choose_who_they_are_when_there_are_several(
    opened: Open, data: Path, clock: HandClock
) -> None:
    with opened() as person:
        write(person, "milik Sari")
        person.press("Pengaturan")
        person.press("Profil…")
        type_into(person, "new-profile", "Budi")
        person.press("Tambah profil")
        person.wait(lambda: "Selamat datang, Budi" in person.texts())
        person.press("Jurnal")
        assert "milik Sari" not in person.texts()
    with opened() as person:
        assert "Profil siapa?" in person.texts()
        assert person.button("Beranda") is None
        QTest.keyClick(person.window, Qt.Key.Key_Escape)
        assert person.window.focusWidget().accessibleName() == "Budi"  # the last one
        person.press("Sari")
        person.wait(lambda: "Selamat datang, Sari" in person.texts())
        assert make_program(data).app_settings.load(AppSettings).profile == "utama"
    named = make_program(data, clock).for_profile("utama")
    with opened(program=named) as person:  # --profile: nothing to choose
        person.wait(lambda: "Selamat datang, Sari" in person.texts())


def test_the_second_window_of_a_profile_says_so_and_the_other_profile_opens(
    opened: Open, data: Path, clock: HandClock
) -> None:
    make_program(data).profiles().create("Budi")
    with opened(program=make_program(data, clock).for_profile("utama")) as first:
        first.wait(lambda: first.button(START) is not None)
        with opened() as second:
            second.press("Sari")
            second.wait(lambda: second.reads(StorageError("in_use")))
            second.press("Pengaturan")
            second.press("Profil…")
            second.press("Budi")
            second.wait(lambda: "Selamat datang, Budi" in second.texts())
            assert second.banners() == []


ERASE = "Hapus semua milik profil ini"
ERASED = "Semua milik profil ini sudah dihapus."


def erase(person: Person) -> None:
    person.press("Pengaturan")
    person.press("Hapus jejak saya…")
    person.press("Saya mengerti bahwa ini tidak dapat dibatalkan.")
    person.press(ERASE)


def test_erasing_leads_to_the_profile_that_is_left(opened: Open, data: Path) -> None:
    budi = make_program(data).profiles().create("Budi")
    with opened([True], program=make_program(data).for_profile(budi)) as person:
        write(person)
        erase(person)
        person.wait(lambda: "Selamat datang, Sari" in person.texts())
        assert person.banners() == [ERASED]
    assert files_with(data, SECRET) == []
    assert make_program(data).profiles().ids() == ["utama"]


def test_erasing_the_last_profile_begins_anew(opened: Open, data: Path) -> None:
    with opened([True]) as person:
        write(person)
        erase(person)
        person.wait(lambda: "Selamat datang" in person.texts())
        person.press("Lewati")
    assert files_with(data, SECRET) == []


def test_a_risky_place_is_told_once(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: HandClock
) -> None:
    folder = tmp_path / "Dropbox" / "data"
    program = make_program(folder, clock)
    with at_the_desk(qtbot, qapp, program) as person:
        person.wait(lambda: person.button(START) is not None)
        person.desk._look_at_place()
        (told,) = person.banners()
        assert told.startswith("Folder data berada di folder yang disinkronkan (Dropbox).")
        person.press("Mengerti")
        assert person.banners() == []
        person.desk._look_at_place()
        assert person.banners() == []
        person.press("Pengaturan")
        assert told in person.texts()  # it is still told there


def test_a_risky_place_pushes_no_other_news_away(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: HandClock
) -> None:
    program = make_program(tmp_path / "Dropbox" / "data", clock)
    with at_the_desk(qtbot, qapp, program) as person:
        person.wait(lambda: person.button(START) is not None)
        person.window.banner.show_message("warn", "Disk penuh.")
        person.desk._look_at_place()
        assert person.banners() == ["Disk penuh."]


# --- backups and repair -----------------------------------------------------------------------


def test_the_daily_copy_is_made_beside_and_its_failure_told(opened: Open, data: Path) -> None:
    with opened() as person:
        write(person)
        copies = person.desk._open().backup.copies
        folder = next(data.rglob("progress.sqlite3")).parent / "backups"
        folder.write_text("no folder")
        person.desk._copy_daily()
        person.wait(lambda: person.banners() != [])
        folder.unlink()
        person.desk._copy_daily()
        person.wait(lambda: [copy.kind for copy in copies()] == ["daily"])


def test_a_backup_is_looked_into_before_it_is_restored(opened: Open, data: Path) -> None:
    with opened() as person:
        write(person, "sebelum")
        person.press("Pengaturan")
        person.press("Cadangkan sekarang")
        write(person, "sesudah")
        person.press("Pengaturan")
        person.press("Pulihkan cadangan…")
        person.wait(lambda: person.button("Ya, pulihkan") is not None)
        table = person.window.flow.table.model().rows()  # type: ignore[union-attr]
        assert ("Catatan jurnal", "1", "2") in table
        person.press("Batal")
        assert person.desk._open().journal.search().total == 2
        person.press("Pulihkan cadangan…")
        person.press("Ya, pulihkan")
        person.wait(lambda: person.banners() == ["Cadangan sudah dipulihkan."])
        person.press("Jurnal")
        assert "sebelum" in person.texts() and "sesudah" not in person.texts()
        kinds = {copy.kind for copy in person.desk._open().backup.copies()}
        assert kinds == {"manual", "aside"}


def test_a_backup_is_told_and_leaves_the_finding_of_the_check(opened: Open) -> None:
    with opened() as person:
        person.press("Pengaturan")
        person.press("Periksa data")
        person.press("Cadangkan sekarang")
        assert person.banners()[0].startswith("Cadangan dibuat: ")
        assert "Data dalam keadaan baik." in person.texts()


def test_a_backup_can_be_deleted(opened: Open) -> None:
    with opened([True]) as person:
        write(person)
        person.press("Pengaturan")
        person.press("Cadangkan sekarang")
        person.press("Hapus cadangan ini…")
        assert "Cadangan sudah dihapus." in person.banners()
        assert person.desk._open().backup.copies() == []


@pytest.fixture
def damaged(data: Path, clock: HandClock) -> Iterator[Path]:
    """A profile with a backup, and more in the file, which is cut short."""
    program = make_program(data, clock)
    services = program.open()
    services.assessment.start("asesmen-singkat").submit()
    services.backup.make()
    services.close()
    path = program.paths.progress
    os.truncate(path, path.stat().st_size - 6 * 4096)
    yield path


def test_a_damaged_file_leads_to_the_repair(opened: Open, damaged: Path) -> None:
    with opened() as person:
        person.wait(lambda: person.button("Lanjutkan dengan data hasil perbaikan") is not None)
        assert "Berkas data rusak" in person.texts()
        assert person.banners() == []
        person.press("Lanjutkan dengan data hasil perbaikan")
        person.wait(lambda: person.banners() == ["Data sudah diperbaiki."])
        person.wait(lambda: person.button("Buka hasil") is not None)
        kept = [c.kind for c in person.desk._open().backup.copies()]
        assert sorted(kept) == ["aside", "manual"]
        assert person.desk._program.backups().check() == []
    assert not damaged.with_suffix(".rebuilt").exists()


def test_the_repair_can_wait_and_is_offered_again(opened: Open, damaged: Path) -> None:
    before = damaged.read_bytes()
    with opened() as person:
        person.press("Jangan ubah apa pun dulu")
        person.wait(lambda: person.reads(StorageError("damaged", path=str(damaged))))
        assert damaged.read_bytes() == before
        assert not damaged.with_suffix(".rebuilt").exists()
        person.press("Perbaiki data…")
        person.press("Pilih cadangan saja")
        person.press("Pulihkan cadangan…")
        person.press("Ya, pulihkan")
        person.wait(lambda: person.banners() == ["Cadangan sudah dipulihkan."])


def test_keyboard_alone(opened: Open, qtbot: QtBot) -> None:
    """From the start page to a stored entry, a promise and back, without a mouse."""
    with opened() as person:
        person.wait(lambda: person.button(START) is not None)
        window = person.window
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(window, Qt.Key.Key_6, control)
        person.wait(lambda: window.current_key == "journal")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_N, control)
        QTest.keyClicks(window.focusWidget(), "Judul")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget().accessibleName() == "Catatan Anda"
        QTest.keyClicks(window.focusWidget(), "isi")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_S, control)
        assert saved(person).startswith("Tersimpan ")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget().accessibleName() == "Tambah janji"
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClicks(window.focusWidget(), "ada titipan")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClicks(window.focusWidget(), "menolak")
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
        assert window.flow is None
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_F, control)
        assert window.focusWidget().accessibleName() == "Cari di jurnal"
        (view,) = person.desk._open().journal.search("judul").entries
        assert view.plan.complete


def test_every_control_is_named_by_what_it_says(opened: Open) -> None:
    with opened() as person:
        write(person)
        for name in ("Buat janji", "PIN…", "Hapus jurnal…", "Tulis catatan"):
            person.press(name)
            flow = person.window.flow
            assert flow is not None
            for kind in (QLineEdit, QPlainTextEdit, QRadioButton, QCheckBox):
                for one in flow.findChildren(kind):
                    assert one.accessibleName(), one.objectName()
                    if isinstance(one, QRadioButton | QCheckBox):
                        assert one.accessibleName() == one.text()
            QTest.keyClick(person.window, Qt.Key.Key_Escape)


def test_pages_rebuilt_while_banks_are_checked_ask_for_nothing(
    opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LibraryService, "known", lambda _self, _bank: None)  # all are checked
    with opened() as person:
        person.press("Pustaka")
        jobs = list(person.desk._import._checks)
        assert jobs
        person.press("Pengaturan")
        settings = msgspec.structs.replace(person.desk._settings, theme="dark")
        person.desk._change_app(settings)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert all(job.cancelled for job in jobs)
