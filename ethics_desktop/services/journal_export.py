"""The journal as a file of the person's own: readable text, or everything as JSON."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from ethics_desktop.domain.errors import UserError
from ethics_desktop.services.journal import Found

#: Windows' editors take a file for UTF-8 by these three bytes.
_MARK = b"\xef\xbb\xbf"


def write_export(path: Path, text: str, found: Found) -> None:
    """Write ``text``, or for a name that ends in ``.json`` everything that was found.

    The file is readable by everybody: it is no part of the data folder any more.

    Raises:
        UserError: ``file_unwritable(file, reason)``; nothing was written.
    """
    if path.suffix.lower() == ".json":
        content = msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"
    else:
        content = _MARK + text.encode(errors="replace")
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise UserError("file_unwritable", file=path.name, reason=reason) from error
