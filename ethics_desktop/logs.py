"""The log of errors: one small file beside the data. It never holds answers or names."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

MAX_BYTES = 1 << 20
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_log(path: Path) -> logging.Handler:
    """Write warnings and errors to ``path``; where that is not possible, to standard error.

    A file over 1 MiB becomes ``<name>.1`` first. Returns the handler, so that it can be removed.
    """
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_BYTES:
            with contextlib.suppress(PermissionError):  # Windows, while another program logs to it
                os.replace(path, path.with_name(path.name + ".1"))
        handler = logging.FileHandler(path, encoding="utf-8", delay=False)
    except OSError:
        handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.getLogger("ethics_desktop").addHandler(handler)
    return handler
