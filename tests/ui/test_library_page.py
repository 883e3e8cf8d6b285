"""Pustaka: what banks there are, what they hold, what was found in them."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QPushButton

from ethics_desktop.domain.bank import kind_of
from ethics_desktop.domain.findings import Digest, Finding, Location, Severity, digest
from ethics_desktop.domain.records import BankSummary
from ethics_desktop.ui.pages.library import LibraryPage
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.finding_text import place_text
from tests import builders
from tests.fakes import FakeDialogs
from tests.ui.layouts import faults, settle

BANKS = (
    BankSummary("integritas", "1.0.0", "Integritas", 12, "shipped", "x"),
    BankSummary("daerah", "2.1.0", "Kasus daerah", 1200, "/mnt/usb/paket/daerah", "y", scenarios=2),
)
FINDINGS = {
    "daerah": digest(
        [
            Finding("references_missing", Severity.WARNING, Location(item="dae-s-001")),
            Finding("content_bad", Severity.ERROR, Location(file="items/x.json"), {"reason": "?"}),
        ]
    )
}


def counted():
    """Return the summary of a shipped bank with what it really holds."""
    items = [item for item in builders.shipped_items() if item.id.startswith("itg")]
    return BankSummary(
        "integritas",
        "1.0.0",
        "Integritas",
        len(items),
        "shipped",
        "x",
        dict(Counter(kind_of(item) for item in items)),
        dict(Counter(item.meta.principle for item in items)),
    )


@pytest.fixture
def page(qtbot, context):
    made = LibraryPage(context)
    qtbot.addWidget(made)
    made.resize(1176, 768)
    made.show()
    settle()
    return made


def texts(page):
    settle()
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_empty_library_says_so(page):
    assert "Belum ada bank soal di sini." in texts(page)


def test_banks_with_version_count_and_source(page):
    page.refresh(BANKS, {})
    found = texts(page)
    assert "2 bank soal, 1.212 soal" in found
    assert "versi 1.0.0 · 12 soal" in found
    assert "versi 2.1.0 · 1.200 soal · 2 skenario" in found
    assert "Sumber: bawaan program" in found
    plain = [text.replace("\u200b", "") for text in found]  # where a long path may wrap
    assert "Sumber: /mnt/usb/paket/daerah" in plain
    assert not any("temuan" in button.text() for button in page.findChildren(QPushButton))


def test_counts_per_kind_and_principle(page):
    page.refresh([counted(), BANKS[1]], {})
    found = texts(page)
    bank = counted()
    assert f"Prinsip: Integritas {bank.items}" in found
    (kinds,) = (text for text in found if text.startswith("Bentuk soal: "))
    assert f"Situasional {bank.kinds['sjt']}" in kinds
    numbers = [int(part.rsplit(" ", 1)[1]) for part in kinds.split(", ")]
    assert sum(numbers) == bank.items


def test_findings_unfold_in_words(page):
    page.refresh(BANKS, FINDINGS)
    assert not any("dae-s-001" in text for text in texts(page))
    fold = page.findChild(Disclosure)
    assert fold.button.text() == "Tampilkan 2 temuan"
    fold.button.click()
    found = texts(page)
    assert "Perlu dilihat: soal dae-s-001" in found
    assert "Tidak dapat dipakai: berkas items/x.json" in found
    assert "references_missing" not in " ".join(found)


def test_long_lists_of_findings_are_counted_and_can_be_saved(qtbot, page):
    many = [Finding("reason_missing", Severity.WARNING)] * 1_253
    page.refresh(BANKS[:1], {"integritas": digest(many)})
    page.findChild(Disclosure).set_open(True)
    assert {"1.253 perlu dilihat", "dan 1.203 temuan lagi"} <= set(texts(page))
    (save,) = (b for b in page.findChildren(QPushButton) if b.text() == "Simpan semua sebagai CSV…")
    with qtbot.waitSignal(page.csv_requested) as told:
        save.click()
    assert told.args == ["integritas"]


def test_findings_follow_when_a_bank_was_checked(page):
    page.refresh(BANKS, {bank.id: None for bank in BANKS})
    assert texts(page).count("Sedang diperiksa…") == 2
    assert not page.settled
    page.show_findings(BANKS[0], Digest())
    page.show_findings(BANKS[1], FINDINGS["daerah"])
    assert page.settled
    assert "Sedang diperiksa…" not in texts(page)
    assert [fold.button.text() for fold in page.findChildren(Disclosure)] == ["Tampilkan 2 temuan"]
    page.refresh(BANKS[:1], {"integritas": None})
    page.show_findings(BANKS[1], FINDINGS["daerah"])  # no longer shown
    assert page.findChildren(Disclosure)[0].isHidden() or not page.settled


def test_late_findings_stand_before_the_buttons_under_them(qtbot, page):
    page.refresh(BANKS, {bank.id: None for bank in BANKS})
    page.show_findings(BANKS[1], FINDINGS["daerah"])
    page.show_findings(BANKS[0], FINDINGS["daerah"])
    shown = page.findChild(QPushButton, "quality-integritas")
    order = []
    for _step in range(7):
        order.append(shown.text())
        shown = shown.nextInFocusChain()
        while not isinstance(shown, QPushButton):
            shown = shown.nextInFocusChain()
    assert order == [
        "Uji mutu", "Ekspor…", "Tampilkan 2 temuan", "Uji mutu", "Ekspor…", "Hapus",
        "Tambah paket soal…",
    ]  # fmt: skip


def test_refreshing_replaces_the_cards(page):
    page.refresh(BANKS, FINDINGS)
    page.refresh(BANKS[:1], {})
    assert "Kasus daerah" not in texts(page)


def test_what_is_shown_already_stays(page):
    page.refresh(BANKS, {"daerah": None})
    heading = page.findChild(QLabel, "bank-daerah")
    page.refresh(BANKS, {"daerah": None})  # a page that is entered anew while a bank is checked
    page.show_findings(BANKS[1], FINDINGS["daerah"])
    page.refresh(BANKS, FINDINGS)
    assert page.findChild(QLabel, "bank-daerah") is heading
    assert page.settled and page.findChild(Disclosure) is not None
    page.refresh(BANKS, {})
    settle()
    assert page.findChild(QLabel, "bank-daerah") is not heading
    assert page.findChild(Disclosure) is None


def test_the_keyboard_comes_to_the_new_card_of_a_bank(qtbot, page, qapp):
    page.refresh([counted()], {})
    with qtbot.waitActive(page):
        page.show()
    newer = msgspec.structs.replace(counted(), version="9.0.0", content_hash="new")
    page.refresh([newer], {})
    page.show_bank(newer.id)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    heading = qapp.focusWidget()
    assert heading is not None and heading.objectName() == f"bank-{newer.id}"
    qtbot.waitUntil(heading.isVisible)


def test_places_in_words(context):
    place = Location(sheet="Soal", row=7, column="C", option="b")
    assert place_text(place, context.tr) == "lembar Soal, baris 7, kolom C, pilihan b"
    assert place_text(Location(), context.tr) == ""


@pytest.mark.parametrize(
    ("percent", "width", "height"),
    [(100, 1176, 768), (100, 834, 640), (200, 1046, 768), (200, 704, 640)],
)
def test_nothing_is_cut_or_overlaps(qtbot, make_context, percent, width, height):
    page = LibraryPage(make_context(text_percent=percent))
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    page.refresh([counted(), BANKS[1]], FINDINGS)
    page.findChild(Disclosure).set_open(True)
    assert faults(page) == []


def pressed(page, name):
    return next(b for b in page.findChildren(QPushButton) if b.objectName() == name)


def test_banks_can_be_added_checked_and_exported(qtbot, page):
    page.refresh(BANKS, {})
    with qtbot.waitSignal(page.add_requested):
        pressed(page, "add-bank").click()
    assert pressed(page, "add-bank").accessibleName() == "Tambah paket soal…"
    with qtbot.waitSignal(page.quality_requested) as told:
        pressed(page, "quality-daerah").click()
    assert told.args == ["daerah"]
    with qtbot.waitSignal(page.export_requested) as told:
        pressed(page, "export-integritas").click()
    assert told.args == ["integritas"]


@pytest.mark.parametrize("agreed", [True, False])
def test_only_banks_of_others_can_be_deleted_and_only_after_a_question(qtbot, make_context, agreed):
    dialogs = FakeDialogs([agreed])
    page = LibraryPage(make_context(dialogs=dialogs))
    qtbot.addWidget(page)
    page.refresh(BANKS, {})
    assert page.findChild(QPushButton, "remove-integritas") is None
    told = []
    page.remove_requested.connect(told.append)
    pressed(page, "remove-daerah").click()
    assert "Hasil lama tetap dapat dibaca" in dialogs.asked[0][1]
    assert told == (["daerah"] if agreed else [])
