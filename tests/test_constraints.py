"""Every named constraint of every model, broken past the forms and the services: the database says no by itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.calls.enums import MeasureKind
from applications.calls.models import Call, Criterion, Envelope, Measure, RequiredDocument
from applications.core.files import store_bytes
from applications.core.models import StoredFile
from applications.decisions.enums import DecisionKind, Outcome
from applications.decisions.models import AgendaItem, CommissionSession, Decision, Letter, SigningAuthority, Vote
from applications.dossiers.enums import FunderKind, Section
from applications.dossiers.models import (
    Assignment,
    Attachment,
    CompletionItem,
    CompletionRequest,
    ContactDetails,
    Dossier,
    Expense,
    Filing,
    Funding,
    MobilePostDetails,
    PremisesDetails,
    ProjectDetails,
    PublicSpaceDetails,
    SectionDraft,
)
from applications.review.models import Assessment, EligibleExpense, Score
from applications.territory.models import Commune, Epci, Organisation
from tests import factories
from tests.decisions.agendas import an_item
from tests.desk_constraints import DESK_CASES, again

CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in apps.get_models()
    if model.__module__.startswith("applications.")
    for constraint in model._meta.constraints
}


@dataclass(frozen=True)
class World:
    """A dossier on an agenda, and who looks after it."""

    item: AgendaItem
    agent: User

    @property
    def dossier(self) -> Dossier:
        return self.item.dossier

    @property
    def measure(self) -> Measure:
        return self.dossier.measure


@pytest.fixture
def world(db: None) -> World:
    agent = factories.an_agent("responsable")
    return World(an_item(actor=agent), agent)


def a_file(name: str = "piece.pdf") -> StoredFile:
    return store_bytes(b"%PDF-1.7", name=name, media_type="application/pdf")


def yesterday() -> Any:
    return timezone.localdate() - timedelta(days=1)


def updates(model: type[models.Model], **values: Any) -> Callable[[World], Any]:
    """Write values that the rows of the world may not have."""
    return lambda world: model._default_manager.update(**values)


def repeats(make: Callable[[World], models.Model], **changes: Any) -> Callable[[World], Any]:
    return lambda world: again(make(world), **changes)


def a_vote(world: World, **changes: Any) -> Vote:
    granted = {"outcome": Outcome.GRANTED, "amount": Decimal(1), "envelope": Envelope.objects.get()}
    return Vote.objects.create(item=world.item, recorded_by=world.agent, **{**granted, **changes})


def a_decision(world: World, **changes: Any) -> Decision:
    values = {
        "year": 2026,
        "rank": 1,
        "kind": DecisionKind.GRANT,
        "amount": Decimal(1),
        "vote": a_vote(world),
        "dossier": world.dossier,
        "authority": factories.an_authority(),
        "content": {},
        "decided_on": timezone.localdate(),
    }
    return Decision.objects.create(**{**values, **changes})


def two_decisions(world: World) -> None:
    a_decision(world)
    other = an_item(world.measure, world.item.session, actor=world.agent)
    a_decision(World(other, world.agent))


def a_filing(world: World, **changes: Any) -> Filing:
    values = {"number": 1, "filed_at": timezone.now(), "signatory": world.agent, "electronic_notification": True}
    return Filing.objects.create(dossier=world.dossier, content={}, sha256="0" * 64, **{**values, **changes})


def an_attachment(world: World) -> Attachment:
    document = world.measure.documents.get()
    return Attachment.objects.create(dossier=world.dossier, document=document, file=a_file(), added_by=world.agent)


def a_request(world: World) -> CompletionRequest:
    today = timezone.localdate()
    return CompletionRequest.objects.create(dossier=world.dossier, requested_by=world.agent, due_on=today)


def asked_item(world: World, **target: Any) -> CompletionItem:
    return CompletionItem.objects.create(request=a_request(world), reason="À revoir", **target)


def an_item_of_nothing(world: World) -> CompletionItem:
    return asked_item(world)


def a_score(world: World, value: int = 3) -> Score:
    criterion = world.measure.call.criteria.first()
    return Score.objects.create(dossier=world.dossier, reviewer=world.agent, criterion=criterion, value=value)


def a_membership(world: World, **changes: Any) -> Membership:
    values = {"user": world.agent, "organisation": world.dossier.organisation, "role": Role.EDITOR}
    return Membership.objects.create(**{**values, **changes})


def premises(world: World) -> PremisesDetails:
    values = {**factories.DETAILS[MeasureKind.PREMISES], "occupancy": "leased"}
    return PremisesDetails.objects.create(dossier=world.dossier, **values)


def public_space(world: World, **changes: Any) -> PublicSpaceDetails:
    values = {**factories.DETAILS[MeasureKind.PUBLIC_SPACE], **changes}
    return PublicSpaceDetails.objects.create(dossier=world.dossier, **values)


def a_commune(world: World) -> Commune:
    return world.dossier.organisation.commune


def a_siret(world: World) -> None:
    siret = factories.a_siret(world.dossier.organisation.siren)
    Organisation.objects.update(siret=siret)
    other = factories.a_commune_organisation("Aniane")
    Organisation.objects.filter(pk=world.dossier.organisation_id).update(retired_on=timezone.localdate())
    Organisation.objects.filter(pk=other.pk).update(siren=siret[:9], siret=siret)


def a_letter(world: World) -> Letter:
    return Letter.objects.create(decision=a_decision(world), notified_at=timezone.now(), notified_by=world.agent)


CASES: dict[str, Callable[[World], Any]] = {
    **DESK_CASES,
    # accounts
    "user_email_unique": lambda world: again(factories.a_user(), email=world.agent.email.upper()),
    "membership_one_open": repeats(a_membership),
    "membership_dates_ordered": lambda world: a_membership(world, ends_on=yesterday()),
    # calls
    "call_dates_ordered": updates(Call, closes_at=models.F("opens_at")),
    "call_shares_ordered": updates(Call, advance_share=Decimal("0.81")),
    "measure_once_per_call": repeats(lambda world: world.measure),
    "measure_rate_is_share": updates(Measure, rate=Decimal("1.01")),
    "measure_floor_under_ceiling": updates(Measure, floor=Decimal("30000.01")),
    "measure_own_share_is_share": updates(Measure, minimum_own_share=Decimal("-0.01")),
    "document_code_once": repeats(lambda world: RequiredDocument.objects.get()),
    "criterion_code_once": repeats(lambda world: Criterion.objects.first()),
    "criterion_weight_range": updates(Criterion, weight=0),
    "envelope_once_per_year": repeats(lambda world: Envelope.objects.get()),
    "envelope_not_overspent": updates(Envelope, voted=Decimal("339000.01")),
    # dossiers
    "dossier_reference_when_filed": updates(Dossier, reference=None),
    "dossier_cost_positive": updates(Dossier, total_cost=Decimal(0)),
    "draft_once_per_section": repeats(
        lambda world: SectionDraft.objects.create(
            dossier=world.dossier, section=Section.PROJECT, updated_by=world.agent
        )
    ),
    "filing_number_once": repeats(a_filing),
    "filing_consent_given": lambda world: a_filing(world, electronic_notification=False),
    "contact_agreement_dated": updates(ContactDetails, coordination_agreement=True),
    "project_dates_ordered": updates(ProjectDetails, ends_on=yesterday()),
    "mobile_post_hours_in_week": updates(MobilePostDetails, weekly_hours=169),
    "premises_lease_dated": premises,
    "public_space_whole_point": lambda world: public_space(world, latitude=Decimal("43.6")),
    "public_space_cameras_authorised": lambda world: public_space(world, cameras=True),
    "expense_positive": updates(Expense, amount=Decimal(0)),
    "expense_position_once": repeats(lambda world: Expense.objects.get()),
    "funding_not_negative": updates(Funding, amount=Decimal("-0.01")),
    "funding_position_once": repeats(lambda world: Funding.objects.first(), kind=FunderKind.EUROPE),
    "funding_single_lines": repeats(lambda world: Funding.objects.get(kind=FunderKind.OWN), position=3),
    "attachment_file_once": repeats(an_attachment),
    "completion_one_open": repeats(a_request),
    "completion_item_one_target": an_item_of_nothing,
    "completion_item_answer_once": repeats(lambda world: asked_item(world, section="project", field="need")),
    "completion_item_document_once": repeats(lambda world: asked_item(world, document=world.measure.documents.get())),
    "assignment_once": repeats(lambda world: Assignment.objects.create(dossier=world.dossier, user=world.agent)),
    # review
    "assessment_amount_in_base": updates(
        Assessment, proposed_amount=models.F("eligible_base") + 1, override_reason="Exception"
    ),
    "assessment_override_explained": updates(Assessment, proposed_amount=Decimal(1)),
    "assessment_closed_complete": updates(Assessment, advice=""),
    "eligible_expense_not_negative": lambda world: EligibleExpense.objects.create(
        expense=Expense.objects.get(), amount=Decimal("-0.01")
    ),
    "score_once": repeats(a_score),
    "score_range": lambda world: a_score(world, 6),
    # decisions
    "session_deliberation_once": repeats(lambda world: world.item.session),
    "session_transmitted_after": updates(CommissionSession, transmitted_on=yesterday()),
    "session_published_after": updates(CommissionSession, published_on=yesterday()),
    "agenda_item_once": repeats(lambda world: world.item),
    "vote_amount_when_granted": lambda world: a_vote(world, amount=Decimal(0)),
    "vote_refusal_motivated": lambda world: a_vote(world, outcome=Outcome.REFUSED, amount=Decimal(0), envelope=None),
    "authority_dates_ordered": lambda world: SigningAuthority.objects.filter(pk=factories.an_authority().pk).update(
        ends_on=yesterday() - timedelta(days=300)
    ),
    "decision_number_once": two_decisions,
    "decision_amount_when_granted": lambda world: a_decision(world, amount=Decimal(0)),
    "letter_notified_once_rendered": a_letter,
    # territory
    "epci_of_region_has_departement": updates(Epci, departement=None),
    "commune_siren_unique": repeats(a_commune, code_insee="99999"),
    "organisation_commune_or_epci": updates(Organisation, commune=None),
    "organisation_siren_unique": lambda world: Organisation.objects.filter(
        pk=factories.a_commune_organisation("Aniane").pk
    ).update(siren=world.dossier.organisation.siren),
    "organisation_siret_unique": a_siret,
    "organisation_siret_starts_with_siren": updates(Organisation, siret="1" * 14),
}


def complaint_about(model: type[models.Model], constraint: models.BaseConstraint) -> str:
    """What the database says of a broken constraint: its name, or for a SQLite index on columns, the columns."""
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        columns = (model._meta.get_field(name).column for name in constraint.fields)
        return "UNIQUE constraint failed: " + ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return constraint.name


def test_every_constraint_has_its_case():
    assert set(CASES) == set(CONSTRAINTS)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_constraint_is_held_by_the_database(world, name):
    complaint = complaint_about(*CONSTRAINTS[name])
    with pytest.raises(IntegrityError, match=rf"{re.escape(complaint)}(?![\w,])"), transaction.atomic():
        CASES[name](world)


def test_world_itself_breaks_no_constraint(world):
    for model, _ in CONSTRAINTS.values():
        for row in model._default_manager.all():
            row.validate_constraints()
