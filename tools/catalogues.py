"""Message catalogues: extract from the code, merge translations, check, compile.

``python3 dev.py strings update|check|compile|add FILE``. The code's texts are English; ``id.po``
holds the Indonesian ones, ``en.po`` repeats the English ones so that plural forms are complete.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "ethics_desktop"
LANGUAGES = ("id", "en")
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def po_path(language: str) -> Path:
    """Return the path of a language's catalogue."""
    return ROOT / "resources" / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract() -> Catalog:
    """Return every message of the program's code."""
    found = Catalog(project="Cermin ASN")
    rows = extract_from_dir(
        ROOT / DOMAIN, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    )
    for name, _line, message, _comments, context in rows:
        found.add(message, locations=[(f"{DOMAIN}/{name}", 0)], context=context)
    return found


def empty(language: str) -> Catalog:
    """Return an empty catalogue with the language's plural rule (Indonesian has one form)."""
    catalogue = Catalog(
        locale=language,
        project="Cermin ASN",
        version="1",
        msgid_bugs_address="-",
        header_comment=f"# Cermin ASN: {language}",
        fuzzy=False,
    )
    if language == "id":
        catalogue._num_plurals = 1  # type: ignore[assignment]
        catalogue._plural_expr = "0"  # type: ignore[assignment]
    return catalogue


def load(language: str) -> Catalog:
    """Return a language's catalogue, empty when there is none yet."""
    path = po_path(language)
    if not path.exists():
        return empty(language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def save(language: str, catalogue: Catalog) -> None:
    """Write a catalogue, sorted, without dates or places that change by themselves."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = empty(language)
    for message in catalogue:
        if message.id:
            fresh.add(message.id, message.string, context=message.context)
    with path.open("wb") as stream:
        write_po(stream, fresh, sort_output=True, omit_header=False, width=100)
    text = path.read_text(encoding="utf-8")
    kept = [
        line
        for line in text.splitlines()
        if not line.startswith(('"POT-Creation', '"PO-Revision', '"Last-Trans', '"Generated-By'))
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def key(message: Message) -> tuple[str | None, object]:
    """Return what identifies a message: context and text (or both plural texts)."""
    return message.context, message.id


def update() -> None:
    """Bring both catalogues in line with the code; Indonesian texts of removed messages go."""
    found = {key(m): m for m in extract() if m.id}
    for language in LANGUAGES:
        old = {key(m): m for m in load(language) if m.id}
        fresh = empty(language)
        for identity, message in found.items():
            if language == "en":
                text = message.id
            else:
                text = (old[identity].string if identity in old else "") or ""
            fresh.add(message.id, text, context=message.context)
        save(language, fresh)
    compile_all()


def add(file: Path) -> list[str]:
    """Merge translations from a JSON file; return the texts that the code does not use.

    Keys are English texts (``context|text`` for ``pgettext``), values Indonesian texts, or a list
    with one text for messages with plural forms (Indonesian has one form).
    """
    wanted = json.loads(file.read_text(encoding="utf-8"))
    update()
    catalogue = load("id")
    unknown = []
    by_text: dict[str, list[Message]] = {}
    for message in catalogue:
        if not message.id:
            continue
        single = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        by_text.setdefault(f"{message.context}|{single}" if message.context else single, []).append(
            message
        )
    for text, translation in wanted.items():
        for message in by_text.get(text, []):
            form = translation[0] if isinstance(translation, list) else translation
            message.string = (form,) if isinstance(message.id, (tuple, list)) else form
        if text not in by_text:
            unknown.append(text)
    save("id", catalogue)
    compile_all()
    return unknown


def check() -> list[str]:
    """Return what is missing, unused or broken in either language; empty when all is well."""
    found = {key(m) for m in extract() if m.id}
    problems = []
    for language in LANGUAGES:
        catalogue = {key(m): m for m in load(language) if m.id}
        problems += [f"{language}: missing {k}" for k in sorted(map(str, found - set(catalogue)))]
        problems += [f"{language}: unused {k}" for k in sorted(map(str, set(catalogue) - found))]
        for identity, message in catalogue.items():
            texts = (
                message.string if isinstance(message.string, (tuple, list)) else [message.string]
            )
            if not all(texts):
                problems.append(f"{language}: no text for {identity}")
            for error in message.check():
                problems.append(f"{language}: {identity}: {error}")
    return problems


def compile_all() -> None:
    """Compile both catalogues beside their sources."""
    for language in LANGUAGES:
        with po_path(language).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, load(language))


def _locked_main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            problems = check()
            print("\n".join(problems) or "catalogues complete")
            return 1 if problems else 0
        case ["add", file]:
            for text in add(Path(file)):
                print(f"not used by the code: {text!r}")
        case _:
            print(__doc__)
            return 2
    return 0


def main() -> int:
    """Run one command; a lock file keeps two runs from writing at once."""
    lock = ROOT / "resources" / "locale" / ".lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows: single developer, no lock
        return _locked_main(sys.argv[1:])
    with lock.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        return _locked_main(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
