"""Long work off the window's thread, behind a protocol so that tests run it at once.

Work is a plain function without Qt and without the window's database; what takes long follows
``Job.watch``, which shows how far it is and ends it once nobody waits any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot

from ethics_desktop.domain.watching import StoppedError

T = TypeVar("T")

#: Smaller steps are not shown.
_STEP = 0.005


class Job:
    """Handed to the work: the way to report progress and to learn that nobody waits any more."""

    def __init__(self, report: Callable[[float], None]) -> None:
        self._report = report
        self._told = 0.0
        self._stop = threading.Event()
        self._settled = False
        self._lock = threading.Lock()

    def watch(self, share: float) -> None:
        """Take note of the share (0..1) that is done (``domain.watching.Watch``).

        Raises:
            StoppedError: it was cancelled.
        """
        if self._stop.is_set():
            raise StoppedError
        if share >= self._told + _STEP:  # what has to begin again is not shown going back
            self._told = share
            self._report(share)

    @property
    def cancelled(self) -> bool:
        """True once the person has cancelled."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; neither its result nor its error is delivered afterwards."""
        self._stop.set()

    def settle(self) -> None:
        """Say that the work is going to change something: from now on :meth:`revoke` is too late.

        Raises:
            StoppedError: it was cancelled.
        """
        with self._lock:
            if self._stop.is_set():
                raise StoppedError
            self._settled = True

    def revoke(self) -> bool:
        """Cancel the work unless it is too late; return whether it was cancelled."""
        with self._lock:
            if not self._settled:
                self._stop.set()
            return not self._settled


class TaskRunner(Protocol):
    """Runs work and delivers on the window's thread exactly one of: result, error, nothing."""

    def run(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        progress: Callable[[float], None] | None = None,
    ) -> Job:
        """Start ``work(job)``; ``done`` gets its result, ``failed`` its exception.

        Nothing is delivered after ``job.cancel()``.
        """
        ...


class _Mail(QObject):
    """Lives in the window's thread; what the work emits arrives there, in order."""

    finished = Signal(object)
    failed = Signal(object)
    progressed = Signal(float)
    closed = Signal(object)  # itself

    def __init__(
        self,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        progress: Callable[[float], None] | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._done, self._refuse, self._report = done, failed, progress
        self.job = Job(self.progressed.emit)
        queued = Qt.ConnectionType.QueuedConnection
        self.finished.connect(self._on_finished, queued)
        self.failed.connect(self._on_failed, queued)
        self.progressed.connect(self._on_progressed, queued)

    @Slot(object)
    def _on_finished(self, result: Any) -> None:
        self.closed.emit(self)
        if not self.job.cancelled:
            self._done(result)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.closed.emit(self)
        if not self.job.cancelled:
            self._refuse(error)

    @Slot(float)
    def _on_progressed(self, share: float) -> None:
        if self._report is not None and not self.job.cancelled:
            self._report(share)


class _Work(QRunnable):
    def __init__(self, work: Callable[[Job], Any], mail: _Mail) -> None:
        super().__init__()
        self._work, self._mail = work, mail

    def run(self) -> None:
        try:
            result = self._work(self._mail.job)
        except Exception as error:  # delivered to the caller, who sorts the world's from ours
            self._mail.failed.emit(error)
        else:
            self._mail.finished.emit(result)


class QtTaskRunner(QObject):
    """Runs work in Qt's thread pool, one after the other.

    Args:
        parent: ends it.
        rest_ms: work begins so many milliseconds later: a page that is just being laid out would
            wait for the interpreter at every step.
    """

    def __init__(self, parent: QObject | None = None, rest_ms: int = 0) -> None:
        super().__init__(parent)
        self._rest_ms = rest_ms
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._open: list[_Mail] = []

    def run(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        progress: Callable[[float], None] | None = None,
    ) -> Job:
        """See :class:`TaskRunner`."""
        mail = _Mail(done, failed, progress, self)
        mail.closed.connect(self._forget)
        self._open.append(mail)
        if self._rest_ms:
            QTimer.singleShot(self._rest_ms, mail, lambda: self._start(work, mail))
        else:
            self._start(work, mail)
        return mail.job

    def _start(self, work: Callable[[Job], Any], mail: _Mail) -> None:
        if mail.job.cancelled:
            self._forget(mail)
        else:
            self._pool.start(_Work(work, mail))

    def shut_down(self, wait_ms: int = 5000) -> bool:
        """Cancel everything and wait; return False if something still runs after ``wait_ms``."""
        for mail in self._open:
            mail.job.cancel()
        self._pool.clear()
        return self._pool.waitForDone(wait_ms)

    @Slot(object)
    def _forget(self, mail: _Mail) -> None:
        self._open.remove(mail)
        mail.deleteLater()
