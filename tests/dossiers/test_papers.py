"""What the portal writes from a filing: from what is frozen, the same bytes each time, once."""

import html
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pikepdf
import pytest

from applications.calls.enums import MeasureKind, StartRule
from applications.calls.models import Call, RequiredDocument
from applications.core import jobs
from applications.core.dates import PARIS
from applications.core.jobs import JobStatus
from applications.core.text import printable
from applications.dossiers.enums import FunderKind, FundingState, GeneratedKind
from applications.dossiers.models import Dossier, Filing, GeneratedDocument
from applications.dossiers.papers.content import filed_of
from applications.dossiers.papers.data import Filed
from applications.dossiers.papers.pages import paper_html
from applications.dossiers.papers.plan import plan_of
from applications.dossiers.services.papers import ask_for_papers
from applications.territory.models import Organisation
from tests import factories as f

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 12, 12, 5, tzinfo=PARIS)
WORTH = "Cet accusé ne vaut ni complétude, ni éligibilité, ni promesse d’aide, ni autorisation de démarrer."


def words(kind: GeneratedKind, filed: Filed) -> str:
    """Return the words of a paper, its tags taken away, its no-break spaces made plain."""
    body = paper_html(kind, filed).partition("<body")[2].partition(">")[2]
    text = html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:span|strong|b|sup|code)\b[^>]*>", "", body)))
    return " ".join(text.replace("\u00a0", " ").split())


def a_filing(**kwargs: Any) -> Filing:
    """File a dossier on 12 November 2026 at 12:05."""
    dossier = f.a_filed_dossier(**kwargs)
    filing = dossier.filings.get()
    content = {**filing.content, "frame": {**filing.content["frame"], "first_filed_at": NOON.isoformat()}}
    Filing.objects.filter(pk=filing.pk).update(filed_at=NOON, content=content)
    return Filing.objects.get(pk=filing.pk)


@pytest.fixture
def filing() -> Filing:
    return a_filing(organisation=f.a_commune_organisation("Thédirac", population=298, departement="46"))


def test_filing_asks_the_workers_for_its_papers() -> None:
    dossier = f.filed(f.a_complete_draft())
    rows = GeneratedDocument.objects.filter(dossier=dossier, filing__number=1, job_status=JobStatus.PENDING)
    assert sorted(rows.values_list("kind", flat=True)) == sorted(GeneratedKind.values)


def test_letter_answers_an_administrators_questions(filing: Filing) -> None:
    assert words(GeneratedKind.REQUEST_LETTER, filed_of(filing)).count("Aux questions complémentaires") == 0
    filing.content["answers"] = [
        {"name": "question_1", "label": "Ouvert le dimanche\u00a0?", "kind": "yes_no", "value": True},
        {"name": "question_2", "label": "Loyer évité", "kind": "amount", "value": "1200.50"},
    ]
    letter = words(GeneratedKind.REQUEST_LETTER, filed_of(filing))
    assert letter.count("répond : Ouvert le dimanche ? Oui ; Loyer évité : 1 200,50 €. Au nom de") == 1


def test_nobody_attests_that_started_works_have_not_started(filing: Filing) -> None:
    filing.content["project"]["works_started"] = True
    ask_for_papers(filing)
    kinds = set(GeneratedDocument.objects.values_list("kind", flat=True))
    assert set(GeneratedKind) - kinds == {GeneratedKind.NOT_STARTED}


def test_paper_is_written_once_and_reproducible(filing: Filing) -> None:
    row = GeneratedDocument.objects.create(dossier=filing.dossier, filing=filing, kind=GeneratedKind.RECEIPT)
    jobs.run("dossiers.generateddocument", row.pk)
    jobs.run("dossiers.generateddocument", row.pk)
    row.refresh_from_db()
    assert (row.job_status, row.attempts) == (JobStatus.DONE, 1)
    assert row.file is not None
    assert row.file.name == f"Accusé de réception {filing.content['reference']}.pdf"
    other = jobs.handler_of(GeneratedDocument)(row)["file"]
    assert (other.pk == row.file.pk, other.sha256) == (False, row.file.sha256)
    with row.file.file.open("rb") as content, pikepdf.open(content) as pdf:
        assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == (True, "fr")


def test_papers_say_what_was_filed_whatever_changes_since(filing: Filing) -> None:
    before = [paper_html(kind, filed_of(filing)) for kind in GeneratedKind]
    Organisation.objects.update(name="Autre", population_totale=90000)
    Call.objects.update(title="Autre", start_rule=StartRule.AFTER_FILING, start_months=1)
    RequiredDocument.objects.update(label="Autre")
    Dossier.objects.update(title="Autre", total_cost=1)
    again = Filing.objects.get(pk=filing.pk)
    assert [paper_html(kind, filed_of(again)) for kind in GeneratedKind] == before


def test_receipt_says_what_it_is_worth_and_what_silence_means(filing: Filing) -> None:
    [document] = filing.content["documents"]
    text = words(GeneratedKind.RECEIPT, filed_of(filing))
    for sentence in (
        WORTH,
        "La Région a reçu votre demande le jeudi 12 novembre 2026 à 12 h 05 (heure de Paris).",
        "Son silence pendant deux mois à compter du dépôt, soit le 12 janvier 2027, peut valoir rejet",
        "contestable dans les deux mois devant le tribunal administratif de Toulouse",
        "La requête peut être adressée au greffe par courrier, déposée sur place",
        "Téléphone : 05 36 49 12 34. Courriel : securite@region.example.",
        f"SHA-256 : {filing.sha256}.",
        f"Délibération {document['name']}",
        document["sha256"],
    ):
        assert text.count(sentence) == 1, sentence


def test_receipt_of_an_epci_demands_telerecours() -> None:
    filing = a_filing(measure=f.a_measure(MeasureKind.PREMISES), organisation=f.an_epci_organisation())
    text = words(GeneratedKind.RECEIPT, filed_of(filing))
    assert text.count("Télérecours est obligatoire pour la communauté de communes.") == 1
    assert text.count("par courrier") == 0


def test_receipt_of_an_answer_keeps_the_date_of_the_filing(filing: Filing) -> None:
    filing.number, filing.filed_at = 2, datetime(2026, 12, 1, 9, 0, tzinfo=PARIS)
    text = words(GeneratedKind.RECEIPT, filed_of(filing))
    assert text.count("votre réponse à sa demande de complément le mardi 1er décembre 2026 à 9 h 00") == 1
    assert text.count("déposé le jeudi 12 novembre 2026 à 12 h 05, qui garde cette date.") == 1
    assert text.count("soit le 12 janvier 2027") == 1


def test_request_letter_is_signed_by_the_filing(filing: Filing) -> None:
    text = words(GeneratedKind.REQUEST_LETTER, filed_of(filing))
    assert text.count(f"{filing.signatory}, signataire de la commune de Thédirac Signé par voie électronique") == 1
    assert text.count("vingt-trois mille cinq cent vingt euros, 30,00 % du coût") == 1


def test_plan_shows_both_sides_and_leaves_refused_money_out(filing: Filing) -> None:
    filing.content["fundings"].append(
        {"kind": FunderKind.STATE_DETR, "label": "", "amount": "5000.00", "state": FundingState.REFUSED}
    )
    plan = plan_of(filed_of(filing).content)
    assert [(line.label, line.share) for line in plan.expenses] == [
        ("Fourgon", Decimal("0.6378")),
        ("Aménagement", Decimal("0.3622")),
    ]
    assert [(line.label, line.state, line.share) for line in plan.fundings] == [
        ("Région Occitanie", "sollicitée", Decimal("0.3000")),
        ("Département", "sollicitée", Decimal("0.1500")),
        ("Autofinancement", "délibérée", Decimal("0.5500")),
    ]
    assert [(line.label, line.share) for line in plan.refused] == [("État – DETR", None)]
    assert (plan.cost, plan.funded, plan.gap, plan.own_share, plan.public_share) == (
        Decimal("78400.00"),
        Decimal("78400.00"),
        Decimal("0.00"),
        Decimal("0.55"),
        Decimal("0.45"),
    )


@pytest.mark.parametrize(("recovered", "said"), [(True, "récupère la taxe"), (False, "ne récupère pas la taxe")])
def test_vat_statement_follows_the_answer(filing: Filing, recovered: bool, said: str) -> None:
    filing.content["project"]["vat_recovered"] = recovered
    assert words(GeneratedKind.VAT, filed_of(filing)).count(f"atteste que la commune {said}") == 1


def test_what_was_typed_stays_text(filing: Filing) -> None:
    filing.content["project"] |= {
        "title": "<b>{{ 7*7 }}</b> \u202eنجدة 🚓\x0b",
        "ends_on": date(2027, 3, 1).isoformat(),
    }
    page = paper_html(GeneratedKind.CALENDAR, filed_of(filing))
    assert page.count("&lt;b&gt;{{ 7*7 }}&lt;/b&gt;") == 1
    assert page.count("نجدة 🚓") == 1
    assert printable("a\u202eb\x00c\ud800\n") == "abc\n"
