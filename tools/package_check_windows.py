"""The checks of Setup.exe and of the Windows program, under Wine."""

from __future__ import annotations

import contextlib
import filecmp
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.package_build import NAME, Build, build_python
from tools.package_check import PREVIOUS, Report, detail, product, read_report
from tools.package_chroot import display, picture
from tools.package_windows import make_setup
from tools.package_wine import Wine, windows_path

APP = "Cermin ASN"
CLASSES = r"Software\Classes"
KEY = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
LOCAL = rf"C:\users\{{user}}\AppData\Local\Programs\{APP}"
MOST_INSTALL_S = 20
BANK = "loket"
HANDOUT = "Lokakarya Bandung"


def check_setup(build: Build, out: Path) -> Report:
    """Install, use, upgrade, refuse, hand out, remove."""
    report = Report(f"Setup under Wine: {NAME}-{build.version}-Setup.exe")
    setup = product(build, f"{NAME}-{build.version}-Setup.exe")
    bundle = build.work / "windows" / "dist" / NAME
    older = out / f"{NAME}-{PREVIOUS}-Setup.exe"
    kept = sorted((build.dist / "released").glob(f"{NAME}-*-Setup.exe"))
    if kept:
        older = out / kept[-1].name
        shutil.copyfile(kept[-1], older)
    else:
        make_setup(build, bundle, PREVIOUS, older)
    with display() as screen:
        wine = Wine(out / "wine", build.root / "installers" / "windows", screen)
        wine.make()
        try:
            trial = Trial(report, build, wine, out, setup, older)
            trial.first_install()
            trial.upgrade(bool(kept))
            trial.use()
            trial.hand_out()
            trial.broken_handouts()
            trial.remove()
            trial.other_folders()
            trial.participant()
            trial.all_users()
            trial.edges()
        finally:
            wine.stop()
    return report


class Trial:
    """One Windows, one person, two Setups."""

    def __init__(
        self, report: Report, build: Build, wine: Wine, out: Path, setup: Path, older: Path
    ) -> None:
        self.see = report.see
        self.build, self.wine, self.out = build, wine, out
        self.setup, self.older = setup, older
        home = wine.person
        self.app = home / "AppData" / "Local" / "Programs" / APP
        self.data = home / "AppData" / "Local" / NAME
        self.menu = home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs" / f"{APP}.lnk"
        self.desktop = home / "Desktop" / f"{APP}.lnk"
        self.local = LOCAL.format(user=home.name)
        self.kit = out / "kit"
        self.python = [str(build_python(build))]

    # --- steps -----------------------------------------------------------------------------

    def first_install(self) -> None:
        """The version before, silently, with a handout beside it."""
        self._make_kit()
        code, seconds = self._install(self.kit / "Setup.exe")
        self.see("silent installation", code == 0, f"exit {code}, {seconds:.1f} s")
        self.see(f"it takes <= {MOST_INSTALL_S} s", seconds <= MOST_INSTALL_S)
        program = self.app / f"{NAME}.exe"
        self.see("it goes to LocalAppData\\Programs", program.exists())
        files = sorted(p.name for p in (self.app / "banks").glob("*"))
        self.see("the handout beside Setup is taken along", "handout.json" in files, str(files))
        shown = self._value(f"HKCU\\{KEY}", "DisplayVersion")
        self.see("uninstall key: version", shown and shown in self.older.name, shown)
        quiet = self._value(f"HKCU\\{KEY}", "QuietUninstallString")
        self.see("uninstall key: silent command", quiet.endswith("/S"), quiet)
        self.see("uninstall key: size", self._value(f"HKCU\\{KEY}", "EstimatedSize"))
        kind = self._value(rf"HKCU\{CLASSES}\.cermin", "@")
        self.see(".cermin has a type", kind == f"{NAME}.Bank.1", kind)
        command = self._value(rf"HKCU\{CLASSES}\{kind}\shell\open\command", "@")
        self.see("... with a command", f"{NAME}.exe" in command and "%1" in command, command)
        icon = self._value(rf"HKCU\{CLASSES}\{kind}\DefaultIcon", "@")
        told = icon.replace(self.local, "").replace("\\", "/").lstrip("/")
        self.see("... and an icon that is there", (self.app / told).is_file(), told)
        self.see("menu and desktop", self.menu.exists() and self.desktop.exists())
        self.see("nothing for all users", not self.wine.registry(f"HKLM\\{KEY}"))

    def use(self) -> None:
        """The real program: self-test, commands, association, one at a time."""
        told = self._self_test("first", f"{self.local}\\{NAME}.exe")
        self.see("self-test", told.get("ok"), f"platform {told.get('platform')}, "
                 f"{told.get('ms_to_first_page')} ms to the first page")  # fmt: skip
        told = self._self_test("full", f"{self.local}\\{NAME}.exe", own=False)
        self.see("full self-test on throw-away data", told.get("ok"), _failed(told))
        told = self._self_test("second", f"{self.local}\\{NAME}.exe")
        others = detail(told, "banks")
        self.see("the handout's bank is in the library", told.get("ok") and BANK in others, others)
        code, said = self.wine.run(f"{self.local}\\ethics-desktop.exe", "--version")
        self.see("commands have a program with output", self.build.version in said, said.strip())
        bank = next((self.app / "banks").glob("*.cermin"))
        process = self.wine.start(f"{self.local}\\{NAME}.exe", windows_path(bank))
        time.sleep(12)
        name = self.out / "association.png"
        self.see("picture with an opened bank file",
                 picture(self.wine.display, name, self.python), str(name))  # fmt: skip
        told = self._self_test("busy", f"{self.local}\\{NAME}.exe")
        self.see("a second program on the same data is refused", "in_use" in str(told))
        code, _seconds = self._install(self.setup)
        self.see("upgrade while it is open is refused", code == 11, f"exit {code}")
        self._end(process)

    def upgrade(self, released: bool) -> None:
        """To this version, with data of an older schema: those that a ``released`` one left."""
        shutil.rmtree(self.data / "profiles", ignore_errors=True)
        profile = self.data / "profiles" / "utama"
        profile.mkdir(parents=True)
        old = self.build.root / "tests" / "data" / "db" / "progress-1000.sqlite3"
        shutil.copyfile(old, profile / "progress.sqlite3")
        if released:  # it brings them to its own schema
            told = self._self_test("older-data", f"{self.local}\\{NAME}.exe")
            self.see("the version before works on the person's data", told.get("ok"))
        schema = _number(profile / "progress.sqlite3", "PRAGMA user_version")
        copies = set((profile / "backups").glob("*.sqlite3"))
        (self.app / "_internal" / "stale.pyd").touch()
        (self.app / "catatan-saya.txt").write_text("mine")
        code, seconds = self._install(self.setup)
        self.see("upgrade", code == 0, f"exit {code}, {seconds:.1f} s")
        shown = self._value(f"HKCU\\{KEY}", "DisplayVersion")
        self.see("upgrade: new version", shown == self.build.version, shown)
        stale = [n for n in ("_internal/stale.pyd", "_internal.old", f"{NAME}.exe.old")
                 if (self.app / n).exists()]  # fmt: skip
        self.see("upgrade: no file of the old version stays", not stale, str(stale))
        mine = (self.app / "catatan-saya.txt").exists()
        self.see("upgrade: handout and own files stay",
                 mine and (self.app / "banks" / "handout.json").exists())  # fmt: skip
        told = self._self_test("upgraded", f"{self.local}\\{NAME}.exe")
        counted = _number(profile / "progress.sqlite3", "SELECT count(*) FROM response")
        self.see("upgrade: old data open, every answer is there", told.get("ok") and counted == 14,
                 f"{counted} of 14")  # fmt: skip
        now = _number(profile / "progress.sqlite3", "PRAGMA user_version")
        self.see("upgrade: they have the schema of today", now >= schema, f"{schema} -> {now}")
        copied = now == schema or set((profile / "backups").glob("*.sqlite3")) - copies
        self.see("upgrade: a copy was made before the schema changed", copied)
        code, _seconds = self._install(self.older)
        self.see("a downgrade is refused", code == 12, f"exit {code}")
        held = self.app / "installer" / self.setup.name
        same = held.exists() and filecmp.cmp(held, self.setup, shallow=False)
        self.see("Setup keeps an unchanged copy of itself for handouts", same)

    def hand_out(self) -> None:
        """The installed program writes a handout with a portable copy; both are used."""
        target = self.out / "usb" / "Lokakarya Ünï 測試 & (2)"
        target.parent.mkdir()
        begin = time.monotonic()
        code, said = self.wine.run(
            f"{self.local}\\ethics-desktop.exe", "handout", "make", windows_path(target),
            "--bank", BANK, "--name", HANDOUT, "--portable",
        )  # fmt: skip
        self.see("handout with portable copy", code == 0, f"{time.monotonic() - begin:.1f} s"
                 if code == 0 else said[-300:])  # fmt: skip
        sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS.txt"], cwd=target,
                              capture_output=True, text=True, check=False)  # fmt: skip
        self.see("handout: checksums", sums.returncode == 0, sums.stdout[:200])
        copy = target / self.setup.name
        same = copy.exists() and filecmp.cmp(copy, self.setup, shallow=False)
        self.see("handout: Setup in it is unchanged", same)
        portable = target / "CerminASN-Portable"
        program = windows_path(portable / f"{NAME}.exe")
        told = self._with_handout("portable", program)
        others = detail(told, "banks")
        self.see("portable: runs, has the bank", told.get("ok") and BANK in others, others)
        held = portable / "Data" / "profiles" / "utama" / "progress.sqlite3"
        self.see("portable: keeps its data beside itself", held.exists())

    def broken_handouts(self) -> None:
        """A changed and a foreign handout are refused with their reason; nothing is taken in."""
        handout = next((self.out / "usb").iterdir())
        spoiled: dict[str, Callable[[Path], object]] = {
            "changed": lambda folder: next(folder.glob("*.cermin")).write_bytes(b"PK"),
            "foreign": lambda folder: (folder / "handout.json").write_text('{"format": "x"}'),
        }
        for name, spoil in spoiled.items():
            copy = self.out / name
            shutil.copytree(handout / "banks", copy)
            spoil(copy)
            data = self.out / f"{name}-data"
            code, said = self.wine.run(
                f"{self.local}\\ethics-desktop.exe", "--data-dir", windows_path(data),
                "handout", "add", windows_path(copy),
            )  # fmt: skip
            count = f"SELECT count(*) FROM bank WHERE id = '{BANK}'"
            taken = _number(data / "library.sqlite3", count)
            self.see(f"handout: a {name} one is refused whole", code and said and not taken,
                     f"exit {code}: {said.strip()}")  # fmt: skip

    def remove(self) -> None:
        """Uninstall silently; data and own files stay."""
        code = self._uninstall(f"{self.local}\\uninstall.exe", self.app)
        self.see("silent removal", code == 0, f"exit {code}")
        left = sorted(p.name for p in self.app.glob("*"))
        self.see(
            "removal: only the person's own file stays", left == ["catatan-saya.txt"], str(left)
        )
        shutil.rmtree(self.app, ignore_errors=True)
        self.see("removal: data stay",
                 (self.data / "profiles" / "utama" / "progress.sqlite3").exists())  # fmt: skip
        found = self.wine.run("reg", "query", r"HKCU\Software", "/s", "/f", "cermin", "/k")[1]
        keys = [line for line in found.splitlines() if "cermin" in line.lower() and "HKEY" in line]
        self.see("removal: registry is clean", not keys, "; ".join(keys[:3]))
        self.see("removal: no shortcut", not self.menu.exists() and not self.desktop.exists())

    def other_folders(self) -> None:
        """``/D=`` with spaces, remembered; no desktop, no association; ``/PURGE``."""
        folder = self.wine.drive / "Aplikasi Kantor" / "Cermin Uji"
        words = ["/D=C:\\Aplikasi", "Kantor\\Cermin", "Uji"]  # unquoted, as Setup wants it
        code, _seconds = self._install(self.setup, "/NODESKTOP", "/NOASSOC", "/NOCACHE", *words)
        self.see("/D= with spaces", code == 0 and (folder / f"{NAME}.exe").exists())
        self.see("/NODESKTOP, /NOCACHE", not self.desktop.exists()
                 and not (folder / "installer").exists())  # fmt: skip
        kind = self._value(rf"HKCU\{CLASSES}\.cermin", "@")
        self.see("/NOASSOC", not kind, kind)
        self._install(self.setup, "/NODESKTOP", "/NOASSOC", "/NOCACHE")
        self.see("the next Setup stays in that folder", not (self.app / f"{NAME}.exe").exists())
        code = self._uninstall(r"C:\Aplikasi Kantor\Cermin Uji\uninstall.exe", folder, "/PURGE")
        self.see("/PURGE deletes the person's data", code == 0 and not self.data.exists())

    def participant(self) -> None:
        """Another person installs from the handout that the program made."""
        handout = next((self.out / "usb").iterdir())
        code, seconds = self._install(handout / self.setup.name)
        told = self._with_handout("participant", f"{self.local}\\{NAME}.exe")
        others = detail(told, "banks")
        held = code == 0 and told.get("ok") and BANK in others
        self.see("participant: installed from the handout, the bank is there", held,
                 f"{seconds:.1f} s; {others}")  # fmt: skip
        self._uninstall(f"{self.local}\\uninstall.exe", self.app, "/PURGE")

    def all_users(self) -> None:
        """``/ALLUSERS``; then a person's Setup adds only the banks."""
        folder = self.wine.drive / "Program Files" / APP
        code, _seconds = self._install(self.setup, "/ALLUSERS")
        shown = self._value(f"HKLM\\{KEY}", "DisplayVersion", "/reg:64")
        placed = (folder / f"{NAME}.exe").exists() and shown == self.build.version
        self.see("/ALLUSERS: Program Files and HKLM", code == 0 and placed)
        kind = self._value(rf"HKLM\{CLASSES}\.cermin", "@")
        self.see("/ALLUSERS: association", kind == f"{NAME}.Bank.1", kind)
        bank = next((self.kit / "banks").glob("*.cermin"))
        process = self.wine.start("start", "/wait", windows_path(bank))
        time.sleep(12)
        picture(self.wine.display, self.out / "double-click.png", self.python)
        self.see("/ALLUSERS: a double click opens the program", self._end(process) == 0)
        handout = next((self.out / "usb").iterdir())
        code, _seconds = self._install(handout / self.setup.name)
        told = self._self_test("machine", rf"C:\Program Files\{APP}\{NAME}.exe")
        added = BANK in detail(told, "banks") and not (self.app / f"{NAME}.exe").exists()
        self.see("a person's Setup then adds only the banks", code == 0 and added, f"exit {code}")
        code = self._uninstall(rf"C:\Program Files\{APP}\uninstall.exe", folder, "/PURGE")
        self.see("/ALLUSERS: removal", code == 0 and not self.wine.registry(f"HKLM\\{KEY}"))

    def edges(self) -> None:
        """A folder that cannot be written, an old Windows, Setup's own window."""
        code, _seconds = self._install(self.setup, r"/D=Z:\proc\cermin")
        self.see("a folder that cannot be written is refused", code == 13, f"exit {code}")
        process = self.wine.start(windows_path(self.setup), env=_indonesian(self.out))
        time.sleep(12)
        name = self.out / "setup.png"
        self.see("picture of Setup", picture(self.wine.display, name, self.python), str(name))
        self._end(process, self.setup.name)
        self.wine.run("winecfg", "/v", "win7")
        code, _seconds = self._install(self.setup)
        self.see("Windows 7 is refused", code == 10, f"exit {code}")

    # --- means -----------------------------------------------------------------------------

    def _make_kit(self) -> None:
        """A handout as a trainer would make it, with the Setup of the version before."""
        table = self.out / f"{BANK}.csv"
        table.write_text("Soal;A;B;Kunci\nApa sikap Anda di loket?;Melayani;Menolak;A\n", "utf-8")
        subprocess.run(
            [*self.python, "-m", "ethics_desktop", "--data-dir", str(self.out / "trainer"),
             "handout", "make", str(self.kit), "--bank", str(table), "--name", HANDOUT],
            cwd=self.build.root, check=True, capture_output=True,
        )  # fmt: skip
        shutil.copyfile(self.older, self.kit / "Setup.exe")

    def _install(self, setup: Path, *options: str) -> tuple[int, float]:
        begin = time.monotonic()
        code, _said = self.wine.run(windows_path(setup), "/S", *options, seconds=300)
        return code, time.monotonic() - begin

    def _uninstall(self, program: str, folder: Path, *options: str) -> int:
        """Run the uninstaller and wait for its copy, which does the work, to be done."""
        code, _said = self.wine.run(program, "/S", *options, seconds=120)
        for _turn in range(300):
            if not (folder / "uninstall.exe").exists():
                break
            time.sleep(0.1)
        self.wine.settle(20)
        return code

    def _self_test(self, name: str, program: str, own: bool = True) -> dict[str, Any]:
        """Run the self-test, on the person's ``own`` data or on others; keep report, picture."""
        report = self.out / f"{name}.json"
        report.unlink(missing_ok=True)
        self.wine.run(
            program, "--self-test", windows_path(report), *(["--own-data"] if own else []),
            "--shot", windows_path(self.out / f"{name}.png"), seconds=300,
        )  # fmt: skip
        return read_report(report)

    def _with_handout(self, name: str, program: str) -> dict[str, Any]:
        """Run the self-test until a start before it had the time to take the handout in."""
        told: dict[str, Any] = {}
        for _turn in range(3):
            told = self._self_test(name, program)
            if BANK in detail(told, "banks"):
                break
        return told

    def _end(self, process: subprocess.Popen[bytes], name: str = f"{NAME}.exe") -> int:
        code, _said = self.wine.run("taskkill", "/f", "/im", name)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=30)
        return code

    def _value(self, key: str, value: str, view: str = "") -> str:
        """Return a value of the registry; "" when it is not there, or is empty."""
        for line in self.wine.registry(key, value, view).splitlines():
            _name, mark, rest = line.partition("REG_")
            if mark:
                return rest.partition(" ")[2].strip()
        return ""


def _failed(report: dict[str, Any]) -> str:
    """Return how many parts were tried and which of them failed."""
    checks = report.get("checks", [])
    bad = [str(check["name"]) for check in checks if not check["ok"]]
    return f"{len(checks)} parts{', FAILED: ' if bad else ''}{', '.join(bad)}"


def _indonesian(folder: Path) -> dict[str, str]:
    """Return variables under which Wine is an Indonesian Windows; none where that cannot be."""
    name = "id_ID.UTF-8"
    made = subprocess.run(["localedef", "-i", "id_ID", "-f", "UTF-8", str(folder / name)],
                          capture_output=True, check=False)  # fmt: skip
    if made.returncode:
        return {}
    return {"LOCPATH": str(folder), "LC_ALL": name, "LANG": name}


def _number(file: Path, query: str) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])
