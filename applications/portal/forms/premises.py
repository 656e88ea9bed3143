"""Premises of the municipal police, or a new local unit."""

from collections.abc import Mapping, Set
from typing import Any

from applications.dossiers.enums import Accessibility, Occupancy, Permit, PremisesNature
from applications.portal.forms.base import Group
from applications.portal.forms.fields import DateField, PickField, TextField, WholeNumberField, YesNoField
from applications.portal.forms.questions import DetailsForm


class PremisesForm(DetailsForm):
    nature = PickField(label="Quel est le projet ?", choices=PremisesNature)
    address = TextField(
        label="Adresse des locaux",
        help_text="Numéro, rue, commune. À défaut, les parcelles cadastrales.",
        most=250,
    )
    surface = WholeNumberField(
        label="Surface, en m²",
        help_text="Celle des locaux après les travaux, arrondie au mètre carré.",
        least=1,
        most=99999,
    )
    officers_hosted = WholeNumberField(
        label="Nombre d’agents accueillis", help_text="Ceux qui y prendront leur service.", least=1, most=2000
    )
    public_reception = YesNoField(label="Les locaux accueillent-ils du public ?")
    occupancy = PickField(
        label="À quel titre occupez-vous les locaux ?",
        help_text="Le titre de propriété, le bail ou la convention sera demandé parmi les pièces.",
        choices=Occupancy,
    )
    lease_ends_on = DateField(
        label="Si les locaux sont loués ou mis à disposition, jusqu’à quand ?",
        help_text="La fin du bail ou de la convention, reconductions comprises. Par exemple : 31\u00a012\u00a02036.",
    )
    accessibility = PickField(
        label="Où en est l’accessibilité aux personnes handicapées ?",
        help_text="L’attestation ou le registre d’accessibilité, tenu en mairie, le dit.",
        choices=Accessibility,
    )
    permit = PickField(
        label="Où en est l’autorisation d’urbanisme ?",
        help_text="Permis, déclaration préalable ou autorisation de travaux : demandez au service urbanisme.",
        choices=Permit,
    )

    groups = (
        Group("Les locaux", ("nature", "address", "surface", "officers_hosted", "public_reception")),
        Group("Le titre d’occupation", ("occupancy", "lease_ends_on")),
        Group("Accessibilité et urbanisme", ("accessibility", "permit")),
    )

    def not_asked(self, answers: Mapping[str, Any]) -> Set[str]:
        return set() if answers.get("occupancy") in {Occupancy.LEASED, Occupancy.LENT} else {"lease_ends_on"}

    def cross_check(self, answers: Mapping[str, Any]) -> None:
        if answers.get("public_reception") and answers.get("accessibility") == Accessibility.NOT_PUBLIC:
            self.blame(
                "accessibility",
                "Vous avez répondu que les locaux accueillent du public : dites où en est leur accès.",
            )
