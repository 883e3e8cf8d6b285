"""The guides: what they show is there, and their links lead somewhere."""

import re

import pytest

from ethics_desktop.paths import program_root

GUIDES = sorted(program_root().glob("docs/panduan-*.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_pictures_and_links_are_there(guide):
    text = guide.read_text(encoding="utf-8")
    headings = {_anchor(line) for line in re.findall(r"(?m)^#+ (.+)$", text)}
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    assert any(target.endswith(".png") for target in targets)
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in headings, target
        else:
            assert (guide.parent / target).is_file(), target


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_both_readmes_lead_to_the_guide(guide):
    for name in ("README.md", "README.id.md"):
        assert f"docs/{guide.name}" in (program_root() / name).read_text(encoding="utf-8")


def _anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")
