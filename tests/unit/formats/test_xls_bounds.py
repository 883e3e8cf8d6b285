"""Old workbooks that ask for more memory than there is are refused before they are opened."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import registry, xls_bounds

SECTOR = 512


@pytest.fixture
def sound(project: Path) -> bytes:
    return (project / "tests" / "data" / "seeds" / "templat.xls").read_bytes()


def directory(raw: bytes) -> int:
    """Return where the directory stands."""
    return (struct.unpack_from("<I", raw, 48)[0] + 1) * SECTOR


def stream(raw: bytes, name: str) -> int:
    """Return where the directory entry of a stream stands."""
    found = raw.index(name.encode("utf-16-le"), directory(raw))
    assert (found - directory(raw)) % 128 == 0
    return found


def changed(raw: bytes, at: int, form: str, *values: int) -> bytes:
    made = bytearray(raw)
    struct.pack_into(form, made, at, *values)
    return bytes(made)


def refused(raw: bytes, folder: Path) -> str:
    path = folder / "soal.xls"
    path.write_bytes(raw)
    with pytest.raises(UserError) as told:
        registry.read_any(path, "xlsx")
    return f"{told.value.code} {told.value.params.get('reason', '')}".strip()


def record(raw: bytes, kind: int, length: int) -> int:
    """Return where the content of a record stands."""
    return raw.index(struct.pack("<2H", kind, length)) + 4


def test_sound_files_are_read(project: Path) -> None:
    for name, cells in (("templat.xls", 45), ("tabel.xls", 16)):
        path = project / "tests" / "data" / "seeds" / name
        assert xls_bounds.grid(path.read_bytes()).cells == cells
    templat = project / "tests" / "data" / "seeds" / "templat.xls"
    read = registry.read_any(templat, "xlsx")
    assert [draft.item.id for draft in read.drafts][:1] == ["x-1"]


def test_numbers_that_do_not_fit_the_file(sound: bytes, tmp_path: Path) -> None:
    for at in (40, 44, 64, 72):  # counts of the header
        assert refused(changed(sound, at, "<I", 1 << 30), tmp_path) == "workbook_unreadable header"
    for at in (48, 76):  # sectors beyond the end
        assert refused(changed(sound, at, "<I", 1 << 30), tmp_path).startswith(
            "workbook_unreadable"
        )
    size = stream(sound, "Workbook") + 120
    assert refused(changed(sound, size, "<I", 1 << 31), tmp_path) == "workbook_unreadable stream"


def test_rings_of_sectors(sound: bytes, tmp_path: Path) -> None:
    entry = stream(sound, "Workbook")
    start, size = struct.unpack_from("<2I", sound, entry + 116)
    (table,) = struct.unpack_from("<I", sound, 60 if size < 4096 else 76)
    ring = changed(sound, (table + 1) * SECTOR + 4 * start, "<I", start)
    assert refused(ring, tmp_path) == "workbook_unreadable ring"


def test_grids_without_end(sound: bytes, tmp_path: Path) -> None:
    told = record(sound, 0x0200, 14)
    wide = changed(sound, told, "<2I2H", 0, 1 << 31, 0, 256)
    assert refused(wide, tmp_path) == "sheet_too_large"
    far = changed(sound, record(sound, 0x00FD, 10), "<2H", 65535, 65535)
    assert refused(far, tmp_path) == "sheet_too_large"


def test_strings_without_end(sound: bytes, tmp_path: Path) -> None:
    places = [n for n in range(len(sound) - 12) if sound[n : n + 2] == b"\xfc\x00"]
    found = [
        refused(changed(sound, place + 8, "<I", (1 << 31) - 1), tmp_path)
        for place in places
        if struct.unpack_from("<H", sound, place + 2)[0] > 100
    ]
    assert found == ["workbook_unreadable strings"]


def test_a_sheet_that_ends_before_it_begins(sound: bytes, tmp_path: Path) -> None:
    told = record(sound, 0x0200, 14)
    for numbers in ((1 << 30, 1, 0, 2), (9, 8, 0, 1), (1 << 31, 2, 3, 4)):
        assert refused(changed(sound, told, "<2I2H", *numbers), tmp_path) == "sheet_too_large"


def test_a_chart_inside_a_sheet_does_not_end_it(sound: bytes, tmp_path: Path) -> None:
    cell = record(sound, 0x00FD, 10) - 4  # the first of a row: one cell makes room for a chart
    nested = struct.pack("<4H", 0x0809, 0, 0x000A, 0) + struct.pack("<2H", 0x0200, 2)
    made = sound[:cell] + nested + sound[cell + 12 :]
    assert xls_bounds.grid(made).cells == xls_bounds.grid(sound).cells
    far = changed(made, record(made, 0x00FD, 10), "<2H", 65535, 65535)
    assert refused(far, tmp_path) == "sheet_too_large"


def test_only_the_name_tells_the_stream_of_the_records(sound: bytes, tmp_path: Path) -> None:
    entry = stream(sound, "Workbook")
    far = changed(sound, record(sound, 0x00FD, 10), "<2H", 65535, 65535)
    assert refused(changed(far, entry + 66, "<B", 1), tmp_path) == "sheet_too_large"


def test_a_text_that_many_cells_show_counts_for_each(sound: bytes) -> None:
    grid = xls_bounds.grid(sound)
    assert 100 < grid.text < 1_000
    place = record(sound, 0x00FD, 10)
    (number,) = struct.unpack_from("<I", sound, place + 6)
    beyond = xls_bounds.grid(changed(sound, place + 6, "<I", 1 << 30))
    other = xls_bounds.grid(changed(sound, place + 6, "<I", number + 1))
    assert beyond.text < grid.text
    assert other.text != beyond.text
