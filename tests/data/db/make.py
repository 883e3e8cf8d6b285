"""Writes a small database of the present schema next to this script, once per released schema.

    python tests/data/db/make.py

Files of older schemas are never written again: they are what people have on their disks.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from ethics_desktop.domain.attempt import AttemptState, ItemState  # noqa: E402
from ethics_desktop.domain.journal import Entry, Origin, Plan, Prompt  # noqa: E402
from ethics_desktop.domain.pin import Cost  # noqa: E402
from ethics_desktop.services.journal import JournalService  # noqa: E402
from ethics_desktop.services.journal_lock import JournalLock  # noqa: E402
from ethics_desktop.store.journal import SqliteJournalStore  # noqa: E402
from ethics_desktop.store.library import SqliteLibraryStore  # noqa: E402
from ethics_desktop.store.migrations import LIBRARY, PROGRESS  # noqa: E402
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore  # noqa: E402
from ethics_desktop.store.practice import SqlitePracticeStore  # noqa: E402
from ethics_desktop.store.progress import SqliteProgressStore  # noqa: E402
from tests.unit.domain.scenario_cases import sound  # noqa: E402
from tests.unit.store.play_sample import begin, play_on  # noqa: E402
from tests.unit.store.practice_sample import write_all  # noqa: E402
from tests.unit.store.sample import NOW, answer, attempt, bank, result, timer  # noqa: E402
from tests.worlds import HandClock  # noqa: E402

PIN = "kopi susu pagi"


def write_progress(path: Path) -> None:
    """One finished attempt, one open with answers, a doubt, a heartbeat and a changed answer."""
    store = SqliteProgressStore.open(path, NOW)
    done = attempt("selesai", range(10))
    store.create_attempt(done, timer())
    for position in range(1, 11):
        state = ItemState(position, answer(position), position % 3 == 0, True, 1000 * position)
        store.append_response("selesai", state, NOW + timedelta(seconds=20 * position), timer())
    made = result(done, fractions=[1, 0.5, 0, 0.25, 1, 1, 0.5, 1, 1, 1])
    store.finish("selesai", AttemptState.FINISHED, made.finished_at, timer(), made)
    later = NOW + timedelta(hours=2)
    store.create_attempt(attempt("terbuka", range(8, 14), later), timer(at=later))
    for seq, (position, turn) in enumerate([(1, 1), (2, 1), (1, 2), (3, 1)]):
        state = ItemState(position, answer(position + 7, turn), position == 2, True, 3000 * turn)
        at = later + timedelta(seconds=20 * seq)
        store.append_response("terbuka", state, at, timer(400.0, at))
    store.save_timer("terbuka", timer(391.25, later, 5), {4: 2000, 5: 1500})
    write_plays(SqlitePlaythroughStore(store.database))
    write_all(SqlitePracticeStore(store.database))  # of items that the attempts hold, too
    write_journal(SqliteJournalStore(store.database))
    store.close()


def write_plays(store: SqlitePlaythroughStore) -> None:
    """A first play to its end, one thrown away, one begun from a fork and left; the week before."""
    at = NOW - timedelta(days=7)
    play_on(store, begin(store, "main-1", at=at), "bba", at)
    play_on(store, begin(store, "main-2", at=at), "a", at)
    store.discard_play("main-2", at + timedelta(minutes=9))
    play_on(store, begin(store, "main-3", steps="b", at=at), "a", at)


def write_journal(store: SqliteJournalStore) -> None:
    """Two entries, a promise in one of them and one alone, sealed with the PIN ``PIN``."""
    clock = HandClock(NOW)
    lock = JournalLock(store, clock, Cost(64, 1, 1))
    names = iter(("catatan-1", "catatan-2", "janji-1"))
    service = JournalService(store, lock, clock, lambda: next(names))
    lock.put(lock.make(PIN), ask_pin=True)
    plan = Plan("ada titipan", "menolak dengan sopan", "Bu Rini")
    service.save(Entry(title="Loket tiga", answers={Prompt.FREE: "isi catatan"}))
    answers = {Prompt.FEELINGS: "sungkan"}
    service.save(Entry(Origin.ATTEMPT, "Asesmen singkat", answers=answers), plan)
    service.save_plan(plan)
    store.count_try(NOW)


def write_library(path: Path) -> None:
    """One bank with a scenario, and a mark."""
    store = SqliteLibraryStore.open(path)
    store.sync([bank()], "shipped", {"contoh": [sound()]}, {"contoh": "tanda"})
    store.close()


def main() -> None:
    """Write what is missing."""
    for schema, write in ((PROGRESS, write_progress), (LIBRARY, write_library)):
        path = HERE / f"{schema.name}-{schema.version.number}.sqlite3"
        if path.exists():
            print(f"kept {path.name}")
        else:
            write(path)
            print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
