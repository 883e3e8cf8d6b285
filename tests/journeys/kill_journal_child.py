"""The process that is killed while it writes in a sealed journal; the parent is ``kill_journal``.

As ``kill_child``, with the service of the journal. It says, each line only after the service has
confirmed:

    pid <pid>
    begun <steps done before>
    ok <step>
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from ethics_desktop.domain.journal import Entry, Plan, Prompt  # noqa: E402
from ethics_desktop.domain.pin import Cost  # noqa: E402
from ethics_desktop.services.journal import JournalService  # noqa: E402
from ethics_desktop.services.journal_lock import JournalLock, try_key  # noqa: E402
from ethics_desktop.store.journal import SqliteJournalStore  # noqa: E402
from ethics_desktop.store.progress import SqliteProgressStore  # noqa: E402
from tests.journeys.kill_child import say, serve  # noqa: E402
from tests.unit.store.sample import NOW  # noqa: E402
from tests.worlds import HandClock  # noqa: E402

PIN = "kopi susu pagi"
#: Every text holds this; no file may.
MARK = "RAHASIA"
#: The parent writes into this file how many steps it found.
STEPS = "langkah.txt"
State = dict[str, str]


def states() -> Iterator[tuple[str, str, State]]:
    """Yield what each step does (action, entry) and what the journal holds after it, for ever."""
    state: State = {}
    step = 0
    while True:
        step += 1
        chance = random.Random(step)
        text = f"{MARK} {step} " * chance.choice((1, 30, 400))
        draw = chance.random()
        if state and draw < 0.12:
            action, name = "delete", chance.choice(sorted(state))
            del state[name]
        elif state and draw < 0.45:
            action, name = "change", chance.choice(sorted(state))
            state[name] = text
        else:
            action, name = "new", f"catatan-{step}"
            state[name] = text
        yield action, name, dict(state)


class Writer:
    """The stores and the service of one data folder, opened with the PIN."""

    def __init__(self, folder: Path) -> None:
        self.progress = SqliteProgressStore.open(folder / "progress.sqlite3", NOW)
        clock = HandClock()
        store = SqliteJournalStore(self.progress.database)
        lock = JournalLock(store, clock, Cost(64, 1, 1))
        self.name = ""
        self.service = JournalService(store, lock, clock, lambda: self.name)
        if not lock.exists:
            lock.put(lock.make(PIN))
        else:
            kept = store.lock()
            assert kept is not None
            key = try_key(kept, PIN)
            assert key is not None, "the PIN does not open the journal any more"
            self.service.opened(key)

    def state(self) -> State:
        """Return what can be read."""
        found = self.service.search()
        assert found.unreadable == 0
        return {view.id: view.entry.answers[Prompt.FREE] for view in found.entries}

    def do(self, action: str, name: str, text: str) -> None:
        """Carry out one step."""
        if action == "delete":
            self.service.delete(name)
            return
        entry = Entry(answers={Prompt.FREE: text})
        self.name = name
        self.service.save(entry, Plan(text[:40], text[:40]), name if action == "change" else None)


def work(folder: Path) -> None:
    """Write until killed."""
    say("pid", os.getpid())
    writer = Writer(folder)
    done = int((folder / STEPS).read_text("ascii"))
    say("begun", done)
    for action, name, state in islice(states(), done, None):
        writer.do(action, name, state.get(name, ""))
        done += 1
        say("ok", done)


def warm() -> None:
    """Do everything once in a throw-away folder: what is imported on demand is there then."""
    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(Path(folder))
        writer.do("new", "a", f"{MARK} 0")
        writer.state()
        writer.do("delete", "a", "")
        writer.progress.close()


if __name__ == "__main__":
    serve(warm, work)
