"""Editors for items with options: single choice, situational, true/false, multiple choice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from ethics_desktop.domain.attempt import Answer, Chosen, FormItem, Judged, Ticked
from ethics_desktop.domain.bank import MultipleItem, SingleItem, SjtItem, TrueFalseItem
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.option_button import LETTERS, CheckOption, RadioOption


def shown_options(form_item: FormItem) -> list[tuple[str, str]]:
    """Return ids and texts of the options in the order of the form.

    An option that ``display_order`` does not name (a damaged form) is shown at the end.
    """
    item = form_item.item
    if not isinstance(item, SingleItem | SjtItem | MultipleItem):
        raise TypeError(item)
    texts = {option.id: option.text for option in item.options}
    order = [key for key in form_item.display_order if key in texts]
    order += [key for key in texts if key not in order]
    return [(key, texts[key]) for key in order]


def reveal(widget: QWidget) -> None:
    """Scroll what ``widget`` stands in so that it can be seen; Qt does so for the Tab key only."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 8)
        above = above.parentWidget()


class Editor(QWidget):
    """Base of the editors of one item.

    ``answer_changed`` carries an ``Answer``, or None when nothing is left of it.
    """

    answer_changed = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)

    def choose(self, index: int) -> bool:
        """Choose the option at displayed ``index`` (from 0); tell whether there is one."""
        return False

    def flush(self) -> None:
        """Emit what was typed but not emitted yet."""


class RadioEditor(Editor):
    """Single choice, situational and true/false items: one radio button per option."""

    def __init__(
        self,
        context: UiContext,
        form_item: FormItem,
        answer: Answer | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        _ = context.tr.gettext
        self._values: list[Answer] = []
        if isinstance(form_item.item, TrueFalseItem):
            texts = [_("True"), _("False")]
            self._values = [Judged(True), Judged(False)]
        else:
            shown = shown_options(form_item)
            texts = [text for _key, text in shown]
            self._values = [Chosen(key) for key, _text in shown]
        self._group = QButtonGroup(self)
        self._buttons: list[RadioOption] = []
        for index, text in enumerate(texts):
            button = RadioOption(context, LETTERS[index], text, self)
            self._group.addButton(button, index)
            self._buttons.append(button)
            self.column.addWidget(button)
        if answer in self._values:
            self._buttons[self._values.index(answer)].setChecked(True)
            self._stop_at_chosen()
        self._group.idToggled.connect(self._toggled)

    def choose(self, index: int) -> bool:
        """See :class:`Editor`. The focus follows, so that the choice is read out."""
        if not 0 <= index < len(self._buttons):
            return False
        self._buttons[index].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._buttons[index].setChecked(True)
        reveal(self._buttons[index])
        return True

    def _toggled(self, index: int, on: bool) -> None:
        if on:
            self._stop_at_chosen()
            self.answer_changed.emit(self._values[index])

    def _stop_at_chosen(self) -> None:
        """Have the Tab key stop at the chosen option only, as in every group of radio buttons."""
        for button in self._buttons:
            chosen = button.isChecked()
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus
            )


class TickEditor(Editor):
    """Multiple choice items: one check box per option."""

    def __init__(
        self,
        context: UiContext,
        form_item: FormItem,
        answer: Answer | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        ticked = answer.options if isinstance(answer, Ticked) else ()
        self._buttons: list[tuple[str, CheckOption]] = []
        for letter, (key, text) in zip(LETTERS, shown_options(form_item), strict=False):
            button = CheckOption(context, letter, text, self)
            button.setChecked(key in ticked)
            button.toggled.connect(self._toggled)
            self._buttons.append((key, button))
            self.column.addWidget(button)

    def choose(self, index: int) -> bool:
        """See :class:`Editor`.

        The focus stays where it is: on a check box Space would take the tick away again instead
        of going on. The change is announced instead, and scrolled into sight.
        """
        if not 0 <= index < len(self._buttons):
            return False
        button = self._buttons[index][1]
        button.toggle()
        reveal(button)
        _ = self.context.tr.gettext
        text = _("%(option)s, ticked") if button.isChecked() else _("%(option)s, not ticked")
        self.context.announce(button, text % {"option": button.accessibleName()})
        return True

    def _toggled(self) -> None:
        ticked = tuple(sorted(key for key, button in self._buttons if button.isChecked()))
        self.answer_changed.emit(Ticked(ticked) if ticked else None)
