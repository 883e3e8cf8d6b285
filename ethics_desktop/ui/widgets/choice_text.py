"""Options of a reviewed item as values: displayed letter, yours, best, reason. No Qt in here."""

from __future__ import annotations

import msgspec

from ethics_desktop.domain.attempt import Chosen, Judged, Ticked
from ethics_desktop.domain.bank import (
    MultipleItem,
    Option,
    SingleItem,
    SjtItem,
    SjtOption,
    TrueFalseItem,
)
from ethics_desktop.domain.result import ItemResult
from ethics_desktop.i18n import Translator

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Choice(msgspec.Struct, frozen=True):
    """One option as it was displayed; ``several`` when more than one may be right."""

    letter: str
    text: str
    reason: str
    yours: bool
    best: bool
    weight: int | None = None
    several: bool = False

    @property
    def title(self) -> str:
        """Letter and text, ``A. Melapor``."""
        return f"{self.letter}. {self.text}"

    def plain_tags(self, tr: Translator) -> list[str]:
        """Return what to say about the option, in words."""
        _ = tr.gettext
        tags = []
        if self.yours:
            tags.append(_("Your choice"))
        if self.best:
            tags.append(_("Fitting") if self.several else _("Most fitting"))
        if self.several and self.yours != self.best:
            tags.append(_("not among the fitting ones") if self.yours else _("not chosen by you"))
        if self.weight is not None:
            tags.append(_("weight %(n)d") % {"n": self.weight})
        return tags

    def tags(self, tr: Translator) -> list[str]:
        """Return the same with a sign in front: a tick for the best, a dot for yours."""
        tags = self.plain_tags(tr)
        if tags and (self.best or self.yours):
            tags[0] = f"{'✓' if self.best else '●'} {tags[0]}"
        return tags


def choices(result: ItemResult, tr: Translator) -> list[Choice]:
    """Return the options of a choice item in displayed order, letters as they were shown.

    Raises:
        TypeError: the item has no options to choose from (match, order, short).
    """
    item, answer = result.form_item.item, result.answer
    picked: tuple[str, ...] = ()
    match item:
        case TrueFalseItem():
            return _judgements(item, answer.value if isinstance(answer, Judged) else None, tr)
        case SingleItem() | SjtItem():
            picked = (answer.option,) if isinstance(answer, Chosen) else ()
        case MultipleItem():
            picked = answer.options if isinstance(answer, Ticked) else ()
        case _:
            raise TypeError(type(item).__name__)
    by_id = {option.id: option for option in item.options}
    order = [key for key in result.form_item.display_order if key in by_id]
    order += [key for key in by_id if key not in order]
    top = max((o.weight for o in item.options if isinstance(o, SjtOption)), default=0)
    several = isinstance(item, MultipleItem)
    return [
        _choice(_LETTERS[place], by_id[key], key in picked, top, several)
        for place, key in enumerate(order)
    ]


def _choice(
    letter: str, option: Option | SjtOption, yours: bool, top: int, several: bool
) -> Choice:
    if isinstance(option, SjtOption):
        best = option.weight == top
        return Choice(letter, option.text, option.reason, yours, best, option.weight)
    return Choice(letter, option.text, option.reason, yours, option.correct, several=several)


def _judgements(item: TrueFalseItem, given: bool | None, tr: Translator) -> list[Choice]:
    _ = tr.gettext
    return [
        Choice("A", _("True"), item.reason_true, given is True, item.answer),
        Choice("B", _("False"), item.reason_false, given is False, not item.answer),
    ]
