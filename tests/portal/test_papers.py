"""What the portal writes, as its readers find it: on their dossier only, or in public once published."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applications.accounts.models import User
from applications.calls.enums import MeasureKind
from applications.calls.models import CallRules, Measure, Question
from applications.dossiers.enums import GeneratedKind, Section
from applications.dossiers.models import GeneratedDocument
from applications.dossiers.papers.blank import Room
from applications.portal.forms.project import ProjectForm
from applications.portal.presenters.blank_form import blank_form_of
from tests import factories as f

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.mark.parametrize("kind", MeasureKind)
def test_blank_form_asks_all_that_the_forms_ask(kind: MeasureKind) -> None:
    measure = f.a_measure(kind)
    Question.objects.create(measure=measure, code="classe", label="Quelle classe ?", kind="choice", choices="A\nB")
    Question.objects.create(measure=measure, code="vieille", label="Retirée", retired_at=measure.call.opens_at)
    form = blank_form_of(measure, is_demo=False)
    assert [section.title for section in form.sections] == [
        Section.CONTACT.label,
        Section.PROJECT.label,
        kind.label,
    ]
    project = [question.label for group in form.sections[1].groups for question in group.questions]
    assert project == [str(field.label) for field in ProjectForm.base_fields.values()]
    [added] = form.sections[2].groups[-1].questions
    assert (added.label, added.room, added.choices) == ("Quelle classe ?", Room.CHOICE, ("A", "B"))


def test_blank_form_is_public_and_written_once(client: Client) -> None:
    measure = f.a_measure(MeasureKind.PREMISES)
    address = reverse("portal:blank_form", args=[measure.call.code, "LOC"])
    first, again = (b"".join(client.get(address).streaming_content) for _ in range(2))
    assert (first[:5], again == first) == (b"%PDF-", True)
    assert client.get(reverse("portal:blank_form", args=[measure.call.code, "PM"])).status_code == 404
    assert client.get(reverse("portal:blank_form", args=[measure.call.code, "autre"])).status_code == 404


def test_reglement_is_public_once_written(client: Client) -> None:
    measure: Measure = f.a_measure()
    code = measure.call.code
    rows = [CallRules.objects.create(call=measure.call, version=number, content={}) for number in (1, 2)]
    CallRules.objects.filter(pk=rows[0].pk).update(file=f.a_stored_file())
    assert [row.version for row in client.get(reverse("portal:rules")).context["versions"]] == [1]
    answers = [client.get(reverse("portal:rules_file", args=[code, number])) for number in (1, 2, 3)]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert b"".join(answers[0].streaming_content)[:5] == b"%PDF-"


def test_papers_are_on_their_way_then_read_by_their_organisation_only(as_user: SignIn) -> None:
    dossier = f.filed(f.a_complete_draft())
    member, stranger = f.signatory_of(dossier), f.a_member(f.a_commune_organisation("Aniane"))
    page = as_user(member).get(reverse("portal:receipt", args=[dossier.public_id]))
    assert page.context["papers"].is_pending
    assert page.content.decode().count("en préparation") == len(GeneratedKind)
    file = f.a_stored_file()
    GeneratedDocument.objects.filter(dossier=dossier).update(file=file, job_status="done")
    part = as_user(member).get(reverse("portal:papers", args=[dossier.public_id])).content.decode()
    assert (part.count("data-pending"), part.count(reverse("core:file", args=[file.pk]))) == (0, len(GeneratedKind))
    read = as_user(member).get(reverse("core:file", args=[file.pk]))
    assert b"".join(read.streaming_content)[:5] == b"%PDF-"
    hidden = [reverse("core:file", args=[file.pk]), reverse("portal:papers", args=[dossier.public_id])]
    assert [as_user(stranger).get(address).status_code for address in hidden] == [404, 404]


def test_model_of_deliberation_is_for_the_organisation(as_user: SignIn) -> None:
    draft = f.a_draft()
    address = reverse("portal:deliberation", args=[draft.public_id])
    answer = as_user(draft.created_by).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert as_user(f.a_member(f.a_commune_organisation("Aniane"))).get(address).status_code == 404


def test_draft_has_no_papers(as_user: SignIn) -> None:
    draft = f.a_draft()
    assert as_user(draft.created_by).get(reverse("portal:papers", args=[draft.public_id])).status_code == 404
