"""Who acts for an organisation, who asks to, who is invited."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Invitation, Membership, MembershipRequest, User
from applications.accounts.selectors import verified_addresses
from applications.accounts.services.inviting import mails_about
from applications.core.dates import date_text
from applications.core.jobs import JobStatus
from applications.core.models import StoredFile
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.portal.places import Place
from applications.portal.presenters.wording import Tag, moment
from applications.territory.models import Organisation

OPEN = [
    Status.DRAFT,
    Status.AWAITING_SIGNATURE,
    Status.SUBMITTED,
    Status.INCOMPLETE,
    Status.ADMISSIBLE,
    Status.ASSESSED,
    Status.SCHEDULED,
    Status.ADJOURNED,
]
REQUEST_TAGS = {
    RequestState.PENDING: "tag-warn",
    RequestState.ACCEPTED: "tag-ok",
    RequestState.REFUSED: "tag-danger",
}
LINK_DEAD = Tag("Lien expiré", "tag-danger")
LINK_OPEN = Tag("En attente", "tag-warn")


@dataclass(frozen=True)
class MemberRow:
    """A person and their role, from when until when. `end_url` is empty when the reader may not end it."""

    name: str
    email: str
    role: str
    period: str
    mandate: StoredFile | None
    is_you: bool
    end_url: str


@dataclass(frozen=True)
class InvitationRow:
    invitation: Invitation
    sentence: str
    tag: Tag
    has_failed: bool


@dataclass(frozen=True)
class RequestRow:
    """One's own request, as its sender reads it."""

    request: MembershipRequest
    tag: Tag
    sentence: str


@dataclass(frozen=True)
class PlaceLink:
    """An organisation on the desk. `waiting` counts the requests that wait for the reader's answer."""

    organisation: Organisation
    waiting: int
    is_chosen: bool


def place_links(memberships: list[Membership], chosen: int | None) -> list[PlaceLink]:
    """Return the organisations of these memberships, in one query more."""
    signed = [one.organisation_id for one in memberships if one.role == Role.SIGNATORY]
    pending = MembershipRequest.objects.filter(organisation__in=signed, state=RequestState.PENDING)
    counts = Counter(pending.values_list("organisation_id", flat=True)) if signed else Counter()
    organisations = {one.organisation_id: one.organisation for one in memberships}
    return [PlaceLink(one, counts[pk], pk == chosen) for pk, one in organisations.items()]


def member_rows(place: Place) -> tuple[list[MemberRow], list[MemberRow]]:
    """Return who acts today, the signatories first, then who did."""
    today = timezone.localdate()
    memberships = Membership.objects.filter(organisation=place.organisation).select_related("user", "mandate")
    rows: tuple[list[MemberRow], list[MemberRow]] = ([], [])
    for membership in sorted(memberships, key=lambda one: (one.role != Role.SIGNATORY, str(one.user), one.pk)):
        is_over = (membership.ends_on is not None and membership.ends_on < today) or not membership.user.is_active
        rows[is_over].append(member_row(membership, place, is_over=is_over))
    return rows


def member_row(membership: Membership, place: Place, *, is_over: bool) -> MemberRow:
    is_you = membership.user_id == place.user.pk
    may_end = not is_over and (place.is_signatory or is_you)
    url = reverse("portal:member_end", args=[place.organisation.siren, membership.pk])
    return MemberRow(
        name=str(membership.user),
        email="" if is_over else membership.user.email,
        role=str(membership.get_role_display()),
        period=period(membership.starts_on, membership.ends_on),
        mandate=membership.mandate,
        is_you=is_you,
        end_url=url if may_end else "",
    )


def period(starts_on: date, ends_on: date | None) -> str:
    """« depuis le 3 mars 2026 », « du 3 mars 2026 au 21 mars 2032 »."""
    if ends_on is None:
        return f"depuis le {date_text(starts_on)}"
    return f"du {date_text(starts_on)} au {date_text(ends_on)}"


def requests_to_answer(organisation: Organisation) -> list[MembershipRequest]:
    waiting = MembershipRequest.objects.filter(organisation=organisation, state=RequestState.PENDING)
    return list(waiting.select_related("user").order_by("asked_at", "pk"))


def invitation_rows(organisation: Organisation, now: datetime) -> list[InvitationRow]:
    """Return the links that nobody used nor revoked; one whose mail could not be delivered says so."""
    invitations = list(Invitation.objects.waiting().filter(organisation=organisation).select_related("invited_by"))
    latest: dict[str, str] = {}
    for about_id, status in mails_about(invitations).values_list("about_id", "job_status"):
        latest.setdefault(about_id, status)
    return [
        InvitationRow(
            invitation=one,
            sentence=invitation_sentence(one, now),
            tag=LINK_OPEN if one.is_open(now) else LINK_DEAD,
            has_failed=latest.get(str(one.pk)) == JobStatus.FAILED,
        )
        for one in invitations
    ]


def invitation_sentence(invitation: Invitation, now: datetime) -> str:
    role = str(invitation.get_role_display())
    verb = "valable jusqu’au" if invitation.is_open(now) else "plus valable depuis le"
    return f"{role}, par {invitation.invited_by}\u00a0; lien {verb} {date_text(invitation.expires_at)}"


def own_requests(user: User, now: datetime) -> list[RequestRow]:
    """Return what one asked, the latest first: what waits, and what was answered within the year."""
    asked = MembershipRequest.objects.filter(user=user).select_related("organisation__departement")
    return [request_row(one, now) for one in asked.exclude(state=RequestState.WITHDRAWN)[:10]]


def request_row(request: MembershipRequest, now: datetime) -> RequestRow:
    state = RequestState(request.state)
    role = str(request.get_role_display())
    return RequestRow(
        request=request,
        tag=Tag(str(state.label), REQUEST_TAGS.get(state, "")),
        sentence=f"{role}, demandé {moment(request.asked_at, now)}",
    )


def open_invitations(user: User, now: datetime) -> list[Invitation]:
    """Return the invitations that wait for one's verified addresses."""
    waiting = Invitation.objects.waiting().filter(email__in=verified_addresses(user), expires_at__gt=now)
    return list(waiting.select_related("organisation__departement", "invited_by"))


def open_dossiers(organisations: list[Organisation]) -> list[Dossier]:
    """Return the dossiers that still ask something of a signatory, or may."""
    dossiers = Dossier.objects.filter(organisation__in=organisations, published_status__in=OPEN)
    return list(dossiers.with_parties().order_by("organisation", "pk"))
