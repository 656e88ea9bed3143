"""The decisions, numbered and never changed, and who may sign them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications.backoffice.audited import AuditedAdmin
from applications.backoffice.list_filters import Choice, ValueFilter
from applications.backoffice.pages import Line, OfferedAct, PageAdmin, Panel
from applications.backoffice.parts import LetterFilter, MeasureFilter, letter_lines, letter_tag, link, place, short_day
from applications.backoffice.scope import agent_of
from applications.backoffice.searching import TextSearch
from applications.backoffice.templatetags.office import tag
from applications.core.dates import date_text
from applications.core.french import curly
from applications.core.jobs import JobStatus
from applications.core.money import format_eur
from applications.core.services import retry_job
from applications.decisions.enums import DecisionKind
from applications.decisions.models import Decision, SigningAuthority


class KindFilter(ValueFilter):
    title, parameter_name = "nature", "nature"
    lookup = "kind"

    def offered(self) -> Iterable[Choice]:
        return [(value, str(label)) for value, label in DecisionKind.choices]


class YearFilter(ValueFilter):
    title, parameter_name = "année", "annee"
    lookup = "year"

    def offered(self) -> Iterable[Choice]:
        years = Decision.objects.order_by("-year").values_list("year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]


class RetryLetter(OfferedAct):
    model = Decision
    slug = "relancer-la-lettre"
    permission = "core.retry_job"
    title = "Relancer la lettre"
    button = "Relancer"
    done = "La lettre est relancée\u00a0: elle sera prête dans quelques secondes si la cause a disparu."

    @classmethod
    def is_offered(cls, obj: Decision) -> bool:
        return obj.letter.job_status == JobStatus.FAILED

    def summary(self) -> Iterable[Line]:
        return (("Dernière erreur", self.object.letter.last_error),)

    def act(self, form: forms.Form) -> None:
        retry_job(self.object.letter, actor=agent_of(self.request))


@admin.register(Decision)
class DecisionAdmin(TextSearch, PageAdmin):
    acts = (RetryLetter,)
    list_display = ("act_number", "nature", "dossier_reference", "beneficiary", "decided_amount", "day", "state")
    list_filter = (KindFilter, YearFilter, MeasureFilter, LetterFilter)
    search_fields = ("dossier__search_text",)
    ordering = ("-year", "-rank")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Decision.objects.with_parties()

    def facts(self, obj: Decision) -> Iterable[Line]:
        return (
            ("Nature", kind_tag(obj)),
            ("Montant", format_eur(obj.amount) if obj.kind == DecisionKind.GRANT else "–"),
            ("Bénéficiaire", place(obj.dossier.organisation)),
            ("Prise le", date_text(obj.decided_on)),
            ("Lettre", letter_tag(obj.letter)),
        )

    def panels(self, obj: Decision) -> Iterable[Panel]:
        session, vote = obj.vote.item.session, obj.vote
        about: list[Line] = [
            ("Dossier", link(obj.dossier)),
            ("Projet", obj.dossier.title),
            ("Collectivité", link(obj.dossier.organisation, curly(obj.dossier.organisation.full_name))),
            ("Mesure", obj.dossier.measure),
            ("Séance", link(session, date_text(session.held_on))),
            ("Délibération", session.deliberation_number),
            ("Autorité signataire", obj.authority),
        ]
        panels = [Panel("Objet", about), Panel("Lettre", letter_lines(obj)[1:])]
        if obj.kind == DecisionKind.REFUSAL:
            panels.append(Panel("Motif du refus", (("Motif", vote.get_motive_display()),), vote.motive_text))
        return panels

    @admin.display(description="numéro", ordering="pk")
    def act_number(self, decision: Decision) -> str:
        return decision.number

    @admin.display(description="nature", ordering="kind")
    def nature(self, decision: Decision) -> SafeString:
        return kind_tag(decision)

    @admin.display(description="dossier", ordering="dossier__reference")
    def dossier_reference(self, decision: Decision) -> str:
        return str(decision.dossier)

    @admin.display(description="bénéficiaire", ordering="dossier__organisation__search_text")
    def beneficiary(self, decision: Decision) -> SafeString:
        return place(decision.dossier.organisation)

    @admin.display(description="montant", ordering="amount")
    def decided_amount(self, decision: Decision) -> SafeString | str:
        if decision.kind == DecisionKind.REFUSAL:
            return "–"
        return format_html('<span class="amount">{}</span>', format_eur(decision.amount))

    @admin.display(description="prise le", ordering="decided_on")
    def day(self, decision: Decision) -> str:
        return short_day(decision.decided_on)

    @admin.display(description="lettre", ordering="letter__notified_at")
    def state(self, decision: Decision) -> SafeString:
        return letter_tag(decision.letter)


def kind_tag(decision: Decision) -> SafeString:
    tone = "ok" if decision.kind == DecisionKind.GRANT else "no"
    return tag(tone, decision.get_kind_display())


@admin.register(SigningAuthority)
class SigningAuthorityAdmin(AuditedAdmin):
    list_display = ("name", "quality", "service", "delegation", "first_day", "last_day")
    fields = ("name", "quality", "service", "delegation", "starts_on", "ends_on")

    @admin.display(description="du", ordering="starts_on")
    def first_day(self, authority: SigningAuthority) -> str:
        return short_day(authority.starts_on)

    @admin.display(description="au", ordering="ends_on")
    def last_day(self, authority: SigningAuthority) -> str:
        return short_day(authority.ends_on)
