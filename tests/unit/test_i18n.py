"""Numbers, dates and texts in the person's language, whatever the PC's own settings."""

from datetime import UTC, datetime

import pytest

from ethics_desktop.i18n import Translator
from ethics_desktop.paths import program_root

FOLDER = program_root() / "resources" / "locale"


@pytest.fixture
def indonesian():
    return Translator("id", FOLDER)


@pytest.fixture
def english():
    return Translator("en", FOLDER)


def test_decimal_comma_in_indonesian(indonesian, english):
    assert indonesian.number(1234.56, 2) == "1.234,56"
    assert english.number(1234.56, 2) == "1,234.56"
    assert indonesian.number(0.5, 1) == "0,5"
    assert indonesian.number(-3) == "-3"


def test_numbers_do_not_follow_the_regional_settings(indonesian, monkeypatch):
    import locale

    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        for name in ("id_ID.UTF-8", "de_DE.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_NUMERIC, name)
            except locale.Error:
                continue
            assert indonesian.number(1.5, 1) == "1,5"
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)


def test_dates_and_spans(indonesian, english):
    moment = datetime(2026, 1, 6, 12, 5, tzinfo=UTC)
    assert indonesian.date(moment) == "6 Januari 2026"
    assert english.date(moment) == "6 January 2026"
    assert Translator.clock(17 * 60 + 35.2) == "17:36"
    assert Translator.clock(3723) == "1:02:03"
    assert Translator.clock(-4) == "00:00"


def test_texts_by_language(indonesian, english):
    assert indonesian.pick({"id": "soal", "en": "item"}) == "soal"
    assert english.pick({"id": "soal", "en": "item"}) == "item"
    assert english.pick({"id": "soal"}) == "soal"
    assert english.pick({}) == ""
    assert indonesian.gettext("There is no copy yet.") != "There is no copy yet."
    assert english.gettext("There is no copy yet.") == "There is no copy yet."
