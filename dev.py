#!/usr/bin/env python3
"""The developer's one entry point: ``python3 dev.py --help``.

This file keeps to syntax that old Pythons can read, so that they get a sentence instead of a
traceback. Everything it does is in ``tools/dev_*.py``; nothing but the standard library is needed.
"""

import os
import sys

WANTED = (3, 11)


def main() -> int:
    """Check the Python version, then hand over to ``tools.dev_commands``."""
    if sys.version_info < WANTED:
        wanted, found = (".".join(map(str, v[:2])) for v in (WANTED, sys.version_info))
        sys.stderr.write(
            "Cermin ASN needs Python " + wanted + " or newer; this is Python " + found + ".\n"
            "Start dev.py with a newer one, for example: python3.11 dev.py run\n"
        )
        return 2
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from tools.dev_commands import run_command_line

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
