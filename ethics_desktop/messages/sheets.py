"""Sentences for workbooks: what is wrong with which cell of a bank in Excel, and what to write."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

SHEET_ERRORS: dict[str, Sentence] = {
    "sheet_encrypted": Sentence(
        N_("%(file)s is protected by a password, or is an old workbook under a new name."),
        N_("Save it without a password as .xlsx."),
    ),
    "sheet_header_missing": Sentence(
        N_("No sheet of %(file)s has the columns of the template."),
        N_("Use the template, or choose the columns by hand."),
    ),
    "sheet_unwritable": Sentence(
        N_("%(file)s cannot be written: %(reason)s."),
        N_("Close the file in other programs, or choose another folder."),
    ),
}

SHEET_FINDINGS: dict[str, Sentence] = {
    "sheet_key_number": Sentence(
        N_(
            '%(header)s "%(value)s": Excel turned "%(typed)s" into a number; '
            "it was read as %(shown)s."
        ),
        N_("Write %(read)s."),
    ),
    "sheet_key_positions": Sentence(
        N_('%(header)s "%(value)s" was read by position as %(read)s.'),
        N_("Write the letters: %(read)s."),
    ),
    "sheet_key_date": Sentence(
        N_('%(header)s "%(value)s": Excel turned the key into a date.'),
        N_("Format the cell as Text and write the key again with letters, for example A,C."),
    ),
    "sheet_key_missing": Sentence(
        N_("%(header)s is empty."),
        N_("Write the letter of the right option; filled options: %(letters)s."),
    ),
    "sheet_key_unknown": Sentence(
        N_('%(header)s "%(value)s" does not name a filled option.'),
        N_("Use only these letters: %(letters)s."),
    ),
    "sheet_key_count": Sentence(
        N_('%(header)s "%(value)s" names %(n)s options, but PG has one right option.'),
        N_("Leave one letter, or choose the kind PGK."),
    ),
    "sheet_key_not_permutation": Sentence(
        N_('%(header)s "%(value)s" does not name every option exactly once.'),
        N_("Write the right order with each of these letters once: %(letters)s."),
    ),
    "sheet_key_unused": Sentence(
        N_('%(header)s "%(value)s" is not used: %(kind)s has no key.'),
        N_("Empty the cell, or correct the kind."),
    ),
    "sheet_truth_unknown": Sentence(
        N_('%(header)s "%(value)s" is neither Benar nor Salah.'),
        N_("Write Benar or Salah."),
    ),
    "sheet_answers_missing": Sentence(
        N_("%(header)s is empty, so no answer would be accepted."),
        N_("Write the accepted answers, with | between them."),
    ),
    "sheet_percent_bad": Sentence(
        N_('%(header)s "%(value)s" gives an answer more than 100 percent.'),
        N_("Write a number from 0 to 100 after the =."),
    ),
    "sheet_kind_missing": Sentence(
        N_("%(header)s is empty."),
        N_("Choose PG, PGK, BS, SJT, URUT, JODOH or ISIAN."),
    ),
    "sheet_kind_unknown": Sentence(
        N_('%(header)s "%(value)s" is not known.'),
        N_("Choose PG, PGK, BS, SJT, URUT, JODOH or ISIAN."),
    ),
    "sheet_node_kind": Sentence(
        N_('%(header)s "%(value)s" is not known.'),
        N_("Choose dialog, pilihan, cabang or akhir."),
    ),
    "sheet_stem_missing": Sentence(
        N_("The row has no question."),
        N_("Write the question, or empty the whole row."),
    ),
    "sheet_options_few": Sentence(
        N_("The item has only %(n)s filled options."),
        N_("Fill at least two options."),
    ),
    "sheet_option_empty": Sentence(
        N_("Option %(letter)s has a weight or a feedback, but no text."),
        N_("Write the text of option %(letter)s, or empty the other cells."),
    ),
    "sheet_weight_missing": Sentence(
        N_("Option %(letter)s has no weight."),
        N_("Write a weight from 1 to 5; 5 is most fitting."),
    ),
    "sheet_weight_bad": Sentence(
        N_('%(header)s "%(value)s" is not a weight from 1 to 5.'),
        N_("Write 1, 2, 3, 4 or 5."),
    ),
    "sheet_weights_tied": Sentence(
        N_("Several options have the same weight."),
        N_("Keep a tie only where experts would honestly tie."),
    ),
    "sheet_word_unknown": Sentence(
        N_('%(header)s "%(value)s" is not known and was left out.'),
        N_("Choose one of: %(wanted)s."),
    ),
    "sheet_value_bad": Sentence(
        N_("%(header)s cannot be used: %(reason)s"),
        N_("Correct the cell."),
    ),
    "sheet_text_long": Sentence(
        N_("%(header)s is longer than %(limit)s characters."),
        N_("Shorten the text."),
    ),
    "sheet_cell_missing": Sentence(
        N_("%(header)s is empty."),
        N_("Fill in the cell."),
    ),
    "sheet_number_bad": Sentence(
        N_('%(header)s "%(value)s" is not a whole number.'),
        N_("Write a whole number."),
    ),
    "sheet_date_cell": Sentence(
        N_('%(header)s "%(value)s": Excel turned the text into a date or a time.'),
        N_("Format the cell as Text and write it again."),
    ),
    "sheet_date_bad": Sentence(
        N_('%(header)s "%(value)s" is not a date and was left out.'),
        N_("Write the date as 2026-11-21."),
    ),
    "sheet_number_cell": Sentence(
        N_('%(header)s "%(value)s" is a number; it was read as the text "%(read)s".'),
        N_("Look whether that is what you wrote."),
    ),
    "sheet_boolean_cell": Sentence(
        N_('%(header)s "%(value)s" is a logical value; it was read as the text "%(read)s".'),
        N_("Look whether that is what you wrote."),
    ),
    "sheet_error_cell": Sentence(
        N_("%(header)s holds an error value of Excel."),
        N_("Correct the formula, or write the value itself."),
    ),
    "sheet_formula_empty": Sentence(
        N_("%(header)s holds a formula without a stored value, so its result cannot be read."),
        N_("Open and save the file in Excel or LibreOffice, or write the value itself."),
    ),
    "sheet_merged": Sentence(
        N_("The cells %(range)s are merged; only the first one has a value."),
        N_("Unmerge them and fill in every cell."),
    ),
    "sheet_merged_filled": Sentence(
        N_('The cells %(range)s are merged; "%(value)s" was read for every row of them.'),
        N_("Unmerge them and fill in every cell."),
    ),
    "sheet_rows_hidden": Sentence(
        N_("%(n)s hidden or filtered rows were read, too."),
        N_("Delete rows that should not be imported."),
    ),
    "sheet_rows_too_many": Sentence(
        N_("The sheet has more than %(limit)s items; the rest was not read."),
        N_("Divide the bank into several files."),
    ),
    "sheet_column_unknown": Sentence(
        N_('The column "%(header)s" is not known; its cells were kept as tags.'),
        N_("Rename the column if it is one of the template."),
    ),
    "sheet_column_ignored": Sentence(
        N_('The column "%(header)s" is not known and was not read.'),
        N_("Rename the column if it is one of the template."),
    ),
    "sheet_column_not_used": Sentence(
        N_('Items have no place for the column "%(header)s"; it was not read.'),
        N_("Nothing to do, unless the question needs it."),
    ),
    "sheet_column_repeated": Sentence(
        N_('The column "%(header)s" stands here a second time; only the first one was read.'),
        N_("Remove or rename one of them."),
    ),
    "sheet_not_read": Sentence(
        N_("The sheet was not read."),
        N_("Nothing to do, unless it holds questions: then give it the name Soal."),
    ),
    "sheet_id_changed": Sentence(
        N_('The id "%(value)s" was read as "%(read)s".'),
        N_("Ids have small letters, digits, points and hyphens."),
    ),
    "sheet_id_repeated": Sentence(
        N_('The id "%(value)s" already stands in row %(row)s.'),
        N_("Empty the id of the copied row, so that it becomes a new one."),
    ),
    "sheet_hidden_bad": Sentence(
        N_("The hidden cell of this row cannot be read; what it held is lost."),
        N_("Nothing to do, if the visible cells are right."),
    ),
    "sheet_reference_unknown": Sentence(
        N_('There is no reference "%(value)s" in the sheet Rujukan.'),
        N_("Add it to the sheet Rujukan, or correct the id."),
    ),
    "sheet_modules_number": Sentence(
        N_('%(header)s "%(value)s": Excel made a number of it; it was read as %(read)s.'),
        N_("Write %(read)s."),
    ),
    "sheet_pairs_few": Sentence(
        N_("The matching item has fewer than two pairs in the sheet Jodoh."),
        N_("Write its id and its pairs in the sheet Jodoh."),
    ),
    "sheet_pair_orphan": Sentence(
        N_('There is no matching item "%(value)s" in the sheet Soal.'),
        N_("Correct the id, or give the item the kind JODOH."),
    ),
    "sheet_node_orphan": Sentence(
        N_('There is no scenario "%(value)s" in the sheet Skenario.'),
        N_("Correct the id, or add the scenario."),
    ),
    "sheet_notation_bad": Sentence(
        N_('%(header)s "%(value)s" cannot be understood.'),
        N_("Write it as the row of examples above the table shows."),
    ),
    "sheet_story_empty": Sentence(
        N_('The scenario "%(id)s" has no nodes in the sheet Simpul.'),
        N_("Write its nodes in the sheet Simpul."),
    ),
    "sheet_story_left_out": Sentence(
        N_('The scenario "%(id)s" was not imported: %(n)s of its nodes have faults.'),
        N_("Correct the nodes that are named."),
    ),
    "sheet_head_missing": Sentence(
        N_("The file has no sheet Bank; the bank is called %(id)s after the file."),
        N_("Fill in the sheet Bank of the template."),
    ),
    "sheet_head_bad": Sentence(
        N_('%(header)s "%(value)s" cannot be used for the bank; "%(read)s" was taken.'),
        N_("Correct the cell in the sheet Bank."),
    ),
    "sheet_text_cut": Sentence(
        N_("%(header)s has %(n)s characters; Excel shows only the first %(limit)s."),
        N_("Do not change this cell in Excel; the whole text comes back when it is left alone."),
    ),
}
