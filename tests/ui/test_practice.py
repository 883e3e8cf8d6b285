"""Latihan in the window: the page, a session by keys alone, feedback, end, studying again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.attempt import Chosen
from ethics_desktop.domain.bank import Item, Level, Principle, SjtItem, kind_of
from ethics_desktop.domain.certainty import Certainty, calibration_table
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.practice import PracticeFilter, PracticeKind
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.domain.records import StoredItem
from ethics_desktop.services.practice import PracticeOverview
from ethics_desktop.services.practice_cards import Enrolled, Leech
from ethics_desktop.services.practice_session import Feedback, PracticeSession
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.practice import PracticeData, PracticePage
from ethics_desktop.ui.pages.practice_end import PracticeEndPage
from ethics_desktop.ui.pages.practice_run import PracticeRunPage
from ethics_desktop.ui.pages.relearn import RelearnPage
from ethics_desktop.ui.widgets import practice_text
from ethics_desktop.ui.widgets.item_review import ItemReview
from tests.builders import best_answer, form_item, one_of_each_kind, poor_answer, shipped_items
from tests.fakes import FakePracticeStore, practice_session
from tests.ui.layouts import faults, settle
from tests.worlds import HandClock

MakeContext = Callable[..., UiContext]
MODULES = tuple((str(n), f"{n}. Nilai-Nilai Dasar Pelayanan Publik") for n in range(1, 7))


def title(framework: str, code: str) -> str:
    return f"{framework} {code}".strip()


def of_kind(kind: str) -> Item:
    return next(item for item in shipped_items() if kind_of(item) == kind)


def overview(counts: DayCounts, **changes: object) -> PracticeOverview:
    given: dict[str, object] = {
        "remembered": None,
        "next_in": None,
        "items": 40,
        "calibration": calibration_table([]),
    }
    return PracticeOverview(counts=counts, **{**given, **changes})  # type: ignore[arg-type]


def data(shown: PracticeOverview, **changes: object) -> PracticeData:
    given: dict[str, object] = {
        "modules": MODULES,
        "size": 10,
        "wish": PracticeFilter(),
        "matching": 38,
    }
    return PracticeData(shown, **{**given, **changes})  # type: ignore[arg-type]


def show(qtbot: QtBot, made: QWidget, size: tuple[int, int] = (1180, 740)) -> None:
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    settle()


def page(qtbot: QtBot, context: UiContext, shown: PracticeData) -> PracticePage:
    made = PracticePage(context)
    made.refresh(shown)
    show(qtbot, made)
    return made


def run_page(
    qtbot: QtBot, context: UiContext, session: PracticeSession, ask: bool = True
) -> PracticeRunPage:
    made = PracticeRunPage(context, session, title, ask)
    show(qtbot, made)
    with qtbot.waitActive(made):
        made.activateWindow()
    made.enter()
    return made


def texts(made: QWidget) -> str:
    return "\n".join(each.text() for each in made.findChildren(QLabel) if each.isVisible())


def press(made: QWidget, name: str) -> QPushButton:
    found = [b for b in made.findChildren(QPushButton) if b.isVisible() and b.text() == name]
    assert len(found) == 1, (name, [b.text() for b in made.findChildren(QPushButton)])
    assert found[0].accessibleName() == name
    return found[0]


def answered(
    session: PracticeSession, clock: HandClock, good: bool, sure: bool = False
) -> Feedback:
    session.open()
    clock.pass_time(30)
    item = session.form_item.item
    given = best_answer(item) if good else poor_answer(item)
    return session.answer(given, Certainty.SURE if sure else None)


# --- the page ---------------------------------------------------------------------------------


def test_cards_of_today_are_offered_first(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, data(overview(DayCounts(due=12), remembered=8)))
    shown = texts(made)
    assert "Hari ini 12 kartu, ± 7 menit" in shown
    assert "Perkiraan: 8 dari 10 hal ini masih Anda ingat." in shown
    with qtbot.waitSignal(made.today_requested):
        press(made, "Mulai kartu hari ini").click()
    assert made.start.property("role") == ""


def test_a_backlog_is_told_without_reproach(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, data(overview(DayCounts(due=53))))
    assert "Mulai dari 20 yang paling segar; sisanya menyusul." in texts(made)


@pytest.mark.parametrize(
    ("counts", "next_in", "said"),
    [
        (DayCounts(), None, "Fakta dan aturan yang Anda jawab keliru atau ragu kembali di sini"),
        (DayCounts(), 3, "Tidak ada kartu untuk hari ini. Berikutnya 3 hari lagi."),
        (DayCounts(done=4), 1, "Kartu hari ini selesai. Berikutnya besok."),
        (DayCounts(due=9, done=20), None, "Cukup untuk hari ini. Sisanya menyusul besok."),
    ],
)
def test_a_day_without_cards(
    qtbot: QtBot, context: UiContext, counts: DayCounts, next_in: int | None, said: str
) -> None:
    made = page(qtbot, context, data(overview(counts, next_in=next_in)))
    assert said in texts(made)
    assert made.start.property("role") == "primary"


def test_no_word_of_an_algorithm_on_any_practice_text(context: UiContext) -> None:
    words = (
        "fsrs elo theta stabil difficulty stability retrievab retensi streak algoritm leech "
        "interval"
    ).split()
    for text in context.tr._catalogue._catalog.values():  # type: ignore[attr-defined]
        if "kartu" in str(text).casefold():
            assert not [word for word in words if word in str(text).casefold()], text


def test_filters_are_told_and_the_number_of_items_follows(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, data(overview(DayCounts())))
    assert made.matching.text() == "38 soal cocok."
    with qtbot.waitSignal(made.wish_changed) as told:
        made.principle.setCurrentIndex(2)
        made.principle.activated.emit(2)
    assert told.args == [10, PracticeFilter(principle=Principle.KEADILAN)]
    made.module.setCurrentIndex(3)
    made.level.setCurrentIndex(1)
    made.weak.click()
    made.sizes[20].click()
    wish = PracticeFilter(Principle.KEADILAN, "3", Level.DASAR, True)
    assert (made.wanted_size, made.wish) == (20, wish)
    with qtbot.waitSignal(made.free_requested) as asked:
        press(made, "Mulai latihan").click()
    assert asked.args == [20, wish]
    made.show_matching(0)
    assert not made.start.isEnabled()
    assert "Kurangi saringannya" in made.matching.text()


def test_what_was_chosen_is_shown_again(qtbot: QtBot, context: UiContext) -> None:
    wish = PracticeFilter(Principle.TRANSPARANSI, "5", Level.LANJUT, True)
    made = page(qtbot, context, data(overview(DayCounts()), size=5, wish=wish))
    assert (made.wanted_size, made.wish) == (5, wish)
    assert [b.text() for b in made.findChildren(QRadioButton)] == ["5 soal", "10 soal", "20 soal"]


def test_what_rests_is_offered_for_study(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, data(overview(DayCounts(resting=2))))
    assert "2 hal berulang kali terlewat" in texts(made)
    with qtbot.waitSignal(made.study_requested):
        press(made, "Pelajari lagi").click()


def test_calibration_is_told_in_words(qtbot: QtBot, context: UiContext) -> None:
    table = calibration_table([(3, 6, 10), (2, 3, 4)])
    made = page(qtbot, context, data(overview(DayCounts(), calibration=table)))
    shown = texts(made)
    assert "Yakin: 6 dari 10 jawaban benar; terlalu yakin dibanding jawabannya." in shown
    assert "Cukup: 3 dari 4 jawaban benar; perlu sedikitnya 10 jawaban." in shown
    assert "Ragu: belum ada jawaban." in shown
    thin = overview(DayCounts(), calibration=calibration_table([(2, 3, 4)]))
    made.refresh(data(thin))
    settle()
    assert "Seberapa tepat" not in texts(made)


def test_without_items_the_library_is_offered(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, data(overview(DayCounts(), items=0), matching=0))
    with qtbot.waitSignal(made.library_requested):
        press(made, "Buka Pustaka").click()
    assert not made.start.isVisible()


# --- a session --------------------------------------------------------------------------------


def test_a_session_by_keys_alone(qtbot: QtBot, context: UiContext) -> None:
    clock, store = HandClock(), FakePracticeStore()
    items = [of_kind("sjt"), of_kind("single")]
    session = practice_session(items, clock, store)
    made = run_page(qtbot, context, session)
    assert made.view.stem.hasFocus()
    assert not made.go.isEnabled()
    qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Return)  # nothing to check yet
    assert store.entries == []
    clock.pass_time(30)
    qtbot.keyClick(made.focusWidget(), Qt.Key.Key_2)
    qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Return)
    assert len(store.entries) == 1
    assert store.entries[0].answer == Chosen(session.form_item.display_order[1])
    assert made.findChild(ItemReview) is not None
    assert made.go.text() == "Lanjut"
    qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Return)
    assert session.position == 2 and made.view.stem.hasFocus()
    clock.pass_time(30)
    qtbot.keyClick(made.focusWidget(), Qt.Key.Key_A)
    qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Return)
    while not session.last:  # a missed card is asked once more
        qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Return)
        clock.pass_time(30)
        qtbot.keyClick(made.focusWidget(), Qt.Key.Key_A)
        qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Return)
    assert made.go.text() == "Selesai"
    with qtbot.waitSignal(made.finished):
        qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Return)


def test_reasons_are_shown_only_once_the_answer_is_stored(qtbot: QtBot, context: UiContext) -> None:
    store = FakePracticeStore()
    store.broken = StorageError("disk_full", path="x")
    item = of_kind("sjt")
    assert isinstance(item, SjtItem)
    made = run_page(qtbot, context, practice_session([item], HandClock(), store))
    qtbot.keyClick(made.view.stem, Qt.Key.Key_1)
    press(made, "Periksa jawaban").click()
    assert made.findChild(ItemReview) is None
    assert "Ruang disk habis" in made.banner.text and made.unsaved()
    store.broken = None
    press(made, "Coba simpan lagi").click()
    assert made.findChild(ItemReview) is not None and not made.unsaved()
    shown = texts(made)
    for option in item.options:
        assert option.reason in shown


@pytest.mark.parametrize("item", one_of_each_kind(), ids=kind_of)
def test_every_kind_can_be_practised(qtbot: QtBot, context: UiContext, item: Item) -> None:
    clock = HandClock()
    made = run_page(qtbot, context, practice_session([item], clock))
    clock.pass_time(30)
    made._answered(best_answer(item))
    press(made, "Periksa jawaban").click()
    assert "✓ Jawaban Anda paling tepat." in texts(made)


def test_typed_answers_are_checked_at_once(qtbot: QtBot, context: UiContext) -> None:
    store = FakePracticeStore()
    made = run_page(qtbot, context, practice_session([of_kind("short")], HandClock(), store))
    field = made.view.findChild(QLineEdit)
    qtbot.keyClicks(field, "tidak tahu")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(store.entries) == 1


def test_certainty_is_optional_and_can_be_switched_off(qtbot: QtBot, context: UiContext) -> None:
    store = FakePracticeStore()
    items = [of_kind("sjt"), shipped_items()[5]]
    made = run_page(qtbot, context, practice_session(items, HandClock(), store))
    assert [b.text() for b in made.certainty.levels.values()] == ["Ragu", "Cukup", "Yakin"]
    assert not any(b.isChecked() for b in made.certainty.levels.values())
    made.certainty.levels[Certainty.SURE].click()
    qtbot.keyClick(made.view.stem, Qt.Key.Key_1)
    made.go_on()
    assert store.entries[0].certainty is Certainty.SURE
    made.go_on()
    assert made.certainty.certainty is None
    with qtbot.waitSignal(made.certainty_off):
        press(made, "Jangan tanyakan lagi").click()
    assert not made.certainty.isVisible()
    qtbot.keyClick(made.view.stem, Qt.Key.Key_1)
    made.go_on()
    assert store.entries[1].certainty is None


def test_who_is_not_asked_sees_no_question(qtbot: QtBot, context: UiContext) -> None:
    made = run_page(qtbot, context, practice_session([of_kind("sjt")], HandClock()), ask=False)
    assert not made.certainty.isVisible()


def test_sure_but_wrong_is_told_with_the_day_it_comes_back(
    qtbot: QtBot, context: UiContext
) -> None:
    clock = HandClock()
    item = of_kind("sjt")
    made = run_page(qtbot, context, practice_session([item], clock))
    clock.pass_time(30)
    made._answered(poor_answer(item))
    made.certainty.levels[Certainty.SURE].click()
    made.go_on()
    shown = texts(made)
    assert "! Anda yakin, tetapi ada jawaban yang lebih tepat." in shown
    assert "Muncul lagi besok." in shown


def test_a_leech_is_explained_and_leads_to_its_matter(qtbot: QtBot, context: UiContext) -> None:
    clock, store = HandClock(), FakePracticeStore()
    item = of_kind("single")
    for _ in range(3):
        answered(practice_session([item], clock, store), clock, good=False)
        clock.pass_time(9 * 86_400)
    made = run_page(qtbot, context, practice_session([item], clock, store))
    clock.pass_time(30)
    made._answered(poor_answer(item))
    made.go_on()
    assert made.banner.text.startswith("Mari pelajari lagi dari awal.")
    with qtbot.waitSignal(made.study_requested):
        press(made, "Pelajari lagi").click()
    assert made.session.last  # it is not asked once more


def test_a_hint_is_shown_when_asked_for(qtbot: QtBot, context: UiContext) -> None:
    import msgspec

    store = FakePracticeStore()
    item = msgspec.structs.replace(of_kind("single"), hint="Lihat batas waktunya.")
    made = run_page(qtbot, context, practice_session([item], HandClock(), store))
    assert "Lihat batas waktunya." not in texts(made)
    press(made, "Tampilkan petunjuk").click()
    assert "Lihat batas waktunya." in texts(made)
    qtbot.keyClick(made.view.stem, Qt.Key.Key_1)
    made.go_on()
    assert store.entries[0].hint


def test_stopping_before_and_after_an_answer(qtbot: QtBot, context: UiContext) -> None:
    clock = HandClock()
    items = [of_kind("sjt"), of_kind("single")]
    made = run_page(qtbot, context, practice_session(items, clock))
    with qtbot.waitSignal(made.left):
        made.go_back()
    answered(made.session, clock, good=True)
    with qtbot.waitSignal(made.finished):
        press(made, "Berhenti dulu").click()


def test_a_page_built_anew_keeps_draft_and_feedback(
    qtbot: QtBot, context: UiContext, make_context: MakeContext
) -> None:
    clock = HandClock()
    session = practice_session([of_kind("sjt")], clock)
    first = run_page(qtbot, context, session)
    qtbot.keyClick(first.view.stem, Qt.Key.Key_3)
    first.certainty.levels[Certainty.DOUBT].click()
    again = run_page(qtbot, make_context(theme="dark", text_percent=150), session)
    assert again.certainty.certainty is Certainty.DOUBT
    assert again.view.findChildren(QRadioButton)[2].isChecked()
    clock.pass_time(30)
    again.go_on()
    third = run_page(qtbot, context, session)
    assert third.findChild(ItemReview) is not None


def test_time_stops_while_another_page_is_on_top(qtbot: QtBot, context: UiContext) -> None:
    clock = HandClock()
    session = practice_session([of_kind("sjt")], clock)
    made = run_page(qtbot, context, session)
    clock.pass_time(10)
    made.leave()
    clock.pass_time(500)
    made.enter()
    clock.pass_time(5)
    made._answered(best_answer(session.form_item.item))
    made.go_on()
    assert session.results[0].result.seen_ms == 15_000


# --- end, study -------------------------------------------------------------------------------


def end_page(qtbot: QtBot, context: UiContext) -> PracticeEndPage:
    clock = HandClock()
    items = [of_kind("sjt"), of_kind("single"), of_kind("truefalse")]
    session = practice_session(items, clock)
    answered(session, clock, good=False, sure=True)
    session.next()
    answered(session, clock, good=False)
    session.next()
    answered(session, clock, good=True)
    while session.next():
        answered(session, clock, good=True)
    made = PracticeEndPage(context, session.results, "Berikutnya besok.", title)
    show(qtbot, made)
    return made


def test_the_end_counts_first_answers_and_names_what_to_read(
    qtbot: QtBot, context: UiContext
) -> None:
    made = end_page(qtbot, context)
    shown = texts(made)
    assert shown.startswith("1 dari 3 soal dijawab dengan pilihan terbaik.")
    assert shown.index("Yakin tetapi keliru") < shown.index("Layak dibaca lagi")
    opened = [b for b in made.findChildren(QPushButton) if b.text() == "Lihat pembahasan"]
    assert len(opened) == 2
    opened[0].click()
    settle()
    assert faults(made) == []
    with qtbot.waitSignal(made.again_requested):
        press(made, "Latihan lagi").click()
    with qtbot.waitSignal(made.home_requested):
        press(made, "Ke Beranda").click()


@pytest.mark.parametrize("item", one_of_each_kind(), ids=kind_of)
def test_studying_again_shows_the_matter_and_no_answer(
    qtbot: QtBot, context: UiContext, item: Item
) -> None:
    drawn = form_item(1, item)
    stored = StoredItem(item, drawn.bank_id, drawn.bank_version, drawn.item_hash)
    made = RelearnPage(context, title)
    show(qtbot, made)
    made.refresh([Leech("item:x", stored, 4)])
    settle()
    shown = texts(made)
    assert (
        "Pilihan Anda" not in shown and "Jawaban Anda" not in shown and "Urutan Anda" not in shown
    )
    assert "Dasar hukum" in shown or not item.meta.references
    assert faults(made) == []
    with qtbot.waitSignal(made.relearn_requested) as told:
        press(made, "Sudah saya pelajari, mulai lagi").click()
    assert told.args == ["item:x"]
    made.refresh([])
    assert "Semuanya sudah kembali menjadi kartu." in texts(made)
    with qtbot.waitSignal(made.back_requested):
        press(made, "Kembali ke latihan").click()


# --- looks and words --------------------------------------------------------------------------


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640)])
def test_nothing_is_cut_or_overlaps(
    qtbot: QtBot, make_context: MakeContext, percent: int, size: tuple[int, int]
) -> None:
    context = make_context(text_percent=percent)
    table = calibration_table([(3, 6, 10), (2, 3, 4)])
    listed = PracticePage(context)
    listed.refresh(data(overview(DayCounts(due=53, resting=2), remembered=8, calibration=table)))
    show(qtbot, listed, (size[0] - 190 - 150 * (percent == 200), size[1]))
    assert faults(listed) == []
    for kind in (QComboBox, QPushButton, QLabel):
        for each in listed.findChildren(kind):
            right = each.mapTo(listed, each.rect().bottomRight()).x()
            assert not each.isVisible() or right < listed.width(), each
    clock = HandClock()
    item = of_kind("sjt")
    made = PracticeRunPage(context, practice_session([item], clock), title)
    show(qtbot, made, size)
    assert scrolled_faults(made) == []
    clock.pass_time(30)
    made._answered(poor_answer(item))
    made.go_on()
    settle()
    assert scrolled_faults(made) == []


def scrolled_faults(made: PracticeRunPage) -> list[str]:
    """Return what is cut in the part that scrolls; options paint their own rows."""
    inside = made.area.widget()
    return [fault for fault in faults(inside) if "RadioOption" not in fault]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "hari ini"),
        (1, "besok"),
        (2, "2 hari lagi"),
        (6, "6 hari lagi"),
        (7, "sekitar 1 minggu lagi"),
        (13, "sekitar 2 minggu lagi"),
        (46, "sekitar 7 minggu lagi"),
        (61, "sekitar 2 bulan lagi"),
        (180, "sekitar 6 bulan lagi"),
    ],
)
def test_dates_in_words(context: UiContext, days: int, said: str) -> None:
    assert practice_text.in_days(days, context.tr) == said


def test_what_became_of_a_result(context: UiContext) -> None:
    told = Enrolled(cards=3, returns=1, known=2, reserved=4)
    assert practice_text.enrolled_text(told, context.tr) == (
        "3 soal menjadi kartu. 1 soal situasi muncul lagi besok. 2 soal sudah ada di latihan. "
        "4 soal khusus asesmen tidak ikut."
    )
    assert "tidak ada yang keliru" in practice_text.enrolled_text(Enrolled(), context.tr)


def test_help_tells_about_practice(qtbot: QtBot, context: UiContext) -> None:
    from ethics_desktop.ui.help import topic_lines

    heading, told = topic_lines(PracticePage.help_topic, context.tr)
    assert heading == "Latihan" and "kembali besok" in told[0]
    assert PracticeRunPage.help_topic == RelearnPage.help_topic == PracticePage.help_topic


def test_titles_of_sessions(context: UiContext) -> None:
    assert [practice_text.session_title(kind, context.tr) for kind in PracticeKind] == [
        "Latihan",
        "Kartu hari ini",
        "Satu dilema sehari",
    ]


def test_snippets_end_at_a_word() -> None:
    assert practice_text.snippet("Satu\n\ndua") == "Satu dua"
    long = practice_text.snippet("kata " * 60)
    assert long.endswith("kata …") and len(long) <= 92
