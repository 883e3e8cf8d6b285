"""Errors of the world, told apart from our own bugs.

Both kinds carry a *code* and parameters, never a sentence: the sentence is looked up in
``ethics_desktop.messages`` in the language of the person (see ``docs/architecture.md``).
"""

from __future__ import annotations


class UserError(Exception):
    """Something the person can act on: a file that is no bank, a form that cannot be drawn.

    Args:
        code: key into ``messages.ERRORS``.
        params: values for the placeholders of the sentence.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value!r}" for key, value in sorted(self.params.items()))
        return f"{self.code}({shown})"


class StorageError(UserError):
    """The disk or the database refused. Nothing that was confirmed before is lost.

    Codes: ``disk_full``, ``read_only``, ``locked``, ``damaged``, ``newer_schema``,
    ``folder_gone``, ``io_error``, ``in_use``, ``nothing_to_copy``, ``settings_unwritable``.
    """
