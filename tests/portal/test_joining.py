"""Coming in: an account, a search, a request, an invitation, and what each page refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Membership, MembershipRequest, User
from applications.accounts.selectors import has_role
from applications.accounts.services.inviting import revoke_invitation
from applications.core.models import OutgoingEmail, StoredFile
from tests import factories as f
from tests.accounts.worlds import asked, code_for, end, invited
from tests.portal.worlds import answer_to, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PASSWORD = "une phrase assez longue"
ACCOUNT = {
    "display_name": "Secrétaire de mairie",
    "email": "mairie@lunel.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
}
EMAIL = "invitee@commune.example"


@pytest.fixture(autouse=True)
def no_rate_limit(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def confirm(client: Client, email: EmailMessage) -> Any:
    """Follow the link of allauth's mail, which the tests' backend keeps."""
    link = next(word for word in str(email.body).split() if "/compte/confirm-email/" in word)
    return client.post(link.partition("testserver")[2])


def test_account_is_opened_confirmed_and_led_to_the_search(client: Client, mailoutbox: list[EmailMessage]) -> None:
    answer = client.post("/compte/signup/", ACCOUNT)
    assert answer["Location"] == "/compte/confirm-email/"
    user = User.objects.get(email="mairie@lunel.example")
    assert (user.display_name, user.is_staff, user.groups.count()) == ("Secrétaire de mairie", False, 0)
    assert client.get("/mes-dossiers/").status_code == 302
    assert confirm(client, mailoutbox[0])["Location"] == "/votre-collectivite/"
    assert EmailAddress.objects.get(user=user).verified is True
    assert "Votre collectivité" in words(client.get("/votre-collectivite/"))


def test_sign_up_says_nothing_of_an_address_that_has_an_account(client: Client, mailoutbox: list[EmailMessage]) -> None:
    holder = f.a_user(email="mairie@lunel.example", display_name="Titulaire")
    known = client.post("/compte/signup/", ACCOUNT)
    (email,) = mailoutbox
    new = Client().post("/compte/signup/", {**ACCOUNT, "email": "autre@lunel.example"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert (email.to, email.subject) == ([holder.email], "Un compte existe déjà à cette adresse")
    assert User.objects.filter(email=holder.email).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": "  "}, "display_name"),
        ({"password1": "court", "password2": "court"}, "password1"),
        ({"email": "mairie"}, "email"),
    ],
)
def test_sign_up_tells_each_mistake_by_its_field(client: Client, changes: dict[str, str], field: str) -> None:
    answer = client.post("/compte/signup/", {**ACCOUNT, **changes})
    assert (answer.status_code, field in answer.context["form"].errors, User.objects.count()) == (200, True, 0)


def test_organisation_is_searched_with_its_departement(as_user: SignIn) -> None:
    f.a_commune_organisation("Aniane")
    f.a_commune_organisation("Lunel")
    client = as_user(f.a_user())
    page = words(client.get("/votre-collectivite/", {"q": "ANIANE"}))
    assert ("Aniane (34)" in page, "Lunel (34)" in page) == (True, False)
    part = client.get("/votre-collectivite/", {"q": "introuvable"}, headers={"X-Partial": "1"})
    assert words(part).startswith("Aucune collectivité d’Occitanie ne répond à «")


def test_request_is_sent_with_its_minutes_then_withdrawn(as_user: SignIn) -> None:
    organisation, person = f.a_commune_organisation(), f.a_user()
    client = as_user(person)
    url = f"/votre-collectivite/{organisation.siren}/demande/"
    sent = client.post(url, {"role": "signatory"})
    request = MembershipRequest.objects.get()
    assert sent["Location"] == f"/demandes/{request.pk}/"
    client.post(f"/demandes/{request.pk}/proces-verbal/", {"evidence": f.a_pdf("pv.pdf")})
    request.refresh_from_db()
    assert request.evidence is not None
    assert answer_to(client, f"/fichiers/{request.evidence_id}/") == 200
    assert Client().get(f"/fichiers/{request.evidence_id}/").status_code == 302
    assert client.get(url)["Location"] == f"/demandes/{request.pk}/"
    client.post(f"/demandes/{request.pk}/retirer/")
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN


def test_file_that_is_not_a_pdf_leaves_nothing_behind(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    bad = f.a_pdf("pv.pdf")
    bad.name, bad.file = "pv.pdf", type(bad.file)(b"MZ rien")
    answer = as_user(f.a_user()).post(
        f"/votre-collectivite/{organisation.siren}/demande/", {"role": "signatory", "evidence": bad}
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["evidence"])
    assert (MembershipRequest.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_code_is_typed_on_the_page_of_the_request(as_user: SignIn) -> None:
    request = asked(f.a_commune_organisation())
    code = code_for(request)
    client = as_user(request.user)
    url = f"/demandes/{request.pk}/"
    wrong = client.post(url, {"code": "AAAA-AAAA"})
    assert wrong.context["form"].errors == {"code": ["Ce n’est pas le code qui a été envoyé. Vérifiez chaque signe."]}
    assert "Il vous reste 4 essais" in words(wrong)
    assert client.post(url, {"code": code}).status_code == 302
    assert "Code confirmé" in words(client.get(url))


def test_request_of_another_does_not_exist(as_user: SignIn) -> None:
    request = asked(f.a_commune_organisation())
    code = code_for(request)
    client = as_user(f.a_user())
    answers = [
        client.get(f"/demandes/{request.pk}/"),
        client.post(f"/demandes/{request.pk}/", {"code": code}),
        client.post(f"/demandes/{request.pk}/proces-verbal/", {"evidence": f.a_pdf()}),
        client.post(f"/demandes/{request.pk}/retirer/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    request.refresh_from_db()
    assert (request.state, request.code_attempts, request.evidence) == (RequestState.PENDING, 0, None)


def test_invitation_guides_who_has_no_account_then_serves_once(client: Client, mailoutbox: list[EmailMessage]) -> None:
    organisation = f.a_commune_organisation()
    _, token = invited(organisation, f.a_member(organisation))
    url = f"/invitations/{token}/"
    page = client.get(url).content.decode()
    assert (f"/compte/signup/?next={url}" in page, f"/compte/login/?next={url}" in page) == (True, True)
    client.post("/compte/signup/", {**ACCOUNT, "email": EMAIL, "next": url})
    assert confirm(client, mailoutbox[0])["Location"] == url
    assert client.post(url)["Location"] == "/mes-dossiers/"
    assert has_role(User.objects.get(email=EMAIL), organisation, [Role.EDITOR]) is True
    again = client.post(url)
    assert (again.status_code, "a déjà servi" in words(again)) == (410, True)


def test_invitation_refuses_clearly(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    signatory, stranger = f.a_member(organisation), f.a_user()
    invitation, token = invited(organisation, signatory)
    client = as_user(stranger)
    url = f"/invitations/{token}/"
    assert "adressée à une autre adresse" in words(client.post(url))
    assert client.get("/invitations/inconnu/").status_code == 404
    revoke_invitation(invitation, actor=signatory, now=timezone.now())
    assert (client.get(url).status_code, "est annulée" in words(client.post(url))) == (410, True)
    assert Membership.objects.filter(user=stranger).exists() is False


def test_newcomer_reads_on_the_desk_where_their_request_stands(as_user: SignIn) -> None:
    request = asked(f.a_commune_organisation("Aniane"), Role.EDITOR)
    page = words(as_user(request.user).get("/mes-dossiers/"))
    assert "Votre demande pour Aniane (34) En attente" in page


def test_who_left_a_minute_ago_reaches_nothing(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    f.a_member(organisation)
    gone = f.a_member(organisation)
    request = asked(organisation, Role.EDITOR)
    client = as_user(gone)
    home = f"/ma-collectivite/{organisation.siren}/"
    assert client.get(home).status_code == 200
    end(gone)
    sent = OutgoingEmail.objects.count()
    answers = [
        client.get(home),
        client.post(f"{home}demandes/{request.pk}/accepter/"),
        client.post(f"{home}inviter/", {"email": EMAIL, "role": "editor"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert (OutgoingEmail.objects.count(), Membership.objects.filter(user=request.user).exists()) == (sent, False)
