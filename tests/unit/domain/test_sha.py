"""SHA-256 for small things."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from ethics_desktop.domain.sha import sha256


@pytest.mark.parametrize("text", [b"", b"abc", b"2026|pilih|jujur-1" * 200])
def test_digests_are_those_of_hashlib(text: bytes) -> None:
    assert sha256(text).hexdigest() == hashlib.sha256(text).hexdigest()
    assert sha256(text).digest() == hashlib.sha256(text).digest()


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="its own small module")
def test_openssl_stays_out() -> None:
    code = "import sys; import ethics_desktop.domain.drawing; print('_hashlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"]
