"""Rows copied from a spreadsheet, read without asking anything of the person. Pure.

What is recognised as no row (a heading, a total, the VAT) is left out with a word; what is not an amount stays as
it was typed.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from applications.calls.exclusions import words
from applications.core.money import format_number, parse_amount

Cells = list[str]

MOST_LINES, MOST_COLUMNS, LONGEST_AMOUNT = 1000, 30, 40

DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")
AMERICAN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,2}")
UNIT = re.compile(r"\s*(?:€|eur|euros?)?\s*h\.?\s*t\.?$", re.IGNORECASE)
SHARE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]+)? ?%")
AMOUNT_WORDS = words("montant coût prix HT total somme subvention")
# Headings of amounts that are not the row's cost excluding tax.
OTHER_AMOUNTS = words("TTC TVA PU unitaire taux")
TOTAL_WORDS = words("total totaux général généraux HT TTC TVA dépenses recettes financements montant projet éligible")
HEADER_WORDS = (
    AMOUNT_WORDS
    | OTHER_AMOUNTS
    | words(
        "intitulé désignation libellé dépense poste nature objet description quantité qté hors taxes euros eur "
        "financeur financement cofinanceur organisme origine recette état statut demande précision numéro n no "
        "prévisionnel part pourcentage lot référence réf unité public aide projet plan"
    )
)


@dataclass(frozen=True)
class Line:
    """A row as the form would send it: `cells` by column, none when it was not read; and as it was pasted."""

    cells: dict[str, str]
    text: str


@dataclass(frozen=True)
class Pasted:
    """What a paste holds. `left_out` are headings and totals, `columns` the headings or ranks of unread columns."""

    lines: tuple[Line, ...]
    left_out: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Pasted rows, headings and totals aside. `amount` is the rank of the amounts' column, None when none has any.

    `beyond` is what comes after `MOST_LINES`, read no further: a plan never takes so many.
    """

    rows: tuple[Cells, ...]
    left_out: tuple[str, ...]
    header: Cells
    amount: int | None
    beyond: tuple[Cells, ...] = ()

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    @property
    def unread(self) -> tuple[str, ...]:
        """The other columns of figures: quantities, unit prices, shares, VAT."""
        ranks = (rank for rank in range(self.width) if rank != self.amount and is_figures(self.rows, rank))
        return tuple(cell_of(self.header, rank) or f"colonne {rank + 1}" for rank in ranks)

    def amount_of(self, row: Cells) -> str:
        return "" if self.amount is None else as_typed_amount(cell_of(row, self.amount))

    def names_of(self, row: Cells) -> Cells:
        """The words of a row: all of its cells but the figures."""
        amount = "" if self.amount is None else cell_of(row, self.amount)
        return [cell for cell in row if cell not in {"", amount} and not is_figure(cell)]

    def pasted(self, cells: Callable[[Cells], dict[str, str]]) -> Pasted:
        """Return the rows as lines, `cells` being what the form makes of each."""
        lines = [Line(cells(row), as_text_line(row)) for row in self.rows]
        lines += [Line({}, as_text_line(row)) for row in self.beyond]
        return Pasted(tuple(lines), self.left_out, self.unread)


def read_expenses(text: str) -> Pasted:
    """Return the expenses of a paste: a label, an amount."""
    grid = read_grid(text)
    return grid.pasted(lambda row: {"label": " – ".join(grid.names_of(row)), "amount": grid.amount_of(row)})


def read_grid(text: str) -> Grid:
    """Return the rows of a paste, told from what is no row."""
    rows: list[Cells] = []
    left_out: list[str] = []
    header: Cells = []
    found = cells_of(text)
    for row in found[:MOST_LINES]:
        if not rows and not header and is_header(row):
            header = row
        elif is_total(row):
            left_out.append(in_words(row))
        else:
            rows.append(row)
    if header:
        left_out.insert(0, in_words(header))
    return Grid(tuple(rows), tuple(left_out), header, amount_rank(rows, header), tuple(found[MOST_LINES:]))


def cells_of(text: str) -> list[Cells]:
    """Return the cells of each line that holds something: tabs separate them, else semicolons."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    separator = "\t" if "\t" in text else ";"
    trimmed = ([" ".join(cell.split()) for cell in row[:MOST_COLUMNS]] for row in split(text, separator))
    return [row for row in trimmed if any(row)]


def split(text: str, separator: str) -> list[Cells]:
    """A quoted cell may hold line breaks and the separator, its own quotation marks doubled."""
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True))
    except csv.Error:
        # A quotation mark that nothing closes is no spreadsheet's: it is one of the text's.
        return [line.split(separator) for line in text.split("\n")]


def is_header(row: Cells) -> bool:
    """Tell whether a first row only names its columns."""
    said = [words(cell) for cell in row if cell]
    known = all(word in HEADER_WORDS or word.isdigit() for cell in said for word in cell)
    return known and any(said) and not any(is_figure(cell) for cell in row)


def is_total(row: Cells) -> bool:
    """Tell whether a row adds up others, or is the VAT: « Total HT », « Sous-total lot 1 », « TVA 20 % »."""
    first = next(cell for cell in row if cell)
    said = words(first)
    if {"sou", "total"} <= said:
        return True
    known = all(word in TOTAL_WORDS or word.isdigit() for word in said)
    return known and not said.isdisjoint({"total", "totaux", "tva"})


def amount_rank(rows: Sequence[Cells], header: Cells) -> int | None:
    """Return the rank of the amounts: the column headed so, else the one with the greatest sum, else the last."""
    sums = [column_sum(rows, rank) for rank in range(max((len(row) for row in rows), default=0))]
    said = [words(cell) for cell in header]
    headed = [
        rank
        for rank in range(len(sums))
        if not words(cell_of(header, rank)).isdisjoint(AMOUNT_WORDS)
        and words(cell_of(header, rank)).isdisjoint(OTHER_AMOUNTS)
    ]
    if headed:
        return max(headed, key=lambda rank: ("total" in said[rank], "ht" in said[rank], sums[rank]))
    if any(sums):
        return max(range(len(sums)), key=lambda rank: sums[rank])
    return len(sums) - 1 if len(sums) > 1 else None


def column_sum(rows: Sequence[Cells], rank: int) -> Decimal:
    return sum((amount_in(cell_of(row, rank)) or Decimal(0) for row in rows), Decimal(0))


def is_figures(rows: Sequence[Cells], rank: int) -> bool:
    """Tell whether a column holds figures, in half of its cells at least."""
    cells = [cell_of(row, rank) for row in rows if cell_of(row, rank)]
    return bool(cells) and 2 * sum(is_figure(cell) for cell in cells) >= len(cells)


def is_figure(cell: str) -> bool:
    return amount_in(cell) is not None or SHARE.fullmatch(cell) is not None


def amount_in(cell: str) -> Decimal | None:
    """Return the euros of a cell, None when it is no amount: « 12 500,50 € HT », « 12.500,50 », « 1 234 »."""
    if len(cell) > LONGEST_AMOUNT or not any(sign.isdigit() for sign in cell):
        return None
    bare = UNIT.sub("", cell).removesuffix("€").strip()
    if DOTTED.fullmatch(bare):
        bare = bare.replace(".", "")
    elif AMERICAN.fullmatch(bare):
        bare = bare.replace(",", "")
    try:
        return parse_amount(bare)
    except ValueError:
        return None


def as_typed_amount(cell: str) -> str:
    """Return an amount as the page writes it, and anything else as it was pasted."""
    amount = amount_in(cell)
    return cell if amount is None else format_number(amount, 2)


def cell_of(row: Cells, rank: int) -> str:
    return row[rank] if rank < len(row) else ""


def in_words(row: Cells) -> str:
    return ", ".join(cell for cell in row if cell)


def as_text_line(row: Cells) -> str:
    return "\t".join(row)
