"""Work that makes very many small values at once, without the collector of cycles in between."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector of cycles: frozen values never form any, and looking costs a third.

    What was set before is set again, also inside another pause.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
