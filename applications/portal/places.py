"""For whom a person looks at a page of their organisation: a member of today, or nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.selectors import memberships_of
from applications.portal.access import signed_in
from applications.territory.models import Organisation

CHOSEN = "organisation"


@dataclass(frozen=True)
class Place:
    """A member looks at the people of their organisation."""

    user: User
    organisation: Organisation
    memberships: tuple[Membership, ...]
    membership: Membership

    @property
    def is_signatory(self) -> bool:
        return self.membership.role == Role.SIGNATORY

    @property
    def account(self) -> dict[str, Any]:
        """What the page's header says: this organisation, whatever the others."""
        return {"membership": self.membership, "memberships": list(self.memberships), "is_all": False}

    def require_signatory(self) -> None:
        """Raise `PermissionDenied` (403) for whoever may not commit the organisation."""
        if not self.is_signatory:
            raise PermissionDenied


def place(request: HttpRequest, siren: str) -> Place:
    """Return the place of who asks. Raises `Http404` outside their organisations: theirs no more included."""
    user = signed_in(request)
    memberships = tuple(memberships_of(user).order_by("pk"))
    own = best_of([one for one in memberships if one.organisation.siren == siren])
    if own is None:
        raise Http404
    return Place(user, own.organisation, memberships, own)


def best_of(memberships: Sequence[Membership]) -> Membership | None:
    """Return the membership that may do more: one person may hold two roles in turn."""
    return min(memberships, key=lambda one: one.role != Role.SIGNATORY, default=None)


def account_of(memberships: list[Membership], chosen: int | None) -> dict[str, Any] | None:
    """Return what the header says of who acts for these organisations and chose one, None for who acts for none."""
    if not memberships:
        return None
    several = len({one.organisation_id for one in memberships}) > 1
    wanted = [one for one in memberships if one.organisation_id == chosen]
    return {
        "membership": best_of(wanted) or best_of(memberships[:1]),
        "memberships": memberships,
        "is_all": several and not wanted,
    }


def choose(request: HttpRequest, memberships: list[Membership]) -> int | None:
    """Remember for this session which organisation the address asks for (its SIREN), or all; return its key.

    None stands for all of them, and for one that the person does not act for any more.
    """
    wanted = request.GET.get("collectivite")
    if wanted is not None:
        request.session[CHOSEN] = next(
            (one.organisation_id for one in memberships if one.organisation.siren == wanted), None
        )
    chosen = request.session.get(CHOSEN)
    return next((one.organisation_id for one in memberships if one.organisation_id == chosen), None)
