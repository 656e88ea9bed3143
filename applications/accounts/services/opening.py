"""Opening, changing and closing accounts."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from applications.accounts.enums import RequestState
from applications.accounts.models import Membership, MembershipRequest, User
from applications.accounts.selectors import signed_alone_by
from applications.core.audit import record, service
from applications.core.dates import paris_day
from applications.core.errors import DomainError

ALONE = "Vous êtes la seule personne signataire\u00a0: confirmez que vous le savez."


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
    already has an account, `LookupError` for a group that does not exist.
    """
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise DomainError("Un compte existe déjà avec cette adresse électronique.", field="email")
    user = User.objects.create_user(email, password, display_name=display_name, is_staff=is_staff)
    user.groups.set(groups_named(groups))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record(actor, "account.opened", user, after={"email": user.email, "groups": sorted(groups)})
    return user


@service
def sign_up(user: User, *, display_name: str) -> User:
    """Save the account that a visitor opens for themself; its address is not verified, so it cannot sign in yet.

    Raises `IntegrityError` when somebody opened one with this address meanwhile.
    """
    user.display_name = display_name
    user.save()
    record(user, "account.signed_up", user, after={"email": user.email})
    return user


@service
def rename(user: User, *, display_name: str, actor: User) -> User:
    """Change the name that others read. What was already signed or filed keeps the former one."""
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    before = {"display_name": held.display_name}
    held.display_name = display_name
    held.save(update_fields=["display_name"])
    record(actor, "account.renamed", held, before=before, after={"display_name": display_name})
    return held


@service
def change_account(user: User, *, display_name: str, is_active: bool, groups: Iterable[str], actor: User) -> User:
    """Change what others read of a person, whether they may sign in, and the roles they hold.

    Raises `DomainError` when the actor would shut themself out, or gives a role to somebody who is not an agent;
    `LookupError` for a group that does not exist.
    """
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    names = sorted(groups)
    check_account(held, is_active=is_active, groups=names, changed_by=actor)
    before = {"display_name": held.display_name, "is_active": held.is_active, "groups": group_names(held)}
    held.display_name, held.is_active = display_name, is_active
    held.save(update_fields=["display_name", "is_active"])
    held.groups.set(groups_named(names))
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


def groups_named(names: Iterable[str]) -> list[Group]:
    """Return the groups of these names. Raises `LookupError` for one that does not exist."""
    wanted = set(names)
    found = list(Group.objects.filter(name__in=wanted))
    missing = wanted - {group.name for group in found}
    if missing:
        raise LookupError(f"Unknown groups: {', '.join(sorted(missing))}.")
    return found


@service
def close_account(user: User, *, knows_alone: bool, now: datetime) -> User:
    """Close one's own account for good.

    Effects: the memberships end today, the pending requests are withdrawn, the address is freed, the password and
    the second factor are erased, and every session ends with them. The name stays in what the person did.
    Raises `DomainError` for an agent of the Région, and for the only signatory of an organisation unless
    `knows_alone`.
    """
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if held.is_staff:
        raise DomainError("Le compte d’un agent de la Région est fermé par l’administration du portail.")
    if not knows_alone and signed_alone_by(held):
        raise DomainError(ALONE, field="knows_alone")
    today = paris_day(now)
    ended = Membership.objects.current(today).filter(user=held).update(ends_on=today)
    MembershipRequest.objects.filter(user=held, state=RequestState.PENDING).update(
        state=RequestState.WITHDRAWN, answered_by=held, answered_at=now
    )
    EmailAddress.objects.filter(user=held).delete()
    Authenticator.objects.filter(user=held).delete()
    held.email, held.is_active = f"compte-ferme-{held.pk}@portail.invalid", False
    held.set_unusable_password()
    held.save(update_fields=["email", "is_active", "password"])
    record(held, "account.closed", held, after={"memberships": ended})
    return held
