"""Practice in ``progress.sqlite3``: answers, skills, review cards and their log.

Every method that writes is one transaction with one sync; when it returns, the change is on the
disk. An answer is stored together with everything it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from ethics_desktop.domain.attempt import Answer
from ethics_desktop.domain.bank import Principle, canonical, kind_of
from ethics_desktop.domain.cards import Card, CardChange, CardEvent
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.constants import OWN_TIMES_MAX, WRONG_BELOW
from ethics_desktop.domain.decoding import LazyDecoder
from ethics_desktop.domain.practice import PracticeKind, Skill
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.domain.practice_records import (
    PracticeEntry,
    PracticeHead,
    PracticeRow,
    Practised,
)
from ethics_desktop.domain.review import Memory
from ethics_desktop.domain.sha import sha256
from ethics_desktop.store.codec import from_us, stored_values, to_json, to_us
from ethics_desktop.store.database import Database, Row, Value
from ethics_desktop.store.practice_day import BUSY, WAITING, SqliteDayStore

_answer: LazyDecoder[Answer] = LazyDecoder(Answer)

_CARD = (
    "key, item_id, item_hash, stability, difficulty, last_day, due_day, streak, again, reviews,"
    " suspended, wished, first_day, rapid_day"
)


class SqlitePracticeStore:
    """Practice of one profile, in the database of its ``SqliteProgressStore``.

    Every method may raise ``StorageError``. Days are ordinals of the day of reviews.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    # --- writing ---------------------------------------------------------------------------

    def append(self, head: PracticeHead, entry: PracticeEntry) -> None:
        """Append an answer, with its session if it is the first: one transaction, one sync.

        Raises:
            ValueError: a hash that is not that of the item (a bug of the caller).
        """
        part = entry.form_item
        item = canonical(part.item)
        if part.item_hash != sha256(item).hexdigest():
            raise ValueError(f"hash of {part.item.id} does not fit")
        with self._db.transaction():
            session = self._number(head.id) or self._begin(head, entry.day)
            self._db.run(
                "INSERT INTO practice_version VALUES (?, ?) ON CONFLICT DO NOTHING",
                (part.item_hash, item.decode()),
            )
            self._db.run(
                "INSERT INTO practice_answer VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (session, *_answer_row(entry)),
            )
            if entry.skill is not None:
                principle, skill = entry.skill
                self._db.run(
                    "INSERT OR REPLACE INTO practice_skill VALUES (?, ?, ?)",
                    (principle.value, skill.theta, skill.n),
                )
            for change in entry.changes:
                self._save(change, entry.at, entry.day)

    def save_cards(self, changes: Sequence[CardChange], at: datetime, day: int) -> None:
        """Write changes that come from no answer; nothing is written when there are none."""
        if not changes:
            return
        self._db.tidy()
        with self._db.transaction():
            for change in changes:
                self._save(change, at, day)

    def set_absent(self, absent: Collection[str], present: Collection[str]) -> None:
        """Note by key which cards have no item in the library now, and which have one again."""
        if not absent and not present:
            return
        self._db.tidy()
        with self._db.transaction():
            for keys, value in ((absent, 1), (present, 0)):
                self._db.run_many(
                    "UPDATE review_card SET absent = ? WHERE key = ?", [(value, k) for k in keys]
                )

    def fact(self, key: str, make: Callable[[], str]) -> str:
        """Return a word that is kept for good; ``make`` gives it the first time."""
        found = self._db.value("SELECT value FROM practice_fact WHERE key = ?", (key,))
        if found is not None:
            return str(found)
        made = make()
        with self._db.transaction():
            self._db.run("INSERT INTO practice_fact VALUES (?, ?)", (key, made))
        return made

    def tidy(self) -> None:
        """Use a quiet moment: move the log into the file, make room for the answers to come."""
        self._db.tidy()
        self._db.make_room()

    # --- reading ---------------------------------------------------------------------------

    def counts(self, day: int) -> DayCounts:
        """Return what waits on a day and what was done: one query over indexes."""
        return SqliteDayStore(self._db).counts(day)

    def due(self, day: int) -> list[Card]:
        """Return the cards that are due, by key."""
        return self._cards(f"WHERE due_day <= ? AND {WAITING} ORDER BY key", (day,))

    def fresh(self, most: int) -> list[Card]:
        """Return new cards: those a person put here first, then in the order of their making."""
        return self._cards(
            f"WHERE due_day IS NULL AND {WAITING} ORDER BY wished DESC, n LIMIT ?", (most,)
        )

    def resting(self) -> list[Card]:
        """Return the cards that wait until their matter was studied anew, by key."""
        return self._cards("WHERE suspended AND NOT absent ORDER BY key", ())

    def card(self, key: str) -> Card | None:
        """Return a card, or None."""
        return next(iter(self._cards("WHERE key = ?", (key,))), None)

    def all_cards(self) -> list[tuple[Card, bool]]:
        """Return every card and whether it is noted as absent, by key."""
        found = self._db.rows(f"SELECT {_CARD}, absent FROM review_card ORDER BY key")
        with stored_values(self.path):
            return [(_read_card(tuple(row[:-1])), bool(row[-1])) for row in found]

    def next_due(self, day: int) -> int | None:
        """Return the first day after ``day`` on which a card is due, or None."""
        found = self._db.value(
            f"SELECT min(due_day) FROM review_card WHERE due_day > ? AND {WAITING}", (day,)
        )
        return None if found is None else int(found)

    def skills(self) -> dict[Principle, Skill]:
        """Return the skills known so far."""
        found = self._db.rows("SELECT principle, theta, n FROM practice_skill")
        with stored_values(self.path):
            return {Principle(name): Skill(theta, n) for name, theta, n in found}

    def practised(self) -> dict[str, Practised]:
        """Return what practice remembers of every item it has asked."""
        found = self._db.rows(
            "SELECT item_id, times, last_at, last_day, fraction, certainty FROM practice_item"
        )
        with stored_values(self.path):
            return {
                item: Practised(times, from_us(at), day, fraction, _certainty(level))
                for item, times, at, day, fraction, level in found
            }

    def weak_in_tests(self) -> dict[str, datetime]:
        """Return the items whose latest answer in a finished assessment was wrong, and when."""
        found = self._db.rows(
            "SELECT e.item_id, s.at FROM exposure e CROSS JOIN scored s"
            " ON s.item_id = e.item_id AND s.at = e.last_at AND s.attempt = e.last_attempt"
            " AND s.reached WHERE s.fraction < ?",
            (WRONG_BELOW,),
        )
        with stored_values(self.path):
            return {item: from_us(at) for item, at in found}

    def busy(self) -> frozenset[str]:
        """Return the items of unfinished assessments."""
        return frozenset(row[0] for row in self._db.rows(BUSY))

    def own_times(self, item_kind: str) -> list[int]:
        """Return the latest times for a kind of item, ms, newest first; too fast ones left out."""
        found = self._db.rows(
            "SELECT rt_ms FROM practice_answer WHERE item_kind = ? AND NOT rapid"
            " ORDER BY at DESC LIMIT ?",
            (item_kind, OWN_TIMES_MAX),
        )
        return [int(ms) for (ms,) in found]

    def calibration(self) -> list[tuple[int, int, int]]:
        """Return certainty, answers with f == 1, answers; the first of an item on each day."""
        found = self._db.rows(
            "SELECT certainty, sum(fraction = 1.0), count(*) FROM practice_answer"
            " WHERE certainty IS NOT NULL AND NOT repeat GROUP BY certainty"
        )
        return [(int(level), int(right), int(n)) for level, right, n in found]

    def answers(self, session: str | None = None) -> list[PracticeRow]:
        """Return the stored answers in the order they were given, of one session when named."""
        found = self._db.rows(
            "SELECT s.id, s.kind, a.seq, a.item_id, a.item_hash, a.answer, a.fraction, a.certainty,"
            " a.repeat, a.at FROM practice_session s JOIN practice_answer a ON a.session = s.n"
            " WHERE ?1 IS NULL OR s.id = ?1 ORDER BY s.n, a.seq",
            (session,),
        )
        with stored_values(self.path):
            return [
                PracticeRow(
                    one,
                    PracticeKind(kind),
                    seq,
                    item,
                    digest,
                    _answer.decode(text),
                    fraction,
                    _certainty(level),
                    bool(repeat),
                    from_us(at),
                )
                for one, kind, seq, item, digest, text, fraction, level, repeat, at in found
            ]

    # --- helpers ---------------------------------------------------------------------------

    def _number(self, session: str) -> int | None:
        found = self._db.value("SELECT n FROM practice_session WHERE id = ?", (session,))
        return None if found is None else int(found)

    def _begin(self, head: PracticeHead, day: int) -> int | None:
        """Write a session. Never tried for one that is there: that would use up a number."""
        self._db.run(
            "INSERT INTO practice_session (id, kind, seed, size, wish, started_at, day)"
            " VALUES (?,?,?,?,?,?,?)",
            (
                head.id,
                head.kind.value,
                head.seed,
                head.size,
                to_json(head.wish),
                to_us(head.started_at),
                day,
            ),
        )
        return self._number(head.id)

    def _cards(self, where: str, parameters: Sequence[Value]) -> list[Card]:
        found = self._db.rows(f"SELECT {_CARD} FROM review_card {where}", parameters)
        with stored_values(self.path):
            return [_read_card(row) for row in found]

    def _save(self, change: CardChange, at: datetime, day: int) -> None:
        card, memory = change.card, change.card.memory
        if change.event is CardEvent.DONE:
            self._db.run("DELETE FROM review_card WHERE key = ?", (card.key,))
        else:
            values = _card_row(card)
            marks = ",".join("?" * len(values))
            names = _CARD.split(", ")
            updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
            self._db.run(
                f"INSERT INTO review_card ({_CARD}) VALUES ({marks})"
                f" ON CONFLICT (key) DO UPDATE SET {updates}",
                values,
            )
        first = change.event is CardEvent.REVIEW and card.reviews == 1
        self._db.run(
            "INSERT INTO review_log (key, event, rating, at, day, item_id, item_hash, stability,"
            " difficulty, due_day, first) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                card.key,
                change.event.value,
                None if change.rating is None else int(change.rating),
                to_us(at),
                day,
                card.item_id,
                card.item_hash,
                memory.stability if memory else None,
                memory.difficulty if memory else None,
                card.due,
                first,
            ),
        )


def _answer_row(entry: PracticeEntry) -> tuple[Value, ...]:
    part = entry.form_item
    principle = part.item.meta.principle
    return (
        entry.seq,
        part.bank_id,
        part.bank_version,
        part.item.id,
        part.item_hash,
        kind_of(part.item),
        None if principle is None else principle.value,
        to_json(part.display_order),
        part.blind,
        to_json(entry.answer),
        entry.fraction,
        None if entry.certainty is None else int(entry.certainty),
        entry.hint,
        entry.rt_ms,
        entry.rapid,
        entry.repeat,
        to_us(entry.at),
        entry.day,
    )


def _card_row(card: Card) -> tuple[Value, ...]:
    memory = card.memory
    return (
        card.key,
        card.item_id,
        card.item_hash,
        memory.stability if memory else None,
        memory.difficulty if memory else None,
        memory.last if memory else None,
        card.due,
        card.streak,
        card.again,
        card.reviews,
        card.suspended,
        card.wished,
        card.first_day,
        card.rapid_day,
    )


def _read_card(row: Row) -> Card:
    key, item, digest, stability, difficulty, last, due, streak, again, reviews, *rest = row
    suspended, wished, first, rapid = rest
    memory = None
    if stability is not None:
        memory = Memory(stability, difficulty, last, last if due is None else due)
    return Card(
        key,
        item,
        digest,
        memory,
        due,
        streak,
        again,
        reviews,
        bool(suspended),
        bool(wished),
        first,
        rapid,
    )


def _certainty(level: int | None) -> Certainty | None:
    return None if level is None else Certainty(level)
