"""People, and the organisations they act for."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from applications.accounts.enums import Role
from applications.core.models import StoredFile
from applications.territory.models import Organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. `display_name` is what others read: a name, or a function in the demo."""

    email = models.EmailField("adresse électronique", unique=True)
    display_name = models.CharField("nom affiché", max_length=120)
    is_staff = models.BooleanField("agent de la Région", default=False)
    is_active = models.BooleanField("compte actif", default=True)
    date_joined = models.DateTimeField("créé le", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = "utilisatrice ou utilisateur"
        verbose_name_plural = "utilisatrices et utilisateurs"
        ordering = ["display_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse électronique.",
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class MembershipQuerySet(models.QuerySet["Membership"]):
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
