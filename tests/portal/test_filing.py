"""Reading again and filing: by a signatory, complete, in time, once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.dossiers.enums import FunderKind, Section
from applications.dossiers.models import CompletionItem, Dossier, Filing
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.handing_over import hand_over
from tests import factories as f
from tests.portal.worlds import DECLARED, ask_completion, ask_documents, path, words

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
REVIEW = "relire/"


def problems(response: Any) -> list[tuple[str, str]]:
    return [(link.text, link.href) for link in response.context["problems"]]


def entries(response: Any, section: Section) -> dict[str, str]:
    (found,) = [one for one in response.context["reading"].sections if one.section == section]
    return {entry.label: entry.value for entry in found.entries}


def test_signatory_files_and_reads_the_receipt(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    response = client.post(path(dossier, REVIEW), DECLARED)
    assert (response.status_code, response.url) == (302, path(dossier, "accuse/"))
    dossier.refresh_from_db()
    filing = Filing.objects.get()
    assert (dossier.published_status, filing.electronic_notification) == ("submitted", True)
    receipt = words(client.get(response.url))
    assert str(dossier.reference) in receipt
    assert filing.sha256 in receipt


@pytest.mark.parametrize("handed_over", [False, True])
def test_editor_cannot_file(as_user: SignIn, handed_over: bool) -> None:
    dossier = f.a_complete_draft()
    secretary = f.a_member(dossier.organisation, Role.EDITOR)
    if handed_over:
        hand_over(dossier, actor=secretary)
    client = as_user(secretary)
    assert client.post(path(dossier, REVIEW), DECLARED).status_code == 403
    assert Filing.objects.count() == 0
    assert "Déposer le dossier</button>" not in client.get(path(dossier, REVIEW)).content.decode()


def test_editor_is_offered_to_hand_over(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    page = words(as_user(f.a_member(dossier.organisation, Role.EDITOR)).get(path(dossier, REVIEW)))
    assert "Seule une personne signataire peut déposer le dossier." in page


def test_second_filing_is_refused_kindly_without_second_reference(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    client.post(path(dossier, REVIEW), DECLARED)
    reference = Dossier.objects.get().reference
    response = client.post(path(dossier, REVIEW), DECLARED, follow=True)
    assert response.redirect_chain == [(path(dossier, "accuse/"), 302)]
    assert f"Ce dossier est déjà déposé, sous la référence {reference}." in words(response)
    assert (Dossier.objects.get().reference, Filing.objects.count()) == (reference, 1)


@pytest.mark.parametrize("missing", list(DECLARED))
def test_every_declaration_and_the_consent_are_needed(as_user: SignIn, missing: str) -> None:
    dossier = f.a_complete_draft()
    declared = {name: value for name, value in DECLARED.items() if name != missing}
    response = as_user(f.signatory_of(dossier)).post(path(dossier, REVIEW), declared)
    assert list(response.context["form"].errors) == [missing]
    assert [name for name in declared if response.context["form"][name].value()] == list(declared)
    assert Filing.objects.count() == 0


def test_last_second_before_closing_is_in_time(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    with time_machine.travel(dossier.measure.call.closes_at - timedelta(seconds=1), tick=False):
        as_user(f.signatory_of(dossier)).post(path(dossier, REVIEW), DECLARED)
    assert Filing.objects.count() == 1


def test_closing_second_is_too_late(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    with time_machine.travel(dossier.measure.call.closes_at, tick=False):
        response = as_user(f.signatory_of(dossier)).post(path(dossier, REVIEW), DECLARED)
    assert response.context["refused"][0].text.startswith("L’appel est clos depuis le ")
    assert (Filing.objects.count(), Dossier.objects.get().reference) == (0, None)


def test_problems_lead_to_the_place_that_corrects_them(as_user: SignIn) -> None:
    dossier = f.a_complete_draft(
        financing=f.financing_values(
            fundings={FunderKind.REGION: "23520", FunderKind.DEPARTMENT: "46880", FunderKind.OWN: "8000"}
        ),
        project={"works_started": True},
    )
    ask_documents(dossier.measure, 1)
    response = as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW))
    assert [href for _, href in problems(response)] == [
        path(dossier, "sections/project/?verifier=1#id_works_started"),
        path(dossier, "sections/financing/?verifier=1#id_own"),
        path(dossier, "pieces/#piece-piece-1"),
    ]


def test_incomplete_dossier_is_refused_with_its_reasons(as_user: SignIn) -> None:
    dossier = f.a_draft()
    response = as_user(f.signatory_of(dossier)).post(path(dossier, REVIEW), DECLARED)
    assert response.status_code == 200
    assert [link.href for link in response.context["refused"]] == [
        path(dossier, "sections/contact/?verifier=1"),
        path(dossier, "sections/project/?verifier=1"),
        path(dossier, "sections/details/?verifier=1"),
        path(dossier, "sections/financing/?verifier=1"),
        path(dossier, "pieces/#piece-deliberation"),
    ]
    assert Filing.objects.count() == 0


def test_review_shows_typed_values_in_french(as_user: SignIn) -> None:
    dossier = f.a_complete_draft(contact={"coordination_agreement": False})
    response = as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW))
    contact = entries(response, Section.CONTACT)
    assert contact["Police municipale"] == "Police municipale de la commune"
    assert contact["Convention de coordination signée"] == "Non"
    assert contact["Signée le"] == "–"
    assert contact["SIRET"].replace("\u00a0", "") == dossier.contactdetails.siret
    assert entries(response, Section.DETAILS)["Énergie"] == "Électrique"
    plan = response.context["reading"].plan
    assert [(line.label, line.state, line.share) for line in plan.fundings] == [
        ("Région Occitanie", "sollicitée", Decimal("0.3")),
        ("Département", "sollicitée", Decimal("0.15")),
        ("Autofinancement", "délibérée", Decimal("0.55")),
    ]


def test_review_shows_unfinished_section_as_it_was_typed(as_user: SignIn) -> None:
    dossier = f.a_draft()
    mayor = f.signatory_of(dossier)
    raw = {"vehicle": ["van"], "weekly_hours": ["trente"], "accessible": ["yes"], "communes_served": ["3"]}
    save_section(dossier, Section.DETAILS, raw=raw, values=None, version=0, actor=mayor)
    details = entries(as_user(mayor).get(path(dossier, REVIEW)), Section.DETAILS)
    answers = {answer for answer in details.values() if answer != "–"}
    assert answers == {"Fourgon ou fourgonnette", "trente", "3", "Oui"}


def test_review_shows_the_dates_of_an_unfinished_section(as_user: SignIn) -> None:
    dossier = f.a_draft()
    mayor = f.signatory_of(dossier)
    raw = {"starts_on_day": ["5"], "starts_on_month": ["2"], "starts_on_year": ["2027"], "ends_on_day": ["31 ?"]}
    save_section(dossier, Section.PROJECT, raw=raw, values=None, version=0, actor=mayor)
    project = entries(as_user(mayor).get(path(dossier, REVIEW)), Section.PROJECT)
    assert [answer for answer in project.values() if answer != "–"] == ["5\u00a0février\u00a02027", "31 ?"]


def test_typed_text_is_never_markup(as_user: SignIn) -> None:
    dossier = f.a_complete_draft(project={"title": "<script>alert(1)</script>", "need": "<b>gras</b>\nsuite"})
    page = as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;gras&lt;/b&gt;<br>suite" in page


def test_filed_dossier_is_read_where_it_is_frozen(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    assert as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW)).url == path(dossier, "lecture/")


def test_answer_is_refused_until_each_item_has_one(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier)
    response = as_user(f.signatory_of(dossier)).post(path(dossier, REVIEW), DECLARED)
    assert [link.href for link in response.context["refused"]] == [path(dossier, "pieces/#piece-deliberation")]
    assert Filing.objects.count() == 1


def test_answer_is_sent_by_a_signatory_after_the_call_is_closed(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    mayor = f.signatory_of(dossier)
    ask_completion(dossier, days=60)
    attach(dossier, dossier.measure.documents.get(), f.a_stored_file(), actor=mayor)
    with time_machine.travel(dossier.measure.call.closes_at + timedelta(days=1), tick=False):
        response = as_user(mayor).post(path(dossier, REVIEW), DECLARED)
    assert response.url == path(dossier, "accuse/")
    assert Dossier.objects.get().published_status == "submitted"
    assert [filing.number for filing in Filing.objects.all()] == [1, 2]


def test_answer_is_not_sent_by_an_editor(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier)
    attach(dossier, dossier.measure.documents.get(), f.a_stored_file(), actor=f.signatory_of(dossier))
    client = as_user(f.a_member(dossier.organisation, Role.EDITOR))
    assert client.post(path(dossier, REVIEW), DECLARED).status_code == 403
    assert Filing.objects.count() == 1


def test_review_of_answer_opens_only_what_is_asked(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier, CompletionItem(section="project", reason="Précisez."))
    reading = as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW)).context["reading"]
    assert [section.section for section in reading.sections if section.edit_url] == ["project"]
    assert reading.documents_url == ""


@pytest.mark.parametrize("count", [1, 3])
def test_review_makes_the_same_queries_for_any_number_of_documents(
    as_user: SignIn, django_assert_num_queries: Any, count: int
) -> None:
    dossier = f.a_complete_draft()
    mayor = f.signatory_of(dossier)
    for document in ask_documents(dossier.measure, count):
        attach(dossier, document, f.a_stored_file(), actor=mayor)
    client = as_user(mayor)
    with django_assert_num_queries(24):
        client.get(path(dossier, REVIEW))


@pytest.mark.parametrize("count", [1, 3])
def test_draft_page_makes_the_same_queries_for_any_number_of_documents(
    as_user: SignIn, django_assert_num_queries: Any, count: int
) -> None:
    dossier = f.a_complete_draft()
    mayor = f.signatory_of(dossier)
    for document in ask_documents(dossier.measure, count):
        attach(dossier, document, f.a_stored_file(), actor=mayor)
    client = as_user(mayor)
    with django_assert_num_queries(18):
        client.get(path(dossier))
