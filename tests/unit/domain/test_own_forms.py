"""Every imported bank gets a form of its own items."""

from __future__ import annotations

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.own_forms import own_form
from ethics_desktop.domain.records import BankSummary, Cell

BANK = BankSummary("kantor", "1.0.0", "Kasus kantor", 30, "/flash/kantor.xlsx", "x")


def cell(items: int, principle: Principle, level: Level, bank: str = "kantor") -> Cell:
    return Cell(bank, principle, level, Pool.LATIHAN, 1, items)


def test_a_form_is_shared_out_as_the_bank_is() -> None:
    form = own_form(
        BANK,
        [
            cell(6, Principle.INTEGRITAS, Level.DASAR),
            cell(3, Principle.INTEGRITAS, Level.LANJUT),
            cell(1, Principle.KEADILAN, Level.DASAR),
            cell(90, Principle.KEADILAN, Level.DASAR, bank="lain"),
        ],
    )
    assert form is not None
    assert (form.id, form.items, form.minutes, form.at_most) == ("bank-kantor", 10, 10, True)
    assert (form.banks, form.pools) == (("kantor",), (Pool.LATIHAN,))
    assert form.principles == {Principle.INTEGRITAS: 9, Principle.KEADILAN: 1}
    assert form.levels == {Level.DASAR: 7, Level.LANJUT: 3}


def test_long_banks_and_names_are_cut_and_empty_ones_have_none() -> None:
    long = BankSummary("k" * 64, "1.0.0", "K", 300, "/x", "x")
    form = own_form(long, [cell(300, Principle.INTEGRITAS, Level.DASAR, bank="k" * 64)])
    assert form is not None and form.items == 20 and len(form.id) == 64
    assert own_form(BANK, [cell(3, Principle.INTEGRITAS, Level.DASAR, bank="lain")]) is None
