"""What must hold of a frozen folder before it is packed: sizes, strays, libraries that resolve.

Windows: every DLL that a program file imports is in the folder or part of Windows 10 1809. (Wine
has its own C++ runtime, so a run there does not show a missing one.) Linux: every NEEDED library is
in the folder or one that any desktop has.
"""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

MB = 1_000_000
#: DLLs of stock Windows 10 1809, without their suffix.
WINDOWS_OWN = frozenset(
    "advapi32 authz bcrypt bcryptprimitives cabinet cfgmgr32 combase comctl32 comdlg32 crypt32 d2d1"
    " d3d11 d3d12 d3d9 dbghelp dcomp dnsapi dwmapi dwrite dxgi gdi32 hid icuin icuuc imm32 iphlpapi"
    " kernel32 mpr mscms msvcrt mswsock ncrypt netapi32 normaliz ntdll ole32 oleaut32 opengl32 pdh"
    " powrprof propsys psapi rpcrt4 secur32 setupapi shcore shell32 shlwapi ucrtbase"
    " uiautomationcore user32 userenv usp10 uxtheme version wevtapi winhttp winmm winspool.drv"
    " wintrust wlanapi ws2_32 wtsapi32".split()
)
#: Libraries that every Linux desktop has, or that must come from it (drivers, C library).
LINUX_OWN = re.compile(
    r"^(ld-linux.*|libc|libm|libdl|libpthread|librt|libutil|libresolv|libgcc_s|libstdc\+\+"
    r"|libEGL|libGL|libGLX|libOpenGL|libdrm|libgbm|libwayland-(client|cursor|egl)"
    r"|libX11|libX11-xcb|libXau|libXdmcp|libbsd|libmd"
    r"|libxcb|libxcb-(glx|randr|render|shape|shm|sync|xfixes|xkb)"
    r"|libfontconfig|libfreetype|libexpat|libpng16|libbrotli(common|dec)|libz|libuuid"
    r"|libglib-2\.0|libgthread-2\.0|libpcre2-8"
    r"|libdbus-1|libsystemd|libcap|libgcrypt|libgpg-error|liblz4|liblzma|libzstd)\.so(\.\d+)*$"
)
STRAY_SUFFIXES = (".pyi", ".qml", ".h", ".cpp", ".po", ".py", ".ts", ".pdb")


class Limits(NamedTuple):
    """The most that a frozen folder may be; items of banks, a file each, are not counted."""

    mb: float  # decimal, as in S12
    files: int


LINUX_LIMITS = Limits(120, 420)
WINDOWS_LIMITS = Limits(90, 420)


class Facts(NamedTuple):
    """What was measured of a folder, and what is wrong with it."""

    mb: float
    files: int
    programs: int
    glibc: str
    faults: tuple[str, ...]


def look(bundle: Path, extra_allowed: Sequence[str] = ()) -> Facts:
    """Measure a frozen folder and check it.

    Args:
        bundle: the folder with the program.
        extra_allowed: shared libraries that the package gets from the system (the .deb).
    """
    files = [path for path in sorted(bundle.rglob("*")) if path.is_file() and not path.is_symlink()]
    windows = any(path.suffix == ".exe" for path in files)
    faults = [f"stray file: {path.relative_to(bundle)}" for path in files if _stray(path)]
    programs, glibc = 0, (0, 0)
    if windows:
        images = [path for path in files if path.suffix.lower() in (".dll", ".pyd", ".exe")]
        programs = len(images)
        faults += _unresolved_windows(bundle, images)
    else:
        have = {path.name for path in bundle.rglob("*.so*")} | set(extra_allowed)
        for path in files:
            if not is_elf(path):
                continue
            programs += 1
            needed, version = _elf_facts(path)
            glibc = max(glibc, version)
            faults += [
                f"{path.relative_to(bundle)} needs {name}"
                for name in needed
                if name not in have and not LINUX_OWN.match(name)
            ]
    mb = sum(path.stat().st_size for path in files) / MB
    limits = WINDOWS_LIMITS if windows else LINUX_LIMITS
    if mb > limits.mb:
        faults.append(f"{mb:.1f} MB, at most {limits.mb:g}")
    counted = sum("question_banks" not in path.parts for path in files)
    if counted > limits.files:
        faults.append(f"{counted} files beside those of the banks, at most {limits.files}")
    return Facts(mb, len(files), programs, ".".join(map(str, glibc)), tuple(faults))


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or library of Linux."""
    with path.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def _elf_facts(path: Path) -> tuple[list[str], tuple[int, int]]:
    told = subprocess.run(
        ["objdump", "-p", str(path)], capture_output=True, text=True, check=False
    ).stdout
    versions = [(int(a), int(b)) for a, b in re.findall(r"GLIBC_(\d+)\.(\d+)", told)]
    return re.findall(r"NEEDED\s+(\S+)", told), max(versions, default=(0, 0))


def _unresolved_windows(bundle: Path, images: Sequence[Path]) -> Iterator[str]:
    have = {path.name.lower() for path in images}
    for path in images:
        for name in imported_dlls(path.read_bytes()):
            known = name in have or name.removesuffix(".dll") in WINDOWS_OWN
            if not known and not name.startswith(("api-ms-win-", "ext-ms-win-")):
                yield f"{path.relative_to(bundle)} imports {name}: not here, not in Windows"


def imported_dlls(raw: bytes) -> list[str]:
    """Return the DLLs that a 64-bit program file of Windows imports, in small letters.

    Layout: "PE Format" of Microsoft: COFF header, optional header PE32+, sections, import table.

    Raises:
        ValueError: it is no such file.
    """
    (start,) = struct.unpack_from("<I", raw, 0x3C)
    if raw[:2] != b"MZ" or raw[start : start + 4] != b"PE\0\0":
        raise ValueError("no program file of Windows")
    count, optional = struct.unpack_from("<H12xH", raw, start + 6)
    head = start + 24
    if struct.unpack_from("<H", raw, head)[0] != 0x20B:
        raise ValueError("no 64-bit program file")
    table, _size = struct.unpack_from("<II", raw, head + 112 + 8)
    sections = [
        struct.unpack_from("<IIII", raw, head + optional + 40 * number + 8)
        for number in range(count)
    ]

    def place(address: int) -> int:
        for size, begin, raw_size, offset in sections:
            if begin <= address < begin + max(size, raw_size):
                return int(offset + address - begin)
        raise ValueError("an address outside of every section")

    found = []
    at = place(table) if table else 0
    while table and (name := struct.unpack_from("<I", raw, at + 12)[0]):
        begin = place(name)
        found.append(raw[begin : raw.index(b"\0", begin)].decode("ascii").lower())
        at += 20
    return found


def _stray(path: Path) -> bool:
    return path.suffix in STRAY_SUFFIXES or "tests" in path.parts
