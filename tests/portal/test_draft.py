"""The page of a draft: its tasks, its changes of hands, its end."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.core.models import OutgoingEmail
from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier, StatusChange
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.handing_over import hand_over, take_back
from tests import factories as f
from tests.portal.worlds import path, words

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def an_editor(dossier: Dossier) -> User:
    return f.a_member(dossier.organisation, Role.EDITOR, display_name="Secrétariat")


def states(response: Any) -> list[str]:
    return [task.tag.label for task in response.context["tasks"].tasks]


def test_empty_draft_has_all_to_do(as_user: SignIn) -> None:
    dossier = f.a_draft()
    response = as_user(f.signatory_of(dossier)).get(path(dossier))
    assert states(response) == ["À faire", "À faire", "À faire", "À faire", "À faire", "Pas encore"]
    assert "Commencer la section 1" in words(response)


def test_draft_tells_finished_and_unfinished_sections(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    mayor = f.signatory_of(dossier)
    save_section(dossier, Section.DETAILS, raw={"surface": ["?"]}, values=None, version=1, actor=mayor)
    response = as_user(mayor).get(path(dossier))
    assert states(response) == ["Terminé", "Terminé", "En cours", "Terminé", "Terminé", "Pas encore"]
    assert response.context["tasks"].tasks[-1].hint == "Possible quand la section 3 est terminée"


def test_complete_draft_is_ready_to_be_read_and_filed(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    response = as_user(f.signatory_of(dossier)).get(path(dossier))
    assert states(response) == ["Terminé"] * 5 + ["Prêt"]
    assert "la Région ne le voit pas encore" in words(response)


def test_editor_hands_over_with_a_word(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    mayor, secretary = f.signatory_of(dossier), an_editor(dossier)
    response = as_user(secretary).post(path(dossier, "transmettre/"), {"message": "Tout est prêt."})
    assert (response.status_code, response.url) == (302, path(dossier))
    assert Dossier.objects.get().published_status == "awaiting_signature"
    assert OutgoingEmail.objects.get().recipients == [mayor.email]
    passing = as_user(mayor).get(path(dossier)).context["tasks"].passing
    assert (passing.name, passing.message) == ("Secrétariat", "Tout est prêt.")


def test_hand_over_without_signatory_keeps_the_typed_word(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    secretary = f.a_member(organisation, Role.EDITOR)
    dossier = f.a_draft(None, organisation, actor=secretary)
    response = as_user(secretary).post(path(dossier, "transmettre/"), {"message": "Merci de relire."})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()[0].startswith("Aucune personne signataire")
    assert response.context["form"]["message"].value() == "Merci de relire."
    assert Dossier.objects.get().status == "draft"


def test_second_hand_over_sends_nothing_more(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(an_editor(dossier))
    client.post(path(dossier, "transmettre/"))
    assert client.post(path(dossier, "transmettre/")).url == path(dossier)
    assert OutgoingEmail.objects.count() == 1


def test_too_long_word_is_kept_and_told(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    response = as_user(an_editor(dossier)).post(path(dossier, "transmettre/"), {"message": "a" * 10_000})
    assert response.context["form"].errors["message"] == ["2\u00a0000 caractères au plus, il y en a 10\u00a0000."]
    assert len(response.context["form"]["message"].value()) == 10_000


def test_signatory_sends_back_with_a_comment(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    mayor, secretary = f.signatory_of(dossier), an_editor(dossier)
    hand_over(dossier, actor=secretary)
    response = as_user(mayor).post(path(dossier, "reprendre/"), {"message": "Le devis a changé."})
    assert response.url == path(dossier)
    assert Dossier.objects.get().status == "draft"
    assert "Le devis a changé." in words(as_user(secretary).get(path(dossier)))


def test_draft_that_waits_for_nobody_cannot_be_sent_back(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    assert as_user(f.signatory_of(dossier)).post(path(dossier, "reprendre/")).url == path(dossier)
    assert StatusChange.objects.count() == 0


def test_abandon_asks_before_it_acts(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    assert client.get(path(dossier, "abandonner/")).status_code == 200
    assert Dossier.objects.get().status == "draft"
    assert client.post(path(dossier, "abandonner/")).url == path(dossier)
    assert Dossier.objects.get().status == "abandoned"


def test_abandoned_draft_stays_readable_and_ends_there(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    client.post(path(dossier, "abandonner/"))
    assert "Brouillon abandonné" in words(client.get(path(dossier)))
    review = client.get(path(dossier, "relire/"))
    assert (review.context["may_commit"], review.context["reading"].complete) == (False, 4)
    assert "Déposer le dossier" not in words(review)


def test_filed_dossier_cannot_be_abandoned(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    assert as_user(f.signatory_of(dossier)).post(path(dossier, "abandonner/")).url == path(dossier)
    assert Dossier.objects.get().status == "submitted"


def test_draft_after_closing_is_readable_and_says_why_it_is_not_filed(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    with time_machine.travel(dossier.measure.call.closes_at, tick=False):
        client = as_user(f.signatory_of(dossier))
        assert "L’appel est clos : ce dossier n’a pas été déposé" in words(client.get(path(dossier)))
        review = client.get(path(dossier, "relire/"))
        assert "L’appel est clos : ce dossier n’a pas été déposé" in words(review)
        assert (review.context["may_commit"], review.context["reading"].plan.cost) == (False, 78400)


def test_workers_are_listed_with_their_last_save(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    secretary = an_editor(dossier)
    save_section(dossier, Section.PROJECT, raw={}, values=f.project_values(), version=1, actor=secretary)
    workers = as_user(secretary).get(path(dossier)).context["tasks"].workers
    assert [worker.name for worker in workers] == ["Secrétariat", str(f.signatory_of(dossier))]
    assert workers[0].what.startswith("Le projet et le besoin, aujourd’hui à ")


def test_sent_back_draft_can_be_handed_over_again(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    secretary = an_editor(dossier)
    hand_over(dossier, actor=secretary)
    take_back(dossier, actor=secretary)
    as_user(secretary).post(path(dossier, "transmettre/"))
    assert Dossier.objects.get().status == "awaiting_signature"
