"""XML files as UTF-8 in pieces, whatever encoding they are in or claim to be in.

The declaration of a file is often wrong (cp1252 bytes under "UTF-8", UTF-8 under "UTF-16", none at
all). Strict UTF-8 wins when the bytes are that; a declared Latin encoding is believed otherwise;
else single bytes that are no UTF-8 are read as cp1252 and the finding ``encoding_guessed`` says so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.formats.text_door import decode

#: Bytes of the beginning that tells the encoding, and of each piece after it: what is made of a
#: piece stays in the processor's cache.
PIECE, _STEP = 1 << 16, 1 << 14

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LATIN = {
    "iso-8859-1": "cp1252",  # as browsers read it
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
}
_ILLEGAL = bytes(code for code in range(32) if code not in (9, 10, 13))


def _lone_bytes() -> dict[int, str]:
    """Map the escapes of bytes that are no UTF-8 to their characters in cp1252."""
    return {
        0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(128, 256)
    }


class Pieces:
    """The bytes of a file, transcoded to UTF-8, without the control characters XML forbids."""

    def __init__(
        self, path: Path, limit: int, watch: Watch = unwatched, *, mended: bool = True
    ) -> None:
        """Take a file.

        Args:
            path: the file.
            limit: the greatest size in bytes.
            watch: follows the reading.
            mended: False leaves what should be UTF-8 as it is, for a parser that refuses all else.
        """
        self.path = path
        self.limit = limit
        self.watch = watch
        self.mended = mended
        self._removed = 0
        self._guessed = ""
        self._differs: tuple[str, str] | None = None

    def findings(self, file: str) -> Iterator[Finding]:
        """Yield what was found out about the encoding while the pieces were read."""
        place = Location(file=file)
        if self._guessed:
            params: dict[str, str | int | float] = {"encoding": self._guessed}
            yield Finding("encoding_guessed", Severity.WARNING, place, params)
        if self._differs:
            declared, used = self._differs
            params = {"declared": declared, "encoding": used}
            yield Finding("encoding_differs", Severity.WARNING, place, params)
        if self._removed:
            yield Finding("characters_removed", Severity.WARNING, place, {"n": self._removed})

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces.

        Raises:
            UserError: ``file_unreadable_all``, ``file_too_large_all``.
        """
        try:
            size = self.path.stat().st_size
            if size > self.limit:
                raise UserError("file_too_large_all", file=self.path.name, limit=self.limit >> 20)
            with self.path.open("rb") as stream:
                for piece in self._pieces(stream):
                    self.watch(min(1.0, stream.tell() / max(1, size)))
                    yield piece
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UserError("file_unreadable_all", file=self.path.name, reason=reason) from error

    def _pieces(self, stream: BinaryIO) -> Iterator[bytes]:
        head = stream.read(PIECE)
        wide = decode(head[: len(head) & ~3]).encoding
        if wide.startswith(("utf-16", "utf-32")):
            encoding, errors = wide, "replace"
        else:
            encoding, errors = self._narrow(head, stream)
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        total, raw, first = 0, head, True
        while raw or not first:
            total += len(raw)
            if total > self.limit:  # the file grew while it was read
                raise UserError("file_too_large_all", file=self.path.name, limit=self.limit >> 20)
            asis = encoding == "utf-8" and not self.mended
            if asis or (encoding == "utf-8" and not decoder.getstate()[0] and _is_utf8(raw)):
                data = raw.removeprefix(codecs.BOM_UTF8) if first else raw
            else:
                text = decoder.decode(raw, final=not raw)
                data = self._encoded(text.removeprefix("\ufeff") if first else text, encoding)
            kept = data if asis else data.translate(None, _ILLEGAL)
            self._removed += len(data) - len(kept)
            if kept:
                yield kept
            if not raw:
                return
            raw, first = stream.read(_STEP), False

    def _encoded(self, text: str, encoding: str) -> bytes:
        """Return decoded text as UTF-8; bytes that were none of its encoding are noted."""
        if encoding == "utf-8":
            try:
                return text.encode("utf-8")
            except UnicodeEncodeError:
                self._guessed = "cp1252"
                return text.translate(_lone_bytes()).encode("utf-8")
        if "\ufffd" in text:
            self._guessed = self._guessed or encoding
        return text.encode("utf-8", "replace")

    def _narrow(self, head: bytes, stream: BinaryIO) -> tuple[str, str]:
        """Return encoding and error handling of a file that is not UTF-16 or UTF-32."""
        found = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))
        declared = found[1].decode("ascii").lower() if found else ""
        latin = _LATIN.get(declared)
        if latin is None or head.startswith(codecs.BOM_UTF8):
            return "utf-8", "surrogateescape"
        verdict = _utf8_verdict(head, stream)
        if verdict == "other":
            return latin, "replace"
        if verdict == "utf-8":
            self._differs = (declared, "utf-8")
        return "utf-8", "surrogateescape"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf8_verdict(head: bytes, stream: BinaryIO) -> str:
    """Return "ascii", "utf-8" or "other" for a whole file; the stream ends where it began."""
    start = stream.tell()
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_only, raw = True, head
    try:
        while raw:
            ascii_only = ascii_only and raw.isascii()
            decoder.decode(raw)
            raw = stream.read(PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "other"
    finally:
        stream.seek(start)
    return "ascii" if ascii_only else "utf-8"
