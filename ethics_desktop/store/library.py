"""The library: banks that forms are drawn from (``library.sqlite3``); it can always be rebuilt.

A damaged file is deleted and made anew, and filled by whoever opened it.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ethics_desktop.domain.bank import (
    Bank,
    BankInfo,
    Item,
    Principle,
    Status,
    kind_of,
)
from ethics_desktop.domain.decoding import LazyDecoder
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.pausing import growing, paused_collector
from ethics_desktop.domain.records import BankSummary, Candidate, Cell, Chunk, StoredItem
from ethics_desktop.domain.sha import sha256
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.store import cells
from ethics_desktop.store.bank_hash import PART, BankHash, hash_of
from ethics_desktop.store.codec import stored_values, to_json
from ethics_desktop.store.database import Database, Value, open_database
from ethics_desktop.store.faults import translated
from ethics_desktop.store.migrations import LIBRARY, migrate

if TYPE_CHECKING:
    from ethics_desktop.domain.scenario import Scenario

    Scenarios = Mapping[str, Sequence[Scenario]]

log = logging.getLogger(__name__)

#: The framework whose codes are the modules of a training (``resources/frameworks``).
MODULE_FRAMEWORK = "bimtek"
#: The framework of the behaviours that ``Blueprint.one_each`` is about.
BEHAVIOUR_FRAMEWORK = "berakhlak"

#: An item takes 2 kB: pages of 4 KiB would be half empty.
PAGE_BYTES = 16384
#: So many items are looked up one by one; for more the ids of every bank are read.
FEW = 200
#: So many words of a search, and letters of each, narrow it down; SQLite has limits for both.
_MOST_WORDS, _MOST_LETTERS = 20, 200
_IDS = "SELECT id FROM item WHERE bank_id = ?"
_ITEMS = "SELECT item FROM item WHERE bank_id = ? ORDER BY id"
_NEXT = "SELECT id, item FROM item WHERE bank_id = ? AND id > ? ORDER BY id LIMIT ?"
_HAS = "SELECT 1 FROM item WHERE bank_id = ? AND id = ?"
_TEXT = "SELECT item FROM item WHERE bank_id = ? AND id = ?"

_item: LazyDecoder[Any] = LazyDecoder(Item)
_info: LazyDecoder[BankInfo] = LazyDecoder(BankInfo)
_tally: LazyDecoder[dict[str, int]] = LazyDecoder(dict[str, int])
_principles: LazyDecoder[dict[Principle, int]] = LazyDecoder(dict[Principle, int])


class SqliteLibraryStore:
    """The banks. Belongs to the thread that opened it.

    Every method may raise ``StorageError``; after ``library_rebuilt`` the library was made anew and
    can be asked again.
    """

    def __init__(self, path: Path, fill: Callable[[SqliteLibraryStore], object]) -> None:
        self.path = path
        self._fill: Callable[[SqliteLibraryStore], object] | None = fill
        self._db = self._opened()

    @classmethod
    def open(
        cls, path: Path, fill: Callable[[SqliteLibraryStore], object] = lambda _store: None
    ) -> SqliteLibraryStore:
        """Open or make the file; its folder must exist.

        ``fill`` brings the banks back when damage is found later and the file was made anew.
        """
        return cls(path, fill)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def sync(
        self,
        banks: Iterable[Bank],
        source: str = "shipped",
        scenarios: Scenarios | None = None,
        marks: Mapping[str, str] | None = None,
        watch: Watch = unwatched,
    ) -> list[str]:
        """Make the library hold these banks as they are; return the ids of those that changed.

        A bank is replaced when its content or source differs. One transaction for all; other
        banks stay.

        Args:
            banks: the banks.
            source: "shipped" or the path they come from.
            scenarios: by bank id, those that are kept here (of imported banks).
            marks: words to remember in the same transaction, see :meth:`set_mark`.
            watch: follows the work.

        Raises:
            StoppedError: ``watch`` says so; nothing changed.
        """
        kept = list(banks)
        try:
            return self._sync(kept, source, scenarios or {}, marks or {}, watch)
        except StorageError as error:
            if error.code != "damaged":
                raise
            self._rebuild(error)
            return self._sync(kept, source, scenarios or {}, marks or {}, watch)

    def bank(self, bank_id: str, watch: Watch = unwatched) -> Bank | None:
        """Return a bank with all of its items by id, or None.

        Raises:
            StoppedError: ``watch`` says so.
        """
        items: list[Item] = []
        with self._healing(), stored_values(self.path), growing(items):
            head = self._db.row("SELECT info, items FROM bank WHERE id = ?", (bank_id,))
            if head is None:
                return None
            # closed here: an error may be let go on another thread, after the file is closed
            with contextlib.closing(self._db.some_rows(FEW, _ITEMS, (bank_id,))) as parts:
                for rows in watched(parts, head[1] // FEW + 1, watch):
                    items += [_item.decode(text) for (text,) in rows]
            return Bank(_info.decode(head[0]), tuple(items))

    def each_item(self, bank_id: str) -> Iterator[Item]:
        """Yield the items of a bank by id, read a few at a time; none of an unknown bank."""
        last = ""
        with self._healing(), stored_values(self.path):
            while rows := self._db.rows(_NEXT, (bank_id, last, FEW)):
                for _name, text in rows:
                    yield _item.decode(text)
                last = rows[-1][0]

    def item_ids(self, bank_id: str) -> frozenset[str]:
        """Return the ids of the items of a bank."""
        with self._healing():
            return frozenset(name for (name,) in self._db.rows(_IDS, (bank_id,)))

    def owners(self, item_ids: Collection[str]) -> dict[str, str]:
        """Return for every item id that is in use the bank that has it, the first by bank id."""
        found: dict[str, str] = {}
        with self._healing():
            for bank in self._banks():
                if len(item_ids) < FEW:
                    held = [i for i in item_ids if self._db.row(_HAS, (bank, i)) is not None]
                else:
                    ids = {i for (i,) in self._db.rows(_IDS, (bank,))}
                    held = [i for i in item_ids if i in ids]
                for one in held:
                    found.setdefault(one, bank)
        return found

    def scenarios(self, bank_id: str) -> list[Scenario]:
        """Return the scenarios that are kept with a bank, by id."""
        from ethics_desktop.domain.scenario import Scenario  # of imported banks alone

        decoder = msgspec.json.Decoder(Scenario)
        with self._healing(), stored_values(self.path):
            rows = self._db.rows(
                "SELECT scenario FROM scenario WHERE bank_id = ? ORDER BY id", (bank_id,)
            )
            return [decoder.decode(text) for (text,) in rows]

    def bank_list(self) -> list[BankSummary]:
        """Return the banks in the order of their ids."""
        with self._healing(), stored_values(self.path):
            found = self._db.rows(
                "SELECT id, version, title, items, source, content_hash, kinds, principles,"
                " (SELECT count(*) FROM scenario WHERE bank_id = bank.id) FROM bank ORDER BY id"
            )
            return [
                BankSummary(
                    *(bank, version, title, items, source, digest),
                    kinds=_tally.decode(kinds),
                    principles=_principles.decode(principles),
                    scenarios=stories,
                )
                for bank, version, title, items, source, digest, kinds, principles, stories in found
            ]

    def candidates(self) -> list[Candidate]:
        """Return what can be drawn, by bank and item id.

        Items with status ``usang`` are left out.
        """
        with self._healing(), stored_values(self.path):
            rows = self._db.rows(cells.CANDIDATES)
            found = [one for (packed,) in rows for one in cells.unpacked(packed)]
        return sorted(found, key=lambda one: (one.bank, one.id))

    def cells(self) -> list[Cell]:
        """Return what the banks hold for items that have a principle; no item is read."""
        with self._healing(), stored_values(self.path):
            found = [cells.cell(row) for row in self._db.rows(cells.CELLS)]
            return [one for one in found if one is not None]

    def of_chunks(self, chunks: Iterable[Chunk]) -> list[Candidate]:
        """Return the candidates of these chunks; chunks that are gone are left out."""
        with self._healing(), stored_values(self.path):
            rows = [self._db.row(cells.ONE, cells.place(one)) for one in chunks]
            return [one for row in rows if row is not None for one in cells.unpacked(row[0])]

    def items(self, item_ids: Collection[str]) -> list[StoredItem]:
        """Return items in the order of ``item_ids``; those that are not there are left out.

        When several banks hold an id, the first by bank id counts.
        """
        with self._healing(), stored_values(self.path):
            versions = self._banks()
            found = [self._anywhere(versions, wanted) for wanted in item_ids]
        return [one for one in found if one is not None]

    def items_at(self, places: Iterable[tuple[str, str]]) -> list[StoredItem]:
        """Return the items with these bank and item ids; those that are not there are left out."""
        with self._healing(), stored_values(self.path):
            versions = self._banks()
            found = [
                self._item(bank, item, versions[bank]) for bank, item in places if bank in versions
            ]
        return [one for one in found if one is not None]

    def search(self, words: Sequence[str], limit: int) -> list[tuple[str, Item]]:
        """Return (bank id, item) of items whose stored form may contain every word, any case.

        The stored form also has names of fields and texts that are not shown, the case of letters
        beyond ASCII is left open, and only the longest words are looked for: look again at what is
        found. Every item is read, 0.5 s in a library of 100,000: not for the window's thread.
        """
        patterns = [_like(word) for word in sorted(set(words), key=len)[-_MOST_WORDS:]]
        where = " AND ".join(["CAST(item AS TEXT) LIKE ? ESCAPE '!'"] * len(patterns))
        with self._healing(), stored_values(self.path):
            rows = self._db.rows(
                f"SELECT bank_id, item FROM item WHERE {where or '1'} LIMIT ?", (*patterns, limit)
            )
            return [(bank, _item.decode(text)) for bank, text in rows]

    def hashes(self, item_ids: Collection[str]) -> dict[str, str]:
        """Return the content hash of items by id, as :meth:`items` would find them."""
        found: dict[str, str] = {}
        with self._healing():
            for bank in self._banks():
                for wanted in item_ids:
                    text = self._db.value(_TEXT, (bank, wanted)) if wanted not in found else None
                    if text is not None:
                        found[wanted] = sha256(text).hexdigest()
        return found

    def remove_bank(self, bank_id: str) -> None:
        """Remove a bank with its items and its mark; harmless when it is not there."""
        with self._healing(), self._db.transaction():
            self._db.run("DELETE FROM bank WHERE id = ?", (bank_id,))
            self._db.run("DELETE FROM mark WHERE key = ?", (bank_id,))

    def mark(self, key: str) -> str:
        """Return a remembered word, such as the fingerprint of a bank's folder; "" when none."""
        with self._healing():
            found = self._db.value("SELECT value FROM mark WHERE key = ?", (key,))
            return "" if found is None else str(found)

    def set_mark(self, key: str, value: str) -> None:
        """Remember a word; it is forgotten with the library file."""
        with self._healing(), self._db.transaction():
            self._db.run("INSERT OR REPLACE INTO mark VALUES (?, ?)", (key, value))

    # --- helpers ---------------------------------------------------------------------------

    def _opened(self) -> Database:
        try:
            return self._open_once()
        except StorageError as error:
            if error.code != "damaged":
                raise
            return self._made_anew(error)

    def _open_once(self) -> Database:
        database = open_database(self.path, LIBRARY.version, page_bytes=PAGE_BYTES)
        try:
            migrate(database, LIBRARY)
        except BaseException:
            database.close()
            raise
        return database

    def _made_anew(self, reason: StorageError) -> Database:
        log.warning("library damaged, making it anew: %s", reason)
        with translated(self.path):
            for end in ("-wal", "-shm", ""):
                Path(f"{self.path}{end}").unlink(missing_ok=True)
        return self._open_once()

    def _rebuild(self, reason: StorageError) -> None:
        self._db.close()
        self._db = self._made_anew(reason)
        fill, self._fill = self._fill, None  # a disk that spoils what was just written stays told
        try:
            if fill is not None:
                fill(self)
        finally:
            self._fill = fill

    @contextlib.contextmanager
    def _healing(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            if error.code != "damaged":
                raise
            self._rebuild(error)
            raise StorageError("library_rebuilt", path=str(self.path)) from error

    def _banks(self) -> dict[str, str]:
        """Return the versions of the banks, by bank id in order."""
        return dict(self._db.rows("SELECT id, version FROM bank ORDER BY id"))

    def _item(self, bank: str, item: str, version: str) -> StoredItem | None:
        row = self._db.row(_TEXT, (bank, item))
        if row is None:
            return None
        return StoredItem(_item.decode(row[0]), bank, version, sha256(row[0]).hexdigest())

    def _anywhere(self, versions: Mapping[str, str], item: str) -> StoredItem | None:
        for bank, version in versions.items():
            if (found := self._item(bank, item, version)) is not None:
                return found
        return None

    def _sync(
        self,
        banks: list[Bank],
        source: str,
        scenarios: Scenarios,
        marks: Mapping[str, str],
        watch: Watch,
    ) -> list[str]:
        present = {
            bank: (digest, origin)
            for bank, digest, origin in self._db.rows("SELECT id, content_hash, source FROM bank")
        }
        with paused_collector():
            new = []
            for bank in banks:
                stories = scenarios.get(bank.info.id, ())
                known = present.get(bank.info.id)
                if known is None or known != (hash_of(bank, stories), source):
                    new.append((bank, stories))
            if not new and not marks:
                return []
            with self._db.transaction():
                for place, (bank, stories) in enumerate(new):
                    share = 0.9 / len(new)
                    storing = part(watch, place * share, (place + 1) * share)
                    self._replace(bank, source, stories, storing)
                    self._keep_scenarios(bank.info.id, stories)
                self._db.run_many("INSERT OR REPLACE INTO mark VALUES (?, ?)", list(marks.items()))
                watch(1)
        self._db.tidy(now=True)
        return [bank.info.id for bank, _ in new]

    def _replace(
        self, bank: Bank, source: str, scenarios: Sequence[Scenario], watch: Watch
    ) -> None:
        info = bank.info
        kinds: Counter[str] = Counter()
        principles: Counter[Principle | None] = Counter()
        drawable: list[Candidate] = []
        self._db.run("DELETE FROM bank WHERE id = ?", (info.id,))
        self._db.run(
            "INSERT INTO bank VALUES (?,?,?,?,'',?,'{}','{}',?)",  # its items refer to it
            (info.id, info.version, info.title, source, len(bank.items), to_json(info)),
        )
        with BankHash(info) as whole:
            parts = watched(whole.encoded(bank.items), len(bank.items) // PART + 1, watch)
            for some, texts in parts:
                # One statement: for each of them sqlite3 would take the interpreter anew.
                values = ",".join(["(?1,?,?)"] * len(some))
                pairs: Iterable[tuple[Value, Value]] = zip(
                    [item.id for item in some], texts, strict=True
                )
                self._db.run(
                    f"INSERT INTO item (bank_id, id, item) VALUES {values}",
                    (info.id, *itertools.chain.from_iterable(pairs)),
                )
                kinds.update(map(kind_of, some))
                principles.update([item.meta.principle for item in some])
                drawable += [
                    candidate(item, info.id)
                    for item in some
                    if item.meta.status is not Status.USANG
                ]
        del principles[None]
        # taken out, as ``cells.rows`` does: all ending at once would silence the window
        taken = (drawable.pop() for _ in range(len(drawable)))
        self._db.run_many(cells.INSERT, cells.rows(taken))
        self._db.run(
            "UPDATE bank SET content_hash = ?, kinds = ?, principles = ? WHERE id = ?",
            (whole.digest(scenarios), to_json(kinds), to_json(principles), info.id),
        )

    def _keep_scenarios(self, bank_id: str, scenarios: Sequence[Scenario]) -> None:
        from ethics_desktop.domain.scenario import canonical as canonical_scenario

        self._db.run_many(
            "INSERT INTO scenario VALUES (?, ?, ?)",
            [(bank_id, one.id, canonical_scenario(one).decode()) for one in scenarios],
        )


def _like(word: str) -> str:
    """Return the pattern of ``LIKE`` for a word as it stands in JSON."""
    stored = to_json(word[:_MOST_LETTERS])[1:-1]
    literal = re.sub("[!%_]", lambda sign: "!" + sign[0], stored)
    return "%" + re.sub("[^\x00-\x7f]", "_", literal) + "%"  # LIKE folds the case of ASCII alone


def candidate(item: Item, bank_id: str) -> Candidate:
    """Return what the draw needs to know of an item."""
    meta = item.meta
    behaviours = meta.frameworks.get(BEHAVIOUR_FRAMEWORK)
    return Candidate(
        item.id,
        bank_id,
        kind_of(item),
        meta.principle,
        meta.level,
        meta.pool,
        meta.frameworks.get(MODULE_FRAMEWORK, ()),
        meta.family,
        meta.enemies,
        behaviours[0] if behaviours else "",
    )
