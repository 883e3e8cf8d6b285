"""Licences and bill of materials of a frozen folder, from the records that are in it.

    python -m tools.package_notices BUNDLE --epoch SECONDS [--sbom FILE]

Run with the interpreter that froze the folder; the same folder gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from ethics_desktop import __version__, notices

ROOT = Path(__file__).resolve().parent.parent
INSTALLERS = ROOT / "installers" / "licenses"
_PYINSTALLER = "GPL-2.0-or-later WITH Bootloader-exception"
_QT_NAMES = ("libQt6", "Qt6", "libicu")


class Part(NamedTuple):
    """Something of others in the package; ``texts`` are files with its licence."""

    name: str
    version: str
    licence: str
    home: str
    kind: str  # purl type: pypi, deb, generic
    texts: tuple[Path, ...] = ()

    @property
    def purl(self) -> str:
        """The package URL, as bills of materials name parts."""
        middle = "debian/" if self.kind == "deb" else ""
        return f"pkg:{self.kind}/{middle}{self.name.lower()}@{self.version}"


def internal(bundle: Path) -> Path:
    """Return PyInstaller's folder in the bundle."""
    return bundle / "_internal"


def python_parts(bundle: Path) -> list[Part]:
    """Return the libraries whose records are in the bundle, by name."""
    found = []
    for one in metadata.distributions(path=[str(internal(bundle))]):
        name = one.metadata["Name"]
        folder = Path(str(one._path))  # type: ignore[attr-defined]
        texts = [
            path for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name.lower().startswith(("licen", "copying", "notice"))
        ]  # fmt: skip
        known = {notice.name: notice for notice in notices.third_party()}
        notice = known.get(name)
        licence = notice.licence if notice else "see its licence text"
        home = notice.home if notice else ""
        found.append(Part(name, one.version, licence, home, "pypi", tuple(texts)))
    return sorted(found, key=lambda part: part.name.lower())


def base_parts(python_version: str, sqlite_version: str) -> list[Part]:
    """Return the interpreter, its database and the program that starts it."""
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    texts = (text,) if text.is_file() else ()
    starter = metadata.version("pyinstaller")
    return [
        Part("CPython", python_version, "PSF-2.0", "https://www.python.org/", "generic", texts),
        Part("SQLite", sqlite_version, "blessing", "https://sqlite.org/", "generic"),
        Part(
            "PyInstaller-bootloader", starter, _PYINSTALLER, "https://pyinstaller.org/", "generic"
        ),
    ]


def system_parts(bundle: Path) -> list[Part]:
    """Return the Debian packages of the libraries that were copied from this machine."""
    if not shutil.which("dpkg-query"):
        return []
    packages: dict[str, Part] = {}
    for library in sorted(internal(bundle).glob("lib*.so*")):
        if library.is_symlink() or library.name.startswith((*_QT_NAMES, "libpy", "libshiboken")):
            continue
        package = _package_of(library.name)
        if package:
            packages[package[0]] = Part(
                *package, "see licenses/system", "https://tracker.debian.org/", "deb",
                tuple(p for p in [Path("/usr/share/doc") / package[0] / "copyright"] if p.exists()),
            )  # fmt: skip
    return [packages[name] for name in sorted(packages)]


def _package_of(library: str) -> tuple[str, str] | None:
    done = subprocess.run(
        ["dpkg-query", "-S", f"*/x86_64-linux-gnu/{library}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = [line.split(":")[0] for line in done.stdout.splitlines() if "diversion" not in line]
    if not names:
        return None
    shown = ["dpkg-query", "-W", "-f", "${Version}", names[0]]
    return names[0], subprocess.run(shown, capture_output=True, text=True, check=False).stdout


def write_licences(bundle: Path, parts: Iterable[Part], qt: str) -> None:
    """Fill ``licenses/`` beside the program: an overview and every text."""
    target = bundle / "licenses"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    shutil.copyfile(ROOT / "LICENSE", target / "Apache-2.0.txt")
    shutil.copyfile(ROOT / "LICENSE-banks.md", target / "LICENSE-banks.md")
    for name in ("LGPL-3.txt", "GPL-3.txt"):
        shutil.copyfile(INSTALLERS / name, target / name)
    text = (INSTALLERS / "Qt.txt").read_text("utf-8").replace("@QT@", qt)
    (target / "Qt.txt").write_text(text, "utf-8")
    lines = [
        f"Cermin ASN {__version__}: Apache-2.0 (Apache-2.0.txt)",
        "Soal dan skenario / questions and scenarios: CC-BY-SA-4.0 (LICENSE-banks.md)",
        f"Qt {qt}: LGPL-3.0-only, pustaka dapat diganti / replaceable libraries (Qt.txt)",
        "",
        "Dibangun dengan / built on:",
    ]
    for part in parts:
        lines.append(f"  {part.name} {part.version}: {part.licence}  {part.home}".rstrip())
        for text_file in part.texts:
            folder = target / ("system" if part.kind == "deb" else "parts")
            folder.mkdir(exist_ok=True)
            plain = text_file.name.removesuffix(".txt")
            shutil.copyfile(text_file, folder / f"{part.name}-{plain}.txt")
    lines += [
        "",
        "PyInstaller's bootloader is free to use with any program by its exception.",
        "The Microsoft Visual C++ runtime files (Windows) come with Qt for Python and Python.",
    ]
    (target / "LICENSES.txt").write_text("\n".join(lines) + "\n", "utf-8")


def bill(parts: Iterable[Part], qt: str, epoch: int, system: str) -> Mapping[str, Any]:
    """Return a CycloneDX 1.6 bill of materials."""
    name = f"cermin-asn-{__version__}-{system}"
    own: dict[str, Any] = {
        "type": "application",
        "bom-ref": f"pkg:generic/cermin-asn@{__version__}",
        "name": "cermin-asn",
        "version": __version__,
        "licenses": [{"expression": "Apache-2.0"}],
    }
    components = [
        {
            "type": "library",
            "bom-ref": part.purl,
            "name": part.name,
            "version": part.version,
            "purl": part.purl,
            "licenses": [{"license": {"name": part.licence}}],
            **(
                {"externalReferences": [{"type": "website", "url": part.home}]} if part.home else {}
            ),
        }
        for part in (*parts, Part("Qt", qt, "LGPL-3.0-only", "https://www.qt.io/", "generic"))
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name}-{epoch}')}",
        "version": 1,
        "metadata": {
            "timestamp": f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "component": own,
        },
        "components": sorted(components, key=lambda one: str(one["bom-ref"])),
        "dependencies": [
            {"ref": own["bom-ref"], "dependsOn": sorted(str(one["bom-ref"]) for one in components)}
        ],
    }


def main() -> int:
    """Write ``BUNDLE/licenses`` and the bill of materials."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--epoch", type=int, required=True, help="seconds since 1970")
    parser.add_argument("--sbom", type=Path)
    parser.add_argument("--python-version", default=platform.python_version())
    parser.add_argument("--sqlite-version", default=sqlite3.sqlite_version)
    parser.add_argument("--system", default=f"{sys.platform}-{platform.machine()}")
    options = parser.parse_args()
    own = python_parts(options.bundle)
    qt = next(part.version for part in own if part.name.lower().startswith("pyside6"))
    windows = any(options.bundle.glob("*.exe"))
    parts = [*base_parts(options.python_version, options.sqlite_version), *own]
    parts += [] if windows else system_parts(options.bundle)
    write_licences(options.bundle, parts, qt)
    if options.sbom:
        told = bill(parts, qt, options.epoch, options.system)
        options.sbom.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{len(parts)} parts")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
