"""The look-out for cut and overlapping texts sees both."""

from __future__ import annotations

import random

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ethics_desktop.ui.widgets.basics import button, column, label
from ethics_desktop.ui.widgets.paragraph import paragraph
from tests.ui.layouts import faults

LONG = "Sebagian soal dijawab lebih cepat daripada waktu membaca. " * 3


def shown(qtbot, layout, width=500, height=400):
    widget = QWidget()
    widget.setLayout(layout)
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def test_sound_layout_has_no_faults(qtbot, context):
    assert faults(shown(qtbot, column(paragraph(LONG), button("Lanjut")))) == []


def test_cut_text_is_seen(qtbot, context):
    text = label(LONG)
    text.setFixedHeight(20)
    assert [fault.split()[0] for fault in faults(shown(qtbot, column(text)))] == ["cut:"]


def test_overlap_is_seen(qtbot, context):
    one, other = label("satu", wrap=False), label("dua", wrap=False)
    widget = shown(qtbot, column(one, None))
    other.setParent(widget)
    other.setGeometry(one.geometry())
    other.show()
    assert faults(widget) == ["overlap: 'satu' and 'dua'"]


def test_paragraph_gets_the_height_of_its_own_width(qtbot, context):
    text = paragraph(LONG, characters=30)
    widget = shown(qtbot, column(text, None), width=1200)
    assert faults(widget) == []
    assert text.height() >= text.heightForWidth(text.width())


def test_remembered_heights_are_those_of_a_plain_layout(qtbot, context):
    draw = random.Random(7)
    widgets, columns, labels = [], [], []
    for make in (column, QVBoxLayout):
        outer, inner = make(), make()
        texts = [paragraph(LONG), label("satu"), paragraph("dua"), label(LONG)]
        for each, text in zip((outer, inner, inner, outer), texts, strict=True):
            each.setSpacing(8)
            each.setContentsMargins(3, 4, 5, 6)
            each.addWidget(text)
        outer.addLayout(inner)
        widget = QWidget()
        widget.setLayout(outer)
        qtbot.addWidget(widget)
        widgets.append(widget)
        columns.append(outer)
        labels.append(texts)
    for _turn in range(200):
        place, change, size = draw.randrange(4), draw.randrange(4), draw.randrange(1, 9)
        for outer, texts in zip(columns, labels, strict=True):
            if change == 0:
                texts[place].setText("kata panjang " * size)
            elif change == 1:
                texts[place].setHidden(size % 2 == 0)
            elif change == 2:
                outer.setSpacing(size)
            outer.activate()  # as Qt does before it lays out; layouts inside hear of it only then
        for width in (draw.randrange(40, 900), 202, 516, 202):
            ours, plain = [
                (each.heightForWidth(width), each.minimumHeightForWidth(width), each.minimumSize())
                for each in columns
            ]
            assert ours == plain
