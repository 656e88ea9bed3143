"""Who may act for whom."""

from collections.abc import Iterable
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import models

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Election, Membership, MembershipQuerySet, MembershipRequest, User
from applications.territory.models import Organisation


def memberships_of(user: User | AnonymousUser) -> MembershipQuerySet:
    """Return the memberships that `user` holds today, organisations included."""
    if not isinstance(user, User) or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.current().filter(user=user).select_related("organisation__departement")


def has_role(user: User | AnonymousUser, organisation: Organisation, roles: Iterable[Role]) -> bool:
    """Tell whether `user` holds one of `roles` for `organisation` today."""
    return memberships_of(user).filter(organisation=organisation, role__in=list(roles)).exists()


def members_of(organisation: Organisation, *roles: Role) -> list[User]:
    """Return the active people who act for `organisation` today, in any role or in `roles` only."""
    memberships = Membership.objects.current().filter(organisation=organisation, user__is_active=True)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return [membership.user for membership in memberships.select_related("user").order_by("user_id")]


def has_signatory(organisation: Organisation) -> bool:
    """Tell whether somebody may sign for `organisation` today."""
    return bool(members_of(organisation, Role.SIGNATORY))


def signs_alone(membership: Membership) -> bool:
    """Tell whether it is the membership of the only signatory of its organisation."""
    if membership.role != Role.SIGNATORY:
        return False
    signatories = Membership.objects.current().filter(
        organisation=membership.organisation_id, role=Role.SIGNATORY, user__is_active=True
    )
    return not signatories.exclude(user=membership.user_id).exists()


def signed_alone_by(user: User) -> list[Organisation]:
    """Return the organisations whose only signatory is `user`."""
    return [one.organisation for one in memberships_of(user).order_by("pk") if signs_alone(one)]


def next_election(day: date) -> date | None:
    """Return the day of the first election to come after `day`, None when it is not known."""
    return Election.objects.filter(held_on__gt=day).order_by("held_on").values_list("held_on", flat=True).first()


def verified_addresses(user: User) -> list[str]:
    """Return the addresses that `user` proved, in lower case."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return [str(email).lower() for email in addresses.values_list("email", flat=True)]


def requests_without_signatory() -> "models.QuerySet[MembershipRequest]":
    """Return the pending requests that only the Région can answer, the oldest first."""
    signed = Membership.objects.current().filter(
        organisation=models.OuterRef("organisation"), role=Role.SIGNATORY, user__is_active=True
    )
    pending = MembershipRequest.objects.filter(~models.Exists(signed), state=RequestState.PENDING)
    return pending.order_by("asked_at", "pk")
