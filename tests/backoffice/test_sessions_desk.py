"""A session of the Commission permanente: its page, its délibération, its date."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.models import User
from applications.backoffice.session_page import MeasureAgenda, agenda_of
from applications.calls.enums import MeasureKind
from applications.calls.models import Envelope
from applications.core.models import AuditEvent
from applications.decisions.models import AgendaItem, CommissionSession, Letter
from tests.decisions.agendas import an_item
from tests.factories import a_call, a_measure, a_session, a_stored_file, an_agent
from tests.finance.granted import a_grant, a_refusal

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/admin/decisions/commissionsession/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def page(session: CommissionSession, act: str = "") -> str:
    return f"{LIST}{session.pk}/actes/{act}/" if act else f"{LIST}{session.pk}/change/"


def money(group: MeasureAgenda) -> tuple[Decimal, ...]:
    return (group.proposed, group.voted, group.pending, group.left, group.missing)


def test_agenda_is_grouped_by_measure_with_its_money() -> None:
    session = a_session()
    call = a_call()
    posts, premises = (a_measure(kind, call=call) for kind in (MeasureKind.MOBILE_POST, MeasureKind.PREMISES))
    a_grant("100.10", session=session, measure=posts)
    a_grant("50.00", session=a_session(), measure=posts)
    an_item(session=session, measure=premises, amount=Decimal("400.00"))
    Envelope.objects.filter(measure=premises).update(amount=Decimal("300.00"))
    first, second = agenda_of(session)
    assert (first.measure, second.measure) == (posts, premises)
    assert money(first) == (Decimal("100.10"), Decimal("100.10"), Decimal(0), Decimal("338849.90"), Decimal(0))
    assert money(second) == (Decimal("400.00"), Decimal(0), Decimal("400.00"), Decimal("300.00"), Decimal("100.00"))


def test_agenda_tells_this_session_from_the_others_on_its_bar() -> None:
    session, measure = a_session(), a_measure(envelope=Decimal("1000.00"))
    a_grant("100.00", session=a_session(), measure=measure)
    a_grant("250.00", session=session, measure=measure)
    an_item(session=session, measure=measure, amount=Decimal("900.00"))
    (group,) = agenda_of(session)
    assert (group.bar.before, group.bar.now, group.bar.pending) == (Decimal(10), Decimal(25), Decimal(65))


def test_agenda_leaves_out_what_was_removed() -> None:
    session = a_session()
    item = an_item(session=session)
    AgendaItem.objects.filter(pk=item.pk).update(removed_at=timezone.now())
    assert agenda_of(session) == []


def test_agenda_without_envelope_has_nothing_left() -> None:
    session = a_session(held_on=timezone.localdate() + timedelta(days=800))
    an_item(session=session)
    (group,) = agenda_of(session)
    assert (group.envelope, group.left, group.bar.pending) == (None, Decimal(0), Decimal(0))


@pytest.mark.parametrize("number", [1, 3])
def test_page_makes_the_same_queries_for_any_number_of_points(
    as_user: SignIn, django_assert_num_queries: Callable[..., Any], number: int
) -> None:
    session, measure = a_session(), a_measure()
    for _ in range(number):
        a_grant(session=session, measure=measure)
    client = as_user(an_agent("responsable"))
    client.get(page(session))
    with django_assert_num_queries(8):
        client.get(page(session))


def test_page_links_to_each_dossier_and_decision(as_user: SignIn) -> None:
    session = a_session()
    grant, refusal = a_grant(session=session), a_refusal(session=session)
    html = as_user(an_agent("consultation")).get(page(session)).content.decode()
    for decision in (grant, refusal):
        assert html.count(f'href="/admin/dossiers/dossier/{decision.dossier_id}/change/"') == 1
        assert html.count(f'href="/admin/decisions/decision/{decision.pk}/change/"') == 1


def acts_of(client: Client, session: CommissionSession) -> list[str]:
    return [act.label for act in client.get(page(session)).context["acts"]]


def test_page_offers_its_acts_to_the_head_of_service(as_user: SignIn) -> None:
    session = a_session()
    assert acts_of(as_user(an_agent("responsable")), session) == ["Enregistrer la délibération…", "Changer la date…"]
    assert acts_of(as_user(an_agent("instructeur")), session) == []


def test_page_no_longer_offers_another_date_after_a_vote(as_user: SignIn) -> None:
    session = a_session()
    a_grant(session=session)
    assert acts_of(as_user(an_agent("responsable")), session) == ["Enregistrer la délibération…"]


def test_session_is_added_with_its_date_and_remembered(as_user: SignIn) -> None:
    agent = an_agent("responsable")
    as_user(agent).post(f"{LIST}add/", {"held_on": "2027-04-16"})
    session = CommissionSession.objects.get()
    event = AuditEvent.objects.get(verb="object.added")
    assert (f"{session.held_on}", event.actor, event.object_id) == ("2027-04-16", agent, str(session.pk))


def test_deliberation_is_recorded(as_user: SignIn) -> None:
    session, today = a_session(), timezone.localdate()
    data = {"number": "CP/2026-11/04.12", "transmitted_on": f"{today}", "published_on": f"{today}"}
    answer = as_user(an_agent("responsable")).post(page(session, "deliberation"), data)
    session.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, page(session))
    assert (session.deliberation_number, session.may_notify) == ("CP/2026-11/04.12", True)


def test_deliberation_of_the_future_is_refused_with_its_reason(as_user: SignIn) -> None:
    session = a_session()
    data = {"number": "CP/1", "transmitted_on": f"{timezone.localdate() + timedelta(days=1)}"}
    answer = as_user(an_agent("responsable")).post(page(session, "deliberation"), data)
    assert answer.context["form"].errors == {"transmitted_on": ["Cette date va de la séance à aujourd’hui."]}
    assert f'value="{data["transmitted_on"]}"' in answer.content.decode()


def test_number_that_the_letters_cite_does_not_change(as_user: SignIn) -> None:
    session = a_session(deliberation_number="CP/VRAI")
    a_grant(session=session)
    as_user(an_agent("responsable")).post(page(session, "deliberation"), {"number": "CP/FAUX"})
    session.refresh_from_db()
    assert session.deliberation_number == "CP/VRAI"


def test_dates_that_a_notification_waited_for_stay(as_user: SignIn) -> None:
    today = timezone.localdate()
    session = a_session(transmitted_on=today, published_on=today)
    grant = a_grant(session=session)
    Letter.objects.filter(decision=grant).update(
        file=a_stored_file(), notified_at=timezone.now(), notified_by=an_agent("responsable")
    )
    answer = as_user(an_agent("responsable")).post(page(session, "deliberation"), {"number": "CP/1"})
    session.refresh_from_db()
    assert sorted(answer.context["form"].errors) == ["published_on", "transmitted_on"]
    assert session.may_notify is True


def test_date_is_changed_before_any_vote(as_user: SignIn) -> None:
    session = a_session()
    as_user(an_agent("responsable")).post(page(session, "date"), {"held_on": "2027-04-16"})
    session.refresh_from_db()
    assert f"{session.held_on}" == "2027-04-16"


def test_date_stays_once_a_point_is_voted(as_user: SignIn) -> None:
    session = a_session()
    a_grant(session=session)
    answer = as_user(an_agent("responsable")).post(page(session, "date"), {"held_on": "2027-04-16"})
    session.refresh_from_db()
    assert answer.context["form"].non_field_errors() == ["Cette séance a eu lieu\u00a0: sa date ne change plus."]
    assert session.held_on == timezone.localdate()
