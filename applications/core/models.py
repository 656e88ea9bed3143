"""Stored files, outgoing mail, audit events, gap-less sequences."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from applications.core.jobs import Job


class AuditEvent(models.Model):
    """An act, as it happened. Never changed, never deleted."""

    at = models.DateTimeField("date et heure", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    verb = models.CharField("acte", max_length=80)
    object_label = models.CharField("type d’objet", max_length=80, blank=True)
    object_id = models.CharField("identifiant", max_length=40, blank=True)
    before = models.JSONField("avant", default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("après", default=dict, blank=True, encoder=DjangoJSONEncoder)
    request_id = models.CharField("requête", max_length=80, blank=True)

    class Meta:
        verbose_name = "événement du journal"
        verbose_name_plural = "événements du journal"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["object_label", "object_id"], name="audit_object"),
            models.Index(fields=["-at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} ({self.object_label} {self.object_id})"


def stored_file_path(stored_file: "StoredFile", filename: str) -> str:
    """Place a file under its own identifier: nothing of what was typed reaches the file system."""
    identifier = stored_file.pk.hex
    return f"{identifier[:2]}/{identifier}"


class StoredFile(models.Model):
    """The bytes of a document, checked and hashed. Owners point to it; `core:file` asks them who may read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField("fichier", upload_to=stored_file_path, max_length=60)
    name = models.CharField("nom", max_length=150)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    media_type = models.CharField("type", max_length=80)
    size = models.PositiveIntegerField("taille en octets")
    pages = models.PositiveIntegerField("nombre de pages", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "fichier"
        verbose_name_plural = "fichiers"
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class PendingUpload(models.Model):
    """A file on its way, piece by piece: what has arrived stays when the line is cut, until it is whole or forgotten.

    `target` says what the file is for, as its owner wrote it; the pieces lie in the storage under `prefix`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="envoyé par", on_delete=models.CASCADE, related_name="+"
    )
    target = models.CharField("destination", max_length=120)
    name = models.CharField("nom", max_length=255)
    size = models.PositiveIntegerField("taille annoncée, en octets")
    received = models.PositiveIntegerField("octets reçus", default=0)
    pieces = models.PositiveIntegerField("morceaux reçus", default=0)
    created_at = models.DateTimeField("commencé le", auto_now_add=True)
    updated_at = models.DateTimeField("dernier morceau le", auto_now=True)

    class Meta:
        verbose_name = "envoi en cours"
        verbose_name_plural = "envois en cours"
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["updated_at"], name="upload_stale")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")),
                name="upload_not_too_long",
                violation_error_message="Cet envoi dépasse la taille annoncée.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """Where its pieces lie in the storage."""
        return f"envois/{self.pk.hex}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size


class OutgoingEmail(Job):
    """A mail to send, as a row: nothing is lost when the queue or the mail server is away."""

    recipients = models.JSONField("destinataires", default=list)
    sender = models.CharField("expéditeur", max_length=254)
    subject = models.CharField("objet", max_length=250)
    text = models.TextField("texte")
    html = models.TextField("texte mis en forme", blank=True)
    about_label = models.CharField("type d’objet", max_length=80, blank=True)
    about_id = models.CharField("identifiant", max_length=40, blank=True)
    holds_secret = models.BooleanField("contient un secret", default=False)

    class Meta(Job.Meta):
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-pk"]
        permissions = [("retry_job", "Peut relancer un traitement en échec")]
        indexes = [
            *Job.Meta.indexes,
            models.Index(fields=["about_label", "about_id"], name="mail_about"),
        ]

    def __str__(self) -> str:
        return self.subject


class Sequence(models.Model):
    """The last number given under a name; see `core.sequences.next_number`."""

    name = models.CharField("nom", max_length=60, unique=True)
    value = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "suite de numéros"
        verbose_name_plural = "suites de numéros"

    def __str__(self) -> str:
        return f"{self.name} : {self.value}"
