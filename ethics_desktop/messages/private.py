"""Sentences for error codes of journal, PIN and profiles."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

PRIVATE_ERRORS: dict[str, Sentence] = {
    "entry_missing": Sentence(
        N_("This entry is no longer in the journal."), N_("Go back to the journal.")
    ),
    "entry_sealed": Sentence(
        N_("This entry cannot be read with the present PIN."),
        N_("It may come from a backup with an older PIN. You can delete it."),
    ),
    "entry_too_long": Sentence(
        N_("The text is too long or holds characters that cannot be stored."),
        N_("Shorten it to %(limit)s characters in each field."),
    ),
    "journal_closed": Sentence(N_("The journal is locked."), N_("Open it with your PIN.")),
    "plan_incomplete": Sentence(
        N_("A promise needs a situation and an action."),
        N_("Fill in “If …” and “then I will …”."),
    ),
    "sealed_otherwise": Sentence(
        N_("The journal in this backup is locked with another PIN."),
        N_("Keep that PIN as long as you need the backup."),
    ),
    "lock_damaged": Sentence(
        N_("What is kept of the PIN is damaged, so the journal cannot be opened."),
        N_("Restore a backup in Settings."),
    ),
    "pin_short": Sentence(
        N_("The PIN is too short."),
        N_("Use at least 6 digits or letters."),
    ),
    "pin_long": Sentence(N_("The PIN is too long."), N_("Use at most 64 characters.")),
    "pin_simple": Sentence(
        N_("This PIN is easy to guess."), N_("Avoid rows such as 123456 and repeated digits.")
    ),
    "pin_differs": Sentence(N_("The two PINs differ."), N_("Type the new PIN the same way twice.")),
    "pin_wrong": Sentence(N_("The PIN is not right."), N_("Try again.")),
    "pin_wait": Sentence(N_("Too many wrong PINs."), N_("The next try is possible in %(time)s.")),
    "pin_none": Sentence(N_("There is no PIN."), N_("Go back to the journal.")),
    "pin_memory": Sentence(
        N_("The PIN cannot be checked: %(mib)s MB of free memory are needed."),
        N_("Close other programs, then try again."),
    ),
    "profile_closed": Sentence(
        N_("This profile asks for its PIN."), N_("Give the PIN, or choose another profile.")
    ),
}
