"""Generated banks and scenarios for the tests of workbooks, and a template filled by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from ethics_desktop.domain.bank import Bank, BankInfo, Item
from ethics_desktop.domain.scenario import Node, Scenario
from ethics_desktop.formats import xlsx_template
from ethics_desktop.formats.xlsx_items import KIND_TYPES

#: Texts that spreadsheets like to change.
NASTY = (
    "=1+1", "'=1+1", "''@x", "+62", "-5", "@ada", "\tx", "1,2", "1.2", "2.0", "01", "'01", "TRUE",
    "_x0041_", "_x000D_", " depan", "belakang ", " ", "\x00", "a\x0bb", "a\r\nb", "a\rb", "a\n\nb",
    "e\u0301", "\u00a0tepi", "\ufefftanda", "a\u200bb", "a;b", "a | b", "a=50", "a*", "\\", "R1",
    "#N/A", "Pasal 3", "2026-11-21", '"kutip"', "<b>&amp;", "😀", "x" * 40_000, "A", "'",
)  # fmt: skip

SLUG = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
OPTION_ID = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.text("Abc de, ;|=*.1", min_size=1, max_size=30),
)
MAYBE = st.one_of(st.just(""), TEXT)
DATE = st.one_of(st.none(), st.just("2026-11-21"), st.just("2028-01-31"))


def _optional(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


REFERENCE = st.fixed_dictionaries(
    {"instrument": TEXT},
    optional={
        "article": TEXT,
        "facts": st.lists(TEXT, max_size=2),
        "checked_on": DATE,
        "review_by": DATE,
    },
)
META = _optional(
    principle=st.sampled_from(["integritas", "keadilan"]),
    level=st.sampled_from(["dasar", "lanjut"]),
    pool=st.sampled_from(["latihan", "uji", "ulang"]),
    status=st.sampled_from(["draf", "uji_coba", "terbit", "usang"]),
    frameworks=st.dictionaries(
        st.sampled_from(["bimtek", "berakhlak", "komitmen"]),
        st.lists(st.one_of(st.sampled_from(["1", "3", "akuntabel.1"]), TEXT), max_size=3),
    ),
    references=st.lists(REFERENCE, max_size=2),
    sources=st.lists(TEXT, max_size=2),
    tags=st.lists(st.one_of(st.just("loket"), TEXT), max_size=3),
    family=MAYBE,
    enemies=st.lists(SLUG, max_size=2),
    author=MAYBE,
    license=MAYBE,
    review=st.lists(
        st.fixed_dictionaries(
            {"by": TEXT, "on": st.just("2026-11-21"), "blind_best": st.booleans()},
            optional={"spearman": st.floats(-1, 1), "note": TEXT},
        ),
        max_size=1,
    ),
    origin=st.fixed_dictionaries({"format": TEXT}, optional={"external_id": TEXT}),
)
COMMON = {"rev": st.integers(1, 9), "explanation": MAYBE, "hint": MAYBE, "meta": META}


def _ids(count: int) -> st.SearchStrategy[list[str]]:
    usual = st.just(list("abcdefghij")[:count])
    return st.one_of(usual, st.lists(OPTION_ID, min_size=count, max_size=count, unique=True))


@st.composite
def _parts(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    if kind == "truefalse":
        return {"answer": draw(st.booleans()), "reason_true": draw(MAYBE),
                "reason_false": draw(MAYBE)}  # fmt: skip
    if kind == "short":
        answer = st.fixed_dictionaries(
            {"text": TEXT},
            optional={"score": st.floats(0, 1), "wildcard": st.booleans(),
                      "case_sensitive": st.booleans(), "reason": MAYBE},
        )  # fmt: skip
        return {"answers": draw(st.lists(answer, min_size=1, max_size=13))}
    if kind == "match":
        left = [{"id": one, "text": draw(TEXT), "reason": draw(MAYBE)}
                for one in draw(_ids(draw(st.integers(2, 5))))]  # fmt: skip
        right = [{"id": one, "text": draw(TEXT)} for one in draw(_ids(draw(st.integers(2, 6))))]
        targets = st.sampled_from([one["id"] for one in right])
        answer = {one["id"]: draw(targets) for one in left if draw(st.integers(0, 9))}
        return {"left": left, "right": right, "answer": answer}
    count = draw(st.integers(2, 7 if kind == "order" else 10))
    options: list[dict[str, Any]] = [
        {"id": one, "text": draw(TEXT), "reason": draw(MAYBE)} for one in draw(_ids(count))
    ]
    right_ones = draw(st.sets(st.integers(0, count - 1), min_size=1))
    for place, option in enumerate(options):
        if kind == "sjt":
            option["weight"] = draw(st.integers(1, 5))
        elif kind == "order":
            option["rank"] = draw(st.integers(1, 9))
        else:
            option["correct"] = place == min(right_ones) or (
                kind == "multiple" and place in right_ones
            )
            option["fixed"] = draw(st.integers(0, 5)) == 0
    return {"options": options}


@st.composite
def items(draw: st.DrawFn, own: str = "soal-1") -> Item:
    """Draw an item of any kind with a sound key."""
    kind = draw(st.sampled_from(sorted(KIND_TYPES)))
    raw = {"type": kind, "id": own, "stem": draw(TEXT), **draw(_parts(kind))}
    raw |= {name: draw(value) for name, value in COMMON.items()}
    return msgspec.convert(raw, KIND_TYPES[kind])


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    """Draw a bank with up to six items."""
    ids = draw(st.lists(SLUG, max_size=6, unique=True))
    raw = {
        "format": "cermin-asn-bank",
        "formatVersion": "1.0",
        "id": draw(SLUG),
        "version": "1.2.3",
        "title": draw(TEXT),
        "description": draw(MAYBE),
        "authors": draw(st.lists(TEXT, max_size=2)),
        "institution": draw(MAYBE),
        "license": draw(MAYBE),
        "created": draw(DATE),
        "changelog": draw(st.lists(TEXT, max_size=2)),
    }
    return Bank(msgspec.convert(raw, BankInfo), tuple(draw(items(own)) for own in ids))


EFFECTS = _optional(
    integritas=st.integers(-2, 2), kepercayaan=st.integers(-3, 3), risiko=st.integers(-3, 3)
)
NODE_ID = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
COUNTS = st.dictionaries(st.sampled_from(["kopi", "x_1"]), st.integers(-5, 5), max_size=2)
CONDITION = st.one_of(
    st.fixed_dictionaries(
        {"var": st.one_of(st.just("kopi"), TEXT)},
        optional={"op": st.sampled_from(["==", "!=", ">=", "<"]), "value": st.integers(-9, 9)},
    ),
    st.fixed_dictionaries({"chose": st.one_of(st.just("n1.a"), TEXT)}),
    st.fixed_dictionaries({"not_chose": st.one_of(st.just("n1.a"), TEXT)}),
)
CONDITIONS = st.lists(CONDITION, max_size=2)


@st.composite
def nodes(draw: st.DrawFn, own: str) -> Node:
    """Draw a node of any kind."""
    kind = draw(st.sampled_from(["line", "choice", "check", "end"]))
    raw: dict[str, Any] = {"kind": kind, "id": own}
    if kind == "line":
        raw |= {"speaker": draw(MAYBE), "text": draw(TEXT), "next": draw(NODE_ID),
                "effects": draw(EFFECTS), "note": draw(MAYBE)}  # fmt: skip
    elif kind == "check":
        case = st.fixed_dictionaries(
            {"if": st.lists(CONDITION, min_size=1, max_size=2), "next": NODE_ID}
        )
        raw |= {"cases": draw(st.lists(case, max_size=2)), "next": draw(NODE_ID)}
    elif kind == "end":
        raw |= {"title": draw(TEXT), "outcome": draw(st.sampled_from(["baik", "cukup", "buruk"])),
                "text": draw(MAYBE), "effects": draw(EFFECTS), "note": draw(MAYBE)}  # fmt: skip
    else:
        raw |= {"speaker": draw(MAYBE), "text": draw(MAYBE)}
        raw["choices"] = [
            {"id": one, "text": draw(TEXT), "weight": draw(st.integers(1, 5)),
             "next": draw(NODE_ID), "effects": draw(EFFECTS), "note": draw(MAYBE),
             "reason": draw(MAYBE), "set": draw(COUNTS), "add": draw(COUNTS),
             "if": draw(CONDITIONS)}
            for one in draw(_ids(draw(st.integers(1, 6))))
        ]  # fmt: skip
    return msgspec.convert(raw, Node)


@st.composite
def scenarios(draw: st.DrawFn, own: str = "cerita-1") -> Scenario:
    """Draw a scenario that is typed; whether it can be played does not matter here."""
    ids = draw(st.lists(NODE_ID, min_size=1, max_size=4, unique=True))
    variable = st.fixed_dictionaries(
        {"initial": st.integers(-9, 9), "min": st.integers(-9, 9), "max": st.integers(-9, 9)}
    )
    speaker = st.fixed_dictionaries({"id": NODE_ID, "name": TEXT}, optional={"about": TEXT})
    raw = {
        "id": own,
        "rev": draw(st.integers(1, 5)),
        "title": draw(TEXT),
        "summary": draw(MAYBE),
        "role": draw(MAYBE),
        "minutes": draw(st.integers(1, 120)),
        "speakers": draw(st.lists(speaker, max_size=3)),
        "variables": draw(st.dictionaries(st.sampled_from(["kopi", "x_1"]), variable)),
        "start": draw(NODE_ID),
        "ideal": draw(st.lists(OPTION_ID, max_size=3)),
        "debrief": draw(_optional(rule=TEXT, say=TEXT, question=TEXT)),
        "meta": draw(META),
    }
    story = msgspec.convert(raw | {"nodes": [{"kind": "check", "id": "x", "next": "x"}]}, Scenario)
    return msgspec.structs.replace(story, nodes=tuple(draw(nodes(one)) for one in ids))


def fill_template(path: Path, *rows: dict[str, Any], sheet: str = "Soal") -> Path:
    """Write a template with rows from row 4 on; keys are headers without the star."""
    from openpyxl import load_workbook

    xlsx_template.write_template(path)
    book = load_workbook(path)
    page = book[sheet]
    columns = {str(cell.value).rstrip("*"): cell.column for cell in page[3] if cell.value}
    for number, row in enumerate(rows, 4):
        for header, value in row.items():
            page.cell(number, columns[header], value)
    book.save(path)
    return path
