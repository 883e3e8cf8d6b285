"""The guards of ``conftest.py`` guard: no network, no real home folder, a real X server."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.network_guard import NetworkGuard, NetworkUseError

HOOKED = """
import socket
from tests.network_guard import NetworkGuard
guard = NetworkGuard()
guard.install()
try:
    {call}
except RuntimeError as error:
    print(type(error).__name__, len(guard.refused))
else:
    print("allowed", len(guard.refused))
"""
PAIR = "a, b = socket.socketpair(); a.sendall(b'x'); a.close(); b.close()"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", "NetworkUseError 1"),
        ("socket.getaddrinfo('localhost', 80)", "NetworkUseError 1"),
        (
            "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
            "NetworkUseError 1",
        ),
        ("socket.socket().bind(('127.0.0.1', 0))", "NetworkUseError 1"),
        (PAIR, "allowed 0"),
    ],
)
def test_network_is_refused(call: str, expected: str, python: str, project: Path) -> None:
    code = HOOKED.format(call=call)
    done = subprocess.run(
        [python, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == expected


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no AF_UNIX here")
def test_sockets_of_the_file_system_are_allowed() -> None:
    guard = NetworkGuard()
    with socket.socket(socket.AF_UNIX) as local, socket.socket(socket.AF_INET) as remote:
        guard.check("socket.connect", (local, "/nowhere"))
        assert guard.refused == []
        with pytest.raises(NetworkUseError):
            guard.check("socket.connect", (remote, ("127.0.0.1", 9)))
    assert len(guard.refused) == 1


def test_home_and_data_are_thrown_away() -> None:
    temporary = Path(tempfile.gettempdir()).resolve()
    for name in ("HOME", "XDG_DATA_HOME", "CERMIN_ASN_DATA"):
        assert temporary in Path(os.environ[name]).resolve().parents


@pytest.mark.display
def test_a_real_window_opens(virtual_display: str, python: str) -> None:
    code = (
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "app = QApplication([])\n"
        "label = QLabel('Cermin'); label.show(); app.processEvents()\n"
        "print(app.platformName(), label.isVisible())\n"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": virtual_display}
    done = subprocess.run([python, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "xcb True"
