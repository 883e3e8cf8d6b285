"""The tour: drive the real window offscreen through the main job, with a picture of each screen.

``python3 dev.py tour --out DIR [--only NAME ...]``. Every look (light, dark, high contrast, 100 %
and 200 % text, English) is a run of its own on a throw-away data folder. In the middle of the
assessment the process kills itself, as a power cut would, and another one goes on.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ethics_desktop.settings import AppSettings


class Look(NamedTuple):
    """One way the program can look; ``size`` is that of the window in pixels."""

    name: str
    theme: str
    text_percent: int = 100
    language: str = "id"
    size: tuple[int, int] = (1366, 768)


LOOKS = (
    Look("terang-100", "light"),
    Look("gelap-100", "dark"),
    Look("terang-200", "light", 200),
    Look("gelap-200", "dark", 200),
    Look("kontras-150", "contrast", 150),
    Look("kecil-100", "light", size=(1024, 640)),
    Look("english-100", "light", language="en"),
)
KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else 9
#: Processes of one look, and how each has to end.
STAGES = (("before", KILLED), ("after", 0), ("banks", 0))


def main() -> int:
    """Run every wanted look; 0 when all pictures were written."""
    parser = argparse.ArgumentParser(prog="dev.py tour", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", nargs="*", choices=[look.name for look in LOOKS], default=[])
    parser.add_argument("--banks", action="store_true", help="the trainers' screens alone")
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    looks = [look for look in LOOKS if not options.only or look.name in options.only]
    if options.stage:
        return _stage(looks[0], options.stage, options.data, options.out)
    for look in looks:
        with tempfile.TemporaryDirectory(prefix="cermin-tour-") as data:
            if not _run(look, Path(data), options.out, STAGES[-1:] if options.banks else STAGES):
                return 1
    print(f"{len(list(options.out.glob('*.png')))} pictures in {options.out}")
    return 0


def _run(look: Look, data: Path, out: Path, stages: Sequence[tuple[str, int]]) -> bool:
    out.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for stage, wanted in stages:
        command = [sys.executable, "-m", "tools.tour", "--out", str(out), "--only", look.name]
        command += ["--stage", stage, "--data", str(data)]
        code = subprocess.run(command, env=environment, check=False).returncode
        if code != wanted:
            print(f"{look.name}: stage {stage} ended with {code}, expected {wanted}")
            return False
    return True


def _stage(look: Look, stage: str, data: Path, out: Path) -> int:
    from datetime import timedelta
    from itertools import count

    from ethics_desktop import app, bootstrap
    from ethics_desktop.paths import find_paths
    from tools.tour_steps import START, Guide, GuidedClock

    # the crash costs some minutes of wall time; seeds and ids are fixed so that pictures stay alike
    clock = GuidedClock(START if stage == "before" else START + timedelta(minutes=26))
    ids = count({"before": 0xC0FFEE, "after": 0xDECAF}.get(stage, 0xBA9C5))
    program = bootstrap.Program(
        find_paths(data),
        clock=clock,
        new_id=lambda: f"{next(ids):032x}",
        new_seed=lambda now: f"{now:%Y%m%d}-00c0ffee",
    )
    if stage == "before" or not program.paths.settings.exists():
        program.app_settings.save(
            AppSettings(
                language=look.language,  # type: ignore[arg-type]
                theme=look.theme,  # type: ignore[arg-type]
                text_percent=look.text_percent,
            )
        )
    failures: list[BaseException] = []

    def started(desk: object) -> None:
        guide = Guide(desk, clock, look.name, look.size, out, failures)  # type: ignore[arg-type]
        steps = {"before": guide.until_the_power_fails, "after": guide.after_the_crash}
        guide.begin(steps.get(stage, guide.trainers_way))

    code = app.run_window(program, started)
    for failure in failures:
        print(f"{look.name}: {failure!r}", file=sys.stderr)
    return 1 if failures else code


if __name__ == "__main__":
    raise SystemExit(main())
