"""One of each thing that the desks show, and the addresses of their pages."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Election, Membership, MembershipRequest, User
from applications.calls.models import Call, Envelope, Measure, Question
from applications.core.jobs import JobStatus
from applications.core.mail import queue
from applications.core.models import AuditEvent, OutgoingEmail
from applications.decisions.models import CommissionSession, Decision, Letter, SigningAuthority
from applications.finance.models import Grant
from applications.plan.models import Axis
from applications.territory.models import Organisation
from tests.factories import a_member, a_question, a_user
from tests.finance.granted import a_grant

DESKS: tuple[type[models.Model], ...] = (
    Grant,
    CommissionSession,
    Decision,
    SigningAuthority,
    Call,
    Measure,
    Question,
    Envelope,
    Axis,
    User,
    Membership,
    MembershipRequest,
    Election,
    AuditEvent,
    OutgoingEmail,
    Organisation,
)


def url(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@dataclass(frozen=True)
class World:
    """One row of each desk, by its model."""

    rows: dict[type[models.Model], models.Model]

    def page(self, model: type[models.Model], page: str = "change") -> str:
        return url(model, page, self.rows[model].pk)


def a_world() -> World:
    """A grant and all that it rests on; the letter and the mail have failed, so that they may be retried."""
    grant = a_grant()
    member = a_member(grant.dossier.organisation)
    MembershipRequest.objects.create(user=a_user(), organisation=grant.dossier.organisation, role=Role.EDITOR)
    a_question(grant.dossier.measure)
    Election.objects.create(held_on=timezone.localdate() - timedelta(days=100))
    Axis.objects.create(code="police", name="Polices municipales")
    queue(recipients=[member.email], subject="Essai", text="Bonjour")
    OutgoingEmail.objects.update(job_status=JobStatus.FAILED, last_error="SMTPException: fermé")
    Letter.objects.update(job_status=JobStatus.FAILED, last_error="ValueError: illisible")
    return World({model: model._default_manager.order_by("pk")[0] for model in DESKS})
