"""The grants, as finance reads them: the decisions that attribute one."""

from typing import ClassVar

from django.db import models

from applications.decisions.enums import DecisionKind
from applications.decisions.models import Decision


class GrantManager(models.Manager["Grant"]):
    def get_queryset(self) -> models.QuerySet["Grant"]:
        return super().get_queryset().filter(kind=DecisionKind.GRANT)


class Grant(Decision):
    """A decision that attributes a grant. Written by `decisions.services`, never here."""

    objects: ClassVar[GrantManager] = GrantManager()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = "subvention"
        verbose_name_plural = "subventions"
        permissions = [("export_grant", "Peut exporter les subventions")]
