"""Decoders that are made when they are first used."""

import msgspec
import pytest

from ethics_desktop.domain.decoding import LazyDecoder


def test_decodes_as_the_type_says():
    decoder: LazyDecoder[dict[str, int]] = LazyDecoder(dict[str, int])
    assert decoder.decode('{"a": 1}') == {"a": 1}
    assert decoder.decode(b'{"b": 2}') == {"b": 2}
    with pytest.raises(msgspec.ValidationError):
        decoder.decode('{"a": "x"}')


def test_the_type_is_looked_through_at_the_first_use_only():
    decoder: LazyDecoder[object] = LazyDecoder("no such type")
    with pytest.raises(TypeError):
        decoder.decode("1")


def test_has_nothing_else():
    with pytest.raises(AttributeError):
        LazyDecoder(int).encode  # noqa: B018
