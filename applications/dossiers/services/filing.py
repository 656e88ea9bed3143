"""Filing a dossier, and answering a completion request: what is filed is frozen."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import members_of
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.core.sequences import next_number
from applications.dossiers.checks import filing_problems
from applications.dossiers.enums import FunderKind, Status
from applications.dossiers.models import CompletionRequest, Dossier, Filing
from applications.dossiers.papers.content import frozen_frame
from applications.dossiers.selectors import open_completion_request
from applications.dossiers.services.drafting import refresh_search_text
from applications.dossiers.services.papers import ask_for_papers
from applications.dossiers.services.status import lock, transition
from applications.dossiers.snapshot import snapshot
from applications.territory.models import Organisation


@service
def file_dossier(dossier: Dossier, *, signatory: User, electronic_notification: bool, now: datetime) -> Filing:
    """File a draft for good.

    Effects: reference without gaps in its measure, status « Déposé », totals copied, the organisation's SIRET,
    a frozen `Filing`, a receipt by mail to the signatories and to the contact, its papers asked of the
    workers. Raises `DomainError` when the dossier is no draft any more and, its `problems` saying all that is to be
    corrected, when it is not complete or not eligible at `now`.
    """
    locked = lock(dossier)
    # A completion request also leads to « Déposé », by `answer_completion`: the reference is given once.
    if not locked.is_draft:
        state = locked.get_published_status_display()
        raise DomainError(
            f"Ce dossier n’est plus un brouillon\u00a0: il est à l’état «\u00a0{state}\u00a0». "
            "Rechargez la page pour voir où il en est."
        )
    require_consent(electronic_notification)
    problems = filing_problems(locked, now)
    if problems:
        raise DomainError("Le dossier ne peut pas encore être déposé.", problems=problems)
    moved = transition(
        locked,
        Status.SUBMITTED,
        actor=signatory,
        values={"reference": draw_reference(locked), "submitted_at": now, **totals(locked)},
    )
    refresh_search_text(moved)
    Organisation.objects.filter(pk=moved.organisation_id).update(siret=moved.contactdetails.siret)
    filing = freeze(moved, signatory, now)
    send_receipt(moved, filing)
    ask_for_papers(filing)
    record(signatory, "dossier.filed", moved, after={"reference": moved.reference, "sha256": filing.sha256})
    return filing


@service
def answer_completion(dossier: Dossier, *, signatory: User, electronic_notification: bool, now: datetime) -> Filing:
    """Send back what the Région asked for, in one act.

    Effects: status « Déposé » again, the request closed, totals copied, a new frozen `Filing`, a receipt by mail, its
    papers asked of the workers. Raises `DomainError` like `file_dossier`, the call's closing aside.
    """
    locked = lock(dossier)
    require_consent(electronic_notification)
    request = open_completion_request(locked)
    if request is None:
        raise DomainError("Aucune demande de complément n’attend votre réponse.")
    problems = filing_problems(locked, locked.submitted_at or now, request=request)
    if problems:
        raise DomainError("La réponse ne peut pas encore être envoyée.", problems=problems)
    CompletionRequest.objects.filter(pk=request.pk).update(answered_at=now)
    moved = transition(locked, Status.SUBMITTED, actor=signatory, values=totals(locked))
    filing = freeze(moved, signatory, now)
    send_receipt(moved, filing)
    ask_for_papers(filing)
    record(signatory, "completion.answered", moved, after={"request": request.pk, "sha256": filing.sha256})
    return filing


def require_consent(electronic_notification: bool) -> None:
    if not electronic_notification:
        raise DomainError(
            "Pour déposer ici, acceptez de recevoir la décision par voie électronique.",
            field="electronic_notification",
        )


def draw_reference(dossier: Dossier) -> str:
    """Return the next reference of the dossier's measure, such as « LRVP-2026-PM-0001 »."""
    prefix = f"LRVP-{dossier.measure.call.code}-{dossier.measure.code}"
    return f"{prefix}-{next_number(prefix):04d}"


def totals(dossier: Dossier) -> dict[str, Any]:
    """Return the amounts that lists show: the sum of the expenses and the Région's line of the plan."""
    region = dossier.fundings.get(kind=FunderKind.REGION)
    return {
        "total_cost": sum(expense.amount for expense in dossier.expenses.all()),
        "requested_amount": region.amount,
    }


def freeze(dossier: Dossier, signatory: User, now: datetime) -> Filing:
    content = snapshot(dossier) | {"frame": frozen_frame(dossier, signatory)}
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return Filing.objects.create(
        dossier=dossier,
        number=dossier.filings.count() + 1,
        filed_at=now,
        signatory=signatory,
        electronic_notification=True,
        content=content,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def send_receipt(dossier: Dossier, filing: Filing) -> None:
    addresses = {user.email for user in members_of(dossier.organisation, Role.SIGNATORY)}
    addresses.add(dossier.contactdetails.contact_email.lower())
    send_template(
        "receipt",
        recipients=sorted(addresses),
        subject=f"Dossier {dossier.reference} reçu par la Région",
        context={"dossier": dossier, "filing": filing, "filed_at": timezone.localtime(filing.filed_at)},
        about=dossier,
    )
