"""Closed lists of the accounts."""

from django.db import models


class Role(models.TextChoices):
    """What a person may do for an organisation: an editor prepares, only a signatory files."""

    EDITOR = "editor", "Rédactrice ou rédacteur"
    SIGNATORY = "signatory", "Signataire"


class RequestState(models.TextChoices):
    """What became of a request to act for an organisation."""

    PENDING = "pending", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"
