"""Reminders leave at their hour, once, to who may act; a late round sends the most pressing one only."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership
from applications.core.dates import PARIS
from applications.core.errors import DomainError
from applications.core.models import AuditEvent, OutgoingEmail
from applications.dossiers.deadlines import closing_moments, completion_moments, most_pressing
from applications.dossiers.enums import ReminderKind
from applications.dossiers.models import CompletionItem, CompletionRequest, DocumentPromise, Dossier, Reminder
from applications.dossiers.reminders import do_round
from applications.dossiers.services.documents import attach
from applications.dossiers.services.filing import answer_completion
from applications.dossiers.services.reminding import remind_of_closing
from applications.dossiers.services.review import request_completion
from tests import factories

START = datetime(2026, 10, 5, 9, 0, tzinfo=PARIS)
CLOSING = datetime(2026, 10, 30, 12, 0, tzinfo=PARIS)
DUE = date(2026, 10, 26)


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def a_call_draft(*, complete: bool = True) -> Dossier:
    measure = factories.a_measure(call=factories.a_call(closes_at=CLOSING, follow_until=date(2026, 11, 20)))
    return factories.a_complete_draft(measure) if complete else factories.a_draft(measure)


def sent(at: datetime, clock: time_machine.Traveller) -> list[str]:
    """Do the round at an instant, and return the reminders it sent."""
    clock.move_to(at)
    before = set(Reminder.objects.values_list("pk", flat=True))
    do_round(timezone.now())
    do_round(timezone.now())
    return [reminder.kind for reminder in Reminder.objects.exclude(pk__in=before)]


def test_draft_is_recalled_three_times_and_never_at_the_closing_second(clock: time_machine.Traveller) -> None:
    a_call_draft()
    second = timedelta(seconds=1)
    told = {at: sent(at, clock) for _, moment in closing_moments(CLOSING) for at in (moment - second, moment)}
    assert list(told.values()) == [[], ["closing_7_days"], [], ["closing_2_days"], [], ["closing_24_hours"]]
    Reminder.objects.all().delete()
    assert sent(CLOSING, clock) == []
    assert sent(CLOSING - second, clock) == ["closing_24_hours"]


def test_late_round_sends_the_most_pressing_only(clock: time_machine.Traveller) -> None:
    a_call_draft()
    OutgoingEmail.objects.all().delete()
    assert sent(CLOSING - timedelta(hours=20), clock) == ["closing_24_hours"]
    assert OutgoingEmail.objects.count() == 1


def test_closing_mail_says_not_filed_what_is_missing_and_by_when(clock: time_machine.Traveller) -> None:
    dossier = a_call_draft(complete=False)
    editor = factories.a_member(dossier.organisation, Role.EDITOR)
    sent(CLOSING - timedelta(days=7), clock)
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.recipients for mail in mails] == [[dossier.created_by.email], [editor.email]]
    assert mails[0].subject == (
        "Clôture le vendredi 30\u00a0octobre\u00a02026 à 12\u00a0h\u00a000, dossier pas encore déposé\u00a0: "
        "Poste mobile"
    )
    assert "n’est pas déposé\u00a0: la Région ne le voit pas." in mails[0].text
    assert "Il reste 5 points à régler avant le dépôt\u00a0:" in mails[0].text
    assert "- Joignez la pièce «\u00a0Délibération\u00a0»." in mails[0].text
    event = AuditEvent.objects.get(verb="dossier.closing_reminded")
    assert (event.actor, event.after["reminder"]) == (None, "closing_7_days")


def test_complete_draft_only_waits_for_its_signatory(clock: time_machine.Traveller) -> None:
    a_call_draft()
    sent(CLOSING - timedelta(days=2), clock)
    assert "il ne manque que le dépôt, par une personne signataire" in OutgoingEmail.objects.get().text


def test_draft_filed_in_between_gets_nothing(clock: time_machine.Traveller) -> None:
    dossier = a_call_draft()
    clock.move_to(CLOSING - timedelta(days=2))
    factories.filed(dossier)
    with pytest.raises(DomainError, match="n’a pas de rappel de clôture"):
        remind_of_closing(dossier, now=timezone.now())
    do_round(timezone.now())
    assert not Reminder.objects.exists()


def test_draft_opened_since_the_moment_is_not_told_of_it(clock: time_machine.Traveller) -> None:
    clock.move_to(CLOSING - timedelta(days=3))
    a_call_draft(complete=False)
    assert sent(CLOSING - timedelta(days=3), clock) == []
    assert sent(CLOSING - timedelta(days=2), clock) == ["closing_2_days"]


def test_without_a_member_who_opened_the_draft_is_told(clock: time_machine.Traveller) -> None:
    dossier = a_call_draft(complete=False)
    Membership.objects.update(ends_on=START.date())
    sent(CLOSING - timedelta(days=1), clock)
    assert OutgoingEmail.objects.get().recipients == [dossier.created_by.email]
    dossier.created_by.is_active = False
    dossier.created_by.save()
    Reminder.objects.all().delete()
    assert sent(CLOSING - timedelta(hours=1), clock) == []


def test_completion_is_recalled_in_the_morning_before_and_after_its_day(clock: time_machine.Traveller) -> None:
    dossier = factories.filed(a_call_draft())
    clock.shift(1)
    ask(dossier)
    days = [date(2026, 10, 19), date(2026, 10, 24), date(2026, 10, 26), date(2026, 10, 27), date(2026, 10, 28)]
    early = [sent(datetime(day.year, day.month, day.day, 7, 59, tzinfo=PARIS), clock) for day in days[:1]]
    told = [sent(datetime(day.year, day.month, day.day, 8, 0, tzinfo=PARIS), clock) for day in days]
    assert early == [[]]
    assert told == [["completion_7_days"], ["completion_2_days"], [], ["completion_late"], []]
    late = OutgoingEmail.objects.latest("pk")
    assert late.subject == (
        f"Dossier {dossier.reference}\u00a0: complément en retard, attendu avant le lundi 26\u00a0octobre\u00a02026"
    )
    assert "Vous pouvez encore répondre" in late.text
    assert "- Répondez à la demande\u00a0: Délibération." in late.text


def test_completion_answered_late_gets_no_further_reminder(clock: time_machine.Traveller) -> None:
    dossier = factories.filed(a_call_draft())
    clock.shift(1)
    request = ask(dossier)
    clock.move_to(datetime(2026, 10, 27, 7, 0, tzinfo=PARIS))
    attach(dossier, dossier.measure.documents.get(), factories.a_stored_file(), actor=dossier.created_by)
    answer_completion(dossier, signatory=dossier.created_by, electronic_notification=True, now=timezone.now())
    assert sent(datetime(2026, 10, 27, 9, 0, tzinfo=PARIS), clock) == []
    assert CompletionRequest.objects.get() == request


def test_document_to_follow_is_recalled_until_it_comes(clock: time_machine.Traveller) -> None:
    dossier = factories.filed(a_call_draft())
    document = dossier.measure.documents.get()
    DocumentPromise.objects.create(dossier=dossier, document=document, promised_by=dossier.created_by)
    morning = datetime(2026, 11, 13, 8, 0, tzinfo=PARIS)
    assert sent(morning, clock) == []
    dossier.attachments.update(removed_at=START)
    assert sent(morning - timedelta(seconds=1), clock) == []
    assert sent(morning, clock) == ["following_7_days"]
    assert "- Délibération" in OutgoingEmail.objects.latest("pk").text
    Reminder.objects.all().delete()
    assert sent(datetime(2026, 11, 21, 0, 0, tzinfo=PARIS), clock) == []


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (datetime(2026, 10, 18, tzinfo=PARIS), None),
        (datetime(2026, 10, 23, tzinfo=PARIS), ReminderKind.COMPLETION_7_DAYS),
        # The clocks went back on the 25th: eight o'clock is still eight o'clock in Paris.
        (datetime(2026, 10, 27, 8, 0, tzinfo=PARIS), ReminderKind.COMPLETION_LATE),
    ],
)
def test_most_pressing_moment(now: datetime, kind: ReminderKind | None) -> None:
    moment = most_pressing(completion_moments(DUE), now)
    assert (moment[0] if moment else None) == kind


def ask(dossier: Dossier) -> CompletionRequest:
    document = dossier.measure.documents.get()
    items = [CompletionItem(document=document, reason="Elle n’est pas signée.")]
    officer = factories.an_agent("instructeur")
    return request_completion(dossier, items, due_on=DUE, actor=officer, today=timezone.localdate())
