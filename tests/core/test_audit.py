"""One audit event per service, in its transaction; a service that forgets it writes nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.core.audit import record, service
from applications.core.context import request_id
from applications.core.errors import DomainError
from applications.core.models import AuditEvent, Sequence
from tests.factories import a_user

pytestmark = pytest.mark.django_db


@service
def name_sequence(name: str, *, actor: User | None = None) -> Sequence:
    sequence = Sequence.objects.create(name=name)
    record(actor, "sequence.named", sequence, before={}, after={"name": name})
    return sequence


@service
def forget(name: str) -> None:
    Sequence.objects.create(name=name)


@service
def record_twice(name: str) -> None:
    sequence = Sequence.objects.create(name=name)
    record(None, "sequence.named", sequence)
    record(None, "sequence.named", sequence)


@service
def name_pair(name: str) -> None:
    for suffix in "ab":
        name_sequence(f"{name} {suffix}")
    record(None, "sequence.paired", None)


@service
def leave_it_to_another(name: str) -> None:
    name_sequence(name)


@service
def refuse(name: str) -> None:
    record(None, "sequence.named", Sequence.objects.create(name=name))
    raise DomainError("Non.")


@service
def name_despite(refused: str, name: str) -> Sequence:
    try:
        refuse(refused)
    except DomainError:
        sequence = Sequence.objects.create(name=name)
    record(None, "sequence.kept", sequence)
    return sequence


def names() -> list[str]:
    return list(Sequence.objects.order_by("pk").values_list("name", flat=True))


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_event_says_who_did_what_to_which_object() -> None:
    actor = a_user()
    sequence = name_sequence("dossiers", actor=actor)
    event = AuditEvent.objects.get(verb="sequence.named")
    assert (event.actor, event.object_label, event.object_id) == (actor, "core.sequence", str(sequence.pk))
    assert (event.before, event.after, event.request_id) == ({}, {"name": "dossiers"}, "")


def test_event_without_actor_nor_object_is_the_portals_own() -> None:
    name_pair("dossiers")
    event = AuditEvent.objects.get(verb="sequence.paired")
    assert (event.actor, event.object_label, event.object_id) == (None, "", "")


def test_event_keeps_the_request_it_belongs_to() -> None:
    token = request_id.set("requête 7")
    name_sequence("dossiers")
    request_id.reset(token)
    assert AuditEvent.objects.get().request_id == "requête 7"


def test_event_stores_amounts_dates_and_choices_as_text() -> None:
    @service
    def act() -> None:
        record(None, "tested", None, after={"amount": Decimal("1.10"), "day": date(2026, 2, 1), "role": Role.EDITOR})

    act()
    assert AuditEvent.objects.get().after == {"amount": "1.10", "day": "2026-02-01", "role": "editor"}


def test_service_without_an_event_is_undone() -> None:
    with pytest.raises(RuntimeError, match=r"^forget recorded 0 audit events, not one\.$"):
        forget("dossiers")
    assert (names(), verbs()) == ([], [])


def test_service_with_two_events_is_undone() -> None:
    with pytest.raises(RuntimeError, match=r"^record_twice recorded 2 audit events, not one\.$"):
        record_twice("dossiers")
    assert (names(), verbs()) == ([], [])


def test_each_nested_service_has_its_own_event() -> None:
    name_pair("dossiers")
    assert names() == ["dossiers a", "dossiers b"]
    assert verbs() == ["sequence.named", "sequence.named", "sequence.paired"]


def test_event_of_an_inner_service_is_not_the_outer_ones() -> None:
    with pytest.raises(RuntimeError, match=r"^leave_it_to_another recorded 0"):
        leave_it_to_another("dossiers")
    assert (names(), verbs()) == ([], [])


def test_refused_inner_service_leaves_nothing_and_lets_the_outer_go_on() -> None:
    name_despite("refused", "kept")
    assert (names(), verbs()) == (["kept"], ["sequence.kept"])


def test_event_is_recorded_by_a_service_only() -> None:
    with pytest.raises(RuntimeError, match="recorded by a service only"):
        record(None, "tested", None)


def test_nothing_is_recorded_after_a_service_that_failed() -> None:
    with pytest.raises(DomainError):
        refuse("dossiers")
    with pytest.raises(RuntimeError, match="recorded by a service only"):
        record(None, "tested", None)
    assert verbs() == []


def test_service_keeps_its_name_and_says_what_it_is() -> None:
    assert (name_sequence.__name__, name_sequence.is_service) == ("name_sequence", True)


def test_actor_of_an_event_is_not_deleted_from_under_it() -> None:
    actor = a_user()
    name_sequence("dossiers", actor=actor)
    with pytest.raises(ProtectedError):
        actor.delete()
