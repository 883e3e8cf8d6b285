"""What Kemajuan asks of ``progress.sqlite3``: sums by week and code, lists, one page of history.

No query here reads more rows the more was answered: sums are kept by triggers, lists are cut.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ethics_desktop.domain.bank import Item, Principle
from ethics_desktop.domain.decoding import LazyDecoder
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.sums import CodeSums, PrincipleSums, SureWrong, WeekSums
from ethics_desktop.store.codec import from_us, stored_values, to_us
from ethics_desktop.store.database import Database, Row
from ethics_desktop.store.progress_rows import SUMMARY, read_summaries
from ethics_desktop.store.progress_schema import REBUILD

_DAY_US = 86_400_000_000
_SUMS = "sum(n), sum(full), sum(fraction), sum(fraction2), sum(blind)"
# What the sums by day and week are made of, by the index over the time of each table.
_BETWEEN = """SELECT principle, count(*), sum(fraction = 1.0), sum(fraction),
      sum(fraction * fraction), sum(blind)
    FROM (SELECT principle, fraction, blind FROM scored WHERE counted AND at >= ?1 AND at < ?2
          UNION ALL
          SELECT principle, fraction, blind FROM play_fraction WHERE at >= ?1 AND at < ?2)
    GROUP BY principle"""
# Not answered well in practice since.
_OPEN = """NOT EXISTS (SELECT 1 FROM practice_item WHERE item_id = l.item_id
    AND last_at > l.at AND fraction >= 0.6)"""
# Finished forms: one step in the index for each, however many attempts there are.
_FORMS = """WITH RECURSIVE form(id) AS (
      SELECT min(blueprint_id) FROM attempt WHERE state <> 'open'
      UNION ALL
      SELECT (SELECT min(blueprint_id) FROM attempt
              WHERE state <> 'open' AND blueprint_id > form.id)
      FROM form WHERE form.id IS NOT NULL)
    SELECT id, (SELECT n FROM attempt WHERE state <> 'open' AND blueprint_id = form.id
                ORDER BY finished_at DESC, n DESC LIMIT 1) AS n
    FROM form WHERE id IS NOT NULL"""

_title: LazyDecoder[dict[str, str]] = LazyDecoder(dict[str, str])
_item: LazyDecoder[Any] = LazyDecoder(Item)


class SqliteSumsStore:
    """The figures of one profile, in the database of its ``SqliteProgressStore``.

    Every method may raise ``StorageError``.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    def principle_sums(self, since: datetime) -> list[PrincipleSums]:
        """Return the sums of first exposures and first plays since the UTC day of ``since``.

        Principles without data are left out.
        """
        found = self._db.rows(
            f"SELECT principle, {_SUMS} FROM (SELECT * FROM principle_day WHERE day >= ?1"
            " UNION ALL SELECT * FROM play_day WHERE day >= ?1) GROUP BY principle",
            (to_us(since) // _DAY_US,),
        )
        return self._principles(found)

    def week_sums(self, since: int) -> list[WeekSums]:
        """Return the sums of each principle and UTC week from ``since`` on, in order."""
        found = self._db.rows(
            "SELECT * FROM principle_week WHERE week >= ? ORDER BY week, principle",
            (since,),
        )
        with stored_values(self.path):
            return [
                WeekSums(n, full, fraction, fraction2, blind, week, Principle(name))
                for week, name, n, full, fraction, fraction2, blind in found
            ]

    def sums_between(self, first: datetime, before: datetime) -> list[PrincipleSums]:
        """Return the sums of first exposures and first plays from ``first`` to ``before``.

        Meant for some hours: it reads the answers themselves.
        """
        return self._principles(self._db.rows(_BETWEEN, (to_us(first), to_us(before))))

    def practice_sums(self, since: int) -> list[PrincipleSums]:
        """Return the sums of practice from week number ``since`` on, first meetings only.

        Counted apart from assessments: hints, repeats and rapid answers are left out.
        """
        found = self._db.rows(
            f"SELECT principle, {_SUMS} FROM practice_week WHERE week >= ? GROUP BY principle",
            (since,),
        )
        return self._principles(found)

    def code_sums(self, framework: str, since: int) -> list[CodeSums]:
        """Return the sums of the parts of a framework from week number ``since`` on, by code.

        An item counts once for each of its codes and once for what stands before their dots.
        """
        found = self._db.rows(
            f"SELECT {_SUMS}, code FROM code_week WHERE framework = ? AND week >= ? GROUP BY code",
            (framework, since),
        )
        with stored_values(self.path):
            return [CodeSums(*row) for row in found]

    def sure_wrong(self, most: int) -> list[SureWrong]:
        """Return the items that were sure but wrong when met last, the newest first."""
        found = self._db.rows(
            "SELECT v.item, a.id, l.position, s.title, l.at FROM sure_last l"
            " CROSS JOIN attempt a ON a.n = l.attempt CROSS JOIN summary s ON s.attempt = l.attempt"
            " CROSS JOIN form_item f ON f.attempt = l.attempt AND f.position = l.position"
            " CROSS JOIN item_version v ON v.hash = f.item_hash"
            f" WHERE {_OPEN} ORDER BY l.at DESC, l.attempt DESC, l.position DESC LIMIT ?",
            (most,),
        )
        with stored_values(self.path):
            return [
                SureWrong(_item.decode(item), attempt, position, _title.decode(title), from_us(at))
                for item, attempt, position, title, at in found
            ]

    def sure_wrong_count(self) -> int:
        """Return how many items were sure but wrong when met last."""
        return int(self._db.value(f"SELECT count(*) FROM sure_last l WHERE {_OPEN}"))

    def newest_of_forms(self) -> dict[str, SummaryRow]:
        """Return the newest finished attempt of every form, by blueprint id."""
        found = self._db.rows(
            f"SELECT {SUMMARY} FROM ({_FORMS}) f CROSS JOIN attempt a ON a.n = f.n"
            " CROSS JOIN summary s ON s.attempt = a.n"
        )
        return {row.blueprint_id: row for row in read_summaries(self._db, found)}

    def history(self, form: str, since: datetime | None, most: int) -> list[SummaryRow]:
        """Return finished attempts, newest first, at most ``most``.

        Args:
            form: blueprint id; "" for every form.
            since: finished at or after; None for all.
            most: how many.
        """
        first = 0 if since is None else to_us(since)
        if form:
            found = self._db.rows(
                f"SELECT {SUMMARY} FROM attempt a INDEXED BY attempt_form"
                " CROSS JOIN summary s ON s.attempt = a.n WHERE a.state <> 'open'"
                " AND a.blueprint_id = ? AND a.finished_at >= ?"
                " ORDER BY a.finished_at DESC, a.n DESC LIMIT ?",
                (form, first, most),
            )
        else:
            found = self._db.rows(
                f"SELECT {SUMMARY} FROM summary s CROSS JOIN attempt a ON a.n = s.attempt"
                " WHERE s.finished_at >= ? ORDER BY s.finished_at DESC, s.attempt DESC LIMIT ?",
                (first, most),
            )
        return read_summaries(self._db, found)

    def has_played(self) -> bool:
        """Tell whether a scenario was ever played to an end."""
        found = self._db.row("SELECT 1 FROM play WHERE state = 'finished' LIMIT 1")
        return found is not None

    def counts(self) -> tuple[int, int]:
        """Return how many finished attempts and plays there are, for plays unfinished ones too."""
        row = self._db.row("SELECT (SELECT count(*) FROM summary), (SELECT count(*) FROM play)")
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def _principles(self, found: list[Row]) -> list[PrincipleSums]:
        with stored_values(self.path):
            return [
                PrincipleSums(n, full, fraction, fraction2, blind, Principle(name))
                for name, n, full, fraction, fraction2, blind in found
            ]

    def rebuild(self) -> None:
        """Make the sums of version 1.4 anew from the answers behind them, in one transaction."""
        with self._db.transaction():
            for statement in REBUILD:
                self._db.run(statement)
