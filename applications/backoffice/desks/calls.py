"""The settings of the calls: dates, measures, documents asked for, scoring grid, envelopes, axes of the plan."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from applications.backoffice.acts import act_paths
from applications.backoffice.audited import AuditedAdmin
from applications.backoffice.mixins import LabelledInline, amount_column
from applications.backoffice.pages import Line, OfferedAct
from applications.backoffice.scope import agent_of
from applications.backoffice.templatetags.office import tag
from applications.calls.models import Call, Criterion, Envelope, Measure, RequiredDocument
from applications.calls.services import publish_rules
from applications.core.dates import date_text
from applications.core.money import format_eur, format_rate
from applications.plan.models import Axis

FULL_GRID = 100


class CriterionInline(LabelledInline):
    model = Criterion
    extra = 0
    fields = ("position", "code", "label", "weight", "guidance")
    formfield_overrides = {**LabelledInline.formfield_overrides, models.TextField: {"widget": forms.TextInput}}


class RequiredDocumentInline(LabelledInline):
    model = RequiredDocument
    extra = 0
    fields = ("position", "code", "label", "help_text", "condition", "may_follow", "public_security")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Leave out the documents of the questions: each follows its question."""
        documents: models.QuerySet[Any] = super().get_queryset(request)
        return documents.filter(question=None)


class SettledOnce(AuditedAdmin):
    """What a row is about is chosen when it is added; other rows rely on it afterwards."""

    settled: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        always = tuple(self.readonly_fields)
        return always if obj is None else (*self.settled, *always)


class PublishRules(OfferedAct):
    model = Call
    slug = "reglement"
    permission = "calls.change_call"
    title = "Publier le règlement"
    button = "Publier"
    done = "Le règlement est publié\u00a0: son PDF sera en ligne dans quelques secondes."
    warning = "Une version publiée reste en ligne\u00a0: la suivante la remplace sans l’effacer."

    def summary(self) -> Iterable[Line]:
        last = self.object.rules.first()
        published = f"Version {last.version}, du {date_text(last.published_at)}" if last is not None else "aucune"
        return (("Appel", self.object), ("Dernière version publiée", published))

    def act(self, form: forms.Form) -> None:
        publish_rules(self.object, actor=agent_of(self.request))


@admin.register(Call)
class CallAdmin(SettledOnce):
    settled = ("code",)
    readonly_fields = ("published_rules",)
    inlines = (CriterionInline,)
    list_display = ("code", "title", "opens", "closes", "state", "rules_version", "measures_count")
    fieldsets = (
        (None, {"fields": ("code", "title", "axis", "published_rules")}),
        ("Calendrier", {"fields": ("opens_at", "closes_at", "follow_until")}),
        ("Commencement et achèvement", {"fields": ("start_rule", "start_months", "completion_months")}),
        ("Versements", {"fields": ("advance_share", "interim_share")}),
        ("Notation", {"fields": ("reading_gap", "favourable_from", "reserved_from")}),
    )

    def get_urls(self) -> list[URLPattern]:
        return [*act_paths(self, [PublishRules]), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        measures = Measure.objects.filter(call=models.OuterRef("pk")).order_by().values("call")
        number = measures.annotate(number=models.Count("pk")).values("number")
        calls: models.QuerySet[Any] = super().get_queryset(request)
        numbered: models.QuerySet[Any] = calls.annotate(measures_number=models.Subquery(number))
        return numbered

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        weights = sum(form.instance.criteria.values_list("weight", flat=True))
        if weights != FULL_GRID:
            warning = f"Les poids des critères font {weights}\u00a0: il faut {FULL_GRID} pour une note sur 100."
            messages.warning(request, warning)

    @admin.display(description="ouverture", ordering="opens_at")
    def opens(self, call: Call) -> str:
        return instant(call.opens_at)

    @admin.display(description="clôture", ordering="closes_at")
    def closes(self, call: Call) -> str:
        return instant(call.closes_at)

    @admin.display(description="règlement")
    def published_rules(self, call: Call) -> SafeString | str:
        """Give the published versions; the others are being written."""
        versions = call.rules.all() if call.pk is not None else ()
        lines = (
            (
                format_html(
                    '<a href="{}">Version {}</a>',
                    reverse("portal:rules_file", args=[call.code, one.version]),
                    one.version,
                )
                if one.file_id is not None
                else f"Version {one.version}, en préparation",
                date_text(one.published_at),
            )
            for one in versions
        )
        return format_html_join(" · ", "{} ({})", lines) or "pas encore publié"

    @admin.display(description="état")
    def state(self, call: Call) -> SafeString:
        now = timezone.now()
        if call.is_open(now):
            return tag("work", "Ouvert")
        return tag("wait", "À venir") if now < call.opens_at else tag("off", "Clos")

    @admin.display(description="mesures", ordering="measures_number")
    def measures_count(self, call: Any) -> int:
        return call.measures_number or 0


@admin.register(Measure)
class MeasureAdmin(SettledOnce):
    settled = ("call", "kind")
    inlines = (RequiredDocumentInline,)
    list_display = ("name", "call", "aid_rate", "ceiling_amount", "pooled_aid_rate", "pooled_ceiling_amount")
    list_filter = ("call", "kind")
    list_select_related = ("call",)
    fieldsets = (
        (None, {"fields": ("call", "kind")}),
        ("Aide", {"fields": ("rate", "ceiling", "floor", "pooled_rate", "pooled_ceiling", "minimum_own_share")}),
        ("Dépenses", {"fields": ("excluded_costs",)}),
        ("Imputation", {"fields": ("chapter", "function", "nature_commune", "nature_epci")}),
    )

    ceiling_amount = amount_column("ceiling", "plafond")
    pooled_ceiling_amount = amount_column("pooled_ceiling", "plafond mutualisé")

    @admin.display(description="mesure", ordering="kind")
    def name(self, measure: Measure) -> str:
        return str(measure.get_kind_display())

    @admin.display(description="taux", ordering="rate")
    def aid_rate(self, measure: Measure) -> str:
        return format_rate(measure.rate)

    @admin.display(description="taux mutualisé", ordering="pooled_rate", empty_value="–")
    def pooled_aid_rate(self, measure: Measure) -> str | None:
        return None if measure.pooled_rate is None else format_rate(measure.pooled_rate)


class EnvelopeForm(forms.ModelForm):
    def clean_amount(self) -> Any:
        """Refuse less than what is voted: the constraint would, with no word for the person."""
        amount, voted = self.cleaned_data["amount"], self.instance.voted
        if amount is not None and amount < voted:
            raise forms.ValidationError(
                f"{format_eur(voted)} sont déjà votés\u00a0: l’enveloppe ne peut pas descendre au-dessous."
            )
        return amount


@admin.register(Envelope)
class EnvelopeAdmin(SettledOnce):
    form = EnvelopeForm
    settled = ("measure",)
    readonly_fields = ("budget_year", "voted_so_far", "left_to_vote")
    list_display = ("measure_name", "budget_year", "total_amount", "voted_amount", "left_amount")
    list_filter = ("year", "measure__kind")
    list_select_related = ("measure__call",)

    total_amount = amount_column("amount", "montant")
    voted_amount = amount_column("voted", "déjà voté")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("measure", "year", "amount")
        return ("measure", "budget_year", "amount", "voted_so_far", "left_to_vote")

    @admin.display(description="mesure", ordering="measure")
    def measure_name(self, envelope: Envelope) -> str:
        return str(envelope.measure)

    @admin.display(description="exercice", ordering="year")
    def budget_year(self, envelope: Envelope) -> str:
        return str(envelope.year)

    @admin.display(description="reste")
    def left_amount(self, envelope: Envelope) -> str:
        return format_eur(envelope.left, 0)

    @admin.display(description="déjà voté")
    def voted_so_far(self, envelope: Envelope) -> str:
        return format_eur(envelope.voted)

    @admin.display(description="reste")
    def left_to_vote(self, envelope: Envelope) -> str:
        return format_eur(envelope.left)


@admin.register(Axis)
class AxisAdmin(AuditedAdmin):
    list_display = ("name", "code", "position")
    fields = ("code", "name", "position")


def instant(value: Any) -> str:
    return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
