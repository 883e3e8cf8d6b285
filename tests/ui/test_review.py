"""The review: filters, every option with its reason, your choice beside the best one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ethics_desktop.domain.bank import (
    MatchItem,
    MultipleItem,
    OrderItem,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
)
from ethics_desktop.ui.pages.review import FILTERS, ReviewPage, filtered
from ethics_desktop.ui.widgets.choice_text import choices
from ethics_desktop.ui.widgets.item_review import ItemReview, Pair
from tests import builders
from tests.ui.layouts import faults, settle

KINDS = (MatchItem, MultipleItem, OrderItem, ShortItem, SingleItem, SjtItem, TrueFalseItem)


def framework_title(framework, code):
    return {"berakhlak": "BerAKHLAK"}.get(framework, "") if not code else f"nilai {code}"


def shown(qtbot, context, result, word="all", width=1176, height=768):
    page = ReviewPage(context, result, word, framework_title)
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    settle()
    return page


def item_of(kind):
    return next(item for item in builders.one_of_each_kind() if isinstance(item, kind))


def reviewed(qtbot, context, kind, outcome, flagged=False):
    line = builders.item_result(3, item_of(kind), outcome, flagged)
    widget = ItemReview(context, line, framework_title)
    qtbot.addWidget(widget)
    widget.resize(740, 900)
    widget.show()
    settle()
    return widget


def texts(widget):
    settle()
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def reasons(item):
    match item:
        case TrueFalseItem():
            return [item.reason_true, item.reason_false]
        case MatchItem():
            return [prompt.reason for prompt in item.left]
        case ShortItem():
            return [answer.reason for answer in item.answers]
    return [option.reason for option in item.options]


# -- one item ----------------------------------------------------------------------------------


def test_the_shipped_banks_hold_all_seven_kinds():
    assert {type(item) for item in builders.one_of_each_kind()} == set(KINDS)


@pytest.mark.parametrize("outcome", ["best", "second", "poor", "blank", "not_reached"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_reason_is_there(qtbot, context, kind, outcome):
    found = texts(reviewed(qtbot, context, kind, outcome))
    item = item_of(kind)
    assert item.stem in found
    assert item.explanation in found
    assert [reason for reason in reasons(item) if reason and reason not in found] == []


@pytest.mark.parametrize("kind", KINDS)
def test_best_answer_is_named_in_words(qtbot, context, kind):
    poor = " ".join(texts(reviewed(qtbot, context, kind, "poor")))
    assert "Paling tepat" in poor or "✓ Tepat" in poor
    assert "Pilihan Anda" in poor or "Urutan Anda" in poor or "Jawaban Anda" in poor
    best = texts(reviewed(qtbot, context, kind, "best"))
    assert "✓ Jawaban Anda paling tepat." in best


def test_your_choice_stands_beside_the_best(qtbot, context):
    widget = reviewed(qtbot, context, SjtItem, "poor")
    pair = widget.findChild(Pair)
    found = texts(pair)
    assert found[0] == "● Pilihan Anda · bobot 1"
    assert "✓ Paling tepat · bobot 5" in found
    left, right = (pair.layout().itemAt(place).widget() for place in range(2))
    assert left.y() == right.y()
    widget.resize(400, 1500)
    settle()
    assert left.y() < right.y()


def test_letters_are_the_displayed_ones(context):
    line = builders.item_result(1, item_of(SjtItem), "best")
    found = choices(line, context.tr)
    by_id = {option.id: option.text for option in line.form_item.item.options}
    assert [choice.text for choice in found] == [by_id[i] for i in line.form_item.display_order]
    assert [choice.letter for choice in found] == list("ABCDE")


def test_options_left_out_of_the_display_order_are_not_lost(context):
    line = builders.item_result(1, item_of(SjtItem), "best")
    import msgspec

    drawn = msgspec.structs.replace(line.form_item, display_order=("c", "gone"))
    found = choices(msgspec.structs.replace(line, form_item=drawn), context.tr)
    assert len(found) == len(line.form_item.item.options)


def test_choices_refuses_other_kinds(context):
    with pytest.raises(TypeError):
        choices(builders.item_result(1, item_of(ShortItem)), context.tr)


def test_several_answers_say_which_were_missed(qtbot, context):
    found = texts(reviewed(qtbot, context, MultipleItem, "poor"))
    assert "✓ Pilihan Anda · Tepat" in found
    assert "✓ Tepat · belum Anda pilih" in found
    assert "● Pilihan Anda · tidak termasuk yang tepat" in found


def test_blank_and_unopened_items_say_so(qtbot, context):
    assert "– Soal ini tidak Anda jawab." in texts(reviewed(qtbot, context, SjtItem, "blank"))
    found = texts(reviewed(qtbot, context, OrderItem, "not_reached"))
    assert "– Soal ini belum sempat dibaca sampai asesmen selesai." in found
    assert "Tidak dijawab" in found


def test_legal_basis_values_and_trial_note(qtbot, context):
    found = texts(reviewed(qtbot, context, SjtItem, "poor"))
    reference = item_of(SjtItem).meta.references[0]
    place = found.index("Dasar hukum") + 1
    assert found[place].startswith(f"{reference.instrument}, {reference.article} (diperiksa 21 ")
    assert any(text.startswith("BerAKHLAK: nilai ") for text in found)
    assert any(text.startswith("bimtek: nilai ") for text in found)  # no title known
    assert "Soal ini masih uji coba: kuncinya belum dinilai panel ahli." in found


def test_wildcards_are_shown_as_gaps(qtbot, context):
    item = next(
        item
        for item in builders.shipped_items()
        if isinstance(item, ShortItem) and any(answer.wildcard for answer in item.answers)
    )
    widget = ItemReview(context, builders.item_result(1, item, "poor"), framework_title)
    qtbot.addWidget(widget)
    widget.show()
    assert not any("*" in text for text in texts(widget))


# -- the page ----------------------------------------------------------------------------------


def test_filters_count_and_put_sure_but_wrong_first():
    result = builders.attempt_result()
    first = filtered(result, "all")
    confident = filtered(result, "confident")
    assert len(first) == len(result.items)
    assert first[: len(confident)] == confident
    assert confident and all(item.confident_wrong for item in confident)
    assert filtered(result, "doubtful") == [item for item in result.items if item.flagged]
    assert all(item.score.fraction < 0.6 for item in filtered(result, "wrong"))


def test_filters_show_their_counts(qtbot, context):
    result = builders.attempt_result()
    page = shown(qtbot, context, result)
    assert list(FILTERS) == ["confident", "wrong", "doubtful", "all"]
    for word, choice in page.filters.items():
        assert choice.text().endswith(f"({len(filtered(result, word))})")
        assert choice.accessibleName() == choice.text()
    page.filters["confident"].setChecked(True)
    assert page.list.count() == len(filtered(result, "confident"))
    assert page.current().confident_wrong


def test_initial_filter_and_an_unknown_one(qtbot, context):
    result = builders.attempt_result()
    assert shown(qtbot, context, result, "doubtful").filters["doubtful"].isChecked()
    assert shown(qtbot, context, result, "nonsense").filters["all"].isChecked()


def test_an_empty_filter_says_so(qtbot, context):
    result = builders.attempt_result(outcomes=lambda place: "best")
    page = shown(qtbot, context, result, "confident")
    assert page.current() is None
    assert "Tidak ada soal di sini. Pilih saringan lain di atas." in texts(page)
    assert not page.next.isEnabled()
    page.set_filter("all")
    assert page.current() is not None
    assert page.next.isEnabled()


def test_arrows_and_buttons_walk_through_the_list(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    page.enter()
    order = filtered(page._result, "all")
    qtbot.keyClick(page.list, Qt.Key.Key_Right)
    assert page.current() is order[1]
    page.next.click()
    assert page.current() is order[2]
    assert page.list.currentRow() == 2
    assert page.chooser.currentIndex() == 2
    qtbot.keyClick(page.list, Qt.Key.Key_Left)
    assert page.current() is order[1]
    page.list.setCurrentRow(5)
    assert page.current() is order[5]
    page.move_by(-9)
    assert page.current() is order[5]


def test_focus_does_not_stay_on_a_button_that_is_off(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result(items=builders.one_of_each_kind()[:2]))
    page.next.setFocus()
    page.next.click()
    assert not page.next.isEnabled()
    assert page.focusWidget() is page.previous


def test_back(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    back = next(b for b in page.findChildren(QPushButton) if b.text() == "Kembali ke hasil")
    with qtbot.waitSignal(page.back_requested):
        back.click()


def test_entries_can_be_heard_without_their_signs(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    heard = page.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.endswith("Yakin tetapi keliru")
    assert "!" not in heard


def test_narrow_pages_choose_from_a_box(qtbot, make_context):
    page = shown(
        qtbot, make_context(text_percent=200), builders.attempt_result(), width=704, height=640
    )
    assert page.list.isHidden() and page.chooser.isVisible()
    page.chooser.setCurrentIndex(3)
    page.chooser.activated.emit(3)
    settle()
    assert page.current() is filtered(page._result, "all")[3]
    assert page._area.verticalScrollBar().value() > 0  # past title and filters
    page.resize(1800, 640)
    settle()
    assert page.list.isVisible() and page.chooser.isHidden()
    assert page.list.currentRow() == 3


@pytest.mark.parametrize(
    ("percent", "width", "height"),
    [(100, 1176, 768), (100, 834, 640), (200, 1046, 768), (200, 704, 640)],
)
def test_nothing_is_cut_or_overlaps(qtbot, make_context, percent, width, height):
    items = builders.one_of_each_kind()
    result = builders.attempt_result(items=items, outcomes=lambda place: "poor")
    page = shown(qtbot, make_context(text_percent=percent), result, "all", width, height)
    for place in range(len(items)):
        page.show_place(place)
        settle()
        assert faults(page._area.widget()) == []


# -- into practice -----------------------------------------------------------------------------


def practise_buttons(page):
    found = page.findChildren(QPushButton)
    return [b for b in found if b.text() == "Masukkan ke latihan" and not b.isHidden()]


def test_missed_items_can_be_put_into_practice(qtbot, context):
    page = shown(qtbot, context, builders.attempt_result())
    with qtbot.waitSignal(page.practice_requested):
        practise_buttons(page)[0].click()


def test_nothing_missed_leaves_nothing_to_practise(qtbot, context):
    best = builders.attempt_result(outcomes=lambda _: "best", flagged=lambda _: False)
    assert practise_buttons(shown(qtbot, context, best)) == []
