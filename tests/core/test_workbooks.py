"""The XLSX half of `applications.core.spreadsheets`, read back by an independent reader."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from applications.core.spreadsheets import Cell, Column, Kind, xlsx_bytes
from tests.core.test_spreadsheets import COLUMNS, DANGEROUS, EMPTY, LUNEL

CREATED = datetime(2027, 4, 20, 7, 30, tzinfo=UTC)


def column(kind: Kind, header: str = "Valeur") -> Column[Cell]:
    return Column[Cell](header, lambda value: value, kind)


def read(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def read_cells(kind: Kind, values: Sequence[Cell]) -> list[Any]:
    return [row[0] for row in read(xlsx_bytes([column(kind)], values, "Essai"))[1:]]


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def sheet_xml(content: bytes) -> str:
    return part(content, "xl/worksheets/sheet1.xml")


def test_workbook_holds_real_numbers_and_dates() -> None:
    assert read(xlsx_bytes(COLUMNS, [LUNEL, EMPTY], "Aides")) == [
        ["Bénéficiaire", "Montant voté", "Vote", "Notification", "Rang", "Taux"],
        ["Commune de Lunel", 100000.0, date(2027, 4, 16), datetime(2027, 4, 20, 9, 30), 1.0, 0.1497],  # noqa: DTZ001
        ["Commune ; « citée »", "", "", "", 2.0, 0.0],
    ]


def test_workbook_keeps_cents_exact_and_negative_amounts_numbers() -> None:
    amounts = [Decimal("93457.94"), Decimal("-93457.94"), Decimal("99999999.99"), Decimal("0.01")]

    read_back = [Decimal(str(value)) for value in read_cells(Kind.AMOUNT, amounts)]

    assert read_back == amounts


def test_workbook_never_rounds_an_amount() -> None:
    with pytest.raises(ValueError, match="finer than the cent"):
        xlsx_bytes([column(Kind.AMOUNT)], [Decimal("0.005")], "Essai")


def test_workbook_date_column_shows_the_day_in_paris() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert read_cells(Kind.DATE, [late]) == [date(2027, 1, 1)]


def test_workbook_formats_amounts_in_euros() -> None:
    styles = part(xlsx_bytes(COLUMNS, [LUNEL], "Aides"), "xl/styles.xml")

    assert re.findall(r'formatCode="([^"]*€[^"]*)"', styles) == ["#,##0.00\u00a0&quot;€&quot;"]


@pytest.mark.parametrize("text", [text for text in DANGEROUS if not text.startswith(("\r", "\n"))])
def test_workbook_writes_a_dangerous_text_as_a_text(text: str) -> None:
    content = xlsx_bytes([column(Kind.TEXT)], [text], "Essai")

    assert "<f>" not in sheet_xml(content)
    assert read(content)[1][0].strip() == text.strip()


def test_workbook_makes_no_link_of_a_text() -> None:
    content = xlsx_bytes([column(Kind.TEXT)], ["https://example.test/"], "Essai")

    assert "hyperlink" not in sheet_xml(content)


def test_workbook_cuts_a_text_longer_than_a_cell() -> None:
    assert read_cells(Kind.TEXT, ["a" * 40_000, "b"]) == ["a" * 32_766 + "…", "b"]


def test_workbook_freezes_and_filters_its_header() -> None:
    xml = sheet_xml(xlsx_bytes(COLUMNS, [LUNEL, EMPTY], "Aides"))

    assert re.findall(r"<pane [^>]*>", xml) == [
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    ]
    assert re.findall(r"<autoFilter [^>]*>", xml) == ['<autoFilter ref="A1:F3"/>']


def test_workbook_columns_fit_their_text_within_bounds() -> None:
    columns = [
        column(Kind.TEXT, "N"),
        column(Kind.TEXT, "Vingt-deux caractères."),
        column(Kind.TEXT, "x" * 90),
    ]

    widths = re.findall(r'<col [^>]*width="(\d+)\.', sheet_xml(xlsx_bytes(columns, ["a"], "Essai")))

    assert widths == ["10", "24", "60"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Aides 2027", "Aides 2027"),
        ("Aides : 2026/2027", "Aides   2026 2027"),
        ("'Aides'", "Aides"),
        ("a" * 40, "a" * 31),
        ("[]", "Export"),
        ("", "Export"),
    ],
)
def test_workbook_sheet_has_a_name_that_excel_accepts(title: str, name: str) -> None:
    content = xlsx_bytes(COLUMNS, [LUNEL], title)

    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == [name]


def test_workbook_without_rows_has_its_header() -> None:
    assert read(xlsx_bytes(COLUMNS[:2], [], "Aides")) == [["Bénéficiaire", "Montant voté"]]


def test_workbook_of_the_same_rows_and_date_is_the_same_file() -> None:
    first, again = (xlsx_bytes(COLUMNS, [LUNEL], "Aides", created=CREATED) for _ in range(2))
    later = xlsx_bytes(COLUMNS, [LUNEL], "Aides", created=CREATED + timedelta(days=1))

    assert first == again
    assert first != later
