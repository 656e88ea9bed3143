"""A signatory invites an address; whoever holds it accepts, once."""

from datetime import date, datetime, timedelta

from django.db import models

from applications.accounts import codes
from applications.accounts.enums import Role
from applications.accounts.models import Invitation, Membership, User
from applications.accounts.selectors import has_role, next_election, verified_addresses
from applications.accounts.services.joining import lesser_membership, useful_role
from applications.accounts.services.members import NOT_SIGNATORY, grant_membership
from applications.core.audit import record, service
from applications.core.dates import date_text, paris_day
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.core.models import OutgoingEmail, StoredFile
from applications.territory.models import Organisation

LIFE = timedelta(days=14)
MOST_OPEN = 20
BETWEEN_MAILS = timedelta(minutes=2)
LINK = "invitation"
OTHER_ADDRESS = "Cette invitation est adressée à une autre adresse que celle de votre compte."
INVITER_GONE = "La personne qui a envoyé l’invitation n’est plus signataire\u00a0: demandez une autre invitation."


@service
def invite(
    organisation: Organisation,
    *,
    email: str,
    role: Role,
    actor: User,
    now: datetime,
    ends_on: date | None = None,
    mandate: StoredFile | None = None,
) -> Invitation:
    """Invite an address to act for an organisation; a signatory's delegation has its document and its last day.

    Effects: the address is mailed a link that serves once, within fourteen days; a link to the same address that
    expired is revoked. Raises `DomainError` when the actor is not a signatory any more, when the address is invited
    or acts there already, when the delegation says not enough, or when too many links are open.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require_signatory(actor, organisation)
    check_delegation(role, ends_on, mandate, paris_day(now))
    check_address(organisation, email, role, actor, now)
    token = codes.new_token()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.strip().lower(),
        role=role,
        ends_on=ends_on,
        mandate=mandate,
        token_hash=codes.hashed(token, LINK),
        invited_by=actor,
        expires_at=now + LIFE,
    )
    after = {"email": invitation.email, "role": role, "organisation": organisation.siren, "ends_on": ends_on}
    record(actor, "invitation.sent", invitation, after=after)
    send_link(invitation, token)
    return invitation


def check_delegation(role: Role, ends_on: date | None, mandate: StoredFile | None, today: date) -> None:
    """Refuse a delegation without its document or its last day, or one that outlasts who gives it."""
    if role != Role.SIGNATORY:
        if ends_on is not None or mandate is not None:
            raise DomainError("Une rédactrice ou un rédacteur n’a pas de délégation.", field="role")
        return
    if mandate is None or mandate.media_type != "application/pdf":
        raise DomainError("Joignez l’arrêté de délégation, au format PDF.", field="mandate")
    if ends_on is None or ends_on <= today:
        raise DomainError("Indiquez le dernier jour de la délégation, après aujourd’hui.", field="ends_on")
    election = next_election(today)
    if election is not None and ends_on > election:
        last_day = date_text(election)
        raise DomainError(f"La délégation s’éteint au plus tard aux élections du {last_day}.", field="ends_on")


def check_address(organisation: Organisation, email: str, role: Role, actor: User, now: datetime) -> None:
    """Refuse an address that acts there already or is invited, and one link too many. A dead link gives way."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is not None and useful_role(user, organisation, role) is None:
        raise DomainError("Cette personne agit déjà pour la collectivité.", field="email")
    waiting = Invitation.objects.waiting().filter(organisation=organisation)
    waiting.filter(expires_at__lte=now).update(revoked_at=now)
    if waiting.filter(email__iexact=email.strip()).exists():
        raise DomainError("Cette adresse est déjà invitée\u00a0: vous pouvez renvoyer le lien.", field="email")
    if waiting.count() >= MOST_OPEN:
        raise DomainError(f"{MOST_OPEN} invitations attendent déjà leur réponse\u00a0: annulez-en une d’abord.")


@service
def invite_again(invitation: Invitation, *, actor: User, now: datetime) -> Invitation:
    """Send another link, valid for fourteen days more; the former one stops working.

    Raises `DomainError` when the actor is not a signatory any more, when the invitation was accepted or revoked, or
    when the last mail left less than two minutes ago.
    """
    held = locked(invitation)
    require_signatory(actor, held.organisation)
    if mails_about([held]).filter(created_at__gt=now - BETWEEN_MAILS).exists():
        raise DomainError("Un lien vient de partir\u00a0: patientez deux minutes avant d’en envoyer un autre.")
    token = codes.new_token()
    held.token_hash, held.expires_at, held.invited_by = codes.hashed(token, LINK), now + LIFE, actor
    held.save(update_fields=["token_hash", "expires_at", "invited_by"])
    record(actor, "invitation.sent_again", held, after={"email": held.email})
    send_link(held, token)
    return held


@service
def revoke_invitation(invitation: Invitation, *, actor: User, now: datetime) -> Invitation:
    """Make a link stop working. Raises `DomainError` when it was used or revoked, or the actor may not."""
    held = locked(invitation)
    require_signatory(actor, held.organisation)
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    record(actor, "invitation.revoked", held, after={"email": held.email})
    return held


@service
def accept_invitation(invitation: Invitation, *, actor: User, now: datetime) -> Membership:
    """Use the link: the actor acts for the organisation from today, and who invited them is mailed.

    Raises `DomainError` when the link does not serve any more, when the invited address is not a verified one of the
    actor, when who invited is not a signatory any more, or when the actor acts there already.
    """
    held = locked(invitation)
    role = Role(held.role)
    refusal = acceptance_refusal(held, actor, now)
    if refusal:
        raise DomainError(refusal)
    membership = grant_membership(
        actor,
        held.organisation,
        role,
        actor=held.invited_by,
        ends_on=held.ends_on,
        mandate=held.mandate,
        replaces=lesser_membership(actor, held.organisation, role),
    )
    held.accepted_by, held.accepted_at = actor, now
    held.save(update_fields=["accepted_by", "accepted_at"])
    record(actor, "invitation.accepted", held, after={"role": held.role, "organisation": held.organisation.siren})
    send_template(
        "invitation_accepted",
        recipients=[held.invited_by.email],
        subject=f"{actor} agit maintenant pour {held.organisation.forms.the}",
        context={"invitation": held, "member": actor},
        about=held,
    )
    return membership


def acceptance_refusal(invitation: Invitation, user: User, now: datetime) -> str:
    """Say why `user` cannot accept, nothing when they can."""
    if not invitation.is_open(now):
        return "Cette invitation a plus de quatorze jours\u00a0: demandez-en une autre."
    if invitation.email.lower() not in verified_addresses(user):
        return OTHER_ADDRESS
    if not has_role(invitation.invited_by, invitation.organisation, [Role.SIGNATORY]):
        return INVITER_GONE
    if useful_role(user, invitation.organisation, Role(invitation.role)) is None:
        return "Vous agissez déjà pour cette collectivité."
    if invitation.ends_on is not None and invitation.ends_on < paris_day(now):
        return "La délégation a pris fin\u00a0: demandez une autre invitation."
    return ""


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation whose link holds `token`."""
    rows = Invitation.objects.select_related("organisation__departement", "invited_by")
    return rows.filter(token_hash=codes.hashed(token, LINK)).first()


def send_link(invitation: Invitation, token: str) -> None:
    send_template(
        "invitation",
        recipients=[invitation.email],
        subject=f"Invitation à agir pour {invitation.organisation.forms.the}",
        context={"invitation": invitation, "token": token},
        about=invitation,
        holds_secret=True,
    )


def mails_about(invitations: "list[Invitation]") -> "models.QuerySet[OutgoingEmail]":
    """Return the mails that carried the links, the latest first."""
    keys = [str(one.pk) for one in invitations]
    return OutgoingEmail.objects.filter(
        about_label=Invitation._meta.label_lower, about_id__in=keys, holds_secret=True
    ).order_by("-pk")


def require_signatory(actor: User, organisation: Organisation) -> None:
    if not has_role(actor, organisation, [Role.SIGNATORY]):
        raise DomainError(NOT_SIGNATORY)


def locked(invitation: Invitation) -> Invitation:
    """Return the row, locked after its organisation's. Raises `DomainError` when it was accepted or revoked."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=invitation.organisation_id)
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by", "mandate")
    held = rows.get(pk=invitation.pk)
    if held.accepted_at is not None:
        raise DomainError("Cette invitation a déjà servi.")
    if held.revoked_at is not None:
        raise DomainError("Cette invitation est annulée.")
    return held
