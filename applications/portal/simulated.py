"""A simulation becomes a draft: what was answered without an account is written in the sections, as if typed there."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from applications.accounts.models import Membership
from applications.calls.enums import MeasureKind
from applications.calls.models import Measure
from applications.core.formfields import AmountField
from applications.dossiers.enums import Opinion, Section
from applications.dossiers.models import Dossier
from applications.portal.forms.base import RawData
from applications.portal.forms.catalogue import proposed_data
from applications.portal.forms.fields import NO, YES
from applications.portal.forms.simulator import Project, SimulatorForm
from applications.portal.presenters.simulator import Result, result_of
from applications.territory.models import Organisation


def simulated(query: QueryDict, measures: Sequence[Measure]) -> Result | None:
    """Return the simulation that an address holds, under the open calls; None when it holds none that is right."""
    if not query.get("siren"):
        return None
    project = SimulatorForm(query, measures=measures, checking=True).project
    return result_of(project, project.measure.call, timezone.now()) if project is not None else None


def first_choice(simulation: Result | None) -> dict[str, Any]:
    """Return what the start form proposes after a simulation."""
    if simulation is None:
        return {}
    project = simulation.project
    return {"measure": project.measure.pk, "organisation": project.organisation.pk}


def simulated_for_another(simulation: Result | None, memberships: Iterable[Membership]) -> Organisation | None:
    """Return the organisation of the simulation when the person does not act for it."""
    if simulation is None:
        return None
    organisation = simulation.project.organisation
    return None if organisation.pk in {one.organisation_id for one in memberships} else organisation


def answers_of(dossier: Dossier, result: Result) -> Iterator[tuple[Section, RawData]]:
    """Give what the simulation knows of each section of a new draft."""
    project = result.project
    contact = {"officers": [str(project.officers)]}
    if project.agreement is not None:
        contact["coordination_agreement"] = [yes_or_no(project.agreement)]
    yield Section.CONTACT, {**proposed_data(dossier, Section.CONTACT), **contact}
    yield (
        Section.PROJECT,
        {"pooled": [yes_or_no(project.pooled)], "works_started": [yes_or_no(project.works_started)]},
    )
    if project.measure.kind == MeasureKind.PUBLIC_SPACE:
        cameras = {"cameras": [yes_or_no(project.cameras)]}
        if project.authorised:
            cameras["prefect_authorisation"] = [Opinion.OBTAINED]
        yield Section.DETAILS, cameras
    yield Section.FINANCING, plan_of(project, result)


def plan_of(project: Project, result: Result) -> RawData:
    """Return the financing plan as its page sends it: the estimated aid, the others, and the rest for the own part."""
    aids = project.aids
    others = sum((aid.amount for aid in aids), Decimal(0))
    return {
        "region": [written(result.aid.amount)],
        "own": [written(project.total - others - result.aid.amount)],
        "expense_label": [cost.label for cost in project.costs],
        "expense_amount": [written(cost.amount) for cost in project.costs],
        "funding_kind": [aid.kind.value for aid in aids],
        "funding_label": ["" for _ in aids],
        "funding_state": ["" for _ in aids],
        "funding_amount": [written(aid.amount) for aid in aids],
    }


def written(amount: Decimal) -> str:
    return str(AmountField().prepare_value(amount))


def yes_or_no(answer: bool) -> str:
    return YES if answer else NO
