"""Closed lists of the votes and decisions."""

from django.db import models


class Outcome(models.TextChoices):
    GRANTED = "granted", "Accordé"
    REFUSED = "refused", "Refusé"
    ADJOURNED = "adjourned", "Ajourné"


class DecisionKind(models.TextChoices):
    GRANT = "grant", "Attribution"
    REFUSAL = "refusal", "Refus"


class Motive(models.TextChoices):
    """Why a grant is refused; given, a motive must be exact, so it is chosen, then completed."""

    ENVELOPE_SPENT = "envelope_spent", "Enveloppe épuisée par des dossiers mieux classés"
    SCORE_TOO_LOW = "score_too_low", "Note inférieure au seuil fixé par le règlement"
    NEED_NOT_SHOWN = "need_not_shown", "Besoin insuffisamment établi"
    OUT_OF_SCOPE = "out_of_scope", "Projet étranger aux objectifs de la mesure"
    PLAN_NOT_SOUND = "plan_not_sound", "Plan de financement insuffisamment assuré"
