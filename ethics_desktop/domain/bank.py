"""Banks and items: the typed form of the native format (``docs/bank-format.md``).

Every struct is frozen. Text fields are plain text, ``\\n`` separates paragraphs. Options have ids,
never positions; what is displayed in which order is decided when a form is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Literal, get_args

import msgspec

from ethics_desktop.domain.sha import sha256

BANK_FORMAT = "cermin-asn-bank"
FORMAT_VERSION = "1.0"

#: Slugs name banks, items, scenarios; they travel through file names and URLs.
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
OptionId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{1,8}$")]
#: 64 KiB a field: banks come from strangers (``quality.md``).
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=65536)]
MaybeText = Annotated[str, msgspec.Meta(max_length=65536)]
IsoDate = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Weight = Annotated[int, msgspec.Meta(ge=1, le=5)]


class Principle(str, Enum):
    """The primary dimension of every item."""

    INTEGRITAS = "integritas"
    KEADILAN = "keadilan"
    AKUNTABILITAS = "akuntabilitas"
    TRANSPARANSI = "transparansi"
    PROFESIONALISME = "profesionalisme"


class Level(str, Enum):
    """Difficulty as judged by the author."""

    DASAR = "dasar"
    MENENGAH = "menengah"
    LANJUT = "lanjut"

    @property
    def number(self) -> int:
        """1 for dasar, 2 for menengah, 3 for lanjut."""
        return list(Level).index(self) + 1


class Pool(str, Enum):
    """What an item may be used for; pools are disjoint (``measurement.md`` 2.1)."""

    UJI = "uji"  # reserved: drawn only by simulations and pre/post tests
    LATIHAN = "latihan"  # short assessments, practice
    ULANG = "ulang"  # facts and rules for spaced repetition


class Status(str, Enum):
    """How far an item has come."""

    DRAF = "draf"
    UJI_COBA = "uji_coba"  # no expert panel has keyed it yet
    TERBIT = "terbit"
    USANG = "usang"  # never drawn, kept for old results


class Reference(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The legal basis of an item, with the dates that tell when to look at it again."""

    instrument: Text
    article: MaybeText = ""
    facts: tuple[str, ...] = ()
    checked_on: IsoDate | None = None
    review_by: IsoDate | None = None


class Review(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Record of the blind review: a fresh reader ranked the options from the stem alone."""

    by: str
    on: IsoDate
    blind_best: bool
    spearman: float | None = None  # -1..1, situational items only
    note: str = ""


class Origin(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where an imported item came from."""

    format: str
    file: str = ""
    locator: str = ""
    external_id: str = ""


#: Tags, legal bases, sources and the like of one item, together; kept ones may have more.
MOST_VALUES = 100


class Meta(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Everything about an item that is not shown while it is answered."""

    principle: Principle | None = None
    level: Level = Level.DASAR
    pool: Pool = Pool.LATIHAN
    frameworks: dict[str, tuple[str, ...]] = {}
    references: tuple[Reference, ...] = ()
    sources: tuple[str, ...] = ()
    status: Status = Status.UJI_COBA
    tags: tuple[str, ...] = ()
    family: str = ""  # isomorphs share one
    enemies: tuple[str, ...] = ()  # ids of items that give this one away
    review: tuple[Review, ...] = ()
    author: str = ""
    license: str = ""
    origin: Origin | None = None


def value_count(meta: Meta) -> int:
    """Return the number of values in all lists of ``meta``, see :data:`MOST_VALUES`."""
    count = len(meta.sources) + len(meta.tags) + len(meta.enemies) + len(meta.review)
    for reference in meta.references:
        count += 1 + len(reference.facts)
    for codes in meta.frameworks.values():
        count += len(codes)
    return count


class Option(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An option of a single or multiple choice item."""

    id: OptionId
    text: Text
    correct: bool = False
    reason: MaybeText = ""
    fixed: bool = False  # keeps its place at the end when options are shuffled


class SjtOption(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An option of a situational item; ``weight`` 5 is best, 1 worst."""

    id: OptionId
    text: Text
    weight: Weight
    reason: MaybeText = ""


class OrderOption(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A step of an ordering item; equal ranks may stand in any order among themselves."""

    id: OptionId
    text: Text
    rank: Annotated[int, msgspec.Meta(ge=1)]
    reason: MaybeText = ""


class Prompt(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A left side of a matching item."""

    id: OptionId
    text: Text
    reason: MaybeText = ""


class Target(msgspec.Struct, frozen=True, gc=False):
    """A right side of a matching item."""

    id: OptionId
    text: Text


class AcceptedAnswer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An accepted text of a short answer item; ``*`` stands for anything when ``wildcard``."""

    text: Text
    score: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    wildcard: bool = False
    case_sensitive: bool = False
    reason: MaybeText = ""


class _Base(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True, gc=False
):
    id: Slug
    rev: Annotated[int, msgspec.Meta(ge=1)] = 1
    stem: Text
    explanation: MaybeText = ""
    hint: MaybeText = ""
    meta: Meta = Meta()


class SingleItem(_Base, frozen=True, kw_only=True, tag="single", omit_defaults=True):
    """Choose the one right option."""

    options: Annotated[tuple[Option, ...], msgspec.Meta(min_length=2, max_length=10)]


class MultipleItem(_Base, frozen=True, kw_only=True, tag="multiple", omit_defaults=True):
    """Tick every right option."""

    options: Annotated[tuple[Option, ...], msgspec.Meta(min_length=2, max_length=10)]


class TrueFalseItem(_Base, frozen=True, kw_only=True, tag="truefalse", omit_defaults=True):
    """Judge a statement."""

    answer: bool
    reason_true: MaybeText = ""
    reason_false: MaybeText = ""


class SjtItem(_Base, frozen=True, kw_only=True, tag="sjt", omit_defaults=True):
    """Choose the most fitting action in a situation."""

    options: Annotated[tuple[SjtOption, ...], msgspec.Meta(min_length=2, max_length=10)]


class OrderItem(_Base, frozen=True, kw_only=True, tag="order", omit_defaults=True):
    """Put steps in order."""

    options: Annotated[tuple[OrderOption, ...], msgspec.Meta(min_length=2, max_length=7)]


class MatchItem(_Base, frozen=True, kw_only=True, tag="match", omit_defaults=True):
    """Give each prompt its target; each target is used at most once."""

    left: Annotated[tuple[Prompt, ...], msgspec.Meta(min_length=2, max_length=10)]
    right: Annotated[tuple[Target, ...], msgspec.Meta(min_length=2, max_length=12)]
    answer: dict[str, str]


class ShortItem(_Base, frozen=True, kw_only=True, tag="short", omit_defaults=True):
    """Write a word or a few."""

    answers: Annotated[tuple[AcceptedAnswer, ...], msgspec.Meta(min_length=1, max_length=30)]


Item = SingleItem | MultipleItem | TrueFalseItem | SjtItem | OrderItem | MatchItem | ShortItem
_KINDS: dict[type[Item], str] = {kind: str(kind.__struct_config__.tag) for kind in get_args(Item)}
ITEM_KINDS: tuple[str, ...] = tuple(_KINDS.values())


class BankInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The head of a bank (``bank.json``)."""

    format: Literal["cermin-asn-bank"]
    format_version: Annotated[str, msgspec.Meta(pattern=r"^1\.\d+$")] = msgspec.field(
        name="formatVersion"
    )
    id: Slug
    version: Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    description: MaybeText = ""
    language: str = "id"
    authors: tuple[str, ...] = ()
    institution: str = ""
    license: str = ""
    created: IsoDate | None = None
    changelog: tuple[str, ...] = ()


class Bank(msgspec.Struct, frozen=True, gc=False):
    """A bank with its items, in the order of their ids."""

    info: BankInfo
    items: tuple[Item, ...] = ()


def kind_of(item: Item) -> str:
    """Return the kind word of an item, one of :data:`ITEM_KINDS`."""
    return _KINDS[type(item)]


_encoder = msgspec.json.Encoder(order="deterministic")


def canonical(item: Item) -> bytes:
    """Return the one byte form of an item that its hash and old results refer to."""
    return _encoder.encode(item)


def canonical_lines(items: Sequence[Item]) -> bytes:
    """Return the :func:`canonical` forms, a line end (which none of them contains) after each."""
    return _encoder.encode_lines(items)


def item_hash(item: Item) -> str:
    """Return the sha256 (hexadecimal) of the canonical item."""
    return sha256(canonical(item)).hexdigest()
