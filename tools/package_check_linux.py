"""The checks of the Linux packages, each in a bare Debian without Python."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tools.package_build import NAME, Build, build_python
from tools.package_check import MOST_ARCHIVE_MB, PREVIOUS, Report, detail, product, read_report
from tools.package_chroot import PERSON, Chroot, bare_system, display, picture
from tools.package_linux import PACKAGE, make_deb

HOME = f"/home/{PERSON}"
DATA = f"{HOME}/.local/share/CerminASN"
PROFILE = f"{DATA}/profiles/utama"
#: What any desktop brings; libxcb-cursor0, which many lack, is not among it.
DESKTOP_PARTS = (
    "libegl1", "libgl1", "libwayland-client0", "libwayland-cursor0", "libx11-6", "libx11-xcb1",
    "libfontconfig1", "libfreetype6", "libglib2.0-0", "libdbus-1-3", "libstdc++6", "libxcb-glx0",
    "libxcb-randr0", "libxcb-render0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1",
    "libxcb-xfixes0", "libxcb-xkb1",
)  # fmt: skip
MIME = "application/vnd.cermin-asn.bank"
#: Frozen start / start from source (``quality.md`` S11).
MOST_START_RATIO = 1.1
PAIRS = 11


def check_deb(build: Build, out: Path) -> Report:
    """Install, use, upgrade, refuse, remove the ``.deb``."""
    report = Report(f"deb in a bare system: {PACKAGE}_{build.version}_amd64.deb")
    deb = product(build, f"{PACKAGE}_{build.version}_amd64.deb")
    older, released = _previous(build)
    with display() as screen, bare_system(build.work) as system:
        see = report.see
        see("no Python in it", system.run("sh", "-c", "command -v python3").returncode)
        before = system.entries(HOME.lstrip("/"), "root")
        system.give(older, "/root/older.deb")
        system.give(deb, "/root/newer.deb")
        system.must("apt-get", "update", "-qq")
        begin = time.monotonic()
        installed = _apt(system, "/root/older.deb") == 0
        took = f"{older.name}, {time.monotonic() - begin:.0f} s with every dependency"
        see("the version before installs", installed, took)
        see("... and passes its self-test on a display", _self_test(system, screen, out, "first"))
        _old_data(build, system)
        if released:  # it brings them to its own schema
            passed = _self_test(system, screen, out, "older-data", "--own-data")
            see("the version before works on the person's data", passed)
        counted, schema = _attempts(system), _schema(system)
        copies = _copies(system)
        see("upgrade", _apt(system, "/root/newer.deb") == 0)
        shown = system.run("dpkg-query", "-W", "-f", "${Version}", PACKAGE).stdout
        see("upgrade: new version", shown == build.version, shown)
        see("the self-test passes on a display", _self_test(system, screen, out, "full"))
        passed = _self_test(system, screen, out, "own-data", "--own-data", "--lang", "id")
        see("upgrade: data of the schema before open", passed,
            detail(read_report(out / "own-data.json"), "data and copy"))  # fmt: skip
        now = _schema(system)
        see("upgrade: they have the schema of today", now >= schema, f"{schema} -> {now}")
        see("upgrade: attempts are still there", counted == _attempts(system) > 0, f"{counted}")
        copied = now == schema or _copies(system) - copies
        see("upgrade: a copy was made before the schema changed", copied)
        see("a downgrade by apt is refused", _apt(system, "/root/older.deb") != 0)
        _newer_data(report, system, screen, out)
        _desktop(report, build, system, screen, out)
        see("removal", system.run("apt-get", "purge", "-y", "-qq", PACKAGE).returncode == 0)
        left = {one for one in system.entries(HOME.lstrip("/"), "root") - before
                if PACKAGE in one or "cermin" in one.lower()}  # fmt: skip
        see("removal: nothing of ours is left", not left, ", ".join(sorted(left)[:5]))
        caches = ("usr/share/mime/globs2", "usr/share/applications/mimeinfo.cache")
        held = [one for one in caches if "cermin" in _text(system.path(one))]
        see("removal: the lists of the desktop are clean", not held, ", ".join(held))
        see("removal: the person's data stay", system.has(f"{PROFILE}/progress.sqlite3"))
    return report


def check_archive(build: Build, out: Path) -> Report:
    """Install, use, refuse, remove the archive as an ordinary person; figures of the start."""
    name = f"{PACKAGE}-{build.version}-linux-x86_64"
    report = Report(f"archive in a bare system: {name}.tar.xz")
    see = report.see
    archive = product(build, f"{name}.tar.xz")
    size = archive.stat().st_size / 1e6
    see(f"archive <= {MOST_ARCHIVE_MB:g} MB", size <= MOST_ARCHIVE_MB, f"{size:.1f}")
    with display() as screen, bare_system(build.work) as system:
        system.must("apt-get", "update", "-qq")
        system.must("apt-get", "install", "-y", "-qq", "--no-install-recommends", *DESKTOP_PARTS)
        source = system.path(f"{HOME}/unduhan")
        source.mkdir()
        subprocess.run(["tar", "-xf", str(archive), "-C", str(source)], check=True)
        system.must("chown", "-R", f"{PERSON}:{PERSON}", HOME)
        before = system.entries("root", f"{HOME.lstrip('/')}/unduhan")
        script = f"{HOME}/unduhan/{name}/install-user.sh"
        see("installs without root", system.run("sh", script, person=True).returncode == 0)
        program = f"{HOME}/.local/opt/{PACKAGE}/{PACKAGE}"
        passed = _self_test(system, screen, out, "archive", program=program)
        see("passes the self-test", passed)
        entry = _text(system.path(f"{HOME}/.local/share/applications/{PACKAGE}.desktop"))
        see("menu entry names the program", f'Exec="{program}" %f' in entry)
        kind = _gio_kind(build, system)
        see("bank files have their type", kind == MIME, kind)
        see("installing again", system.run("sh", script, person=True).returncode == 0)
        keep = system.path(program)
        keep.rename(keep.with_name("real"))
        keep.write_text("#!/bin/sh\necho Cermin ASN 99.0\n")
        keep.chmod(0o755)
        code = system.run("sh", script, person=True).returncode
        see("a newer version is not replaced", code == 12, f"exit {code}")
        system.run(f"{program[: -len(PACKAGE)]}real", "--self-test", "--own-data", person=True,
                   env={"QT_QPA_PLATFORM": "offscreen"})  # fmt: skip
        code = system.run("sh", script, "--remove", person=True).returncode
        see("removal", code == 0)
        data = DATA.lstrip("/")
        left = {
            one
            for one in system.entries("root", f"{HOME.lstrip('/')}/unduhan", data) - before
            if "cermin" in one.lower()
        }
        left -= {data, f"{HOME.lstrip('/')}/uji.cermin"}  # fmt: skip
        see("removal: only the person's data stay", not left and system.has(DATA),
            ", ".join(sorted(left)[:5]))  # fmt: skip
    _start_figures(report, build, archive)
    return report


# --- parts ---------------------------------------------------------------------------------------


def _previous(build: Build) -> tuple[Path, bool]:
    """Return the newest package in ``dist/released``, else this program labelled older.

    The second value tells whether it is one that was really made before.
    """
    kept = sorted((build.dist / "released").glob(f"{PACKAGE}_*_amd64.deb"))
    if kept:
        return kept[-1], True
    made = make_deb(build, build.work / "linux" / NAME, PREVIOUS)
    target = build.work / "check" / made.name
    shutil.move(made, target)
    return target, False


def _apt(system: Chroot, package: str) -> int:
    return system.run(
        "apt-get", "install", "-y", "-qq", "--no-install-recommends", package
    ).returncode


def _self_test(
    system: Chroot, screen: str, out: Path, name: str, *options: str, program: str = PACKAGE
) -> bool:
    """Run the self-test as the person and keep report and picture; True when it passed."""
    inside = f"{HOME}/{name}"
    system.run(
        program, "--self-test", f"{inside}.json", "--shot", f"{inside}.png", *options,
        person=True, env={"DISPLAY": screen}, seconds=240,
    )  # fmt: skip
    for suffix in (".json", ".png"):
        if system.has(inside + suffix):
            shutil.copyfile(system.path(inside + suffix), out / (name + suffix))
    told = read_report(out / f"{name}.json")
    return bool(told.get("ok")) and told.get("platform") == "xcb" and told.get("frozen") is True


def _old_data(build: Build, system: Chroot) -> None:
    """Put data of the first released schema in the person's home."""
    shutil.rmtree(system.path(DATA), ignore_errors=True)
    kept = build.root / "tests" / "data" / "db"
    system.give(kept / "progress-1000.sqlite3", f"{PROFILE}/progress.sqlite3")
    system.give(kept / "library-1000.sqlite3", f"{DATA}/library.sqlite3")


def _attempts(system: Chroot) -> int:
    return _number(system, "SELECT count(*) FROM response")


def _schema(system: Chroot) -> int:
    return _number(system, "PRAGMA user_version")


def _number(system: Chroot, query: str) -> int:
    file = f"file:{system.path(PROFILE)}/progress.sqlite3?mode=ro"
    with contextlib.closing(sqlite3.connect(file, uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])


def _copies(system: Chroot) -> set[str]:
    """Return the names of the copies that the program made of the person's data."""
    return {path.name for path in system.path(f"{PROFILE}/backups").glob("*.sqlite3")}


def _newer_data(report: Report, system: Chroot, screen: str, out: Path) -> None:
    """A data file of a newer program is refused and stays as it is, byte for byte."""
    file = system.path(f"{PROFILE}/progress.sqlite3")
    aside = file.with_name("aside")
    shutil.copy2(file, aside)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99000")
    raw = file.read_bytes()
    passed = _self_test(system, screen, out, "newer", "--own-data")
    told = str(read_report(out / "newer.json"))
    report.see("data of a newer version are refused", not passed and "newer_schema" in told)
    now = file.read_bytes()
    changed = [place for place, (a, b) in enumerate(zip(raw, now, strict=False)) if a != b]
    told = f"{len(raw)} -> {len(now)} bytes, changed at {changed[:8]}" if now != raw else ""
    report.see("... and stay as they are", now == raw, told)
    for suffix in ("-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    aside.replace(file)
    system.must("chown", "-R", f"{PERSON}:{PERSON}", HOME)


def _desktop(report: Report, build: Build, system: Chroot, screen: str, out: Path) -> None:
    """Double click on a bank file, and a second start while the first runs."""
    kind = _gio_kind(build, system)
    report.see("bank files have their type", kind == MIME, kind)
    listed = _text(system.path("/usr/share/applications/mimeinfo.cache"))
    report.see("their default program is ours", f"{MIME}={PACKAGE}.desktop" in listed)
    bank = f"{HOME}/uji.cermin"
    started = system.start(
        "gio", "launch", f"/usr/share/applications/{PACKAGE}.desktop", bank, env={"DISPLAY": screen}
    )
    process = _wait_for(system, bank)
    report.see("the association starts the program with the file", process)
    time.sleep(6)
    held = picture(screen, out / "association.png", [str(build_python(build))])
    report.see("picture of it", held, str(out / "association.png"))
    _self_test(system, screen, out, "second", "--own-data")
    told = str(read_report(out / "second.json"))
    report.see("a second program on the same data is refused", "in_use" in told)
    if process:
        subprocess.run(["kill", str(process)], check=False)
    started.wait(30)
    for _turn in range(50):
        if not _process_of(system, bank):
            break
        time.sleep(0.1)


def _gio_kind(build: Build, system: Chroot) -> str:
    bank = build.work / "uji.cermin"
    python = build_python(build)
    subprocess.run(
        [str(python), "-m", "ethics_desktop", "bank", "pack",
         str(build.root / "question_banks" / "integritas"), str(bank)],
        cwd=build.root, check=True, capture_output=True,
    )  # fmt: skip
    system.give(bank, f"{HOME}/uji.cermin")
    told = system.run(
        "gio", "info", "-a", "standard::content-type", f"{HOME}/uji.cermin", person=True
    )
    return next((w for w in reversed(told.stdout.split()) if "/" in w), told.stderr)


def _wait_for(system: Chroot, argument: str) -> int:
    for _turn in range(100):
        found = _process_of(system, argument)
        if found:
            return found
        time.sleep(0.1)
    return 0


def _process_of(system: Chroot, argument: str) -> int:
    """Return the process in the chroot that was given this argument; 0 when there is none."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            inside = (entry / "root").resolve() == system.folder.resolve()
        except OSError:
            continue
        if inside and argument.encode() in words and words[0].endswith(PACKAGE.encode()):
            return int(entry.name)
    return 0


def _start_figures(report: Report, build: Build, archive: Path) -> None:
    """S11: from the start of the process to the first painted page and out, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-xf", str(archive), "-C", folder], check=True)
        frozen = next(Path(folder).glob(f"*/{NAME}/{PACKAGE}"))
        python = str(build_python(build))
        commands = {"frozen": [str(frozen)], "source": [python, "-m", "ethics_desktop"]}
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(PAIRS + 1):
            for name in sorted(commands, reverse=bool(turn % 2)):
                spent = _start_seconds(build, commands[name], Path(folder) / name)
                if turn:  # the first fills the caches
                    seconds[name].append(spent)
    middle = {name: statistics.median(each) for name, each in seconds.items()}
    ratio = statistics.median(
        a / b for a, b in zip(seconds["frozen"], seconds["source"], strict=True)
    )
    told = f"{ratio:.2f}; {middle['frozen']:.2f} s frozen, {middle['source']:.2f} s from source"
    report.see(
        f"S11: start frozen / from source <= {MOST_START_RATIO}", ratio <= MOST_START_RATIO, told
    )


def _start_seconds(build: Build, command: list[str], data: Path) -> float:
    env = {"HOME": str(data.parent), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8",
           "PATH": "/usr/bin:/bin"}  # fmt: skip
    begin = time.perf_counter()
    subprocess.run(
        [*command, "--self-test", "--until-painted", "--data-dir", str(data)],
        env=env, cwd=build.root, check=True, capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - begin


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""
