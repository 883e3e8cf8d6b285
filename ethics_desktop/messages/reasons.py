"""What an operating system says of a file that it refuses, in the person's language.

Systems speak English to programs (Windows in its own language when it moves files); what is not
known here is told as it came.
"""

from __future__ import annotations

from ethics_desktop.i18n import N_, Translator

#: As Python gives them on Linux, macOS and Windows.
_KNOWN = frozenset(
    (
        *(N_("Permission denied"), N_("Operation not permitted"), N_("Access is denied")),
        *(N_("No such file or directory"), N_("Is a directory"), N_("Not a directory")),
        *(N_("File exists"), N_("Directory not empty"), N_("Not a regular file")),
        *(N_("File name too long"), N_("Filename too long"), N_("Invalid argument")),
        *(N_("No space left on device"), N_("Disk quota exceeded"), N_("File too large")),
        *(N_("Read-only file system"), N_("Input/output error"), N_("Resource busy")),
        *(N_("Device or resource busy"), N_("Text file busy"), N_("Too many open files")),
        *(N_("Too many levels of symbolic links"), N_("No such device"), N_("Stale file handle")),
        *(N_("Host is down"), N_("Transport endpoint is not connected")),
        N_("The process cannot access the file because it is being used by another process"),
        N_("The system cannot find the path specified"),
        N_("The system cannot find the file specified"),
        N_("There is not enough space on the disk"),
    )
)


def reason_text(reason: str, tr: Translator) -> str:
    """Return what a system said of a file, in the language of ``tr`` where it is known."""
    return tr.gettext(reason) if reason in _KNOWN else reason
