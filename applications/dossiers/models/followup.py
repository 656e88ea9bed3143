"""What happens around a dossier: hand-overs, completion requests, reminders, who follows it."""

from datetime import date

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from applications.calls.models import RequiredDocument
from applications.dossiers.enums import ReminderKind, Section
from applications.dossiers.models.dossier import Dossier


class HandOver(models.Model):
    """The editor hands a draft to the signatories; one of them files it or sends it back with a comment.

    `content` is what the draft said then (`SectionDraft.data` by section, the joined files), for the next reading to
    show what changed since.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="hand_overs")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="transmis par", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("transmis le", auto_now_add=True)
    message = models.TextField("message", blank=True)
    content = models.JSONField("contenu", default=dict, encoder=DjangoJSONEncoder)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="rendu par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    returned_at = models.DateTimeField("rendu le", null=True, blank=True)
    comment = models.TextField("commentaire", blank=True)

    class Meta:
        verbose_name = "transmission"
        verbose_name_plural = "transmissions"
        ordering = ["dossier", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(returned_at=None),
                name="hand_over_one_open",
                violation_error_message="Ce dossier est déjà transmis.",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_at=None, returned_by=None)
                | models.Q(returned_at__isnull=False, returned_by__isnull=False),
                name="hand_over_returned_by_someone",
                violation_error_message="Une transmission rendue dit par qui.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, transmis le {self.at:%d/%m/%Y}"


class CompletionRequestQuerySet(models.QuerySet["CompletionRequest"]):
    def waiting(self) -> "CompletionRequestQuerySet":
        """Keep those that the organisation may still answer."""
        return self.filter(answered_at=None, closed_at=None)


class CompletionRequest(models.Model):
    """The Région asks for what is missing: the exact list, each with its reason, until a day.

    `closed_at` ends a request that nobody answered: the dossier went its way without it.
    """

    dossier = models.ForeignKey(
        Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="completion_requests"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField("demandé le", auto_now_add=True)
    due_on = models.DateField("à rendre avant le")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    closed_at = models.DateTimeField("close sans réponse le", null=True, blank=True)

    objects = CompletionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de complément"
        verbose_name_plural = "demandes de complément"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(answered_at=None, closed_at=None),
                name="completion_one_open",
                violation_error_message="Une demande de complément attend déjà la réponse de la collectivité.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, complément demandé le {self.requested_at:%d/%m/%Y}"

    def is_late(self, today: date) -> bool:
        return self.answered_at is None and self.closed_at is None and today > self.due_on


class CompletionItem(models.Model):
    """One thing asked: a field or a section to correct, or a document to join, and why. Only these open again.

    `confirmation` is what the organisation writes when the answer that it filed is right as it is.
    """

    request = models.ForeignKey(
        CompletionRequest, verbose_name="demande", on_delete=models.CASCADE, related_name="items"
    )
    section = models.CharField("section", max_length=20, choices=Section, blank=True)
    field = models.CharField("champ", max_length=60, blank=True, help_text="Vide\u00a0: toute la section.")
    document = models.ForeignKey(
        RequiredDocument,
        verbose_name="pièce",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField("motif")
    confirmation = models.TextField("confirmé sans changement", blank=True)

    class Meta:
        verbose_name = "élément demandé"
        verbose_name_plural = "éléments demandés"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(section="", field="", document__isnull=False)
                    | ~models.Q(section="") & models.Q(document=None)
                ),
                name="completion_item_one_target",
                violation_error_message="Un élément demandé est une section ou une pièce, pas les deux.",
            ),
            models.UniqueConstraint(
                fields=["request", "section", "field"],
                condition=models.Q(document=None),
                name="completion_item_answer_once",
                violation_error_message="Cette réponse est déjà demandée.",
            ),
            models.UniqueConstraint(
                fields=["request", "document"],
                condition=models.Q(document__isnull=False),
                name="completion_item_document_once",
                violation_error_message="Cette pièce est déjà demandée.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document) if self.document else str(self.get_section_display())


class Assignment(models.Model):
    """An agent of the Région follows the dossier."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="agent", on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField("affecté le", auto_now_add=True)

    class Meta:
        verbose_name = "affectation"
        verbose_name_plural = "affectations"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "user"],
                name="assignment_once",
                violation_error_message="Ce dossier est déjà affecté à cette personne.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, {self.user}"


class Reminder(models.Model):
    """A reminder that was sent: of a kind, for an instant (a closing, a deadline), once."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("rappel", max_length=20, choices=ReminderKind)
    about = models.DateTimeField("échéance")
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)

    class Meta:
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind", "about"],
                name="reminder_once",
                violation_error_message="Ce rappel est déjà envoyé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, {self.get_kind_display()}"
