"""What the start does to the interpreter, and takes back."""

from __future__ import annotations

import builtins
import gc

import pytest

from ethics_desktop import app


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
