"""Settings survive damage, and are written whole or not at all."""

import json
import os

import pytest

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.settings import AppSettings, ProfileSettings, SettingsFile
from ethics_desktop.whole import whole


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


def test_of_a_newer_file_what_is_understood_is_kept(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "sepia", "language": "en", "text_percent": 125}))
    expected = AppSettings(language="en", text_percent=125)
    assert SettingsFile(path).load(AppSettings) == expected
    assert b"sepia" in (tmp_path / "settings.json.rusak").read_bytes()
    assert SettingsFile(path).load(AppSettings) == expected  # the next time, too


def test_a_change_leaves_what_another_window_wrote(tmp_path):
    file, other = (SettingsFile(tmp_path / "settings.json") for _ in range(2))
    known = AppSettings(theme="dark")
    file.save(known)
    other.change(known, language="en")
    file.change(known, geometry="01")
    assert file.load(AppSettings) == AppSettings(theme="dark", language="en", geometry="01")


def test_a_change_goes_by_what_was_known_where_the_file_is_gone_or_damaged(tmp_path):
    path = tmp_path / "settings.json"
    for content in (None, b"{"):
        if content is not None:
            path.write_bytes(content)
        SettingsFile(path).change(AppSettings(theme="dark"), geometry="01")
        assert SettingsFile(path).load(AppSettings) == AppSettings(theme="dark", geometry="01")


def test_two_programs_do_not_write_into_one_file(tmp_path, monkeypatch):
    path = tmp_path / "paket.cermin"
    with whole(path) as first:
        first.write_bytes(b"from this program")
        with monkeypatch.context() as patched:
            patched.setattr(os, "getpid", lambda: -1)
            with whole(path) as second:
                second.write_bytes(b"from another one")
        assert path.read_bytes() == b"from another one"
    assert path.read_bytes() == b"from this program"
    assert list(tmp_path.iterdir()) == [path]
