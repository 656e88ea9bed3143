"""The simulator through its page: figures, reasons, bad input, and the draft that follows."""

import html
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.models import User
from applications.calls.enums import DocumentCondition, MeasureKind
from applications.calls.models import Measure, RequiredDocument
from applications.core.models import AuditEvent
from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier
from applications.territory.models import Organisation
from tests import factories as f
from tests.portal.worlds import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]
PAGE, START = "/simulateur/", "/mes-dossiers/nouveau/"
FACTS = {"pooled": "no", "works_started": "no", "officers": "2"}
FLEURANCE = {
    "measure": "mobile_post",
    "cost_label": ["Véhicule", "Aménagement", "Équipements"],
    "cost_amount": ["36 000", "15 500,00", "6500"],
    "aid_kind": ["state_detr", "department"],
    "aid_amount": ["23 200", "8 700"],
}
LUNEL = {
    "measure": "premises",
    "cost_label": ["Travaux", "Mobilier de bureau"],
    "cost_amount": ["642000", "26000"],
    "aid_kind": ["state_dsil"],
    "aid_amount": ["120000"],
}


def premises(**fields: Any) -> Measure:
    return f.a_measure(
        MeasureKind.PREMISES, ceiling=Decimal(100000), excluded_costs="Mobilier de bureau\nLoyers", **fields
    )


def query(organisation: Organisation, **answers: Any) -> str:
    return urlencode({"q": organisation.name, "siren": organisation.siren, **FACTS, **answers}, doseq=True)


def simulate(client: Client, organisation: Organisation, **answers: Any) -> Any:
    return client.get(f"{PAGE}?{query(organisation, **answers)}")


def test_own_share_sets_the_aid_of_fleurance(client: Client) -> None:
    f.a_measure()
    response = simulate(client, f.a_commune_organisation("Fleurance", departement="34"), **FLEURANCE)
    result = response.context["result"]
    assert (result.aid.amount, result.aid.biting.code) == (Decimal("14500.00"), "own_share")
    assert (result.totals.own, result.totals.gauges[0].share) == (Decimal("11600.00"), "20,00\u00a0%")
    assert result.aid.explanation in response.content.decode()
    assert "Projet éligible" in words(response)


def test_ceiling_sets_the_aid_of_lunel_and_furniture_is_left_out(client: Client) -> None:
    premises()
    response = simulate(client, f.a_commune_organisation(), **LUNEL)
    result = response.context["result"]
    assert (result.aid.amount, result.aid.biting.code) == (Decimal("100000.00"), "ceiling")
    assert (result.project.base, result.project.total) == (Decimal(642000), Decimal(668000))
    assert [cost.exclusion for cost in result.left_out] == ["Mobilier de bureau"]
    assert "cette mesure exclut « Mobilier de bureau »" in words(response)


def test_pooled_project_takes_its_own_rate(client: Client) -> None:
    premises(pooled_rate=Decimal("0.35"), pooled_ceiling=Decimal(150000))
    answers = {"measure": "premises", "cost_amount": "385000", "pooled": "yes", "q": "grand pic"}
    result = simulate(client, f.an_epci_organisation(), **answers).context["result"]
    assert result.aid.amount == Decimal("134750.00")
    assert result.totals.gauges[0].label == "Part de la communauté de communes"


@pytest.mark.parametrize(
    ("answers", "verdict", "blocking", "correctable"),
    [
        ({"works_started": "yes"}, "Projet non éligible", 1, 0),
        ({"officers": "3", "agreement": "no"}, "Éligible sous conditions", 0, 1),
        ({"officers": "3", "agreement": "yes"}, "Projet éligible", 0, 0),
        ({"cameras": "yes", "authorised": "no"}, "Éligible sous conditions", 0, 1),
        ({"cameras": "yes", "authorised": "yes"}, "Projet éligible", 0, 0),
        ({"aid_kind": ["state_detr"], "aid_amount": ["85000"]}, "Aucune aide possible avec ce plan", 0, 1),
        ({"aid_kind": ["epci"], "aid_amount": ["50000"]}, "Éligible sous conditions", 0, 1),
    ],
)
def test_each_reason_is_told(
    client: Client, answers: dict[str, Any], verdict: str, blocking: int, correctable: int
) -> None:
    f.a_measure(MeasureKind.PUBLIC_SPACE)
    given = {"measure": "public_space", "cost_amount": "100000", "cameras": "no", **answers}
    response = simulate(client, f.a_commune_organisation(), **given)
    result = response.context["result"]
    assert (result.verdict.label, len(result.blocking), len(result.correctable)) == (verdict, blocking, correctable)
    page = html.unescape(response.content.decode())
    assert [text for text in (*result.blocking, *result.correctable) if text not in page] == []


def test_documents_follow_the_answers(client: Client) -> None:
    measure = f.a_measure(MeasureKind.PUBLIC_SPACE)
    for condition in ("coordination", "cameras", "roadway", "obtained_funding", "optional"):
        RequiredDocument.objects.create(measure=measure, code=condition, label=condition, condition=condition)
    answers = {"measure": "public_space", "cost_amount": "100000", "cameras": "yes", "authorised": "yes"}
    papers = simulate(client, f.a_commune_organisation(), **answers, agreement="yes").context["result"].papers
    assert [one.label for one in papers.owed] == ["Délibération", "coordination", "cameras"]
    assert [(one.label, one.when) for one in papers.conditional] == [("roadway", DocumentCondition.ROADWAY.label)]


def test_closed_call_says_so_and_offers_the_alert(client: Client) -> None:
    f.a_measure(call=f.a_call(closes_at=timezone.now() - timedelta(seconds=1)))
    response = simulate(client, f.a_commune_organisation(), **FLEURANCE)
    assert "Aucun appel ouvert" in words(response)
    assert "Me prévenir" in words(response)
    assert "Continuer avec un compte" not in words(response)


def test_without_any_call_only_the_alert_is_offered(client: Client) -> None:
    response = simulate(client, f.a_commune_organisation(), **FLEURANCE)
    assert response.context["result"] is None
    assert "Aucun appel n’a encore été publié" in words(response)


def test_nothing_is_stored_and_the_query_count_is_constant(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    premises()
    organisation = f.a_commune_organisation()
    before = AuditEvent.objects.count()
    with django_assert_num_queries(4):
        response = simulate(client, organisation, **LUNEL)
    f.a_commune_organisation("Lunel-Viel")
    f.a_commune_organisation("Lunel-le-Vieux")
    with django_assert_num_queries(4):
        simulate(client, organisation, **LUNEL)
    assert (AuditEvent.objects.count(), dict(response.cookies)) == (before, {})


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"siren": "", "q": ""}, "q"),
        ({"siren": "000000000", "q": "Aix-en-Provence"}, "q"),
        ({"measure": "armes"}, "measure"),
        ({"pooled": ""}, "pooled"),
        ({"officers": "9" * 40}, "officers"),
        ({"officers": "3"}, "agreement"),
    ],
)
def test_wrong_answer_is_told_next_to_its_field(client: Client, answers: dict[str, Any], field: str) -> None:
    f.a_measure()
    response = simulate(client, f.a_commune_organisation(), **FLEURANCE | answers)
    assert list(response.context["form"].errors) == [field]
    assert response.context["result"] is None
    assert "Erreur :" in words(response)


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({"cost_amount": ["vingt", "1", "1"]}, "#id_cost_0_amount"),
        ({"cost_amount": ["1e9", "1", "1"]}, "#id_cost_0_amount"),
        ({"cost_amount": ["999999999999", "1", "1"]}, "#id_cost_0_amount"),
        ({"cost_label": [], "cost_amount": [""]}, "#id_cost_0_amount"),
        ({"cost_label": ["é" * 81, "", ""]}, "#id_cost_0_label"),
        ({"aid_kind": ["", "department"]}, "#id_aid_0_kind"),
        ({"aid_kind": ["own", "department"]}, "#id_aid_0_kind"),
        ({"aid_amount": ["58000", "1"]}, "#id_aid_0_amount"),
        ({"cost_amount": ["1"] * 500}, "#id_cost_0_label"),
    ],
)
def test_wrong_line_is_told_next_to_it(client: Client, answers: dict[str, Any], place: str) -> None:
    f.a_measure()
    response = simulate(client, f.a_commune_organisation(), **FLEURANCE | answers)
    assert [problem.href for problem in response.context["form"].row_problems] == [place]
    assert response.context["result"] is None


def test_search_says_the_departement_and_judges_nothing(client: Client) -> None:
    f.a_measure()
    f.a_commune_organisation("Saint-Cirice", departement="46")
    f.a_commune_organisation("Saint-Cirice", departement="34")
    response = client.get(f"{PAGE}?q=saint+cirice&search=1&cost_amount=abc")
    assert "Commune de Saint-Cirice Hérault (34)" in words(response)
    assert "Commune de Saint-Cirice Lot (46)" in words(response)
    assert "Erreur :" not in words(response)
    assert "Hérault (34)" in words(client.get(f"{PAGE}collectivites/?q=saint+cirice"))


def test_other_text_drops_the_organisation_chosen_before(client: Client) -> None:
    f.a_measure()
    lunel = f.a_commune_organisation()
    f.a_commune_organisation("Agde")
    result = simulate(client, lunel, **FLEURANCE | {"q": "agde"}).context["result"]
    assert result.project.organisation.name == "Agde"


def test_simulation_becomes_a_prefilled_draft(as_user: SignIn, client: Client) -> None:
    premises()
    organisation = f.a_commune_organisation()
    link = simulate(client, organisation, **LUNEL, agreement="yes").context["query"]
    assert client.get(f"{START}?{link}").status_code == 302
    member = as_user(f.a_member(organisation))
    page = member.get(f"{START}?{link}")
    assert "Votre simulation sera reprise" in words(page)
    for _ in range(2):
        assert member.post(f"{START}?{link}", {"measure": page.context["form"].initial["measure"]}).status_code == 302
    drafts = {draft.section: draft for draft in Dossier.objects.get().drafts.all()}
    assert {section: draft.complete for section, draft in drafts.items()} == dict.fromkeys(
        (Section.CONTACT, Section.PROJECT, Section.FINANCING), False
    )
    assert drafts[Section.CONTACT].data["officers"] == ["2"]
    assert drafts[Section.PROJECT].data == {"pooled": ["no"], "works_started": ["no"]}
    plan = drafts[Section.FINANCING].data
    assert (plan["region"], plan["own"]) == (["100\u00a0000,00"], ["448\u00a0000,00"])
    assert (plan["expense_label"], plan["funding_kind"]) == (["Travaux", "Mobilier de bureau"], ["state_dsil"])


def test_simulation_for_another_organisation_is_said(as_user: SignIn) -> None:
    premises()
    lunel, sete = f.a_commune_organisation(), f.a_commune_organisation("Sète")
    client = as_user(f.a_member(sete))
    page = client.get(f"{START}?{query(lunel, **LUNEL)}")
    assert "Vous avez simulé pour la commune de Lunel" in words(page)
    client.post(f"{START}?{query(lunel, **LUNEL)}", {"measure": page.context["form"].initial["measure"]})
    assert Dossier.objects.get().organisation == sete


def test_broken_simulation_starts_an_empty_draft(as_user: SignIn) -> None:
    measure = premises()
    organisation = f.a_commune_organisation()
    client = as_user(f.a_member(organisation))
    client.post(f"{START}?{query(organisation, measure='premises', cost_amount='abc')}", {"measure": measure.pk})
    assert Dossier.objects.get().drafts.count() == 0
