"""Sentences for workshop handouts."""

from __future__ import annotations

from ethics_desktop.i18n import N_, Translator
from ethics_desktop.messages.sentence import Sentence

_ASK = N_("Nothing was added. Ask your trainer for a fresh copy of the whole folder.")

HANDOUT_ERRORS: dict[str, Sentence] = {
    "handout_missing": Sentence(
        N_("There is no workshop handout in this folder: %(path)s"),
        N_("Choose the folder that holds “banks” with a file named handout.json."),
    ),
    "handout_bad": Sentence(
        N_("The list of the workshop handout cannot be read: %(path)s (%(reason)s)"), _ASK
    ),
    "handout_too_new": Sentence(
        N_("The workshop handout was made by a newer Cermin ASN (format %(version)s)."),
        N_("Nothing was added. Install the program that lies in the handout."),
    ),
    "handout_name_unsafe": Sentence(
        N_("The workshop handout names a file outside its folder: %(name)s"),
        N_("Nothing was added. Do not use this handout; tell the one who gave it to you."),
    ),
    "handout_zipped": Sentence(
        N_("%(file)s is a workshop handout that is still packed."),
        N_("Unpack it first, then drag the unpacked folder into the window."),
    ),
    "handout_file_missing": Sentence(
        N_("A bank of the workshop handout is missing: %(name)s"), _ASK
    ),
    "handout_file_changed": Sentence(
        N_("A bank of the workshop handout was changed or damaged: %(name)s"), _ASK
    ),
    "handout_bank_bad": Sentence(
        N_("A bank of the workshop handout cannot be read: %(name)s (%(reason)s)"), _ASK
    ),
    "handout_empty": Sentence(
        N_("A workshop handout needs at least one bank."), N_("Choose a bank.")
    ),
    "handout_needs_program": Sentence(
        N_("A portable copy can only be made by the installed program."),
        N_("Make the handout without it, or do it with the installed program."),
    ),
    "handout_no_setup": Sentence(
        N_("This is no installer of Cermin ASN: %(path)s"),
        N_("Choose the file that Cermin ASN was installed from (.exe, .deb or .tar.xz)."),
    ),
    "handout_bank_faulty": Sentence(
        N_("The bank %(name)s holds items that cannot be used: %(n)s"),
        N_("Check the bank in the library and mend these items first."),
    ),
    "handout_two_banks": Sentence(
        N_("Two of the chosen banks have the same id: %(name)s"), N_("Choose one of them.")
    ),
}


def readme_text(tr: Translator, name: str, setup: str, portable: str) -> str:
    """Return the text for participants that lies in a handout.

    Args:
        tr: the language of the trainer.
        name: name of the workshop.
        setup: file name of the installer, "" for none.
        portable: folder of the portable copy, "" for none.
    """
    _ = tr.gettext
    steps = [_("Copy this folder to your computer, or work from the stick.")]
    if setup:
        steps.append(_("Start %(setup)s. It needs no administrator rights.") % {"setup": setup})
    if portable:
        text = _(
            "Without installing: open the folder %(folder)s and start CerminASN "
            "(on Linux: cermin-asn)."
        )
        steps.append(text % {"folder": portable})
    if not setup and not portable:
        steps.append(_("Drag this folder onto the window of Cermin ASN."))
    else:
        steps.append(_("Open Cermin ASN. The item banks of the workshop are there."))
    lines = [name, "", *(f"{number}. {step}" for number, step in enumerate(steps, 1)), ""]
    if setup.casefold().endswith(".exe") or portable:
        lines.append(
            _(
                "If Windows says that it protected your PC: choose “More info”, then “Run anyway”, "
                "but only when this folder came from your trainer."
            )
        )
    if portable:
        lines.append(_("The portable copy keeps your results in its own folder “Data”."))
    lines.append(_("Cermin ASN works without a network and sends nothing."))
    return "\n".join(lines) + "\n"


def applied_sentence(tr: Translator, name: str, banks: int, items: int, scenarios: int) -> str:
    """Return the one sentence about what a handout added; counts of banks, items, scenarios."""
    if not banks:
        return tr.gettext("Everything of “%(name)s” is here already.") % {"name": name}
    text = tr.ngettext(
        "From “%(name)s”: %(n)s item bank was added (items: %(items)s, scenarios: %(stories)s).",
        "From “%(name)s”: %(n)s item banks were added (items: %(items)s, scenarios: %(stories)s).",
        banks,
    )
    told = {"name": name, "n": tr.number(banks), "items": tr.number(items)}
    return text % {**told, "stories": tr.number(scenarios)}
