import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.core.spreadsheets import (
    EXCEL_FRANCE,
    Column,
    CsvProfile,
    Kind,
    csv_bytes,
    csv_lines,
    harmless,
)


@dataclass(frozen=True)
class Grant:
    name: str
    amount: Decimal | None
    voted_on: date | None
    notified_at: datetime | None
    rank: int
    share: Decimal


COLUMNS = [
    Column[Grant]("Bénéficiaire", lambda grant: grant.name),
    Column[Grant]("Montant voté", lambda grant: grant.amount, Kind.AMOUNT),
    Column[Grant]("Vote", lambda grant: grant.voted_on, Kind.DATE),
    Column[Grant]("Notification", lambda grant: grant.notified_at, Kind.DATETIME),
    Column[Grant]("Rang", lambda grant: grant.rank, Kind.INTEGER),
    Column[Grant]("Taux", lambda grant: grant.share, Kind.PERCENT),
]
LUNEL = Grant(
    "Commune de Lunel",
    Decimal(100000),
    date(2027, 4, 16),
    datetime(2027, 4, 20, 7, 30, tzinfo=UTC),
    1,
    Decimal("0.1497"),
)
EMPTY = Grant("Commune ; « citée »", None, None, None, 2, Decimal(0))


def one_cell(text: str) -> str:
    """Write a text in a one-column file and read it back as a program would."""
    content = csv_bytes([Column[str]("Texte", lambda value: value)], [text], EXCEL_FRANCE).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1][0]


def test_csv_for_a_french_excel_byte_for_byte() -> None:
    assert (
        csv_bytes(COLUMNS, [LUNEL, EMPTY], EXCEL_FRANCE)
        == (
            "\ufeffBénéficiaire;Montant voté;Vote;Notification;Rang;Taux\r\n"
            "Commune de Lunel;100000,00;16/04/2027;20/04/2027 09:30;1;0,1497\r\n"
            '"Commune ; « citée »";;;;2;0\r\n'
        ).encode()
    )


def test_csv_profile_decides_of_the_writing() -> None:
    profile = CsvProfile(encoding="latin-1", line_end="\n")

    assert csv_bytes(COLUMNS[:4], [LUNEL], profile) == (
        "Bénéficiaire,Montant voté,Vote,Notification\nCommune de Lunel,100000.00,2027-04-16,2027-04-20T09:30:00\n"
    ).encode("latin-1")


def test_csv_without_rows_has_its_header() -> None:
    assert csv_bytes(COLUMNS[:2], [], CsvProfile()) == "Bénéficiaire,Montant voté\r\n".encode()


def test_csv_is_written_as_rows_come() -> None:
    read: list[str] = []

    def rows() -> Iterator[str]:
        for name in ("a", "b"):
            read.append(name)
            yield name

    lines = csv_lines([Column[str]("Nom", lambda name: name)], rows(), CsvProfile())

    assert (next(lines), read) == (b"Nom\r\n", [])
    assert (next(lines), read) == (b"a\r\n", ["a"])


def test_instant_in_a_date_column_is_its_day_in_paris() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    column = Column[datetime]("Jour", lambda instant: instant, Kind.DATE)

    assert csv_bytes([column], [late], EXCEL_FRANCE).endswith(b"\r\n01/01/2027\r\n")


def test_negative_amount_stays_a_number() -> None:
    column = Column[Decimal]("Montant", lambda amount: amount, Kind.AMOUNT)

    assert csv_bytes([column], [Decimal("-93457.94")], EXCEL_FRANCE).endswith(b"\r\n-93457,94\r\n")


def test_csv_never_rounds_an_amount() -> None:
    column = Column[Decimal]("Montant", lambda amount: amount, Kind.AMOUNT)

    with pytest.raises(ValueError, match="finer than the cent"):
        csv_bytes([column], [Decimal("0.005")], EXCEL_FRANCE)


DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://example.test";"x")',
    "+33 5 36 49 12 34",
    "-3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "  =1+1",
    "\u00a0=1+1",
    "\t =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    " \uff1d1+1",
    "\ufe661+1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert one_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Lunel", "3 = 3", "l’aide", "'=1", "– ", "€", "", "   ", '"=1"'])
def test_other_text_is_left_alone(text: str) -> None:
    assert one_cell(text) == text


def test_header_cannot_run_either() -> None:
    assert csv_bytes([Column[str]("=1+1", lambda value: value)], [], CsvProfile()) == b"'=1+1\r\n"


@given(st.text(alphabet=st.sampled_from(" \t\r\n=+-@\uff1d\u200b\u00a0a;\"'")))
def test_no_text_starts_with_a_formula_once_trimmed(text: str) -> None:
    written = harmless(text)

    assert written.strip(" \t\r\n\u00a0\u200b")[:1] not in {"=", "+", "-", "@", "\uff1d"}
    assert written.removeprefix("'") == text.removeprefix("'")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_csv_gives_back_every_text(text: str) -> None:
    assert one_cell(text) == harmless(text)
