"""Who asks to act for an organisation that nobody signs for, what proves it, and the elections that end mandates."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Election, Membership, MembershipRequest
from applications.accounts.selectors import has_signatory, requests_without_signatory
from applications.accounts.services.elections import TAKEN, move_election, record_election
from applications.accounts.services.joining import (
    CODE_TRIES,
    accept_request,
    is_proved,
    refuse_request,
    send_code,
)
from applications.backoffice.audited import AuditedAdmin
from applications.backoffice.list_filters import Choice, ValueFilter
from applications.backoffice.mixins import QuickView
from applications.backoffice.pages import Line, OfferedAct, PageAdmin, Panel
from applications.backoffice.parts import file_links, link, place, short_day
from applications.backoffice.scope import agent_of
from applications.backoffice.templatetags.office import tag
from applications.core.dates import date_text, datetime_long
from applications.core.jobs import JobStatus
from applications.core.models import OutgoingEmail

ANSWER = "accounts.answer_request"
STATE_TONES = {
    RequestState.PENDING: "wait",
    RequestState.ACCEPTED: "ok",
    RequestState.REFUSED: "no",
    RequestState.WITHDRAWN: "off",
}
REASON_LENGTH = 1000


class StateFilter(ValueFilter):
    title, parameter_name = "état", "etat"
    lookup = "state"

    def offered(self) -> Iterable[Choice]:
        return [(value, str(label)) for value, label in RequestState.choices]


class AnswererFilter(ValueFilter):
    title, parameter_name = "répond", "repond"

    def offered(self) -> Iterable[Choice]:
        return [("region", "La Région"), ("signataire", "Une ou un signataire")]

    def narrow(self, queryset: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        ours = requests_without_signatory().order_by().values("pk")
        pending = queryset.filter(state=RequestState.PENDING)
        return pending.filter(pk__in=ours) if value == "region" else pending.exclude(pk__in=ours)


class RequestAct(OfferedAct):
    """An answer of the Région: offered while the request waits and nobody signs for the organisation."""

    model = MembershipRequest
    permission = ANSWER

    @classmethod
    def is_offered(cls, obj: MembershipRequest) -> bool:
        return obj.state == RequestState.PENDING and not has_signatory(obj.organisation)

    def summary(self) -> Iterable[Line]:
        asked = self.object
        return (
            ("Personne", f"{asked.user}, {asked.user.email}"),
            ("Rôle demandé", asked.get_role_display()),
            ("Preuve", proof_of(asked)),
        )


class AcceptForm(forms.Form):
    is_checked = forms.BooleanField(
        label="J’ai vérifié que cette personne représente la collectivité, sur la preuve ci-dessus.",
        error_messages={"required": "Confirmez que la preuve est vérifiée."},
    )


class AcceptRequest(RequestAct):
    slug = "accepter"
    title = "Accepter la demande"
    button = "Accepter"
    done = "La personne agit pour la collectivité. Un courriel lui est envoyé."
    form_class = AcceptForm

    @classmethod
    def is_primary(cls, obj: MembershipRequest) -> bool:
        return is_proved(obj)

    def act(self, form: forms.Form) -> None:
        accept_request(self.object, actor=agent_of(self.request), now=timezone.now())


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON_LENGTH,
        help_text="La personne le lit.",
        error_messages={"required": "Indiquez le motif du refus."},
    )


class RefuseRequest(RequestAct):
    slug = "refuser"
    title = "Refuser la demande"
    button = "Refuser"
    done = "La demande est refusée. Un courriel en donne le motif."
    form_class = ReasonForm

    def act(self, form: forms.Form) -> None:
        refuse_request(
            self.object, reason=form.cleaned_data["reason"], actor=agent_of(self.request), now=timezone.now()
        )


class SendCode(RequestAct):
    slug = "envoyer-un-code"
    title = "Envoyer un code à l’adresse officielle"
    button = "Envoyer le code"
    done = "Le code part à l’adresse officielle. Il vaut sept jours."

    def summary(self) -> Iterable[Line]:
        address = self.object.organisation.official_email
        return (*super().summary(), ("Adresse officielle", address or "aucune\u00a0: relevez-la d’abord"))

    def act(self, form: forms.Form) -> None:
        send_code(self.object, actor=agent_of(self.request), now=timezone.now())


@admin.register(MembershipRequest)
class MembershipRequestAdmin(PageAdmin):
    acts = (AcceptRequest, SendCode, RefuseRequest)
    quick_views = (
        QuickView("À traiter par la Région", "repond=region", lambda _: requests_without_signatory().count()),
        QuickView("Toutes"),
    )
    list_display = ("asker", "acts_for", "role", "day", "proof", "state_now")
    list_filter = (StateFilter, AnswererFilter, "role")
    search_fields = ("user__display_name", "user__email", "organisation__search_text")
    search_help_text = "Personne, adresse électronique ou collectivité"
    ordering = ("asked_at", "pk")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return MembershipRequest.objects.select_related("user", "organisation__departement", "evidence", "answered_by")

    def facts(self, obj: MembershipRequest) -> Iterable[Line]:
        return (
            ("État", state_tag(obj)),
            ("Rôle demandé", obj.get_role_display()),
            ("Demandé le", date_text(obj.asked_at)),
            ("Preuve", proof_of(obj)),
            ("Répond", "Une ou un signataire" if has_signatory(obj.organisation) else "La Région"),
        )

    def panels(self, obj: MembershipRequest) -> Iterable[Panel]:
        panels = [
            Panel("Personne", (("Nom", obj.user), ("Adresse électronique", obj.user.email)), obj.message),
            Panel("Collectivité", organisation_lines(obj)),
            Panel("Preuves", proof_lines(obj)),
        ]
        if obj.answered_at is not None:
            lines = (("Par", obj.answered_by or "–"), ("Le", datetime_long(obj.answered_at)))
            panels.append(Panel("Réponse", lines, obj.reason))
        return panels

    @admin.display(description="personne", ordering="user__display_name")
    def asker(self, asked: MembershipRequest) -> str:
        return str(asked.user)

    @admin.display(description="collectivité", ordering="organisation__search_text")
    def acts_for(self, asked: MembershipRequest) -> SafeString:
        return place(asked.organisation)

    @admin.display(description="demandé le", ordering="asked_at")
    def day(self, asked: MembershipRequest) -> str:
        return short_day(asked.asked_at)

    @admin.display(description="preuve")
    def proof(self, asked: MembershipRequest) -> SafeString:
        return proof_of(asked)

    @admin.display(description="état", ordering="state")
    def state_now(self, asked: MembershipRequest) -> SafeString:
        return state_tag(asked)


def state_tag(asked: MembershipRequest) -> SafeString:
    return tag(STATE_TONES[RequestState(asked.state)], asked.get_state_display())


def proof_of(asked: MembershipRequest) -> SafeString:
    if asked.code_confirmed_at is not None:
        return tag("ok", "Code confirmé")
    if asked.evidence_id is not None:
        return tag("done", "Procès-verbal joint")
    return tag("wait", "Code envoyé") if asked.code_hash else tag("off", "Aucune")


def organisation_lines(asked: MembershipRequest) -> list[Line]:
    signatories = Membership.objects.current().filter(organisation=asked.organisation, role=Role.SIGNATORY)
    return [
        ("Nom", link(asked.organisation)),
        ("SIREN", asked.organisation.siren),
        ("Adresse officielle", asked.organisation.official_email or "–"),
        ("Signataires aujourd’hui", signatories.count()),
    ]


def proof_lines(asked: MembershipRequest) -> list[Line]:
    lines: list[Line] = [("Procès-verbal", file_links(asked.evidence) if asked.evidence is not None else "–")]
    if not asked.code_hash or asked.code_expires_at is None:
        return [*lines, ("Code", "non envoyé")]
    lines += [
        ("Code envoyé à", asked.code_sent_to),
        ("Valable jusqu’au", datetime_long(asked.code_expires_at)),
        ("Essais", f"{asked.code_attempts} sur {CODE_TRIES}"),
    ]
    if has_failed(asked):
        lines.append(("Courriel", tag("no", "N’a pas pu être remis")))
    if asked.code_confirmed_at is not None:
        lines.append(("Confirmé le", datetime_long(asked.code_confirmed_at)))
    return lines


def has_failed(asked: MembershipRequest) -> bool:
    """Whether the last mail that carried the code was refused at every attempt."""
    mails = OutgoingEmail.objects.filter(about_label=asked._meta.label_lower, about_id=str(asked.pk), holds_secret=True)
    last = mails.order_by("-pk").first()
    return last is not None and last.job_status == JobStatus.FAILED


class ElectionForm(forms.ModelForm):
    def clean_held_on(self) -> Any:
        """Say it beside the field; the service refuses it all the same."""
        day = self.cleaned_data["held_on"]
        if Election.objects.filter(held_on=day).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(TAKEN)
        return day


@admin.register(Election)
class ElectionAdmin(AuditedAdmin):
    form = ElectionForm
    fields = ("held_on",)
    list_display = ("day", "mandates")
    ordering = ("-held_on",)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        day = form.cleaned_data["held_on"]
        if change:
            move_election(obj, held_on=day, actor=agent_of(request))
        else:
            obj.pk = record_election(day, actor=agent_of(request)).pk

    @admin.display(description="second tour le", ordering="held_on")
    def day(self, election: Election) -> str:
        return date_text(election.held_on)

    @admin.display(description="mandats qui finissent ce jour")
    def mandates(self, election: Election) -> int:
        return Membership.objects.filter(role=Role.SIGNATORY, ends_on=election.held_on).count()
