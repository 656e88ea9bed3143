"""The financing plan in Chromium: pasted from a spreadsheet, added up, the estimate taken over, saved, read again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from applications.accounts.enums import Role
from tests import factories
from tests.browser import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
PASTE = """(field, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
CELLS = "Véhicule\t36 000,00 €\nAménagement\t15.500,50\nArmes\tà chiffrer\nTotal\t51 500,50"


def values(page: Page, name: str) -> list[str]:
    return [field.input_value() for field in page.locator(f"main [name={name}]").all()]


@pytest.fixture
def page(portal: str, new_page: Callable[[], Page]) -> Page:
    """The plan of a draft, opened by its secretary."""
    dossier = factories.a_draft(factories.a_measure(excluded_costs="Armes et munitions"))
    page = new_page()
    people.sign_in(page, factories.a_member(dossier.organisation, Role.EDITOR, password=people.PASSWORD))
    page.goto(f"/dossiers/{dossier.public_id}/sections/financing/")
    return page


def test_plan_pasted_in_a_cell_adds_up_and_takes_the_estimate(page: Page) -> None:
    address = page.url
    page.locator("#id_expense_0_label").evaluate(PASTE, CELLS)
    expect(page.locator("#id_expense_2_label")).to_have_value("Armes")
    assert values(page, "expense_amount") == ["36\u00a0000,00", "15\u00a0500,50", "à chiffrer"]
    expect(page.locator("#id_expense_0_label")).to_be_focused()
    expect(page.locator("#expense_notice")).to_contain_text("Titres et totaux laissés de côté")
    expect(page.locator("#id_expense_2_amount")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_expense_2_hint")).to_contain_text("que la mesure ne prend pas en compte")
    expect(page.locator("#plan_summary")).to_contain_text("Calcul partiel")

    page.locator("[name=remove][value=expense-2]").press("Enter")
    expect(page.locator("[name=remove][value=expense-1]")).to_be_focused()
    expect(page.locator("#total_expenses")).to_have_text("51\u00a0500,50\u00a0€")
    page.get_by_role("button", name="Reprendre ce montant").click()
    expect(page.locator("#id_region")).to_be_focused()
    expect(page.locator("#id_region")).to_have_value("15\u00a0450,15")
    page.locator("#id_own").fill("36050.35 €")
    page.locator("#id_own").press("Tab")
    expect(page.locator("#id_own")).to_have_value("36\u00a0050,35")
    expect(page.locator("#plan_totals")).to_contain_text("Plan équilibré.")
    page.get_by_role("button", name="Ajouter un financeur").click()
    expect(page.locator("#id_funding_0_kind")).to_be_focused()

    page.get_by_role("button", name="Enregistrer et continuer").last.click()
    page.wait_for_url("**/pieces/")
    page.goto(address)
    assert (values(page, "expense_label"), values(page, "own")) == (["Véhicule", "Aménagement"], ["36\u00a0050,35"])


def test_what_is_typed_while_a_row_arrives_is_kept(page: Page) -> None:
    """A slow line, a quick hand: the answer that brings the row was made before the last words."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 700, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name="Ajouter une dépense").click()
    page.locator("#id_expense_0_label").press_sequentially("Fourgon équipé pour les hameaux", delay=70)
    expect(page.locator("#id_expense_1_label")).to_be_focused()
    assert values(page, "expense_label") == ["Fourgon équipé pour les hameaux", ""]
