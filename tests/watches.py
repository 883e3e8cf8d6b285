"""Watches (``domain.watching``) for tests."""

from __future__ import annotations

from ethics_desktop.domain.watching import StoppedError


class Looking:
    """Keeps what it is told; stops the work at one look too many.

    Args:
        looks: so many are let pass; None for all.
    """

    def __init__(self, looks: int | None = None) -> None:
        self.told: list[float] = []
        self._looks = looks

    def __call__(self, share: float) -> None:
        self.told.append(share)
        if self._looks is not None and len(self.told) > self._looks:
            raise StoppedError
