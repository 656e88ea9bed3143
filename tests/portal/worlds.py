"""What the portal's tests share: addresses, a notified or a silent vote, the words of a page."""

import html
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from applications.calls.enums import DocumentCondition
from applications.calls.models import Measure, RequiredDocument
from applications.core.jobs import JobStatus
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import AgendaItem, Decision, Letter
from applications.decisions.services.agenda import record_deliberation
from applications.decisions.services.notifying import notify
from applications.decisions.services.voting import record_vote
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.services.review import request_completion
from tests import factories as f

DECLARED = {"exact": "on", "not_started": "on", "approved": "on", "electronic_notification": "on"}
TAGS = re.compile(r"<[^>]+>")


def path(dossier: Dossier, page: str = "") -> str:
    return f"/dossiers/{dossier.public_id}/{page}"


def words(response: Any) -> str:
    """The text of a page, its spaces made ordinary ones."""
    return " ".join(html.unescape(TAGS.sub(" ", response.content.decode())).split())


def answer_to(client: Client, address: str) -> int:
    """The code of a file's answer, read to its end: the file is then closed."""
    response = client.get(address)
    response.getvalue()
    return int(response.status_code)


def ask_documents(measure: Measure, count: int) -> list[RequiredDocument]:
    """Make the measure ask for `count` documents more than its délibération."""
    return [
        RequiredDocument.objects.create(
            measure=measure,
            code=f"piece-{rank}",
            label=f"Pièce {rank}",
            condition=DocumentCondition.ALWAYS,
            position=rank + 1,
        )
        for rank in range(1, count + 1)
    ]


def ask_completion(dossier: Dossier, *items: CompletionItem, days: int = 10) -> CompletionRequest:
    """Ask for the délibération again unless told what."""
    asked = items or (
        CompletionItem(document=dossier.measure.documents.get(code="deliberation"), reason="Elle n’est pas signée."),
    )
    today = timezone.localdate()
    return request_completion(
        dossier, asked, due_on=today + timedelta(days=days), actor=f.an_agent("instructeur"), today=today
    )


def vote(dossier: Dossier, outcome: Outcome = Outcome.GRANTED, amount: str = "19999.98") -> Dossier:
    """Record a vote on a scheduled dossier. Nobody outside the Région may know it yet."""
    refused = outcome == Outcome.REFUSED
    record_vote(
        AgendaItem.objects.get(dossier=dossier),
        outcome=outcome,
        actor=f.an_agent("responsable"),
        today=timezone.localdate(),
        amount=Decimal(amount) if outcome == Outcome.GRANTED else Decimal(0),
        motive=Motive.NEED_NOT_SHOWN if refused else "",
        motive_text="Le diagnostic ne chiffre aucun fait." if refused else "",
    )
    return Dossier.objects.get(pk=dossier.pk)


def render_letters() -> None:
    """Give each letter that waits a PDF, as the worker does; what the letter says has tests of its own."""
    for letter in Letter.objects.filter(file=None):
        letter.file, letter.job_status, letter.finished_at = f.a_stored_file(), JobStatus.DONE, timezone.now()
        letter.save(update_fields=["file", "job_status", "finished_at"])


def notify_decision(dossier: Dossier) -> Decision:
    """Notify the decision whose letter is rendered."""
    decision = Decision.objects.get(dossier=dossier)
    session, actor, today = decision.vote.item.session, f.an_agent("responsable"), timezone.localdate()
    record_deliberation(
        session,
        number=session.deliberation_number,
        transmitted_on=today,
        published_on=today,
        actor=actor,
        today=today,
    )
    decision.refresh_from_db()
    notify(decision, actor=actor, now=timezone.now())
    return Decision.objects.get(pk=decision.pk)
