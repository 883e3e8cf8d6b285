"""Every colour pair that is used can be read; principles differ without colour."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ethics_desktop.domain.bank import Principle
from ethics_desktop.ui.icons import Icons
from ethics_desktop.ui.theme import (
    Theme,
    contrast,
    load_theme,
    luminance,
    palette_of,
    style_sheet,
    theme_name,
    wanted_theme,
)

THEMES = ("light", "dark", "contrast")
GROUNDS = ("window", "surface", "surface_alt", "rail")
TINTS = ("selected", "good_soft", "warn_soft", "bad_soft", "info_soft")
#: text role -> the roles it stands on
TEXT_PAIRS = (
    [(text, ground) for text in ("text", "muted", "accent") for ground in GROUNDS]
    + [(text, ground) for text in ("good", "warn", "bad") for ground in GROUNDS]
    + [(text, ground) for text in ("text", "muted") for ground in TINTS]
    + [("accent", "selected"), ("good", "good_soft"), ("warn", "warn_soft"), ("bad", "bad_soft")]
    + [("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_doubt", "doubt")]
    + [(f"on_{kind}", kind) for kind in ("good", "warn", "bad")]
    + [("text", "track")]
)
#: what carries meaning without being text -> the roles it stands on or beside
SIGN_PAIRS = (
    [("control", ground) for ground in (*GROUNDS, "selected")]
    + [("focus", ground) for ground in (*GROUNDS, "selected")]
    + [("accent", ground) for ground in ("info_soft", "track")]
    + [(principle.value, g) for principle in Principle for g in ("window", "surface", "track")]
)
PRINCIPLES = [principle.value for principle in Principle]


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest, project: Path) -> Theme:
    return load_theme(project / "resources" / "themes", request.param)


def test_contrast_is_computed_as_wcag_does() -> None:
    black, white, grey = QColor("#000000"), QColor("#ffffff"), QColor("#767676")
    assert contrast(black, white) == pytest.approx(21.0)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.01)  # the well-known limit


def test_every_text_can_be_read(theme: Theme) -> None:
    least = 7.0 if theme.name == "contrast" else 4.5
    poor = {
        pair: round(contrast(theme.color(pair[0]), theme.color(pair[1])), 2)
        for pair in TEXT_PAIRS
        if contrast(theme.color(pair[0]), theme.color(pair[1])) < least
    }
    assert not poor


def test_controls_focus_and_bars_can_be_seen(theme: Theme) -> None:
    poor = {
        pair: round(contrast(theme.color(pair[0]), theme.color(pair[1])), 2)
        for pair in SIGN_PAIRS
        if contrast(theme.color(pair[0]), theme.color(pair[1])) < 3.0
    }
    assert not poor


def test_letters_on_principle_hues_can_be_read(theme: Theme) -> None:
    least = 7.0 if theme.name == "contrast" else 4.5
    for principle in PRINCIPLES:
        assert contrast(theme.on(principle), theme.color(principle)) >= least


def test_principles_differ_in_lightness(theme: Theme) -> None:
    """CIE lightness L* differs by at least 5 between any two."""

    def lightness(role: str) -> float:
        y = luminance(theme.color(role))
        return float(116 * y ** (1 / 3) - 16) if y > 0.008856 else 903.3 * y

    ranked = sorted(lightness(principle) for principle in PRINCIPLES)
    gaps = [after - before for before, after in itertools.pairwise(ranked)]
    assert min(gaps) >= 5, gaps


def test_themes_have_the_same_roles_and_use_every_base_colour(project: Path) -> None:
    roles = set()
    for name in THEMES:
        path = project / "resources" / "themes" / f"{name}.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        roles.add(frozenset(data["roles"]))
        assert set(data["base"]) == set(data["roles"].values())
    assert len(roles) == 1


def test_every_role_in_use_has_its_pairs_checked(theme: Theme) -> None:
    checked = {role for pair in [*TEXT_PAIRS, *SIGN_PAIRS] for role in pair}
    # disabled controls are exempt (WCAG 1.4.3); border only decorates
    assert set(theme.roles) - checked == {"disabled", "border"}


def test_images_of_controls_wear_the_colours_of_their_theme(theme: Theme) -> None:
    for image, roles in (
        ("tick", {"on_accent"}),
        ("dot", {"on_accent"}),
        ("arrow", {"muted", "text"}),
    ):
        source = (theme.folder / f"{image}.svg").read_text(encoding="utf-8")
        colours = set(re.findall(r"#[0-9a-f]{6}", source))
        assert len(colours) == 1
        assert colours <= {theme.hex(role) for role in roles}


@pytest.mark.parametrize("percent", [100, 125, 150, 175, 200])
def test_style_sheet_is_filled_in(project: Path, percent: int) -> None:
    themes = project / "resources" / "themes"
    template = (project / "resources" / "style.qss").read_text(encoding="utf-8")
    for name in THEMES:
        filled = style_sheet(template, load_theme(themes, name, percent))
        rules = re.sub(r"/\*.*?\*/", "", filled, flags=re.DOTALL)
        assert "@" not in rules
        assert f"font-size: {round(24 * percent / 100)}px" in rules
        for image in re.findall(r'url\("([^"]+)"\)', rules):
            assert Path(image).is_file()


def test_style_sheet_names_no_colour_itself(project: Path) -> None:
    template = (project / "resources" / "style.qss").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|gradient", template)


def test_palette_has_no_colour_of_its_own(qapp: QApplication, theme: Theme) -> None:
    palette = palette_of(theme)
    assert palette.window().color() == theme.color("window")
    assert palette.highlightedText().color() == theme.color("on_accent")


def test_sizes_grow_with_the_text(project: Path) -> None:
    theme = load_theme(project / "resources" / "themes", "light", 150)
    assert [theme.px(size) for size in (13, 15, 18, 24)] == [20, 22, 27, 36]


def test_system_theme_follows_the_desktop() -> None:
    assert theme_name("system", system_dark=True) == "dark"
    assert theme_name("system", system_dark=False) == "light"
    assert theme_name("contrast", system_dark=False) == "contrast"


def test_the_desktop_is_asked_only_for_system(qapp: QApplication) -> None:
    assert wanted_theme(qapp, "dark") == "dark"
    assert wanted_theme(qapp, "system") in ("light", "dark")


def test_icons_are_drawn_in_the_colour_of_their_role(qapp: QApplication, theme: Theme) -> None:
    folder = theme.folder.parent.parent / "icons"
    icons = Icons(folder, theme)
    drawings = sorted(path.stem for path in folder.glob("*.svg"))
    assert len(drawings) >= 24
    for name in drawings:
        image = icons.pixmap(name, "accent", 24, 2.0).toImage()
        colours = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }
        assert colours == {theme.hex("accent")}, name


def test_icons_keep_to_one_grid_and_stroke(project: Path) -> None:
    for path in (project / "resources" / "icons").glob("*.svg"):
        source = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in source, path.name
        assert set(re.findall(r'stroke-width="([^"]+)"', source)) == {"1.75"}, path.name
        assert not re.findall(r"#[0-9a-f]{3,6}", source), path.name
