"""Looking whether a database file is whole: SQLite's own checks, then what we know must hold."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.store.database import Version, read_only
from ethics_desktop.store.faults import translated
from ethics_desktop.store.migrations import PROGRESS
from ethics_desktop.store.progress_schema import MUST_BE_EMPTY_1_4

_MOST = 20  # findings of one kind

#: code -> query; every row it returns is a problem (first column: what).
_MUST_BE_EMPTY = {
    "db_response_orphan": """SELECT DISTINCT r.attempt FROM response r
        LEFT JOIN attempt a ON a.n = r.attempt WHERE a.n IS NULL""",
    "db_response_gap": """SELECT attempt FROM response GROUP BY attempt
        HAVING count(*) <> max(seq) OR min(seq) <> 1""",
    "db_form_gap": """SELECT attempt FROM form_item GROUP BY attempt
        HAVING count(*) <> max(position)""",
    "db_item_version_missing": """SELECT f.item_id FROM form_item f
        LEFT JOIN item_version v ON v.hash = f.item_hash WHERE v.hash IS NULL""",
    "db_timer_missing": """SELECT id FROM attempt
        WHERE n NOT IN (SELECT attempt FROM timer)""",
    "db_result_missing": """SELECT id FROM attempt WHERE state <> 'open' AND (
        n NOT IN (SELECT attempt FROM attempt_result) OR n NOT IN (SELECT attempt FROM summary))""",
    "db_sums_differ": """
        SELECT day || ' ' || principle FROM (
            SELECT day, principle, n, full, fraction, fraction2, blind FROM principle_day
            UNION ALL
            SELECT at / 86400000000, principle, -count(*), -sum(fraction = 1.0), -sum(fraction),
                -sum(fraction * fraction), -sum(blind)
            FROM scored WHERE counted GROUP BY 1, 2)
        GROUP BY day, principle HAVING sum(n) <> 0 OR sum(full) <> 0
            OR abs(sum(fraction)) + abs(sum(fraction2)) + abs(sum(blind)) > 1e-6""",
    "db_exposures_differ": """
        SELECT item_id FROM (
            SELECT item_id, times, last_at, last_attempt FROM exposure
            UNION ALL
            SELECT item_id, -count(*), -max(at), -max(attempt) FROM scored
            WHERE reached GROUP BY item_id)
        GROUP BY item_id HAVING sum(times) <> 0 OR sum(last_at) <> 0 OR sum(last_attempt) <> 0""",
}

#: The same for playthroughs, which files before version 1.1 do not have.
_PLAYS_MUST_BE_EMPTY = {
    "db_play_step_gap": """SELECT play FROM play_step GROUP BY play
        HAVING count(*) <> max(seq) OR min(seq) <> 1""",
    "db_play_step_missing": """SELECT id FROM play
        WHERE prefix + (state <> 'open') > (SELECT count(*) FROM play_step WHERE play = n)""",
    "db_scenario_version_missing": """SELECT p.scenario_id FROM play p
        LEFT JOIN scenario_version v ON v.hash = p.scenario_hash WHERE v.hash IS NULL""",
    "db_play_result_missing": """SELECT id FROM play
        WHERE (state = 'finished') <> (n IN (SELECT play FROM play_result))""",
    "db_play_counted_wrongly": """SELECT DISTINCT id FROM play JOIN play_fraction ON play = n
        WHERE NOT first OR state <> 'finished'""",
    "db_play_sums_differ": """
        SELECT day || ' ' || principle FROM (
            SELECT day, principle, n, full, fraction, fraction2, blind FROM play_day
            UNION ALL
            SELECT at / 86400000000, principle, -count(*), -sum(fraction = 1.0), -sum(fraction),
                -sum(fraction * fraction), -sum(blind)
            FROM play_fraction GROUP BY 1, 2)
        GROUP BY day, principle HAVING sum(n) <> 0 OR sum(full) <> 0
            OR abs(sum(fraction)) + abs(sum(fraction2)) + abs(sum(blind)) > 1e-6""",
}
_PLAYS_SINCE = Version(1, 1)
_WEEKS_SINCE = Version(1, 4)

#: The same for practice, which files before version 1.2 do not have.
_PRACTICE_MUST_BE_EMPTY = {
    "db_practice_gap": """SELECT session FROM practice_answer GROUP BY session
        HAVING count(*) <> max(seq) OR min(seq) <> 1""",
    "db_practice_sums_differ": """
        SELECT item_id FROM (
            SELECT item_id, times, last_at FROM practice_item
            UNION ALL
            SELECT item_id, -count(*), -max(at) FROM practice_answer GROUP BY item_id)
        GROUP BY item_id HAVING sum(times) <> 0 OR sum(last_at) <> 0""",
    "db_card_differs": """
        SELECT c.key FROM review_card c LEFT JOIN review_log l
            ON l.n = (SELECT max(n) FROM review_log WHERE key = c.key)
        WHERE l.n IS NULL OR l.event = 'done' OR l.due_day IS NOT c.due_day
            OR l.stability IS NOT c.stability OR l.difficulty IS NOT c.difficulty""",
}
_PRACTICE_SINCE = Version(1, 2)


def check(path: Path) -> list[Finding]:
    """Return what is wrong with a database file; an empty list is a clean bill.

    Codes, each with ``detail``: ``db_unreadable``, ``db_damaged`` (SQLite's integrity check),
    ``db_reference_broken``, ``db_item_version_changed``, ``db_scenario_version_changed`` and the
    keys of ``_MUST_BE_EMPTY``, ``_PLAYS_MUST_BE_EMPTY``, ``_PRACTICE_MUST_BE_EMPTY`` and
    ``MUST_BE_EMPTY_1_4``.
    A file of any kind may be given; what only holds for progress files is checked on those.

    Raises:
        StorageError: when the file cannot be looked at (``locked``, ``folder_gone`` ...).
    """
    try:
        with contextlib.closing(read_only(path)) as connection, translated(path):
            return _check(connection, path)
    except StorageError as error:
        if error.code != "damaged":
            raise
        return [_finding("db_unreadable", path, error.params.get("detail", ""))]


def _check(connection: sqlite3.Connection, path: Path) -> list[Finding]:
    found = [
        _finding("db_damaged", path, text)
        for (text,) in connection.execute(f"PRAGMA integrity_check({_MOST})")
        if text != "ok"
    ]
    if found:
        return found
    found += [
        _finding("db_reference_broken", path, f"{row[0]} -> {row[2]}")
        for row in connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    ]
    if connection.execute("PRAGMA application_id").fetchone()[0] != PROGRESS.application_id:
        return found
    version = Version.of(connection.execute("PRAGMA user_version").fetchone()[0])
    plays = version >= _PLAYS_SINCE
    practice = version >= _PRACTICE_SINCE
    queries = _MUST_BE_EMPTY | (_PLAYS_MUST_BE_EMPTY if plays else {})
    queries |= _PRACTICE_MUST_BE_EMPTY if practice else {}
    for code, query in (queries | (MUST_BE_EMPTY_1_4 if version >= _WEEKS_SINCE else {})).items():
        rows = connection.execute(query).fetchmany(_MOST)
        found += [_finding(code, path, row[0]) for row in rows]
    for table in ("item_version", "practice_version") if practice else ("item_version",):
        for digest, item in connection.execute(f"SELECT hash, CAST(item AS BLOB) FROM {table}"):
            if hashlib.sha256(item).hexdigest() != digest:
                found.append(_finding("db_item_version_changed", path, digest[:12]))
    if plays:
        kept = connection.execute("SELECT hash, CAST(scenario AS BLOB) FROM scenario_version")
        for digest, scenario in kept:
            if hashlib.sha256(scenario).hexdigest() != digest:
                found.append(_finding("db_scenario_version_changed", path, digest[:12]))
    return found


def _finding(code: str, path: Path, detail: object) -> Finding:
    return Finding(code, Severity.ERROR, Location(file=path.name), {"detail": str(detail)})
