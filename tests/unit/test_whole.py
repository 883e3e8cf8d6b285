"""Files appear whole under any name that the disk allows; links stay links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import explain, finding_text
from ethics_desktop.paths import program_root
from ethics_desktop.whole import whole


@pytest.mark.skipif(os.name == "nt", reason="paths are short there")
@pytest.mark.parametrize("name", ["a" * 255, "é" * 127, "soal.xlsx", "Bank Étika v1.2 (baru)"])
def test_whatever_name_the_disk_takes(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    for text in ("satu", "dua"):
        with whole(path) as fresh:
            fresh.write_text(text)
    assert path.read_text() == "dua"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "lain").mkdir()
    link, kept = tmp_path / "tautan.txt", tmp_path / "lain" / "isi.txt"
    kept.write_text("lama")
    link.symlink_to(kept)
    with whole(link) as fresh:
        fresh.write_text("baru")
    assert link.is_symlink() and kept.read_text() == "baru"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["isi.txt", "lain", "tautan.txt"]


@pytest.mark.parametrize(
    ("code", "reason"), [(13, "akses ditolak"), (21, "itu sebuah folder"), (28, "habis")]
)
def test_reasons_of_the_system_are_told_in_the_language(code: int, reason: str) -> None:
    tr = Translator("id", program_root() / "resources" / "locale")
    said = os.strerror(code)
    error = UserError("file_unwritable", file="a.gift", reason=said)
    assert explain(error, tr).what.endswith(f"{reason}.")
    found = Finding("file_unreadable", Severity.ERROR, params={"reason": said})
    assert finding_text(found, tr).what.endswith(f"{reason}.")
    strange = UserError("file_unwritable", file="a.gift", reason="E_FOO")
    assert explain(strange, tr).what.endswith("E_FOO.")
