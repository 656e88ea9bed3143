"""The Région's desk of the requests: what waits, what proves it, what an officer may do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Election, Membership, MembershipRequest, User
from applications.accounts.selectors import has_role
from applications.core.jobs import JobStatus
from applications.core.models import AuditEvent, OutgoingEmail
from tests import factories as f
from tests.accounts.worlds import asked, last_mail

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
REQUESTS = "/admin/accounts/membershiprequest/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def act(client: Client, request: MembershipRequest, slug: str, **data: str) -> Any:
    return client.post(f"{REQUESTS}{request.pk}/actes/{slug}/", data)


def test_list_narrows_to_what_the_region_answers_oldest_first(as_user: SignIn) -> None:
    signed = f.a_commune_organisation("Lunel")
    f.a_member(signed)
    asked(signed)
    first, second = asked(f.a_commune_organisation("Aniane")), asked(f.a_commune_organisation("Mèze"))
    client = as_user(f.an_agent("instructeur"))
    page = client.get(REQUESTS, {"repond": "region"})
    assert list(page.context["cl"].result_list) == [first, second]
    assert client.get("/admin/").context["requests"].count == 2


def test_officer_accepts_on_minutes_not_without(as_user: SignIn) -> None:
    organisation, client = f.a_commune_organisation(), as_user(f.an_agent("instructeur"))
    bare, proved = asked(organisation), asked(organisation, evidence=f.a_stored_file())
    refused = act(client, bare, "accepter", is_checked="on")
    assert "procès-verbal d’élection" in refused.context["form"].non_field_errors()[0]
    assert list(act(client, proved, "accepter").context["form"].errors) == ["is_checked"]
    assert act(client, proved, "accepter", is_checked="on").status_code == 302
    assert has_role(proved.user, organisation, [Role.SIGNATORY]) is True
    # A signatory is there now: the rest is theirs.
    assert client.get(f"{REQUESTS}{bare.pk}/change/").context["acts"] == []
    answer = client.get(f"/fichiers/{proved.evidence_id}/")
    assert (answer.status_code, bool(answer.getvalue())) == (200, True)


def test_officer_reads_the_official_address_then_sends_a_code(as_user: SignIn) -> None:
    request, client = asked(f.a_commune_organisation()), as_user(f.an_agent("responsable"))
    assert "relevez-la" in act(client, request, "envoyer-un-code").context["form"].non_field_errors()[0]
    page = f"/admin/territory/organisation/{request.organisation_id}/actes/adresse-officielle/"
    client.post(page, {"email": "Mairie@commune.example"})
    assert AuditEvent.objects.get(verb="organisation.official_email_set").after == {
        "official_email": "mairie@commune.example"
    }
    assert act(client, request, "envoyer-un-code").status_code == 302
    assert last_mail().recipients == ["mairie@commune.example"]
    OutgoingEmail.objects.filter(holds_secret=True).update(job_status=JobStatus.FAILED)
    assert "N’a pas pu être remis" in client.get(f"{REQUESTS}{request.pk}/change/").content.decode()


def test_officer_refuses_with_a_reason(as_user: SignIn) -> None:
    request, client = asked(f.a_commune_organisation()), as_user(f.an_agent("administrateur"))
    assert list(act(client, request, "refuser").context["form"].errors) == ["reason"]
    act(client, request, "refuser", reason="Le procès-verbal manque.")
    request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.REFUSED, "Le procès-verbal manque.")


@pytest.mark.parametrize("group", ["finance", "consultation"])
def test_other_agents_do_not_see_requests_nor_set_addresses(as_user: SignIn, group: str) -> None:
    request, client = asked(f.a_commune_organisation(), evidence=f.a_stored_file()), as_user(f.an_agent(group))
    address = f"/admin/territory/organisation/{request.organisation_id}/actes/adresse-officielle/"
    codes = [
        client.get(REQUESTS).status_code,
        act(client, request, "accepter", is_checked="on").status_code,
        client.post(address, {"email": "pirate@commune.example"}).status_code,
        client.get(f"/fichiers/{request.evidence_id}/").status_code,
    ]
    assert codes == [403, 403, 403, 404]
    request.organisation.refresh_from_db()
    assert (request.organisation.official_email, Membership.objects.exists()) == ("", False)


def test_election_is_recorded_then_corrected_by_its_services(as_user: SignIn) -> None:
    signatory = f.a_member(f.a_commune_organisation())
    client = as_user(f.an_agent("administrateur"))
    day = timezone.localdate().replace(year=timezone.localdate().year + 1, day=15)
    client.post("/admin/accounts/election/add/", {"held_on": day.isoformat()})
    assert Membership.objects.get(user=signatory).ends_on == day
    again = client.post("/admin/accounts/election/add/", {"held_on": day.isoformat()})
    assert list(again.context["adminform"].form.errors) == ["held_on"]
    election = Election.objects.get()
    moved = day.replace(day=22)
    client.post(f"/admin/accounts/election/{election.pk}/change/", {"held_on": moved.isoformat()})
    assert Membership.objects.get(user=signatory).ends_on == moved
    assert as_user(f.an_agent("responsable")).get("/admin/accounts/election/").status_code == 403
