"""What an import would do: every item of a file beside the one that is kept, with the reason.

Items are matched by id, then by the id they had where they came from, then by their texts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum

import msgspec

from ethics_desktop.domain.bank import Bank, BankInfo, Item, Meta, Origin, Principle, kind_of
from ethics_desktop.domain.bank_changes import (
    bank_change,
    changed_parts,
    external_id,
    next_version,
    succeed,
    text_mark,
    version_key,
)
from ethics_desktop.domain.findings import Finding, Location
from ethics_desktop.domain.pausing import growing
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.scenario import canonical as canonical_scenario
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.formats.reading import Draft, ReadResult, as_single, new_id

#: Formats that carry everything: what is missing there was taken away on purpose.
WHOLE_FORMATS = frozenset({"native", "package", "xlsx"})
_COPY = "salinan"


class State(str, Enum):
    """What an import would do with an item: ``baru berubah sama hilang`` on the screen."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"  # kept, unless it is chosen for removal


class MatchedBy(str, Enum):
    """How an item was recognised."""

    NOTHING = ""
    ID = "id"
    EXTERNAL_ID = "external_id"
    TEXT = "text"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One item of the comparison.

    ``item`` is what would be kept (for GONE, what would be removed), with its new ``rev``;
    ``old`` what is kept now. ``changed`` names the parts that differ (``bank_changes``).
    ``single`` is set when the reader proposes a situational item: what it is if that is declined.
    ``errors`` forbid importing it; ``place`` is where it stands in the file.
    """

    id: str
    state: State
    item: Item
    matched_by: MatchedBy = MatchedBy.NOTHING
    changed: tuple[str, ...] = ()
    old: Item | None = None
    single: Item | None = None
    place: Location = Location()
    errors: tuple[Finding, ...] = ()

    @property
    def usable(self) -> bool:
        """It may be accepted."""
        return not self.errors

    @property
    def wanted(self) -> bool:
        """It is accepted unless the person says otherwise: new and changed ones without errors."""
        return self.usable and self.state in (State.NEW, State.CHANGED)


class StoryEntry(msgspec.Struct, frozen=True):
    """One scenario of the comparison; it may be one that is listed with reasons and not played."""

    id: str
    state: State
    scenario: Scenario

    @property
    def wanted(self) -> bool:
        """It is accepted unless the person says otherwise."""
        return self.state in (State.NEW, State.CHANGED)


class Tally(msgspec.Struct, frozen=True):
    """A plan of perhaps 100,000 entries in figures, counted once and off the window's thread.

    ``usable`` are the ids of entries without errors by state, ``refused`` how many have errors,
    ``bare`` how many new ones have no principle in the file, ``proposals`` the ids of single
    choices that look like situational items.
    """

    usable: Mapping[State, frozenset[str]] = {}
    refused: int = 0
    bare: int = 0
    proposals: frozenset[str] = frozenset()


def tally(entries: Sequence[Entry], drafts: Sequence[Draft]) -> Tally:
    """Count entries; those of ``drafts`` come first and in their order."""
    usable: dict[State, set[str]] = {state: set() for state in State}
    for entry in entries:
        if entry.usable:
            usable[entry.state].add(entry.id)
    return Tally(
        usable={state: frozenset(ids) for state, ids in usable.items()},
        refused=sum(not entry.usable for entry in entries),
        bare=sum(
            draft.item.meta.principle is None and entry.usable and entry.state is State.NEW
            for draft, entry in zip(drafts, entries, strict=False)
        ),
        proposals=frozenset(entry.id for entry in entries if entry.single is not None),
    )


class Plan(msgspec.Struct, frozen=True):
    """What an import would do.

    ``info`` is the head the bank would have, its version not yet raised; ``old`` the bank that is
    there now with ``old_stories``, and ``old_mark`` its content hash ("" when it is new).
    ``notices`` are findings about the bank as a whole.
    """

    info: BankInfo
    entries: tuple[Entry, ...]
    stories: tuple[StoryEntry, ...] = ()
    old: Bank | None = None
    old_stories: tuple[Scenario, ...] = ()
    old_mark: str = ""
    source: str = ""
    notices: tuple[Finding, ...] = ()
    tally: Tally = Tally()

    def count(self, state: State) -> int:
        """Return how many items are in a state."""
        return sum(entry.state is state for entry in self.entries)

    @property
    def accepted_by_default(self) -> frozenset[str]:
        """The ids of items that are imported unless the person says otherwise."""
        return frozenset(entry.id for entry in self.entries if entry.wanted)

    @property
    def stories_by_default(self) -> frozenset[str]:
        """The ids of scenarios that are imported unless the person says otherwise."""
        return frozenset(entry.id for entry in self.stories if entry.wanted)

    @property
    def proposals(self) -> frozenset[str]:
        """The ids of single choices that look like situational items."""
        return self.tally.proposals


class Known(msgspec.Struct, frozen=True):
    """What the comparison has to know: the bank that is there, and ids that others use."""

    info: BankInfo
    old: Bank | None
    foreign: Mapping[str, str]
    principle: Principle | None = None


def item_entries(
    result: ReadResult,
    known: Known,
    errors: Mapping[str, Sequence[Finding]],
    is_free: Callable[[str], bool],
    watch: Watch = unwatched,
) -> tuple[Entry, ...]:
    """Compare the drafts of a file with the items that are kept.

    Args:
        result: what the reader gave.
        known: see :class:`Known`; items whose id another bank uses get a new one.
        errors: findings that forbid an item, by its id in the file.
        is_free: tells whether no bank uses an id.
        watch: follows the work.

    Raises:
        StoppedError: ``watch`` says so.
    """
    whole = result.format in WHOLE_FORMATS
    kept = {item.id: item for item in known.old.items} if known.old else {}
    matches = _match([draft.item for draft in result.drafts], kept, part(watch, 0, 0.5))
    taken = {*kept, *(draft.item.id for draft in result.drafts)}
    names: dict[str, str] = {}
    pairs = list(zip(result.drafts, matches, strict=True))
    for draft, (old, _) in watched(pairs, len(pairs), part(watch, 0.5, 0.7)):
        name = draft.item.id
        if old is not None:
            names.setdefault(name, old.id)
        elif name in known.foreign:
            fresh = new_id(known.info.id, draft.item.stem, taken)
            while not is_free(fresh):
                fresh = new_id(known.info.id, draft.item.stem, taken)
            names.setdefault(name, fresh)
    entries: list[Entry] = []
    with growing(entries):
        for draft, (old, by) in watched(pairs, len(pairs), part(watch, 0.7, 1)):
            faults = errors.get(draft.item.id, ())
            entries.append(_entry(draft, old, by, names, known.principle, whole, faults))
    met = {old.id for old, _ in matches if old is not None}
    entries += [
        Entry(item.id, State.GONE, item, old=item) for item in kept.values() if item.id not in met
    ]
    return tuple(entries)


def story_entries(result: ReadResult, old: Iterable[Scenario]) -> tuple[StoryEntry, ...]:
    """Compare the scenarios of a file with those that are kept, by id."""
    kept = {story.id: story for story in old}
    entries = []
    for story in result.scenarios:
        before = kept.pop(story.id, None)
        if before is None:
            entries.append(StoryEntry(story.id, State.NEW, story))
            continue
        plain = msgspec.structs.replace(story, rev=before.rev)
        if canonical_scenario(plain) == canonical_scenario(before):
            entries.append(StoryEntry(story.id, State.SAME, before))
        else:
            raised = msgspec.structs.replace(story, rev=max(before.rev + 1, story.rev))
            entries.append(StoryEntry(story.id, State.CHANGED, raised))
    if result.format in WHOLE_FORMATS and result.scenarios:
        entries += [StoryEntry(story.id, State.GONE, story) for story in kept.values()]
    return tuple(entries)


def result_items(plan: Plan, accept: Collection[str], as_sjt: Collection[str]) -> tuple[Item, ...]:
    """Return the items that the bank has after the import, by id."""
    items = {item.id: item for item in plan.old.items} if plan.old else {}
    for entry in plan.entries:
        if entry.id not in accept or not entry.usable:
            continue
        if entry.state is State.GONE:
            items.pop(entry.id, None)
        else:
            declined = entry.single is not None and entry.id not in as_sjt
            items[entry.id] = entry.single if declined and entry.single else entry.item
    return tuple(items[name] for name in sorted(items))


def result_stories(plan: Plan, accept: Collection[str]) -> tuple[Scenario, ...]:
    """Return the scenarios that the bank has after the import, by id."""
    stories = {story.id: story for story in plan.old_stories}
    for entry in plan.stories:
        if entry.id not in accept:
            continue
        if entry.state is State.GONE:
            stories.pop(entry.id, None)
        else:
            stories[entry.id] = entry.scenario
    return tuple(stories[name] for name in sorted(stories))


def raised_head(old: Bank, new: Bank, other_stories: bool) -> BankInfo:
    """Return the head with the version that the change asks for, or the file's when higher."""
    size = bank_change(old, new)
    wanted = next_version(old.info.version, size)
    if other_stories and wanted == old.info.version:
        wanted = next_version(wanted, type(size).MINOR)
    highest = max(wanted, new.info.version, key=version_key)
    return msgspec.structs.replace(new.info, version=highest)


def copy_id(bank_id: str, shipped: Collection[str]) -> str:
    """Return an id for the copy of a bank that ships with the program."""
    head = f"{bank_id[:50]}-{_COPY}"
    names = [head, *(f"{head}-{number}" for number in range(2, len(shipped) + 3))]
    return next(name for name in names if name not in shipped)


def _match(
    items: Sequence[Item], kept: Mapping[str, Item], watch: Watch
) -> list[tuple[Item | None, MatchedBy]]:
    """Return for every item the kept one that it is; no kept one is given twice."""
    left = dict(kept)
    found: list[tuple[Item | None, MatchedBy]] = [(None, MatchedBy.NOTHING)] * len(items)

    def take(place: int, name: str, by: MatchedBy) -> None:
        found[place] = (left.pop(name), by)

    for place, item in enumerate(items):
        if item.id in left:
            take(place, item.id, MatchedBy.ID)
    by_origin = {external_id(item): item.id for item in left.values() if external_id(item)}
    for place, item in enumerate(items):
        if found[place][0] is None:
            for wanted in (external_id(item), item.id):
                name = by_origin.get(wanted, "") if wanted else ""
                if name in left:
                    take(place, name, MatchedBy.EXTERNAL_ID)
                    break
    for stem_only, following in ((False, part(watch, 0, 0.5)), (True, part(watch, 0.5, 1))):
        marks: dict[str, list[str]] = {}
        for name, item in watched(left.items(), len(left), part(following, 0, 0.5)):
            marks.setdefault(text_mark(item, stem_only=stem_only), []).append(name)
        looked = watched(items, len(items), part(following, 0.5, 1)) if marks else ()
        for place, item in enumerate(looked):
            if found[place][0] is not None:
                continue
            names = [n for n in marks.get(text_mark(item, stem_only=stem_only), ()) if n in left]
            if names and (not stem_only or len(names) == 1):
                take(place, names[0], MatchedBy.TEXT)
    return found


def _entry(
    draft: Draft,
    old: Item | None,
    by: MatchedBy,
    names: Mapping[str, str],
    principle: Principle | None,
    whole: bool,
    errors: Sequence[Finding],
) -> Entry:
    item = _named(draft.item, names, principle if old is None else None)
    single = None
    if draft.proposal == "sjt" and kind_of(item) == "sjt":
        single = as_single(item)  # type: ignore[arg-type]
    if old is None:
        return Entry(
            item.id, State.NEW, item, single=single, place=draft.place, errors=tuple(errors)
        )
    item = succeed(old, item, whole=whole)
    declined = succeed(old, single, whole=whole) if single is not None else None
    shown = declined if declined is not None and kind_of(old) == "single" else item
    changed = changed_parts(old, shown)
    return Entry(
        old.id,
        State.CHANGED if changed else State.SAME,
        item,
        by,
        changed,
        old,
        declined,
        draft.place,
        tuple(errors),
    )


def _named(item: Item, names: Mapping[str, str], principle: Principle | None) -> Item:
    """Give an item its id in the bank, its origin remembering the one it had, and a principle."""
    meta: Meta = item.meta
    name = names.get(item.id, item.id)
    if name != item.id and not external_id(item):
        origin = meta.origin or Origin("")
        meta = msgspec.structs.replace(
            meta, origin=msgspec.structs.replace(origin, external_id=item.id)
        )
    if any(enemy in names for enemy in meta.enemies):
        renamed = tuple(names.get(enemy, enemy) for enemy in meta.enemies)
        meta = msgspec.structs.replace(meta, enemies=renamed)
    if meta.principle is None and principle is not None:
        meta = msgspec.structs.replace(meta, principle=principle)
    return msgspec.structs.replace(item, id=name, meta=meta)
