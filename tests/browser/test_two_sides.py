"""Two people of a town and an officer: a draft that goes back and forth, then messages and an early start."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.accounts.enums import Role
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier, EarlyStart, Message
from tests import factories
from tests.browser import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def open_as(page: Page, user: Any, path: str) -> Page:
    people.sign_in(page, user)
    page.goto(path)
    return page


def test_signatory_sends_back_then_reads_what_changed_and_files(new_page: Callable[[], Page]) -> None:
    dossier = factories.a_complete_draft()
    password = {"password": people.PASSWORD}
    editor = factories.a_member(dossier.organisation, Role.EDITOR, **password)
    mayor = factories.a_member(dossier.organisation, **password)
    base = f"/dossiers/{dossier.public_id}/"
    office, hall = open_as(new_page(), editor, f"{base}transmettre/"), new_page()
    office.get_by_role("button", name="Transmettre").click()
    open_as(hall, mayor, f"{base}relire/").get_by_role("link", name="Renvoyer au secrétariat").click()
    hall.get_by_label("Ce qui est à corriger").fill("Le titre est trop vague.")
    hall.get_by_role("button", name="Renvoyer au secrétariat").click()
    office.goto(base)
    expect(office.locator("main")).to_contain_text("Le titre est trop vague.")
    office.goto(f"{base}sections/project/")
    people.fill(office, title="Poste mobile des hameaux")
    people.save_and_continue(office)
    office.wait_for_url("**/details/**")
    office.goto(f"{base}transmettre/")
    office.get_by_role("button", name="Transmettre").click()
    hall.goto(f"{base}relire/")
    changes = hall.get_by_role("region", name="Ce qui a changé")
    expect(changes).to_contain_text("Poste mobile des hameaux")
    assert changes.locator("dt").count() >= 1
    for box in hall.locator("main input[type=checkbox]").all():
        box.check()
    hall.get_by_role("button", name="Déposer le dossier").click()
    hall.wait_for_url("**/accuse/")
    # The back button after the filing: the page of the filing is no longer there to be sent twice.
    hall.go_back()
    hall.reload()
    assert "/relire/" not in hall.url
    assert Dossier.objects.get().filings.count() == 1


def test_town_and_officer_write_and_agree_on_an_early_start(new_page: Callable[[], Page], settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    dossier = factories.filed(factories.a_complete_draft())
    mayor = factories.a_member(dossier.organisation, password=people.PASSWORD)
    responsible = factories.an_agent("responsable", password=people.PASSWORD)
    town = open_as(new_page(), mayor, f"/dossiers/{dossier.public_id}/demarrage/")
    people.fill_date(town, "starts_on", timezone.localdate() + timedelta(days=40))
    people.fill(town, reason="Le marché expire.")
    town.get_by_role("button", name="Envoyer la demande").click()
    town.goto(f"/dossiers/{dossier.public_id}/")
    town.get_by_label("Votre message").fill("Merci de votre réponse 🙂")
    town.get_by_role("button", name="Envoyer le message").click()
    expect(town.locator("main")).to_contain_text("pas encore lu par la Région")
    desk = open_as(new_page(), responsible, f"/admin/dossiers/dossier/{dossier.pk}/change/")
    expect(desk.locator("#messages")).to_contain_text("Merci de votre réponse")
    people.act(desk, dossier.pk, "demarrage")
    people.fill(desk, authorised="yes")
    people.confirm(desk)
    town.goto(f"/dossiers/{dossier.public_id}/demarrage/")
    expect(town.locator("main")).to_contain_text("Vous pouvez commencer")
    assert (EarlyStart.objects.get().authorised, Message.objects.get().read_by) == (True, responsible)
    assert Dossier.objects.get().status == Status.SUBMITTED
