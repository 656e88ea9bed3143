"""Dossiers that wait for their vote, written row by row: a race needs dozens of them, and quickly."""

from decimal import Decimal

from django.utils import timezone

from applications.accounts.models import User
from applications.calls.enums import MeasureKind
from applications.calls.models import Measure
from applications.decisions.models import AgendaItem, CommissionSession
from applications.dossiers.enums import FunderKind, FundingState, Status
from applications.dossiers.models import (
    ContactDetails,
    Dossier,
    Expense,
    Funding,
    MobilePostDetails,
    ProjectDetails,
)
from applications.review.enums import Advice
from applications.review.models import Assessment
from applications.territory.models import Organisation
from tests import factories


def an_item(
    measure: Measure | None = None,
    session: CommissionSession | None = None,
    *,
    amount: Decimal = Decimal("23520.00"),
    cost: Decimal | None = None,
    organisation: Organisation | None = None,
    actor: User | None = None,
) -> AgendaItem:
    """A dossier for a mobile post on the agenda of `session`, with `amount` asked, computed and proposed.

    It costs `cost`, five times the amount unless told; what the Région does not give is the commune's own.
    """
    actor = actor or factories.an_agent("responsable")
    cost = cost or 5 * amount
    dossier = a_bare_dossier(measure or factories.a_measure(), organisation, actor)
    Dossier.objects.filter(pk=dossier.pk).update(total_cost=cost, requested_amount=amount)
    ContactDetails.objects.create(dossier=dossier, **factories.contact_values(dossier))
    ProjectDetails.objects.create(dossier=dossier, **factories.project_values())
    MobilePostDetails.objects.create(dossier=dossier, **factories.DETAILS[MeasureKind.MOBILE_POST])
    Expense.objects.create(dossier=dossier, position=1, label="Fourgon", amount=cost)
    fundings = [
        (FunderKind.REGION, amount, FundingState.REQUESTED),
        (FunderKind.OWN, cost - amount, FundingState.VOTED),
    ]
    for position, (kind, money, state) in enumerate(fundings, start=1):
        Funding.objects.create(dossier=dossier, position=position, kind=kind, amount=money, state=state)
    Assessment.objects.create(
        dossier=dossier,
        eligible_base=cost,
        computed_amount=amount,
        proposed_amount=amount,
        advice=Advice.FAVOURABLE,
        mean_score=Decimal(80),
        score_gap=Decimal(0),
        assessed_by=actor,
        closed_at=timezone.now(),
    )
    return AgendaItem.objects.create(
        session=session or factories.a_session(), dossier=dossier, proposed_amount=amount, scheduled_by=actor
    )


def a_bare_dossier(measure: Measure, organisation: Organisation | None, actor: User) -> Dossier:
    number = next(factories.numbers)
    return Dossier.objects.create(
        organisation=organisation or factories.a_commune_organisation(),
        measure=measure,
        title=f"Poste mobile {number}",
        status=Status.SCHEDULED,
        published_status=Status.SCHEDULED,
        reference=f"LRVP-{measure.call.code}-PM-{number:04d}",
        submitted_at=timezone.now(),
        created_by=actor,
    )
