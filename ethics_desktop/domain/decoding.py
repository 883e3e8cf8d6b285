"""Decoders of JSON that are made when they are first used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class LazyDecoder(Generic[T]):
    """A ``msgspec.json.Decoder`` whose type is looked through when something is decoded first.

    That costs up to a millisecond for a type, and a start decodes few of them.

    Args:
        kind: the type to decode, as ``msgspec.json.Decoder`` takes it; ``T`` has to be named
            where it is a union.
    """

    __slots__ = ("_kind", "decode")
    decode: Callable[[str | bytes], T]

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def __getattr__(self, name: str) -> Any:
        """Make the decoder: ``decode`` is an empty slot until it is asked for."""
        if name != "decode":
            raise AttributeError(name)
        self.decode = msgspec.json.Decoder(self._kind).decode
        return self.decode
