"""Settings: of the program on this PC, and of one profile. Small JSON files, written atomically.

A damaged settings file never stops the program: it is set aside, and what can be understood of it
is kept. So is that of a newer program, whose values may be unknown here.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.whole import whole

log = logging.getLogger(__name__)

Language = Literal["id", "en"]
Theme = Literal["system", "light", "dark", "contrast"]
#: How much of what was learned should stay known, see ``domain.constants.RETENTIONS``.
Retention = Literal["light", "balanced", "strict"]
#: Factors offered for extra time (``measurement.md`` 3.2); 0 means untimed.
EXTRA_TIMES: tuple[float, ...] = (1.0, 1.25, 1.3, 1.5, 2.0, 0.0)
TEXT_PERCENTS: tuple[int, ...] = (100, 125, 150, 175, 200)


class AppSettings(msgspec.Struct, frozen=True):
    """Settings of the program on this PC; ``geometry`` is Qt's window state in hexadecimal."""

    language: Language = "id"
    theme: Theme = "system"
    text_percent: Annotated[int, msgspec.Meta(ge=100, le=200)] = 100
    geometry: str = ""
    trainer_page: bool = False
    profile: str = ""  # the one chosen last, where there are several
    place_known: str = ""  # the risky data folder that the person was told about


class ProfileSettings(msgspec.Struct, frozen=True):
    """Settings of one person. ``extra_time`` is a factor on time limits, 0.0 for untimed."""

    nickname: Annotated[str, msgspec.Meta(max_length=40)] = ""
    extra_time: Annotated[float, msgspec.Meta(ge=0, le=10)] = 1.0
    hide_timer: bool = False
    welcomed: bool = False  # the nickname question was answered or skipped
    certainty: bool = True  # practice asks how sure one is
    retention: Retention = "balanced"
    daily_dilemma: bool = False  # one situation a day on the start page
    journal_warned: bool = False  # the note on names and secrets in the journal was read


class ImportSettings(msgspec.Struct, frozen=True):
    """What importing remembers: mappings of columns as JSON by the mark of their headers.

    The newest stands last; a file of its own, as the window rewrites :class:`AppSettings`.
    """

    mappings: dict[str, str] = {}


class HandoutMemory(msgspec.Struct, frozen=True):
    """Which workshop handouts were taken in or refused, and which banks came with them.

    ``seen``: mark of the handout -> its name, or "refused"; the newest stands last. ``banks``: id
    -> sha256 of the file, so that a bank which the person removed does not come back.
    """

    seen: dict[str, str] = {}
    banks: dict[str, str] = {}


_DAMAGED = (msgspec.MsgspecError, UnicodeDecodeError)

S = TypeVar("S", AppSettings, ProfileSettings, ImportSettings, HandoutMemory)


class SettingsFile:
    """Reads and writes one settings struct."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, kind: type[S]) -> S:
        """Return the settings on disk, with defaults for what is missing or not understood.

        A file that is not what it should be is set aside as ``.rusak`` before.
        """
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return kind()
        except OSError as error:
            log.warning("settings file unreadable: %s", error.strerror)
            return kind()
        try:
            return msgspec.json.decode(content, type=kind)
        except _DAMAGED:
            return self._mended(content, kind)

    def _mended(self, content: bytes, kind: type[S]) -> S:
        """Set a damaged file aside; write and return what can be understood of it."""
        log.warning("settings file damaged, set aside: %s", self._path.name)
        try:
            os.replace(self._path, self._path.with_suffix(".json.rusak"))
        except OSError:
            log.warning("damaged settings file could not be set aside")
        understood = _understood(content, kind)
        if understood:
            with contextlib.suppress(StorageError):
                self.save(kind(**understood))
        return kind(**understood)

    def change(self, known: msgspec.Struct, **changes: object) -> None:
        """Write ``changes`` alone: another window of the program may have written the rest.

        Args:
            known: the settings as they were read last, for a file that cannot be read now.
            changes: the new values, by field.

        Raises:
            StorageError: ``settings_unwritable`` with the path.
        """
        try:
            present = msgspec.json.decode(self._path.read_bytes(), type=type(known))
        except (OSError, *_DAMAGED):
            present = known
        self.save(msgspec.structs.replace(present, **changes))

    def save(self, value: msgspec.Struct) -> None:
        """Write the settings so that either the old or the new file is there after a power cut.

        Raises:
            StorageError: ``settings_unwritable`` with the path.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with whole(self._path, sync=True) as fresh:
                fresh.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")
        except OSError as error:
            raise StorageError(
                "settings_unwritable", path=str(self._path), reason=error.strerror or ""
            ) from error


def _understood(content: bytes, kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the fields of a settings file that are what they should be, by name."""
    found: dict[str, Any] = {}
    with contextlib.suppress(*_DAMAGED):
        raw = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        for field in msgspec.structs.fields(kind):
            with contextlib.suppress(KeyError, *_DAMAGED):
                found[field.name] = msgspec.json.decode(raw[field.encode_name], type=field.type)
    return found
