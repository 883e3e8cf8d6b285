"""The look-out for cut and overlapping texts sees both."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

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
