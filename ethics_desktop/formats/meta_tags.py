"""Metadata of an item as plain tags, the one thing that Moodle, GIFT and others carry for it.

``prinsip:integritas``, ``tingkat:menengah``, ``modul:3``, ``nilai:akuntabel.1``,
``ref:UU 25/2009#Pasal 34``, ``kategori:a/b`` and so on. :func:`tags_of` and :func:`meta_from_tags`
are inverse to each other for everything but ``review`` and ``origin``.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ethics_desktop.domain.bank import (
    MOST_VALUES,
    Item,
    Level,
    Meta,
    Origin,
    Pool,
    Principle,
    Reference,
    SjtItem,
    Status,
)

CATEGORY = "kategori:"
#: Fields of a bank's head that formats for single questions have no place for.
HEAD_FIELDS = ("description", "authors", "institution", "license", "changelog")
#: Framework ids that have a short tag of their own.
_FRAMEWORK_TAGS = {"modul": "bimtek", "nilai": "berakhlak"}
_FRAMEWORK_NAMES = {framework: tag for tag, framework in _FRAMEWORK_TAGS.items()}
_ENUMS: dict[str, tuple[str, Callable[[str], object]]] = {
    "prinsip": ("principle", Principle),
    "tingkat": ("level", Level),
    "kolam": ("pool", Pool),
    "status": ("status", Status),
}
#: Tags of a question; its category becomes one more.
MAX_TAGS = MOST_VALUES - 1
_TEXTS = {"keluarga": "family", "penulis": "author", "lisensi": "license"}
_LISTS = {"musuh": "enemies", "sumber": "sources"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS = ("single", "multiple", "truefalse", "sjt", "order", "match", "short")


class TagsRead(NamedTuple):
    """What tags say of an item. ``kind`` is "" unless a tag names one; ``odd`` tags had a known
    name but a value that is not; they are kept in ``meta.tags`` as they are."""

    meta: Meta
    rev: int
    kind: str
    odd: tuple[str, ...]


#: Where the value of a tag goes: a field, a list, the codes of a framework; odd tags stay tags.
_FIELD, _LIST, _FRAMEWORK, _ODD = range(4)


class Sense(NamedTuple):
    """What one tag says: the name of a field, list or framework, and the value for it."""

    into: int
    name: str
    value: object


def sense_of(tag: str) -> Sense:
    """Return what a tag says; one that says nothing about an item is one more of its tags."""
    name, _, value = tag.partition(":")
    name, value = name.strip().lower(), value.strip()
    said: Sense | None = None
    if not value:
        pass
    elif name in _ENUMS:
        field, kind_of_value = _ENUMS[name]
        with contextlib.suppress(ValueError):
            said = Sense(_FIELD, field, kind_of_value(value.lower()))
    elif name in _TEXTS:
        said = Sense(_FIELD, _TEXTS[name], value)
    elif name in _LISTS:
        said = Sense(_LIST, _LISTS[name], value)
    elif name in _FRAMEWORK_TAGS:
        said = Sense(_FRAMEWORK, _FRAMEWORK_TAGS[name], value)
    elif name == "kerangka" and "=" in value:
        framework, _, code = value.partition("=")
        said = Sense(_FRAMEWORK, framework.strip(), code.strip())
    elif name == "ref":
        said = Sense(_LIST, "references", _reference(value))
    elif name == "rev" and value.isdecimal() and int(value[:9]) > 0:
        said = Sense(_FIELD, "rev", int(value[:9]))
    elif name == "jenis" and value in _KINDS:
        said = Sense(_FIELD, "kind", value)
    odd = name in _ENUMS or name in ("rev", "jenis")
    return said or Sense(_ODD if odd else _LIST, "tags", tag)


def meta_from_tags(
    tags: Sequence[str], origin: Origin | None = None, senses: Mapping[str, Sense] | None = None
) -> TagsRead:
    """Return the metadata that tags describe; tags that describe none stay tags.

    Args:
        tags: of one item.
        origin: where it comes from.
        senses: what each of the tags says; a reader keeps them, for most tags come again.
    """
    fields: dict[str, Any] = {"rev": 1, "kind": ""}
    lists: dict[str, list[object]] = {}
    frameworks: dict[str, list[object]] = {}
    odd: list[str] = []
    for tag in tags:
        into, name, value = sense_of(tag) if senses is None else senses[tag]
        if into == _FIELD:
            fields[name] = value
        elif into == _FRAMEWORK:
            frameworks.setdefault(name, []).append(value)
        else:
            lists.setdefault(name, []).append(value)
            if into == _ODD:
                odd.append(tag)
    if "tags" in lists:
        lists["tags"] = list(dict.fromkeys(lists["tags"]))
    fields |= {name: tuple(values) for name, values in lists.items()}
    if frameworks:
        fields["frameworks"] = {name: tuple(codes) for name, codes in frameworks.items()}
    rev, kind = fields.pop("rev"), fields.pop("kind")
    return TagsRead(Meta(origin=origin, **fields), rev, kind, tuple(odd))


def tags_of(item: Item) -> tuple[str, ...]:
    """Return the tags that describe an item, for formats that carry tags."""
    meta = item.meta
    found: list[str] = []
    if isinstance(item, SjtItem):
        found.append("jenis:sjt")
    if item.rev != 1:
        found.append(f"rev:{item.rev}")
    if meta.principle is not None:
        found.append(f"prinsip:{meta.principle.value}")
    if meta.level is not Level.DASAR:
        found.append(f"tingkat:{meta.level.value}")
    if meta.pool is not Pool.LATIHAN:
        found.append(f"kolam:{meta.pool.value}")
    if meta.status is not Status.UJI_COBA:
        found.append(f"status:{meta.status.value}")
    for framework, codes in meta.frameworks.items():
        name = _FRAMEWORK_NAMES.get(framework)
        found += [f"{name}:{code}" if name else f"kerangka:{framework}={code}" for code in codes]
    found += [f"ref:{_reference_text(reference)}" for reference in meta.references]
    for tag, field in _LISTS.items():
        found += [f"{tag}:{value}" for value in getattr(meta, field)]
    for tag, field in _TEXTS.items():
        if getattr(meta, field):
            found.append(f"{tag}:{getattr(meta, field)}")
    return (*found, *meta.tags)


def category_of(path: str) -> str:
    """Return the category path of an item's tag, without what only says where in Moodle it is.

    ``$course$/top/Etika/Gratifikasi`` becomes ``Etika/Gratifikasi``. A slash inside a name is
    written ``//`` and stays so.
    """
    parts = re.split(r"(?<!/)/(?!/)", path.strip())
    parts = [part.strip() for part in parts]
    if parts and re.fullmatch(r"\$\w+\$", parts[0]):
        parts = parts[1:]
    if parts and parts[0] == "top":
        parts = parts[1:]
    return "/".join(part for part in parts if part)


def _quote(text: str) -> str:
    return text.replace("%", "%25").replace("#", "%23").replace(";", "%3B")


def _unquote(text: str) -> str:
    if "%" not in text:
        return text
    return text.replace("%3B", ";").replace("%23", "#").replace("%25", "%")


def _reference_text(reference: Reference) -> str:
    """``instrument#article;fakta=A,B;cek=DATE;ulang=DATE``, parts that are empty left out."""
    text = _quote(reference.instrument)
    if reference.article:
        text += f"#{_quote(reference.article)}"
    if reference.facts:
        text += f";fakta={','.join(_quote(fact) for fact in reference.facts)}"
    if reference.checked_on:
        text += f";cek={reference.checked_on}"
    if reference.review_by:
        text += f";ulang={reference.review_by}"
    return text


def _reference(text: str) -> Reference:
    parts = text.split(";")
    dates: dict[str, str] = {}
    facts: tuple[str, ...] = ()
    while len(parts) > 1:
        name, _, value = parts[-1].strip().partition("=")
        if name == "fakta" and value:
            facts = tuple(_unquote(fact) for fact in value.split(",") if fact)
        elif name in ("cek", "ulang") and _DATE.fullmatch(value):
            dates[name] = value
        else:
            break
        parts.pop()
    instrument, _, article = ";".join(parts).partition("#")
    instrument, article = _unquote(instrument).strip(), _unquote(article).strip()
    if not instrument:
        instrument, article = article or text, ""
    return Reference(instrument, article, facts, dates.get("cek"), dates.get("ulang"))
