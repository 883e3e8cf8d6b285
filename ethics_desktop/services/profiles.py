"""Several people on one PC: a folder for each; they share only banks and the window's look."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ethics_desktop.paths import Paths, is_profile_id
from ethics_desktop.settings import ProfileSettings, SettingsFile


class ProfileCard(msgspec.Struct, frozen=True):
    """One profile; ``name`` is the nickname or empty, ``used_at`` None before its first use."""

    id: str
    name: str
    used_at: datetime | None
    current: bool


class ProfileService:
    """Use cases around the profiles of one data folder.

    Args:
        paths: of the present profile.
        new_id: gives a fresh id.
    """

    def __init__(self, paths: Paths, new_id: Callable[[], str]) -> None:
        self._paths = paths
        self._folder = paths.profiles
        self._new_id = new_id

    def ids(self) -> list[str]:
        """Return the profiles by the names of their folders; cheap, and never fails."""
        try:
            names = os.listdir(self._folder)
        except OSError:
            return []
        return sorted(name for name in names if is_profile_id(name) and self._is_one(name))

    def cards(self) -> list[ProfileCard]:
        """Return the profiles, the one used last first."""
        cards = [self._card(one) for one in self.ids()]
        never = datetime.fromtimestamp(0, UTC)
        return sorted(cards, key=lambda card: (card.used_at or never, card.id), reverse=True)

    def create(self, name: str) -> str:
        """Make a profile and return its id.

        Raises:
            StorageError: the folder cannot be written to.
        """
        profile = f"profil-{self._new_id()[:8]}"
        nickname = " ".join(name.split())[:40]
        SettingsFile(self._of(profile).profile_settings).save(
            ProfileSettings(nickname=nickname, welcomed=bool(nickname))
        )
        return profile

    def _card(self, profile: str) -> ProfileCard:
        paths = self._of(profile)
        name = SettingsFile(paths.profile_settings).load(ProfileSettings).nickname
        used = None
        for file in (paths.progress, Path(f"{paths.progress}-wal")):
            try:
                at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            except (OSError, OverflowError, ValueError):
                continue
            used = at if used is None else max(used, at)
        return ProfileCard(profile, name, used, profile == self._paths.profile)

    def _of(self, profile: str) -> Paths:
        return Paths(self._paths.program, self._paths.data, profile)

    def _is_one(self, name: str) -> bool:
        paths = self._of(name)
        return paths.progress.is_file() or paths.profile_settings.is_file()
