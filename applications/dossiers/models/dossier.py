"""The dossier itself, its drafts, its filings and its history."""

import secrets

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from applications.accounts.models import User
from applications.accounts.selectors import memberships_of
from applications.calls.models import Measure
from applications.dossiers.enums import Section, Status
from applications.territory.models import Organisation

PUBLIC_ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PUBLIC_ID_LENGTH = 12
UNFILED = [Status.DRAFT, Status.AWAITING_SIGNATURE, Status.ABANDONED]


def random_public_id() -> str:
    """Draw the identifier that a dossier has in addresses: 59 bits, no letter taken for another."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User | AnonymousUser) -> "DossierQuerySet":
        """Keep what `user` may see: the only scope of the portal.

        A member sees the dossiers of the organisations they act for today, drafts included; the Région's agents
        see what was filed, never a draft.
        """
        scope = models.Q(organisation__in=memberships_of(user).values("organisation"))
        if user.is_active and user.is_staff and user.has_perm("dossiers.view_dossier"):
            scope |= ~models.Q(status__in=UNFILED)
        return self.filter(scope)

    def with_parties(self) -> "DossierQuerySet":
        """Join what every list names: the beneficiary, its département, the measure and its call."""
        return self.select_related("organisation__departement", "measure__call")


class Dossier(models.Model):
    """An organisation's application to one measure. `dossiers.services.transition` alone writes its status."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    reference = models.CharField("référence", max_length=30, unique=True, null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name="bénéficiaire", on_delete=models.PROTECT, related_name="+"
    )
    measure = models.ForeignKey(Measure, verbose_name="mesure", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("intitulé du projet", max_length=200, blank=True)
    status = models.CharField("état", max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    published_status = models.CharField(
        "état connu de la collectivité", max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    total_cost = models.DecimalField("coût total HT", max_digits=14, decimal_places=2, null=True, blank=True)
    requested_amount = models.DecimalField("aide demandée", max_digits=14, decimal_places=2, null=True, blank=True)
    search_text = models.TextField("texte de recherche", blank=True, editable=False)
    started_from = models.ForeignKey(
        "self",
        verbose_name="repris du dossier",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="créé par", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)
    submitted_at = models.DateTimeField("déposé le", null=True, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("check_dossier", "Peut se prononcer sur la recevabilité"),
            ("complete_dossier", "Peut demander un complément"),
            ("assign_dossier", "Peut affecter un dossier"),
            ("withdraw_dossier", "Peut retirer un dossier à la demande de la collectivité"),
        ]
        indexes = [
            models.Index(fields=["status", "-submitted_at"], name="dossier_status"),
            models.Index(fields=["-submitted_at", "-id"], name="dossier_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(status__in=UNFILED, reference=None, submitted_at=None)
                    | ~models.Q(status__in=UNFILED) & models.Q(reference__isnull=False, submitted_at__isnull=False)
                ),
                name="dossier_reference_when_filed",
                violation_error_message="Un dossier reçoit sa référence et sa date au dépôt, et seulement là.",
            ),
            models.CheckConstraint(
                condition=models.Q(total_cost=None) | models.Q(total_cost__gt=0),
                name="dossier_cost_positive",
                violation_error_message="Le coût total est supérieur à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"Brouillon {self.public_id}"

    @property
    def label(self) -> str:
        """What a list calls the dossier before and after its project has a title."""
        return self.title or str(self.measure.get_kind_display())

    @property
    def is_draft(self) -> bool:
        return self.status in {Status.DRAFT, Status.AWAITING_SIGNATURE}


class SectionDraft(models.Model):
    """What was last typed in a section, right or wrong, as the form sent it: nothing typed is lost.

    `data` maps a form field's name to the list of its values; `version` grows with each save, and a save made on
    an older one is told so.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="drafts")
    section = models.CharField("section", max_length=20, choices=Section)
    data = models.JSONField("saisie", default=dict)
    version = models.PositiveIntegerField("version", default=1)
    complete = models.BooleanField("terminée", default=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField("le", auto_now=True)

    class Meta:
        verbose_name = "saisie d’une section"
        verbose_name_plural = "saisies des sections"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "section"],
                name="draft_once_per_section",
                violation_error_message="Cette section a déjà une saisie.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, {self.get_section_display()}"


class Filing(models.Model):
    """What was filed, frozen: one at the filing, one per answered completion request. Never changed."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="filings")
    number = models.PositiveSmallIntegerField("numéro")
    filed_at = models.DateTimeField("déposé le")
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="déposé par", on_delete=models.PROTECT, related_name="+"
    )
    electronic_notification = models.BooleanField(
        "accepte la notification électronique", help_text="Accord exprès (CRPA, article R. 112-18)."
    )
    content = models.JSONField("contenu", encoder=DjangoJSONEncoder)
    sha256 = models.CharField("empreinte SHA-256 du contenu", max_length=64)

    class Meta:
        verbose_name = "dépôt"
        verbose_name_plural = "dépôts"
        ordering = ["dossier", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "number"],
                name="filing_number_once",
                violation_error_message="Ce dépôt est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=models.Q(electronic_notification=True),
                name="filing_consent_given",
                violation_error_message="Le dépôt suppose l’accord à la notification électronique.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, dépôt n°\u00a0{self.number}"


class StatusChange(models.Model):
    """One step of a dossier: who, when, from where to where, why. Never changed."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField("date et heure", auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+")
    source = models.CharField("de", max_length=20, choices=Status)
    target = models.CharField("à", max_length=20, choices=Status)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "changement d’état"
        verbose_name_plural = "changements d’état"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.dossier} : {self.get_source_display()} → {self.get_target_display()}"
