"""The scoring grid of a call."""

from django.core.validators import MaxValueValidator
from django.db import models

from applications.calls.models.call import Call


class Criterion(models.Model):
    """A line of the scoring grid: a mark from 0 to 5, weighted so that the grid adds up to 100."""

    call = models.ForeignKey(Call, verbose_name="appel", on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField("code", max_length=20)
    label = models.CharField("intitulé", max_length=200)
    weight = models.PositiveSmallIntegerField("poids", validators=[MaxValueValidator(100)])
    guidance = models.TextField("repères de notation", blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "critère"
        verbose_name_plural = "critères"
        ordering = ["call", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "code"],
                name="criterion_code_once",
                violation_error_message="Cet appel comporte déjà un critère de ce code.",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=100),
                name="criterion_weight_range",
                violation_error_message="Le poids est compris entre 1 et 100.",
            ),
        ]

    def __str__(self) -> str:
        return self.label
