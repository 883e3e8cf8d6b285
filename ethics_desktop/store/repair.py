"""Builds a sound file from the newest sound copy and what can be read of a damaged file.

An attempt or play comes over as a whole or not at all, and only when it can be read with the same
code that reads it every day. Where the damaged file's list is whole, what the person had deleted
since the copy stays deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from ethics_desktop.domain.copies import CopyContents, Rebuilt
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.backup import BackupInfo, drop_file, leave_wal, list_backups
from ethics_desktop.store.checks import check
from ethics_desktop.store.contents import contents
from ethics_desktop.store.database import Database, Row, open_database, read_only, sync_file
from ethics_desktop.store.faults import translated
from ethics_desktop.store.merging import REFUSED, Merge
from ethics_desktop.store.migrations import PROGRESS, migrate
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_rows import read_attempt, read_result
from ethics_desktop.store.progress_sums import SqliteSumsStore
from ethics_desktop.store.salvage import Damaged

log = logging.getLogger(__name__)


class Family(NamedTuple):
    """A table with what hangs on it.

    ``link`` is the column of the children that holds the root's ``n``, ``grows`` the append-only
    child, ``loose`` children of which any part is welcome, ``result`` what only closed ones have.
    ``versions`` is the table of contents by hash, and the table and column that refer to it.
    """

    root: str
    link: str
    children: tuple[str, ...]
    grows: str
    loose: tuple[str, ...]
    result: tuple[str, ...]
    versions: tuple[str, str, str]


ATTEMPT = Family(
    "attempt",
    "attempt",
    ("form_item", "response", "seen", "timer", "attempt_result", "summary", "scored"),
    "response",
    ("seen",),
    ("attempt_result", "summary", "scored"),
    ("item_version", "form_item", "item_hash"),
)
PLAY = Family(
    "play",
    "play",
    ("play_step", "play_result", "play_fraction"),
    "play_step",
    (),
    ("play_result", "play_fraction"),
    ("scenario_version", "play", "scenario_hash"),
)
#: Tables of the families, contents by hash among them.
_FAMILIES = {
    *(table for family in (ATTEMPT, PLAY) for table in (family.root, *family.children)),
    *(family.versions[0] for family in (ATTEMPT, PLAY)),
}


class Share(Enum):
    """How much of a damaged file is taken over; the next one when the result is not sound."""

    EVERYTHING = 2
    NO_PRACTICE = 1
    NOTHING = 0


Unit = dict[str, list[Row]]


def rebuild(damaged: Path, out: Path, folder: Path) -> Rebuilt:
    """Build ``out``, a file of its own beside the damaged one, which is not touched.

    Args:
        damaged: the broken file; it may be missing.
        out: what to write; an old file of that name goes.
        folder: where the copies are.

    Raises:
        StorageError: the disk refuses, or nothing sound can be made (``damaged``).
    """
    base = newest_sound(folder)
    before = contents(base.path, checked=False) if base is not None else CopyContents()
    try:
        lost = 0
        for share in Share:
            _begin(out, base)
            lost = _merge_all(damaged, out, share)
            _sum_up(out)
            if not check(out):
                break
            log.warning("what was read of the damaged file does not fit: %s", share.name)
        found = contents(out)
        if not found.sound:
            raise StorageError("damaged", path=str(damaged), detail=found.problems[0].code)
        with translated(out):
            sync_file(out)
    except BaseException:
        drop_file(out)
        raise
    return Rebuilt(found, before, base.made_at if base else None, lost)


def _sum_up(out: Path) -> None:
    """Make the sums anew: rows came over without the code that writes beside them."""
    with contextlib.closing(open_database(out, PROGRESS.version)) as database:
        SqliteSumsStore(database).rebuild()
    leave_wal(out)


def _begin(out: Path, base: BackupInfo | None) -> None:
    """Start with the copy, or with an empty file, in the present schema."""
    drop_file(out)
    if base is not None:
        with translated(out):
            shutil.copyfile(base.path, out)
    with contextlib.closing(open_database(out, PROGRESS.version)) as database:
        migrate(database, PROGRESS)


def newest_sound(folder: Path) -> BackupInfo | None:
    """Return the newest copy that passes its check.

    Files that were set aside come last: they are what somebody wanted to get away from.
    """
    copies = list_backups(folder)
    for copy in sorted(copies, key=lambda one: one.kind == "aside"):
        with contextlib.suppress(StorageError):
            reading = read_only(copy.path, immutable=True)
            with contextlib.closing(reading) as connection, translated(copy.path):
                mark = connection.execute("PRAGMA application_id").fetchone()[0]
                number = connection.execute("PRAGMA user_version").fetchone()[0]
            fits = mark == PROGRESS.application_id and 0 < number <= PROGRESS.version.number
            if fits and not Path(f"{copy.path}-wal").exists() and not check(copy.path):
                return copy
    return None


def _merge_all(damaged: Path, out: Path, share: Share) -> int:
    """Take over what can be read; return how many attempts and plays are lost."""
    lost = 0
    if share is not Share.NOTHING and damaged.is_file():
        with (
            Damaged(damaged, out.with_suffix(".source")) as source,
            contextlib.closing(open_database(out, PROGRESS.version)) as database,
        ):
            if source.usable:
                merge = FamilyMerge(source, database)
                lost = merge.family(ATTEMPT) + merge.family(PLAY)
                merge.private()
                if share is Share.EVERYTHING:
                    merge.rest(_FAMILIES)
    leave_wal(out)
    return lost


class FamilyMerge(Merge):
    """Takes attempts and plays of a damaged file over into a sound one, too."""

    def __init__(self, source: Damaged, database: Database) -> None:
        super().__init__(source, database)
        self._attempts = SqliteProgressStore(database)
        self._plays = SqlitePlaythroughStore(database)

    # --- attempts and plays ----------------------------------------------------------------

    def family(self, family: Family) -> int:
        """Take over what is further than the copy; return how many are lost."""
        if family.root not in self._source.tables():
            return 0
        here = {row[1]: row[0] for row in self._db.rows(f"SELECT n, id FROM {family.root}")}
        numbers = self._source.numbers(family.root, list(here.values()))
        lost, seen = 0, set()
        for n in numbers.found:
            try:
                unit = self._read(family, n)
                known = str(unit[family.root][0][self._place(family.root, "id")])
                seen.add(known)
                if known not in here or self._further(family, here[known], unit):
                    with self._all_or_nothing():
                        self._put(family, unit, here.get(known), n)
            except REFUSED as error:
                log.warning("%s %d cannot be taken over: %s", family.root, n, type(error).__name__)
                kept = [one for one, number in here.items() if number == n]
                seen.update(kept)
                lost += not kept
        if numbers.whole and not lost:
            with self._db.transaction():
                gone = [(one,) for one in here if one not in seen]
                self._db.run_many(f"DELETE FROM {family.root} WHERE id = ?", gone)
                self._drop_versions(family)
        return lost

    def _read(self, family: Family, n: int) -> Unit:
        """Return the rows of one unit, of result tables only when all of them can be read."""
        unit = {family.root: self._source.rows(self._select(family.root, "n"), (n,))}
        for table in family.children:
            query = self._select(table, family.link)
            if table == family.grows:
                unit[table] = self._source.prefix(f"{query} ORDER BY seq", (n,))
            elif table in family.loose:
                unit[table] = self._source.prefix(query, (n,))
            elif table not in family.result:
                unit[table] = self._source.rows(query, (n,))
        try:
            for table in family.result:
                unit[table] = self._source.rows(self._select(table, family.link), (n,))
        except StorageError:
            if family is not ATTEMPT:
                raise
            self._open_again(unit, family)
        table, refers, column = family.versions
        place = self._place(refers, column)
        unit[table] = [
            row
            for digest in {row[place] for row in unit[refers]}
            for row in self._source.rows(self._select(table, "hash"), (digest,))
        ]
        return unit

    def _open_again(self, unit: Unit, family: Family) -> None:
        """Without its result a finished attempt is open again: its answers are worth more."""
        row = list(unit["attempt"][0])
        row[self._place("attempt", "state")] = "open"
        row[self._place("attempt", "finished_at")] = None
        unit["attempt"] = [tuple(row)]
        unit.update({table: [] for table in family.result})

    def _further(self, family: Family, n: int, unit: Unit) -> bool:
        """Tell whether the damaged file knows more of a unit than the copy."""
        state = self._db.value(f"SELECT state FROM {family.root} WHERE n = ?", (n,))
        if state != "open":
            return False
        count = self._db.value(f"SELECT count(*) FROM {family.grows} WHERE {family.link}=?", (n,))
        closed = unit[family.root][0][self._place(family.root, "state")] != "open"
        return closed or len(unit[family.grows]) > int(count)

    def _put(self, family: Family, unit: Unit, old: int | None, wish: int) -> None:
        """Write a unit in the place of what the copy has of it, under its number if it is free."""
        if old is not None:
            self._out.execute(f"DELETE FROM {family.root} WHERE n = ?", (old,))
        taken = self._db.value(f"SELECT 1 FROM {family.root} WHERE n = ?", (wish,))
        top = self._db.value(f"SELECT ifnull(max(n), 0) + 1 FROM {family.root}")
        n = int(top) if taken else wish
        versions = family.versions[0]
        for digest, content in unit[versions]:
            if hashlib.sha256(str(content).encode()).hexdigest() != digest:
                raise ValueError("changed content")
        self._insert(versions, unit[versions], "OR IGNORE")
        for table in (family.root, *family.children):
            place = self._place(table, "n" if table == family.root else family.link)
            rows = [(*row[:place], n, *row[place + 1 :]) for row in unit[table]]
            self._insert(table, rows)
        if family is ATTEMPT:
            self._check_attempt(n)
        else:
            self._check_play(n)

    def _check_attempt(self, n: int) -> None:
        attempt = read_attempt(self._db, n)
        positions = [item.position for item in attempt.form.items]
        self._need(positions == list(range(1, len(positions) + 1)))
        answered = self._attempts.responses(attempt.id)
        self._need([one.seq for one in answered] == list(range(1, len(answered) + 1)))
        self._attempts.load_states(attempt.id)
        self._attempts.load_timer(attempt.id)
        self._need(bool(self._db.value("SELECT 1 FROM timer WHERE attempt = ?", (n,))))
        if attempt.state.value != "open":
            self._need(read_result(self._db, n) is not None)

    def _check_play(self, n: int) -> None:
        play, state = self._db.rows("SELECT id, state FROM play WHERE n = ?", (n,))[0]
        self._plays.load_play(play)
        steps = [row[0] for row in self._db.rows("SELECT seq FROM play_step WHERE play=?", (n,))]
        self._need(sorted(steps) == list(range(1, len(steps) + 1)))
        if state == "finished":
            self._plays.load_score(play)

    def _drop_versions(self, family: Family) -> None:
        table, refers, column = family.versions
        self._db.run(
            f"DELETE FROM {table} WHERE NOT EXISTS"
            f" (SELECT 1 FROM {refers} WHERE {column} = {table}.hash)"
        )
