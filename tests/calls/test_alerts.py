"""The alert at the opening of a call: asked, confirmed, sent once, erased."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from applications.calls.alerts import do_round
from applications.calls.models import Call, CallAlert
from applications.calls.services import announce_opening, ask_alert, confirm_alert, end_alert
from applications.core import rounds
from applications.core.errors import DomainError
from applications.core.models import AuditEvent, OutgoingEmail
from tests import factories as f

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MAIRIE = "mairie@commune.example"


def subjects_to(email: str) -> list[str]:
    return list(OutgoingEmail.objects.filter(recipients=[email]).order_by("pk").values_list("subject", flat=True))


def a_confirmed_alert(email: str = MAIRIE) -> CallAlert:
    return confirm_alert(ask_alert(email, now=NOW).token, now=NOW)


def an_opening(opens_at: datetime = NOW - timedelta(minutes=1)) -> Call:
    return f.a_call(opens_at=opens_at, closes_at=NOW + timedelta(days=60))


def test_round_is_registered() -> None:
    assert "applications.calls.alerts.do_round" in rounds.rounds


def test_address_is_asked_once_an_hour_whatever_its_case() -> None:
    ask_alert(MAIRIE, now=NOW)
    ask_alert(MAIRIE.upper(), now=NOW + timedelta(minutes=59))
    assert (CallAlert.objects.count(), subjects_to(MAIRIE)) == (1, ["Alerte à l’ouverture d’un appel"])
    ask_alert(MAIRIE, now=NOW + timedelta(minutes=61))
    assert len(subjects_to(MAIRIE)) == 2


def test_journal_never_holds_the_address() -> None:
    end_alert(a_confirmed_alert().token)
    events = AuditEvent.objects.filter(verb__startswith="alert.").order_by("pk")
    assert [(event.verb, event.before, event.after) for event in events] == [
        ("alert.asked", {}, {}),
        ("alert.confirmed", {}, {}),
        ("alert.ended", {}, {}),
    ]


def test_opening_is_told_once_to_confirmed_addresses_only() -> None:
    alert = a_confirmed_alert()
    ask_alert("autre@commune.example", now=NOW)
    call = an_opening()
    do_round(NOW)
    do_round(NOW + timedelta(minutes=5))
    mails = OutgoingEmail.objects.filter(about_label="calls.call", about_id=str(call.pk))
    assert [mail.recipients for mail in mails] == [[MAIRIE]]
    assert f"/alerte/{alert.token}/arreter/" in mails[0].text
    assert f"/alerte/{alert.token}/arreter/" in mails[0].html
    with pytest.raises(DomainError):
        announce_opening(call, now=NOW)


@pytest.mark.parametrize(("opens_in", "closes_in"), [(1, 60), (-60, -1)])
def test_call_that_is_not_open_is_not_announced(opens_in: int, closes_in: int) -> None:
    a_confirmed_alert()
    call = f.a_call(opens_at=NOW + timedelta(days=opens_in), closes_at=NOW + timedelta(days=closes_in))
    do_round(NOW)
    call.refresh_from_db()
    assert call.announced_at is None
    assert len(subjects_to(MAIRIE)) == 1


def test_stopping_erases_the_address_and_its_mails_and_nobody_else_s() -> None:
    a_confirmed_alert("autre@commune.example")
    alert = a_confirmed_alert()
    an_opening()
    do_round(NOW)
    end_alert(alert.token)
    assert subjects_to(MAIRIE) == []
    assert len(subjects_to("autre@commune.example")) == 2
    assert list(CallAlert.objects.values_list("email", flat=True)) == ["autre@commune.example"]
    with pytest.raises(DomainError):
        end_alert(alert.token)


def test_unconfirmed_address_is_erased_after_seven_days() -> None:
    waiting = ask_alert(MAIRIE, now=NOW)
    a_confirmed_alert("autre@commune.example")
    do_round(NOW + timedelta(days=7))
    assert CallAlert.objects.count() == 2
    with pytest.raises(DomainError):
        confirm_alert(waiting.token, now=NOW + timedelta(days=7, seconds=1))
    do_round(NOW + timedelta(days=7, seconds=1))
    assert list(CallAlert.objects.values_list("email", flat=True)) == ["autre@commune.example"]
    assert subjects_to(MAIRIE) == []
