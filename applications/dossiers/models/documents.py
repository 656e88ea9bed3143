"""What is joined to a dossier, what is promised for later, and what the portal writes by itself."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models

from applications.accounts.models import User
from applications.calls.models import RequiredDocument
from applications.core.jobs import Job
from applications.core.models import StoredFile
from applications.dossiers.enums import GeneratedKind, ReviewState
from applications.dossiers.models.dossier import Dossier, Filing


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User | AnonymousUser) -> "AttachmentQuerySet":
        """Keep the documents of the dossiers that `user` may see."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))

    def in_force(self) -> "AttachmentQuerySet":
        """Keep what was not removed or replaced."""
        return self.filter(removed_at=None)


class Attachment(models.Model):
    """A document joined to a dossier. Removing it keeps the row: a filing may have frozen its hash.

    The same stored file may serve two dossiers of one organisation: a document is asked for once.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="attachments")
    document = models.ForeignKey(RequiredDocument, verbose_name="pièce", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, verbose_name="fichier", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("nom vu par la Région", max_length=150, blank=True)
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
                fields=["dossier", "document", "file"],
                condition=models.Q(removed_at=None),
                name="attachment_file_once",
                violation_error_message="Ce fichier est déjà joint à cette pièce.",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.file.name

    @property
    def public_security(self) -> bool:
        return self.document.public_security


class DocumentPromise(models.Model):
    """A document that will follow the filing, until the day the call allows (`Call.follow_until`)."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="promises")
    document = models.ForeignKey(RequiredDocument, verbose_name="pièce", on_delete=models.PROTECT, related_name="+")
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="annoncée par", on_delete=models.PROTECT, related_name="+"
    )
    promised_at = models.DateTimeField("annoncée le", auto_now_add=True)

    class Meta:
        verbose_name = "pièce à suivre"
        verbose_name_plural = "pièces à suivre"
        ordering = ["dossier", "document"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "document"],
                name="promise_once",
                violation_error_message="Cette pièce est déjà annoncée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, {self.document}"


class GeneratedDocumentQuerySet(models.QuerySet["GeneratedDocument"]):
    def visible_to(self, user: User | AnonymousUser) -> "GeneratedDocumentQuerySet":
        """Keep the documents of the dossiers that `user` may see."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))


class GeneratedDocument(Job):
    """A PDF that the portal writes from a filing, never asked of anybody: the receipt, the letter, the statements."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="generated")
    filing = models.ForeignKey(Filing, verbose_name="dépôt", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("document", max_length=20, choices=GeneratedKind)
    file = models.ForeignKey(
        StoredFile, verbose_name="PDF", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = GeneratedDocumentQuerySet.as_manager()

    class Meta(Job.Meta):
        verbose_name = "document produit par le portail"
        verbose_name_plural = "documents produits par le portail"
        ordering = ["dossier", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "kind"],
                name="generated_once_per_filing",
                violation_error_message="Ce document existe déjà pour ce dépôt.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.filing}"
