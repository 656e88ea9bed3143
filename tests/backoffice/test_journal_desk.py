"""The journal and the mail: found, read in French, secrets kept."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

import applications
from applications.accounts.models import User
from applications.backoffice.journal_words import CHOICES, KEYS, VERBS, Change, changes_of, describe
from applications.core.jobs import JobStatus
from applications.core.mail import queue
from applications.core.models import AuditEvent, OutgoingEmail
from tests.factories import a_complete_draft, a_filed_dossier, an_agent, filed

SignIn = Callable[[User], Client]
EVENTS = "/admin/core/auditevent/"
EMAILS = "/admin/core/outgoingemail/"


RECORDERS = {"record", "record_once"}


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def recordings() -> Iterator[ast.Call]:
    """Yield every call of `record` and `record_once` in the services."""
    for path in sorted(Path(applications.__file__).parent.rglob("*.py")):
        if path.name == "audit.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RECORDERS:
                yield node


def test_every_recorded_verb_has_its_words() -> None:
    verbs = {ast.literal_eval(call.args[1]) for call in recordings()}
    assert verbs == set(VERBS)


def test_every_recorded_key_has_its_words() -> None:
    keys = {
        ast.literal_eval(key)
        for call in recordings()
        for keyword in call.keywords
        if keyword.arg in {"before", "after"} and isinstance(keyword.value, ast.Dict)
        for key in keyword.value.keys
        if key is not None
    }
    fields = {field.name for model in apps.get_models() for field in model._meta.concrete_fields}
    assert keys - set(KEYS) - fields == set()


def test_every_coded_key_has_its_words() -> None:
    assert set(CHOICES) - set(KEYS) == set()


def test_event_is_read_in_french() -> None:
    event = AuditEvent(
        verb="object.changed",
        object_label="calls.measure",
        object_id="1",
        before={"rate": "0.3000", "ceiling": "30000.00", "kind": "premises", "excluded_costs": ""},
        after={"rate": "0.1250", "ceiling": "1000.50", "kind": "mobile_post", "excluded_costs": "Loyers"},
    )
    assert changes_of(event) == [
        Change("Taux", "30\u00a0%", "12,5\u00a0%"),
        Change("Plafond de l’aide", "30\u00a0000,00\u00a0€", "1\u00a0000,50\u00a0€"),
        Change("Nature", "Locaux de police", "Poste mobile"),
        Change("Dépenses exclues", "–", "Loyers"),
    ]


def test_event_is_one_sentence_of_what_changed() -> None:
    event = AuditEvent(
        verb="session.deliberation_recorded",
        object_label="decisions.commissionsession",
        before={"number": "CP/1", "transmitted_on": None},
        after={"number": "CP/1", "transmitted_on": "2026-11-24"},
    )
    assert describe(event) == (
        "Délibération enregistrée\u00a0: Transmise au contrôle de légalité le\u00a0: 24\u00a0novembre\u00a02026"
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({"status": "submitted"}, {"status": "admissible"}, "État\u00a0: Déposé → En instruction"),
        ({}, {"is_active": False}, "Compte actif\u00a0: Non"),
        ({}, {"signatories": [8, 9]}, "Signataires prévenus\u00a0: 8, 9"),
        ({}, {"filters": {"mesure": "Locaux"}}, "Filtres\u00a0: mesure\u00a0: Locaux"),
        ({}, {"total": "n’importe quoi"}, "Total\u00a0: n’importe quoi"),
    ],
)
def test_values_are_read_by_what_they_are(before: dict[str, Any], after: dict[str, Any], shown: str) -> None:
    (change,) = changes_of(AuditEvent(object_label="accounts.user", before=before, after=after))
    assert str(change) == shown


@pytest.mark.django_db
def test_journal_of_a_dossier_is_found_by_its_reference(as_user: SignIn) -> None:
    dossier = a_filed_dossier()
    other = a_filed_dossier()
    html = as_user(an_agent("administrateur")).get(EVENTS, {"q": dossier.reference}).content.decode()
    assert (
        html.count(f"Dossier {dossier.reference}")
        == AuditEvent.objects.filter(object_label="dossiers.dossier", object_id=dossier.pk).count()
    )
    assert html.count(f"Dossier {other.reference}") == 0


@pytest.mark.django_db
def test_journal_is_filtered_by_act_and_by_agent(as_user: SignIn) -> None:
    filed(a_complete_draft())
    agent = an_agent("administrateur")
    client = as_user(agent)
    by_act = client.get(EVENTS, {"acte": "dossier.filed"}).context["cl"].queryset
    by_agent = client.get(EVENTS, {"agent": agent.pk}).context["cl"].queryset
    assert [event.verb for event in by_act] == ["dossier.filed"]
    assert by_agent.count() == 0


@pytest.mark.django_db
def test_event_links_to_its_dossier(as_user: SignIn) -> None:
    dossier = filed(a_complete_draft())
    event = AuditEvent.objects.get(verb="dossier.filed")
    html = as_user(an_agent("administrateur")).get(f"{EVENTS}{event.pk}/change/").content.decode()
    assert html.count(f'<a href="/admin/dossiers/dossier/{dossier.pk}/change/">{dossier.reference}</a>') == 1


@pytest.mark.django_db
def test_event_whose_object_is_gone_is_still_read(as_user: SignIn) -> None:
    event = AuditEvent.objects.create(verb="object.changed", object_label="calls.envelope", object_id="999")
    html = as_user(an_agent("administrateur")).get(f"{EVENTS}{event.pk}/change/").content.decode()
    assert html.count("Enveloppe n°\u00a0999") == 1


def an_email(**fields: Any) -> OutgoingEmail:
    email = queue(recipients=["mairie@commune.example"], subject="Essai", text="Le texte du courriel")
    OutgoingEmail.objects.filter(pk=email.pk).update(**fields)
    return email


@pytest.mark.django_db
@pytest.mark.parametrize(("secret", "shown"), [(False, 1), (True, 0)])
def test_text_that_holds_a_secret_is_not_shown_even_before_it_leaves(as_user: SignIn, secret: bool, shown: int) -> None:
    email = an_email(holds_secret=secret, job_status=JobStatus.FAILED)
    html = as_user(an_agent("administrateur")).get(f"{EMAILS}{email.pk}/change/").content.decode()
    assert (html.count("Le texte du courriel"), html.count("secret")) == (shown, 1 - shown)


@pytest.mark.django_db
def test_failed_mail_is_retried_once(as_user: SignIn) -> None:
    email = an_email(job_status=JobStatus.FAILED, attempts=6)
    client = as_user(an_agent("administrateur"))
    address = f"{EMAILS}{email.pk}/actes/relancer/"
    first, second = client.post(address), client.post(address)
    email.refresh_from_db()
    assert (first.status_code, second.status_code, email.job_status) == (302, 200, JobStatus.PENDING)
    assert AuditEvent.objects.filter(verb="job.retried").count() == 1


@pytest.mark.django_db
def test_mail_that_has_not_failed_offers_no_retry(as_user: SignIn) -> None:
    email = an_email()
    assert as_user(an_agent("administrateur")).get(f"{EMAILS}{email.pk}/change/").context["acts"] == []
