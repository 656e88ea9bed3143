"""The rows that the services leave behind, written at once: a test that needs a past need not live it.

`tests/test_shortcuts.py` compares them with what the services write.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from applications.accounts.models import User
from applications.core.models import StoredFile
from applications.decisions.models import AgendaItem, CommissionSession
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import (
    Attachment,
    ContactDetails,
    Dossier,
    Expense,
    Funding,
    ProjectDetails,
    SectionDraft,
    StatusChange,
)
from applications.dossiers.selectors import details_model
from applications.dossiers.services.drafting import refresh_search_text
from applications.dossiers.services.filing import draw_reference, freeze, totals
from applications.review.enums import Advice
from applications.review.models import Assessment, EligibleExpense, Score
from applications.review.selectors import consensus_of, criteria_of
from applications.review.services import recompute
from applications.territory.models import Organisation


def open_account(
    *, email: str, display_name: str, is_staff: bool = False, groups: Iterable[str] = (), password: str | None = None
) -> User:
    user = User.objects.create_user(email, password, display_name=display_name, is_staff=is_staff)
    if groups:
        held = Group.objects.filter(name__in=list(groups))
        User.groups.through.objects.bulk_create(User.groups.through(user=user, group=group) for group in held)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def fill(dossier: Dossier, sections: Mapping[Section, dict[str, Any]], file: StoredFile, actor: User) -> None:
    """Write the four sections, complete, and join `file` as the délibération."""
    SectionDraft.objects.bulk_create(
        SectionDraft(dossier=dossier, section=section, complete=True, updated_by=actor) for section in sections
    )
    ContactDetails.objects.create(dossier=dossier, **sections[Section.CONTACT])
    ProjectDetails.objects.create(dossier=dossier, **sections[Section.PROJECT])
    details_model(dossier).objects.create(dossier=dossier, **sections[Section.DETAILS])
    plan = sections[Section.FINANCING]
    for model, rows in ((Expense, plan["expenses"]), (Funding, plan["fundings"])):
        model.objects.bulk_create(
            model(dossier=dossier, position=rank, **row) for rank, row in enumerate(rows, start=1)
        )
    Attachment.objects.create(
        dossier=dossier, document=dossier.measure.documents.get(code="deliberation"), file=file, added_by=actor
    )
    dossier.title = sections[Section.PROJECT]["title"]
    Dossier.objects.filter(pk=dossier.pk).update(title=dossier.title)
    refresh_search_text(dossier)


def file(dossier: Dossier, signatory: User) -> None:
    now = timezone.now()
    values = {"reference": draw_reference(dossier), "submitted_at": now, **totals(dossier)}
    move(dossier, Status.SUBMITTED, signatory, **values)
    filed = Dossier.objects.with_parties().get(pk=dossier.pk)
    refresh_search_text(filed)
    Organisation.objects.filter(pk=filed.organisation_id).update(siret=filed.contactdetails.siret)
    freeze(filed, signatory, now)


def move(dossier: Dossier, target: Status, actor: User, **values: Any) -> None:
    """Take one step of the workflow, trusting the caller that it exists."""
    source = Dossier.objects.values_list("status", flat=True).get(pk=dossier.pk)
    Dossier.objects.filter(pk=dossier.pk).update(status=target, published_status=target, **values)
    StatusChange.objects.create(dossier=dossier, actor=actor, source=source, target=target)


def assess(dossier: Dossier, readings: Mapping[User, int], officer: User) -> None:
    """Give each reviewer's mark on every criterion, propose the computed amount, and close."""
    Score.objects.bulk_create(
        Score(dossier=dossier, reviewer=reviewer, criterion=criterion, value=mark, comment="Vu.")
        for reviewer, mark in readings.items()
        for criterion in criteria_of(dossier)
    )
    EligibleExpense.objects.bulk_create(
        EligibleExpense(expense=expense, amount=expense.amount) for expense in dossier.expenses.all()
    )
    recompute(dossier, officer)
    result = consensus_of(dossier)
    assert result is not None
    Assessment.objects.filter(dossier=dossier).update(
        advice=Advice.FAVOURABLE, mean_score=result.mean, score_gap=result.gap, closed_at=timezone.now()
    )
    move(dossier, Status.ASSESSED, officer)


def schedule(dossier: Dossier, session: CommissionSession, actor: User) -> None:
    amount = Assessment.objects.values_list("proposed_amount", flat=True).get(dossier=dossier)
    AgendaItem.objects.create(session=session, dossier=dossier, proposed_amount=amount, scheduled_by=actor)
    move(dossier, Status.SCHEDULED, actor)
