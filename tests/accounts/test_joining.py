"""Asking to act for an organisation: who is told, who answers, on what proof."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Membership, MembershipRequest
from applications.accounts.selectors import has_role, requests_without_signatory
from applications.accounts.services.joining import (
    CLOSED,
    NO_PROOF,
    accept_request,
    ask_to_join,
    refuse_request,
    send_code,
    try_code,
    withdraw_request,
)
from applications.accounts.services.members import NOT_SIGNATORY
from applications.core.errors import DomainError
from applications.core.models import AuditEvent, OutgoingEmail
from tests import factories as f
from tests.accounts.worlds import asked, code_for, end, last_mail, refusal

pytestmark = pytest.mark.django_db


def now() -> "timezone.datetime":
    return timezone.now()


def test_request_is_mailed_to_each_signatory_and_nobody_else() -> None:
    organisation = f.a_commune_organisation()
    signatories = [f.a_member(organisation), f.a_member(organisation)]
    f.a_member(organisation, Role.EDITOR)
    request = asked(organisation, Role.EDITOR, message="Je prends la suite.")
    mails = OutgoingEmail.objects.filter(about_label="accounts.membershiprequest", about_id=request.pk)
    assert sorted(mail.recipients[0] for mail in mails) == sorted(user.email for user in signatories)
    assert (last_mail().text.count("Je prends la suite."), last_mail().html.count("Je prends la suite.")) == (1, 1)


def test_request_to_a_town_without_signatory_goes_to_the_region(settings: object) -> None:
    organisation = f.a_commune_organisation()
    f.a_member(organisation, Role.EDITOR)
    request = asked(organisation)
    assert last_mail().recipients == ["securite@region.example"]
    assert list(requests_without_signatory()) == [request]
    f.a_member(organisation)
    assert list(requests_without_signatory()) == []


@pytest.mark.parametrize(
    ("held", "wanted", "allowed"),
    [(Role.EDITOR, Role.EDITOR, False), (Role.EDITOR, Role.SIGNATORY, True), (Role.SIGNATORY, Role.EDITOR, False)],
)
def test_member_asks_only_for_more(held: Role, wanted: Role, allowed: bool) -> None:
    organisation = f.a_commune_organisation()
    member = f.a_member(organisation, held)
    if allowed:
        assert ask_to_join(organisation, wanted, actor=member).role == wanted
        return
    with pytest.raises(DomainError, match="agissez déjà"):
        ask_to_join(organisation, wanted, actor=member)


def test_request_is_made_once_and_five_wait_at_most() -> None:
    person = f.a_user()
    organisations = [f.a_commune_organisation(f"Commune {rank}") for rank in range(6)]
    for organisation in organisations[:5]:
        asked(organisation, actor=person)
    for organisation, words in ((organisations[0], "attend déjà"), (organisations[5], "retirez-en une")):
        with pytest.raises(DomainError, match=words):
            asked(organisation, actor=person)
    assert MembershipRequest.objects.count() == 5


def test_signatory_accepts_an_editor_who_becomes_a_signatory() -> None:
    organisation = f.a_commune_organisation()
    signatory, editor = f.a_member(organisation), f.a_member(organisation, Role.EDITOR)
    request = ask_to_join(organisation, Role.SIGNATORY, actor=editor)
    accept_request(request, actor=signatory, now=now())
    current = Membership.objects.current().get(user=editor)
    assert (current.role, current.granted_by, current.starts_on) == (Role.SIGNATORY, signatory, timezone.localdate())
    assert Membership.objects.filter(user=editor).count() == 2
    assert (last_mail().recipients, last_mail().text.count(str(signatory))) == ([editor.email], 1)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SIGNATORY])
def test_officer_does_not_answer_where_somebody_signs(role: Role) -> None:
    organisation = f.a_commune_organisation()
    f.a_member(organisation)
    request = asked(organisation, role)
    with pytest.raises(DomainError, match="a un signataire"):
        accept_request(request, actor=f.an_agent("instructeur"), now=now())
    assert has_role(request.user, organisation, Role) is False


def test_signatory_removed_a_minute_ago_answers_nothing() -> None:
    organisation = f.a_commune_organisation()
    gone = f.a_member(organisation)
    f.a_member(organisation)
    request = asked(organisation, Role.EDITOR)
    end(gone)
    for act in (
        lambda: accept_request(request, actor=gone, now=now()),
        lambda: refuse_request(request, reason="Non", actor=gone, now=now()),
    ):
        with pytest.raises(DomainError) as error:
            act()
        assert refusal(error) == NOT_SIGNATORY
    assert MembershipRequest.objects.get().state == RequestState.PENDING


@pytest.mark.parametrize("group", ["finance", "consultation"])
def test_agent_without_the_permission_accepts_nobody(group: str) -> None:
    request = asked(f.a_commune_organisation(), Role.EDITOR)
    with pytest.raises(DomainError) as error:
        accept_request(request, actor=f.an_agent(group), now=now())
    assert refusal(error) == NOT_SIGNATORY


def test_nobody_accepts_themself() -> None:
    officer = f.an_agent("instructeur")
    request = asked(f.a_commune_organisation(), evidence=f.a_stored_file(), actor=officer)
    with pytest.raises(DomainError) as error:
        accept_request(request, actor=officer, now=now())
    assert refusal(error) == NOT_SIGNATORY


def test_first_signatory_needs_a_proof() -> None:
    organisation, officer = f.a_commune_organisation(), f.an_agent("instructeur")
    bare = asked(organisation)
    code_for(bare)
    with pytest.raises(DomainError) as error:
        accept_request(bare, actor=officer, now=now())
    assert refusal(error) == NO_PROOF
    proved = asked(organisation, evidence=f.a_stored_file())
    accept_request(proved, actor=officer, now=now())
    assert has_role(proved.user, organisation, [Role.SIGNATORY]) is True
    assert has_role(bare.user, organisation, Role) is False


def test_code_goes_to_the_official_address_and_proves_the_signatory() -> None:
    request, officer = asked(f.a_commune_organisation()), f.an_agent("responsable")
    code = code_for(request)
    assert (last_mail().recipients, last_mail().holds_secret) == (["mairie@commune.example"], True)
    stored = MembershipRequest.objects.get()
    assert (len(stored.code_hash), code.replace("-", "") in str(stored.__dict__)) == (64, False)
    assert all(code not in str(event.after) for event in AuditEvent.objects.all())
    tried = try_code(request, code=f" {code.lower().replace('-', ' ')} ", actor=request.user, now=now())
    assert tried.code_confirmed_at is not None
    accept_request(request, actor=officer, now=now())
    assert has_role(request.user, request.organisation, [Role.SIGNATORY]) is True


def test_code_dies_after_five_tries_or_seven_days_or_another_one() -> None:
    request = asked(f.a_commune_organisation())
    first = code_for(request)
    second = code_for(request)
    for code in (first, "AAAA-AAAA", "", "x" * 40, "BBBBBBBB"):
        assert try_code(request, code=code, actor=request.user, now=now()).code_confirmed_at is None
    with pytest.raises(DomainError, match="5 essais"):
        try_code(request, code=second, actor=request.user, now=now())
    third = code_for(request)
    with pytest.raises(DomainError, match="sept jours"):
        try_code(request, code=third, actor=request.user, now=now() + timedelta(days=7))
    assert MembershipRequest.objects.get().code_confirmed_at is None


def test_code_needs_an_official_address_and_its_own_applicant() -> None:
    request = asked(f.a_commune_organisation())
    with pytest.raises(DomainError, match="pas d’adresse officielle"):
        send_code(request, actor=f.an_agent("instructeur"), now=now())
    code = code_for(request)
    with pytest.raises(DomainError, match="autre personne"):
        try_code(request, code=code, actor=f.a_user(), now=now())
    assert MembershipRequest.objects.get().code_attempts == 0


def test_request_is_answered_once() -> None:
    organisation = f.a_commune_organisation()
    signatory = f.a_member(organisation)
    request = asked(organisation, Role.EDITOR)
    refuse_request(request, reason="Je ne vous connais pas.", actor=signatory, now=now())
    assert last_mail().recipients == [request.user.email]
    assert last_mail().text.count("Je ne vous connais pas.") == 1
    for act in (
        lambda: accept_request(request, actor=signatory, now=now()),
        lambda: withdraw_request(request, actor=request.user, now=now()),
    ):
        with pytest.raises(DomainError) as error:
            act()
        assert refusal(error) == CLOSED
    assert has_role(request.user, organisation, Role) is False
