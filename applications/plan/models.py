"""The regional security plan, of which a call serves one axis."""

from django.db import models


class Axis(models.Model):
    """A line of action of the plan « La Région vous protège »."""

    code = models.SlugField("code", max_length=20, unique=True)
    name = models.CharField("intitulé", max_length=200)
    position = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "axe du plan"
        verbose_name_plural = "axes du plan"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name
