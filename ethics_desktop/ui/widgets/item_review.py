"""One reviewed item: your choice beside the best one, the reason of every option, legal basis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from ethics_desktop.domain.attempt import Matched, Ordered, Written
from ethics_desktop.domain.bank import (
    MatchItem,
    MultipleItem,
    OrderItem,
    Reference,
    ShortItem,
    Status,
    kind_of,
)
from ethics_desktop.domain.result import ItemResult
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import bar_text, result_text
from ethics_desktop.ui.widgets.basics import card, column, label
from ethics_desktop.ui.widgets.choice_text import Choice, choices
from ethics_desktop.ui.widgets.paragraph import paragraph

#: Title of a framework's part; an empty code asks for the title of the framework itself.
FrameworkTitle = Callable[[str, str], str]
#: From this width on (pixels at 100 % text) two parts stand side by side.
SIDE_BY_SIDE = 560


class Pair(QWidget):
    """Two widgets side by side, or under each other where there is no room."""

    def __init__(
        self, context: UiContext, first: QWidget, second: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limit = context.theme.px(SIDE_BY_SIDE)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(first, 1)
        self._layout.addWidget(second, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        beside = event.size().width() >= self._limit
        directions = QBoxLayout.Direction
        wanted = directions.LeftToRight if beside else directions.TopToBottom
        if self._layout.direction() is not wanted:
            self._layout.setDirection(wanted)
            self.updateGeometry()


class ItemReview(QWidget):
    """Shows one line of the review.

    Args:
        context: what every widget gets.
        result: the line.
        framework_title: names framework parts, see :data:`FrameworkTitle`.
        lead: stands first, in place of number and verdict.
        study: there is no answer to look back at; show what fits and why.
    """

    def __init__(
        self,
        context: UiContext,
        result: ItemResult,
        framework_title: FrameworkTitle,
        parent: QWidget | None = None,
        *,
        lead: QWidget | None = None,
        study: bool = False,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._result = result
        self._study = study
        tr, drawn = context.tr, result.form_item
        self.setAccessibleName(result_text.item_heading(drawn, tr))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        heading = result_text.item_heading(drawn, tr)
        if result.flagged:
            heading = ", ".join((heading, tr.gettext("in doubt")))
        self._layout.addWidget(lead or label(heading, "heading"))
        self._layout.addWidget(label(result_text.item_facts(drawn, tr), "muted"))
        self._text(drawn.item.stem)
        if lead is None and not study:
            sign, _words = result_text.item_state(result, tr)
            self._text(f"{sign} {result_text.item_verdict(result, tr)}", "heading")
        self._answer()
        self._explanation()
        self._basis()
        self._values(framework_title)

    def _text(self, text: str, role: str = "body") -> None:
        if role == "heading":
            self._layout.addSpacing(8)
        self._layout.addWidget(paragraph(text, role))

    def _answer(self) -> None:
        item, answer = self._result.form_item.item, self._result.answer
        partial = 0.0 < self._result.score.fraction < 1.0 and kind_of(item) != "sjt"
        if partial:
            text = self._context.tr.gettext("This item brought %(n)d of 100.")
            self._text(text % {"n": bar_text.whole(100 * self._result.score.fraction)}, "muted")
        if isinstance(item, MatchItem):
            self._matching(item, answer.pairs if isinstance(answer, Matched) else {})
        elif isinstance(item, OrderItem):
            self._ordering(item, answer.order if isinstance(answer, Ordered) else ())
        elif isinstance(item, ShortItem):
            self._writing(item, answer.text if isinstance(answer, Written) else "")
        else:
            self._choosing(choices(self._result, self._context.tr), isinstance(item, MultipleItem))

    # -- options -------------------------------------------------------------------------------

    def _choosing(self, found: list[Choice], several: bool) -> None:
        """Put the choice beside the best option, the others below in their displayed order."""
        _ = self._context.tr.gettext
        yours = [choice for choice in found if choice.yours]
        best = [choice for choice in found if choice.best]
        if several or len(best) != 1 or len(yours) > 1:
            for choice in found:
                self._layout.addWidget(self._option(choice))
            return
        if not yours or yours == best:
            self._layout.addWidget(self._option(best[0]))
        else:
            self._layout.addWidget(
                Pair(self._context, self._option(yours[0]), self._option(best[0]))
            )
        others = [choice for choice in found if not choice.yours and not choice.best]
        if others:
            self._text(_("The other choices"), "heading")
        for choice in others:
            self._layout.addWidget(self._option(choice))

    def _option(self, choice: Choice) -> QFrame:
        tr = self._context.tr
        inner = column(spacing=4)
        tags = choice.tags(tr)
        if tags:
            tag = label(" · ".join(tags), "good" if choice.best else "warn")
            if not (choice.yours or choice.best):
                tag = label(" · ".join(tags), "muted")
            inner.addWidget(tag)
        inner.addWidget(paragraph(choice.title))
        if choice.reason:
            inner.addWidget(paragraph(choice.reason, "small"))
        inner.addStretch(1)
        frame = card(inner, 12)
        frame.setAccessibleName(", ".join([choice.title, *choice.plain_tags(tr)]))
        return frame

    # -- other kinds ---------------------------------------------------------------------------

    def _side(self, role: str, head: str, lines: list[str]) -> QFrame:
        inner = column(label(head, role), spacing=4)
        for line in lines:
            inner.addWidget(paragraph(line))
        inner.addStretch(1)
        return card(inner, 12)

    def _plain(self, role: str, head: str, text: str) -> QWidget:
        holder = QWidget()
        holder.setLayout(column(label(head, role), paragraph(text), None, spacing=2))
        return holder

    def _matching(self, item: MatchItem, pairs: Mapping[str, str]) -> None:
        _ = self._context.tr.gettext
        targets = {target.id: target.text for target in item.right}
        for number, prompt in enumerate(item.left, 1):
            right = item.answer.get(prompt.id, "")
            mine = pairs.get(prompt.id, "")
            inner = column(paragraph(f"{number}. {prompt.text}"), spacing=8)
            best = targets.get(right, "–")
            if self._study:
                inner.addWidget(self._plain("good", _best(_("Most fitting")), best))
            elif mine == right:
                head = _both(_("Your choice"), _("Most fitting"))
                inner.addWidget(self._plain("good", head, best))
            else:
                own = targets.get(mine, _("Not paired"))
                inner.addWidget(
                    Pair(
                        self._context,
                        self._plain("warn", _own(_("Your choice")), own),
                        self._plain("good", _best(_("Most fitting")), best),
                    )
                )
            if prompt.reason:
                inner.addWidget(paragraph(prompt.reason, "small"))
            self._layout.addWidget(card(inner, 12))

    def _ordering(self, item: OrderItem, order: tuple[str, ...]) -> None:
        _ = self._context.tr.gettext
        by_id = {option.id: option for option in item.options}
        right = sorted(item.options, key=lambda option: option.rank)
        places = {rank: n for n, rank in enumerate(sorted({o.rank for o in right}), 1)}
        lines = [f"{places[option.rank]}. {option.text}" for option in right]
        own = [by_id[step] for step in order if step in by_id]
        if self._study:
            self._layout.addWidget(self._side("good", _best(_("Most fitting")), lines))
        elif own and [o.rank for o in own] == [o.rank for o in right]:
            head = _both(_("Your order"), _("Most fitting"))
            self._layout.addWidget(self._side("good", head, lines))
        else:
            mine = [f"{n}. {option.text}" for n, option in enumerate(own, 1)]
            self._layout.addWidget(
                Pair(
                    self._context,
                    self._side("warn", _own(_("Your order")), mine or [_("Not answered")]),
                    self._side("good", _best(_("Most fitting")), lines),
                )
            )
        if len(places) < len(right):
            self._text(_("Steps with the same number may change places."), "muted")
        self._text(_("Why in this order"), "heading")
        for line, option in zip(lines, right, strict=True):
            self._reason(line, option.reason)

    def _writing(self, item: ShortItem, text: str) -> None:
        _ = self._context.tr.gettext
        best = [answer for answer in item.answers if answer.score == 1.0 and not answer.wildcard]
        shown = [best[0].text] if best else [_shown(a.text) for a in item.answers[:1]]
        own = text.strip() or _("Not answered")
        if self._study:
            self._layout.addWidget(self._side("good", _best(_("Most fitting")), shown))
        elif self._result.score.full:
            head = _both(_("Your answer"), _("Most fitting"))
            self._layout.addWidget(self._side("good", head, [own]))
        else:
            self._layout.addWidget(
                Pair(
                    self._context,
                    self._side("warn", _own(_("Your answer")), [own]),
                    self._side("good", _best(_("Most fitting")), shown),
                )
            )
        self._text(_("Accepted answers"), "heading")
        lines = []
        for answer in item.answers:
            line = _shown(answer.text) if answer.wildcard else answer.text
            if answer.score < 1.0:
                counts = _("counts in part")
                line = f"{line} ({counts})"
            lines.append((line, answer.reason))
        plain = [line for line, reason in lines if not reason]
        if plain:
            self._text("; ".join(plain))
        for line, reason in lines:
            if reason:
                self._reason(line, reason)

    def _reason(self, head: str, reason: str) -> None:
        inner = column(paragraph(head), spacing=4)
        if reason:
            inner.addWidget(paragraph(reason, "small"))
        self._layout.addWidget(card(inner, 12))

    # -- what stands under every item ------------------------------------------------------------

    def _explanation(self) -> None:
        text = self._result.form_item.item.explanation
        if text:
            self._text(self._context.tr.gettext("Explanation"), "heading")
            self._text(text)

    def _basis(self) -> None:
        tr, references = self._context.tr, self._result.form_item.item.meta.references
        if not references:
            return
        self._text(tr.gettext("Legal basis"), "heading")
        for reference in references:
            self._text(reference_text(reference, tr))

    def _values(self, framework_title: FrameworkTitle) -> None:
        tr, _ = self._context.tr, self._context.tr.gettext
        meta = self._result.form_item.item.meta
        if meta.principle is not None or meta.frameworks:
            self._text(_("Principle and values"), "heading")
        if meta.principle is not None:
            self._text(bar_text.principle_name(meta.principle, tr))
        for framework, codes in meta.frameworks.items():
            names = "; ".join(framework_title(framework, code) or code for code in codes)
            self._text(f"{framework_title(framework, '') or framework}: {names}", "small")
        if meta.status is Status.UJI_COBA:
            note = _("This item is still on trial: no expert panel has judged its key yet.")
            self._text(note, "muted")


def _own(words: str) -> str:
    return f"● {words}"


def _best(words: str) -> str:
    return f"✓ {words}"


def _both(own: str, best: str) -> str:
    return f"✓ {own} · {best}"


def _shown(pattern: str) -> str:
    return pattern.replace("*", "…")


def reference_text(reference: Reference, tr: Translator) -> str:
    """Return instrument, article and the day on which they were checked."""
    text = reference.instrument
    if reference.article:
        text = f"{text}, {reference.article}"
    if reference.checked_on:
        day = tr.date(datetime.fromisoformat(reference.checked_on))
        checked = tr.gettext("checked on %(day)s") % {"day": day}
        text = f"{text} ({checked})"
    return text
