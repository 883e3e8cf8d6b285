"""Large values end in pieces."""

from __future__ import annotations

import msgspec

from ethics_desktop.services.letting_go import let_go


class Many(msgspec.Struct, frozen=True):
    values: tuple[str, ...]
    others: tuple[str, ...] = ("x",)


def test_fields_are_emptied_and_others_stay() -> None:
    many = Many(tuple(map(str, range(1_000))))
    kept = many.values[:3]
    let_go(many, "values")
    assert many == Many((), ("x",))
    assert kept == ("0", "1", "2")
