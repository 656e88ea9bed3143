"""What every section does with what is typed: kept, versioned, shown again, never another organisation's."""

from typing import Any

import pytest
from django.test import Client

from applications.dossiers.enums import FunderKind, Section
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.services.drafting import abandon
from tests.factories import (
    a_commune_organisation,
    a_complete_draft,
    a_draft,
    a_filed_dossier,
    a_member,
    an_agent,
    financing_values,
)
from tests.portal.sent import CONTACT, PLAN, PROJECT, checked, contact, send, url_of

pytestmark = pytest.mark.django_db

SECTIONS = ("contact", "project", "details", "financing")


@pytest.fixture
def dossier() -> Dossier:
    return a_draft()


@pytest.fixture
def member(as_user: Any, dossier: Dossier) -> Any:
    return as_user(dossier.created_by)


def shown(response: Any, name: str) -> str:
    """Return the value of a text field of a section's page."""
    return str(response.context["form"][name].value())


@pytest.mark.parametrize("section", SECTIONS)
def test_section_page_opens_before_anything_is_saved(member: Any, dossier: Dossier, section: str) -> None:
    page = member.get(url_of(dossier, section))

    assert page.status_code == 200
    assert page.context["version"] == 0
    assert page.context["save_state"] == "Rien n’est encore enregistré"


@pytest.mark.parametrize("section", SECTIONS)
def test_section_saved_empty_comes_back_with_its_errors(member: Any, dossier: Dossier, section: str) -> None:
    answer = send(member, dossier, section, {})

    assert answer["Location"] == f"{url_of(dossier, section)}?verifier=1"
    assert not dossier.drafts.get().complete
    assert len(checked(member, dossier, section)) > 0


def test_section_keeps_what_was_typed_to_the_letter(member: Any, dossier: Dossier) -> None:
    typed = {"title": " 12 500 € ? ", "need": "<b>&amp;</b>\r\n", "starts_on_day": "31", "starts_on_month": "février"}

    send(member, dossier, "project", typed)

    page = member.get(url_of(dossier, "project"))
    assert shown(page, "title") == " 12 500 € ? "
    assert shown(page, "need") == "<b>&amp;</b>\r\n"
    assert page.context["form"]["starts_on"].value() == ["31", "février", None]
    assert dossier.drafts.get().data == {name: [value] for name, value in typed.items()}


def test_section_leaves_the_null_character_out(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", {"title": "Poste\x00 mobile"})

    assert dossier.drafts.get().data == {"title": ["Poste mobile"]}


def test_section_saved_towards_the_dossier_goes_there_unfinished(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "project", {"title": "Un début"}, then="dossier")

    assert answer["Location"] == f"/dossiers/{dossier.public_id}/"
    [message] = member.get(answer["Location"]).context["messages"]
    assert str(message) == "Section enregistrée. Il reste des points à corriger."


def test_section_of_a_draft_says_that_the_region_does_not_see_it(member: Any, dossier: Dossier) -> None:
    page = member.get(url_of(dossier, "project")).content.decode()

    assert page.count("Brouillon\u00a0: la Région ne le voit pas encore.") == 1


def test_section_says_who_saved_it(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", PROJECT)

    state = member.get(url_of(dossier, "project")).context["save_state"]

    assert state.startswith("Enregistré aujourd’hui à ")
    assert state.endswith(f" par {dossier.created_by}")


def test_section_made_wrong_again_keeps_its_written_values_until_right(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", PROJECT)
    send(member, dossier, "project", {**PROJECT, "version": "1", "title": ""})

    draft = dossier.drafts.get()
    assert (draft.version, draft.complete) == (2, False)
    assert dossier.projectdetails.title == PROJECT["title"]


@pytest.mark.parametrize("version", ["", "-1", "un", "9" * 5000, "٣"])
def test_section_without_a_version_it_knows_is_stale(member: Any, dossier: Dossier, version: str) -> None:
    send(member, dossier, "project", PROJECT)

    page = send(member, dossier, "project", {**PROJECT, "title": "Autre", "version": version})

    assert page.status_code == 409
    assert dossier.drafts.get().version == 1


def test_section_of_another_organisation_does_not_exist(as_user: Any, dossier: Dossier) -> None:
    send(as_user(dossier.created_by), dossier, "contact", contact(dossier))
    stranger = as_user(a_member(a_commune_organisation("Aniane")))

    assert stranger.get(url_of(dossier, "contact")).status_code == 404
    assert send(stranger, dossier, "contact", {**CONTACT, "version": "1"}).status_code == 404
    assert stranger.post(f"{url_of(dossier, 'financing')}totaux/", PLAN).status_code == 404
    assert dossier.drafts.get().version == 1


def test_section_is_not_for_agents_even_once_filed(as_user: Any) -> None:
    dossier = a_filed_dossier()
    agent = as_user(an_agent("instructeur"))

    assert agent.get(url_of(dossier, "contact")).status_code == 404
    assert send(agent, dossier, "contact", CONTACT).status_code == 404


def test_section_asks_an_anonymous_visitor_to_sign_in(client: Client, dossier: Dossier) -> None:
    url = url_of(dossier, "contact")

    assert client.get(url)["Location"] == f"/compte/login/?next={url}"
    assert send(client, dossier, "contact", CONTACT)["Location"] == f"/compte/login/?next={url}"
    assert dossier.drafts.count() == 0


@pytest.mark.parametrize("section", ["documents", "review", "CONTACT"])
def test_section_that_is_no_form_does_not_exist(member: Any, dossier: Dossier, section: str) -> None:
    assert member.get(url_of(dossier, section)).status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_section_filed_is_read_only(as_user: Any, section: str) -> None:
    dossier = a_filed_dossier()
    page = as_user(dossier.created_by).get(url_of(dossier, section))

    content = page.content.decode()
    assert page.status_code == 200
    assert content.count("Cette section n’est plus modifiable.") == 1
    assert (content.count('name="version"'), content.count("Enregistrer")) == (0, 0)


def test_section_filed_shows_its_answers_in_words(as_user: Any) -> None:
    dossier = a_filed_dossier(project={"pooled": True, "partners": "Aniane\nGignac"})
    page = as_user(dossier.created_by).get(url_of(dossier, "project"))

    answers = {one.question: one.answer for group in page.context["form"].answers() for one in group.answers}
    assert answers["Le projet est-il mutualisé entre plusieurs collectivités\u00a0?"] == "Oui"
    assert answers["Si oui, quelles collectivités\u00a0?"] == "Aniane\nGignac"
    assert answers["Commencement prévu"].count("\u00a0") == 2
    assert page.content.decode().count("Aniane<br>Gignac") == 1


def test_section_saved_after_the_filing_is_refused_and_kept_on_the_page(as_user: Any) -> None:
    dossier = a_filed_dossier()
    page = send(as_user(dossier.created_by), dossier, "project", {**PROJECT, "title": "Trop tard", "version": "1"})

    assert page.status_code == 409
    assert page.context["notice"].startswith("Le dossier a été déposé aujourd’hui à ")
    assert page.context["notice"].endswith(f" par {dossier.created_by}. Cette section n’est plus modifiable.")
    assert shown(page, "title") == "Trop tard"
    assert Dossier.objects.get(pk=dossier.pk).title == "Poste mobile pour le centre"


def test_section_abandoned_shows_what_was_typed(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", {"title": "Un début"})
    abandon(dossier, actor=dossier.created_by)

    page = member.get(url_of(dossier, "project"))

    assert page.content.decode().count("Un début") == 1


def test_section_asked_for_by_the_region_opens_again_alone(as_user: Any) -> None:
    dossier = a_filed_dossier()
    Dossier.objects.filter(pk=dossier.pk).update(status="incomplete", published_status="incomplete")
    request = CompletionRequest.objects.create(
        dossier=dossier, requested_by=an_agent("instructeur"), due_on="2099-01-01"
    )
    CompletionItem.objects.create(request=request, section=Section.PROJECT, reason="Précisez le besoin.")
    client = as_user(dossier.created_by)

    versions = {section: client.get(url_of(dossier, section)).content.count(b'name="version"') for section in SECTIONS}

    assert versions == {"contact": 0, "project": 1, "details": 0, "financing": 0}


@pytest.mark.parametrize("section", SECTIONS)
def test_section_written_without_its_form_fills_it(as_user: Any, section: str) -> None:
    dossier = a_complete_draft(financing=named_plan())
    client = as_user(dossier.created_by)

    assert checked(client, dossier, section) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_section_written_without_its_form_is_saved_unchanged(as_user: Any, section: str) -> None:
    """What the page shows of typed rows, sent back as it is, is complete again."""
    dossier = a_complete_draft(financing=named_plan())
    client = as_user(dossier.created_by)
    page = client.get(url_of(dossier, section))

    answer = send(client, dossier, section, {**sent_again(page), "version": "1"})

    assert not answer["Location"].endswith("?verifier=1")


def named_plan() -> dict[str, Any]:
    plan = financing_values()
    for line in plan["fundings"]:
        line["label"] = "Département de l’Hérault" if line["kind"] == FunderKind.DEPARTMENT else ""
    return plan


def sent_again(page: Any) -> dict[str, Any]:
    form = page.context["form"]
    return dict(form.raw)
