"""The desk: who must act, in a constant number of queries, by the public state alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.services import grant_membership
from applications.decisions.enums import Outcome
from applications.dossiers.enums import Section
from applications.dossiers.models import CompletionRequest, Dossier
from applications.dossiers.services.drafting import abandon, save_section, withdraw
from applications.dossiers.services.handing_over import hand_over
from tests import factories as f
from tests.portal.worlds import ask_completion, notify_decision, render_letters, vote, words

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
DESK = "/mes-dossiers/"


def places(response: Any) -> dict[str, list[str]]:
    return {group.title: [row.tag.label for row in group.rows] for group in response.context["groups"]}


def row_of(response: Any) -> Any:
    (group,) = response.context["groups"]
    (row,) = group.rows
    return row


def test_desk_groups_by_who_must_act(as_user: SignIn) -> None:
    f.an_authority()
    organisation, measure = f.a_commune_organisation(), f.a_measure(envelope=900000)
    mayor = f.a_member(organisation)
    f.a_draft(measure, organisation, actor=mayor)
    hand_over(f.a_draft(measure, organisation, actor=mayor), actor=mayor)
    ask_completion(f.a_filed_dossier(measure, organisation, actor=mayor))
    f.a_filed_dossier(measure, organisation, actor=mayor)
    decided = vote(f.a_scheduled_dossier(measure, organisation, actor=mayor))
    render_letters()
    notify_decision(decided)
    abandon(f.a_draft(measure, organisation, actor=mayor), actor=mayor)
    withdraw(f.a_filed_dossier(measure, organisation, actor=mayor), actor=mayor, reason="Reporté.")
    groups = places(as_user(mayor).get(DESK))
    assert {title: sorted(tags) for title, tags in groups.items()} == {
        "À vous de jouer": ["Brouillon", "À compléter", "À signer"],
        "Chez la Région": ["Déposé"],
        "Décidés": ["Accordé"],
        "Sans suite": ["Abandonné", "Retiré"],
    }


@pytest.mark.parametrize("outcome", Outcome.values)
def test_desk_does_not_tell_a_vote_before_its_notification(as_user: SignIn, outcome: str) -> None:
    f.an_authority()
    dossier = vote(f.a_scheduled_dossier(), Outcome(outcome))
    response = as_user(f.signatory_of(dossier)).get(DESK)
    assert places(response) == {"Chez la Région": ["Inscrit en commission"]}
    assert "19 999,98" not in words(response)


def test_desk_tells_amount_once_notified(as_user: SignIn) -> None:
    f.an_authority()
    dossier = vote(f.a_scheduled_dossier())
    render_letters()
    notify_decision(dossier)
    response = as_user(f.signatory_of(dossier)).get(DESK)
    assert row_of(response).sentence.strong == "19\u00a0999,98\u00a0€"


def test_desk_of_draft_counts_sections_left(as_user: SignIn) -> None:
    dossier = f.a_draft()
    mayor = f.signatory_of(dossier)
    save_section(dossier, Section.PROJECT, raw={}, values=f.project_values(), version=0, actor=mayor)
    row = row_of(as_user(mayor).get(DESK))
    assert (row.sentence.strong, row.title) == ("3 sections à terminer", "Poste mobile pour le centre")


def test_desk_tells_signatory_and_editor_whose_turn_it_is(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    mayor = f.signatory_of(dossier)
    secretary = f.a_member(dossier.organisation, Role.EDITOR)
    hand_over(dossier, actor=secretary)
    assert row_of(as_user(mayor).get(DESK)).sentence.strong == "À relire et à déposer"
    assert row_of(as_user(secretary).get(DESK)).sentence.strong == "Transmis à la ou au signataire"


def test_desk_tells_a_late_answer(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    request = ask_completion(dossier)
    CompletionRequest.objects.filter(pk=request.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert row_of(as_user(f.signatory_of(dossier)).get(DESK)).sentence.start == "La Région attendait "


def test_desk_puts_unfiled_draft_aside_once_call_is_closed(as_user: SignIn) -> None:
    dossier = f.a_draft()
    call = dossier.measure.call
    call.closes_at = timezone.now()
    call.save()
    assert places(as_user(f.signatory_of(dossier)).get(DESK)) == {"Sans suite": ["Non déposé"]}


def test_desk_of_new_organisation_is_empty_and_says_what_to_do(as_user: SignIn) -> None:
    f.a_filed_dossier()
    f.a_call()
    response = as_user(f.a_member(f.a_commune_organisation("Thédirac"))).get(DESK)
    assert response.context["groups"] == []
    assert "La commune n’a pas encore de dossier" in words(response)


def test_desk_without_organisation_says_how_to_join(as_user: SignIn) -> None:
    f.a_filed_dossier()
    response = as_user(f.a_user()).get(DESK)
    assert response.context["groups"] == []
    assert "Votre compte n’agit pour aucune collectivité" in words(response)


def test_desk_of_agent_lists_no_dossier(as_user: SignIn) -> None:
    f.a_filed_dossier()
    assert as_user(f.an_agent("responsable")).get(DESK).context["groups"] == []


def test_desk_of_two_organisations_names_each(as_user: SignIn) -> None:
    measure = f.a_measure()
    first, second = f.a_draft(measure), f.a_draft(measure, f.a_commune_organisation("Sète"))
    person = f.a_member(first.organisation)
    grant_membership(person, second.organisation, Role.EDITOR, actor=None)
    (group,) = as_user(person).get(DESK).context["groups"]
    assert sorted(row.organisation for row in group.rows) == ["Lunel (34)", "Sète (34)"]


def copies(dossier: Dossier, count: int) -> None:
    """Add rows that are the same to the desk, but for the reference."""
    drafts = list(dossier.drafts.all())
    for rank in range(count):
        dossier.pk, dossier.reference = None, f"LRVP-COPIE-{rank}" if dossier.reference else None
        dossier.public_id = f"copie{rank}"
        dossier.save(force_insert=True)
        for draft in drafts:
            draft.pk, draft.dossier = None, dossier
            draft.save(force_insert=True)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("make", "queries"), [(f.a_complete_draft, 10), (f.a_filed_dossier, 9), (f.a_scheduled_dossier, 10)]
)
def test_desk_makes_the_same_queries_for_any_number(
    as_user: SignIn, django_assert_num_queries: Any, count: int, make: Callable[[], Dossier], queries: int
) -> None:
    dossier = make()
    client = as_user(f.signatory_of(dossier))
    copies(dossier, count - 1)
    with django_assert_num_queries(queries):
        response = client.get(DESK)
    (group,) = response.context["groups"]
    assert len(group.rows) == count
