"""A dossier that starts from an earlier one, and what an organisation is asked only once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.services import grant_membership
from applications.calls.enums import MeasureKind, QuestionKind
from applications.core.errors import DomainError
from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier
from applications.dossiers.questions import name_of
from applications.dossiers.services.drafting import open_dossier
from applications.portal.forms.catalogue import proposed_data
from applications.portal.presenters.known import known_facts
from applications.territory.duties import must_hold_council, must_name_coordinator
from tests import factories as f
from tests.portal.sent import DETAILS, PLAN, PROJECT, contact, send, url_of
from tests.portal.worlds import path, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
START = "/mes-dossiers/nouveau/"


def typed_dossier(client: Client, dossier: Dossier, **answers: str) -> Dossier:
    """Type the four sections of a draft, right."""
    send(client, dossier, Section.CONTACT, contact(dossier))
    send(client, dossier, Section.PROJECT, PROJECT)
    send(client, dossier, Section.DETAILS, DETAILS[dossier.measure.kind] | answers)
    send(client, dossier, Section.FINANCING, PLAN)
    return dossier


def start(client: Client, dossier: Dossier, measure: Any) -> Dossier:
    """Start a dossier from another, and follow."""
    answer = client.post(START, {"measure": measure.pk, "source": dossier.pk})
    return Dossier.objects.get(public_id=answer["Location"].split("/")[2])


def test_new_dossier_takes_what_the_earlier_one_says_to_be_read_again(as_user: SignIn) -> None:
    before, after = f.a_measure(), f.a_measure()
    asked, again = f.a_question(before, code="ecoles"), f.a_question(after, code="ecoles")
    f.a_question(after, QuestionKind.NUMBER, code="autre", required=False)
    source = f.a_draft(before)
    client = as_user(source.created_by)
    typed_dossier(client, source, **{name_of(asked): "Deux écoles"})
    dossier = start(client, source, after)
    assert (dossier.started_from, dossier.measure, dossier.attachments.count()) == (source, after, 0)
    data = {draft.section: draft.data for draft in dossier.drafts.all()}
    sent = contact(source)
    assert {name: data["contact"][name] for name in sent} == {name: [text] for name, text in sent.items()}
    gone = ("starts_on", "ends_on", "works_started")
    assert data["project"] == {name: [text] for name, text in PROJECT.items() if not name.startswith(gone)}
    own = DETAILS[MeasureKind.MOBILE_POST] | {name_of(again): "Deux écoles"}
    assert data["details"] == {name: [text] for name, text in own.items()}
    assert data["financing"]["expense_label"] == PLAN["expense_label"]
    assert data["financing"]["funding_state"] == ["", ""]
    assert [draft.complete for draft in dossier.drafts.all()] == [False] * 4


def test_section_is_said_to_be_taken_until_it_is_saved(as_user: SignIn) -> None:
    source = f.a_filed_dossier()
    client = as_user(source.created_by)
    dossier = start(client, source, f.a_measure())
    told = f"Repris du dossier {source.reference} : à relire"
    tags = [task.tag.label for task in client.get(path(dossier)).context["tasks"].tasks]
    assert tags[:4] == ["À relire"] * 4
    page = client.get(url_of(dossier, Section.CONTACT))
    assert words(page).count(told) == 1
    raw = {name: texts[0] for name, texts in dossier.drafts.get(section=Section.CONTACT).data.items()}
    send(client, dossier, Section.CONTACT, raw, version="1", then="continue")
    assert words(client.get(url_of(dossier, Section.CONTACT))).count(told) == 0
    assert client.get(path(dossier)).context["tasks"].tasks[0].tag.label == "Terminé"


def test_measure_of_another_kind_takes_no_answer_of_its_own(as_user: SignIn) -> None:
    source = f.a_filed_dossier()
    dossier = start(as_user(source.created_by), source, f.a_measure(MeasureKind.PREMISES))
    taken = sorted(dossier.drafts.values_list("section", flat=True))
    assert taken == [Section.CONTACT, Section.FINANCING, Section.PROJECT]


def test_second_click_takes_the_dossier_once(as_user: SignIn) -> None:
    source, measure = f.a_filed_dossier(), f.a_measure()
    client = as_user(source.created_by)
    assert start(client, source, measure) == start(client, source, measure)


def test_dossier_of_another_organisation_is_no_source(as_user: SignIn) -> None:
    source, measure = f.a_filed_dossier(), f.a_measure()
    stranger = f.a_member(f.a_commune_organisation("Agde"))
    f.a_complete_draft(organisation=f.a_commune_organisation("Sète"), actor=None)
    client = as_user(stranger)
    assert "source" not in client.get(START).context["form"].fields
    client.post(START, {"measure": measure.pk, "source": source.pk})
    assert Dossier.objects.get(created_by=stranger).started_from is None
    own = f.a_draft(measure, f.a_commune_organisation("Mèze"))
    with pytest.raises(DomainError, match="même collectivité"):
        open_dossier(own.organisation, measure, actor=own.created_by, now=timezone.now(), source=source)


def test_person_of_two_organisations_takes_each_for_its_own(as_user: SignIn) -> None:
    source, measure = f.a_filed_dossier(), f.a_measure()
    other = f.a_commune_organisation("Sète")
    grant_membership(source.created_by, other, Role.EDITOR, actor=None)
    typed = {"measure": measure.pk, "source": source.pk, "organisation": other.pk}
    refused = as_user(source.created_by).post(START, typed)
    form = refused.context["form"]
    assert list(form.errors) == ["source"]
    named = f"{source.organisation} – {source.title} – {source.reference}"
    assert list(form.fields["source"].choices) == [("", "Ne rien reprendre"), (source.pk, named)]
    assert Dossier.objects.count() == 1


def test_contact_is_proposed_from_the_latest_dossier_of_the_organisation(as_user: SignIn) -> None:
    f.a_filed_dossier(contact={"contact_name": "Ailleurs"})
    older = f.a_filed_dossier(contact={"contact_name": "Avant"})
    latest = f.a_complete_draft(organisation=older.organisation, contact={"contact_name": "Après", "officers": 5})
    dossier = f.a_draft(organisation=older.organisation)
    proposed = proposed_data(dossier, Section.CONTACT)
    assert (proposed["contact_name"], proposed["officers"]) == (["Après"], ["5"])
    assert "".join(proposed["siret"][0].split()) == latest.contactdetails.siret
    client = as_user(dossier.created_by)
    told = [words(client.get(url_of(one, Section.CONTACT))).count("du dernier dossier") for one in (dossier, latest)]
    assert (told, dossier.drafts.count()) == ([1, 0], 0)


@pytest.mark.parametrize(
    ("municipale", "totale", "duties"),
    [
        (5000, 5000, (False, False)),
        (4990, 5001, (True, False)),
        (15000, 15000, (True, False)),
        (14990, 15001, (True, True)),
    ],
)
def test_size_decides_of_the_local_council_and_its_coordinator(
    municipale: int, totale: int, duties: tuple[bool, bool]
) -> None:
    sizes = {"population_municipale": municipale, "population_totale": totale}
    assert (must_hold_council(**sizes), must_name_coordinator(**sizes)) == duties


def test_known_facts_say_their_source_and_are_on_both_pages(as_user: SignIn) -> None:
    dossier = f.a_draft(organisation=f.a_commune_organisation("Thédirac", population=298, departement="46"))
    facts = {fact.label: (fact.value, fact.source) for fact in known_facts(dossier.organisation)}
    source = "INSEE, populations légales, code officiel géographique 2026"
    assert facts == {
        "Population municipale": ("298\u00a0habitants", source),
        "Population totale": ("298\u00a0habitants", source),
        "Département": ("Lot (46)", "INSEE et DGCL, 2026"),
        "Intercommunalité": ("Lunel Agglo", "INSEE et DGCL, 2026"),
        "Conseil local de sécurité et de prévention de la délinquance": (
            "Facultatif jusqu’à 5\u00a0000\u00a0habitants, sauf quartier prioritaire",
            "Code de la sécurité intérieure, article\u00a0L.\u00a0132-4",
        ),
        "Télérecours": (
            "Facultatif sous 3\u00a0500\u00a0habitants",
            "Code de justice administrative, article\u00a0R.\u00a0414-1",
        ),
        "Convention de coordination": (
            "Obligatoire à partir de 3 emplois d’agent de police municipale",
            "Code de la sécurité intérieure, article\u00a0L.\u00a0512-4",
        ),
    }
    client = as_user(dossier.created_by)
    pages = [client.get(path(dossier)), client.get(url_of(dossier, Section.CONTACT))]
    assert [words(page).count("298 habitants") for page in pages] == [2, 2]
    epci = known_facts(f.an_epci_organisation())
    assert [one.value for one in epci if one.label == "Télérecours"] == ["Obligatoire pour un recours"]
