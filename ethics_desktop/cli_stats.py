"""``bank stats``: coverage and cues of one bank or of several together."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop.i18n import Translator

if TYPE_CHECKING:
    from ethics_desktop.bootstrap import Program
    from ethics_desktop.services.bank_stats import BankStats

OK = 0


def add_command(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], tr: Translator
) -> None:
    """Add ``stats`` to the actions of ``bank``."""
    _ = tr.gettext
    stats = actions.add_parser("stats", help=_("coverage and cues of one bank or several together"))
    stats.add_argument("sources", nargs="+", type=Path, metavar="PATH")
    stats.add_argument("--cues", action="store_true", help=_("only the figures on cues"))
    stats.add_argument("--json", action="store_true", help=_("print JSON"))
    stats.set_defaults(run=_stats)


def _stats(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    import msgspec

    from ethics_desktop.services.bank_files import read_file
    from ethics_desktop.services.bank_stats import bank_stats

    figures = bank_stats(
        [
            read_file(source, program.frameworks, program.clock, None).result.bank.items
            for source in options.sources
        ]
    )
    if options.json:
        cues = [rate._asdict() for rate in figures.cues]
        told = {**msgspec.to_builtins(figures), "cues": cues}
        print(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
    else:
        lines = _cues(figures, tr) if options.cues else _lines(figures, tr)
        print("\n".join(lines))
    return OK


def _lines(figures: BankStats, tr: Translator) -> Iterable[str]:
    _ = tr.gettext
    yield _("Items: %(n)s") % {"n": figures.items}
    yield _("Principle / kind / level:")
    yield from _counts(figures.cells)
    yield _("Pools:")
    yield from _counts(figures.pools)
    for framework, codes in figures.frameworks.items():
        yield f"{framework}:"
        yield from _counts(codes)
    yield from _cues(figures, tr)


def _cues(figures: BankStats, tr: Translator) -> Iterable[str]:
    _ = tr.gettext
    yield _("How often the looks of the best option give it away (chance in brackets):")
    for one in figures.cues:
        rate, chance = tr.number(one.rate, 2), tr.number(one.chance, 2)
        yield f"  {one.kind} {one.rule}: {rate} ({chance}), n = {one.n}"
    for test in figures.positions:
        yield _("  %(kind)s: place of the best option even, p = %(p)s (n = %(n)s)") % {
            "kind": test.kind,
            "p": tr.number(test.p, 2),
            "n": test.items,
        }
    if figures.length_weight is not None:
        value = tr.number(figures.length_weight, 2)
        yield _("Correlation of length and weight: %(value)s") % {"value": value}


def _counts(counts: Mapping[str, int]) -> Iterable[str]:
    return (f"  {name}: {n}" for name, n in counts.items())
