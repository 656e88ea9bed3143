"""Who is signed in, for whom: the portal's header."""

from typing import Any

from django.http import HttpRequest

from applications.accounts.selectors import memberships_of


def account(request: HttpRequest) -> dict[str, Any]:
    """Give `account`: None for visitors and the Région's agents, else the memberships of today and the first one."""
    if not hasattr(request, "user") or request.path.startswith("/admin/"):
        return {"account": None}
    memberships = list(memberships_of(request.user))
    return {"account": {"membership": memberships[0], "memberships": memberships} if memberships else None}
