"""The command line: checks and copies of data, checks of banks; in the person's language."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ethics_desktop import __version__, bootstrap
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import explain, finding_text
from ethics_desktop.paths import find_paths
from ethics_desktop.settings import AppSettings

OK, PROBLEMS, USAGE, REFUSED = 0, 1, 2, 3
COMMANDS = ("data", "bank")
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

    checked = check_folder(folder, program.frameworks, program.clock)
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
    }
    return head, list(checked.findings)


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
    print(tr.gettext("Findings: %(n)s") % {"n": len(findings)})
    return OK


def _bank_check(program: bootstrap.Program, tr: Translator, options: argparse.Namespace) -> int:
    head, findings = _check_bank(program, options.folder)
    if options.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode({**head, "findings": findings})).decode())
    else:
        for finding in findings:
            place = finding.location
            where = " ".join(p for p in (place.file, place.item, place.option, place.field) if p)
            said = finding_text(finding, tr)
            print(f"{SEVERITY_SIGNS[finding.severity]} {where}: {said.what} {said.action}")
        if not findings:
            print(tr.gettext("No problems found in %(n)s items.") % {"n": head["items"]})
    return PROBLEMS if any(f.severity is Severity.ERROR for f in findings) else OK


if __name__ == "__main__":
    raise SystemExit(main())
