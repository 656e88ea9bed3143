"""Closed lists of the calls."""

from django.db.models import TextChoices


class MeasureKind(TextChoices):
    """The three grants of the regional plan."""

    MOBILE_POST = "mobile_post", "Poste mobile"
    PREMISES = "premises", "Locaux de police"
    PUBLIC_SPACE = "public_space", "Espace public"

    @property
    def code(self) -> str:
        """The letters of a reference: « PM » in « LRVP-2026-PM-0001 »."""
        return {"mobile_post": "PM", "premises": "LOC", "public_space": "EP"}[self.value]

    @property
    def long_label(self) -> str:
        """The measure as the call names it."""
        return {
            "mobile_post": "Acquisition de postes mobiles de police municipale",
            "premises": "Rénovation ou création de locaux de police municipale et intercommunale",
            "public_space": "Aménagement de l’espace public pour la prévention et la sécurité",
        }[self.value]


class DocumentCondition(TextChoices):
    """When a measure's document is owed."""

    ALWAYS = "always", "Toujours"
    OPTIONAL = "optional", "Facultative"
    COORDINATION = "coordination", "Si une convention de coordination est signée"
    CAMERAS = "cameras", "Si le projet comporte des caméras"
    LEASED = "leased", "Si les locaux sont loués ou mis à disposition"
    PERMIT = "permit", "Si l’autorisation d’urbanisme est obtenue"
    ROADWAY = "roadway", "Si la permission de voirie est obtenue"
    SAFETY_OPINION = "safety_opinion", "Si l’avis du référent sûreté est rendu"
    OBTAINED_FUNDING = "obtained_funding", "Si un cofinancement est obtenu"


class StartRule(TextChoices):
    """When works may start without losing the grant, as the call's règlement says."""

    AFTER_FILING = "after_filing", "Dès le dépôt du dossier"
    AFTER_AUTHORISATION = "after_authorisation", "Après une autorisation de démarrage anticipé"
    AFTER_VOTE = "after_vote", "Après le vote, sauf autorisation de démarrage anticipé"


class QuestionKind(TextChoices):
    """What an administrator's own question expects for an answer."""

    TEXT = "text", "Texte"
    NUMBER = "number", "Nombre entier"
    AMOUNT = "amount", "Montant en euros"
    DATE = "date", "Date"
    YES_NO = "yes_no", "Oui ou non"
    CHOICE = "choice", "Choix dans une liste"
    FILE = "file", "Fichier à joindre"


class FundingSide(TextChoices):
    """What a funder's money is to the rules of the aid (CGCT, articles L. 1111-10 III and L. 5214-16 V)."""

    REGION = "region", "Région"
    PUBLIC = "public", "Autre aide publique"
    EPCI = "epci", "Fonds de concours"
    PRIVATE = "private", "Financement privé"
    OWN = "own", "Autofinancement"
