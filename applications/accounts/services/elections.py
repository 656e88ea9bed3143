"""The municipal elections: their day is recorded by the Région, and every signatory's mandate ends with it."""

from datetime import date

from django.db.models import Q

from applications.accounts.enums import Role
from applications.accounts.models import Election, Membership, User
from applications.core.audit import record, service
from applications.core.dates import date_text
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.core.models import AuditEvent

TAKEN = "Cette élection est déjà enregistrée."
WARNED = "membership.end_announced"


@service
def record_election(held_on: date, *, actor: User) -> Election:
    """Record the day of a municipal election (its second round), passed or to come.

    Effects: every signatory's membership that began before it and would outlast it ends on that day; a membership
    granted later ends on it by itself (`members.grant_membership`). Raises `DomainError` when the day is recorded.
    """
    if Election.objects.filter(held_on=held_on).exists():
        raise DomainError(TAKEN, field="held_on")
    election = Election.objects.create(held_on=held_on)
    record(actor, "election.recorded", election, after={"held_on": held_on, "memberships": end_mandates(held_on)})
    return election


@service
def move_election(election: Election, *, held_on: date, actor: User) -> Election:
    """Correct the day of an election; the mandates that ended on the former day end on the new one.

    Raises `DomainError` when the new day is recorded already.
    """
    held = Election.objects.select_for_update(of=("self",)).get(pk=election.pk)
    if Election.objects.filter(held_on=held_on).exclude(pk=held.pk).exists():
        raise DomainError(TAKEN, field="held_on")
    before = held.held_on
    tied = Membership.objects.filter(role=Role.SIGNATORY, ends_on=before, starts_on__lte=held_on, mandate=None)
    moved = tied.update(ends_on=held_on)
    held.held_on = held_on
    held.save(update_fields=["held_on"])
    after = {"held_on": held_on, "memberships": moved + end_mandates(held_on)}
    record(actor, "election.moved", held, before={"held_on": before}, after=after)
    return held


def end_mandates(held_on: date) -> int:
    """End on the day of an election the signatories' memberships that began before it; return how many."""
    outlasting = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=held_on), role=Role.SIGNATORY, starts_on__lt=held_on
    )
    return outlasting.update(ends_on=held_on)


@service
def announce_end(membership: Membership) -> Membership:
    """Mail a signatory that their role ends soon, and what to do; once for each last day.

    Raises `DomainError` when they were told, or when the role has no end.
    """
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    held = rows.get(pk=membership.pk)
    if held.ends_on is None or was_told(held):
        raise DomainError("Cette personne n’a rien à apprendre.")
    record(None, "membership.end_announced", held, after={"ends_on": held.ends_on})
    send_template(
        "mandate_ends",
        recipients=[held.user.email],
        subject=f"Votre rôle de signataire prend fin le {date_text(held.ends_on)}",
        context={"membership": held, "is_election": Election.objects.filter(held_on=held.ends_on).exists()},
        about=held,
    )
    return held


def was_told(membership: Membership) -> bool:
    """Whether the journal says that this last day was announced."""
    last_day = membership.ends_on.isoformat() if membership.ends_on else None
    told = AuditEvent.objects.filter(
        verb=WARNED, object_label=membership._meta.label_lower, object_id=str(membership.pk)
    )
    return any(event.after.get("ends_on") == last_day for event in told)
