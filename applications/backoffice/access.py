"""The second factor of the back office: who proved it in this session, and where the others are sent.

allauth keeps in the session one record per proof; one of method `mfa` is the second factor. It asks for it at
sign-in once it is set up, and never forces anyone to set it up: that is done here.
"""

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

MFA = "mfa"
PROOFS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session proved a second factor, or needs none (`STAFF_MFA_REQUIRED`)."""
    if not settings.STAFF_MFA_REQUIRED:
        return True
    return any(record["method"] == MFA for record in get_authentication_records(request, request.user))


def has_authenticator(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, PROOFS))


def second_factor_url(request: HttpRequest, target: str) -> str:
    """Return where this person proves a second factor, or sets one up, before they reach `target`."""
    view = "mfa_reauthenticate" if has_authenticator(request) else "mfa_activate_totp"
    return f"{reverse(view)}?{urlencode({REDIRECT_FIELD_NAME: target})}"


def record_enrolment(*, request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    """Count a second factor just set up as proved: its code was checked. Recovery codes prove nothing."""
    if authenticator.type in PROOFS:
        record_authentication(request, authenticator.user, MFA, id=authenticator.pk, type=authenticator.type)


def forget_authenticator(*, request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    """Take the proof out of the session of whoever removes their second factor."""
    records = get_authentication_records(request, authenticator.user)
    kept = [record for record in records if record["method"] != MFA]
    if kept != records:
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept
