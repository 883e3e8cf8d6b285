"""What the person has decided about one import so far; outlives the page. No Qt in here."""

from __future__ import annotations

import msgspec

from ethics_desktop.domain.bank import Item, Principle
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.services.import_plan import Plan, State
from ethics_desktop.services.importing import Preview


class ImportSession(msgspec.Struct):
    """One file on its way into the library.

    ``banks`` are (id, title) of the banks it may go into beside its own; ``declined`` are the
    proposals for situational items that the person does not want; ``turned`` are the scenarios for
    which the person decided other than usual (new and changed ones go in, gone ones stay).
    """

    preview: Preview
    plan: Plan
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
        ids = {e.id for e in self.plan.entries}
        return tuple(
            f
            for f in self.preview.findings
            if f.location.item == story
            and (story not in ids or f.location.file.startswith("scenarios/"))
        )

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
        found = (f for f in self.preview.findings if f.code == "encoding_guessed")
        guess = next(found, None)
        guessed = "" if guess is None else str(guess.params.get("encoding", "?"))
        return self.preview.encoding or guessed

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

    def odd_letters(self, most: int = 3) -> list[str]:
        """Return pieces of text with letters beyond ASCII, for "is this right?"."""
        found: list[str] = []
        for draft in self.preview.result.drafts:
            odd = _odd_piece(draft.item)
            if odd:
                found.append(odd)
            if len(found) == most:
                break
        return found

    @property
    def nothing_chosen(self) -> bool:
        """Whether importing would do nothing."""
        return not any(map(self.count, self.states)) and not self.stories

    @property
    def has_errors(self) -> bool:
        """Whether something cannot go in."""
        return any(finding.severity is Severity.ERROR for finding in self.preview.findings)


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
