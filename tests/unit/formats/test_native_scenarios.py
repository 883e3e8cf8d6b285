"""Reading scenarios: every fault is named with its place, nothing raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.formats.native_scenarios import (
    decode_scenario,
    list_scenarios,
    read_scenarios,
    write_scenario,
)
from tests.unit.domain.scenario_cases import sound


def plain() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(sound()))
    return found


def places(value: object) -> list[tuple[str, str, str, str]]:
    read = decode_scenario(json.dumps(value).encode(), "scenarios/sehat.json")
    return [
        (one.code, one.location.item, one.location.field, one.location.option)
        for one in read.findings
    ]


def test_what_is_written_is_read_again(tmp_path: Path):
    file = write_scenario(sound(), tmp_path)
    assert read_scenarios(tmp_path) == ((sound(),), ())
    text = file.read_text(encoding="utf-8")
    assert text.endswith("}\n") and text.startswith('{\n "id": "sehat",')
    assert list(json.loads(text)["nodes"][0])[:3] == ["kind", "id", "speaker"]


def test_every_fault_is_named_with_node_and_choice():
    bad = plain()
    nodes = {node["id"]: node for node in bad["nodes"]}
    bad["minutes"] = "lama"
    nodes["d1"]["choices"][0]["weight"] = 9
    nodes["d2"]["choices"][1]["effects"] = {"integritas": 7}
    nodes["n2"].pop("next")
    nodes["d4"]["choices"][1]["if"] = [{"var": "parsel", "chose": "d1.a"}]
    nodes["n4"]["kind"] = "lagu"
    del bad["title"]
    assert set(places(bad)) == {
        ("content_bad", "sehat", "minutes", ""),
        ("content_bad", "sehat", "", ""),
        ("content_bad", "sehat", "d1", "a"),
        ("content_bad", "sehat", "d2", "b"),
        ("content_bad", "sehat", "n2", ""),
        ("content_bad", "sehat", "d4", "b"),
        ("content_bad", "sehat", "n4", ""),
    }


def test_unknown_fields_are_warned_about_and_the_rest_is_read():
    odd = plain()
    nodes = {node["id"]: node for node in odd["nodes"]}
    odd["autor"] = "x"
    nodes["d1"]["choices"][0]["efek"] = {}
    nodes["c1"]["cases"][0]["if"][0]["nilai"] = 1
    assert places(odd) == [
        ("field_unknown", "sehat", "", ""),
        ("field_unknown", "sehat", "d1", "a"),
        ("field_unknown", "sehat", "c1", ""),
    ]
    assert decode_scenario(json.dumps(odd).encode()).scenario == sound()


def test_broken_scenarios_are_listed_with_their_reasons(tmp_path: Path):
    write_scenario(sound(), tmp_path)
    broken = plain() | {"id": "patah", "start": "zz"}
    folder = tmp_path / "scenarios"
    (folder / "patah.json").write_text(json.dumps(broken), encoding="utf-8")
    (folder / "rusak.json").write_bytes(b"\xff{")
    (folder / "salinan.json").write_text(json.dumps(plain()), encoding="utf-8")
    (folder / "folder.json").mkdir()
    listed = list_scenarios(tmp_path)
    # Of two with the same id the file named after it counts.
    assert [(one.file, one.playable) for one in listed] == [
        ("scenarios/folder.json", False),
        ("scenarios/patah.json", False),
        ("scenarios/rusak.json", False),
        ("scenarios/salinan.json", False),
        ("scenarios/sehat.json", True),
    ]
    for one in listed:
        assert one.playable or one.findings
        assert all(finding.location.file == one.file for finding in one.findings)
    scenarios, findings = read_scenarios(tmp_path)
    assert [one.id for one in scenarios] == ["patah", "sehat"]
    assert {one.code for one in findings} == {
        "file_unreadable",
        "content_bad",
        "file_name_not_id",
        "scenario_id_repeated",
    }


def test_a_bank_without_scenarios_has_none(tmp_path: Path):
    assert read_scenarios(tmp_path) == ((), ())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(st.data(), json_values)
def test_any_damage_ends_in_findings_or_a_scenario(data: st.DataObject, value: object):
    whole: Any = plain()
    at: Any = whole
    while isinstance(at, dict | list) and at:
        key = data.draw(st.sampled_from(list(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            at[key] = value
            break
        at = at[key]
    read = decode_scenario(json.dumps(whole).encode())
    assert isinstance(read.scenario, Scenario) or read.findings


@given(st.binary(max_size=200))
def test_any_bytes_end_in_findings(raw: bytes):
    read = decode_scenario(raw)
    assert read.scenario is None and read.findings


def test_a_file_of_nothing_but_faults_is_told_in_part():
    odd = plain() | {f"lain{number}": 0 for number in range(5_000)}
    read = decode_scenario(json.dumps(odd).encode())
    assert read.scenario is not None
    assert len(read.findings) == 200
    odd["nodes"] = [{"kind": "lagu"}] * 5_000
    read = decode_scenario(json.dumps(odd).encode())
    assert read.scenario is None
    assert len(read.findings) <= 400


def test_lists_longer_than_any_real_one_are_a_fault():
    many = plain()
    many["speakers"] = [{"id": f"q{number}", "name": "n"} for number in range(201)]
    assert places(many) == [("content_bad", "sehat", "", "")]
