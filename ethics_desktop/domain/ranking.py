"""Candidates of one cell in the order in which a draw takes them (``measurement.md`` 2.3).

A library may hold 100,000 candidates and a form needs a few of each cell, so each lane sorts only
the smallest keys and the rest when somebody asks for it. The order is exactly that of sorting all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter

import msgspec

from ethics_desktop.domain.chance import draw_key, unit
from ethics_desktop.domain.records import Candidate
from ethics_desktop.domain.sha import sha256

_SHORTLIST = 24  # members a large lane sorts at first
_SMALL = 48  # lanes up to this size are sorted at once


class Ranked(msgspec.Struct, frozen=True):
    """A candidate with its draw key.

    ``pool`` is the place of its pool in the blueprint; ``recent`` tells that it rests because it
    was met lately.
    """

    candidate: Candidate
    key: float
    pool: int
    recent: bool


class Lane:
    """Candidates of one cell and one pool, in order of their draw keys."""

    def __init__(
        self, members: Sequence[Candidate], seed: str, weights: Mapping[str, float]
    ) -> None:
        """Prepare a lane; nothing is computed before somebody iterates.

        Args:
            members: candidates, any order.
            seed: seed of the attempt.
            weights: item id to weight; 1 where it is missing.
        """
        self._members = members
        self._seed = seed
        self._weights = weights
        self._sorted: list[Candidate] | None = None
        self._keys: list[float] = []
        self._digests: list[bytes] = []
        self._complete = False

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[tuple[Candidate, float]]:
        if self._sorted is None:
            self._sorted = []
            self._hash()
            size = len(self._members)
            self._sort(1.0 if size <= _SMALL else _SHORTLIST / size)
        shown = 0
        while True:
            while shown < len(self._sorted):
                yield self._sorted[shown], self._keys[shown]
                shown += 1
            if self._complete:
                return
            self._sort(1.0)

    def _hash(self) -> None:
        """Hash every member's id once; this is most of what a large draw costs."""
        head = f"{self._seed}|pilih|"
        self._digests = [sha256((head + m.id).encode()).digest() for m in self._members]

    def _sort(self, share: float) -> None:
        """Sort the members whose key lies below that of draw value ``share`` (1.0: all)."""
        assert self._sorted is not None
        everything = share >= 1.0
        steps = int(share * (1 << 53))
        limit = b"\xff" * 33 if everything else (steps << 11).to_bytes(8, "big")
        edge = 0.0 if everything else draw_key(steps / (1 << 53))
        weights = self._weights
        entries = []
        for member, digest in zip(self._members, self._digests, strict=True):
            if digest < limit:  # a weight of at most 1 only makes a key larger
                key = draw_key(unit(digest), weights.get(member.id, 1.0))
                if everything or key < edge:
                    entries.append((key, member.id, member.bank, member))
        entries.sort(key=itemgetter(0, 1, 2))
        self._sorted = [entry[3] for entry in entries]
        self._keys = [entry[0] for entry in entries]
        self._complete = everything


class Supply:
    """Everything one cell (principle and level) can give, in the order of preference.

    Fresh items first, pool after pool; then the resting ones, pool after pool.
    """

    def __init__(
        self,
        pools: Sequence[Sequence[Candidate]],
        seed: str,
        weights: Mapping[str, float],
        resting: Collection[str],
    ) -> None:
        """Sort the candidates into lanes.

        Args:
            pools: candidates of each pool, in order of preference.
            seed: seed of the attempt.
            weights: item id to weight, above 0 and at most 1; 1 where it is missing.
            resting: ids of items met too lately.
        """
        self.held = sum(map(len, pools))
        self._resting = resting
        self._lanes = [(place, Lane(part, seed, weights)) for place, part in enumerate(pools)]

    def fresh(self) -> Iterator[Ranked]:
        """Iterate over the items that do not rest."""
        return self._pass(resting=False)

    def __iter__(self) -> Iterator[Ranked]:
        yield from self._pass(resting=False)
        if self._resting:
            yield from self._pass(resting=True)

    def _pass(self, *, resting: bool) -> Iterator[Ranked]:
        for place, lane in self._lanes:
            for candidate, key in lane:
                if (candidate.id in self._resting) is resting:
                    yield Ranked(candidate, key, place, resting)
