"""The hash of everything in a bank: its head, its items and the scenarios kept with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Self

from ethics_desktop.domain.bank import Bank, BankInfo, Item, canonical_lines
from ethics_desktop.store.codec import to_json

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ethics_desktop.domain.scenario import Scenario

#: So many items are encoded together, about 400 kB.
PART = 200


class BankHash:
    """Hashes on a thread of its own: hashing lets go of the interpreter. A context manager."""

    def __init__(self, info: BankInfo) -> None:
        from concurrent.futures import ThreadPoolExecutor
        from hashlib import blake2b  # both on demand: a start with nothing new does without them

        self._hash = blake2b(to_json(info).encode(), digest_size=32)
        self._beside = ThreadPoolExecutor(1)
        self._parts: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._beside.shutdown()

    def encoded(self, items: Sequence[Item]) -> Iterator[tuple[Sequence[Item], list[memoryview]]]:
        """Hash items; yield some at a time with their canonical bytes."""
        for start in range(0, len(items), PART):
            part = items[start : start + PART]
            lines = canonical_lines(part)
            self._parts.append(self._beside.submit(self._update, lines))
            yield part, list(_cut(lines))

    def digest(self, scenarios: Sequence[Scenario]) -> str:
        """Return the hash (hexadecimal) of what was encoded and of these scenarios."""
        for part in self._parts:
            part.result()  # an error of the thread is one of the caller
        if scenarios:
            from ethics_desktop.domain.scenario import canonical  # few banks keep any here

            for one in scenarios:
                self._hash.update(b"\n" + canonical(one))
        return self._hash.hexdigest()

    def _update(self, lines: bytes) -> None:
        self._hash.update(b"\n")
        self._hash.update(memoryview(lines)[:-1])


def _cut(lines: bytes) -> Iterator[memoryview]:
    """Yield lines without their ends; copying them would take half as long as encoding does."""
    whole, start = memoryview(lines), 0
    while (end := lines.find(b"\n", start)) >= 0:
        yield whole[start:end]
        start = end + 1


def hash_of(bank: Bank, scenarios: Sequence[Scenario]) -> str:
    """Return the hash (hexadecimal) of a bank."""
    with BankHash(bank.info) as whole:
        for _part in whole.encoded(bank.items):
            pass
        return whole.digest(scenarios)
