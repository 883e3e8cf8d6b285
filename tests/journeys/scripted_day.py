"""A day at the desk in a process of its own: ``python scripted_day.py DATA_FOLDER``.

Prints one JSON object: what was done, what was imported when the first page was painted, and every
call that would have reached out of this machine. The calls are refused, too.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.network_guard import NetworkGuard  # noqa: E402

GUARD = NetworkGuard()
GUARD.install()  # before anything of the program is there

#: Too heavy for the way to the first pixels (``quality.md``, S2), by module.
HEAVY = ("sqlite_utils", "openpyxl", "fsrs", "segno", "cryptography", "nacl", "asyncio")
#: Modules of the private place that the first page does not need.
PRIVATE = tuple(
    f"ethics_desktop.{name}"
    for name in (
        "domain.journal domain.pin domain.copies formats.sealing services.journal"
        " services.journal_lock services.profiles services.places store.journal store.repair"
        " ui.journal_draft ui.pages.journal ui.pages.journal_entry ui.pages.pin ui.pages.profiles"
        " ui.pages.restore ui.pages.settings_data ui.widgets.pin_form ui.widgets.writing"
    ).split()
)
PATIENCE_S = 60.0


def main() -> int:
    """Work through the day; return the exit code."""
    from ethics_desktop import app, bootstrap
    from ethics_desktop.paths import find_paths

    told: dict[str, object] = {"done": []}
    program = bootstrap.build(find_paths(Path(sys.argv[1])))

    def started(desk: object) -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, desk, lambda: Day(desk, told).run())

    code = app.run_window(program, started)
    told["refused"] = GUARD.refused
    print(json.dumps(told))
    return code


class Day:
    """Does what a person does, by the names of the controls."""

    def __init__(self, desk: object, told: dict[str, object]) -> None:
        self._window = desk.window  # type: ignore[attr-defined]
        self._told = told
        self._done: list[str] = told["done"]  # type: ignore[assignment]

    def run(self) -> None:
        """Work; close the window whatever happens."""
        try:
            self._work()
        except Exception:  # not for the program's own box, which would wait for a person
            traceback.print_exc()
        finally:
            self._window.close()

    def _work(self) -> None:
        self._wait(lambda: self._button("Lewati") is not None)
        self._turn()  # let it be painted
        self._told["heavy"] = [name for name in HEAVY if name in sys.modules]
        self._told["private"] = [name for name in PRIVATE if name in sys.modules]
        self._press("Lewati")
        self._press("Mulai asesmen singkat (10 soal, 8 menit)")
        self._wait(lambda: hasattr(self._window.flow, "sitting"))
        self._answer()
        self._press("Selesai")
        self._press("Ya, selesai")
        self._press("Lihat pembahasan")
        self._press("Berikutnya")
        self._press("Kembali ke hasil")
        self._practise()
        for page in ("Kemajuan", "Pustaka", "Asesmen", "Pengaturan"):
            self._press(page)
        self._press("Jurnal")
        self._press("Tulis catatan")
        self._press("Kembali")
        self._press("Pengaturan")
        self._press("Gelap")
        self._press("150 %")
        self._press("Periksa data")
        self._press("Cadangkan sekarang")
        self._press("English")
        self._press("Home")

    def _answer(self) -> None:
        from tests.builders import best_answer

        sitting = self._window.flow.sitting
        for number, entry in enumerate(sitting.form_items, 1):
            sitting.answer(number, best_answer(entry.item))
            self._press("Simpan dan lanjutkan")
        self._press("Kembali mengerjakan")
        self._done.append("answered")

    def _practise(self) -> None:
        from tests.builders import poor_answer

        self._press("Latihan")
        self._press("Mulai latihan")
        page = self._window.flow
        page._answered(poor_answer(page.session.form_item.item))
        self._press("Periksa jawaban")
        self._press("Berhenti dulu")
        self._press("Ke Beranda")

    def _press(self, name: str) -> None:
        self._wait(lambda: self._button(name) is not None)
        self._button(name).click()
        self._done.append(name)
        self._turn()

    def _button(self, name: str):  # type: ignore[no-untyped-def]
        from PySide6.QtWidgets import QAbstractButton

        for made in self._window.findChildren(QAbstractButton):
            if made.isVisible() and made.isEnabled() and made.accessibleName() == name:
                return made
        return None

    def _wait(self, ready) -> None:  # type: ignore[no-untyped-def]
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            if time.monotonic() > deadline:
                raise TimeoutError(f"stuck after {self._done}")
            self._turn()

    def _turn(self) -> None:
        from PySide6.QtCore import QEventLoop
        from PySide6.QtWidgets import QApplication

        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


if __name__ == "__main__":
    raise SystemExit(main())
