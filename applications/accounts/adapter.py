"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from applications.accounts.models import User
from applications.accounts.selectors import memberships_of
from applications.accounts.services.opening import sign_up


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Anyone opens an account with an address that they prove; it acts for nobody until somebody lets it.

    The Région's agents have theirs opened by its administrators.
    """

    # allauth's own French words are rough; these say what to do.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse électronique ou le mot de passe est incorrect.",
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code n’est pas le bon, ou il a expiré. Saisissez celui qui est affiché maintenant.",
        "too_many_login_attempts": "Trop d’essais. Patientez cinq minutes, puis recommencez.",
        "rate_limited": "Trop de demandes. Patientez quelques minutes.",
        "duplicate_email": "Cette adresse est déjà celle de votre compte.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save through the service. allauth reads the address and the password from the form."""
        super().save_user(request, user, form, commit=False)
        return sign_up(user, display_name=form.cleaned_data["display_name"]) if commit else user

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("portal:join")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead who acts for nobody yet to the search of their organisation; an agent to where agents go."""
        user = request.user
        is_newcomer = isinstance(user, User) and not user.is_staff and not memberships_of(user).exists()
        return resolve_url("portal:join") if is_newcomer else str(super().get_login_redirect_url(request))
