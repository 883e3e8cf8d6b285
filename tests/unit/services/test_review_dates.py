"""Which references fall due, earliest first, with everything that rests on them."""

from __future__ import annotations

import msgspec

from ethics_desktop.domain.bank import Item, Reference
from ethics_desktop.services.review_dates import due_references
from tests.unit.store import sample


def resting(number: int, *references: Reference) -> Item:
    item = sample.item(number)
    return msgspec.structs.replace(
        item, meta=msgspec.structs.replace(item.meta, references=references)
    )


def law(article: str, review_by: str | None, *facts: str) -> Reference:
    return Reference("UU 1/2020", article, facts, "2026-11-21", review_by)


def test_due_references_are_joined_and_sorted() -> None:
    one = resting(1, law("Pasal 2", "2027-05-21", "A-2"), law("Pasal 9", "2028-11-21"))
    two = resting(2, law("Pasal 2", "2027-03-01", "A-1"), law("Pasal 1", "2027-04-01"))
    three = resting(3, law("Pasal 7", None))
    found = due_references([("x", [one, three]), ("y", [two])], "2027-05-21")
    assert [(each.review_by, each.article, each.used) for each in found] == [
        ("2027-03-01", "Pasal 2", ("x/butir-001", "y/butir-002")),
        ("2027-04-01", "Pasal 1", ("y/butir-002",)),
    ]
    assert found[0].facts == ("A-1", "A-2")
    assert due_references([("x", [one])], "2027-05-20") == []
