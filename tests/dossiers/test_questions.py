"""An administrator's questions in the life of a dossier: asked, answered, filed, retired, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from applications.calls.enums import DocumentCondition, QuestionKind
from applications.calls.models import Question
from applications.core.errors import DomainError, Problem
from applications.dossiers.checks import filing_problems
from applications.dossiers.corrections import corrections, said
from applications.dossiers.enums import Section
from applications.dossiers.models import CompletionItem, Dossier
from applications.dossiers.questions import asked_questions, filed_answers, name_of
from applications.dossiers.selectors import document_states
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import answer_completion
from applications.dossiers.services.questions import ask_question_again, retire_question, save_question
from tests import factories as f
from tests.portal.worlds import ask_completion

pytestmark = pytest.mark.django_db


def save_answers(dossier: Dossier, answers: dict[Question, Any]) -> None:
    """Save the measure's own section with these answers, as the form does when every field validates."""
    values = f.DETAILS[dossier.measure.kind] | {name_of(question): value for question, value in answers.items()}
    draft = dossier.drafts.filter(section=Section.DETAILS).first()
    version = draft.version if draft is not None else 0
    save_section(dossier, Section.DETAILS, raw={}, values=values, version=version, actor=dossier.created_by)


def details_problems(dossier: Dossier) -> list[Problem]:
    return [one for one in filing_problems(dossier, timezone.now()) if one.section == Section.DETAILS]


def test_answers_of_every_kind_are_frozen_with_their_questions() -> None:
    dossier = f.a_complete_draft()
    typed = {
        QuestionKind.TEXT: "Deux écoles",
        QuestionKind.NUMBER: 12,
        QuestionKind.AMOUNT: Decimal("1234.50"),
        QuestionKind.DATE: date(2027, 5, 15),
        QuestionKind.YES_NO: False,
        QuestionKind.CHOICE: "En saison",
    }
    questions = {f.a_question(dossier.measure, kind): value for kind, value in typed.items()}
    save_answers(dossier, questions)
    filed = filed_answers(f.filed(dossier).filings.get().content)
    assert [(one.label, one.text) for one in filed] == [
        (question.label, text)
        for question, text in zip(
            questions,
            ("Deux écoles", "12", "1\u00a0234,50\u00a0€", "15\u00a0mai\u00a02027", "Non", "En saison"),
            strict=True,
        )
    ]


def test_question_added_after_a_section_was_finished_stops_the_filing_until_it_is_answered() -> None:
    dossier = f.a_complete_draft()
    assert details_problems(dossier) == []
    f.a_question(dossier.measure, required=False)
    question = f.a_question(dossier.measure, QuestionKind.YES_NO, label="Ouvert le dimanche\u00a0?")
    assert details_problems(dossier) == [
        Problem("Répondez à la question «\u00a0Ouvert le dimanche\u00a0?\u00a0».", Section.DETAILS, name_of(question))
    ]
    save_answers(dossier, {question: False})
    assert details_problems(dossier) == []


def test_choice_that_is_proposed_no_more_is_to_be_made_again() -> None:
    dossier = f.a_complete_draft()
    question = f.a_question(dossier.measure, QuestionKind.CHOICE, required=False)
    save_answers(dossier, {question: "En saison"})
    question.choices = "Toute l’année\nJamais"
    save_question(question, actor=f.a_user(), changed=["choices"])
    assert [one.field for one in details_problems(dossier)] == [name_of(question)]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (QuestionKind.CHOICE, "Jamais"),
        (QuestionKind.NUMBER, True),
        (QuestionKind.AMOUNT, "12"),
        (QuestionKind.YES_NO, "yes"),
        (QuestionKind.TEXT, None),
    ],
)
def test_what_is_no_answer_to_a_question_is_refused(kind: QuestionKind, wrong: Any) -> None:
    dossier = f.a_complete_draft()
    question = f.a_question(dossier.measure, kind)
    with pytest.raises(DomainError, match=r"^Répondez à la question"):
        save_answers(dossier, {question: wrong})
    assert not dossier.answers.exists()


def test_question_of_another_measure_or_retired_takes_no_answer() -> None:
    dossier = f.a_complete_draft()
    retired = retire_question(f.a_question(dossier.measure), actor=f.a_user(), now=timezone.now())
    for question in (f.a_question(f.a_measure()), retired):
        with pytest.raises(DomainError, match=r"^Cette question n’est plus posée"):
            save_answers(dossier, {question: "Bonjour"})
    assert not dossier.answers.exists()


def test_retired_question_is_filed_no_more_but_stays_in_what_was_filed() -> None:
    measure = f.a_measure()
    question = f.a_question(measure)
    before, after = f.a_complete_draft(measure), f.a_complete_draft(measure)
    for dossier in (before, after):
        save_answers(dossier, {question: "Bonjour"})
    filed = f.filed(before)
    retire_question(question, actor=f.a_user(), now=timezone.now())
    assert asked_questions(filed) == [question]
    assert f.filed(after).filings.get().content["answers"] == []
    ask_completion(filed, CompletionItem(section=Section.DETAILS, field=name_of(question), reason="Précisez."))
    filed = Dossier.objects.get(pk=filed.pk)
    save_section(
        filed, Section.DETAILS, raw={}, values={name_of(question): "Bonsoir"}, version=3, actor=filed.created_by
    )
    answer_completion(filed, signatory=f.signatory_of(filed), electronic_notification=True, now=timezone.now())
    first, second = (one.content for one in filed.filings.order_by("number"))
    changed = [(one.before, one.after) for one in corrections(first, second, ()) if one.is_changed]
    assert changed == [("Bonjour", "Bonsoir")]


def test_filing_made_before_the_questions_has_no_answer() -> None:
    content = f.a_filed_dossier().filings.get().content
    del content["answers"]
    assert filed_answers(content) == ()
    assert [place for place in said(content) if place[1].startswith("question_")] == []


def test_question_added_after_the_filing_asks_nothing_of_it() -> None:
    dossier = f.a_filed_dossier()
    f.a_question(dossier.measure)
    f.a_question(dossier.measure, QuestionKind.FILE)
    assert asked_questions(dossier) == []
    assert [state.document.code for state in document_states(dossier)] == ["deliberation"]


@pytest.mark.parametrize(
    ("required", "condition"), [(True, DocumentCondition.ALWAYS), (False, DocumentCondition.OPTIONAL)]
)
def test_file_question_asks_for_a_document_until_it_is_retired(required: bool, condition: DocumentCondition) -> None:
    dossier = f.a_draft()
    question = f.a_question(dossier.measure, QuestionKind.FILE, required=required, code="photos", label="Des photos")
    document = question.document
    assert (document.code, document.label, document.condition) == ("photos", "Des photos", condition)
    assert [(one.document.code, one.required) for one in document_states(dossier)] == [
        ("deliberation", True),
        ("photos", required),
    ]
    joined = attach(dossier, document, f.a_stored_file(), actor=dossier.created_by)
    other = f.a_draft(dossier.measure)
    retire_question(question, actor=f.a_user(), now=timezone.now())
    states = [(one.document.code, one.required, one.attachments, one.editable) for one in document_states(dossier)]
    assert states[1:] == [("photos", False, (joined,), False)]
    assert [one.document.code for one in document_states(other)] == ["deliberation"]
    with pytest.raises(DomainError, match="plus modifiable"):
        attach(other, document, f.a_stored_file(), actor=other.created_by)
    ask_question_again(question, actor=f.a_user())
    assert [one.document.code for one in document_states(other)] == ["deliberation", "photos"]


def test_kind_and_code_of_an_answered_question_do_not_change() -> None:
    dossier = f.a_complete_draft()
    question = f.a_question(dossier.measure, code="dimanche")
    question.code = "week-end"
    save_question(question, actor=f.a_user(), changed=["code"])
    save_answers(dossier, {question: "Oui"})
    question.code, question.kind, question.label = "dimanche", QuestionKind.YES_NO, "Ouvert\u00a0?"
    with pytest.raises(DomainError) as refusal:
        save_question(question, actor=f.a_user(), changed=["code", "kind", "label"])
    assert [problem.field for problem in refusal.value.problems] == ["kind", "code"]
    stored = Question.objects.get(pk=question.pk)
    assert (stored.code, stored.kind) == ("week-end", QuestionKind.TEXT)
