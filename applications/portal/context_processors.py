"""Who is signed in, for whom: the portal's header."""

from typing import Any

from django.http import HttpRequest

from applications.accounts.selectors import memberships_of
from applications.portal.places import CHOSEN, account_of


def account(request: HttpRequest) -> dict[str, Any]:
    """Give `account`: None for visitors and the Région's agents, else the memberships of today and the chosen one."""
    if not hasattr(request, "user") or request.path.startswith("/admin/"):
        return {"account": None}
    memberships = list(memberships_of(request.user).order_by("pk"))
    return {"account": account_of(memberships, request.session.get(CHOSEN) if memberships else None)}
