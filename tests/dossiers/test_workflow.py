"""Every status × every status × every role: what is not in the grid is refused."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.core.errors import DomainError
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier, StatusChange
from applications.dossiers.models.dossier import UNFILED
from applications.dossiers.services.status import publish_status, transition
from tests import factories

# From, then where to and by whom: E(ditor), S(ignatory), I(nstructeur), R(esponsable).
# F(inance), A(dministrateur), C(onsultation), another organisation's signatory (O) and a visitor: never.
GRID = """
draft               awaiting_signature:ES  submitted:S  abandoned:ES
awaiting_signature  draft:ES  submitted:S  abandoned:ES
submitted           incomplete:IR  admissible:IR  inadmissible:IR  withdrawn:SR
incomplete          submitted:S  inadmissible:IR  withdrawn:SR
admissible          incomplete:IR  assessed:IR  withdrawn:SR
inadmissible        submitted:R
assessed            admissible:IR  scheduled:R  withdrawn:SR
scheduled           assessed:R  granted:R  refused:R  adjourned:R
adjourned           assessed:R  withdrawn:SR
granted             cancelled:R  lapsed:R  settled:R
refused             assessed:R
settled
lapsed
cancelled
withdrawn
abandoned
"""
HELD_BACK = {"inadmissible", "granted", "refused", "adjourned"}


@dataclass
class Cast:
    dossier: Dossier
    people: dict[str, User]


def allowed() -> dict[str, dict[str, str]]:
    rows = [line.split() for line in GRID.strip().splitlines()]
    return {source: dict(step.split(":") for step in steps) for source, *steps in rows}


@pytest.fixture(scope="module")
def shared_cast(shared_rows):
    return shared_rows(make_cast)


@pytest.fixture
def cast(shared_cast, db):
    return Cast(Dossier.objects.get(pk=shared_cast.dossier.pk), shared_cast.people)


def make_cast() -> Cast:
    organisation = factories.a_commune_organisation()
    signatory = factories.a_member(organisation)
    dossier = factories.a_draft(organisation=organisation, actor=signatory)
    return Cast(
        dossier,
        {
            "E": factories.a_member(organisation, Role.EDITOR),
            "S": signatory,
            "I": factories.an_agent("instructeur"),
            "R": factories.an_agent("responsable"),
            "F": factories.an_agent("finance"),
            "A": factories.an_agent("administrateur"),
            "C": factories.an_agent("consultation"),
            "O": factories.a_member(factories.a_commune_organisation("Aniane")),
        },
    )


def put_at(dossier: Dossier, status: Status) -> None:
    filed = status not in UNFILED
    Dossier.objects.filter(pk=dossier.pk).update(
        status=status,
        published_status=status,
        reference="LRVP-2026-PM-0001" if filed else None,
        submitted_at=timezone.now() if filed else None,
    )


def takes(dossier: Dossier, target: Status, actor: User) -> bool:
    """Try the step for real, then undo it."""
    filed = {"reference": "LRVP-2026-PM-0001", "submitted_at": timezone.now()}
    values = filed if target == Status.SUBMITTED else {}
    try:
        with transaction.atomic():
            transition(dossier, target, actor=actor, values=values)
            transaction.set_rollback(True)
    except DomainError:
        return False
    return True


def test_grid_names_every_status():
    assert set(allowed()) == set(Status.values)


@pytest.mark.once
@pytest.mark.parametrize("source", Status)
def test_transition_follows_the_grid(cast, source):
    put_at(cast.dossier, source)
    done = {
        target.value: "".join(key for key, person in cast.people.items() if takes(cast.dossier, target, person))
        for target in Status
    }
    assert {target: roles for target, roles in done.items() if roles} == allowed()[source]


def test_transition_leaves_its_trace(cast):
    cast.dossier = transition(cast.dossier, Status.AWAITING_SIGNATURE, actor=cast.people["E"], reason="À relire")
    change = StatusChange.objects.get(dossier=cast.dossier)
    assert (change.actor, change.source, change.target, change.reason) == (
        cast.people["E"],
        Status.DRAFT,
        Status.AWAITING_SIGNATURE,
        "À relire",
    )


@pytest.mark.parametrize(
    ("source", "target"),
    [(source, target) for source, steps in allowed().items() for target in steps],
)
def test_organisation_learns_a_step_unless_it_is_held_back(cast, source, target):
    put_at(cast.dossier, Status(source))
    person = cast.people[allowed()[source][target][0]]
    values = {"reference": "LRVP-2026-PM-0001", "submitted_at": timezone.now()} if target == "submitted" else {}
    moved = transition(cast.dossier, Status(target), actor=person, values=values)
    assert moved.published_status == (source if target in HELD_BACK else target)


def test_publication_lets_the_organisation_know(cast):
    put_at(cast.dossier, Status.SCHEDULED)
    transition(cast.dossier, Status.GRANTED, actor=cast.people["R"])
    published = publish_status(cast.dossier, actor=cast.people["R"])
    assert published.published_status == Status.GRANTED


def test_step_from_a_stale_page_is_refused(cast):
    stale = Dossier.objects.get(pk=cast.dossier.pk)
    transition(cast.dossier, Status.ABANDONED, actor=cast.people["S"])
    with pytest.raises(DomainError, match="Abandonné"):
        transition(stale, Status.AWAITING_SIGNATURE, actor=cast.people["S"])
