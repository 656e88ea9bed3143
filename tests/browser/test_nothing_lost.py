"""Nothing typed is lost: the network cut, the session gone, two people on one section, JavaScript or not."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier
from applications.dossiers.services.drafting import save_section
from tests import factories
from tests.browser import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

COPIES = "Object.keys(localStorage).filter(key => key.startsWith('saisie:'))"
OFFLINE = "Pas enregistré\u00a0: hors connexion, gardé sur cet appareil"
NewPage = Callable[[], Page]


@pytest.fixture
def dossier(portal: str) -> Dossier:
    organisation = factories.a_commune_organisation()
    secretary = factories.a_member(organisation, Role.EDITOR, password=people.PASSWORD, display_name="Secrétariat")
    return factories.a_draft(organisation=organisation, actor=secretary)


def open_section(page: Page, dossier: Dossier, user: User | None = None) -> Page:
    """Open the section; as `user`, without the password's cost."""
    if user is not None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": settings.BASE_URL}])
    page.goto(f"/dossiers/{dossier.public_id}/sections/project/")
    return page


def state(page: Page) -> Any:
    return page.locator(".save-bar .save-state")


def title(dossier: Dossier) -> str:
    return "".join(dossier.drafts.get(section="project").data["title"])


def test_text_typed_offline_is_sent_when_the_network_is_back(dossier: Dossier, new_page: NewPage) -> None:
    page = open_section(new_page(), dossier, dossier.created_by)
    page.fill("[name=title]", "En ligne")
    expect(state(page)).to_have_text(re.compile(r"^Enregistré à "))
    assert (title(dossier), page.evaluate(COPIES)) == ("En ligne", [])

    page.context.set_offline(True)
    page.fill("[name=title]", "Hors ligne")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(state(page)).to_have_text(OFFLINE)
    expect(state(page)).to_have_class(re.compile("is-lost"))
    expect(page.locator("[data-save-announce]")).to_have_text(OFFLINE)
    assert len(page.evaluate(COPIES)) == 1

    page.context.set_offline(False)
    expect(state(page)).to_have_text(re.compile(r"^Enregistré à "))
    assert (title(dossier), page.evaluate(COPIES)) == ("Hors ligne", [])
    page.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    page.wait_for_url(f"**/dossiers/{dossier.public_id}/")


def test_text_left_offline_is_offered_to_its_author_alone(dossier: Dossier, new_page: NewPage) -> None:
    page = open_section(new_page(), dossier, dossier.created_by)
    page.route("**/saisie/", lambda route: route.abort())
    page.fill("[name=title]", "Laissé là")
    page.fill("[name=need]", "Aussi")
    expect(state(page)).to_have_class(re.compile("is-lost"))
    page.unroute("**/saisie/")

    open_section(page, dossier)
    expect(page.get_by_role("heading", name="Cet appareil garde une saisie")).to_be_visible()
    assert page.locator("form[data-autosave]").is_hidden()
    page.get_by_role("button", name="Reprendre ma saisie").click()
    expect(page.locator("[name=title]")).to_have_value("Laissé là")
    assert (title(dossier), page.evaluate(COPIES)) == ("Laissé là", [])

    page.evaluate("localStorage.setItem('saisie:0:a:b:c', '{}')")
    page.reload()
    assert page.evaluate(COPIES) == []


def test_session_that_expired_is_opened_again_in_place(dossier: Dossier, new_page: NewPage) -> None:
    page = open_section(new_page(), dossier, dossier.created_by)
    Session.objects.all().delete()
    page.fill("[name=title]", "Avant la fin")
    page.locator("[name=need]").focus()

    dialog = page.get_by_role("dialog", name="Votre session a expiré")
    dialog.get_by_label("Mot de passe").fill("pas le bon")
    dialog.get_by_role("button", name="Se connecter").click()
    expect(dialog.get_by_role("alert")).to_contain_text("incorrect")
    dialog.get_by_label("Mot de passe").fill(people.PASSWORD)
    dialog.get_by_role("button", name="Se connecter").click()

    expect(state(page)).to_have_text(re.compile(r"^Enregistré à "))
    assert (title(dossier), dialog.is_hidden()) == ("Avant la fin", True)
    page.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    page.wait_for_url(f"**/dossiers/{dossier.public_id}/")


def test_two_people_on_one_section_keep_both_texts(dossier: Dossier, new_page: NewPage) -> None:
    mayor = factories.a_member(dossier.organisation, password=people.PASSWORD)
    first, second = new_page(), new_page()
    open_section(first, dossier, dossier.created_by)
    open_section(second, dossier, mayor)
    first.fill("[name=title]", "Du secrétariat")
    first.locator("[name=need]").focus()
    expect(state(first)).to_have_text(re.compile(r"^Enregistré à "))

    second.fill("[name=need]", "De la mairie")
    second.locator("[name=title]").focus()
    expect(second.locator("[data-save-reason]")).to_contain_text("Secrétariat a enregistré cette section aujourd’hui à")
    second.get_by_role("button", name="Comparer les deux versions").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Deux versions de cette section")
    second.get_by_role("button", name="Enregistrer ces choix").last.click()

    expect(second.locator("[name=need]")).to_have_value("De la mairie")
    expect(second.locator("[name=title]")).to_have_value("Du secrétariat")
    assert second.evaluate(COPIES) == []


def test_without_javascript_the_text_survives_the_session_and_the_other(
    dossier: Dossier, chromium: Browser, portal: str
) -> None:
    context = chromium.new_context(base_url=portal, java_script_enabled=False)
    page = open_section(context.new_page(), dossier, dossier.created_by)
    page.fill("[name=title]", "Le mien")
    Session.objects.all().delete()
    mayor = factories.a_member(dossier.organisation)
    save_section(dossier, Section.PROJECT, raw={"title": ["Le sien"]}, values=None, version=0, actor=mayor)
    people.save_and_continue(page)
    page.wait_for_url("**/compte/login/**")
    page.fill("[name=login]", dossier.created_by.email)
    page.fill("[name=password]", people.PASSWORD)
    page.click("main button[type=submit]")

    expect(page.get_by_role("heading", level=1)).to_have_text("Deux versions de cette section")
    page.get_by_role("radio", name="Votre saisie").check()
    page.get_by_role("button", name="Enregistrer ces choix").last.click()
    expect(page.locator("[name=title]")).to_have_value("Le mien")
    assert title(dossier) == "Le mien"
    context.close()
