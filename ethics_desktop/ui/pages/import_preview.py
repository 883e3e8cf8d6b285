"""What an import would do, before it does anything."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from ethics_desktop.domain.bank import Principle, kind_of
from ethics_desktop.domain.findings import Finding
from ethics_desktop.i18n import N_
from ethics_desktop.services.import_plan import Entry, State
from ethics_desktop.services.importing import FORMATS
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.import_session import ImportSession
from ethics_desktop.ui.pages.import_parts import STATES, LettersQuestion, StoryChoice
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.basics import Page, button, card, clear, column, label
from ethics_desktop.ui.widgets.check_row import CheckRow
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.findings_view import FindingsView
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

_STEM = 160

_PARTS = {
    "kind": N_("kind of question"),
    "stem": N_("question"),
    "options": N_("options"),
    "key": N_("key"),
    "explanation": N_("explanation"),
    "hint": N_("hint"),
    "reasons": N_("reasons"),
    "meta": N_("particulars"),
}


class ImportPreviewPage(Page):
    """Shows an :class:`ImportSession`; the person's decisions are written into it at once.

    Signals: ``import_requested()``, ``compare_requested()`` after another bank or principle was
    chosen: answer with :meth:`show_plan`; ``columns_requested()``; ``encoding_requested(str)`` to
    read the file again; ``left()``;
    ``place_requested(Finding)``: answer with :meth:`show_place`; ``csv_requested()``;
    ``marked_requested()``.
    """

    help_topic = "import"

    import_requested = Signal()
    compare_requested = Signal()
    columns_requested = Signal()
    encoding_requested = Signal(str)
    left = Signal()
    place_requested = Signal(object)
    csv_requested = Signal()
    marked_requested = Signal()

    def __init__(
        self,
        context: UiContext,
        session: ImportSession,
        can_mark: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        name = session.preview.path.name
        super().__init__(context, _("Import: %(file)s") % {"file": name}, parent)
        self.session = session
        self._can_mark = can_mark
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        layout.addWidget(paragraph(self._origin(), "muted"))
        self._letters = QWidget()
        if session.encoding:
            asked = self._letters = LettersQuestion(context, session)
            asked.confirmed.connect(self._confirm_letters)
            asked.encoding_requested.connect(self.encoding_requested)
            asked.left.connect(self.left)
            layout.addWidget(asked)
        self._plan_part = QVBoxLayout()
        self._plan_part.setSpacing(16)
        layout.addLayout(self._plan_part)
        self.findings = FindingsView(context, _("Problems"), session.shown.findings, name)
        self.findings.place_requested.connect(self.place_requested)
        self.findings.csv_requested.connect(self.csv_requested)
        layout.addWidget(self.findings)
        layout.addStretch(1)
        self._summary = label("")
        self.go = button(_("Import"), "primary")
        self.go.setObjectName("import")
        self.go.clicked.connect(self.import_requested)
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.addWidget(self._footer())
        self.show_plan()

    def show_plan(self) -> None:
        """Show the session's plan anew."""
        # Qt returns nothing when no control has the keyboard; the stubs do not say so
        holder = self.focusWidget()
        focused = "" if holder is None else holder.objectName()  # type: ignore[redundant-expr]
        clear(self._plan_part)
        self._plan_part.addWidget(self._counts())
        if self.session.plan.proposals:
            self._plan_part.addWidget(self._proposals())
        if self.session.plan.stories:
            stories = StoryChoice(self.context, self.session)
            stories.decided.connect(self._tell)
            self._plan_part.addWidget(stories)
        self._plan_part.addWidget(self._entries())
        self._tell()
        for target in self.findChildren(QWidget, focused) if focused else ():
            target.setFocus()

    def show_place(self, finding: Finding, around: str) -> None:
        """Show what stands around the place of a finding."""
        self.findings.show_place(finding, around)

    def go_back(self) -> bool:
        """Esc leaves without importing."""
        self.left.emit()
        return True

    # --- parts -----------------------------------------------------------------------------

    def _origin(self) -> str:
        _ = self.context.tr.gettext
        titles = {one.id: _(one.title) for one in FORMATS}
        result = self.session.preview.result
        return _("Read as: %(format)s. Nothing is stored before you press “Import”.") % {
            "format": titles.get(result.format, result.format)
        }

    def _confirm_letters(self) -> None:
        self.session.letters_confirmed = True
        self._letters.hide()
        self._tell()
        self.go.setFocus()

    def _counts(self) -> QFrame:
        tr, _ = self.context.tr, self.context.tr.gettext
        session = self.session
        inner = column(label(_("What would change"), "heading"), spacing=8)
        facts = [(session.count(state), _(STATES[state])) for state in State]
        if any(n for n, _name in facts) or not session.plan.stories:
            text = " · ".join(f"{tr.number(n)} {name}" for n, name in facts)
            inner.addWidget(label(_("Items: %(counts)s") % {"counts": text}))
        if session.plan.stories:
            text = " · ".join(
                f"{session.stories_in(state)} {_(STATES[state])}"
                for state in State
                if session.stories_in(state)
            )
            inner.addWidget(label(_("Scenarios: %(counts)s") % {"counts": text}))
        if session.refused:
            text = tr.ngettext(
                "%(n)s item cannot be imported; see the problems below. The others can.",
                "%(n)s items cannot be imported; see the problems below. The others can.",
                session.refused,
            )
            inner.addWidget(label(text % {"n": tr.number(session.refused)}, "warn"))
        inner.addLayout(self._targets())
        for box in self._takes():
            inner.addWidget(box)
        return card(inner)

    def _targets(self) -> QVBoxLayout:
        """The bank it goes into, and the principle for items without one."""
        tr, _ = self.context.tr, self.context.tr.gettext
        session = self.session
        layout = column(spacing=8)
        bank = Chooser()
        own = session.preview.result.info
        bank.addItem(_("%(title)s (as the file says)") % {"title": own.title}, "")
        for bank_id, title in session.banks:
            if bank_id != own.id:
                bank.addItem(title, bank_id)
        bank.setCurrentIndex(max(0, bank.findData(session.bank_id)))
        bank.activated.connect(lambda place: self._retarget(bank_id=bank.itemData(place)))
        self._field(layout, _("Put into bank"), bank, "target-bank")
        if session.lacks_principle:
            text = tr.ngettext(
                "Principle for %(n)s new item without one",
                "Principle for %(n)s new items without one",
                session.lacks_principle,
            )
            principle = Chooser()
            principle.addItem(_("None: they will not be drawn for assessments"), None)
            for each in Principle:
                principle.addItem(bar_text.principle_name(each, tr), each.value)
            chosen = session.principle.value if session.principle else None
            principle.setCurrentIndex(max(0, principle.findData(chosen)))
            principle.activated.connect(
                lambda place: self._retarget(principle=principle.itemData(place))
            )
            told = text % {"n": tr.number(session.lacks_principle)}
            self._field(layout, told, principle, "target-principle")
        return layout

    def _field(self, layout: QVBoxLayout, title: str, control: Chooser, name: str) -> None:
        prompt = label(title)
        prompt.setBuddy(control)
        control.setObjectName(name)
        control.setAccessibleName(title)
        control.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        control.setMinimumContentsLength(12)
        control.setMaximumWidth(self.context.theme.px(480))
        layout.addWidget(prompt)
        layout.addWidget(control)

    def _retarget(self, **chosen: str | None) -> None:
        if "bank_id" in chosen:
            self.session.bank_id = chosen["bank_id"] or ""
        if "principle" in chosen:
            name = chosen["principle"]
            self.session.principle = Principle(name) if name else None
        self.compare_requested.emit()

    def _takes(self) -> list[QCheckBox]:
        tr = self.context.tr
        session = self.session
        new, changed, gone = map(session.count, (State.NEW, State.CHANGED, State.GONE))
        boxes = (
            (new, "take_new", tr.ngettext("Add %(n)s new one", "Add %(n)s new ones", new)),
            (
                changed,
                "take_changed",
                tr.ngettext("Update %(n)s changed one", "Update %(n)s changed ones", changed),
            ),
            (
                gone,
                "drop_gone",
                tr.ngettext(
                    "Remove %(n)s that the file no longer has",
                    "Remove %(n)s that the file no longer has",
                    gone,
                ),
            ),
        )
        return [self._take(name, text % {"n": tr.number(n)}) for n, name, text in boxes if n]

    def _take(self, name: str, text: str) -> QCheckBox:
        def decide(on: bool) -> None:
            setattr(self.session, name, on)
            self._tell()

        return _check_box(text, name, bool(getattr(self.session, name)), decide)

    def _proposals(self) -> QFrame:
        tr, _ = self.context.tr, self.context.tr.gettext
        session = self.session
        names = session.plan.proposals
        wanted = session.shown.proposed
        inner = column(label(_("Make them situational?"), "heading"), spacing=8)
        text = tr.ngettext(
            "%(n)s item gives every option points of its own (20, 40, 60, 80, 100). That is how "
            "situational items are written; otherwise only the best option counts.",
            "%(n)s items give every option points of its own (20, 40, 60, 80, 100). That is how "
            "situational items are written; otherwise only the best option counts.",
            len(names),
        )
        inner.addWidget(paragraph(text % {"n": tr.number(len(names))}))
        boxes: list[QCheckBox] = []

        def decide_all(on: bool) -> None:
            session.declined = frozenset() if on else names
            for box in boxes:
                box.blockSignals(True)
                box.setChecked(on)
                box.blockSignals(False)

        everything = _check_box(
            _("Make all of them situational"), "sjt-all", not session.declined, decide_all
        )
        inner.addWidget(everything)
        if wanted:
            part = QWidget()
            rows = column(spacing=4)
            for entry in wanted:
                box = self._proposal(entry, everything)
                boxes.append(box)
                rows.addWidget(box)
            part.setLayout(rows)
            inner.addWidget(Disclosure(_("Decide one by one"), _("Hide the list"), part))
        return card(inner)

    def _proposal(self, entry: Entry, everything: QCheckBox) -> QCheckBox:
        def decide(on: bool) -> None:
            mine = frozenset({entry.id})
            declined = self.session.declined
            self.session.declined = declined - mine if on else declined | mine
            everything.blockSignals(True)
            everything.setChecked(not self.session.declined)
            everything.blockSignals(False)

        on = entry.id not in self.session.declined
        return _check_box(_short(entry.item.stem, 100), f"sjt-{entry.id}", on, decide)

    def _entries(self) -> QWidget:
        tr, _ = self.context.tr, self.context.tr.gettext
        order = list(State)

        def state(entry: Entry) -> str:
            return _("not imported") if not entry.usable else _(STATES[entry.state])

        def remark(entry: Entry) -> str:
            if entry.state is State.CHANGED:
                return ", ".join(_(_PARTS.get(part, part)) for part in entry.changed)
            return bar_text.kind_name(kind_of(entry.item), tr)

        columns: tuple[Column[Entry], ...] = (
            Column(_("State"), state, lambda e: (e.usable, order.index(e.state))),
            Column(_("Question"), lambda e: _short(e.item.stem, _STEM), stretch=1),
            Column(_("Change or kind"), remark),
        )
        shown = self.session.shown

        def part() -> QWidget:
            model: TableModel[Entry] = TableModel(columns, shown.entries)
            table = FitTable(self.context, model, _("Items in the file"), 8, True, most_stacked=4)
            inner = column(table, spacing=8)
            rest = shown.all_entries - len(shown.entries)
            if rest > 0:
                more = tr.ngettext("and %(n)s more item", "and %(n)s more items", rest)
                inner.addWidget(label(more % {"n": tr.number(rest)}, "muted"))
            made = QWidget()
            made.setLayout(inner)
            return made

        return Disclosure(_("Show the items"), _("Hide the items"), part)

    def _footer(self) -> QFrame:
        _ = self.context.tr.gettext
        tools = FlowLayout(8)
        tools.addWidget(self.go)
        later: list[tuple[bool, str, Callable[[], None]]] = [
            (self.session.preview.table is not None, _("Change columns…"),
             self.columns_requested.emit),
            (self._can_mark, _("Save a marked copy…"), self.marked_requested.emit),
            (True, _("Cancel"), self.left.emit),
        ]  # fmt: skip
        for wanted, text, react in later:
            if wanted:
                made = button(text)
                made.clicked.connect(react)
                tools.addWidget(made)
        frame = QFrame()
        frame.setLayout(column(self._summary, tools, spacing=8, margins=(24, 8, 24, 12)))
        return frame

    def _tell(self) -> None:
        """Say what pressing the button will do, and whether it can be pressed."""
        tr, _ = self.context.tr, self.context.tr.gettext
        session = self.session
        ready = not session.encoding and not session.nothing_chosen
        self.go.setEnabled(ready)
        if session.encoding:
            text = _("First say whether the letters are right.")
        elif session.nothing_chosen:
            text = _("There is nothing to import.")
        else:
            n = sum(map(session.count, session.states)) + len(session.stories)
            text = tr.ngettext(
                "%(n)s change to the bank “%(title)s”", "%(n)s changes to the bank “%(title)s”", n
            ) % {"n": tr.number(n), "title": session.plan.info.title}
        self._summary.setText(text)


def _check_box(text: str, name: str, on: bool, decide: Callable[[bool], None]) -> QCheckBox:
    box = CheckRow(text)
    box.setObjectName(name)
    box.setChecked(on)
    box.toggled.connect(decide)
    return box


def _short(text: str, most: int) -> str:
    line = " ".join(text[: most * 2].split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
