"""Long work tells how far it has come, and learns that nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

#: Is told from time to time which share (0..1) is done; raises :class:`StoppedError`. What changes
#: something as a whole tells 1 before it does: then it is too late to stop it.
Watch = Callable[[float], None]

#: Looks that are taken at things going by.
_LOOKS = 200


class StoppedError(Exception):
    """Nobody waits any more: leave everything as it was before."""


def unwatched(_share: float) -> None:
    """Nobody looks."""


def part(watch: Watch, first: float, last: float) -> Watch:
    """Return the watch for a part of the work, which is that from share ``first`` to ``last``."""
    return lambda share: watch(last if share >= 1 else first + share * (last - first))


def watched(things: Iterable[T], total: int, watch: Watch) -> Iterator[T]:
    """Yield things, about ``total`` of them, while ``watch`` follows."""
    step = max(1, total // _LOOKS)
    for done, thing in enumerate(things):
        if not done % step:
            watch(min(1.0, done / max(1, total)))
        yield thing
