"""Reading the grants: the list, its totals, what it can be filtered by."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from applications.core.money import CENT
from applications.decisions.enums import DecisionKind
from applications.decisions.models import CommissionSession
from applications.decisions.models.decision import DecisionQuerySet
from applications.dossiers.models import Filing
from applications.finance.models import Grant
from applications.territory.models import Departement, Epci


@dataclass(frozen=True)
class Totals:
    """How many grants, and their sum in euros."""

    count: int
    amount: Decimal


def grants() -> DecisionQuerySet:
    """Return every grant, with what a list or a file says of it."""
    found = DecisionQuerySet(Grant).filter(kind=DecisionKind.GRANT).with_parties()
    filings = Filing.objects.filter(dossier=models.OuterRef("dossier")).order_by("-number")
    return found.select_related("vote__envelope", "dossier__contactdetails").annotate(
        filed_answers=models.Subquery(filings.values("content__answers")[:1])
    )


def totals_of(found: DecisionQuerySet) -> Totals:
    """Count and add up. The sum is shown, it decides nothing: the database may compute it, rounded to the cent."""
    sums = found.order_by().aggregate(count=models.Count("pk"), amount=models.Sum("amount", default=Decimal(0)))
    return Totals(sums["count"], Decimal(sums["amount"]).quantize(CENT))


def of_epci(found: DecisionQuerySet, siren: str) -> DecisionQuerySet:
    """Keep the grants of an EPCI and of its member communes."""
    own = models.Q(dossier__organisation__epci=siren)
    return found.filter(own | models.Q(dossier__organisation__commune__epci=siren))


def grant_sessions() -> models.QuerySet[CommissionSession]:
    """Return the sessions that granted something, the latest first."""
    return CommissionSession.objects.filter(pk__in=Grant.objects.values("vote__item__session"))


def grant_years() -> list[int]:
    """Return the budget years that grants draw from, the latest first."""
    return list(
        Grant.objects.order_by("-vote__envelope__year").values_list("vote__envelope__year", flat=True).distinct()
    )


def grant_departements() -> models.QuerySet[Departement]:
    return Departement.objects.filter(pk__in=Grant.objects.values("dossier__organisation__departement"))


def grant_epcis() -> models.QuerySet[Epci]:
    """Return the EPCI of the beneficiaries: those that were granted something, and those of the communes that were."""
    own = models.Q(pk__in=Grant.objects.values("dossier__organisation__epci"))
    return Epci.objects.filter(own | models.Q(pk__in=Grant.objects.values("dossier__organisation__commune__epci")))
