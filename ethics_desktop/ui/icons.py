"""The program's own icons: SVG drawings on a 24 px grid, recoloured by the theme."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from ethics_desktop.ui.theme import Theme


class Icons:
    """Draws icons in the colours of one theme; every drawing is made once.

    Args:
        folder: ``resources/icons``.
        theme: gives the colours and the text scale.
    """

    def __init__(self, folder: Path, theme: Theme) -> None:
        self._folder = folder
        self._theme = theme
        self._sources: dict[str, bytes] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}

    def pixmap(self, name: str, role: str = "text", size: int = 20, ratio: float = 1.0) -> QPixmap:
        """Return a drawing of ``size`` pixels at 100 % text, for a screen of ``ratio``."""
        # on demand: the module is only needed once something is drawn
        from PySide6.QtSvg import QSvgRenderer

        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_bytes()
        colour = self._theme.hex(role).encode()
        renderer = QSvgRenderer(self._sources[name].replace(b"currentColor", colour))
        side = round(self._theme.px(size) * ratio)
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def icon(self, name: str, role: str = "text", size: int = 20) -> QIcon:
        """Return an icon in the colour of ``role``, sharp on the sharpest screen there is."""
        key = (f"{name}@{size}", role)
        if key not in self._icons:
            ratio = max((each.devicePixelRatio() for each in QGuiApplication.screens()), default=1)
            self._icons[key] = QIcon(self.pixmap(name, role, size, ratio))
        return self._icons[key]
