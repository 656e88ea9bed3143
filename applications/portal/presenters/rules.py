"""The règlement of a call as the public finds it: the versions that are written, the last one first."""

from django.db.models import QuerySet

from applications.calls.models import Call, CallRules


def published_rules(call: Call) -> QuerySet[CallRules]:
    """Return the published versions whose PDF is ready."""
    return call.rules.filter(file__isnull=False).select_related("file").order_by("-version")
