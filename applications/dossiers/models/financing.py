"""The two sides of the financing plan, in euros excluding tax."""

from django.core.validators import MinValueValidator
from django.db import models

from applications.dossiers.enums import FunderKind, FundingState
from applications.dossiers.models.dossier import Dossier


class Expense(models.Model):
    """A line of expense."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="expenses")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("dépense", max_length=160)
    amount = models.DecimalField("montant HT", max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = "dépense"
        verbose_name_plural = "dépenses"
        ordering = ["dossier", "position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="expense_positive",
                violation_error_message="Le montant d’une dépense est supérieur à zéro.",
            ),
            models.UniqueConstraint(
                fields=["dossier", "position"],
                name="expense_position_once",
                violation_error_message="Deux dépenses ont le même rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Funding(models.Model):
    """A line of funding: the Région's grant, another funder's, or the organisation's own share."""

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="fundings")
    position = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("financeur", max_length=20, choices=FunderKind)
    label = models.CharField("précision", max_length=160, blank=True)
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    state = models.CharField("situation", max_length=10, choices=FundingState)

    class Meta:
        verbose_name = "financement"
        verbose_name_plural = "financements"
        ordering = ["dossier", "position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="funding_not_negative",
                violation_error_message="Le montant d’un financement ne peut pas être négatif.",
            ),
            models.UniqueConstraint(
                fields=["dossier", "position"],
                name="funding_position_once",
                violation_error_message="Deux financements ont le même rang.",
            ),
            models.UniqueConstraint(
                fields=["dossier", "kind"],
                condition=models.Q(kind__in=[FunderKind.REGION, FunderKind.OWN]),
                name="funding_single_lines",
                violation_error_message="L’aide de la Région et la part de la collectivité ont chacune une ligne.",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.get_kind_display())
