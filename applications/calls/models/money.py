"""The money of a measure, year by year."""

from decimal import Decimal

from django.db import models

from applications.calls.models.call import Measure

ZERO = Decimal(0)


class Envelope(models.Model):
    """The money of a measure for one year. `voted` is written by the recorded votes alone."""

    measure = models.ForeignKey(Measure, verbose_name="mesure", on_delete=models.PROTECT, related_name="envelopes")
    year = models.PositiveSmallIntegerField("exercice")
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2)
    voted = models.DecimalField("déjà voté", max_digits=14, decimal_places=2, default=ZERO, editable=False)

    class Meta:
        verbose_name = "enveloppe"
        verbose_name_plural = "enveloppes"
        ordering = ["-year", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year"],
                name="envelope_once_per_year",
                violation_error_message="Cette mesure a déjà une enveloppe pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=models.Q(voted__gte=ZERO, voted__lte=models.F("amount")),
                name="envelope_not_overspent",
                violation_error_message="L’enveloppe ne peut pas être dépassée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.year}"

    @property
    def left(self) -> Decimal:
        return self.amount - self.voted
