"""What is sent to one person and kept by nobody: the link of an invitation, the code of a town hall."""

import secrets

from django.utils.crypto import salted_hmac

# Neither I nor 1, neither O nor 0: the code is read on a screen and typed again.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
TOKEN_BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def readable(code: str) -> str:
    """Return a code in two groups: « ABCD-EFGH »."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def typed_code(text: str) -> str:
    """Return what a person meant: capitals, without the spaces and hyphens."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def hashed(secret: str, purpose: str) -> str:
    """Return what the database keeps of a secret: 64 characters, useless without the portal's own key."""
    return salted_hmac(f"accounts.{purpose}", secret, algorithm="sha256").hexdigest()
