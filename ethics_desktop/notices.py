"""Licences: of the program, of the banks that ship, and of everything it is built on."""

from __future__ import annotations

from importlib import metadata
from typing import NamedTuple

PROGRAM = ("Cermin ASN", "Apache-2.0")
BANKS = ("question_banks", "CC-BY-SA-4.0")
#: Distributions whose own records say nothing a machine can read.
_SPELLED_OUT = {"shiboken6": "LGPL-3.0-only", "pyside6-essentials": "LGPL-3.0-only"}


class Notice(NamedTuple):
    """One part with its licence, as its maker states it."""

    name: str
    version: str
    licence: str
    home: str


def third_party() -> list[Notice]:
    """Return every installed distribution that the program depends on, by name."""
    wanted, found = ["ethics-desktop", *_requirements("ethics-desktop"), *_DIRECT], {}
    while wanted:
        name = _normal(wanted.pop())
        if name in found or name == "ethics-desktop":
            continue
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # optional, or only on another system
        found[name] = Notice(about["Name"], about["Version"], _licence(name), _home(name))
        wanted += _requirements(name)
    return [found[name] for name in sorted(found)]


#: Named here too, because a checkout is not an installed distribution.
_DIRECT = (
    "PySide6-Essentials",
    "msgspec",
    "platformdirs",
    "sqlite-utils",
    "python-calamine",
    "openpyxl",
    "defusedxml",
    "nh3",
    "fsrs",
    "cryptography",
)


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _requirements(name: str) -> list[str]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    kept = [line for line in lines if "extra ==" not in line]
    return [
        "".join(c if c.isalnum() or c in "-_." else " " for c in line).split()[0] for line in kept
    ]


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    if name in _SPELLED_OUT:
        return _SPELLED_OUT[name]
    stated = _first(about, "License-Expression")
    if stated:
        return stated
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    first = _first(about, "License").splitlines()
    return ", ".join(classified) or (first[0] if first else "?")


def _first(about: metadata.PackageMetadata, field: str) -> str:
    values = about.get_all(field) or []
    return str(values[0]).strip() if values else ""


def _home(name: str) -> str:
    about = metadata.metadata(name)
    links = [line.split(", ", 1)[-1] for line in about.get_all("Project-URL") or []]
    return _first(about, "Home-page") or (links[0] if links else "")
