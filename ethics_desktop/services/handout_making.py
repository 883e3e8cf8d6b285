"""Make a workshop handout: an ordinary folder, or one ZIP, that participants install from.

    <name>/CerminASN-1.2.0-Setup.exe   unchanged, so that its signature and reputation stay
    <name>/banks/handout.json, *.cermin  picked up by Setup and by the program
    <name>/CerminASN-Portable/         optional: the program itself, needs no installation
    <name>/BACA-SAYA.txt  <name>/SHA256SUMS.txt

Everything is written beside and renamed at the end: what looks finished is finished.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from os.path import isfile  # Path's raise for some names
from pathlib import Path

import msgspec

from ethics_desktop import __version__
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.formats import handout as form
from ethics_desktop.formats import registry
from ethics_desktop.formats.handout import Handout, HandoutBank, WishedSettings
from ethics_desktop.paths import HANDOUT_FOLDER, PORTABLE_DATA, PORTABLE_MARK
from ethics_desktop.services.bank_files import Preview, read_file
from ethics_desktop.services.importing import ImportService
from ethics_desktop.services.today import date_today
from ethics_desktop.whole import MOST_BESIDE, whole

__all__ = ["PORTABLE_NAME", "HandoutMade", "HandoutMaker", "HandoutRequest", "WishedSettings"]

PORTABLE_NAME = "CerminASN-Portable"
README = "BACA-SAYA.txt"
SUMS = "SHA256SUMS.txt"
INSTALLERS = "installer"
SETUP_SUFFIXES = (".exe", ".deb", ".tar.xz")
#: What of the program's folder is no part of a portable copy.
_LEFT_BEHIND = frozenset(
    {INSTALLERS, HANDOUT_FOLDER, PORTABLE_DATA, PORTABLE_MARK, "uninstall.exe"}
)
_PARTIAL = ".sebagian"


class HandoutRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made.

    ``banks`` are ids of the library, or files and folders with banks; ``setup`` is the installer,
    None for none; ``readme`` the text for participants. With ``replace`` a ZIP that is there
    already is replaced: the person was asked.
    """

    target: Path
    name: str
    banks: tuple[str | Path, ...]
    readme: str
    trainer: str = ""
    settings: WishedSettings = WishedSettings()
    setup: Path | None = None
    portable: bool = False
    zipped: bool = False
    replace: bool = False


class HandoutMade(msgspec.Struct, frozen=True):
    """What was made; ``bytes`` counts every file."""

    path: Path
    banks: int
    items: int
    bytes: int


class HandoutMaker:
    """Writes handouts.

    Args:
        imports: gives the banks of the library.
        program: the folder of the packaged program; None when running from source.
        frameworks: the known frameworks, by id; read when first needed.
        clock: for the date of the handout.
    """

    def __init__(
        self,
        imports: ImportService,
        program: Path | None,
        frameworks: Callable[[], Mapping[str, Framework]],
        clock: Clock,
    ) -> None:
        self._imports = imports
        self._program = program
        self._frameworks = frameworks
        self._clock = clock

    @property
    def can_be_portable(self) -> bool:
        """A portable copy can be made: this is a packaged program."""
        return self._program is not None

    def own_setup(self) -> Path | None:
        """Return the installer that Setup kept beside the program, the newest if there are more."""
        if self._program is None:
            return None
        kept = filter(is_setup, (self._program / INSTALLERS).glob("*"))
        return max(kept, key=_by_version, default=None)

    def make(self, request: HandoutRequest, watch: Watch = unwatched) -> HandoutMade:
        """Write a handout; on the thread that opened the library.

        Args:
            request: what is to be in it.
            watch: follows the work.

        Raises:
            UserError: ``handout_empty``, ``handout_needs_program``, ``handout_no_setup(path)``,
                ``file_unreadable_all(file, reason)`` of the installer, ``bank_not_known(id)``,
                ``handout_bank_faulty(name, n)``, ``handout_two_banks(name)``,
                ``folder_not_empty(path)``, ``file_there(path)``,
                ``file_unwritable(file, reason)``, those of reading a bank; the target is as it was.
            StoppedError: ``watch`` says so; the target is as it was.
        """
        self._refuse(request)
        target = request.target
        partial = target.with_name(target.name[:MOST_BESIDE] + _PARTIAL)
        try:
            shutil.rmtree(partial, ignore_errors=True)
            folder = partial / form.FOLDER
            folder.mkdir(parents=True)
            banks = self._banks(request.banks, folder, part(watch, 0, 0.3))
            form.write(folder, self._list(request, banks))
            self._programs(request, partial, folder, part(watch, 0.3, 0.4))
            text = request.readme.replace("\r\n", "\n").replace("\n", "\r\n")
            (partial / README).write_bytes(text.encode("utf-8-sig"))
            size = _write_sums(partial, part(watch, 0.4, 0.5))
            zipped = request.zipped
            packing = part(watch, 0.5, 1)
            made = (_zipped if zipped else _in_place)(partial, target, packing)
        except OSError as error:
            raise UserError(
                "file_unwritable", file=str(target), reason=error.strerror or str(error)
            ) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return HandoutMade(made, len(banks), sum(bank.items for bank in banks), size)

    def _refuse(self, request: HandoutRequest) -> None:
        if not request.banks:
            raise UserError("handout_empty")
        if request.portable and self._program is None:
            raise UserError("handout_needs_program")
        if request.setup is not None and not is_setup(request.setup):
            raise UserError("handout_no_setup", path=str(request.setup))
        if request.setup is not None and not isfile(request.setup):
            gone = "No such file or directory"
            raise UserError("file_unreadable_all", file=str(request.setup), reason=gone)
        target = _zip_path(request.target) if request.zipped else request.target
        with contextlib.suppress(OSError):
            if target.is_dir() and any(target.iterdir()):
                raise UserError("folder_not_empty", path=str(target))
            if target.is_file() and not (request.zipped and request.replace):
                raise UserError("file_there", path=str(target))

    def _list(self, request: HandoutRequest, banks: Sequence[HandoutBank]) -> Handout:
        return Handout(
            format=form.FORMAT,
            format_version=form.FORMAT_VERSION,
            name=request.name.strip()[:200] or request.target.name,
            date=date_today(self._clock),
            trainer=request.trainer.strip()[:200],
            generator=f"Cermin ASN {__version__}",
            settings=request.settings,
            banks=tuple(banks),
        )

    def _banks(self, wanted: Sequence[str | Path], folder: Path, watch: Watch) -> list[HandoutBank]:
        found: dict[str, HandoutBank] = {}
        for number, one in enumerate(wanted):
            packing = part(watch, number / len(wanted), (number + 0.5) / len(wanted))
            checking = part(watch, (number + 0.5) / len(wanted), (number + 1) / len(wanted))
            fresh = folder / f".baru{form.SUFFIX}"
            if isinstance(one, Path):
                self._pack(one, fresh, packing)
            else:
                self._imports.export(one, fresh, "package", packing)
            preview = self._checked(fresh, str(one), checking)
            info = preview.result.info
            if info.id in found:
                raise UserError("handout_two_banks", name=info.id)
            file = folder / f"{info.id}-{info.version}{form.SUFFIX}"
            os.replace(fresh, file)
            found[info.id] = HandoutBank(
                file=file.name,
                bank_id=info.id,
                version=info.version,
                title=info.title[:200],
                items=preview.usable,
                scenarios=len(preview.result.scenarios),
                bytes=file.stat().st_size,
                sha256=form.digest(file),
            )
        return list(found.values())

    def _pack(self, source: Path, target: Path, watch: Watch) -> None:
        """Copy a package as it is; make one of any other bank."""
        if isfile(source) and registry.sniff(source) == "package":
            shutil.copyfile(source, target)
            return
        preview = self._checked(source, source.name, part(watch, 0, 0.5))
        bank, stories = preview.result.bank, preview.result.scenarios
        registry.write_any(bank, stories, target, "package", part(watch, 0.5, 1))

    def _checked(self, path: Path, name: str, watch: Watch) -> Preview:
        preview = read_file(path, self._frameworks(), self._clock, watch=watch)
        if preview.errors or preview.result.skipped:
            count = len(preview.errors) + preview.result.skipped
            raise UserError("handout_bank_faulty", name=Path(name).name, n=count)
        return preview

    def _programs(
        self,
        request: HandoutRequest,
        partial: Path,
        folder: Path,
        watch: Watch,
    ) -> None:
        if request.setup is not None:
            shutil.copyfile(request.setup, partial / request.setup.name)
        if request.portable:
            assert self._program is not None
            copy = partial / PORTABLE_NAME
            _copy_program(self._program, copy, watch)
            shutil.copytree(folder, copy / HANDOUT_FOLDER)
            (copy / PORTABLE_MARK).write_text(f"data: {PORTABLE_DATA}\n", "utf-8")


def is_setup(path: Path) -> bool:
    """Tell whether a file is one of our installers, by its name."""
    name = path.name.casefold()
    return name.startswith("cermin") and name.endswith(SETUP_SUFFIXES)


def _by_version(setup: Path) -> tuple[list[int], str]:
    """Return what sorts installers by the numbers in their names: 1.10.0 comes after 1.9.0."""
    return [int(number) for number in re.findall(r"[0-9]+", setup.name)], setup.name


def _copy_program(program: Path, copy: Path, watch: Watch) -> None:
    """Copy the program; links become files where the medium knows none (most sticks)."""

    def leave_out(folder: str, names: list[str]) -> set[str]:
        return set(names) & _LEFT_BEHIND if Path(folder) == program else set()

    probe = copy.with_name(".tautan")
    try:
        probe.symlink_to("x")
        probe.unlink()
        links = True
    except OSError:
        links = False

    total = sum(len(names) for _folder, _folders, names in os.walk(program))
    copied = 0

    def copy_one(source: str, target: str) -> object:
        nonlocal copied
        watch(min(1.0, copied / total))
        copied += 1
        return shutil.copy2(source, target)

    shutil.copytree(program, copy, symlinks=links, ignore=leave_out, copy_function=copy_one)


def _write_sums(folder: Path, watch: Watch) -> int:
    """Write the sha256 of every file; return how many bytes they have together."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    lines = []
    for path in watched(files, len(files), watch):
        lines.append(f"{form.digest(path)}  {path.relative_to(folder).as_posix()}\n")
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    return sum(path.stat().st_size for path in files)


def _in_place(partial: Path, target: Path, watch: Watch) -> Path:
    watch(1)
    if target.exists():
        target.rmdir()
    os.replace(partial, target)
    return target


def _zip_path(target: Path) -> Path:
    return target if target.suffix.casefold() == ".zip" else target.with_name(f"{target.name}.zip")


def _zipped(partial: Path, target: Path, watch: Watch) -> Path:
    """Put everything into one ZIP below one folder; links become files, programs stay programs."""
    final = _zip_path(target)
    with whole(final) as fresh:
        # not strict: a ZIP knows no time before 1980, and some builds date their files 1970
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            paths = sorted(partial.rglob("*"))
            for path in watched(paths, len(paths), watch):
                if path.is_file():
                    name = Path(final.stem) / path.relative_to(partial)
                    archive.write(path, name.as_posix())
        watch(1)
    return final
