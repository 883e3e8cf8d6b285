"""The command line: checks and copies of data, checks of content; in the person's language."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop import __version__, bootstrap, cli_bank, cli_form, cli_handout
from ethics_desktop.cli_bank import OK, PROBLEMS, finding_line
from ethics_desktop.domain.errors import UserError
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import explain, finding_text
from ethics_desktop.options import everywhere_options
from ethics_desktop.paths import DEFAULT_PROFILE, find_paths
from ethics_desktop.settings import AppSettings

if TYPE_CHECKING:
    from ethics_desktop.domain.scenario_graph import ScenarioGraph
    from ethics_desktop.services.scenarios import CheckedFile

USAGE, REFUSED = 2, 3
COMMANDS = ("data", "bank", "form", "scenario", "handout", "licences")


def wants_command(arguments: Sequence[str]) -> bool:
    """Tell whether the arguments ask for a command rather than for the window."""
    return any(a in (*COMMANDS, "--help", "-h", "--version") for a in arguments)


def _parser(tr: Translator) -> argparse.ArgumentParser:
    _ = tr.gettext
    parser = argparse.ArgumentParser(
        prog="ethics-desktop", description=_("Cermin ASN on the command line")
    )
    parser.add_argument("--version", action="version", version=f"Cermin ASN {__version__}")
    parser.add_argument("--data-dir", type=Path, help=_("use this data folder"))
    parser.add_argument("--profile", help=_("use this profile (name of its folder)"))
    groups = parser.add_subparsers(dest="group", required=True)

    data = groups.add_parser("data", help=_("check, copy and restore your data"))
    actions = data.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help=_("look for damage in the data file"))
    check.set_defaults(run=_data_check)
    backup = actions.add_parser("backup", help=_("make a copy now"))
    backup.set_defaults(run=_data_backup)
    restore = actions.add_parser("restore", help=_("go back to a copy; the present file is kept"))
    restore.add_argument("copy", nargs="?", type=Path, help=_("a copy; without it, list them"))
    restore.set_defaults(run=_data_restore)
    repair = actions.add_parser("repair", help=_("rebuild a damaged data file from what is left"))
    repair.set_defaults(run=_data_repair)

    cli_bank.add_commands(groups.add_parser("bank", help=_("look into item banks")), tr)

    cli_form.add_commands(groups.add_parser("form", help=_("look at forms and draw them")), tr)

    told = _("handouts for participants of a workshop")
    cli_handout.add_commands(groups.add_parser("handout", help=told), tr)

    licences = groups.add_parser("licences", help=_("licences of the program and its parts"))
    licences.set_defaults(run=_licences)

    scenario = groups.add_parser("scenario", help=_("look into branching scenarios"))
    actions = scenario.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help=_("list every problem and what each choice costs"))
    check.add_argument("path", type=Path, help=_("a scenario file, or the folder of a bank"))
    check.add_argument("--json", action="store_true", help=_("print JSON"))
    check.set_defaults(run=_scenario_check)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 well, 1 problems found, 2 usage, 3 refused."""
    anywhere, rest = everywhere_options(sys.argv[1:] if arguments is None else arguments)
    program = bootstrap.build(find_paths(anywhere.data_dir, anywhere.profile or DEFAULT_PROFILE))
    program.language = anywhere.lang
    tr = program.translator(program.app_settings.load(AppSettings))
    options = _parser(tr).parse_args(rest)
    run: Callable[[bootstrap.Program, Translator, argparse.Namespace], int] = options.run
    try:
        return run(program, tr, options)
    except UserError as error:
        said = explain(error, tr)
        print(f"{said.what}\n{said.action}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # the reader has seen enough: ``cermin ... | head``
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the interpreter's last flush
        return OK


def _data_check(program: bootstrap.Program, tr: Translator, _options: argparse.Namespace) -> int:
    if not program.paths.progress.exists():
        print(tr.gettext("There is no data file yet: %(path)s") % {"path": program.paths.progress})
        return OK
    problems = program.backups().check()
    for problem in problems:
        print(finding_text(problem, tr).what)
    if problems:
        print(tr.gettext("The data file has problems. Repair it: ethics-desktop data repair"))
        return PROBLEMS
    print(tr.gettext("The data file is sound: %(path)s") % {"path": program.paths.progress})
    return OK


def _licences(_program: bootstrap.Program, tr: Translator, _options: argparse.Namespace) -> int:
    from ethics_desktop import notices

    for name, licence in (notices.PROGRAM, notices.BANKS):
        print(f"{name}: {licence}")
    print(tr.gettext("Built on:"))
    for notice in notices.third_party():
        print(f"  {notice.name} {notice.version}: {notice.licence}  {notice.home}".rstrip())
    return OK


def _data_backup(program: bootstrap.Program, tr: Translator, _options: argparse.Namespace) -> int:
    made = program.backups().make()
    print(tr.gettext("Copy made: %(path)s") % {"path": made.path})
    return OK


def _data_restore(program: bootstrap.Program, tr: Translator, options: argparse.Namespace) -> int:
    backups = program.backups()
    if options.copy is None:
        copies = backups.copies()
        for copy in copies:
            print(f"{copy.path}  {tr.date_time(copy.made_at)}  {tr.number(copy.bytes)} B")
        if not copies:
            print(tr.gettext("There is no copy yet."))
        return OK
    kept = program.restore(options.copy)
    print(tr.gettext("Restored: %(path)s") % {"path": options.copy})
    if kept is not None:
        print(tr.gettext("The file that was there is kept: %(path)s") % {"path": kept})
    return OK


def _data_repair(program: bootstrap.Program, tr: Translator, _options: argparse.Namespace) -> int:
    _ = tr.gettext
    told = {"path": program.paths.progress}
    if not program.paths.progress.exists() and not program.backups().copies():
        print(_("There is no data file yet: %(path)s") % told)
        return OK
    if program.paths.progress.exists() and not program.backups().check():
        print(_("The data file is sound: %(path)s") % told)
        return OK
    made = program.rebuild()
    found = made.contents
    text = _(
        "Rebuilt: assessments finished %(finished)s, unfinished %(open)s; stories %(plays)s; "
        "journal entries %(entries)s."
    )
    print(
        text
        % {
            "finished": found.finished,
            "open": found.open,
            "plays": found.plays,
            "entries": found.entries,
        }
    )
    kept = program.use_rebuilt()
    if kept is not None:
        print(_("The file that was there is kept: %(path)s") % {"path": kept})
    return OK


def _scenario_check(program: bootstrap.Program, tr: Translator, options: argparse.Namespace) -> int:
    from ethics_desktop.services.scenarios import check_scenario_files

    checked = check_scenario_files(options.path, program.frameworks, program.clock)
    if options.json:
        told = [_scenario_values(one) for one in checked]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("\n\n".join("\n".join(_scenario_lines(one, tr)) for one in checked))
    return OK if all(one.playable for one in checked) else PROBLEMS


def _scenario_values(one: CheckedFile) -> dict[str, object]:
    from ethics_desktop.domain.scenario_checks import summary

    return {
        "file": str(one.file),
        "playable": one.playable,
        **(summary(one.scenario, one.graph) if one.scenario else {}),
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "node": finding.location.field,
                "choice": finding.location.option,
                "params": finding.params,
            }
            for finding in one.findings
        ],
    }


def _scenario_lines(one: CheckedFile, tr: Translator) -> Iterator[str]:
    _ = tr.gettext
    said = _("%(file)s: can be played") if one.playable else _("%(file)s: CANNOT be played")
    yield said % {"file": one.file}
    for finding in one.findings:
        yield finding_line(finding, tr)
    if one.graph is not None and not one.graph.dead:
        yield from _ending_lines(one.graph, tr)
        yield _("What each choice costs:")
        yield from _choice_lines(one.graph, tr)


def _ending_lines(graph: ScenarioGraph, tr: Translator) -> Iterator[str]:
    _ = tr.gettext
    endings = graph.endings()
    counts = {
        "title": graph.story.scenario.title,
        "nodes": len(graph.story.nodes),
        "endings": len(endings),
        "paths": tr.number(sum(ending.paths for ending in endings)),
        "worst": graph.start.worst,
        "best": graph.start.best,
    }
    text = _(
        "%(title)s: %(nodes)s nodes, %(endings)s endings, %(paths)s paths, "
        "utility %(worst)s to %(best)s"
    )
    yield text % counts
    for ending in endings:
        quality = "–"
        if ending.quality is not None:
            quality = "–".join(tr.number(value, 1) for value in ending.quality)
        text = _(
            "  ending %(id)s (%(outcome)s): quality %(quality)s, utility %(least)s to %(most)s, "
            "%(fewest)s to %(longest)s decisions, %(paths)s paths"
        )
        yield text % {
            "id": ending.ending,
            "outcome": ending.outcome,
            "quality": quality,
            "least": ending.utility[0],
            "most": ending.utility[1],
            "fewest": ending.decisions[0],
            "longest": ending.decisions[1],
            "paths": tr.number(ending.paths),
        }


def _choice_lines(graph: ScenarioGraph, tr: Translator) -> Iterator[str]:
    """One line for each choice of every situation: own effects, what is left to gain, regret."""
    _ = tr.gettext
    for node_id in (node.id for node in graph.story.scenario.nodes if node.id in graph.points):
        for state, point in graph.points[node_id].items():
            moves = [(move.choice, move) for move in point.moves if move.choice is not None]
            if moves:
                facts = zip(graph.live[node_id], state, strict=True)
                known = ", ".join(f"{name} = {value}" for name, value in facts)
                yield f"  {node_id} ({known})" if known else f"  {node_id}"
            for choice, move in moves:
                text = _(
                    "    %(id)s: weight %(weight)s, effects %(effects)s, "
                    "best still possible %(value)s, regret %(regret)s, then %(next)s"
                )
                yield text % {
                    "id": choice.id,
                    "weight": choice.weight,
                    "effects": f"{choice.effects.utility:+d}",
                    "value": f"{point.value(move):+d}",
                    "regret": point.regret(move),
                    "next": choice.next,
                }


if __name__ == "__main__":
    raise SystemExit(main())
