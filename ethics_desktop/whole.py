"""A file is there as a whole or as it was: also when the disk is full, or on a Cancel."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

#: So many letters (of up to four bytes) of a name are in the name of what is written beside it.
MOST_BESIDE = 50


@contextlib.contextmanager
def whole(path: Path, *, sync: bool = False) -> Iterator[Path]:
    """Yield a name beside ``path`` to write to; what is written there takes its place at once.

    Unless the block ends well, nothing of it stays and the file that was at ``path`` is as it was.
    A link stays one: what it leads to is written.

    Args:
        path: the file.
        sync: bring the content to the disk before, so that a power cut leaves the old or the new.

    Raises:
        OSError: the disk refused.
    """
    path = path.resolve() if path.is_symlink() else path
    # another program may be writing the same file: one must not write into what the other moves;
    # file systems take names of 255 bytes: one that is allowed must not fail for the one beside it
    fresh = path.with_name(f".{path.name[:MOST_BESIDE]}.{os.getpid()}.baru")
    try:
        yield fresh
        if sync:
            with fresh.open("rb+") as stream:
                os.fsync(stream.fileno())
        os.replace(fresh, path)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()
