"""An administrator's questions on the pages: asked last in the measure's section, read on every page after it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.models import User
from applications.calls.enums import MeasureKind, QuestionKind
from applications.dossiers.enums import Section
from applications.dossiers.models import CompletionItem, Dossier, SectionDraft
from applications.dossiers.questions import name_of
from applications.dossiers.services.questions import retire_question
from applications.portal.forms.catalogue import section_form, stored_data
from applications.portal.forms.versions import base_of, differences
from tests import factories as f
from tests.portal.sent import DETAILS, checked, send, url_of
from tests.portal.worlds import ask_completion, path, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
POST = DETAILS[MeasureKind.MOBILE_POST]


def sent_answers(dossier: Dossier) -> dict[str, tuple[str, Any]]:
    return {answer.question.kind: answer.value for answer in dossier.answers.select_related("question")}


def test_questions_are_typed_kept_and_shown_again(as_user: SignIn) -> None:
    dossier = f.a_draft()
    names = {kind: name_of(f.a_question(dossier.measure, kind)) for kind in QuestionKind if kind != QuestionKind.FILE}
    typed = {
        names[QuestionKind.TEXT]: "Deux écoles 🙂",
        names[QuestionKind.NUMBER]: "1 200",
        names[QuestionKind.AMOUNT]: "1 234,50 €",
        f"{names[QuestionKind.DATE]}_day": "15",
        f"{names[QuestionKind.DATE]}_month": "5",
        f"{names[QuestionKind.DATE]}_year": "2027",
        names[QuestionKind.YES_NO]: "no",
        names[QuestionKind.CHOICE]: "En saison",
    }
    client = as_user(dossier.created_by)
    answer = send(client, dossier, Section.DETAILS, POST | typed)
    assert answer["Location"] == url_of(dossier, Section.FINANCING)
    assert sent_answers(dossier) == {
        QuestionKind.TEXT: "Deux écoles 🙂",
        QuestionKind.NUMBER: 1200,
        QuestionKind.AMOUNT: "1234.50",
        QuestionKind.DATE: "2027-05-15",
        QuestionKind.YES_NO: False,
        QuestionKind.CHOICE: "En saison",
    }
    # Written without a form, as the demonstration does, the rows give the same inputs.
    SectionDraft.objects.filter(dossier=dossier).update(data={})
    assert {name: stored_data(dossier, Section.DETAILS)[name] for name in typed} == {
        **{name: [text] for name, text in typed.items()},
        names[QuestionKind.NUMBER]: ["1200"],
        names[QuestionKind.AMOUNT]: ["1\u00a0234,50"],
    }
    assert "Question" in words(client.get(path(dossier, "relire/")))


def test_what_is_no_answer_is_kept_and_said(as_user: SignIn) -> None:
    dossier = f.a_draft()
    needed = f.a_question(dossier.measure, QuestionKind.YES_NO, label="Ouvert le dimanche ?")
    amount = f.a_question(dossier.measure, QuestionKind.AMOUNT, label="Quel loyer ?", required=False)
    choice = f.a_question(dossier.measure, QuestionKind.CHOICE, label="Quand ?", required=False)
    client = as_user(dossier.created_by)
    typed = POST | {name_of(amount): "beaucoup", name_of(choice): "Jamais"}
    assert send(client, dossier, Section.DETAILS, typed)["Location"] == f"{url_of(dossier, 'details')}?verifier=1"
    assert checked(client, dossier, Section.DETAILS) == [
        (f"#id_{name_of(needed)}_0", "Ouvert le dimanche\u00a0? Répondez par oui ou par non."),
        (
            f"#id_{name_of(amount)}",
            "Quel loyer\u00a0? Écrivez le montant en chiffres, avec une seule virgule, par exemple 1\u00a0234,56.",
        ),
        (
            f"#id_{name_of(choice)}_0",
            "Quand\u00a0? Sélectionnez un choix valide. Jamais n’en fait pas partie.",
        ),
    ]
    assert not dossier.answers.exists()


def test_question_retired_or_of_another_measure_that_a_page_sends_is_not_answered(as_user: SignIn) -> None:
    dossier = f.a_draft()
    retired = retire_question(f.a_question(dossier.measure), actor=f.a_user(), now=timezone.now())
    other = f.a_question(f.a_measure())
    typed = POST | {name_of(retired): "Bonjour", name_of(other): "Bonjour"}
    answer = send(as_user(dossier.created_by), dossier, Section.DETAILS, typed)
    assert answer["Location"] == url_of(dossier, Section.FINANCING)
    assert not dossier.answers.exists()


def test_what_an_administrator_types_is_text_to_the_page(as_user: SignIn) -> None:
    dossier = f.a_draft()
    f.a_question(
        dossier.measure, QuestionKind.CHOICE, label="<b>{{ 0 }}</b>", help_text="<i>{{ 1 }}</i>", choices="<u>\nNon"
    )
    f.a_question(dossier.measure, QuestionKind.FILE, label="<s>{{ 2 }}</s>")
    page = as_user(dossier.created_by).get(url_of(dossier, Section.DETAILS)).content.decode()
    shown = ("&lt;b&gt;{{ 0 }}", "&lt;i&gt;{{ 1 }}", "&lt;u&gt;", "&lt;s&gt;{{ 2 }}")
    assert [page.count(one) > 0 for one in shown] == [True] * 4
    assert [page.count(one) for one in ("<b>{{", "<i>{{", "<u>", "<s>")] == [0] * 4


def test_section_finished_before_a_question_is_to_be_completed_again(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    question = f.a_question(dossier.measure, label="Pourquoi ?")
    client = as_user(dossier.created_by)
    draft, review = client.get(path(dossier)), client.get(path(dossier, "relire/"))
    assert [(task.tag.label, task.hint) for task in draft.context["tasks"].tasks][2] == (
        "En cours",
        "Une question a été ajoutée depuis",
    )
    assert [(link.text, link.href) for link in review.context["problems"]] == [
        (
            "Répondez à la question «\u00a0Pourquoi ?\u00a0».",
            f"{url_of(dossier, 'details')}?verifier=1#id_{name_of(question)}",
        )
    ]
    assert [section.is_complete for section in review.context["reading"].sections] == [True, True, False, True]
    row = client.get("/mes-dossiers/").context["groups"][0].rows[0]
    assert row.sentence.strong == "1 section à terminer"


def test_question_asked_by_the_region_opens_alone(as_user: SignIn) -> None:
    measure = f.a_measure()
    asked, other = f.a_question(measure, required=False), f.a_question(measure, required=False)
    draft = f.a_complete_draft(measure)
    send(
        as_user(draft.created_by),
        draft,
        Section.DETAILS,
        POST | {name_of(asked): "Avant", name_of(other): "Avant"},
        version="1",
    )
    dossier = f.filed(draft)
    ask_completion(dossier, CompletionItem(section=Section.DETAILS, field=name_of(asked), reason="Précisez."))
    dossier = Dossier.objects.get(pk=dossier.pk)
    sent = POST | {name_of(asked): "Après", name_of(other): "Après", "equipment": "Rien"}
    send(as_user(draft.created_by), dossier, Section.DETAILS, sent, version="2")
    assert dict(dossier.answers.values_list("question", "value")) == {asked.pk: "Après", other.pk: "Avant"}
    assert dossier.mobilepostdetails.equipment == POST["equipment"]


def test_two_versions_of_an_answer_are_compared() -> None:
    dossier = f.a_draft()
    question = f.a_question(dossier.measure, QuestionKind.DATE, label="Quel jour ?")
    parts = [f"{name_of(question)}_{part}" for part in ("day", "month", "year")]
    mine, theirs = (
        section_form(dossier, Section.DETAILS, dict(zip(parts, ([day], ["5"], ["2027"]), strict=True)), checking=False)
        for day in ("1", "2")
    )
    found = [(one.name, one.mine, one.theirs, one.proposed) for one in differences(mine, theirs, base_of(theirs))]
    assert found == [(name_of(question), "1er\u00a0mai\u00a02027", "2\u00a0mai\u00a02027", "mine")]


def test_filed_answers_are_read_by_both_sides(as_user: SignIn, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    measure = f.a_measure()
    question = f.a_question(measure, QuestionKind.YES_NO, label="Ouvert le dimanche\u00a0?")
    draft = f.a_complete_draft(measure)
    draft.answers.create(question=question, value=False)
    dossier = f.filed(draft)
    question.label = "Changée depuis"
    question.save()
    reading = as_user(draft.created_by).get(path(dossier, "lecture/")).context["reading"]
    assert [(one.label, one.value) for one in reading.sections[2].entries][-1] == ("Ouvert le dimanche\u00a0?", "Non")
    page = as_user(f.an_agent("instructeur")).get(f"/admin/dossiers/dossier/{dossier.pk}/change/")
    assert words(page).count("Ouvert le dimanche ? Non") == 1
