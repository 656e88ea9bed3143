"""Coming in, in Chromium: an account, a request, a signatory's answer, a first draft; without scripts for one half."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import has_role
from applications.core.models import OutgoingEmail
from applications.dossiers.models import Dossier
from tests import factories
from tests.browser import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]
EMAIL = "secretaire@commune.example"


@pytest.fixture
def bare_page(chromium: Browser, portal: str) -> Iterator[Page]:
    """A page where no script runs."""
    context = chromium.new_context(base_url=portal, locale="fr-FR", java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_secretary_joins_and_opens_a_draft(new_page: Callable[[], Page], bare_page: Page, settings: Any) -> None:
    settings.EMAIL_BACKEND = "applications.core.mail.JobEmailBackend"
    organisation = factories.a_commune_organisation("Aniane")
    factories.a_measure()
    signatory = factories.a_member(organisation, password=people.PASSWORD)
    page = new_page()
    sign_up(page)
    ask(page)
    accept(bare_page, signatory)
    page.goto("/mes-dossiers/nouveau/")
    page.locator("main [name=measure]").first.check()
    page.get_by_role("button", name="Créer le brouillon").click()
    page.wait_for_url("**/dossiers/**")
    secretary = User.objects.get(email=EMAIL)
    assert Dossier.objects.get().created_by == secretary
    assert has_role(secretary, organisation, [Role.EDITOR]) is True


def sign_up(page: Page) -> None:
    """Open an account, and confirm its address with the link of the mail's row."""
    page.goto("/compte/login/")
    page.get_by_role("link", name="Créer un compte").click()
    people.fill(
        page,
        display_name="Secrétaire de mairie",
        email=EMAIL,
        password1=people.PASSWORD,
        password2=people.PASSWORD,
    )
    page.get_by_role("button", name="Créer le compte").click()
    expect(page.locator("h1")).to_have_text("Confirmez votre adresse électronique")
    link = re.search(r"/compte/confirm-email/\S+", OutgoingEmail.objects.get().text)
    assert link is not None
    page.goto(link[0])
    page.get_by_role("button", name="Oui, confirmer cette adresse").click()
    page.wait_for_url("**/votre-collectivite/")


def ask(page: Page) -> None:
    """Find the commune as it is typed, without the button, and ask to prepare its dossiers."""
    page.locator("main [name=q]").press_sequentially("ania")
    page.get_by_role("link", name="Aniane (34)").click()
    page.locator("main [name=role][value=editor]").check()
    people.fill(page, message="Je prends la suite du secrétariat.")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.locator("main")).to_contain_text("Une personne signataire de la commune d’Aniane répondra.")


def accept(page: Page, signatory: User) -> None:
    people.sign_in(page, signatory)
    page.get_by_role("link", name="1 demande de rattachement à traiter").click()
    page.get_by_role("link", name="Répondre").click()
    expect(page.locator("main")).to_contain_text("Je prends la suite du secrétariat.")
    page.get_by_role("button", name="Accepter").click()
    expect(page.locator("main")).to_contain_text("Secrétaire de mairie agit maintenant pour la collectivité.")
