"""The dossiers: the list that officers work from, and the page that replaces the stock change form."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Case, DateField, OuterRef, Prefetch, QuerySet, Subquery, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from applications.backoffice.acts import act_paths
from applications.backoffice.desks import dossier_filters as filters
from applications.backoffice.dossier_acts import ACTS
from applications.backoffice.dossier_page.page import page_context
from applications.backoffice.mixins import OfficeAdmin, QuickView, amount_column
from applications.backoffice.scope import agent_of, filed_dossiers
from applications.backoffice.templatetags.office import state_tag
from applications.core.french import curly
from applications.core.money import format_number
from applications.core.text import NBSP, normalise
from applications.decisions.models import AgendaItem
from applications.dossiers.enums import Status
from applications.dossiers.models import Assignment, CompletionRequest, Dossier
from applications.dossiers.models.dossier import DossierQuerySet
from applications.dossiers.services.exchange import mark_read
from applications.review.models import Assessment

MAX_TERMS = 16
SOON = 7
"""Days before a due date from which the list says how many are left."""


def with_columns(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Annotate what higher apps know of each dossier, in the list's one query.

    `proposed` waits for the service's opinion, `mean` for the end of the review: before it, a mark is nobody
    else's to see. `due_on` is the answer's day or the session's.
    """
    mine = OuterRef("pk")
    assessment = Assessment.objects.filter(dossier=mine)
    closed = assessment.exclude(closed_at=None)
    answer = CompletionRequest.objects.waiting().filter(dossier=mine).values("due_on")
    session = AgendaItem.objects.filter(dossier=mine, removed_at=None).order_by("-pk").values("session__held_on")
    return dossiers.annotate(
        proposed=Subquery(assessment.exclude(advice="").values("proposed_amount")[:1]),
        mean=Subquery(closed.values("mean_score")[:1]),
        gap=Subquery(closed.values("score_gap")[:1]),
        due_on=Case(
            When(status=Status.INCOMPLETE, then=Subquery(answer[:1])),
            When(status=Status.SCHEDULED, then=Subquery(session[:1])),
            output_field=DateField(),
        ),
    ).prefetch_related(Prefetch("assignments", Assignment.objects.select_related("user")))


@admin.register(Dossier)
class DossierAdmin(OfficeAdmin):
    list_display = (
        "file_reference",
        "beneficiary",
        "kind",
        "state",
        "asked_amount",
        "proposed_amount",
        "mean_score",
        "officer",
        "filed_on",
        "due",
    )
    list_display_links = ("file_reference",)
    list_filter = filters.FILTERS
    search_fields = ("search_text",)
    show_facets = admin.ShowFacets.NEVER
    actions = None
    quick_views = (
        QuickView("Tous"),
        QuickView("À vérifier", "etat=submitted", lambda request: count(request, Status.SUBMITTED)),
        QuickView(
            "En attente de la collectivité",
            "etat=incomplete",
            lambda request: count(request, Status.INCOMPLETE),
        ),
        QuickView("En instruction", "etat=admissible", lambda request: count(request, Status.ADMISSIBLE)),
        QuickView(
            "Mes dossiers",
            "agent=moi",
            lambda request: filters.assigned_to(filed_dossiers(request.user), agent_of(request).pk).count(),
        ),
        QuickView(
            "À notifier",
            "faire=notifier",
            lambda request: filters.to_notify(filed_dossiers(request.user)).count(),
        ),
    )

    asked_amount = amount_column("requested_amount", "demandé")
    proposed_amount = amount_column("proposed", "proposé")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_columns(filed_dossiers(request.user))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Keep what holds every term, each a reference, a name or a number, however it is accented or joined."""
        if not search_term.strip():
            return queryset, False
        terms = [term for word in search_term.split() if (term := normalise(word))]
        if not 0 < len(terms) <= MAX_TERMS:
            return queryset.none(), False
        for term in terms:
            queryset = queryset.filter(search_text__contains=term)
        return queryset, False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Dossier | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Dossier | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [*act_paths(self, ACTS), *super().get_urls()]

    @method_decorator(require_safe)
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the dossier. Nothing of it is changed here: each act has its own page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        dossier = self.get_object(request, unquote(object_id))
        if dossier is None:
            raise Http404
        agent = agent_of(request)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{dossier} – {curly(dossier.organisation.label)}",
            **page_context(dossier, agent),
            **(extra_context or {}),
        }
        # Who may answer has read; the page still says which messages were new.
        if agent.has_perm("dossiers.write_message") and any(message.is_new for message in context["thread"]):
            mark_read(dossier, actor=agent, from_region=False, now=timezone.now())
        return TemplateResponse(request, "backoffice/dossier.html", context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history is on the page: the stock one knows nothing of our services."""
        page = reverse("admin:dossiers_dossier_change", args=[quote(unquote(object_id))])
        return HttpResponseRedirect(f"{page}#historique")

    @admin.display(description="référence", ordering="reference")
    def file_reference(self, dossier: Dossier) -> str:
        return str(dossier)

    @admin.display(description="bénéficiaire", ordering="organisation__search_text")
    def beneficiary(self, dossier: Dossier) -> SafeString:
        organisation = dossier.organisation
        return format_html('{} <span class="dep">{}</span>', curly(organisation.name), organisation.departement_id)

    @admin.display(description="mesure", ordering="measure__kind")
    def kind(self, dossier: Dossier) -> str:
        return str(dossier.measure.get_kind_display())

    @admin.display(description="état", ordering="status")
    def state(self, dossier: Dossier) -> SafeString:
        return state_tag(dossier)

    @admin.display(description="note", ordering="mean", empty_value="–")
    def mean_score(self, dossier: Any) -> SafeString | None:
        if dossier.mean is None:
            return None
        flag = ""
        if dossier.gap >= dossier.measure.call.reading_gap:
            gap = format_number(dossier.gap)
            flag = format_html('<span class="flag">écart {}</span> ', gap)
        return format_html('{}<span class="amount">{}</span>', flag, format_number(dossier.mean, 1))

    @admin.display(description="agent")
    def officer(self, dossier: Dossier) -> SafeString | str:
        agents = [str(assignment.user) for assignment in dossier.assignments.all()]
        if not agents:
            return "À affecter"
        others = len(agents) - 1
        return format_html('{} <span class="none">+{}</span>', agents[0], others) if others else agents[0]

    @admin.display(description="déposé le", ordering="submitted_at")
    def filed_on(self, dossier: Dossier) -> str:
        return f"{timezone.localtime(dossier.submitted_at):%d/%m/%Y}"

    @admin.display(description="échéance", ordering="due_on", empty_value="–")
    def due(self, dossier: Any) -> SafeString | None:
        if dossier.due_on is None:
            return None
        days = (dossier.due_on - timezone.localdate()).days
        return format_html("{} {}", f"{dossier.due_on:%d/%m/%Y}", due_mark(dossier, days))


def due_mark(dossier: Dossier, days: int) -> SafeString:
    """Say what a near or past due day means; nothing for a far one."""
    if days <= 0 and dossier.status == Status.SCHEDULED:
        return format_html('<span class="soon">{}</span>', "à voter")
    if days < 0:
        return format_html('<span class="late">{}</span>', f"{-days}{NBSP}j de retard")
    if days == 0:
        return format_html('<span class="soon">{}</span>', "aujourd’hui")
    if days <= SOON:
        return format_html('<span class="soon">{}</span>', f"dans {days}{NBSP}j")
    return SafeString("")


def count(request: HttpRequest, status: Status) -> int:
    return filed_dossiers(request.user).filter(status=status).count()
