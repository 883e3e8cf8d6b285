"""The journal as a file of the person's own: readable text, or everything as JSON."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ethics_desktop.domain.errors import UserError
from ethics_desktop.services.journal import Found
from ethics_desktop.whole import whole

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
    try:
        with whole(path) as fresh:
            fresh.write_bytes(content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("file_unwritable", file=path.name, reason=reason) from error
