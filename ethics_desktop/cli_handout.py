"""``ethics-desktop handout``: make, check and take in workshop handouts."""

from __future__ import annotations

import argparse
import zipfile
from os.path import exists  # Path's raise for some names
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop.domain.errors import UserError
from ethics_desktop.i18n import LANGUAGES, Translator
from ethics_desktop.messages.handouts import applied_sentence, readme_text

if TYPE_CHECKING:
    from ethics_desktop.bootstrap import Program
    from ethics_desktop.services.handouts import CheckedHandout, HandoutService

OK = 0


def add_commands(handout: argparse.ArgumentParser, tr: Translator) -> None:
    """Add the actions of ``handout`` to its parser."""
    _ = tr.gettext
    actions = handout.add_subparsers(dest="action", required=True)
    make = actions.add_parser("make", help=_("write a folder for participants"))
    make.add_argument("target", type=Path, metavar="OUT", help=_("a new or empty folder"))
    make.add_argument("--bank", action="append", required=True, metavar="BANK",
                      help=_("id in the library, or file or folder; may be repeated"))  # fmt: skip
    make.add_argument("--name", default="", help=_("name of the workshop"))
    make.add_argument("--trainer", default="", help=_("who gives the workshop"))
    make.add_argument("--setup", type=Path, metavar="FILE",
                      help=_("the installer; without it the one that Setup kept"))  # fmt: skip
    make.add_argument("--portable", action="store_true", help=_("add a copy that needs no Setup"))
    make.add_argument("--zip", action="store_true", help=_("make one ZIP file"))
    make.add_argument("--language", choices=LANGUAGES, help=_("wish: language"))
    make.add_argument("--text-percent", type=int, choices=(100, 125, 150, 175, 200),
                      help=_("wish: text size"))  # fmt: skip
    make.set_defaults(run=_make)
    for name, run, text in (
        ("check", _check, _("verify a handout and say what it holds")),
        ("add", _add, _("bring the banks of a handout into the library")),
    ):
        one = actions.add_parser(name, help=text)
        one.add_argument("folder", type=Path, help=_("the folder of the handout"))
        one.set_defaults(run=run)


def _make(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    from ethics_desktop.services.handout_making import (
        PORTABLE_NAME,
        HandoutRequest,
        WishedSettings,
    )

    services = program.open()
    try:
        maker = services.handout_maker
        setup = options.setup or maker.own_setup()
        target = options.target
        name = options.name or (target.stem if target.suffix.casefold() == ".zip" else target.name)
        made = maker.make(
            HandoutRequest(
                target=target.absolute(),
                name=name,
                banks=tuple(Path(one) if exists(one) else one for one in options.bank),
                readme=readme_text(
                    tr, name, setup.name if setup else "", PORTABLE_NAME if options.portable else ""
                ),
                trainer=options.trainer,
                settings=WishedSettings(
                    language=options.language, text_percent=options.text_percent
                ),
                setup=setup,
                portable=options.portable,
                zipped=options.zip,
            )
        )
    finally:
        services.close()
    text = tr.gettext("Handout written: %(path)s (banks: %(banks)s, items: %(items)s, %(mb)s MB)")
    told = {"path": made.path, "banks": made.banks, "items": tr.number(made.items)}
    print(text % {**told, "mb": tr.number(max(0.1, made.bytes / 1e6), 1)})
    if setup is None:
        print(tr.gettext("There is no installer in it: name one with --setup FILE."))
    return OK


def _check(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    services = program.open()
    try:
        _tell(_read(services.handouts, options.folder), tr)
    finally:
        services.close()
    return OK


def _add(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    services = program.open()
    try:
        service = services.handouts
        done = service.apply(_read(service, options.folder))
        if done.settings is not None:
            program.app_settings.save(done.settings)
    finally:
        services.close()
    print(applied_sentence(tr, done.name, len(done.titles), done.items, done.scenarios))
    return OK


def _read(service: HandoutService, path: Path) -> CheckedHandout:
    from ethics_desktop.services.handouts import handout_folder

    folder = handout_folder(path)
    if folder is None and zipfile.is_zipfile(path):
        raise UserError("handout_zipped", file=path.name)
    if folder is None:
        raise UserError("handout_missing", path=str(path))
    return service.read(folder)


def _tell(checked: CheckedHandout, tr: Translator) -> None:
    handout = checked.handout
    print(f"{handout.name}, {handout.date}{f', {handout.trainer}' if handout.trainer else ''}")
    for bank in handout.banks:
        text = tr.gettext("%(title)s, version %(version)s: items %(items)s, scenarios %(stories)s")
        told = {"title": bank.title, "version": bank.version, "items": bank.items}
        print("  " + text % {**told, "stories": bank.scenarios})
