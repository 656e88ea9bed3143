"""The form of who opens an account."""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.internal.flows.signup import prevent_enumeration
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from applications.accounts.models import User

NAME_LENGTH = 120


class SignUpForm(SignupForm):  # type: ignore[misc]
    """An address, a name that others read, a password. Whether the address has an account is never said here."""

    display_name = forms.CharField(
        label="Prénom et nom, ou fonction",
        max_length=NAME_LENGTH,
        error_messages={
            "required": "Indiquez votre nom, ou votre fonction.",
            "max_length": f"{NAME_LENGTH} caractères au plus.",
        },
    )
    field_order = ("display_name", "email", "password1", "password2")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Answer a second click, or two people at once, as an address already taken: by a mail to its holder."""
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:
            return None, prevent_enumeration(request, email=self.cleaned_data["email"])
        return saved

    def clean_display_name(self) -> str:
        return " ".join(str(self.cleaned_data["display_name"]).split())

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Add nothing: the adapter has saved the name."""
