"""What filing the simplest dossier costs in screens, clicks and typed characters: `docs/effort.md` quotes these counts.

Chromium itself counts what reaches the page: documents loaded, presses of the pointer, characters inserted in a field.
An answer that the page shows already is left as it is, which is all that prefilling saves.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page

from applications.accounts.enums import Role
from applications.dossiers.enums import FunderKind
from tests import factories as f
from tests.browser import people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.full,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "effort.md"
COUNT = """
(() => {
  const add = (name, by) => sessionStorage.setItem(name, Number(sessionStorage.getItem(name) || 0) + by);
  try { add("screens", 1); } catch { return; }
  addEventListener("pointerdown", (event) => event.isTrusted && add("clicks", 1), true);
  addEventListener("input", (event) => {
    if (event.isTrusted && event.inputType === "insertText") add("characters", (event.data || "").length);
  }, true);
})();
"""
READ = "['screens', 'clicks', 'characters'].map((name) => Number(sessionStorage.getItem(name) || 0))"
# What the page does not see: opening a menu and choosing in it; the button of a file, its window aside.
MENU, FILE = 2, 1
CONTACT = {
    "contact_name": "Secrétaire de mairie",
    "contact_role": "Secrétariat",
    "contact_email": "mairie@commune.example",
    "contact_phone": "05 00 00 00 00",
    "police_force": "municipal",
    "officers": "2",
    "coordination_agreement": "no",
}
PROJECT = {
    "title": "Un second poste mobile pour les hameaux",
    "need": "Un besoin établi par le diagnostic.",
    "aims": "Être présent chaque jour.",
    "pooled": "no",
    "works_started": "no",
    "vat_recovered": "yes",
}
DETAILS = {
    "vehicle": "van",
    "energy": "electric",
    "purchase": "new",
    "equipment": "Bureau d’accueil",
    "accessible": "yes",
    "territory": "Centre et hameaux",
    "communes_served": "1",
    "weekly_hours": "20",
    "officers_on_board": "2",
}
PLAN = {"expense_label": "Fourgon", "expense_amount": "50000", "region": "15000", "own": "35000"}


@dataclass
class Person:
    """Somebody at a page: answers only what the page does not show already."""

    page: Page
    unseen: int = 0
    """Clicks that the page cannot count."""

    def press(self, target: Locator) -> None:
        target.click()
        self.page.wait_for_load_state()

    def answer(self, name: str, wanted: str) -> None:
        field = self.page.locator(f"main [name={name}]").first
        if field.get_attribute("type") == "radio":
            choice = self.page.locator(f"main [name={name}][value={wanted}]")
            if not choice.is_checked():
                choice.click()
        elif field.evaluate("field => field.tagName") == "SELECT":
            if field.input_value() != wanted:
                field.select_option(wanted)
                self.unseen += MENU
        elif bare(field.input_value()) != bare(wanted):
            self.type(field, wanted)

    def type(self, field: Locator, text: str) -> None:
        """Replace what a field holds: from the keyboard alone, its text being selected as Tab selects it."""
        field.focus()
        field.select_text()
        self.page.keyboard.type(text)

    def answers(self, wanted: dict[str, str]) -> None:
        for name, text in wanted.items():
            self.answer(name, text)

    def day(self, name: str, day: date) -> None:
        self.answers({f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)})

    def save(self) -> None:
        self.press(self.page.get_by_role("button", name="Enregistrer et continuer").last)

    def counts(self) -> tuple[int, int, int]:
        screens, clicks, characters = self.page.evaluate(READ)
        return screens, clicks + self.unseen, characters


def bare(text: str) -> str:
    """An answer without what may be written otherwise: spaces, the cents of a round amount."""
    return re.sub(r",00$", "", re.sub(r"\s", "", text))


def file_it(page: Page, siret: str, paper: Path, *, source: bool) -> tuple[int, int, int]:
    """File a dossier from the desk of a signatory who is signed in."""
    page.add_init_script(COUNT)
    person = Person(page)
    page.goto("/mes-dossiers/")
    person.press(page.get_by_role("link", name="Commencer un dossier").first)
    page.locator("main [name=measure]").first.click()
    if source:
        page.locator("main [name=source]").select_option(index=1)
        person.unseen += MENU
    person.press(page.get_by_role("button", name="Créer le brouillon"))
    person.press(page.locator("main .task-list a").first)
    person.answers({"siret": siret} | CONTACT)
    person.save()
    person.answers(PROJECT)
    # Two figures each, whatever the day of the count.
    next_year = timezone.localdate().year + 1
    person.day("starts_on", date(next_year, 10, 15))
    person.day("ends_on", date(next_year, 12, 15))
    person.save()
    person.answers(DETAILS)
    person.save()
    person.answers(PLAN)
    person.save()
    page.wait_for_url("**/pieces/")
    page.locator("main input[type=file]").first.set_input_files(paper)
    person.unseen += FILE
    page.locator("main .tag-done, main .tag-region").first.wait_for()
    person.press(page.get_by_role("link", name=re.compile("relire")).first)
    for box in page.locator("main input[type=checkbox]").all():
        box.click()
    person.press(page.get_by_role("button", name="Déposer le dossier"))
    page.wait_for_url("**/accuse/")
    return person.counts()


def written() -> Iterator[tuple[int, int, int]]:
    """Return the counts that the document quotes, row by row."""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"\|[^|]+\| (\d+) \| (\d+) \| ([\d\u00a0]+) \|", line)
        if found is not None:
            yield int(found[1]), int(found[2]), int(found[3].replace("\u00a0", ""))


def test_effort_is_what_the_document_says(new_page: Callable[[], Page], tmp_path: Path) -> None:
    f.a_measure()
    counts = [filed_by(new_page(), tmp_path, earlier=earlier, source=source) for earlier, source in WAYS]
    assert counts == list(written())


# First dossier; another one, nothing taken; another one, started from the earlier.
WAYS = ((False, False), (True, False), (True, True))


def filed_by(page: Page, folder: Path, *, earlier: bool, source: bool) -> tuple[int, int, int]:
    """File a dossier for an organisation of its own, which filed one before or not."""
    organisation: Any = f.a_commune_organisation("Lunel")
    mayor = f.a_member(organisation, Role.SIGNATORY, password=people.PASSWORD)
    if earlier:
        plan = f.financing_values({"Fourgon": "50000"}, {FunderKind.REGION: "15000", FunderKind.OWN: "35000"})
        # Of a call that closes later: its measure is the last of the list.
        measure = f.a_measure(call=f.a_call(closes_at=timezone.now() + timedelta(days=99)))
        with transaction.atomic():
            f.a_filed_dossier(measure, organisation, actor=mayor, financing=plan, details={"accessible": True})
    paper = folder / f"{organisation.siren}.pdf"
    paper.write_bytes(f.a_pdf().read())
    people.sign_in(page, mayor)
    return file_it(page, f.a_siret(organisation.siren), paper, source=source)
