"""Works on the public space that answer a need of security."""

from collections.abc import Mapping, Set
from typing import Any

from applications.dossiers.enums import Opinion, Permit, Works
from applications.dossiers.models.details import MAX_LATITUDE, MAX_LONGITUDE
from applications.portal.forms.base import Group
from applications.portal.forms.fields import CoordinateField, PickField, TextField, YesNoField
from applications.portal.forms.questions import DetailsForm

MAP = "https://www.geoportail.gouv.fr/carte"


class PublicSpaceForm(DetailsForm):
    works = PickField(label="Quels travaux ?", choices=Works)
    description = TextField(
        label="Description des travaux",
        help_text="Ce qui est installé ou transformé, et ce que cela change pour la sécurité du lieu.",
        most=4000,
        rows=6,
    )
    address = TextField(
        label="Adresse ou lieu-dit", help_text="La place, la rue, ou les deux bouts du tronçon.", most=250
    )
    latitude = CoordinateField(
        label="Latitude",
        help_text=(
            f'Sur <a href="{MAP}">Géoportail</a>, un clic droit sur le lieu donne ses coordonnées. Par exemple : '
            "43,60426."
        ),
        bound=MAX_LATITUDE,
        required=False,
    )
    longitude = CoordinateField(
        label="Longitude",
        help_text="Par exemple : 1,44367, ou -0,04584 à l’ouest de Greenwich.",
        bound=MAX_LONGITUDE,
        required=False,
    )
    safety_opinion = PickField(
        label="Où en est l’avis du référent sûreté ?",
        help_text="Un gendarme ou un policier formé à la prévention. Demandez-le à la brigade ou au commissariat.",
        choices=Opinion,
    )
    cameras = YesNoField(label="Le projet comporte-t-il des caméras ?")
    prefect_authorisation = PickField(
        label="Si oui, où en est l’autorisation du préfet ?",
        help_text=(
            "Toute caméra sur la voie publique en demande une (code de la sécurité intérieure, articles L. 251-1 et "
            "suivants). La demande se fait en ligne, sur le site de la préfecture. Elle doit être obtenue au dépôt."
        ),
        choices=Opinion,
    )
    roadway_permission = PickField(
        label="Où en est la permission de voirie ?",
        help_text="Nécessaire si la voie n’est pas à vous : le gestionnaire est souvent le Département.",
        choices=Permit,
    )

    groups = (
        Group("Les travaux", ("works", "description")),
        Group("Le lieu", ("address", "latitude", "longitude")),
        Group(
            "Avis et autorisations",
            ("safety_opinion", "cameras", "prefect_authorisation", "roadway_permission"),
        ),
    )

    def not_asked(self, answers: Mapping[str, Any]) -> Set[str]:
        return set() if answers.get("cameras") else {"prefect_authorisation"}

    def cross_check(self, answers: Mapping[str, Any]) -> None:
        if answers.get("works") == Works.CAMERAS and answers.get("cameras") is False:
            self.blame(
                "cameras",
                "Vous avez choisi la vidéoprotection : répondez oui, ou changez la nature des travaux.",
            )
        pair = {name: answers[name] for name in ("latitude", "longitude") if name in answers}
        missing = [name for name, value in pair.items() if value is None]
        if len(missing) == 1 and len(pair) == len(("latitude", "longitude")):
            self.blame(missing[0], "Indiquez la latitude et la longitude, ou aucune des deux.")
