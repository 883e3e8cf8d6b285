"""Themes as data: base colours, roles that name them, text sizes; applied to the application.

A theme file (``resources/themes/*.json``) holds ``base`` colours and ``roles`` that name
them. Code and ``style.qss`` speak of roles only. Contrast of every pair in use is pinned by
``tests/ui/test_theme.py`` (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

#: Pixel sizes at 100 % (``design/experience.md``): small, body, heading, title.
SMALL, BODY, HEADING, TITLE = 13, 15, 18, 24
#: The grid that margins and gaps keep to, in pixels; it does not grow with the text.
GRID = 8
#: For the application's arguments: Fusion from the start, which saves 20 ms against setting it.
STYLE_ARGUMENTS = ("-style", "fusion")

_BLACK, _WHITE = "#000000", "#ffffff"


def luminance(color: QColor) -> float:
    """Return the relative luminance 0..1 (WCAG 2.2, definition of relative luminance)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(color.redF())
        + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF())
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio 1..21 of two colours (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Theme(msgspec.Struct, frozen=True):
    """Colours by role and sizes by text scale (1.0 to 2.0)."""

    name: str
    dark: bool
    scale: float
    roles: Mapping[str, str]  # role -> "#rrggbb"
    folder: Path  # holds the theme's own control images

    def hex(self, role: str) -> str:
        """Return the colour of ``role`` as ``#rrggbb``; an unknown role is a bug (KeyError)."""
        return self.roles[role]

    def color(self, role: str) -> QColor:
        """Return the colour of ``role``; the five principles are roles of their own."""
        return QColor(self.roles[role])

    def on(self, role: str) -> QColor:
        """Return black or white, whichever reads better on ``role`` (never under 4.5 to 1)."""
        ground = self.color(role)
        white, black = QColor(_WHITE), QColor(_BLACK)
        return white if contrast(white, ground) >= contrast(black, ground) else black

    def px(self, size: float) -> int:
        """Return ``size`` pixels of 100 % at this text scale."""
        return round(size * self.scale)

    def font(self, size: int = BODY, bold: bool = False) -> QFont:
        """Return the system font at ``size`` pixels of 100 %."""
        font = QFont(QApplication.font())
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        return font


def theme_name(setting: str, system_dark: bool) -> str:
    """Return the theme file for a setting: ``system`` follows the desktop."""
    if setting == "system":
        return "dark" if system_dark else "light"
    return setting


def load_theme(folder: Path, name: str, text_percent: int = 100) -> Theme:
    """Read ``folder/<name>.json``.

    Args:
        folder: ``resources/themes``.
        name: ``light``, ``dark`` or ``contrast``.
        text_percent: 100 to 200.
    """
    data = msgspec.json.decode((folder / f"{name}.json").read_bytes())
    base: dict[str, str] = data["base"]
    roles = {role: base[colour] for role, colour in data["roles"].items()}
    return Theme(name, data["dark"], text_percent / 100, roles, folder / name)


def system_is_dark() -> bool:
    """Tell whether the desktop asks for dark colours, or we have asked for them ourselves."""
    return bool(QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark)


def wanted_theme(app: QApplication, setting: str) -> str:
    """Return the theme file for a setting, asking the desktop only for ``system``.

    When ``app.styleHints().colorSchemeChanged`` fires under ``system``, ask again and rebuild.
    """
    if setting != "system":
        return setting
    hints = app.styleHints()
    hints.unsetColorScheme()  # else it would answer with what we asked for ourselves
    return theme_name(setting, system_is_dark())


def palette_of(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme, so that even unstyled widgets keep to it."""
    group = QPalette.ColorRole
    pairs = {
        group.Window: "window",
        group.WindowText: "text",
        group.Base: "surface",
        group.AlternateBase: "surface_alt",
        group.Text: "text",
        group.PlaceholderText: "muted",
        group.Button: "surface",
        group.ButtonText: "text",
        group.BrightText: "on_accent",
        group.ToolTipBase: "surface_alt",
        group.ToolTipText: "text",
        group.Highlight: "accent",
        group.HighlightedText: "on_accent",
        group.Accent: "accent",
        group.Link: "accent",
        group.LinkVisited: "accent",
        group.Light: "surface",
        group.Midlight: "surface_alt",
        group.Mid: "border",
        group.Dark: "control",
        group.Shadow: "control",
    }
    palette = QPalette()
    for target, role in pairs.items():
        palette.setColor(target, theme.color(role))
    for target in (group.WindowText, group.Text, group.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme.color("disabled"))
    return palette


_VARIABLE = re.compile(
    r"@(?:(?P<px>\d+)px|(?P<round>\d+)round|(?P<image>[a-z]+\.svg)|(?P<role>[a-z_]+))"
)


def style_sheet(template: str, theme: Theme) -> str:
    """Fill ``style.qss``: ``@role`` colours, ``@13px`` scaled sizes, ``@tick.svg`` images."""

    def value(match: re.Match[str]) -> str:
        if match["px"]:
            return f"{theme.px(int(match['px']))}px"
        if match["round"]:  # radius of a circle inside a border of 2 px; Qt squares larger ones
            return f"{(theme.px(int(match['round'])) + 4) // 2}px"
        if match["image"]:
            return f'url("{(theme.folder / match["image"]).as_posix()}")'
        return theme.hex(match["role"])

    return _VARIABLE.sub(value, template)


def apply_theme(
    app: QApplication,
    theme: Theme,
    template: str,
    follow_system: bool,
    set_style: bool = True,
) -> None:
    """Give the application the theme: Fusion, palette, font, style sheet.

    Args:
        app: the one application object.
        theme: what to apply.
        template: text of ``resources/style.qss``.
        follow_system: leave the colour scheme of window frames to the desktop.
        set_style: False when the application was made with :data:`STYLE_ARGUMENTS`.
    """
    scheme = Qt.ColorScheme.Dark if theme.dark else Qt.ColorScheme.Light
    app.styleHints().setColorScheme(Qt.ColorScheme.Unknown if follow_system else scheme)
    if set_style and not app.styleSheet():  # the first time; a style sheet wraps the style
        app.setStyle("Fusion")
    app.setPalette(palette_of(theme))
    app.setFont(theme.font())
    app.setStyleSheet(style_sheet(template, theme))


def keep_font() -> None:
    """Give menus, hints, tables and boxes the program's font again.

    Windows has small ones of its own for each of these, and hands them out anew with every change
    of its colours (``QEvent.ThemeChange``), the one that :func:`apply_theme` asks for included.
    """
    program = QApplication.font()
    menus = QApplication.font("QMenu")  # type: ignore[call-overload]  # bytes, as typed, fail
    if menus != program:  # the others come with it
        QApplication.setFont(program)
