"""What the Région's agents think of a dossier: eligible base, scores, proposal."""

from decimal import Decimal

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models

from applications.calls.models import Criterion
from applications.dossiers.models import Dossier, Expense
from applications.review.enums import Advice

MAX_MARK = 5


class Assessment(models.Model):
    """The service's proposal for a dossier. Closed, it no longer changes unless reopened."""

    dossier = models.OneToOneField(
        Dossier, verbose_name="dossier", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    eligible_base = models.DecimalField("assiette éligible HT", max_digits=14, decimal_places=2)
    computed_amount = models.DecimalField("aide calculée", max_digits=14, decimal_places=2)
    breakdown = models.JSONField("limites de l’aide", encoder=DjangoJSONEncoder, default=list)
    proposed_amount = models.DecimalField("aide proposée", max_digits=14, decimal_places=2)
    override_reason = models.TextField("motif de l’écart avec l’aide calculée", blank=True)
    advice = models.CharField("avis", max_length=15, choices=Advice, blank=True)
    advice_text = models.TextField("avis motivé", blank=True)
    mean_score = models.DecimalField("note sur 100", max_digits=5, decimal_places=2, null=True, blank=True)
    score_gap = models.DecimalField("écart entre les notes", max_digits=5, decimal_places=2, null=True, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="évalué par", on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)

    class Meta:
        verbose_name = "évaluation"
        verbose_name_plural = "évaluations"
        permissions = [
            ("assess_dossier", "Peut fixer l’assiette et proposer une aide"),
            ("score_dossier", "Peut noter un dossier"),
            ("close_assessment", "Peut clore une évaluation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed_amount__gte=Decimal(0), proposed_amount__lte=models.F("eligible_base")),
                name="assessment_amount_in_base",
                violation_error_message="L’aide proposée est comprise entre zéro et l’assiette éligible.",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_amount=models.F("computed_amount")) | ~models.Q(override_reason=""),
                name="assessment_override_explained",
                violation_error_message="Un montant différent de l’aide calculée demande un motif écrit.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | (~models.Q(advice="") & models.Q(mean_score__isnull=False)),
                name="assessment_closed_complete",
                violation_error_message="Une évaluation close porte un avis et une note.",
            ),
        ]

    def __str__(self) -> str:
        return f"Évaluation de {self.dossier}"


class EligibleExpense(models.Model):
    """The part of an expense that the Région takes into account, and why not the rest."""

    expense = models.OneToOneField(
        Expense, verbose_name="dépense", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    amount = models.DecimalField("montant éligible HT", max_digits=14, decimal_places=2)
    reason = models.CharField("motif de l’écart", max_length=250, blank=True)

    class Meta:
        verbose_name = "dépense éligible"
        verbose_name_plural = "dépenses éligibles"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="eligible_expense_not_negative",
                violation_error_message="Le montant éligible ne peut pas être négatif.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expense} : {self.amount}"


class Score(models.Model):
    """A reviewer's mark for a criterion, from 0 to 5."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluatrice ou évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    criterion = models.ForeignKey(Criterion, verbose_name="critère", on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField("note", validators=[MaxValueValidator(MAX_MARK)])
    comment = models.TextField("commentaire", blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "note"
        verbose_name_plural = "notes"
        ordering = ["dossier", "reviewer", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "reviewer", "criterion"],
                name="score_once",
                violation_error_message="Ce critère est déjà noté par cette personne.",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=MAX_MARK),
                name="score_range",
                violation_error_message="Une note va de 0 à 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} : {self.value}"
