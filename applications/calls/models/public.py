"""What the public gets of a call: its règlement as a PDF, and a mail when a call opens."""

import secrets

from django.db import models
from django.db.models.functions import Lower

from applications.calls.models.call import Call
from applications.core.jobs import Job
from applications.core.models import StoredFile


class CallRules(Job):
    """A version of a call's règlement, generated from the call's own parameters and frozen as it was published."""

    call = models.ForeignKey(Call, verbose_name="appel", on_delete=models.PROTECT, related_name="rules")
    version = models.PositiveSmallIntegerField("version")
    content = models.JSONField("paramètres publiés")
    published_at = models.DateTimeField("publié le", auto_now_add=True)
    file = models.ForeignKey(
        StoredFile, verbose_name="PDF", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Job.Meta):
        verbose_name = "règlement"
        verbose_name_plural = "règlements"
        ordering = ["call", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "version"],
                name="rules_version_once",
                violation_error_message="Cette version du règlement est déjà publiée.",
            )
        ]

    def __str__(self) -> str:
        return f"Règlement de l’appel {self.call.code}, version {self.version}"


def random_token() -> str:
    return secrets.token_urlsafe(24)


class CallAlert(models.Model):
    """Somebody without an account wants a mail when a call opens; nothing leaves before they confirm the address."""

    email = models.EmailField("adresse électronique")
    token = models.CharField(max_length=40, unique=True, default=random_token, editable=False)
    asked_at = models.DateTimeField("demandé le", auto_now_add=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True, editable=False)

    class Meta:
        verbose_name = "alerte d’ouverture"
        verbose_name_plural = "alertes d’ouverture"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="alert_once_per_address",
                violation_error_message="Cette adresse est déjà inscrite.",
            )
        ]

    def __str__(self) -> str:
        return self.email
