"""Which dossiers exist for the back office."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from applications.accounts.models import User
from applications.dossiers.models import Dossier
from applications.dossiers.models.dossier import UNFILED, DossierQuerySet


def filed_dossiers(user: User | AnonymousUser) -> DossierQuerySet:
    """Return the filed dossiers that `user` may see as an agent, with what every list names.

    An agent may be a member of an organisation too: `visible_to` then shows them its drafts, which are for the
    portal, never for here.
    """
    if not user.has_perm("dossiers.view_dossier"):
        return Dossier.objects.none()
    return Dossier.objects.visible_to(user).exclude(status__in=UNFILED).with_parties()


def agent_of(request: HttpRequest) -> User:
    """Return who acts: every view of the admin site asks for a signed-in agent first."""
    return cast("User", request.user)
