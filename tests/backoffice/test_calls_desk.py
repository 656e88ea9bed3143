"""The settings of the calls: typed as people write, saved with their event, never against the votes."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client

from applications.accounts.models import User
from applications.backoffice.fields import ShareField
from applications.calls.models import Call, Criterion, Envelope, Measure
from applications.core.models import AuditEvent
from tests.factories import a_call, a_measure, an_agent
from tests.finance.granted import a_grant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def admin(as_user: SignIn) -> Client:
    return as_user(an_agent("administrateur"))


def sent_back(answer: HttpResponse) -> dict[str, Any]:
    """Return what the browser would send of a form that nobody touched."""
    form = answer.context["adminform"].form
    formsets = [inline.formset for inline in answer.context["inline_admin_formsets"]]
    forms = [form, *(part for formset in formsets for part in (formset.management_form, *formset.forms))]
    data: dict[str, Any] = {}
    for bound in (field for part in forms for field in part):
        widget = bound.field.widget
        value = widget.format_value(bound.value()) if hasattr(widget, "format_value") else bound.value()
        parts = widget.decompress(bound.value()) if hasattr(widget, "decompress") else None
        if parts is not None:
            halves = zip(widget.widgets, parts, strict=True)
            data |= {f"{bound.html_name}_{rank}": half.format_value(part) for rank, (half, part) in enumerate(halves)}
        elif isinstance(value, list):
            data[bound.html_name] = [item for item in value if item is not None] or ""
        elif value not in {None, False}:
            data[bound.html_name] = value
    return data


def change(client: Client, address: str, **typed: Any) -> HttpResponse:
    return client.post(address, {**sent_back(client.get(address)), **typed})


def envelope_page(envelope: Envelope) -> str:
    return f"/admin/calls/envelope/{envelope.pk}/change/"


def test_envelope_is_changed_as_typed_and_remembered(admin: Client) -> None:
    envelope = a_measure().envelopes.get()
    change(admin, envelope_page(envelope), amount="400 000,50 €")
    envelope.refresh_from_db()
    event = AuditEvent.objects.get(verb="object.changed")
    assert envelope.amount == Decimal("400000.50")
    assert (event.before, event.after) == ({"amount": "339000.00"}, {"amount": "400000.50"})


def test_envelope_never_goes_under_what_is_voted(admin: Client) -> None:
    envelope = a_grant("23520.00").vote.envelope
    answer = change(admin, envelope_page(envelope), amount="23519,99")
    envelope.refresh_from_db()
    message = "23\u00a0520,00\u00a0€ sont déjà votés\u00a0: l’enveloppe ne peut pas descendre au-dessous."
    assert answer.context["adminform"].form.errors == {"amount": [message]}
    assert envelope.amount == Decimal("339000.00")


def test_envelope_may_be_just_what_is_voted(admin: Client) -> None:
    envelope = a_grant("23520.00").vote.envelope
    change(admin, envelope_page(envelope), amount="23 520")
    envelope.refresh_from_db()
    assert envelope.left == Decimal("0.00")


def test_envelope_keeps_its_measure_and_year(admin: Client) -> None:
    envelope, other = a_measure().envelopes.get(), a_measure()
    year = envelope.year
    change(admin, envelope_page(envelope), measure=other.pk, year=2041, voted="1")
    envelope.refresh_from_db()
    assert (envelope.measure_id == other.pk, envelope.year, envelope.voted) == (False, year, Decimal(0))


def test_second_envelope_of_a_year_is_refused(admin: Client) -> None:
    envelope = a_measure().envelopes.get()
    data = {"measure": envelope.measure_id, "year": envelope.year, "amount": "1000"}
    answer = admin.post("/admin/calls/envelope/add/", data)
    errors = answer.context["adminform"].form.non_field_errors()
    assert errors == ["Cette mesure a déjà une enveloppe pour cet exercice."]


def test_form_sent_back_untouched_changes_and_records_nothing(admin: Client) -> None:
    measure = a_measure()
    for address in (
        f"/admin/calls/call/{measure.call_id}/change/",
        f"/admin/calls/measure/{measure.pk}/change/",
        envelope_page(measure.envelopes.get()),
    ):
        assert change(admin, address).status_code == 302
    assert AuditEvent.objects.filter(verb__startswith="object.").count() == 0


def test_rate_is_typed_and_shown_as_a_percentage(admin: Client) -> None:
    measure = a_measure()
    address = f"/admin/calls/measure/{measure.pk}/change/"
    change(admin, address, rate="12,5 %")
    measure.refresh_from_db()
    shown = re.findall(r'name="rate" value="([^"]+)"', admin.get(address).content.decode())
    assert (measure.rate, shown) == (Decimal("0.1250"), ["12,5"])


def test_measure_keeps_its_call_and_kind(admin: Client) -> None:
    measure, other = a_measure(), a_call()
    change(admin, f"/admin/calls/measure/{measure.pk}/change/", call=other.pk, kind="premises")
    assert Measure.objects.get(pk=measure.pk).kind == "mobile_post"
    assert Measure.objects.get(pk=measure.pk).call != other


def test_required_document_of_a_measure_is_changed_and_remembered(admin: Client) -> None:
    measure = a_measure()
    document = measure.documents.get()
    change(admin, f"/admin/calls/measure/{measure.pk}/change/", **{"documents-0-label": "Délibération ou décision"})
    event = AuditEvent.objects.get(verb="object.changed")
    assert (event.object_label, event.object_id) == ("calls.requireddocument", str(document.pk))
    assert event.after == {"label": "Délibération ou décision"}


def messages_of(answer: HttpResponse) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in answer.context["messages"]]


def test_weights_that_do_not_make_a_hundred_are_told(admin: Client) -> None:
    call = a_call()
    address = f"/admin/calls/call/{call.pk}/change/"
    data = {**sent_back(admin.get(address)), "criteria-0-weight": "30"}
    answer = admin.post(address, data, follow=True)
    warning = "Les poids des critères font 110\u00a0: il faut 100 pour une note sur 100."
    assert [text for level, text in messages_of(answer) if level == "warning"] == [warning]
    assert Criterion.objects.get(call=call, position=1).weight == 30


def test_weights_that_make_a_hundred_are_not(admin: Client) -> None:
    call = a_call()
    address = f"/admin/calls/call/{call.pk}/change/"
    data = {**sent_back(admin.get(address)), "criteria-0-weight": "25", "criteria-1-weight": "15"}
    levels = [level for level, _ in messages_of(admin.post(address, data, follow=True))]
    assert levels == ["success"]


def test_call_is_added_with_its_grid(admin: Client) -> None:
    data = {
        **sent_back(admin.get("/admin/calls/call/add/")),
        "code": "2030",
        "title": "Appel 2030",
        "opens_at_0": "2030-01-15",
        "opens_at_1": "08:00",
        "closes_at_0": "2030-03-15",
        "closes_at_1": "12:00",
        "advance_share": "30",
        "interim_share": "80",
        "criteria-TOTAL_FORMS": "1",
        "criteria-0-position": "1",
        "criteria-0-code": "DIAG",
        "criteria-0-label": "Diagnostic",
        "criteria-0-weight": "100",
    }
    admin.post("/admin/calls/call/add/", data)
    call = Call.objects.get(code="2030")
    verbs = list(AuditEvent.objects.filter(verb="object.added").order_by("pk").values_list("object_label", flat=True))
    assert (call.closes_at.isoformat(), call.advance_share) == ("2030-03-15T11:00:00+00:00", Decimal("0.3000"))
    assert [criterion.code for criterion in call.criteria.all()] == ["DIAG"]
    assert verbs == ["calls.call", "calls.criterion"]


def test_history_is_the_journals_and_the_stock_log_stays_empty(admin: Client) -> None:
    envelope = a_measure().envelopes.get()
    change(admin, envelope_page(envelope), amount="400 000")
    html = admin.get(f"/admin/calls/envelope/{envelope.pk}/history/").content.decode()
    assert "Réglage modifié\u00a0: Montant\u00a0: 339\u00a0000,00\u00a0€ → 400\u00a0000,00\u00a0€" in html
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "share"),
    [("30", "0.30"), ("12,5", "0.125"), ("12.5 %", "0.125"), ("100", "1"), ("0", "0"), ("33,33\u00a0%", "0.3333")],
)
def test_share_is_read_as_a_percentage(typed: str, share: str) -> None:
    assert ShareField().clean(typed) == Decimal(share)


@pytest.mark.parametrize("typed", ["100,01", "101", "-3", "trente", "12,345", "1e1", "30 % 5"])
def test_share_that_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        ShareField().clean(typed)


@pytest.mark.parametrize(("share", "shown"), [("0.3000", "30"), ("0.1250", "12,5"), ("1.0000", "100"), ("0.0000", "0")])
def test_share_is_shown_as_a_percentage(share: str, shown: str) -> None:
    assert ShareField().prepare_value(Decimal(share)) == shown
