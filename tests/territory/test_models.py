"""Names of places and organisations, and what the database refuses by itself."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from applications.territory.enums import OrganisationKind
from applications.territory.models import Commune, Epci, Organisation
from tests.territory.factories import (
    CommuneFactory,
    DepartementFactory,
    EpciFactory,
    EpciOrganisationFactory,
    OrganisationFactory,
    make_siren,
    make_siret,
)

pytestmark = pytest.mark.django_db


def update(organisation: Organisation, **values: Any) -> None:
    """Write past the models, as an import would."""
    with transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(**values)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("34", "Département de l’Hérault"),
        ("32", "Département du Gers"),
        ("66", "Département des Pyrénées-Orientales"),
    ],
)
def test_departement_full_name_agrees(code: str, full_name: str) -> None:
    assert DepartementFactory(code=code).full_name == full_name


def test_organisation_of_a_commune_names_itself() -> None:
    organisation = OrganisationFactory(commune__name="Argelès-sur-Mer", commune__departement__code="66")

    assert organisation.kind == OrganisationKind.COMMUNE
    assert not organisation.is_epci
    assert str(organisation) == "Argelès-sur-Mer (66)"
    assert organisation.full_name == "Commune d’Argelès-sur-Mer"
    assert organisation.forms.of_council == "du conseil municipal d’Argelès-sur-Mer"


def test_organisation_of_an_epci_names_itself() -> None:
    organisation = EpciOrganisationFactory(epci__name="Communauté de communes Vallée de l’Hérault")

    assert organisation.kind == OrganisationKind.EPCI
    assert organisation.is_epci
    assert str(organisation) == "Communauté de communes Vallée de l’Hérault (34)"
    assert organisation.full_name == "Communauté de communes Vallée de l’Hérault"
    assert organisation.forms.of == "de la communauté de communes Vallée de l’Hérault"


def test_organisation_of_both_a_commune_and_an_epci_is_refused() -> None:
    organisation = OrganisationFactory()

    with pytest.raises(IntegrityError, match="organisation_commune_or_epci"):
        update(organisation, epci=EpciFactory())


def test_organisation_of_nothing_is_refused() -> None:
    organisation = OrganisationFactory()

    with pytest.raises(IntegrityError, match="organisation_commune_or_epci"):
        update(organisation, commune=None)


def test_siret_of_another_siren_is_refused() -> None:
    organisation = OrganisationFactory()

    with pytest.raises(IntegrityError, match="organisation_siret_starts_with_siren"):
        update(organisation, siret=make_siret(make_siren(999_999)))


def test_siren_that_no_longer_fits_the_siret_is_refused() -> None:
    organisation = OrganisationFactory()
    update(organisation, siret=make_siret(organisation.siren))

    with pytest.raises(IntegrityError, match="organisation_siret_starts_with_siren"):
        update(organisation, siren=make_siren(999_999))


def test_several_organisations_without_a_siret_are_accepted() -> None:
    OrganisationFactory.create_batch(2, siret="")

    assert Organisation.objects.filter(siret="").count() == 2


# SQLite names the columns of a unique index, PostgreSQL the index.
def test_siren_of_another_organisation_is_refused() -> None:
    first, second = OrganisationFactory.create_batch(2)

    with pytest.raises(IntegrityError, match=r"organisation_siren_unique|territory_organisation\.siren"):
        update(second, siren=first.siren)


def test_siren_of_a_retired_organisation_is_accepted() -> None:
    first, second = OrganisationFactory.create_batch(2)
    update(first, retired_on=timezone.localdate())

    update(second, siren=first.siren)

    assert Organisation.objects.active().get(siren=first.siren) == second


def test_siret_of_another_organisation_is_refused() -> None:
    first, second = OrganisationFactory.create_batch(2)
    siret = make_siret(first.siren)
    update(first, siret=siret, retired_on=timezone.localdate())

    with pytest.raises(IntegrityError, match=r"organisation_siret_unique|territory_organisation\.siret"):
        update(second, siren=first.siren, siret=siret)


def test_siren_of_another_commune_is_refused() -> None:
    first, second = CommuneFactory.create_batch(2)

    with (
        pytest.raises(IntegrityError, match=r"commune_siren_unique|territory_commune\.siren"),
        transaction.atomic(),
    ):
        Commune.objects.filter(pk=second.pk).update(siren=first.siren)


def test_epci_of_the_region_without_a_departement_is_refused() -> None:
    epci = EpciFactory()

    with pytest.raises(IntegrityError, match="epci_of_region_has_departement"), transaction.atomic():
        Epci.objects.filter(pk=epci.pk).update(departement=None)


def test_epci_of_another_region_needs_no_departement() -> None:
    EpciFactory(is_in_region=False, departement=None)

    assert Epci.objects.get().departement is None


@pytest.mark.parametrize(
    ("values", "messages"),
    [
        ({"commune": None}, ["Une collectivité est soit une commune, soit une intercommunalité."]),
        (
            {"siret": make_siret(make_siren(999_999))},
            ["Le numéro SIRET commence par le numéro SIREN de la collectivité."],
        ),
        ({"siret": "21340239900013"}, ["Ce numéro SIRET n’existe pas. Vérifiez chaque chiffre."]),
        ({"siren": "213402398"}, ["Ce numéro SIREN n’existe pas. Vérifiez chaque chiffre."]),
    ],
    ids=["nothing", "other SIREN", "key of the SIRET", "key of the SIREN"],
)
def test_refusal_is_told_in_french(values: dict[str, Any], messages: list[str]) -> None:
    organisation = OrganisationFactory()
    for name, value in values.items():
        setattr(organisation, name, value)

    with pytest.raises(ValidationError) as refusal:
        organisation.full_clean()

    assert refusal.value.messages == messages


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("siren", "Ce numéro SIREN est déjà celui d’une autre collectivité."),
        ("siret", "Ce numéro SIRET est déjà celui d’une autre collectivité."),
    ],
)
def test_number_taken_is_told_in_french(column: str, message: str) -> None:
    first = OrganisationFactory()
    update(first, siret=make_siret(first.siren), retired_on=None if column == "siren" else timezone.localdate())
    second = OrganisationFactory.build(commune=CommuneFactory(), departement=DepartementFactory(), siren=first.siren)
    second.siret = make_siret(first.siren) if column == "siret" else ""

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()

    assert refusal.value.messages == [message]
