"""Tables as files: columns declared once, written as CSV or as XLSX, row by row.

A cell is data: whatever a person typed, no spreadsheet may take it for a formula.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from applications.core.dates import in_paris, paris_day
from applications.core.money import floor_cent

Row = TypeVar("Row")
Cell = str | Decimal | int | date | datetime | None

FORMULA_STARTS = frozenset("=+-@")
CONTROL_STARTS = ("\t", "\r", "\n")
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})

# Excel's own limits: a longer text is refused by XlsxWriter, and would be lost.
MAX_TEXT = 32767
MAX_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

# In characters.
MIN_WIDTH, MAX_WIDTH = 10, 60
PAPER_A4 = 9


class Kind(StrEnum):
    """What a column holds. An amount is in euros; a percent is a fraction, 0.30 for 30 %."""

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    YEAR = "year"
    PERCENT = "percent"


XLSX_FORMATS = {
    Kind.TEXT: "@",
    Kind.AMOUNT: '#,##0.00\u00a0"€"',
    Kind.DATE: "dd/mm/yyyy",
    Kind.DATETIME: "dd/mm/yyyy hh:mm",
    Kind.INTEGER: "#,##0",
    Kind.YEAR: "0",
    Kind.PERCENT: "0.00%",
}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A header, how to read its value from a row (None leaves the cell empty), and what the value is."""

    header: str
    value: Callable[[Row], Cell]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class CsvProfile:
    """How a CSV file is written, for the program that will read it."""

    encoding: str = "utf-8"
    bom: bool = False
    delimiter: str = ","
    decimal_mark: str = "."
    date_format: str = "%Y-%m-%d"
    datetime_format: str = "%Y-%m-%dT%H:%M:%S"
    line_end: str = "\r\n"


# What a French Excel opens with a double click.
EXCEL_FRANCE = CsvProfile(
    bom=True, delimiter=";", decimal_mark=",", date_format="%d/%m/%Y", datetime_format="%d/%m/%Y %H:%M"
)


def csv_lines(columns: Sequence[Column[Row]], rows: Iterable[Row], profile: CsvProfile) -> Iterator[bytes]:
    """Yield the encoded lines one by one, the header first: memory does not grow with the file.

    Raises `ValueError` for an amount finer than the cent: an export never rounds.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=profile.delimiter, lineterminator=profile.line_end)

    def line(cells: Iterable[str]) -> bytes:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue().encode(profile.encoding)

    if profile.bom:
        yield "\ufeff".encode(profile.encoding)
    yield line(harmless(column.header) for column in columns)
    for row in rows:
        yield line(_csv_cell(column.value(row), column.kind, profile) for column in columns)


def csv_bytes(columns: Sequence[Column[Row]], rows: Iterable[Row], profile: CsvProfile) -> bytes:
    """Return the whole CSV file. See `csv_lines`."""
    return b"".join(csv_lines(columns, rows, profile))


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run: it starts with = + - @ or a control.

    Spaces and invisible marks in front are looked through; full-width = + - @ count as the plain ones.
    """
    visible = next((mark for mark in text if unicodedata.category(mark) not in INVISIBLE), "")
    runs = unicodedata.normalize("NFKC", visible)[:1] in FORMULA_STARTS if visible else False
    return f"'{text}" if runs or text.startswith(CONTROL_STARTS) else text


def xlsx_bytes(
    columns: Sequence[Column[Row]], rows: Iterable[Row], title: str, *, created: datetime | None = None
) -> bytes:
    """Return a workbook of one sheet named `title`: real numbers and dates, header frozen and filtered.

    Rows go to a temporary file as they come. With `created`, the same rows always give the same cells and
    properties. Raises `ValueError` for an amount finer than the cent.
    """
    output = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        if created is not None:
            book.set_properties({"created": in_paris(created).replace(tzinfo=None)})
        _write_sheet(book, columns, rows, _sheet_name(title))
    return output.getvalue()


def _csv_cell(value: Cell, kind: Kind, profile: CsvProfile) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime) and kind is Kind.DATETIME:
        return in_paris(value).strftime(profile.datetime_format)
    if isinstance(value, date):
        return paris_day(value).strftime(profile.date_format)
    figures = f"{_exact_amount(value):.2f}" if kind is Kind.AMOUNT else f"{Decimal(value):f}"
    return figures.replace(".", profile.decimal_mark)


def _exact_amount(value: Decimal | int) -> Decimal:
    amount = Decimal(value)
    if amount != floor_cent(amount):
        raise ValueError(f"{amount} is finer than the cent.")
    return amount


def _sheet_name(title: str) -> str:
    return title.translate(FORBIDDEN_IN_SHEET_NAME)[:MAX_SHEET_NAME].strip("' ") or "Export"


def _write_sheet(book: xlsxwriter.Workbook, columns: Sequence[Column[Row]], rows: Iterable[Row], name: str) -> None:
    sheet = book.add_worksheet(name)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in XLSX_FORMATS.items()}
    widths = [len(column.header) for column in columns]
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.header, heading)
    count = 0
    for row in rows:
        count += 1
        for index, column in enumerate(columns):
            value = column.value(row)
            _write_cell(sheet, (count, index), value, column.kind, formats[column.kind])
            widths[index] = max(widths[index], len(str(value)))
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(max(width + 2, MIN_WIDTH), MAX_WIDTH))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    _set_page(sheet)


def _write_cell(sheet: Worksheet, place: tuple[int, int], value: Cell, kind: Kind, cell_format: Format) -> None:
    if value is None:
        return
    if isinstance(value, str):
        text = value if len(value) <= MAX_TEXT else f"{value[: MAX_TEXT - 1]}…"
        sheet.write_string(*place, text, cell_format)
    elif isinstance(value, datetime) and kind is Kind.DATETIME:
        # A workbook knows no time zone: the hour is that of Paris.
        sheet.write_datetime(*place, in_paris(value).replace(tzinfo=None), cell_format)
    elif isinstance(value, date):
        sheet.write_datetime(*place, paris_day(value), cell_format)
    else:
        number = _exact_amount(value) if kind is Kind.AMOUNT else value
        sheet.write_number(*place, float(number), cell_format)


def _set_page(sheet: Worksheet) -> None:
    """Landscape A4, all columns on the width of a page, the header on each."""
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
