"""``python -m ethics_desktop``: a command or the self-test when asked for, else the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Start the command line, the self-test or the window."""
    from ethics_desktop import cli

    if "--self-test" in sys.argv[1:]:
        from ethics_desktop import selftest

        return selftest.main(sys.argv[1:])
    if cli.wants_command(sys.argv[1:]):
        return cli.main(sys.argv[1:])
    from ethics_desktop import app

    return app.main(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
