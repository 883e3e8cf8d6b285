"""The log of errors: small, and never a reason not to start."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ethics_desktop import logs

Start = Callable[[Path], logging.Handler]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return what starts a log that ends with the test."""
    begun: list[logging.Handler] = []

    def make(path: Path) -> logging.Handler:
        begun.append(logs.start_log(path))
        return begun[-1]

    yield make
    for handler in begun:
        logging.getLogger("ethics_desktop").removeHandler(handler)
        handler.close()


def tell(text: str) -> None:
    logging.getLogger("ethics_desktop.x").warning(text)


def test_a_long_log_begins_anew_and_the_last_one_is_kept(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "logs" / "a.log"
    start(path)
    tell("x" * logs.MAX_BYTES)
    start(path)
    tell("new")
    assert path.read_text().endswith("WARNING ethics_desktop.x: new\n")
    assert len(path.read_text()) < 200 < logs.MAX_BYTES < path.with_name("a.log.1").stat().st_size


def test_a_log_that_another_program_holds_is_gone_on_with(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_source: Path, _target: Path) -> None:
        raise PermissionError(13, "another program has it open")

    path = tmp_path / "a.log"
    path.write_text("x" * (logs.MAX_BYTES + 1))
    monkeypatch.setattr(os, "replace", held)
    start(path)
    tell("more")
    assert path.read_text().endswith("more\n")


def test_where_no_log_can_be_written_it_goes_to_standard_error(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "logs").write_text("in the way")
    handler = start(tmp_path / "logs" / "a.log")
    assert isinstance(handler, logging.StreamHandler)
    assert not isinstance(handler, logging.FileHandler)
