"""Documents, completion requests and who follows the dossier."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models

from applications.accounts.models import User
from applications.calls.models import RequiredDocument
from applications.core.models import StoredFile
from applications.dossiers.enums import ReviewState, Section
from applications.dossiers.models.dossier import Dossier


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User | AnonymousUser) -> "AttachmentQuerySet":
        """Keep the documents of the dossiers that `user` may see."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))

    def in_force(self) -> "AttachmentQuerySet":
        """Keep what was not removed or replaced."""
        return self.filter(removed_at=None)


class Attachment(models.Model):
    """A document joined to a dossier. Removing it keeps the row: a filing may have frozen its hash."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="attachments")
    document = models.ForeignKey(RequiredDocument, verbose_name="pièce", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, verbose_name="fichier", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="jointe par", on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("jointe le", auto_now_add=True)
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)
    review_state = models.CharField(
        "examen", max_length=12, choices=ReviewState, default=ReviewState.RECEIVED, editable=False
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["dossier", "document__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                name="attachment_file_once",
                violation_error_message="Ce fichier est déjà joint.",
            )
        ]

    def __str__(self) -> str:
        return self.file.name

    @property
    def public_security(self) -> bool:
        return self.document.public_security


class CompletionRequest(models.Model):
    """The Région asks for what is missing: the exact list, each with its reason, until a day."""

    dossier = models.ForeignKey(
        Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="completion_requests"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField("demandé le", auto_now_add=True)
    due_on = models.DateField("à rendre avant le")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de complément"
        verbose_name_plural = "demandes de complément"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(answered_at=None),
                name="completion_one_open",
                violation_error_message="Une demande de complément attend déjà la réponse de la collectivité.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, complément demandé le {self.requested_at:%d/%m/%Y}"

    def is_late(self, today: date) -> bool:
        return self.answered_at is None and today > self.due_on


class CompletionItem(models.Model):
    """One thing asked: a section to correct or a document to join, and why. Only these open again."""

    request = models.ForeignKey(
        CompletionRequest, verbose_name="demande", on_delete=models.CASCADE, related_name="items"
    )
    section = models.CharField("section", max_length=20, choices=Section, blank=True)
    document = models.ForeignKey(
        RequiredDocument,
        verbose_name="pièce",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField("motif")

    class Meta:
        verbose_name = "élément demandé"
        verbose_name_plural = "éléments demandés"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(section="", document__isnull=False) | ~models.Q(section="") & models.Q(document=None)
                ),
                name="completion_item_one_target",
                violation_error_message="Un élément demandé est une section ou une pièce, pas les deux.",
            )
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
