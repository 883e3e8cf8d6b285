"""What one run of the program offers to its faces; ``bootstrap`` builds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ethics_desktop.domain.clock import Clock
from ethics_desktop.i18n import Translator
from ethics_desktop.paths import Paths
from ethics_desktop.services.assessment import AssessmentService
from ethics_desktop.services.backup import BackupService
from ethics_desktop.services.library import LibraryService
from ethics_desktop.services.progress import ProgressService
from ethics_desktop.services.roleplay import RoleplayService
from ethics_desktop.settings import AppSettings, SettingsFile


@dataclass
class Services:
    """The use cases of one open profile; ``close`` closes its data."""

    assessment: AssessmentService
    library: LibraryService
    progress: ProgressService
    backup: BackupService
    roleplay: RoleplayService
    close: Callable[[], None]


class ProgramPort(Protocol):
    """The program as the window sees it."""

    @property
    def paths(self) -> Paths: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def app_settings(self) -> SettingsFile: ...
    @property
    def profile_settings(self) -> SettingsFile: ...
    def translator(self, settings: AppSettings) -> Translator: ...
    def backups(self) -> BackupService: ...
    def restore(self, copy: Path) -> Path | None: ...
    def open(self) -> Services: ...
