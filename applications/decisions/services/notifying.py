"""Letting the organisation know: the decision's letter and outcome become its to read."""

from datetime import datetime

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import members_of
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.jobs import JobStatus
from applications.core.mail import send_template
from applications.decisions.models import Decision, Letter
from applications.dossiers.services.status import lock, publish_status


@service
def notify(decision: Decision, *, actor: User, now: datetime) -> Letter:
    """Notify a decision: its letter and its outcome become the organisation's to read.

    Effects: the letter is dated, the dossier's public status catches up, one mail to each member. Raises
    `DomainError` when the actor may not, the letter is not ready or already notified, or when the délibération's
    transmission and publication dates are not recorded.
    """
    if not (actor.is_staff and actor.has_perm("decisions.notify_decision")):
        raise DomainError("Vous n’avez pas le droit de notifier une décision.")
    dossier = lock(decision.dossier)
    letter = Letter.objects.select_for_update(of=("self",)).get(decision=decision)
    if letter.notified_at is not None:
        raise DomainError("Cette décision est déjà notifiée.")
    if letter.job_status != JobStatus.DONE or letter.file_id is None:
        raise DomainError("La lettre n’est pas encore prête\u00a0: patientez quelques secondes, puis recommencez.")
    if not decision.vote.item.session.may_notify:
        raise DomainError(
            "Indiquez d’abord, dans la séance, les dates de transmission et de publication de la délibération."
        )
    letter.notified_at, letter.notified_by = now, actor
    letter.save(update_fields=["notified_at", "notified_by"])
    publish_status(dossier, actor=actor)
    send_template(
        "decision_notified",
        recipients=[user.email for user in members_of(dossier.organisation, Role.EDITOR, Role.SIGNATORY)],
        subject=f"Dossier {dossier.reference}\u00a0: la décision de la Région",
        context={"dossier": dossier},
        about=dossier,
    )
    record(actor, "decision.notified", decision, after={"number": decision.number})
    return letter
