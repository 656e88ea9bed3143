"""What a decision freezes of its dossier, and that it reads back to the same letter."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from applications.calls.enums import MeasureKind
from applications.calls.models import Criterion
from applications.decisions.content import compose, frozen, letter_of
from applications.decisions.enums import DecisionKind, Motive, Outcome
from applications.decisions.letter_data import Accounting, Funder, GrantLetter, RefusalLetter
from applications.decisions.models import AgendaItem, Decision
from applications.decisions.services.agenda import schedule
from applications.decisions.services.voting import record_vote
from applications.dossiers.enums import FunderKind, FundingState
from applications.dossiers.models import Dossier, Funding, ProjectDetails
from applications.review.enums import Advice
from applications.review.models import Assessment
from applications.review.services import close_assessment, give_scores, propose, set_eligible_base
from tests import factories
from tests.decisions.agendas import an_item
from tests.decisions.letter_examples import application, grant, refusal

cents = st.integers(1, 10**12).map(lambda number: Decimal(number) / 100)
words = st.text(max_size=60)


@pytest.fixture
def head(db):
    factories.an_authority()
    return factories.an_agent("responsable")


def decide(dossier: Dossier, actor, outcome=Outcome.GRANTED, **values) -> GrantLetter | RefusalLetter:
    """Vote, and read the letter that the decision froze."""
    item = AgendaItem.objects.get(dossier=dossier)
    values = {"amount": item.proposed_amount, **values} if outcome == Outcome.GRANTED else values
    record_vote(item, outcome=outcome, actor=actor, today=timezone.localdate(), **values)
    return letter_of(Decision.objects.get(dossier=dossier))


def kept(kind: DecisionKind, letter: GrantLetter | RefusalLetter) -> GrantLetter | RefusalLetter:
    """What the database gives back of a letter."""
    return letter_of(Decision(kind=kind, content=json.loads(json.dumps(frozen(letter)))))


@given(cents, cents, words, words, st.lists(words, max_size=3))
def test_grant_of_any_amount_and_words_reads_back_the_same(amount, cost, title, funder, excluded):
    letter = grant(
        amount=amount,
        application=application(title=title, total_cost=cost),
        other_funders=(Funder(label=funder, situation=title, amount=cost, is_private=True),),
        excluded_costs=tuple(excluded),
    )
    assert kept(DecisionKind.GRANT, letter) == letter


@given(words, words)
def test_refusal_of_any_words_reads_back_the_same(explanation, advice):
    letter = refusal(explanation=explanation, advice=advice)
    assert kept(DecisionKind.REFUSAL, letter) == letter


def test_content_of_another_kind_is_not_read():
    with pytest.raises(msgspec.ValidationError):
        letter_of(Decision(kind=DecisionKind.GRANT, content=frozen(refusal())))


@pytest.mark.parametrize("outcome", [Outcome.GRANTED, Outcome.REFUSED])
def test_decision_reads_back_to_the_letter_composed(head, outcome):
    letter = decide(an_item(actor=head).dossier, head, outcome, motive=Motive.SCORE_TOO_LOW, motive_text="Note de 31.")
    again = compose(Decision.objects.get())
    assert letter == replace(again, issued_at=letter.issued_at)
    assert letter.dated == timezone.localdate()


def test_decision_keeps_its_letter_when_the_world_changes(head):
    item = an_item(actor=head)
    letter = decide(item.dossier, head)
    item.dossier.organisation.name = "Autre commune"
    item.dossier.organisation.save()
    Funding.objects.filter(kind=FunderKind.OWN).update(amount=1)
    assert letter_of(Decision.objects.get()) == letter


def test_grant_says_whose_what_and_how(head):
    item = an_item(actor=head, organisation=factories.a_commune_organisation("Lunel"))
    today, session = timezone.localdate(), item.session
    letter, dossier = decide(item.dossier, head), Dossier.objects.get()
    assert letter.number == f"{today.year}-0001"
    assert (letter.author.name, letter.author.quality) == (
        "Autorité signataire (démonstration)",
        "Directrice déléguée",
    )
    assert letter.beneficiary.names.title == "Commune de Lunel"
    assert (letter.beneficiary.siren, letter.beneficiary.siret) == (
        dossier.organisation.siren,
        factories.a_siret(dossier.organisation.siren),
    )
    assert (letter.application.reference, letter.application.filed_at) == (dossier.reference, dossier.submitted_at)
    assert (letter.deliberation.number, letter.deliberation.voted_on) == (session.deliberation_number, today)
    assert letter.accounting == Accounting(chapter="204", nature="2041481", function="11")
    assert (letter.amount, letter.eligible_base, letter.rate) == (
        Decimal("23520.00"),
        Decimal("117600.00"),
        Decimal("0.30"),
    )
    assert not letter.is_demo


def an_assessed_item(dossier: Dossier, head, *, bases: dict[str, str]) -> AgendaItem:
    """Read, assess and schedule an admissible dossier, with the eligible part of some expenses."""
    marks = {criterion.pk: (4, "") for criterion in Criterion.objects.filter(call=dossier.measure.call)}
    for _ in range(2):
        give_scores(dossier, marks, reviewer=factories.an_agent("instructeur"))
    lines = {
        expense.pk: (Decimal(bases.get(expense.label, expense.amount)), "Hors règlement")
        for expense in dossier.expenses.all()
    }
    assessment = set_eligible_base(dossier, lines, actor=head)
    propose(
        dossier,
        amount=assessment.computed_amount,
        override_reason="",
        advice=Advice.FAVOURABLE,
        advice_text="",
        actor=head,
    )
    close_assessment(dossier, actor=head)
    return schedule(dossier, factories.a_session(), actor=head)


def test_grant_of_a_whole_plan_names_its_funders_its_limit_and_what_is_excluded(head):
    measure = factories.a_measure(MeasureKind.PUBLIC_SPACE, ceiling=Decimal(10000))
    plan = factories.financing_values(
        {"Éclairage": "90000.00", "Inauguration": "1500.00"},
        {
            FunderKind.REGION: "20000.00",
            FunderKind.DEPARTMENT: "9000.00",
            FunderKind.PRIVATE: "2000.00",
            FunderKind.EUROPE: "0.00",
            FunderKind.OWN: "60500.00",
        },
    )
    dossier = factories.an_admissible_dossier(
        measure,
        factories.an_epci_organisation(),
        financing=plan,
        details={"cameras": True, "prefect_authorisation": "obtained"},
    )
    Funding.objects.filter(kind=FunderKind.EUROPE).update(state=FundingState.REFUSED)
    Funding.objects.filter(kind=FunderKind.PRIVATE).update(label="Fondation locale", state=FundingState.OBTAINED)
    item = an_assessed_item(dossier, head, bases={"Inauguration": "0.00"})
    letter = decide(item.dossier, head)
    assert letter.other_funders == (
        Funder(label="Département de l’Hérault", situation="sollicitée", amount=Decimal("9000.00")),
        Funder(label="Fondation locale", situation="obtenue", amount=Decimal("2000.00"), is_private=True),
    )
    assert letter.limit == "le plafond de la mesure, 10\u00a0000,00\u00a0€"
    assert letter.excluded_costs == ("Inauguration",)
    assert (letter.beneficiary.is_epci, letter.accounting.nature) == (True, "2041581")
    assert (letter.has_cameras, letter.has_not_started, letter.own_declared) == (True, True, Decimal("60500.00"))


def test_grant_below_the_computed_aid_names_no_limit(head):
    item = an_item(actor=head)
    assert decide(item.dossier, head, amount=Decimal("100.00")).limit == ""


def test_pooled_grant_says_the_pooled_rate(head):
    item = an_item(factories.a_measure(pooled_rate=Decimal("0.55")), actor=head)
    ProjectDetails.objects.update(pooled=True)
    assert decide(item.dossier, head).rate == Decimal("0.55")


def test_letter_says_where_the_deliberation_stands_at_the_vote(head):
    today = timezone.localdate()
    session = factories.a_session(held_on=today - timedelta(days=1), transmitted_on=today)
    letter = decide(an_item(session=session, actor=head).dossier, head)
    assert (letter.deliberation.transmitted_on, letter.deliberation.published_on) == (today, None)


def test_refusal_says_its_motive_and_the_service_s_opinion(head):
    item = an_item(actor=head)
    Assessment.objects.update(advice=Advice.UNFAVOURABLE, advice_text="Besoin à préciser.")
    letter = decide(item.dossier, head, Outcome.REFUSED, motive=Motive.ENVELOPE_SPENT, motive_text="Rang 31.")
    assert (letter.motive, letter.explanation, letter.advice) == (
        "Enveloppe épuisée par des dossiers mieux classés",
        "Rang 31.",
        "Besoin à préciser.",
    )
