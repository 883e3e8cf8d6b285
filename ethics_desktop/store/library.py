"""The library: banks that forms are drawn from (``library.sqlite3``); it can always be rebuilt.

A damaged file is deleted and made anew, empty: the next :meth:`SqliteLibraryStore.sync` fills it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ethics_desktop.domain.bank import (
    Bank,
    BankInfo,
    Item,
    Status,
    canonical,
    kind_of,
)
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.reading import shown_words
from ethics_desktop.domain.records import BankSummary, Candidate, StoredItem
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.scenario import canonical as canonical_scenario
from ethics_desktop.store.codec import stored_values, to_json
from ethics_desktop.store.database import Database, open_database
from ethics_desktop.store.faults import translated
from ethics_desktop.store.migrations import LIBRARY, migrate

log = logging.getLogger(__name__)

#: The framework whose codes are the modules of a training (``resources/frameworks``).
MODULE_FRAMEWORK = "bimtek"

_item: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Item)
_info = msgspec.json.Decoder(BankInfo)
_scenario = msgspec.json.Decoder(Scenario)
_candidates = msgspec.msgpack.Decoder(list[Candidate])

Scenarios = Mapping[str, Sequence[Scenario]]


class SqliteLibraryStore:
    """The banks. Belongs to the thread that opened it.

    Every method may raise ``StorageError``; after ``damaged`` the library is empty and usable.
    ``rebuilt`` tells that this happened since the file was opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rebuilt = False
        self._db = self._opened()

    @classmethod
    def open(cls, path: Path) -> SqliteLibraryStore:
        """Open or make the file; its folder must exist."""
        return cls(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def sync(
        self,
        banks: Iterable[Bank],
        source: str = "shipped",
        scenarios: Scenarios | None = None,
        marks: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Make the library hold these banks as they are; return the ids of those that changed.

        A bank is replaced when its content or source differs. One transaction for all; other
        banks stay.

        Args:
            banks: the banks.
            source: "shipped" or the path they come from.
            scenarios: by bank id, those that are kept here (of imported banks).
            marks: words to remember in the same transaction, see :meth:`set_mark`.
        """
        kept = list(banks)
        try:
            return self._sync(kept, source, scenarios or {}, marks or {})
        except StorageError as error:
            if error.code != "damaged":
                raise
            self._rebuild(error)
            return self._sync(kept, source, scenarios or {}, marks or {})

    def bank(self, bank_id: str) -> Bank | None:
        """Return a bank with all of its items by id, or None."""
        with self._healing(), stored_values(self.path):
            head = self._db.value("SELECT info FROM bank WHERE id = ?", (bank_id,))
            if head is None:
                return None
            rows = self._db.rows("SELECT item FROM item WHERE bank_id = ? ORDER BY id", (bank_id,))
            return Bank(_info.decode(head), tuple(_item.decode(text) for (text,) in rows))

    def owners(self, item_ids: Collection[str]) -> dict[str, str]:
        """Return for every item id that is in use the bank that has it, the first by bank id."""
        with self._healing():
            found: dict[str, str] = {}
            for wanted in item_ids:
                bank = self._db.value("SELECT min(bank_id) FROM item WHERE id = ?", (wanted,))
                if bank is not None:
                    found[wanted] = str(bank)
            return found

    def scenarios(self, bank_id: str) -> list[Scenario]:
        """Return the scenarios that are kept with a bank, by id."""
        with self._healing(), stored_values(self.path):
            rows = self._db.rows(
                "SELECT scenario FROM scenario WHERE bank_id = ? ORDER BY id", (bank_id,)
            )
            return [_scenario.decode(text) for (text,) in rows]

    def bank_list(self) -> list[BankSummary]:
        """Return the banks in the order of their ids."""
        with self._healing():
            found = self._db.rows(
                "SELECT id, version, title, items, source, content_hash FROM bank ORDER BY id"
            )
            return [BankSummary(*row) for row in found]

    def candidates(self, banks: Collection[str] = ()) -> list[Candidate]:
        """Return what can be drawn from ``banks`` (all when empty), by bank and item id.

        Items with status ``usang`` are left out.
        """
        with self._healing(), stored_values(self.path):
            found = self._db.rows("SELECT id, candidates FROM bank ORDER BY id")
            chosen = [packed for bank, packed in found if not banks or bank in banks]
            return [one for packed in chosen for one in _candidates.decode(packed)]

    def items(self, item_ids: Collection[str], banks: Collection[str] = ()) -> list[StoredItem]:
        """Return items in the order of ``item_ids``; those that are not there are left out.

        ``banks`` restricts the search; when several banks hold an id, the first by bank id counts.
        """
        found: dict[str, StoredItem] = {}
        with self._healing(), stored_values(self.path):
            # No join: looking a bank up by its key reads all of its row, megabytes of candidates.
            versions: dict[str, str] = dict(self._db.rows("SELECT id, version FROM bank"))
            for wanted in item_ids:
                rows = self._db.rows(
                    "SELECT item, bank_id, hash FROM item WHERE id = ? ORDER BY bank_id", (wanted,)
                )
                for text, bank, digest in rows:
                    if not banks or bank in banks:
                        item = _item.decode(text)
                        found[wanted] = StoredItem(item, bank, versions[bank], digest)
                        break
        return [found[one] for one in item_ids if one in found]

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
        database = open_database(self.path, LIBRARY.version)
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
        self.rebuilt = True
        return self._open_once()

    def _rebuild(self, reason: StorageError) -> None:
        self._db.close()
        self._db = self._made_anew(reason)

    @contextlib.contextmanager
    def _healing(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            if error.code == "damaged":
                self._rebuild(error)
            raise

    def _sync(
        self, banks: list[Bank], source: str, scenarios: Scenarios, marks: Mapping[str, str]
    ) -> list[str]:
        present = {
            bank: (digest, origin)
            for bank, digest, origin in self._db.rows("SELECT id, content_hash, source FROM bank")
        }
        new = []
        for bank in banks:
            encoded = [canonical(item) for item in bank.items]
            stories = scenarios.get(bank.info.id, ())
            digest = _content_hash(bank, encoded, stories)
            if present.get(bank.info.id) != (digest, source):
                new.append((bank, encoded, digest))
        if not new and not marks:
            return []
        with self._db.transaction():
            for bank, encoded, digest in new:
                self._replace(bank, encoded, digest, source)
                self._keep_scenarios(bank.info.id, scenarios.get(bank.info.id, ()))
            self._db.run_many("INSERT OR REPLACE INTO mark VALUES (?, ?)", list(marks.items()))
        self._db.tidy(now=True)
        return [bank.info.id for bank, _, _ in new]

    def _replace(self, bank: Bank, encoded: list[bytes], digest: str, source: str) -> None:
        info = bank.info
        drawable = []
        rows = []
        for item, text in zip(bank.items, encoded, strict=True):
            one = candidate(item, info.id)
            if item.meta.status is not Status.USANG:
                drawable.append(one)
            rows.append(_item_row(item, one, text))
        self._db.run("DELETE FROM bank WHERE id = ?", (info.id,))
        self._db.run(
            "INSERT INTO bank VALUES (?,?,?,?,?,?,?,?)",
            (
                info.id,
                info.version,
                info.title,
                source,
                digest,
                len(bank.items),
                to_json(info),
                b"",
            ),
        )
        self._db.run_many(
            "INSERT INTO item (bank_id, id, kind, principle, level, pool, status, modules, family,"
            " enemies, words, hash, item) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            rows,
        )
        # Last: every row above looks its bank up, and that reads all of the bank's row.
        packed = msgspec.msgpack.encode(sorted(drawable, key=lambda one: one.id))
        self._db.run("UPDATE bank SET candidates = ? WHERE id = ?", (packed, info.id))

    def _keep_scenarios(self, bank_id: str, scenarios: Sequence[Scenario]) -> None:
        self._db.run_many(
            "INSERT INTO scenario VALUES (?, ?, ?)",
            [(bank_id, one.id, canonical_scenario(one).decode()) for one in scenarios],
        )


def candidate(item: Item, bank_id: str) -> Candidate:
    """Return what the draw needs to know of an item."""
    meta = item.meta
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
        shown_words(item),
    )


def _item_row(item: Item, one: Candidate, text: bytes) -> tuple[str | int | None, ...]:
    return (
        one.bank,
        one.id,
        one.kind,
        None if one.principle is None else one.principle.value,
        one.level.value,
        one.pool.value,
        item.meta.status.value,
        to_json(one.modules),
        one.family,
        to_json(one.enemies),
        one.words,
        hashlib.sha256(text).hexdigest(),
        text.decode(),
    )


def _content_hash(bank: Bank, encoded: list[bytes], scenarios: Sequence[Scenario]) -> str:
    digest = hashlib.sha256(to_json(bank.info).encode())
    for text in (*encoded, *(canonical_scenario(one) for one in scenarios)):
        digest.update(b"\n")
        digest.update(text)
    return digest.hexdigest()
