"""Every write of finance: so far, the memory of what was exported."""

from collections.abc import Mapping

from applications.accounts.models import User
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.finance.exports import GrantFile


@service
def export_grants(made: GrantFile, *, actor: User, filters: Mapping[str, str]) -> bytes:
    """Hand a file of grants over to `actor`: return its bytes, and remember who took what.

    The event says how many lines, for how much, under which filters of the list, and the file's SHA-256. The file is
    made before (`exports.make_grant_file`). Raises `DomainError` when the actor may not export.
    """
    if not actor.has_perm("finance.export_grant"):
        raise DomainError("Votre rôle ne permet pas d’exporter les subventions.")
    record(
        actor,
        "grants.exported",
        None,
        after={
            "format": made.format,
            "count": made.count,
            "total": made.total,
            "filters": dict(filters),
            "sha256": made.sha256,
        },
    )
    return made.content
