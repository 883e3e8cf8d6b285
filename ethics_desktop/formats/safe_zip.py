"""ZIP files from strangers: looked at before anything is unpacked, unpacked only within caps.

``check(path)`` before a foreign library opens the file (xlsx, ods, docx); ``SafeZip`` to read the
files inside. The sizes that the directory of the archive claims are never believed: the bytes are
counted while they are unpacked.
"""

from __future__ import annotations

import errno
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import is_device

MAX_PACKED = 200 << 20
MAX_UNPACKED = 200 << 20
MAX_RATIO = 100
MAX_ENTRIES = 20_000
MAX_DEPTH = 32
MAX_NAME = 255
#: So little may be packed as tightly as it likes.
RATIO_FREE = 1 << 20

_CHUNK = 1 << 16
_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
_ENTRY, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
_END_BYTES, _ENTRY_BYTES, _LOCAL_BYTES = 22, 46, 30
_MAX_DIRECTORY = MAX_ENTRIES * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: Characters that Windows refuses or gives another meaning, a file's stream for one.
_BAD_CHARACTERS = re.compile(r'[\x00-\x1f<>:"|?*]')


class SafeZip:
    """An archive whose directory was found to be harmless; a context manager.

    Raises:
        UserError: ``zip_unreadable(file, reason)``, ``file_unreadable_all(file, reason)``,
            ``zip_too_large(file, limit)`` (MB), ``zip_too_dense(file, limit)``,
            ``zip_too_many(file, limit)``, ``zip_name_unsafe(file, name)``,
            ``zip_link(file, name)``, ``zip_duplicate(file, name)``,
            ``zip_encrypted(file, name)``; every method may.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._stream: BinaryIO = path.open("rb")
        except OSError as error:
            raise self._fault("file_unreadable_all", reason=error.strerror or "") from error
        try:
            self._size = self._count_entries()
            with zipfile.ZipFile(self._stream) as archive:
                entries = archive.infolist()
            self._entries = self._checked(entries)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            self._stream.close()
            raise self._fault("zip_unreadable", reason=str(error)) from error
        except OSError as error:
            self._stream.close()
            raise self._refused(error) from error
        except UserError:
            self._stream.close()
            raise

    def __enter__(self) -> SafeZip:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files inside with ``/`` between folders, in the archive's order."""
        return tuple(self._entries)

    def size(self, name: str) -> int:
        """Return the bytes that a file claims to have."""
        return self._entries[name].file_size

    def read(self, name: str, limit: int = MAX_UNPACKED) -> bytes:
        """Return the content of a file.

        Args:
            name: one of :attr:`names`; another one is a ``KeyError``.
            limit: the most bytes wanted; more is ``zip_too_large``.
        """
        return b"".join(self.pieces(name, limit))

    def pieces(self, name: str, limit: int = MAX_UNPACKED) -> Iterator[bytes]:
        """Yield the content of a file piece by piece; see :meth:`read`."""
        return self._unpack(self._entries[name], limit)

    def verify(self) -> None:
        """Unpack everything into nothing: sizes and checksums are what the directory claims."""
        for entry in self._entries.values():
            for _ in self._unpack(entry, MAX_UNPACKED):
                pass

    # --- the directory ---------------------------------------------------------------------

    def _count_entries(self) -> int:
        """Count the entries without believing their number; returns the size of the file."""
        stream = self._stream
        size = stream.seek(0, 2)
        if size > MAX_PACKED:
            raise self._fault("zip_too_large", limit=MAX_PACKED >> 20)
        stream.seek(max(0, size - _END_BYTES - (1 << 16) - 20))
        tail = stream.read()
        end = tail.rfind(_END)
        if tail[-_END_BYTES : -_END_BYTES + 4] == _END and tail.endswith(b"\0\0"):
            end = len(tail) - _END_BYTES  # as ``zipfile`` decides: no comment
        if end < 0 or end + _END_BYTES > len(tail):
            raise self._fault("zip_unreadable", reason="no ZIP directory")
        if tail[max(0, end - 20) : end].startswith(_END64):
            raise self._fault("zip_unreadable", reason="ZIP64")
        length = struct.unpack_from("<L", tail, end + 12)[0]
        start = size - len(tail) + end - length
        if length > _MAX_DIRECTORY:
            raise self._fault("zip_too_many", limit=MAX_ENTRIES)
        if start < 0:
            raise self._fault("zip_unreadable", reason="ZIP directory outside the file")
        stream.seek(start)
        directory = stream.read(length)
        place = count = 0
        while directory[place : place + 4] == _ENTRY and place + _ENTRY_BYTES <= length:
            place += _ENTRY_BYTES + sum(struct.unpack_from("<3H", directory, place + 28))
            count += 1
            if count > MAX_ENTRIES:
                raise self._fault("zip_too_many", limit=MAX_ENTRIES)
        stream.seek(0)
        return size

    def _checked(self, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        kept: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        total = 0
        for entry in entries:
            name = entry.orig_filename.replace("\\", "/")
            folder = name.endswith("/")
            if not is_safe_name(name.removesuffix("/")):
                raise self._fault("zip_name_unsafe", name=_shown(name))
            key = unicodedata.normalize("NFC", name.removesuffix("/")).casefold()
            if key in seen:
                raise self._fault("zip_duplicate", name=_shown(name))
            seen.add(key)
            if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise self._fault("zip_link", name=_shown(name))
            if entry.flag_bits & 0x41:
                raise self._fault("zip_encrypted", name=_shown(name))
            if entry.compress_type not in _METHODS or entry.flag_bits & 0x20:
                raise self._fault("zip_unreadable", reason=f"method {entry.compress_type}")
            total += entry.file_size
            if not folder:
                kept[name] = entry
        self._check_bytes(total)
        return kept

    def _check_bytes(self, unpacked: int) -> None:
        if unpacked > MAX_UNPACKED:
            raise self._fault("zip_too_large", limit=MAX_UNPACKED >> 20)
        if unpacked > max(RATIO_FREE, MAX_RATIO * self._size):
            raise self._fault("zip_too_dense", limit=MAX_RATIO)

    # --- the files -------------------------------------------------------------------------

    def _unpack(self, entry: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
        """Yield the content in pieces; what a file has beyond its claim is never let out."""
        name = entry.orig_filename
        checksum = written = 0
        try:
            for piece in self._inflated(entry):
                written += len(piece)
                if written > limit:
                    raise self._fault("zip_too_large", limit=max(1, limit >> 20))
                if written > entry.file_size:
                    raise self._fault("zip_unreadable", reason=f"size of {_shown(name)}")
                checksum = zlib.crc32(piece, checksum)
                yield piece
        except (zlib.error, struct.error) as error:
            raise self._fault("zip_unreadable", reason=str(error)) from error
        except OSError as error:
            raise self._refused(error) from error
        if written != entry.file_size or checksum != entry.CRC:
            raise self._fault("zip_unreadable", reason=f"checksum of {_shown(name)}")

    def _inflated(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        stream = self._stream
        stream.seek(entry.header_offset)
        local = stream.read(_LOCAL_BYTES)
        if local[:4] != _LOCAL:
            raise self._fault("zip_unreadable", reason="local header")
        stream.seek(sum(struct.unpack_from("<2H", local, 26)), 1)
        left = entry.compress_size
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        plain = entry.compress_type == zipfile.ZIP_STORED
        while left > 0:
            raw = stream.read(min(left, _CHUNK))
            if not raw:
                raise self._fault("zip_unreadable", reason="the file ends too early")
            left -= len(raw)
            if plain:
                yield raw
                continue
            while raw and not engine.eof:
                yield engine.decompress(raw, _CHUNK)
                raw = engine.unconsumed_tail
        if not plain and not engine.eof:
            yield engine.flush(_CHUNK)

    def _refused(self, error: OSError) -> UserError:
        """Places that no file has come from a damaged archive, all else from the disk."""
        damaged = error.errno == errno.EINVAL
        code = "zip_unreadable" if damaged else "file_unreadable_all"
        return self._fault(code, reason=error.strerror or "")

    def _fault(self, code: str, **params: object) -> UserError:
        return UserError(code, file=self.path.name, **params)


def check(path: Path) -> None:
    """Refuse an archive that is not harmless; afterwards other libraries may open it.

    Raises:
        UserError: as :class:`SafeZip`.
    """
    with SafeZip(path) as archive:
        archive.verify()


def is_safe_name(name: str) -> bool:
    """Tell whether a file of this name (``/`` between folders) can only lie inside a folder."""
    parts = name.split("/")
    if not name or len(parts) > MAX_DEPTH or _BAD_CHARACTERS.search(name) or "\\" in name:
        return False
    for part in parts:
        if part in ("", ".", "..") or part[-1] in ". " or is_device(part):
            return False
        if len(part.encode(errors="replace")) > MAX_NAME:
            return False
    return True


def _shown(name: str) -> str:
    """Return a name that is safe to show: no control characters, at most 100 characters."""
    clean = "".join(c if c.isprintable() else "�" for c in name)
    return clean if len(clean) <= 100 else clean[:99] + "…"
