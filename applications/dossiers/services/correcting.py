"""What the organisation does with a completion request before a signatory sends the answer."""

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import members_of
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.dossiers.fields import item_label
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.selectors import open_completion_request
from applications.dossiers.services.drafting import require_member
from applications.dossiers.services.status import lock


@service
def confirm_unchanged(item: CompletionItem, *, comment: str, actor: User) -> CompletionItem:
    """Answer an item by confirming what was filed, with a word why: the officer reads it beside the answer.

    Raises `DomainError` when the request is not open any more, for a document (it is answered by a file), and
    without a word.
    """
    dossier = lock(item.request.dossier)
    require_member(actor, dossier.organisation)
    request = require_open_request(dossier)
    if item.request_id != request.pk:
        raise DomainError("Cette demande de complément est close.")
    if item.document_id is not None:
        raise DomainError("Une pièce demandée se joint\u00a0: elle ne se confirme pas.")
    if not comment.strip():
        raise DomainError("Écrivez en quelques mots pourquoi cette réponse est juste.", field="comment")
    item.confirmation = comment.strip()
    item.save(update_fields=["confirmation"])
    record(
        actor,
        "completion.confirmed",
        dossier,
        after={"item": item_label(dossier, item), "comment": item.confirmation},
    )
    return item


@service
def call_signatories(dossier: Dossier, *, actor: User, message: str = "") -> Dossier:
    """Tell the signatories that the answer is ready to be read and sent: one mail to each.

    The status does not change. Raises `DomainError` when no request waits, or when nobody may sign.
    """
    locked = lock(dossier)
    require_member(actor, locked.organisation)
    request = require_open_request(locked)
    signatories = members_of(locked.organisation, Role.SIGNATORY)
    if not signatories:
        raise DomainError(
            "Aucune personne signataire n’est rattachée à votre collectivité. Demandez son rattachement à la Région."
        )
    send_template(
        "completion_ready",
        recipients=[user.email for user in signatories if user != actor],
        subject=f"À relire et à envoyer\u00a0: {locked.label}",
        context={"dossier": locked, "author": actor, "message": message, "request": request},
        about=locked,
    )
    record(actor, "completion.handed_over", locked, after={"signatories": [user.pk for user in signatories]})
    return locked


def require_open_request(dossier: Dossier) -> CompletionRequest:
    request = open_completion_request(dossier)
    if request is None:
        raise DomainError("Aucune demande de complément n’attend votre réponse.")
    return request
