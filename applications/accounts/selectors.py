"""Who may act for whom."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from applications.accounts.enums import Role
from applications.accounts.models import Membership, MembershipQuerySet, User
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
