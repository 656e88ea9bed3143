"""What each person does, as they would with a mouse and a keyboard."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page

from applications.accounts.models import User
from applications.core.money import format_eur

PASSWORD = "un-mot-de-passe-assez-long"


def sign_in(page: Page, user: User) -> None:
    page.goto("/compte/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def sign_in_to_office(page: Page, user: User) -> None:
    """Sign in as an agent, and set up the second factor that the office asks for."""
    sign_in(page, user)
    page.goto("/admin/")
    # Setting up a second factor asks for the password again.
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    secret = "".join(page.locator("code.secret").inner_text().split())
    page.fill("[name=code]", code_of(secret))
    page.get_by_role("button", name="Activer").click()
    page.goto("/admin/")


def code_of(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return f"{hotp_value(secret, counter):06d}"


def fill(page: Page, **values: Any) -> None:
    """Fill the fields of a section by name: a text, or the choice of a list or of radio buttons."""
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.check(f"main [name={name}][value={value}]")
        elif field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def fill_date(page: Page, name: str, day: Any) -> None:
    fill(page, **{f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year})


def save_and_continue(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer et continuer").click()


def act(page: Page, dossier: int, slug: str) -> None:
    page.goto(f"/admin/dossiers/dossier/{dossier}/actes/{slug}/")


def confirm(page: Page) -> None:
    """Send the act's form; a refusal shows its reasons, and fails the test with them."""
    page.click("main .form-acts button[type=submit]")
    page.wait_for_load_state()
    assert page.locator(".error-summary").all_inner_texts() == []


def download(page: Page, name: str, folder: Path) -> bytes:
    """Click the link or the button of this name, and return the file that comes."""
    with page.expect_download() as started:
        page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()
    target = folder / started.value.suggested_filename
    started.value.save_as(target)
    return target.read_bytes()


def typed(amount: Decimal) -> str:
    """An amount as people write it: « 23 520,00 » with ordinary spaces."""
    return format_eur(amount).replace("\u00a0", " ").removesuffix(" €")
