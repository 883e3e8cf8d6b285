"""Blueprints: how a form is composed, as data (``resources/blueprints/*.json``)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec

from ethics_desktop.domain.bank import Level, Pool, Principle, Slug

Share = Annotated[float, msgspec.Meta(ge=0)]


class TimePolicy(str, Enum):
    """What counts as time: ``active`` seconds before the items, or wall time to a deadline."""

    ACTIVE = "active"
    DEADLINE = "deadline"


class Half(str, Enum):
    """One of two equivalent halves of the items a blueprint may use (``measurement.md`` 2.5)."""

    A = "A"
    B = "B"


class Blueprint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many items of what a form holds.

    ``items`` is the wanted number; with ``at_most`` a smaller bank gives a shorter form and
    ``minutes`` shrink in proportion (rounded up). ``pools`` are tried in order: a later pool is
    used only when an earlier one runs short. ``principles`` and ``levels`` are relative weights.
    ``module_minimum`` asks for that many items of each Bimtek module. ``kind_maximum`` caps the
    share (0..1) of a kind. ``cut`` is the percent for verdicts. ``verdicts`` False: too short for
    one per principle. ``tkp`` shows TKP-style points over the situational items. ``half`` draws
    from one half of the items only: forms with the same ``half_seed`` and pools share none.
    ``one_each`` draws one item of every BerAKHLAK behaviour; levels and kinds are then left alone.
    """

    id: Slug
    title: dict[str, str]
    description: dict[str, str] = {}
    items: Annotated[int, msgspec.Meta(ge=1, le=500)]
    at_most: bool = False
    minutes: Annotated[int, msgspec.Meta(ge=1, le=600)]
    policy: TimePolicy = TimePolicy.ACTIVE
    pools: tuple[Pool, ...] = (Pool.LATIHAN,)
    banks: tuple[Slug, ...] = ()  # empty: every bank
    principles: dict[Principle, Share]
    levels: dict[Level, Share]
    module_minimum: Annotated[int, msgspec.Meta(ge=0)] = 0
    kind_maximum: dict[str, Annotated[float, msgspec.Meta(ge=0, le=1)]] = {}
    cut: Annotated[float, msgspec.Meta(gt=0, lt=100)] = 70.0
    verdicts: bool = True
    tkp: bool = False
    half: Half | None = None
    half_seed: str = ""
    one_each: bool = False
