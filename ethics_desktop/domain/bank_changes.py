"""What changed between an item that is kept and the same one read anew (``formats.md`` 5).

``rev`` grows by one when stem, options or key change; a bank's version by what happened to its
items: patch for a text, minor for items added, major for a key or weight changed or an item gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

import msgspec

from ethics_desktop.domain.bank import (
    Bank,
    Item,
    MatchItem,
    Meta,
    MultipleItem,
    Option,
    OrderItem,
    OrderOption,
    ShortItem,
    SingleItem,
    SjtItem,
    SjtOption,
    TrueFalseItem,
    kind_of,
)
from ethics_desktop.domain.reading import shown_texts
from ethics_desktop.domain.sha import sha256

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_Choice = Option | SjtOption | OrderOption
_NO_META = Meta()


class Size(int, Enum):
    """How much a change is; the version of a bank grows by the largest."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def normal_text(text: str) -> str:
    """Return a text for comparing: lower case, single spaces."""
    return " ".join(text.casefold().split())


def text_mark(item: Item, *, stem_only: bool = False) -> str:
    """Return the sha256 of the normalised texts that are shown (options in any order)."""
    stem, *rest = shown_texts(item)
    parts = (
        [normal_text(stem)] if stem_only else [normal_text(stem), *sorted(map(normal_text, rest))]
    )
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def external_id(item: Item) -> str:
    """Return the id that the item had where it came from; "" when none is known."""
    return item.meta.origin.external_id if item.meta.origin else ""


def key_of(item: Item) -> Any:
    """Return what earns points, to be compared: key, weights, ranks, pairs, accepted answers."""
    match item:
        case SingleItem() | MultipleItem():
            return {option.id: option.correct for option in item.options}
        case SjtItem():
            return {option.id: option.weight for option in item.options}
        case OrderItem():
            return {option.id: option.rank for option in item.options}
        case TrueFalseItem():
            return item.answer
        case MatchItem():
            return item.answer
        case ShortItem():
            return {(a.text, a.wildcard, a.case_sensitive): a.score for a in item.answers}


def changed_parts(old: Item, new: Item) -> tuple[str, ...]:
    """Return which parts differ: kind, stem, options, key, explanation, hint, reasons, meta."""
    if kind_of(old) != kind_of(new):
        return ("kind", "options", "key")
    found = [name for name in ("stem", "explanation", "hint") if _get(old, name) != _get(new, name)]
    if _texts(old) != _texts(new):
        found.append("options")
    if key_of(old) != key_of(new):
        found.append("key")
    if _reasons(old) != _reasons(new):
        found.append("reasons")
    if _meta(old) != _meta(new):
        found.append("meta")
    if not found and _bare(old) != _bare(new):
        found.append("options")  # their order, or a mark such as ``fixed``
    return tuple(found)


def needs_revision(changed: Iterable[str]) -> bool:
    """Tell whether the change is one of stem, options or key."""
    return not {"kind", "stem", "options", "key"}.isdisjoint(changed)


def size_of(changed: Sequence[str]) -> Size:
    """Return how much a change of one item is."""
    if not changed:
        return Size.NONE
    return Size.MAJOR if "key" in changed or "kind" in changed else Size.PATCH


def next_version(version: str, size: Size) -> str:
    """Return the version after a change, for example 1.2.3 -> 1.3.0 for a minor one."""
    major, minor, patch = map(int, version.split("."))
    match size:
        case Size.NONE:
            return version
        case Size.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Size.MINOR:
            return f"{major}.{minor + 1}.0"
        case Size.MAJOR:
            return f"{major + 1}.0.0"


def version_key(version: str) -> tuple[int, ...]:
    """Return a version for comparing."""
    return tuple(map(int, version.split(".")))


def bank_change(old: Bank, new: Bank) -> Size:
    """Return how much a bank changed."""
    before, after = ({item.id: item for item in bank.items} for bank in (old, new))
    if before.keys() - after.keys():
        return Size.MAJOR
    sizes = [size_of(changed_parts(before[one], after[one])) for one in before]
    if after.keys() - before.keys():
        sizes.append(Size.MINOR)
    if msgspec.structs.replace(old.info, version="") != msgspec.structs.replace(
        new.info, version=""
    ):
        sizes.append(Size.PATCH)
    return max(sizes, default=Size.NONE)


def succeed(old: Item, new: Item, *, whole: bool) -> Item:
    """Return ``new`` as the next state of ``old``: its id, its option ids, and the right ``rev``.

    Args:
        old: the item that is kept.
        new: the same item read anew.
        whole: the format carries everything; otherwise what it cannot carry stays as it was.
    """
    merged = msgspec.structs.replace(new, id=old.id)
    if not whole:
        merged = _keep_lost(old, _keep_option_ids(old, merged))
    changed = changed_parts(old, merged)
    if needs_revision(changed):
        rev = max(old.rev + 1, new.rev if whole else 0)
    else:
        rev = max(old.rev, new.rev)
    merged = msgspec.structs.replace(merged, rev=rev)
    return merged if changed or rev != old.rev else old


def _get(item: Item, name: str) -> str:
    return str(getattr(item, name))


def _options(item: Item) -> tuple[_Choice, ...]:
    if isinstance(item, SingleItem | MultipleItem | SjtItem | OrderItem):
        return item.options
    return ()


def _texts(item: Item) -> Any:
    if isinstance(item, MatchItem):
        return {p.id: p.text for p in item.left}, {t.id: t.text for t in item.right}
    if isinstance(item, ShortItem | TrueFalseItem):
        return None
    return {option.id: option.text for option in _options(item)}


def _reasons(item: Item) -> Any:
    match item:
        case TrueFalseItem():
            return item.reason_true, item.reason_false
        case MatchItem():
            return {prompt.id: prompt.reason for prompt in item.left}
        case ShortItem():
            return {answer.text: answer.reason for answer in item.answers}
    return {option.id: option.reason for option in _options(item)}


def _meta(item: Item) -> Meta:
    return msgspec.structs.replace(item.meta, origin=None)


def _bare(item: Item) -> Item:
    return msgspec.structs.replace(item, rev=1, meta=_NO_META)


def _keep_option_ids(old: Item, new: Item) -> Item:
    """Give options with the same text the ids they had; others get free letters."""
    before = _options(old)
    if not isinstance(new, SingleItem | MultipleItem | SjtItem | OrderItem) or not before:
        return new
    ids = {normal_text(option.text): option.id for option in before}
    kept = [ids.pop(normal_text(option.text), "") for option in new.options]
    taken = {option.id for option in before} | set(kept)
    free = iter([letter for letter in _LETTERS if letter not in taken])
    gone = iter([option.id for option in before if option.id not in kept])
    named = [one or next(gone, "") or next(free) for one in kept]
    options: list[Any] = [
        msgspec.structs.replace(option, id=name)
        for option, name in zip(new.options, named, strict=True)
    ]
    by_id = {option.id: place for place, option in enumerate(before)}
    if set(by_id) == set(named):
        options.sort(key=lambda option: by_id[option.id])
    return msgspec.structs.replace(new, options=tuple(options))


def _keep_lost(old: Item, new: Item) -> Item:
    """Keep explanation, hint, reasons and meta where the new item has none."""
    new = msgspec.structs.replace(
        new,
        explanation=new.explanation or old.explanation,
        hint=new.hint or old.hint,
        meta=_merged_meta(old.meta, new.meta),
    )
    reasons = {option.id: option.reason for option in _options(old)}
    if isinstance(new, SingleItem | MultipleItem | SjtItem | OrderItem) and reasons:
        options = [
            msgspec.structs.replace(option, reason=option.reason or reasons.get(option.id, ""))
            for option in new.options
        ]
        return msgspec.structs.replace(new, options=tuple(options))
    if isinstance(new, TrueFalseItem) and isinstance(old, TrueFalseItem):
        return msgspec.structs.replace(
            new,
            reason_true=new.reason_true or old.reason_true,
            reason_false=new.reason_false or old.reason_false,
        )
    if isinstance(new, MatchItem) and isinstance(old, MatchItem):
        before = {prompt.id: prompt.reason for prompt in old.left}
        left = tuple(
            msgspec.structs.replace(prompt, reason=prompt.reason or before.get(prompt.id, ""))
            for prompt in new.left
        )
        return msgspec.structs.replace(new, left=left)
    return new


def _merged_meta(old: Meta, new: Meta) -> Meta:
    kept = {
        field.name: getattr(old, field.name)
        for field in msgspec.structs.fields(Meta)
        if getattr(new, field.name) == getattr(_NO_META, field.name)
    }
    return msgspec.structs.replace(new, **kept)
