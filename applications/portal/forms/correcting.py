"""What a member writes about a correction: why an answer stands as it is, a word to the signatories."""

from django import forms

from applications.portal.forms.fields import TextField

COMMENT_LENGTH = 500
MESSAGE_LENGTH = 2000


class ConfirmForm(forms.Form):
    comment = TextField(
        label="Pourquoi cette réponse est juste",
        most=COMMENT_LENGTH,
        rows=3,
        help_text="La Région lit ces quelques mots à côté de votre réponse.",
        error_messages={"required": "Écrivez en quelques mots pourquoi cette réponse est juste."},
    )


class ReadyForm(forms.Form):
    message = TextField(label="Votre message", most=MESSAGE_LENGTH, rows=3, required=False)
