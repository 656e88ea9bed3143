"""For whom people act, in which role, from a day until another."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models.user import User
from applications.core.models import StoredFile
from applications.territory.models import Organisation


class Election(models.Model):
    """A municipal election: the mandate of every signatory ends with it. Its day is a parameter."""

    held_on = models.DateField("second tour le", unique=True)

    class Meta:
        verbose_name = "élection municipale"
        verbose_name_plural = "élections municipales"
        ordering = ["held_on"]

    def __str__(self) -> str:
        return f"Élections municipales du {self.held_on:%d/%m/%Y}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User | AnonymousUser) -> "MembershipQuerySet":
        """Keep those whose mandate `user` may read: their own organisations', or all for who keeps the accounts."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_staff and user.has_perm("accounts.view_membership"):
            return self
        return self.filter(organisation__in=Membership.objects.current().filter(user=user).values("organisation"))

    def current(self, on: date | None = None) -> "MembershipQuerySet":
        """Keep the memberships in force on a day, today unless told."""
        day = on or timezone.localdate()
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day), starts_on__lte=day)


class Membership(models.Model):
    """A person acts for an organisation, in a role, from a day until another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="personne",
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="collectivité", on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField("rôle", max_length=10, choices=Role)
    starts_on = models.DateField("du", default=timezone.localdate)
    ends_on = models.DateField("au", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="accordé par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    mandate = models.ForeignKey(
        StoredFile, verbose_name="mandat", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        verbose_name_plural = "rattachements"
        ordering = ["organisation", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(ends_on=None),
                name="membership_one_open",
                violation_error_message="Cette personne agit déjà pour cette collectivité.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_dates_ordered",
                violation_error_message="La date de fin précède la date de début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"
