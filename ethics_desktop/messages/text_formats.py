"""Sentences for what the readers and writers of text formats (GIFT, Aiken) find."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

TEXT_FORMAT_ERRORS: dict[str, Sentence] = {
    "file_not_that_format": Sentence(
        N_("%(file)s holds nothing that reads as %(format)s."),
        N_("Check the file, or choose another format."),
    ),
    "file_too_large_all": Sentence(
        N_("%(file)s is larger than %(limit)s MiB."),
        N_("Split it into several files."),
    ),
    "file_unreadable_all": Sentence(
        N_("%(file)s cannot be read: %(reason)s."),
        N_("Check whether the file is still there and whether you may open it."),
    ),
    "file_unwritable": Sentence(
        N_("%(file)s cannot be written: %(reason)s."),
        N_("Choose another folder or free some space."),
    ),
}

_READING: dict[str, Sentence] = {
    "encoding_guessed": Sentence(
        N_("The file does not say how its letters are stored; it was read as %(encoding)s."),
        N_("Check letters with accents and quotation marks. If they look wrong, save as UTF-8."),
    ),
    "kind_not_supported": Sentence(
        N_("Questions of the kind %(kind)s cannot be imported: %(name)s"),
        N_("Rewrite it as single or multiple choice, true or false, matching or short answer."),
    ),
    "stem_repeated": Sentence(
        N_("The same question stands already at %(first)s: %(stem)s"),
        N_("Keep one of them, or make clear how they differ."),
    ),
    "stem_missing": Sentence(N_("There is no question text."), N_("Write the question.")),
    "stem_from_name": Sentence(
        N_("There is no question text; the name was taken: %(name)s"),
        N_("Check whether the name really asks the question."),
    ),
    "options_too_few": Sentence(
        N_("The question has %(n)s options or answers; it needs at least %(least)s."),
        N_("Add what is missing."),
    ),
    "options_too_many": Sentence(
        N_("The question has %(n)s options or answers; at most %(most)s are possible."),
        N_("Remove some or split the question."),
    ),
    "option_text_missing": Sentence(N_("An option has no text."), N_("Write or remove it.")),
    "field_too_long": Sentence(
        N_("A text is too long: %(n)s characters, at most %(most)s."), N_("Shorten it.")
    ),
    "right_answer_missing": Sentence(
        N_("No option is marked as right."), N_("Mark the right option.")
    ),
    "item_id_taken": Sentence(
        N_("The id %(id)s is used twice in this file; this question got a new one."),
        N_("Give every question an id of its own."),
    ),
    "items_over_limit": Sentence(
        N_("The file has more than %(limit)s questions; the rest was not read."),
        N_("Split it into several files."),
    ),
    "category_empty": Sentence(
        N_("The category %(category)s holds no question, so it is not kept."),
        N_("Nothing needs to be done."),
    ),
    "tag_value_unknown": Sentence(
        N_("The tag %(tag)s has a value that is not known; it is kept as a plain tag."),
        N_("Correct its spelling."),
    ),
    "image_missing": Sentence(
        N_("The question shows the picture %(name)s, which is not in the file."),
        N_("Describe in words what it shows, or leave the question out."),
    ),
    "active_removed": Sentence(
        N_("A script, form or link of a dangerous kind was removed from the text."),
        N_("Check whether the text is complete."),
    ),
    "markdown_plain": Sentence(
        N_("The text is written in Markdown; its marks were taken out."),
        N_("Check the text."),
    ),
    "smart_quotes_in_tag": Sentence(
        N_("A formatting mark holds curly quotation marks, so it may not have been understood."),
        N_("Use straight quotation marks there."),
    ),
    "smart_quotes_in_answer": Sentence(
        N_("The accepted answer has curly quotation marks: %(answer)s. People type straight ones."),
        N_("Write it with straight ones, or accept both."),
    ),
}

_WEIGHTS: dict[str, Sentence] = {
    "weights_dropped": Sentence(
        N_("Wrong options with a part of the points count as wrong here: %(weights)s"),
        N_("Nothing needs to be done, or make it a situational question with weights."),
    ),
    "weights_replaced": Sentence(
        N_("The weights %(weights)s are not kept: every right tick counts the same here."),
        N_("Check whether the question still measures what it should."),
    ),
    "weights_sum": Sentence(
        N_("The weights of the right options make %(sum)s percent, not 100."),
        N_("Correct the weights."),
    ),
    "weight_not_legal": Sentence(
        N_("Moodle does not accept the weight %(weight)s; the nearest is %(nearest)s."),
        N_("Write the nearest value with all its decimals."),
    ),
    "weight_comma": Sentence(
        N_("The weight %(weight)s has a decimal comma."), N_("Write a decimal point.")
    ),
    "weight_unreadable": Sentence(
        N_("This looks like a weight but is read as text: %(text)s"),
        N_("Write the weight as a number between two percent signs, right after ~."),
    ),
    "weight_out_of_range": Sentence(
        N_("The weight %(weight)s is outside 0 to 100; it was read as %(used)s."),
        N_("Correct the weight."),
    ),
    "two_right_answers": Sentence(
        N_("%(n)s options are marked as right; it was read as multiple choice."),
        N_("Mark one option only, or give each right option its share in percent."),
    ),
    "sjt_without_equals": Sentence(
        N_("The weights look like a situational question, but no option is marked with =."),
        N_("Write the best option with = so that Moodle reads it as single choice."),
    ),
    "wildcards_mixed": Sentence(
        N_("The answer has an asterisk as a sign and one for any text: %(answer)s"),
        N_("Check what it accepts."),
    ),
    "catch_all_dropped": Sentence(
        N_("What is said to every other answer is not kept: %(feedback)s"),
        N_("Put what matters into the explanation."),
    ),
    "match_spare_repeated": Sentence(
        N_("The spare answer %(text)s stands already among the answers."),
        N_("Nothing needs to be done."),
    ),
    "match_feedback": Sentence(
        N_("A matching pair has a comment; it was read as the reason: %(text)s"),
        N_("Escape the # with a backslash if it belongs to the answer."),
    ),
}

_GIFT: dict[str, Sentence] = {
    "gift_brace_missing": Sentence(
        N_("A brace opens or closes and its partner is missing: %(text)s"),
        N_("Add the missing brace, or write \\{ and \\} for braces that belong to the text."),
    ),
    "gift_brace_extra": Sentence(
        N_("The question has more than one pair of braces, near: %(text)s"),
        N_(
            "Write \\{ and \\} for braces that belong to the text or a formula, "
            "and put a blank line between two questions."
        ),
    ),
    "gift_blank_line": Sentence(
        N_("A blank line stands inside the question; it was read on to the closing brace."),
        N_("Remove the blank line: other programs end the question there."),
    ),
    "gift_questions_joined": Sentence(
        N_("There is no blank line before this question."),
        N_("Put a blank line between two questions: other programs need it."),
    ),
    "gift_category_joined": Sentence(
        N_("There is no blank line after the category %(category)s."),
        N_("Add one: other programs take the question for a part of the category."),
    ),
    "gift_name_open": Sentence(
        N_("The name of the question begins with :: but does not end with it."),
        N_("Write ::name:: before the question."),
    ),
    "gift_comment_inside": Sentence(
        N_("// in the middle of a line is no comment; it was read as text: %(text)s"),
        N_("Put the comment on a line of its own."),
    ),
    "gift_equals_inside": Sentence(
        N_("The = in %(text)s was read as the beginning of an answer."),
        N_("Write \\= for an equals sign that belongs to the text."),
    ),
    "gift_markup_cut": Sentence(
        N_("A formatting mark is cut by = or ~: %(text)s"),
        N_("Write \\= inside formatting marks and addresses."),
    ),
    "gift_text_before": Sentence(
        N_("Text stands before the first answer: %(text)s"),
        N_("Begin every answer with = or ~."),
    ),
    "gift_no_equals": Sentence(
        N_("The answer has no = before it; it was read as a short answer: %(text)s"),
        N_("Begin the answer with =, or write TRUE or FALSE in capitals."),
    ),
    "gift_tilde_equals": Sentence(
        N_("~= was read as =, that is: right."), N_("Write = alone before the right answer.")
    ),
    "gift_short_like_choice": Sentence(
        N_("Only = and no ~: this is a short answer, though it sounds like a choice."),
        N_("Begin the wrong options with ~ if it should be a choice."),
    ),
    "gift_arrow": Sentence(
        N_("An arrow of another kind was read as ->."), N_("Write -> between the pairs.")
    ),
    "gift_pair_broken": Sentence(
        N_("A part of this matching question is no pair: %(text)s"),
        N_("Write =left -> right. If -> belongs to a short answer, replace it by another sign."),
    ),
}

_AIKEN: dict[str, Sentence] = {
    "aiken_answer_missing": Sentence(
        N_("There is no line ANSWER after this question: %(text)s"),
        N_("Add a line such as ANSWER: B."),
    ),
    "aiken_answer_bad": Sentence(
        N_("The answer %(answer)s is no single letter."),
        N_("Write the letter of one option, such as ANSWER: B."),
    ),
    "aiken_answer_beyond": Sentence(
        N_("The answer %(answer)s is none of the options %(letters)s."),
        N_("Write the letter of one of the options."),
    ),
    "aiken_letter_order": Sentence(
        N_("The option %(letter)s stands where %(wanted)s should."),
        N_("Letter the options A, B, C and so on."),
    ),
    "aiken_kind_word": Sentence(
        N_("%(word)s was read as ANSWER."),
        N_("Write ANSWER: in capitals if the file should work in Moodle."),
    ),
    "aiken_small_letter": Sentence(
        N_("Small letters were read as capitals: %(text)s"),
        N_("Write capitals if the file should work in Moodle."),
    ),
    "aiken_stem_lines": Sentence(
        N_("The question takes %(n)s lines; they were read as one question."),
        N_("Write it on one line if the file should work in Moodle."),
    ),
    "aiken_option_lines": Sentence(
        N_("The option takes more than one line; they were joined: %(text)s"),
        N_("Write it on one line if the file should work in Moodle."),
    ),
    "aiken_number_dropped": Sentence(
        N_("The number %(number)s before the question was left out."),
        N_("Remove it if the file should work in Moodle."),
    ),
    "aiken_answer_longer": Sentence(
        N_("Of the answer %(answer)s only the letter was read."),
        N_("Write the letter alone, such as ANSWER: B."),
    ),
    "aiken_explanation": Sentence(
        N_("A line that begins with %(word)s was read as the explanation."),
        N_("Remove it if the file should work in Moodle: Aiken has no explanations."),
    ),
    "aiken_text_left": Sentence(
        N_("This text belongs to no question: %(text)s"),
        N_("Complete the question or remove the text."),
    ),
}

_WRITING: dict[str, Sentence] = {
    "item_not_written": Sentence(
        N_("%(format)s has no questions of the kind %(kind)s, so this one was left out."),
        N_("Use the native bank or Excel to hand it on."),
    ),
    "item_unwritable": Sentence(
        N_("The question cannot be written as %(format)s and was left out: %(why)s"),
        N_("Change the text or use the native bank."),
    ),
    "fields_not_carried": Sentence(
        N_("%(format)s does not carry: %(fields)s"),
        N_("Use the native bank or Excel if they are needed."),
    ),
    "text_changed": Sentence(
        N_("Characters that %(format)s cannot carry were replaced in: %(text)s"),
        N_("Check the text in the file."),
    ),
    "sjt_scale_shifted": Sentence(
        N_("The best option has the weight %(weight)s but is written as 100 percent."),
        N_("Give the best option the weight 5, or use the native bank."),
    ),
}

#: What the writers call what they leave behind (``fields``) and why (``why``), in words.
WRITING_WORDS = {
    "id": N_("ID of the question"),
    "meta": N_("principle, module, level, and other facts"),
    "description": N_("description of the bank"),
    "authors": N_("authors"),
    "institution": N_("institution"),
    "license": N_("licence"),
    "changelog": N_("list of changes"),
    "explanation": N_("explanation"),
    "hint": N_("hint"),
    "reason": N_("reason"),
    "review": N_("date of the next review"),
    "fixed": N_("options with a fixed place"),
    "case_sensitive": N_("capital letters that count"),
    "wildcard": N_("wildcard"),
    "catch-all answer": N_("answer for everything else"),
    "not one right option": N_("the number of right options does not fit the kind"),
    "the right option begins with %…%": N_("the right option begins with %…%"),
    "every weight is the same": N_("every weight is the same"),
    "the best option begins with %…%": N_("the best option begins with %…%"),
    "a prompt has no answer": N_("a left side has no right side"),
    "->": N_("the text holds the sign ->"),
    "two answers with the same text": N_("two right sides have the same text"),
    "no answer": N_("there is no answer"),
}

TEXT_FORMAT_FINDINGS = {**_READING, **_WEIGHTS, **_GIFT, **_AIKEN, **_WRITING}
