"""``python -m ethics_desktop``: a command or the self-test when asked for, else the window."""

from __future__ import annotations

import io
import sys


def main() -> int:
    """Start the command line, the self-test or the window."""
    from ethics_desktop import cli

    _tell_uncompiled()
    if "--self-test" in sys.argv[1:]:
        from ethics_desktop import selftest

        return selftest.main(sys.argv[1:])
    if cli.wants_command(sys.argv[1:]):
        _print_anything()
        return cli.main(sys.argv[1:])
    from ethics_desktop import app

    return app.main(sys.argv[1:])


def _tell_uncompiled() -> None:
    """Say why a fresh copy of the sources speaks English; the packaged program is complete."""
    from ethics_desktop.i18n import catalogue
    from ethics_desktop.paths import program_root

    file = catalogue(program_root() / "resources" / "locale", "id")
    if not getattr(sys, "frozen", False) and not file.is_file():
        print(
            f"{file} is missing: the Indonesian texts are not compiled yet, so everything is in "
            "English. Start with: python3 dev.py run",
            file=sys.stderr,
        )


def _print_anything() -> None:
    """Let signs that the terminal or pipe cannot show become "?" instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a windowed program has none
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
