"""Faults that work for every user, root too: other processes, other users, small disks."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
posix = sys.platform != "win32"


def in_child(work: Callable[[], object], *, unprivileged: bool = False) -> None:
    """Run ``work`` in a forked process, as nobody when asked; its failure is ours."""
    read_end, write_end = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of the test runner
        pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read_end)
            if unprivileged and os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
            status = 0
        except BaseException:
            os.write(write_end, traceback.format_exc().encode()[-4000:])
        finally:
            os._exit(status)
    os.close(write_end)
    with os.fdopen(read_end, encoding="utf-8") as stream:
        said = stream.read()
    _, status = os.waitpid(pid, 0)
    assert status == 0, said


def give_to_everybody(folder: Path) -> None:
    """Let another user reach and use a folder made by pytest."""
    os.chmod(folder, 0o777)
    for parent in folder.parents:
        if parent.stat().st_uid == os.geteuid() and not parent.stat().st_mode & 0o001:
            os.chmod(parent, parent.stat().st_mode | 0o011)


@contextmanager
def small_disk(folder: Path, kib: int) -> Iterator[Path | None]:
    """Mount a file system of that size on ``folder``; None where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def no_more_room(limit: int) -> Iterator[None]:
    """Let no file of this process grow beyond ``limit`` bytes, as on a full disk (POSIX)."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
