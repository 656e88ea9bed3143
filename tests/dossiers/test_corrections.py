"""A correction touches what was asked and nothing else, and both faces read the same before and after."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.calls.enums import MeasureKind
from applications.core.errors import DomainError, Problem
from applications.core.models import OutgoingEmail
from applications.dossiers.checks import unanswered
from applications.dossiers.corrections import changed_places, corrections
from applications.dossiers.enums import FunderKind, Section, Status
from applications.dossiers.fields import item_label, question_of_input
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.selectors import open_questions
from applications.dossiers.services.correcting import call_signatories, confirm_unchanged
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import answer_completion
from applications.dossiers.services.review import declare_inadmissible, request_completion
from applications.dossiers.services.status import transition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed() -> Dossier:
    return factories.a_filed_dossier()


def ask(dossier: Dossier, *items: CompletionItem) -> CompletionRequest:
    today = timezone.localdate()
    officer = factories.an_agent("instructeur")
    return request_completion(dossier, items, due_on=today + timedelta(days=10), actor=officer, today=today)


def question(section: Section, field: str, reason: str = "À préciser.") -> CompletionItem:
    return CompletionItem(section=section, field=field, reason=reason)


def save(dossier: Dossier, section: Section, **values: Any) -> None:
    raw = {name: [str(value)] for name, value in values.items()}
    save_section(dossier, section, raw=raw, values=values, version=1, actor=dossier.created_by)


def test_request_refuses_what_the_form_does_not_ask(filed: Dossier) -> None:
    elsewhere = factories.a_measure(MeasureKind.PREMISES).documents.get()
    document = filed.measure.documents.get()
    need = question(Section.PROJECT, "need")
    refused = {
        "n’est pas demandée pour cette mesure": [CompletionItem(document=elsewhere, reason="Manquante.")],
        "ne pose pas cette question": [question(Section.DETAILS, "surface")],
        "n’a pas cette section": [question(Section.DOCUMENTS, "")],
        "Écrivez le motif de la demande\u00a0: Le projet": [question(Section.PROJECT, "need", " \n")],
        "demandé deux fois\u00a0: Le projet et le besoin\u00a0: besoin": [need, question(Section.PROJECT, "need")],
        "demandé deux fois\u00a0: Le plan de financement\u00a0: les": [
            question(Section.FINANCING, ""),
            question(Section.FINANCING, "expenses"),
        ],
        "demandé deux fois\u00a0: Délibération": [
            CompletionItem(document=document, reason="Page 1."),
            CompletionItem(document=document, reason="Page 2."),
        ],
    }
    for message, items in refused.items():
        with pytest.raises(DomainError, match=message):
            ask(filed, *items)
    assert (Dossier.objects.get().status, CompletionRequest.objects.count()) == (Status.SUBMITTED, 0)


def test_mail_of_the_request_names_each_question_as_the_dossier_does(filed: Dossier) -> None:
    OutgoingEmail.objects.all().delete()
    ask(filed, question(Section.DETAILS, "vehicle", "Quel gabarit ?"), question(Section.CONTACT, "siret", "Clos."))
    text = OutgoingEmail.objects.get().text
    assert "- Le poste mobile\u00a0: véhicule\u00a0: Quel gabarit ?" in text
    assert "- La collectivité et les contacts\u00a0: SIRET\u00a0: Clos." in text


def test_questions_that_hang_on_the_one_asked_open_with_it(filed: Dossier) -> None:
    ask(filed, question(Section.CONTACT, "police_force"), question(Section.FINANCING, "fundings"))
    asked = Dossier.objects.get()
    assert open_questions(asked, Section.CONTACT) == {"police_force", "officers", "agreement_reason"}
    assert open_questions(asked, Section.FINANCING) == {"fundings"}
    assert open_questions(asked, Section.PROJECT) == frozenset()


@pytest.mark.parametrize(
    ("section", "name", "owner"),
    [
        (Section.PROJECT, "starts_on_day", "starts_on"),
        (Section.DETAILS, "officers_on_board", "officers_on_board"),
        (Section.CONTACT, "agreement_signed_on_year", "agreement_signed_on"),
        (Section.CONTACT, "csrf", ""),
        (Section.FINANCING, "expense_label", "expenses"),
        (Section.FINANCING, "own", "fundings"),
    ],
)
def test_input_belongs_to_its_question(filed: Dossier, section: Section, name: str, owner: str) -> None:
    assert question_of_input(filed, section, name) == owner


def test_save_writes_the_question_asked_and_keeps_the_others(filed: Dossier) -> None:
    ask(filed, question(Section.PROJECT, "need"))
    save(filed, Section.PROJECT, need="Un besoin chiffré.", aims="Tout autre chose.", title="Autre titre")
    project = Dossier.objects.get().projectdetails
    assert (project.need, project.aims) == ("Un besoin chiffré.", "Être présent chaque jour.")
    assert (project.title, Dossier.objects.get().title) == ("Poste mobile pour le centre",) * 2
    assert filed.drafts.get(section="project").data == {"need": ["Un besoin chiffré."]}


def test_save_of_the_fundings_leaves_the_expenses(filed: Dossier) -> None:
    before = list(filed.expenses.values("pk", "label", "amount"))
    ask(filed, question(Section.FINANCING, "fundings"))
    plan = factories.financing_values(
        {"Yacht": "78400.00"}, {FunderKind.REGION: "20000.00", FunderKind.OWN: "58400.00"}
    )
    save(filed, Section.FINANCING, **plan)
    assert list(filed.expenses.values("pk", "label", "amount")) == before
    assert [str(line.amount) for line in filed.fundings.all()] == ["20000.00", "58400.00"]


def test_answer_waits_for_another_value_or_its_confirmation(filed: Dossier, django_assert_num_queries: Any) -> None:
    request = ask(filed, question(Section.PROJECT, "need"), question(Section.PROJECT, "aims"))
    save(filed, Section.PROJECT, need="Un besoin chiffré.", aims="Être présent chaque jour.")
    asked = Dossier.objects.with_parties().get()
    with django_assert_num_queries(12):
        problems = unanswered(asked, request)
    wanted = "Répondez à la demande\u00a0: Le projet et le besoin\u00a0: objectifs."
    assert problems == [Problem(wanted, Section.PROJECT, "aims")]
    confirm_unchanged(request.items.get(field="aims"), comment=" C’est voulu. ", actor=filed.created_by)
    assert request.items.get(field="aims").confirmation == "C’est voulu."
    now = timezone.now()
    answer_completion(asked, signatory=filed.created_by, electronic_notification=True, now=now)
    assert CompletionRequest.objects.get().answered_at == now


def test_confirmation_needs_a_word_an_open_request_and_a_member(filed: Dossier) -> None:
    request = ask(
        filed,
        question(Section.PROJECT, "aims"),
        CompletionItem(document=filed.measure.documents.get(), reason="Page 2 manquante."),
    )
    aims, document = request.items.order_by("pk")
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))
    for item, comment, actor, message in (
        (aims, "  ", filed.created_by, "Écrivez en quelques mots"),
        (document, "Elle y est.", filed.created_by, "Une pièce demandée se joint"),
        (aims, "Oui.", stranger, "Vous n’agissez pas pour cette collectivité"),
    ):
        with pytest.raises(DomainError, match=message):
            confirm_unchanged(item, comment=comment, actor=actor)
    declare_inadmissible(filed, actor=factories.an_agent("instructeur"), reason="Sans réponse.")
    with pytest.raises(DomainError, match="Aucune demande de complément n’attend"):
        confirm_unchanged(aims, comment="Trop tard.", actor=filed.created_by)
    assert set(request.items.values_list("confirmation", flat=True)) == {""}


def test_editor_calls_the_signatories_to_read_and_send(filed: Dossier) -> None:
    editor = factories.a_member(filed.organisation, Role.EDITOR)
    with pytest.raises(DomainError, match="Aucune demande de complément n’attend"):
        call_signatories(filed, actor=editor)
    ask(filed, question(Section.PROJECT, "need"))
    OutgoingEmail.objects.all().delete()
    call_signatories(filed, actor=editor, message="La page 2 est ajoutée.")
    mail = OutgoingEmail.objects.get()
    assert mail.recipients == [filed.created_by.email]
    assert mail.subject == "À relire et à envoyer\u00a0: Poste mobile pour le centre"
    assert "La page 2 est ajoutée." in mail.text
    assert Dossier.objects.get().status == Status.INCOMPLETE


def test_request_left_without_answer_is_closed_and_another_may_follow(filed: Dossier) -> None:
    first = ask(filed, question(Section.PROJECT, "need"))
    declare_inadmissible(filed, actor=factories.an_agent("instructeur"), reason="Sans réponse.")
    transition(filed, Status.SUBMITTED, actor=factories.an_agent("responsable"))
    first.refresh_from_db()
    assert (first.answered_at, first.closed_at is not None) == (None, True)
    second = ask(filed, question(Section.PROJECT, "aims"))
    assert list(CompletionRequest.objects.waiting()) == [second]


def test_comparison_says_what_was_asked_changed_or_not_and_what_else_changed(filed: Dossier) -> None:
    document = filed.measure.documents.get()
    old = filed.attachments.get().file
    request = ask(
        filed,
        question(Section.DETAILS, "weekly_hours"),
        question(Section.PROJECT, "starts_on"),
        CompletionItem(document=document, reason="Illisible."),
    )
    save(filed, Section.DETAILS, weekly_hours=35)
    later = filed.projectdetails.ends_on + timedelta(days=30)
    save(filed, Section.PROJECT, starts_on=filed.projectdetails.starts_on, ends_on=later)
    confirm_unchanged(request.items.get(field="starts_on"), comment="Déjà juste.", actor=filed.created_by)
    attach(filed, document, factories.a_stored_file(), actor=filed.created_by)
    answer_completion(filed, signatory=filed.created_by, electronic_notification=True, now=timezone.now())
    before, after = (filing.content for filing in filed.filings.order_by("number"))
    items = request.items.order_by("pk")
    found = [
        (one.place, item_label(filed, one.item) if one.item else "", one.is_changed)
        for one in corrections(before, after, items)
    ]
    assert found == [
        (("details", "weekly_hours"), "Le poste mobile\u00a0: heures de présence par semaine", True),
        (("project", "starts_on"), "Le projet et le besoin\u00a0: commencement prévu", False),
        (("documents", "deliberation"), "Délibération", True),
        (("project", "ends_on"), "", True),
    ]
    hours, _, files, ends = corrections(before, after, items)
    assert (hours.before, hours.after, ends.after) == (20, 35, later.isoformat())
    assert ([file["sha256"] for file in files.before], len(files.after)) == ([old.sha256], 2)
    assert changed_places(before, before) == frozenset()
