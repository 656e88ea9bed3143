"""Messages between the organisation and the Région, and the asking of an early start."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import has_role, members_of
from applications.calls.enums import StartRule
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.core.models import StoredFile
from applications.dossiers.enums import Status
from applications.dossiers.models import Assignment, Dossier, EarlyStart, Message, MessageFile
from applications.dossiers.services.drafting import require_member
from applications.dossiers.services.status import lock

MAX_FILES_PER_MESSAGE = 5
MAX_MESSAGE = 5000
# Until the vote is known: an early start has no object after it.
BEFORE_VOTE = frozenset(
    {Status.SUBMITTED, Status.INCOMPLETE, Status.ADMISSIBLE, Status.ASSESSED, Status.SCHEDULED, Status.ADJOURNED}
)


@service
def write_to_region(dossier: Dossier, *, body: str, files: Sequence[StoredFile] = (), actor: User) -> Message:
    """Write to the Région on a filed dossier, as a member of its organisation.

    Effects: the message and its files, one mail to each agent who follows the dossier, to the service when nobody
    does. Raises `DomainError` for a stranger, a draft, an empty message or too many files.
    """
    locked = lock(dossier)
    require_member(actor, locked.organisation)
    message = write(locked, body, files, actor, from_region=False)
    send_template(
        "message_to_region",
        recipients=followers(locked),
        subject=f"Message sur le dossier {locked.reference}",
        context={"dossier": locked, "message": message},
        about=locked,
    )
    record(actor, "message.sent", locked, after={"message": message.pk, "files": len(files)})
    return message


@service
def write_to_organisation(dossier: Dossier, *, body: str, files: Sequence[StoredFile] = (), actor: User) -> Message:
    """Write to the organisation, as an agent of the Région.

    Effects: the message and its files, one mail to each member. Raises `DomainError` without the permission
    `dossiers.write_message`, on a draft, for an empty message or too many files.
    """
    locked = lock(dossier)
    if not (actor.is_staff and actor.has_perm("dossiers.write_message")):
        raise DomainError("Vous n’avez pas le droit d’écrire à la collectivité.")
    message = write(locked, body, files, actor, from_region=True)
    send_template(
        "message_to_organisation",
        recipients=[user.email for user in members_of(locked.organisation)],
        subject=f"Dossier {locked.reference}\u00a0: la Région vous écrit",
        context={"dossier": locked, "message": message},
        about=locked,
    )
    record(actor, "message.sent", locked, after={"message": message.pk, "files": len(files)})
    return message


def write(dossier: Dossier, body: str, files: Sequence[StoredFile], actor: User, *, from_region: bool) -> Message:
    if not Status(dossier.published_status).is_filed:
        raise DomainError("La Région ne voit pas ce brouillon\u00a0: écrivez-lui par courriel ou par téléphone.")
    text = body.replace("\x00", "").strip()
    if not text:
        raise DomainError("Écrivez votre message.", field="body")
    if len(text) > MAX_MESSAGE:
        raise DomainError(f"Un message compte {MAX_MESSAGE} caractères au plus.", field="body")
    if len(files) > MAX_FILES_PER_MESSAGE:
        raise DomainError(f"Un message porte {MAX_FILES_PER_MESSAGE} fichiers au plus.", field="uploads")
    message = Message.objects.create(dossier=dossier, author=actor, from_region=from_region, body=text)
    MessageFile.objects.bulk_create(MessageFile(message=message, file=file) for file in files)
    return message


@service
def mark_read(dossier: Dossier, *, actor: User, from_region: bool, now: datetime) -> int:
    """Mark as read by `actor` the messages of one side, the Région's or the organisation's; return how many were.

    Call it for the other side only, once it is known that one waits: a reading that reads nothing is no act.
    """
    unread = dossier.messages.filter(from_region=from_region, read_at=None)
    count = unread.update(read_at=now, read_by=actor)
    record(actor, "message.read", dossier, after={"messages": count})
    return count


@service
def ask_early_start(dossier: Dossier, *, starts_on: date, reason: str, actor: User, today: date) -> EarlyStart:
    """Ask to start before the vote, as a signatory.

    Effects: the request, one mail to whoever follows the dossier. Raises `DomainError` for another than a signatory,
    when the call's rule or the dossier's state leaves nothing to ask, on a day already past, without a reason, or
    when a request waits already.
    """
    locked = lock(dossier)
    if not has_role(actor, locked.organisation, [Role.SIGNATORY]):
        raise DomainError("Seule une personne signataire peut demander un démarrage anticipé.")
    require_askable(locked)
    if starts_on < today:
        raise DomainError("Choisissez une date à venir.", field="starts_on")
    if not reason.strip():
        raise DomainError("Dites pourquoi le projet ne peut pas attendre.", field="reason")
    asked = EarlyStart.objects.create(dossier=locked, asked_by=actor, starts_on=starts_on, reason=reason.strip())
    send_template(
        "early_start_asked",
        recipients=followers(locked),
        subject=f"Démarrage anticipé demandé\u00a0: {locked.reference}",
        context={"dossier": locked, "early_start": asked},
        about=locked,
    )
    record(actor, "early_start.asked", locked, after={"starts_on": starts_on})
    return asked


def require_askable(dossier: Dossier) -> None:
    if dossier.measure.call.start_rule == StartRule.AFTER_FILING:
        raise DomainError("Cet appel permet de commencer dès le dépôt\u00a0: il n’y a rien à demander.")
    if dossier.published_status not in BEFORE_VOTE:
        state = dossier.get_published_status_display()
        raise DomainError(f"Un démarrage anticipé ne se demande pas à l’état «\u00a0{state}\u00a0».")
    if dossier.early_starts.filter(answered_at=None).exists():
        raise DomainError("Une demande de démarrage anticipé attend déjà la réponse de la Région.")
    if dossier.early_starts.filter(authorised=True).exists():
        raise DomainError("La Région a déjà autorisé le démarrage anticipé.")


@service
def answer_early_start(
    early_start: EarlyStart, *, authorised: bool, answer: str, actor: User, now: datetime
) -> EarlyStart:
    """Authorise an early start, or not, and say why.

    Effects: the answer, one mail to each member. Raises `DomainError` without the permission
    `dossiers.answer_early_start`, without words for a refusal, or when it is answered already.
    """
    dossier = lock(early_start.dossier)
    if not (actor.is_staff and actor.has_perm("dossiers.answer_early_start")):
        raise DomainError("Vous n’avez pas le droit de répondre à cette demande.")
    held = EarlyStart.objects.select_for_update(of=("self",)).get(pk=early_start.pk)
    if held.answered_at is not None:
        raise DomainError("Cette demande a déjà sa réponse.")
    if not authorised and not answer.strip():
        raise DomainError("Dites pourquoi le démarrage n’est pas autorisé.", field="answer")
    held.authorised, held.answer, held.answered_by, held.answered_at = authorised, answer.strip(), actor, now
    held.save(update_fields=["authorised", "answer", "answered_by", "answered_at"])
    send_template(
        "early_start_answered",
        recipients=[user.email for user in members_of(dossier.organisation)],
        subject=f"Dossier {dossier.reference}\u00a0: réponse à votre demande de démarrage anticipé",
        context={"dossier": dossier, "early_start": held},
        about=dossier,
    )
    record(actor, "early_start.answered", dossier, after={"authorised": authorised, "answer": held.answer})
    return held


def followers(dossier: Dossier) -> list[str]:
    """Return the addresses of the agents who follow the dossier; the service's own when nobody does."""
    assigned = Assignment.objects.filter(dossier=dossier, user__is_active=True).order_by("pk")
    return list(assigned.values_list("user__email", flat=True)) or [settings.REGION["email"]]
