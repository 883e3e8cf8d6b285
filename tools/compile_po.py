"""Compile message catalogues (.po) to what ``gettext`` reads (.mo), with the standard library only.

Needed where Babel is not: starting the program from a fresh checkout. Only what our catalogues hold
is read: comments, ``msgctxt``, ``msgid``, ``msgid_plural``, ``msgstr``. Fuzzy and empty texts are
left out, so that ``gettext`` falls back to the text of the code. The format of .mo files is that of
the GNU gettext manual, "The Format of GNU MO Files".
"""

from __future__ import annotations

import ast
import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path

_MAGIC = 0x950412DE
_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?(".*")')


def compile_po(source: Path) -> Path:
    """Write the .mo file beside ``source`` in one move; return its path.

    Raises:
        ValueError: a line is none of a catalogue; the message holds the file's name and the line.
    """
    made = source.with_suffix(".mo")
    temporary = made.with_suffix(".mo.new")
    temporary.write_bytes(encode_mo(dict(read_po(source))))
    os.replace(temporary, made)
    return made


def read_po(source: Path) -> Iterator[tuple[str, str]]:
    """Yield key and text of each translated message, as a .mo file holds them."""
    entry: dict[str, str] = {}
    field = ""
    fuzzy = False
    lines = source.read_text("utf-8").split("\n")
    for number, line in enumerate([*lines, ""], start=1):
        if not line.strip() or line.startswith("#"):
            if "msgid" in entry:
                yield from _message(entry, fuzzy)
                entry, field, fuzzy = {}, "", False
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = _LINE.fullmatch(line.strip())
        if not match or not (match[1] or field):
            raise ValueError(f"{source.name}:{number}: not a line of a catalogue: {line!r}")
        if match[1] in ("msgctxt", "msgid") and "msgid" in entry:
            yield from _message(entry, fuzzy)
            entry, fuzzy = {}, False
        field = match[1] or field
        entry[field] = entry.get(field, "") + str(ast.literal_eval(match[2]))


def encode_mo(messages: dict[str, str]) -> bytes:
    """Return a .mo file's bytes, little-endian, keys sorted, without a hash table."""
    rows = sorted((key.encode(), text.encode()) for key, text in messages.items())
    start = 7 * 4
    texts_at = start + 8 * len(rows)
    data_at = texts_at + 8 * len(rows)
    data = bytearray()
    tables: list[int] = []
    for column in (0, 1):
        for row in rows:
            tables += (len(row[column]), data_at + len(data))
            data += row[column] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(rows), start, texts_at, 0, data_at)
    return head + struct.pack(f"<{len(tables)}I", *tables) + bytes(data)


def _message(entry: dict[str, str], fuzzy: bool) -> Iterator[tuple[str, str]]:
    forms = sorted((name for name in entry if name.startswith("msgstr")), key=_form_number)
    texts = [entry[name] for name in forms]
    if not texts or not all(texts) or (fuzzy and entry["msgid"]):
        return
    key = entry["msgid"]
    if "msgctxt" in entry:
        key = f"{entry['msgctxt']}\x04{key}"
    if "msgid_plural" in entry:
        key = f"{key}\0{entry['msgid_plural']}"
    yield key, "\0".join(texts)


def _form_number(field: str) -> int:
    return int(field[7:-1]) if field.endswith("]") else 0
