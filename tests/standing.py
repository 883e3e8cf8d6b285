"""A profile with some months of finished attempts over the shipped items, for Kemajuan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.attempt import Attempt, AttemptState, Form
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.records import TimerRecord
from ethics_desktop.services.progress import ProgressService
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_sums import SqliteSumsStore
from tests import builders
from tests.unit.store import sample

#: Days before now on which a form was finished, with the share of the items answered in the best
#: way in sevenths.
DAYS = ((150, 3), (122, 2), (87, 4), (60, 5), (33, 5), (9, 6), (2, 6))
#: Items of a form.
SIZE = 8


def fill(
    store: SqliteProgressStore, clock: Clock, days: Sequence[tuple[float, int]] = DAYS
) -> None:
    """Finish a form on each of ``days``; every item is met once."""
    items = builders.shipped_items()
    size = SIZE
    for number, (ago, good) in enumerate(days):
        lines = tuple(
            builders.item_result(
                place, item, "best" if place % 7 < good else "poor", flagged=place % 5 == 0
            )
            for place, item in enumerate(items[number * size : (number + 1) * size], 1)
        )
        end = clock.now() - timedelta(days=ago)
        made = builders.attempt_result()
        short = number % 3 == 1
        blueprint = msgspec.structs.replace(
            sample.BLUEPRINT,
            id="asesmen-singkat" if short else "simulasi-etika",
            title={"id": "Asesmen singkat" if short else "Simulasi Etika ASN"},
        )
        result = msgspec.structs.replace(
            made,
            attempt_id=f"p-{number}",
            blueprint_id=blueprint.id,
            title=blueprint.title,
            items=lines,
            finished_at=end,
            principles=builders.principle_results(lines),
            total=builders.total(lines),
        )
        attempt = Attempt(
            f"p-{number}",
            Form(blueprint, "20261121-0a1b2c3d", tuple(line.form_item for line in lines)),
            end - timedelta(minutes=20),
            None,
            1.0,
        )
        timer = TimerRecord(None, end)
        store.create_attempt(attempt, timer)
        store.finish(attempt.id, AttemptState.FINISHED, end, timer, result)


def fill_program(program: Program) -> None:
    """Do so in the profile of a program that is not open."""
    program.open().close()
    store = SqliteProgressStore.open(program.paths.progress, program.clock.now())
    fill(store, program.clock)
    store.close()


def service(store: SqliteProgressStore, program: Program) -> ProgressService:
    """Return what answers about a store."""
    return ProgressService(
        SqliteSumsStore(store.database), program.clock, 70.0, lambda: program.frameworks
    )
