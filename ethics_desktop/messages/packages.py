"""Sentences for archives, packages, tables with a column mapping, and what an import found."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

_FLASH = N_("Ask the sender for a fresh copy. Do not use this one.")
_AGAIN = N_("Copy or download the file again; ask the author if that does not help.")

PACKAGE_ERRORS: dict[str, Sentence] = {
    # archives
    "zip_unreadable": Sentence(
        # the reason is for the log: it names parts of an archive that nobody can mend by hand
        N_("%(file)s is damaged or incomplete and cannot be opened."), _AGAIN
    ),
    "zip_too_large": Sentence(
        N_("%(file)s unpacks to more than %(limit)s MiB, so it was not opened."), _FLASH
    ),
    "zip_too_dense": Sentence(
        N_("%(file)s unpacks to more than %(limit)s times its size; that is how archives are "
           "made that fill a computer."), _FLASH,
    ),
    "zip_too_many": Sentence(
        N_("%(file)s holds more than %(limit)s files, so it was not opened."), _FLASH
    ),
    "zip_name_unsafe": Sentence(
        N_("%(file)s holds a file whose name could lead outside its folder: %(name)s"), _FLASH
    ),
    "zip_link": Sentence(
        N_("%(file)s holds a link to another place on the disk: %(name)s"), _FLASH
    ),
    "zip_duplicate": Sentence(
        N_("%(file)s holds two files of the same name: %(name)s"), _FLASH
    ),
    "zip_encrypted": Sentence(
        N_("%(file)s is protected by a password: %(name)s"),
        N_("Save it without a password and try again."),
    ),
    # packages
    "package_no_manifest": Sentence(
        N_("%(file)s is no bank package: it has no list of its files."),
        N_("Choose a file that was made with “cermin bank pack” or exported by Cermin ASN."),
    ),
    "package_manifest_bad": Sentence(
        N_("The list of files in the package %(file)s does not fit: %(reason)s"), _AGAIN
    ),
    "package_too_new": Sentence(
        N_("The package uses a newer format (%(version)s): %(file)s"),
        N_("Install the newest version of Cermin ASN."),
    ),
    "package_file_missing": Sentence(
        N_("A file of the package %(file)s is missing: %(name)s"), _AGAIN
    ),
    "package_file_unlisted": Sentence(
        N_("Somebody put a file into the package %(file)s that is not on its list: %(name)s"),
        _FLASH,
    ),
    "package_file_changed": Sentence(
        N_("A file of the package %(file)s was changed or damaged: %(name)s"), _FLASH
    ),
    "folder_not_empty": Sentence(
        N_("The folder already holds files: %(path)s"), N_("Choose a new or an empty folder.")
    ),
    "file_there": Sentence(
        N_("There is already a file: %(path)s"), N_("Choose another name or another folder.")
    ),
    # tables
    "table_empty": Sentence(
        N_("%(file)s holds no filled cell."),
        N_("Open it in your spreadsheet program, save it again, and try once more."),
    ),
    "table_columns_unknown": Sentence(
        N_("No column of %(file)s could be taken for the question."),
        N_("Say which column holds the question, the options and the key."),
    ),
    "sheet_too_large": Sentence(
        N_("A sheet of %(file)s reaches over more than %(limit)s million cells."),
        N_("Delete the empty rows and columns behind your table and save the file again."),
    ),
    "workbook_unreadable": Sentence(
        N_("%(file)s cannot be read as a workbook: %(reason)s."),
        N_("Save it as .xlsx in your spreadsheet program and try again."),
    ),
    # formats and import
    "format_unknown": Sentence(
        N_("It is not known what %(file)s is."),
        N_("Save it as one of: %(formats)s"),
    ),
    "file_empty": Sentence(
        N_("%(file)s is empty."),
        N_("Copy it again from where it came, or ask for it again."),
    ),
    "content_not_as_named": Sentence(
        N_("%(file)s is named %(suffix)s, but something else is in it."),
        N_(
            "It may be damaged or another kind of file with a changed name. Open it in the "
            "program that made it, save it anew, and try again."
        ),
    ),
    "format_not_supported": Sentence(
        N_("%(file)s is a file of the kind %(format)s, which cannot be imported yet."),
        N_("Export it as Moodle XML or GIFT, or copy the questions into the Excel template."),
    ),
    "format_not_written": Sentence(
        N_("Banks cannot be written as %(format)s."), N_("Choose one of: %(formats)s")
    ),
    "bank_not_known": Sentence(
        N_("This bank is not in the library: %(id)s"), N_("Choose a bank from the list.")
    ),
    "bank_is_shipped": Sentence(
        N_("The bank %(id)s belongs to the program and cannot be replaced or removed."),
        N_("Give the imported bank another id."),
    ),
    "import_is_stale": Sentence(
        N_("The bank %(id)s changed since the comparison was made."),
        N_("Look at the comparison again."),
    ),
    "import_nothing_chosen": Sentence(
        N_("No item was chosen, so nothing was imported."), N_("Choose at least one item.")
    ),
}  # fmt: skip

PACKAGE_FINDINGS: dict[str, Sentence] = {
    "package_file_ignored": Sentence(
        N_("This file of the package is not read."), N_("Nothing needs to be done.")
    ),
    "table_row_bad": Sentence(
        N_("The row cannot be read: %(reason)s"),
        N_("Look for a quotation mark that is not closed."),
    ),
    "table_image_dropped": Sentence(
        N_("The picture of this question was left out."),
        N_("Describe in words what it shows, or leave the question out."),
    ),
    "table_columns_unread": Sentence(
        N_("These columns are not read: %(names)s"),
        N_("If one of them belongs to the questions, say so in the mapping of columns."),
    ),
    "key_is_date": Sentence(
        N_("The key is a date (%(key)s): Excel made it out of what was typed."),
        N_("Format the column as Text and type the key again, for example 1,2."),
    ),
    "key_not_understood": Sentence(
        N_("The key %(key)s is neither a number nor a letter nor the text of an option."),
        N_("Write the number or letter of the right option."),
    ),
    "key_outside": Sentence(
        N_("The key %(key)s names an option that does not exist."), N_("Correct the key.")
    ),
    "key_empty_option": Sentence(
        N_("The key %(key)s names an option that is empty."),
        N_("Fill the option or correct the key."),
    ),
    "key_decimal": Sentence(
        N_("Excel made the number %(key)s out of the key; it was read as %(read)s."),
        N_("Check it; format the column as Text so that it does not happen again."),
    ),
    "key_ambiguous": Sentence(
        N_("The key %(key)s was read as option %(read)s, but another option has that very text."),
        N_("Check which option is right."),
    ),
    "scenarios_not_carried": Sentence(
        N_("%(format)s does not carry scenarios; %(n)s were left out."),
        N_("Use the bank package if they are needed."),
    ),
    "bank_copied": Sentence(
        N_("The bank %(old)s belongs to the program, so its changed copy is called %(new)s."),
        N_("Choose another id if you want."),
    ),
}
