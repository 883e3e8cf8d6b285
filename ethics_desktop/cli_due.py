"""``bank due``: which legal references are to be looked at again, and when."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop.i18n import Translator

if TYPE_CHECKING:
    from ethics_desktop.bootstrap import Program
    from ethics_desktop.services.review_dates import Due

OK = 0
#: A century; dates end with the year 9999.
MOST_DAYS = 36_500


def add_command(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], tr: Translator
) -> None:
    """Add ``due`` to the actions of ``bank``."""
    _ = tr.gettext
    due = actions.add_parser("due", help=_("list the legal references to look at again"))
    due.add_argument("sources", nargs="*", type=Path, metavar="PATH",
                     help=_("banks; without any those that ship with the program"))  # fmt: skip
    due.add_argument("--within", type=_days, default=0, metavar="DAYS",
                     help=_("also those that fall due within so many days"))  # fmt: skip
    due.add_argument("--json", action="store_true", help=_("print JSON"))
    due.set_defaults(run=_due)


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"0..{MOST_DAYS}: {text}")
    return days


def _due(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    import msgspec

    from ethics_desktop.services.bank_files import read_file
    from ethics_desktop.services.review_dates import due_references

    sources = options.sources or sorted(
        head.parent for head in program.paths.banks.glob("*/bank.json")
    )
    until = program.clock.now().astimezone().date() + timedelta(days=options.within)
    results = [
        read_file(source, program.frameworks, program.clock, None).result for source in sources
    ]
    found = due_references(
        [(one.info.id, (*one.bank.items, *one.scenarios)) for one in results], until.isoformat()
    )
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return OK
    for one in found:
        print(_line(one, tr))
    n = len(found)
    text = tr.ngettext(
        "%(n)d reference is due by %(date)s", "%(n)d references are due by %(date)s", n
    )
    print(text % {"n": n, "date": until.isoformat()})
    return OK


def _line(one: Due, tr: Translator) -> str:
    article = f", {one.article}" if one.article else ""
    used = tr.ngettext("%(n)d use", "%(n)d uses", len(one.used)) % {"n": len(one.used)}
    return f"{one.review_by}  {one.instrument}{article}  ({used}: {', '.join(one.used)})"
