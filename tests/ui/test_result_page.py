"""The result page: one sentence, five bars, honest notes, at most three next steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.result import StepKind, TkpPoints
from ethics_desktop.ui.pages.result import ResultPage
from tests import builders
from tests.ui.layouts import faults, settle


def shown(qtbot, context, result, width=1176, height=768):
    page = ResultPage(context, result)
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    settle()
    return page


def texts(page):
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def press(page, text):
    found = [button for button in page.findChildren(QPushButton) if button.text() == text]
    assert len(found) == 1, text
    found[0].click()


def test_sentence_bars_and_the_fixed_sentence(qtbot, context):
    result = builders.attempt_result()
    page = shown(qtbot, context, result)
    found = texts(page)
    total = result.total
    assert found[0] == "Simulasi Etika ASN"
    assert found[1] == f"Jawaban Anda paling tepat pada {total.full} dari {total.n} soal."
    assert any(text.startswith(f"Skor {total.percent:.0f}, rentang ") for text in found)
    assert (
        "Skor menunjukkan pengetahuan dan pertimbangan dalam situasi tertulis, "
        "bukan ukuran integritas Anda." in found
    )
    assert "Integritas" in found


def test_short_form_gives_a_reason_instead_of_verdicts(qtbot, context):
    items = builders.shipped_items()[:10]
    page = shown(qtbot, context, builders.attempt_result(items=items, verdicts=False))
    found = texts(page)
    assert any("terlalu pendek untuk simpulan per prinsip" in text for text in found)
    assert not any("Baru 2 soal" in text for text in found)


def test_points_only_in_tkp_forms(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result(tkp=TkpPoints(61, 75, 45.0, 15)))
    assert any(text.startswith("Poin gaya TKP: 61 dari 75") for text in texts(page))
    plain = shown(qtbot, context, builders.attempt_result())
    assert not any("TKP" in text for text in texts(plain))


def test_nothing_is_noted_when_nothing_happened(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    assert "Catatan tentang hasil ini" not in texts(page)


def test_notes_and_composition_notices(qtbot, context):
    notice = Finding("sjt_few_options", Severity.INFO, params={"n": 3})
    result = builders.attempt_result(pauses=4, pause_s=1200, notices=(notice,))
    found = texts(shown(qtbot, context, result))
    assert "Dijeda 4 kali, total 20 menit; kurang sebanding dengan hasil lain." in found
    place = found.index("Catatan tentang hasil ini")
    assert len(found[place + 2]) > 20  # the notice in words
    assert "sjt_few_options" not in " ".join(found)


def test_review_is_asked_for_with_its_filter(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    with qtbot.waitSignal(page.review_requested) as asked:
        press(page, "Lihat pembahasan")
    assert asked.args == ["all"]
    with qtbot.waitSignal(page.review_requested) as asked:
        press(page, "Baca ulang soal itu")
    assert asked.args == ["confident"]


def test_steps_carry_themselves(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    with qtbot.waitSignal(page.step_chosen) as chosen:
        press(page, "Mulai asesmen Keadilan")
    assert chosen.args[0].target == "prinsip-keadilan"
    with qtbot.waitSignal(page.step_chosen) as chosen:
        press(page, "Mulai asesmen yang lebih panjang")
    assert chosen.args[0].kind is StepKind.LONGER_FORM


def test_no_steps_no_card(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result(next_steps=()))
    assert "Langkah berikut" not in texts(page)


def test_home(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    with qtbot.waitSignal(page.home_requested):
        press(page, "Kembali ke Beranda")


def test_details_are_folded_at_first(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    assert not any("7f3a-19c2" in text for text in texts(page))
    press(page, "Tampilkan rincian")
    settle()
    assert any("7f3a-19c2" in text for text in texts(page))
    press(page, "Sembunyikan rincian")
    assert not page.details.opened


def test_the_keyboard_begins_where_reading_starts(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    page.enter()
    page.focus_first()
    assert page.focusWidget() is page.sentence
    qtbot.keyClick(page.sentence, Qt.Key.Key_Tab)
    assert page.focusWidget() is not page.sentence


def test_who_was_brought_here_by_the_clock_is_told_so_first(qtbot, context):
    ended = "Waktu habis. Jawaban yang sudah tersimpan tetap dihitung."
    found = texts(shown(qtbot, context, builders.attempt_result(time_up=True)))
    assert found.index(ended) < found.index("Kelima prinsip")
    assert found.count(ended) == 1
    assert ended not in texts(shown(qtbot, context, builders.attempt_result()))


def test_an_empty_result_can_be_shown(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result(items=[], next_steps=()))
    assert "Asesmen ini tidak memuat soal." in texts(page)


def test_english(qtbot, make_context):
    page = shown(qtbot, make_context(language="en"), builders.attempt_result())
    full = builders.attempt_result().total.full
    assert f"On {full} of 30 items your answer was the best one." in texts(page)


@pytest.mark.parametrize(
    ("percent", "width", "height"),
    [(100, 1176, 768), (100, 834, 640), (200, 1046, 768), (200, 704, 640)],
)
def test_nothing_is_cut_or_overlaps(qtbot, make_context, percent, width, height):
    result = builders.attempt_result(
        principles=builders.five_verdicts(),
        tkp=TkpPoints(61, 75, 45.0, 15),
        rapid_share=0.8,
        pauses=3,
        pause_s=1300,
        time_up=True,
    )
    page = shown(qtbot, make_context(text_percent=percent), result, width, height)
    page.details.set_open(True)
    assert faults(page) == []
