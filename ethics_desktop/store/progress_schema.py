"""Sums for the page Kemajuan (version 1.4), kept while results are written.

A week is ``(day + 3) / 7``: Monday to Sunday, UTC; ``services.progress`` makes those of this PC's
calendar of them. Triggers keep the sums. Codes and what was sure but wrong stand in JSON, which
triggers may not read (``trusted_schema=OFF``), so ``progress_rows`` writes those. Everything here
follows from the tables of 1.0 to 1.2; :data:`REBUILD` makes it anew.
"""

from __future__ import annotations

_SUMS = """n INTEGER NOT NULL,
        full INTEGER NOT NULL,
        fraction REAL NOT NULL,
        fraction2 REAL NOT NULL,
        blind REAL NOT NULL"""
_ADD = """ON CONFLICT DO UPDATE SET n = n + 1, full = full + excluded.full,
           fraction = fraction + excluded.fraction, fraction2 = fraction2 + excluded.fraction2,
           blind = blind + excluded.blind"""
_ADDED = "1, NEW.fraction = 1.0, NEW.fraction, NEW.fraction * NEW.fraction, NEW.blind"
_TAKE = """n = n - 1, full = full - (OLD.fraction = 1.0), fraction = fraction - OLD.fraction,
           fraction2 = fraction2 - OLD.fraction * OLD.fraction, blind = blind - OLD.blind"""
_TOTALS = "count(*), sum(fraction = 1.0), sum(fraction), sum(fraction * fraction)"
_NEW_WEEK = "(NEW.at / 86400000000 + 3) / 7"
_OLD_WEEK = "(OLD.at / 86400000000 + 3) / 7"


#: An item counts again when it was not met for so long: 90 days.
_FRESH = "90 * 86400000000"


def _counts(row: str) -> str:
    """Return which practice answers are counted, before asking whether the item was new."""
    return (
        f"{row}.principle IS NOT NULL AND NOT {row}.repeat AND NOT {row}.rapid AND NOT {row}.hint"
    )


_SOUND = "json_each(CASE WHEN json_valid(v.item) THEN v.item ELSE '{}' END, '$.meta.frameworks')"


def _last(item: str) -> str:
    """Return the statements that find out again how an item went when it was met last."""
    return f"""DELETE FROM sure_last WHERE item_id = {item};
         INSERT INTO sure_last SELECT w.item_id, w.attempt, w.position, s.at
         FROM (SELECT attempt, position, at FROM scored WHERE reached AND item_id = {item}
               ORDER BY at DESC, attempt DESC LIMIT 1) s
         JOIN sure_wrong w ON w.attempt = s.attempt AND w.position = s.position;"""


#: Makes every table of this version anew from what was stored; a list for one transaction.
REBUILD = (
    "DELETE FROM item_code",
    f"""INSERT INTO item_code
        SELECT v.hash, f.key, c.value FROM item_version v, {_SOUND} f, json_each(f.value) c
        UNION SELECT v.hash, f.key, substr(c.value, 1, instr(c.value, '.') - 1)
        FROM item_version v, {_SOUND} f, json_each(f.value) c WHERE instr(c.value, '.') > 1""",
    "DELETE FROM principle_week",
    """INSERT INTO principle_week
        SELECT week, principle, count(*), sum(fraction = 1.0), sum(fraction),
            sum(fraction * fraction), sum(blind)
        FROM (SELECT (at / 86400000000 + 3) / 7 AS week, principle, fraction, blind FROM scored
              WHERE counted
              UNION ALL SELECT (at / 86400000000 + 3) / 7, principle, fraction, blind
              FROM play_fraction)
        GROUP BY week, principle""",
    "DELETE FROM practice_week",
    f"""INSERT INTO practice_week
        SELECT (a.at / 86400000000 + 3) / 7, a.principle, {_TOTALS}, sum(a.blind)
        FROM practice_first f JOIN practice_answer a ON a.session = f.session AND a.seq = f.seq
        GROUP BY 1, 2""",
    "DELETE FROM code_week",
    f"""INSERT INTO code_week
        SELECT c.framework, (s.at / 86400000000 + 3) / 7, c.code, {_TOTALS}, sum(s.blind)
        FROM scored s JOIN form_item f ON f.attempt = s.attempt AND f.position = s.position
        JOIN item_code c ON c.hash = f.item_hash
        WHERE s.counted GROUP BY 1, 2, 3""",
    "DELETE FROM sure_wrong",
    """INSERT INTO sure_wrong
        SELECT r.attempt, f.position, f.item_id
        FROM attempt_result r, json_each(r.result, '$.lines') l CROSS JOIN form_item f
          ON f.attempt = r.attempt AND f.position = json_extract(l.value, '$[0]')
        WHERE json_extract(l.value, '$[2]') = 0
          AND json_extract(l.value, '$[4].answered') = 1
          AND json_extract(l.value, '$[4].fraction') < 0.6""",
    "DELETE FROM sure_last",
    """INSERT INTO sure_last
        SELECT w.item_id, w.attempt, w.position, s.at FROM sure_wrong w
        JOIN scored s ON s.attempt = w.attempt AND s.position = w.position
        WHERE w.attempt = (SELECT attempt FROM scored WHERE reached AND item_id = w.item_id
            ORDER BY at DESC, attempt DESC LIMIT 1)""",
)

PROGRESS_1_4 = (
    # Finished attempts of one form, newest first: the filter of the history.
    "CREATE INDEX attempt_form ON attempt(blueprint_id, finished_at, n) WHERE state <> 'open'",
    """CREATE TABLE item_code (
        hash TEXT NOT NULL REFERENCES item_version(hash) ON DELETE CASCADE,
        framework TEXT NOT NULL,
        code TEXT NOT NULL,
        PRIMARY KEY (hash, framework, code)
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE principle_week (
        week INTEGER NOT NULL,
        principle TEXT NOT NULL,
        {_SUMS},
        PRIMARY KEY (week, principle)
    ) STRICT, WITHOUT ROWID""",
    # Practice answers that count: kept, not derived, as clocks may have been set back meanwhile.
    """CREATE TABLE practice_first (
        session INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (session, seq),
        FOREIGN KEY (session, seq) REFERENCES practice_answer ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE practice_week (
        week INTEGER NOT NULL,
        principle TEXT NOT NULL,
        {_SUMS},
        PRIMARY KEY (week, principle)
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE code_week (
        framework TEXT NOT NULL,
        week INTEGER NOT NULL,
        code TEXT NOT NULL,
        {_SUMS},
        PRIMARY KEY (framework, week, code)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sure_wrong (
        attempt INTEGER NOT NULL REFERENCES attempt(n) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        PRIMARY KEY (attempt, position)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sure_last (
        item_id TEXT PRIMARY KEY,
        attempt INTEGER NOT NULL,
        position INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sure_last_time ON sure_last(at, attempt, position)",
    f"""INSERT INTO practice_first
        SELECT a.session, a.seq FROM practice_answer a WHERE {_counts("a")} AND NOT EXISTS (
            SELECT 1 FROM practice_answer b WHERE b.item_id = a.item_id
            AND (b.at, b.session, b.seq) < (a.at, a.session, a.seq)
            AND b.at > a.at - {_FRESH})""",
    *REBUILD,
    # While the form is still there: the codes of an answer are found through it.
    """CREATE TRIGGER attempt_scores_first BEFORE DELETE ON attempt
       BEGIN DELETE FROM scored WHERE attempt = OLD.n; END""",
    f"""CREATE TRIGGER scored_weeks_in AFTER INSERT ON scored WHEN NEW.counted
       BEGIN
         INSERT INTO principle_week VALUES ({_NEW_WEEK}, NEW.principle, {_ADDED})
         {_ADD};
         INSERT INTO code_week
         SELECT c.framework, {_NEW_WEEK}, c.code, {_ADDED}
         FROM form_item f CROSS JOIN item_code c ON c.hash = f.item_hash
         WHERE f.attempt = NEW.attempt AND f.position = NEW.position
         {_ADD};
       END""",
    f"""CREATE TRIGGER scored_weeks_out AFTER DELETE ON scored WHEN OLD.counted
       BEGIN
         UPDATE principle_week SET {_TAKE}
         WHERE week = {_OLD_WEEK} AND principle = OLD.principle;
         DELETE FROM principle_week
         WHERE week = {_OLD_WEEK} AND principle = OLD.principle AND n = 0;
         UPDATE code_week SET {_TAKE}
         WHERE week = {_OLD_WEEK} AND (framework, code) IN (SELECT c.framework, c.code
           FROM form_item f CROSS JOIN item_code c ON c.hash = f.item_hash
           WHERE f.attempt = OLD.attempt AND f.position = OLD.position)
           AND framework IN (SELECT c.framework
           FROM form_item f CROSS JOIN item_code c ON c.hash = f.item_hash
           WHERE f.attempt = OLD.attempt AND f.position = OLD.position);
         DELETE FROM code_week WHERE week = {_OLD_WEEK} AND n = 0
           AND framework IN (SELECT c.framework
           FROM form_item f CROSS JOIN item_code c ON c.hash = f.item_hash
           WHERE f.attempt = OLD.attempt AND f.position = OLD.position);
       END""",
    f"""CREATE TRIGGER play_fraction_week_in AFTER INSERT ON play_fraction
       BEGIN
         INSERT INTO principle_week VALUES ({_NEW_WEEK}, NEW.principle, {_ADDED})
         {_ADD};
       END""",
    f"""CREATE TRIGGER play_fraction_week_out AFTER DELETE ON play_fraction
       BEGIN
         UPDATE principle_week SET {_TAKE}
         WHERE week = {_OLD_WEEK} AND principle = OLD.principle;
         DELETE FROM principle_week
         WHERE week = {_OLD_WEEK} AND principle = OLD.principle AND n = 0;
       END""",
    # Before it is there: practice_item still tells when the item was asked the time before.
    f"""CREATE TRIGGER practice_answer_week BEFORE INSERT ON practice_answer
       WHEN {_counts("NEW")}
         AND NOT EXISTS (SELECT 1 FROM practice_item WHERE item_id = NEW.item_id
           AND last_at > NEW.at - {_FRESH})
       BEGIN
         INSERT INTO practice_first VALUES (NEW.session, NEW.seq);
         INSERT INTO practice_week VALUES ({_NEW_WEEK}, NEW.principle, {_ADDED})
         {_ADD};
       END""",
    f"""CREATE TRIGGER scored_sure_in AFTER INSERT ON scored WHEN NEW.reached
       BEGIN {_last("NEW.item_id")} END""",
    f"""CREATE TRIGGER scored_sure_out AFTER DELETE ON scored WHEN OLD.reached
       BEGIN {_last("OLD.item_id")} END""",
)

#: Code of a finding -> query; every row it returns is a problem (first column: what).
MUST_BE_EMPTY_1_4 = {
    "db_week_sums_differ": """
        SELECT week || ' ' || principle FROM (
            SELECT week, principle, n, full, fraction, fraction2, blind FROM principle_week
            UNION ALL
            SELECT (at / 86400000000 + 3) / 7, principle, -1, -(fraction = 1.0), -fraction,
                -fraction * fraction, -blind
            FROM scored WHERE counted
            UNION ALL
            SELECT (at / 86400000000 + 3) / 7, principle, -1, -(fraction = 1.0), -fraction,
                -fraction * fraction, -blind
            FROM play_fraction)
        GROUP BY week, principle HAVING sum(n) <> 0 OR sum(full) <> 0
            OR abs(sum(fraction)) + abs(sum(fraction2)) + abs(sum(blind)) > 1e-6""",
    "db_practice_week_differs": """
        SELECT week || ' ' || principle FROM (
            SELECT week, principle, n, full, fraction, fraction2, blind FROM practice_week
            UNION ALL
            SELECT (a.at / 86400000000 + 3) / 7, a.principle, -1, -(a.fraction = 1.0),
                -a.fraction, -a.fraction * a.fraction, -a.blind
            FROM practice_first f
            JOIN practice_answer a ON a.session = f.session AND a.seq = f.seq)
        GROUP BY week, principle HAVING sum(n) <> 0 OR sum(full) <> 0
            OR abs(sum(fraction)) + abs(sum(fraction2)) + abs(sum(blind)) > 1e-6""",
    "db_code_sums_differ": """
        SELECT framework || ' ' || code || ' ' || week FROM (
            SELECT framework, week, code, n, full, fraction, fraction2, blind FROM code_week
            UNION ALL
            SELECT c.framework, (s.at / 86400000000 + 3) / 7, c.code, -1, -(fraction = 1.0),
                -fraction, -fraction * fraction, -s.blind
            FROM scored s JOIN form_item f ON f.attempt = s.attempt AND f.position = s.position
            JOIN item_code c ON c.hash = f.item_hash WHERE s.counted)
        GROUP BY framework, week, code HAVING sum(n) <> 0 OR sum(full) <> 0
            OR abs(sum(fraction)) + abs(sum(fraction2)) + abs(sum(blind)) > 1e-6""",
    "db_sure_wrong_differ": """
        SELECT item_id FROM (
            SELECT item_id, attempt, position, at FROM sure_last
            EXCEPT
            SELECT w.item_id, w.attempt, w.position, s.at FROM sure_wrong w
            JOIN scored s ON s.attempt = w.attempt AND s.position = w.position
            WHERE w.attempt = (SELECT attempt FROM scored WHERE reached AND item_id = w.item_id
                ORDER BY at DESC, attempt DESC LIMIT 1))""",
}
