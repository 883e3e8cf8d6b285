"""Packaging: what its tools decide, and that names agree in every file that repeats them.

The packages themselves are made and tried by ``dev.py package``; nothing here builds one.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import struct
import subprocess
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from ethics_desktop import __version__, notices, paths
from ethics_desktop.formats import handout as form
from ethics_desktop.formats import registry
from ethics_desktop.services import handout_making
from tools import package_build, package_bundle, package_icu, package_linux, package_windows
from tools.dev_steps import StopError
from tools.package_build import NAME, Build

INSTALLERS = Path(__file__).resolve().parent.parent / "installers"


@pytest.fixture
def setup_script(project: Path) -> str:
    return (INSTALLERS / "windows" / "installer.nsi").read_text("utf-8")


# --- names that are repeated ---------------------------------------------------------------------


def defined(script: str, name: str) -> str:
    found = re.search(rf'^!define {name} "([^"]*)"', script, re.M)
    assert found is not None, name
    return found[1]


def test_setup_uses_the_names_of_the_program(setup_script: str) -> None:
    assert defined(setup_script, "ID") == NAME
    assert defined(setup_script, "EXE") == f"{NAME}.exe"
    assert defined(setup_script, "EXT") == form.SUFFIX == package_linux_suffix()
    assert f"$EXEDIR\\{paths.HANDOUT_FOLDER}" in setup_script
    assert f"$Banks\\{form.INDEX}" in setup_script
    assert f"$INSTDIR\\{handout_making.INSTALLERS}\\" in setup_script
    assert "$LOCALAPPDATA\\${ID}" in setup_script  # what /PURGE deletes


def package_linux_suffix() -> str:
    (package,) = [one for one in registry.FORMATS if one.id == "package"]
    return package.suffixes[0]


def test_bank_files_have_one_type_everywhere(setup_script: str) -> None:
    tree = ElementTree.parse(INSTALLERS / "linux" / "cermin-asn-mime.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind = tree.find("m:mime-type", space)
    assert kind is not None
    glob = kind.find("m:glob", space)
    assert glob is not None and glob.attrib["pattern"] == f"*{form.SUFFIX}"
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(INSTALLERS / "linux" / "cermin-asn.desktop", "utf-8")
    assert entry["Desktop Entry"]["MimeType"] == kind.attrib["type"] + ";"
    assert defined(setup_script, "MIME") == kind.attrib["type"]
    assert kind.attrib["type"].replace("/", "-") == package_linux.MIME_ICON


def test_setup_speaks_both_languages(setup_script: str) -> None:
    texts: dict[str, set[str]] = {}
    for name, language in re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\}", setup_script, re.M):
        texts.setdefault(name, set()).add(language)
    assert len(texts) >= 8
    assert all(languages == {"INDONESIAN", "ENGLISH"} for languages in texts.values())
    assert set(re.findall(r"\$\((T_\w+)\)", setup_script)) == set(texts)


def test_exit_codes_and_switches_are_documented(setup_script: str, project: Path) -> None:
    document = (project / "docs" / "packaging.md").read_text("utf-8")
    codes = set(re.findall(r"FAIL (\d+) ", setup_script)) | set(
        re.findall(r"SetErrorLevel (\d+)", setup_script)
    )
    assert codes == {"10", "11", "12", "13", "14"}
    for code in codes:
        assert f"| {code} |" in document
    for switch in set(re.findall(r'GetOptions\} \$R0 "(/\w+=?)"', setup_script)):
        assert f"`{switch}" in document, switch


def test_uninstaller_takes_away_whatever_the_frozen_folder_holds(setup_script: str) -> None:
    removal = setup_script[setup_script.index('Section "Uninstall"') :]
    for name in ("_internal", "licenses", "banks", "installer"):
        assert f'RMDir /r "$INSTDIR\\{name}"' in removal
    for name in ("${EXE}", "${CONSOLE}", "uninstall.exe"):
        assert f'Delete "$INSTDIR\\{name}"' in removal
    assert 'RMDir "$INSTDIR"' in removal  # only when it is empty
    assert 'RMDir /r "$INSTDIR"' not in setup_script


def test_the_workflow_uses_commands_and_files_that_exist(project: Path) -> None:
    text = (project / ".github" / "workflows" / "release.yml").read_text("utf-8")
    assert "NOT RUN" in text
    for name in re.findall(r"[\w./\\-]+\.(?:ps1|nsi|spec)\b", text):
        assert (project / name.replace("\\", "/")).is_file(), name
    assert "\t" not in text


# --- locks, libraries, sums ----------------------------------------------------------------------


LOCK = """\
# made by a tool
altgraph==0.17.5 \\
    --hash=sha256:aa
    # via pyinstaller
macholib==1.16.4 ; sys_platform == 'darwin' \\
    --hash=sha256:bb
pefile==2024.8.26 ; sys_platform == 'win32' \\
    --hash=sha256:cc \\
    --hash=sha256:dd
x==1 ; sys_platform != 'win32' \\
    --hash=sha256:ee
y==1 ; implementation_name != 'PyPy' and platform_python_implementation != 'PyPy' \\
    --hash=sha256:ff
z==1 ; implementation_name != 'PyPy' and sys_platform == 'linux' \\
    --hash=sha256:00
"""


def test_the_lock_for_windows_keeps_hashes_and_drops_others_parts() -> None:
    assert package_windows.windows_lock(LOCK) == (
        "altgraph==0.17.5 \\\n    --hash=sha256:aa\n"
        "pefile==2024.8.26 \\\n    --hash=sha256:cc \\\n    --hash=sha256:dd\n"
        "y==1 \\\n    --hash=sha256:ff\n"
    )


def test_a_condition_that_is_not_understood_stops() -> None:
    with pytest.raises(StopError, match="python_version"):
        package_windows.windows_lock("a==1 ; python_version < '3.12' \\\n    --hash=sha256:aa\n")


def test_the_real_lock_is_understood(project: Path) -> None:
    text = (project / "requirements" / "package.txt").read_text("utf-8")
    names = re.findall(r"^([\w-]+)==", package_windows.windows_lock(text), re.M)
    assert {"pyinstaller", "pefile", "pyside6-essentials"} <= set(names)
    assert "macholib" not in names


def pinned(project: Path, lock: str) -> dict[str, str]:
    text = (project / "requirements" / lock).read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^ ;]+)", text, re.M))


def test_packages_are_made_of_what_the_program_runs_on(project: Path) -> None:
    """Whoever adds a library has to lock again: PyInstaller leaves out what is not installed."""
    run, package = pinned(project, "run.txt"), pinned(project, "package.txt")
    assert {name: package.get(name) for name in run} == run
    settings = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    wanted = {
        re.split(r"[<>=!~ ]", line)[0].lower() for line in settings["project"]["dependencies"]
    }
    assert {name.lower() for name in notices._DIRECT} == wanted


def program_file(*dlls: str) -> bytes:
    """Return the smallest 64-bit program file of Windows that imports these."""
    names, table, place = b"", b"", 0x1000 + 20 * (len(dlls) + 1)
    for dll in dlls:
        table += struct.pack("<IIIII", 0, 0, 0, place + len(names), 0)
        names += dll.encode() + b"\0"
    body = table + bytes(20) + names
    optional = struct.pack("<H110x", 0x20B) + struct.pack("<II", 0, 0)
    optional += struct.pack("<II", 0x1000, len(table) + 20) + bytes(112)
    head = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0)
    section = b".idata\0\0" + struct.pack("<IIII", len(body), 0x1000, len(body), 0x400) + bytes(16)
    start = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    return (start + head + optional + section).ljust(0x400, b"\0") + body


def test_the_program_imports_nothing_that_is_left_out(project: Path) -> None:
    spec = ast.parse((project / "build.spec").read_text("utf-8"))
    (left_out,) = [
        set(ast.literal_eval(node.value)) for node in spec.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXCLUDES"
    ]  # fmt: skip
    for path in sorted((project / "ethics_desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [f"{node.module}.{one.name}" for one in node.names]
            for name in names:
                parts = name.split(".")
                found = {".".join(parts[: n + 1]) for n in range(len(parts))} & left_out
                assert not found, f"{path.name} imports {name}; see EXCLUDES in build.spec"


def test_imports_of_a_windows_program_are_read() -> None:
    assert package_bundle.imported_dlls(program_file("KERNEL32.dll", "Qt6Core.dll")) == [
        "kernel32.dll", "qt6core.dll",
    ]  # fmt: skip
    for junk in (b"MZ".ljust(0x100, b"\0"), b"\x7fELF".ljust(0x100, b"\0")):
        with pytest.raises(ValueError, match="no program file"):
            package_bundle.imported_dlls(junk)


def test_a_missing_library_and_a_stray_file_are_faults(tmp_path: Path) -> None:
    (tmp_path / "CerminASN.exe").write_bytes(program_file("kernel32.dll", "msvcp140_1.dll"))
    (tmp_path / "a.py").touch()
    facts = package_bundle.look(tmp_path)
    assert facts.faults == (
        "stray file: a.py",
        "CerminASN.exe imports msvcp140_1.dll: not here, not in Windows",
    )
    (tmp_path / "a.py").unlink()
    (tmp_path / "msvcp140_1.dll").write_bytes(program_file("api-ms-win-crt-heap-l1-1-0.dll"))
    assert package_bundle.look(tmp_path).faults == ()


ICU_NAMES = (b"icudt73l/curr/id.res", b"icudt73l/id.res", b"icudt73l/unit/id.res")


def icu_data() -> bytes:
    """Three entries as ICU lays them out: a header of 32 bytes, table, names, bytes."""
    header = struct.pack("<HBB", 32, 0xDA, 0x27) + bytes(8) + b"CmnD" + bytes(16)
    table, names, bodies = struct.pack("<I", 3), b"", b""
    at = 4 + 3 * 8
    for number, name in enumerate(ICU_NAMES):
        names_at, length = at + len(names), sum(len(one) + 1 for one in ICU_NAMES)
        if not number:
            bodies = b"\xaa" * (-(at + length) % 16)
        table += struct.pack("<II", names_at, at + length + len(bodies))
        names += name + b"\0"
        bodies += bytes([number]) * 16
    return header + table + names + bodies


def test_data_of_icu_lose_whole_folders_and_nothing_else() -> None:
    data = icu_data()
    assert package_icu.trimmed(data, ()) == data
    left = package_icu.trimmed(data, ("curr", "unit"))
    assert left.startswith(data[:32] + struct.pack("<III", 1, 12, 32))
    assert left.endswith(b"\xaa" + b"\x01" * 16)
    assert ICU_NAMES[1] in left and ICU_NAMES[0] not in left


def test_sums_name_the_finished_files_of_this_version(tmp_path: Path) -> None:
    build = Build(tmp_path, "1.2.3", 1_700_000_000)
    build.dist.mkdir()
    (build.dist / "a-1.2.3.deb").write_bytes(b"abc")
    (build.dist / "a-1.2.2.deb").write_bytes(b"old")
    told = package_build.write_sums(build).read_text()
    assert told == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a-1.2.3.deb\n"
    )


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_build, "may_install", lambda: False)
    with pytest.raises(StopError, match=r"no-such-program \(package nsis\)"):
        package_build.need_programs({"no-such-program": "nsis"})


def test_another_python_than_the_windows_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_windows, "need_programs", lambda _wanted: None)
    monkeypatch.setattr(package_windows.platform, "python_version", lambda: "3.11.2")
    with pytest.raises(StopError, match=r"3\.11\.7.*3\.11\.2"):
        package_windows._need_parts()


# --- archive and its script ----------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path, project: Path) -> tuple[Build, Path]:
    """A build with a program of two lines, and its archive."""
    root = tmp_path / "proyek"
    root.mkdir()
    for name in ("installers", "resources/app"):
        shutil.copytree(project / name, root / name)
    build = Build(root, __version__, 1_700_000_000)
    bundle = build.work / "linux" / NAME
    (bundle / "_internal").mkdir(parents=True)
    program = bundle / "cermin-asn"
    program.write_text(f"#!/bin/sh\necho Cermin ASN {__version__}\n")
    program.chmod(0o755)
    (bundle / "_internal" / "lib.so").symlink_to("lib.so.1")
    (bundle / "_internal" / "lib.so.1").write_bytes(b"x")
    build.dist.mkdir()
    return build, package_linux.make_archive(build, bundle)


@pytest.mark.skipif(os.name == "nt", reason="the archive is for Linux")
def test_the_archive_has_the_same_bytes_whenever_it_is_made(
    archive: tuple[Build, Path],
) -> None:
    build, made = archive
    first = made.read_bytes()
    bundle = build.work / "linux" / NAME
    os.utime(bundle / "cermin-asn", (1, 1))
    assert package_linux.make_archive(build, bundle).read_bytes() == first


@pytest.mark.skipif(not shutil.which("getconf"), reason="the script is for Linux with glibc")
def test_the_script_installs_refuses_and_removes_for_one_person(
    archive: tuple[Build, Path], tmp_path: Path
) -> None:
    _build, made = archive
    home, here = tmp_path / "rumah", tmp_path / "unduhan"
    home.mkdir()
    shutil.unpack_archive(made, here, filter="tar")
    (top,) = here.iterdir()
    (here / "banks").mkdir()
    (here / "banks" / "handout.json").write_text("{}")

    def script(*words: str) -> int:
        env = {"HOME": str(home), "PATH": os.environ["PATH"]}
        command = ["sh", str(top / "install-user.sh"), *words]
        return subprocess.run(command, env=env, capture_output=True, check=False).returncode

    program = home / ".local" / "opt" / "cermin-asn"
    assert script() == 0
    assert (program / "banks" / "handout.json").read_text() == "{}"  # lay beside the folder
    entry = (home / ".local/share/applications/cermin-asn.desktop").read_text("utf-8")
    assert f'Exec="{program}/cermin-asn" %f' in entry
    shutil.rmtree(here / "banks")
    assert script() == 0
    assert (program / "banks" / "handout.json").exists()  # an earlier handout stays
    (program / "cermin-asn").write_text("#!/bin/sh\necho Cermin ASN 99.0\n")
    assert script() == 12
    data = home / ".local" / "share" / "CerminASN"
    data.mkdir()
    assert script("--remove") == 0
    left = [p for p in home.rglob("*") if "cermin" in p.name.lower() and p != data]
    assert left == [] and data.is_dir()
