"""The developer commands: what they decide, without a network and without installing anything."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import report
from benchmarks.figures import INDONESIAN, Figure, paired, table
from tools import dev_commands, dev_system
from tools.compile_po import compile_po, encode_mo, read_po
from tools.dev_environment import DEV_LOCK, RUN_LOCK, Environment
from tools.dev_steps import StopError

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\x04\r"), min_size=1, max_size=40)


class RecordingEnvironment(Environment):
    """Notes what would be made and installed."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.done: list[str] = []

    def _create(self) -> None:
        self.done.append("create")
        self.python.parent.mkdir(parents=True, exist_ok=True)
        self.python.touch()

    def _install(self, lock: str) -> None:
        self.done.append(lock)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordingEnvironment:
    monkeypatch.delenv("CERMIN_DEV_PYTHON", raising=False)
    (tmp_path / "requirements").mkdir()
    for lock in (RUN_LOCK, DEV_LOCK):
        (tmp_path / "requirements" / lock).write_text("a==1\n")
    return RecordingEnvironment(tmp_path)


def test_environment_is_made_once(environment: RecordingEnvironment) -> None:
    environment.prepare(RUN_LOCK)
    environment.prepare(RUN_LOCK)
    assert environment.done == ["create", RUN_LOCK]


def test_tests_need_is_added_to_the_programs(environment: RecordingEnvironment) -> None:
    environment.prepare(RUN_LOCK)
    environment.prepare(DEV_LOCK)
    environment.prepare(RUN_LOCK)
    assert environment.done == ["create", RUN_LOCK, DEV_LOCK]


def test_changed_lock_makes_the_environment_again(environment: RecordingEnvironment) -> None:
    environment.prepare(DEV_LOCK)
    (environment.root / "requirements" / RUN_LOCK).write_text("a==2\n")
    environment.prepare(RUN_LOCK)
    assert environment.done == ["create", DEV_LOCK, "create", RUN_LOCK]


@pytest.mark.parametrize("stamp", ["", "[]", '{"python": "3.1", "locks": {}}', '{"locks": 1}'])
def test_damaged_or_foreign_stamp_makes_it_again(
    environment: RecordingEnvironment, stamp: str
) -> None:
    environment.prepare(RUN_LOCK)
    (environment.folder / "cermin-locks.json").write_text(stamp)
    environment.prepare(RUN_LOCK)
    assert environment.done == ["create", RUN_LOCK] * 2


def test_missing_lock_is_a_sentence(environment: RecordingEnvironment) -> None:
    (environment.root / "requirements" / RUN_LOCK).unlink()
    with pytest.raises(StopError, match=r"requirements/run\.txt cannot be read"):
        environment.prepare(RUN_LOCK)


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "precious").touch()
    with pytest.raises(StopError, match="no virtual environment"):
        Environment(tmp_path)._create()
    assert (tmp_path / ".venv" / "precious").exists()


def test_missing_libraries_become_one_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    ldd = (
        "\tlibxcb-cursor.so.0 => not found\n\tlibEGL.so.1 => not found\n"
        "\tlibQt6Gui.so.6 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n"
    )
    monkeypatch.setattr(dev_system, "_output", lambda command: ldd if command[0] == "ldd" else "/q")
    monkeypatch.setattr(dev_system, "may_install", lambda: False)
    monkeypatch.setattr(dev_system, "_has_font", lambda: True)
    monkeypatch.setattr(dev_system.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev_system.sys, "platform", "linux")
    with pytest.raises(StopError) as stop:
        dev_system.need_qt_libraries(Path(sys.executable))
    assert stop.value.code == 3
    assert "sudo apt-get install -y libegl1 libxcb-cursor0" in str(stop.value)
    assert "sudo dnf install -y libglvnd-egl xcb-util-cursor" in str(stop.value)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ldd is of Linux")
def test_libraries_of_the_real_qt_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = dev_system._output

    def record(command: list[str]) -> str:
        output = real(command)
        seen.extend(line.split()[0] for line in output.splitlines() if " => " in line)
        return output

    monkeypatch.setattr(dev_system, "_output", record)
    parts = dev_system.CORE_PARTS + dev_system.WINDOW_PARTS
    missing = dev_system.missing_libraries(Path(sys.executable), parts)
    assert {"libEGL.so.1", "libxcb-cursor.so.0", "libxkbcommon.so.0"} <= set(seen)
    assert missing <= set(seen)
    with pytest.raises(StopError, match="ldd is silent"):
        dev_system.missing_libraries(Path(sys.executable), ["no-such-part.so"])


@pytest.mark.parametrize(
    ("variables", "stops"),
    [({}, True), ({"DISPLAY": ":0"}, False), ({"WAYLAND_DISPLAY": "wayland-0"}, False)],
)
def test_no_display_names_the_tour(
    variables: dict[str, str], stops: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(dev_system.sys, "platform", "linux")
    if stops:
        with pytest.raises(StopError, match=r"dev\.py tour --out DIR") as stop:
            dev_system.need_display()
        assert stop.value.code == 4
    else:
        dev_system.need_display()


@pytest.mark.parametrize("arguments", [["nonsense"], []])
def test_usage_is_shown(arguments: list[str], project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "dev.py", *arguments], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "usage: dev.py COMMAND" in done.stdout + done.stderr


def test_files_name_no_registry_and_no_machine(project: Path) -> None:
    """The locks hold for everybody: no index, no host, no path of the machine that made them."""
    for path in sorted((project / "requirements").iterdir()):
        text = path.read_text("utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        assert not [line for line in text.splitlines() if line.lstrip("# ").startswith("/")]


@given(st.dictionaries(TEXT, st.one_of(TEXT, st.tuples(TEXT, TEXT)), max_size=8), TEXT)
def test_our_compiler_and_babels_writer_agree(messages: dict[str, object], context: str) -> None:
    catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for number, (key, text) in enumerate(messages.items()):
        if isinstance(text, tuple):
            catalogue.add((key, f"{key}s"), text)
        else:
            catalogue.add(key, text, context=context if number % 2 else None)
    written = BytesIO()
    write_po(written, catalogue, width=76)
    source = Path(os.environ["HOME"]) / "round.po"
    source.write_bytes(written.getvalue())
    made = gettext.GNUTranslations(BytesIO(encode_mo(dict(read_po(source)))))
    for number, (key, text) in enumerate(messages.items()):
        if isinstance(text, tuple):
            assert (made.ngettext(key, "?", 1), made.ngettext(key, "?", 2)) == text
        elif number % 2:
            assert made.pgettext(context, key) == text
        else:
            assert made.gettext(key) == text


def test_fuzzy_and_empty_texts_are_left_out(tmp_path: Path) -> None:
    source = tmp_path / "x.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#, fuzzy\nmsgid "a"\nmsgstr "A"\n\nmsgid "b"\nmsgstr ""\n\n#~ msgid "old"\n'
        'msgid "c"\nmsgstr "C"\n'
    )
    with compile_po(source).open("rb") as stream:
        made = gettext.GNUTranslations(stream)
    assert [made.gettext(key) for key in "abc"] == ["a", "b", "C"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.mo", "x.po"]


def test_a_strange_line_is_named(tmp_path: Path) -> None:
    source = tmp_path / "x.po"
    source.write_text('msgid "a"\nmsgstr A\n')
    with pytest.raises(ValueError, match=r"x\.po:2"):
        compile_po(source)


@pytest.mark.parametrize(
    ("arguments", "module", "rest"),
    [
        ([], "benchmarks.report", []),
        (["--write-readme"], "benchmarks.report", ["--write-readme"]),
        (["answer", "--rounds", "2"], "benchmarks.bench_answer", ["--rounds", "2"]),
    ],
)
def test_bench_runs_the_report_or_one(
    arguments: list[str], module: str, rest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        dev_commands, "_run_offscreen", lambda name, args: started.append((name, args)) or 0
    )
    assert dev_commands.bench(arguments) == 0
    assert started == [(module, rest)]


@pytest.mark.parametrize(
    ("arguments", "side_by_side"),
    [([], True), (["--cov=x", "-x"], True), (["-k", "timer"], False), (["tests/ui"], False)],
)
def test_all_tests_run_side_by_side_and_chosen_ones_in_order(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], side_by_side: bool
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(dev_commands.Environment, "prepare", lambda self, lock: Path("python"))
    monkeypatch.setattr(dev_commands, "compile_catalogues", lambda: None)
    monkeypatch.setattr(dev_commands, "window_test_obstacle", lambda python: "")
    monkeypatch.setattr(dev_commands, "need_qt_libraries", lambda python, window: None)
    monkeypatch.setattr(
        dev_commands, "loud", lambda command, env, folder: ran.append([*map(str, command)]) or 0
    )
    assert dev_commands.test(arguments) == 0
    beside = [*dev_commands.SIDE_BY_SIDE] if side_by_side else []
    assert ran == [["python", "-m", "pytest", *beside, *arguments]]


def test_bench_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev_commands.bench(["--list"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert {"answer", "kill", "library", "scenario", "start"} <= set(names)
    with pytest.raises(StopError, match="'nonsense'"):
        dev_commands.bench(["nonsense"])


FIGURES = [
    Figure("S1: a", "S1: b", 150.0, 100.0, 1.504, target=1.5),
    Figure("S4: c", "S4: d", 3.0, 1.0, 3.0, target=1.25, unit="MiB"),
    Figure("S6: e", "S6: f", 12.34, None, None, target=50),
    Figure("S4: g", "S4: h", None, None, None, target=1, unit="×"),
]


def test_table_says_what_is_met() -> None:
    assert table(FIGURES).splitlines()[2:] == [
        "| S1: a | 150 ms | 100 ms | 1.50 | ≤ 1.5 | yes |",
        "| S4: c | 3.00 MiB | 1.00 MiB | 3.00 | ≤ 1.25 | **no** |",
        "| S6: e | 12.3 ms |  |  | ≤ 50.0 ms | yes |",
        "| S4: g |  |  |  | ≤ 1 | not measured |",
    ]
    indonesian = table(FIGURES, INDONESIAN).splitlines()
    assert indonesian[0].startswith("| ukuran | kami | batas bawah |")
    assert indonesian[3] == "| S4: d | 3,00 MiB | 1,00 MiB | 3,00 | ≤ 1,25 | **belum** |"


def test_pairs_change_their_order() -> None:
    order: list[str] = []

    def one(name: str, value: float) -> float:
        order.append(name)
        return value

    assert paired(lambda: one("ours", 6.0), lambda: one("floor", 2.0), 3) == (6.0, 2.0, 3.0)
    assert order == ["floor", "ours", "ours", "floor", "floor", "ours"]


def test_tables_of_both_readmes_are_replaced_together(tmp_path: Path) -> None:
    marked = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    (tmp_path / "README.md").write_text(marked)
    (tmp_path / "README.id.md").write_text("no marks\n")
    with pytest.raises(ValueError, match="must stand there once"):
        report.write_readmes(FIGURES, tmp_path, date(2026, 11, 21), 2)
    assert (tmp_path / "README.md").read_text() == marked
    (tmp_path / "README.id.md").write_text(marked)
    for _ in range(2):
        report.write_readmes(FIGURES, tmp_path, date(2026, 11, 21), 2)
    english, indonesian = ((tmp_path / name).read_text() for name in ("README.md", "README.id.md"))
    for text in (english, indonesian):
        assert text.startswith(f"before\n{report.BEGIN}\n") and "old" not in text
        assert text.endswith(f"|\n{report.END}\nafter\n")
        assert "python3 dev.py bench" in text and text.count("S1:") == 1
    assert "Measured 2026-11-21, 2 cores" in english
    assert "Diukur 21 November 2026, 2 inti" in indonesian


def test_readmes_have_their_tables(project: Path) -> None:
    for name in ("README.md", "README.id.md"):
        inside = (project / name).read_text("utf-8").partition(report.BEGIN)[2]
        inside = inside.partition(report.END)[0]
        assert all(f"| S{number}: " in inside for number in (1, 2, 3, 4, 5, 6, 9))
