"""Each check fires at its place, and only there."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Severity
from ethics_desktop.domain.scenario import Choice, ChoiceNode, Condition, Scenario
from ethics_desktop.domain.scenario_checks import check_scenario, open_story, summary
from ethics_desktop.domain.scenario_graph import MAX_POINTS
from tests.unit.domain.scenario_cases import large, sound


def edited(edit: Any) -> Scenario:
    """Return the sound scenario after ``edit`` changed its plain form."""
    plain = msgspec.json.decode(msgspec.json.encode(sound()))
    edit(plain, {node["id"]: node for node in plain["nodes"]})
    return msgspec.convert(plain, Scenario)


def test_the_sound_scenario_has_no_findings():
    report = check_scenario(sound())
    assert report.findings == ()
    assert report.playable
    told = summary(sound())
    assert (told["nodes"], told["endings"], told["paths"], told["decisions"]) == (12, 3, 14, [3, 4])


E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741
LONG = "kata " * 26
CASES: list[tuple[str, Severity, str, str, Any]] = [
    ("scenario_node_repeated", E, "n1", "", lambda s, n: s["nodes"].append(dict(n["n1"]))),
    ("scenario_start_unknown", E, "start", "", lambda s, n: s.update(start="zz")),
    ("scenario_next_unknown", E, "n2", "", lambda s, n: n["n2"].update(next="zz")),
    ("scenario_next_unknown", E, "d2", "a", lambda s, n: n["d2"]["choices"][0].update(next="zz")),
    ("scenario_next_unknown", E, "c1", "", lambda s, n: n["c1"]["cases"][0].update(next="zz")),
    ("scenario_speaker_unknown", E, "n1", "", lambda s, n: n["n1"].update(speaker="hantu")),
    (
        "scenario_speaker_repeated",
        E,
        "speakers",
        "",
        lambda s, n: s["speakers"].append({"id": "warga", "name": "Lain"}),
    ),
    (
        "scenario_speaker_silent",
        W,
        "speakers",
        "",
        lambda s, n: s["speakers"].append({"id": "diam", "name": "Diam"}),
    ),
    ("scenario_variable_undeclared", E, "c1", "", lambda s, n: s.update(variables={})),
    (
        "scenario_variable_undeclared",
        E,
        "d2",
        "a",
        lambda s, n: n["d2"]["choices"][0].update(add={"y": 1}),
    ),
    (
        "scenario_variable_is_meter",
        E,
        "variables",
        "",
        lambda s, n: s["variables"].update(layanan={"initial": 0, "min": 0, "max": 1}),
    ),
    (
        "scenario_variable_range",
        E,
        "variables",
        "",
        lambda s, n: s["variables"]["parsel"].update(initial=2),
    ),
    (
        "scenario_value_outside",
        W,
        "d1",
        "a",
        lambda s, n: n["d1"]["choices"][0].update(set={"parsel": 3}),
    ),
    (
        "scenario_variable_unread",
        W,
        "variables",
        "",
        lambda s, n: s["variables"].update(y={"initial": 0, "min": 0, "max": 1}),
    ),
    ("scenario_variable_unset", W, "variables", "", lambda s, n: n["d1"]["choices"][0].pop("set")),
    (
        "scenario_choice_unknown",
        E,
        "d4",
        "b",
        lambda s, n: n["d4"]["choices"][1].update({"if": [{"chose": "d2.z"}]}),
    ),
    (
        "scenario_choice_not_earlier",
        W,
        "d2",
        "a",
        lambda s, n: n["d2"]["choices"][0].update({"if": [{"not_chose": "d3.a"}]}),
    ),
    ("scenario_cycle", E, "d3", "b", lambda s, n: n["d3"]["choices"][1].update(next="n2")),
    ("scenario_node_unreachable", E, "n4", "", lambda s, n: n["d4"]["choices"].pop(1)),
    (
        "scenario_node_unreachable",
        E,
        "n4",
        "",
        lambda s, n: n["d4"]["choices"][1].update({"if": [{"var": "parsel", "value": 0}]}),
    ),
    (
        "scenario_dead_end",
        E,
        "d2",
        "",
        lambda s, n: [choice.update({"if": [{"chose": "d1.a"}]}) for choice in n["d2"]["choices"]],
    ),
    (
        "scenario_single_choice",
        W,
        "d2",
        "",
        lambda s, n: n["d2"]["choices"][0].update({"if": [{"chose": "d1.a"}]}),
    ),
    (
        "scenario_choice_never_offered",
        W,
        "d4",
        "b",
        lambda s, n: n["d4"]["choices"][1].update({"if": [{"var": "parsel", "value": 0}]}),
    ),
    (
        "scenario_case_never_taken",
        W,
        "c1",
        "",
        lambda s, n: n["c1"]["cases"][0]["if"][0].update(value=9),
    ),
    ("scenario_few_choices", E, "d2", "", lambda s, n: n["d2"]["choices"].pop(0)),
    (
        "scenario_many_choices",
        W,
        "d2",
        "",
        lambda s, n: n["d2"]["choices"].extend(
            {"id": x, "text": x, "weight": 1, "next": "n3", "reason": "r"} for x in "cde"
        ),
    ),
    (
        "scenario_weights_equal",
        W,
        "d3",
        "",
        lambda s, n: n["d3"]["choices"][1].update(weight=5),
    ),
    (
        "option_id_repeated",
        E,
        "d2",
        "a",
        lambda s, n: n["d2"]["choices"][1].update(id="a"),
    ),
    (
        "option_text_repeated",
        E,
        "d2",
        "b",
        lambda s, n: n["d2"]["choices"][1].update(text="ANDA memilih a di sini"),
    ),
    (
        "scenario_sin_and_repent",
        E,
        "d1",
        "b",
        lambda s, n: n["d4"]["choices"][0].update(effects={"integritas": 2, "kepercayaan": 3}),
    ),
    (
        "scenario_order_disagrees",
        E,
        "d4",
        "",
        lambda s, n: n["d4"]["choices"][1].update(effects={}),
    ),
    (
        "scenario_bad_choice_free",
        W,
        "d4",
        "c",
        lambda s, n: n["d4"]["choices"][2].update(effects={"integritas": 1}),
    ),
    ("scenario_ideal_missing", E, "ideal", "", lambda s, n: s.pop("ideal")),
    ("scenario_ideal_broken", E, "d2", "z", lambda s, n: s.update(ideal=["b", "z"])),
    ("scenario_ideal_broken", E, "ideal", "a", lambda s, n: s["ideal"].append("a")),
    ("scenario_ideal_unfinished", E, "d3", "", lambda s, n: s["ideal"].pop()),
    ("scenario_ideal_not_best", E, "d2", "a", lambda s, n: s.update(ideal=["b", "a", "a"])),
    ("scenario_decisions_count", W, "e1", "", lambda s, n: n["d1"]["choices"][1].update(next="d3")),
    (
        "scenario_endings_count",
        W,
        "nodes",
        "",
        lambda s, n: n["d4"]["choices"][0].update(next="e3"),
    ),
    (
        "scenario_nodes_count",
        W,
        "nodes",
        "",
        lambda s, n: (
            (n["d1"]["choices"][0].update(next="d2"), s["nodes"].remove(n["n2"]))
            and n["d1"]["choices"][1].update(next="d2")
        ),
    ),
    ("scenario_outcome_missing", W, "nodes", "", lambda s, n: n["e1"].update(outcome="cukup")),
    ("scenario_no_close_call", I, "nodes", "", lambda s, n: n["d2"]["choices"][0].update(weight=3)),
    ("scenario_text_missing", W, "debrief.say", "", lambda s, n: s["debrief"].pop("say")),
    ("scenario_text_missing", W, "role", "", lambda s, n: s.pop("role")),
    ("scenario_minutes", W, "minutes", "", lambda s, n: s.update(minutes=30)),
    ("scenario_ending_length", W, "e1", "", lambda s, n: n["e1"].update(text="Selesai.")),
    ("scenario_choice_long", W, "d2", "a", lambda s, n: n["d2"]["choices"][0].update(text=LONG)),
    ("reason_missing", W, "d2", "a", lambda s, n: n["d2"]["choices"][0].pop("reason")),
    (
        "scenario_note_missing",
        W,
        "d2",
        "a",
        lambda s, n: n["d2"]["choices"][0].update(effects={"risiko": 1}),
    ),
    ("scenario_note_missing", W, "n1", "", lambda s, n: n["n1"].update(effects={"risiko": 1})),
    ("scenario_first_decision_late", W, "d1", "", lambda s, n: n["n1"].update(text=LONG * 4)),
]


@pytest.mark.parametrize(
    ("code", "severity", "node", "option", "edit"),
    CASES,
    ids=[f"{case[0]}-{case[2]}{case[3]}" for case in CASES],
)
def test_finding(code, severity, node, option, edit):
    report = check_scenario(edited(edit), "scenarios/sehat.json")
    found = {
        (one.code, one.severity, one.location.field, one.location.option) for one in report.findings
    }
    assert (code, severity, node, option) in found
    assert {one.location.item for one in report.findings} == {"sehat"}
    assert {one.location.file for one in report.findings} == {"scenarios/sehat.json"}


def test_no_echo():
    def edit(s, n):
        s["variables"] = {}
        n["d1"]["choices"][0].pop("set")
        n["c1"]["cases"] = []
        n["d4"]["choices"][1].pop("if")

    codes = {one.code for one in check_scenario(edited(edit)).findings}
    assert "scenario_no_echo" in codes


@pytest.mark.parametrize("edit", [case[-1] for case in CASES if case[1] is E])
def test_a_scenario_with_errors_never_half_plays(edit):
    scenario = edited(edit)
    with pytest.raises(UserError) as caught:
        open_story(scenario)
    assert caught.value.code == "scenario_not_playable"
    assert summary(scenario)["id"] == "sehat"


def test_meta_is_looked_at_with_the_rules_of_items():
    codes = {one.code for one in check_scenario(sound(), frameworks={}).findings}
    assert codes == {"principle_missing", "references_missing"}


def chain(length: int) -> Scenario:
    """A story whose ending remembers every decision: 2 to the power of ``length`` states."""
    base = sound()
    end = base.nodes[-1]
    nodes: list[Any] = []
    for number in range(length):
        to = f"d{number + 1}"
        ways = [Choice(id=x, text=x, weight=1 + 4 * (x == "a"), next=to) for x in "ab"]
        nodes.append(ChoiceNode(id=f"d{number}", choices=tuple(ways)))
    every = tuple(Condition(chose=f"d{number}.a") for number in range(length))
    last = (
        Choice(id="a", text="x", weight=5, next="e3", when=every),
        Choice(id="b", text="y", weight=1, next="e3"),
    )
    nodes += [ChoiceNode(id=f"d{length}", choices=last), end]
    return Scenario(id="kusut", title="K", start="d0", nodes=tuple(nodes), ideal=("a",))


@pytest.mark.parametrize("length", [20, 200])
def test_a_story_that_remembers_too_much_is_refused(length):
    report = check_scenario(chain(length))
    found = [one for one in report.findings if one.code == "scenario_too_entangled"]
    assert [one.params for one in found] == [{"limit": MAX_POINTS}]
    assert not report.playable


def test_two_thousand_nodes_are_checked_without_counting_paths_one_by_one():
    scenario = large(2000)
    report = check_scenario(scenario)
    assert report.graph is not None
    told = summary(scenario, report.graph)
    assert told["nodes"] == 2000
    assert told["paths"] is None
    assert told["paths_log10"] > 100
    assert report.graph.count <= 2000
    echoing = check_scenario(large(2000, echoes=True)).graph
    assert echoing is not None
    assert 2000 < echoing.count < MAX_POINTS
