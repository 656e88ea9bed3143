"""What happened and what was sent: the journal and the outgoing mail. Read, never changed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from applications.accounts.models import User
from applications.backoffice.journal_words import VERBS, changes_of, model_of, object_name, verb_of
from applications.backoffice.list_filters import Choice, ValueFilter
from applications.backoffice.pages import Line, OfferedAct, PageAdmin, Panel
from applications.backoffice.parts import link
from applications.backoffice.scope import agent_of
from applications.backoffice.templatetags.office import tag
from applications.core.dates import datetime_long
from applications.core.jobs import JobStatus
from applications.core.models import AuditEvent, OutgoingEmail
from applications.core.services import retry_job
from applications.dossiers.models import Dossier

PORTAL = "Le portail"
DOSSIER = Dossier._meta.label_lower
JOB_TONES = {JobStatus.PENDING: "wait", JobStatus.RUNNING: "work", JobStatus.DONE: "ok", JobStatus.FAILED: "no"}
UNSHOWN = "Ce courriel contient un code ou un lien secret\u00a0: son texte n’est pas montré, et s’efface après l’envoi."


class VerbFilter(ValueFilter):
    title, parameter_name = "acte", "acte"
    lookup = "verb"

    def offered(self) -> Iterable[Choice]:
        return sorted(VERBS.items(), key=lambda choice: choice[1])


class ActorFilter(ValueFilter):
    """The agents only: what a commune did is found by its dossier."""

    title, parameter_name = "agent", "agent"
    lookup = "actor"

    def offered(self) -> Iterable[Choice]:
        return [(str(user.pk), str(user)) for user in User.objects.filter(is_staff=True)]


@admin.register(AuditEvent)
class EventAdmin(PageAdmin):
    page_template = "backoffice/event.html"
    list_display = ("instant", "author", "act", "about")
    list_filter = (VerbFilter, ActorFilter, ("at", admin.DateFieldListFilter))
    search_fields = ("object_id",)
    search_help_text = "Référence d’un dossier, ou numéro d’un objet"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return AuditEvent.objects.select_related("actor")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find what happened to a dossier, or to the objects of a number."""
        wanted = search_term.strip()
        if not wanted:
            return queryset, False
        dossier = Dossier.objects.filter(reference__iexact=wanted).first()
        if dossier is None:
            return queryset.filter(object_id=wanted), False
        return queryset.filter(object_label=DOSSIER, object_id=str(dossier.pk)), False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Name the dossiers of the page by their references, in one query."""
        changelist = super().get_changelist_instance(request)
        events: list[Any] = list(changelist.result_list)
        keys = {event.object_id for event in events if event.object_label == DOSSIER}
        references = dict(Dossier.objects.filter(pk__in=keys).values_list("pk", "reference"))
        for event in events:
            event.reference = references.get(int(event.object_id)) if event.object_label == DOSSIER else None
        changelist.result_list = events
        return changelist

    def facts(self, obj: AuditEvent) -> Iterable[Line]:
        return (
            ("Date et heure", datetime_long(obj.at)),
            ("Auteur", obj.actor or PORTAL),
            ("Objet", self.target(obj)),
            ("Requête", obj.request_id or "–"),
        )

    def page_context(self, request: HttpRequest, obj: AuditEvent) -> dict[str, Any]:
        return {"title": verb_of(obj), "changes": changes_of(obj), "history_url": ""}

    def target(self, obj: AuditEvent) -> Any:
        """Return a link to the object of an event, or its name when it is gone or has no page."""
        model = model_of(obj)
        found = model._default_manager.filter(pk=obj.object_id).first() if model is not None else None
        return link(found, found) if found is not None else object_name(obj)

    @admin.display(description="date et heure", ordering="pk")
    def instant(self, event: AuditEvent) -> str:
        return f"{timezone.localtime(event.at):%d/%m/%Y %H:%M:%S}"

    @admin.display(description="auteur")
    def author(self, event: AuditEvent) -> str:
        return str(event.actor or PORTAL)

    @admin.display(description="acte", ordering="verb")
    def act(self, event: AuditEvent) -> str:
        return verb_of(event)

    @admin.display(description="objet")
    def about(self, event: Any) -> str:
        return f"Dossier {event.reference}" if event.reference else object_name(event)


class RetryEmail(OfferedAct):
    model = OutgoingEmail
    slug = "relancer"
    permission = "core.retry_job"
    title = "Relancer l’envoi"
    button = "Relancer"
    done = "Le courriel est remis en file."

    @classmethod
    def is_offered(cls, obj: OutgoingEmail) -> bool:
        return obj.job_status == JobStatus.FAILED

    def act(self, form: forms.Form) -> None:
        retry_job(self.object, actor=agent_of(self.request))


class JobFilter(ValueFilter):
    title, parameter_name = "état", "etat"
    lookup = "job_status"

    def offered(self) -> Iterable[Choice]:
        return [(value, str(label)) for value, label in JobStatus.choices]


@admin.register(OutgoingEmail)
class EmailAdmin(PageAdmin):
    acts = (RetryEmail,)
    list_display = ("instant", "to", "subject", "state", "attempts_count", "sent")
    list_filter = (JobFilter, ("created_at", admin.DateFieldListFilter))
    search_fields = ("subject",)
    search_help_text = "Mots de l’objet"
    ordering = ("-pk",)

    def facts(self, obj: OutgoingEmail) -> Iterable[Line]:
        return (
            ("État", job_tag(obj)),
            ("Essais", obj.attempts),
            ("Créé", datetime_long(obj.created_at)),
            ("Terminé", datetime_long(obj.finished_at) if obj.finished_at else "–"),
        )

    def panels(self, obj: OutgoingEmail) -> Iterable[Panel]:
        lines: list[Line] = [
            ("À", ", ".join(obj.recipients)),
            ("De", obj.sender),
            ("Objet", obj.subject),
        ]
        if obj.last_error:
            lines.append(("Dernière erreur", obj.last_error))
        return (Panel("Envoi", lines), Panel("Texte", text=UNSHOWN if obj.holds_secret else obj.text))

    @admin.display(description="créé le", ordering="pk")
    def instant(self, email: OutgoingEmail) -> str:
        return f"{timezone.localtime(email.created_at):%d/%m/%Y %H:%M}"

    @admin.display(description="à")
    def to(self, email: OutgoingEmail) -> str:
        return ", ".join(email.recipients)

    @admin.display(description="état", ordering="job_status")
    def state(self, email: OutgoingEmail) -> SafeString:
        return job_tag(email)

    @admin.display(description="essais", ordering="attempts")
    def attempts_count(self, email: OutgoingEmail) -> int:
        return email.attempts

    @admin.display(description="envoyé le", ordering="finished_at")
    def sent(self, email: OutgoingEmail) -> str:
        return f"{timezone.localtime(email.finished_at):%d/%m/%Y %H:%M}" if email.finished_at else "–"


def job_tag(email: OutgoingEmail) -> SafeString:
    status = JobStatus(email.job_status)
    return tag(JOB_TONES[status], str(capfirst(status.label)))
