"""The filters of the list of dossiers. Each reads one parameter; a value it does not know filters nothing."""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from applications.accounts.models import User
from applications.backoffice.scope import agent_of
from applications.calls.enums import MeasureKind
from applications.calls.models import Call, Criterion
from applications.decisions.models import AgendaItem, Letter
from applications.dossiers.enums import Status
from applications.dossiers.models import Assignment, CompletionRequest
from applications.review.models import Score
from applications.territory.models import Departement

ME, NOBODY = "moi", "personne"
WAITING, LATE, ANSWERED = "attente", "retard", "repondu"
TO_SCORE, TO_VOTE, TO_NOTIFY = "noter", "voter", "notifier"

Choices = Iterable[tuple[str, str]]


class DossierFilter(admin.SimpleListFilter):
    """Base: `lookups` gives the choices, `apply` filters by the one chosen."""

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        raise NotImplementedError

    def value(self) -> str | None:
        chosen = super().value()
        return chosen if chosen in {key for key, _ in self.lookup_choices} else None

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return queryset if value is None else self.apply(request, queryset, value)


class CallFilter(DossierFilter):
    title, parameter_name = "appel", "appel"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(str(pk), code) for pk, code in Call.objects.values_list("pk", "code")]

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        return dossiers.filter(measure__call=int(value))


class MeasureFilter(DossierFilter):
    title, parameter_name = "mesure", "mesure"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return MeasureKind.choices

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        return dossiers.filter(measure__kind=value)


class StatusFilter(DossierFilter):
    title, parameter_name = "état", "etat"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(status.value, status.label) for status in Status if status.is_filed]

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        return dossiers.filter(status=value)


class DepartementFilter(DossierFilter):
    title, parameter_name = "département", "departement"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(departement.code, str(departement)) for departement in Departement.objects.all()]

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        return dossiers.filter(organisation__departement=value)


class AgentFilter(DossierFilter):
    title, parameter_name = "agent", "agent"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        assigned = User.objects.filter(pk__in=Assignment.objects.values("user")).exclude(pk=agent_of(request).pk)
        return [(ME, "Moi"), (NOBODY, "À affecter"), *((str(user.pk), str(user)) for user in assigned)]

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        if value == NOBODY:
            return unassigned(dossiers)
        return assigned_to(dossiers, agent_of(request).pk if value == ME else int(value))


class CompletionFilter(DossierFilter):
    title, parameter_name = "complément", "complement"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(WAITING, "Attendu"), (LATE, "En retard"), (ANSWERED, "Reçu")]

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        requests = CompletionRequest.objects.filter(dossier=OuterRef("pk"))
        if value == ANSWERED:
            answered = Exists(requests.exclude(answered_at=None))
            return dossiers.exclude(status=Status.INCOMPLETE).filter(answered)
        late = Q(due_on__lt=timezone.localdate()) if value == LATE else Q()
        return dossiers.filter(Exists(requests.waiting().filter(late)), status=Status.INCOMPLETE)


class TaskFilter(DossierFilter):
    """What waits for one act: the agent's own marks, a vote whose session is held, a notification."""

    title, parameter_name = "à faire", "faire"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(TO_SCORE, "À noter par moi"), (TO_VOTE, "Vote à enregistrer"), (TO_NOTIFY, "À notifier")]

    def apply(self, request: HttpRequest, dossiers: QuerySet, value: str) -> QuerySet:
        if value == TO_SCORE:
            return to_score(dossiers, agent_of(request))
        return to_vote(dossiers) if value == TO_VOTE else to_notify(dossiers)


def assigned_to(dossiers: QuerySet, user_id: int) -> QuerySet:
    return dossiers.filter(Exists(Assignment.objects.filter(dossier=OuterRef("pk"), user=user_id)))


def unassigned(dossiers: QuerySet) -> QuerySet:
    return dossiers.filter(~Exists(Assignment.objects.filter(dossier=OuterRef("pk"))))


def to_score(dossiers: QuerySet, agent: User) -> QuerySet:
    """Keep the dossiers under review of which `agent` has not marked every criterion."""
    mine = Score.objects.filter(reviewer=agent, dossier=OuterRef(OuterRef("pk")), criterion=OuterRef("pk"))
    unmarked = Criterion.objects.filter(~Exists(mine), call=OuterRef("measure__call"))
    return dossiers.filter(Exists(unmarked), status=Status.ADMISSIBLE)


def to_vote(dossiers: QuerySet) -> QuerySet:
    """Keep the scheduled dossiers whose session is held."""
    held = AgendaItem.objects.filter(
        dossier=OuterRef("pk"), removed_at=None, vote=None, session__held_on__lte=timezone.localdate()
    )
    return dossiers.filter(Exists(held), status=Status.SCHEDULED)


def to_notify(dossiers: QuerySet) -> QuerySet:
    """Keep the voted dossiers whose decision the organisation does not know yet."""
    waiting = Letter.objects.filter(decision__dossier=OuterRef("pk"), notified_at=None)
    return dossiers.filter(Exists(waiting), status__in=[Status.GRANTED, Status.REFUSED])


FILTERS: tuple[type[DossierFilter], ...] = (
    CallFilter,
    MeasureFilter,
    StatusFilter,
    DepartementFilter,
    AgentFilter,
    CompletionFilter,
    TaskFilter,
)
