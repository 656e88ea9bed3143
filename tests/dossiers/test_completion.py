"""What the Région does to a filed dossier before its review, and how the organisation answers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.core.errors import DomainError, Problem
from applications.core.models import OutgoingEmail
from applications.dossiers.enums import FunderKind, Section, Status
from applications.dossiers.models import Assignment, CompletionItem, CompletionRequest, Dossier, Filing
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import answer_completion, file_dossier
from applications.dossiers.services.review import assign, declare_admissible, declare_inadmissible, request_completion
from tests import factories

pytestmark = pytest.mark.django_db

PLAN = factories.financing_values({"Fourgon": "60000.00"}, {FunderKind.REGION: "18000.00", FunderKind.OWN: "42000.00"})


@pytest.fixture
def filed():
    return factories.a_filed_dossier()


@pytest.fixture
def officer(db):
    return factories.an_agent("instructeur")


def asked(dossier: Dossier) -> list[CompletionItem]:
    """The plan and the délibération, as unsaved rows."""
    return [
        CompletionItem(section=Section.FINANCING, reason="Devis à jour"),
        CompletionItem(document=dossier.measure.documents.get(), reason="Signature manquante"),
    ]


def ask(dossier: Dossier, actor, *, items=None, days: int = 15) -> CompletionRequest:
    today = timezone.localdate()
    items = asked(dossier) if items is None else items
    return request_completion(dossier, items, due_on=today + timedelta(days=days), actor=actor, today=today)


def fill_in(dossier: Dossier) -> None:
    member = dossier.created_by
    save_section(dossier, Section.FINANCING, raw={}, values=PLAN, version=1, actor=member)
    attach(dossier, dossier.measure.documents.get(), factories.a_stored_file(), actor=member)


def answer(dossier: Dossier, *, signatory=None, consent=True) -> Filing:
    return answer_completion(
        dossier,
        signatory=signatory or factories.signatory_of(dossier),
        electronic_notification=consent,
        now=timezone.now(),
    )


def test_admissible_dossier_enters_its_review(filed, officer):
    moved = declare_admissible(filed, actor=officer)
    assert (moved.status, moved.published_status) == (Status.ADMISSIBLE, Status.ADMISSIBLE)


def test_inadmissibility_is_not_public_before_its_letter(filed, officer):
    moved = declare_inadmissible(filed, actor=officer, reason="Hors du règlement")
    assert (moved.status, moved.published_status) == (Status.INADMISSIBLE, Status.SUBMITTED)
    assert moved.changes.last().reason == "Hors du règlement"


@pytest.mark.parametrize("reason", ["", " \n"])
def test_inadmissibility_has_a_reason(filed, officer, reason):
    with pytest.raises(DomainError, match="Indiquez le motif de l’irrecevabilité") as refused:
        declare_inadmissible(filed, actor=officer, reason=reason)
    assert refused.value.field == "reason"
    assert Dossier.objects.get().status == Status.SUBMITTED


def test_agent_without_the_right_asks_and_declares_nothing(filed):
    reader = factories.an_agent("consultation")
    for act in (
        lambda: ask(filed, reader),
        lambda: declare_admissible(filed, actor=reader),
        lambda: declare_inadmissible(filed, actor=reader, reason="Non"),
    ):
        with pytest.raises(DomainError, match="Vous n’avez pas le droit de faire cet acte"):
            act()
    assert Dossier.objects.get().status == Status.SUBMITTED
    assert not CompletionRequest.objects.exists()


def test_request_tells_every_member_what_is_asked(filed, officer):
    editor = factories.a_member(filed.organisation, Role.EDITOR)
    OutgoingEmail.objects.all().delete()
    request = ask(filed, officer)
    moved = Dossier.objects.get()
    assert (moved.status, moved.published_status) == (Status.INCOMPLETE, Status.INCOMPLETE)
    assert [(str(item), item.reason) for item in request.items.all()] == [
        ("Le plan de financement", "Devis à jour"),
        ("Délibération", "Signature manquante"),
    ]
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.recipients for mail in mails] == [[filed.created_by.email], [editor.email]]
    assert {mail.subject for mail in mails} == {f"Dossier {filed.reference}\u00a0: la Région attend un complément"}


@pytest.mark.parametrize("days", [-1, 0])
def test_request_is_due_on_a_day_to_come(filed, officer, days):
    with pytest.raises(DomainError, match="Choisissez une date à venir"):
        ask(filed, officer, days=days)
    assert Dossier.objects.get().status == Status.SUBMITTED


def test_request_asks_for_something(filed, officer):
    with pytest.raises(DomainError, match="Choisissez au moins une section ou une pièce"):
        ask(filed, officer, items=[])


def test_request_is_made_once_until_its_answer(filed, officer):
    ask(filed, officer)
    with pytest.raises(DomainError, match="à l’état «\u00a0À compléter\u00a0»"):
        ask(filed, officer)
    assert CompletionRequest.objects.count() == 1


def test_request_is_late_the_day_after_its_term(filed, officer):
    request = ask(filed, officer)
    assert [request.is_late(request.due_on + timedelta(days=days)) for days in (-1, 0, 1)] == [False, False, True]


def test_request_opens_the_section_it_asks_and_no_other(filed, officer):
    ask(filed, officer)
    with pytest.raises(DomainError, match="Cette section n’est plus modifiable"):
        save_section(filed, Section.PROJECT, raw={}, values=None, version=1, actor=filed.created_by)
    raw = {"region": ["18000"]}
    draft = save_section(filed, Section.FINANCING, raw=raw, values=PLAN, version=1, actor=filed.created_by)
    assert draft.version == 2


def test_answer_without_all_that_was_asked_is_refused(filed, officer):
    ask(filed, officer)
    with pytest.raises(DomainError) as refused:
        answer(filed)
    assert refused.value.message == "La réponse ne peut pas encore être envoyée."
    assert refused.value.problems == (
        Problem("Répondez à la demande\u00a0: Le plan de financement.", "financing"),
        Problem("Répondez à la demande\u00a0: Délibération.", "documents", "deliberation"),
    )
    assert Dossier.objects.get().status == Status.INCOMPLETE
    assert Filing.objects.count() == 1


def test_answer_is_a_second_filing_under_the_same_reference(filed, officer):
    request = ask(filed, officer)
    fill_in(filed)
    OutgoingEmail.objects.all().delete()
    second = answer(filed)
    first = Filing.objects.get(number=1)
    moved = Dossier.objects.get()
    request.refresh_from_db()
    assert (moved.status, moved.published_status) == (Status.SUBMITTED, Status.SUBMITTED)
    assert (moved.reference, moved.submitted_at) == (filed.reference, filed.submitted_at)
    assert (moved.total_cost, moved.requested_amount) == (Decimal(60000), Decimal(18000))
    assert request.answered_at == second.filed_at
    assert (second.number, len(second.content["documents"])) == (2, 2)
    assert [line["amount"] for line in first.content["expenses"]] == ["50000.00", "28400.00"]
    assert first.sha256 != second.sha256
    mails = OutgoingEmail.objects.all()
    assert {mail.recipients[0] for mail in mails} == {filed.created_by.email, "mairie@commune.example"}


def test_answer_arrives_after_the_closing(filed, officer):
    ask(filed, officer)
    fill_in(filed)
    filed.measure.call.closes_at = filed.submitted_at + timedelta(microseconds=1)
    filed.measure.call.save()
    assert answer(filed).number == 2


def test_answer_that_breaks_the_plan_is_refused(filed, officer):
    ask(filed, officer)
    fill_in(filed)
    unbalanced = factories.financing_values({"Fourgon": "60000.00"}, {FunderKind.REGION: "18000.00"})
    save_section(filed, Section.FINANCING, raw={}, values=unbalanced, version=2, actor=filed.created_by)
    with pytest.raises(DomainError) as refused:
        answer(filed)
    assert [(problem.section, problem.field) for problem in refused.value.problems] == [("financing", "fundings")]


def test_answer_is_the_signatory_s_and_needs_consent(filed, officer):
    ask(filed, officer)
    fill_in(filed)
    with pytest.raises(DomainError, match="Vous n’avez pas le droit de faire cet acte"):
        answer(filed, signatory=factories.a_member(filed.organisation, Role.EDITOR))
    with pytest.raises(DomainError, match="acceptez de recevoir la décision par voie électronique"):
        answer(filed, consent=False)
    assert Filing.objects.count() == 1
    assert CompletionRequest.objects.get().answered_at is None


def test_answer_without_a_request_is_refused(filed):
    with pytest.raises(DomainError, match="Aucune demande de complément n’attend votre réponse"):
        answer(filed)


def test_incomplete_dossier_is_not_filed_a_second_time(filed, officer):
    ask(filed, officer)
    fill_in(filed)
    with pytest.raises(DomainError, match="n’est plus un brouillon\u00a0: il est à l’état «\u00a0À compléter\u00a0»"):
        file_dossier(filed, signatory=factories.signatory_of(filed), electronic_notification=True, now=timezone.now())
    assert Dossier.objects.get().reference == filed.reference
    assert CompletionRequest.objects.get().answered_at is None


def test_dossier_is_assigned_once_to_an_agent_who_may_review_it(filed, officer):
    head = factories.an_agent("responsable")
    assign(filed, officer, actor=head)
    with pytest.raises(DomainError, match="Ce dossier lui est déjà affecté"):
        assign(filed, officer, actor=head)
    for person in (factories.an_agent("finance"), filed.created_by):
        with pytest.raises(DomainError, match="Cette personne ne peut pas instruire de dossier"):
            assign(filed, person, actor=head)
    assert [row.user for row in Assignment.objects.all()] == [officer]


def test_agent_without_the_right_assigns_nobody(filed, officer):
    with pytest.raises(DomainError, match="Vous n’avez pas le droit d’affecter un dossier"):
        assign(filed, officer, actor=officer)
    assert not Assignment.objects.exists()
