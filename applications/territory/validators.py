"""Field validators of the identifiers that the models keep."""

from django.core.exceptions import ValidationError

from applications.core.identifiers import is_siren, is_siret


def validate_siren(value: str) -> None:
    if not is_siren(value):
        raise ValidationError("Ce numéro SIREN n’existe pas. Vérifiez chaque chiffre.", code="siren")


def validate_siret(value: str) -> None:
    if not is_siret(value):
        raise ValidationError("Ce numéro SIRET n’existe pas. Vérifiez chaque chiffre.", code="siret")
