"""Key and seal against published vectors; every changed byte is noticed."""

from __future__ import annotations

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.pin import Cost, Lock
from ethics_desktop.formats.sealing import Key, SealError, derive, new_lock, try_pin

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
TEXT = b"Saya menolak bingkisan itu."


def test_argon2id_agrees_with_the_vectors_of_its_makers() -> None:
    """``test.c`` of the reference implementation, version 0x13, 32 bytes."""
    for memory, passes, lanes, expected in (
        (1 << 16, 2, 1, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
        (1 << 8, 2, 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"),
        (1 << 8, 2, 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
    ):
        made = derive("password", b"somesalt", Cost(memory, passes, lanes))
        assert made.hex() == expected


def test_the_cipher_is_that_of_rfc_8439() -> None:
    """Section 2.8.2 of RFC 8439, through the cipher that seals."""
    key = Key("k", bytes(range(0x80, 0xA0)))
    nonce = bytes.fromhex("070000004041424344454647")
    aad = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
        b"future, sunscreen would be it."
    )
    sealed = key._cipher().encrypt(nonce, text, aad)
    assert sealed[:16].hex() == "d31a8d34648e60db7b86afbc53ef7ec2"
    assert sealed[-16:].hex() == "1ae10b594f09e26a7e902ecbd0600691"


def test_sealed_text_is_version_nonce_ciphertext_tag() -> None:
    key = Key("k", bytes(32))
    sealed = key.seal(TEXT, "entry/1", lambda n: b"\x07" * n)
    assert sealed[:13] == b"\x01" + b"\x07" * 12
    assert len(sealed) == 1 + 12 + len(TEXT) + 16
    assert TEXT not in sealed
    assert key.open(sealed, "entry/1") == TEXT
    assert key.seal(TEXT, "entry/1") != key.seal(TEXT, "entry/1")  # a fresh nonce each time


def test_any_changed_byte_another_name_another_key_are_refused() -> None:
    key = Key("k", bytes(range(32)))
    sealed = key.seal(TEXT, "entry/1")
    broken = [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(len(sealed))]
    for bad in [*broken, sealed[:-1], sealed + b"\0", b"", b"\x01" * 20]:
        with pytest.raises(SealError):
            key.open(bad, "entry/1")
    for other, name in ((key, "entry/2"), (key, "promise/1"), (Key("k", bytes(32)), "entry/1")):
        with pytest.raises(SealError):
            other.open(sealed, name)


def test_a_lock_opens_with_its_pin_alone() -> None:
    lock, key = new_lock("kopi susu", CHEAP)
    assert (lock.key, lock.cost) == (key.name, CHEAP)
    opened = try_pin(lock, "kopi susu")
    assert opened is not None
    assert opened.open(key.seal(TEXT, "x"), "x") == TEXT
    assert try_pin(lock, "kopi Susu") is None
    assert new_lock("kopi susu", CHEAP)[0].salt != lock.salt


def test_keys_are_not_shown_and_can_be_wiped() -> None:
    content = bytes(range(32))
    key = Key("abc", content)
    twin = key.copy()
    assert repr(key) == "<Key abc>" and not hasattr(key, "__dict__")
    key.wipe()
    with pytest.raises(ValueError, match="32 bytes"):
        key.seal(TEXT, "x")
    assert twin.open(Key("abc", content).seal(TEXT, "x"), "x") == TEXT


def test_a_lock_with_absurd_cost_is_refused_before_memory_is_taken() -> None:
    lock, _ = new_lock("kopi susu", CHEAP)
    for cost in (Cost(1 << 30, 1, 1), Cost(64, 10**9, 1)):
        with pytest.raises(UserError, match="lock_damaged"):
            try_pin(Lock(lock.key, cost, lock.salt, lock.proof), "kopi susu")
