"""The forms by which people come to act for an organisation, and stop."""

from typing import Any

from django import forms

from applications.accounts.enums import Role
from applications.accounts.forms import NAME_LENGTH
from applications.accounts.models import User
from applications.portal.forms.fields import DateField, MailField, TextField

MESSAGE_LENGTH = 1000
SEARCH_LENGTH = 120
ROLES = [
    (Role.EDITOR.value, "Rédactrice ou rédacteur\u00a0: je prépare les dossiers"),
    (Role.SIGNATORY.value, "Signataire\u00a0: je prépare, et je dépose au nom de la collectivité"),
]
INVITED_ROLES = [
    (Role.EDITOR.value, "Rédactrice ou rédacteur\u00a0: prépare les dossiers"),
    (Role.SIGNATORY.value, "Signataire par délégation\u00a0: prépare, et dépose au nom de la collectivité"),
]
PDF = {"accept": ".pdf"}
PICK_ROLE = {"required": "Choisissez un rôle."}


class SearchForm(forms.Form):
    q = forms.CharField(label="Nom, code postal, code INSEE ou SIREN", max_length=SEARCH_LENGTH, required=False)

    @property
    def text(self) -> str:
        """What is looked for; nothing when it is too long to be a name."""
        return str(self.cleaned_data.get("q") or "") if self.is_valid() else ""


class EvidenceField(forms.FileField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            allow_empty_file=True,
            widget=forms.FileInput(attrs=PDF),
            error_messages={"required": "Choisissez le fichier."},
            **kwargs,
        )


class AskForm(forms.Form):
    """`is_first`: the organisation has no signatory, and the minutes of the election may be joined at once."""

    role = forms.ChoiceField(label="Quel rôle demandez-vous\u00a0?", choices=ROLES, widget=forms.RadioSelect)
    message = TextField(
        label="Un mot pour la personne qui répondra",
        most=MESSAGE_LENGTH,
        rows=3,
        required=False,
        help_text="Par exemple votre fonction, ou le projet que vous préparez.",
    )
    evidence = EvidenceField(
        label="Procès-verbal de l’élection de la ou du maire, ou de la présidente ou du président",
        required=False,
        help_text=(
            "Seulement pour demander à signer. PDF, 20\u00a0Mo au plus. Sans lui, la Région envoie un code à l’adresse "
            "officielle de la collectivité."
        ),
    )

    def __init__(self, *args: Any, is_first: bool, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        role.error_messages = {**role.error_messages, **PICK_ROLE}
        if isinstance(role, forms.ChoiceField):
            role.choices = [(value, words) for value, words in ROLES if value in roles]
        if not is_first:
            del self.fields["evidence"]


class EvidenceForm(forms.Form):
    evidence = EvidenceField(label="Procès-verbal d’élection", help_text="PDF, 20\u00a0Mo au plus.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code reçu par la mairie ou le siège",
        max_length=40,
        help_text="8 lettres ou chiffres. Majuscules, minuscules, espaces et tirets ne comptent pas.",
        error_messages={"required": "Saisissez le code.", "max_length": "Ce code est trop long\u00a0: il a 8 signes."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "w-6"}),
    )


class RefusalForm(forms.Form):
    reason = TextField(
        label="Pourquoi refusez-vous\u00a0?",
        most=MESSAGE_LENGTH,
        rows=3,
        help_text="La personne lit ce motif.",
        error_messages={"required": "Indiquez le motif du refus."},
    )


class InviteForm(forms.Form):
    email = MailField(label="Adresse électronique", help_text="L’invitation ne sert qu’à cette adresse.")
    role = forms.ChoiceField(label="Rôle", choices=INVITED_ROLES, widget=forms.RadioSelect, error_messages=PICK_ROLE)
    ends_on = DateField(
        label="Dernier jour de la délégation", required=False, help_text="Par exemple 31\u00a012\u00a02027."
    )
    mandate = EvidenceField(label="Arrêté de délégation", required=False, help_text="PDF, 20\u00a0Mo au plus.")

    def clean(self) -> dict[str, Any]:
        """Forget what is typed of a delegation when none is given."""
        super().clean()
        if self.cleaned_data.get("role") == Role.EDITOR:
            self.errors.pop("ends_on", None)
            self.cleaned_data |= {"ends_on": None, "mandate": None}
        return self.cleaned_data


class AloneForm(forms.Form):
    """An end that may leave an organisation without a signatory; `is_alone` asks to say that one knows."""

    knows_alone = forms.BooleanField(
        label="J’ai compris\u00a0: plus personne ne pourra déposer ni répondre à la Région.",
        error_messages={"required": "Cochez cette case pour continuer."},
    )

    def __init__(self, *args: Any, is_alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_alone:
            del self.fields["knows_alone"]

    @property
    def knows(self) -> bool:
        return bool(self.cleaned_data.get("knows_alone"))


class CloseAccountForm(AloneForm):
    password = forms.CharField(
        label="Votre mot de passe",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        error_messages={"required": "Saisissez votre mot de passe."},
    )
    field_order = ("password", "knows_alone")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise forms.ValidationError("Ce mot de passe n’est pas le bon.")
        return password


class NameForm(forms.Form):
    display_name = forms.CharField(
        label="Prénom et nom, ou fonction",
        max_length=NAME_LENGTH,
        help_text="C’est ce que lisent les autres membres et la Région.",
        error_messages={
            "required": "Indiquez votre nom, ou votre fonction.",
            "max_length": f"{NAME_LENGTH} caractères au plus.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_display_name(self) -> str:
        return " ".join(str(self.cleaned_data["display_name"]).split())
