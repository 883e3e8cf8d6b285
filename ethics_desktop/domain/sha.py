"""SHA-256 for small things: draws, items, scenarios.

``hashlib`` loads OpenSSL, which takes 5 ms and 4 MiB of the window's memory and is no faster below
a few hundred bytes. Python has the function in a small module too, and ``random`` gets its own
from there in the same way. Whole files are hashed by ``hashlib``, which is four times as fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256
    except ImportError:
        try:  # before Python 3.12
            from _sha256 import sha256
        except ImportError:  # another Python than CPython
            from hashlib import sha256

__all__ = ["sha256"]
