"""What the person has decided about one import so far; outlives the page. No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import msgspec

from ethics_desktop.domain.bank import Item, Principle
from ethics_desktop.domain.findings import Digest, Finding, digest
from ethics_desktop.services.import_plan import Entry, Plan, State
from ethics_desktop.services.importing import Preview, let_go

#: More items than this are counted, not listed.
MOST_ENTRIES = 300
#: More proposals than this are decided together.
MOST_PROPOSALS = 40
_LETTERS = 3


class Shown(msgspec.Struct, frozen=True):
    """What the page shows of a file and a plan of perhaps 100,000 items.

    ``entries`` are the first ones, those that stay as they are last, and ``proposed`` the
    situational proposals that are decided one by one. ``guessed`` is the encoding that was guessed,
    "" for none, and ``letters`` are pieces of text with letters beyond ASCII. ``of_stories`` has
    the findings about each scenario.
    """

    findings: Digest = Digest()
    entries: tuple[Entry, ...] = ()
    all_entries: int = 0
    proposed: tuple[Entry, ...] = ()
    guessed: str = ""
    letters: tuple[str, ...] = ()
    of_stories: Mapping[str, tuple[Finding, ...]] = {}


def shown_of(preview: Preview, plan: Plan) -> Shown:
    """Return what is shown; takes a while for large files, so not on the window's thread."""
    entries: list[Entry] = []
    for wanted in sorted(State, key=lambda each: each is State.SAME):
        of_state = (entry for entry in plan.entries if entry.state is wanted)
        entries += islice(of_state, MOST_ENTRIES - len(entries))
    few = 0 < len(plan.proposals) <= MOST_PROPOSALS
    guess = next((f for f in preview.findings if f.code == "encoding_guessed"), None)
    guessed = "" if guess is None else str(guess.params.get("encoding", "?"))
    asked = guessed or preview.encoding
    odd = filter(None, (_odd_piece(draft.item) for draft in preview.result.drafts))
    return Shown(
        findings=digest((*plan.notices, *preview.findings)),
        entries=tuple(entries),
        all_entries=len(plan.entries),
        proposed=tuple(e for e in plan.entries if e.id in plan.proposals) if few else (),
        guessed=guessed,
        letters=tuple(islice(odd, _LETTERS)) if asked else (),
        of_stories=_of_stories(preview, plan),
    )


def _of_stories(preview: Preview, plan: Plan) -> dict[str, tuple[Finding, ...]]:
    """Return the findings by scenario; an item may have the id of a scenario."""
    found: dict[str, list[Finding]] = {entry.id: [] for entry in plan.stories}
    items = {entry.id for entry in plan.entries} if found else set()
    for finding in preview.findings if found else ():
        place = finding.location
        if place.item in found and (place.item not in items or place.file.startswith("scenarios/")):
            found[place.item].append(finding)
    return {story: tuple(each) for story, each in found.items()}


class ImportSession(msgspec.Struct):
    """One file on its way into the library.

    ``banks`` are (id, title) of the banks it may go into beside its own; ``declined`` are the
    proposals for situational items that the person does not want; ``turned`` are the scenarios for
    which the person decided other than usual (new and changed ones go in, gone ones stay).
    """

    preview: Preview
    plan: Plan
    shown: Shown
    banks: tuple[tuple[str, str], ...] = ()
    bank_id: str = ""
    principle: Principle | None = None
    take_new: bool = True
    take_changed: bool = True
    drop_gone: bool = False
    letters_confirmed: bool = False
    declined: frozenset[str] = frozenset()
    turned: frozenset[str] = frozenset()

    @property
    def states(self) -> frozenset[State]:
        """The states whose items are taken (for GONE: taken away)."""
        wanted = ((State.NEW, self.take_new), (State.CHANGED, self.take_changed),
                  (State.GONE, self.drop_gone))  # fmt: skip
        return frozenset(state for state, on in wanted if on)

    @property
    def accept(self) -> frozenset[str]:
        """The ids of the items to take."""
        return frozenset().union(*(self.plan.tally.usable[state] for state in self.states))

    @property
    def stories(self) -> frozenset[str]:
        """The ids of the scenarios to take (for GONE: to take away)."""
        return frozenset(
            e.id
            for e in self.plan.stories
            if e.state is not State.SAME and e.wanted != (e.id in self.turned)
        )

    def take_story(self, story: str, on: bool) -> None:
        """Decide about one scenario."""
        wanted = {e.id for e in self.plan.stories if e.wanted}
        mine = frozenset({story})
        self.turned = self.turned - mine if on == (story in wanted) else self.turned | mine

    def story_findings(self, story: str) -> tuple[Finding, ...]:
        """Return what was found about one scenario."""
        return self.shown.of_stories.get(story, ())

    @property
    def as_sjt(self) -> frozenset[str]:
        """The proposals that are accepted."""
        return self.plan.proposals - self.declined

    @property
    def refused(self) -> int:
        """How many items of the file cannot go in."""
        return self.plan.tally.refused + self.preview.result.skipped

    @property
    def encoding(self) -> str:
        """How the letters were read, while nobody has said that they are right; else "".

        It is asked when the encoding was a guess, and again after the person told another one.
        """
        if self.letters_confirmed:
            return ""
        return self.preview.encoding or self.shown.guessed

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, notices of the comparison first."""
        return (*self.plan.notices, *self.preview.findings)

    def count(self, state: State) -> int:
        """How many items without errors are in a state."""
        return len(self.plan.tally.usable[state])

    def stories_in(self, state: State) -> int:
        """How many scenarios are in a state."""
        return sum(e.state is state for e in self.plan.stories)

    @property
    def lacks_principle(self) -> int:
        """How many new items have no principle in the file, so that no form would draw them."""
        return self.plan.tally.bare

    def let_go(self) -> None:
        """Take the file and the plan apart once nobody looks at them any more."""
        let_go(self.preview, self.plan)

    @property
    def nothing_chosen(self) -> bool:
        """Whether importing would do nothing."""
        return not any(map(self.count, self.states)) and not self.stories


def _odd_piece(item: Item, reach: int = 30) -> str:
    from ethics_desktop.domain.reading import shown_texts

    for text in shown_texts(item):
        at = next((n for n, char in enumerate(text) if ord(char) > 127), -1)
        if at >= 0:
            start, end = max(0, at - reach), at + reach
            piece = text[start:end].split()
            first = 1 if start and not text[start - 1].isspace() and len(piece) > 2 else 0
            last = -1 if end < len(text) and not text[end].isspace() and len(piece) > 3 else None
            before, after = "… " if start else "", " …" if end < len(text) else ""
            return f"{before}{' '.join(piece[first:last])}{after}"
    return ""
