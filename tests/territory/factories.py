"""Communes, EPCI and organisations that are sound and unlike one another; every number is made up."""

import factory
from stdnum import luhn

from applications.territory.enums import EpciKind
from applications.territory.models import Commune, Departement, Epci, Organisation
from applications.territory.searching import search_text

NAMES = {"30": "Gard", "32": "Gers", "34": "Hérault", "66": "Pyrénées-Orientales"}


def make_siren(number: int) -> str:
    """Return the nine digits whose first eight are 99 and `number`: no commune's SIREN starts so."""
    stem = f"99{number:06d}"
    return stem + luhn.calc_check_digit(stem)


def make_siret(siren: str, number: int = 1) -> str:
    stem = f"{siren}{number:04d}"
    return stem + luhn.calc_check_digit(stem)


class DepartementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Departement
        django_get_or_create = ("code",)

    code = "34"
    name = factory.LazyAttribute(lambda o: NAMES.get(o.code, f"Département {o.code}"))
    seat_code = factory.LazyAttribute(lambda o: f"{o.code}172")


class EpciFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Epci

    siren = factory.Sequence(lambda n: make_siren(500_000 + n))
    name = factory.Sequence(lambda n: f"Communauté de communes du Val {n}")
    kind = EpciKind.CC
    departement = factory.SubFactory(DepartementFactory)
    population_municipale = 12_000
    population_totale = 12_300


class CommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commune

    code_insee = factory.Sequence(lambda n: f"9{n:04d}")
    name = factory.Sequence(lambda n: f"Valbrune-{n}")
    siren = factory.Sequence(make_siren)
    departement = factory.SubFactory(DepartementFactory)
    epci = factory.SubFactory(EpciFactory, departement=factory.SelfAttribute("..departement"))
    population_municipale = 2_000
    population_totale = 2_050
    postcodes = "34990"
    longitude = "3.5"
    latitude = "43.6"


class OrganisationFactory(factory.django.DjangoModelFactory):
    """The organisation of a commune."""

    class Meta:
        model = Organisation

    commune = factory.SubFactory(CommuneFactory)
    name = factory.SelfAttribute("commune.name")
    siren = factory.SelfAttribute("commune.siren")
    departement = factory.SelfAttribute("commune.departement")
    population_municipale = factory.SelfAttribute("commune.population_municipale")
    population_totale = factory.SelfAttribute("commune.population_totale")
    search_text = factory.LazyAttribute(
        lambda o: search_text(o.name, o.commune.code_insee, o.commune.postcodes, o.siren)
    )


class EpciOrganisationFactory(factory.django.DjangoModelFactory):
    """The organisation of an EPCI."""

    class Meta:
        model = Organisation

    epci = factory.SubFactory(EpciFactory)
    name = factory.SelfAttribute("epci.name")
    siren = factory.SelfAttribute("epci.siren")
    departement = factory.SelfAttribute("epci.departement")
    population_municipale = factory.SelfAttribute("epci.population_municipale")
    population_totale = factory.SelfAttribute("epci.population_totale")
    search_text = factory.LazyAttribute(lambda o: search_text(o.name, o.siren))
