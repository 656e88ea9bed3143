"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the Région's administrators; nobody signs up alone."""

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
        return False
