"""The debrief: its order, the turning point, nothing given away, scores last, trying again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.services.roleplay import PlayReview
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.debrief import DebriefPage
from ethics_desktop.ui.widgets.disclosure import Disclosure
from tests.fakes import FakeDialogs
from tests.stories import BEST, COSTLY, WORST, play_review
from tests.ui.layouts import faults, settle
from tests.unit.store.faults import no_more_room, posix


def shown(qtbot: QtBot, context: UiContext, review: PlayReview, width: int = 1176) -> DebriefPage:
    page = DebriefPage(context, review)
    qtbot.addWidget(page)
    page.resize(width, 768)
    page.show()
    settle()
    return page


def texts(page: DebriefPage) -> list[str]:
    """Every visible text from top to bottom."""
    found = [label for label in page.findChildren(QLabel) if label.isVisible() and label.text()]
    found.sort(key=lambda label: label.mapTo(page, label.rect().topLeft()).y())
    return [label.text() for label in found]


def button(page: DebriefPage, text: str) -> QPushButton:
    found = [b for b in page.findChildren(QPushButton) if b.accessibleName() == text]
    assert len(found) == 1, text
    return found[0]


def test_five_steps_stand_before_decisions_and_figures(qtbot: QtBot, context: UiContext) -> None:
    found = texts(shown(qtbot, context, play_review()))
    order = [
        "1. Apa yang terjadi",
        "2. Titik balik",
        "3. Aturan yang berlaku",
        "4. Satu pertanyaan",
        "5. Coba jalan lain",
        "Keputusan Anda",
        "Dalam angka",
        "Mutu keputusan",
        "Peta jalan cerita",
    ]
    assert [text for text in found if text in order] == order
    score = next(place for place, text in enumerate(found) if text.startswith("Skor "))
    assert score > found.index("Dalam angka")


def test_what_happened_names_cost_and_what_came_later(qtbot: QtBot, context: UiContext) -> None:
    found = texts(shown(qtbot, context, play_review(WORST)))
    assert "Akhir cerita: Laci yang disegel" in found
    assert "• Kepercayaan warga turun tajam: berita menyebar." in found
    assert found.count("• Layanan turun sedikit: loket sempat tutup.") == 1
    assert any(text.startswith("Kepercayaan warga: dari 50 menjadi 0.") for text in found)


def test_turning_point_says_what_if_and_gives_no_ending_away(
    qtbot: QtBot, context: UiContext
) -> None:
    found = texts(shown(qtbot, context, play_review(WORST)))
    what_if = next(text for text in found if text.startswith("Andaikan"))
    assert what_if.startswith("Andaikan Anda memilih “")
    assert what_if.endswith("ceritanya bisa menuju akhir lain yang lebih baik.")
    joined = " ".join(found)
    assert "Kepercayaan pulih" not in joined
    assert "Hari yang biasa" not in joined
    assert "Akhir lain" not in joined  # stands in the drawing and its table only


def test_an_ending_that_was_seen_is_named(qtbot: QtBot, context: UiContext) -> None:
    review = play_review(WORST, others=[COSTLY, BEST])
    what_if = next(
        text for text in texts(shown(qtbot, context, review)) if text.startswith("Andaikan")
    )
    titles = {"Kepercayaan pulih", "Hari yang biasa"}
    assert any(what_if.endswith(f"ceritanya bisa berakhir di “{title}”.") for title in titles)


def test_the_best_way_has_no_turning_point(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context, play_review(BEST))
    found = texts(page)
    assert any(text.startswith("Tidak ada keputusan yang merugikan") for text in found)
    assert found.count("✓ Pilihan Anda · Langkah terbaik") == 3
    with qtbot.waitSignal(page.retry_requested) as asked:
        button(page, "Mainkan lagi dari awal").click()
    assert asked.args == [()]


def test_rule_with_source_and_open_question(qtbot: QtBot, context: UiContext) -> None:
    found = texts(shown(qtbot, context, play_review()))
    assert "Pemberian yang berhubungan dengan jabatan ditolak." in found
    assert "• UU 20/2001, Pasal 12B (diperiksa 1 November 2026)" in found
    assert "Yang bisa Anda ucapkan: “Terima kasih, Bu, cukup ucapannya saja.”" in found
    assert "Kapan terakhir kali Anda ditawari sesuatu?" in found


def test_repeat_from_the_turning_point(qtbot: QtBot, context: UiContext) -> None:
    review = play_review(WORST)
    page = shown(qtbot, context, review)
    assert review.debrief.turning_point is not None
    with qtbot.waitSignal(page.retry_requested) as asked:
        button(page, "Ulangi dari titik balik").click()
    assert asked.args == [review.debrief.turning_point.retry]


def test_each_decision_with_best_choice_and_reasons(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context, play_review(COSTLY))
    assert len(page.decisions) == 3
    found = texts(page)
    assert found.count("✓ Langkah terbaik") == 2
    assert "Alasan pilihan ini: menolak parsel di depan antrean." in found
    assert "Parsel itu diletakkan di meja Anda." in found
    hidden = "Menitipkan parsel kepada satpam tanpa penjelasan."
    assert hidden not in found
    page.decisions[0].others.set_open(True)
    settle()
    assert hidden in texts(page)


def test_scores_in_words_without_grade_or_shame(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context, play_review(COSTLY))
    found = texts(page)
    assert any(
        text.startswith("Skor 33. Orang yang memilih secara acak rata-rata mendapat ")
        for text in found
    )
    assert found.count("tidak diuji di jalur ini") == 2  # transparansi, profesionalisme
    covered = next(text for text in found if text.startswith("Sejauh ini"))
    assert (
        covered
        == "Sejauh ini Anda sudah melihat 1 dari 3 akhir cerita dan mencoba 3 dari 9 pilihan."
    )
    assert "%" not in " ".join(found)
    for shame in ("gagal", "salah", "buruk", "✗", "✘"):
        assert shame not in " ".join(found).lower()


def test_first_play_and_exploring_are_told_apart(qtbot: QtBot, context: UiContext) -> None:
    first = texts(shown(qtbot, context, play_review()))
    assert any(text.startswith("Ini permainan pertama Anda") for text in first)
    later = texts(shown(qtbot, context, play_review(first=False)))
    assert any(text.startswith("Ini eksplorasi: tidak dihitung") for text in later)


def test_without_texts_by_the_author(qtbot: QtBot, context: UiContext) -> None:
    review = play_review()
    bare = msgspec.structs.replace(
        review,
        debrief=msgspec.structs.replace(
            review.debrief, rule="", say="", question="", references=()
        ),
        score=msgspec.structs.replace(review.score, quality=None, blind=None, utility_percent=None),
    )
    found = texts(shown(qtbot, context, bare))
    assert any("tidak ada skor" in text for text in found)
    assert any(text.startswith("Di bagian mana dari pekerjaan Anda") for text in found)


def test_entering_begins_at_the_top(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context, play_review())
    page.enter()
    assert page.focusWidget() is page._title
    with qtbot.waitSignal(page.home_requested):
        button(page, "Kembali ke Skenario").click()


def test_the_map_is_saved_where_the_person_says(
    qtbot: QtBot, make_context: Callable[..., UiContext], tmp_path: Path
) -> None:
    there = [tmp_path / "peta.svg", tmp_path / "peta.png", tmp_path / "lagi.svg", None]
    dialogs = FakeDialogs(files=[*there, tmp_path / "tidak-ada" / "x.svg"])
    page = shown(qtbot, make_context(dialogs=dialogs), play_review())
    for _once in range(4):
        button(page, "Simpan gambar…").click()
    assert page.banner.text == "Gambar tersimpan: lagi.svg"
    assert dialogs.asked[0][1:] == (
        "save", "Gambar vektor (*.svg);;Gambar (*.png)", "parsel-di-loket.svg",
    )  # fmt: skip
    svg = (tmp_path / "peta.svg").read_text(encoding="utf-8")
    assert svg.startswith("<?xml")
    assert "Laci yang disegel" not in svg  # an ending that was never reached
    assert (tmp_path / "peta.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "lagi.svg").exists()
    button(page, "Simpan gambar…").click()
    assert page.banner.kind == "warn"
    assert page.banner.text.startswith("Gambar tidak dapat ditulis: berkas atau folder tidak ada")


@pytest.mark.skipif(not posix, reason="the system has no such limit")
def test_a_full_disk_leaves_the_picture_that_was_there(
    qtbot: QtBot, make_context: Callable[..., UiContext], tmp_path: Path
) -> None:
    picture = tmp_path / "peta.svg"
    picture.write_text("lama")
    page = shown(qtbot, make_context(dialogs=FakeDialogs(files=[picture])), play_review())
    with no_more_room(1000):
        button(page, "Simpan gambar…").click()
    assert page.banner.kind == "warn"
    assert [one.read_text() for one in tmp_path.iterdir()] == ["lama"]


@pytest.mark.parametrize(("percent", "width"), [(100, 1176), (100, 834), (200, 1036), (200, 694)])
@pytest.mark.parametrize("choices", [BEST, WORST])
def test_nothing_is_cut_or_overlaps(
    qtbot: QtBot,
    make_context: Callable[..., UiContext],
    percent: int,
    width: int,
    choices: tuple[str, ...],
) -> None:
    page = shown(qtbot, make_context(text_percent=percent), play_review(choices), width)
    for part in page.findChildren(Disclosure):
        part.set_open(True)
    assert faults(page) == []
    assert page.map.mapTo(page, page.map.rect().topRight()).x() < width
