"""Who gets through the door of the back office, and where the others are sent."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

from applications.accounts.models import User
from applications.backoffice.site import OfficeSite
from tests.factories import a_commune_organisation, a_member, an_agent

pytestmark = pytest.mark.django_db

PASSWORD = "un-mot-de-passe-assez-long"
# A page of the site that needs no object and no template.
PAGE = "/admin/jsi18n/"
TO_LOGIN = f"/admin/login/?next={PAGE}"
TO_ALLAUTH = f"/compte/login/?next={PAGE}"
TO_ENROL = "/compte/2fa/totp/activate/?next=%2Fadmin%2Fjsi18n%2F"
TO_STEP_UP = "/compte/2fa/reauthenticate/?next=%2Fadmin%2Fjsi18n%2F"

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Forget the sign-in attempts and the used codes of other tests."""
    cache.clear()


def an_officer() -> User:
    return an_agent("instructeur", password=PASSWORD)


def with_authenticator(user: User) -> str:
    """Give `user` an authenticator application, set up in another session; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in_by_password(client: Client, user: User) -> Any:
    return client.post("/compte/login/", {"login": user.email, "password": PASSWORD})


def plain_views() -> Iterator[str]:
    """Every address of the site that takes no argument, except the door itself."""
    patterns = list(admin.site.get_urls())
    while patterns:
        pattern = patterns.pop()
        if isinstance(pattern, URLResolver):
            patterns.extend(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name and pattern.name != "login":
            try:
                yield reverse(f"admin:{pattern.name}")
            except NoReverseMatch:
                continue


def test_default_site_is_ours():
    assert isinstance(admin.site, OfficeSite)


def test_password_only_officer_is_closed_out_of_every_view(as_user: SignIn):
    client = as_user(User.objects.create_superuser("tout@region.example", display_name="Tous les droits"))
    views = sorted(set(plain_views()))
    assert [url for url in views if client.get(url).status_code == 200] == []
    assert "/admin/" in views


def test_anonymous_visitor_is_closed_out_of_every_view(client: Client):
    doors = {client.get(url).url.split("?")[0] for url in sorted(set(plain_views()))}
    assert doors == {"/admin/login/", "/compte/login/"}


@pytest.mark.parametrize("required", [True, False])
def test_anonymous_visitor_goes_to_allauth(client: Client, settings: Any, required: bool):
    settings.STAFF_MFA_REQUIRED = required
    response = client.get(PAGE, follow=True)
    assert response.redirect_chain == [(TO_LOGIN, 302), (TO_ALLAUTH, 302)]


@pytest.mark.parametrize("required", [True, False])
def test_member_of_a_commune_is_refused(as_user: SignIn, settings: Any, required: bool):
    settings.STAFF_MFA_REQUIRED = required
    client = as_user(a_member(a_commune_organisation()))
    response = client.get(PAGE, follow=True)
    assert (response.redirect_chain, response.status_code) == ([(TO_LOGIN, 302)], 403)


def test_officer_without_authenticator_goes_to_enrolment(as_user: SignIn):
    client = as_user(an_officer())
    assert client.get(PAGE).url == TO_LOGIN
    assert client.get(TO_LOGIN).url == TO_ENROL


def test_officer_with_authenticator_goes_to_step_up(as_user: SignIn):
    officer = an_officer()
    with_authenticator(officer)
    client = as_user(officer)
    assert client.get(PAGE).url == TO_LOGIN
    assert client.get(TO_LOGIN).url == TO_STEP_UP


@pytest.mark.parametrize("enrolled", [True, False])
def test_officer_enters_when_no_second_factor_is_required(as_user: SignIn, settings: Any, enrolled: bool):
    settings.STAFF_MFA_REQUIRED = False
    officer = an_officer()
    if enrolled:
        with_authenticator(officer)
    assert as_user(officer).get(PAGE).status_code == 200


def test_password_alone_does_not_open_the_site(client: Client):
    sign_in_by_password(client, an_officer())
    assert "_auth_user_id" in client.session
    assert client.get(PAGE).url == TO_LOGIN


# allauth tells of an enrolment once it is committed, before the session is saved: only a real commit shows it.
@pytest.mark.django_db(transaction=True)
def test_enrolment_opens_the_site(client: Client):
    officer = an_officer()
    sign_in_by_password(client, officer)
    client.get(PAGE, follow=True)
    asked = client.get(TO_ENROL).url
    assert client.post(asked, {"password": PASSWORD}).url == TO_ENROL
    client.get(TO_ENROL)
    enrolled = client.post(TO_ENROL, {"code": code_of(client.session[SECRET_SESSION_KEY])})
    assert f'href="{PAGE}"' in client.get(enrolled.url).content.decode()
    assert client.get(PAGE).status_code == 200
    proofs = [r["type"] for r in client.session[AUTHENTICATION_METHODS_SESSION_KEY] if r["method"] == "mfa"]
    assert proofs == [Authenticator.Type.TOTP]


@pytest.mark.django_db(transaction=True)
def test_wrong_code_at_enrolment_leaves_the_site_closed(client: Client):
    sign_in_by_password(client, an_officer())
    client.post("/compte/reauthenticate/", {"password": PASSWORD, "next": TO_ENROL})
    client.get(TO_ENROL)
    wrong = f"{(int(code_of(client.session[SECRET_SESSION_KEY])) + 1) % 1_000_000:06d}"
    client.post(TO_ENROL, {"code": wrong})
    assert client.get(PAGE).url == TO_LOGIN
    assert Authenticator.objects.count() == 0


def test_step_up_opens_the_site_and_leads_back(as_user: SignIn):
    officer = an_officer()
    secret = with_authenticator(officer)
    client = as_user(officer)
    stepped = client.post(TO_STEP_UP, {"code": code_of(secret), "next": PAGE})
    assert (stepped.status_code, stepped.url) == (302, PAGE)
    assert client.get(PAGE).status_code == 200


def test_confirming_the_password_is_no_second_factor(as_user: SignIn):
    officer = an_officer()
    with_authenticator(officer)
    client = as_user(officer)
    client.post("/compte/reauthenticate/", {"password": PASSWORD, "next": PAGE})
    assert client.get(PAGE).url == TO_LOGIN


def test_sign_in_with_password_and_code_opens_the_site(client: Client):
    officer = an_officer()
    secret = with_authenticator(officer)
    sign_in_by_password(client, officer)
    assert "_auth_user_id" not in client.session
    client.post("/compte/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get(PAGE).status_code == 200


def test_removing_the_authenticator_closes_the_site(client: Client):
    officer = an_officer()
    secret = with_authenticator(officer)
    sign_in_by_password(client, officer)
    client.post("/compte/2fa/authenticate/", {"code": code_of(secret)})
    client.post("/compte/reauthenticate/", {"password": PASSWORD, "next": PAGE})
    client.post("/compte/2fa/totp/deactivate/")
    assert client.get(PAGE).url == TO_LOGIN
    assert client.get(TO_LOGIN).url == TO_ENROL


@pytest.mark.parametrize("method", ["get", "post"])
def test_stock_login_form_is_never_shown(client: Client, settings: Any, method: str):
    settings.STAFF_MFA_REQUIRED = False
    officer = an_officer()
    sent = {"username": officer.email, "password": PASSWORD, "next": PAGE}
    response = getattr(client, method)("/admin/login/", sent)
    assert (response.status_code, response.url) == (302, TO_ALLAUTH)
    assert "_auth_user_id" not in client.session


def test_stock_login_form_is_not_shown_to_a_signed_in_officer(as_user: SignIn, settings: Any):
    settings.STAFF_MFA_REQUIRED = False
    client = as_user(an_officer())
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).url == "/admin/"
    assert admin.site.login_form is not AdminAuthenticationForm


def test_login_does_not_lead_outside(as_user: SignIn, settings: Any):
    settings.STAFF_MFA_REQUIRED = False
    client = as_user(an_officer())
    assert client.get("/admin/login/", {"next": "https://ailleurs.example/"}).url == "/admin/"


def test_logout_goes_through_allauth(as_user: SignIn, settings: Any):
    settings.STAFF_MFA_REQUIRED = False
    client = as_user(an_officer())
    response = client.post("/admin/logout/")
    assert (response.status_code, response.url) == (307, "/compte/logout/")
    client.post(response.url)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["password_change", "password_change/done"])
def test_password_is_changed_through_allauth(as_user: SignIn, settings: Any, page: str):
    settings.STAFF_MFA_REQUIRED = False
    assert as_user(an_officer()).get(f"/admin/{page}/").url == "/compte/password/change/"
