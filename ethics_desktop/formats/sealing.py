"""Sealed bytes: a key from a PIN (Argon2id), text that only that key opens (ChaCha20-Poly1305).

Both come from ``cryptography`` (docs/decisions/013); it is imported when a PIN is used, never
before. A sealed text is ``version || nonce || ciphertext and tag`` and is bound to its name: one
cannot be put in the place of another.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.pin import Cost, Lock, normal_pin

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

Chance = Callable[[int], bytes]

_VERSION = b"\x01"
_DOMAIN = b"cermin-asn/1/"
_PROOF = b"cermin-asn"
_NONCE = 12
_TAG = 16
_KEY = 32
_SALT = 16


class SealError(Exception):
    """The bytes were not sealed with this key and name, or were changed."""


class Key:
    """A key in memory; :meth:`wipe` overwrites what can be overwritten of it.

    ``name`` says which lock it belongs to. It never shows its bytes.
    """

    __slots__ = ("_bytes", "name")

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._bytes = bytearray(content)

    def __repr__(self) -> str:
        return f"<Key {self.name}>"

    def copy(self) -> Key:
        """Return the same key, to be wiped on its own."""
        return Key(self.name, bytes(self._bytes))

    def wipe(self) -> None:
        """Overwrite the key; it opens nothing any more."""
        for place in range(len(self._bytes)):
            self._bytes[place] = 0
        del self._bytes[:]

    def seal(self, text: bytes, name: str, chance: Chance = os.urandom) -> bytes:
        """Return ``text`` sealed under ``name``; ``chance`` gives the nonce (random bytes)."""
        nonce = chance(_NONCE)
        return _VERSION + nonce + self._cipher().encrypt(nonce, text, _DOMAIN + name.encode())

    def open(self, sealed: bytes, name: str) -> bytes:
        """Return what was sealed under ``name``.

        Raises:
            SealError: another key, another name, or changed bytes.
        """
        from cryptography.exceptions import InvalidTag

        if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE + _TAG:
            raise SealError
        nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._cipher().decrypt(nonce, rest, _DOMAIN + name.encode())
        except InvalidTag:
            raise SealError from None

    def _cipher(self) -> ChaCha20Poly1305:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        return ChaCha20Poly1305(self._bytes)


def derive(pin: str, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes made of a PIN (RFC 9106, Argon2id, version 0x13). Slow by intention.

    Raises:
        UserError: ``pin_memory`` when the machine has not the memory that the cost asks for.
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    maker = Argon2id(
        salt=salt,
        length=_KEY,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    try:
        return maker.derive(normal_pin(pin).encode())
    except MemoryError:
        raise UserError("pin_memory", mib=max(1, cost.memory_kib >> 10)) from None


def new_lock(pin: str, cost: Cost, chance: Chance = os.urandom) -> tuple[Lock, Key]:
    """Return a lock for a new PIN and its key. Takes as long as one try."""
    salt = chance(_SALT)
    key = Key(salt[:8].hex(), derive(pin, salt, cost))
    return Lock(key.name, cost, salt, key.seal(_PROOF, f"lock/{key.name}", chance)), key


def try_pin(lock: Lock, pin: str) -> Key | None:
    """Return the key when the PIN is right, else None. Needs nothing but its arguments.

    Raises:
        UserError: ``pin_memory``; ``lock_damaged`` when the lock asks for an absurd cost.
    """
    if not lock.cost.believable or len(lock.salt) < 8:
        raise UserError("lock_damaged")
    key = Key(lock.key, derive(pin, lock.salt, lock.cost))
    try:
        key.open(lock.proof, f"lock/{lock.key}")
    except SealError:
        key.wipe()
        return None
    return key
