"""The precious file of a profile: attempts, answers, results (``progress.sqlite3``).

Answers are append-only; the newest row of a position counts. Every method that writes is one
transaction with one sync; when it returns, the change is on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from pathlib import Path

from ethics_desktop.domain.attempt import Answer, Attempt, AttemptState, ItemState, is_blank
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.constants import FIRST_AGAIN_DAYS
from ethics_desktop.domain.decoding import LazyDecoder
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.records import (
    Exposure,
    OpenRow,
    ScoredRow,
    Signs,
    SummaryRow,
    TimerRecord,
)
from ethics_desktop.domain.result import AttemptResult
from ethics_desktop.store.codec import from_us, stored_values, to_json, to_us
from ethics_desktop.store.database import Database, open_database
from ethics_desktop.store.journal_schema import PRIVATE_SIGNS
from ethics_desktop.store.migrations import PROGRESS, migrate
from ethics_desktop.store.progress_rows import (
    SUMMARY,
    ResponseRow,
    insert_form,
    insert_result,
    read_attempt,
    read_result,
    read_summaries,
)

_FIRST_AGAIN_US = FIRST_AGAIN_DAYS * 86_400_000_000
_answer: LazyDecoder[Answer] = LazyDecoder(Answer)
_timer: LazyDecoder[TimerRecord] = LazyDecoder(TimerRecord)


_APPEND = """
    INSERT INTO response
    VALUES (?1, 1 + (SELECT ifnull(max(seq), 0) FROM response WHERE attempt = ?1),
        ?2, ?3, ?4, ?5, ?6, ?7, ?8)"""


class SqliteProgressStore:
    """One profile's attempts. Belongs to the thread that opened it.

    Every method may raise ``StorageError`` (see ``faults.storage_error``). Methods that take an
    attempt id raise ``UserError("attempt_missing", attempt=...)`` when there is none, those that
    write ``UserError("attempt_closed", attempt=...)`` when it is finished.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._open: dict[str, int] = {}  # numbers of attempts known to be open

    @classmethod
    def open(cls, path: Path, now: datetime, backups: Path | None = None) -> SqliteProgressStore:
        """Open or make the file; its folder must exist.

        An older schema is migrated after a backup into ``backups`` (next to the file by default).
        Once open it waits but briefly for other programs: answers are stored by the window itself,
        which keeps what was refused and offers to try again.
        """

        def keep() -> None:
            from ethics_desktop.store.backup import backup  # on demand: hardly ever needed

            backup(path, now, "migration", backups)

        database = open_database(path, PROGRESS.version)
        try:
            if migrate(database, PROGRESS, keep):
                database.tidy(now=True)  # leaves the log to the answers
            database.wait_briefly()
        except BaseException:
            database.close()
            raise
        return cls(database)

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    @property
    def database(self) -> Database:
        """The open file, for the other stores of the same profile."""
        return self._db

    def has_open_plays(self) -> bool:
        """Tell whether a scenario was begun and not finished, without reading any."""
        return self._db.row("SELECT 1 FROM play WHERE state = 'open' LIMIT 1") is not None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # --- writing ---------------------------------------------------------------------------

    def create_attempt(self, attempt: Attempt, timer: TimerRecord) -> None:
        """Write a new attempt with its form; item versions are stored once, by their hash."""
        self._db.tidy()
        form = attempt.form
        with self._db.transaction():
            self._db.run(
                "INSERT INTO attempt (id, blueprint_id, blueprint, seed, notices, started_at,"
                " limit_s, extra_time, state, finished_at) VALUES (?,?,?,?,?,?,?,?,?,?)",
                (
                    attempt.id,
                    form.blueprint.id,
                    to_json(form.blueprint),
                    form.seed,
                    to_json(form.notices),
                    to_us(attempt.started_at),
                    attempt.limit_s,
                    attempt.extra_time,
                    attempt.state.value,
                    None if attempt.finished_at is None else to_us(attempt.finished_at),
                ),
            )
            n = self._number(attempt.id)
            insert_form(self._db, n, form.items)
            self._db.run("INSERT INTO timer VALUES (?, 0, ?)", (n, to_json(timer)))
        self._db.make_room()

    def append_response(
        self, attempt_id: str, state: ItemState, at: datetime, timer: TimerRecord
    ) -> None:
        """Append the new state of one item and save the timer: one transaction, one sync.

        ``state.saved_at`` is ignored, ``at`` is the moment. On any error nothing was stored.
        """
        n = self._open.get(attempt_id) or self._open_number(attempt_id)
        self._db.run_durably(
            _APPEND,
            (
                n,
                state.position,
                None if state.answer is None else to_json(state.answer),
                state.flagged,
                state.opened,
                state.seen_ms,
                to_us(at),
                to_json(timer),
            ),
        )

    def save_timer(self, attempt_id: str, timer: TimerRecord, seen: Mapping[int, int]) -> None:
        """Save the timer and the visible time so far (ms) of the positions in ``seen``.

        A position in ``seen`` counts as opened. Visible time never shrinks.
        """
        self._db.tidy()
        with self._db.transaction():
            n = self._open_number(attempt_id)
            self._save_timer(n, timer)
            self._save_seen(n, seen)

    def finish(
        self,
        attempt_id: str,
        state: AttemptState,
        at: datetime,
        timer: TimerRecord,
        result: AttemptResult,
    ) -> None:
        """Close an attempt with its result, item scores and summary, in one transaction."""
        with self._db.transaction():
            n = self._open_number(attempt_id)
            del self._open[attempt_id]  # found again by the next answer should this fail
            self._db.run(
                "UPDATE attempt SET state = ?, finished_at = ? WHERE n = ?",
                (state.value, to_us(at), n),
            )
            self._save_timer(n, timer)
            insert_result(self._db, n, to_us(at), result, _FIRST_AGAIN_US)
        self._db.tidy()

    def delete_attempt(self, attempt_id: str) -> None:
        """Remove an attempt, everything of it, and item versions nothing refers to any more.

        Deleted content is overwritten in the file; backups made before still hold it.
        """
        with self._db.transaction():
            n = self._number(attempt_id)
            self._open.pop(attempt_id, None)
            hashes = self._db.rows("SELECT DISTINCT item_hash FROM form_item WHERE attempt=?", (n,))
            self._db.run("DELETE FROM attempt WHERE n = ?", (n,))
            self._db.run_many(
                "DELETE FROM item_version WHERE hash = ?1"
                " AND NOT EXISTS (SELECT 1 FROM form_item WHERE item_hash = ?1)",
                hashes,
            )
        self._db.tidy(now=True)

    def discard(self, attempt_id: str) -> None:
        """Throw an unfinished attempt away; the same as :meth:`delete_attempt`."""
        self.delete_attempt(attempt_id)

    # --- reading ---------------------------------------------------------------------------

    def open_attempts(self) -> list[OpenRow]:
        """Return the unfinished attempts, newest first."""
        found = self._db.rows("SELECT id FROM attempt WHERE state = 'open' ORDER BY n DESC")
        rows = []
        for (attempt_id,) in found:
            states = self.load_states(attempt_id)
            timer = self.load_timer(attempt_id)
            saved = [s.saved_at for s in states.values() if s.saved_at is not None]
            rows.append(
                OpenRow(
                    self.load_attempt(attempt_id),
                    sum(not is_blank(s.answer) for s in states.values()),
                    timer,
                    max([timer.wall, *saved]),
                )
            )
        return rows

    def load_attempt(self, attempt_id: str) -> Attempt:
        """Return an attempt with its form."""
        return read_attempt(self._db, self._number(attempt_id))

    def load_states(self, attempt_id: str) -> dict[int, ItemState]:
        """Return the latest state of every item that was opened or answered, by position."""
        seen: dict[int, int] = dict(
            self._db.rows(
                "SELECT position, seen_ms FROM seen WHERE attempt = ?",
                (self._number(attempt_id),),
            )
        )
        states = {
            position: ItemState(position, opened=True, seen_ms=ms) for position, ms in seen.items()
        }
        for row in self.responses(attempt_id):
            before = states.get(row.position, ItemState(row.position))
            states[row.position] = ItemState(
                row.position,
                row.answer,
                row.flagged,
                row.opened or before.opened,
                max(row.seen_ms, before.seen_ms),
                row.at,
            )
        with stored_values(self.path):  # a position of a damaged file may be no number
            return dict(sorted(states.items()))

    def responses(self, attempt_id: str) -> list[ResponseRow]:
        """Return everything that was ever answered in an attempt, in the order it happened."""
        found = self._db.rows(
            "SELECT seq, position, answer, flagged, opened, seen_ms, at FROM response"
            " WHERE attempt = ? ORDER BY seq",
            (self._number(attempt_id),),
        )
        with stored_values(self.path):
            return [
                ResponseRow(
                    seq, position, _read_answer(answer), bool(flag), bool(opened), ms, from_us(at)
                )
                for seq, position, answer, flag, opened, ms, at in found
            ]

    def load_timer(self, attempt_id: str) -> TimerRecord:
        """Return the timer as it was saved last."""
        n = self._number(attempt_id)
        text = self._db.value(
            "SELECT timer FROM response WHERE attempt = ?1"
            " AND seq > (SELECT seq FROM timer WHERE attempt = ?1) ORDER BY seq DESC LIMIT 1",
            (n,),
        ) or self._db.value("SELECT record FROM timer WHERE attempt = ?", (n,))
        with stored_values(self.path):
            return _timer.decode(text)

    def load_result(self, attempt_id: str) -> AttemptResult:
        """Return the result of a finished attempt.

        Raises:
            UserError: ``attempt_open(attempt)`` while there is no result.
        """
        found = read_result(self._db, self._number(attempt_id))
        if found is None:
            raise UserError("attempt_open", attempt=attempt_id)
        return found

    def history(self, limit: int | None = None) -> list[SummaryRow]:
        """Return the finished attempts, newest first, at most ``limit``."""
        found = self._db.rows(
            f"SELECT {SUMMARY} FROM summary s CROSS JOIN attempt a ON a.n = s.attempt"
            " ORDER BY s.finished_at DESC, s.attempt DESC LIMIT ?",
            (-1 if limit is None else limit,),
        )
        return read_summaries(self._db, found)

    def exposures(self) -> dict[str, Exposure]:
        """Return how often and when items were on the screen before, for the draw.

        Items of finished attempts count when they were reached, those of open ones when opened,
        and those that practice has asked. An item met in practice alone is older than any form.
        """
        # Sorted here: in SQL, ORDER BY n would read the wide rows instead of an index.
        order = sorted((row[0] for row in self._db.rows("SELECT n FROM attempt")), reverse=True)
        ago = {n: place for place, n in enumerate(order, start=1)}
        met: dict[str, tuple[int, int, int]] = {
            item: (times, at, n) for item, times, at, n in self._db.rows("SELECT * FROM exposure")
        }
        opened = self._db.rows(
            "SELECT f.item_id, a.started_at, a.n FROM attempt a JOIN form_item f ON f.attempt = a.n"
            " WHERE a.state = 'open' AND ("
            "  EXISTS (SELECT 1 FROM seen WHERE attempt = a.n AND position = f.position) OR"
            "  EXISTS (SELECT 1 FROM response WHERE attempt = a.n AND position = f.position))"
        )
        for item, at, n in opened:
            times, last_at, last_n = met.get(item, (0, at, n))
            met[item] = (times + 1, max(last_at, at), max(last_n, n))
        for item, more, at in self._db.rows("SELECT item_id, times, last_at FROM practice_item"):
            times, last_at, n = met.get(item, (0, at, 0))
            met[item] = (times + more, max(last_at, at), n)
        ago[0] = len(order) + 1
        with stored_values(self.path):
            return {
                item: Exposure(met[item][0], from_us(met[item][1]), ago[met[item][2]])
                for item in sorted(met)
            }

    def first_exposures(self, since: datetime) -> list[ScoredRow]:
        """Return scored first exposures in comparable attempts finished at or after ``since``.

        An item met again after 90 days or more counts once more (``measurement.md`` 1.8).
        Decisions of first plays stand among them as ``<scenario>.<node>``, once for each principle
        they test (7.2); ``attempt_id`` is the play then.
        """
        found = self._db.rows(
            "SELECT s.item_id, s.principle, s.fraction, s.blind, s.at, a.id"
            " FROM scored s INDEXED BY scored_counted CROSS JOIN attempt a ON a.n = s.attempt"
            " WHERE s.counted AND s.at >= ? ORDER BY s.at, s.attempt, s.position",
            (to_us(since),),
        )
        played = self._db.rows(
            "SELECT p.scenario_id || '.' || f.node, f.principle, f.fraction, f.blind, f.at, p.id"
            " FROM play_fraction f INDEXED BY play_fraction_time CROSS JOIN play p ON p.n = f.play"
            " WHERE f.at >= ? ORDER BY f.at, f.play, f.decision, f.principle",
            (to_us(since),),
        )
        if played:
            found = sorted(found + played, key=itemgetter(4))  # two sorted runs: linear
        with stored_values(self.path):
            return [
                ScoredRow(item, Principle(principle), fraction, blind, from_us(at), attempt)
                for item, principle, fraction, blind, at, attempt in found
            ]

    def private_signs(self, now: datetime) -> Signs:
        """Return what may be known of journal and promises without opening them."""
        found = self._db.row(PRIVATE_SIGNS, (to_us(now),))
        return Signs() if found is None else Signs(int(found[0]), bool(found[1]))

    # --- helpers ---------------------------------------------------------------------------

    def _number(self, attempt_id: str) -> int:
        n = self._db.value("SELECT n FROM attempt WHERE id = ?", (attempt_id,))
        if n is None:
            raise UserError("attempt_missing", attempt=attempt_id)
        return int(n)

    def _open_number(self, attempt_id: str) -> int:
        found = self._db.row("SELECT n, state FROM attempt WHERE id = ?", (attempt_id,))
        if found is None:
            raise UserError("attempt_missing", attempt=attempt_id)
        if found[1] != AttemptState.OPEN.value:
            raise UserError("attempt_closed", attempt=attempt_id)
        self._open[attempt_id] = int(found[0])
        return self._open[attempt_id]

    def _save_timer(self, n: int, timer: TimerRecord) -> None:
        self._db.run(
            "UPDATE timer SET record = ?2, seq ="
            " (SELECT ifnull(max(seq), 0) FROM response WHERE attempt = ?1) WHERE attempt = ?1",
            (n, to_json(timer)),
        )

    def _save_seen(self, n: int, seen: Mapping[int, int]) -> None:
        self._db.run_many(
            "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET seen_ms = excluded.seen_ms WHERE excluded.seen_ms > seen_ms",
            [(n, position, ms) for position, ms in seen.items()],
        )


def _read_answer(text: str | None) -> Answer | None:
    return None if text is None else _answer.decode(text)
