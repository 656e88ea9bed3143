"""A vehicle fitted out as a police post, and the service it renders."""

from applications.dossiers.enums import Energy, Purchase, VehicleKind
from applications.portal.forms.base import Group
from applications.portal.forms.fields import PickField, TextField, WholeNumberField, YesNoField
from applications.portal.forms.questions import DetailsForm

HOURS_IN_A_WEEK = 168


class MobilePostForm(DetailsForm):
    vehicle = PickField(label="Quel véhicule ?", choices=VehicleKind)
    energy = PickField(label="Quelle énergie ?", choices=Energy)
    purchase = PickField(
        label="Comment l’acquérez-vous ?",
        help_text="Une location sans option d’achat n’est pas un investissement : la Région ne l’aide pas.",
        choices=Purchase,
    )
    equipment = TextField(
        label="Aménagement et équipements",
        help_text="Le bureau d’accueil, l’espace confidentiel, la signalisation, la radio, l’informatique.",
        most=4000,
        rows=5,
    )
    accessible = YesNoField(
        label="L’accueil est-il accessible aux personnes à mobilité réduite ?",
        help_text="Par une rampe, une plateforme, ou un accueil de plain-pied à côté du véhicule.",
    )
    territory = TextField(
        label="Territoire desservi et lieux de stationnement",
        help_text="Les communes, les quartiers, les marchés, les plages ; les jours et les saisons.",
        most=4000,
        rows=5,
    )
    communes_served = WholeNumberField(label="Nombre de communes desservies", least=1, most=500)
    weekly_hours = WholeNumberField(
        label="Heures de présence par semaine",
        help_text="En moyenne sur l’année, véhicule en service avec des agents.",
        least=1,
        most=HOURS_IN_A_WEEK,
    )
    officers_on_board = WholeNumberField(
        label="Nombre d’agents affectés",
        help_text="Ceux qui s’en serviront, même à tour de rôle.",
        least=1,
        most=500,
    )

    groups = (
        Group("Le véhicule", ("vehicle", "energy", "purchase", "equipment", "accessible")),
        Group("Le service rendu", ("territory", "communes_served", "weekly_hours", "officers_on_board")),
    )
