"""A whole assessment through the accessibility bus: controls found by role and name alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ethics_desktop.domain.bank import kind_of
from ethics_desktop.domain.drawing import draw_form
from ethics_desktop.formats.native import read_bank, read_blueprints
from ethics_desktop.i18n import Translator
from ethics_desktop.store.library import candidate
from ethics_desktop.ui.widgets.bar_text import no_verdicts_text
from tests.journeys import assistant
from tests.journeys.assistant import Assistant, Node

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(sys.platform != "linux", reason="the bus of Linux desktops"),
]

ITEMS = 10
START = "Mulai asesmen singkat (10 soal, 8 menit)"
GO_ON = "Simpan dan lanjutkan"
DOUBT = "Ragu-ragu"
PRINCIPLES = ("Integritas", "Keadilan", "Akuntabilitas", "Transparansi", "Profesionalisme")
#: As ``python -m ethics_desktop``, but with the seed of the draw given.
PINNED = """
import sys
from pathlib import Path
from ethics_desktop import app, bootstrap
from ethics_desktop.paths import find_paths
program = bootstrap.build(find_paths(Path(sys.argv[1])))
program.new_seed = lambda now: sys.argv[2]
raise SystemExit(app.run_window(program))
"""


@pytest.fixture(scope="module")
def bus(virtual_display: str) -> Iterator[dict[str, str]]:
    if reason := assistant.obstacle():
        pytest.skip(reason)
    with assistant.session_bus(virtual_display) as env:
        yield env


def check_names(nodes: list[Node]) -> None:
    """Every control that takes the keyboard has a name; a list is called by its label too."""
    bare = [node for node in nodes if "focusable" in node.states and not node.name]
    assert bare == [], "\n".join(f"{n.role} {n.name[:60]}" for n in nodes)
    assert [node for node in nodes if node.role == "combo box" and not node.label] == []


def begin(person: Assistant) -> None:
    """Skip the nickname and start the short assessment."""
    person.press("push button", "Lewati")
    person.wait_gone("push button", "Lewati")
    check_names(person.tree())
    person.press("push button", START)
    person.wait_for("label", f"Soal 1 dari {ITEMS}")


def answer(person: Assistant) -> str:
    """Answer the item on the screen, whatever its kind; return what it was answered with."""
    nodes = person.settled()
    check_names(nodes)
    lettered = [node for node in nodes if node.name[1:3] == ". "]
    if radios := [node.name for node in lettered if node.role == "radio button"]:
        assert [name[0] for name in radios] == list("ABCDEFGHIJ")[: len(radios)]
        person.press("radio button", radios[1])
        return "radio button"
    if boxes := [node.name for node in lettered if node.role == "check box"]:
        person.press("check box", boxes[0])
        person.press("check box", boxes[2])
        return "check box"
    if lists := [node.label for node in nodes if node.role == "combo box"]:
        for number, label in enumerate(lists, 1):
            person.pick(label, person.entries(label)[number])
        return "combo box"
    if "Jawaban Anda" in [node.name for node in nodes if node.role == "text"]:
        person.write("text", "Jawaban Anda", "mencampuradukkan")
        return "text"
    person.press("push button", "Turunkan")
    return "Turunkan"


def answer_and_wait(person: Assistant, number: int) -> str:
    """Answer item ``number`` and wait until that is on the disk; return what it took."""
    person.wait_for("label", f"Soal {number} dari {ITEMS}")
    means = answer(person)
    person.wait_for("push button", f"Soal {number}, dijawab")
    assert any(name.startswith("Tersimpan ") for name in person.names("label"))
    return means


def test_a_whole_assessment_by_role_and_name(
    tmp_path: Path, bus: dict[str, str], python: str, project: Path
) -> None:
    command = [python, "-m", "ethics_desktop", "--data-dir", str(tmp_path / "data")]
    with Assistant(bus, command, tmp_path / "said") as person:
        begin(person)
        for number in range(1, ITEMS + 1):
            answer_and_wait(person, number)
            if number == 3:
                person.press("check box", DOUBT)
                person.wait_for("push button", "Soal 3, ragu-ragu")
            if number < ITEMS:
                person.press("push button", GO_ON)
        labels = person.names("label")
        assert {f"Dijawab {ITEMS}", "Belum 0", "Ragu 1"} <= set(labels)
        finish(person)
        read_result(person, Translator("id", project / "resources" / "locale"))
        read_review(person)
        read_progress(person)
        assert not person.crashed


def finish(person: Assistant) -> None:
    """From the last item to the result."""
    person.press("push button", "Selesai")
    person.wait_for("push button", "Ya, selesai")
    nodes = person.settled()
    check_names(nodes)
    names = [node.name for node in nodes if node.role == "push button"]
    assert [name for name in names if name.startswith("Soal ")] == ["Soal 3, ragu-ragu"]
    assert "Kembali mengerjakan" in names
    person.press("push button", "Ya, selesai")
    person.wait_for("push button", "Lihat pembahasan")


def read_result(person: Assistant, tr: Translator) -> None:
    """The sentence, what is said instead of verdicts, the bars in words, and their table."""
    nodes = person.settled()
    check_names(nodes)
    texts = [node.name for node in nodes if node.role == "label"]
    assert any(re.search(rf"\b\d+ dari {ITEMS} soal", text) for text in texts)
    assert no_verdicts_text(tr) in texts
    assert set(PRINCIPLES) <= set(texts)
    name = next(node.name for node in nodes if node.role == "table")
    titles, *rows = person.table(name)
    assert len(titles) == len(set(titles)) > 3
    assert tuple(row[0] for row in rows) == PRINCIPLES
    assert all(re.fullmatch(r"\d dari \d soal", row[1]) and all(row) for row in rows)


def read_review(person: Assistant) -> None:
    """To the explanations and back."""
    person.press("push button", "Lihat pembahasan")
    person.wait_for("push button", "Kembali ke hasil")
    nodes = person.settled()
    check_names(nodes)
    assert any(node.role == "list" and node.name for node in nodes)
    person.press("push button", "Kembali ke hasil")
    person.wait_for("push button", "Lihat pembahasan")


def read_progress(person: Assistant) -> None:
    """The history has the one attempt."""
    person.press("push button", "Kemajuan")
    person.wait_for("table", "Riwayat")
    check_names(person.tree())
    titles, *rows = person.table("Riwayat")
    assert len(rows) == 1
    assert "Asesmen singkat" in rows[0]
    assert all(titles)


def test_every_kind_of_item_can_be_answered(
    tmp_path: Path, bus: dict[str, str], python: str, project: Path
) -> None:
    seed, kinds = richest_seed(project)
    assert len(kinds) >= 5
    command = [python, "-c", PINNED, str(tmp_path / "data"), seed]
    with Assistant(bus, command, tmp_path / "said") as person:
        begin(person)
        means = set()
        for number, kind in enumerate(kinds, 1):
            if kind not in kinds[: number - 1]:
                if number > 1:
                    person.press("push button", f"Soal {number}, belum dijawab")
                means.add(answer_and_wait(person, number))
        person.press("push button", "Keluar sementara")
        person.wait_for("push button", "Lanjutkan")
        look_while_pages_change(person)
        assert not person.crashed
    wanted = {"multiple": "check box", "match": "combo box", "short": "text", "order": "Turunkan"}
    assert means == {wanted.get(kind, "radio button") for kind in kinds}


def look_while_pages_change(person: Assistant) -> None:
    """Walk through pages that are just being left: Qt by itself dies of that (ui/accessible.py)."""
    for page in ("Kemajuan", "Pengaturan", "Beranda", "Pustaka", "Beranda", "Asesmen", "Beranda"):
        person.press("push button", page)
        check_names(person.tree())
        check_names(person.tree())


def richest_seed(project: Path) -> tuple[str, list[str]]:
    """Return a seed whose short form has many kinds of items, and these in the form's order."""
    blueprint = read_blueprints(project / "resources" / "blueprints")["asesmen-singkat"]
    banks = [read_bank(head.parent).bank for head in project.glob("question_banks/*/bank.json")]
    items = {item.id: item for bank in banks for item in bank.items}
    pool = [candidate(item, bank.info.id) for bank in banks for item in bank.items]
    now = datetime.now(UTC)
    drawn = {}
    for number in range(200):
        seed = f"20261121-{number:08x}"
        chosen, _notices = draw_form(blueprint, pool, {}, seed, now)
        drawn[seed] = [kind_of(items[one.id]) for one in chosen]
    best = max(drawn, key=lambda seed: len(set(drawn[seed])))
    return best, drawn[best]
