"""The real clock, ids and seeds; everything else is handed one of these."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


class SystemClock:
    """The clocks of this PC; satisfies :class:`ethics_desktop.domain.clock.Clock`."""

    def now(self) -> datetime:
        """Return the wall clock as an aware UTC time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds of a clock that never goes back."""
        return time.monotonic()


def new_id() -> str:
    """Return a fresh attempt id, 32 hexadecimal digits."""
    return os.urandom(16).hex()


def new_seed(now: datetime) -> str:
    """Return the seed of a draw, ``YYYYMMDD-<8 hex>`` (``measurement.md`` 2.3)."""
    return f"{now.astimezone():%Y%m%d}-{os.urandom(4).hex()}"
