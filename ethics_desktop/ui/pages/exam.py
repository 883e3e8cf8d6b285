"""The exam screen, laid out like the official computer test (``experience.md``, "Asesmen").

Choosing saves at once; "Tersimpan" appears only when the answer is on disk. Keys: A to E or 1 to 5
choose, Enter and Space go on, Left and Right move, R marks a doubt, G goes to the grid,
Ctrl+Enter finishes. What a text field or a list needs for itself stays with it; a focused check
box keeps Space, a focused push button keeps Space and Enter.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from ethics_desktop.domain.attempt import Answer
from ethics_desktop.domain.constants import HEARTBEAT_S
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.messages import explain
from ethics_desktop.services.sitting import Sitting
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.exam_keeper import Keeper
from ethics_desktop.ui.pages.exam_screen import ExamScreen
from ethics_desktop.ui.widgets.basics import set_role

HEARTBEAT_MS = round(1000 * HEARTBEAT_S)
_GO_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, _KEYPAD)


class ExamPage(ExamScreen):
    """One sitting on the screen.

    Signals: ``finished(AttemptResult)`` once the attempt is closed, ``left()`` when the person
    goes away and the attempt stays open.

    Args:
        context: language, colours, clock.
        sitting: the open attempt.
        hide_timer: the person's wish not to see the time.
        parent: the stack of flows.
    """

    finished = Signal(object)
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        sitting: Sitting,
        hide_timer: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, sitting, hide_timer, parent)
        self.sitting = sitting
        self._keeper = Keeper(sitting)
        self._total = len(sitting.form_items)
        self._active = self._ending = self._closed = False
        self._warned_leave = False
        self._banner_moves = 0  # moves that the banner outlives
        self._retry: Callable[[], None] = self._save_again
        self._connect()
        self._build_keys()
        self._heart = QTimer(self)
        self._heart.setInterval(HEARTBEAT_MS)
        self._heart.timeout.connect(self._beat)
        self._show_item(sitting.position, open_it=False)
        for position in range(1, self._total + 1):
            self._show_mark(position)
        if sitting.interrupted:
            text = context.tr.gettext(
                "We go on from item %(n)d. All saved answers are still there."
            )
            self.banner.show_message("info", text % {"n": sitting.position})

    def _connect(self) -> None:
        self.header.pause_requested.connect(self._leave_for_now)
        self.header.finish_requested.connect(self.show_finish)
        self.banner.action.connect(lambda: self._retry())
        self.view.answer_changed.connect(self._answered)
        self.back.clicked.connect(lambda: self._move(-1))
        self.skip.clicked.connect(self.skip_item)
        self.doubt.toggled.connect(self._flagged)  # clicked leaves out assistive tools
        self.next.clicked.connect(self.go_on)
        self.panel.grid.chosen.connect(self.go_to)
        self.finish.go_to.connect(self.go_to)
        self.finish.confirmed.connect(self._submit)
        self.finish.cancelled.connect(lambda: self.go_to(self.sitting.position))
        self.countdown.expired.connect(self._time_up)

    def _build_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Left", lambda: self._move(-1)),
            ("Right", lambda: self._move(+1)),
            ("Ctrl+Return", self.show_finish),
            ("Ctrl+Enter", self.show_finish),
        )
        self._shortcuts = []
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
            self._shortcuts.append(shortcut)

    # moving

    def enter(self) -> None:
        """Start the clock and the heartbeat."""
        if self._closed:
            return
        self._active = True
        self.sitting.open(self.sitting.position)
        self._heart.start()
        self.countdown.start()
        if not self._closed:
            self.view.focus_stem()

    def focus_first(self) -> None:
        """Begin at the item, not at «Keluar sementara», which is the first control."""
        if self.working:
            self.view.focus_stem()
        else:
            super().focus_first()

    def leave(self) -> None:
        """Stop, store what is pending; the attempt stays open."""
        if not self._active:
            return
        self._active = False
        self._heart.stop()
        self.countdown.stop()
        self.view.flush()
        self._try_pending()
        try:
            self.sitting.leave()
        except UserError as error:
            self._report(error)

    def unsaved(self) -> bool:
        """Tell whether an answer or a doubt is only on the screen."""
        return bool(self._keeper.unsaved)

    def go_to(self, position: int) -> None:
        """Show an item, by its number from 1."""
        if self._ending or self._closed or not 1 <= position <= self._total:
            return
        self.view.flush()
        if self._keeper.unsaved:
            self._try_pending()
        elif self._banner_moves:
            self._banner_moves -= 1
        else:
            self.banner.clear()
        self._work_on(True)
        before = self.sitting.position
        self._show_item(position, open_it=True)
        self._show_mark(before)
        self._show_mark(position)
        self.fit()

    def go_on(self) -> None:
        """Go to the next item; after the last, to the list of open ends."""
        if self.sitting.position == self._total:
            self.show_finish()
        else:
            self._move(+1)

    def skip_item(self) -> None:
        """Go to the next item without an answer; if there is none, to the list of open ends."""
        here = self.sitting.position
        rest = [*range(here + 1, self._total + 1), *range(1, here)]
        self.view.flush()
        empty = (p for p in rest if not self.sitting.state(p).answered)
        target = next(empty, None)
        if target is None:
            self.show_finish()
        else:
            self.go_to(target)

    def show_finish(self) -> None:
        """Show the numbers that are empty or doubtful and ask whether to finish."""
        if self._ending or self._closed:
            return
        self.view.flush()
        if self._keeper.unsaved and not self._try_pending():
            return
        states = [self.sitting.state(p) for p in range(1, self._total + 1)]
        self._work_on(False)
        self.finish.show_states(states)

    def _work_on(self, work: bool) -> None:
        self.show_work(work)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(work)

    def _move(self, step: int) -> None:
        self.go_to(self.sitting.position + step)

    def _show_item(self, position: int, open_it: bool) -> None:
        if open_it:
            self.sitting.open(position)
        _ = self.context.tr.gettext
        form_item = self.sitting.form_items[position - 1]
        text = _("Item %(n)d of %(total)d") % {"n": position, "total": self._total}
        self.number.setText(text)
        self.view.show_item(form_item, self._keeper.answer_of(position))
        with QSignalBlocker(self.doubt):
            self.doubt.setChecked(self._keeper.flag_of(position))
        self.back.setEnabled(position > 1)
        self.panel.grid.set_current(position)
        self.panel.reveal(position)
        self.show_top()
        self._show_saved()
        self.header.show_counts(self.sitting.counts())
        if open_it:
            self.view.focus_stem()
            self.context.announce(self.number, text)

    def _show_mark(self, position: int) -> None:
        current = position == self.sitting.position
        self.panel.grid.show_state(self.sitting.state(position), current)

    # saving

    def _answered(self, answer: Answer | None) -> None:
        if self._ending:
            return
        position = self.sitting.position
        self._save(lambda: self._keeper.answer(position, answer))
        if not self._keeper.unsaved and self.sitting.nudge:
            _ = self.context.tr.gettext
            text = _("The last three answers came very quickly. Take the time to read.")
            self.banner.show_message("info", text)
            self._banner_moves = 1

    def _flagged(self, on: bool) -> None:
        _ = self.context.tr.gettext
        text = _("%(option)s, ticked") if on else _("%(option)s, not ticked")
        self.context.announce(self.doubt, text % {"option": self.doubt.text()})
        position = self.sitting.position
        self._save(lambda: self._keeper.flag(position, on))

    def _save(self, store: Callable[[], object]) -> None:
        had_trouble = bool(self._keeper.unsaved)
        try:
            store()
            self._keeper.retry()
        except StorageError as error:
            self._report(error)
        except UserError as error:
            self._refused(error)
        else:
            if had_trouble:
                self.banner.clear()
            self._warned_leave = False
        self._after_saving()

    def _after_saving(self) -> None:
        self._show_saved()
        self._show_mark(self.sitting.position)
        self.header.show_counts(self.sitting.counts())
        if self.sitting.position not in self._keeper.unsaved:
            self.context.announce(self.saved, self.saved.text())

    def _try_pending(self) -> bool:
        """Store again what the disk refused; tell whether nothing is left."""
        if not self._keeper.unsaved:
            return True
        waiting = self._keeper.unsaved
        self._save(lambda: None)
        for position in waiting:
            self._show_mark(position)
        return not self._keeper.unsaved

    def _save_again(self) -> None:
        if self._try_pending():
            self.banner.clear()

    def _show_saved(self) -> None:
        _ = self.context.tr.gettext
        position = self.sitting.position
        moment = self.sitting.state(position).saved_at
        if position in self._keeper.unsaved:
            self.saved.setText(_("Not saved yet"))
            set_role(self.saved, "textRole", "bad")
            return
        text = _("Saved %(time)s") % {"time": self.context.tr.time(moment)} if moment else ""
        self.saved.setText(text)
        set_role(self.saved, "textRole", "muted")

    def _report(self, error: UserError, retry: Callable[[], None] | None = None) -> None:
        _ = self.context.tr.gettext
        self._retry = retry or self._save_again
        text = " ".join(explain(error, self.context.tr))
        if not (self.banner.isVisible() and self.banner.text == text):  # said once, not each beat
            self.banner.show_message("bad", text, _("Try saving again"), closable=False)

    def _refused(self, error: UserError) -> None:
        if error.code == "time_over":
            self._time_up()
        else:
            self.banner.show_message("bad", " ".join(explain(error, self.context.tr)))

    def _beat(self) -> None:
        if self._keeper.unsaved:
            self._try_pending()
        if self._closed:
            return
        try:
            self.sitting.heartbeat()
        except StorageError:
            return  # the next beat tries again; answers report their own failures

    # ending

    def _leave_for_now(self) -> None:
        self.view.flush()
        if not self._try_pending() and not self._warned_leave:
            self._warned_leave = True
            _ = self.context.tr.gettext
            text = _(
                "Some answers are not saved yet. If you leave now they are lost: item %(items)s."
            )
            items = ", ".join(str(position) for position in self._keeper.unsaved)
            self.banner.show_message(
                "bad", text % {"items": items}, _("Try saving again"), closable=False
            )
            return
        self.leave()
        self.left.emit()

    def _submit(self) -> None:
        if not self._try_pending():
            return
        self._close(time_up=False)

    def _time_up(self) -> None:
        if self._ending or self._closed:
            return
        self._ending = True
        self.countdown.stop()
        self.freeze()
        self._work_on(True)
        self._close(time_up=True)

    def _close(self, time_up: bool) -> None:
        if self._closed:
            return
        try:
            result = self.sitting.submit(time_up=time_up)
        except StorageError as error:
            self._report(error, lambda: self._close(time_up))
            return
        except UserError as error:
            self.banner.show_message("bad", " ".join(explain(error, self.context.tr)))
            return
        self._closed = True
        self._active = False
        self._heart.stop()
        self.countdown.stop()
        self.freeze()
        if time_up:
            _ = self.context.tr.gettext
            self.banner.show_message("info", _("Time is up. All saved answers count."))
        self.finished.emit(result)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Act on the keys that no control wanted for itself."""
        plain = event.modifiers() in _PLAIN and not event.isAutoRepeat()
        if not (self.working and plain and self._key(event.key())):
            super().keyPressEvent(event)

    def _key(self, key: int) -> bool:
        if key in _GO_ON:
            held = self.focusWidget()
            if isinstance(held, QPushButton):
                held.click()
            else:
                self.go_on()
        elif key == Qt.Key.Key_R:
            self.doubt.click()
        elif key == Qt.Key.Key_G:
            self.panel.grid.focus_number(self.sitting.position)
        else:
            return self.view.choose_by_key(key)
        return True
