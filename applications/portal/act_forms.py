"""The forms of what a member does to a whole dossier: start, join files, hand over, declare and file, give up."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from applications.accounts.models import Membership
from applications.calls.models import Measure
from applications.core.formfields import FilesField, FilesInput
from applications.dossiers.models import Dossier
from applications.portal.forms.fields import TextField
from applications.territory.models import Organisation

MESSAGE_LENGTH = 2000
REASON_LENGTH = 1000
TITLE_LENGTH = 140
FORMATS = ".pdf,.jpg,.jpeg,.png,.heic,.heif,image/jpeg,image/png,image/heic"


class StartForm(forms.Form):
    """For whom, and which measure. The organisation is asked only of those who act for several."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Pour quelle collectivité\u00a0?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choisissez la collectivité."},
    )
    measure = forms.ModelChoiceField(
        Measure.objects.none(),
        label="Pour quel projet\u00a0?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choisissez la mesure.",
            "invalid_choice": "Cette mesure n’est plus ouverte\u00a0: choisissez-en une autre.",
        },
    )

    source = forms.ModelChoiceField(
        Dossier.objects.none(),
        label="Reprendre un dossier précédent",
        help_text=(
            "Les contacts, la police municipale, le texte du projet, les réponses propres à la mesure et le plan sont "
            "recopiés, à relire. Les dates et les pièces ne le sont pas."
        ),
        required=False,
        empty_label="Ne rien reprendre",
    )

    def __init__(
        self,
        *args: Any,
        memberships: list[Membership],
        measures: list[Measure],
        sources: list[Dossier],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {one.organisation_id: one.organisation for one in memberships}
        choose_among(self.fields["organisation"], Organisation.objects.all(), list(self.organisations.values()), str)
        choose_among(self.fields["measure"], Measure.objects.all(), measures, measure_label)
        several = len(self.organisations) > 1
        choose_among(self.fields["source"], Dossier.objects.with_parties(), sources, source_label(several=several))
        if not several:
            del self.fields["organisation"]
        if not sources:
            del self.fields["source"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        source = data.get("source")
        if source is not None and self.organisations and source.organisation != self.chosen_organisation:
            self.add_error("source", "Ce dossier est celui d’une autre collectivité\u00a0: choisissez-en un autre.")
        return data

    @property
    def chosen_organisation(self) -> Organisation:
        """The chosen organisation, or the only one."""
        chosen = self.cleaned_data.get("organisation")
        return chosen or next(iter(self.organisations.values()))


def source_label(*, several: bool) -> Callable[[Dossier], str]:
    """Return what names an earlier dossier: its title and its reference, its organisation for who acts for several."""

    def label(dossier: Dossier) -> str:
        parts = [str(dossier.organisation) if several else "", dossier.label, dossier.reference or "brouillon"]
        return " – ".join(part for part in parts if part)

    return label


def measure_label(measure: Measure) -> str:
    return f"{measure.get_kind_display()} – {measure.call.title}"


class UploadForm(forms.Form):
    """The files of one document. `code` makes its identifiers unique among the forms of the page."""

    uploads = FilesField(
        label="Fichiers",
        allow_empty_file=True,
        help_text="PDF ou photo (JPEG, PNG, HEIC), 20\u00a0Mo au plus par fichier. Plusieurs fichiers à la fois.",
        error_messages={
            "required": "Choisissez un fichier à joindre.",
            "missing": "Choisissez un fichier à joindre.",
        },
        widget=FilesInput(attrs={"accept": FORMATS}),
    )

    def __init__(
        self, data: QueryDict | None = None, files: "MultiValueDict[str, UploadedFile[Any]] | None" = None, *, code: str
    ) -> None:
        super().__init__(data, files, auto_id=f"id_%s_{code}")
        self.code = code


class RenameForm(forms.Form):
    """The name under which the Région reads a joined file, without its extension."""

    title = TextField(
        label="Nom vu par la Région",
        most=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Écrivez le nom du fichier."},
    )

    def __init__(self, data: QueryDict | None = None, *, title: str = "", pk: int) -> None:
        initial = {"title": title.removesuffix(".pdf")}
        super().__init__(data, initial=initial, auto_id=f"id_%s_{pk}")
        self.pk = pk


class HandOverForm(forms.Form):
    message = TextField(label="Votre message", most=MESSAGE_LENGTH, rows=3, required=False)


class TakeBackForm(forms.Form):
    message = TextField(label="Ce qui est à corriger", most=MESSAGE_LENGTH, rows=3, required=False)


class WithdrawForm(forms.Form):
    reason = TextField(
        label="Pourquoi retirez-vous ce dossier\u00a0?",
        most=REASON_LENGTH,
        rows=3,
        help_text="La Région lit ce motif, qui reste dans l’historique du dossier.",
        error_messages={"required": "Indiquez pourquoi le dossier est retiré."},
    )


class DeclarationForm(forms.Form):
    """What a signatory declares when filing, and their express consent (CRPA, article R. 112-18)."""

    exact = forms.BooleanField(
        label="les informations et les pièces du dossier sont exactes\u00a0;",
        error_messages={"required": "Déclarez que les informations et les pièces sont exactes."},
    )
    not_started = forms.BooleanField(
        label="le projet n’a reçu aucun commencement d’exécution\u00a0;",
        error_messages={"required": "Déclarez que le projet n’a reçu aucun commencement d’exécution."},
    )
    approved = forms.BooleanField(
        error_messages={"required": "Déclarez que le projet et la demande sont approuvés."},
    )
    electronic_notification = forms.BooleanField(
        label=(
            "J’accepte expressément de recevoir les demandes et la décision de la Région par voie électronique, dans "
            "ce portail (code des relations entre le public et l’administration, article R.\u00a0112-18)."
        ),
        help_text=(
            "Un courriel préviendra les membres de la collectivité. La lecture de la décision par une ou un signataire "
            "fait courir le délai de recours."
        ),
        error_messages={
            "required": "Pour déposer ici, acceptez de recevoir la décision par voie électronique.",
        },
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        council = dossier.organisation.forms.of_council.removeprefix("du ")
        self.fields[
            "approved"
        ].label = (
            f"le {council} a approuvé le projet et autorisé la demande, ou une décision prise par délégation l’a fait."
        )


def choose_among(field: forms.Field, rows: "QuerySet[Any]", chosen: list[Any], label: Callable[[Any], str]) -> None:
    """Offer the objects `chosen`, already read, without another query: of `rows`, only these are valid."""
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows.filter(pk__in=[one.pk for one in chosen])
        none = [("", field.empty_label)] if field.empty_label else []
        field.choices = [*none, *((one.pk, label(one)) for one in chosen)]
