"""What is being written: kept until the disk has it, over changes of colours and language too.

Plain Python, no Qt.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.journal import Entry, Plan, Prompt

if TYPE_CHECKING:
    from ethics_desktop.services.journal import EntryView, JournalService


class EntryDraft:
    """One entry, new or stored.

    Attributes:
        entry: as it stands on the screen.
        plan: the promise made in it.
        entry_id: None until it was stored for the first time.
        saved_at: when it was stored last.
        dirty: whether the screen has something that the disk has not.
    """

    def __init__(
        self, service: JournalService, entry: Entry, stored: EntryView | None = None
    ) -> None:
        self._service = service
        self.entry = entry if stored is None else stored.entry
        self.plan = Plan() if stored is None else stored.plan
        self.entry_id = None if stored is None else stored.id
        self.saved_at: datetime | None = None if stored is None else stored.changed_at
        self.written_at: datetime | None = None if stored is None else stored.written_at
        self.dirty = False

    @property
    def blank(self) -> bool:
        """True while there is nothing worth storing."""
        return self.entry.blank and self.plan.blank

    def change_title(self, title: str) -> None:
        """Take over another title."""
        self._take(msgspec.structs.replace(self.entry, title=title), self.plan)

    def change_answer(self, prompt: Prompt, text: str) -> None:
        """Take over another text of one prompt."""
        answers = {**self.entry.answers, prompt: text}
        kept = {one: answers[one] for one in Prompt if answers.get(one, "").strip()}
        self._take(msgspec.structs.replace(self.entry, answers=kept), self.plan)

    def change_plan(self, plan: Plan) -> None:
        """Take over another promise."""
        self._take(self.entry, plan)

    def save(self) -> bool:
        """Store what is not stored yet; return whether there is anything on the disk.

        A new entry without a word is not stored; one that was emptied is, as it is not deleted
        by a slip of the hand.

        Raises:
            UserError: the disk refuses or the journal was locked; the draft keeps the text.
        """
        if not self.dirty or (self.entry_id is None and self.blank):
            return self.entry_id is not None
        saved = self._service.save(self.entry, self.plan, self.entry_id)
        self.entry_id, self.saved_at = saved.id, saved.changed_at
        self.written_at = saved.written_at
        self.dirty = False
        return True

    def try_save(self) -> UserError | None:
        """As :meth:`save`; return the error instead of raising it."""
        try:
            self.save()
        except UserError as error:
            return error
        return None

    def _take(self, entry: Entry, plan: Plan) -> None:
        if (entry, plan) != (self.entry, self.plan):
            self.entry, self.plan = entry, plan
            self.dirty = True
            self._service.used()
