"""S7: what Kemajuan asks over 1,000,000 responses against 1,000, and an answer with its triggers.

    python benchmarks/bench_progress.py [--responses 1000000] [--rounds 15] [--folder FOLDER]

Both profiles hold forms of 45 items; the large one spreads over three years, the small one over the
last half year. The page's calls run in turn on both, in the time of Jakarta, whose weeks begin
seven hours before those of the sums. Answers and finished forms are stored in turn in a file with
the triggers of the sums and in one without; every practice answer counts, so every one runs its
trigger. Printed: the table, and the ratio for finishing a form, which is no answer.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.figures import Figure, clocked, medians, paired, table  # noqa: E402
from ethics_desktop.domain.attempt import AttemptState, ItemState  # noqa: E402
from ethics_desktop.domain.bank import Principle, canonical, item_hash  # noqa: E402
from ethics_desktop.domain.practice import Skill  # noqa: E402
from ethics_desktop.formats.native import read_frameworks  # noqa: E402
from ethics_desktop.services.progress import ProgressService  # noqa: E402
from ethics_desktop.store.codec import to_json, to_us  # noqa: E402
from ethics_desktop.store.practice import SqlitePracticeStore  # noqa: E402
from ethics_desktop.store.progress import SqliteProgressStore  # noqa: E402
from ethics_desktop.store.progress_rows import codes_of  # noqa: E402
from ethics_desktop.store.progress_sums import SqliteSumsStore  # noqa: E402
from tests.unit.store import practice_sample, sample  # noqa: E402
from tests.worlds import HandClock  # noqa: E402

ITEMS = 2000
FORM = 45
DAY_US = 86_400_000_000
#: Triggers that answers and results ran without before there were sums by week and code.
ADDED = (
    "attempt_scores_first",
    "scored_weeks_in",
    "scored_weeks_out",
    "play_fraction_week_in",
    "play_fraction_week_out",
    "practice_answer_week",
    "scored_sure_in",
    "scored_sure_out",
)


def fill(path: Path, responses: int, days: int) -> None:
    """Write a profile with so many responses over the last ``days`` days.

    Rows go in without triggers; then the sums are made as a migration makes them.
    """
    SqliteProgressStore.open(path, sample.NOW).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    connection.execute("BEGIN")
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    _rows(connection, responses // FORM, days)
    connection.execute(
        "INSERT INTO principle_day SELECT at / 86400000000, principle, count(*),"
        " sum(fraction = 1.0), sum(fraction), sum(fraction * fraction), sum(blind)"
        " FROM scored WHERE counted GROUP BY 1, 2"
    )
    connection.execute(
        "INSERT INTO exposure SELECT item_id, count(*), max(at), max(attempt) FROM scored"
        " WHERE reached GROUP BY item_id"
    )
    for _name, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()
    store = SqliteProgressStore.open(path, sample.NOW)
    SqliteSumsStore(store.database).rebuild()
    store.close()


def _rows(connection: sqlite3.Connection, attempts: int, days: int) -> None:
    items = [sample.item(number) for number in range(ITEMS)]
    hashes = [item_hash(item) for item in items]
    names = [item.id for item in items]
    parts = [item.meta.principle or Principle.INTEGRITAS for item in items]
    connection.executemany(
        "INSERT INTO item_version VALUES (?, ?)",
        [(key, canonical(item).decode()) for key, item in zip(hashes, items, strict=True)],
    )
    connection.executemany(
        "INSERT INTO item_code VALUES (?, ?, ?)",
        [(key, *code) for key, item in zip(hashes, items, strict=True) for code in codes_of(item)],
    )
    blueprint, end = to_json(sample.BLUEPRINT), to_us(sample.NOW)
    title, timer = to_json(sample.BLUEPRINT.title), to_json(sample.timer())
    for n in range(1, attempts + 1):
        at = end - (attempts - n) * days * DAY_US // attempts
        form = [(n * 37 + k * 11) % ITEMS for k in range(FORM)]
        connection.execute(
            "INSERT INTO attempt VALUES (?,?,?,?,'x','[]',?,NULL,1.0,'finished',?)",
            (n, f"u-{n}", f"form-{n % 9}", blueprint, at - 900_000_000, at),
        )
        lines = [
            (k, one, (0.0, 0.25, 0.75, 1.0, 1.0)[(n + k * 3) % 5]) for k, one in enumerate(form, 1)
        ]
        connection.executemany(
            "INSERT INTO form_item VALUES (?,?,'contoh','1.0.0',?,?,'[]',0.3)",
            [(n, k, names[one], hashes[one]) for k, one, _ in lines],
        )
        connection.executemany(
            'INSERT INTO response VALUES (?,?,?,\'{"type":"chosen","option":"a"}\',0,1,9000,?,?)',
            [(n, k, k, at - 1_000_000 * k, timer) for k, _, _ in lines],
        )
        connection.executemany(
            "INSERT INTO scored VALUES (?,?,?,?,?,0.3,?,1,?,?)",
            [(n, k, names[one], parts[one].value, f, at, n % 2, n % 2) for k, one, f in lines],
        )
        connection.execute(
            "INSERT INTO attempt_result VALUES (?, ?)",
            (
                n,
                to_json(
                    {
                        "lines": [
                            (k, None, False, 9, {"answered": True, "fraction": f})
                            for k, _, f in lines
                        ]
                    }
                ),
            ),
        )
        connection.execute(
            "INSERT INTO summary VALUES (?,?,?,45,20,60.0,50.0,70.0,1)", (n, title, at)
        )


def page_calls(path: Path) -> Callable[[], float]:
    """Return what asks everything that the page asks, and how long it took."""
    store = SqliteProgressStore.open(path, sample.NOW)
    frameworks = read_frameworks(ROOT / "resources" / "frameworks")
    service = ProgressService(
        SqliteSumsStore(store.database), HandClock(sample.NOW), 70.0, lambda: frameworks
    )

    def ask() -> None:
        assert service.standing().principles
        assert service.history().rows
        assert service.history("form-3", 365).rows

    ask()
    return lambda: clocked(ask)


def without_triggers(path: Path) -> None:
    """Take the triggers of the sums by week and code away."""
    connection = sqlite3.connect(path)
    for name in ADDED:
        connection.execute(f"DROP TRIGGER {name}")
    connection.commit()
    connection.close()


class Writer(NamedTuple):
    """Stores an answer, a practice answer, a finished form; each returns milliseconds."""

    answer: Callable[[int], float]
    practise: Callable[[int], float]
    finish: Callable[[int], float]
    close: Callable[[], None]


def answering(path: Path, sums: bool) -> Writer:
    """Return what writes to a file with or without the triggers of the sums."""
    SqliteProgressStore.open(path, sample.NOW).close()
    if not sums:
        without_triggers(path)
    store = SqliteProgressStore.open(path, sample.NOW)
    timer = sample.timer()
    store.create_attempt(sample.attempt("ukur", range(FORM)), timer)

    def answer(turn: int) -> float:
        state = ItemState(1 + turn % FORM, sample.answer(turn), False, True, 1000)
        begin = time.perf_counter()
        store.append_response("ukur", state, sample.NOW, timer)
        return (time.perf_counter() - begin) * 1000

    def finish(turn: int) -> float:
        one = sample.attempt(f"f-{turn}", range(FORM), sample.NOW + timedelta(days=turn))
        made = sample.result(one)
        store.create_attempt(one, timer)
        begin = time.perf_counter()
        store.finish(one.id, AttemptState.FINISHED, made.finished_at, timer, made)
        return (time.perf_counter() - begin) * 1000

    practice = SqlitePracticeStore(store.database)

    def practise(turn: int) -> float:
        # An item never met before: it counts, and moves the skill as such answers do.
        skill = (Principle.KEADILAN, Skill(0.125, turn))
        entry = practice_sample.entry(turn + 1, turn, skill=skill)
        begin = time.perf_counter()
        practice.append(practice_sample.head(), entry)
        return (time.perf_counter() - begin) * 1000

    return Writer(answer, practise, finish, store.close)


def in_turn(ours: Callable[[int], float], bare: Callable[[int], float]) -> tuple[float, float]:
    """Return the medians of both over a hundred calls in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(100):
        for place in (0, 1) if turn % 2 else (1, 0):
            times[place].append((ours, bare)[place](turn))
    return statistics.median(times[0]), statistics.median(times[1])


def measure_answers(folder: Path, rounds: int) -> tuple[list[Figure], float]:
    """Return the figures of answers, and the ratio for finishing a form.

    Every round has files of its own: two files with the same content differ by up to 15 %, by
    where they lie on the disk, for as long as they lie there.
    """
    answers, practised, done = [], [], []
    for number in range(rounds):
        ours = answering(folder / f"with-{number}.sqlite3", sums=True)
        bare = answering(folder / f"without-{number}.sqlite3", sums=False)
        answers.append(in_turn(ours.answer, bare.answer))
        practised.append(in_turn(ours.practise, bare.practise))
        done.append((ours.finish(0), bare.finish(0)))
        ours.close()
        bare.close()
    found = [
        Figure(
            "S7: an answer with the triggers of the sums / without",
            "S7: satu jawaban dengan pemicu ringkasan / tanpa",
            *medians(answers),
            target=1.1,
        ),
        Figure(
            "S7: a practice answer with the triggers of the sums / without",
            "S7: satu jawaban latihan dengan pemicu ringkasan / tanpa",
            *medians(practised),
            target=1.1,
        ),
    ]
    return found, medians(done)[2]


def figures(
    responses: int = 1_000_000, rounds: int = 15, folder: Path | None = None
) -> list[Figure]:
    """Measure S7 in a temporary folder."""
    return _measure(responses, rounds, folder)[0]


def _measure(responses: int, rounds: int, folder: Path | None) -> tuple[list[Figure], float]:
    os.environ["TZ"] = "Asia/Jakarta"
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()
    with tempfile.TemporaryDirectory(prefix="cermin-bench-", dir=folder) as made:
        place = Path(made)
        fill(place / "large.sqlite3", responses, 3 * 365)
        fill(place / "small.sqlite3", 1000, 180)
        found = paired(
            page_calls(place / "large.sqlite3"), page_calls(place / "small.sqlite3"), rounds
        )
        page = Figure(
            f"S7: Kemajuan over {responses:,} responses / over 1,000",
            f"S7: Kemajuan atas {responses:,} jawaban / atas 1.000".replace(",", "."),
            *found,
            target=3,
        )
        answers, finishing = measure_answers(place, rounds)
        return [page, *answers], finishing


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    found, finishing = _measure(given.responses, given.rounds, given.folder)
    print(table(found), end="")
    print(f"finishing a form of {FORM} items with / without: {finishing:.2f} (no target)")


if __name__ == "__main__":
    main()
