from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from applications.calls.eligibility import Application, Reason, eligibility_reasons
from applications.calls.enums import MeasureKind
from applications.core.dates import PARIS
from applications.territory.enums import OrganisationKind

NBSP = "\u00a0"
CLOSING = datetime(2026, 12, 15, 12, 0, tzinfo=PARIS)
ELIGIBLE = Application(
    measure_kind=MeasureKind.MOBILE_POST,
    organisation_kind=OrganisationKind.COMMUNE,
    opens_at=datetime(2026, 10, 1, 9, 0, tzinfo=PARIS),
    closes_at=CLOSING,
    now=datetime(2026, 12, 3, 16, 42, tzinfo=PARIS),
    planned_start=date(2027, 5, 15),
    officers_count=5,
    has_coordination_agreement=True,
)


def reasons(**facts: Any) -> tuple[Reason, ...]:
    return eligibility_reasons(replace(ELIGIBLE, **facts))


def codes(**facts: Any) -> list[str]:
    return [reason.code for reason in reasons(**facts)]


def test_eligible_application_has_no_reason_against_it() -> None:
    assert reasons() == ()


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (ELIGIBLE.opens_at - timedelta(seconds=1), ["call_not_open"]),
        (ELIGIBLE.opens_at, []),
        (CLOSING - timedelta(seconds=1), []),
        (CLOSING, ["call_closed"]),
        (CLOSING + timedelta(seconds=1), ["call_closed"]),
        (datetime(2026, 12, 15, 10, 59, 59, tzinfo=UTC), []),
        (datetime(2026, 12, 15, 11, 0, 0, tzinfo=UTC), ["call_closed"]),
    ],
)
def test_call_is_open_to_the_second_on_a_clock_in_paris(now: datetime, found: list[str]) -> None:
    assert codes(now=now) == found


@pytest.mark.parametrize(
    ("facts", "blocking", "section", "field", "message"),
    [
        (
            {"now": CLOSING},
            True,
            "",
            "",
            (
                "L’appel est clos depuis le mardi 15 décembre 2026 à 12 h 00 : le dossier ne peut plus être "
                "déposé. Votre brouillon reste lisible."
            ),
        ),
        (
            {"now": ELIGIBLE.opens_at - timedelta(days=1)},
            True,
            "",
            "",
            "L’appel ouvre le jeudi 1er octobre 2026 à 9 h 00. Votre brouillon est gardé jusque-là.",
        ),
        (
            {"accepted_kinds": frozenset({OrganisationKind.EPCI})},
            True,
            "",
            "",
            (
                "Cette mesure est réservée aux intercommunalités. Demandez à la Région quelle aide convient "
                "à votre projet."
            ),
        ),
        (
            {"has_coordination_agreement": False, "officers_count": 3},
            True,
            "contact",
            "coordination_agreement",
            (
                "La convention de coordination avec l’État manque, alors que la police municipale compte "
                "3 agents : elle est obligatoire à partir de trois (code de la sécurité intérieure, article "
                "L. 512-4). Joignez-la, ou indiquez pourquoi elle n’est pas encore signée."
            ),
        ),
        (
            {"has_coordination_agreement": False, "coordination_reason": "Le préfet signe en janvier."},
            False,
            "contact",
            "coordination_agreement",
            (
                "La convention de coordination avec l’État manque, alors que la police municipale compte "
                "5 agents : elle est obligatoire à partir de trois (code de la sécurité intérieure, article "
                "L. 512-4). Transmettez-la à la Région dès sa signature."
            ),
        ),
        (
            {"officers_count": 0},
            False,
            "contact",
            "officers",
            (
                "Vous n’indiquez aucun agent de police municipale. Expliquez dans votre projet qui utilisera "
                "l’équipement, et à partir de quand."
            ),
        ),
        (
            {"works_started": True},
            True,
            "project",
            "works_started",
            (
                "Le projet a déjà commencé : la Région ne peut aider qu’un projet qui n’a pas commencé. Si "
                "seuls les études, la maîtrise d’œuvre ou l’achat du terrain sont engagés, répondez « non » "
                ": ils ne comptent pas."
            ),
        ),
        (
            {"planned_start": date(2026, 12, 1)},
            True,
            "project",
            "starts_on",
            (
                "Le commencement prévu, le 1er décembre 2026, est déjà passé : indiquez une date à venir. Un "
                "bon de commande ou un marché signé vaut commencement."
            ),
        ),
        (
            {"cameras": True},
            True,
            "details",
            "prefect_authorisation",
            (
                "Le projet comporte des caméras : joignez l’autorisation du préfet (code de la sécurité "
                "intérieure, articles L. 251-1 et suivants), ou retirez les caméras du projet."
            ),
        ),
    ],
)
def test_reason_leads_to_its_field_and_says_what_to_do(
    facts: dict[str, Any], blocking: bool, section: str, field: str, message: str
) -> None:
    (reason,) = reasons(**facts)

    assert (reason.blocking, reason.section, reason.field) == (blocking, section, field)
    assert reason.message.replace(NBSP, " ") == message


def test_reason_is_set_in_french_typography() -> None:
    (reason,) = reasons(cameras=True)

    assert reason.message.startswith(f"Le projet comporte des caméras{NBSP}: joignez")


@pytest.mark.parametrize(
    ("officers", "reason", "found"),
    [
        (2, "", []),
        (3, "", ["agreement_missing"]),
        (3, "   ", ["agreement_missing"]),
        (3, "En cours de signature.", ["agreement_pending"]),
    ],
)
def test_coordination_agreement_is_owed_from_three_officers(officers: int, reason: str, found: list[str]) -> None:
    assert codes(has_coordination_agreement=False, officers_count=officers, coordination_reason=reason) == found


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (MeasureKind.MOBILE_POST, ["no_officer"]),
        (MeasureKind.PREMISES, ["no_officer"]),
        (MeasureKind.PUBLIC_SPACE, []),
    ],
)
def test_officers_are_expected_where_the_measure_equips_them(kind: MeasureKind, found: list[str]) -> None:
    assert codes(measure_kind=kind, officers_count=0) == found


@pytest.mark.parametrize(
    ("start", "found"),
    [(date(2026, 12, 2), ["start_in_the_past"]), (date(2026, 12, 3), []), (None, [])],
)
def test_planned_start_is_compared_to_the_day_of_the_filing(start: date | None, found: list[str]) -> None:
    assert codes(planned_start=start) == found


def test_day_of_the_filing_is_that_of_paris() -> None:
    almost_midnight_in_london = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)

    assert codes(now=almost_midnight_in_london, planned_start=date(2026, 12, 3)) == ["start_in_the_past"]


def test_works_that_started_are_told_once() -> None:
    assert codes(works_started=True, planned_start=date(2026, 11, 1)) == ["works_started"]


def test_early_start_granted_allows_works_that_started() -> None:
    facts = {"early_start_granted": True, "planned_start": date(2026, 11, 1)}

    assert (codes(works_started=True, **facts), codes(**facts)) == ([], [])


def test_authorised_cameras_are_no_reason() -> None:
    assert codes(cameras=True, has_prefect_authorisation=True) == []


def test_every_reason_is_told_at_once_in_the_order_of_the_form() -> None:
    assert codes(
        now=CLOSING,
        accepted_kinds=frozenset({OrganisationKind.EPCI}),
        has_coordination_agreement=False,
        works_started=True,
        cameras=True,
    ) == [
        "call_closed",
        "organisation_not_accepted",
        "agreement_missing",
        "works_started",
        "cameras_not_authorised",
    ]
