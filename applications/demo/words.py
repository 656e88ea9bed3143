"""What the demonstration's dossiers say: one plausible text per measure, the same for every town."""

from typing import Any

from applications.calls.enums import MeasureKind

NEEDS = {
    MeasureKind.MOBILE_POST: (
        """Les agents reçoivent aujourd’hui le public en un seul lieu, loin des quartiers et des marchés.
Le diagnostic local relève des incivilités répétées et une attente de présence, surtout l’été.""",
        """Aller vers les habitants, au moins trois demi-journées par semaine, et recevoir sur place.""",
    ),
    MeasureKind.PREMISES: (
        """Les locaux actuels n’ont ni accueil confidentiel ni vestiaires séparés, et leur accès n’est pas protégé.
Le diagnostic partagé avec les forces de l’État recommande de les reprendre.""",
        """Accueillir le public et les victimes dans de bonnes conditions, protéger les agents et leur matériel.""",
    ),
    MeasureKind.PUBLIC_SPACE: (
        """Le lieu est mal éclairé et ses accès sont mal maîtrisés.
Le diagnostic local y relève des dégradations et un sentiment d’insécurité à la tombée de la nuit.""",
        """Rendre le lieu visible et praticable à toute heure, séparer piétons et véhicules.""",
    ),
}
DETAILS: dict[str, dict[str, Any]] = {
    MeasureKind.MOBILE_POST: {
        "vehicle": "van",
        "energy": "electric",
        "purchase": "new",
        "equipment": "Bureau d’accueil, espace confidentiel, informatique embarquée, radio.",
        "accessible": True,
        "territory": "Centre, quartiers et hameaux\u00a0; marchés et fêtes votives.",
        "communes_served": 1,
        "weekly_hours": 24,
        "officers_on_board": 2,
    },
    MeasureKind.PREMISES: {
        "nature": "renovation",
        "address": "Place de la Mairie",
        "surface": 180,
        "officers_hosted": 6,
        "public_reception": True,
        "occupancy": "owned",
        "accessibility": "works",
        "permit": "granted",
    },
    MeasureKind.PUBLIC_SPACE: {
        "works": "several",
        "description": "Éclairage à détection, reprise des cheminements, bornes.",
        "address": "Place centrale et ses abords",
        "safety_opinion": "obtained",
        "cameras": False,
        "roadway_permission": "not_needed",
    },
}


def project_of(kind: str) -> dict[str, Any]:
    need, aims = NEEDS[MeasureKind(kind)]
    return {"need": need, "aims": aims, "works_started": False, "vat_recovered": True}


def details_of(kind: str) -> dict[str, Any]:
    return DETAILS[kind]
