"""Opening accounts and tying people to organisations."""

from collections.abc import Iterable
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

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


@service
def change_account(user: User, *, display_name: str, is_active: bool, groups: Iterable[str], actor: User) -> User:
    """Change what others read of a person, whether they may sign in, and the roles they hold.

    Raises `DomainError` when the actor would shut themself out, or gives a role to somebody who is not an agent.
    """
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    names = sorted(groups)
    check_account(held, is_active=is_active, groups=names, changed_by=actor)
    before = {"display_name": held.display_name, "is_active": held.is_active, "groups": group_names(held)}
    held.display_name, held.is_active = display_name, is_active
    held.save(update_fields=["display_name", "is_active"])
    held.groups.set(Group.objects.filter(name__in=names))
    after = {"display_name": display_name, "is_active": is_active, "groups": names}
    record(actor, "account.changed", held, before=before, after=after)
    return held


def check_account(user: User, *, is_active: bool, groups: Iterable[str], changed_by: User) -> None:
    """Refuse a change that would shut its author out, or a role for somebody who is not an agent."""
    if groups and not user.is_staff:
        raise DomainError("Seuls les agents de la Région ont un rôle.", field="groups")
    if user != changed_by:
        return
    if not is_active:
        raise DomainError("Vous ne pouvez pas fermer votre propre compte.", field="is_active")
    if set(group_names(user)) - set(groups):
        raise DomainError(
            "Vous ne pouvez pas vous retirer un rôle\u00a0: demandez-le à une autre personne.", field="groups"
        )


def group_names(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


@service
def end_membership(membership: Membership, *, ends_on: date, actor: User) -> Membership:
    """Let a person act for an organisation until `ends_on`, included, and no longer.

    Raises `DomainError` when the day comes before the first one, or when the membership is over already.
    """
    held = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if held.ends_on is not None and held.ends_on < timezone.localdate():
        raise DomainError("Ce rattachement a déjà pris fin.")
    if ends_on < held.starts_on:
        raise DomainError("La date de fin précède la date de début.", field="ends_on")
    before = {"ends_on": held.ends_on}
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    record(actor, "membership.ended", held, before=before, after={"ends_on": ends_on})
    return held
