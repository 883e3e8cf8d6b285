"""Spelling of the shipped content: hunspell's Indonesian dictionary and the project's own words.

    python -m tools.words          lists what neither knows, with a place each, and words not used
    python -m tools.words --write  takes what is unknown into the list (look at each before that)

``tests/data/words.txt`` holds words of the field, names, places and forms the dictionary lacks.
Answers that a short item accepts although they are misspelt are not looked at.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "data" / "words.txt"
DICTIONARY = "id_ID"
#: What a person reads; everything else (ids, codes, sources) is not prose.
PROSE = frozenset(
    "stem text reason reason_true reason_false explanation title summary role about note rule say"
    " question description name".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def available() -> bool:
    """Tell whether hunspell and its Indonesian dictionary are installed."""
    if shutil.which("hunspell") is None:
        return False
    done = subprocess.run(
        ["hunspell", "-d", DICTIONARY, "-l"], input="rumah", capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return done.returncode == 0 and not done.stderr.strip()


def prose(value: Any, key: str = "") -> Iterator[str]:
    """Yield the texts of a decoded item, scenario or bank head."""
    if isinstance(value, str):
        if key in PROSE:
            yield value
    elif isinstance(value, list):
        for one in value:
            yield from prose(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in ("meta", "answers"):
                yield from prose(one, name)


def texts() -> Iterator[tuple[str, str]]:
    """Yield (file, text) of everything that ships."""
    for file in sorted((ROOT / "question_banks").rglob("*.json")):
        for text in prose(json.loads(file.read_text(encoding="utf-8"))):
            yield file.relative_to(ROOT).as_posix(), text


def unknown_to_dictionary(words: set[str]) -> set[str]:
    """Return the words that hunspell does not know."""
    done = subprocess.run(
        ["hunspell", "-d", DICTIONARY, "-i", "utf-8", "-l"],
        input="\n".join(sorted(words)),
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def own_words() -> set[str]:
    """Return the project's list."""
    return set(LIST.read_text(encoding="utf-8").split()) if LIST.exists() else set()


def check() -> tuple[dict[str, str], set[str]]:
    """Return unknown words with a file each, and words of the list that nothing uses."""
    places: dict[str, str] = {}
    for file, text in texts():
        for word in _WORD.findall(text):
            places.setdefault(word, file)
    strange = unknown_to_dictionary(set(places))
    own = own_words()
    return {word: places.get(word, "?") for word in sorted(strange - own)}, own - strange


def main() -> int:
    """Print or write; the exit code is 1 when something is unknown or unused."""
    unknown, unused = check()
    if "--write" in sys.argv[1:]:
        kept = sorted((own_words() - unused) | set(unknown), key=lambda word: (word.lower(), word))
        LIST.write_text("\n".join(kept) + "\n", encoding="utf-8")
        return 0
    for word, file in unknown.items():
        print(f"{word}\t{file}")
    for word in sorted(unused):
        print(f"{word}\tnot used")
    return 1 if unknown or unused else 0


if __name__ == "__main__":
    sys.exit(main())
