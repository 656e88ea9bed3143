"""Closed lists of the accounts."""

from django.db import models


class Role(models.TextChoices):
    """What a person may do for an organisation: an editor prepares, only a signatory files."""

    EDITOR = "editor", "Rédactrice ou rédacteur"
    SIGNATORY = "signatory", "Signataire"
