"""Values to columns and back: times as microseconds since 1970 UTC, the rest as JSON text."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from ethics_desktop.domain.errors import StorageError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encoder = msgspec.json.Encoder(order="deterministic")


def to_us(at: datetime) -> int:
    """Return microseconds since 1970 UTC; the time must be aware."""
    if at.tzinfo is None:
        raise ValueError("naive time")
    return (at - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Return the aware UTC time of :func:`to_us`."""
    return _EPOCH + timedelta(microseconds=us)


def to_json(value: object) -> str:
    """Return compact JSON with sorted keys."""
    return _encoder.encode(value).decode()


@contextlib.contextmanager
def stored_values(path: Path) -> Iterator[None]:
    """Turn values that cannot be what was stored into ``StorageError("damaged")``."""
    try:
        yield
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise StorageError("damaged", path=str(path), detail=str(error)) from error
