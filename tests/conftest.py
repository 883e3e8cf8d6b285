"""What every test gets: no display, no home folder, no network, no chance."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Set before anything imports Qt or asks where the person's data are.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = Path(tempfile.mkdtemp(prefix="cermin-test-home-"))
_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "appdata",
    "LOCALAPPDATA": "localappdata",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}
for _name, _folder in _FOLDERS.items():
    (_HOME / _folder).mkdir(mode=0o700, exist_ok=True)
    os.environ[_name] = str(_HOME / _folder)
os.environ["CERMIN_ASN_DATA"] = str(_HOME / "cermin-asn")

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from tests.network_guard import NetworkGuard  # noqa: E402

settings.register_profile("cermin", derandomize=True, deadline=None, database=None)
settings.load_profile("cermin")

_GUARD = NetworkGuard()
_GUARD.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests with a real window where there is no X server to open it on."""
    reason = os.environ.get("CERMIN_TEST_NO_WINDOWS", "")
    if not reason and not shutil.which("Xvfb"):
        reason = "Xvfb is not installed"
    if reason:
        for item in items:
            if item.get_closest_marker("display"):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_unconfigure() -> None:
    """Remove the throw-away home folder."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    """Fail the run when the network was asked, even where the exception was swallowed."""
    yield _GUARD
    assert not _GUARD.refused, "the network was used:\n" + "\n".join(_GUARD.refused)


@pytest.fixture(scope="session")
def virtual_display() -> Iterator[str]:
    """Start an X server without a screen; the value is its DISPLAY, for a child process."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1366x768x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write_end],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as stream:
            number = stream.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's top folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def python() -> str:
    """The interpreter of this run, for child processes."""
    return sys.executable
