"""The one door from bytes to text for every text format (GIFT, Aiken, CSV, Twee, ...).

Byte order mark, else UTF-16 by its many zero bytes, else strict UTF-8, else a guess: cp1252.
Line ends become ``\\n``; U+FEFF, U+200B and control characters go, no-break spaces become spaces,
the text is composed (NFC).
"""

from __future__ import annotations

import codecs
import re
import unicodedata

import msgspec

#: A quarter of the bytes of an English UTF-16 text with some emoji are not zero; 30 % is safe.
UTF16_ZEROS = 0.30
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16 LE, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STRANGE = ("Cc", "Cn", "Co", "Cs")
_INVISIBLE = re.compile("[\u200b\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ufdd0-\ufdef]")


class Decoded(msgspec.Struct, frozen=True):
    """A text and how it was read.

    ``sure`` is false when the encoding is a guess or some bytes could not be read: the reader then
    reports ``encoding_guessed`` and the preview asks whether the text looks right.
    """

    text: str
    encoding: str
    sure: bool


#: Encodings a person can name for a file; the first is the one that is guessed.
TOLD_ENCODINGS = ("cp1252", "utf-8", "utf-16")


def decode(raw: bytes, told: str = "") -> Decoded:
    """Decode the bytes of a text file; never fails.

    Args:
        raw: the whole file, or its beginning.
        told: one of :data:`TOLD_ENCODINGS` when a person knows better; "" finds it out.
    """
    text, encoding, sure = _told(raw, told) if told else _decode(raw)
    return Decoded(clean(text), encoding, sure)


def is_wide_text(raw: bytes, decoded: Decoded) -> bool:
    """Tell whether bytes with zeros among them are a text in UTF-16 or UTF-32, not a program.

    A program that is read so is full of characters nobody writes: control characters, surrogates,
    code points without a letter.
    """
    if not decoded.encoding.startswith(("utf-16", "utf-32")):
        return False
    read = raw.decode(decoded.encoding, errors="replace")[:_SAMPLE]
    strange = sum(unicodedata.category(c) in _STRANGE for c in read if c not in "\t\n\r\f\ufeff")
    return strange * 50 <= len(read)


def clean(text: str) -> str:
    """Return text with ``\\n`` line ends, without invisible characters, composed (NFC)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
    text = _INVISIBLE.sub("", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _decode(raw: bytes) -> tuple[str, str, bool]:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strict_or_marked(raw[len(mark) :], encoding)
    wide = _utf16_without_mark(raw)
    if wide:
        return _strict_or_marked(raw, wide)
    try:
        return raw.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "cp1252", False


def _told(raw: bytes, told: str) -> tuple[str, str, bool]:
    if told != "utf-16":
        return _strict_or_marked(raw, told)
    found = _decode(raw)
    if found[1].startswith("utf-16"):
        return found
    return _strict_or_marked(raw, "utf-16-le")  # what Notepad writes


def _strict_or_marked(raw: bytes, encoding: str) -> tuple[str, str, bool]:
    try:
        return raw.decode(encoding), encoding, True
    except UnicodeDecodeError:
        return raw.decode(encoding, errors="replace"), encoding, False


def _utf16_without_mark(raw: bytes) -> str:
    """Return the UTF-16 variant of a text without a mark, or an empty string."""
    sample = raw[:_SAMPLE]
    if not sample or sample.count(0) < UTF16_ZEROS * len(sample):
        return ""
    high_first = sample[0::2].count(0)
    low_first = sample[1::2].count(0)
    return "utf-16-be" if high_first > low_first else "utf-16-le"
