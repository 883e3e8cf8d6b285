"""Formatted text of strangers (HTML, Markdown, Moodle's "auto") to plain text, and back.

Items hold plain text: nothing that comes out here is ever shown as HTML. Paragraphs are parted by
an empty line, list entries begin with a bullet or number, cells of a table are parted by `` | ``.
What is not on the allow-list goes (``nh3``); scripts, styles and the like go with all they hold.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from ethics_desktop.formats.html_walk import walk
from ethics_desktop.formats.text_door import clean

#: Names of formats as Moodle writes them.
HTML, AUTO, PLAIN, MARKDOWN = "html", "moodle_auto_format", "plain_text", "markdown"

_TAGS = (
    "p br div span b i u em strong sub sup s strike del ul ol li dl dt dd table caption thead tbody"
    " tfoot tr td th img h1 h2 h3 h4 h5 h6 blockquote pre code hr"
).split()
#: Removed with all they contain.
_ACTIVE = (
    "script style iframe object embed applet form input button select textarea svg math"
    " video audio canvas template noscript title head"
).split()
_ACTIVE_SEEN = re.compile(
    r"<\s*(?:script|iframe|object|embed|applet|form|meta|link|base|svg)\b"
    r"|\son[a-z]{3,20}\s{0,9}=|(?:javascript|vbscript|file):",
    re.IGNORECASE,
)
#: HTML that needs no parser: paragraphs, line breaks and marks of letters, harmless attributes.
_SIMPLE = re.compile(
    r"[^<&]*+(?:(?:<(?:/(?:p|b|i|u|em|strong|span)|br ?/?"
    r"|(?:p|b|i|u|em|strong|span)(?: (?:dir|style|class|lang|id)=\"[^\"<>&]*+\")*+)>"
    r"|&(?:amp|lt|gt|quot|nbsp|\#39|\#160);)[^<&]*+)*+"
)
_SIMPLE_BREAK = re.compile(r"</?p[^>]*>")
_SIMPLE_LINE = re.compile(r"<br[^>]*>")
#: Characters that ``clean`` leaves alone, none of them white space but the space.
_USUAL = re.compile("[ -~\xa1-\xff\u2010-\u2027]*+")
_SIMPLE_MARK = re.compile(r"<[^>]*>")
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_KNOWN_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS + _ACTIVE)}|a|font)\b[^<>]*>", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Nested deeper than this, a text is hostile or broken; its marks are cut out by force.
MAX_NESTING = 200
_MANY_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\f\v]{2,}|[\t\f\v]")


class Image(NamedTuple):
    """A picture (or sound) that a text shows: its file name ("" when unknown) and description."""

    name: str
    alt: str


class Plain(NamedTuple):
    """A plain text and what was left behind on the way.

    ``active`` tells that there was something that could act (script, form, event handler).
    """

    text: str
    images: tuple[Image, ...] = ()
    active: bool = False


class Cleaner:
    """Turns formatted texts into plain ones. Make one per file: it holds nh3's prepared lists."""

    def __init__(self) -> None:
        import nh3

        self._nh3 = nh3.Cleaner(
            tags=set(_TAGS),
            clean_content_tags=set(_ACTIVE),
            attributes={"img": {"src", "alt"}},
            url_schemes={"http", "https"},
            link_rel=None,
        )

    def plain(self, text: str, form: str = HTML) -> Plain:
        """Return a text in one of Moodle's formats as plain text; unknown formats are HTML."""
        if form == PLAIN:
            return Plain(_tidy_lines(text))
        if form == MARKDOWN:
            return self._auto(*_without_markdown(text))
        if form == AUTO:
            return self._auto(text, ())
        return self.html(text)

    def html(self, text: str) -> Plain:
        """Return HTML as plain text."""
        if "<" not in text:
            return Plain(_one_paragraph(text))
        if _SIMPLE.fullmatch(text):
            return Plain(_simple(text))
        active = _ACTIVE_SEEN.search(text) is not None
        if _nesting(text) > MAX_NESTING:
            return Plain(_one_paragraph(_ANY_TAG.sub(" ", text)), (), active)
        walked = walk(self._nh3.clean(text))
        images = tuple(Image(_file_name(src), " ".join(alt.split())) for src, alt in walked.images)
        return Plain(clean(walked.text), images, active)

    def _auto(self, text: str, images: tuple[Image, ...]) -> Plain:
        """Moodle's own format: HTML in which line ends count."""
        if not _KNOWN_TAG.search(text):
            return Plain(_tidy_lines(html.unescape(text) if "&" in text else text), images)
        lines = (line.strip() for line in text.strip().splitlines())
        found = self.html("".join(_joined(lines)))
        return found._replace(images=images + found.images)


def paragraphs(text: str) -> str | None:
    """Return the plain text of HTML that is paragraphs and lines of usual letters, else None.

    Most texts are: then nothing has to be parsed, composed or folded, and this gives what
    :meth:`Cleaner.html` gives. ``text`` holds no control characters that XML forbids.
    """
    if text.isascii():
        if "\n" in text or "\t" in text or "\r" in text or "\x7f" in text:
            return None
    elif _USUAL.fullmatch(text) is None:
        return None
    text = text.removeprefix("<p>").removesuffix("</p>")
    if "<" in text:
        text = text.replace("</p><p>", "\n\n").replace("<br>", "\n")
        if "<" in text or "\n\n\n" in text or " \n" in text or "\n " in text:
            return None
    return None if "&" in text or "  " in text else text.strip()


def to_html(text: str) -> str | None:
    """Return plain text as HTML that :meth:`Cleaner.html` turns back into exactly this text.

    None when HTML cannot carry it so (runs of spaces, three line ends): write it as plain text.
    """
    if not _carried(text):
        return None
    paragraphs = html.escape(text, quote=False).split("\n\n")
    return "".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)


def strip_marks(text: str) -> str:
    """Return a name or title on one line without HTML marks; other angle brackets stay."""
    if "<" in text or "&" in text:
        text = html.unescape(_KNOWN_TAG.sub("", text))
    if _USUAL.fullmatch(text):  # no white space but the space
        return " ".join(text.split()) if "  " in text else text.strip()
    return " ".join((text if text.isascii() else clean(text)).split())


def _carried(text: str) -> bool:
    if "  " in text or "\n\n\n" in text or text != text.strip():
        return False
    if " \n" in text or "\n " in text or re.search(r"[^\S \n]", text):
        return False
    return clean(text) == text


def _one_paragraph(text: str) -> str:
    """HTML without marks: white space is one space."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii() or "\x7f" in text or "&" in text:
        text = clean(text)
    return " ".join(text.split())


def _simple(text: str) -> str:
    usual = _USUAL.fullmatch(text) is not None
    if not usual:
        text = " ".join(text.split())
    text = text.replace("</p><p>", "\n\n")
    if "<p" in text or "</p" in text:
        text = _SIMPLE_BREAK.sub("\n\n", text)
    if "<br" in text:
        text = _SIMPLE_LINE.sub("\n", text)
    if "<" in text:
        text = _SIMPLE_MARK.sub("", text)
    if "&" in text:
        text = html.unescape(text)
        usual = False
    if not usual:
        text = clean(text)
    text = text.strip()
    if not usual or "  " in text or " \n" in text or "\n " in text:
        text = "\n".join([" ".join(line.split()) for line in text.split("\n")])
    return _MANY_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def _tidy_lines(text: str) -> str:
    """Plain text: only its ends are trimmed."""
    if not text.isascii() or "\r" in text or "\x7f" in text:
        text = clean(text)
    return text.strip()


def _nesting(text: str) -> int:
    """Return how deep marks may nest (an upper bound), without parsing."""
    if text.count("<") <= MAX_NESTING:
        return 0
    depth = deepest = 0
    for match in _ANY_TAG.finditer(text):
        if match[1]:
            depth = max(0, depth - 1)
        elif match[2].lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _file_name(src: str) -> str:
    return unquote(src.split("?")[0].rstrip("/").rpartition("/")[2])[:200]


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Put ``<br>`` between lines, except beside marks that break the line themselves."""
    before = ""
    for line in lines:
        if before and not (before.endswith(">") and line.startswith("<")):
            yield "<br>"
        elif before:
            yield " "
        yield line or "<br>"
        before = line or "<br>"


_MD_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\(([^()\s]{1,2000})[^()\n]{0,200}\)")
_MD_LINK = re.compile(r"\[([^\]\n]{1,500})\]\((?:[^()\s]{1,2000})[^()\n]{0,200}\)")
_MD_STRONG = re.compile(r"(\*\*\*|\*\*|___|__)(?=\S)([^*_\n]{1,1000}?)(?<=\S)\1")
_MD_EM = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,1000}?)(?<=\S)\1(?![\w*])")
_MD_CODE = re.compile(r"(`{1,3})([^`\n]{1,1000})\1")
_MD_LINE = re.compile(
    r"(?m)^([ \t]*)(?:(\#{1,6})[ \t]+|([*+-])[ \t]+|(>)[ \t]?|(```\w*|~~~\w*)[ \t]*$)"
)


def _without_markdown(text: str) -> tuple[str, tuple[Image, ...]]:
    """Take the common marks of Markdown out: emphasis, headings, bullets, links, pictures."""
    images = tuple(Image(_file_name(src), alt) for alt, src in _MD_IMAGE.findall(text))
    text = _MD_IMAGE.sub("", text)
    text = _MD_LINK.sub(r"\1", text)
    text = _MD_LINE.sub(lambda m: f"{m[1]}• " if m[3] else m[1], text)
    text = _MD_CODE.sub(r"\2", text)
    text = _MD_STRONG.sub(r"\2", text)
    text = _MD_EM.sub(r"\2", text)
    lines = [_SPACES.sub(" ", line).rstrip() for line in text.splitlines()]
    return _MANY_LINES.sub("\n\n", "\n".join(lines)), images
