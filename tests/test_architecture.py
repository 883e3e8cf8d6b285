"""The house stands as drawn: imports point down, rooms keep their libraries, modules stay small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import architecture_rules as rules
from tests.architecture_rules import Source

Rule = Callable[[Source], list[str]]
RULES: tuple[Rule, ...] = (
    rules.import_direction,
    rules.libraries,
    rules.domain_purity,
    rules.nothing_at_import,
    rules.sizes,
    rules.public_names,
)
ROOT = Path(__file__).resolve().parent.parent


def package_sources() -> list[Source]:
    """Return the modules of the program."""
    package = ROOT / rules.PACKAGE
    return [
        Source(path.relative_to(package).as_posix(), path.read_text("utf-8"))
        for path in sorted(package.rglob("*.py"))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_program_keeps_the_rule(rule: Rule) -> None:
    sources = package_sources()
    assert len(sources) > 10
    faults = [fault for source in sources for fault in rule(source)]
    if rule is rules.sizes and faults:
        faults += [f"(long) {line}" for source in sources for line in rules.long_functions(source)]
    assert not faults, f"{rule.__doc__}\n" + "\n".join(faults)


def test_tools_are_small_and_documented() -> None:
    paths = [ROOT / "dev.py", *sorted((ROOT / "tools").glob("*.py"))]
    sources = [Source(path.name, path.read_text("utf-8")) for path in paths]
    faults = [f for s in sources for f in [*rules.sizes(s), *rules.public_names(s)]]
    assert not faults, "\n".join(faults)


BAD_IMPORTS = [
    ("domain/a.py", "from ethics_desktop.store import library", "domain must not import store"),
    ("domain/a.py", "from ethics_desktop import i18n", "domain must not import i18n"),
    ("domain/a.py", "from ..services import x", "domain must not import services"),
    ("store/a.py", "import ethics_desktop.services.progress", "store must not import services"),
    ("formats/a.py", "from ..store import library", "formats must not import store"),
    ("reports/a.py", "from ethics_desktop.formats import xlsx", "reports must not import formats"),
    ("services/a.py", "from ethics_desktop.store import library", "services must not import store"),
    ("services/a.py", "def f():\n    from ..ui import theme", "services must not import ui"),
    ("ui/pages/a.py", "from ...store import library", "ui must not import store"),
    ("ui/a.py", "from ethics_desktop import formats", "ui must not import formats"),
    ("ui/a.py", "from ethics_desktop.reports.recap import x", "ui must not import reports"),
    ("ui/a.py", "from ethics_desktop.bootstrap import build", "ui must not import bootstrap"),
    ("services/a.py", "import ethics_desktop.bootstrap", "services must not import bootstrap"),
    ("services/a.py", "from ethics_desktop import system", "services must not import system"),
    ("bootstrap.py", "from ethics_desktop.ui import theme", "bootstrap must not import ui"),
    ("cli.py", "from ethics_desktop.store import library", "cli must not import store"),
    ("app.py", "from .store import library", "app must not import store"),
    ("i18n.py", "from ethics_desktop.services import x", "i18n must not import services"),
    (
        "ui/a.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..store import x",
        "ui must not import store",
    ),
    (
        "ui/a.py",
        "import importlib\nimportlib.import_module('ethics_desktop.store')",
        "ui must not import store",
    ),
    ("globals.py", "x = 1", "'globals' is no room of the house"),
]
GOOD_IMPORTS = [
    ("domain/a.py", "from ethics_desktop.domain.bank import Item\nfrom . import clock"),
    ("store/a.py", "from ..domain.records import TimerRecord\nfrom .database import open_it"),
    ("services/a.py", "from ethics_desktop import settings\nfrom ..formats import native"),
    ("ui/pages/a.py", "from ethics_desktop import __version__\nfrom ..widgets import banner"),
    ("bootstrap.py", "from ethics_desktop.store import library\nfrom .services import progress"),
    ("app.py", "from ethics_desktop.bootstrap import build\nfrom .ui import main_window"),
]


@pytest.mark.parametrize(("path", "text", "fault"), BAD_IMPORTS)
def test_bad_imports_are_seen(path: str, text: str, fault: str) -> None:
    (found,) = rules.import_direction(Source(path, text))
    assert found.startswith(f"{path}:") and found.endswith(fault)


@pytest.mark.parametrize(("path", "text"), GOOD_IMPORTS)
def test_good_imports_pass(path: str, text: str) -> None:
    assert rules.import_direction(Source(path, text)) == []


@pytest.mark.parametrize(
    ("path", "text", "faulty"),
    [
        ("services/a.py", "from PySide6.QtCore import QObject", True),
        ("cli.py", "import PySide6", True),
        ("ui/a.py", "from PySide6.QtCore import QObject", False),
        ("app.py", "from PySide6 import QtWidgets", False),
        ("services/a.py", "import sqlite3", True),
        ("ui/a.py", "def f():\n    import sqlite_utils", True),
        ("store/a.py", "import sqlite3, sqlite_utils", False),
        ("domain/a.py", "import fsrs", True),
        ("domain/review.py", "import fsrs", False),
        ("services/a.py", "import fsrs", True),
        ("domain/a.py", "import msgspec, math, hashlib, json, re", False),
        ("domain/a.py", "from pathlib import Path", True),
        ("domain/a.py", "import os.path", True),
        ("domain/a.py", "import io", True),
        ("domain/a.py", "from random import Random", True),
        ("domain/a.py", "import time", True),
        ("domain/a.py", "import numpy", True),
        ("domain/a.py", "from PySide6 import QtCore", True),
    ],
)
def test_libraries_stay_in_their_rooms(path: str, text: str, faulty: bool) -> None:
    assert bool(rules.libraries(Source(path, text))) is faulty


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("from datetime import datetime\nx = datetime.now()", True),
        ("from datetime import datetime as D, UTC\ndef f():\n    return D.now(UTC)", True),
        ("import datetime\nx = datetime.datetime.utcnow()", True),
        ("import datetime as dt\nx = dt.date.today()", True),
        ("def f(clock):\n    return clock.now()", False),
        ("x = open('a')", True),
        ("print(1)", True),
        ("def f(sitting):\n    return sitting.open(3)", False),
    ],
)
def test_domain_reads_no_clock_and_no_file(text: str, faulty: bool) -> None:
    assert bool(rules.domain_purity(Source("domain/a.py", text))) is faulty
    assert rules.domain_purity(Source("services/a.py", text)) == []


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("from PySide6.QtWidgets import QApplication\napp = QApplication([])", True),
        ("from PySide6 import QtGui\nfont = QtGui.QFont()", True),
        ("from PySide6.QtGui import QIcon\nclass A:\n    icon = QIcon.fromTheme('x')", True),
        ("from PySide6.QtCore import QTimer\ndef f(timer=QTimer()):\n    pass", True),
        ("import sqlite3\nDB = sqlite3.connect('x')", True),
        ("TEXT = open('x').read()", True),
        ("from threading import Thread\nThread().start()", True),
        (
            "from PySide6.QtCore import QObject, Signal\nclass A(QObject):\n    s = Signal(int)",
            False,
        ),
        ("from PySide6.QtCore import Qt\nF = Qt.ItemFlag(0)", False),
        ("from PySide6.QtWidgets import QLabel\ndef f():\n    return QLabel()", False),
        ("import logging\nlog = logging.getLogger(__name__)", False),
        ("if __name__ == '__main__':\n    open('x')", False),
    ],
)
def test_nothing_is_created_at_import(text: str, faulty: bool) -> None:
    assert bool(rules.nothing_at_import(Source("ui/a.py", text))) is faulty


@pytest.mark.parametrize(
    ("lines", "too_long", "named"), [(60, 0, 0), (61, 0, 1), (80, 0, 1), (81, 1, 1)]
)
def test_long_functions_are_seen(lines: int, too_long: int, named: int) -> None:
    source = Source("ui/a.py", "def f():\n" + "    x = 1\n" * (lines - 1))
    assert len(rules.sizes(source)) == too_long
    assert len(rules.long_functions(source)) == named


@pytest.mark.parametrize(("lines", "too_long"), [(450, 0), (451, 1)])
def test_long_modules_are_seen(lines: int, too_long: int) -> None:
    assert len(rules.sizes(Source("ui/a.py", "x = 1\n" * lines))) == too_long


MODULE = '"""A module."""\n'


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("x = 1", 1),
        (MODULE + "def f() -> None:\n    pass", 1),
        (MODULE + "def f(a) -> None:\n    '''Do.'''", 1),
        (MODULE + "def f(*a, **b):\n    pass", 2),
        (MODULE + "class A:\n    pass", 1),
        (MODULE + "class A:\n    '''A.'''\n    def f(self) -> None:\n        pass", 1),
        (MODULE + "class A:\n    '''A.'''\n    def __init__(self, a) -> None:\n        pass", 1),
        (MODULE + "class A:\n    '''A.'''\n    @staticmethod\n    def f(a: int) -> int:\n"
         "        '''F.'''", 0),
        (MODULE + "class _A:\n    def f(self):\n        pass", 0),
        (MODULE + "def _f(a):\n    pass", 0),
        (MODULE + "class A:\n    '''A.'''\n    def paintEvent(self, e: int) -> None:\n"
         "        pass", 0),
    ],
)  # fmt: skip
def test_bare_public_names_are_seen(text: str, faults: int) -> None:
    assert len(rules.public_names(Source("ui/a.py", text))) == faults


@pytest.mark.parametrize("name", ["sizeHint", "data"])
def test_overrides_of_qt_are_excused_in_ui_only(name: str) -> None:
    text = MODULE + f"class A:\n    'A.'\n    def {name}(self) -> None:\n        pass"
    assert rules.public_names(Source("ui/a.py", text)) == []
    assert len(rules.public_names(Source("services/a.py", text))) == 1


@pytest.mark.parametrize(
    ("base", "doc", "body", "faults"),
    [
        ("Protocol", "'A.'", "...", 0),
        ("Protocol", "x = 1", "...", 2),
        ("Protocol", "'A.'", "return None", 1),
        ("object", "'A.'", "...", 1),
    ],
)
def test_bare_protocol_methods_are_excused(base: str, doc: str, body: str, faults: int) -> None:
    text = MODULE + f"class A({base}):\n    {doc}\n    def f(self) -> None:\n        {body}"
    assert len(rules.public_names(Source("services/a.py", text))) == faults
