"""The list of scenarios: what a card says, the filter, unfinished ones, broken ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.services.roleplay import PlaySummary, ScenarioCard
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.scenarios import ScenarioListPage
from ethics_desktop.ui.widgets.basics import Button
from ethics_desktop.ui.widgets.disclosure import Disclosure
from tests.builders import START
from tests.fakes import FakeDialogs
from tests.ui.layouts import faults, settle


def card(name: str = "parsel", **changes: Any) -> ScenarioCard:
    made = ScenarioCard(
        scenario_id=name,
        bank_id="integritas",
        title=f"Cerita {name}",
        summary="Seorang pemohon datang dengan bingkisan.",
        role="Anda petugas loket perizinan.",
        minutes=8,
        principle=Principle.INTEGRITAS,
        endings_total=4,
        endings_seen=0,
        plays=0,
        unfinished=None,
        saved_at=None,
        playable=True,
        findings=(),
        best_quality=None,
        first_quality=None,
    )
    return msgspec.structs.replace(made, **changes)


OPEN = card("terbuka", unfinished="p-9", saved_at=START, principle=Principle.KEADILAN)
PLAYED = card("pernah", plays=2, endings_seen=2, first_quality=67.0)
BROKEN = card(
    "rusak",
    playable=False,
    principle=None,
    findings=(
        Finding(
            "scenario_cycle", Severity.ERROR, Location(field="n3", option="b"), {"target": "x"}
        ),
        Finding("scenario_ideal_missing", Severity.ERROR, Location(field="ideal")),
        Finding("scenario_dead_end", Severity.ERROR, Location(field="d2")),
        Finding("scenario_dead_end", Severity.ERROR, Location(field="d4")),
        Finding("scenario_no_echo", Severity.INFO, Location(field="nodes")),
    ),
)
PAST = {
    "pernah": (
        PlaySummary("p-2", START, "Hari yang biasa", 83.3, False),
        PlaySummary("p-1", START, "Laci yang disegel", 67.0, True),
    )
}
ALL = (OPEN, card(), PLAYED, BROKEN)


def shown(
    qtbot: QtBot, context: UiContext, cards: Sequence[ScenarioCard] = ALL, width: int = 1176
) -> ScenarioListPage:
    page = ScenarioListPage(context)
    qtbot.addWidget(page)
    page.resize(width, 768)
    page.show()
    page.refresh(cards, PAST)
    settle()
    return page


def texts(page: ScenarioListPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def buttons(page: ScenarioListPage, text: str) -> list[QPushButton]:
    return [b for b in page.findChildren(Button) if b.isVisible() and b.accessibleName() == text]


def titles(page: ScenarioListPage) -> list[str]:
    return [text for text in texts(page) if text.startswith("Cerita ")]


def test_cards_keep_their_order_and_say_what_they_are(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context)
    assert titles(page) == ["Cerita terbuka", "Cerita parsel", "Cerita pernah", "Cerita rusak"]
    found = texts(page)
    assert "Anda petugas loket perizinan." in found
    assert "8 menit" in found
    assert "2 dari 4 akhir cerita" in found
    assert "Belum dimainkan" in found
    assert not any("%" in text for text in found)


def test_play_resume_and_play_again(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context)
    with qtbot.waitSignal(page.resume_requested) as asked:
        buttons(page, "Lanjutkan")[0].click()
    assert asked.args == ["p-9"]
    with qtbot.waitSignal(page.play_requested) as asked:
        buttons(page, "Mainkan")[0].click()
    assert asked.args == ["parsel"]
    with qtbot.waitSignal(page.play_requested) as asked:
        buttons(page, "Mainkan lagi")[0].click()
    assert asked.args == ["pernah"]
    assert buttons(page, "Mainkan")[0].accessibleDescription() == "Cerita parsel"


def test_discarding_asks_first(qtbot: QtBot, make_context: Callable[..., UiContext]) -> None:
    dialogs = FakeDialogs([False, True])
    page = shown(qtbot, make_context(dialogs=dialogs))
    thrown: list[str] = []
    page.discard_requested.connect(thrown.append)
    buttons(page, "Buang")[0].click()
    assert thrown == []
    buttons(page, "Buang")[0].click()
    assert thrown == ["p-9"]
    assert "Cerita terbuka" in dialogs.asked[0][1]


def test_a_broken_scenario_is_listed_with_its_reasons(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context, [BROKEN])
    found = texts(page)
    assert "Belum dapat dimainkan" in found
    reasons = [text for text in found if text.startswith("• ")]
    assert len(reasons) == 3
    assert reasons[0].startswith("• n3, b: ")
    assert "scenario_" not in " ".join(found)
    assert not buttons(page, "Mainkan")
    buttons(page, "Tampilkan semua 4 alasan")[0].click()
    settle()
    assert len([text for text in texts(page) if text.startswith("• ")]) == 4


def test_filter_by_principle(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context)
    visible = [choice.text() for choice in page.filters.values() if choice.isVisible()]
    assert visible == ["Semua prinsip (4)", "Integritas (2)", "Keadilan (1)"]
    page.filters[Principle.INTEGRITAS].click()
    settle()
    assert titles(page) == ["Cerita parsel", "Cerita pernah"]
    page.refresh([OPEN, BROKEN])  # nothing of it is left
    settle()
    assert titles(page) == ["Cerita terbuka", "Cerita rusak"]


def test_earlier_plays_lead_to_their_debrief(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context)
    assert not buttons(page, "Buka pembahasan")
    buttons(page, "Permainan sebelumnya (2)")[0].click()
    settle()
    past = [text for text in texts(page) if "Laci yang disegel" in text]
    assert past[0].endswith("Laci yang disegel · permainan pertama · mutu keputusan 67")
    with qtbot.waitSignal(page.review_requested) as asked:
        buttons(page, "Buka pembahasan")[1].click()
    assert asked.args == ["p-1"]


def test_nothing_yet(qtbot: QtBot, context: UiContext) -> None:
    page = shown(qtbot, context, ())
    assert any("begitu Pustaka memuat" in text for text in texts(page))
    with qtbot.waitSignal(page.library_requested):
        buttons(page, "Buka Pustaka")[0].click()


@pytest.mark.parametrize(("percent", "width"), [(100, 1176), (100, 834), (200, 1036), (200, 694)])
def test_nothing_is_cut_or_overlaps(
    qtbot: QtBot, make_context: Callable[..., UiContext], percent: int, width: int
) -> None:
    page = shown(qtbot, make_context(text_percent=percent), width=width)
    for part in page.findChildren(Disclosure):
        part.set_open(True)
    assert faults(page) == []
    assert page._holder is not None
    assert page._holder.mapTo(page, page._holder.rect().topRight()).x() < width
