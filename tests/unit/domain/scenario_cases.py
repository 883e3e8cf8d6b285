"""Scenarios for the tests: the worked case of ``measurement.md`` 7.3, generated graphs."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

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

CASE = Path(__file__).parents[2] / "data" / "branching_case.json"
OUTCOMES = {"e_baik": "baik", "e_sedang": "cukup", "e_buruk": "buruk"}
LETTERS = "abcdefgh"


def worked_case() -> dict[str, Any]:
    """Return the reference figures."""
    found: dict[str, Any] = json.loads(CASE.read_text(encoding="utf-8"))["case"]
    return found


def convert(case: dict[str, Any], ideal: tuple[str, ...] = ("b", "b", "a")) -> Scenario:
    """Turn the shape of ``branching_case.json`` into a scenario; choice 0 becomes ``a``."""
    source = case["scenario"]
    nodes: list[Node] = []
    for node_id, node in source["nodes"].items():
        if node.get("end"):
            nodes.append(
                EndNode(
                    id=node_id,
                    title=node_id,
                    outcome=OUTCOMES[node_id],  # type: ignore[arg-type]
                    effects=Effects(**node["effects"]),
                )
            )
            continue
        choices = tuple(
            Choice(
                id=LETTERS[place],
                text=choice["text"],
                weight=choice["bobot"],
                effects=Effects(**choice["effects"]),
                next=choice["to"],
            )
            for place, choice in enumerate(node["choices"])
        )
        nodes.append(ChoiceNode(id=node_id, text=node["text"], choices=choices))
    return Scenario(
        id=source["id"], title="Parsel", start=source["start"], nodes=tuple(nodes), ideal=ideal
    )


def sound() -> Scenario:
    """Return a scenario without any finding: 12 nodes, 3 to 4 decisions, 3 endings, one echo."""

    def way(name: str, weight: int, units: int, to: str, **more: Any) -> Choice:
        return Choice(
            id=name,
            text=f"Anda memilih {name} di sini",
            weight=weight,
            effects=Effects(integritas=units),
            next=to,
            reason="Warga tahu haknya.",
            **more,
        )

    def end(name: str, outcome: Any) -> EndNode:
        return EndNode(id=name, title=f"Akhir {name}", outcome=outcome, text="kata " * 50)

    def line(name: str, to: str, speaker: str = "warga") -> LineNode:
        return LineNode(id=name, speaker=speaker, text="Bagaimana, Pak?", next=to)

    taken = {"parsel": 1}
    return Scenario(
        id="sehat",
        title="Sehat",
        summary="Ringkas.",
        role="Anda kepala seksi.",
        speakers=(Speaker("warga", "Bu Marlina"),),
        variables={"parsel": Variable()},
        start="n1",
        nodes=(
            line("n1", "d1"),
            ChoiceNode(id="d1", choices=(way("a", 1, -2, "n2", set=taken), way("b", 5, 2, "n2"))),
            line("n2", "d2"),
            ChoiceNode(id="d2", choices=(way("a", 4, 0, "n3"), way("b", 5, 1, "n3"))),
            line("n3", "d3", ""),
            ChoiceNode(id="d3", choices=(way("a", 5, 1, "c1"), way("b", 2, -1, "c1"))),
            CheckNode(
                id="c1", cases=(Case(when=(Condition("parsel", "==", 1),), next="d4"),), next="e1"
            ),
            ChoiceNode(
                id="d4",
                speaker="anda",
                choices=(
                    way("a", 5, 1, "e2"),
                    way("b", 1, -2, "n4", when=(Condition(not_chose="d2.b"),)),
                    way("c", 2, -1, "e3"),
                ),
            ),
            line("n4", "e3"),
            end("e1", "baik"),
            end("e2", "cukup"),
            end("e3", "buruk"),
        ),
        ideal=("b", "b", "a"),
        debrief=DebriefText("aturan", "kalimat", "tanya"),
    )


def large(size: int, seed: int = 1, echoes: bool = False) -> Scenario:
    """Return ``size`` nodes with sound links; ``echoes``: each decision reads one four before."""
    chance = random.Random(seed)
    ends = 5
    names = [f"n{number}" for number in range(size)]
    nodes: list[Node] = []
    for place in range(size - ends):
        ahead = names[place + 1 : min(size, place + 9)]
        if place % 3 == 0:
            nodes.append(LineNode(id=names[place], text="Dan lalu.", next=ahead[0]))
            continue
        decisions = [name for number, name in enumerate(names[:place]) if number % 3][-4:]
        echo = (Condition(not_chose=f"{decisions[0]}.a"),) if echoes and decisions else ()
        targets = [ahead[0], *chance.sample(ahead, k=min(2, len(ahead)))]
        choices = tuple(
            Choice(
                id=LETTERS[number],
                text=f"Tindakan {place} {number}",
                weight=(5, 3, 1)[number],
                effects=Effects(integritas=(2, 0, -2)[number], kepercayaan=(1, 0, -1)[number]),
                next=target,
                when=echo if number == 2 else (),
            )
            for number, target in enumerate(targets)
        )
        nodes.append(ChoiceNode(id=names[place], choices=choices))
    for number in range(ends):
        outcome = ("baik", "cukup", "buruk", "cukup", "buruk")[number]
        nodes.append(
            EndNode(id=names[size - ends + number], title=f"Akhir {number}", outcome=outcome)
        )  # type: ignore[arg-type]
    return Scenario(
        id="besar",
        title="Besar",
        start="n0",
        nodes=tuple(nodes),
    )


def any_scenario(chance: random.Random) -> Scenario:
    """Return a small random story: forward links, variables, conditions on earlier choices."""
    names = [f"n{number}" for number in range(chance.randint(3, 9))]
    ends = chance.randint(1, min(3, len(names) - 1))
    made: list[str] = []
    nodes: list[Node] = []
    for place in range(len(names) - ends):
        ahead = names[place + 1 :]
        kind = chance.choice(("line", "check", "choice", "choice", "choice"))
        if kind == "line":
            effects = Effects(layanan=chance.randint(-3, 3))
            nodes.append(
                LineNode(id=names[place], text="Lalu.", effects=effects, next=chance.choice(ahead))
            )
        elif kind == "check":
            cases = tuple(
                Case(when=_conditions(chance, made, 1), next=chance.choice(ahead))
                for _ in range(chance.randint(1, 2))
            )
            nodes.append(CheckNode(id=names[place], cases=cases, next=chance.choice(ahead)))
        else:
            choices = tuple(
                _choice(chance, number, chance.choice(ahead), made)
                for number in range(chance.randint(2, 4))
            )
            nodes.append(ChoiceNode(id=names[place], text="Apa?", choices=choices))
            made += [f"{names[place]}.{choice.id}" for choice in choices]
    for place in range(len(names) - ends, len(names)):
        effects = Effects(kepercayaan=chance.randint(-3, 3))
        nodes.append(EndNode(id=names[place], title="Akhir", outcome="cukup", effects=effects))
    return Scenario(
        id="acak",
        title="Acak",
        start="n0",
        nodes=tuple(nodes),
        variables={"x": Variable(0, 0, 2), "y": Variable(1, -1, 1)},
    )


def _choice(chance: random.Random, number: int, target: str, made: list[str]) -> Choice:
    change = {chance.choice("xy"): chance.randint(-1, 2)}
    return Choice(
        id=LETTERS[number],
        text=f"Tindakan {number}",
        weight=chance.randint(1, 5),
        effects=Effects(
            integritas=chance.randint(-2, 2),
            keadilan=chance.choice((0, 0, 1)),
            risiko=chance.randint(-3, 3),
        ),
        set=change if chance.random() < 0.3 else {},
        add={chance.choice("xy"): chance.choice((-1, 1))} if chance.random() < 0.3 else {},
        next=target,
        # The first choice is always offered, so that no story gets stuck.
        when=_conditions(chance, made, 0) if number and chance.random() < 0.4 else (),
    )


def _conditions(chance: random.Random, made: list[str], least: int) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for _ in range(chance.randint(least, 2)):
        if made and chance.random() < 0.5:
            key = chance.choice(made)
            found.append(
                Condition(chose=key) if chance.random() < 0.5 else Condition(not_chose=key)
            )
        else:
            operator: Any = chance.choice(("==", "!=", ">=", "<=", ">", "<"))
            found.append(Condition(chance.choice("xy"), operator, chance.randint(-1, 2)))
    return tuple(found)
