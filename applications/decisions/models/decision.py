"""The numbered decision that a vote becomes, and its letter."""

from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from applications.accounts.models import User
from applications.core.jobs import Job
from applications.core.models import StoredFile
from applications.decisions.enums import DecisionKind
from applications.decisions.models.session import Vote
from applications.dossiers.models import Dossier


class SigningAuthority(models.Model):
    """Who answers for the decisions: name, quality and service, by a delegation, between two days."""

    name = models.CharField("prénom et nom", max_length=120)
    quality = models.CharField("qualité", max_length=200)
    service = models.CharField("service", max_length=200)
    delegation = models.CharField(
        "arrêté de délégation", max_length=200, help_text="« n°\u00a0… du … », tel que les lettres le citent."
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "autorité signataire"
        verbose_name_plural = "autorités signataires"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="authority_dates_ordered",
                violation_error_message="La date de fin précède la date de début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.quality}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def with_parties(self) -> "DecisionQuerySet":
        """Join what every list of decisions names."""
        return self.select_related(
            "dossier__organisation__departement",
            "dossier__organisation__commune__epci",
            "dossier__organisation__epci",
            "dossier__measure__call",
            "vote__item__session",
            "letter__file",
        )


class Decision(models.Model):
    """An act, numbered without gaps within its year. `content` freezes what its letter says."""

    year = models.PositiveSmallIntegerField("année")
    rank = models.PositiveIntegerField("rang")
    kind = models.CharField("nature", max_length=10, choices=DecisionKind)
    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="+")
    vote = models.OneToOneField(Vote, verbose_name="vote", on_delete=models.PROTECT, related_name="decision")
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2)
    authority = models.ForeignKey(
        SigningAuthority, verbose_name="autorité signataire", on_delete=models.PROTECT, related_name="+"
    )
    content = models.JSONField("contenu de la lettre", encoder=DjangoJSONEncoder)
    decided_on = models.DateField("prise le")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["-year", "-rank"]
        permissions = [("notify_decision", "Peut notifier une décision")]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "rank"],
                name="decision_number_once",
                violation_error_message="Ce numéro de décision est déjà pris.",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(kind=DecisionKind.GRANT, amount__gt=Decimal(0))
                    | models.Q(kind=DecisionKind.REFUSAL, amount=Decimal(0))
                ),
                name="decision_amount_when_granted",
                violation_error_message="Seule une attribution a un montant.",
            ),
        ]

    def __str__(self) -> str:
        return f"Décision n°\u00a0{self.number}"

    @property
    def number(self) -> str:
        return f"{self.year}-{self.rank:04d}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User | AnonymousUser) -> "LetterQuerySet":
        """Keep the letters of visible dossiers: all for the Région's agents, the notified ones for others."""
        letters = self.filter(decision__dossier__in=Dossier.objects.visible_to(user))
        if user.is_staff and user.has_perm("decisions.view_decision"):
            return letters
        return letters.exclude(notified_at=None)


class Letter(Job):
    """The decision's PDF: rendered once by a worker, then notified. Never rendered again after that."""

    decision = models.OneToOneField(Decision, verbose_name="décision", on_delete=models.PROTECT, related_name="letter")
    file = models.OneToOneField(
        StoredFile, verbose_name="fichier", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notified_at = models.DateTimeField("notifiée le", null=True, blank=True)
    notified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="notifiée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = LetterQuerySet.as_manager()

    class Meta(Job.Meta):
        verbose_name = "lettre"
        verbose_name_plural = "lettres"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(notified_at=None) | models.Q(file__isnull=False, notified_by__isnull=False),
                name="letter_notified_once_rendered",
                violation_error_message="Une lettre se notifie une fois le PDF prêt.",
            )
        ]

    def __str__(self) -> str:
        return f"Lettre de la {self.decision}"
