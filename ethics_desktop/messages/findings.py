"""Sentences for finding codes of banks, drawn forms and data files."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

BANK_FINDINGS: dict[str, Sentence] = {
    "item_id_repeated": Sentence(
        N_("The item id appears %(n)s times."), N_("Give every item an id of its own.")
    ),
    "enemy_unknown": Sentence(
        N_("The item names %(id)s as one that gives it away, but there is no such item."),
        N_("Correct or remove the id."),
    ),
    "values_too_many": Sentence(
        N_(
            "Tags, legal bases, sources, framework codes and the like number %(n)s in all; "
            "there may be %(most)s."
        ),
        N_("Leave out what nobody will look for."),
    ),
    "option_id_repeated": Sentence(
        N_("The option id appears %(n)s times."), N_("Give every option an id of its own.")
    ),
    "option_text_repeated": Sentence(
        N_("Two options have the same text."), N_("Change or remove one of them.")
    ),
    "reason_missing": Sentence(
        N_("An option has no reason."),
        N_("Write in one or two sentences what this option does, and to whom."),
    ),
    "single_needs_one_key": Sentence(
        N_("The item has %(n)s right options; it needs exactly one."), N_("Correct the key.")
    ),
    "multiple_key_impossible": Sentence(
        N_("%(n)s of %(total)s options are right; that cannot be scored."),
        N_("Leave at least one right and one wrong option."),
    ),
    "multiple_key_lopsided": Sentence(
        N_("%(n)s of %(total)s options are right."),
        N_("Aim for at least two right and two wrong options, or make it single choice."),
    ),
    "sjt_weights_equal": Sentence(
        N_("Every option has the weight %(weight)s."), N_("Give the best option a higher weight.")
    ),
    "sjt_best_tied": Sentence(
        N_("%(n)s options share the highest weight."),
        N_("Keep a tie only where experts would honestly tie."),
    ),
    "sjt_few_options": Sentence(
        N_("The situation has only %(n)s options."), N_("Offer four or five actions.")
    ),
    "order_ranks_equal": Sentence(
        N_("Every step has the same rank."), N_("Give the steps different ranks.")
    ),
    "match_pair_missing": Sentence(
        N_("A prompt has no target, or one that does not exist."), N_("Give the prompt a target.")
    ),
    "match_pair_unknown": Sentence(
        N_("The key names a prompt that does not exist."), N_("Correct or remove it.")
    ),
    "match_target_shared": Sentence(
        N_("One target is right for %(n)s prompts."), N_("Better give every prompt its own target.")
    ),
    "match_no_spare": Sentence(
        N_("There is no spare target, so the last pair follows by itself."),
        N_("Add at least one target that fits no prompt."),
    ),
    "short_no_full_answer": Sentence(
        N_("No answer earns the full score."), N_("Give at least one answer the score 1.")
    ),
    "short_accepts_anything": Sentence(
        N_("The pattern accepts any text."), N_("Write at least one letter beside the asterisk.")
    ),
    "principle_missing": Sentence(
        N_("No principle is named, so nothing can be chosen by it."), N_("Choose one principle.")
    ),
    "references_missing": Sentence(
        N_("The legal basis is missing."), N_("Name the instrument and the article.")
    ),
    "reference_stale": Sentence(
        N_("The legal basis was to be looked at again by %(date)s: %(instrument)s"),
        N_("Check whether it still holds and set new dates."),
    ),
    "framework_unknown": Sentence(
        N_("The framework %(id)s is not known."), N_("Add its file or remove the mapping.")
    ),
    "framework_code_unknown": Sentence(
        N_("The framework %(id)s has no code %(value)s."), N_("Correct or remove the code.")
    ),
    "content_bad": Sentence(
        N_("The file does not have the expected content: %(reason)s"),
        N_("Correct the field that is named."),
    ),
    "bank_unreadable": Sentence(
        N_("The bank cannot be read: %(reason)s"),
        N_("Ask the author for a sound copy; the other banks are not affected."),
    ),
    "file_unreadable": Sentence(
        N_("The file cannot be read: %(reason)s."), N_("Check the file and its permissions.")
    ),
    "file_too_large": Sentence(
        N_("The file is larger than one item may be."), N_("Split or shorten it.")
    ),
    "file_name_not_id": Sentence(
        N_("The file name is not the id %(id)s."), N_("Rename the file after the item.")
    ),
}

FORM_FINDINGS: dict[str, Sentence] = {
    "form_shorter": Sentence(
        N_("This form has %(drawn)s of %(wanted)s items; the library holds no more."),
        N_("More item banks make it longer."),
    ),
    "form_short": Sentence(
        N_("This form has %(drawn)s of %(wanted)s items, because items were lacking."),
        N_("Add an item bank for a full form."),
    ),
    "principle_short": Sentence(
        N_("%(principle)s has %(drawn)s of %(wanted)s items, because items were lacking."),
        N_("Read this principle's result with care."),
    ),
    "principle_borrowed": Sentence(
        N_("%(principle)s lacked items; others took their place."),
        N_("Read this principle's result with care."),
    ),
    "level_borrowed": Sentence(
        N_("%(principle)s: %(count)s items of another level than planned."),
        N_("More items of that level make the form more even."),
    ),
    "pool_borrowed": Sentence(
        N_("%(count)s items also serve for practice, because reserved ones were lacking."),
        N_("Some of these items may be known from practice."),
    ),
    "recent_reused": Sentence(
        N_("%(count)s items were used recently, because fresh ones were lacking."),
        N_("Part of the result may be memory."),
    ),
    "related_together": Sentence(
        N_("%(count)s items are close to another item of this form."),
        N_("One may give a hint for the other."),
    ),
    "kind_maximum_exceeded": Sentence(
        N_("There are more items of one kind than planned (%(count)s instead of %(maximum)s)."),
        N_("More items of other kinds make the form more even."),
    ),
    "composition_short": Sentence(
        N_("The composition is not complete: module %(module)s lacks %(missing)s items."),
        N_("More items of that module make it complete."),
    ),
}

DATA_FINDINGS: dict[str, Sentence] = {
    "db_unreadable": Sentence(
        N_("The data file cannot be read (%(detail)s)."), N_("Restore a backup.")
    ),
    "db_damaged": Sentence(N_("The data file is damaged: %(detail)s"), N_("Restore a backup.")),
    "db_reference_broken": Sentence(
        N_("An entry of the data file belongs to nothing: %(detail)s"), N_("Restore a backup.")
    ),
    "db_item_version_changed": Sentence(
        N_("A stored item was changed from outside: %(detail)s"), N_("Restore a backup.")
    ),
    "db_response_orphan": Sentence(
        N_("An answer belongs to no attempt: %(detail)s"), N_("Restore a backup.")
    ),
    "db_response_gap": Sentence(
        N_("Answers of an attempt are missing: %(detail)s"), N_("Restore a backup.")
    ),
    "db_form_gap": Sentence(
        N_("Items of an attempt are missing: %(detail)s"), N_("Restore a backup.")
    ),
    "db_item_version_missing": Sentence(
        N_("The text of an item is missing: %(detail)s"), N_("Restore a backup.")
    ),
    "db_timer_missing": Sentence(
        N_("The timer of an attempt is missing: %(detail)s"), N_("Restore a backup.")
    ),
    "db_result_missing": Sentence(
        N_("The result of an attempt is missing: %(detail)s"), N_("Restore a backup.")
    ),
    "db_sums_differ": Sentence(
        N_("The sums of the progress page do not match the answers: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_week_sums_differ": Sentence(
        N_("The sums by week do not match the answers: %(detail)s"), N_("Restore a backup.")
    ),
    "db_practice_week_differs": Sentence(
        N_("The sums of practice by week do not match the answers: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_code_sums_differ": Sentence(
        N_("The sums of values and modules do not match the answers: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_sure_wrong_differ": Sentence(
        N_("The list “sure but wrong” does not match the answers: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_exposures_differ": Sentence(
        N_("The record of seen items does not match the answers: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_play_step_gap": Sentence(
        N_("Choices of a story are missing in between: %(detail)s"), N_("Restore a backup.")
    ),
    "db_play_step_missing": Sentence(
        N_("A story lacks choices that were made: %(detail)s"), N_("Restore a backup.")
    ),
    "db_scenario_version_missing": Sentence(
        N_("The text of a scenario that was played is missing: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_scenario_version_changed": Sentence(
        N_("A stored scenario was changed from outside: %(detail)s"), N_("Restore a backup.")
    ),
    "db_play_result_missing": Sentence(
        N_("The result of a story does not fit its state: %(detail)s"), N_("Restore a backup.")
    ),
    "db_play_counted_wrongly": Sentence(
        N_("A story that only explored counts in the progress page: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_play_sums_differ": Sentence(
        N_("The sums of the progress page do not match the stories: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_practice_gap": Sentence(
        N_("Answers of a practice are missing in between: %(detail)s"), N_("Restore a backup.")
    ),
    "db_practice_sums_differ": Sentence(
        N_("The record of practised items does not match the answers: %(detail)s"),
        N_("Restore a backup."),
    ),
    "db_card_differs": Sentence(
        N_("A card does not match its log: %(detail)s"), N_("Restore a backup.")
    ),
}
