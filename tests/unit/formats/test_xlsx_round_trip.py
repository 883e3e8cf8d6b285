"""Native -> workbook -> native gives the same bank, whatever the texts; edits win over the rest."""

import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ethics_desktop.domain.bank import Bank
from ethics_desktop.domain.findings import has_errors
from ethics_desktop.formats import native, native_scenarios, xlsx_items, xlsx_read, xlsx_write
from ethics_desktop.formats.xlsx_cells import Row, guard, make_patch
from ethics_desktop.formats.xlsx_meta import References
from ethics_desktop.paths import program_root
from tests.unit.formats import xlsx_samples as samples

BANKS = sorted(head.parent for head in (program_root() / "question_banks").glob("*/bank.json"))
SOFFICE = shutil.which("soffice")
FEW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a workbook a step: shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def shipped(folder):
    return native.read_bank(folder).bank, native_scenarios.read_scenarios(folder)[0]


def edit(path, sheet, row, header, value):
    from openpyxl import load_workbook

    book = load_workbook(path)
    page = book[sheet]
    columns = {str(cell.value).rstrip("*"): cell.column for cell in page[3] if cell.value}
    page.cell(row, columns[header], value)
    book.save(path)


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_shipped_banks_and_scenarios_come_back_whole(folder, tmp_path):
    bank, stories = shipped(folder)
    path = tmp_path / "bank.xlsx"
    assert xlsx_write.write(bank, path, stories) == ()
    result = xlsx_read.read(path)
    assert result.findings == () and result.skipped == 0
    assert result.bank == bank
    assert result.scenarios == stories


@FEW
@given(samples.banks(), st.lists(st.sampled_from(["cerita-1", "kisah.2"]), unique=True), st.data())
def test_generated_banks_come_back_whole(bank, story_ids, data):
    stories = tuple(data.draw(samples.scenarios(own)) for own in story_ids)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.xlsx"
        xlsx_write.write(bank, path, stories)
        result = xlsx_read.read(path)
    assert not has_errors(result.findings)
    assert result.bank == bank
    assert result.scenarios == stories


@settings(FEW, max_examples=150)
@given(samples.items())
def test_every_item_comes_back_from_its_row(item):
    references = References()
    exact = xlsx_items.units_of(item)
    cells = xlsx_items.to_cells(exact, references)
    safe = {name: guard(v) if isinstance(v, str) else v for name, v in cells.items()}
    row = Row(safe, lambda *_, **__: None)
    seen = xlsx_items.from_row(row, references)
    hidden = make_patch(item.id, exact, seen)
    assert hidden.isascii() and "_x" not in hidden
    from ethics_desktop.formats.xlsx_cells import apply_patch

    assert apply_patch(hidden, item.id, seen) is not None
    if exact["kind"] == "match":
        seen["pairs"] = xlsx_items.pairs_of(item)
    assert msgspec.convert(xlsx_items.build(seen), type(item)) == item


def test_no_cell_of_an_export_can_be_a_formula(tmp_path):
    bank, _ = shipped(BANKS[0])
    nasty = [
        msgspec.structs.replace(bank.items[0], id=f"n-{number}", stem=text, hint=text)
        for number, text in enumerate(('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"))
    ]
    path = tmp_path / "bank.xlsx"
    xlsx_write.write(Bank(bank.info, tuple(nasty)), path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = archive.read(name).decode()
                cells = text[text.index("<sheetData") : text.rindex("</sheetData")]
                assert "<f>" not in cells and "<f " not in cells
                assert not re.search(r"<t[^>]*>[=+\-@\t]", cells)
    assert xlsx_read.read(path).bank.items == tuple(nasty)


def test_an_edit_wins_and_leaves_the_hidden_rest(tmp_path):
    bank, _ = shipped(program_root() / "question_banks" / "integritas")
    path = tmp_path / "bank.xlsx"
    item = bank.items[0]
    exotic = msgspec.structs.replace(
        item,
        hint=" spasi ",
        options=tuple(
            msgspec.structs.replace(option, id=f"x{number}")
            for number, option in enumerate(item.options)
        ),
    )
    xlsx_write.write(Bank(bank.info, (exotic,)), path)
    edit(path, "Soal", 4, "Opsi B", "Teks baru")
    edit(path, "Soal", 4, "Bantuan", "bantuan baru")
    read = xlsx_read.read(path).bank.items[0]
    assert read.hint == "bantuan baru"
    assert read.options[1].text == "Teks baru"
    assert [option.id for option in read.options] == [option.id for option in exotic.options]
    assert read.meta == item.meta


def test_a_copied_row_with_an_emptied_id_becomes_a_new_item(tmp_path):
    from openpyxl import load_workbook

    bank, _ = shipped(BANKS[0])
    path = tmp_path / "bank.xlsx"
    first = next(item for item in bank.items if item.meta.review)
    xlsx_write.write(Bank(bank.info, (first,)), path)
    book = load_workbook(path)
    page = book["Soal"]
    for column in range(1, page.max_column + 1):
        page.cell(5, column, page.cell(4, column).value)
    page.cell(5, 1).value = None
    book.save(path)
    result = xlsx_read.read(path)
    old, new = result.bank.items
    assert old == first
    assert new.id != old.id and new.meta.review == () and new.stem == old.stem


def test_a_row_copied_with_its_id_is_told(tmp_path):
    from openpyxl import load_workbook

    bank, _ = shipped(BANKS[0])
    path = tmp_path / "bank.xlsx"
    xlsx_write.write(Bank(bank.info, bank.items[:1]), path)
    book = load_workbook(path)
    page = book["Soal"]
    for column in range(1, page.max_column + 1):
        page.cell(5, column, page.cell(4, column).value)
    book.save(path)
    result = xlsx_read.read(path)
    assert result.bank.items == bank.items[:1] and result.skipped == 1
    assert [(f.code, f.location.row) for f in result.findings] == [("sheet_id_repeated", 5)]


def test_sorted_rows_and_moved_columns_are_the_same_bank(tmp_path):
    from openpyxl import load_workbook

    bank, _ = shipped(BANKS[0])
    path = tmp_path / "bank.xlsx"
    xlsx_write.write(bank, path)
    book = load_workbook(path)
    page = book["Soal"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    order = list(range(len(rows[0])))[::-1]
    page.delete_rows(1, page.max_row)
    for row in [rows[0], *rows[:0:-1]]:
        page.append([row[index] for index in order])
    book.save(path)
    result = xlsx_read.read(path)
    assert tuple(sorted(result.bank.items, key=lambda item: item.id)) == bank.items


def test_a_long_text_is_told_and_comes_back(tmp_path):
    bank, _ = shipped(BANKS[0])
    long = msgspec.structs.replace(bank.items[0], stem="Panjang. " * 7_000)
    path = tmp_path / "bank.xlsx"
    (finding,) = xlsx_write.write(Bank(bank.info, (long,)), path)
    assert (finding.code, finding.location.column) == ("sheet_text_cut", "H")
    edit(path, "Soal", 4, "Tag", "baru")
    (read,) = xlsx_read.read(path).bank.items
    assert read.stem == long.stem and read.meta.tags == ("baru",)


def test_writing_to_a_folder_that_is_gone_is_an_error_of_the_world(tmp_path):
    from ethics_desktop.domain.errors import UserError

    bank, _ = shipped(BANKS[0])
    with pytest.raises(UserError) as caught:
        xlsx_write.write(bank, tmp_path / "tiada" / "bank.xlsx")
    assert caught.value.code == "sheet_unwritable"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_its_copies_are_the_same_bank(tmp_path):
    """One start of LibreOffice for all formats: a conversion of the conversion as well."""
    bank, stories = shipped(program_root() / "question_banks" / "akuntabilitas")
    source = tmp_path / "bank.xlsx"
    xlsx_write.write(bank, source, stories)
    for suffix in ("ods", "xlsx", "xls"):
        out = tmp_path / suffix
        run = subprocess.run(
            [
                str(SOFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}",
                "--convert-to", suffix, "--outdir", str(out), str(source),
            ],
            capture_output=True, timeout=180, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        result = xlsx_read.read(out / f"bank.{suffix}")
        assert result.findings == ()
        assert result.bank == bank
        assert result.scenarios == stories
