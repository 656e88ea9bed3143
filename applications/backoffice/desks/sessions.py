"""The sessions of the Commission permanente: what they vote on, what became of their délibération."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications.backoffice.audited import AuditedAdmin
from applications.backoffice.mixins import DayInput, amount_column
from applications.backoffice.pages import Line, OfferedAct, PageAdmin
from applications.backoffice.parts import short_day
from applications.backoffice.scope import agent_of
from applications.backoffice.session_page import agenda_of
from applications.core.dates import date_long, date_text
from applications.decisions.models import CommissionSession, Letter
from applications.decisions.services.agenda import record_deliberation
from applications.decisions.services.sessions import has_taken_place, move_session

CHANGE = "decisions.change_commissionsession"
EMPTY = "–"


class DeliberationForm(forms.Form):
    number = forms.CharField(
        label="Numéro de la délibération",
        max_length=40,
        help_text="Par exemple «\u00a0CP/2027-04/04.12\u00a0». Les lettres le citent.",
    )
    transmitted_on = forms.DateField(label="Transmise au contrôle de légalité le", required=False, widget=DayInput)
    published_on = forms.DateField(label="Publiée le", required=False, widget=DayInput)

    def __init__(self, *args: Any, session: CommissionSession, **kwargs: Any) -> None:
        """Keep what the letters rely on: the number that they cite, the dates that a notification waited for."""
        super().__init__(*args, **kwargs)
        letters = Letter.objects.filter(decision__vote__item__session=session)
        self.fields["number"].disabled = letters.exists()
        notified = letters.exclude(notified_at=None).exists()
        self.fields["transmitted_on"].required = self.fields["published_on"].required = notified


class RecordDeliberation(OfferedAct):
    model = CommissionSession
    slug = "deliberation"
    permission = CHANGE
    title = "Enregistrer la délibération"
    button = "Enregistrer"
    done = "La délibération est enregistrée."
    form_class = DeliberationForm

    @classmethod
    def is_primary(cls, obj: CommissionSession) -> bool:
        return not obj.may_notify

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {
            "number": self.object.deliberation_number,
            "transmitted_on": self.object.transmitted_on,
            "published_on": self.object.published_on,
        }

    def summary(self) -> Iterable[Line]:
        return (("Séance du", date_long(self.object.held_on)),)

    def act(self, form: forms.Form) -> None:
        record_deliberation(self.object, **form.cleaned_data, actor=agent_of(self.request), today=timezone.localdate())


class MoveForm(forms.Form):
    held_on = forms.DateField(label="Date de la séance", widget=DayInput)


class MoveSession(OfferedAct):
    model = CommissionSession
    slug = "date"
    permission = CHANGE
    title = "Changer la date"
    button = "Changer la date"
    done = "La séance a changé de date."
    form_class = MoveForm

    @classmethod
    def is_offered(cls, obj: CommissionSession) -> bool:
        return not has_taken_place(obj)

    def get_initial(self) -> dict[str, Any]:
        return {"held_on": self.object.held_on}

    def act(self, form: forms.Form) -> None:
        move_session(self.object, **form.cleaned_data, actor=agent_of(self.request))


@admin.register(CommissionSession)
class SessionAdmin(PageAdmin):
    acts = (RecordDeliberation, MoveSession)
    page_template = "backoffice/session.html"
    list_display = (
        "day",
        "deliberation",
        "points_count",
        "voted_count",
        "granted_amount",
        "transmitted",
        "published",
    )
    fields = ("held_on",)
    ordering = ("-held_on",)

    granted_amount = amount_column("granted", "accordé")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return AuditedAdmin.has_add_permission(self, request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        kept = models.Q(items__removed_at=None)
        return CommissionSession.objects.annotate(
            points=models.Count("items", filter=kept),
            voted=models.Count("items__vote", filter=kept),
            granted=models.Sum("items__vote__amount"),
        )

    def facts(self, obj: Any) -> Iterable[Line]:
        return (
            ("Délibération", obj.deliberation_number or EMPTY),
            ("Points", obj.points),
            ("Votes enregistrés", f"{obj.voted} sur {obj.points}"),
            ("Transmise au contrôle de légalité", date_text(obj.transmitted_on) if obj.transmitted_on else EMPTY),
            ("Publiée", date_text(obj.published_on) if obj.published_on else EMPTY),
        )

    def page_context(self, request: HttpRequest, obj: CommissionSession) -> dict[str, Any]:
        return {"title": f"Commission permanente du {date_text(obj.held_on)}", "groups": agenda_of(obj)}

    @admin.display(description="date", ordering="held_on")
    def day(self, session: CommissionSession) -> str:
        return short_day(session.held_on)

    @admin.display(description="délibération", ordering="deliberation_number", empty_value=EMPTY)
    def deliberation(self, session: CommissionSession) -> str | None:
        return session.deliberation_number or None

    @admin.display(description="points", ordering="points")
    def points_count(self, session: Any) -> int:
        return int(session.points)

    @admin.display(description="votés", ordering="voted")
    def voted_count(self, session: Any) -> int:
        return int(session.voted)

    @admin.display(description="transmission", ordering="transmitted_on")
    def transmitted(self, session: CommissionSession) -> SafeString | str:
        return day_or_flag(session, session.transmitted_on, "à transmettre")

    @admin.display(description="publication", ordering="published_on")
    def published(self, session: CommissionSession) -> SafeString | str:
        return day_or_flag(session, session.published_on, "à publier")


def day_or_flag(session: Any, day: Any, missing: str) -> SafeString | str:
    """Return a date, or what is still to be done once the session has voted."""
    if day is not None:
        return short_day(day)
    return format_html('<span class="flag">{}</span>', missing) if session.voted else EMPTY
