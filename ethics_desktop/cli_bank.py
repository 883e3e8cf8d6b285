"""``ethics-desktop bank``: look into banks of any format, convert them, pack and unpack them."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop import cli_due, cli_stats
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Severity, has_errors
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import finding_text

if TYPE_CHECKING:
    from ethics_desktop.bootstrap import Program
    from ethics_desktop.services.bank_files import Preview

OK, PROBLEMS = 0, 1
SEVERITY_SIGNS = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.INFO: "I"}


def add_commands(bank: argparse.ArgumentParser, tr: Translator) -> None:
    """Add the actions of ``cermin bank`` to its parser."""
    _ = tr.gettext
    actions = bank.add_subparsers(dest="action", required=True)

    def action(
        name: str, run: object, text: str, *paths: tuple[str, str]
    ) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text)
        for path, meaning in paths:
            made.add_argument(path, type=Path, help=meaning)
        made.add_argument("--json", action="store_true", help=_("print JSON"))
        made.set_defaults(run=run)
        return made

    source = ("source", _("a bank folder, a package, or a file of another format"))
    show = action("show", _show, _("say what a bank holds"), source)
    check = action("check", _check, _("list every problem of banks"))
    check.add_argument("sources", nargs="+", type=Path, metavar="PATH", help=source[1])
    cli_stats.add_command(actions, tr)
    cli_due.add_command(actions, tr)
    for one in (show, check):
        one.add_argument("--from", dest="format", help=_("its format, when it is not recognised"))
    check.add_argument("--quality", action="store_true", help=_("look for cues, twins and gaps"))
    check.add_argument("--blueprint", help=_("with --quality: a form the bank should fill alone"))
    convert = action(
        "convert",
        _convert,
        _("write a bank in another format"),
        source,
        ("target", _("the new file; its suffix tells the format")),
    )
    convert.add_argument("--from", dest="format", help=_("its format, when it is not recognised"))
    convert.add_argument("--to", dest="to_format", help=_("the format of the new file"))
    action("template", _template, _("write the empty Excel template"), ("target", "OUT.xlsx"))
    folder = _("a bank folder")
    action("pack", _pack, _("make a package of a bank folder"), ("source", folder),
           ("target", "OUT.cermin"))  # fmt: skip
    action("unpack", _unpack, _("make a bank folder of a package"), ("source", "IN.cermin"),
           ("target", _("a new or empty folder")))  # fmt: skip


def finding_line(finding: Finding, tr: Translator) -> str:
    """Return severity, place, words and advice of a finding on one line."""
    place = finding.location
    cell = f"{place.column}{place.row}" if place.row and not place.line else ""
    sheet = f"{place.sheet}!{cell}" if place.sheet else cell
    line = str(place.line) if place.line else ""
    parts = (place.file, sheet, line, place.item, place.field, place.option)
    where = " ".join(part for part in parts if part)
    said = finding_text(finding, tr)
    return f"{SEVERITY_SIGNS[finding.severity]} {where}: {said.what} {said.action}"


def _read(program: Program, source: Path, format_id: str | None) -> Preview:
    from ethics_desktop.services.bank_files import read_file

    return read_file(source, program.frameworks, program.clock, format_id)


def _head(preview: Preview) -> dict[str, object]:
    from ethics_desktop.domain.bank import kind_of

    info, items = preview.result.info, preview.result.bank.items
    kinds = Counter(map(kind_of, items))
    principles = Counter(
        item.meta.principle.value if item.meta.principle else "-" for item in items
    )
    return {
        "format": preview.result.format,
        "id": info.id,
        "version": info.version,
        "title": info.title,
        "items": len(items),
        "skipped": preview.result.skipped,
        "kinds": dict(sorted(kinds.items())),
        "principles": dict(sorted(principles.items())),
        "scenarios": len(preview.result.scenarios),
    }


def _show(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    preview = _read(program, options.source, options.format)
    if options.json:  # the whole bank in its native form, whatever file it was read from
        result = preview.result
        _print_json(
            {
                "bank": result.info,
                "items": result.bank.items,
                "scenarios": result.scenarios,
                "findings": preview.findings,
            }
        )
        return OK
    head = {**_head(preview), "findings": len(preview.findings)}
    print(f"{head['title']} ({head['id']} {head['version']})")
    print(tr.gettext("Items: %(n)s") % {"n": head["items"]})
    for name in ("kinds", "principles"):
        counts = head[name]
        assert isinstance(counts, dict)
        print("  " + ", ".join(f"{key} {n}" for key, n in counts.items()))
    print(tr.gettext("Scenarios: %(n)s") % {"n": head["scenarios"]})
    print(tr.gettext("Findings: %(n)s") % {"n": head["findings"]})
    return OK


def _check(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    told: list[dict[str, object]] = []
    worst = OK
    for source in options.sources:
        preview = _read(program, source, options.format)
        head, findings = _head(preview), list(preview.findings)
        if options.quality:
            head["quality"], more = _quality(program, preview, options.blueprint)
            findings += [finding for finding in more if finding not in findings]
        told.append({**head, "source": as_text(str(source)), "findings": findings})
        worst = max(worst, PROBLEMS if has_errors(findings) else OK)
        if not options.json:
            _tell_check(source, head, findings, tr)
    if options.json:
        _print_json(told if len(told) > 1 else told[0])
    return worst


def _tell_check(
    source: Path, head: dict[str, object], findings: list[Finding], tr: Translator
) -> None:
    _print_findings(findings, tr)
    if not findings:
        counts = {"n": head["items"], "scenarios": head["scenarios"], "source": source.name}
        text = tr.gettext(
            "%(source)s: no problems found in %(n)s items and %(scenarios)s scenarios."
        )
        print(text % counts)
    if "quality" in head:
        for line in _quality_lines(head["quality"], tr):
            print(line)


def _quality(
    program: Program, preview: Preview, blueprint: str | None
) -> tuple[dict[str, object], list[Finding]]:
    """Return the figures, and the findings that the check of single items does not have."""
    from ethics_desktop.domain.errors import UserError
    from ethics_desktop.services.quality import check_quality
    from ethics_desktop.services.today import date_today

    forms = program.blueprints
    if blueprint is not None and blueprint not in forms:
        raise UserError("blueprint_unknown", id=blueprint)
    today = date_today(program.clock)
    form = forms[blueprint] if blueprint else None
    report = check_quality(preview.result.bank, program.frameworks, today, form)
    known = {(one.code, one.location.item, one.location.option) for one in preview.findings}
    figures: dict[str, object] = {
        "cues": [one._asdict() for one in report.cues],
        "length_correlation": report.length_correlation,
        "words": report.words,
        "minutes": round(report.minutes, 1),
    }
    more = [
        one
        for one in report.findings
        if (one.code, one.location.item, one.location.option) not in known
    ]
    return figures, more


def _quality_lines(figures: object, tr: Translator) -> Iterable[str]:
    assert isinstance(figures, dict)
    _ = tr.gettext
    yield _("How often the looks of the best option give it away (chance in brackets):")
    for one in figures["cues"]:
        rate, chance = tr.number(one["rate"], 2), tr.number(one["chance"], 2)
        yield f"  {one['kind']} {one['rule']}: {rate} ({chance}), n = {one['n']}"
    if figures["length_correlation"] is not None:
        value = tr.number(figures["length_correlation"], 2)
        yield _("Correlation of length and weight: %(value)s") % {"value": value}
    words, minutes = tr.number(figures["words"]), tr.number(figures["minutes"], 1)
    yield _("Reading: %(n)s words, about %(minutes)s minutes") % {"n": words, "minutes": minutes}


def _convert(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    from ethics_desktop.services.bank_files import convert

    result, lost = convert(options.source, options.target, options.format, options.to_format)
    findings = [*result.findings, *lost]
    told = {
        "items": len(result.drafts),
        "skipped": result.skipped,
        "scenarios": len(result.scenarios),
        "target": as_text(str(options.target)),
    }
    if options.json:
        _print_json({**told, "findings": findings})
    else:
        _print_findings(findings, tr)
        text = tr.gettext("Written: %(target)s (%(items)s items, %(skipped)s left out)")
        print(text % told)
    return PROBLEMS if has_errors(findings) else OK


def _template(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    from ethics_desktop.services.bank_files import write_template

    write_template(options.target)
    return _done(options, tr, [])


def _pack(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    from ethics_desktop.services.bank_files import pack

    return _done(options, tr, pack(options.source, options.target))


def _unpack(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    from ethics_desktop.services.bank_files import unpack

    return _done(options, tr, unpack(options.source, options.target))


def _done(options: argparse.Namespace, tr: Translator, findings: Iterable[Finding]) -> int:
    """Say what was written; after errors nothing was."""
    found = list(findings)
    refused = has_errors(found)
    if options.json:
        _print_json(
            {"target": as_text(str(options.target)), "written": not refused, "findings": found}
        )
    else:
        _print_findings(found, tr)
        text = (
            tr.gettext("Nothing was written: mend these problems first.")
            if refused
            else tr.gettext("Written: %(target)s") % {"target": options.target}
        )
        print(text)
    return PROBLEMS if refused else OK


def _print_findings(findings: Iterable[Finding], tr: Translator) -> None:
    for finding in findings:
        print(finding_line(finding, tr))


def _print_json(value: object) -> None:
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(value)).decode())
