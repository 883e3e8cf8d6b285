"""Large values are taken apart in pieces, so that a window moves on meanwhile."""

from __future__ import annotations

import time

import msgspec

from ethics_desktop.domain.pausing import PIECE

#: A rest after each piece, seconds: who waits for the interpreter gets it then.
REST_S = 0.001


def let_go(value: msgspec.Struct, *fields: str) -> None:
    """Empty tuples of a frozen value piece by piece; for other threads than the window's.

    Only for values that nobody reads any more; who still holds them finds the fields empty.

    Args:
        value: what holds the tuples.
        fields: the names of the tuples.
    """
    for field in fields:
        held = list(getattr(value, field))
        msgspec.structs.force_setattr(value, field, ())
        while held:
            del held[-PIECE:]
            if held:
                time.sleep(REST_S)
