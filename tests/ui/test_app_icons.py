"""The program's own icons: generated files show what their sources draw, small ones included."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

from ethics_desktop.app import window_icon
from tools import app_icons


@pytest.fixture
def folder(project: Path) -> Path:
    return project / "resources" / "app"


def test_generated_files_are_those_of_the_sources(qapp: QApplication, folder: Path) -> None:
    assert app_icons.stale(folder) == []


def test_a_missing_or_other_picture_is_noticed(
    qapp: QApplication, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "cermin-asn.ico").unlink()
    shutil.copy(tmp_path / "cermin-file-32.png", tmp_path / "cermin-asn-32.png")
    assert app_icons.stale(tmp_path) == ["cermin-asn.ico", "cermin-asn-32.png"]


@pytest.mark.parametrize("name", app_icons.NAMES)
def test_windows_icon_holds_every_size(folder: Path, name: str) -> None:
    raw = (folder / f"{name}.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", raw)
    assert (reserved, kind, count) == (0, 1, len(app_icons.SIZES))
    for place, size in enumerate(app_icons.SIZES):
        width, _height, _, _, _, bits, length, offset = struct.unpack_from(
            "<BBBBHHII", raw, 6 + 16 * place
        )
        assert (width or 256, bits) == (size, 32)
        assert offset + length <= len(raw)


@pytest.mark.parametrize("name", app_icons.NAMES)
def test_sixteen_pixels_keep_light_and_dark_apart(
    qapp: QApplication, folder: Path, name: str
) -> None:
    """Half of the opaque pixels or more are clearly light or clearly dark, and both are there."""
    image = QImage(str(folder / f"{name}-16.png"))
    light = [
        QColor(image.pixelColor(x, y)).lightnessF()
        for x in range(16)
        for y in range(16)
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert sum(value > 0.9 for value in light) > 30
    assert sum(value < 0.36 for value in light) > 30
    assert sum(0.36 <= value <= 0.9 for value in light) < len(light) / 2


def test_window_wears_the_icon(qapp: QApplication, project: Path) -> None:
    icon = window_icon(project / "resources")
    assert isinstance(icon, QIcon)
    sizes = {size.width() for size in icon.availableSizes()}
    assert {16, 32, 48, 256} <= sizes
