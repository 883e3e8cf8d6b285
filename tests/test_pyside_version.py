"""PySide6 is the one version that is sound on every Python we support.

See ``docs/decisions/002-pyside-6.11.3.md``: 6.12.0 loses one reference to ``None`` for each call
of a method that returns None, and aborts on Python 3.11 after some 5,100 of them.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import PySide6
import pytest

SOUND = "6.11.3"
CALLS = 50_000
PROGRAM = f"""
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for number in range({CALLS}):
    label.setText(str(number))
print(label.text())
"""


def test_many_calls_in_one_process_do_not_abort(python: str) -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([python, "-c", PROGRAM], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, str(CALLS - 1)), done.stderr[-2000:]


def test_the_sound_version_is_running() -> None:
    assert PySide6.__version__ == SOUND


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_locks_hold_the_sound_version(lock: str, project: Path) -> None:
    text = (project / "requirements" / lock).read_text("utf-8")
    pins = [line.split()[0] for line in text.splitlines() if "==" in line]
    qt = sorted(pin for pin in pins if pin.startswith(("pyside", "shiboken")))
    assert qt == [f"pyside6-essentials=={SOUND}", f"shiboken6=={SOUND}"]


def test_project_file_holds_the_sound_version(project: Path) -> None:
    content = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    assert f"PySide6-Essentials=={SOUND}" in content["project"]["dependencies"]
