"""A call for expressions of interest (AMI), its measures and the parameters it dates.

Rates, ceilings and weights are parameters: Occitanie's own were not found, the demo's are fictitious.
"""

from datetime import datetime
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from applications.calls.aid import AidRule
from applications.calls.enums import MeasureKind, StartRule
from applications.plan.models import Axis

ZERO, ONE = Decimal(0), Decimal(1)
SHARE = [MinValueValidator(ZERO), MaxValueValidator(ONE)]


def share_field(label: str, default: str, help_text: str = "") -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(
        label, max_digits=5, decimal_places=4, default=Decimal(default), validators=SHARE, help_text=help_text
    )


class Call(models.Model):
    """An AMI: when it opens and closes, under which version of its règlement, and the delays it sets."""

    code = models.CharField("code", max_length=10, unique=True, help_text="L’année, en général : « 2026 ».")
    title = models.CharField("intitulé", max_length=200)
    axis = models.ForeignKey(
        Axis, verbose_name="axe du plan", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opens_at = models.DateTimeField("ouverture")
    closes_at = models.DateTimeField("clôture")
    rules_version = models.CharField("version du règlement", max_length=20, default="1")
    start_rule = models.CharField(
        "commencement des travaux", max_length=20, choices=StartRule, default=StartRule.AFTER_AUTHORISATION
    )
    follow_until = models.DateField(
        "pièces à suivre jusqu’au",
        null=True,
        blank=True,
        help_text="Les petits conseils siègent chaque trimestre. Sans date, toute pièce est due au dépôt.",
    )
    announced_at = models.DateTimeField("ouverture annoncée le", null=True, editable=False)
    start_months = models.PositiveSmallIntegerField("délai pour commencer, en mois", default=24)
    completion_months = models.PositiveSmallIntegerField("délai pour achever, en mois", default=48)
    advance_share = share_field("avance, au plus", "0.30")
    interim_share = share_field("avance et acomptes réunis, au plus", "0.80")
    reading_gap = models.PositiveSmallIntegerField("écart qui impose une troisième lecture, sur 100", default=20)
    favourable_from = models.PositiveSmallIntegerField("note favorable à partir de", default=60)
    reserved_from = models.PositiveSmallIntegerField("réserve à partir de", default=45)

    class Meta:
        verbose_name = "appel à manifestation d’intérêt"
        verbose_name_plural = "appels à manifestation d’intérêt"
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="call_dates_ordered",
                violation_error_message="La clôture doit suivre l’ouverture.",
            ),
            models.CheckConstraint(
                condition=models.Q(advance_share__lte=models.F("interim_share"), interim_share__lte=ONE),
                name="call_shares_ordered",
                violation_error_message="L’avance ne peut pas dépasser le cumul de l’avance et des acomptes.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        """Tell whether a dossier may be filed at `now`: the closing instant itself is too late."""
        return self.opens_at <= now < self.closes_at


class Measure(models.Model):
    """One of the three grants of a call, with its rates, its ceilings and its accounting codes."""

    call = models.ForeignKey(Call, verbose_name="appel", on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField("nature", max_length=20, choices=MeasureKind)
    rate = share_field("taux", "0.30")
    ceiling = models.DecimalField("plafond de l’aide", max_digits=14, decimal_places=2)
    floor = models.DecimalField("aide minimale", max_digits=14, decimal_places=2, default=ZERO)
    pooled_rate = models.DecimalField(
        "taux si le projet est mutualisé",
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=SHARE,
    )
    pooled_ceiling = models.DecimalField(
        "plafond si le projet est mutualisé", max_digits=14, decimal_places=2, null=True, blank=True
    )
    minimum_own_share = share_field("part minimale du maître d’ouvrage", "0.20", "CGCT, article L. 1111-10, III.")
    excluded_costs = models.TextField("dépenses exclues", blank=True, help_text="Une par ligne.")
    chapter = models.CharField("chapitre", max_length=10, default="204")
    function = models.CharField("fonction", max_length=10, default="11")
    nature_commune = models.CharField("nature comptable, communes", max_length=10)
    nature_epci = models.CharField("nature comptable, EPCI", max_length=10)

    class Meta:
        verbose_name = "mesure"
        verbose_name_plural = "mesures"
        ordering = ["call", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "kind"],
                name="measure_once_per_call",
                violation_error_message="Cet appel comporte déjà cette mesure.",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gt=ZERO, rate__lte=ONE),
                name="measure_rate_is_share",
                violation_error_message="Le taux est compris entre 0 et 1.",
            ),
            models.CheckConstraint(
                condition=models.Q(floor__gte=ZERO, floor__lte=models.F("ceiling")),
                name="measure_floor_under_ceiling",
                violation_error_message="L’aide minimale ne peut pas dépasser le plafond.",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_own_share__gte=ZERO, minimum_own_share__lte=ONE),
                name="measure_own_share_is_share",
                violation_error_message="La part minimale est comprise entre 0 et 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.call.code})"

    @property
    def code(self) -> str:
        """The two or three letters of a reference: « PM » in « LRVP-2026-PM-0001 »."""
        return MeasureKind(self.kind).code

    @property
    def aid_rule(self) -> AidRule:
        return AidRule(
            rate=self.rate,
            ceiling=self.ceiling,
            floor=self.floor,
            pooled_rate=self.pooled_rate,
            pooled_ceiling=self.pooled_ceiling,
            minimum_own_share=self.minimum_own_share,
        )

    def accounting_nature(self, *, is_epci: bool) -> str:
        """Return the M57 account of the beneficiary's type."""
        return self.nature_epci if is_epci else self.nature_commune
