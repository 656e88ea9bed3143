from datetime import UTC, date, datetime

import pytest

from applications.calls.eligibility import Application, eligibility_reasons
from applications.calls.enums import FundingSide, MeasureKind
from applications.dossiers.enums import FunderKind, FundingState, Section, Status
from applications.territory.enums import OrganisationKind


def test_statuses_are_written_in_french() -> None:
    assert dict(Status.choices) == {
        "draft": "Brouillon",
        "awaiting_signature": "À signer",
        "submitted": "Déposé",
        "incomplete": "À compléter",
        "admissible": "En instruction",
        "inadmissible": "Irrecevable",
        "assessed": "Instruit",
        "scheduled": "Inscrit en commission",
        "adjourned": "Ajourné",
        "granted": "Accordé",
        "refused": "Refusé",
        "settled": "Soldé",
        "lapsed": "Caduc",
        "cancelled": "Annulé",
        "withdrawn": "Retiré",
        "abandoned": "Abandonné",
    }


def test_status_knows_whether_the_region_has_the_dossier() -> None:
    assert [status for status in Status if not status.is_filed] == [
        "draft",
        "awaiting_signature",
        "abandoned",
    ]


def test_status_knows_its_ends() -> None:
    assert [status for status in Status if status.is_final] == [
        "settled",
        "lapsed",
        "cancelled",
        "withdrawn",
        "abandoned",
    ]


@pytest.mark.parametrize(
    ("kind", "side", "is_public", "is_state"),
    [
        (FunderKind.REGION, FundingSide.REGION, True, False),
        (FunderKind.DEPARTMENT, FundingSide.PUBLIC, True, False),
        (FunderKind.EPCI, FundingSide.EPCI, True, False),
        (FunderKind.STATE_DETR, FundingSide.PUBLIC, True, True),
        (FunderKind.STATE_DSIL, FundingSide.PUBLIC, True, True),
        (FunderKind.STATE_FIPD, FundingSide.PUBLIC, True, True),
        (FunderKind.STATE_DPV, FundingSide.PUBLIC, True, True),
        (FunderKind.POLICE_FINES, FundingSide.PUBLIC, True, False),
        (FunderKind.EUROPE, FundingSide.PUBLIC, True, False),
        (FunderKind.OTHER_PUBLIC, FundingSide.PUBLIC, True, False),
        (FunderKind.PRIVATE, FundingSide.PRIVATE, False, False),
        (FunderKind.OWN, FundingSide.OWN, False, False),
    ],
)
def test_funder_has_its_side_in_the_rules(kind: FunderKind, side: FundingSide, is_public: bool, is_state: bool) -> None:
    assert (kind.side, kind.is_public, kind.is_state) == (side, is_public, is_state)


def test_refused_funding_counts_for_nothing() -> None:
    assert [state for state in FundingState if not state.counts] == [FundingState.REFUSED]


def test_own_money_is_voted_and_the_region_s_is_asked_for() -> None:
    assert FundingState.allowed_for(FunderKind.OWN) == (FundingState.VOTED,)
    assert FundingState.allowed_for(FunderKind.REGION) == (FundingState.REQUESTED,)
    assert FundingState.allowed_for(FunderKind.STATE_DETR) == (
        FundingState.REQUESTED,
        FundingState.OBTAINED,
        FundingState.REFUSED,
    )


def test_eligibility_names_sections_of_the_form() -> None:
    instant = datetime(2026, 12, 3, tzinfo=UTC)
    everything_wrong = Application(
        measure_kind=MeasureKind.PREMISES,
        organisation_kind=OrganisationKind.EPCI,
        opens_at=instant,
        closes_at=instant,
        now=instant,
        planned_start=date(2026, 1, 1),
        officers_count=3,
        cameras=True,
    )

    named = {reason.section for reason in eligibility_reasons(everything_wrong)}

    assert named - {""} == {Section.CONTACT, Section.PROJECT, Section.DETAILS}
