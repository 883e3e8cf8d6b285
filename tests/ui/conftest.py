"""What tests of the window get: a context in any language, theme and text size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.dialogs import Dialogs
from ethics_desktop.ui.icons import Icons
from ethics_desktop.ui.theme import apply_theme, load_theme
from tests.fakes import FakeDialogs
from tests.worlds import HandClock

MakeContext = Callable[..., UiContext]


@pytest.fixture
def make_context(qapp: QApplication, project: Path) -> Iterator[MakeContext]:
    """Return a maker of contexts; the application wears the theme of the last one made."""
    resources = project / "resources"

    def make(
        language: str = "id",
        theme: str = "light",
        text_percent: int = 100,
        dialogs: Dialogs | None = None,
        apply: bool = True,
    ) -> UiContext:
        worn = load_theme(resources / "themes", theme, text_percent)
        if apply:
            template = (resources / "style.qss").read_text(encoding="utf-8")
            apply_theme(qapp, worn, template, follow_system=False)
        return UiContext(
            tr=Translator(language, resources / "locale"),
            theme=worn,
            clock=HandClock(),
            dialogs=dialogs or FakeDialogs(),
            icons=Icons(resources / "icons", worn),
        )

    yield make
    qapp.setStyleSheet("")


@pytest.fixture
def context(make_context: MakeContext) -> UiContext:
    """An Indonesian context in the light theme at 100 % text."""
    return make_context()
