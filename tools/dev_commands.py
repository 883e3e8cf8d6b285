"""The commands of ``dev.py``."""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.compile_po import compile_po
from tools.dev_environment import DEV_LOCK, PACKAGE_LOCK, RUN_LOCK, Environment
from tools.dev_steps import (
    FAILED,
    MISSING_SYSTEM_PACKAGES,
    USAGE,
    StopError,
    loud,
    quiet,
    say,
    step,
)
from tools.dev_system import need_display, need_qt_libraries, window_test_obstacle

ROOT = Path(__file__).resolve().parent.parent
#: Set for the test run: why tests marked ``display`` are skipped.
NO_WINDOWS_VARIABLE = "CERMIN_TEST_NO_WINDOWS"
#: For all tests: as many processes as there are cores, within reason.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4")

DESCRIPTION = """\
Developer commands of Cermin ASN. What a command needs is installed into .venv beside this file
from the locks in requirements/ (once, and again when they change)."""
COMMANDS_HELP = """\
commands:
  run [args...]            start the program; args go to it
  test [pytest args...]    run the tests
  tour --out DIR [--only PAGE ...]
                           pictures of the program's pages, without a display
  bench [--write-readme]   all figures of speed in one table; also into the READMEs
  bench NAME [args...]     one benchmark; bench --list names them
  fuzz [--minutes N] [--seed S] [--reader NAME ...]
                           broken files for the readers of banks
  check                    ruff check, ruff format --check, mypy
  strings add FILE | update | check | compile
                           message catalogues
  package linux | windows | check
                           installers into dist/, and their checks
  icons [--check]          draw the icons of the program anew from their SVG sources
  lock                     make the locks again from pyproject.toml (needs uv)

CERMIN_DEV_PYTHON=PATH uses that interpreter instead of .venv."""


def run_command_line(arguments: Sequence[str]) -> int:
    """Carry out one command; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description=DESCRIPTION, epilog=COMMANDS_HELP, usage="dev.py COMMAND ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("command", choices=sorted(COMMANDS), help=argparse.SUPPRESS)
    if not arguments:
        parser.print_help()
        return USAGE
    command = parser.parse_args(arguments[:1]).command
    try:
        return COMMANDS[command](list(arguments[1:]))
    except StopError as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Start the program; its text commands need neither Qt's libraries nor a display."""
    python = Environment(ROOT).prepare(RUN_LOCK)
    compile_catalogues()
    if not _is_text_command(python, arguments):
        need_qt_libraries(python)
        need_display()
    return loud([python, "-m", "ethics_desktop", *arguments], dict(os.environ), ROOT)


def test(arguments: list[str]) -> int:
    """Run the tests, offscreen unless ``QT_QPA_PLATFORM`` says otherwise.

    All of them go in several processes; chosen ones in this order, in one.
    """
    python = Environment(ROOT).prepare(DEV_LOCK)
    compile_catalogues()
    obstacle = window_test_obstacle(python)
    need_qt_libraries(python, window=False)
    env = offscreen()
    if obstacle:
        say(f"tests marked 'display' are skipped: {obstacle}")
        env[NO_WINDOWS_VARIABLE] = obstacle
    chosen = any(not argument.startswith("-") for argument in arguments)
    beside = () if chosen else SIDE_BY_SIDE
    with step("pytest"):
        return loud([python, "-m", "pytest", *beside, *arguments], env, ROOT)


def tour(arguments: list[str]) -> int:
    """Take pictures of the pages, without a display."""
    return _run_offscreen("tools.tour", arguments)


def bench(arguments: list[str]) -> int:
    """Measure everything for one table, list the benchmarks, or run the one that is named."""
    scripts = {path.stem.removeprefix("bench_"): path for path in _benchmarks()}
    if arguments in ([], ["--write-readme"]):
        return _run_offscreen("benchmarks.report", arguments)
    if arguments == ["--list"]:
        for name, path in scripts.items():
            print(f"{name:<16} {_first_line(path)}")
        return 0
    if arguments[0] not in scripts:
        known = ", ".join(scripts) or "none yet"
        raise StopError(f"No benchmark is called {arguments[0]!r}; known: {known}", USAGE)
    return _run_offscreen(f"benchmarks.{scripts[arguments[0]].stem}", arguments[1:])


def fuzz(arguments: list[str]) -> int:
    """Feed the readers with broken files."""
    return _run_offscreen("tools.fuzz", arguments)


def package(arguments: list[str]) -> int:
    """Make packages, or check them."""
    from tools import package_commands

    compile_catalogues()
    return package_commands.run(ROOT, arguments)


def icons(arguments: list[str]) -> int:
    """Draw the program's icons."""
    return _run_offscreen("tools.app_icons", arguments)


def check(arguments: list[str]) -> int:
    """Run the linter, the formatter's check and the type checker; all three, whatever fails."""
    if arguments:
        raise StopError("check takes no arguments", USAGE)
    python = Environment(ROOT).prepare(DEV_LOCK)
    failed = []
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        with step(" ".join(command)):
            if loud([python, "-m", *command], dict(os.environ), ROOT):
                failed.append(" ".join(command))
    say(f"failed: {', '.join(failed)}" if failed else "ruff and mypy are content")
    return FAILED if failed else 0


def strings(arguments: list[str]) -> int:
    """Hand over to the tool for message catalogues."""
    python = Environment(ROOT).prepare(DEV_LOCK)
    return loud([python, "-m", "tools.catalogues", *arguments], dict(os.environ), ROOT)


def lock(arguments: list[str]) -> int:
    """Make ``requirements/*.txt`` again; versions stay unless ``--upgrade`` is given."""
    uv = _find_uv()
    base = [
        *uv, "pip", "compile", "--quiet", "--generate-hashes", "--universal",
        "--python-version", "3.11", "--only-binary", ":all:", "--no-emit-index-url",
        "--custom-compile-command", "python3 dev.py lock", *arguments, "pyproject.toml",
    ]  # fmt: skip
    run_lock, dev_lock = f"requirements/{RUN_LOCK}", f"requirements/{DEV_LOCK}"
    with step(f"lock {run_lock}"):
        quiet([*base, "-o", run_lock], "uv could not resolve the packages.", folder=ROOT)
    with step(f"lock {dev_lock}"):
        dev = [*base, "--group", "test", "-c", run_lock, "-o", dev_lock]
        quiet(dev, "uv could not resolve the packages.", folder=ROOT)
    package_lock = f"requirements/{PACKAGE_LOCK}"
    with step(f"lock {package_lock}"):
        build = [*base, "--group", "package", "-c", run_lock, "-o", package_lock]
        quiet(build, "uv could not resolve the packages.", folder=ROOT)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "tour": tour,
    "bench": bench,
    "fuzz": fuzz,
    "check": check,
    "strings": strings,
    "icons": icons,
    "lock": lock,
    "package": package,
}


def compile_catalogues() -> None:
    """Compile the message catalogues whose source is newer than what was compiled."""
    sources = sorted((ROOT / "resources" / "locale").glob("*/LC_MESSAGES/*.po"))
    stale = [source for source in sources if not _is_fresh(source.with_suffix(".mo"), source)]
    if stale:
        with step(f"compile {len(stale)} message catalogue(s)"):
            for source in stale:
                compile_po(source)


def offscreen() -> dict[str, str]:
    """Return the environment for Qt without a display; a chosen platform is kept."""
    env = dict(os.environ)
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    return env


def _is_text_command(python: Path, arguments: list[str]) -> bool:
    """Ask the program whether ``arguments`` are for its command line, not for the window."""
    if not arguments:
        return False
    code = "import sys; from ethics_desktop import cli as c; print(c.wants_command(sys.argv[1:]))"
    command = [str(python), "-c", code, *arguments]
    return quiet(command, "The program does not start.", folder=ROOT).strip() == "True"


def _run_offscreen(module: str, arguments: list[str]) -> int:
    python = Environment(ROOT).prepare(RUN_LOCK)
    compile_catalogues()
    need_qt_libraries(python, window=False)
    return loud([python, "-m", module, *arguments], offscreen(), ROOT)


def _is_fresh(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _benchmarks() -> list[Path]:
    return sorted((ROOT / "benchmarks").glob("bench_*.py"))


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.partition("\n")[0]


def _find_uv() -> list[str]:
    """Return the command for uv: beside the interpreter in use, else on the PATH."""
    given = os.environ.get("CERMIN_DEV_PYTHON") or sys.executable
    beside = shutil.which("uv", path=str(Path(given).parent))
    found = beside or shutil.which("uv")
    if not found:
        raise StopError("uv is not installed; get it with: pip install uv", MISSING_SYSTEM_PACKAGES)
    return [found]
