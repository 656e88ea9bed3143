"""Départements, EPCI and communes as the State publishes them, and the organisations that may apply."""

from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Left

from applications.core.french import OrganisationName, of_departement
from applications.core.french import commune as commune_forms
from applications.core.french import epci as epci_forms
from applications.core.identifiers import SIREN_LENGTH, SIRET_LENGTH
from applications.territory.enums import EpciKind, OrganisationKind
from applications.territory.searching import END_OF_NAME, search_words
from applications.territory.validators import validate_siren, validate_siret

NAME_LENGTH = 120


class Departement(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=NAME_LENGTH)
    seat_code = models.CharField("code INSEE du chef-lieu", max_length=5)

    class Meta:
        verbose_name = "département"
        verbose_name_plural = "départements"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def full_name(self) -> str:
        """« Département de l’Hérault », as a co-funder or a letter names it."""
        return f"Département {self.of_name}"

    @property
    def of_name(self) -> str:
        """« de l’Hérault », « du Gers »."""
        return of_departement(self.code)


class Retirable(models.Model):
    """What a later file may no longer list: dossiers point to it, so it is marked and stays."""

    retired_on = models.DateField("retiré du référentiel le", null=True, blank=True)

    class Meta:
        abstract = True


class Epci(Retirable):
    siren = models.CharField("numéro SIREN", max_length=SIREN_LENGTH, primary_key=True, validators=[validate_siren])
    name = models.CharField("nom", max_length=NAME_LENGTH)
    kind = models.CharField("type", max_length=5, choices=EpciKind)
    is_in_region = models.BooleanField("rattaché à la Région", default=True)
    departement = models.ForeignKey(
        Departement,
        verbose_name="département",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="epcis",
    )
    population_municipale = models.PositiveIntegerField("population municipale")
    population_totale = models.PositiveIntegerField("population totale")

    class Meta:
        verbose_name = "intercommunalité"
        verbose_name_plural = "intercommunalités"
        ordering = ["name", "siren"]
        constraints = [
            models.CheckConstraint(
                name="epci_of_region_has_departement",
                condition=Q(is_in_region=False) | Q(departement__isnull=False),
                violation_error_message="Une intercommunalité rattachée à la Région a un département.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Commune(Retirable):
    code_insee = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=NAME_LENGTH)
    siren = models.CharField("numéro SIREN", max_length=SIREN_LENGTH, validators=[validate_siren])
    departement = models.ForeignKey(
        Departement, verbose_name="département", on_delete=models.PROTECT, related_name="communes"
    )
    arrondissement = models.CharField("arrondissement", max_length=NAME_LENGTH, blank=True)
    epci = models.ForeignKey(Epci, verbose_name="intercommunalité", on_delete=models.PROTECT, related_name="communes")
    population_municipale = models.PositiveIntegerField("population municipale")
    population_totale = models.PositiveIntegerField("population totale")
    postcodes = models.CharField("codes postaux", max_length=120, help_text="Séparés par une espace.")
    longitude = models.DecimalField("longitude du centre", max_digits=8, decimal_places=5)
    latitude = models.DecimalField("latitude du centre", max_digits=8, decimal_places=5)

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering = ["name", "code_insee"]
        constraints = [
            models.UniqueConstraint(
                name="commune_siren_unique",
                fields=["siren"],
                condition=Q(retired_on__isnull=True),
                violation_error_message="Ce numéro SIREN est déjà celui d’une autre commune.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.departement_id})"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> Self:
        """Leave out what the reference no longer lists."""
        return self.filter(retired_on__isnull=True)

    def search(self, text: str) -> Self:
        """Find by name, INSEE code, postcode or SIREN: every word must be there, in any order.

        Accents, hyphens and capitals do not count. The exact name comes first, then the names that start so,
        then the most populated. A text that holds no word, or far too many, finds nothing.
        """
        words = search_words(text)
        if not words:
            return self.none()
        start = " ".join(words)
        closeness = Case(
            When(search_text__startswith=start + END_OF_NAME, then=Value(0)),
            When(search_text__startswith=start, then=Value(1)),
            default=Value(2),
        )
        every_word = Q(*(Q(search_text__contains=word) for word in words))
        return self.filter(every_word).order_by(closeness, "-population_municipale", "search_text", "pk")


class Organisation(Retirable):
    """A commune or an EPCI of the Région, the legal person that applies. It keeps its row when renamed."""

    commune = models.OneToOneField(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisation",
    )
    epci = models.OneToOneField(
        Epci,
        verbose_name="intercommunalité",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisation",
    )
    name = models.CharField("nom", max_length=NAME_LENGTH)
    siren = models.CharField("numéro SIREN", max_length=SIREN_LENGTH, validators=[validate_siren])
    siret = models.CharField("numéro SIRET", max_length=SIRET_LENGTH, blank=True, validators=[validate_siret])
    departement = models.ForeignKey(
        Departement, verbose_name="département", on_delete=models.PROTECT, related_name="organisations"
    )
    official_email = models.EmailField(
        "adresse électronique officielle",
        blank=True,
        help_text="Celle de la mairie ou du siège, relevée par la Région\u00a0; jamais celle que tape une demande.",
    )
    population_municipale = models.PositiveIntegerField("population municipale")
    population_totale = models.PositiveIntegerField("population totale")
    search_text = models.TextField("texte de recherche", editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "collectivité"
        verbose_name_plural = "collectivités"
        ordering = ["search_text", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organisation_commune_or_epci",
                condition=Q(commune__isnull=False, epci__isnull=True) | Q(commune__isnull=True, epci__isnull=False),
                violation_error_message="Une collectivité est soit une commune, soit une intercommunalité.",
            ),
            models.UniqueConstraint(
                name="organisation_siren_unique",
                fields=["siren"],
                condition=Q(retired_on__isnull=True),
                violation_error_message="Ce numéro SIREN est déjà celui d’une autre collectivité.",
            ),
            models.UniqueConstraint(
                name="organisation_siret_unique",
                fields=["siret"],
                condition=~Q(siret=""),
                violation_error_message="Ce numéro SIRET est déjà celui d’une autre collectivité.",
            ),
            models.CheckConstraint(
                name="organisation_siret_starts_with_siren",
                condition=Q(siret="") | Q(siren=Left(F("siret"), SIREN_LENGTH)),
                violation_error_message="Le numéro SIRET commence par le numéro SIREN de la collectivité.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def kind(self) -> OrganisationKind:
        return OrganisationKind.EPCI if self.is_epci else OrganisationKind.COMMUNE

    @property
    def is_epci(self) -> bool:
        return self.epci_id is not None

    @property
    def label(self) -> str:
        """« Saint-André-de-Sangonis (34) »: 164 names are borne by several communes, so always say where."""
        return f"{self.name} ({self.departement_id})"

    @property
    def full_name(self) -> str:
        """« Commune de Saint-André-de-Sangonis », as a letter names it."""
        return self.forms.title

    @property
    def forms(self) -> OrganisationName:
        """The forms that a sentence needs: « de la commune d’Aniane », « du conseil municipal d’Aniane »."""
        if self.epci is not None:
            return epci_forms(self.name, self.epci.get_kind_display())
        return commune_forms(self.name)
