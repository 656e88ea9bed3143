"""What the organisation and the Région say to each other: messages, and the asking of an early start."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models

from applications.accounts.models import User
from applications.core.models import StoredFile
from applications.dossiers.models.dossier import Dossier


class Message(models.Model):
    """A message on a dossier, from the organisation or from the Région. Never changed, never deleted."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    from_region = models.BooleanField("écrit par la Région")
    body = models.TextField("message")
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="lu par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ["dossier", "pk"]
        permissions = [("write_message", "Peut écrire à la collectivité")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read_at=None, read_by=None) | models.Q(read_at__isnull=False, read_by__isnull=False),
                name="message_read_by_someone",
                violation_error_message="Un message lu dit par qui.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, message du {self.sent_at:%d/%m/%Y}"


class MessageFileQuerySet(models.QuerySet["MessageFile"]):
    def visible_to(self, user: User | AnonymousUser) -> "MessageFileQuerySet":
        """Keep the files of the dossiers that `user` may see."""
        return self.filter(message__dossier__in=Dossier.objects.visible_to(user))


class MessageFile(models.Model):
    """A file joined to a message."""

    message = models.ForeignKey(Message, verbose_name="message", on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, verbose_name="fichier", on_delete=models.PROTECT, related_name="+")

    objects = MessageFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier d’un message"
        verbose_name_plural = "fichiers des messages"
        ordering = ["message", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "file"],
                name="message_file_once",
                violation_error_message="Ce fichier est déjà joint au message.",
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class EarlyStart(models.Model):
    """The organisation asks to start before the vote; the Région answers. It commits neither to a grant."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="early_starts")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("demandé le", auto_now_add=True)
    starts_on = models.DateField("commencement souhaité")
    reason = models.TextField("pourquoi commencer plus tôt")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="répondu par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    authorised = models.BooleanField("autorisé", null=True, blank=True)
    answer = models.TextField("réponse", blank=True)

    class Meta:
        verbose_name = "démarrage anticipé"
        verbose_name_plural = "démarrages anticipés"
        ordering = ["dossier", "pk"]
        permissions = [("answer_early_start", "Peut répondre à une demande de démarrage anticipé")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(answered_at=None),
                name="early_start_one_open",
                violation_error_message="Une demande de démarrage anticipé attend déjà sa réponse.",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, authorised=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False, authorised__isnull=False),
                name="early_start_whole_answer",
                violation_error_message="Une réponse dit par qui, quand, et oui ou non.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, démarrage souhaité le {self.starts_on:%d/%m/%Y}"
