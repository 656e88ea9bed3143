"""Who looks at which dossier: a member of its organisation, or nobody."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.selectors import memberships_of
from applications.dossiers.models import Dossier


@dataclass(frozen=True)
class Visit:
    """A member of the organisation looks at one of its dossiers."""

    user: User
    dossier: Dossier
    memberships: tuple[Membership, ...]
    membership: Membership

    @property
    def is_signatory(self) -> bool:
        return self.membership.role == Role.SIGNATORY

    @property
    def account(self) -> dict[str, Any]:
        """What the page's header says: the organisation of this dossier, whatever the others."""
        return {"membership": self.membership, "memberships": list(self.memberships)}

    def require_signatory(self) -> None:
        """Raise `PermissionDenied` (403) for whoever may not commit the organisation."""
        if not self.is_signatory:
            raise PermissionDenied


def signed_in(request: HttpRequest) -> User:
    """Return who asks; the middleware has sent the others to the sign-in page."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: the data sent, or None when the page is only read."""
    return request.POST if request.method == "POST" else None


def visit(user: User | AnonymousUser, public_id: str) -> Visit:
    """Return the visit of `user` to a dossier.

    Raises `Http404` outside their organisations, the Région's agents included: they have their own pages.
    """
    if not isinstance(user, User):
        raise Http404
    dossier = get_object_or_404(Dossier.objects.visible_to(user).with_parties(), public_id=public_id)
    memberships = tuple(memberships_of(user).order_by("pk"))
    own = [one for one in memberships if one.organisation_id == dossier.organisation_id]
    if not own:
        raise Http404
    # One person may hold two roles in turn: the one that may do more counts.
    own.sort(key=lambda one: one.role != Role.SIGNATORY)
    return Visit(user, dossier, memberships, own[0])
