"""A session of the Commission permanente: what it has on its agenda, how it voted."""

from decimal import Decimal

from django.conf import settings
from django.db import models

from applications.calls.models import Envelope
from applications.decisions.enums import Motive, Outcome
from applications.dossiers.models import Dossier


class CommissionSession(models.Model):
    """One sitting. Nothing is notified before its délibération is sent to the prefect and published."""

    held_on = models.DateField("date de la séance")
    deliberation_number = models.CharField(
        "numéro de la délibération", max_length=40, blank=True, help_text="Par exemple « CP/2027-04/04.12 »."
    )
    transmitted_on = models.DateField("transmise au contrôle de légalité le", null=True, blank=True)
    published_on = models.DateField("publiée le", null=True, blank=True)

    class Meta:
        verbose_name = "séance de la Commission permanente"
        verbose_name_plural = "séances de la Commission permanente"
        ordering = ["-held_on"]
        permissions = [
            ("schedule_dossier", "Peut inscrire un dossier à une séance"),
            ("record_vote", "Peut enregistrer un vote"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation_number"],
                condition=~models.Q(deliberation_number=""),
                name="session_deliberation_once",
                violation_error_message="Une autre séance porte déjà ce numéro de délibération.",
            ),
            models.CheckConstraint(
                condition=models.Q(transmitted_on=None) | models.Q(transmitted_on__gte=models.F("held_on")),
                name="session_transmitted_after",
                violation_error_message="La transmission ne peut pas précéder la séance.",
            ),
            models.CheckConstraint(
                condition=models.Q(published_on=None) | models.Q(published_on__gte=models.F("held_on")),
                name="session_published_after",
                violation_error_message="La publication ne peut pas précéder la séance.",
            ),
        ]

    def __str__(self) -> str:
        return f"Commission permanente du {self.held_on:%d/%m/%Y}"

    @property
    def may_notify(self) -> bool:
        return self.transmitted_on is not None and self.published_on is not None


class AgendaItem(models.Model):
    """A dossier on a session's agenda, with the amount proposed to the vote."""

    session = models.ForeignKey(
        CommissionSession, verbose_name="séance", on_delete=models.PROTECT, related_name="items"
    )
    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="+")
    proposed_amount = models.DecimalField("montant proposé", max_digits=14, decimal_places=2)
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="inscrit par", on_delete=models.PROTECT, related_name="+"
    )
    scheduled_at = models.DateTimeField("inscrit le", auto_now_add=True)
    removed_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "point à l’ordre du jour"
        verbose_name_plural = "points à l’ordre du jour"
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "dossier"],
                condition=models.Q(removed_at=None),
                name="agenda_item_once",
                violation_error_message="Ce dossier est déjà à l’ordre du jour de la séance.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, {self.session}"


class Vote(models.Model):
    """What the Commission permanente decided. It engages the envelope named here, to the cent."""

    item = models.OneToOneField(
        AgendaItem, verbose_name="point", primary_key=True, on_delete=models.PROTECT, related_name="vote"
    )
    outcome = models.CharField("vote", max_length=10, choices=Outcome)
    amount = models.DecimalField("montant voté", max_digits=14, decimal_places=2, default=Decimal(0))
    envelope = models.ForeignKey(
        Envelope, verbose_name="enveloppe", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    motive = models.CharField("motif", max_length=20, choices=Motive, blank=True)
    motive_text = models.TextField("motif développé", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="enregistré par", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("enregistré le", auto_now_add=True)

    class Meta:
        verbose_name = "vote"
        verbose_name_plural = "votes"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(outcome=Outcome.GRANTED, amount__gt=Decimal(0), envelope__isnull=False)
                    | ~models.Q(outcome=Outcome.GRANTED) & models.Q(amount=Decimal(0), envelope=None)
                ),
                name="vote_amount_when_granted",
                violation_error_message="Seule une aide accordée a un montant et une enveloppe.",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=Outcome.REFUSED) | ~models.Q(motive=""),
                name="vote_refusal_motivated",
                violation_error_message="Un refus a un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} : {self.get_outcome_display()}"
