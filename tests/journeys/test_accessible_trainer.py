"""The way of the guide for trainers through the accessibility bus, with the real file boxes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.journeys.assistant import Assistant
from tests.journeys.test_accessible import bus, check_names

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(sys.platform != "linux", reason="the bus of Linux desktops"),
]
__all__ = ["bus"]

BANK = "Etika di loket pelayanan"


def save_as(person: Assistant, button: str, path: Path) -> None:
    """Press a button and answer the box that asks where to."""
    person.press("push button", button)
    answer(person, path, "Simpan")
    person.wait_gone("text", "Nama berkas:")
    person.until(path.exists, str(path))


def answer(person: Assistant, path: Path, accept: str) -> None:
    """Type a path into the box for files and accept it."""
    person.wait_for("text", "Nama berkas:")
    person.write("text", "Nama berkas:", str(path))
    person.press("push button", accept)


def fill(source: Path, target: Path, later: bool = False) -> None:
    """Do in Excel what the guide says; the columns are found by their headings."""
    from openpyxl import load_workbook

    from tools import tour_files

    tour_files.fill_template(target, tour_files.LATER if later else tour_files.FIRST, BANK, "loket")
    ours, told = load_workbook(source), load_workbook(target)
    assert ours.sheetnames == told.sheetnames  # the template that the window made is the same


def read(person: Assistant, label: str) -> None:
    """Wait for a text on the screen."""
    person.until(lambda: label in person.names("label"), label)


def test_from_the_template_to_the_package(tmp_path: Path, bus: dict[str, str], python: str) -> None:
    command = [python, "-m", "ethics_desktop", "--data-dir", str(tmp_path / "data")]
    template, filled = tmp_path / "templat.xlsx", tmp_path / "loket.xlsx"
    package = tmp_path / "loket.cermin"
    with Assistant(bus, command, tmp_path / "said") as person:
        person.press("push button", "Lewati")
        person.press("push button", "Pengaturan")
        person.press("check box", "Tampilkan halaman Pelatih")
        person.press("push button", "Pelatih")
        check_names(person.settled())
        save_as(person, "Buat templat Excel…", template)
        fill(template, filled)
        import_first(person, filled, tmp_path / "bertanda.xlsx")
        import_again(person, template, tmp_path / "loket-2.xlsx")
        check_and_export(person, package)
        tables(person, tmp_path)
    take_part(bus, [*command[:-1], str(tmp_path / "peserta")], package, tmp_path / "said-2")


def import_first(person: Assistant, file: Path, marked: Path) -> None:
    """Read the problems, save the marked copy, import what is good."""
    person.press("push button", "Impor dari berkas…")
    answer(person, file, "Buka")
    person.wait_for("label", "Impor: loket.xlsx")
    check_names(person.settled())
    read(person, "Soal: 4 baru · 0 berubah · 0 sama · 0 hilang")
    titles, *rows = person.table("Masalah")
    assert titles == ["Tingkat masalah", "Tempat", "Yang ditemukan", "Yang perlu dilakukan"]
    assert [row[1] for row in rows[:2]] == [
        "lembar Soal, baris 8, kolom N", "lembar Soal, baris 9, kolom P",
    ]  # fmt: skip
    save_as(person, "Simpan salinan bertanda…", marked)
    person.press("push button", "Impor")
    read(person, f"4 perubahan diimpor ke “{BANK}”, kini versi 1.0.0.")


def import_again(person: Assistant, template: Path, file: Path) -> None:
    """The corrected file: one new, one changed, two the same, one gone."""
    fill(template, file, later=True)
    person.press("push button", "Tambah paket soal…")
    answer(person, file, "Buka")
    read(person, "Soal: 1 baru · 1 berubah · 2 sama · 1 hilang")
    person.press("push button", "Tampilkan daftar soal")
    states = [row[0] for row in person.table("Soal dalam berkas")[1:]]
    assert states == ["baru", "berubah", "hilang", "sama", "sama"]
    assert "Hapus 1 yang tidak ada lagi dalam berkas" in person.names("check box")
    person.press("push button", "Impor")
    read(person, f"2 perubahan diimpor ke “{BANK}”, kini versi 1.1.0.")


def check_and_export(person: Assistant, package: Path) -> None:
    """Quality check, then the package."""
    own = next(
        place
        for place, node in enumerate(node for node in person.settled() if node.name == "Uji mutu")
        if node.description == BANK
    )
    person.press("push button", "Uji mutu", own)
    read(person, f"Mutu “{BANK}”")
    check_names(person.settled())
    person.press("push button", "Kembali")
    person.wait_for("push button", "Tambah paket soal…")
    person.press("push button", "Ekspor…", own)
    read(person, f"Ekspor “{BANK}”")
    check_names(person.settled())
    save_as(person, "Simpan ke berkas…", package)
    person.press("push button", "Kembali")


def tables(person: Assistant, folder: Path) -> None:
    """A table of Kahoot by its preset, and one whose letters have to be asked about."""
    from tools import tour_files

    file = folder / "daftar.csv"
    tour_files.write_table(file, tour_files.OWN_LIST, "cp1252")
    person.wait_for("push button", "Tambah paket soal…")
    person.press("push button", "Tambah paket soal…")
    answer(person, file, "Buka")
    person.wait_for("label", "Kolom dalam daftar.csv")
    check_names(person.settled())
    person.pick("Dibuat dengan", "Kahoot")
    person.pick("Dibuat dengan", "Daftar buatan sendiri")
    person.press("push button", "Kolom lain")
    assert "Alasan pilihan C" in [node.label for node in person.settled()]
    person.press("push button", "Lanjutkan")
    person.wait_for("label", "Apakah huruf-huruf ini benar?")
    check_names(person.settled())
    person.pick("Tidak, huruf disimpan sebagai", "UTF-16")
    person.pick("Tidak, huruf disimpan sebagai", "UTF-8")
    person.press("push button", "Baca ulang")
    read(person, "Sesuai petunjuk Anda, berkas ini dibaca sebagai UTF-8.")
    person.pick("Tidak, huruf disimpan sebagai", "Windows-1252")
    person.press("push button", "Baca ulang")
    read(person, "Sesuai petunjuk Anda, berkas ini dibaca sebagai Windows-1252.")
    person.press("push button", "Ya, benar")
    person.press("push button", "Batal")
    assert not person.crashed


def take_part(env: dict[str, str], command: list[str], package: Path, said: Path) -> None:
    """On another computer: open the package, take a form that draws from it."""
    with Assistant(env, [*command, str(package)], said) as person:
        person.wait_for("label", "Impor: loket.cermin")
        person.press("push button", "Impor")
        read(person, f"5 perubahan diimpor ke “{BANK}”, kini versi 1.1.0.")
        person.press("push button", "Asesmen")
        person.wait_for("label", "Simulasi Etika ASN")
        assert not person.crashed
