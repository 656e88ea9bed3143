"""The page of who acts for an organisation: what a signatory does, what an editor reads, what nobody else sees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Invitation, Membership, User
from applications.accounts.selectors import has_role
from applications.core.jobs import JobStatus
from applications.core.models import OutgoingEmail, StoredFile
from tests import factories as f
from tests.accounts.worlds import asked, invited
from tests.portal.worlds import answer_to, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PASSWORD = "une phrase assez longue"


def home(organisation: Any) -> str:
    return f"/ma-collectivite/{organisation.siren}/"


def test_signatory_reads_all_and_an_editor_the_members_only(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    signatory, editor = f.a_member(organisation), f.a_member(organisation, Role.EDITOR)
    request = asked(organisation, Role.EDITOR)
    invited(organisation, signatory)
    OutgoingEmail.objects.filter(holds_secret=True).update(job_status=JobStatus.FAILED)
    page = words(as_user(signatory).get(home(organisation)))
    assert [str(request.user) in page, "invitee@commune.example" in page, "n’a pas pu être remis" in page] == [True] * 3
    read = words(as_user(editor).get(home(organisation)))
    assert [str(signatory) in read, "Inviter une personne" in read, str(request.user) in read] == [True, False, False]
    assert "Quitter la collectivité" in read


@pytest.mark.parametrize("count", [1, 3])
def test_members_page_reads_in_a_fixed_number_of_queries(
    as_user: SignIn, count: int, django_assert_num_queries: Any
) -> None:
    organisation = f.a_commune_organisation()
    signatory = f.a_member(organisation)
    for rank in range(count):
        f.a_member(organisation, Role.EDITOR)
        asked(organisation, Role.EDITOR)
        invited(organisation, signatory, email=f"invitee{rank}@commune.example")
    client = as_user(signatory)
    with django_assert_num_queries(8):
        client.get(home(organisation))


def test_request_is_accepted_or_refused_with_a_reason(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    first, second = asked(organisation, Role.EDITOR), asked(organisation, Role.EDITOR)
    client = as_user(f.a_member(organisation))
    client.post(f"{home(organisation)}demandes/{first.pk}/accepter/")
    assert has_role(first.user, organisation, [Role.EDITOR]) is True
    url = f"{home(organisation)}demandes/{second.pk}/"
    assert client.post(url, {"reason": " "}).context["form"].errors == {"reason": ["Indiquez le motif du refus."]}
    client.post(url, {"reason": "Inconnue"})
    second.refresh_from_db()
    assert (second.state, second.reason) == (RequestState.REFUSED, "Inconnue")
    again = client.post(f"{home(organisation)}demandes/{second.pk}/accepter/", follow=True)
    assert "a déjà sa réponse" in words(again)


def test_editor_and_stranger_act_on_nothing(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    signatory = f.a_member(organisation)
    request = asked(organisation, Role.EDITOR)
    invitation, _ = invited(organisation, signatory)
    membership = Membership.objects.get(user=signatory)
    pages = [
        f"demandes/{request.pk}/",
        f"demandes/{request.pk}/accepter/",
        "inviter/",
        f"invitations/{invitation.pk}/renvoyer/",
        f"invitations/{invitation.pk}/annuler/",
        f"membres/{membership.pk}/fin/",
    ]
    for person, code in ((f.a_member(organisation, Role.EDITOR), 403), (f.a_member(f.a_commune_organisation()), 404)):
        client = as_user(person)
        data = {"email": "x@commune.example", "role": "editor", "reason": "Non", "knows_alone": "on"}
        assert [client.post(f"{home(organisation)}{page}", data).status_code for page in pages] == [code] * 6
    request.refresh_from_db()
    assert (request.state, Invitation.objects.waiting().count()) == (RequestState.PENDING, 1)
    assert has_role(signatory, organisation, [Role.SIGNATORY]) is True


def test_rows_of_another_organisation_do_not_exist(as_user: SignIn) -> None:
    mine, other = f.a_commune_organisation("Lunel"), f.a_commune_organisation("Aniane")
    theirs = f.a_member(other)
    request, (invitation, _) = asked(other, Role.EDITOR), invited(other, theirs)
    membership = Membership.objects.get(user=theirs)
    client = as_user(f.a_member(mine))
    pages = [
        f"demandes/{request.pk}/accepter/",
        f"invitations/{invitation.pk}/annuler/",
        f"membres/{membership.pk}/fin/",
    ]
    assert [client.post(f"{home(mine)}{page}").status_code for page in pages] == [404] * 3


def test_delegation_is_typed_with_its_document_and_told_by_field(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    client = as_user(f.a_member(organisation))
    day = timezone.localdate() + timedelta(days=60)
    data = {
        "email": "adjointe@commune.example",
        "role": "signatory",
        "ends_on_day": day.day,
        "ends_on_month": day.month,
        "ends_on_year": day.year,
    }
    url = f"{home(organisation)}inviter/"
    assert list(client.post(url, data).context["form"].errors) == ["mandate"]
    late = {**data, "ends_on_year": "2001", "mandate": f.a_pdf("arrete.pdf")}
    assert list(client.post(url, late).context["form"].errors) == ["ends_on"]
    assert StoredFile.objects.count() == 0
    client.post(url, {**data, "mandate": f.a_pdf("arrete.pdf")})
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.ends_on) == (Role.SIGNATORY, day)
    file = f"/fichiers/{invitation.mandate_id}/"
    assert answer_to(client, file) == 200
    assert as_user(f.a_member(organisation, Role.EDITOR)).get(file).status_code == 404


def test_last_signatory_is_warned_before_leaving(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    dossier = f.a_draft(organisation=organisation)
    membership = Membership.objects.get(user=dossier.created_by)
    client = as_user(dossier.created_by)
    url = f"{home(organisation)}membres/{membership.pk}/fin/"
    page = words(client.get(url))
    assert ("C’est la seule personne signataire" in page, dossier.label in page) == (True, True)
    assert list(client.post(url).context["form"].errors) == ["knows_alone"]
    assert client.post(url, {"knows_alone": "on"})["Location"] == "/mes-dossiers/"
    assert (has_role(dossier.created_by, organisation, Role), client.get(home(organisation)).status_code) == (
        False,
        404,
    )


def test_account_is_closed_with_its_password_and_its_session_ends(as_user: SignIn) -> None:
    organisation = f.a_commune_organisation()
    person = f.a_member(organisation, Role.EDITOR, password=PASSWORD)
    client, elsewhere = as_user(person), Client()
    elsewhere.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    wrong = client.post("/mon-compte/fermer/", {"password": "autre"})
    assert wrong.context["form"].errors == {"password": ["Ce mot de passe n’est pas le bon."]}
    assert client.post("/mon-compte/fermer/", {"password": PASSWORD})["Location"] == "/"
    assert User.objects.get(pk=person.pk).is_active is False
    assert [one.get("/mes-dossiers/").status_code for one in (client, elsewhere)] == [302, 302]


def test_desk_shows_one_organisation_or_all_and_the_header_follows(as_user: SignIn) -> None:
    lunel, aniane = f.a_commune_organisation("Lunel"), f.a_commune_organisation("Aniane")
    person = f.a_member(lunel)
    Membership.objects.create(user=person, organisation=aniane, role=Role.EDITOR)
    measure = f.a_measure()
    drafts = {name: f.a_draft(measure, place, actor=person) for name, place in (("l", lunel), ("a", aniane))}
    client = as_user(person)

    def shown(query: str) -> tuple[str, list[bool]]:
        page = client.get(f"/mes-dossiers/{query}")
        account = page.context["account"]
        header = "toutes" if account["is_all"] else account["membership"].organisation.name
        return header, [drafts[name].public_id in page.content.decode() for name in ("l", "a")]

    assert shown("") == ("toutes", [True, True])
    assert shown(f"?collectivite={aniane.siren}") == ("Aniane", [False, True])
    assert shown("") == ("Aniane", [False, True])
    assert shown("?collectivite=999999999") == ("toutes", [True, True])
