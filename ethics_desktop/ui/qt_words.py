"""Qt's own words in the person's language: menus of text fields, the plain file dialog, buttons.

Qt has no Indonesian catalogue. Desktops bring their own file dialog; without one (and in every
text field's menu) Qt speaks for itself.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTranslator
from PySide6.QtWidgets import QApplication

from ethics_desktop.i18n import N_, Translator

#: What Qt asks for, exactly as it asks (Qt 6.11; ``tests/ui/test_qt_words.py`` asks Qt again).
WORDS = frozenset(
    (
        # menus of text fields, numbers and scroll bars
        *(N_("&Undo"), N_("&Redo"), N_("Cu&t"), N_("&Copy"), N_("&Paste"), N_("Delete")),
        *(N_("Select All"), N_("&Select All"), N_("Copy &Link Location")),
        *(N_("&Step up"), N_("Step &down"), N_("Scroll here"), N_("Top"), N_("Bottom")),
        *(N_("Page up"), N_("Page down"), N_("Scroll up"), N_("Scroll down")),
        # buttons of boxes
        *(N_("&Yes"), N_("&No"), N_("Yes to &All"), N_("N&o to All"), N_("OK"), N_("Cancel")),
        *(N_("Close"), N_("Abort"), N_("Apply"), N_("Discard"), N_("Help"), N_("Ignore")),
        *(N_("Open"), N_("Restore Defaults"), N_("Retry"), N_("Save"), N_("Save All")),
        *(N_("Hide Details..."), N_("Show Details...")),
        # the plain file dialog
        *(N_("&Choose"), N_("&Delete"), N_("&Look in:"), N_("&New Folder"), N_("&Open")),
        *(N_("&Rename"), N_("&Save"), N_("All Files (*)"), N_("Back"), N_("Forward")),
        *(N_("Change to detail view mode"), N_("Change to list view mode")),
        *(N_("Create New Folder"), N_("Create a New Folder"), N_("Detail View")),
        *(N_("Directories"), N_("Directory:"), N_("Drive"), N_("File &name:"), N_("Files")),
        *(N_("Files of &type:"), N_("Find Directory"), N_("Folder"), N_("Go back")),
        *(N_("Go forward"), N_("Go to the parent directory"), N_("List View")),
        *(N_("List of places and bookmarks"), N_("Parent Directory"), N_("Save As")),
        *(N_("Show "), N_("Show &hidden files"), N_("Sidebar"), N_("Computer")),
        *(N_("Date Modified"), N_("Name"), N_("Size"), N_("Type"), N_("%1 File")),
        N_("%1 already exists.\nDo you want to replace it?"),
        N_("%1\nFile not found.\nPlease verify the correct file name was given."),
        N_("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
        N_("Are you sure you want to delete '%1'?"),
        N_("'%1' is write protected.\nDo you want to delete it anyway?"),
        N_("Could not delete directory."),
    )
)

#: Property of the application that holds what speaks now.
_SPOKEN = "qtWords"


class QtWords(QTranslator):
    """Answers Qt from the program's catalogue.

    Args:
        tr: the language; English needs nothing.
        parent: the application.
    """

    def __init__(self, tr: Translator, parent: QObject) -> None:
        super().__init__(parent)
        self._tr = tr

    def translate(  # None is what "no translation" means to Qt
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Return a word of :data:`WORDS` in the language; None leaves the rest as it is."""
        return self._tr.gettext(source) if source in WORDS else None


def speak(application: QApplication, tr: Translator) -> None:
    """Have Qt speak the language of ``tr`` from now on."""
    # a property: looking through the children makes all their types known to Python, 10 ms
    old = application.property(_SPOKEN)
    if old is not None:
        application.removeTranslator(old)
        old.setParent(None)
    words = QtWords(tr, application) if tr.language != "en" else None
    if words is not None:
        application.installTranslator(words)
    application.setProperty(_SPOKEN, words)
