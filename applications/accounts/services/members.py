"""Tying people to organisations, and untying them."""

from datetime import date, timedelta

from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.selectors import has_role, next_election, signs_alone
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.core.models import StoredFile
from applications.territory.models import Organisation

NOT_SIGNATORY = "Vous n’êtes plus signataire de cette collectivité\u00a0: rien n’a été fait."
ALONE = "C’est la seule personne signataire\u00a0: confirmez que la collectivité n’en aura plus."


@service
def grant_membership(
    user: User,
    organisation: Organisation,
    role: Role,
    *,
    actor: User | None,
    ends_on: date | None = None,
    mandate: StoredFile | None = None,
    replaces: Membership | None = None,
) -> Membership:
    """Let `user` act for `organisation`; a signatory's role ends at the latest with the next election that is known.

    `replaces` is the lesser membership that this one takes the place of: it ends at once. Raises `DomainError` when
    they already act for the organisation.
    """
    current = Membership.objects.current().filter(user=user, organisation=organisation)
    if replaces is not None:
        current = current.exclude(pk=replaces.pk)
    if current.exists():
        raise DomainError("Cette personne agit déjà pour cette collectivité.", field="user")
    if replaces is not None:
        close_now(replaces)
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        granted_by=actor,
        ends_on=earliest(ends_on, next_election(timezone.localdate()) if role == Role.SIGNATORY else None),
        mandate=mandate,
    )
    record(actor, "membership.granted", membership, after={"role": role, "organisation": organisation.siren})
    return membership


def earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


@service
def end_membership(membership: Membership, *, ends_on: date, actor: User) -> Membership:
    """Let a person act for an organisation until `ends_on`, included, and no longer.

    Raises `DomainError` when the day comes before the first one, or when the membership is over already.
    """
    held = locked(membership)
    if ends_on < held.starts_on:
        raise DomainError("La date de fin précède la date de début.", field="ends_on")
    before = {"ends_on": held.ends_on}
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    record(actor, "membership.ended", held, before=before, after={"ends_on": ends_on})
    return held


@service
def remove_member(membership: Membership, *, knows_alone: bool, actor: User) -> Membership:
    """End at once the membership of somebody who left, as a signatory of their organisation, or one's own.

    Effects: its last day is yesterday, so that nothing more is done today (`close_now`). The person is mailed when
    another removes them. Raises `DomainError` when the actor is neither that person nor a signatory any more, when
    it is over already, or for the only signatory unless `knows_alone`.
    """
    held = locked(membership)
    is_own = held.user_id == actor.pk
    if not is_own and not has_role(actor, held.organisation, [Role.SIGNATORY]):
        raise DomainError(NOT_SIGNATORY)
    if not knows_alone and signs_alone(held):
        raise DomainError(ALONE, field="knows_alone")
    before = {"starts_on": held.starts_on, "ends_on": held.ends_on}
    close_now(held)
    record(actor, "membership.removed", held, before=before, after={"ends_on": held.ends_on})
    if not is_own:
        send_template(
            "member_removed",
            recipients=[held.user.email],
            subject=f"Vous n’agissez plus pour {held.organisation.forms.the}",
            context={"membership": held, "author": actor},
            about=held,
        )
    return held


def locked(membership: Membership) -> Membership:
    """Return the row, locked with those of its organisation. Raises `DomainError` when it is over."""
    # Two signatories who remove each other at once: one of them waits here, then is no longer one.
    Organisation.objects.select_for_update(of=("self",)).get(pk=membership.organisation_id)
    held = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "user")
    found = held.get(pk=membership.pk)
    if found.ends_on is not None and found.ends_on < timezone.localdate():
        raise DomainError("Ce rattachement a déjà pris fin.")
    return found


def close_now(membership: Membership) -> None:
    """Make yesterday the last day; for who began today, the first one too: the journal keeps the true one."""
    yesterday = timezone.localdate() - timedelta(days=1)
    membership.starts_on = min(membership.starts_on, yesterday)
    membership.ends_on = yesterday
    membership.save(update_fields=["starts_on", "ends_on"])
