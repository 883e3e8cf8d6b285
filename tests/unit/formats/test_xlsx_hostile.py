"""Workbooks of strangers: refused or read, never a crash, never a full memory."""

import random
import zipfile

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import native, native_scenarios, xlsx_read, xlsx_write
from ethics_desktop.formats.reading import ReadResult
from ethics_desktop.paths import program_root
from tests.unit.formats.xlsx_samples import fill_template

ROW = {"Jenis soal": "PG", "Soal": "Apa?", "Opsi A": "x", "Opsi B": "y", "Kunci": "A"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = program_root() / "question_banks" / "integritas"
    path = tmp_path_factory.mktemp("xlsx") / "utuh.xlsx"
    bank = native.read_bank(folder).bank
    xlsx_write.write(bank, path, native_scenarios.read_scenarios(folder)[0])
    return path


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return path


def read_or_refuse(path):
    try:
        return xlsx_read.read(path)
    except UserError as error:
        return error


def sheet_with(parts, text):
    return next(name for name, raw in parts.items() if text in raw and "worksheets" in name)


def mutate(raw, chance):
    """Flip, cut, double and move bytes."""
    raw = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(raw))
        match chance.randrange(5):
            case 0:
                raw[place] = chance.randrange(256)
            case 1:
                del raw[place : place + chance.randint(1, 60)]
            case 2:
                raw[place:place] = raw[place : place + chance.randint(1, 60)]
            case 3:
                raw[place:place] = chance.choice(
                    [b"<c r=\"B2\"/>", b"<f>1</f>", b"&#x0;", b"-1", b"99999999", b"\xff", b"]]>",
                     b"<row r=\"0\">", b" t=\"e\"", b" t=\"s\"", b"NaN", b"1e999"]
                )  # fmt: skip
            case _:
                raw[place : place + 1] = bytes([raw[place] ^ (1 << chance.randrange(8))])
        if not raw:
            return b"x"
    return bytes(raw)


@pytest.mark.parametrize("seed", range(60))
def test_mutated_archives_end_in_findings_or_an_error(whole, tmp_path, seed):
    path = tmp_path / "rusak.xlsx"
    path.write_bytes(mutate(whole.read_bytes(), random.Random(seed)))
    assert isinstance(read_or_refuse(path), ReadResult | UserError)


@pytest.mark.parametrize("seed", range(120))
def test_mutated_parts_end_in_findings_or_an_error(whole, tmp_path, seed):
    chance = random.Random(1000 + seed)
    parts = parts_of(whole)
    wanted = [name for name in parts if "sheet" in name or "workbook" in name or "styles" in name]
    for name in chance.sample(wanted, chance.randint(1, 3)):
        parts[name] = mutate(parts[name], chance)
    found = read_or_refuse(pack(tmp_path / "rusak.xlsx", parts))
    assert isinstance(found, ReadResult | UserError)


def test_a_cell_in_the_far_corner_is_refused(tmp_path):
    path = fill_template(tmp_path / "b.xlsx", ROW)
    parts = parts_of(path)
    name = sheet_with(parts, b"Apa?")
    for cell in (
        b'<c r="XFD1048576" t="n"><v>1</v></c>',
        b"<c r='XFD1048576' t='n'><v>1</v></c>",
        b'<c\n t="n" r = "XFD1048576"><v>1</v></c>',
    ):
        row = b'<row r="1048576">' + cell + b"</row></sheetData>"
        bad = parts | {name: parts[name].replace(b"</sheetData>", row)}
        found = read_or_refuse(pack(tmp_path / "pojok.xlsx", bad))
        assert isinstance(found, UserError) and found.code == "sheet_too_large"


def test_a_bomb_is_refused_before_anything_opens_it(tmp_path):
    path = fill_template(tmp_path / "b.xlsx", ROW)
    parts = parts_of(path)
    parts["xl/media/besar.xml"] = b"<x>" + b"0" * (60 << 20)
    found = read_or_refuse(pack(tmp_path / "bom.xlsx", parts))
    assert isinstance(found, UserError) and found.code in ("zip_too_dense", "zip_too_large")


def test_entities_are_never_unfolded(tmp_path):
    path = fill_template(tmp_path / "b.xlsx", ROW)
    parts = parts_of(path)
    laugh = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"ha" * 500 + b'">'
    laugh += b'<!ENTITY b "' + b"&a;" * 100 + b'"><!ENTITY c "' + b"&b;" * 100 + b'">]>'
    for name in ("xl/workbook.xml", sheet_with(parts, b"Apa?")):
        raw = parts[name]
        start = raw.index(b"?>") + 2 if raw.startswith(b"<?xml") else 0
        bad = parts | {name: laugh + raw[start:].replace(b"Apa?", b"&c;")}
        found = read_or_refuse(pack(tmp_path / "tawa.xlsx", bad))
        if isinstance(found, ReadResult):
            assert all(len(item.stem) < 1000 for item in found.bank.items)


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.xlsx", b"", "file_not_that_format"),
        ("a.xlsx", b"ID;Soal\n", "file_not_that_format"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet_encrypted"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook_unreadable"),
        ("a.xls", b"PK\x03\x04rest", "file_not_that_format"),
        ("a.xlsx", b"PK\x03\x04rest", "zip_unreadable"),
    ],
)
def test_files_of_another_make(tmp_path, name, raw, code):
    path = tmp_path / name
    path.write_bytes(raw)
    found = read_or_refuse(path)
    assert isinstance(found, UserError) and found.code == code


def test_a_missing_file(tmp_path):
    found = read_or_refuse(tmp_path / "tiada.xlsx")
    assert isinstance(found, UserError) and found.code == "file_unreadable_all"


@pytest.mark.parametrize(
    "hidden",
    ["{", "[]", "7", '{"i": 1}', '{"i": "a", "p": []}', '{"i": "a", "p": {"stem": 5}}',
     '{"i": "a", "p": {"A.text": ["", {"x": 1}], "hint": ["", 7], "meta.tags": ["", "x"]}}',
     "[" * 5000],
)  # fmt: skip
def test_hidden_cells_are_not_believed(tmp_path, hidden):
    from openpyxl import load_workbook

    path = fill_template(tmp_path / "b.xlsx", {**ROW, "ID": "a"})
    book = load_workbook(path)
    page = book["Soal"]
    page.cell(4, page.max_column, hidden)
    book.save(path)
    result = xlsx_read.read(path)
    assert len(result.drafts) + result.skipped == 1


def test_a_letter_code_that_nobody_knows_is_told(tmp_path):
    path = tmp_path / "soal.ods"
    pack(path, {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b'<?xml version="1.0" encoding="QTF-8"?><office/>',
    })  # fmt: skip
    with pytest.raises(UserError) as caught:
        xlsx_read.read(path)
    assert caught.value.code == "workbook_unreadable"
