"""Sentences for what the reader and writer of Moodle XML find."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

MOODLE_ERRORS: dict[str, Sentence] = {
    "xml_forbidden": Sentence(
        N_("%(file)s declares a document type, which may do harm; it was not read."),
        N_("Export the questions again, or remove the line that begins with <!DOCTYPE."),
    ),
}

_XML: dict[str, Sentence] = {
    "xml_broken": Sentence(
        N_("The file is broken here (column %(column)s: %(reason)s); this question is lost."),
        N_("Mend the line or export again. Reading went on with the next question."),
    ),
    "xml_truncated": Sentence(
        N_("The file ends in the middle; what begins here is lost."),
        N_("Copy or export the file again."),
    ),
    "xml_too_deep": Sentence(
        N_("Marks are nested too deep here; this question was not read."),
        N_("Write the question again in a simple form."),
    ),
    "xml_part_too_large": Sentence(
        N_("This question is too large and was not read."), N_("Split or shorten it.")
    ),
    "xml_rest_unread": Sentence(
        N_("The file is broken in too many places; the rest was not read."),
        N_("Export the questions again."),
    ),
    "encoding_differs": Sentence(
        N_("The file says %(declared)s but is written in %(encoding)s; it was read so."),
        N_("Check letters with accents and quotation marks."),
    ),
    "characters_removed": Sentence(
        N_("%(n)s control characters that XML forbids were left out."),
        N_("Nothing needs to be done unless a text looks odd."),
    ),
    "markup_not_escaped": Sentence(
        N_("Formatting stands in the file unprotected; it was read all the same."),
        N_("Other programs refuse this file. Export it from here to mend it."),
    ),
}

_READING: dict[str, Sentence] = {
    "image_dropped": Sentence(
        N_("The question shows a picture, which is not kept: %(name)s"),
        N_("Describe in words what it shows, or leave the question out."),
    ),
    "file_dropped": Sentence(
        N_("The question has a file that is no picture and is not kept: %(name)s"),
        N_("Describe in words what it holds, or leave the question out."),
    ),
    "section_intro": Sentence(
        N_("An introduction stands here, no question: %(name)s. It reads: %(text)s"),
        N_("Put what is needed into the questions that follow."),
    ),
    "category_note": Sentence(
        N_("The note of the category %(category)s is not kept: %(text)s"),
        N_("Nothing needs to be done."),
    ),
    "question_hidden": Sentence(
        N_("The question is hidden in Moodle; it was imported as out of use."),
        N_("Change its status if it should be used."),
    ),
    "points_dropped": Sentence(
        N_("%(n)s questions have points of their own; here every question counts the same."),
        N_("Nothing needs to be done."),
    ),
    "whole_feedback_dropped": Sentence(
        N_("%(n)s questions have comments on the whole answer, which are not kept."),
        N_("Put what matters into the explanation or the reasons."),
    ),
    "grade_unreadable": Sentence(
        N_("The grade of an option is no number: %(grade)s"), N_("Correct the grade.")
    ),
    "full_mark_missing": Sentence(
        N_("The right option brings only %(weight)s percent; here it brings everything."),
        N_("Check whether it is really right."),
    ),
    "single_without_full_mark": Sentence(
        N_("One answer is asked for, but several options bring points (%(weights)s)."),
        N_("It was read as multiple choice. Check whether that is meant."),
    ),
    "truefalse_unclear": Sentence(
        N_("The answer “%(word)s” is neither true nor false."),
        N_("Write the answers as true and false."),
    ),
    "truefalse_both": Sentence(
        N_("Both true and false are marked as right."), N_("Mark one of them.")
    ),
    "order_by_file": Sentence(
        N_("The steps have no positions 1, 2, 3; their order in the file was taken as right."),
        N_("Check the order."),
    ),
}

_WRITING: dict[str, Sentence] = {
    "moodle_tags_long": Sentence(
        N_("%(n)s tags are longer than the 50 characters that Moodle keeps."),
        N_("The file holds them whole; only after a way through Moodle they are cut."),
    ),
    "moodle_order_ties": Sentence(
        N_("Steps that may change places are not known to Moodle; it will want one order."),
        N_("Give every step a place of its own, or use the native bank."),
    ),
    "moodle_pair_reasons": Sentence(
        N_("Moodle has no reasons for single pairs; they stand in the file but get lost there."),
        N_("Put what matters into the explanation."),
    ),
    "moodle_case_mixed": Sentence(
        N_("Moodle minds capital letters in all answers of a question or in none."),
        N_("In this file they do not matter."),
    ),
    "moodle_sjt_no_full": Sentence(
        N_("No option has the weight 5; Moodle will warn that none brings the full mark."),
        N_("Give the best option the weight 5 if you want no warning."),
    ),
}

MOODLE_FINDINGS = {**_XML, **_READING, **_WRITING}
