"""The rules of ``docs/architecture.md`` as functions: path and source text in, faults out.

A fault is one sentence with file and line. ``test_architecture.py`` holds the project to the rules
and shows for each of them, on a small bad snippet, that it can fail.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

PACKAGE = "ethics_desktop"
MODULE_LINES = 450
FUNCTION_LINES = 80
LONG_FUNCTION_LINES = 60

#: Modules that stand beside the layers.
BESIDE = frozenset({"paths", "settings", "i18n", "messages", "names", "options", "whole"})
#: The command line's groups of commands.
CLI_PARTS = ("cli_bank", "cli_due", "cli_form", "cli_handout", "cli_stats")
#: The self-test looks at everything that the window and its services offer.
SELF_TEST = ("selftest", "selftest_parts")
#: Room -> rooms it may import, itself not named.
MAY_IMPORT = {
    "domain": frozenset[str](),
    "store": frozenset({"domain"}),
    "formats": frozenset({"domain", "i18n", "messages", "whole"}),
    "reports": frozenset({"domain", "i18n", "messages"}),
    "services": frozenset({"domain", "formats", "reports"}) | BESIDE,
    "ui": frozenset({"domain", "services"}) | BESIDE,
    "bootstrap": frozenset({"domain", "store", "formats", "reports", "services", "system"})
    | BESIDE,
    "cli": frozenset({"domain", "services", "bootstrap", "logs", "notices", *CLI_PARTS}) | BESIDE,
    **{
        part: frozenset({"domain", "services", "bootstrap", *CLI_PARTS}) | BESIDE
        for part in CLI_PARTS
    },
    "notices": frozenset[str](),
    "app": frozenset({"domain", "services", "bootstrap", "logs", "ui"}) | BESIDE,
    **{
        part: frozenset(
            {"domain", "formats", "services", "bootstrap", "notices", "app", "ui", *SELF_TEST}
        )
        | BESIDE
        for part in SELF_TEST
    },
    "__main__": frozenset({"app", "cli", "selftest", "i18n", "paths"}),
    "__init__": frozenset[str](),
    "system": frozenset({"domain"}),  # the real clock, ids, seeds: handed in by bootstrap alone
    "logs": frozenset({"domain"}) | BESIDE,
    **{room: frozenset({"domain"}) | BESIDE for room in BESIDE},
}
#: Library -> rooms (or single files) that may import it.
KEPT_TO = {
    "PySide6": ("ui", "app", *SELF_TEST),
    "shiboken6": ("ui", "app", *SELF_TEST),
    "sqlite3": ("store",),
    "sqlite_utils": ("store",),
    "fsrs": ("domain/review.py",),
    "cryptography": ("formats",),
    "_sha2": ("domain/sha.py",),
    "_sha256": ("domain/sha.py",),
}
#: What the domain may use beside the standard library (see KEPT_TO); one version of Python has
#: ``_sha256`` and the next ``_sha2``.
DOMAIN_LIBRARIES = frozenset({"msgspec", "fsrs", "_sha2"})
#: Parts of the standard library that reach out of a pure function.
NOT_PURE = frozenset(
    "asyncio concurrent ctypes fileinput getpass gettext glob http io linecache locale logging mmap"
    " multiprocessing os pathlib platform queue random secrets select shelve shutil signal socket"
    " sqlite3 ssl subprocess sys tempfile threading time tkinter urllib uuid webbrowser zipfile"
    " zoneinfo".split()
)
NOT_PURE_BUILTINS = frozenset({"open", "input", "print", "exec", "eval", "__import__"})
CLOCK_CALLS = frozenset({"now", "utcnow", "today"})
#: Values and declarations of Qt that may be made while a module is imported.
LIGHT_QT = frozenset(
    "Signal Slot Property QEnum QFlag ClassInfo QModelIndex QColor QSize QSizeF QPoint QPointF"
    " QMargins QRect QRectF".split()
)
#: Virtual methods of Qt whose names are no camelCase.
QT_VIRTUALS = frozenset("count data event flags index paint parent sibling sort".split())
HEAVY_BUILTINS = frozenset({"open", "input"})
HEAVY_CALLS = frozenset({"connect", "Thread", "Popen", "Database"})


@dataclass(frozen=True)
class Source:
    """One module: its path below the package (``ui/pages/home.py``) and its text."""

    path: str
    text: str

    @property
    def room(self) -> str:
        """Name of the layer, or of the module for those that stand alone."""
        first = PurePosixPath(self.path).parts[0]
        return first.removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.text, self.path)

    def fault(self, node: ast.AST, what: str) -> str:
        """Return the sentence for a fault at ``node``."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


def imported_modules(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Yield every absolute module or name that is imported, wherever in the module it happens.

    ``from a import b`` gives ``a.b``; relative imports are resolved; calls of ``import_module`` and
    ``__import__`` with a constant count, and so do imports for type checking alone.
    """
    package = [PACKAGE, *PurePosixPath(source.path).parts[:-1]]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node, f"{start}.{alias.name}"
        elif isinstance(node, ast.Call) and _last_name(node.func) in {
            "import_module",
            "__import__",
        }:
            argument = node.args[0] if node.args else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield node, argument.value


def import_direction(source: Source) -> list[str]:
    """Imports between rooms point down only; only ``app`` and ``cli`` meet ``bootstrap``."""
    faults = []
    allowed = MAY_IMPORT.get(source.room)
    if allowed is None:
        return [source.fault(source.tree, f"{source.room!r} is no room of the house")]
    for node, name in imported_modules(source):
        parts = name.split(".")
        if parts[0] != PACKAGE or len(parts) < 2 or parts[1].startswith("__"):
            continue
        if parts[1] != source.room and parts[1] not in allowed:
            faults.append(source.fault(node, f"{source.room} must not import {parts[1]}"))
    return faults


def libraries(source: Source) -> list[str]:
    """Qt only in ui and app, SQL only in store, nothing that reaches out in the domain."""
    faults = []
    for node, name in imported_modules(source):
        top = name.split(".")[0]
        kept = KEPT_TO.get(top)
        if kept and source.room not in kept and source.path not in kept:
            faults.append(source.fault(node, f"{top} belongs to {', '.join(kept)} only"))
        elif source.room == "domain" and not _is_pure(top):
            faults.append(source.fault(node, f"domain must not use {top}"))
    return faults


def domain_purity(source: Source) -> list[str]:
    """The domain neither reads the clock nor opens, prints or asks anything."""
    if source.room != "domain":
        return []
    faults = []
    moments = {"datetime", "date"} | {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.name in {"datetime", "date"}
    }
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name) and function.id in NOT_PURE_BUILTINS:
            faults.append(source.fault(node, f"domain must not call {function.id}()"))
        elif isinstance(function, ast.Attribute) and function.attr in CLOCK_CALLS:
            owner = _last_name(function.value)
            if owner in moments:
                faults.append(source.fault(node, f"domain must not read {owner}.{function.attr}()"))
    return faults


def nothing_at_import(source: Source) -> list[str]:
    """Importing a module creates no Qt object, file, connection, thread or process."""
    tree = source.tree
    qt_names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6")
        for alias in node.names
    }
    faults = []
    for call in _calls_at_import(tree):
        name = _last_name(call.func)
        first = _first_name(call.func)
        heavy_qt = first in qt_names and first != "Qt" and name not in LIGHT_QT
        if heavy_qt or name in HEAVY_CALLS or (first == name and name in HEAVY_BUILTINS):
            faults.append(source.fault(call, f"{name}() is called while the module is imported"))
    return faults


def sizes(source: Source) -> list[str]:
    """Modules of at most 450 lines, functions of at most 80."""
    faults = []
    lines = source.text.count("\n")
    if lines > MODULE_LINES:
        faults.append(f"{source.path}: {lines} lines, at most {MODULE_LINES}")
    for length, node in _functions_by_length(source):
        if length > FUNCTION_LINES:
            faults.append(source.fault(node, f"{node.name}: {length} lines, at most 80"))
    return faults


def long_functions(source: Source) -> list[str]:
    """Name functions of more than 60 lines; they are no fault yet."""
    return [
        source.fault(node, f"{node.name}: {length} lines")
        for length, node in _functions_by_length(source)
        if length > LONG_FUNCTION_LINES
    ]


def public_names(source: Source) -> list[str]:
    """Public functions, methods and classes are documented; functions are annotated in full.

    Special methods, property setters, overloads and overrides need no text of their own; Qt's
    methods that ``ui`` overrides are known by their names. Nor do the bare ``...`` methods of a
    ``Protocol`` that has a docstring: they are documented where they are done.
    """
    faults = []
    if not ast.get_docstring(source.tree) and source.tree.body:
        faults.append(source.fault(source.tree, "the module has no docstring"))
    for node, owner in _public_definitions(source.tree.body, None):
        if not ast.get_docstring(node) and not _needs_no_text(source, node, owner):
            faults.append(source.fault(node, f"{node.name} has no docstring"))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            bare = _not_annotated(node, owner is not None)
            if bare:
                faults.append(source.fault(node, f"{node.name} lacks types of: {', '.join(bare)}"))
    return faults


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _is_pure(library: str) -> bool:
    if library in {PACKAGE, "__future__"} or library in DOMAIN_LIBRARIES:
        return True
    return library in sys.stdlib_module_names and library not in NOT_PURE


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _first_name(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def _calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that run while the module is imported: bodies of functions do not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, Function):
            for part in [*child.decorator_list, *child.args.defaults, *child.args.kw_defaults]:
                if part is not None:
                    yield from _calls_at_import(ast.Expr(part))
            continue
        if isinstance(child, ast.If) and _is_main_guard(child.test):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls_at_import(child)


def _is_main_guard(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and _last_name(test.left) == "__name__"


def _functions_by_length(source: Source) -> list[tuple[int, Function]]:
    found = [
        ((node.end_lineno or node.lineno) - node.lineno + 1, node)
        for node in ast.walk(source.tree)
        if isinstance(node, Function)
    ]
    return sorted(found, key=lambda pair: -pair[0])


def _public_definitions(
    body: list[ast.stmt], owner: ast.ClassDef | None
) -> Iterator[tuple[Definition, ast.ClassDef | None]]:
    for node in body:
        if not isinstance(node, Definition):
            continue
        special = node.name.startswith("__") and node.name.endswith("__")
        if node.name.startswith("_") and not special:
            continue
        yield node, owner
        if isinstance(node, ast.ClassDef):
            yield from _public_definitions(node.body, node)


def _needs_no_text(source: Source, node: Definition, owner: ast.ClassDef | None) -> bool:
    if isinstance(node, ast.ClassDef):
        return False
    decorators = {_last_name(d) for d in node.decorator_list}
    if node.name.startswith("__") or decorators & {"setter", "overload", "override"}:
        return True
    if source.room == "ui" and owner:
        return node.name != node.name.lower() or node.name in QT_VIRTUALS
    if owner is None or "Protocol" not in map(_last_name, owner.bases):
        return False
    return bool(ast.get_docstring(owner)) and [ast.unparse(part) for part in node.body] == ["..."]


def _not_annotated(node: Function, is_method: bool) -> list[str]:
    static = any(_last_name(d) == "staticmethod" for d in node.decorator_list)
    arguments = [*node.args.posonlyargs, *node.args.args]
    if is_method and not static:
        arguments = arguments[1:]
    arguments += [*node.args.kwonlyargs]
    arguments += [a for a in (node.args.vararg, node.args.kwarg) if a is not None]
    bare = [argument.arg for argument in arguments if argument.annotation is None]
    return bare if node.returns else [*bare, "return"]
