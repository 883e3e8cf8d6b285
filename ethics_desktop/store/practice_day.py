"""What waits to be practised: one query over indexes, for the start page."""

from __future__ import annotations

from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.store.database import Database

#: Items of unfinished assessments: practice would give their keys away.
BUSY = "SELECT f.item_id FROM attempt a JOIN form_item f ON f.attempt = a.n WHERE a.state = 'open'"
#: Cards that may be asked.
WAITING = f"NOT suspended AND NOT absent AND item_id NOT IN ({BUSY})"
_COUNTS = f"""
    SELECT (SELECT count(*) FROM review_card WHERE due_day <= ?1 AND {WAITING}),
      (SELECT count(*) FROM review_card WHERE due_day IS NULL AND {WAITING}),
      (SELECT count(DISTINCT key) FROM review_log
       WHERE day = ?1 AND event IN ('review', 'done') AND NOT first),
      (SELECT count(DISTINCT key) FROM review_log
       WHERE day = ?1 AND event IN ('review', 'done') AND first),
      (SELECT count(*) FROM review_card WHERE suspended AND NOT absent),
      EXISTS (SELECT 1 FROM practice_session WHERE kind = 'dilemma' AND day = ?1)"""


class SqliteDayStore:
    """The figures of a day, in the database of a ``SqliteProgressStore``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def counts(self, day: int) -> DayCounts:
        """Return what waits on a day (an ordinal) and what was done."""
        due, fresh, done, introduced, resting, dilemma = self._db.rows(_COUNTS, (day,))[0]
        return DayCounts(due, fresh, done, introduced, resting, bool(dilemma))
