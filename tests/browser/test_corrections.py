"""A correction in Chromium: the officer asks, the commune answers, the officer reads before and after."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.accounts.enums import Role
from applications.dossiers.models import Dossier
from tests import factories
from tests.browser import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


def test_officer_reads_before_and_after_of_what_was_asked(
    portal: str, new_page: Callable[[], Page], tmp_path: Path
) -> None:
    organisation = factories.a_commune_organisation()
    signatory = factories.a_member(organisation, Role.SIGNATORY, password=people.PASSWORD)
    officer = factories.an_agent("instructeur", password=people.PASSWORD)
    dossier = factories.filed(factories.a_complete_draft(None, organisation, actor=signatory))
    office, commune = new_page(), new_page()
    people.sign_in_to_office(office, officer)
    ask(office, dossier)
    people.sign_in(commune, signatory)
    correct(commune, dossier, tmp_path)
    send(commune, dossier)
    office.goto(f"/admin/dossiers/dossier/{dossier.pk}/change/")
    changed = office.locator("#complements .corrected")
    expect(changed).to_have_count(2)
    expect(changed.nth(0).locator("dd")).to_have_text(["20", "35"])
    expect(changed.nth(1).locator("dd").last.locator("a")).to_have_count(2)


def ask(page: Page, dossier: Dossier) -> None:
    """The officer asks for one answer and one document; a reason shows once its box is ticked."""
    people.act(page, dossier.pk, "completer")
    page.locator("summary", has_text="Le poste mobile").click()
    reason = page.locator("[name=reason_question_details_weekly_hours]")
    expect(reason).to_be_hidden()
    page.get_by_label("Heures de présence par semaine").first.check()
    reason.fill("Précisez la présence en été.")
    document = dossier.measure.documents.get()
    page.locator(f"[name=ask_document_{document.pk}]").check()
    page.locator(f"[name=reason_document_{document.pk}]").fill("Elle n’est pas signée.")
    due = timezone.localdate() + timedelta(days=15)
    page.locator("[name=due_on]").fill(due.isoformat())
    people.confirm(page)


def correct(page: Page, dossier: Dossier, folder: Path) -> None:
    """The commune finds one question open, answers it, and joins the document."""
    page.goto(f"/dossiers/{dossier.public_id}/")
    page.get_by_role("link", name="Le poste mobile\u00a0: heures de présence par semaine", exact=True).click()
    expect(page.locator("form[data-autosave] :is(input, textarea, select):visible")).to_have_count(1)
    people.fill(page, weekly_hours="35")
    page.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    expect(page.locator("main .task-list")).to_contain_text("Répondu")
    paper = folder / "signee.pdf"
    paper.write_bytes(factories.a_pdf().read())
    page.goto(f"/dossiers/{dossier.public_id}/pieces/")
    page.locator("main input[type=file]").first.set_input_files(paper)
    join = page.locator("main form:has(input[type=file]) button[type=submit]").first
    if join.is_visible():
        join.click()
    expect(page.locator("main .file-list a[href^='/fichiers/']")).to_have_count(2)


def send(page: Page, dossier: Dossier) -> None:
    page.goto(f"/dossiers/{dossier.public_id}/relire/")
    for box in page.locator("main form:has([name=exact]) input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    page.wait_for_url("**/accuse/")
