"""The organisation, whom to call, its police force today."""

from collections.abc import Mapping, Set
from typing import Any

from django.utils import timezone

from applications.calls.eligibility import OFFICERS_NEEDING_AGREEMENT
from applications.core.formfields import FrenchPhoneField, SiretField
from applications.core.identifiers import group as grouped
from applications.dossiers.enums import PoliceForce
from applications.dossiers.models import ContactDetails, Dossier
from applications.portal.forms.base import Group, RawData, SectionForm
from applications.portal.forms.fields import (
    DateField,
    MailField,
    PickField,
    TextField,
    WholeNumberField,
    YesNoField,
)

DIRECTORY = "https://annuaire-entreprises.data.gouv.fr/"
SHORT = 120
WIDTHS = {
    "siret": "w-10 num",
    "contact_name": "w-20",
    "contact_role": "w-20",
    "contact_email": "w-20",
    "contact_phone": "w-10 num",
}


class ContactForm(SectionForm):
    siret = SiretField(label="Numéro SIRET")
    contact_name = TextField(label="Prénom et nom", most=SHORT)
    contact_role = TextField(label="Fonction", most=SHORT, help_text="Par exemple : secrétaire de mairie.")
    contact_email = MailField(
        label="Adresse électronique",
        help_text="De préférence une adresse de service, lue pendant les congés. L’accusé de dépôt y est envoyé.",
    )
    contact_phone = FrenchPhoneField(label="Téléphone", help_text="Une ligne directe, de préférence.")
    police_force = PickField(label="Quelle police municipale intervient chez vous ?", choices=PoliceForce)
    officers = WholeNumberField(
        label="Nombre d’emplois d’agent de police municipale",
        help_text=(
            "Ceux du tableau des effectifs, pourvus ou non. Les gardes champêtres et les agents de surveillance de la "
            "voie publique ne comptent pas. Écrivez 0 s’il n’y en a aucun."
        ),
        most=2000,
    )
    coordination_agreement = YesNoField(
        label="Une convention de coordination est-elle signée avec l’État ?",
        help_text=(
            "Elle lie la collectivité, le préfet et le procureur (code de la sécurité intérieure, article L. 512-4). "
            "Elle est obligatoire à partir de trois emplois, ou dès qu’un agent est armé. La préfecture en garde un "
            "exemplaire."
        ),
    )
    agreement_signed_on = DateField(
        label="Si oui, date de signature",
        help_text="Celle de la dernière signature, en fin de convention. Par exemple : 15\u00a05\u00a02025.",
    )
    agreement_reason = TextField(
        label="Si non, pourquoi ?",
        help_text=(
            "À remplir à partir de trois emplois. Par exemple : projet transmis à la préfecture le 2 mars, en attente "
            "de signature."
        ),
        most=2000,
        rows=3,
    )

    groups = (
        Group("Votre collectivité", ("siret",)),
        Group(
            "La personne à contacter",
            ("contact_name", "contact_role", "contact_email", "contact_phone"),
            intro="La Région lui écrit ou l’appelle pour toute question sur ce dossier.",
        ),
        Group(
            "La police municipale",
            ("police_force", "officers", "coordination_agreement", "agreement_signed_on", "agreement_reason"),
        ),
    )

    @classmethod
    def proposed(cls, dossier: Dossier) -> RawData:
        """The organisation's facts are asked once: what its latest other dossier says of them is proposed again."""
        latest = ContactDetails.objects.filter(dossier__organisation=dossier.organisation_id).exclude(dossier=dossier)
        values = latest.order_by("-dossier_id").values().first()
        siret = dossier.organisation.siret
        known = {"siret": [grouped(siret)]} if siret else {}
        return {**cls.written(values), **known} if values is not None else known

    def adapt(self) -> None:
        organisation = self.dossier.organisation
        siret = self.fields["siret"]
        siret.label = f"Numéro SIRET {organisation.forms.of}"
        siret.help_text = (
            f"14 chiffres, dont les 9 premiers sont {grouped(organisation.siren)}. Vous le trouvez sur une facture ou "
            f'dans l’<a href="{DIRECTORY}">Annuaire des entreprises</a>, qui connaît aussi les collectivités.'
        )
        for name, width in WIDTHS.items():
            self.fields[name].widget.attrs["class"] = width
        if isinstance(siret, SiretField):
            siret.siren = organisation.siren

    def not_asked(self, answers: Mapping[str, Any]) -> Set[str]:
        """A date goes with an agreement, a reason with its absence; from three officers on the reason is owed."""
        agreement = answers.get("coordination_agreement")
        if agreement:
            return {"agreement_reason"}
        owed = answers.get("officers", 0) >= OFFICERS_NEEDING_AGREEMENT
        typed = str(self.data.get("agreement_reason", "")).strip()
        if agreement is False and (owed or typed):
            return {"agreement_signed_on"}
        return {"agreement_signed_on", "agreement_reason"}

    def cross_check(self, answers: Mapping[str, Any]) -> None:
        signed = answers.get("agreement_signed_on")
        if signed is not None and signed > timezone.localdate():
            self.blame(
                "agreement_signed_on",
                "Cette date est à venir : répondez « non » en attendant.",
            )
        if answers.get("police_force") == PoliceForce.NONE and answers.get("officers"):
            self.blame("officers", "Écrivez 0, ou changez votre réponse à la question précédente.")
