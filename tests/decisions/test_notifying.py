"""Letting the organisation know: once, with the letter ready and the délibération in force."""

import hashlib
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.accounts.enums import Role
from applications.core import jobs
from applications.core.errors import DomainError
from applications.core.files import store_bytes
from applications.core.models import OutgoingEmail, StoredFile
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import AgendaItem, CommissionSession, Decision, Letter
from applications.decisions.services.notifying import notify
from applications.decisions.services.voting import record_vote
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from tests import factories
from tests.decisions.agendas import an_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(db):
    return factories.an_agent("responsable")


@pytest.fixture
def decision(head):
    """A refusal, its letter still to render, its session's délibération in force."""
    factories.an_authority()
    today = timezone.localdate()
    item = an_item(session=factories.a_session(transmitted_on=today, published_on=today), actor=head)
    return decide(item, head)


def decide(item: AgendaItem, actor) -> Decision:
    record_vote(item, outcome=Outcome.REFUSED, motive=Motive.NEED_NOT_SHOWN, actor=actor, today=timezone.localdate())
    return Decision.objects.get(dossier=item.dossier)


def render(decision: Decision) -> StoredFile:
    """Leave what the worker leaves, without its two seconds."""
    file = store_bytes(b"%PDF-1.7", name="Decision.pdf", media_type="application/pdf")
    Letter.objects.filter(decision=decision).update(job_status=jobs.JobStatus.DONE, file=file)
    return file


def refusal_of(decision: Decision, actor) -> str:
    """Try to notify, and make sure that nothing is left of it."""
    OutgoingEmail.objects.all().delete()
    with pytest.raises(DomainError) as refused:
        notify(decision, actor=actor, now=timezone.now())
    assert Letter.objects.get(decision=decision).notified_at is None
    assert Dossier.objects.get(pk=decision.dossier_id).published_status == Status.SCHEDULED
    assert not OutgoingEmail.objects.exists()
    return refused.value.message


def test_notification_publishes_the_outcome_and_tells_the_members(decision, head):
    organisation = decision.dossier.organisation
    members = [factories.a_member(organisation, role) for role in (Role.SIGNATORY, Role.EDITOR)]
    factories.a_member(factories.a_commune_organisation("Aniane"))
    render(decision)
    OutgoingEmail.objects.all().delete()
    now = timezone.now()
    letter = notify(decision, actor=head, now=now)
    dossier = Dossier.objects.get()
    assert (letter.notified_at, letter.notified_by) == (now, head)
    assert (dossier.status, dossier.published_status) == (Status.REFUSED, Status.REFUSED)
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.recipients for mail in mails] == [[member.email] for member in members]
    assert {mail.subject for mail in mails} == {f"Dossier {dossier.reference}\u00a0: la décision de la Région"}


def test_outcome_is_not_told_by_the_mail(decision, head):
    factories.a_member(decision.dossier.organisation)
    render(decision)
    OutgoingEmail.objects.all().delete()
    notify(decision, actor=head, now=timezone.now())
    text = OutgoingEmail.objects.get().text.lower()
    assert [word for word in ("refus", "accord", "motif", "€") if word in text] == []


def test_letter_not_rendered_is_not_notified(decision, head):
    message = "La lettre n’est pas encore prête\u00a0: patientez quelques secondes, puis recommencez."
    assert refusal_of(decision, head) == message
    render(decision)
    Letter.objects.update(job_status=jobs.JobStatus.RUNNING)
    assert refusal_of(decision, head) == message


@pytest.mark.parametrize("missing", ["transmitted_on", "published_on"])
def test_deliberation_not_in_force_holds_the_notification(decision, head, missing):
    render(decision)
    CommissionSession.objects.update(**{missing: None})
    assert refusal_of(Decision.objects.get(), head) == (
        "Indiquez d’abord, dans la séance, les dates de transmission et de publication de la délibération."
    )


def test_decision_is_notified_once(decision, head):
    render(decision)
    first = notify(decision, actor=head, now=timezone.now())
    mails = OutgoingEmail.objects.count()
    with pytest.raises(DomainError, match="Cette décision est déjà notifiée"):
        notify(decision, actor=head, now=timezone.now())
    assert Letter.objects.get().notified_at == first.notified_at
    assert OutgoingEmail.objects.count() == mails


@pytest.mark.parametrize("group", ["instructeur", "finance", "administrateur", "consultation"])
def test_decision_is_notified_by_those_who_may(decision, group):
    render(decision)
    agent = factories.an_agent(group)
    assert refusal_of(decision, agent) == "Vous n’avez pas le droit de notifier une décision."


def test_permission_without_being_an_agent_notifies_nothing(decision):
    render(decision)
    person = factories.a_user(groups=["responsable"])
    assert refusal_of(decision, person) == "Vous n’avez pas le droit de notifier une décision."


def test_other_decisions_of_the_session_stay_secret(decision, head):
    other = decide(an_item(decision.dossier.measure, decision.vote.item.session, actor=head), head)
    render(decision)
    render(other)
    notify(decision, actor=head, now=timezone.now())
    assert Dossier.objects.get(pk=other.dossier_id).published_status == Status.SCHEDULED


def test_letter_is_read_by_members_only_once_notified(decision, head, as_user):
    file = render(decision)
    member = factories.a_member(decision.dossier.organisation, Role.EDITOR)
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))
    address = reverse("core:file", args=[file.pk])

    def answers() -> list[int | bytes]:
        responses = [as_user(user).get(address) for user in (member, stranger, head)]
        return [
            answer.getvalue() if answer.status_code == HTTPStatus.OK else answer.status_code for answer in responses
        ]

    assert answers() == [404, 404, b"%PDF-1.7"]
    notify(decision, actor=head, now=timezone.now())
    assert answers() == [b"%PDF-1.7", 404, b"%PDF-1.7"]


def test_letter_is_rendered_once_by_the_worker(decision):
    for _ in range(2):
        jobs.run("decisions.letter", decision.letter.pk)
    letter = Letter.objects.get()
    with letter.file.file.open() as file:
        content = file.read()
    assert (letter.job_status, letter.attempts) == (jobs.JobStatus.DONE, 1)
    assert letter.file.name == f"Decision-{decision.number}-{decision.dossier.reference}.pdf"
    assert (content[:5], hashlib.sha256(content).hexdigest()) == (b"%PDF-", letter.file.sha256)
    assert StoredFile.objects.count() == 1
