"""From the village to the accountant's file, in Chromium, with a real worker that is killed on the way."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.calls.enums import MeasureKind
from applications.decisions.models import Decision
from applications.dossiers.models import Dossier
from tests import factories
from tests.browser import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
AMOUNT = Decimal("23520.00")


@dataclass(frozen=True)
class Village:
    """The people of the path."""

    editor: User
    signatory: User
    officers: tuple[User, User]
    responsible: User
    accountant: User
    siret: str


@pytest.fixture
def village(portal: str) -> Village:
    organisation = factories.a_commune_organisation("Argelès-sur-Mer", population=10779, departement="66")
    factories.a_measure(MeasureKind.MOBILE_POST)
    factories.an_authority()
    factories.a_session()
    password = {"password": people.PASSWORD}
    return Village(
        editor=factories.a_member(organisation, Role.EDITOR, **password),
        signatory=factories.a_member(organisation, Role.SIGNATORY, **password),
        officers=(factories.an_agent("instructeur", **password), factories.an_agent("instructeur", **password)),
        responsible=factories.an_agent("responsable", **password),
        accountant=factories.an_agent("finance", **password),
        siret=factories.a_siret(organisation.siren),
    )


def test_dossier_goes_from_the_village_to_the_accountant(
    village: Village, new_page: Callable[[], Page], celery_worker: Any, tmp_path: Path
) -> None:
    public_id = prepare(new_page(), village, tmp_path)
    with celery_worker():
        reference = file(new_page(), village, public_id)
        dossier = Dossier.objects.get(reference=reference)
        review(new_page, village, dossier.pk)
    # The worker is dead: the vote is recorded all the same, and its letter waits.
    office = new_page()
    people.sign_in_to_office(office, village.responsible)
    vote(office, dossier.pk)
    commune = new_page()
    people.sign_in(commune, village.signatory)
    commune.goto(f"/dossiers/{public_id}/")
    expect(commune.locator("main")).to_contain_text("Inscrit en commission")
    assert "Télécharger la décision" not in commune.locator("main").inner_text()
    with celery_worker():
        notify(office, dossier.pk)
    check_letter(commune, public_id, tmp_path)
    check_export(new_page(), village, reference, tmp_path)


def prepare(page: Page, village: Village, folder: Path) -> str:
    """The secretary starts the dossier, fills it, and hands it over; return its public identifier."""
    people.sign_in(page, village.editor)
    page.goto("/mes-dossiers/nouveau/")
    page.locator("main [name=measure]").first.check()
    page.get_by_role("button", name="Créer le brouillon").click()
    public_id = page.url.rstrip("/").rpartition("/")[2]
    page.goto(f"/dossiers/{public_id}/sections/contact/")
    people.fill(
        page,
        siret=village.siret,
        contact_name="Secrétariat de mairie",
        contact_role="Secrétaire de mairie",
        contact_email="mairie@commune.example",
        contact_phone="04 68 00 00 00",
        police_force="municipal",
        officers="2",
        coordination_agreement="no",
    )
    people.save_and_continue(page)
    today = timezone.localdate()
    people.fill(
        page,
        title="Poste mobile pour le littoral",
        need="Le diagnostic local montre un besoin l’été.",
        aims="Aller vers les habitants.",
        pooled="no",
        works_started="no",
        vat_recovered="yes",
    )
    people.fill_date(page, "starts_on", today + timedelta(days=90))
    people.fill_date(page, "ends_on", today + timedelta(days=300))
    people.save_and_continue(page)
    people.fill(
        page,
        vehicle="van",
        energy="electric",
        purchase="new",
        equipment="Bureau d’accueil et radio",
        accessible="yes",
        territory="Plages, marchés, hameaux",
        communes_served="1",
        weekly_hours="24",
        officers_on_board="2",
    )
    people.save_and_continue(page)
    fill_plan(page)
    join_document(page, public_id, folder)
    page.goto(f"/dossiers/{public_id}/transmettre/")
    page.locator("main form button[type=submit]").click()
    return public_id


def fill_plan(page: Page) -> None:
    """Two expenses, a département, the Région and the commune: 78 400 € on both sides."""
    while page.locator("main [name=expense_label]").count() < 2:
        page.get_by_role("button", name="Ajouter une dépense").click()
    for rank, (label, amount) in enumerate((("Fourgon", "50 000"), ("Aménagement", "28 400,00 €"))):
        page.locator("main [name=expense_label]").nth(rank).fill(label)
        page.locator("main [name=expense_amount]").nth(rank).fill(amount)
    if page.locator("main [name=funding_kind]").count() == 0:
        page.get_by_role("button", name="Ajouter un financeur").click()
    page.locator("main [name=funding_kind]").first.select_option("department")
    page.locator("main [name=funding_label]").first.fill("Pyrénées-Orientales")
    page.locator("main [name=funding_state]").first.select_option("requested")
    page.locator("main [name=funding_amount]").first.fill("11 760,00")
    people.fill(page, region=people.typed(AMOUNT), own="43 120,00")
    page.get_by_role("button", name="Enregistrer et continuer").last.click()
    page.wait_for_url("**/pieces/")


def join_document(page: Page, public_id: str, folder: Path) -> None:
    paper = folder / "délibération.pdf"
    paper.write_bytes(factories.a_pdf().read())
    page.goto(f"/dossiers/{public_id}/pieces/")
    send = page.locator("main form:has(input[type=file]) button[type=submit]").first
    # Where scripts run, a chosen file leaves by itself and the button is not there.
    by_hand = send.is_visible()
    page.locator("main input[type=file]").first.set_input_files(paper)
    if by_hand:
        send.click()
    expect(page.locator("main")).to_contain_text("Reçue")


def file(page: Page, village: Village, public_id: str) -> str:
    """The signatory reads, declares and files; return the reference."""
    people.sign_in(page, village.signatory)
    page.goto(f"/dossiers/{public_id}/relire/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Déposer le dossier").click()
    page.wait_for_url("**/accuse/")
    reference = Dossier.objects.get(public_id=public_id).reference
    assert reference is not None
    expect(page.locator("main")).to_contain_text(reference)
    return reference


def review(new_page: Callable[[], Page], village: Village, dossier: int) -> None:
    """Two officers: one admits, both score, the first proposes and closes."""
    first, second = new_page(), new_page()
    people.sign_in_to_office(first, village.officers[0])
    people.act(first, dossier, "recevable")
    people.confirm(first)
    people.act(first, dossier, "assiette")
    people.confirm(first)
    give_marks(first, dossier, 4)
    people.sign_in_to_office(second, village.officers[1])
    give_marks(second, dossier, 4)
    people.act(first, dossier, "proposer")
    people.fill(first, advice="favourable")
    people.confirm(first)
    people.act(first, dossier, "clore")
    people.confirm(first)
    assert Dossier.objects.get(pk=dossier).status == "assessed"


def give_marks(page: Page, dossier: int, mark: int) -> None:
    people.act(page, dossier, "noter")
    for box in page.locator(f"main input[type=radio][value='{mark}']").all():
        box.check(force=True)
    for comment in page.locator("main textarea, main input[type=text][name^=comment]").all():
        comment.fill("Vu.")
    people.confirm(page)


def vote(page: Page, dossier: int) -> None:
    people.act(page, dossier, "inscrire")
    choices = page.locator("main [name=session]")
    if choices.first.evaluate("field => field.tagName") == "SELECT":
        choices.select_option(index=1)
    else:
        choices.first.check()
    people.confirm(page)
    people.act(page, dossier, "voter")
    people.fill(page, outcome="granted", amount=people.typed(AMOUNT))
    people.confirm(page)
    decision = Decision.objects.select_related("letter").get(dossier=dossier)
    assert (decision.amount, decision.letter.file) == (AMOUNT, None)


def notify(page: Page, dossier: int) -> None:
    """Record the délibération's dates, read the letter that the worker renders, and notify it."""
    session = Decision.objects.get(dossier=dossier).vote.item.session_id
    page.goto(f"/admin/decisions/commissionsession/{session}/actes/deliberation/")
    today = timezone.localdate().strftime("%Y-%m-%d")
    for name in ("transmitted_on", "published_on"):
        page.locator(f"main [name={name}]").fill(today)
    people.confirm(page)
    link = page.locator("main a[href^='/fichiers/']")
    for _ in range(60):
        people.act(page, dossier, "notifier")
        if link.count():
            break
        page.wait_for_timeout(500)
    page.locator("main [name=is_read]").check()
    people.confirm(page)
    assert Dossier.objects.get(pk=dossier).published_status == "granted"


def check_letter(page: Page, public_id: str, folder: Path) -> None:
    """The commune downloads its decision, and reads the amount in it."""
    page.goto(f"/dossiers/{public_id}/")
    letter = people.download(page, "Télécharger la décision", folder)
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(letter)).pages)
    read = " ".join(text.replace("\u00a0", " ").split())
    assert "23 520,00 € (vingt-trois mille cinq cent vingt euros)" in read
    assert "tribunal administratif de Toulouse" in read


def check_export(page: Page, village: Village, reference: str, folder: Path) -> None:
    """The accountant exports one line, equal to the vote to the cent."""
    people.sign_in_to_office(page, village.accountant)
    page.goto("/admin/finance/grant/")
    exported = people.download(page, "Exporter en CSV", folder)
    rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig")), delimiter=";"))
    assert [(row["no_dossier"], row["montant_vote"], row["tiers_siret"]) for row in rows] == [
        (reference, "23520,00", village.siret)
    ]
