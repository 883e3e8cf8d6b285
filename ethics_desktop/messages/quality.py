"""Sentences for the quality check of a bank."""

from __future__ import annotations

from ethics_desktop.i18n import N_
from ethics_desktop.messages.sentence import Sentence

QUALITY_FINDINGS: dict[str, Sentence] = {
    "cue_longest": Sentence(
        N_("In %(rate)s%% of %(n)s items (%(kind)s) the best option is the longest one; "
           "chance is %(chance)s%%."),
        N_("Shorten best options or write others in as much detail."),
    ),
    "cue_shortest": Sentence(
        N_("In %(rate)s%% of %(n)s items (%(kind)s) the best option is the shortest one; "
           "chance is %(chance)s%%."),
        N_("Vary which option is the shortest."),
    ),
    "cue_stem_words": Sentence(
        N_("In %(rate)s%% of %(n)s items (%(kind)s) the best option repeats most words of the "
           "question; chance is %(chance)s%%."),
        N_("Use words of the question in wrong options too, or say it differently in the best."),
    ),
    "cue_virtue_words": Sentence(
        N_("In %(rate)s%% of %(n)s items (%(kind)s) the best option has the most words that sound "
           "virtuous; chance is %(chance)s%%."),
        N_("Say what is done instead of how honest or polite it is, in every option."),
    ),
    "cue_position": Sentence(
        N_("Best options of %(n)s items (%(kind)s) stand in place %(place)s too often "
           "(p = %(p)s)."),
        N_("Spread them; the program shuffles options, a print-out does not."),
    ),
    "cue_length_weight": Sentence(
        N_("Longer options earn more or less in %(n)s situations: correlation %(r)s, wanted is "
           "between −0.15 and 0.15."),
        N_("Make poor options as long as good ones."),
    ),
    "item_near_duplicate": Sentence(
        N_("The item says nearly the same as %(id)s (%(percent)s%% of its runs of words)."),
        N_("Remove one of them, or put both into one family so that they never meet in a form."),
    ),
    "reading_long": Sentence(
        N_("The item has %(n)s words; reading it takes about %(seconds)s seconds."),
        N_("Cut what does not matter for the decision."),
    ),
    "sentence_long": Sentence(
        N_("The longest sentence has %(n)s words."), N_("Split it; aim for at most 25 words.")
    ),
    "coverage_principle": Sentence(
        N_("%(principle)s: the form needs %(wanted)s items, the bank has %(have)s."),
        N_("Write more items on this principle."),
    ),
    "coverage_level": Sentence(
        N_("Level %(level)s: the form needs %(wanted)s items, the bank has %(have)s."),
        N_("Write more items of this level."),
    ),
    "coverage_module": Sentence(
        N_("Module %(module)s: the form needs %(wanted)s items, the bank has %(have)s."),
        N_("Write more items for this module."),
    ),
}  # fmt: skip
