"""Closed lists of the review."""

from django.db import models


class Advice(models.TextChoices):
    """What the service proposes to the commission."""

    FAVOURABLE = "favourable", "Favorable"
    RESERVED = "reserved", "Favorable avec réserve"
    UNFAVOURABLE = "unfavourable", "Défavorable"
