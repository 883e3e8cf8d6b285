"""What every reader of foreign bank files returns, and what they share.

A reader is a module with ``read(path, watch=…) -> ReadResult`` and, where it writes,
``write(bank, path, watch=…) -> tuple[Finding, ...]``. Bad content never raises: it becomes a
finding with its place (ERROR: that item is not imported). ``UserError`` is raised only when nothing
can be read.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from ethics_desktop.domain.bank import (
    BANK_FORMAT,
    FORMAT_VERSION,
    Bank,
    BankInfo,
    Item,
    Option,
    SingleItem,
    SjtItem,
    SjtOption,
)
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.formats.text_door import Decoded, decode

MAX_FILE_BYTES = 200 << 20
#: Text that is read whole; what is made of it takes up to ten times as much memory.
MAX_TEXT_BYTES = 64 << 20
MAX_ITEMS = 100_000
MAX_FIELD = 64 << 10  # characters, as in domain.bank.Text

#: Ids of the options of an imported item, in the author's order.
LETTERS = "abcdefghijklmnopqrstuvwxyz"

#: Where the ids that are taken lie: 24 of them on a shelf at most, if they lie well.
_SHELVES = 4096

#: Texts that a reader remembers at most, and their letters: a megabyte or two.
_REMEMBERED, _SHORT = 2000, 300

#: Base32 (RFC 4648), two letters for ten bits.
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _BASE32 for second in _BASE32]

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SJT_PERCENTS = {20.0: 1, 40.0: 2, 60.0: 3, 80.0: 4, 100.0: 5}


_Made = TypeVar("_Made")


class Draft(msgspec.Struct, frozen=True, gc=False):
    """An item that was read, and where it stood.

    ``proposal`` is "" or "sjt". With "sjt" the file said single choice, but its weights look like a
    situational item (:func:`sjt_weights`): ``item`` is already the :class:`SjtItem`, and
    :func:`as_single` gives the single choice if the person declines in the preview.
    """

    item: Item
    place: Location
    proposal: str = ""


class ReadResult(msgspec.Struct, frozen=True):
    """What a file gave.

    ``skipped`` counts the items that were seen but not imported; each has an ERROR finding.
    ``story_places`` has the cells of scenarios that stand in sheets, by the ids of the scenario, of
    the scene ("" for the scenario itself) and of the choice ("" for the scene).
    """

    info: BankInfo
    drafts: tuple[Draft, ...]
    scenarios: tuple[Scenario, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: int = 0
    format: str = ""
    story_places: dict[tuple[str, str, str], Location] = {}

    @property
    def bank(self) -> Bank:
        """The items of the drafts as a bank, in the order of the file."""
        return Bank(self.info, tuple(draft.item for draft in self.drafts))


class Memory(dict[str, _Made]):
    """What is made of short texts that come again and again in a file, made once; bounded."""

    def __init__(self, make: Callable[[str], _Made]) -> None:
        self._make = make

    def __missing__(self, text: str) -> _Made:
        made = self._make(text)
        if len(text) <= _SHORT:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[text] = made
        return made


def is_slug(text: str) -> bool:
    """Tell whether ``text`` may be the id of an item or a bank."""
    return _SLUG.fullmatch(text) is not None


class TakenIds:
    """The ids of up to :data:`MAX_ITEMS` items, eight bytes each: a reader streams in flat memory.

    What is kept of an id is its hash, which Python keys anew in every process: two ids share one
    once in a thousand million files, and the later of them only counts as taken.
    """

    def __init__(self) -> None:
        self._hashes = [array("q") for _ in range(_SHELVES)]

    def __contains__(self, id_: str) -> bool:
        key = hash(id_)
        return key in self._hashes[key % _SHELVES]

    def add(self, id_: str) -> None:
        """Take an id that is not taken yet."""
        key = hash(id_)
        self._hashes[key % _SHELVES].append(key)


def new_id(bank: str, text: str, taken: set[str] | TakenIds) -> str:
    """Return ``<bank>-<6 base32>`` for an item that has no id, and add it to ``taken``.

    The six characters come from sha256 of a counter and ``text`` (the stem, without regard to case
    and spaces), so a file without ids gets the same ids whenever it is read again; items with the
    same stem get theirs in the order of the file. An author's own id is always better.
    """
    plain = " ".join(text.casefold().split())
    head = bank if len(bank) < 58 else bank[:57].rstrip("._-")
    found = _nth_id(head, plain, 0)
    if found in taken:
        low, high = 0, 1  # low is taken; a file of equal stems must not take quadratic time
        while _nth_id(head, plain, high) in taken:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if _nth_id(head, plain, middle) in taken:
                low = middle
            else:
                high = middle
        found = _nth_id(head, plain, high)
    taken.add(found)
    return found


def _nth_id(head: str, plain: str, counter: int) -> str:
    digest = hashlib.sha256(f"{counter}\0{plain}".encode("utf-8", "replace")).digest()
    bits = int.from_bytes(digest[:4], "big") >> 2
    return f"{head}-{_PAIRS[bits >> 20]}{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"


def info_for(path: Path, title: str = "") -> BankInfo:
    """Return the head of a bank read from ``path``: a slug of the file name, version 1.0.0."""
    stem = path.name.split(".")[0] if path.name.startswith(".") else path.stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("-", plain).strip("-")[:57].rstrip("-")
    shown = "".join(char for char in (title or stem) if char.isprintable()).strip()
    return BankInfo(
        format=BANK_FORMAT,  # type: ignore[arg-type]
        format_version=FORMAT_VERSION,
        id=slug or "bank",
        version="1.0.0",
        title=shown[:200] or "Bank",
    )


def read_bytes(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Return the bytes of a file.

    Raises:
        UserError: ``file_unreadable_all``, ``file_too_large_all`` (more than ``limit`` bytes).
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise UserError("file_too_large_all", file=path.name, limit=limit >> 20)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("file_unreadable_all", file=path.name, reason=reason) from error


def read_text(
    path: Path, limit: int = MAX_TEXT_BYTES, encoding: str = ""
) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of a file and the finding ``encoding_guessed`` when it is a guess.

    Args:
        path: the file.
        limit: the greatest size in bytes.
        encoding: what a person told (``text_door.TOLD_ENCODINGS``), "" to find it out.

    Raises:
        UserError: as :func:`read_bytes`.
    """
    decoded = decode(read_bytes(path, limit), encoding)
    return decoded.text, encoding_findings(decoded, as_text(path.name))


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text without their ends, one by one: a list would outgrow the text."""
    at = 0
    while (end := text.find("\n", at)) >= 0:
        yield text[at:end]
        at = end + 1
    yield text[at:]


def encoding_findings(decoded: Decoded, file: str) -> tuple[Finding, ...]:
    """Return ``encoding_guessed`` when the encoding of a text is a guess."""
    if decoded.sure:
        return ()
    params: dict[str, str | int | float] = {"encoding": decoded.encoding}
    return (Finding("encoding_guessed", Severity.WARNING, Location(file=file), params),)


def sjt_weights(percents: list[float]) -> list[int] | None:
    """Return the weights 1..5 when percents look like those of a situational item.

    They do when there are at least four, all different, out of 20, 40, 60, 80 and 100.
    """
    weights = [_SJT_PERCENTS.get(percent, 0) for percent in percents]
    if len(weights) < 4 or 0 in weights or len(set(weights)) < len(weights):
        return None
    return weights


def as_single(item: SjtItem) -> SingleItem:
    """Return the single choice that a proposed situational item would be (best option right)."""
    best = max(option.weight for option in item.options)
    return SingleItem(
        id=item.id,
        rev=item.rev,
        stem=item.stem,
        explanation=item.explanation,
        hint=item.hint,
        meta=item.meta,
        options=tuple(
            Option(o.id, o.text, correct=o.weight == best, reason=o.reason) for o in item.options
        ),
    )


def as_sjt(item: SingleItem, weights: list[int]) -> SjtItem:
    """Return a single choice as the situational item with these weights (1..5, one per option)."""
    return SjtItem(
        id=item.id,
        rev=item.rev,
        stem=item.stem,
        explanation=item.explanation,
        hint=item.hint,
        meta=item.meta,
        options=tuple(
            SjtOption(o.id, o.text, weight=weight, reason=o.reason)
            for o, weight in zip(item.options, weights, strict=True)
        ),
    )


def repeated_stems(drafts: list[Draft]) -> list[Finding]:
    """Return ``stem_repeated`` for every item whose stem stood before, naming the first place."""
    first: dict[str, Location] = {}
    findings = []
    for draft in drafts:
        stem = " ".join(draft.item.stem.casefold().split())
        seen = first.setdefault(stem, draft.place)
        if seen is not draft.place:
            params: dict[str, str | int | float] = {
                "first": seen.line or seen.row or seen.item,
                "stem": excerpt(draft.item.stem),
            }
            findings.append(Finding("stem_repeated", Severity.WARNING, draft.place, params))
    return findings


def excerpt(text: str, length: int = 60) -> str:
    """Return the beginning of a text on one line, for the parameters of a finding."""
    line = " ".join(text[: length * 4].split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
