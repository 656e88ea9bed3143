"""Asking to act for an organisation, and answering.

A signatory of the organisation answers. Where it has none, an agent of the Région does: the first signatory is then
accepted on the minutes of the election, or on a code that was sent to the official address kept by the Région.
"""

from datetime import datetime, timedelta

from django.conf import settings

from applications.accounts import codes
from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Membership, MembershipRequest, User
from applications.accounts.selectors import has_role, has_signatory, members_of, memberships_of
from applications.accounts.services.members import NOT_SIGNATORY, grant_membership
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.core.models import StoredFile
from applications.territory.models import Organisation

MOST_PENDING = 5
CODE_LIFE = timedelta(days=7)
CODE_TRIES = 5
CODE = "request_code"
ANSWER = "accounts.answer_request"
CLOSED = "Cette demande a déjà sa réponse."
NO_PROOF = (
    "La première personne signataire est acceptée sur le procès-verbal d’élection, ou après confirmation du code "
    "envoyé à l’adresse officielle."
)


@service
def ask_to_join(
    organisation: Organisation,
    role: Role,
    *,
    actor: User,
    message: str = "",
    evidence: StoredFile | None = None,
) -> MembershipRequest:
    """Ask to act for an organisation; an editor may ask to sign.

    Effects: its signatories are mailed, or the Région's service when it has none. Raises `DomainError` when the person
    has that role already, has a request that waits there, or waits for too many answers.
    """
    check_asking(organisation, role, actor)
    request = MembershipRequest.objects.create(
        user=actor, organisation=organisation, role=role, message=message, evidence=evidence
    )
    record(actor, "request.made", request, after={"role": role, "organisation": organisation.siren})
    signatories = members_of(organisation, Role.SIGNATORY)
    send_template(
        "request_made" if signatories else "request_made_to_region",
        recipients=[user.email for user in signatories] or [settings.REGION["email"]],
        subject=f"{actor} demande à agir pour {organisation.forms.the}",
        context={"request": request},
        about=request,
    )
    return request


def check_asking(organisation: Organisation, role: Role, user: User) -> None:
    """Refuse a request that would change nothing, or one too many. The person's row is locked: one at a time."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if organisation.retired_on is not None:
        raise DomainError("Cette collectivité n’existe plus au référentiel.")
    if useful_role(user, organisation, role) is None:
        raise DomainError("Vous agissez déjà pour cette collectivité.", field="role")
    pending = MembershipRequest.objects.filter(user=user, state=RequestState.PENDING)
    if pending.filter(organisation=organisation).exists():
        raise DomainError("Votre demande pour cette collectivité attend déjà sa réponse.")
    if pending.count() >= MOST_PENDING:
        raise DomainError(f"{MOST_PENDING} de vos demandes attendent déjà leur réponse\u00a0: retirez-en une d’abord.")


def useful_role(user: User, organisation: Organisation, role: Role) -> Role | None:
    """Return `role` when it would let `user` do more than today, else None."""
    held = set(memberships_of(user).filter(organisation=organisation).values_list("role", flat=True))
    return None if role in held or Role.SIGNATORY in held else role


@service
def withdraw_request(request: MembershipRequest, *, actor: User, now: datetime) -> MembershipRequest:
    """Take back one's own request. Raises `DomainError` when it has its answer."""
    held = locked(request)
    if held.user_id != actor.pk:
        raise DomainError("Cette demande est celle d’une autre personne.")
    close(held, RequestState.WITHDRAWN, actor, now)
    record(actor, "request.withdrawn", held)
    return held


@service
def accept_request(request: MembershipRequest, *, actor: User, now: datetime) -> Membership:
    """Accept a request: the person acts for the organisation from today, and is mailed.

    An editor who asked to sign stops being an editor. Raises `DomainError` when the request has its answer, when the
    actor may not answer it, for a first signatory whom nothing proves, or for a closed account.
    """
    held = locked(request)
    require_answerer(held, actor)
    if not held.user.is_active:
        raise DomainError("Le compte de cette personne est fermé.")
    if held.role == Role.SIGNATORY and not has_signatory(held.organisation) and not is_proved(held):
        raise DomainError(NO_PROOF)
    lesser = lesser_membership(held.user, held.organisation, Role(held.role))
    membership = grant_membership(held.user, held.organisation, Role(held.role), actor=actor, replaces=lesser)
    close(held, RequestState.ACCEPTED, actor, now)
    record(actor, "request.accepted", held, after={"role": held.role, "organisation": held.organisation.siren})
    tell_answer(held, f"Vous agissez pour {held.organisation.forms.the}", actor)
    return membership


def lesser_membership(user: User, organisation: Organisation, role: Role) -> Membership | None:
    """Return the editor's membership that a signatory's would replace."""
    if role != Role.SIGNATORY:
        return None
    return memberships_of(user).filter(organisation=organisation, role=Role.EDITOR).first()


@service
def refuse_request(request: MembershipRequest, *, reason: str, actor: User, now: datetime) -> MembershipRequest:
    """Refuse a request and mail the reason. Raises `DomainError` as `accept_request` does, and without a reason."""
    held = locked(request)
    require_answerer(held, actor)
    if not reason.strip():
        raise DomainError("Indiquez le motif du refus.", field="reason")
    held.reason = reason
    close(held, RequestState.REFUSED, actor, now)
    record(actor, "request.refused", held, after={"reason": reason})
    tell_answer(held, f"Votre demande d’agir pour {held.organisation.forms.the} est refusée", actor)
    return held


def tell_answer(request: MembershipRequest, subject: str, actor: User) -> None:
    send_template(
        f"request_{request.state}",
        recipients=[request.user.email],
        subject=subject,
        context={"request": request, "author": "La Région" if is_officer(actor, request) else str(actor)},
        about=request,
    )


@service
def add_evidence(request: MembershipRequest, *, evidence: StoredFile, actor: User) -> MembershipRequest:
    """Join the minutes of the election to one's own request, or replace them. Raises `DomainError` once answered."""
    held = locked(request)
    if held.user_id != actor.pk:
        raise DomainError("Cette demande est celle d’une autre personne.")
    held.evidence = evidence
    held.save(update_fields=["evidence"])
    record(actor, "request.evidence_added", held, after={"sha256": evidence.sha256})
    return held


@service
def send_code(request: MembershipRequest, *, actor: User, now: datetime) -> MembershipRequest:
    """Mail a code to the organisation's official address, valid for seven days and five tries; the former one dies.

    Raises `DomainError` when the actor may not answer the request, or when the Région keeps no official address.
    """
    held = locked(request)
    require_answerer(held, actor)
    if not is_officer(actor, held):
        raise DomainError("Seule la Région envoie un code.")
    address = held.organisation.official_email
    if not address:
        raise DomainError("La Région n’a pas d’adresse officielle pour cette collectivité\u00a0: relevez-la d’abord.")
    code = codes.new_code()
    held.code_hash = codes.hashed(f"{held.pk}:{code}", CODE)
    held.code_sent_to, held.code_expires_at = address, now + CODE_LIFE
    held.code_attempts, held.code_confirmed_at = 0, None
    held.save(update_fields=["code_hash", "code_sent_to", "code_expires_at", "code_attempts", "code_confirmed_at"])
    record(actor, "request.code_sent", held, after={"email": address})
    send_template(
        "request_code",
        recipients=[address],
        subject="Code à remettre à la personne qui demande à signer",
        context={"request": held, "code": codes.readable(code)},
        about=held,
        holds_secret=True,
    )
    return held


@service
def try_code(request: MembershipRequest, *, code: str, actor: User, now: datetime) -> MembershipRequest:
    """Compare a typed code with the one that was sent, and count the try; `code_confirmed_at` says whether it is right.

    Raises `DomainError`, without counting, when no code is to be typed: none sent, expired, tried too often.
    """
    held = locked(request)
    if held.user_id != actor.pk:
        raise DomainError("Cette demande est celle d’une autre personne.")
    refusal = code_refusal(held, now)
    if refusal:
        raise DomainError(refusal, field="code")
    held.code_attempts += 1
    if codes.hashed(f"{held.pk}:{codes.typed_code(code)}", CODE) == held.code_hash:
        held.code_confirmed_at = now
    held.save(update_fields=["code_attempts", "code_confirmed_at"])
    right = held.code_confirmed_at is not None
    record(actor, "request.code_tried", held, after={"right": right, "attempts": held.code_attempts})
    return held


def code_refusal(request: MembershipRequest, now: datetime) -> str:
    """Say why no code is awaited, nothing when one is."""
    if not request.code_hash or request.code_expires_at is None:
        return "La Région n’a pas encore envoyé de code."
    if request.code_confirmed_at is not None:
        return "Le code est déjà confirmé."
    if now >= request.code_expires_at:
        return "Ce code a plus de sept jours\u00a0: demandez à la Région d’en envoyer un autre."
    if request.code_attempts >= CODE_TRIES:
        return f"{CODE_TRIES} essais sont faits\u00a0: demandez à la Région d’envoyer un autre code."
    return ""


def is_proved(request: MembershipRequest) -> bool:
    """Whether something other than the applicant's word says that they represent the organisation."""
    return request.evidence_id is not None or request.code_confirmed_at is not None


def is_officer(user: User, request: MembershipRequest) -> bool:
    """Whether `user` answers for the Région; who asks for themself never does."""
    return user.is_staff and user.has_perm(ANSWER) and user.pk != request.user_id


def require_answerer(request: MembershipRequest, actor: User) -> None:
    """Raise `DomainError` unless the actor signs for the organisation or, when nobody does, answers for the Région."""
    if has_signatory(request.organisation):
        if has_role(actor, request.organisation, [Role.SIGNATORY]):
            return
        if is_officer(actor, request):
            raise DomainError("Cette collectivité a un signataire\u00a0: c’est à elle ou à lui de répondre.")
    elif is_officer(actor, request):
        return
    raise DomainError(NOT_SIGNATORY)


def locked(request: MembershipRequest) -> MembershipRequest:
    """Return the pending row, locked after its organisation's. Raises `DomainError` when it has its answer."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=request.organisation_id)
    rows = MembershipRequest.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    held = rows.get(pk=request.pk)
    if held.state != RequestState.PENDING:
        raise DomainError(CLOSED)
    return held


def close(request: MembershipRequest, state: RequestState, actor: User, now: datetime) -> None:
    request.state, request.answered_by, request.answered_at = state, actor, now
    request.save(update_fields=["state", "answered_by", "answered_at", "reason"])
