"""Kinds of territory and of organisation."""

from django.db.models import TextChoices

REGION_CODE = "76"


class EpciKind(TextChoices):
    CC = "CC", "communauté de communes"
    CA = "CA", "communauté d’agglomération"
    CU = "CU", "communauté urbaine"
    METRO = "METRO", "métropole"


class OrganisationKind(TextChoices):
    COMMUNE = "commune", "commune"
    EPCI = "epci", "intercommunalité"
