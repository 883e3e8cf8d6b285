"""The collector of cycles is as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from ethics_desktop.domain import pausing
from ethics_desktop.domain.watching import StoppedError


@pytest.fixture
def collector() -> Iterator[None]:
    gc.enable()
    yield
    gc.unfreeze()
    gc.enable()


def test_very_many_new_values_are_kept_out_of_later_passes(
    collector: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = gc.get_freeze_count()
    with pausing.paused_collector():
        assert not gc.isenabled()
        with pausing.paused_collector():
            few = [[n] for n in range(9)]
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == before
    monkeypatch.setattr(pausing, "MANY", 1_000)
    with pausing.paused_collector():
        many = [[n] for n in range(5_000)]
    assert gc.get_freeze_count() >= before + len(many) > len(few)


def test_what_grew_ends_in_pieces_when_the_work_is_stopped() -> None:
    values, others, fault = [], [], [1]
    with pytest.raises(StoppedError), pausing.growing(values, others):
        values += range(1_000)
        others += "ab"
        raise StoppedError
    assert values == others == []
    with pytest.raises(ZeroDivisionError), pausing.growing(fault):
        raise ZeroDivisionError
    with pausing.growing(fault):
        fault.append(2)
    assert fault == [1, 2]


def test_the_collector_runs_again_after_a_fault(collector: None) -> None:
    with pytest.raises(ZeroDivisionError), pausing.paused_collector():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()
