"""What one run of the program offers to its faces; ``bootstrap`` builds it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from ethics_desktop.domain.clock import Clock
from ethics_desktop.i18n import Translator
from ethics_desktop.paths import Paths
from ethics_desktop.services.assessment import AssessmentService
from ethics_desktop.services.backup import BackupService
from ethics_desktop.services.library import LibraryService
from ethics_desktop.services.progress import ProgressService
from ethics_desktop.services.today import TodayService
from ethics_desktop.settings import AppSettings, SettingsFile

if TYPE_CHECKING:
    from ethics_desktop.domain.copies import Rebuilt
    from ethics_desktop.domain.records import Signs
    from ethics_desktop.services.handout_making import HandoutMaker
    from ethics_desktop.services.handouts import HandoutService
    from ethics_desktop.services.importing import ImportService
    from ethics_desktop.services.journal import JournalService
    from ethics_desktop.services.my_data import MyDataService
    from ethics_desktop.services.practice import PracticeService
    from ethics_desktop.services.profiles import ProfileService
    from ethics_desktop.services.roleplay import RoleplayService
    from ethics_desktop.services.trainer import TrainerService


class Services(msgspec.Struct, dict=True):
    """The use cases of one open profile; ``close`` closes its data.

    ``library_apart``, ``imports_apart`` and ``trainer_apart`` open them with a connection of their
    own, for work on another thread.
    """

    assessment: AssessmentService
    library: LibraryService
    make_imports: Callable[[], ImportService]
    library_apart: Callable[[], AbstractContextManager[LibraryService]]
    imports_apart: Callable[[], AbstractContextManager[ImportService]]
    trainer_apart: Callable[[], AbstractContextManager[TrainerService]]
    make_trainer: Callable[[], TrainerService]
    make_practice: Callable[[], PracticeService]
    today: TodayService
    make_handouts: Callable[[ImportService], HandoutService]
    make_handout_maker: Callable[[ImportService], HandoutMaker]
    progress: ProgressService
    backup: BackupService
    make_roleplay: Callable[[], RoleplayService]
    has_plays: Callable[[], bool]  # whether a scenario was begun and not finished
    make_journal: Callable[[], JournalService]
    private_signs: Callable[[], Signs]
    close: Callable[[], None]

    @cached_property
    def roleplay(self) -> RoleplayService:
        """Scenarios; made when first asked for, with the engine that plays them."""
        return self.make_roleplay()

    @cached_property
    def journal(self) -> JournalService:
        """Journal and promises; made when first asked for."""
        return self.make_journal()

    @cached_property
    def imports(self) -> ImportService:
        """Importing and exporting banks; made when first asked for, with its many readers."""
        return self.make_imports()

    @cached_property
    def trainer(self) -> TrainerService:
        """Template, quality check and places of problems; made when first asked for."""
        return self.make_trainer()

    @cached_property
    def practice(self) -> PracticeService:
        """Practice and spaced repetition; made when first asked for."""
        return self.make_practice()

    @cached_property
    def handouts(self) -> HandoutService:
        """Taking in workshop handouts; made when first asked for."""
        return self.make_handouts(self.imports)

    @cached_property
    def handout_maker(self) -> HandoutMaker:
        """Making workshop handouts; made when first asked for."""
        return self.make_handout_maker(self.imports)


class ProgramPort(Protocol):
    """The program as the window sees it."""

    @property
    def paths(self) -> Paths: ...
    @property
    def chosen(self) -> bool: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def app_settings(self) -> SettingsFile: ...
    @property
    def profile_settings(self) -> SettingsFile: ...
    def something_beside(self) -> bool: ...
    def translator(self, settings: AppSettings) -> Translator: ...
    def backups(self) -> BackupService: ...
    def restore(self, copy: Path) -> Path | None: ...
    def rebuild(self) -> Rebuilt: ...
    def use_rebuilt(self) -> Path | None: ...
    def profiles(self) -> ProfileService: ...
    def for_profile(self, profile: str) -> ProgramPort: ...
    def my_data(self) -> MyDataService: ...
    def erase(self) -> None: ...
    def open(self) -> Services: ...
