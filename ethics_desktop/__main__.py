"""``python -m ethics_desktop``: a command or the self-test when asked for, else the window."""

from __future__ import annotations

import io
import sys


def main() -> int:
    """Start the command line, the self-test or the window."""
    from ethics_desktop import cli

    if "--self-test" in sys.argv[1:]:
        from ethics_desktop import selftest

        return selftest.main(sys.argv[1:])
    if cli.wants_command(sys.argv[1:]):
        _print_anything()
        return cli.main(sys.argv[1:])
    from ethics_desktop import app

    return app.main(sys.argv[1:])


def _print_anything() -> None:
    """Let signs that the terminal or pipe cannot show become "?" instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a windowed program has none
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
