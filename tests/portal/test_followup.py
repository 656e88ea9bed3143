"""After the filing: what the organisation may know, and when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.core.dates import date_text
from applications.decisions.enums import Outcome
from applications.decisions.models import Letter
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier, Filing
from applications.dossiers.services.documents import attach
from applications.dossiers.services.filing import answer_completion
from applications.dossiers.services.review import declare_inadmissible
from tests import factories as f
from tests.portal.worlds import (
    DECLARED,
    answer_to,
    ask_completion,
    ask_documents,
    notify_decision,
    path,
    render_letters,
    vote,
    words,
)

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
FILED_PAGES = ["", "pieces/", "relire/", "accuse/", "lecture/", "retirer/", "sections/project/", "sections/financing/"]


@pytest.fixture
def authority() -> None:
    f.an_authority()


def follow(response: Any) -> Any:
    return response.context["follow"]


def steps(response: Any) -> list[tuple[str, str]]:
    return [(step.title, step.state) for step in follow(response).steps]


@pytest.mark.usefixtures("authority")
@pytest.mark.parametrize("outcome", Outcome.values)
def test_vote_is_nowhere_before_its_notification(as_user: SignIn, outcome: str) -> None:
    dossier = vote(f.a_scheduled_dossier(), Outcome(outcome))
    render_letters()
    client = as_user(f.signatory_of(dossier))
    assert follow(client.get(path(dossier))).tag.label == "Inscrit en commission"
    texts = [words(client.get(path(dossier, page), follow=True)) for page in FILED_PAGES]
    told = [word for text in texts for word in ("19 999,98", "Accordé", "Refusé", "Ajourné") if word in text]
    assert told == []


@pytest.mark.usefixtures("authority")
def test_letter_is_not_found_before_its_notification(as_user: SignIn) -> None:
    dossier = vote(f.a_scheduled_dossier())
    render_letters()
    address = f"/fichiers/{Letter.objects.get().file_id}/"
    client = as_user(f.signatory_of(dossier))
    assert answer_to(client, address) == 404
    notify_decision(dossier)
    assert answer_to(client, address) == 200


@pytest.mark.usefixtures("authority")
def test_agent_who_is_a_member_too_learns_nothing_here(as_user: SignIn) -> None:
    dossier = vote(f.a_scheduled_dossier())
    render_letters()
    agent = f.a_member(dossier.organisation, is_staff=True, groups=["responsable"])
    response = as_user(agent).get(path(dossier))
    assert (follow(response).tag.label, follow(response).decision) == ("Inscrit en commission", None)


@pytest.mark.usefixtures("authority")
def test_refused_act_does_not_tell_a_hidden_state(as_user: SignIn) -> None:
    dossier = f.an_admissible_dossier()
    Dossier.objects.filter(pk=dossier.pk).update(status="inadmissible")
    client = as_user(f.signatory_of(dossier))
    response = client.post(path(dossier, "retirer/"), {"reason": "Projet reporté."})
    assert "Irrecevable" not in words(response)
    assert "Projet reporté." in words(response)


def test_inadmissibility_stays_hidden_until_notified(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    declare_inadmissible(dossier, actor=f.an_agent("instructeur"), reason="Hors du champ.")
    response = as_user(f.signatory_of(dossier)).get(path(dossier))
    assert follow(response).tag.label == "Déposé"
    assert "Hors du champ." not in words(response)


@pytest.mark.usefixtures("authority")
def test_grant_shows_amount_letter_duties_and_appeal_once_notified(as_user: SignIn) -> None:
    dossier = vote(f.a_scheduled_dossier())
    render_letters()
    decision = notify_decision(dossier)
    response = as_user(f.signatory_of(dossier)).get(path(dossier))
    page = words(response)
    assert "19 999,98 €" in page
    assert f"Décision n° {decision.number}" in page
    assert f"/fichiers/{decision.letter.file_id}/?telecharger" in response.content.decode()
    assert [duty.title for duty in follow(response).duties] == [
        "Commencer le projet et le déclarer",
        "Afficher le plan de financement",
        "Demander le solde",
    ]
    assert steps(response) == [
        ("Déposé", "done"),
        ("Complet et recevable", "done"),
        ("Instruit", "done"),
        ("Voté", "done"),
        ("Notifié", "done"),
        ("Commencement du projet", "now"),
        ("Avance, puis acomptes", "next"),
        ("Solde", "next"),
    ]


@pytest.mark.usefixtures("authority")
def test_refusal_shows_its_motive_and_no_duty(as_user: SignIn) -> None:
    dossier = vote(f.a_scheduled_dossier(), Outcome.REFUSED)
    render_letters()
    notify_decision(dossier)
    response = as_user(f.signatory_of(dossier)).get(path(dossier))
    decision = follow(response).decision
    assert (decision.motive, decision.explanation) == (
        "Besoin insuffisamment établi",
        "Le diagnostic ne chiffre aucun fait.",
    )
    assert (follow(response).duties, follow(response).appeal.must_use_telerecours) == ((), True)


@pytest.mark.usefixtures("authority")
def test_small_commune_may_post_its_petition(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation("Thédirac", population=298, departement="46")
    dossier = vote(f.a_scheduled_dossier(None, organisation))
    render_letters()
    notify_decision(dossier)
    page = words(as_user(f.signatory_of(dossier)).get(path(dossier)))
    assert "La requête peut être adressée par courrier" in page


def test_filed_dossier_says_what_comes_next(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    response = as_user(f.signatory_of(dossier)).get(path(dossier))
    assert "Rien à faire pour vous aujourd’hui" in words(response)
    assert steps(response) == [
        ("Déposé", "done"),
        ("Examen de la recevabilité", "now"),
        ("Instruction", "next"),
        ("Vote de la Commission permanente", "next"),
        ("Notification", "next"),
    ]


def test_scheduled_dossier_tells_the_day_of_the_session(as_user: SignIn) -> None:
    session = f.a_session(held_on=timezone.localdate() + timedelta(days=30))
    dossier = f.a_scheduled_dossier(session=session)
    (step,) = [
        step for step in follow(as_user(f.signatory_of(dossier)).get(path(dossier))).steps if step.state == "now"
    ]
    assert (step.title, step.when) == (
        "Vote de la Commission permanente",
        f"séance du {date_text(session.held_on)}",
    )


def test_completion_lists_items_with_reason_place_and_state(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    mayor = f.signatory_of(dossier)
    document = dossier.measure.documents.get()
    ask_completion(
        dossier,
        CompletionItem(section="details", reason="Précisez les horaires."),
        CompletionItem(document=document, reason="Elle n’est pas signée."),
    )
    attach(dossier, document, f.a_stored_file(), actor=mayor)
    completion = follow(as_user(mayor).get(path(dossier))).completion
    assert [(item.label, item.reason, item.url, item.tag.label) for item in completion.items] == [
        ("Le poste mobile", "Précisez les horaires.", path(dossier, "sections/details/"), "À corriger"),
        ("Délibération", "Elle n’est pas signée.", path(dossier, "pieces/#piece-deliberation"), "Répondu"),
    ]
    assert (completion.answered, completion.next.label) == (1, "Le poste mobile")


def test_late_completion_says_so(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    request = ask_completion(dossier)
    CompletionRequest.objects.filter(pk=request.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert "La date est passée" in words(as_user(f.signatory_of(dossier)).get(path(dossier)))


def test_closed_completion_request_says_no_more_than_that(as_user: SignIn) -> None:
    """Declared inadmissible while it was incomplete: the organisation learns it by its letter, not here."""
    dossier = f.a_filed_dossier()
    ask_completion(dossier)
    declare_inadmissible(dossier, actor=f.an_agent("instructeur"), reason="Sans réponse.")
    page = words(as_user(f.signatory_of(dossier)).get(path(dossier)))
    assert "La demande de complément est close" in page
    assert "Irrecevable" not in page


def test_receipt_says_what_it_is_not_worth_and_what_silence_means(as_user: SignIn, settings: Any) -> None:
    settings.SILENCE_MONTHS = 4
    dossier = f.a_filed_dossier()
    page = words(as_user(f.signatory_of(dossier)).get(path(dossier, "accuse/")))
    assert "ni complétude, ni éligibilité, ni promesse d’aide, ni autorisation de démarrer" in page
    assert "Son silence pendant quatre mois à compter du dépôt" in page
    assert "l’instruction continue et une aide reste possible" in page


def test_receipt_of_draft_is_not_found(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    assert client.get(path(dossier, "accuse/")).status_code == 404
    assert client.get(path(dossier, "lecture/")).status_code == 404


def test_reading_shows_what_was_frozen_not_what_changed_since(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    mayor = f.signatory_of(dossier)
    first = dossier.attachments.get().file
    ask_completion(dossier)
    attach(dossier, dossier.measure.documents.get(), f.a_stored_file(), actor=mayor)
    answer_completion(dossier, signatory=mayor, electronic_notification=True, now=timezone.now())
    client = as_user(mayor)
    latest, original = client.get(path(dossier, "lecture/")), client.get(path(dossier, "lecture/1/"))
    assert len(latest.context["reading"].files) == 2
    assert [file.stored for file in original.context["reading"].files] == [first]
    assert original.context["reading"].plan.cost == 78400
    assert client.get(path(dossier, "lecture/3/")).status_code == 404


def test_reading_of_frozen_values_is_that_of_typed_ones(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    typed = client.get(path(dossier, "relire/")).context["reading"]
    client.post(path(dossier, "relire/"), DECLARED)
    frozen = client.get(path(dossier, "lecture/")).context["reading"]
    assert [section.entries for section in frozen.sections] == [section.entries for section in typed.sections]
    assert (frozen.plan, frozen.files) == (typed.plan, typed.files)


def test_signatory_withdraws_with_a_reason(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    client = as_user(f.signatory_of(dossier))
    assert client.get(path(dossier, "retirer/")).status_code == 200
    refused = client.post(path(dossier, "retirer/"))
    assert refused.context["form"].errors == {"reason": ["Indiquez pourquoi le dossier est retiré."]}
    assert client.post(path(dossier, "retirer/"), {"reason": "Projet reporté."}).url == path(dossier)
    response = client.get(path(dossier))
    assert (follow(response).tag.label, follow(response).reason) == ("Retiré", "Projet reporté.")


def test_editor_cannot_withdraw(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    client = as_user(f.a_member(dossier.organisation, Role.EDITOR))
    assert client.post(path(dossier, "retirer/"), {"reason": "Non."}).status_code == 403
    assert Dossier.objects.get().status == "submitted"
    assert "Retirer le dossier" not in words(client.get(path(dossier)))


def test_withdrawn_dossier_takes_no_act_any_more(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    client = as_user(f.signatory_of(dossier))
    client.post(path(dossier, "retirer/"), {"reason": "Projet reporté."})
    assert client.post(path(dossier, "retirer/"), {"reason": "Encore."}).url == path(dossier)
    client.post(path(dossier, "relire/"), DECLARED)
    assert (Dossier.objects.get().status, Filing.objects.count()) == ("withdrawn", 1)


def test_scheduled_dossier_is_not_withdrawn_here(as_user: SignIn) -> None:
    dossier = f.a_scheduled_dossier()
    client = as_user(f.signatory_of(dossier))
    assert client.post(path(dossier, "retirer/"), {"reason": "Trop tard."}).url == path(dossier)
    assert Dossier.objects.get().status == "scheduled"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("", 15), ("lecture/", 8), ("pieces/", 11), ("accuse/", 7)])
def test_filed_pages_make_the_same_queries_for_any_number_of_documents(
    as_user: SignIn, django_assert_num_queries: Any, count: int, page: str, queries: int
) -> None:
    draft = f.a_draft()
    mayor = f.signatory_of(draft)
    documents = ask_documents(draft.measure, count)
    dossier = f.a_complete_draft(draft.measure, draft.organisation, actor=mayor)
    for document in documents:
        attach(dossier, document, f.a_stored_file(), actor=mayor)
    client = as_user(mayor)
    client.post(path(dossier, "relire/"), DECLARED)
    client.get(path(dossier))
    with django_assert_num_queries(queries):
        client.get(path(dossier, page))
