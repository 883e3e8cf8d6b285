"""The door for XML of strangers: declarations refused, memory bounded, one fault costs one part."""

from __future__ import annotations

import random
import time
import tracemalloc
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding
from ethics_desktop.formats.safe_xml import Limits, Part, Shape, parts
from ethics_desktop.formats.xml_bytes import PIECE

SHAPE = Shape("Uji", "quiz", "question")


def run(
    tmp_path: Path, raw: bytes, limits: Limits | None = None
) -> tuple[list[Part], list[Finding]]:
    path = tmp_path / "uji.xml"
    path.write_bytes(raw)
    found = list(parts(path, SHAPE, limits))
    return (
        [one for one in found if isinstance(one, Part)],
        [one for one in found if isinstance(one, Finding)],
    )


def refused(tmp_path: Path, raw: bytes) -> str:
    with pytest.raises(UserError) as caught:
        run(tmp_path, raw)
    return caught.value.code


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><quiz><question>&j;</question></quiz>"
)


@pytest.mark.parametrize(
    "raw",
    [
        LAUGHS,
        b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>',
        b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>',
        b'<!DOCTYPE quiz PUBLIC "-//x" "http://127.0.0.1:9/x.dtd"><quiz/>',
        b'<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><quiz/>',
        b"<!DOCTYPE quiz><quiz><question/></quiz>",
        b"<!-- a --><?p q?>\n<!DOCTYPE quiz [ <!ATTLIST quiz a CDATA 'x'> ]><quiz/>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE q [<!ENTITY a "b">]><quiz/>'.encode(
            "utf-16"
        ),
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert refused(tmp_path, raw) == "xml_forbidden"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"   ", b"halo", b"\x00\x01\x02", b"<html><body/></html>", b"<quiz", b"PK\x03\x04abc",
        b"<!DOCTYPE html><html></html>", b"<Quiz><question/></Quiz>", b"<!-- x -->",
        b"\xef\xbb\xbf", b"<question/>", b"<a" * 300_000,
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert refused(tmp_path, raw) == "file_not_that_format"


def test_a_missing_and_a_large_file(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        list(parts(tmp_path / "tidak-ada.xml", SHAPE))
    assert caught.value.code == "file_unreadable_all"
    with pytest.raises(UserError) as caught:
        run(tmp_path, b"<quiz>" + b" " * 100, Limits(file_bytes=50))
    assert caught.value.code == "file_too_large_all"


def test_parts_come_with_their_lines(tmp_path: Path) -> None:
    raw = b"<?xml version='1.0'?>\n<quiz>\n" + b"".join(
        b"<question>\n<t>%d</t>\n<questiontext/></question>\n<other/>\n" % n for n in range(5000)
    )
    found, findings = run(tmp_path, raw + b"</quiz>")
    assert findings == []
    assert [part.line for part in found] == [3 + 4 * n for n in range(5000)]
    assert [part.element.findtext("t") for part in found] == [str(n) for n in range(5000)]


def test_a_text_that_looks_like_a_part_makes_lines_unknown_never_wrong(tmp_path: Path) -> None:
    raw = b"<quiz>\n<question><t><![CDATA[\n<question >]]></t></question>\n<question/>\n</quiz>"
    found, findings = run(tmp_path, raw)
    assert findings == []
    assert [part.line for part in found] == [0, 0]


def test_one_broken_part_costs_no_other(tmp_path: Path) -> None:
    raw = (
        b"<quiz>\n<question><t>1</t></question>\n<question><t>A & B</t>\n</question>\n"
        b"<question><t>3</t></question>\n<question><t>4</b></question>\n"
        b"<question><t>&nbsp;</t></question>\n<question><t>6</t></question>\n</quiz>"
    )
    found, findings = run(tmp_path, raw)
    assert [part.element.findtext("t") for part in found] == ["1", "3", "6"]
    assert [part.line for part in found] == [2, 5, 8]
    assert codes(findings) == ["xml_broken"] * 3
    assert [finding.location.line for finding in findings] == [3, 6, 7]


def test_broken_parts_in_a_long_file(tmp_path: Path) -> None:
    lines = [b"<question><t>%d</t>%s</question>\n" % (n, b"x" * 300) for n in range(2000)]
    for n in (150, 700, 1999):
        lines[n] = lines[n].replace(b"</t>", b"& </t>")
    found, findings = run(tmp_path, b"<quiz>\n" + b"".join(lines) + b"</quiz>")
    numbers = [int(part.element.findtext("t") or -1) for part in found]
    assert numbers == [n for n in range(2000) if n not in (150, 700, 1999)]
    assert [part.line for part in found] == [n + 2 for n in numbers]
    assert [finding.location.line for finding in findings] == [152, 702, 2001]


def test_files_put_one_after_the_other(tmp_path: Path) -> None:
    one = b"<?xml version='1.0'?><quiz><question><t>1</t></question></quiz>\n"
    found, findings = run(tmp_path, one + one)
    assert [part.element.findtext("t") for part in found] == ["1", "1"]
    assert codes(findings) == ["xml_broken"]


def test_a_truncated_file_keeps_what_is_complete(tmp_path: Path) -> None:
    raw = b"<quiz>\n" + b"<question><t>satu dua</t></question>\n" * 3
    for cut in range(8, len(raw)):
        found, findings = run(tmp_path, raw[:cut])
        assert len(found) == raw[:cut].count(b"</question>")
        assert codes(findings) == ["xml_truncated"]


def test_too_many_faults_end_the_reading(tmp_path: Path) -> None:
    raw = b"<quiz>" + b"<question>&</question>" * 10_000 + b"</quiz>"
    found, findings = run(tmp_path, raw)
    assert found == []
    assert codes(findings) == ["xml_broken"] * 100 + ["xml_rest_unread"]


def deep(n: int) -> bytes:
    return b"<question>" + b"<a>" * n + b"</a>" * n + b"</question>"


@pytest.mark.parametrize("n", [200, 50_000, 400_000])
def test_depth_is_bounded(tmp_path: Path, n: int) -> None:
    found, findings = run(tmp_path, b"<quiz>" + deep(n) + b"<question><t>2</t></question></quiz>")
    assert [part.element.findtext("t") for part in found] == ["2"]
    assert set(codes(findings)) <= {"xml_too_deep", "xml_part_too_large", "xml_broken"}
    assert findings


def peak_of(tmp_path: Path, raw: bytes) -> tuple[float, list[Part], list[Finding]]:
    """Return the peak in MiB while the parts are read and thrown away."""
    path = tmp_path / "besar.xml"
    path.write_bytes(raw)
    tracemalloc.start()
    try:
        kept: list[Part] = []
        findings: list[Finding] = []
        for one in parts(path, SHAPE):
            if isinstance(one, Finding):
                findings.append(one)
            elif len(kept) < 3:
                kept.append(one)
        return tracemalloc.get_traced_memory()[1] / (1 << 20), kept, findings
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "middle",
    [
        b"<question>" + b"<a/>" * 2_000_000,
        b"<question a='" + b"x" * 20_000_000 + b"'/>",
        b"<!--" + b"x" * 20_000_000 + b"-->",
        b"<question><t>" + b"x" * 40_000_000 + b"</t></question>",
        b"x" * 40_000_000,
        b"".join(b"<n%d/>" % n for n in range(1_000_000)),
        b"<question>" + b"".join(b"<n a%d='1'/>" % n for n in range(500_000)),
        b"<a " + b" ".join(b"a%d=''" % n for n in range(300_000)) + b"/>",
    ],
    ids=["nodes", "attribute", "comment", "text", "loose", "names", "attributes", "one tag"],
)
def test_hostile_sizes_take_neither_memory_nor_time(tmp_path: Path, middle: bytes) -> None:
    start = time.process_time()
    raw = b"<quiz>" + middle + b"<question><t>akhir</t></question></quiz>"
    peak, _kept, findings = peak_of(tmp_path, raw)
    assert peak < 150
    assert findings
    assert time.process_time() - start < 30


def test_memory_stays_flat(tmp_path: Path) -> None:
    question = b"<question><t>%d</t>" + b"<answer><text>satu</text></answer>" * 5 + b"</question>\n"

    def peak(n: int) -> float:
        body = b"".join(question % m for m in range(n))
        return peak_of(tmp_path, b"<quiz>" + body + b"</quiz>")[0]

    assert peak(6_000) <= 1.2 * peak(1_500)


ENCODED = '<?xml version="1.0" encoding="{}"?><quiz><question><t>“café” – é</t></question></quiz>'


@pytest.mark.parametrize(
    ("declared", "written", "told"),
    [
        ("UTF-8", "utf-8", []),
        ("UTF-8", "utf-8-sig", []),
        ("UTF-8", "utf-16", []),
        ("UTF-16", "utf-16-le", []),
        ("UTF-16", "utf-8", []),
        ("UTF-8", "cp1252", ["encoding_guessed"]),
        ("windows-1252", "cp1252", []),
        ("ISO-8859-1", "cp1252", []),
        ("ISO-8859-1", "utf-8", ["encoding_differs"]),
        ("x-aneh", "utf-8", []),
        ("x-aneh", "cp1252", ["encoding_guessed"]),
    ],
)
def test_encodings(tmp_path: Path, declared: str, written: str, told: list[str]) -> None:
    found, findings = run(tmp_path, ENCODED.format(declared).encode(written))
    assert found[0].element.findtext("t") == "“café” – é"
    assert codes(findings) == told


def test_no_declaration_and_single_wrong_bytes(tmp_path: Path) -> None:
    raw = "<quiz><question><t>é–</t></question></quiz>".encode()
    found, findings = run(tmp_path, raw)
    assert (found[0].element.findtext("t"), findings) == ("é–", [])
    found, findings = run(tmp_path, raw.replace("é".encode(), "é".encode() + b"\xe9"))
    assert found[0].element.findtext("t") == "éé–"
    assert codes(findings) == ["encoding_guessed"]


def test_letters_across_pieces(tmp_path: Path) -> None:
    for shift in range(4):
        raw = f"<quiz>{' ' * (PIECE - 30 + shift)}<question><t>{'é–😀' * 30}</t></question></quiz>"
        found, findings = run(tmp_path, raw.encode())
        assert (found[0].element.findtext("t"), findings) == ("é–😀" * 30, [])


def test_control_characters_are_left_out_and_counted(tmp_path: Path) -> None:
    found, findings = run(tmp_path, b"<quiz><question><t>a\x0bb\x00</t></question></quiz>")
    assert found[0].element.findtext("t") == "ab"
    assert [(f.code, f.params) for f in findings] == [("characters_removed", {"n": 2})]


def test_mutations_end_in_parts_findings_or_a_user_error(tmp_path: Path) -> None:
    chance = random.Random(20261121)
    raw = ENCODED.format("UTF-8").encode() + b"<question a='b'><t><![CDATA[x]]></t></question>"
    for _ in range(800):
        changed = bytearray(raw)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(changed))
            match chance.randrange(4):
                case 0:
                    changed[at] = chance.randrange(256)
                case 1:
                    del changed[at : at + chance.randrange(1, 20)]
                case 2:
                    changed[at:at] = chance.choice(
                        [
                            b"<!DOCTYPE a [",
                            b"]]>",
                            b"<!--",
                            b"&",
                            b"<question>",
                            b"\x00",
                            b"</quiz>",
                        ]
                    )
                case 3:
                    changed[at:at] = changed[: chance.randrange(40)]
        try:
            run(tmp_path, bytes(changed))
        except UserError as error:
            assert error.code in ("file_not_that_format", "xml_forbidden")
