"""Words and numbers in the person's language: gettext catalogues, decimal comma, dates.

The program formats by its own language, never by the regional settings of the PC: an Indonesian
sentence keeps its decimal comma on an English Windows, and the other way round.
"""

from __future__ import annotations

import contextlib
import gettext
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


def catalogue(folder: Path, language: str) -> Path:
    """Return where the compiled texts of a language are expected below ``resources/locale``."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


class Translator:
    """Texts, numbers and dates of one language.

    Args:
        language: ``"id"`` or ``"en"``.
        folder: ``resources/locale``; a missing catalogue gives the English texts of the code.
    """

    def __init__(self, language: str, folder: Path) -> None:
        self.language = language
        self._catalogue = gettext.NullTranslations()
        # opened by its name: looking for it would load the regional settings first
        with contextlib.suppress(OSError), catalogue(folder, language).open("rb") as file:
            self._catalogue = gettext.GNUTranslations(file)
        self.gettext = self._catalogue.gettext
        self.ngettext = self._catalogue.ngettext
        self.pgettext = self._catalogue.pgettext

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
