"""Draws the icons of the program and of ``.cermin`` files: PNG and ICO from our SVG sources.

Every drawing has a second, coarser source for small sizes, so that it can still be read at 16
pixels. ``python3 dev.py icons`` writes, ``python3 dev.py icons --check`` compares.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "app"
NAMES = ("cermin-asn", "cermin-file")
#: Pixels; up to the first number the source ``<name>-small.svg`` is drawn.
SMALL_UP_TO = 24
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
#: Sizes that are kept as PNG files of their own, for Linux.
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256)
#: Setup's side picture: pixels, and its ground, that of the drawing.
SIDE = (164, 314)
GROUND = "#0d5c73"
#: Mean difference of a colour channel, of 255, that other Qt versions and processors may make.
TOLERANCE = 1.0


def draw(name: str, size: int, folder: Path = FOLDER) -> QImage:
    """Return a drawing of ``size`` pixels on transparent ground."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    source = folder / f"{name}{'-small' if size <= SMALL_UP_TO else ''}.svg"
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(source.read_bytes()).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def png(image: QImage) -> bytes:
    """Return the image as the bytes of a PNG file."""
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def ico(images: Sequence[QImage]) -> bytes:
    """Return a Windows icon: 256 pixels as PNG, the others as bitmaps with alpha."""
    head, bodies = struct.pack("<HHH", 0, 1, len(images)), []
    offset = 6 + 16 * len(images)
    for image in images:
        size = image.width()
        body = png(image) if size >= 256 else _bitmap(image)
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(body), offset)
        offset += len(body)
        bodies.append(body)
    return head + b"".join(bodies)


def _bitmap(image: QImage) -> bytes:
    """Return a device-independent bitmap, bottom row first, with an empty mask."""
    size = image.width()
    raw = _pixels(image)
    rows = [raw[y * size * 4 : (y + 1) * size * 4] for y in range(size)]
    mask = bytes((size + 31) // 32 * 4 * size)
    pixels = b"".join(reversed(rows))
    length = len(pixels) + len(mask)
    return struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, length, 0, 0, 0, 0) + (
        pixels + mask
    )


def side_picture(folder: Path = FOLDER) -> bytes:
    """Return the picture at the side of Setup's first and last page, as a bitmap for NSIS."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QColor, QImage, QPainter

    image = QImage(*SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    painter.drawImage((SIDE[0] - 128) // 2, 80, draw("cermin-asn", 128, folder))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_RGB888).save(buffer, "BMP")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def made(folder: Path = FOLDER) -> Mapping[str, bytes]:
    """Return every generated file by its name."""
    files = {}
    for name in NAMES:
        images = {size: draw(name, size, folder) for size in SIZES}
        files[f"{name}.ico"] = ico(list(images.values()))
        files |= {f"{name}-{size}.png": png(images[size]) for size in PNG_SIZES}
    files["setup-side.bmp"] = side_picture(folder)
    return files


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the names of generated files that are missing or show another picture."""
    from PySide6.QtGui import QImage

    wrong = []
    for name, raw in made(folder).items():
        try:
            kept = (folder / name).read_bytes()
        except OSError:
            wrong.append(name)
            continue
        if name.endswith(".ico"):
            if len(kept) < 6 or kept[:6] != raw[:6]:
                wrong.append(name)
        elif difference(QImage.fromData(kept), QImage.fromData(raw)) > TOLERANCE:
            wrong.append(name)
    return wrong


def difference(one: QImage, other: QImage) -> float:
    """Return the mean difference of a colour channel, 0..255; 255 for other sizes."""
    from PySide6.QtGui import QImage

    if one.size() != other.size() or one.isNull():
        return 255.0
    kind = QImage.Format.Format_ARGB32_Premultiplied
    first, second = (_pixels(image.convertToFormat(kind)) for image in (one, other))
    return sum(abs(a - b) for a, b in zip(first, second, strict=True)) / len(first)


def _pixels(image: QImage) -> bytes:
    """Return the pixels, four bytes each; rows of 32-bit images have no padding."""
    return bytes(memoryview(image.constBits()))


def main(arguments: Sequence[str]) -> int:
    """Write the files, or compare them with ``--check``."""
    if "--check" in arguments:
        wrong = stale()
        print("\n".join(wrong) or "icons are what their sources show")
        return bool(wrong)
    for name, raw in made().items():
        (FOLDER / name).write_bytes(raw)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
