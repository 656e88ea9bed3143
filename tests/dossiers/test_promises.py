"""A document that will follow the filing: who may announce it, until when, and what it opens."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from applications.calls.models import Call, RequiredDocument
from applications.core.dates import PARIS
from applications.core.errors import DomainError
from applications.dossiers.checks import filing_problems
from applications.dossiers.enums import Status
from applications.dossiers.models import DocumentPromise, Dossier
from applications.dossiers.selectors import document_states, is_late
from applications.dossiers.services.documents import (
    attach,
    promise_document,
    remove_attachment,
    rename_attachment,
    take_promise_back,
)
from tests import factories

pytestmark = pytest.mark.django_db
DAYS = 60


def last_day() -> date:
    return timezone.localdate() + timedelta(days=DAYS)


def a_dossier_without_its_document(make=factories.a_complete_draft) -> Dossier:
    """A dossier of a call that takes its délibération sixty days later, and that has none."""
    call = factories.a_call(follow_until=last_day())
    dossier = make(factories.a_measure(call=call))
    RequiredDocument.objects.update(may_follow=True)
    dossier.attachments.all().delete()
    return Dossier.objects.get(pk=dossier.pk)


def document_of(dossier: Dossier) -> RequiredDocument:
    return dossier.measure.documents.get()


def promise(dossier: Dossier) -> DocumentPromise:
    return promise_document(dossier, document_of(dossier), actor=dossier.created_by)


def a_filed_promise(status: Status = Status.SUBMITTED, published: Status | None = None) -> Dossier:
    dossier = a_dossier_without_its_document()
    promise(dossier)
    factories.shortcuts.file(dossier, dossier.created_by)
    Dossier.objects.filter(pk=dossier.pk).update(status=status, published_status=published or status)
    return Dossier.objects.get(pk=dossier.pk)


def join(dossier: Dossier):
    return attach(dossier, document_of(dossier), factories.a_stored_file(), actor=dossier.created_by)


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=PARIS)


def test_announced_document_does_not_hold_the_filing():
    dossier = a_dossier_without_its_document()
    now = timezone.now()
    assert [problem.field for problem in filing_problems(dossier, now)] == ["deliberation"]
    promise(dossier)
    assert filing_problems(dossier, now) == ()
    filed = factories.filed(dossier)
    assert (filed.status, filed.promises.count()) == (Status.SUBMITTED, 1)
    take = [(state.missing, state.promised, state.editable, state.removable) for state in document_states(filed)]
    assert take == [(True, True, True, False)]


@pytest.mark.parametrize(
    "change",
    [
        lambda: RequiredDocument.objects.update(may_follow=False),
        lambda: Call.objects.update(follow_until=None),
        lambda: Call.objects.update(follow_until=timezone.localdate() - timedelta(days=1)),
    ],
    ids=["this document may not", "this call lets nothing follow", "its day is past"],
)
def test_document_that_may_not_follow_is_not_announced_and_no_longer_counts(change):
    dossier = a_dossier_without_its_document()
    promise(dossier)
    change()
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert [problem.field for problem in filing_problems(dossier, timezone.now())] == ["deliberation"]
    dossier.promises.all().delete()
    with pytest.raises(DomainError, match="Cette pièce ne peut pas suivre le dépôt"):
        promise(dossier)


def test_document_is_announced_once_and_not_when_it_is_joined():
    dossier = a_dossier_without_its_document()
    promise(dossier)
    with pytest.raises(DomainError, match="Cette pièce est déjà annoncée"):
        promise(dossier)
    join(dossier)
    assert not dossier.promises.exists()
    with pytest.raises(DomainError, match="Cette pièce est déjà jointe"):
        promise(dossier)


def test_stranger_and_another_measure_announce_nothing():
    dossier = a_dossier_without_its_document()
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))
    with pytest.raises(DomainError, match="Vous n’agissez pas pour cette collectivité"):
        promise_document(dossier, document_of(dossier), actor=stranger)
    foreign = factories.a_measure().documents.get()
    with pytest.raises(DomainError, match="Cette pièce n’est pas demandée pour ce dossier"):
        promise_document(dossier, foreign, actor=dossier.created_by)
    assert not DocumentPromise.objects.exists()


def test_announcement_is_taken_back_before_the_filing_only():
    dossier = a_dossier_without_its_document()
    promise(dossier)
    take_promise_back(dossier, document_of(dossier), actor=dossier.created_by)
    assert not dossier.promises.exists()
    with pytest.raises(DomainError, match="Cette pièce n’est pas annoncée"):
        take_promise_back(dossier, document_of(dossier), actor=dossier.created_by)
    filed = a_filed_promise()
    with pytest.raises(DomainError, match="Le dossier est déposé"):
        take_promise_back(filed, document_of(filed), actor=filed.created_by)


def test_announced_document_is_joined_until_its_last_day_included_and_stays():
    filed = a_filed_promise()
    with time_machine.travel(end_of(last_day()), tick=False):
        joined = join(filed)
        assert is_late(filed, joined)
        for act in (
            lambda: remove_attachment(joined, actor=filed.created_by),
            lambda: rename_attachment(joined, "Autre", actor=filed.created_by),
        ):
            with pytest.raises(DomainError, match="Cette pièce n’est plus modifiable"):
                act()
    with (
        time_machine.travel(end_of(last_day()) + timedelta(seconds=1), tick=False),
        pytest.raises(DomainError, match="son délai est passé"),
    ):
        join(filed)
    assert (filed.attachments.count(), filed.promises.count()) == (1, 1)


def test_only_the_announced_document_opens_after_the_filing():
    filed = a_filed_promise()
    other = RequiredDocument.objects.create(measure=filed.measure, code="plan", label="Plan", may_follow=True)
    with pytest.raises(DomainError, match="Cette pièce n’est plus modifiable"):
        attach(filed, other, factories.a_stored_file(), actor=filed.created_by)


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.GRANTED, Status.REFUSED, Status.INADMISSIBLE])
def test_decided_dossier_takes_nothing_more(status):
    with pytest.raises(DomainError, match="son délai est passé"):
        join(a_filed_promise(status))


def test_vote_that_is_not_notified_closes_nothing():
    filed = a_filed_promise(Status.GRANTED, Status.SCHEDULED)
    assert join(filed).dossier == filed


def test_broken_promise_does_not_hold_the_answer_to_a_completion_request():
    filed = a_filed_promise(Status.INCOMPLETE)
    Call.objects.update(follow_until=timezone.localdate() - timedelta(days=1))
    filed = Dossier.objects.get(pk=filed.pk)
    assert [(state.missing, state.blocking, state.editable) for state in document_states(filed)] == [
        (True, False, False)
    ]
