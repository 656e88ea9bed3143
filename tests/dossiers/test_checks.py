"""What stands between a draft and its filing: every reason, each with its section and its field."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.calls.enums import DocumentCondition, MeasureKind
from applications.calls.models import Call, RequiredDocument
from applications.core.errors import Problem
from applications.dossiers.checks import filing_problems, filing_warnings
from applications.dossiers.enums import FunderKind, FundingState
from applications.dossiers.models import Dossier, Funding
from applications.dossiers.selectors import details_model
from tests import factories

pytestmark = pytest.mark.django_db


def places(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.section, problem.field) for problem in problems]


def problems_of(dossier: Dossier) -> list[tuple[str, str]]:
    return places(filing_problems(dossier, timezone.now()))


def warnings_of(dossier: Dossier) -> list[tuple[str, str]]:
    return places(filing_warnings(dossier, timezone.now()))


def a_plan(expense: str, **fundings: str):
    return factories.financing_values({"Fourgon": expense}, {FunderKind(kind): sum_ for kind, sum_ in fundings.items()})


@pytest.mark.parametrize("kind", MeasureKind)
def test_complete_draft_of_each_measure_has_nothing_to_correct(kind):
    dossier = factories.a_complete_draft(factories.a_measure(kind))
    assert (problems_of(dossier), warnings_of(dossier)) == ([], [])


def test_complete_draft_of_an_epci_has_nothing_to_correct():
    dossier = factories.a_complete_draft(organisation=factories.an_epci_organisation())
    assert problems_of(dossier) == []


def test_empty_draft_misses_each_section_and_the_document():
    assert problems_of(factories.a_draft()) == [
        ("contact", ""),
        ("project", ""),
        ("details", ""),
        ("financing", ""),
        ("documents", "deliberation"),
    ]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_form():
    dossier = factories.a_complete_draft(
        factories.a_measure(MeasureKind.PUBLIC_SPACE),
        contact={"officers": 3},
        project={"works_started": True},
        details={"cameras": True, "prefect_authorisation": "requested"},
        financing=a_plan("1000.00", region="900.00", own="50.00"),
    )
    RequiredDocument.objects.create(measure=dossier.measure, code="plan", label="Plan de situation")
    Call.objects.update(closes_at=timezone.now())
    assert problems_of(dossier) == [
        ("", ""),
        ("contact", "coordination_agreement"),
        ("project", "works_started"),
        ("details", "prefect_authorisation"),
        ("financing", "fundings"),
        ("financing", "own"),
        ("documents", "plan"),
    ]


@pytest.mark.parametrize(
    ("contact", "problems", "warnings"),
    [
        ({"officers": 2}, [], []),
        ({"officers": 3}, [("contact", "coordination_agreement")], []),
        ({"officers": 3, "agreement_reason": "Signature en mars"}, [], [("contact", "coordination_agreement")]),
        ({"officers": 0}, [], [("contact", "officers")]),
    ],
    ids=["two officers", "three officers", "three officers and a reason", "no officer"],
)
def test_coordination_agreement_is_asked_from_three_officers(contact, problems, warnings):
    dossier = factories.a_complete_draft(contact=contact)
    assert (problems_of(dossier), warnings_of(dossier)) == (problems, warnings)


@pytest.mark.parametrize(("days", "problems"), [(0, []), (-1, [("project", "starts_on")])])
def test_start_is_not_in_the_past(days, problems):
    start = timezone.localdate() + timedelta(days=days)
    assert problems_of(factories.a_complete_draft(project={"starts_on": start})) == problems


@pytest.mark.parametrize(
    ("authorisation", "problems"),
    [
        ("requested", [("details", "prefect_authorisation")]),
        ("obtained", []),
    ],
)
def test_cameras_need_the_prefect_s_authorisation(authorisation, problems):
    dossier = factories.a_complete_draft(
        factories.a_measure(MeasureKind.PUBLIC_SPACE),
        details={"cameras": True, "prefect_authorisation": authorisation},
    )
    assert problems_of(dossier) == problems


@pytest.mark.parametrize(
    ("plan", "problems", "warnings"),
    [
        (a_plan("1000.00", region="300.00", own="700.00"), [], []),
        (a_plan("1000.00", region="300.00", own="699.99"), [("financing", "fundings")], []),
        (a_plan("1000.00", department="300.00", own="700.00"), [("financing", "region")], []),
        (a_plan("1000.00", region="300.00", department="500.01", own="199.99"), [("financing", "own")], []),
        (a_plan("1000.00", region="300.00", epci="351.00", own="349.00"), [("financing", "epci")], []),
        (a_plan("1000.00", region="300.01", own="699.99"), [], [("financing", "region")]),
    ],
    ids=["sound", "out of balance", "nothing asked", "own share", "fonds de concours", "above the rate"],
)
def test_plan_is_checked_to_the_cent(plan, problems, warnings):
    dossier = factories.a_complete_draft(financing=plan)
    assert (problems_of(dossier), warnings_of(dossier)) == (problems, warnings)


def test_plan_names_the_beneficiary():
    dossier = factories.a_complete_draft(
        organisation=factories.an_epci_organisation(), financing=a_plan("100.00", region="90.00", own="10.00")
    )
    problem = filing_problems(dossier, timezone.now())[0]
    assert problem.message.split(" est de ")[0] == "La part de la communauté de communes"


def test_refused_funding_leaves_the_plan_out_of_balance():
    dossier = factories.a_complete_draft()
    Funding.objects.filter(kind=FunderKind.DEPARTMENT).update(state=FundingState.REFUSED)
    assert problems_of(dossier) == [("financing", "fundings")]


def owes(dossier: Dossier, condition: DocumentCondition) -> bool:
    RequiredDocument.objects.create(measure=dossier.measure, code="other", label="Autre", condition=condition)
    return ("documents", "other") in problems_of(dossier)


def test_coordination_agreement_is_a_document_once_signed():
    signed = {"officers": 3, "coordination_agreement": True, "agreement_signed_on": timezone.localdate()}
    assert owes(factories.a_complete_draft(contact=signed), DocumentCondition.COORDINATION)
    assert not owes(factories.a_complete_draft(), DocumentCondition.COORDINATION)


@pytest.mark.parametrize(
    ("kind", "values", "condition"),
    [
        (MeasureKind.PREMISES, {"permit": "granted"}, DocumentCondition.PERMIT),
        (MeasureKind.PREMISES, {"occupancy": "lent", "lease_ends_on": "2040-01-01"}, DocumentCondition.LEASED),
        (
            MeasureKind.PUBLIC_SPACE,
            {"cameras": True, "prefect_authorisation": "obtained"},
            DocumentCondition.CAMERAS,
        ),
        (MeasureKind.PUBLIC_SPACE, {"roadway_permission": "granted"}, DocumentCondition.ROADWAY),
        (MeasureKind.PUBLIC_SPACE, {"safety_opinion": "obtained"}, DocumentCondition.SAFETY_OPINION),
    ],
)
def test_document_is_owed_once_the_answer_calls_for_it(kind, values, condition):
    dossier = factories.a_complete_draft(factories.a_measure(kind))
    assert not owes(dossier, condition)
    details_model(dossier).objects.update(**values)
    dossier = Dossier.objects.get()
    assert ("documents", "other") in problems_of(dossier)


def test_cofinancing_letter_is_owed_once_obtained():
    dossier = factories.a_complete_draft()
    assert not owes(dossier, DocumentCondition.OBTAINED_FUNDING)
    Funding.objects.filter(kind=FunderKind.DEPARTMENT).update(state=FundingState.OBTAINED)
    assert ("documents", "other") in problems_of(dossier)
