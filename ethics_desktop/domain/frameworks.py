"""Frameworks: value systems that items are mapped to, as data (``resources/frameworks/*.json``)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ethics_desktop.domain.bank import Slug, Text


class FrameworkPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A value, behaviour, module or function; ``code`` is unique within its framework."""

    code: Text
    title: dict[str, str]
    description: dict[str, str] = {}
    parts: tuple[FrameworkPart, ...] = ()


class Framework(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True
):
    """One framework with its parts, in the order of its source."""

    id: Slug
    title: dict[str, str]
    source: Text
    parts: tuple[FrameworkPart, ...]

    def walk(self) -> Iterator[FrameworkPart]:
        """Yield every part, parents before children."""

        def below(parts: tuple[FrameworkPart, ...]) -> Iterator[FrameworkPart]:
            for part in parts:
                yield part
                yield from below(part.parts)

        return below(self.parts)

    def codes(self) -> frozenset[str]:
        """Return every code of the framework."""
        return frozenset(part.code for part in self.walk())
