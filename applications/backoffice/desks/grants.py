"""The grants, for finance: what was attributed, its totals, its files."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from applications.backoffice.acts import NOT_YOURS
from applications.backoffice.list_filters import Choice, ValueFilter, active_filters
from applications.backoffice.pages import Line, PageAdmin, Panel
from applications.backoffice.parts import LetterFilter, MeasureFilter, letter_lines, letter_tag, link, place, short_day
from applications.backoffice.scope import agent_of
from applications.backoffice.searching import TextSearch
from applications.core.dates import date_text
from applications.core.french import curly
from applications.core.identifiers import group
from applications.core.money import format_eur
from applications.decisions.models import Decision
from applications.decisions.models.decision import DecisionQuerySet
from applications.finance.enums import ExportFormat
from applications.finance.exports import accounting_nature, make_grant_file, siret_of
from applications.finance.models import Grant
from applications.finance.selectors import (
    grant_departements,
    grant_epcis,
    grant_sessions,
    grant_years,
    grants,
    of_epci,
    totals_of,
)
from applications.finance.services import export_grants

EXPORT = "finance.export_grant"


class SessionFilter(ValueFilter):
    title, parameter_name = "séance", "seance"
    lookup = "vote__item__session"

    def offered(self) -> Iterable[Choice]:
        return [(str(session.pk), short_day(session.held_on)) for session in grant_sessions()]


class YearFilter(ValueFilter):
    title, parameter_name = "exercice", "exercice"
    lookup = "vote__envelope__year"

    def offered(self) -> Iterable[Choice]:
        return [(str(year), str(year)) for year in grant_years()]


class DepartementFilter(ValueFilter):
    title, parameter_name = "département", "departement"
    lookup = "dossier__organisation__departement"

    def offered(self) -> Iterable[Choice]:
        return [(departement.code, str(departement)) for departement in grant_departements()]


class EpciFilter(ValueFilter):
    title, parameter_name = "EPCI", "epci"

    def offered(self) -> Iterable[Choice]:
        return [(epci.siren, curly(epci.name)) for epci in grant_epcis()]

    def narrow(self, queryset: Any, value: str) -> models.QuerySet[Any]:
        return of_epci(queryset, value)


@admin.register(Grant)
class GrantAdmin(TextSearch, PageAdmin):
    list_display = ("act_number", "beneficiary", "measure", "session", "voted_amount", "notified_on", "year_of_budget")
    list_filter = (SessionFilter, YearFilter, MeasureFilter, DepartementFilter, EpciFilter, LetterFilter)
    search_fields = ("dossier__search_text",)
    ordering = ("-year", "-rank")

    def get_queryset(self, request: HttpRequest) -> DecisionQuerySet:
        return grants()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("exporter/<str:extension>/", view, name="finance_grant_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None)
        if context is not None and "cl" in context:
            query = request.GET.urlencode()
            context["totals"] = totals_of(context["cl"].queryset)
            context["exports"] = [
                (wanted.label, f"{reverse('admin:finance_grant_export', args=[wanted])}?{query}")
                for wanted in ExportFormat
                if request.user.has_perm(EXPORT)
            ]
        return response

    @method_decorator(require_POST)
    def export_view(self, request: HttpRequest, extension: str) -> HttpResponse:
        """Send the filtered list as a file. It is sent by POST: who took it is written down."""
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied(NOT_YOURS)
        if extension not in ExportFormat:
            raise Http404
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{reverse('admin:finance_grant_changelist')}?{ERROR_FLAG}=1")
        rows = changelist.queryset.order_by("year", "rank")
        made = make_grant_file(rows, ExportFormat(extension), made_at=timezone.now(), day=timezone.localdate())
        content = export_grants(made, actor=agent_of(request), filters=active_filters(changelist))
        response = HttpResponse(content, content_type=made.format.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, made.name) or ""
        return response

    def facts(self, obj: Decision) -> Iterable[Line]:
        return (
            ("Montant voté", format_eur(obj.amount)),
            ("Bénéficiaire", place(obj.dossier.organisation)),
            ("Mesure", obj.dossier.measure),
            ("Exercice", budget_year(obj)),
            ("Lettre", letter_tag(obj.letter)),
        )

    def panels(self, obj: Decision) -> Iterable[Panel]:
        organisation, measure, session = obj.dossier.organisation, obj.dossier.measure, obj.vote.item.session
        beneficiary = (
            ("Collectivité", link(organisation, curly(organisation.full_name))),
            ("Département", organisation.departement),
            ("SIRET", group(siret_of(obj))),
            ("Dossier", link(obj.dossier)),
            ("Projet", obj.dossier.title),
        )
        accounting = (
            ("Séance", link(session, date_text(session.held_on))),
            ("Délibération", session.deliberation_number),
            ("Chapitre", measure.chapter),
            ("Fonction", measure.function),
            ("Nature", accounting_nature(obj)),
        )
        return (
            Panel("Bénéficiaire", beneficiary),
            Panel("Imputation", accounting),
            Panel("Décision", letter_lines(obj)),
        )

    @admin.display(description="n° d’acte", ordering="pk")
    def act_number(self, grant: Decision) -> str:
        return grant.number

    @admin.display(description="bénéficiaire", ordering="dossier__organisation__search_text")
    def beneficiary(self, grant: Decision) -> SafeString:
        return place(grant.dossier.organisation)

    @admin.display(description="mesure", ordering="dossier__measure__kind")
    def measure(self, grant: Decision) -> str:
        return str(grant.dossier.measure.get_kind_display())

    @admin.display(description="séance", ordering="vote__item__session__held_on")
    def session(self, grant: Decision) -> str:
        return short_day(grant.vote.item.session.held_on)

    @admin.display(description="montant", ordering="amount")
    def voted_amount(self, grant: Decision) -> SafeString:
        return format_html('<span class="amount">{}</span>', format_eur(grant.amount))

    @admin.display(description="notifiée le", ordering="letter__notified_at")
    def notified_on(self, grant: Decision) -> str:
        if grant.letter.notified_at is None:
            return letter_tag(grant.letter)
        return short_day(grant.letter.notified_at)

    @admin.display(description="exercice", ordering="vote__envelope__year")
    def year_of_budget(self, grant: Decision) -> str:
        return budget_year(grant)


def budget_year(grant: Decision) -> str:
    """Return the year of the envelope that the vote drew from."""
    return str(grant.vote.envelope.year) if grant.vote.envelope is not None else "–"
