"""axe on every page that a role reaches, at the three widths: no violation, nothing that scrolls sideways."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page

from applications.accounts.models import User
from applications.decisions.models import CommissionSession, Decision
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier

pytestmark = [
    pytest.mark.browser,
    pytest.mark.full,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1200),
]
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
WIDTHS = (1366, 768, 320)
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
PUBLIC = ("", "aide/", "accessibilite/", "mentions-legales/", "donnees-personnelles/", "compte/login/")
SECTIONS = ("contact", "project", "details", "financing")
OFFICE = {
    "instructrice-a": ("", "dossiers/dossier/", "calls/call/", "decisions/decision/"),
    "responsable": ("decisions/commissionsession/", "decisions/commissionsession/add/", "finance/grant/"),
    "finances": ("finance/grant/",),
    "administratrice": (
        "accounts/user/",
        "accounts/user/add/",
        "accounts/membership/",
        "calls/measure/",
        "calls/envelope/",
        "core/auditevent/",
        "core/outgoingemail/",
        "territory/organisation/",
    ),
}


@pytest.fixture
def demo(portal: str, settings: Any) -> None:
    """The demonstration, in demo mode: agents enter by their password alone."""
    settings.DEMO_MODE = True
    settings.STAFF_MFA_REQUIRED = False
    call_command("load_territory", verbosity=0)
    call_command("load_demo", verbosity=0)


def paths_of(login: str) -> list[str]:
    """Give the pages of a person of the demonstration."""
    if login in OFFICE:
        paths = [f"admin/{page}" for page in OFFICE[login]]
        if login == "instructrice-a":
            paths += [f"admin/dossiers/dossier/{one.pk}/change/" for one in filed_one_per_status()]
        if login == "responsable":
            paths += [f"admin/decisions/commissionsession/{one.pk}/change/" for one in CommissionSession.objects.all()]
            paths += [f"admin/decisions/decision/{one.pk}/change/" for one in Decision.objects.all()[:1]]
        return paths
    slug = login.partition(".")[2]
    paths = ["mes-dossiers/", "mes-dossiers/nouveau/"]
    for dossier in Dossier.objects.filter(created_by__email=f"secretariat.{slug}@demo.example"):
        base = f"dossiers/{dossier.public_id}/"
        paths += [base, f"{base}pieces/", f"{base}relire/", f"{base}accuse/", f"{base}lecture/"]
        paths += [f"{base}sections/{section}/?verifier=1" for section in SECTIONS]
    return paths


def filed_one_per_status() -> list[Dossier]:
    found = {dossier.status: dossier for dossier in Dossier.objects.all() if Status(dossier.status).is_filed}
    return list(found.values())


def sign_in(page: Page, login: str, portal: str) -> None:
    client = Client()
    user = User.objects.get(email=f"{login}@demo.example")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": portal}])


def faults_of(page: Page, path: str) -> list[str]:
    response = page.goto(f"/{path}")
    if response is None or response.status == 404:
        return []
    faults = [] if response.status == 200 else [f"{path}: {response.status}"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(f"async () => (await axe.run(document, {RULES})).violations.map(one => one.id)")
        faults += [f"{path} at {width} px: {rule}" for rule in found]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{path} at {width} px: scrolls sideways")
    return faults


def test_axe_finds_nothing(demo: None, portal: str, new_page: Callable[[], Page]) -> None:
    faults = [fault for path in PUBLIC for fault in faults_of(new_page(), path)]
    towns = ["secretariat.fleurance", "signataire.graulhet", "signataire.lunel", "signataire.thedirac"]
    for login in [*OFFICE, *towns]:
        page = new_page()
        sign_in(page, login, portal)
        faults += [fault for path in paths_of(login) for fault in faults_of(page, path)]
    assert "\n".join(faults) == ""
