"""The constraints of what a commune asks, hands over, promises and says: how each is broken (test_constraints.py)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Invitation, MembershipRequest
from applications.calls.enums import QuestionKind
from applications.calls.models import CallAlert, CallRules, Question
from applications.core.models import PendingUpload
from applications.dossiers.enums import GeneratedKind, ReminderKind
from applications.dossiers.models import (
    Answer,
    DocumentPromise,
    EarlyStart,
    Filing,
    GeneratedDocument,
    HandOver,
    Message,
    MessageFile,
    Reminder,
)
from tests import factories


def again(row: models.Model, **changes: Any) -> None:
    """Insert the same row a second time."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def a_request(world: Any, **changes: Any) -> MembershipRequest:
    values = {"user": world.agent, "organisation": world.dossier.organisation, "role": Role.EDITOR}
    return MembershipRequest.objects.create(**{**values, **changes})


def an_invitation(world: Any, **changes: Any) -> Invitation:
    values = {
        "organisation": world.dossier.organisation,
        "email": "mairie@commune.example",
        "role": Role.EDITOR,
        "token_hash": "a" * 64,
        "invited_by": world.agent,
        "expires_at": timezone.now() + timedelta(days=14),
    }
    return Invitation.objects.create(**{**values, **changes})


def a_question(world: Any, **changes: Any) -> Question:
    return Question.objects.create(measure=world.measure, code="ecole", label="Une école est-elle proche ?", **changes)


def an_early_start(world: Any, **changes: Any) -> EarlyStart:
    values = {"asked_by": world.agent, "starts_on": timezone.localdate(), "reason": "Urgence"}
    return EarlyStart.objects.create(dossier=world.dossier, **{**values, **changes})


def a_message(world: Any, **changes: Any) -> Message:
    return Message.objects.create(
        dossier=world.dossier, author=world.agent, from_region=True, body="Bonjour.", **changes
    )


def a_message_file(world: Any) -> MessageFile:
    return MessageFile.objects.create(message=a_message(world), file=factories.a_stored_file())


def a_hand_over(world: Any, **changes: Any) -> HandOver:
    return HandOver.objects.create(dossier=world.dossier, author=world.agent, **changes)


def a_generated_document(world: Any) -> GeneratedDocument:
    filing = Filing.objects.create(
        dossier=world.dossier,
        number=1,
        filed_at=timezone.now(),
        signatory=world.agent,
        electronic_notification=True,
        content={},
        sha256="0" * 64,
    )
    return GeneratedDocument.objects.create(dossier=world.dossier, filing=filing, kind=GeneratedKind.RECEIPT)


DESK_CASES: dict[str, Callable[[Any], Any]] = {
    "request_one_pending": lambda world: again(a_request(world)),
    "request_answered_once_closed": lambda world: a_request(world, state=RequestState.ACCEPTED),
    "invitation_one_open": lambda world: again(
        an_invitation(world), email="Mairie@commune.example", token_hash="b" * 64
    ),
    "invitation_one_end": lambda world: an_invitation(world, accepted_at=timezone.now(), revoked_at=timezone.now()),
    "upload_not_too_long": lambda world: PendingUpload.objects.create(
        user=world.agent, target="essai", name="plan.pdf", size=10, received=11
    ),
    "question_code_once": lambda world: again(a_question(world)),
    "question_choice_has_choices": lambda world: a_question(world, kind=QuestionKind.CHOICE),
    "question_document_is_file": lambda world: a_question(world, document=world.measure.documents.get()),
    "rules_version_once": lambda world: again(CallRules.objects.create(call=world.measure.call, version=1, content={})),
    "alert_once_per_address": lambda world: again(
        CallAlert.objects.create(email="elu@commune.example"), email="ELU@commune.example", token="autre"
    ),
    "answer_once_per_question": lambda world: again(
        Answer.objects.create(dossier=world.dossier, question=a_question(world), value="Oui")
    ),
    "promise_once": lambda world: again(
        DocumentPromise.objects.create(
            dossier=world.dossier, document=world.measure.documents.get(), promised_by=world.agent
        )
    ),
    "generated_once_per_filing": lambda world: again(a_generated_document(world)),
    "message_read_by_someone": lambda world: a_message(world, read_at=timezone.now()),
    "message_file_once": lambda world: again(a_message_file(world)),
    "early_start_one_open": lambda world: again(an_early_start(world)),
    "early_start_whole_answer": lambda world: an_early_start(world, answered_at=timezone.now(), authorised=True),
    "hand_over_one_open": lambda world: again(a_hand_over(world)),
    "hand_over_returned_by_someone": lambda world: a_hand_over(world, returned_at=timezone.now()),
    "reminder_once": lambda world: again(
        Reminder.objects.create(
            dossier=world.dossier, kind=ReminderKind.CLOSING_7_DAYS, about=world.measure.call.closes_at
        )
    ),
}
