"""Opening accounts and tying people to organisations."""

from collections.abc import Iterable
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.territory.models import Organisation


@service
def open_account(
    *,
    email: str,
    display_name: str,
    actor: User | None,
    is_staff: bool = False,
    groups: Iterable[str] = (),
    password: str | None = None,
) -> User:
    """Open an account whose address is held as verified, in the named groups of `accounts.roles`.

    Without a password the person asks for one by « Mot de passe oublié ». Raises `DomainError` when the address
    already has an account.
    """
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise DomainError("Un compte existe déjà avec cette adresse électronique.", field="email")
    user = User.objects.create_user(email, password, display_name=display_name, is_staff=is_staff)
    user.groups.set(Group.objects.filter(name__in=list(groups)))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record(actor, "account.opened", user, after={"email": user.email, "groups": sorted(groups)})
    return user


@service
def grant_membership(
    user: User, organisation: Organisation, role: Role, *, actor: User | None, ends_on: date | None = None
) -> Membership:
    """Let `user` act for `organisation`. Raises `DomainError` when they already do."""
    if Membership.objects.current().filter(user=user, organisation=organisation).exists():
        raise DomainError("Cette personne agit déjà pour cette collectivité.", field="user")
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, granted_by=actor, ends_on=ends_on
    )
    record(actor, "membership.granted", membership, after={"role": role, "organisation": organisation.siren})
    return membership
