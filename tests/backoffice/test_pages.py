"""The stock pages, in our words, and what the theme never does."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client

from applications.accounts.models import User
from applications.dossiers.models import Dossier
from tests.factories import a_filed_dossier

SignIn = Callable[[User], Client]
SHEETS = sorted((project.BASE_DIR / "static" / "backoffice").glob("*.css"))
TEMPLATES = sorted(
    path for folder in ("admin", "backoffice") for path in (project.BASE_DIR / "templates" / folder).rglob("*.html")
)
HEADING = re.compile(r"<h1>\s*(.*?)\s*</h1>", re.DOTALL)
TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)
PLACEHOLDER = "REF"


@pytest.fixture
def dossier() -> Dossier:
    return a_filed_dossier()


@pytest.fixture
def client_of_all_rights(as_user: SignIn, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return as_user(User.objects.create_superuser("tout@region.example", display_name="Tous les droits"))


@pytest.mark.django_db
@pytest.mark.urls("tests.backoffice.office")
@pytest.mark.parametrize(
    ("page", "title", "heading"),
    [
        ("", "Dossiers | Instruction", "Dossiers"),
        ("add/", "Dossier\u00a0: ajout | Instruction", "Dossier\u00a0: ajout"),
        ("{pk}/change/", "REF | Dossier | Instruction", "REF"),
        ("{pk}/delete/", "Suppression | Instruction", "Suppression impossible"),
        ("{pk}/history/", "Historique des changements\u00a0: REF | Instruction", "Historique"),
        ("{pk}/actes/irrecevable/", "Déclarer irrecevable | Instruction", "Déclarer irrecevable"),
    ],
)
def test_page_names_what_it_shows(client_of_all_rights: Client, dossier: Dossier, page: str, title: str, heading: str):
    content = client_of_all_rights.get(f"/admin/dossiers/dossier/{page.format(pk=dossier.pk)}").content.decode()
    content = content.replace(str(dossier.reference), PLACEHOLDER)
    assert (TITLE.findall(content), HEADING.findall(content)) == ([title], [heading])


@pytest.mark.django_db
@pytest.mark.urls("tests.backoffice.office")
def test_page_with_an_error_says_so_in_its_title(client_of_all_rights: Client, dossier: Dossier):
    page = f"/admin/dossiers/dossier/{dossier.pk}/actes/irrecevable/"
    content = client_of_all_rights.post(page, {"reason": ""}).content.decode()
    assert TITLE.findall(content) == ["Erreur\u00a0: Déclarer irrecevable | Instruction"]


@pytest.mark.django_db
@pytest.mark.urls("tests.backoffice.office")
def test_top_bar_signs_out_through_allauth(client_of_all_rights: Client):
    content = client_of_all_rights.get("/admin/dossiers/dossier/").content.decode()
    assert content.count('<form id="logout-form" method="post" action="/compte/logout/">') == 1


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_theme_wins_by_order_and_never_shouts(sheet: Path):
    assert re.findall(r"!important|uppercase", sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(project.BASE_DIR)))
def test_template_has_no_style_and_no_script_of_its_own(template: Path):
    assert re.findall(r"<style|\sstyle=|<script>|\son[a-z]+=", template.read_text(encoding="utf-8")) == []
