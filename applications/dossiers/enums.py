"""Closed lists of the dossier: its states, its sections, its funders, and the answers to its questions."""

from django.db.models import TextChoices

from applications.calls.enums import FundingSide


class Status(TextChoices):
    """Where a dossier stands for the Région. What the organisation may know is `published_status`."""

    DRAFT = "draft", "Brouillon"
    AWAITING_SIGNATURE = "awaiting_signature", "À signer"
    SUBMITTED = "submitted", "Déposé"
    INCOMPLETE = "incomplete", "À compléter"
    ADMISSIBLE = "admissible", "En instruction"
    INADMISSIBLE = "inadmissible", "Irrecevable"
    ASSESSED = "assessed", "Instruit"
    SCHEDULED = "scheduled", "Inscrit en commission"
    ADJOURNED = "adjourned", "Ajourné"
    GRANTED = "granted", "Accordé"
    REFUSED = "refused", "Refusé"
    SETTLED = "settled", "Soldé"
    LAPSED = "lapsed", "Caduc"
    CANCELLED = "cancelled", "Annulé"
    WITHDRAWN = "withdrawn", "Retiré"
    ABANDONED = "abandoned", "Abandonné"

    @property
    def is_filed(self) -> bool:
        """Whether the Région has received the dossier."""
        return self not in {Status.DRAFT, Status.AWAITING_SIGNATURE, Status.ABANDONED}

    @property
    def is_final(self) -> bool:
        """Whether no act can change it any more."""
        return self in {Status.SETTLED, Status.LAPSED, Status.CANCELLED, Status.WITHDRAWN, Status.ABANDONED}


class Section(TextChoices):
    """The parts of the form, in order."""

    CONTACT = "contact", "La collectivité et les contacts"
    PROJECT = "project", "Le projet et le besoin"
    DETAILS = "details", "La mesure"
    FINANCING = "financing", "Le plan de financement"
    DOCUMENTS = "documents", "Les pièces"


class FunderKind(TextChoices):
    """Who brings money to a project. A loan and the VAT fund (FCTVA) are the organisation's own money."""

    REGION = "region", "Région Occitanie"
    DEPARTMENT = "department", "Département"
    EPCI = "epci", "Intercommunalité (fonds de concours)"
    STATE_DETR = "state_detr", "État – DETR"
    STATE_DSIL = "state_dsil", "État – DSIL"
    STATE_FIPD = "state_fipd", "État – FIPD"
    STATE_DPV = "state_dpv", "État – DPV (politique de la ville)"
    POLICE_FINES = "police_fines", "Amendes de police"
    EUROPE = "europe", "Union européenne"
    OTHER_PUBLIC = "other_public", "Autre financeur public"
    PRIVATE = "private", "Financeur privé"
    OWN = "own", "Autofinancement"

    @property
    def side(self) -> FundingSide:
        """What this money is to the rules of the aid."""
        sides = {
            FunderKind.REGION: FundingSide.REGION,
            FunderKind.EPCI: FundingSide.EPCI,
            FunderKind.PRIVATE: FundingSide.PRIVATE,
            FunderKind.OWN: FundingSide.OWN,
        }
        return sides.get(self, FundingSide.PUBLIC)

    @property
    def is_public(self) -> bool:
        """Whether it is a grant of a public body, the Région's included: what may not exceed 80 % in all."""
        return self.side in {FundingSide.REGION, FundingSide.PUBLIC, FundingSide.EPCI}

    @property
    def is_state(self) -> bool:
        return self.value.startswith("state_")


class FundingState(TextChoices):
    """Where a funding stands; only the organisation's own is voted by its own council."""

    REQUESTED = "requested", "Sollicitée"
    OBTAINED = "obtained", "Obtenue"
    REFUSED = "refused", "Refusée"
    VOTED = "voted", "Délibérée"

    @property
    def counts(self) -> bool:
        """Whether the money is part of the plan: a refused funding is kept for memory only."""
        return self is not FundingState.REFUSED

    @classmethod
    def allowed_for(cls, kind: FunderKind) -> tuple["FundingState", ...]:
        """Return the states that a funder of this kind may have; the Région's aid is always asked for."""
        if kind is FunderKind.OWN:
            return (cls.VOTED,)
        if kind is FunderKind.REGION:
            return (cls.REQUESTED,)
        return (cls.REQUESTED, cls.OBTAINED, cls.REFUSED)


class ReviewState(TextChoices):
    """What the Région says of a document."""

    RECEIVED = "received", "Reçue"
    ACCEPTED = "accepted", "Acceptée"
    TO_REPLACE = "to_replace", "À remplacer"


class GeneratedKind(TextChoices):
    """What the portal writes from a filing, so that nobody types it twice."""

    RECEIPT = "receipt", "Accusé de réception"
    REQUEST_LETTER = "request_letter", "Lettre de demande"
    FINANCING_PLAN = "financing_plan", "Plan de financement"
    CALENDAR = "calendar", "Calendrier de l’opération"
    NOT_STARTED = "not_started", "Attestation de non-commencement"
    VAT = "vat", "Attestation relative à la TVA"


class ReminderKind(TextChoices):
    """What a reminder by mail is about."""

    CLOSING_7_DAYS = "closing_7_days", "Clôture dans sept jours"
    CLOSING_2_DAYS = "closing_2_days", "Clôture dans deux jours"
    CLOSING_24_HOURS = "closing_24_hours", "Clôture dans vingt-quatre heures"
    COMPLETION_7_DAYS = "completion_7_days", "Complément à rendre dans sept jours"
    COMPLETION_2_DAYS = "completion_2_days", "Complément à rendre dans deux jours"
    COMPLETION_LATE = "completion_late", "Complément en retard"
    FOLLOWING_7_DAYS = "following_7_days", "Pièce à suivre dans sept jours"


class PoliceForce(TextChoices):
    """The police force that serves the organisation (CSI, articles L. 511-1, L. 512-1 and L. 512-2)."""

    NONE = "none", "Aucune"
    MUNICIPAL = "municipal", "Police municipale de la commune"
    SHARED = "shared", "Police municipale mise en commun avec d’autres communes"
    INTERCOMMUNAL = "intercommunal", "Police intercommunale"


class VehicleKind(TextChoices):
    VAN = "van", "Fourgon ou fourgonnette"
    MINIBUS = "minibus", "Minibus"
    TRUCK = "truck", "Camion"
    TRAILER = "trailer", "Remorque"
    OTHER = "other", "Autre"


class Energy(TextChoices):
    ELECTRIC = "electric", "Électrique"
    HYBRID = "hybrid", "Hybride"
    PETROL = "petrol", "Essence"
    DIESEL = "diesel", "Gazole"
    OTHER = "other", "Autre"


class Purchase(TextChoices):
    """How the vehicle is acquired: a rent without purchase is no investment."""

    NEW = "new", "Achat neuf"
    USED = "used", "Achat d’occasion"
    LEASE_PURCHASE = "lease_purchase", "Location avec option d’achat"
    CONVERSION = "conversion", "Transformation d’un véhicule de la collectivité"


class PremisesNature(TextChoices):
    RENOVATION = "renovation", "Rénovation de locaux existants"
    CREATION = "creation", "Création de locaux"
    NEW_UNIT = "new_unit", "Nouvelle unité de proximité"


class Occupancy(TextChoices):
    OWNED = "owned", "Propriété de la collectivité"
    LEASED = "leased", "Location"
    LENT = "lent", "Mise à disposition"


class Accessibility(TextChoices):
    """Access of disabled persons to premises open to the public."""

    COMPLIANT = "compliant", "Déjà conforme"
    WORKS = "works", "Mise en conformité par le projet"
    EXEMPTED = "exempted", "Dérogation obtenue"
    NOT_PUBLIC = "not_public", "Sans accueil du public"


class Permit(TextChoices):
    """Where an authorisation to build or to occupy the road stands."""

    NOT_NEEDED = "not_needed", "Non nécessaire"
    TO_REQUEST = "to_request", "À demander"
    REQUESTED = "requested", "Demandée"
    GRANTED = "granted", "Obtenue"


class Opinion(TextChoices):
    """Where an opinion or an authorisation of the State stands."""

    TO_REQUEST = "to_request", "À demander"
    REQUESTED = "requested", "Demande en cours"
    OBTAINED = "obtained", "Réponse obtenue"


class Works(TextChoices):
    LIGHTING = "lighting", "Éclairage"
    ROADWAY = "roadway", "Voirie, cheminements et visibilité"
    PROTECTION = "protection", "Protection contre les véhicules"
    FURNITURE = "furniture", "Mobilier et aménagements urbains"
    CAMERAS = "cameras", "Vidéoprotection"
    SEVERAL = "several", "Plusieurs natures de travaux"
