"""Sentences for the findings about scenarios and the errors while playing them."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

SCENARIO_FINDINGS: dict[str, Sentence] = {
    "field_unknown": Sentence(
        N_("The field %(name)s is not known and is not read."),
        N_("Correct its spelling or remove it."),
    ),
    "scenario_id_repeated": Sentence(
        N_("Another file has a scenario with the same id."),
        N_("Give every scenario an id of its own."),
    ),
    "scenario_node_repeated": Sentence(
        N_("The node id appears %(n)s times."),
        N_("Give every node an id of its own."),
    ),
    "scenario_start_unknown": Sentence(
        N_("The story starts at %(id)s, but there is no such node."),
        N_("Correct the field start."),
    ),
    "scenario_next_unknown": Sentence(
        N_("The way on leads to %(id)s, but there is no such node."),
        N_("Correct the field next."),
    ),
    "scenario_speaker_unknown": Sentence(
        N_("The speaker %(id)s is not in the list of speakers."),
        N_("Add the speaker or correct the id."),
    ),
    "scenario_speaker_repeated": Sentence(
        N_("The speaker %(id)s is listed twice, or is the player."),
        N_("Give every speaker an id of its own; the player needs no entry."),
    ),
    "scenario_speaker_silent": Sentence(
        N_("The speaker %(id)s never says a word."),
        N_("Give the speaker a line or remove the entry."),
    ),
    "scenario_variable_undeclared": Sentence(
        N_("The variable %(name)s is used but not declared."),
        N_("Declare it under variables or correct its name."),
    ),
    "scenario_variable_is_meter": Sentence(
        N_("The variable %(name)s has the name of a meter."),
        N_("Choose another name; meters move through effects only."),
    ),
    "scenario_variable_range": Sentence(
        N_("The bounds of the variable %(name)s do not fit its initial value."),
        N_("Set min below max and the initial value between them."),
    ),
    "scenario_value_outside": Sentence(
        N_("The variable %(name)s is set outside its bounds."),
        N_("Correct the value or the bounds."),
    ),
    "scenario_variable_unread": Sentence(
        N_("No condition reads the variable %(name)s."),
        N_("Let something depend on it or remove it."),
    ),
    "scenario_variable_unset": Sentence(
        N_("No choice changes the variable %(name)s."),
        N_("Let a choice change it or remove it."),
    ),
    "scenario_choice_unknown": Sentence(
        N_("A condition names the choice %(choice)s, but there is none."),
        N_("Write it as node.choice with ids that exist."),
    ),
    "scenario_choice_not_earlier": Sentence(
        N_("A condition names the choice %(choice)s, which cannot come before this node."),
        N_("Name an earlier choice."),
    ),
    "scenario_no_echo": Sentence(
        N_("No condition reads an earlier choice or a variable."),
        N_("Let at least one early choice come back later."),
    ),
    "scenario_cycle": Sentence(
        N_("The way on leads back to %(target)s, so the story could go in circles."),
        N_("Let the story only go forward."),
    ),
    "scenario_too_entangled": Sentence(
        N_("Too many combinations of variables and earlier choices matter here at once."),
        N_("Use fewer variables or let fewer conditions reach far back."),
    ),
    "scenario_node_unreachable": Sentence(
        N_("No sequence of choices leads to this node."),
        N_("Link it or remove it."),
    ),
    "scenario_dead_end": Sentence(
        N_("There is a way to this decision on which no choice is offered."),
        N_("Offer at least two choices however one came here."),
    ),
    "scenario_single_choice": Sentence(
        N_("There is a way to this decision on which only one choice is offered."),
        N_("Offer at least two choices however one came here."),
    ),
    "scenario_choice_never_offered": Sentence(
        N_("The conditions of this choice never hold."),
        N_("Correct its conditions or remove it."),
    ),
    "scenario_case_never_taken": Sentence(
        N_("Case %(n)s of this check is never taken."),
        N_("Correct its conditions or their order, or remove it."),
    ),
    "scenario_few_choices": Sentence(
        N_("The decision has only %(n)s choice."),
        N_("Offer two to four choices."),
    ),
    "scenario_many_choices": Sentence(
        N_("The decision has %(n)s choices."),
        N_("Offer two to four choices."),
    ),
    "scenario_weights_equal": Sentence(
        N_("Every choice has the weight %(weight)s, so the decision is not scored."),
        N_("Give the best choice a higher weight."),
    ),
    "scenario_sin_and_repent": Sentence(
        N_(
            "The best choice costs %(regret)s compared with choice %(better)s: "
            "doing wrong first pays."
        ),
        N_(
            "Change effects here or later so that the heaviest choice leads to "
            "the best that is left."
        ),
    ),
    "scenario_order_disagrees": Sentence(
        N_("The order of the weights disagrees with what the choices lead to (tau %(tau)s)."),
        N_("Change weights or effects so that a lighter choice also costs more."),
    ),
    "scenario_bad_choice_free": Sentence(
        N_("This choice has the weight %(weight)s but costs nothing compared with the best one."),
        N_("Let it cost something, or raise its weight."),
    ),
    "scenario_ideal_missing": Sentence(
        N_("No ideal path is marked."),
        N_("List the ids of its choices in the field ideal."),
    ),
    "scenario_ideal_broken": Sentence(
        N_("Step %(n)s of the ideal path is not offered there."),
        N_("Correct the field ideal."),
    ),
    "scenario_ideal_unfinished": Sentence(
        N_("The ideal path stops after %(n)s choices, before an ending."),
        N_("Add the choices that are missing in the field ideal."),
    ),
    "scenario_ideal_not_best": Sentence(
        N_(
            "The ideal path takes a choice that is not the best one here; "
            "%(better)s is better (lost: %(regret)s)."
        ),
        N_("Correct the field ideal, or the weights and effects."),
    ),
    "scenario_decisions_count": Sentence(
        N_(
            "The ways to this ending have %(fewest)s to %(longest)s decisions; "
            "aim for %(least)s to %(most)s."
        ),
        N_("Shorten or lengthen the way."),
    ),
    "scenario_endings_count": Sentence(
        N_("The scenario has %(n)s endings; aim for %(least)s to %(most)s."),
        N_("Add, join or split endings."),
    ),
    "scenario_nodes_count": Sentence(
        N_("The scenario has %(n)s nodes; aim for %(least)s to %(most)s."),
        N_("Shorten or extend the story."),
    ),
    "scenario_outcome_missing": Sentence(
        N_("No ending has the outcome %(outcome)s."),
        N_("Let the story be able to end well and badly."),
    ),
    "scenario_no_close_call": Sentence(
        N_("No decision has choices with the weights 5 and 4."),
        N_("Trade two principles against each other at least once."),
    ),
    "scenario_text_missing": Sentence(
        N_("The text %(name)s is missing."),
        N_("Write it; the person needs it before or after playing."),
    ),
    "scenario_minutes": Sentence(
        N_("The scenario is said to take %(n)s minutes."),
        N_("Aim for 5 to 15 minutes."),
    ),
    "scenario_ending_length": Sentence(
        N_("The ending has %(n)s words."),
        N_("Write 40 to 90 words with what it means for citizens."),
    ),
    "scenario_choice_long": Sentence(
        N_("The choice has %(n)s words."),
        N_("Use at most 25 words for one action."),
    ),
    "scenario_note_missing": Sentence(
        N_("Meters move here, but no cause is named."),
        N_("Name the cause in the field note."),
    ),
    "scenario_first_decision_late": Sentence(
        N_("The first decision comes after %(n)s words."),
        N_("Come to the first decision within 80 words."),
    ),
}

SCENARIO_ERRORS: dict[str, Sentence] = {
    "scenario_not_playable": Sentence(
        N_("The scenario %(id)s has errors and cannot be played."),
        N_("Look at its reasons in the list of scenarios, or choose another one."),
    ),
    "choice_not_offered": Sentence(
        N_("The choice %(choice)s is not offered at this point of the story."),
        N_("Choose one of the actions that are shown, or start the scenario again."),
    ),
    "playthrough_unfinished": Sentence(
        N_("The story has not come to an end yet."),
        N_("Go on to an ending; the debrief follows it."),
    ),
    "scenario_unknown": Sentence(
        N_("This scenario is not known: %(id)s"),
        N_("Choose a scenario from the list."),
    ),
    "no_scenario_here": Sentence(
        N_("There is no scenario here: %(path)s"),
        N_("Name a scenario file, a scenarios folder or the folder of a bank."),
    ),
    "play_missing": Sentence(
        N_("This story is no longer stored."),
        N_("Start the scenario again from the list."),
    ),
    "play_closed": Sentence(
        N_("This story has already come to its end or was thrown away."),
        N_("Choose it in the list of scenarios to look back or to start again."),
    ),
    "play_moved_on": Sentence(
        N_("This story has gone on somewhere else in the meantime."),
        N_("Open it again from the list of scenarios."),
    ),
}
