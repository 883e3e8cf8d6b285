"""The quick way through plain XML: it takes what is plain, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding
from ethics_desktop.formats import safe_xml
from ethics_desktop.formats.safe_xml import parts
from ethics_desktop.formats.xml_parts import Limits, NotPlainError, Part, Shape, plain_parts

SHAPE = Shape("Uji", "quiz", "question")
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- satu - dua -->\n<quiz>\n'
TEXT = b"<questiontext><text><![CDATA[a <b> \xc3\xa9]]></text></questiontext>"
QUESTIONS = [b'  <question type="a">\n%s<n>%d</n>\n</question>\n' % (TEXT, n) for n in range(40)]
PLAIN = HEAD + b"".join(QUESTIONS) + b"</quiz>\n<!-- akhir -->\n"


def run(raw: bytes, step: int = 1 << 14, limits: Limits | None = None) -> list[Part]:
    pieces = (raw[at : at + step] for at in range(0, len(raw), step))
    return list(plain_parts(pieces, SHAPE, limits or Limits()))


def taken(raw: bytes, step: int, limits: Limits | None = None) -> int:
    """Return how many parts are given before the quick way ends."""
    pieces = (raw[at : at + step] for at in range(0, len(raw), step))
    count = 0
    with pytest.raises(NotPlainError):
        for _part in plain_parts(pieces, SHAPE, limits or Limits()):
            count += 1
    return count


@pytest.mark.parametrize("step", [90, 101, 137, 1000, 1 << 14])
def test_every_part_comes_once_with_its_line(step: int) -> None:
    found = run(PLAIN, step)
    assert [part.element.findtext("n") for part in found] == [str(n) for n in range(40)]
    assert [part.line for part in found] == [4 + 3 * n for n in range(40)]
    assert {part.element.findtext("questiontext/text") for part in found} == {"a <b> é"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<quiz>",
        b"<quiz/>",
        b" <?xml version='1.0'?><quiz></quiz>",
        b"<!DOCTYPE quiz><quiz></quiz>",
        b"<!-- a -- b --><quiz></quiz>",
        b"<quiz a='1'></quiz>",
        b"<other><quiz></quiz></other>",
        b"<quiz><other/></quiz>",
        b"<quiz><!DOCTYPE quiz><question/></quiz>",
        b"<quiz><question>&x;</question></quiz>",
        b"<quiz><!-- <question> --><question/></quiz>",
        b"<quiz><question/></quiz><quiz></quiz>",
    ],
)
def test_what_is_not_plain_is_left_alone(raw: bytes) -> None:
    assert taken(raw, 1 << 14) == 0


@pytest.mark.parametrize("step", [200, 1 << 14])
def test_the_quick_way_ends_before_the_part_that_is_broken(step: int) -> None:
    raw = PLAIN.replace(b"<n>30</n>", b"<n>30</m>")
    assert taken(raw, step) in ((0,) if step > 1000 else range(20, 31))
    assert taken(PLAIN.removesuffix(b"</quiz>\n<!-- akhir -->\n"), step) <= 39


def test_limits_end_it() -> None:
    many = HEAD + b"<question>" + b"<a/>" * 200 + b"</question></quiz>"
    assert taken(many, 1 << 14, Limits(part_nodes=100)) == 0
    deep = HEAD + b"<question>" + b"<a>" * 120 + b"</a>" * 120 + b"</question></quiz>"
    assert taken(deep, 1 << 14) == 0
    large = HEAD + b"<question>" + b"x" * (5 << 20) + b"</question></quiz>"
    assert taken(large, 1 << 14) == 0


def test_empty_and_short_files_are_plain() -> None:
    assert run(b"<quiz></quiz>") == []
    assert [part.line for part in run(b"<quiz><question/><question/></quiz>")] == [1, 1]


def test_a_text_that_looks_like_a_part_ends_it() -> None:
    text = b"<question\ttype='b'><![CDATA[<question type='c']]></question>"
    assert taken(HEAD + QUESTIONS[0] + text + b"</quiz>", 1 << 14) == 0


def test_damaged_files_give_what_the_careful_way_gives(tmp_path: Path) -> None:
    chance = random.Random(77)
    path = tmp_path / "soal.xml"
    strange = (0, 1, 9, 13, 0x1F, 0x3C, 0x7F, 0x80, 0xC0, 0xC3, 0xED, 0xEF, 0xF5, 0xFF)
    for _ in range(300):
        raw = bytearray(PLAIN)
        for _ in range(chance.randrange(1, 4)):
            raw[chance.randrange(len(raw))] = chance.choice(strange)
        path.write_bytes(raw)
        assert read_by(parts, path) == read_by(careful, path)


def careful(path: Path, shape: Shape) -> Iterator[Part | Finding]:
    return safe_xml._Reading(path, shape, Limits()).run()


def read_by(way: Callable[[Path, Shape], Iterator[Part | Finding]], path: Path) -> list[object]:
    """Return the parts of a file as bytes with their lines, and the findings."""
    try:
        return [
            found if isinstance(found, Finding) else (found.line, tostring(found.element).strip())
            for found in way(path, SHAPE)
        ]
    except UserError as error:
        return [error.code]
