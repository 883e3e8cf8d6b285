"""The order in which the parts of an item are shown (``measurement.md`` 2.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ethics_desktop.domain.bank import (
    Item,
    MatchItem,
    MultipleItem,
    Option,
    OrderItem,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
)
from ethics_desktop.domain.chance import shuffled
from ethics_desktop.domain.scoring import kendall_tau

_MAX_DRAWS = 200


def display_order(item: Item, seed: str) -> tuple[str, ...]:
    """Return the ids of an item's parts in the order in which they are shown.

    Options by u(seed, 'opsi:' + item id, option id). Numbers and times are sorted instead, options
    marked ``fixed`` stand last. The right side of a matching item never shows the answer in the
    order of the left, an ordering item starts with tau <= 0; both draw again with the suffix '#1',
    '#2', ... until so.

    Args:
        item: an item of any kind.
        seed: recorded seed of the attempt.

    Returns:
        Option ids, target ids for matching, nothing for true/false and short answers.
    """
    match item:
        case SjtItem():
            return shuffled(seed, f"opsi:{item.id}", [option.id for option in item.options])
        case SingleItem() | MultipleItem():
            return _choices(item, seed)
        case MatchItem():
            return _targets(item, seed)
        case OrderItem():
            return _steps(item, seed)
        case TrueFalseItem() | ShortItem():
            return ()


def _choices(item: SingleItem | MultipleItem, seed: str) -> tuple[str, ...]:
    """Shuffle or sort the options, then put the fixed ones."""
    free = [option for option in item.options if not option.fixed]
    fixed = tuple(option.id for option in item.options if option.fixed)
    amounts = _amounts(free)
    if amounts:
        return (*(name for _, name in sorted(amounts)), *fixed)
    return (*shuffled(seed, f"opsi:{item.id}", [option.id for option in free]), *fixed)


def _targets(item: MatchItem, seed: str) -> tuple[str, ...]:
    """Shuffle the right side until it does not spell out the answer, spare targets left aside."""
    names = [target.id for target in item.right]
    answer = [item.answer[prompt.id] for prompt in item.left if prompt.id in item.answer]
    order: tuple[str, ...] = ()
    for draw in range(_MAX_DRAWS):
        order = shuffled(seed, f"opsi:{item.id}" + (f"#{draw}" if draw else ""), names)
        if [name for name in order if name in answer] != answer:
            break
    return order


def _steps(item: OrderItem, seed: str) -> tuple[str, ...]:
    """Shuffle the steps until the start is no help."""
    ranks = {option.id: option.rank for option in item.options}
    for draw in range(_MAX_DRAWS):
        order = shuffled(seed, f"opsi:{item.id}" + (f"#{draw}" if draw else ""), ranks)
        if kendall_tau(ranks, order) <= 0:
            return order
    return tuple(sorted(ranks, key=lambda name: (-ranks[name], name)))


_SECONDS = {
    "detik": 1.0,
    "menit": 60.0,
    "jam": 3600.0,
    "hari": 86400.0,
    "hari kerja": 86400.0,
    "minggu": 604800.0,
    "bulan": 2629800.0,
    "tahun": 31557600.0,
}
_SCALES = {"ribu": 1e3, "juta": 1e6, "miliar": 1e9, "triliun": 1e12}
_CLOCKS = frozenset({"wib", "wita", "wit"})


def _amounts(options: Sequence[Option]) -> list[tuple[float, str]]:
    """Return amount and id of every option when all are different amounts of one unit, else []."""
    found: list[tuple[float, str]] = []
    units = set()
    for option in options:
        amount = _amount(option.text)
        if amount is None:
            return []
        units.add(amount[0])
        found.append((amount[1], option.id))
    distinct = len({value for value, _ in found}) == len(found)
    return found if distinct and len(units) == 1 else []


def _amount(text: str) -> tuple[str, float] | None:
    """Read "Rp1.500.000", "2,5 persen", "14 (empat belas) hari kerja", "pukul 08.00 WIB"."""
    plain = re.sub(r"\([^()]*\)", " ", text.casefold())
    plain = " ".join(plain.split()).rstrip(".")
    match = re.fullmatch(r"(rp\.?|pukul)? ?(\d[\d.,:]*) ?([^\d]*)", plain)
    if match is None:
        return None
    before, digits, unit = match[1] or "", match[2].rstrip(".,:"), match[3].strip()
    if before == "pukul" or unit in _CLOCKS or ":" in digits:
        clock = re.fullmatch(r"(\d{1,2})[.:](\d{2})", digits)
        return ("clock", int(clock[1]) * 60.0 + int(clock[2])) if clock else None
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits):
        value = float(digits.replace(".", "").replace(",", "."))
    elif re.fullmatch(r"\d+([.,]\d+)?", digits):
        value = float(digits.replace(",", "."))
    else:
        return None
    scale, _, rest = unit.partition(" ")
    if scale in _SCALES:
        value, unit = value * _SCALES[scale], rest
    if unit in _SECONDS:
        return "time", value * _SECONDS[unit]
    return f"{before.rstrip('.')} {'%' if unit == 'persen' else unit}", value
