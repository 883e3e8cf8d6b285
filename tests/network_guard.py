"""Fails the run when anything asks the network: the program is offline, and so are its tests.

An audit hook cannot be taken back, so it is installed once, by ``conftest.py``. A refused call
raises; it is written down as well, because the code under test may swallow the exception.
"""

from __future__ import annotations

import socket
import sys
import traceback

#: Audit events of :mod:`socket` that reach out, or could make others reach in.
NAME_EVENTS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)
ADDRESS_EVENTS = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"},
)


class NetworkUseError(RuntimeError):
    """Something tried to use the network."""


class NetworkGuard:
    """Refuses every socket but those of the same machine's file system (AF_UNIX)."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def install(self) -> None:
        """Watch this process until it ends."""
        sys.addaudithook(self.check)

    def check(self, event: str, arguments: tuple[object, ...]) -> None:
        """Raise ``NetworkUseError`` when an audit event is one of the network."""
        if not event.startswith("socket."):
            return
        if event in NAME_EVENTS:
            self._refuse(event, arguments)
        if event in ADDRESS_EVENTS:
            family = getattr(arguments[0], "family", None)
            if family != getattr(socket, "AF_UNIX", object()):
                self._refuse(event, arguments[1:])

    def _refuse(self, event: str, arguments: tuple[object, ...]) -> None:
        caller = "".join(traceback.format_list(traceback.extract_stack(limit=6)[:-2]))
        self.refused.append(f"{event}{arguments!r}\n{caller}")
        raise NetworkUseError(f"{event}{arguments!r}")
