"""F1: the keys, where the data are, which version this is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from ethics_desktop.i18n import N_, Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import breakable, button, column, label, readable, scroll

_MARKED = N_(
    "A marked copy is your own Excel file in which the cells to be corrected are coloured, "
    "with a comment each. Correct it there and import the copy."
)
#: What is told about a page, by ``Page.help_topic``: heading and paragraphs.
TOPICS: dict[str, tuple[str, tuple[str, ...]]] = {
    "practice": (
        N_("Practice"),
        (
            N_(
                "Today's cards are facts and rules that you missed or doubted. Each comes back "
                "when it is about to be forgotten; what you were sure of and got wrong comes back "
                "tomorrow."
            ),
            N_(
                "Free practice looks for items that are neither too easy nor too hard for you. "
                "Items kept for assessments are never asked here, and nothing enters your results."
            ),
            N_(
                "Saying how sure you are may be skipped. Settings decide whether you are asked, "
                "how often cards come back, and whether Home offers one dilemma a day."
            ),
        ),
    ),
    "journal": (
        N_("Journal and PIN"),
        (
            N_(
                "The journal is yours alone: it is never scored and never part of a recap or a "
                "result file. After 30 and 90 days the start page asks about your personal "
                "promises."
            ),
            N_(
                "With a PIN the journal is encrypted. A forgotten PIN cannot be recovered; then "
                "the journal can only be deleted. After wrong PINs the program makes you wait, "
                "longer each time. An open journal locks itself after 10 minutes without use."
            ),
            N_(
                "What you delete is overwritten in the data file. Older backups still hold it "
                "until you delete them."
            ),
        ),
    ),
    "data": (
        N_("Profiles, backups and repair"),
        (
            N_(
                "Several people can use one computer: Settings, Profiles. A profile can be open "
                "in one window only. “Erase my traces” removes everything of it, backups too."
            ),
            N_(
                "A backup is made every day; those of the last seven days and four weeks are "
                "kept. Before restoring one you see what is in it; the present data are kept as "
                "a backup."
            ),
            N_(
                "If the data file is damaged, the program builds a sound one from the newest "
                "sound backup and everything that can still be read. The damaged file is kept."
            ),
        ),
    ),
    "progress": (
        N_("Progress"),
        (
            N_(
                "The bars add up the first time you met each item in the last 180 days. A line "
                "shows the range in which your true score probably lies; while it crosses the "
                "threshold there is no verdict yet."
            ),
            N_(
                "To compare two results, choose one in the history and press “Compare…”. Only a "
                "range without 0 is a real change; everything else may be chance."
            ),
            N_(
                "“My data” writes everything this profile holds to files, or removes it from this "
                "computer, backups too."
            ),
        ),
    ),
    "library": (
        N_("Library"),
        (
            N_(
                "Each card is an item bank: its version, how many items it has, and what the "
                "checks found. Banks that came with the program cannot be deleted."
            ),
            N_(
                "To put more items in, choose a file or drag it onto the window. You see what "
                "would change first."
            ),
        ),
    ),
    "trainer": (
        N_("Trainer"),
        (
            N_(
                "Make the template, fill it in Excel or LibreOffice, import it, then check the "
                "quality. From Library the bank goes out again as a package or as Excel."
            ),
            _MARKED,
        ),
    ),
    "import": (
        N_("Import"),
        (
            N_(
                "New items are added, changed ones replace those of the same id or text, same "
                "ones stay. Items that are gone from the file stay too unless you tick it."
            ),
            N_(
                "Choose a row in the table of problems to see the place in the file. Items "
                "that cannot be used are left out; the others go in."
            ),
            _MARKED,
        ),
    ),
    "columns": (
        N_("What the columns mean"),
        (
            N_(
                "Say where the table comes from; then look whether every column is right. "
                "Below you see how the first rows are read."
            ),
            N_("Your choice is remembered for the next file with the same headings."),
        ),
    ),
    "quality": (
        N_("Check quality"),
        (
            N_(
                "Findings are advice: a missing reason, two items that are nearly the same, a "
                "best option that is always the longest. The last table compares with chance."
            ),
        ),
    ),
    "export": (
        N_("Export"),
        (
            N_(
                "A bank package (.cermin) carries everything to another computer with Cermin "
                "ASN. Excel is for editing. What another format cannot carry is listed after "
                "saving."
            ),
        ),
    ),
    "handout": (
        N_("Make workshop handout"),
        (
            N_(
                "Tick the banks that participants are to have. Whoever installs from the folder, "
                "or drags it onto the window, gets them; every bank is checked before it is taken "
                "in, and nothing of yours is in the folder."
            ),
            N_(
                "A portable copy runs from a stick and keeps results in its own folder “Data”. A "
                "folder on a stick or a share makes Windows warn less than a ZIP from mail or chat."
            ),
        ),
    ),
}


def key_lines(tr: Translator, pages: int) -> list[tuple[str, str]]:
    """Return keys and what they do; ``pages`` is how many pages Ctrl+digit reaches."""
    _ = tr.gettext
    return [
        ("F1", _("This help")),
        (f"Ctrl+1 … Ctrl+{pages}", _("Open a page, in the order of the list at the left")),
        ("Ctrl+,", _("Settings")),
        ("Esc", _("Back")),
        ("Tab", _("Next control")),
        (_("A to E, 1 to 5"), _("During an assessment: choose")),
        (_("Enter or Space"), _("During an assessment: save and continue")),
        (_("Left, Right"), _("During an assessment: item before, next item")),
        ("R", _("During an assessment: mark as doubtful")),
        ("G", _("During an assessment: go to the item numbers")),
        ("Ctrl+Enter", _("During an assessment: finish")),
        ("Ctrl+N", _("In the journal: write an entry")),
        ("Ctrl+F", _("In the journal: search")),
        ("Ctrl+S", _("In the journal: save now; it is saved by itself, too")),
        (_("A to E, Enter"), _("In practice: choose; check the answer, then go on")),
        ("Esc", _("In practice: stop; every checked answer is stored")),
        (_("Up, Down"), _("In a table: another row; what it holds is shown whole below")),
        ("S", _("In a table: sort by the column, again: the other way round")),
    ]


def topic_lines(topic: str, tr: Translator) -> tuple[str, tuple[str, ...]]:
    """Return heading and paragraphs about the page that asked for help; empty when there are none.

    Args:
        topic: ``Page.help_topic``.
        tr: the person's language.
    """
    title, paragraphs = TOPICS.get(topic, ("", ()))
    return tr.gettext(title) if title else "", tuple(map(tr.gettext, paragraphs))


class HelpDialog(QDialog):
    """The help in one box that scrolls; Esc closes it."""

    def __init__(
        self,
        context: UiContext,
        pages: int,
        data_folder: str,
        version: str,
        parent: QWidget | None = None,
        topic: str = "",
    ) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self.setWindowTitle(_("Help"))
        keys = QGridLayout()
        keys.setHorizontalSpacing(24)
        keys.setVerticalSpacing(8)
        keys.setColumnStretch(1, 1)
        for line, (key, meaning) in enumerate(key_lines(context.tr, pages)):
            keys.addWidget(label(key, wrap=False), line, 0, Qt.AlignmentFlag.AlignTop)
            keys.addWidget(label(meaning), line, 1)
        folder = label(breakable(data_folder))
        folder.setAccessibleName(data_folder)
        content = QWidget()
        title, paragraphs = topic_lines(topic, context.tr)
        about = [label(title, "heading")] if title else []
        about += [readable(label(text)) for text in paragraphs]
        content.setLayout(
            column(
                *about,
                label(_("Keys"), "heading"),
                keys,
                label(_("Your data"), "heading"),
                readable(
                    label(
                        _(
                            "All answers are stored on this computer only. The program never "
                            "uses the network. To move to another computer, copy this folder."
                        )
                    )
                ),
                folder,
                label(_("Version %(version)s") % {"version": version}, "muted"),
                None,
                spacing=12,
                margins=16,
            )
        )
        close = button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        layout = column(scroll(content), close, spacing=8, margins=8)
        layout.setAlignment(close, Qt.AlignmentFlag.AlignRight)
        self.setLayout(layout)
        self.resize(context.theme.px(640), context.theme.px(660))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.9))
        close.setFocus()
