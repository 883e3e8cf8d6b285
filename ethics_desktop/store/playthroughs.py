"""Playthroughs of scenarios in ``progress.sqlite3``: heads, append-only steps, results.

Every method that writes is one transaction with one sync; when it returns, the change is on the
disk. Scenarios are kept once by their hash, so a play needs no bank.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from ethics_desktop.domain.decoding import LazyDecoder
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.plays import (
    OpenPlayRow,
    PlayHead,
    PlayResult,
    PlayRow,
    PlayState,
    StoredPlay,
)
from ethics_desktop.domain.scenario import Scenario, canonical, scenario_hash
from ethics_desktop.domain.scenario_scoring import ScenarioScore
from ethics_desktop.store.codec import from_us, stored_values, to_json, to_us
from ethics_desktop.store.database import Database, Row

_scenario: LazyDecoder[Scenario] = LazyDecoder(Scenario)
_score: LazyDecoder[ScenarioScore] = LazyDecoder(ScenarioScore)

_HEAD = (
    "p.id, p.scenario_id, p.bank_id, p.bank_version, p.scenario_hash, p.title, p.seed, p.first,"
    " p.prefix, p.started_at"
)
#: Plays without a choice of their own.
_EMPTY = "prefix = (SELECT count(*) FROM play_step s WHERE s.play = play.n)"


class SqlitePlaythroughStore:
    """The playthroughs of one profile, in the database of its ``SqliteProgressStore``.

    Every method may raise ``StorageError``. Methods that take a play id raise
    ``UserError("play_missing", play=...)`` when there is none, those that write
    ``UserError("play_closed", play=...)`` when it is finished or was thrown away.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    # --- writing ---------------------------------------------------------------------------

    def create_play(self, head: PlayHead, scenario: Scenario, steps: Sequence[str]) -> PlayHead:
        """Write a new play with the steps that were replayed; return its head as stored.

        Open plays of the scenario without a choice of their own give way. The play measures
        (``first``) only when it asks for it and no other play of the scenario is left.

        Raises:
            ValueError: a hash that is not that of the scenario (a bug of the caller).
        """
        if head.scenario_hash != scenario_hash(scenario):
            raise ValueError(f"hash of {scenario.id} does not fit")
        self._db.tidy()
        at = to_us(head.started_at)
        with self._db.transaction():
            self._db.run(
                f"DELETE FROM play WHERE scenario_id = ? AND state = 'open' AND {_EMPTY}",
                (head.scenario_id,),
            )
            others = self._db.value(
                "SELECT count(*) FROM play WHERE scenario_id = ?", (head.scenario_id,)
            )
            head = msgspec.structs.replace(head, first=head.first and not others)
            self._db.run(
                "INSERT INTO scenario_version VALUES (?, ?) ON CONFLICT DO NOTHING",
                (head.scenario_hash, canonical(scenario).decode()),
            )
            self._db.run(
                "INSERT INTO play (id, scenario_id, bank_id, bank_version, scenario_hash, title,"
                " seed, first, prefix, started_at, state) VALUES (?,?,?,?,?,?,?,?,?,?,'open')",
                (
                    head.id,
                    head.scenario_id,
                    head.bank_id,
                    head.bank_version,
                    head.scenario_hash,
                    head.title,
                    head.seed,
                    head.first,
                    head.prefix,
                    at,
                ),
            )
            n = self._number(head.id)
            self._db.run_many(
                "INSERT INTO play_step VALUES (?, ?, ?, ?)",
                [(n, seq, choice, at) for seq, choice in enumerate(steps, 1)],
            )
            self._drop_versions()
        return head

    def append_step(
        self, play_id: str, seq: int, choice: str, at: datetime, result: PlayResult | None
    ) -> None:
        """Append a choice, the last one together with the result: one transaction, one sync.

        Args:
            play_id: an open play.
            seq: number of the step, from 1; one more than there are.
            choice: the choice that was made.
            at: when.
            result: what the finished story comes to; None while it goes on.

        Raises:
            UserError: ``play_moved_on(play)`` when the play has other steps than the caller knows.
        """
        with self._db.transaction():
            n = self._open_number(play_id)
            stored = self._db.value("SELECT count(*) FROM play_step WHERE play = ?", (n,))
            if stored != seq - 1:
                raise UserError("play_moved_on", play=play_id)
            self._db.run("INSERT INTO play_step VALUES (?, ?, ?, ?)", (n, seq, choice, to_us(at)))
            if result is not None:
                self._finish(n, to_us(at), result)
        if result is not None:
            self._db.tidy()

    def discard_play(self, play_id: str, at: datetime) -> None:
        """Throw an open play away: delete it when it has no choice of its own, else close it.

        Choices that were made are kept, because the first play is spent with them.
        """
        with self._db.transaction():
            n = self._open_number(play_id)
            deleted = self._db.run(f"DELETE FROM play WHERE n = ? AND {_EMPTY}", (n,))
            if deleted:
                self._drop_versions()
            else:
                self._db.run(
                    "UPDATE play SET state = 'abandoned', finished_at = ? WHERE n = ?",
                    (to_us(at), n),
                )
        if deleted:
            self._db.tidy(now=True)

    # --- reading ---------------------------------------------------------------------------

    def load_play(self, play_id: str) -> StoredPlay:
        """Return a play in any state with its scenario and its choices."""
        found = self._db.row(
            f"SELECT {_HEAD}, v.scenario, p.state, p.n FROM play p"
            " LEFT JOIN scenario_version v ON v.hash = p.scenario_hash WHERE p.id = ?",
            (play_id,),
        )
        if found is None:
            raise UserError("play_missing", play=play_id)
        *head, scenario, state, n = found
        steps = self._db.rows("SELECT choice, at FROM play_step WHERE play = ? ORDER BY seq", (n,))
        with stored_values(self.path):
            return StoredPlay(
                _read_head(tuple(head)),
                _scenario.decode(scenario),
                tuple(choice for choice, _ in steps),
                PlayState(state),
                from_us(steps[-1][1] if steps else head[-1]),
            )

    def load_score(self, play_id: str) -> ScenarioScore:
        """Return what a finished play came to.

        Raises:
            UserError: ``playthrough_unfinished(play)`` while there is no result.
        """
        n = self._number(play_id)
        text = self._db.value("SELECT score FROM play_result WHERE play = ?", (n,))
        if text is None:
            raise UserError("playthrough_unfinished", play=play_id)
        with stored_values(self.path):
            return _score.decode(text)

    def open_plays(self) -> list[OpenPlayRow]:
        """Return the unfinished plays, the one that began last first."""
        found = self._db.rows(
            f"SELECT {_HEAD}, (SELECT count(*) FROM play_step WHERE play = p.n),"
            " (SELECT at FROM play_step WHERE play = p.n ORDER BY seq DESC LIMIT 1)"
            " FROM play p WHERE p.state = 'open' ORDER BY p.n DESC"
        )
        with stored_values(self.path):
            return [
                OpenPlayRow(
                    _read_head(tuple(head)), steps, from_us(head[-1] if last is None else last)
                )
                for *head, steps, last in found
            ]

    def finished_plays(self, scenario_id: str | None = None) -> list[PlayRow]:
        """Return the finished plays, newest first, of one scenario when given."""
        found = self._db.rows(
            "SELECT p.id, p.scenario_id, p.scenario_hash, p.first, p.finished_at, r.ending,"
            " r.ending_title, r.quality FROM play p JOIN play_result r ON r.play = p.n"
            " WHERE p.state = 'finished' AND (?1 IS NULL OR p.scenario_id = ?1)"
            " ORDER BY p.finished_at DESC, p.n DESC",
            (scenario_id,),
        )
        with stored_values(self.path):
            return [
                PlayRow(play, scenario, digest, bool(first), from_us(at), *rest)
                for play, scenario, digest, first, at, *rest in found
            ]

    def all_choices(self, scenario_id: str) -> list[tuple[str, ...]]:
        """Return the choices of every play of a scenario, whatever its state, oldest first."""
        found: dict[int, list[str]] = {}
        for n, choice in self._db.rows(
            "SELECT s.play, s.choice FROM play p JOIN play_step s ON s.play = p.n"
            " WHERE p.scenario_id = ? ORDER BY s.play, s.seq",
            (scenario_id,),
        ):
            found.setdefault(n, []).append(choice)
        return [tuple(choices) for choices in found.values()]

    # --- helpers ---------------------------------------------------------------------------

    def _finish(self, n: int, at: int, result: PlayResult) -> None:
        score = result.score
        self._db.run("UPDATE play SET state = 'finished', finished_at = ? WHERE n = ?", (at, n))
        self._db.run(
            "INSERT INTO play_result VALUES (?, ?, ?, ?, ?)",
            (n, score.ending, result.ending_title, score.quality, to_json(score)),
        )
        self._db.run_many(
            "INSERT INTO play_fraction VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (n, one.decision, one.principle.value, one.node, one.fraction, one.blind, at)
                for one in result.fractions
            ],
        )

    def _drop_versions(self) -> None:
        """Remove scenarios that no play refers to any more."""
        self._db.run(
            "DELETE FROM scenario_version WHERE NOT EXISTS"
            " (SELECT 1 FROM play WHERE scenario_hash = scenario_version.hash)"
        )

    def _number(self, play_id: str) -> int:
        n = self._db.value("SELECT n FROM play WHERE id = ?", (play_id,))
        if n is None:
            raise UserError("play_missing", play=play_id)
        return int(n)

    def _open_number(self, play_id: str) -> int:
        found = self._db.row("SELECT n, state FROM play WHERE id = ?", (play_id,))
        if found is None:
            raise UserError("play_missing", play=play_id)
        if found[1] != PlayState.OPEN.value:
            raise UserError("play_closed", play=play_id)
        return int(found[0])


def _read_head(row: Row) -> PlayHead:
    play, scenario, bank, version, digest, title, seed, first, prefix, started = row
    return PlayHead(
        play, scenario, bank, version, digest, title, seed, bool(first), prefix, from_us(started)
    )
