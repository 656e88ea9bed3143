"""The forms by which an organisation writes to the Région."""

from typing import Any

from django import forms

from applications.core.formfields import FilesField, FilesInput
from applications.dossiers.services.exchange import MAX_FILES_PER_MESSAGE, MAX_MESSAGE
from applications.portal.act_forms import FORMATS
from applications.portal.forms.fields import DateField, TextField

REASON_LENGTH = 2000


class MessageForm(forms.Form):
    """A message and its files, whose content is judged where they are stored."""

    use_required_attribute = False

    body = TextField(
        label="Votre message",
        most=MAX_MESSAGE,
        rows=4,
        error_messages={"required": "Écrivez votre message."},
    )
    uploads = FilesField(
        label="Fichiers",
        required=False,
        allow_empty_file=True,
        help_text=(
            f"PDF, ou photo (JPEG, PNG, HEIC)\u00a0; {MAX_FILES_PER_MESSAGE} fichiers au plus, 20\u00a0Mo chacun. "
            "Les pièces que la Région demande se joignent dans «\u00a0Les pièces\u00a0», pas ici."
        ),
        widget=FilesInput(attrs={"accept": FORMATS}),
    )

    def clean_uploads(self) -> Any:
        uploads = self.cleaned_data["uploads"]
        if len(uploads) > MAX_FILES_PER_MESSAGE:
            raise forms.ValidationError(f"Un message porte {MAX_FILES_PER_MESSAGE} fichiers au plus.")
        return uploads


class EarlyStartForm(forms.Form):
    """When and why to start before the vote."""

    use_required_attribute = False

    starts_on = DateField(
        label="Commencement souhaité",
        help_text="Le jour du premier engagement\u00a0: marché, devis ou bon de commande signé.",
        error_messages={"required": "Indiquez le jour du commencement souhaité."},
    )
    reason = TextField(
        label="Pourquoi le projet ne peut pas attendre",
        most=REASON_LENGTH,
        rows=4,
        help_text="Une échéance, un danger, un marché qui expire\u00a0: ce qui permet à la Région de décider.",
        error_messages={"required": "Dites pourquoi le projet ne peut pas attendre."},
    )
