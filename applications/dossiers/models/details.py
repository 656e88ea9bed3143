"""What the commune says of itself, of its project and of what its measure asks, once a section is right."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from applications.dossiers.enums import (
    Accessibility,
    Energy,
    Occupancy,
    Opinion,
    Permit,
    PoliceForce,
    PremisesNature,
    Purchase,
    VehicleKind,
    Works,
)
from applications.dossiers.models.dossier import Dossier

MAX_LATITUDE, MAX_LONGITUDE = 90, 180


class Details(models.Model):
    """A section's typed values: one row per dossier, written when the section validates."""

    dossier = models.OneToOneField(
        Dossier, verbose_name="dossier", primary_key=True, on_delete=models.CASCADE, related_name="%(class)s"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} de {self.dossier}"


class ContactDetails(Details):
    """The applicant, whom to call, and its police force today."""

    siret = models.CharField("SIRET", max_length=14)
    contact_name = models.CharField("nom de la personne à contacter", max_length=120)
    contact_role = models.CharField("fonction", max_length=120)
    contact_email = models.EmailField("adresse électronique")
    contact_phone = models.CharField("téléphone", max_length=20)
    police_force = models.CharField("police municipale", max_length=20, choices=PoliceForce)
    officers = models.PositiveSmallIntegerField("emplois de police municipale", default=0)
    coordination_agreement = models.BooleanField("convention de coordination signée", default=False)
    agreement_signed_on = models.DateField("signée le", null=True, blank=True)
    agreement_reason = models.TextField("pourquoi il n’y a pas de convention", blank=True)

    class Meta:
        verbose_name = "contact et police municipale"
        verbose_name_plural = "contacts et polices municipales"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(coordination_agreement=False) | models.Q(agreement_signed_on__isnull=False),
                name="contact_agreement_dated",
                violation_error_message="Indiquez la date de signature de la convention de coordination.",
            )
        ]


class ProjectDetails(Details):
    """The need, the aims, the calendar."""

    title = models.CharField("intitulé du projet", max_length=200)
    need = models.TextField("besoin et diagnostic")
    aims = models.TextField("objectifs")
    pooled = models.BooleanField("projet mutualisé", default=False)
    partners = models.TextField("collectivités associées", blank=True)
    starts_on = models.DateField("commencement prévu")
    ends_on = models.DateField("achèvement prévu")
    works_started = models.BooleanField("opération déjà commencée", default=False)
    vat_recovered = models.BooleanField("TVA récupérée par le FCTVA", default=True)

    class Meta:
        verbose_name = "projet"
        verbose_name_plural = "projets"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="project_dates_ordered",
                violation_error_message="L’achèvement ne peut pas précéder le commencement.",
            )
        ]


class MobilePostDetails(Details):
    """A vehicle fitted out as a police post."""

    vehicle = models.CharField("véhicule", max_length=20, choices=VehicleKind)
    energy = models.CharField("énergie", max_length=20, choices=Energy)
    purchase = models.CharField("mode d’acquisition", max_length=20, choices=Purchase)
    equipment = models.TextField("aménagement et équipements")
    accessible = models.BooleanField("accueil accessible aux personnes à mobilité réduite", default=False)
    territory = models.TextField("territoire desservi et lieux de stationnement")
    communes_served = models.PositiveSmallIntegerField("communes desservies", validators=[MinValueValidator(1)])
    weekly_hours = models.PositiveSmallIntegerField(
        "heures de présence par semaine", validators=[MinValueValidator(1), MaxValueValidator(168)]
    )
    officers_on_board = models.PositiveSmallIntegerField("agents affectés", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "poste mobile"
        verbose_name_plural = "postes mobiles"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekly_hours__gte=1, weekly_hours__lte=168),
                name="mobile_post_hours_in_week",
                violation_error_message="Une semaine compte 168 heures.",
            )
        ]


class PremisesDetails(Details):
    """Premises of the municipal police, or a new local unit."""

    nature = models.CharField("nature du projet", max_length=20, choices=PremisesNature)
    address = models.CharField("adresse", max_length=250)
    surface = models.PositiveIntegerField("surface, en m²", validators=[MinValueValidator(1)])
    officers_hosted = models.PositiveSmallIntegerField("agents accueillis", validators=[MinValueValidator(1)])
    public_reception = models.BooleanField("accueil du public", default=False)
    occupancy = models.CharField("titre d’occupation", max_length=20, choices=Occupancy)
    lease_ends_on = models.DateField("fin du bail ou de la mise à disposition", null=True, blank=True)
    accessibility = models.CharField("accessibilité", max_length=20, choices=Accessibility)
    permit = models.CharField("autorisation d’urbanisme", max_length=20, choices=Permit)

    class Meta:
        verbose_name = "locaux"
        verbose_name_plural = "locaux"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(occupancy=Occupancy.OWNED) | models.Q(lease_ends_on__isnull=False),
                name="premises_lease_dated",
                violation_error_message="Indiquez la fin du bail ou de la mise à disposition.",
            )
        ]


class PublicSpaceDetails(Details):
    """Works on the public space that answer a need of security."""

    works = models.CharField("nature des travaux", max_length=20, choices=Works)
    description = models.TextField("travaux prévus")
    address = models.CharField("adresse ou lieu-dit", max_length=250)
    latitude = models.DecimalField(
        "latitude",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-MAX_LATITUDE), MaxValueValidator(MAX_LATITUDE)],
    )
    longitude = models.DecimalField(
        "longitude",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-MAX_LONGITUDE), MaxValueValidator(MAX_LONGITUDE)],
    )
    safety_opinion = models.CharField("avis du référent sûreté", max_length=20, choices=Opinion)
    cameras = models.BooleanField("le projet comporte des caméras", default=False)
    prefect_authorisation = models.CharField(
        "autorisation préfectorale de vidéoprotection", max_length=20, choices=Opinion, blank=True
    )
    roadway_permission = models.CharField("permission de voirie", max_length=20, choices=Permit)

    class Meta:
        verbose_name = "espace public"
        verbose_name_plural = "espaces publics"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="public_space_whole_point",
                violation_error_message="Indiquez la latitude et la longitude, ou aucune des deux.",
            ),
            models.CheckConstraint(
                condition=models.Q(cameras=False) | ~models.Q(prefect_authorisation=""),
                name="public_space_cameras_authorised",
                violation_error_message="Dites où en est l’autorisation préfectorale de vidéoprotection.",
            ),
        ]
