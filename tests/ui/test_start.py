"""What the start does to the interpreter, and takes back."""

from __future__ import annotations

import builtins
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ethics_desktop import app
from tests.worlds import make_program

#: What the first page of a profile does without; each of them once crept in and cost 1 to 10 ms.
SPARED = (
    *("sqlite_utils", "fsrs", "openpyxl", "hashlib"),
    *(
        f"ethics_desktop.{name}"
        for name in (
            *("domain.drawing", "domain.result_building", "domain.scenario", "domain.validation"),
            *("messages.errors", "services.roleplay", "ui.table_model", "ui.crash_box"),
        )
    ),
)
#: Types with so many members that making them known to Python shows.
SPARED_TYPES = ("QStyle", "QAbstractItemView", "QMessageBox", "QFileDialog")
SHOW = f"""
import sys
from pathlib import Path
from ethics_desktop import app, bootstrap
from ethics_desktop.paths import find_paths

def started(desk):
    def shown(key):
        desk.window.grab()
        import PySide6.QtWidgets as widgets  # a type stands in its module once it was asked for
        print(key, *[name for name in {SPARED!r} if name in sys.modules])
        print(*[name for name in {SPARED_TYPES!r} if name in vars(widgets)])
        desk.window.close()

    desk.window.page_shown.connect(shown)

app.run_window(bootstrap.build(find_paths(Path(sys.argv[1]))), started)
"""


def test_import_is_pythons_own_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pythons = vars(builtins)["__orig_import__"]  # PySide keeps it there
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)  # put back at the end
    app._drop_import_hook()
    assert builtins.__import__ is pythons


def test_import_stays_where_nothing_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(builtins, "__orig_import__", raising=False)
    before = builtins.__import__
    app._drop_import_hook()
    assert builtins.__import__ is before


def test_the_collector_rests_and_works_again() -> None:
    frozen, before = gc.get_freeze_count(), gc.get_threshold()
    try:
        kept = app._rest_collector()
        assert gc.get_threshold()[0] == 0
        assert gc.isenabled()  # for what pauses it meanwhile
        app._collect_again(kept)
        assert gc.get_threshold() == before
        assert gc.get_freeze_count() > frozen
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def test_the_first_page_loads_what_it_shows(tmp_path: Path, project: Path) -> None:
    make_program(tmp_path).open().close()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(project)}
    command = [sys.executable, "-c", SHOW, str(tmp_path)]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.splitlines() == ["home", ""], done.stderr
