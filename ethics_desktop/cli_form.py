"""``form list`` and ``form draw``: the forms on offer, and one drawn from a given seed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ethics_desktop.domain.file_names import as_text
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import finding_text

if TYPE_CHECKING:
    from ethics_desktop.bootstrap import Program
    from ethics_desktop.domain.attempt import Form

OK = 0


def add_commands(form: argparse.ArgumentParser, tr: Translator) -> None:
    """Add the actions of ``form`` to its parser."""
    _ = tr.gettext
    actions = form.add_subparsers(dest="action", required=True)
    every = actions.add_parser("list", help=_("every form with what would be drawn now"))
    every.set_defaults(run=_list)
    draw = actions.add_parser("draw", help=_("draw a form; the same seed gives the same form"))
    draw.add_argument("form", metavar="FORM")
    draw.add_argument("--seed", type=as_text, help=_("the seed; without it a new one"))
    draw.set_defaults(run=_draw)
    for one in (every, draw):
        one.add_argument("--json", action="store_true", help=_("print JSON"))


def _list(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    with program.forms() as forms:
        sizes = forms.sizes()
    if options.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(sizes), indent=1).decode())
        return OK
    for size in sizes:
        title = tr.pick(size.blueprint.title)
        text = tr.gettext("%(id)s: %(title)s, %(items)s items, %(minutes)s minutes")
        print(
            text
            % {
                "id": size.blueprint.id,
                "title": title,
                "items": size.items,
                "minutes": size.minutes,
            }
        )
    return OK


def _draw(program: Program, tr: Translator, options: argparse.Namespace) -> int:
    now = program.clock.now()
    seed = options.seed or program.new_seed(now)
    with program.forms() as forms:
        form = forms.draw(forms.find(options.form), {}, seed, now)
    if options.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(_plain(form)), indent=1).decode())
        return OK
    print(f"{tr.pick(form.blueprint.title)}  {seed}")
    for entry in form.items:
        order = " ".join(entry.display_order)
        print(f"{entry.position:3d}  {entry.bank_id}/{entry.item.id}  {order}")
    for notice in form.notices:
        print(finding_text(notice, tr).what)
    return OK


def _plain(form: Form) -> dict[str, object]:
    """Return what a form is made of, without the items' texts."""
    return {
        "blueprint": form.blueprint.id,
        "seed": form.seed,
        "items": [
            {
                "position": entry.position,
                "bank": entry.bank_id,
                "version": entry.bank_version,
                "id": entry.item.id,
                "rev": entry.item.rev,
                "hash": entry.item_hash,
                "order": entry.display_order,
                "blind": entry.blind,
            }
            for entry in form.items
        ],
        "notices": form.notices,
    }
