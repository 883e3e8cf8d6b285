"""Forms: what is on offer, and drawing one. Used by the window and by the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain.attempt import Form, FormItem
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.display import display_order
from ethics_desktop.domain.drawing import draw_form, minutes_for, planned_size
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.records import Candidate, Exposure, StoredItem
from ethics_desktop.domain.scoring import blind


class ItemSource(Protocol):
    """What drawing needs of the library."""

    def candidates(self, banks: Sequence[str] = ()) -> list[Candidate]: ...
    def items(self, item_ids: Sequence[str]) -> list[StoredItem]: ...


class FormSize(msgspec.Struct, frozen=True):
    """A form with its real size now: ``items`` and base ``minutes`` of what would be drawn."""

    blueprint: Blueprint
    items: int
    minutes: int


class FormService:
    """Draws forms out of the library.

    Args:
        library: where items come from.
        blueprints: the forms on offer, by id, in display order.
    """

    def __init__(self, library: ItemSource, blueprints: Mapping[str, Blueprint]) -> None:
        self._library = library
        self.blueprints = blueprints

    def sizes(self) -> list[FormSize]:
        """Return every form with what would be drawn now."""
        pool = self._library.candidates()
        found = []
        for blueprint in self.blueprints.values():
            size = planned_size(blueprint, _of_banks(pool, blueprint))
            minutes = minutes_for(blueprint, size) if size else blueprint.minutes
            found.append(FormSize(blueprint, size, minutes))
        return found

    def find(self, blueprint_id: str) -> Blueprint:
        """Return a blueprint; ``UserError("blueprint_unknown")`` when there is none."""
        blueprint = self.blueprints.get(blueprint_id)
        if blueprint is None:
            raise UserError("blueprint_unknown", id=blueprint_id)
        return blueprint

    def draw(
        self, blueprint: Blueprint, exposures: Mapping[str, Exposure], seed: str, now: datetime
    ) -> Form:
        """Draw a form; the same library, exposures, seed and day give the same form.

        Raises:
            UserError: ``form_empty``.
        """
        pool = _of_banks(self._library.candidates(), blueprint)
        chosen, notices = draw_form(blueprint, pool, exposures, seed, now)
        if not chosen:
            raise UserError("form_empty")
        stored = {entry.item.id: entry for entry in self._library.items([c.id for c in chosen])}
        items = tuple(
            FormItem(
                position=position,
                bank_id=stored[candidate.id].bank_id,
                bank_version=stored[candidate.id].bank_version,
                item_hash=stored[candidate.id].item_hash,
                item=stored[candidate.id].item,
                display_order=display_order(stored[candidate.id].item, seed),
                blind=blind(stored[candidate.id].item),
            )
            for position, candidate in enumerate(chosen, 1)
        )
        return Form(blueprint, seed, items, tuple(notices))


def _of_banks(pool: list[Candidate], blueprint: Blueprint) -> list[Candidate]:
    if not blueprint.banks:
        return pool
    return [candidate for candidate in pool if candidate.bank in blueprint.banks]
