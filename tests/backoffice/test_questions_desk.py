"""The questions that an administrator adds to a measure, at their desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from applications.accounts.models import User
from applications.calls.enums import QuestionKind
from applications.calls.models import Measure, Question
from applications.core.models import AuditEvent
from tests import factories as f

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ADD = "/admin/calls/question/add/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def admin(as_user: SignIn) -> Client:
    return as_user(f.an_agent("administrateur"))


def page(question: Question, act: str = "change") -> str:
    return f"/admin/calls/question/{question.pk}/{act}/"


def typed(measure: Measure, **changes: Any) -> dict[str, Any]:
    """Return what the browser sends of the form, right unless changed."""
    return {
        "measure": measure.pk,
        "label": "Ouvert le dimanche ?",
        "help_text": "",
        "code": "dimanche",
        "kind": "yes_no",
        "choices": "",
        "required": "on",
        "position": "1",
        **changes,
    }


def errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def test_administrator_adds_then_changes_a_question(admin: Client) -> None:
    measure = f.a_measure()
    admin.post(ADD, typed(measure))
    question = Question.objects.get()
    assert (question.label, question.kind) == ("Ouvert le dimanche\u00a0?", QuestionKind.YES_NO)
    admin.post(page(question), typed(measure, label=question.label, position="3", required=""))
    question.refresh_from_db()
    assert (question.position, question.required) == (3, False)
    events = AuditEvent.objects.filter(object_label="calls.question").order_by("pk")
    assert [(event.verb, event.after.get("position")) for event in events] == [
        ("object.added", 1),
        ("object.changed", 3),
    ]


def test_file_question_makes_its_document_and_keeps_it_alike(admin: Client) -> None:
    measure = f.a_measure()
    admin.post(ADD, typed(measure, kind="file", code="photos", label="Des photos"))
    question = Question.objects.get()
    admin.post(page(question), typed(measure, kind="file", code="vues", label="Des vues", required=""))
    document = measure.documents.get(question=question)
    assert (document.code, document.label, document.condition) == ("vues", "Des vues", "optional")
    shown = admin.get(f"/admin/calls/measure/{measure.pk}/change/")
    rows = shown.context["inline_admin_formsets"][0].formset.queryset
    assert [row.code for row in rows] == ["deliberation"]


def test_form_says_next_to_the_field_what_the_service_would_refuse(admin: Client) -> None:
    measure = f.a_measure()
    answered = f.a_question(measure, QuestionKind.TEXT, code="ecoles")
    draft = f.a_complete_draft(measure)
    draft.answers.create(question=answered, value="Deux écoles")
    taken = admin.post(ADD, typed(measure, kind="file", code="deliberation"))
    empty = admin.post(ADD, typed(measure, kind="choice"))
    settled = admin.post(page(answered), typed(measure, code="ecoles", kind="number"))
    assert errors(taken) == {"code": ["Cette mesure demande déjà une pièce de ce code."]}
    assert errors(empty) == {"choices": ["Écrivez les réponses proposées, une par ligne."]}
    assert errors(settled) == {
        "kind": [
            (
                "La nature de la réponse ne change plus\u00a0: des dossiers ont déjà répondu. Retirez cette question "
                "et posez-en une autre."
            )
        ]
    }
    assert Question.objects.get().kind == QuestionKind.TEXT


def test_question_is_retired_then_asked_again_once_each(admin: Client) -> None:
    question = f.a_question(f.a_measure())
    retire, again = page(question, "actes/retirer"), page(question, "actes/reprendre")
    states = []
    for act in (retire, retire, again, again):
        answer = admin.post(act)
        question.refresh_from_db()
        states.append((answer.status_code, question.retired_at is None))
    assert states == [(302, False), (200, False), (302, True), (200, True)]
    assert [admin.get(page(question)).content.decode().count(act) for act in (retire, again)] == [1, 0]


@pytest.mark.parametrize("role", ["instructeur", "responsable", "consultation"])
def test_other_agents_do_not_touch_the_questions(as_user: SignIn, role: str) -> None:
    question = f.a_question(f.a_measure())
    client = as_user(f.an_agent(role))
    assert [client.post(one).status_code for one in (ADD, page(question), page(question, "actes/retirer"))] == [403] * 3
    question.refresh_from_db()
    assert question.retired_at is None
