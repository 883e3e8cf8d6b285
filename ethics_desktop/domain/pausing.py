"""Very many small values are made without the collector of cycles, and end in pieces.

Both the collector and the end of a large value are one step of the interpreter, in which no other
thread moves: with 100,000 items each of them would silence a window for a third of a second, on
whichever thread it happens.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Any

from ethics_desktop.domain.watching import StoppedError

#: From so many new containers on, looking through them once more takes noticeable time.
MANY = 50_000
#: So many values are let go in one step; for items that is less than a millisecond.
PIECE = 50


def end(values: list[Any]) -> None:
    """Empty a list of very many values in pieces."""
    while values:
        del values[-PIECE:]


@contextlib.contextmanager
def growing(*values: list[Any]) -> Iterator[None]:
    """Empty lists that grow inside in pieces when the work is stopped.

    Else all that was read so far would end at once, with the error whose frames hold it.
    """
    try:
        yield
    except StoppedError:
        for each in values:
            end(each)
        raise


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector of cycles: frozen values never form any, and looking costs a third.

    What was set before is set again, also inside another pause. Very many new values are kept out
    of later passes too; they still end when nobody holds them.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if gc.get_count()[0] > MANY:
                gc.freeze()
            gc.enable()
