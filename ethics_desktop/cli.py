"""The command line: checks and copies of data, checks of content; in the person's language."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop import __version__, bootstrap
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Severity, has_errors
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import explain, finding_text
from ethics_desktop.paths import find_paths
from ethics_desktop.settings import AppSettings

if TYPE_CHECKING:
    from ethics_desktop.domain.scenario_graph import ScenarioGraph
    from ethics_desktop.services.scenarios import CheckedFile

OK, PROBLEMS, USAGE, REFUSED = 0, 1, 2, 3
COMMANDS = ("data", "bank", "scenario")
SEVERITY_SIGNS = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.INFO: "I"}


def wants_command(arguments: Sequence[str]) -> bool:
    """Tell whether the arguments ask for a command rather than for the window."""
    return any(a in (*COMMANDS, "--help", "-h", "--version") for a in arguments)


def _parser(tr: Translator) -> argparse.ArgumentParser:
    _ = tr.gettext
    parser = argparse.ArgumentParser(prog="cermin", description=_("Cermin ASN on the command line"))
    parser.add_argument("--version", action="version", version=f"Cermin ASN {__version__}")
    parser.add_argument("--data-dir", type=Path, help=_("use this data folder"))
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

    bank = groups.add_parser("bank", help=_("look into item banks"))
    actions = bank.add_subparsers(dest="action", required=True)
    for name, run, text in (
        ("show", _bank_show, _("say what a bank holds")),
        ("check", _bank_check, _("list every problem of a bank")),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("folder", type=Path)
        action.add_argument("--json", action="store_true", help=_("print JSON"))
        action.set_defaults(run=run)

    scenario = groups.add_parser("scenario", help=_("look into branching scenarios"))
    actions = scenario.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help=_("list every problem and what each choice costs"))
    check.add_argument("path", type=Path, help=_("a scenario file, or the folder of a bank"))
    check.add_argument("--json", action="store_true", help=_("print JSON"))
    check.set_defaults(run=_scenario_check)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 well, 1 problems found, 2 usage, 3 refused."""
    program = bootstrap.build()
    tr = program.translator(program.app_settings.load(AppSettings))
    options = _parser(tr).parse_args(arguments)
    if options.data_dir is not None:
        program = bootstrap.build(find_paths(options.data_dir))
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
    problems = program.backups().check()
    for problem in problems:
        print(finding_text(problem, tr).what)
    if problems:
        print(tr.gettext("The data file has problems. Restore a copy: cermin data restore"))
        return PROBLEMS
    print(tr.gettext("The data file is sound: %(path)s") % {"path": program.paths.progress})
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


def _check_bank(
    program: bootstrap.Program, folder: Path
) -> tuple[dict[str, object], list[Finding]]:
    from ethics_desktop.domain.bank import kind_of
    from ethics_desktop.services.library import check_folder
    from ethics_desktop.services.scenarios import check_scenarios

    checked = check_folder(folder, program.frameworks, program.clock)
    stories = check_scenarios(folder, program.frameworks, program.clock)
    kinds: dict[str, int] = {}
    principles: dict[str, int] = {}
    for item in checked.bank.items:
        kinds[kind_of(item)] = kinds.get(kind_of(item), 0) + 1
        name = item.meta.principle.value if item.meta.principle else "-"
        principles[name] = principles.get(name, 0) + 1
    info = checked.bank.info
    head = {
        "id": info.id,
        "version": info.version,
        "title": info.title,
        "items": len(checked.bank.items),
        "kinds": dict(sorted(kinds.items())),
        "principles": dict(sorted(principles.items())),
        "scenarios": len(stories),
    }
    return head, [*checked.findings, *(one for story in stories for one in story.findings)]


def _bank_show(program: bootstrap.Program, tr: Translator, options: argparse.Namespace) -> int:
    head, findings = _check_bank(program, options.folder)
    head["findings"] = len(findings)
    if options.json:
        print(json.dumps(head, ensure_ascii=False, indent=1))
        return OK
    print(f"{head['title']} ({head['id']} {head['version']})")
    print(tr.gettext("Items: %(n)s") % {"n": head["items"]})
    for name in ("kinds", "principles"):
        counts = head[name]
        assert isinstance(counts, dict)
        print("  " + ", ".join(f"{key} {n}" for key, n in counts.items()))
    print(tr.gettext("Scenarios: %(n)s") % {"n": head["scenarios"]})
    print(tr.gettext("Findings: %(n)s") % {"n": len(findings)})
    return OK


def _bank_check(program: bootstrap.Program, tr: Translator, options: argparse.Namespace) -> int:
    head, findings = _check_bank(program, options.folder)
    if options.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode({**head, "findings": findings})).decode())
    else:
        for finding in findings:
            print(_finding_line(finding, tr))
        if not findings:
            counts = {"n": head["items"], "scenarios": head["scenarios"]}
            text = tr.gettext("No problems found in %(n)s items and %(scenarios)s scenarios.")
            print(text % counts)
    return PROBLEMS if has_errors(findings) else OK


def _finding_line(finding: Finding, tr: Translator) -> str:
    """Return severity, place (file, item or scenario, field or node, option or choice), words."""
    place = finding.location
    where = " ".join(part for part in (place.file, place.item, place.field, place.option) if part)
    said = finding_text(finding, tr)
    return f"{SEVERITY_SIGNS[finding.severity]} {where}: {said.what} {said.action}"


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
        yield _finding_line(finding, tr)
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
