"""Joins the rooms: the only place that builds services and stores.

The window calls :meth:`Program.settings` and :meth:`Program.translator` before its first paint and
:meth:`Program.open` after it; the command line does the same without a window.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import msgspec

from ethics_desktop import system
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.i18n import Translator
from ethics_desktop.paths import Paths, find_paths, handout_folders, is_portable, program_folder
from ethics_desktop.settings import AppSettings, Language, ProfileSettings, SettingsFile

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ethics_desktop.domain.blueprint import Blueprint
    from ethics_desktop.domain.copies import CopyContents, Rebuilt
    from ethics_desktop.domain.findings import Finding
    from ethics_desktop.domain.frameworks import Framework
    from ethics_desktop.domain.pin import Cost
    from ethics_desktop.domain.watching import Watch
    from ethics_desktop.services.backup import BackupService, Copy
    from ethics_desktop.services.forms import FormService
    from ethics_desktop.services.handout_making import HandoutMaker
    from ethics_desktop.services.handouts import HandoutService
    from ethics_desktop.services.importing import ImportService
    from ethics_desktop.services.journal import JournalService
    from ethics_desktop.services.journal_lock import Resealing
    from ethics_desktop.services.library import Checked, LibraryService
    from ethics_desktop.services.my_data import MyDataService
    from ethics_desktop.services.practice import PracticeService
    from ethics_desktop.services.profiles import ProfileService
    from ethics_desktop.services.program import Services
    from ethics_desktop.services.roleplay import RoleplayService
    from ethics_desktop.services.trainer import TrainerService
    from ethics_desktop.store.database import Database
    from ethics_desktop.store.journal import SqliteJournalStore
    from ethics_desktop.store.library import SqliteLibraryStore
    from ethics_desktop.store.progress import SqliteProgressStore


T = TypeVar("T")


class Program(msgspec.Struct, dict=True):
    """Everything one run of the program needs, built on demand."""

    paths: Paths
    clock: Clock = msgspec.field(default_factory=system.SystemClock)
    language: Language | None = None  # of this run, whatever the settings say
    new_id: Callable[[], str] = system.new_id
    new_seed: Callable[[datetime], str] = system.new_seed
    handout_folders: Callable[[], list[Path]] = handout_folders
    chosen: bool = False  # the profile was named at the start: nothing to choose
    pin_cost: Cost | None = None  # of a new PIN; None for what the program thinks right

    @cached_property
    def _checked(self) -> Checked:
        """What was found in the banks of the library."""
        return {}

    @cached_property
    def app_settings(self) -> SettingsFile:
        """The settings of the program."""
        return SettingsFile(self.paths.settings)

    @cached_property
    def profile_settings(self) -> SettingsFile:
        """The settings of the profile."""
        return SettingsFile(self.paths.profile_settings)

    def translator(self, settings: AppSettings) -> Translator:
        """Return the texts of the chosen language, or of the one asked for in this run."""
        return Translator(self.language or settings.language, self.paths.resources / "locale")

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """The frameworks that ship with the program."""
        from ethics_desktop.formats import native

        return native.read_frameworks(self.paths.resources / "frameworks")

    @cached_property
    def blueprints(self) -> Mapping[str, Blueprint]:
        """The forms that ship with the program."""
        from ethics_desktop.formats import native

        return native.read_blueprints(self.paths.resources / "blueprints")

    def something_beside(self) -> bool:
        """Tell whether a handout, or the mark of a portable copy, lies beside the program."""
        return is_portable() or bool(self.handout_folders())

    def backups(self) -> BackupService:
        """Return the backup use cases; they work on a damaged or closed database too."""
        from ethics_desktop.services.backup import BackupService

        return BackupService(
            _ProfileFiles(self.paths), lambda: self.paths.progress.is_file(), self.clock
        )

    def restore(self, copy: Path) -> Path | None:
        """Put a copy in the place of the data file; returns where the present file is kept.

        Raises:
            StorageError: the profile is in use, the copy is not sound, the disk refuses.
        """
        with self._alone(self.paths.profile):
            return self.backups().restore(copy)

    def rebuild(self) -> Rebuilt:
        """Build a sound file beside a damaged one, which nobody may have open.

        Raises:
            StorageError: the profile is in use, the disk refuses, nothing sound can be made.
        """
        with self._alone(self.paths.profile):
            return self.backups().rebuild()

    def use_rebuilt(self) -> Path | None:
        """Put what :meth:`rebuild` made in place; returns where the damaged file is kept."""
        with self._alone(self.paths.profile):
            return self.backups().use_rebuilt()

    @contextlib.contextmanager
    def _alone(self, profile: str) -> Iterator[None]:
        """Keep every other program out of a profile."""
        from ethics_desktop.store.locks import ProfileLock

        paths = msgspec.structs.replace(self.paths, profile=profile)
        _make_folder(paths)
        with ProfileLock(paths.profile_folder):
            yield

    def profiles(self) -> ProfileService:
        """Return the use cases around profiles; nothing is opened."""
        from ethics_desktop.services.profiles import ProfileService

        return ProfileService(self.paths, self.new_id)

    def for_profile(self, profile: str) -> Program:
        """Return the program for another profile of the same folder; nothing is opened."""
        paths = msgspec.structs.replace(self.paths, profile=profile)
        return msgspec.structs.replace(self, paths=paths, chosen=True)

    def my_data(self) -> MyDataService:
        """Return what writes all data of the profile to files; the profile may be open."""
        from ethics_desktop import __version__
        from ethics_desktop.services.my_data import MyDataService
        from ethics_desktop.store.my_data import SHEETS, DataReader

        return MyDataService(
            lambda: DataReader(self.paths.progress),
            {name: columns for name, (columns, _query) in SHEETS.items()},
            lambda: self.profile_settings.load(ProfileSettings),
            self.clock,
            __version__,
        )

    def erase(self) -> None:
        """Remove everything of the profile, backups too (StorageError: in use, disk)."""
        from ethics_desktop.store.my_data import erase

        with self._alone(self.paths.profile):
            erase(self.paths.profile_folder)

    @contextlib.contextmanager
    def forms(self) -> Iterator[FormService]:
        """Open the library alone, for drawing forms; the profile may be in use meanwhile."""
        from ethics_desktop.services.forms import FormService

        _make_folder(self.paths)
        with self._apart(lambda store: store) as banks:
            self._library(banks).refresh()
            yield FormService(banks, self.blueprints)

    def open(self) -> Services:
        """Open the profile and the library.

        Raises:
            StorageError: ``in_use``, ``damaged``, ``newer_schema``, ``read_only``, ``disk_full``,
                ``locked``, ``folder_gone``, ``io_error``; nothing is left open or locked.
        """
        from ethics_desktop.domain.constants import DEFAULT_CUT
        from ethics_desktop.services.assessment import AssessmentService
        from ethics_desktop.services.forms import FormService
        from ethics_desktop.services.program import Services
        from ethics_desktop.services.progress import ProgressService
        from ethics_desktop.services.today import TodayService
        from ethics_desktop.store.library import SqliteLibraryStore
        from ethics_desktop.store.locks import ProfileLock
        from ethics_desktop.store.practice_day import SqliteDayStore
        from ethics_desktop.store.progress import SqliteProgressStore
        from ethics_desktop.store.progress_sums import SqliteSumsStore

        with contextlib.ExitStack() as stack:
            _make_folder(self.paths)
            stack.enter_context(ProfileLock(self.paths.profile_folder))
            _refuse_emptied(self.paths)
            progress = SqliteProgressStore.open(
                self.paths.progress, self.clock.now(), self.paths.backups
            )
            stack.callback(progress.close)
            banks = SqliteLibraryStore.open(self.paths.library, self._fill)
            stack.callback(banks.close)
            library = self._library(banks)
            self._fill(banks)
            assessment = AssessmentService(
                progress,
                FormService(banks, self.blueprints),
                clock=self.clock,
                new_id=self.new_id,
                new_seed=self.new_seed,
                extra_time=lambda: self.profile_settings.load(ProfileSettings).extra_time,
            )
            sums = SqliteSumsStore(progress.database)
            return Services(
                assessment=assessment,
                library=library,
                make_imports=lambda: self._imports(banks),
                library_apart=lambda: self._apart(self._library),
                imports_apart=lambda: self._apart(self._imports),
                trainer_apart=lambda: self._apart(self._trainer),
                make_trainer=lambda: self._trainer(banks),
                make_practice=lambda: self._practice(progress, banks),
                today=TodayService(SqliteDayStore(progress.database), self.clock),
                make_handouts=self._handouts,
                make_handout_maker=self._handout_maker,
                make_journal=lambda: self._journal(progress.database),
                private_signs=lambda: progress.private_signs(self.clock.now()),
                progress=ProgressService(sums, self.clock, DEFAULT_CUT, lambda: self.frameworks),
                backup=self.backups(),
                make_roleplay=lambda: self._roleplay(progress, banks),
                has_plays=progress.has_open_plays,
                close=stack.pop_all().close,
            )

    def _roleplay(
        self, progress: SqliteProgressStore, banks: SqliteLibraryStore
    ) -> RoleplayService:
        from ethics_desktop.services.roleplay import RoleplayService
        from ethics_desktop.services.scenarios import ImportedShelf, JoinedShelves, ScenarioShelf
        from ethics_desktop.store.playthroughs import SqlitePlaythroughStore

        return RoleplayService(
            SqlitePlaythroughStore(progress.database),
            JoinedShelves(
                ScenarioShelf(self.paths.banks, lambda: self.frameworks, self.clock),
                ImportedShelf(banks, lambda: self.frameworks, self.clock),
            ),
            clock=self.clock,
            new_id=self.new_id,
            new_seed=self.new_seed,
        )

    @contextlib.contextmanager
    def _apart(self, make: Callable[[SqliteLibraryStore], T]) -> Iterator[T]:
        """Open a service of the library with a connection of its own."""
        from ethics_desktop.store.library import SqliteLibraryStore

        with contextlib.closing(SqliteLibraryStore.open(self.paths.library, self._fill)) as banks:
            yield make(banks)

    def _fill(self, store: SqliteLibraryStore) -> None:
        """Bring the shipped and the imported banks into the library where they are not there."""
        from ethics_desktop.services.library import stale_packages

        self._library(store).refresh()
        if stale_packages(self.paths.imported, store.mark):
            self._imports(store).refresh()

    def _library(self, store: SqliteLibraryStore) -> LibraryService:
        from ethics_desktop.services.library import LibraryService as Made

        return Made(store, self.paths.banks, lambda: self.frameworks, self.clock, self._checked)

    def _imports(self, store: SqliteLibraryStore) -> ImportService:
        from ethics_desktop.services.importing import ImportService

        return ImportService(
            store,
            self.paths.imported,
            lambda: self.frameworks,
            self.clock,
            SettingsFile(self.paths.import_settings),
        )

    def _practice(
        self, progress: SqliteProgressStore, banks: SqliteLibraryStore
    ) -> PracticeService:
        from ethics_desktop.domain.constants import RETENTIONS
        from ethics_desktop.services.practice import PracticeService
        from ethics_desktop.store.practice import SqlitePracticeStore

        return PracticeService(
            SqlitePracticeStore(progress.database),
            banks,
            clock=self.clock,
            new_id=self.new_id,
            new_seed=self.new_seed,
            retention=lambda: RETENTIONS[self.profile_settings.load(ProfileSettings).retention],
        )

    def _handouts(self, imports: ImportService) -> HandoutService:
        from ethics_desktop.services.handouts import HandoutService

        return HandoutService(
            imports,
            self.handout_folders,
            lambda: self.frameworks,
            self.clock,
            SettingsFile(self.paths.handouts),
            self.app_settings,
        )

    def _handout_maker(self, imports: ImportService) -> HandoutMaker:
        from ethics_desktop.services.handout_making import HandoutMaker

        return HandoutMaker(imports, program_folder(), lambda: self.frameworks, self.clock)

    def _journal(self, database: Database) -> JournalService:
        from ethics_desktop.domain.pin import Cost
        from ethics_desktop.services.journal import JournalService
        from ethics_desktop.services.journal_lock import JournalLock
        from ethics_desktop.store.journal import SqliteJournalStore

        store = SqliteJournalStore(database)
        lock = JournalLock(store, self.clock, self.pin_cost or Cost())
        return JournalService(store, lock, self.clock, self.new_id)

    def _trainer(self, store: SqliteLibraryStore) -> TrainerService:
        from ethics_desktop.services.trainer import TrainerService

        return TrainerService(store, lambda: self.frameworks, self.clock)


class _ProfileFiles:
    """The backup functions of the store, bound to one profile's files."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def make(self, now: datetime) -> Path:
        from ethics_desktop.store import backup

        return backup.backup(self._paths.progress, now, "manual", self._paths.backups)

    def daily(self, now: datetime, watch: Watch) -> Path | None:
        from ethics_desktop.store import backup

        return backup.daily_backup(self._paths.progress, now, self._paths.backups, watch)

    def copies(self) -> list[Copy]:
        from ethics_desktop.services.backup import Copy
        from ethics_desktop.store import backup

        return [
            Copy(info.path, info.made_at, info.kind, info.size)
            for info in backup.list_backups(self._paths.backups)
        ]

    def check(self) -> list[Finding]:
        from ethics_desktop.store import checks

        return checks.check(self._paths.progress)

    def restore(self, copy: Path, now: datetime) -> Path | None:
        from ethics_desktop.store import backup
        from ethics_desktop.store.migrations import PROGRESS

        return backup.restore(copy, self._paths.progress, now, PROGRESS)

    def delete(self, copy: Path) -> None:
        from ethics_desktop.store import backup

        backup.delete_backup(copy, self._paths.backups)

    def contents(self, copy: Path | None) -> CopyContents:
        from ethics_desktop.store import contents

        return contents.contents(copy or self._paths.progress)

    @property
    def _rebuilt(self) -> Path:
        return self._paths.progress.with_suffix(".rebuilt")

    def rebuild(self) -> Rebuilt:
        from ethics_desktop.store import repair

        return repair.rebuild(self._paths.progress, self._rebuilt, self._paths.backups)

    def use_rebuilt(self, now: datetime) -> Path | None:
        kept = self.restore(self._rebuilt, now)
        self.drop_rebuilt()
        return kept

    def drop_rebuilt(self) -> None:
        from ethics_desktop.store import backup

        backup.drop_file(self._rebuilt)

    def reseal(self, change: Resealing | None) -> list[Path]:
        from ethics_desktop.store import journal_copies

        def work(store: SqliteJournalStore) -> None:
            if change is None:
                store.delete_all()
            else:
                change.apply(store)

        return journal_copies.change_copies(self._paths.backups, work)


def _make_folder(paths: Paths) -> None:
    try:
        paths.profile_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        code = "disk_full" if error.errno == 28 else "read_only"
        raise StorageError(code, path=str(paths.profile_folder)) from error


def _refuse_emptied(paths: Paths) -> None:
    """Refuse a data file without a single byte beside copies of it.

    Power cuts leave such files; SQLite would take it for a new one, and everything would seem gone.
    """
    with contextlib.suppress(OSError):
        emptied = paths.progress.stat().st_size == 0
        if emptied and next(paths.backups.glob("*.sqlite3"), None) is not None:
            raise StorageError("damaged", path=str(paths.progress), detail="no bytes")


def build(paths: Paths | None = None) -> Program:
    """Return the program for a data folder; nothing is opened yet."""
    return Program(paths or find_paths())
