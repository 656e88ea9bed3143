"""axe on every page that a role reaches, at the three widths: no violation, nothing that scrolls sideways."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page

from applications.accounts.enums import Role
from applications.accounts.models import Membership, MembershipRequest, User
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
SIMULATED = (
    "siren=213401458&measure=premises&pooled=no&cost_label=Travaux&cost_amount=642000&cost_label=Mobilier+de+bureau"
    "&cost_amount=26000&works_started=no&officers=4&agreement=no"
)
PUBLIC = (
    "",
    "aide/",
    "accessibilite/",
    "mentions-legales/",
    "donnees-personnelles/",
    "compte/login/",
    "compte/password/reset/",
    "reglement/",
    "compte/signup/",
    "simulateur/",
    "simulateur/?q=sete&cost_amount=abc",
    f"simulateur/?{SIMULATED}",
    "mesures/locaux-de-police/",
    "criteres/",
    "calendrier/",
    "questions/",
    "cookies/",
    "plan-du-site/",
    "alerte/",
    "alerte/envoyee/",
    "alerte/inconnu/arreter/",
)
SECTIONS = ("contact", "project", "details", "financing")
OFFICE = {
    "instructrice-a": ("", "dossiers/dossier/", "calls/call/", "decisions/decision/"),
    "responsable": ("decisions/commissionsession/", "decisions/commissionsession/add/", "finance/grant/"),
    "finances": ("finance/grant/",),
    "administratrice": (
        "accounts/user/",
        "accounts/user/add/",
        "accounts/membership/",
        "accounts/membershiprequest/",
        "accounts/election/",
        "calls/measure/",
        "calls/question/",
        "calls/question/add/",
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
            for one in filed_one_per_status():
                page = f"admin/dossiers/dossier/{one.pk}/"
                paths += [f"{page}change/", f"{page}actes/completer/", f"{page}actes/ecrire/"]
        if login == "responsable":
            paths += [f"admin/decisions/commissionsession/{one.pk}/change/" for one in CommissionSession.objects.all()]
            paths += [f"admin/decisions/decision/{one.pk}/change/" for one in Decision.objects.all()[:1]]
        return paths
    slug = login.partition(".")[2]
    paths = ["mes-dossiers/", "mes-dossiers/nouveau/", "mon-compte/nom/", "mon-compte/fermer/"]
    paths += ["votre-collectivite/", "votre-collectivite/?q=saint+andre", "votre-collectivite/213400799/demande/"]
    for one in Membership.objects.current().filter(user__email=f"{login}@demo.example"):
        base = f"ma-collectivite/{one.organisation.siren}/"
        paths += [base, f"{base}membres/{one.pk}/fin/"]
        paths += [f"{base}inviter/"] if one.role == Role.SIGNATORY else []
        asked = MembershipRequest.objects.filter(organisation=one.organisation)
        paths += [f"{base}demandes/{request.pk}/" for request in asked if one.role == Role.SIGNATORY]
    paths += [f"demandes/{one.pk}/" for one in MembershipRequest.objects.filter(user__email=f"{login}@demo.example")]
    for dossier in Dossier.objects.filter(created_by__email=f"secretariat.{slug}@demo.example"):
        base = f"dossiers/{dossier.public_id}/"
        pages = ("", "pieces/", "relire/", "accuse/", "lecture/", "messages/", "demarrage/", "transmettre/")
        paths += [f"{base}{page}" for page in pages]
        paths += [f"{base}retirer/"] if login.startswith("signataire") else []
        paths += [f"{base}sections/{section}/" for section in SECTIONS]
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
    towns = [
        "nouveau.signataire",
        "secretariat.fleurance",
        "signataire.graulhet",
        "signataire.lunel",
        "signataire.thedirac",
    ]
    for login in [*OFFICE, *towns]:
        page = new_page()
        sign_in(page, login, portal)
        faults += [fault for path in paths_of(login) for fault in faults_of(page, path)]
    assert "\n".join(faults) == ""
