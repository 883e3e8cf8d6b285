"""What counts as a change, and how much of one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ethics_desktop.domain.bank import Bank, Item, Level, Option, SingleItem
from ethics_desktop.domain.bank_changes import (
    Size,
    bank_change,
    changed_parts,
    next_version,
    size_of,
    succeed,
    text_mark,
)
from tests.unit.store.sample import bank, item

replace = msgspec.structs.replace


def choice(**changes: Any) -> SingleItem:
    options = (
        Option("a", "satu", correct=True, reason="r1"),
        Option("b", "dua"),
        Option("c", "tiga"),
    )
    return replace(SingleItem(id="x", stem="Apa?", options=options, explanation="k"), **changes)


@pytest.mark.parametrize("number", range(7))
def test_nothing_changed_in_any_kind(number: int) -> None:
    one = item(number)
    assert changed_parts(one, one) == ()
    assert succeed(one, replace(one, id="lain"), whole=True) == one
    assert text_mark(one) == text_mark(replace(one, id="lain"))


@pytest.mark.parametrize(
    ("change", "parts", "rev", "size"),
    [
        ({"stem": "Apa saja?"}, ("stem",), 2, Size.PATCH),
        ({"explanation": "lain"}, ("explanation",), 1, Size.PATCH),
        ({"hint": "ingat"}, ("hint",), 1, Size.PATCH),
        ({"meta": replace(choice().meta, level=Level.LANJUT)}, ("meta",), 1, Size.PATCH),
    ],
)
def test_parts_of_a_change(change: Any, parts: tuple[str, ...], rev: int, size: Size) -> None:
    new = choice(**change)
    assert changed_parts(choice(), new) == parts
    assert succeed(choice(), new, whole=True).rev == rev
    assert size_of(parts) is size


def with_options(*options: Option) -> SingleItem:
    return choice(options=options)


def test_options_and_keys_raise_the_revision() -> None:
    old = choice()
    text = with_options(Option("a", "SATU!", correct=True), *old.options[1:])
    assert changed_parts(old, text) == ("options", "reasons")
    key = with_options(Option("a", "satu"), Option("b", "dua", correct=True), old.options[2])
    assert "key" in changed_parts(old, key) and size_of(changed_parts(old, key)) is Size.MAJOR
    fewer = with_options(*old.options[:2])
    assert size_of(changed_parts(old, fewer)) is Size.MAJOR
    for new in (text, key, fewer):
        assert succeed(old, new, whole=True).rev == 2
    order = with_options(old.options[1], old.options[0], old.options[2])
    assert changed_parts(old, order) == ("options",)


def test_a_poor_format_takes_nothing_away() -> None:
    """Other option ids, no reasons, no explanation: the item is the same."""
    old = choice(meta=replace(choice().meta, tags=("a",), level=Level.LANJUT))
    poor = SingleItem(
        id="baru-1",
        stem="Apa?",
        options=(Option("a", "tiga"), Option("b", "Satu", correct=True), Option("c", "dua")),
    )
    merged = succeed(old, poor, whole=False)
    assert [option.id for option in merged.options] == ["a", "b", "c"]  # type: ignore[union-attr]
    assert changed_parts(old, merged) == ("options",)  # only "Satu" for "satu"
    same = replace(
        poor, options=(poor.options[0], Option("b", "satu", correct=True), poor.options[2])
    )
    assert succeed(old, same, whole=False) == old
    assert succeed(old, same, whole=True) != old


def test_new_options_get_free_ids_and_changed_ones_keep_theirs() -> None:
    old = choice()
    new = with_options(Option("a", "dua"), Option("b", "enam", correct=True), Option("c", "tiga"),
                       Option("d", "tujuh"))  # fmt: skip
    merged = succeed(old, new, whole=False)
    assert [(o.id, o.text) for o in merged.options] == [  # type: ignore[union-attr]
        ("b", "dua"), ("a", "enam"), ("c", "tiga"), ("d", "tujuh"),
    ]  # fmt: skip


def test_an_authors_higher_revision_is_kept() -> None:
    assert succeed(choice(), choice(stem="Lain?", rev=7), whole=True).rev == 7
    assert succeed(choice(rev=4), choice(stem="Lain?"), whole=True).rev == 5
    assert succeed(choice(rev=4), choice(), whole=True) == choice(rev=4)


@pytest.mark.parametrize(
    ("size", "version"),
    [(Size.NONE, "1.2.3"), (Size.PATCH, "1.2.4"), (Size.MINOR, "1.3.0"), (Size.MAJOR, "2.0.0")],
)
def test_versions(size: Size, version: str) -> None:
    assert next_version("1.2.3", size) == version


def test_a_bank_changes_as_much_as_its_items() -> None:
    old = bank()

    def with_items(*items: Item) -> Bank:
        return Bank(old.info, items)

    first, *rest = old.items
    assert bank_change(old, old) is Size.NONE
    assert bank_change(old, with_items(*rest)) is Size.MAJOR
    assert bank_change(old, with_items(*old.items, item(20))) is Size.MINOR
    assert bank_change(old, with_items(replace(first, stem="Lain?"), *rest)) is Size.PATCH
    assert bank_change(old, Bank(replace(old.info, title="Lain"), old.items)) is Size.PATCH
    assert bank_change(old, Bank(replace(old.info, version="9.0.0"), old.items)) is Size.NONE
