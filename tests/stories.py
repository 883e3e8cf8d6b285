"""A small story with everything in it, and reviews of it: what scenario pages are shown with."""

from __future__ import annotations

from collections.abc import Iterable

from ethics_desktop.domain.bank import Meta, Principle, Reference
from ethics_desktop.domain.playthrough import replay
from ethics_desktop.domain.scenario import (
    Case,
    CheckNode,
    Choice,
    ChoiceNode,
    Condition,
    DebriefText,
    Effects,
    EndNode,
    LineNode,
    Node,
    Scenario,
    Speaker,
    Variable,
)
from ethics_desktop.domain.scenario_checks import open_story
from ethics_desktop.domain.scenario_layout import lay_out
from ethics_desktop.domain.scenario_scoring import coverage, debrief, score
from ethics_desktop.services.roleplay import PlayReview
from tests.builders import START

END_TEXT = (
    "Pagi berikutnya loket dibuka seperti biasa dan warga melihat papan pengumuman baru. " * 5
)
#: The best way, one that costs, and one that ends badly.
BEST, COSTLY, WORST = ("a", "a", "a"), ("b", "b", "a"), ("b", "b", "b")


def parcel() -> Scenario:
    """Return a story of 12 nodes: three speakers, an echo, delayed effects, three endings."""

    def way(name: str, text: str, weight: int, to: str, note: str = "", **effects: int) -> Choice:
        return Choice(
            id=name,
            text=text,
            weight=weight,
            effects=Effects(**effects),
            note=note,
            next=to,
            reason=f"Alasan pilihan ini: {text.lower()}",
            set={"parsel": 1} if (name, to) == ("b", "n2") else {},
        )

    first = (
        way("a", "Menolak parsel di depan antrean.", 5, "n2", "Kepercayaan naik: warga melihat.",
            integritas=2, kepercayaan=1),
        way("b", "Menerima parsel dan menyimpannya di laci.", 1, "n2",
            "Risiko naik: parsel tercatat di kamera.", integritas=-2, risiko=1),
        way("c", "Menitipkan parsel kepada satpam tanpa penjelasan.", 3, "n2", integritas=0),
    )  # fmt: skip
    second = (
        way("a", "Memanggil nomor sesuai urutan.", 5, "c1", keadilan=2),
        way("b", "Mendahulukan Bu Marlina.", 1, "c1", "Kepercayaan turun: antrean dilompati.",
            keadilan=-2, kepercayaan=-2),
    )  # fmt: skip
    third = (
        way("a", "Mencatat kejadian hari ini di buku.", 5, "e-pulih", akuntabilitas=1),
        way("b", "Pulang lebih cepat.", 2, "e-biasa", akuntabilitas=-1),
    )
    late = (
        way("a", "Melaporkan parsel itu.", 5, "e-biasa", akuntabilitas=2),
        way("b", "“Ah, biarkan saja.”", 1, "e-buruk", akuntabilitas=-2),
    )
    nodes: tuple[Node, ...] = (
        LineNode(
            id="n1", speaker="marlina", text="Ini sekadar tanda terima kasih, Pak.", next="d1"
        ),
        ChoiceNode(id="d1", text="Parsel itu diletakkan di meja Anda.", choices=first),
        LineNode(
            id="n2",
            speaker="",
            text="Antrean di luar makin panjang.",
            effects=Effects(layanan=-1),
            note="Layanan turun: loket sempat tutup.",
            next="d2",
        ),
        ChoiceNode(id="d2", choices=second),
        CheckNode(
            id="c1", cases=(Case(when=(Condition("parsel", "==", 1),), next="n3"),), next="d3"
        ),
        LineNode(id="n3", speaker="inspektur", text="Ada laporan tentang parsel.", next="d4"),
        ChoiceNode(id="d3", text="Sore itu loket ditutup.", choices=third),
        ChoiceNode(id="d4", speaker="inspektur", text="Bagaimana ceritanya?", choices=late),
        EndNode(id="e-pulih", title="Kepercayaan pulih", outcome="baik", text=END_TEXT),
        EndNode(id="e-biasa", title="Hari yang biasa", outcome="cukup", text=END_TEXT),
        EndNode(
            id="e-buruk",
            title="Laci yang disegel",
            outcome="buruk",
            text=END_TEXT,
            effects=Effects(kepercayaan=-3),
            note="Kepercayaan turun: berita menyebar.",
        ),
    )
    return Scenario(
        id="parsel-di-loket",
        title="Parsel di loket",
        summary="Seorang pemohon datang dengan bingkisan.",
        role="Anda petugas loket perizinan.",
        minutes=8,
        speakers=(
            Speaker("marlina", "Bu Marlina", "pemohon izin usaha"),
            Speaker("inspektur", "Pak Hasan Basri", "pemeriksa inspektorat"),
        ),
        variables={"parsel": Variable()},
        start="n1",
        nodes=nodes,
        ideal=BEST,
        debrief=DebriefText(
            "Pemberian yang berhubungan dengan jabatan ditolak.",
            "Terima kasih, Bu, cukup ucapannya saja.",
            "Kapan terakhir kali Anda ditawari sesuatu?",
        ),
        meta=Meta(
            principle=Principle.INTEGRITAS,
            references=(Reference("UU 20/2001", "Pasal 12B", checked_on="2026-11-01"),),
        ),
    )


def play_review(
    choices: Iterable[str] = COSTLY,
    scenario: Scenario | None = None,
    others: Iterable[tuple[str, ...]] = (),
    first: bool = True,
) -> PlayReview:
    """Return the review of a finished play; ``others`` are earlier ones, finished or not."""
    story = scenario or parcel()
    graph = open_story(story)
    made = tuple(choices)
    seen = coverage(graph, [made, *others])
    return PlayReview(
        play_id="p-1",
        scenario=story,
        graph=graph,
        choices=made,
        state=replay(graph.story, made),
        score=score(graph, made),
        debrief=debrief(graph, made),
        path_map=lay_out(story),
        endings_seen=frozenset(seen.endings_seen),
        coverage=seen,
        first=first,
        finished_at=START,
    )
