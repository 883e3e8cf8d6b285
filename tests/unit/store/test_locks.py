"""One program per profile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.locks import ProfileLock

HOLD = """
import sys
from pathlib import Path
from ethics_desktop.store.locks import ProfileLock
lock = ProfileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_second_object_is_refused_until_release(tmp_path: Path) -> None:
    first, second = ProfileLock(tmp_path), ProfileLock(tmp_path)
    first.acquire()
    first.acquire()
    with pytest.raises(StorageError) as caught:
        second.acquire()
    assert caught.value.code == "in_use"
    assert caught.value.params == {"path": str(first.path)}
    assert (first.held, second.held) == (True, False)
    first.release()
    first.release()
    with second:
        assert second.held
    assert not second.held


def test_lock_dies_with_a_killed_process(tmp_path: Path, project: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=project,
    )
    assert other.stdout
    with other:
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(StorageError, match="in_use"):
            ProfileLock(tmp_path).acquire()
        other.kill()
        other.wait()
    with ProfileLock(tmp_path) as lock:
        assert lock.held
        assert lock.path.exists()


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="folder_gone"):
        ProfileLock(tmp_path / "no").acquire()
