"""Who acts for which organisation, from when, until when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from applications.accounts.enums import Role
from applications.accounts.models import Membership
from applications.accounts.services import end_membership, grant_membership
from applications.backoffice.audited import AuditedAdmin
from applications.backoffice.list_filters import Choice, ValueFilter
from applications.backoffice.mixins import DayInput
from applications.backoffice.pages import Line, OfferedAct, PageAdmin, Panel
from applications.backoffice.parts import file_links, link, place, short_day
from applications.backoffice.scope import agent_of
from applications.backoffice.templatetags.office import tag
from applications.core.dates import date_text


class MembershipForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        super().clean()
        user, organisation = self.cleaned_data.get("user"), self.cleaned_data.get("organisation")
        if Membership.objects.current().filter(user=user, organisation=organisation).exists():
            self.add_error("user", "Cette personne agit déjà pour cette collectivité.")
        return self.cleaned_data


class CurrentFilter(ValueFilter):
    title, parameter_name = "état", "etat"

    def offered(self) -> Iterable[Choice]:
        return [("cours", "En cours"), ("termine", "Terminé")]

    def narrow(self, queryset: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        over = models.Q(ends_on__lt=timezone.localdate())
        return queryset.filter(over if value == "termine" else ~over)


class EndForm(forms.Form):
    ends_on = forms.DateField(
        label="Dernier jour", widget=DayInput, help_text="La personne agit encore ce jour-là, plus ensuite."
    )


class EndMembership(OfferedAct):
    model = Membership
    slug = "fin"
    permission = "accounts.change_membership"
    title = "Mettre fin au rattachement"
    button = "Mettre fin"
    done = "Le rattachement a une fin."
    form_class = EndForm

    @classmethod
    def is_offered(cls, obj: Membership) -> bool:
        return not is_over(obj)

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": timezone.localdate()}

    def act(self, form: forms.Form) -> None:
        end_membership(self.object, **form.cleaned_data, actor=agent_of(self.request))


@admin.register(Membership)
class MembershipAdmin(PageAdmin):
    acts = (EndMembership,)
    form = MembershipForm
    fields = ("user", "organisation", "role", "ends_on")
    autocomplete_fields = ("user", "organisation")
    list_display = ("person", "acts_for", "role", "first_day", "last_day", "state")
    list_filter = (CurrentFilter, "role")
    search_fields = ("user__email",)
    search_help_text = "Adresse électronique de la personne"
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return AuditedAdmin.has_add_permission(self, request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Membership.objects.select_related("user", "organisation__departement", "granted_by", "mandate")

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        data = form.cleaned_data
        granted = grant_membership(
            data["user"], data["organisation"], Role(data["role"]), ends_on=data["ends_on"], actor=agent_of(request)
        )
        obj.pk = granted.pk

    def facts(self, obj: Membership) -> Iterable[Line]:
        return (
            ("Rôle", obj.get_role_display()),
            ("Du", date_text(obj.starts_on)),
            ("Au", date_text(obj.ends_on) if obj.ends_on else "sans terme"),
            ("État", state_tag(obj)),
        )

    def panels(self, obj: Membership) -> Iterable[Panel]:
        lines = (
            ("Personne", link(obj.user)),
            ("Adresse électronique", obj.user.email),
            ("Collectivité", link(obj.organisation)),
            ("Accordé par", obj.granted_by or "–"),
            ("Délégation", file_links(obj.mandate) if obj.mandate is not None else "–"),
        )
        return (Panel("Rattachement", lines),)

    @admin.display(description="personne", ordering="user__display_name")
    def person(self, membership: Membership) -> str:
        return str(membership.user)

    @admin.display(description="collectivité", ordering="organisation__search_text")
    def acts_for(self, membership: Membership) -> SafeString:
        return place(membership.organisation)

    @admin.display(description="du", ordering="starts_on")
    def first_day(self, membership: Membership) -> str:
        return short_day(membership.starts_on)

    @admin.display(description="au", ordering="ends_on")
    def last_day(self, membership: Membership) -> str:
        return short_day(membership.ends_on)

    @admin.display(description="état", ordering="ends_on")
    def state(self, membership: Membership) -> SafeString:
        return state_tag(membership)


def is_over(membership: Membership) -> bool:
    return membership.ends_on is not None and membership.ends_on < timezone.localdate()


def state_tag(membership: Membership) -> SafeString:
    return tag("off", "Terminé") if is_over(membership) else tag("ok", "En cours")
