"""One running program per profile."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
from pathlib import Path
from types import TracebackType

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.faults import translated

log = logging.getLogger(__name__)

LOCK_NAME = "profile.lock"
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class ProfileLock:
    """A lock of the operating system on a file; it dies with the process, however that ends.

    The file itself stays: deleting it could let two programs in. A context manager.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_NAME
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """True while this object holds the lock."""
        return self._handle is not None

    def acquire(self) -> None:
        """Take the lock without waiting.

        Raises:
            StorageError: ``in_use(path)`` when another program (or another object of this one)
                holds it; ``folder_gone``, ``read_only``, ``disk_full``, ``io_error``.
        """
        if self._handle is not None:
            return
        with translated(self.path):
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _TAKEN:
                raise StorageError("in_use", path=str(self.path)) from error
            with translated(self.path):
                raise
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            with contextlib.suppress(OSError):
                os.close(handle)

    def __enter__(self) -> ProfileLock:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _lock(handle: int) -> None:
    """Lock the open file or raise ``OSError``; a file system without locks is let pass."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:  # Wine gives no reason; the only one there is: it is locked
            raise OSError(error.errno or errno.EACCES, error.strerror) from error
        return
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
            raise
        log.warning("no locks on this file system: two programs could open one profile")
