"""The map of paths: what is drawn, what is not given away, forks by keyboard, its table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.scenario_checks import open_story
from ethics_desktop.domain.scenario_layout import lay_out
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import path_facts
from ethics_desktop.ui.widgets.basics import scroll
from ethics_desktop.ui.widgets.path_drawing import PathDrawing
from ethics_desktop.ui.widgets.path_facts import MapFacts
from ethics_desktop.ui.widgets.path_map import MapArea, MapCanvas, PathMap
from tests.stories import BEST, COSTLY, WORST, parcel, play_review
from tests.ui.layouts import faults, settle


def facts_of(
    context: UiContext,
    choices: tuple[str, ...] = COSTLY,
    scenario: Scenario | None = None,
    seen: frozenset[str] = frozenset(),
) -> MapFacts:
    story = scenario or parcel()
    return path_facts.map_facts(open_story(story), lay_out(story), choices, seen, context.tr)


@pytest.fixture
def open_map(qtbot: QtBot, context: UiContext) -> Callable[..., PathMap]:
    def make(choices: tuple[str, ...] = COSTLY, width: int = 900) -> PathMap:
        made = PathMap(context, facts_of(context, choices), 1)
        qtbot.addWidget(made)
        made.resize(width, 900)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        settle()
        return made

    return make


def test_the_way_goes_over_unseen_checks() -> None:
    graph = open_story(parcel())
    assert path_facts.way(graph, BEST) == ("n1", "d1", "n2", "d2", "c1", "d3", "e-pulih")
    assert path_facts.way(graph, COSTLY)[4:] == ("c1", "n3", "d4", "e-biasa")


def test_taken_links_and_forks(context: UiContext) -> None:
    facts = facts_of(context)
    taken = {(link.source, link.target) for link, on in facts.links if on}
    assert ("c1", "n3") in taken
    assert ("c1", "d3") not in taken
    assert len(taken) == 7
    assert [spot.number for spot in facts.forks] == [1, 2, 3]
    assert [spot.retry for spot in facts.forks] == [(), ("b",), ("b", "b")]
    assert facts.forks[0].others == 2


def test_what_was_not_reached_is_not_given_away(context: UiContext) -> None:
    facts = facts_of(context, WORST, seen=frozenset({"e-buruk", "e-biasa"}))
    kinds = {spot.place.node: spot for spot in facts.spots}
    assert kinds["e-buruk"].kind == "end"
    assert kinds["e-biasa"].kind == "seen_end"
    assert kinds["e-biasa"].title == "Hari yang biasa"
    assert (kinds["e-pulih"].kind, kinds["e-pulih"].title) == ("other_end", "Akhir lain")
    assert (kinds["d3"].kind, kinds["d3"].title) == ("other_fork", "Keputusan lain")
    told = " ".join(
        [path_facts.summary(facts, 2, context.tr)]
        + [f"{row.name} {row.way}" for row in path_facts.table_rows(facts, context.tr)]
    )
    assert "Kepercayaan pulih" not in told
    assert "Sore itu loket ditutup" not in told


def test_the_table_says_the_same(context: UiContext) -> None:
    facts = facts_of(context, COSTLY, seen=frozenset({"e-biasa"}))
    rows = path_facts.table_rows(facts, context.tr)
    told = {(row.name, row.way, row.others) for row in rows}
    assert ("Keputusan 2", "Mendahulukan Bu Marlina.", "1 jalan lain") in told
    assert ("Akhir cerita: Hari yang biasa", "tercapai kali ini", "") in told
    assert ("Akhir lain", "belum pernah tercapai", "") in told
    assert len(rows) == 7  # four decisions, three endings


def test_summary_in_counts(context: UiContext) -> None:
    assert path_facts.summary(facts_of(context), 1, context.tr) == (
        "Jalan Anda melewati 3 keputusan dan berakhir di “Hari yang biasa”. "
        "4 jalan tidak diambil. Anda sudah melihat 1 dari 3 akhir cerita."
    )


def test_forks_have_names_and_arrows_move_between_them(open_map: Callable[..., PathMap]) -> None:
    made = open_map()
    forks = made.canvas.forks
    assert forks[0].accessibleName() == (
        "Keputusan 1, pilihan Anda: Menerima parsel dan menyimpannya di laci. Coba dari sini"
    )
    forks[0].setFocus()
    for key, place in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Left, 0),
    ):
        QTest.keyClick(made.focusWidget(), key)
        assert made.focusWidget() is forks[place]
    assert made.told.text().startswith("Keputusan 1, pilihan Anda")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_on_a_fork_tries_from_there(
    qtbot: QtBot, open_map: Callable[..., PathMap], key: Qt.Key
) -> None:
    made = open_map()
    made.canvas.forks[1].setFocus()
    with qtbot.waitSignal(made.retry_requested) as asked:
        QTest.keyClick(made.focusWidget(), key)
    assert asked.args == [("b",)]


def test_a_click_on_a_fork_tries_from_there(qtbot: QtBot, open_map: Callable[..., PathMap]) -> None:
    made = open_map()
    with qtbot.waitSignal(made.retry_requested) as asked:
        qtbot.mouseClick(made.canvas.forks[2], Qt.MouseButton.LeftButton)
    assert asked.args == [("b", "b")]


def test_trying_from_the_table(qtbot: QtBot, open_map: Callable[..., PathMap]) -> None:
    made = open_map()
    made.disclosure.set_open(True)
    settle()
    assert not made.try_row.isEnabled()
    names = [row.name for row in made.model.rows()]
    made.table.selectRow(names.index("Keputusan lain"))
    assert not made.try_row.isEnabled()
    made.table.selectRow(names.index("Keputusan 2"))
    with qtbot.waitSignal(made.retry_requested) as asked:
        made.try_row.click()
    assert asked.args == [("b",)]


def test_places_never_lie_on_each_other(context: UiContext) -> None:
    facts = facts_of(context)
    for width in (300, 640, 1200):
        drawing = PathDrawing(context.theme, facts, width)
        boxes = [drawing.box(spot) for spot in facts.spots]
        for place, box in enumerate(boxes):
            assert not any(box.intersects(other) for other in boxes[place + 1 :])
            assert box.left() >= 0
            assert box.right() <= drawing.size.width()
            assert box.bottom() <= drawing.size.height()


def test_words_in_the_boxes_where_there_is_room(context: UiContext) -> None:
    facts = facts_of(context)
    assert PathDrawing(context.theme, facts, 1000).worded
    assert not PathDrawing(context.theme, facts, 200).worded


def test_a_map_wider_than_its_room_scrolls_sideways(
    qtbot: QtBot, make_context: Callable[..., UiContext]
) -> None:
    context = make_context(text_percent=200)
    canvas = MapCanvas(context, facts_of(context))
    area = MapArea(canvas)
    qtbot.addWidget(area)
    area.resize(220, 700)
    area.show()
    settle()
    assert area.horizontalScrollBar().maximum() > 0
    assert area.height() >= canvas.height()


def test_the_page_scrolls_to_the_fork(qtbot: QtBot, context: UiContext) -> None:
    page = scroll(PathMap(context, facts_of(context), 1))
    qtbot.addWidget(page)
    page.resize(700, 260)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle()
    made = page.widget()
    assert isinstance(made, PathMap)
    made.canvas.forks[0].setFocus()
    before = page.verticalScrollBar().value()
    QTest.keyClick(made.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(made.focusWidget(), Qt.Key.Key_Down)
    assert page.verticalScrollBar().value() > before
    assert isinstance(page, QScrollArea)


def test_the_map_is_painted(open_map: Callable[..., PathMap]) -> None:
    made = open_map()
    assert not made.canvas.grab().isNull()
    made.canvas.forks[0].setFocus()
    assert not made.canvas.grab().isNull()
    assert faults(made) == []


def test_a_review_brings_its_own_map(context: UiContext) -> None:
    review = play_review(BEST, others=[WORST])
    facts = path_facts.map_facts(
        review.graph, review.path_map, review.choices, review.endings_seen, context.tr
    )
    assert {spot.kind for spot in facts.spots} == {
        "fork", "other_fork", "step", "end", "seen_end", "other_end",
    }  # fmt: skip
