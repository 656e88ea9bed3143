"""Moving a session of the Commission permanente, while nothing depends on its date."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from applications.decisions.models import CommissionSession
from applications.decisions.services.sessions import move_session
from tests.factories import a_session, an_agent
from tests.finance.granted import a_grant

pytestmark = pytest.mark.django_db


def test_session_moves_with_its_agenda() -> None:
    session, actor = a_session(), an_agent("responsable")
    day = session.held_on + timedelta(days=7)
    move_session(session, held_on=day, actor=actor)
    event = AuditEvent.objects.get(verb="session.moved")
    assert CommissionSession.objects.get().held_on == day
    assert (event.actor, event.after) == (actor, {"held_on": day.isoformat()})


def test_session_that_voted_keeps_its_date() -> None:
    session = a_session()
    a_grant(session=session)
    with pytest.raises(DomainError, match="ne change plus"):
        move_session(session, held_on=session.held_on + timedelta(days=7), actor=an_agent("responsable"))


def test_session_whose_deliberation_is_sent_keeps_its_date() -> None:
    session = a_session(transmitted_on=timezone.localdate())
    with pytest.raises(DomainError, match="ne change plus"):
        move_session(session, held_on=session.held_on + timedelta(days=7), actor=an_agent("responsable"))


@pytest.mark.parametrize("group", ["instructeur", "finance", "consultation", "administrateur"])
def test_session_is_moved_by_the_head_of_service_only(group: str) -> None:
    session = a_session()
    with pytest.raises(DomainError, match="pas le droit"):
        move_session(session, held_on=session.held_on + timedelta(days=7), actor=an_agent(group))
