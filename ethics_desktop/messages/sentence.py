"""The untranslated pair behind an explanation."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """What happened, and what the person can do; English texts with ``%(name)s`` placeholders."""

    what: str
    action: str
