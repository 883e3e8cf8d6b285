"""Settings survive damage, and are written whole or not at all."""

import json
import os

import pytest

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.settings import AppSettings, ProfileSettings, SettingsFile


def test_defaults_when_there_is_no_file(tmp_path):
    assert SettingsFile(tmp_path / "x.json").load(AppSettings) == AppSettings()


def test_round_trip(tmp_path):
    file = SettingsFile(tmp_path / "deep" / "settings.json")
    value = AppSettings(language="en", theme="dark", text_percent=150)
    file.save(value)
    assert file.load(AppSettings) == value
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["settings.json"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"text_percent": 900}', b"\xff\xfe", b"[1]"])
def test_a_damaged_file_is_set_aside(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert SettingsFile(path).load(AppSettings) == AppSettings()
    assert (tmp_path / "settings.json.rusak").read_bytes() == content
    assert not path.exists()


def test_unknown_fields_of_a_newer_program_are_ignored(tmp_path):
    path = tmp_path / "profile.json"
    path.write_text(json.dumps({"nickname": "Sari", "new_thing": 1}))
    assert SettingsFile(path).load(ProfileSettings).nickname == "Sari"


def test_a_refusing_disk_is_told(tmp_path, monkeypatch):
    file = SettingsFile(tmp_path / "settings.json")
    file.save(AppSettings(theme="dark"))

    def refuse(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StorageError) as caught:
        file.save(AppSettings(theme="light"))
    assert caught.value.code == "settings_unwritable"
    monkeypatch.undo()
    assert file.load(AppSettings).theme == "dark"
