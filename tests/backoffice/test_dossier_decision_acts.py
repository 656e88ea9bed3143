"""Scheduling, voting, notifying: the acts of the head of service, and the letter between the last two."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from applications.calls.models import Envelope
from applications.decisions.models import AgendaItem, Vote
from applications.decisions.services.agenda import schedule
from applications.dossiers.enums import Status
from tests.backoffice.dossier_desk import (
    SignIn,
    act_url,
    buttons_of,
    fresh,
    messages_of,
    page_of,
    text_of,
)
from tests.factories import a_measure, a_scheduled_dossier, a_session, an_agent, an_assessed_dossier, an_authority

pytestmark = pytest.mark.django_db
GRANT = {"outcome": "granted", "amount": "23 520,00", "motive": "", "motive_text": ""}
REFUSAL = {"outcome": "refused", "amount": "", "motive": "need_not_shown", "motive_text": "Le diagnostic est ancien."}


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def chief(as_user: SignIn) -> Any:
    return as_user(an_agent("responsable"))


def test_dossier_is_put_on_the_agenda_of_a_session_to_come(chief: Any):
    dossier = an_assessed_dossier()
    coming = a_session(held_on=timezone.localdate() + timedelta(days=30), deliberation_number="")
    a_session(held_on=timezone.localdate() - timedelta(days=1))
    offered = chief.get(act_url(dossier, "inscrire")).context["form"].fields["session"].queryset
    assert list(offered) == [coming]
    assert chief.post(act_url(dossier, "inscrire"), {"session": coming.pk}).status_code == 302
    item = AgendaItem.objects.get()
    assert (item.session, item.proposed_amount, fresh(dossier).status) == (
        coming,
        Decimal("23520.00"),
        Status.SCHEDULED,
    )


def test_agenda_without_a_session_says_what_to_do(chief: Any):
    page = chief.get(act_url(an_assessed_dossier(), "inscrire"))
    assert "Aucune séance à venir ne peut recevoir ce dossier." in text_of(page)


def test_dossier_leaves_the_agenda_for_a_reason(chief: Any):
    dossier = a_scheduled_dossier()
    chief.post(act_url(dossier, "desinscrire"), {"reason": "Pièce contestée."})
    assert fresh(dossier).status == Status.ASSESSED
    assert AgendaItem.objects.get().removed_at is not None


def test_vote_page_shows_the_envelope_and_what_it_would_leave(chief: Any):
    dossier = a_scheduled_dossier(a_measure(envelope=Decimal(30000)))
    Envelope.objects.update(voted=Decimal("5000.50"))
    response = chief.get(act_url(dossier, "voter"))
    envelope = response.context["envelope"]
    assert (envelope.left, envelope.after) == (Decimal("24999.50"), Decimal("1479.50"))
    assert envelope.sentence == "Un vote de 23\u00a0520,00\u00a0€ laisserait 1\u00a0479,50\u00a0€."
    assert response.context["form"]["amount"].value() == "23\u00a0520,00"
    assert f"Enveloppe {timezone.localdate().year}" in text_of(response)
    # A decimal comma would break the drawing.
    assert 'width="16.7"' in response.content.decode()


def test_grant_is_voted(chief: Any):
    an_authority()
    dossier = a_scheduled_dossier()
    response = chief.post(act_url(dossier, "voter"), GRANT)
    assert (response.status_code, response.url) == (302, page_of(dossier))
    vote, moved = Vote.objects.get(), fresh(dossier)
    assert (vote.outcome, vote.amount, vote.envelope.voted) == ("granted", Decimal("23520.00"), Decimal("23520.00"))
    assert (moved.status, moved.published_status) == (Status.GRANTED, Status.SCHEDULED)
    page = chief.get(page_of(dossier))
    assert (page.context["key"].label, page.context["situation"].next_step) == (
        "Aide votée",
        "la lettre, en préparation",
    )


def test_refusal_is_voted_with_its_motive(chief: Any):
    an_authority()
    dossier = a_scheduled_dossier()
    response = chief.post(act_url(dossier, "voter"), {**REFUSAL, "motive": ""})
    assert response.context["form"].errors == {"motive": ["Choisissez le motif du refus."]}
    assert "Le diagnostic est ancien." in response.content.decode()
    chief.post(act_url(dossier, "voter"), REFUSAL)
    assert fresh(dossier).status == Status.REFUSED
    text = text_of(chief.get(page_of(dossier)))
    assert "Besoin insuffisamment établi" in text
    assert "Le diagnostic est ancien." in text


def test_adjourned_dossier_is_taken_up_for_another_session(chief: Any):
    dossier, another = a_scheduled_dossier(), a_session(held_on=timezone.localdate() + timedelta(days=60))
    chief.post(act_url(dossier, "voter"), {"outcome": "adjourned", "motive_text": "Report."})
    assert buttons_of(chief.get(page_of(dossier))) == ["Reprendre le dossier…", "Affecter…", "Retirer le dossier…"]
    chief.post(act_url(dossier, "reprendre"))
    offered = chief.get(act_url(dossier, "inscrire")).context["form"].fields["session"].queryset
    assert list(offered) == [another]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"outcome": ""}, {"outcome": ["Choisissez ce qui a été voté."]}),
        ({"outcome": "maybe"}, ["outcome"]),
        ({"amount": ""}, {"amount": ["Indiquez le montant accordé."]}),
        ({"amount": "0"}, ["amount"]),
        ({"amount": "-3"}, ["amount"]),
        ({"amount": "1e9"}, ["amount"]),
        ({"amount": "23 520,01"}, ["amount"]),
    ],
)
def test_wrong_vote_is_told_next_to_its_field(chief: Any, changes: dict[str, str], errors: Any):
    an_authority()
    dossier = a_scheduled_dossier()
    response = chief.post(act_url(dossier, "voter"), {**GRANT, **changes})
    found = response.context["form"].errors
    assert (found if isinstance(errors, dict) else list(found)) == errors
    assert not Vote.objects.exists()


def test_envelope_too_small_refuses_the_vote_and_keeps_the_amount(chief: Any):
    an_authority()
    dossier = a_scheduled_dossier(a_measure(envelope=Decimal("23519.99")))
    response = chief.post(act_url(dossier, "voter"), GRANT)
    assert response.context["form"].errors == {
        "amount": ["L’enveloppe ne suffit pas\u00a0: il reste 23\u00a0519,99\u00a0€, il manque 0,01\u00a0€."]
    }
    assert 'value="23 520,00"' in response.content.decode()
    assert "Il manque 0,01\u00a0€ pour voter 23\u00a0520,00\u00a0€." in text_of(response)
    assert fresh(dossier).status == Status.SCHEDULED


def test_second_officer_voting_at_once_is_told_that_the_vote_is_recorded(as_user: SignIn):
    an_authority()
    dossier = a_scheduled_dossier()
    first, second = an_agent("responsable"), an_agent("responsable")
    assert as_user(second).get(act_url(dossier, "voter")).status_code == 200
    as_user(first).post(act_url(dossier, "voter"), GRANT)
    response = as_user(second).post(act_url(dossier, "voter"), {**REFUSAL, "amount": "12,5"})
    assert response.context["form"].non_field_errors() == [
        "Un vote est déjà enregistré pour ce dossier, ou il a quitté l’ordre du jour."
    ]
    assert "Le diagnostic est ancien." in response.content.decode()
    assert 'value="12,5"' in response.content.decode()
    assert list(Vote.objects.values_list("outcome", "recorded_by")) == [("granted", first.pk)]
    assert Envelope.objects.get().voted == Decimal("23520.00")


def test_vote_waits_for_its_session(chief: Any):
    dossier = a_scheduled_dossier(session=a_session(held_on=timezone.localdate() + timedelta(days=2)))
    response = chief.get(act_url(dossier, "voter"))
    assert (response.status_code, response.url) == (302, page_of(dossier))
    assert messages_of(response)[0].endswith("n’a pas encore eu lieu.")
    posted = chief.post(act_url(dossier, "voter"), GRANT)
    assert posted.context["form"].non_field_errors()[0].startswith("La séance n’a pas encore eu lieu")


def test_vote_page_says_what_the_session_lacks(chief: Any):
    dossier = a_scheduled_dossier(session=a_session(deliberation_number=""))
    response = chief.get(act_url(dossier, "voter"))
    assert len(response.context["blockers"]) == 2
    assert "Le numéro de la délibération manque" in text_of(response)
    assert "Enregistrer le vote</button>" not in response.content.decode()


def test_dossier_scheduled_meanwhile_is_not_scheduled_twice(chief: Any):
    dossier, session = an_assessed_dossier(), a_session()
    schedule(dossier, session, actor=an_agent("responsable"))
    other = a_session(held_on=timezone.localdate() + timedelta(days=1))
    response = chief.post(act_url(dossier, "inscrire"), {"session": other.pk})
    assert response.context["form"].non_field_errors()[0].startswith("Ce dossier est à l’état")
    assert AgendaItem.objects.count() == 1
