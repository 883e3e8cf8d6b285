"""The data of ICU without what Qt never asks for: 14 MB less in the Linux folder.

Qt's core takes time zones, collation and converters of old encodings from ICU (``ASKED``). The
wheel brings all of ICU's data, nearly half of which is for other parts of ICU: names of units,
currencies and languages, words of Chinese and Thai, transliteration, numbers in words. Those are
left out; what is kept is kept byte for byte, and the full library still fits in its place.

Layout: "ICU Data" in the user guide of ICU, and ``ucmndata.h`` in its source: a header (its own
size, magic 0xDA 0x27, "CmnD", a copyright), the number of entries, for each the places of its name
and its bytes counted from there, then names and bytes. Entries are sorted by name.
"""

from __future__ import annotations

import re
import struct
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tools.dev_steps import StopError, quiet
from tools.package_bundle import is_elf

#: Families of functions of ICU that Qt calls: letters, time zones, converters, collation.
ASKED = frozenset({"u", "ucal", "ucnv", "ucol"})
#: Folders of data that those never open.
LEFT_OUT = ("brkitr", "curr", "lang", "rbnf", "translit", "unit")
ALIGNMENT = 16
FILLER = b"\xaa"
_FUNCTION = re.compile(r"\bU (u[a-z]*)_\w+_\d+$", re.M)
_SYMBOL = re.compile(r"^\w+ (\w+) \w (icudt\d+_dat)$", re.M)


def lighten(bundle: Path) -> None:
    """Replace ICU's data in a frozen folder by what Qt needs of it.

    Raises:
        StopError: Qt calls parts of ICU that it did not call before, or the data are not as told.
    """
    libraries = [one for one in bundle.rglob("libicudata.so.*") if not one.is_symlink()]
    strange = asked(bundle) - ASKED
    if strange or len(libraries) != 1:
        raise StopError(
            f"Qt calls {', '.join(sorted(strange)) or 'nothing new'} of ICU, and the folder has"
            f" {len(libraries)} libicudata; see tools/package_icu.py"
        )
    symbol, data = _data(libraries[0])
    if trimmed(data, ()) != data:
        raise StopError("ICU's data are laid out in a new way; see tools/package_icu.py")
    _relink(libraries[0], symbol, trimmed(data, LEFT_OUT))


def asked(bundle: Path) -> set[str]:
    """Return the families of ICU's functions that other libraries of the folder call."""
    found: set[str] = set()
    for path in bundle.rglob("*.so*"):
        if path.is_file() and not path.name.startswith("libicu") and is_elf(path):
            told = quiet(["nm", "-D", "--undefined-only", str(path)], "nm failed.")
            found |= set(_FUNCTION.findall(told))
    return found


def _data(library: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of the data in a library."""
    told = quiet(["nm", "-D", "-S", "--defined-only", str(library)], "nm failed.")
    symbol = _SYMBOL.search(told)
    raw = library.read_bytes()
    start = raw.find(b"CmnD") - 12
    if symbol is None or start < 0:
        raise StopError(f"{library.name} has no data of ICU; see tools/package_icu.py")
    return symbol[2], raw[start : start + int(symbol[1], 16)]


def trimmed(data: bytes, left_out: Iterable[str]) -> bytes:
    """Return data of ICU without some of their folders."""
    (base,) = struct.unpack_from("<H", data)  # the size of the header
    (count,) = struct.unpack_from("<I", data, base)
    places = [struct.unpack_from("<II", data, base + 4 + 8 * number) for number in range(count)]
    names = [data[base + at : data.index(b"\0", base + at)] for at, _begin in places]
    ends = [begin for _at, begin in places[1:]] + [len(data) - base]
    folders = tuple(f"/{name}/".encode() for name in left_out)
    kept = [
        (name, data[base + begin : base + end])
        for name, (_at, begin), end in zip(names, places, ends, strict=True)
        if not any(folder in name for folder in folders)
    ]
    return data[:base] + _laid_out(kept)


def _laid_out(entries: list[tuple[bytes, bytes]]) -> bytes:
    names, places, at = b"", [], 4 + 8 * len(entries)
    for name, _data in entries:
        places.append(at + len(names))
        names += name + b"\0"
    body = bytearray(names)
    table = bytearray(struct.pack("<I", len(entries)))
    for (_name, data), place in zip(entries, places, strict=True):
        body += FILLER * (-(at + len(body)) % ALIGNMENT)
        table += struct.pack("<II", place, at + len(body))
        body += data
    return bytes(table + body)


def _relink(library: Path, symbol: str, data: bytes) -> None:
    """Write the library anew: the same name and symbol, other data, no code."""
    with tempfile.TemporaryDirectory() as folder:
        source, binary, made = (Path(folder, name) for name in ("icu.s", "icu.o", "icu.so"))
        Path(folder, "icu.dat").write_bytes(data)
        source.write_text(
            f'.section .rodata\n.balign {ALIGNMENT}\n.globl {symbol}\n.type {symbol}, @object\n'
            f'.size {symbol}, {len(data)}\n{symbol}: .incbin "icu.dat"\n'
            '.section .note.GNU-stack,"",@progbits\n',
            "ascii",
        )  # fmt: skip
        quiet(["as", "-o", binary.name, source.name], "as failed.", folder=Path(folder))
        quiet(
            ["ld", "-shared", "-s", "-z", "noexecstack", "--build-id=sha1", "-soname",
             library.name, "-o", made.name, binary.name], "ld failed.", folder=Path(folder),
        )  # fmt: skip
        library.write_bytes(made.read_bytes())
