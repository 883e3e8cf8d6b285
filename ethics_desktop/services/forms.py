"""Forms: what is on offer, and drawing one. Used by the window and by the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain.attempt import Form, FormItem
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.form_size import minutes_for, planned_size
from ethics_desktop.domain.halves import half, half_held
from ethics_desktop.domain.own_forms import own_form
from ethics_desktop.domain.records import BankSummary, Candidate, Cell, Chunk, Exposure, StoredItem
from ethics_desktop.domain.sampling import all_of, fell_short, held, sample, usable
from ethics_desktop.services.library import SHIPPED


class ItemSource(Protocol):
    """What drawing needs of the library."""

    def bank_list(self) -> list[BankSummary]: ...
    def cells(self) -> list[Cell]: ...
    def of_chunks(self, chunks: Iterable[Chunk]) -> list[Candidate]: ...
    def items_at(self, places: Iterable[tuple[str, str]]) -> list[StoredItem]: ...


class FormSize(msgspec.Struct, frozen=True):
    """A form with its real size now: ``items`` and base ``minutes`` of what would be drawn."""

    blueprint: Blueprint
    items: int
    minutes: int


class FormService:
    """Draws forms out of the library.

    Args:
        library: where items come from.
        blueprints: the forms that ship, by id, in display order; kept as ``shipped``.
    """

    def __init__(self, library: ItemSource, blueprints: Mapping[str, Blueprint]) -> None:
        self._library = library
        self.shipped = blueprints

    @property
    def blueprints(self) -> dict[str, Blueprint]:
        """The forms on offer: those that ship, then one of each imported bank."""
        return self._with_own(self._library.cells())

    def _with_own(self, cells: Sequence[Cell]) -> dict[str, Blueprint]:
        imported = [bank for bank in self._library.bank_list() if bank.source != SHIPPED]
        own = [form for bank in imported if (form := own_form(bank, cells)) is not None]
        return {**self.shipped, **{form.id: form for form in own if form.id not in self.shipped}}

    def sizes(self) -> list[FormSize]:
        """Return every form with what would be drawn now."""
        cells = self._library.cells()
        return [self._sized(blueprint, cells) for blueprint in self._with_own(cells).values()]

    def size(self, blueprint_id: str) -> FormSize:
        """Return a form that ships with what would be drawn now (KeyError when it does not)."""
        return self._sized(self.shipped[blueprint_id], self._library.cells())

    def _sized(self, blueprint: Blueprint, cells: Sequence[Cell]) -> FormSize:
        size = self._size(blueprint, usable(blueprint, cells))
        return FormSize(
            blueprint, size, minutes_for(blueprint, size) if size else blueprint.minutes
        )

    def _size(self, blueprint: Blueprint, cells: Sequence[Cell]) -> int:
        if blueprint.one_each:
            from ethics_desktop.domain.one_each import behaviours

            found = behaviours(self._library.of_chunks(all_of(cells)))
            return min(blueprint.items, found)
        if blueprint.half is not None:
            return planned_size(blueprint, half_held(cells, blueprint.half))
        return planned_size(blueprint, held(cells))

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
        # on demand: the first page tells how long a form is and draws none
        from ethics_desktop.domain.display import display_order
        from ethics_desktop.domain.scoring import blind

        cells = usable(blueprint, self._library.cells())
        whole = blueprint.half is not None or blueprint.one_each
        some = all_of(cells) if whole else sample(blueprint, cells, seed)
        chosen, notices = self._chosen(blueprint, some, exposures, seed, now)
        if len(some) < sum(one.chunks for one in cells) and fell_short(notices):
            chosen, notices = self._chosen(blueprint, all_of(cells), exposures, seed, now)
        places = [(candidate.bank, candidate.id) for candidate in chosen]
        stored = self._library.items_at(places)
        if not stored:  # nothing fits, or another program has just taken the banks away
            raise UserError("form_empty")
        items = tuple(
            FormItem(
                position=position,
                bank_id=entry.bank_id,
                bank_version=entry.bank_version,
                item_hash=entry.item_hash,
                item=entry.item,
                display_order=display_order(entry.item, seed),
                blind=blind(entry.item),
            )
            for position, entry in enumerate(stored, 1)
        )
        return Form(blueprint, seed, items, tuple(notices))

    def _chosen(
        self,
        blueprint: Blueprint,
        chunks: Iterable[Chunk],
        exposures: Mapping[str, Exposure],
        seed: str,
        now: datetime,
    ) -> tuple[list[Candidate], list[Finding]]:
        from ethics_desktop.domain.drawing import draw_form
        from ethics_desktop.domain.one_each import draw_one_each

        candidates = self._library.of_chunks(chunks)
        if blueprint.one_each:
            return draw_one_each(blueprint, candidates, exposures, seed)
        if blueprint.half is not None:
            candidates = half(candidates, blueprint.half, blueprint.half_seed)
        return draw_form(blueprint, candidates, exposures, seed, now)
