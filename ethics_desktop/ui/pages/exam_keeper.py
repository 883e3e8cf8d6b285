"""Keeps what the disk refused until it is stored. Plain Python, no Qt."""

from __future__ import annotations

from datetime import datetime

from ethics_desktop.domain.attempt import Answer
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.services.sitting import Sitting


class Keeper:
    """Passes answers and doubts on to the sitting and remembers those that failed.

    What failed is what the screen goes on showing; nothing here claims that it is stored.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._answers: dict[int, Answer | None] = {}
        self._flags: dict[int, bool] = {}

    @property
    def unsaved(self) -> tuple[int, ...]:
        """Positions with something that is not stored, ascending."""
        return tuple(sorted({*self._answers, *self._flags}))

    def answer_of(self, position: int) -> Answer | None:
        """Return the answer to show: the one not stored yet, else the stored one."""
        if position in self._answers:
            return self._answers[position]
        return self._sitting.state(position).answer

    def flag_of(self, position: int) -> bool:
        """Return the doubt to show."""
        if position in self._flags:
            return self._flags[position]
        return self._sitting.state(position).flagged

    def answer(self, position: int, answer: Answer | None) -> datetime:
        """Store an answer; raises as :meth:`Sitting.answer`, after remembering it."""
        try:
            at = self._sitting.answer(position, answer)
        except StorageError:
            self._answers[position] = answer
            raise
        self._answers.pop(position, None)
        return at

    def flag(self, position: int, on: bool) -> datetime:
        """Store a doubt; raises as :meth:`Sitting.flag`, after remembering it."""
        try:
            at = self._sitting.flag(position, on)
        except StorageError:
            self._flags[position] = on
            raise
        self._flags.pop(position, None)
        return at

    def retry(self) -> None:
        """Try everything again.

        Raises:
            StorageError: the disk refuses still; what was stored before it did is forgotten here.
            UserError: ``time_over``, ``attempt_closed``.
        """
        for position in sorted(self._answers):
            self.answer(position, self._answers[position])
        for position in sorted(self._flags):
            self.flag(position, self._flags[position])
