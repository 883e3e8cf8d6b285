"""Kill the program at random moments, many times, and count what was lost: nothing may be.

    python benchmarks/bench_kill.py [--kills 10000] [--seed 1] [--folder FOLDER]

Runs the harness of ``tests/journeys/test_kill.py``; a lost, doubled or changed answer, or a timer
off by more than 5 s, stops it with an ``AssertionError``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.journeys.kill_harness import Killer  # noqa: E402

PER_FOLDER = 100


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the data folders are made")
    given = parser.parse_args()
    start = time.perf_counter()
    with Killer(given.seed) as killer:
        while killer.kills < given.kills:
            with tempfile.TemporaryDirectory(dir=given.folder) as folder:
                killer.run(Path(folder), min(PER_FOLDER, given.kills - killer.kills))
    print(f"kills: {killer.kills} in {time.perf_counter() - start:.0f} s")
    print(f"answers confirmed: {killer.confirmed}, attempts finished: {killer.finished}")
    print("lost: 0, doubled: 0")
    print(f"on the disk but not yet confirmed at the kill: {killer.in_flight}")
    print(f"timer off by at most {killer.worst_timer_s:.1f} s (target 5)")


if __name__ == "__main__":
    main()
