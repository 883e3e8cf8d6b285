"""What the self-test tries, one part of the program after the other.

A check returns a sentence about what it saw and raises :class:`SelfTestError` (or anything else)
when that is not what a sound copy of the program shows.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop import notices
from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.attempt import Answer, Chosen, Judged, Matched, Ordered, Ticked, Written
from ethics_desktop.domain.bank import (
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
)
from ethics_desktop.domain.pin import Cost
from ethics_desktop.domain.practice import PracticeFilter
from ethics_desktop.domain.review import Reviewer
from ethics_desktop.formats.sealing import new_lock, try_pin
from ethics_desktop.paths import program_folder
from ethics_desktop.services.journal_lock import try_key
from ethics_desktop.settings import AppSettings

if TYPE_CHECKING:
    from ethics_desktop.services.program import Services
    from ethics_desktop.ui.desk import Desk

SHORT_FORM = "asesmen-singkat"
SAMPLE_BANK = "integritas"
#: Files that a package must bring along beside its licences.
LICENCE_FILES = ("LICENSES.txt", "LGPL-3.txt", "GPL-3.txt", "Apache-2.0.txt")


class SelfTestError(Exception):
    """Something is not as in a sound copy of the program."""


def need(condition: object, sentence: str) -> None:
    """Raise :class:`SelfTestError` with the sentence unless the condition holds."""
    if not condition:
        raise SelfTestError(sentence)


class Bench:
    """The open program under test.

    Args:
        desk: the open window.
        program: what it runs on.
        scratch: an empty folder for files.
        gentle: True on a person's data: nothing is answered, played or imported there, and the
            copy that is made is taken away again.
    """

    def __init__(self, desk: Desk, program: Program, scratch: Path, gentle: bool) -> None:
        self._desk = desk
        self._program = program
        self._scratch = scratch
        self._gentle = gentle

    def checks(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield names and what to try; every page of the window comes last but one."""
        yield "texts", self._texts
        yield "banks", self._banks
        yield "form and answer", self._answer
        yield "scenario", self._scenario
        yield "practice", self._practice
        yield "journal", self._journal
        yield "private place", self._sealing
        yield "icons", self._icons
        for name in self._format_ids():
            yield f"format {name}", lambda name=name: self._format(name)  # type: ignore[misc]
        yield "template and quality", self._trainer
        yield "data and copy", self._data
        yield "pages", self._pages
        yield "licences", self._licences

    @property
    def _services(self) -> Services:
        return self._desk.services()

    def _texts(self) -> str:
        for language, word in (("id", "Beranda"), ("en", "Home")):
            tr = self._program.translator(AppSettings(language=language))  # type: ignore[arg-type]
            own = self._program.language
            if own in (None, language):
                need(tr.gettext("Home") == word, f"{language}: {tr.gettext('Home')!r}")
        return "catalogues are there"

    def _banks(self) -> str:
        shipped = sorted(path.parent.name for path in self._program.paths.banks.glob("*/bank.json"))
        need(len(shipped) >= 5, f"only {len(shipped)} banks beside the program")
        library = self._services.library
        held = {bank.id: bank for bank in library.banks()}
        missing = [name for name in shipped if name not in held]
        need(not missing, f"not in the library: {missing}")
        faulty = [
            f"{bank.id}: {finding.code}"
            for bank in held.values()
            for finding in library.every_finding(bank)
            if finding.severity.value == "error"
        ]
        need(not faulty, "; ".join(faulty))
        extra = sorted(set(held) - set(shipped))
        items = sum(bank.items for bank in held.values())
        return f"{len(shipped)} shipped, {items} items, others: {', '.join(extra) or 'none'}"

    def _answer(self) -> str:
        service = self._services.assessment
        if self._gentle:
            offered = [card.blueprint.id for card in service.forms() if card.available]
            need(SHORT_FORM in offered, f"only {offered}")
            return f"{len(offered)} forms can be drawn, {len(service.history())} results"
        sitting = service.start(SHORT_FORM, timed=False)
        attempt = sitting.attempt.id
        try:
            wanted = {}
            for form_item in sitting.form_items:
                answer = answer_for(form_item.item)
                sitting.open(form_item.position)
                sitting.answer(form_item.position, answer)
                wanted[form_item.position] = answer
            sitting.leave()
            again = service.resume(attempt)
            for position, answer in wanted.items():
                need(again.state(position).answer == answer, f"item {position} is not as saved")
            again.leave()
        finally:
            service.discard(attempt)
        return f"{len(wanted)} answers saved and read again"

    def _scenario(self) -> str:
        service = self._services.roleplay
        cards = [card for card in service.cards() if card.playable]
        need(cards, "no scenario can be played")
        if self._gentle:
            return f"{len(cards)} scenarios"
        play = service.start(cards[0].scenario_id)
        decisions = 0
        while not play.ended:
            play.choose(play.offered[0].id)
            decisions += 1
        return f"{len(cards)} scenarios; {cards[0].scenario_id} played in {decisions} decisions"

    def _practice(self) -> str:
        service = self._services.practice
        if self._gentle:
            return f"{service.matching(PracticeFilter())} items"
        session = service.start(3, PracticeFilter())
        session.open()
        session.answer(answer_for(session.form_item.item))
        while not session.last and session.next():
            session.open()
            session.answer(answer_for(session.form_item.item))
        Reviewer(0.9)  # the library behind repetition, which is imported nowhere else by now
        return f"{len(session.results)} items practised; repetition is there"

    def _journal(self) -> str:
        pin = self._services.journal.pin
        made = pin.make("kunci untuk uji")  # the library behind it is imported nowhere else by now
        need(made.lock is not None, "no lock was made")
        key = try_key(made.lock, "kunci untuk uji") if made.lock is not None else None
        need(key is not None, "the right PIN opens nothing")
        return "a PIN seals and opens; nothing of it is stored"

    def _sealing(self) -> str:
        lock, key = new_lock("135790", Cost())
        sealed = key.seal(b"cermin", "uji")
        opened = try_pin(lock, "135790")
        need(opened is not None and opened.open(sealed, "uji") == b"cermin", "not opened again")
        need(try_pin(lock, "135791") is None, "another PIN opens it")
        return "sealed and opened with a PIN"

    def _icons(self) -> str:
        context = self._desk.context
        resources = self._program.paths.resources
        names = sorted(path.stem for path in (resources / "icons").glob("*.svg"))
        need(len(names) >= 20, f"only {len(names)} icons")
        for name in names:
            need(_drawn(context.icons.pixmap(name, "text", 24)), f"{name}.svg draws nothing")
        from PySide6.QtGui import QIcon

        images = sorted((resources / "themes").glob("*/*.svg"))
        images += sorted((resources / "app").glob("*.svg"))
        for image in images:
            # through Qt's plugins, as style sheets load them
            need(_drawn(QIcon(str(image)).pixmap(24, 24)), f"{image.name} is not drawn by Qt")
        need(not self._desk.window.windowIcon().isNull(), "the window has no icon")
        return f"{len(names)} icons, {len(images)} images"

    def _format_ids(self) -> list[str]:
        from ethics_desktop.services.importing import FORMATS

        return [one.id for one in FORMATS if one.reads]

    def _format(self, format_id: str) -> str:
        """Write the sample bank in a format, then read and import what was written."""
        from ethics_desktop.services.importing import FORMATS

        imports = self._services.imports
        chosen = next(one for one in FORMATS if one.id == format_id)
        path = self._scratch / f"uji-{format_id.replace('_', '-')}{chosen.suffixes[0]}"
        if chosen.writes:
            imports.export(SAMPLE_BANK, path, format_id)
        else:
            self._write_table(path)
        preview = imports.read(path)
        need(preview.result.format == format_id, f"recognised as {preview.result.format}")
        need(preview.usable, f"nothing to import: {[f.code for f in preview.findings]}")
        plan = imports.compare(preview)
        if self._gentle:
            return f"{preview.usable} items read"
        if not plan.accepted_by_default:  # the same items again: they are there already
            return f"{preview.usable} items read, {len(plan.entries)} compared"
        bank = imports.apply(plan)
        imports.remove(bank.id)
        return f"{preview.usable} items read, {bank.items} imported and removed"

    def _write_table(self, path: Path) -> None:
        bank = self._services.trainer.bank(SAMPLE_BANK)
        singles = [item for item in bank.items if isinstance(item, SingleItem)]
        need(singles, "the sample bank has no single choice item")
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["Soal", "A", "B", "C", "D", "Kunci"])
            for item in singles:
                texts = [option.text for option in item.options][:4]
                key = next(n for n, option in enumerate(item.options) if option.correct)
                writer.writerow([f"(uji) {item.stem}", *texts, "ABCDE"[key]])

    def _trainer(self) -> str:
        trainer = self._services.trainer
        path = self._scratch / "template.xlsx"
        trainer.write_template(path)
        report = trainer.quality(trainer.bank(SAMPLE_BANK))
        return f"template {path.stat().st_size} bytes, {len(report.findings)} remarks on quality"

    def _data(self) -> str:
        problems = self._program.backups().check()
        need(not problems, str([problem.code for problem in problems]))
        copy = self._program.backups().make()
        need(copy.bytes, "the copy is empty")
        size = copy.bytes
        if self._gentle:
            copy.path.unlink()
        return f"sound; copy of {size} bytes"

    def _pages(self) -> str:
        from PySide6.QtWidgets import QApplication

        window = self._desk.window
        shown = []
        for key in window.page_keys:
            window.show_page(key)
            QApplication.processEvents()
            need(not window.grab().isNull(), f"{key} is not painted")
            banner = window.banner
            bad = banner.isVisible() and banner.kind in ("warn", "bad")
            need(not bad, f"{key}: {banner.text}")
            shown.append(key)
        return ", ".join(shown)

    def _licences(self) -> str:
        parts = notices.third_party()
        need(len(parts) >= 8, f"only {[part.name for part in parts]}")
        folder = program_folder()
        if folder is None:
            return f"{len(parts)} parts (from source: licence files are made by packaging)"
        for name in LICENCE_FILES:
            need((folder / "licenses" / name).is_file(), f"licenses/{name} is missing")
        return f"{len(parts)} parts, licence files are there"


def answer_for(item: Item) -> Answer:
    """Return some answer that the item takes."""
    match item:
        case SingleItem() | SjtItem():
            return Chosen(item.options[0].id)
        case MultipleItem():
            return Ticked((min(option.id for option in item.options),))
        case TrueFalseItem():
            return Judged(True)
        case MatchItem():
            return Matched({item.left[0].id: item.right[0].id})
        case OrderItem():
            return Ordered(tuple(option.id for option in item.options))
        case ShortItem():
            return Written(item.answers[0].text)


def _drawn(pixmap: object) -> bool:
    """Tell whether any pixel of a pixmap can be seen."""
    image = pixmap.toImage()  # type: ignore[attr-defined]
    raw = bytes(memoryview(image.convertToFormat(image.Format.Format_Alpha8).constBits()))
    return any(raw)
