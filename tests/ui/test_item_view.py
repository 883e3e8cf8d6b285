"""Each kind of item: what is shown, how it is answered by keyboard, what is emitted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.attempt import (
    Answer,
    Chosen,
    FormItem,
    Judged,
    Matched,
    Ordered,
    Ticked,
    Written,
)
from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Item,
    MatchItem,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    Prompt,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    Target,
    TrueFalseItem,
)
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import scroll
from ethics_desktop.ui.widgets.item_view import ItemView
from ethics_desktop.ui.widgets.item_view_order import OrderRow
from ethics_desktop.ui.widgets.option_button import RadioOption

OPTIONS = tuple(Option(key, f"Pilihan {key} & kawan", correct=key == "b") for key in "abcd")
SINGLE = SingleItem(id="s", stem="Mana yang tepat?", options=OPTIONS)
MULTIPLE = MultipleItem(id="m", stem="Mana saja?", options=OPTIONS)
JUDGE = TrueFalseItem(id="t", stem="Benar atau salah?", answer=True)
SJT = SjtItem(
    id="j",
    stem="Apa tindakan Anda?",
    options=tuple(SjtOption(key, f"Tindakan {key}", n) for n, key in enumerate("abcde", 1)),
)
ORDER = OrderItem(
    id="o",
    stem="Urutkan.",
    options=tuple(OrderOption(key, f"Langkah {key}", n) for n, key in enumerate("abcd", 1)),
)
MATCH = MatchItem(
    id="p",
    stem="Pasangkan.",
    left=(Prompt("p1", "Pertama"), Prompt("p2", "Kedua")),
    right=(Target("x", "Ikan"), Target("y", "Kambing"), Target("z", "Gajah")),
    answer={"p1": "x", "p2": "y"},
)
SHORT = ShortItem(id="w", stem="Sebutkan.", answers=(AcceptedAnswer("uji konsekuensi"),))
ORDERS = {"s": "cabd", "m": "dcba", "t": "", "j": "edcba", "o": "bdac", "p": "zxy", "w": ""}

Show = Callable[..., tuple[ItemView, list[Answer | None]]]


def drawn(item: Item) -> FormItem:
    return FormItem(1, "bank", "1.0.0", "0" * 64, item, tuple(ORDERS[item.id]), 0.25)


@pytest.fixture
def show(qtbot: QtBot, context: UiContext) -> Show:
    def make(item: Item, answer: Answer | None = None) -> tuple[ItemView, list[Answer | None]]:
        view = ItemView(context, pause_ms=600_000)
        qtbot.addWidget(view)
        heard: list[Answer | None] = []
        view.answer_changed.connect(heard.append)
        view.show_item(drawn(item), answer)
        view.resize(700, 600)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        view.focus_stem()
        assert heard == []  # showing is not answering
        return view, heard

    return make


def key(view: ItemView, *keys: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    for each in keys:
        target = view.focusWidget() or view
        QTest.keyClick(target, each, modifier or Qt.KeyboardModifier.NoModifier)


def test_single_keeps_ids_and_letters_by_position(show: Show) -> None:
    view, heard = show(SINGLE)
    buttons = view.findChildren(QRadioButton)
    names = [button.accessibleName() for button in buttons]
    assert names == [
        f"{letter}. Pilihan {i} & kawan" for letter, i in zip("ABCD", "cabd", strict=True)
    ]
    key(view, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert heard == [Chosen("c")]
    key(view, Qt.Key.Key_Down)
    assert heard[-1] == Chosen("a")
    assert view.choose_by_key(Qt.Key.Key_D)
    assert view.choose_by_key(Qt.Key.Key_3)
    assert heard[-2:] == [Chosen("d"), Chosen("b")]
    assert not view.choose_by_key(Qt.Key.Key_E)
    assert not view.choose_by_key(Qt.Key.Key_9)


def test_options_are_one_radio_button_each_for_screen_readers(show: Show) -> None:
    view, _heard = show(SINGLE, Chosen("a"))
    button = view.findChildren(QRadioButton)[1]
    face = QAccessible.queryAccessibleInterface(button)
    assert face.role() == QAccessible.Role.RadioButton
    assert face.text(QAccessible.Text.Name) == "B. Pilihan a & kawan"
    assert face.state().checked
    assert face.childCount() == 0


def test_tab_stops_at_the_chosen_option(show: Show) -> None:
    view, _heard = show(SJT, Chosen("b"))
    key(view, Qt.Key.Key_Tab)
    held = view.focusWidget()
    assert held is not None and held.accessibleName() == "D. Tindakan b"


def test_whole_row_takes_clicks(show: Show) -> None:
    view, heard = show(SJT)
    button = view.findChildren(RadioOption)[4]
    corner = QPoint(button.width() - 3, button.height() - 3)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=corner)
    assert heard == [Chosen("a")]


def test_long_text_gets_the_height_it_needs(show: Show, context: UiContext, qtbot: QtBot) -> None:
    long = RadioOption(context, "A", "kata " * 60)
    qtbot.addWidget(long)
    assert long.heightForWidth(300) > 2 * long.heightForWidth(900)
    assert long.minimumSizeHint().width() < 150


def test_multiple_ticks_in_canonical_order(show: Show) -> None:
    view, heard = show(MULTIPLE, Ticked(("b",)))
    boxes = view.findChildren(QCheckBox)
    assert [box.isChecked() for box in boxes] == [False, False, True, False]
    key(view, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert heard == [Ticked(("b", "d"))]
    assert view.choose_by_key(Qt.Key.Key_A)  # letter D off again, focus untouched
    assert view.choose_by_key(Qt.Key.Key_C)
    assert heard[1:] == [Ticked(("b",)), None]


@pytest.mark.parametrize("item", [SINGLE, MULTIPLE], ids=["single", "multiple"])
def test_what_a_key_chose_is_scrolled_into_sight(show: Show, item: Item, qtbot: QtBot) -> None:
    view, _heard = show(item)
    area = scroll(view)
    qtbot.addWidget(area)
    area.resize(400, 60)
    with qtbot.waitExposed(area):
        area.show()
    button = view.findChildren(QAbstractButton)[-1]
    assert button.visibleRegion().isEmpty()
    assert view.choose_by_key(Qt.Key.Key_D)
    assert button.isChecked() and not button.visibleRegion().isEmpty()
    area.takeWidget()


def test_true_false(show: Show) -> None:
    view, heard = show(JUDGE, Judged(False))
    names = [button.accessibleName() for button in view.findChildren(QRadioButton)]
    assert names == ["A. Benar", "B. Salah"]
    assert view.findChildren(QRadioButton)[1].isChecked()
    assert view.choose_by_key(Qt.Key.Key_A)
    assert heard == [Judged(True)]


def test_match_by_letters_and_arrows(show: Show) -> None:
    view, heard = show(MATCH)
    combos = view.findChildren(QComboBox)
    assert [combo.accessibleName() for combo in combos] == ["1. Pertama", "2. Kedua"]
    assert combos[0].itemText(1) == "A. Gajah"
    key(view, Qt.Key.Key_Tab, Qt.Key.Key_B)
    assert heard[-1] == Matched({"p1": "x"})
    key(view, Qt.Key.Key_Tab, Qt.Key.Key_Down)
    assert heard[-1] == Matched({"p1": "x", "p2": "z"})
    key(view, Qt.Key.Key_Up)
    assert heard[-1] == Matched({"p1": "x"})


def test_match_shows_the_given_pairs(show: Show) -> None:
    view, heard = show(MATCH, Matched({"p2": "y"}))
    assert [combo.currentText() for combo in view.findChildren(QComboBox)] == [
        "Pilih pasangan",
        "C. Kambing",
    ]
    view.findChildren(QComboBox)[1].setCurrentIndex(0)
    assert heard == [None]


def test_order_counts_once_moved(show: Show) -> None:
    view, heard = show(ORDER)
    key(view, Qt.Key.Key_Tab)
    assert heard == []
    key(view, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    assert heard == [Ordered(tuple("dbac"))]
    held = view.focusWidget()
    assert isinstance(held, OrderRow) and held.accessibleName() == "2. Langkah b"
    key(view, Qt.Key.Key_Up, modifier=Qt.KeyboardModifier.AltModifier)
    assert heard[-1] == Ordered(tuple("bdac"))


def test_order_buttons_follow_the_step(show: Show) -> None:
    view, heard = show(ORDER)
    last = view.findChildren(OrderRow)[3]
    assert not last.down.isEnabled()
    last.up.setFocus()
    for _time in range(3):
        held = view.focusWidget()
        assert isinstance(held, QPushButton)
        key(view, Qt.Key.Key_Space)
    assert heard[-1] == Ordered(tuple("cbda"))
    held = view.focusWidget()  # «Naikkan» of the first row is off, so its neighbour has the focus
    assert held is view.findChildren(OrderRow)[0].down
    assert held.accessibleDescription() == "1. Langkah c"


def test_order_may_be_confirmed_as_it_stands(show: Show) -> None:
    view, heard = show(ORDER)
    confirm = button(view, "Urutan ini sudah tepat")
    confirm.click()
    assert heard == [Ordered(tuple("bdac"))]
    assert not confirm.isVisible()


def test_order_announces_the_new_place(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(UiContext, "announce", lambda _self, _widget, text: said.append(text))
    view, _heard = show(ORDER)
    view.findChildren(OrderRow)[0].down.click()
    assert said == ["Langkah b, sekarang nomor 2 dari 4"]


def test_short_answer_waits_for_a_pause(show: Show) -> None:
    view, heard = show(SHORT)
    key(view, Qt.Key.Key_Tab)
    line = view.findChildren(QLineEdit)[0]
    QTest.keyClicks(line, "uji")
    assert heard == []
    view.flush()
    assert heard == [Written("uji")]
    view.flush()
    assert len(heard) == 1
    line.clear()
    QTest.keyClicks(line, " ")
    view.focus_stem()  # leaving hands over too
    assert heard[1:] == [None]


def test_stem_is_plain_text_in_paragraphs(show: Show) -> None:
    view, _heard = show(SingleItem(id="s", stem="<b>Satu</b>\nDua", options=OPTIONS))
    assert view.stem.text() == "<b>Satu</b>\n\nDua"
    assert view.stem.textFormat() == Qt.TextFormat.PlainText


def test_next_item_replaces_the_editor(show: Show) -> None:
    view, heard = show(SINGLE)
    view.show_item(drawn(MULTIPLE), None)
    assert [w.isVisible() for w in view.findChildren(QRadioButton)] == [False] * 4
    assert view.choose(0)
    assert heard == [Ticked(("d",))]


@pytest.mark.parametrize("item", [SINGLE, MULTIPLE, JUDGE, SJT, ORDER, MATCH, SHORT])
def test_everything_focusable_has_a_name(show: Show, item: Item) -> None:
    view, _heard = show(item)
    for child in view.findChildren(QWidget):
        if child.window() is view and child.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert child.accessibleName(), child


def button(view: QWidget, name: str) -> QPushButton:
    return next(b for b in view.findChildren(QPushButton) if b.accessibleName() == name)
