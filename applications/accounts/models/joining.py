"""How somebody comes to act for an organisation: they ask, or they are invited."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Lower

from applications.accounts.enums import RequestState, Role
from applications.accounts.models.membership import Membership
from applications.accounts.models.user import User
from applications.core.models import StoredFile
from applications.territory.models import Organisation


class MembershipRequestQuerySet(models.QuerySet["MembershipRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> "MembershipRequestQuerySet":
        """Keep one's own, those made to the organisations one signs for, or all for who answers them."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_staff and user.has_perm("accounts.answer_request"):
            return self
        signed = Membership.objects.current().filter(user=user, role=Role.SIGNATORY).values("organisation")
        return self.filter(models.Q(user=user) | models.Q(organisation__in=signed))


class MembershipRequest(models.Model):
    """A person asks to act for an organisation.

    A signatory of it answers. Where it has none, an agent of the Région does, on the minutes of the election
    (`evidence`) or on a code sent to the town hall's official address; only the code's hash is kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="collectivité", on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField("rôle demandé", max_length=10, choices=Role)
    message = models.TextField("message", blank=True)
    evidence = models.ForeignKey(
        StoredFile,
        verbose_name="procès-verbal d’élection",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField("état", max_length=10, choices=RequestState, default=RequestState.PENDING, editable=False)
    asked_at = models.DateTimeField("demandé le", auto_now_add=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_sent_to = models.EmailField("code envoyé à", blank=True, editable=False)
    code_expires_at = models.DateTimeField("code valable jusqu’à", null=True, editable=False)
    code_attempts = models.PositiveSmallIntegerField("essais du code", default=0, editable=False)
    code_confirmed_at = models.DateTimeField("code confirmé le", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="répondu par",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField("répondu le", null=True, editable=False)
    reason = models.TextField("motif", blank=True)

    objects = MembershipRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de rattachement"
        verbose_name_plural = "demandes de rattachement"
        ordering = ["-asked_at", "-pk"]
        permissions = [("answer_request", "Peut répondre à une demande de rattachement")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(state=RequestState.PENDING),
                name="request_one_pending",
                violation_error_message="Une demande pour cette collectivité attend déjà sa réponse.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RequestState.PENDING, answered_at=None)
                | ~models.Q(state=RequestState.PENDING) & models.Q(answered_at__isnull=False),
                name="request_answered_once_closed",
                violation_error_message="Une demande close a une date de réponse.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User | AnonymousUser) -> "InvitationQuerySet":
        """Keep those of the organisations one signs for, or all for who keeps the accounts."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_staff and user.has_perm("accounts.view_membership"):
            return self
        signed = Membership.objects.current().filter(user=user, role=Role.SIGNATORY).values("organisation")
        return self.filter(organisation__in=signed)

    def waiting(self) -> "InvitationQuerySet":
        """Keep those that nobody accepted nor revoked, their link still good or not."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """A signatory invites an address to act for the organisation: once, until a day; only the link's hash is kept."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="collectivité", on_delete=models.PROTECT, related_name="+"
    )
    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=10, choices=Role)
    ends_on = models.DateField("rattachement jusqu’au", null=True, blank=True)
    mandate = models.ForeignKey(
        StoredFile, verbose_name="mandat", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="invité par", on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField("invité le", auto_now_add=True)
    expires_at = models.DateTimeField("valable jusqu’à")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="accepté par",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accepted_at = models.DateTimeField("accepté le", null=True, editable=False)
    revoked_at = models.DateTimeField("annulé le", null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open",
                violation_error_message="Cette adresse est déjà invitée.",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None),
                name="invitation_one_end",
                violation_error_message="Une invitation est acceptée ou annulée, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.organisation}"

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
