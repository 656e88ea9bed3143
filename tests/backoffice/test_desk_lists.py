"""The lists of the desks: the same number of queries however long they are."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.test import Client

from applications.accounts.models import Membership, User
from applications.calls.enums import MeasureKind
from applications.calls.models import Call, Envelope, Measure, Question
from applications.core.mail import queue
from applications.core.models import AuditEvent, OutgoingEmail
from applications.decisions.models import CommissionSession, Decision, SigningAuthority
from applications.finance.models import Grant
from applications.plan.models import Axis
from applications.territory.models import Organisation
from tests.backoffice.desks import DESKS, url
from tests.factories import (
    a_call,
    a_commune_organisation,
    a_measure,
    a_member,
    a_question,
    a_session,
    a_user,
    an_agent,
    an_authority,
)
from tests.finance.granted import a_grant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
EVERY_ROLE = ("administrateur", "finance", "responsable")


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def some_grants(number: int) -> None:
    session, measure = a_session(), a_measure()
    for _ in range(number):
        a_grant(session=session, measure=measure)


def some_sessions(number: int) -> None:
    for _ in range(number):
        a_grant(session=a_session(), measure=a_measure())


def some_measures(number: int) -> None:
    call = a_call()
    for kind in list(MeasureKind)[:number]:
        a_measure(kind, call=call)


def some_calls(number: int) -> None:
    for _ in range(number):
        a_measure()


def some_envelopes(number: int) -> None:
    measure = a_measure()
    for year in range(1, number):
        Envelope.objects.create(measure=measure, year=2040 + year, amount=Decimal(1000))


def some_events(number: int) -> None:
    """Events on people and on dossiers, which the list names by their references."""
    some_grants(number)


def some_members(number: int) -> None:
    for _ in range(number):
        a_member(a_commune_organisation())


def some_emails(number: int) -> None:
    for _ in range(number):
        queue(recipients=["mairie@commune.example"], subject="Essai", text="Bonjour")


def times(make: Callable[[], Any]) -> Callable[[int], None]:
    def make_some(number: int) -> None:
        for _ in range(number):
            make()

    return make_some


def some_questions(number: int) -> None:
    for _ in range(number):
        a_question(a_measure())


def some_axes(number: int) -> None:
    for rank in range(number):
        Axis.objects.create(code=f"axe-{rank}", name="Axe")


LISTS: list[tuple[type[models.Model], Callable[[int], None], int]] = [
    (Grant, some_grants, 11),
    (CommissionSession, some_sessions, 6),
    (Decision, some_grants, 7),
    (SigningAuthority, times(an_authority), 6),
    (Call, some_calls, 6),
    (Measure, some_measures, 7),
    (Question, some_questions, 7),
    (Envelope, some_envelopes, 7),
    (Axis, some_axes, 6),
    (User, times(a_user), 7),
    (Membership, some_members, 6),
    (AuditEvent, some_events, 8),
    (OutgoingEmail, some_emails, 6),
    (Organisation, times(a_commune_organisation), 7),
]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("model", "make", "queries"), LISTS, ids=[model.__name__ for model, _, _ in LISTS])
def test_list_makes_the_same_queries_for_any_number_of_rows(
    as_user: SignIn,
    django_assert_num_queries: Callable[..., Any],
    model: type[models.Model],
    make: Callable[[int], None],
    queries: int,
    number: int,
) -> None:
    make(number)
    client = as_user(an_agent(*EVERY_ROLE))
    client.get(url(model, "changelist"))
    with django_assert_num_queries(queries):
        client.get(url(model, "changelist"))


@pytest.mark.parametrize("model", DESKS)
def test_list_ignores_an_unknown_value_of_a_filter(as_user: SignIn, model: type[models.Model]) -> None:
    client = as_user(an_agent(*EVERY_ROLE))
    filters = client.get(url(model, "changelist")).context["cl"].filter_specs
    for spec in filters:
        query = dict.fromkeys(spec.expected_parameters()[:1], "n’existe pas")
        answer = client.get(url(model, "changelist"), query)
        assert answer.status_code in {200, 302}
