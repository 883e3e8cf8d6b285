"""A short run of the fuzzer with a fixed seed, and proof that it sees what it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ethics_desktop.domain.watching import Watch
from ethics_desktop.formats import registry
from tools import fuzz
from tools.fuzz_inputs import SUFFIXES, Inputs

SEED = "tetap"
INPUTS = 60


@pytest.mark.parametrize("name", sorted(SUFFIXES))
def test_broken_files_end_in_findings_or_a_refusal(name: str, tmp_path: Path) -> None:
    inputs = Inputs(name, SEED)
    ends = [fuzz.check_input(name, inputs.make(number), tmp_path) for number in range(INPUTS)]
    assert "read" in ends


def test_a_seed_gives_the_same_inputs() -> None:
    one, two = Inputs("gift", "a"), Inputs("gift", "a")
    assert [one.make(n) for n in range(9)] == [two.make(n) for n in reversed(range(9))][::-1]
    assert one.make(1) != Inputs("gift", "b").make(1)


class Reader:
    """A reader that does what no reader may."""

    def __init__(self, fault: Any) -> None:
        self.fault = fault

    def read(self, path: Path, watch: Watch) -> Any:
        return self.fault()


def bad_item() -> Any:
    from ethics_desktop.domain.bank import SingleItem
    from ethics_desktop.domain.findings import Location
    from ethics_desktop.formats.reading import Draft, ReadResult, info_for

    item = SingleItem(id="Not A Slug", stem="x", options=())
    return ReadResult(info_for(Path("a")), (Draft(item, Location()),))


def strange_code() -> Any:
    from ethics_desktop.domain.errors import UserError

    raise UserError("zip_unreadable".upper())


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda: 1 // 0, "ZeroDivisionError"),
        (lambda: (_ for _ in ()).throw(MemoryError()), "memory"),
        (bad_item, "own type"),
        (strange_code, "no sentence"),
    ],
)
def test_faults_are_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: Any, told: str
) -> None:
    monkeypatch.setattr(registry, "_module", lambda _name: Reader(fault))
    with pytest.raises(fuzz.InputFailedError, match=told):
        fuzz.check_input("gift", b"", tmp_path)


def run(out: Path, project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.fuzz", "--seed", "x", "--out", str(out), *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_a_run_says_its_seed_and_leaves_nothing_when_all_is_well(
    tmp_path: Path, project: Path
) -> None:
    done = run(tmp_path / "out", project, "--inputs", "20", "--reader", "tabular")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "seed x" in done.stdout and "20 inputs" in done.stdout
    assert not (tmp_path / "out").exists()


CHILD = """
import sys
from pathlib import Path
from ethics_desktop.formats import registry
from tools import fuzz
what, out = sys.argv[1], Path(sys.argv[2])
class Reader:
    def read(self, path, watch):
        if what == "memory": bytearray(3 << 30)
        while what == "time": pass
        if what == "network":
            import socket; socket.create_connection(("127.0.0.1", 9))
registry._module = lambda name: Reader()
fuzz.SECONDS_EACH = 1
sys.exit(fuzz.child("gift", "x", 0, 1, out))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on Windows")
@pytest.mark.parametrize(
    ("what", "told"), [("memory", "out of memory"), ("time", "seconds"), ("network", "network")]
)
def test_limits_hold_and_the_input_is_kept(
    tmp_path: Path, project: Path, what: str, told: str
) -> None:
    command = [sys.executable, "-c", CHILD, what, str(tmp_path)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert told in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "gift-x-0.gift",
        "gift-x-0.gift.why",
    ]
