"""What the tour does in the window: press what a person would press, and take pictures."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from ethics_desktop.domain.attempt import (
    Answer,
    Chosen,
    FormItem,
    Judged,
    Matched,
    Ordered,
    Ticked,
    Written,
)
from ethics_desktop.domain.bank import (
    MatchItem,
    MultipleItem,
    OrderItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
    kind_of,
)
from ethics_desktop.ui.desk import Desk
from tools.tour_private import keep_a_journal

PATIENCE_MS = 20_000
W = TypeVar("W", bound=QWidget)


START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


class GuidedClock:
    """A clock that the guide moves, so that a tour takes seconds and shows the same times."""

    def __init__(self, start: datetime) -> None:
        self._wall = start
        self._mono = 0.0

    def now(self) -> datetime:
        """Return the wall time."""
        return self._wall

    def monotonic(self) -> float:
        """Return the monotonic time, seconds."""
        return self._mono

    def second(self) -> None:
        """Let one second pass."""
        self._wall += timedelta(seconds=1)
        self._mono += 1.0

    def day(self) -> None:
        """Let one day pass."""
        self._wall += timedelta(days=1)
        self._mono += 86_400.0


class Guide:
    """Drives one window.

    Args:
        desk: the running program.
        clock: its clock.
        look: first part of the pictures' names.
        size: of the window, in pixels.
        out: folder of the pictures.
        failures: gets what went wrong.
    """

    def __init__(
        self,
        desk: Desk,
        clock: GuidedClock,
        look: str,
        size: tuple[int, int],
        out: Path,
        failures: list[BaseException],
    ) -> None:
        self.desk = self._desk = desk
        self.window = self._window = desk.window
        self._clock = clock
        self._look = look
        self._out = out
        self._failures = failures
        self._numbers: dict[str, int] = {}
        self._window.resize(*size)
        self._en = desk.context.tr.language == "en"

    def begin(self, steps: Callable[[], None]) -> None:
        """Run ``steps`` once the window lives; then close it."""

        def run() -> None:
            try:
                steps()
            except Exception as failure:  # told by the caller, with the picture of the moment
                traceback.print_exc()
                self._failures.append(failure)
                self.picture("99-galat")
            self._window.close()

        QTimer.singleShot(0, self._window, run)

    # --- the two stages --------------------------------------------------------------------

    def until_the_power_fails(self) -> None:
        """First start, choose a form, answer, doubt; then the process kills itself."""
        self.wait_for(lambda: self.find(QAbstractButton, "start") is not None)
        self.picture("01-beranda-pertama")
        nickname = self.find(QLineEdit, "nickname")
        assert nickname is not None
        QTest.keyClicks(nickname, "Sari")
        QTest.keyClick(nickname, Qt.Key.Key_Return)
        self.settle()
        self.press("Asesmen", "Assessment")
        self.wait_for(lambda: self.button("Mulai", "Start") is not None)
        self.picture("02-pilih-asesmen")
        self._desk.start_assessment("simulasi-etika", True)
        self.settle()
        shown: set[str] = set()
        for number in range(1, 31):
            entry = self.current()
            kind = kind_of(entry.item)
            if kind not in shown:
                shown.add(kind)
                self.picture(f"03-soal-{kind}")
            if number == 3:
                self.press("Lewatkan soal ini", "Skip this item")
                continue
            self.answer(entry)
            if number in (2, 5):
                self.press("Ragu-ragu", "In doubt")
            if number == 6:
                self.picture("04-terjawab-dan-ragu")
            if number == 8 and len(shown) > 1:
                self.picture("05-sebelum-listrik-padam")
            if number == 30:
                os.kill(os.getpid(), signal.SIGKILL)
            self.press("Simpan dan lanjutkan", "Save and go on")

    def after_the_crash(self) -> None:
        """Go on, finish, read result and review, look at the other pages and settings."""
        self.wait_for(lambda: self.button("Lanjutkan", "Continue") is not None)
        self.picture("06-beranda-lanjutkan")
        self.press("Lanjutkan", "Continue")
        self.picture("07-dilanjutkan")
        for _ in range(15):
            self.answer(self.current())
            self.press("Simpan dan lanjutkan", "Save and go on")
        self.press("Selesai", "Finish")
        self.picture("08-sebelum-selesai")
        self.press("Ya, selesai", "Yes, finish")
        self.wait_for(lambda: self.button("Lihat pembahasan", "See the explanations") is not None)
        self.picture("09-hasil")
        self.scroll_down()
        self.picture("10-hasil-bawah")
        self.press("Lihat pembahasan", "See the explanations")
        self.picture("11-pembahasan")
        self.scroll_down()
        self.picture("12-pembahasan-bawah")
        for indonesian, english, name in (
            ("Beranda", "Home", "13-beranda"),
            ("Kemajuan", "Progress", "14-kemajuan"),
            ("Pustaka", "Library", "15-pustaka"),
            ("Pengaturan", "Settings", "16-pengaturan"),
        ):
            self.press(indonesian, english)
            self.picture(name)
        self.scroll_down()
        self.picture("17-pengaturan-bawah")
        self.play_a_story()
        keep_a_journal(self)
        self.practise()
        self.look_at_progress()

    def look_at_progress(self) -> None:
        """Go through the parts of Kemajuan, to the last question before erasing."""
        self.press("Kemajuan", "Progress")
        self.scroll_to("Langkah berikut", "Next step")
        self.picture("70-kemajuan-langkah")
        self.scroll_to("Tren per minggu", "Trend by week")
        self.picture("71-kemajuan-tren")
        for indonesian, english, name in (
            ("Nilai dan modul", "Values and modules", "72-nilai-dan-modul"),
            ("Yakin tetapi keliru", "Sure but wrong", "73-yakin-keliru"),
            ("Riwayat", "History", "74-riwayat"),
            ("Data saya", "My data", "75-data-saya"),
        ):
            self.press(indonesian, english)
            self.picture(name)
        self.press("Hapus jejak saya…", "Erase my traces…")
        self.picture("76-hapus-jejak")
        self.press("Batal", "Cancel")

    def practise(self) -> None:
        """Practise some items, all of them missed surely; look at the cards of the next day."""
        self.press("Latihan", "Practice")
        self.picture("50-latihan")
        self.press("Mulai latihan", "Start practising")
        self.picture("51-latihan-soal")
        for number in range(4):
            page = self._window.flow
            for _ in range(40):
                self._clock.second()
            page._answered(_poor(page.session.form_item))  # type: ignore[union-attr]
            self.press("Yakin", "Sure")
            if number == 0:
                self.picture("52-latihan-yakin")
            self.press("Periksa jawaban", "Check the answer")
            if number == 0:
                self.picture("53-latihan-alasan")
            self.press("Lanjut", "Go on")
        self.press("Berhenti dulu", "Stop here")
        self.picture("54-latihan-akhir")
        self._clock.day()
        self.press("Ke Beranda", "Go to Home")
        self.picture("55-beranda-kartu")
        self.press("Mulai kartu hari ini", "Start today's cards")
        self.picture("56-kartu-hari-ini")
        self.press("Berhenti dulu", "Stop here")

    def trainers_way(self) -> None:
        """Import, check and hand out banks; needs nothing of what happened before."""
        from tools.tour_banks import show_banks

        self.wait_for(lambda: bool(self._window.current_key))
        with (
            tempfile.TemporaryDirectory(prefix="cermin-tour-files-") as folder,
            contextlib.chdir(folder),  # so that pictures show no path of this machine
        ):
            show_banks(self, Path("."))

    def play_a_story(self) -> None:
        """Play a scenario to its end, look at debrief and map, repeat from a fork, leave."""
        self.press("Skenario", "Scenarios")
        self.wait_for(lambda: self.button("Mainkan", "Play") is not None)
        self.picture("18-skenario")
        self.press("Mainkan", "Play")
        self.picture("19-bermain")
        play = self._window.flow.play  # type: ignore[union-attr]
        for number in range(1, 20):
            if play.ended:
                break
            for _ in range(40):
                self._clock.second()
            self.type_key("2" if number < 3 else "1")
            self.settle()
            if number == 1:
                self.picture("20-akibat-bergerak")
        self.picture("21-akhir-cerita")
        self.press("Lanjut ke pembahasan", "Go on to the debrief")
        self.picture("22-pembahasan-cerita")
        self.scroll_down()
        self.picture("23-titik-balik")
        self.scroll_to("Dalam angka", "In figures")
        self.picture("24-mutu-keputusan")
        self.scroll_to("Peta jalan cerita", "Map of the paths")
        self.picture("25-peta")
        self.press("Tampilkan sebagai tabel", "Show as a table", last=True)
        self.scroll_to("Peta jalan cerita", "Map of the paths")
        self.scroll_down()
        self.picture("26-peta-tabel")
        again = self.button("Ulangi dari titik balik", "Repeat from the turning point")
        if again is not None:
            again.click()
            self.picture("27-ulangi")
            self.press("Kembali nanti", "Come back later")
        self.press("Skenario", "Scenarios")
        self.picture("28-skenario-sesudah")
        self.press("Beranda", "Home")
        self.picture("29-beranda-cerita")

    # --- hands -----------------------------------------------------------------------------

    def answer(self, entry: FormItem) -> None:
        """Read for a while, then answer the item on the screen as its kind asks."""
        for _ in range(25 + len(entry.item.stem) // 20):
            self._clock.second()
            self._window.flow.sitting.tick()  # type: ignore[union-attr]
        match kind_of(entry.item):
            case "multiple":
                for letter in ("A", "C"):
                    self.type_key(letter)
            case "match":
                boxes = [b for b in self._window.findChildren(QComboBox) if b.isVisible()]
                for number, box in enumerate(boxes, 1):
                    box.setFocus()
                    QTest.keyClick(box, Qt.Key(ord("A") + number - 1))
            case "order":
                self.press("Urutan ini sudah tepat", "This order is right")
            case "short":
                fields = [f for f in self._window.findChildren(QLineEdit) if f.isVisible()]
                QTest.keyClicks(fields[0], "uji konsekuensi")
                QTest.keyClick(fields[0], Qt.Key.Key_Tab)
            case "sjt" if entry.position % 3:
                self.choose_best(entry)
            case _:
                self.type_key("B")
        self.settle()

    def choose_best(self, entry: FormItem) -> None:
        """Choose the option with the highest weight."""
        assert isinstance(entry.item, SjtItem)
        best = max(entry.item.options, key=lambda option: option.weight).id
        self.type_key("ABCDE"[entry.display_order.index(best)])

    def current(self) -> FormItem:
        """Return the item on the screen."""
        sitting = self._window.flow.sitting  # type: ignore[union-attr]
        return sitting.form_items[sitting.position - 1]  # type: ignore[no-any-return]

    def type_key(self, letter: str) -> None:
        """Type one letter into the page."""
        target = self._window.focusWidget() or self._window  # type: ignore[truthy-bool]
        if isinstance(target, (QLineEdit, QComboBox)):
            target = self._window.flow or self._window
            target.setFocus()
        QTest.keyClick(target, Qt.Key(ord(letter)))

    def press(self, indonesian: str, english: str, last: bool = False) -> None:
        """Press the first or last visible button of that name."""
        self.wait_for(lambda: self.button(indonesian, english) is not None)
        button = self.button(indonesian, english, last)
        assert button is not None
        button.setFocus(Qt.FocusReason.MouseFocusReason)
        button.click()
        self.settle()

    def button(self, indonesian: str, english: str, last: bool = False) -> QAbstractButton | None:
        """Return the first or last visible, enabled button of that name."""
        name = english if self._en else indonesian
        found = [
            button
            for button in self._window.findChildren(QAbstractButton)
            if button.isVisible() and button.isEnabled() and button.accessibleName() == name
        ]
        return found[-1 if last else 0] if found else None

    def scroll_to(self, indonesian: str, english: str) -> None:
        """Scroll the page so that the last label of that text stands at the top."""
        from PySide6.QtWidgets import QLabel, QScrollArea

        name = english if self._en else indonesian
        labels = [label for label in self._window.findChildren(QLabel) if label.text() == name]
        for area in self._window.findChildren(QScrollArea) if labels else ():
            inner = area.widget()
            if inner is not None and area.isVisible() and inner.isAncestorOf(labels[-1]):
                top = labels[-1].mapTo(inner, labels[-1].rect().topLeft()).y()
                area.verticalScrollBar().setValue(top - 8)
        self.settle()

    def find(self, kind: type[QWidget], name: str) -> QWidget | None:
        """Return the visible widget with that object name."""
        found = [one for one in self._window.findChildren(kind, name) if one.isVisible()]
        return found[0] if found else None

    def named(self, kind: type[W], name: str) -> W:
        """Return the widget with that object name, shown or not; it must be there."""
        found = self._window.findChildren(kind, name)
        assert found, name
        return found[-1]

    def show(self, target: QWidget, above: int = 80) -> None:
        """Scroll its page so that a widget is seen, ``above`` pixels below the top."""
        from PySide6.QtWidgets import QScrollArea

        self.settle()
        for area in self._window.findChildren(QScrollArea):
            inner = area.widget()
            if inner is not None and area.isVisible() and inner.isAncestorOf(target):
                area.verticalScrollBar().setValue(target.mapTo(inner, QPoint(0, 0)).y() - above)
        self.settle()

    def scroll_down(self) -> None:
        """Scroll the page that is shown by one screen."""
        from PySide6.QtWidgets import QScrollArea

        for area in self._window.findChildren(QScrollArea):
            bar = area.verticalScrollBar()
            if area.isVisible() and bar.maximum() > 0 and area.accessibleName() != "":
                bar.setValue(min(bar.maximum(), bar.value() + bar.pageStep()))
        self.settle()

    def picture(self, name: str) -> None:
        """Write a picture of the window."""
        self.settle()
        self._window.grab().save(str(self._out / f"{self._look}-{name}.png"))

    def settle(self) -> None:
        """Let the window do what it has pending."""
        for _ in range(5):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Let the window work until ``ready``."""
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not ready():
            if deadline.hasExpired():
                raise TimeoutError("the window did not get there")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def _poor(entry: FormItem) -> Answer:
    """Return an answer that misses the point."""
    match entry.item:
        case SjtItem():
            return Chosen(min(entry.item.options, key=lambda option: option.weight).id)
        case SingleItem():
            return Chosen(next(o.id for o in entry.item.options if not o.correct))
        case TrueFalseItem():
            return Judged(not entry.item.answer)
        case OrderItem():
            return Ordered(tuple(o.id for o in sorted(entry.item.options, key=lambda o: -o.rank)))
        case MatchItem():
            return Matched({entry.item.left[0].id: entry.item.right[-1].id})
        case MultipleItem():
            return Ticked((next(o.id for o in entry.item.options if not o.correct),))
    return Written("tidak tahu")
