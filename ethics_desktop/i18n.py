"""Words and numbers in the person's language: gettext catalogues, decimal comma, dates.

The program formats by its own language, never by the regional settings of the PC: an Indonesian
sentence keeps its decimal comma on an English Windows, and the other way round.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

DOMAIN = "ethics_desktop"
LANGUAGES = ("id", "en")

_MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
        *("Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
}


def N_(message: str) -> str:  # noqa: N802 - the customary name of a marker for extraction
    """Mark ``message`` for the catalogues without translating it here."""
    return message


def _file(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def _read(file: Path) -> dict[bytes, bytes]:
    """Return the texts of a compiled catalogue as they stand in it.

    The module ``gettext`` types and takes apart every text, 5 ms before the first page. For the
    layout see "The Format of GNU MO Files" in the manual of GNU gettext.
    """
    data = file.read_bytes()
    count, keys, texts = struct.unpack_from("<3I", data, 8)
    size = f"<{2 * count}I"  # length and place of each
    pairs = (struct.unpack_from(size, data, keys), struct.unpack_from(size, data, texts))
    found, said = ([data[o : o + n] for n, o in zip(p[::2], p[1::2], strict=True)] for p in pairs)
    return dict(zip(found, said, strict=True))


class Translator:
    """Texts, numbers and dates of one language.

    Args:
        language: ``"id"`` or ``"en"``.
        folder: ``resources/locale``; a missing catalogue gives the English texts of the code.
    """

    def __init__(self, language: str, folder: Path) -> None:
        self.language = language
        self._texts: dict[bytes, bytes] = {}
        with contextlib.suppress(OSError, struct.error):  # not there, or cut off
            self._texts = _read(_file(folder, language))

    def gettext(self, message: str) -> str:
        """Return a text of the code in this language."""
        found = self._texts.get(message.encode())
        return found.decode() if found is not None else message

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the text for ``n`` things; Indonesian has one form for any number."""
        found = self._texts.get(f"{one}\0{many}".encode())
        if found is None:
            return one if n == 1 else many
        forms = found.decode().split("\0")
        return forms[0] if n == 1 else forms[-1]

    def pgettext(self, context: str, message: str) -> str:
        """Return a text that means different things in different places."""
        found = self._texts.get(f"{context}\4{message}".encode())
        return found.decode() if found is not None else message

    def pick(self, texts: Mapping[str, str]) -> str:
        """Return the text of this language, else the Indonesian, else any."""
        return texts.get(self.language) or texts.get("id") or next(iter(texts.values()), "")

    def number(self, value: float, digits: int = 0) -> str:
        """Return ``value`` with ``digits`` decimals: 1.234,5 in Indonesian, 1,234.5 in English."""
        text = f"{value:,.{digits}f}"
        if self.language == "id":
            text = text.translate(str.maketrans(",.", ".,"))
        return text

    def date(self, moment: datetime) -> str:
        """Return the local date, as in ``6 Januari 2026``."""
        local = moment.astimezone()
        return f"{local.day} {_MONTHS[self.language][local.month - 1]} {local.year}"

    def time(self, moment: datetime) -> str:
        """Return the local time of day, ``10:42``, as on the clock of the PC."""
        local = moment.astimezone()
        return f"{local.hour:02d}:{local.minute:02d}"

    def date_time(self, moment: datetime) -> str:
        """Return date and time of day."""
        return f"{self.date(moment)}, {self.time(moment)}"

    @staticmethod
    def clock(seconds: float) -> str:
        """Return a span as ``17:36`` or ``1:02:03``; fractions are rounded up."""
        whole = max(0, int(-(-seconds // 1)))
        hours, rest = divmod(whole, 3600)
        minutes, secs = divmod(rest, 60)
        return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes:02d}:{secs:02d}"
