"""A simulation with the keyboard alone, its result, and the draft that it becomes once signed in."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier
from tests import factories as f
from tests.browser.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def answer_by_keyboard(page: Page) -> None:
    """Search Lunel, then a mobile post of 58 000 €, 31 900 € of DETR, nothing begun, two officers."""
    page.locator("#id_q").focus()
    page.keyboard.type("lunel", delay=20)
    expect(page.locator("#trouvees-dites")).to_have_text("2 collectivités trouvées.")
    # « Chercher », then the first of the list; the other questions in the order of the page.
    press(page, "Tab", "Tab", "Space", "Tab", "Space", "Tab", "ArrowDown", "Tab", "Tab")
    page.keyboard.type("58 000")
    press(page, "Tab", "Tab", *["ArrowDown"] * 3, "Tab")
    page.keyboard.type("31900")
    press(page, "Tab", "Tab", "ArrowDown", "Tab")
    page.keyboard.type("2")
    press(page, "Enter")


def test_simulation_by_keyboard_becomes_a_draft(new_page: Callable[[], Page]) -> None:
    f.a_measure(ceiling=Decimal(30000))
    lunel = f.a_commune_organisation()
    f.a_commune_organisation("Lunel-Viel")
    member = f.a_member(lunel, password=PASSWORD)
    page = new_page()
    page.goto("/simulateur/")
    answer_by_keyboard(page)
    result = page.locator("#resultat")
    expect(result).to_be_focused()
    expect(result.locator(".big-number")).to_have_text("14\u00a0500,00\u00a0€")
    assert "q=lunel" in page.url
    assert page.context.cookies() == []

    page.get_by_role("link", name="Continuer avec un compte").click()
    page.fill("[name=login]", member.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", name="Votre simulation sera reprise")).to_be_visible()
    expect(page.get_by_label("Poste mobile")).to_be_checked()
    page.get_by_role("button", name="Créer le brouillon").click()
    page.wait_for_url("**/dossiers/*/")
    drafts = {draft.section: draft.data for draft in Dossier.objects.get().drafts.all()}
    plan = drafts[Section.FINANCING]
    assert (plan["region"], plan["funding_kind"]) == (["14\u00a0500,00"], ["state_detr"])
    assert drafts[Section.CONTACT]["officers"] == ["2"]
