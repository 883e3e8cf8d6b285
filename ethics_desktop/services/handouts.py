"""Take in a workshop handout: what Setup, a portable copy or a trainer's stick brought along.

``read`` touches neither database nor window, so it may run on another thread. A handout is applied
as a whole or not at all, and once: a bank that the person removed does not come back, and one that
is newer in the library stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from ethics_desktop.domain.bank_changes import version_key
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.formats import handout as form
from ethics_desktop.formats.handout import Handout
from ethics_desktop.services.bank_files import Preview, read_file
from ethics_desktop.services.importing import ImportService, Plan
from ethics_desktop.settings import AppSettings, HandoutMemory, SettingsFile

#: So many handouts are remembered; the oldest is forgotten.
MAX_SEEN = 200


class CheckedHandout(msgspec.Struct, frozen=True):
    """A handout that was read and verified; nothing is stored yet."""

    folder: Path
    mark: str
    handout: Handout
    banks: tuple[Preview, ...]


class Applied(msgspec.Struct, frozen=True):
    """What a handout brought: titles of banks, and how many items and scenarios they hold.

    ``known`` banks were there already, in this version or a newer one, or were removed before.
    ``settings`` are the person's with the wished ones filled in; None when none is changed.
    """

    name: str
    titles: tuple[str, ...]
    items: int
    scenarios: int
    known: int
    settings: AppSettings | None


class HandoutService:
    """Handouts beside the program and those that are opened.

    Args:
        imports: brings banks into the library.
        folders: gives the folders in which a handout may lie beside the program.
        frameworks: the known frameworks, by id; read when first needed.
        clock: for the dates of legal references.
        memory: the settings file that remembers what was taken in or refused.
        settings: the settings of the program on this PC.
    """

    def __init__(
        self,
        imports: ImportService,
        folders: Callable[[], Iterable[Path]],
        frameworks: Callable[[], Mapping[str, Framework]],
        clock: Clock,
        memory: SettingsFile,
        settings: SettingsFile,
    ) -> None:
        self._imports = imports
        self._folders = folders
        self._frameworks = frameworks
        self._clock = clock
        self._memory = memory
        self._settings = settings

    @property
    def settings(self) -> AppSettings:
        """The present settings of the program on this PC."""
        return self._settings.load(AppSettings)

    def pending(self) -> list[Path]:
        """Return the folders beside the program whose handout was neither taken in nor refused."""
        seen = self._memory.load(HandoutMemory).seen
        found = [(folder, form.mark(folder)) for folder in self._folders()]
        return [folder for folder, mark in found if mark and mark not in seen]

    def read(self, folder: Path) -> CheckedHandout:
        """Read and verify a handout with all of its banks; may run on another thread.

        Raises:
            UserError: those of ``formats.handout.read``; ``handout_bank_bad(name, reason)``.
        """
        mark, handout = form.mark(folder), form.read(folder)
        previews = []
        for bank in handout.banks:
            try:
                preview = read_file(folder / bank.file, self._frameworks(), self._clock, "package")
            except UserError as error:
                raise UserError("handout_bank_bad", name=bank.file, reason=error.code) from error
            info = preview.result.info
            if (info.id, info.version) != (bank.bank_id, bank.version):
                raise UserError("handout_bank_bad", name=bank.file, reason="bankId, version")
            previews.append(preview)
        return CheckedHandout(folder, mark, handout, tuple(previews))

    def apply(self, checked: CheckedHandout) -> Applied:
        """Bring the banks of a handout into the library, all of them or none.

        Raises:
            StorageError: the disk refused; nothing changed.
        """
        memory = self._memory.load(HandoutMemory)
        plans: list[Plan] = []
        for bank, preview in zip(checked.handout.banks, checked.banks, strict=True):
            if memory.banks.get(bank.bank_id) != bank.sha256:
                plan = self._imports.compare(preview)
                if _brings_something(plan, bank.version):
                    plans.append(plan)
        added = self._imports.apply_all(plans) if plans else []
        self._memory.save(_remembering(memory, checked))
        present = self.settings
        wished = with_wishes(present, checked.handout)
        return Applied(
            name=checked.handout.name,
            titles=tuple(bank.title for bank in added),
            items=sum(len(plan.accepted_by_default) for plan in plans),
            scenarios=sum(len(plan.stories_by_default) for plan in plans),
            known=len(checked.banks) - len(plans),
            settings=wished if wished != present else None,
        )

    def refuse(self, folder: Path) -> None:
        """Remember that a handout was refused, so that the same one is not told of again.

        Raises:
            StorageError: ``settings_unwritable``.
        """
        memory = self._memory.load(HandoutMemory)
        seen = {**memory.seen, form.mark(folder): "refused"}
        self._memory.save(msgspec.structs.replace(memory, seen=_newest(seen)))


def handout_folder(path: Path) -> Path | None:
    """Return the folder with the list of a handout, for whatever of it a person points at."""
    return form.find(path)


def with_wishes(present: AppSettings, handout: Handout) -> AppSettings:
    """Return the settings with the trainer's wishes where the person left the default."""
    default = AppSettings()
    wishes = {
        name: value
        for name in handout.settings.__struct_fields__
        if (value := getattr(handout.settings, name)) is not None
        and getattr(present, name) == getattr(default, name)
    }
    return msgspec.structs.replace(present, **wishes) if wishes else present


def _brings_something(plan: Plan, version: str) -> bool:
    if plan.old is not None and version_key(plan.old.info.version) > version_key(version):
        return False
    return bool(plan.accepted_by_default or plan.stories_by_default)


def _remembering(memory: HandoutMemory, checked: CheckedHandout) -> HandoutMemory:
    banks = {bank.bank_id: bank.sha256 for bank in checked.handout.banks}
    return HandoutMemory(
        seen=_newest({**memory.seen, checked.mark: checked.handout.name}),
        banks={**memory.banks, **banks},
    )


def _newest(seen: Mapping[str, str]) -> dict[str, str]:
    kept: Sequence[tuple[str, str]] = list(seen.items())[-MAX_SEEN:]
    return dict(kept)
