"""Sentences for error codes."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

ERRORS: dict[str, Sentence] = {
    # storage
    "disk_full": Sentence(
        N_("The disk is full; the last change is not stored yet."),
        N_("Free some space on the disk, then press the button to try again."),
    ),
    "read_only": Sentence(
        N_("The data folder cannot be written to: %(path)s"),
        N_("Allow writing to this folder, or start the program with another data folder."),
    ),
    "locked": Sentence(
        N_("Another program is holding the data file: %(path)s"),
        N_("Close other windows of Cermin ASN or the backup program, then try again."),
    ),
    "in_use": Sentence(
        N_("Cermin ASN is already open for this profile."),
        N_("Use the window that is open. If there is none, wait a moment and start again."),
    ),
    "damaged": Sentence(
        N_("The data file is damaged: %(path)s"),
        N_("Have it repaired, or restore a backup. The damaged file is kept."),
    ),
    "library_rebuilt": Sentence(
        N_("The library of banks was damaged and has been made anew: %(path)s"),
        N_("Nothing of yours is lost. Try again."),
    ),
    "backup_missing": Sentence(
        N_("There is no such backup: %(path)s"),
        N_("Choose another backup. Your data were not touched."),
    ),
    "backup_damaged": Sentence(
        N_("This file is no sound backup: %(path)s"),
        N_("Choose another backup. Your data were not touched."),
    ),
    "newer_schema": Sentence(
        N_("The data file was written by a newer Cermin ASN: %(path)s"),
        N_("Install the newest version. Your data were not touched."),
    ),
    "folder_gone": Sentence(
        N_("The data folder is no longer there: %(path)s"),
        N_("Connect the drive or restore the folder, then try again."),
    ),
    "io_error": Sentence(
        N_("The disk did not answer properly: %(path)s"),
        N_("Check the disk or its cable, then try again."),
    ),
    "settings_unwritable": Sentence(
        N_("The settings could not be stored: %(path)s"),
        N_("Check whether the folder may be written to. The choice holds until you close."),
    ),
    "export_unwritable": Sentence(
        N_("Your data could not be written: %(file)s (%(reason)s)."),
        N_("Choose another folder, or free some space there, and try again."),
    ),
    "nothing_to_copy": Sentence(
        N_("There is nothing to copy yet."), N_("Take an assessment first.")
    ),
    # banks and forms
    "no_bank_here": Sentence(
        N_("There is no item bank in this folder: %(path)s"),
        N_("Choose a folder that holds a file named bank.json."),
    ),
    "bank_head_bad": Sentence(
        N_("The head of the bank cannot be read: %(file)s (%(reason)s)"),
        N_("Ask the author for a sound copy, or mend the file as the bank format describes."),
    ),
    "bank_too_new": Sentence(
        N_("The bank uses a newer format (%(version)s): %(file)s"),
        N_("Install the newest version of Cermin ASN."),
    ),
    "bank_too_large": Sentence(
        N_("The bank is too large: %(n)s items, at most %(limit)s."),
        N_("Split it into several banks."),
    ),
    "resource_bad": Sentence(
        N_("A file of the program is damaged: %(file)s (%(reason)s)"),
        N_("Install Cermin ASN again. Your data are not affected."),
    ),
    "blueprint_unknown": Sentence(
        N_("This form is not known: %(id)s"),
        N_("Choose a form from the list."),
    ),
    "form_empty": Sentence(
        N_("No items are available for this form."),
        N_("Add an item bank, or choose another form."),
    ),
    "attempt_missing": Sentence(
        N_("This attempt is no longer stored."),
        N_("Go back to the start page."),
    ),
    "attempt_open": Sentence(
        N_("This attempt is not finished yet, so it has no result."),
        N_("Continue it from the start page."),
    ),
    "attempt_closed": Sentence(
        N_("This attempt is already finished."),
        N_("Open its result from the progress page."),
    ),
    "time_over": Sentence(
        N_("The time is up; this answer came too late to count."),
        N_("The result shows every answer that was stored in time."),
    ),
    # practice
    "practice_empty": Sentence(
        N_("No item fits what you chose."),
        N_("Choose fewer filters, or add an item bank in Library."),
    ),
    "practice_done": Sentence(
        N_("Nothing is waiting for today."),
        N_("Practise freely, or come back tomorrow."),
    ),
    "dilemma_done": Sentence(
        N_("Today's dilemma is answered already."),
        N_("The next one comes tomorrow."),
    ),
    "practice_answered": Sentence(
        N_("This item is answered already."), N_("Go on to the next one.")
    ),
    "practice_unanswered": Sentence(
        N_("This item has no answer yet."), N_("Choose an answer and check it first.")
    ),
}
