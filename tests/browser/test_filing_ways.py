"""The whole filing of a village, twice: without JavaScript, then with a keyboard alone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from applications.accounts.models import User
from applications.calls.enums import MeasureKind
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from tests import factories
from tests.browser import people
from tests.browser.test_whole_path import Village, file, prepare

pytestmark = [
    pytest.mark.browser,
    pytest.mark.full,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
# No page of the portal has more stops than this before its main button.
MOST_STOPS = 150
FOCUSED = "selector => document.activeElement !== null && document.activeElement.matches(selector)"
RINGED = (
    "() => { const style = getComputedStyle(document.activeElement);"
    " return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; }"
)


@pytest.fixture
def village(portal: str) -> Village:
    organisation = factories.a_commune_organisation("Aniane", population=298)
    factories.a_measure(MeasureKind.MOBILE_POST)
    mayor = factories.a_member(organisation, password=people.PASSWORD)
    nobody: tuple[User, User] = (mayor, mayor)
    return Village(mayor, mayor, nobody, mayor, mayor, factories.a_siret(organisation.siren))


def test_dossier_is_filed_without_javascript(village: Village, chromium: Browser, portal: str, tmp_path: Path) -> None:
    context = chromium.new_context(base_url=portal, locale="fr-FR", java_script_enabled=False)
    public_id = prepare(context.new_page(), village, tmp_path)
    context.clear_cookies()
    file(context.new_page(), village, public_id)
    context.close()
    assert Dossier.objects.get(public_id=public_id).status == Status.SUBMITTED


def test_dossier_is_filed_by_keyboard_alone(village: Village, new_page: Callable[[], Page], tmp_path: Path) -> None:
    page = new_page()
    keyboard = Keyboard(page)
    page.goto("/compte/login/")
    keyboard.write("[name=login]", village.signatory.email)
    keyboard.write("[name=password]", people.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/mes-dossiers/")
    keyboard.press("main a[href$='/mes-dossiers/nouveau/']")
    page.wait_for_url("**/nouveau/")
    keyboard.choose("[name=measure]")
    keyboard.press("main form button[type=submit]:not([name])")
    page.wait_for_url("**/dossiers/*/")
    public_id = page.url.rstrip("/").rpartition("/")[2]
    page.goto(f"/dossiers/{public_id}/sections/contact/")
    fill_sections(page, keyboard, village)
    join(page, keyboard, tmp_path)
    page.goto(f"/dossiers/{public_id}/relire/")
    for name in ("exact", "not_started", "approved", "electronic_notification"):
        keyboard.tick(f"[name={name}]")
    keyboard.press("main button[type=submit]:has-text('Déposer le dossier')", focused="main .btn-primary[type=submit]")
    page.wait_for_url("**/accuse/")
    assert Dossier.objects.get(public_id=public_id).status == Status.SUBMITTED


class Keyboard:
    """Hands that only know Tab, Space, Enter, the arrows and the letters. A stop that does not show fails."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        for _ in range(MOST_STOPS):
            if self.page.evaluate(FOCUSED, selector):
                assert self.page.evaluate(RINGED), f"{selector} has the focus and does not show it"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is never reached by Tab on {self.page.url}")

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, selector: str, value: str = "") -> None:
        """Choose a radio button, or the line of a menu: the arrows go down to `value`."""
        self.reach(selector)
        if self.page.evaluate("() => document.activeElement.type") == "radio":
            self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if not value or self.page.evaluate("() => document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{selector} has no {value}")

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")

    def press(self, selector: str, *, focused: str = "") -> None:
        self.reach(focused or selector)
        self.page.keyboard.press("Enter")


def fill_sections(page: Page, keyboard: Keyboard, village: Village) -> None:
    keyboard.write("[name=siret]", village.siret)
    for name, text in (
        ("contact_name", "Secrétariat de mairie"),
        ("contact_role", "Secrétaire"),
        ("contact_email", "mairie@commune.example"),
        ("contact_phone", "0468000000"),
    ):
        keyboard.write(f"[name={name}]", text)
    keyboard.choose("[name=police_force]", "municipal")
    keyboard.write("[name=officers]", "2")
    keyboard.choose("[name=coordination_agreement]", "no")
    go_on(page, keyboard, "**/project/**")
    keyboard.write("[name=title]", "Poste mobile")
    keyboard.write("[name=need]", "Le diagnostic montre un besoin.")
    keyboard.write("[name=aims]", "Aller vers les habitants.")
    keyboard.choose("[name=pooled]", "no")
    today = timezone.localdate()
    for name, day in (("starts_on", today + timedelta(days=90)), ("ends_on", today + timedelta(days=300))):
        for part in ("day", "month", "year"):
            keyboard.write(f"[name={name}_{part}]", str(getattr(day, part)))
    keyboard.choose("[name=works_started]", "no")
    keyboard.choose("[name=vat_recovered]", "yes")
    go_on(page, keyboard, "**/details/**")
    keyboard.choose("[name=vehicle]", "van")
    keyboard.choose("[name=energy]", "electric")
    keyboard.choose("[name=purchase]", "new")
    keyboard.write("[name=equipment]", "Bureau d’accueil")
    keyboard.choose("[name=accessible]", "yes")
    keyboard.write("[name=territory]", "Centre et hameaux")
    for name in ("communes_served", "weekly_hours", "officers_on_board"):
        keyboard.write(f"[name={name}]", "1")
    go_on(page, keyboard, "**/financing/**")
    keyboard.write("[name=expense_label]", "Fourgon")
    keyboard.write("[name=expense_amount]", "10 000")
    keyboard.write("[name=region]", "3 000")
    keyboard.write("[name=own]", "7 000")
    go_on(page, keyboard, "**/pieces/**")


def go_on(page: Page, keyboard: Keyboard, address: str) -> None:
    keyboard.press("main button[name=then][value=continue]")
    page.wait_for_url(address)


def join(page: Page, keyboard: Keyboard, folder: Path) -> None:
    paper = folder / "délibération.pdf"
    paper.write_bytes(factories.a_pdf().read())
    keyboard.reach("main input[type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(paper)
    # With JavaScript the file leaves at once; the button sends it otherwise.
    expect(page.locator("main")).to_contain_text("Reçue")
