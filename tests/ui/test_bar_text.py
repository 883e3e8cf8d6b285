"""Figures in words: counts before percents, ends rounded outward, no verdict without data."""

from __future__ import annotations

import re

import pytest

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.result import Estimate, NextStep, StepKind, TkpPoints, Verdict
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets import bar_text, result_text
from tests import builders


@pytest.fixture
def tr(project) -> Translator:
    return Translator("id", project / "resources" / "locale")


def value(**changes) -> Estimate:
    figures = dict(
        n=10, full=8, percent=82.4, blind_percent=45.5, lo=66.4, hi=91.3, n_eff=10.0
    ) | dict(verdict=Verdict.UNCERTAIN, cut=70.0, more_items=4)
    return Estimate(**(figures | changes))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (66.4, 91.3, (65, 95)),
        (65.0, 95.0, (65, 95)),
        (65.0 - 1e-9, 95.0 + 1e-9, (65, 95)),  # binary rounding is no reason to widen
        (64.99, 95.01, (60, 100)),
        (0.0, 100.0, (0, 100)),
        (-0.001, 100.001, (0, 100)),
    ],
)
def test_interval_ends_go_outward_to_five(low, high, expected):
    assert bar_text.outward(low, high) == expected


def test_below_twenty_items_the_count_is_the_headline(tr):
    large, small = bar_text.headline(value(n=8, full=7, percent=87.5, lo=66.0, hi=96.2), tr)
    assert large == "7 dari 8 soal"
    assert small == "skor 88 (rentang 65–100)"


def test_from_twenty_items_on_the_score_joins_but_after_the_count(tr):
    large, small = bar_text.headline(value(n=24, full=20, percent=85.6), tr)
    assert large == "20 dari 24 soal, skor 86"
    assert small == "rentang 65–95"


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        (value(verdict=Verdict.STRONG), "Sejauh ini kuat"),
        (value(verdict=Verdict.NEEDS_WORK), "Layak diperkuat dulu"),
        (
            value(),
            "Belum bisa disimpulkan (rentang 65–95). Sekitar 4 soal lagi akan memperjelas.",
        ),
        (value(more_items=None), "Belum bisa disimpulkan (rentang 65–95)."),
        (
            value(n=6, n_eff=6.0, verdict=Verdict.TOO_FEW),
            "Baru 6 soal. Butuh sedikitnya 2 lagi sebelum ada simpulan.",
        ),
        (
            value(n=6, n_eff=7.5, verdict=Verdict.TOO_FEW),
            "Baru 6 soal. Butuh sedikitnya 1 lagi sebelum ada simpulan.",
        ),
        (value(n=0, full=0, n_eff=0.0, verdict=Verdict.NO_DATA), "Belum ada data."),
    ],
)
def test_verdict_texts(tr, estimate, expected):
    assert bar_text.verdict_text(estimate, tr) == expected


def test_no_text_holds_a_decimal(tr):
    result = builders.attempt_result()
    told = [
        result_text.result_sentence(result, tr),
        result_text.score_sentence(result.total, tr),
        *(bar_text.bar_summary(bar, tr) for bar in result.principles),
        *(text for bar in result.principles for text in bar_text.headline(bar.estimate, tr)),
    ]
    assert not [text for text in told if re.search(r"\d[.,]\d", text)]


def test_bar_summary_says_everything_in_the_picture(tr):
    bar = builders.five_verdicts()[2]
    assert bar_text.bar_summary(bar, tr) == (
        "Akuntabilitas: 8 dari 10 soal, skor 82 (rentang 65–95), pilihan acak ≈ 45. "
        "Belum bisa disimpulkan (rentang 65–95). Sekitar 4 soal lagi akan memperjelas."
    )
    assert "disimpulkan" not in bar_text.bar_summary(bar, tr, verdicts=False)


def test_letters_are_five():
    assert "".join(map(bar_text.principle_letter, Principle)) == "IKATP"


def test_top_sentence_follows_the_verdict_and_stays_plain_without_one(tr):
    strong = builders.attempt_result(outcomes=lambda place: "best")
    weak = builders.attempt_result(outcomes=lambda place: "poor")
    assert result_text.result_sentence(strong, tr) == (
        "Sejauh ini kuat: jawaban Anda paling tepat pada 30 dari 30 soal."
    )
    assert result_text.result_sentence(weak, tr).startswith(
        "Layak diperkuat dulu: jawaban Anda paling tepat pada 0 dari 30"
    )
    short = builders.attempt_result(outcomes=lambda place: "poor", verdicts=False)
    assert result_text.result_sentence(short, tr) == (
        "Jawaban Anda paling tepat pada 0 dari 30 soal."
    )


@pytest.mark.parametrize(
    ("pauses", "seconds", "told"), [(2, 900, False), (3, 30, True), (1, 901, True)]
)
def test_short_pauses_are_not_mentioned(tr, pauses, seconds, told):
    result = builders.attempt_result(pauses=pauses, pause_s=seconds)
    assert any("Dijeda" in text for text in result_text.notes(result, tr)) is told


def test_notes_have_the_words_of_the_specification(tr):
    result = builders.attempt_result(pauses=3, pause_s=1_310, rapid_share=0.85)
    assert result_text.notes(result, tr) == [
        "Sebagian soal dijawab lebih cepat daripada waktu membaca; "
        "hasil ini mungkin kurang mewakili.",
        "Dijeda 3 kali, total 22 menit; kurang sebanding dengan hasil lain.",
        "Hasil ini tetap ada di riwayat, tetapi tidak dihitung dalam batang di Kemajuan.",
    ]


def test_tkp_points_come_with_their_caveat(tr):
    with_points = builders.attempt_result(tkp=TkpPoints(61, 75, 45.0, 15))
    assert result_text.tkp_text(with_points, tr).endswith(
        "Latihan singkat, ambang resmi tidak berlaku."
    )
    assert result_text.tkp_text(builders.attempt_result(), tr) == ""


def test_steps_without_a_known_form_are_left_out():
    steps = (
        NextStep(StepKind.REVIEW_CONFIDENT),
        NextStep(StepKind.PRINCIPLE_FORM, "", Principle.KEADILAN),
        NextStep(StepKind.LONGER_FORM, "simulasi-etika"),
    )
    result = builders.attempt_result(next_steps=steps)
    assert result_text.usable_steps(result) == [steps[0], steps[2]]


def test_longer_form_names_what_is_lacking(tr):
    step = NextStep(StepKind.LONGER_FORM, "x", params={"n": 10, "principles": 5, "more_items": 6})
    reason, _button = result_text.step_texts(step, builders.attempt_result(), tr)
    assert reason.startswith("5 prinsip belum punya cukup soal untuk simpulan (kurang sampai 6")


def test_nothing_scolds(tr):
    lines = [
        builders.item_result(place, item, outcome)
        for outcome in ("best", "second", "poor", "blank", "not_reached")
        for place, item in enumerate(builders.one_of_each_kind(), 1)
    ]
    told = " ".join(
        text
        for line in lines
        for text in (result_text.item_verdict(line, tr), *result_text.item_state(line, tr))
    )
    assert not re.search(r"salah|gagal|buruk|✗|✘|❌", told, re.IGNORECASE)


def test_spans(tr):
    assert result_text.minutes_text(1505, tr) == "25 menit 5 detik"
    assert result_text.minutes_text(120, tr) == "2 menit"
    assert result_text.minutes_text(9, tr) == "9 detik"


def test_details_name_the_seed(tr):
    assert "Kode undian soal: 7f3a-19c2" in result_text.detail_lines(builders.attempt_result(), tr)
