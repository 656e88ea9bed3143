"""The files that finance receives, parsed back: headers to the letter, amounts to the cent, no formula."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from applications.decisions.models import Decision
from applications.dossiers.models import Filing
from applications.finance.enums import ExportFormat
from applications.finance.exports import COLUMNS, GrantFile, make_grant_file
from applications.finance.selectors import grants
from applications.territory.models import Organisation
from tests.factories import a_commune_organisation, a_measure, a_session, an_epci_organisation
from tests.finance.granted import a_grant, a_refusal

HEADERS = (
    "exercice;budget;chapitre;fonction;nature;programme;ap_code;ap_millesime;operation;no_dossier;no_deliberation;"
    "date_cp;no_acte;date_notification;tiers_siret;tiers_nom;tiers_type;iban;bic;montant_vote;montant_engage;"
    "type_versement;no_versement;montant_liquide;cumul_verse;reste;cp_annee_n;cp_n1;cp_n2;date_caducite;pieces;"
    "departement;mesure;objet;reponses"
)
DAY = date(2026, 11, 24)
EMPTY = {
    "programme", "ap_code", "ap_millesime", "operation", "iban", "bic", "montant_engage", "type_versement",
    "no_versement", "montant_liquide", "cumul_verse", "reste", "cp_annee_n", "cp_n1", "cp_n2", "date_caducite",
}  # fmt: skip


def a_file(export_format: ExportFormat) -> GrantFile:
    return make_grant_file(grants().order_by("rank"), export_format, made_at=timezone.now(), day=DAY)


def csv_rows() -> list[dict[str, str]]:
    text = a_file(ExportFormat.CSV).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def xlsx_rows() -> list[dict[str, Any]]:
    content = a_file(ExportFormat.XLSX).content
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Subventions").to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def notify_on(grant: Decision, instant: datetime) -> None:
    """Date a letter's notification, as the file reads it; its PDF is no matter here."""
    grant.letter.notified_at = instant


def test_columns_are_those_of_the_accountants_software() -> None:
    assert ";".join(column.header for column in COLUMNS) == HEADERS


@pytest.mark.django_db
def test_csv_starts_with_its_mark_and_its_headers() -> None:
    a_grant()
    content = a_file(ExportFormat.CSV).content
    assert content[:3] == b"\xef\xbb\xbf"
    assert content[3:].split(b"\r\n")[0].decode() == HEADERS


@pytest.mark.django_db
def test_csv_has_one_line_per_grant_and_none_for_a_refusal() -> None:
    numbers = [a_grant().number, a_grant().number]
    a_refusal()
    assert [row["no_acte"] for row in csv_rows()] == numbers


@pytest.mark.django_db
def test_csv_line_says_what_was_voted() -> None:
    session = a_session(deliberation_number="CP/2026-11/04.12")
    grant = a_grant("14500.00", session=session, title="Poste mobile", organisation=a_commune_organisation("Fleurance"))
    (row,) = csv_rows()
    today = timezone.localdate()
    filled = {header: value for header, value in row.items() if header not in EMPTY}
    assert filled == {
        "exercice": str(today.year),
        "budget": "Budget principal",
        "chapitre": "204",
        "fonction": "11",
        "nature": "2041481",
        "no_dossier": grant.dossier.reference,
        "no_deliberation": "CP/2026-11/04.12",
        "date_cp": f"{today:%d/%m/%Y}",
        "no_acte": f"{today.year}-0001",
        "date_notification": "",
        "tiers_siret": grant.dossier.contactdetails.siret,
        "tiers_nom": "Commune de Fleurance",
        "tiers_type": "commune",
        "montant_vote": "14500,00",
        "pieces": "",
        "departement": "34",
        "mesure": "Poste mobile",
        "objet": "Poste mobile",
        "reponses": "",
    }


@pytest.mark.django_db
def test_csv_line_holds_the_answers_of_the_last_filing() -> None:
    yes = {"name": "question_1", "label": "Ouvert le dimanche\u00a0?", "kind": "yes_no", "value": True}
    rent = {"name": "question_2", "label": "Loyer évité", "kind": "amount", "value": "1200.50"}
    answered, older = a_grant(), a_grant()
    for dossier, number, content in (
        (answered.dossier, 1, {"answers": [yes]}),
        (answered.dossier, 2, {"answers": [yes, rent]}),
        (older.dossier, 1, {}),
    ):
        Filing.objects.create(
            dossier=dossier,
            number=number,
            filed_at=timezone.now(),
            signatory=dossier.created_by,
            electronic_notification=True,
            content=content,
            sha256="0" * 64,
        )
    assert [row["reponses"] for row in csv_rows()] == [
        "Ouvert le dimanche\u00a0? Oui | Loyer évité\u00a0: 1\u00a0200,50\u00a0€",
        "",
    ]


@pytest.mark.django_db
def test_csv_leaves_empty_what_nothing_knows_yet() -> None:
    a_grant()
    (row,) = csv_rows()
    assert {row[header] for header in EMPTY} == {""}


@pytest.mark.django_db
def test_epci_has_its_own_accounting_nature() -> None:
    a_grant(organisation=an_epci_organisation())
    (row,) = csv_rows()
    assert (row["nature"], row["tiers_type"]) == ("2041581", "intercommunalité")


@pytest.mark.django_db
@pytest.mark.parametrize("export_format", ExportFormat)
def test_amounts_are_those_of_the_votes_to_the_cent(export_format: ExportFormat) -> None:
    amounts = [Decimal("23520.01"), Decimal("0.07"), Decimal("29999.99")]
    measure = a_measure()
    for amount in amounts:
        a_grant(str(amount), measure=measure)
    if export_format is ExportFormat.CSV:
        read = [Decimal(row["montant_vote"].replace(",", ".")) for row in csv_rows()]
    else:
        read = [Decimal(str(row["montant_vote"])) for row in xlsx_rows()]
    assert read == amounts
    assert read == [grant.vote.amount for grant in grants().order_by("rank")]
    assert a_file(export_format).total == sum(amounts)


@pytest.mark.django_db
def test_xlsx_holds_real_numbers_and_dates() -> None:
    grant = a_grant("14500.00")
    (row,) = xlsx_rows()
    assert (row["exercice"], row["montant_vote"]) == (grant.vote.envelope.year, 14500.0)
    assert row["date_cp"] == grant.vote.item.session.held_on
    assert (row["tiers_siret"], row["chapitre"]) == (grant.dossier.contactdetails.siret, "204")


@pytest.mark.django_db
def test_notification_is_dated_in_paris() -> None:
    grant = a_grant()
    notify_on(grant, datetime.fromisoformat("2027-04-19T22:30:00+00:00"))
    made = make_grant_file([grant], ExportFormat.CSV, made_at=timezone.now(), day=DAY)
    (row,) = csv.DictReader(io.StringIO(made.content.decode("utf-8-sig")), delimiter=";")
    assert row["date_notification"] == "20/04/2027"


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+33", "@SUM(A1)", "-2+3"])
def test_csv_cell_never_starts_a_formula(title: str) -> None:
    a_grant(title=title)
    (row,) = csv_rows()
    assert row["objet"] == f"'{title}"


@pytest.mark.django_db
def test_xlsx_cell_is_a_text_and_no_formula() -> None:
    organisation = a_commune_organisation()
    Organisation.objects.filter(pk=organisation.pk).update(name="=1+1")
    a_grant(title="=HYPERLINK(1)", organisation=organisation)
    (row,) = xlsx_rows()
    assert (row["objet"], row["tiers_nom"]) == ("=HYPERLINK(1)", "Commune de =1+1")


@pytest.mark.django_db
@pytest.mark.parametrize("export_format", ExportFormat)
def test_file_is_named_by_its_day(export_format: ExportFormat) -> None:
    assert a_file(export_format).name == f"subventions-2026-11-24.{export_format.value}"


@pytest.mark.django_db
def test_file_reads_the_grants_in_one_query(django_assert_num_queries: Any) -> None:
    measure = a_measure()
    for _ in range(3):
        a_grant(measure=measure)
    with django_assert_num_queries(1):
        a_file(ExportFormat.CSV)
