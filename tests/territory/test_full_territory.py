"""The published files: what they hold once loaded, and what a search finds among 4,607 organisations."""

import pytest
from pytest_django import DjangoAssertNumQueries

from applications.territory.models import Commune, Departement, Epci, Organisation
from applications.territory.selectors import suggest_organisations

# Every test of this module needs the whole territory: another one would find it there.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_territory")]


def found(text: str) -> list[str]:
    return [organisation.label for organisation in suggest_organisations(text)]


def test_load_writes_the_whole_territory() -> None:
    assert Departement.objects.count() == 13
    assert Epci.objects.count() == 164
    assert Commune.objects.count() == 4446
    assert Organisation.objects.filter(commune__isnull=False).count() == 4446
    assert Organisation.objects.filter(epci__isnull=False).count() == 161


def test_load_leaves_out_the_epci_of_other_regions() -> None:
    outside = Epci.objects.filter(is_in_region=False)

    assert list(outside.order_by("siren").values_list("siren", "departement")) == [
        ("200030435", None),
        ("246401756", None),
        ("248400251", None),
    ]
    assert not Organisation.objects.filter(epci__in=outside).exists()


def test_load_writes_every_column_of_a_commune() -> None:
    commune = Commune.objects.filter(code_insee="34239").values().get()

    assert {**commune, "longitude": str(commune["longitude"]), "latitude": str(commune["latitude"])} == {
        "code_insee": "34239",
        "name": "Saint-André-de-Sangonis",
        "siren": "213402399",
        "departement_id": "34",
        "arrondissement": "Lodève",
        "epci_id": "243400694",
        "population_municipale": 6364,
        "population_totale": 6476,
        "postcodes": "34725",
        "longitude": "3.50349",
        "latitude": "43.65053",
        "retired_on": None,
    }


def test_load_sets_the_typographic_apostrophe() -> None:
    assert Commune.objects.get(pk="32160").name == "L’Isle-Jourdain"


def test_load_adds_the_kind_that_the_name_of_an_epci_lacks() -> None:
    epci = Epci.objects.get(name__endswith="Aubrac Lot Causses Tarn")

    assert epci.name == "Communauté de communes Aubrac Lot Causses Tarn"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("st andre de sangonis", "Saint-André-de-Sangonis (34)"),
        ("SAINT ANDRE SANGONIS", "Saint-André-de-Sangonis (34)"),
        ("sangonis saint-andré", "Saint-André-de-Sangonis (34)"),
        ("34239", "Saint-André-de-Sangonis (34)"),
        ("34725", "Saint-André-de-Sangonis (34)"),
        ("34 725", "Saint-André-de-Sangonis (34)"),
        ("213 402 399", "Saint-André-de-Sangonis (34)"),
        ("21340239900012", "Saint-André-de-Sangonis (34)"),
        ("L'Isle Jourdain", "L’Isle-Jourdain (32)"),
        ("l’isle-jourdain", "L’Isle-Jourdain (32)"),
        ("isle jourdain", "L’Isle-Jourdain (32)"),
        ("sète", "Sète (34)"),
        ("sete", "Sète (34)"),
        ("sete\0", "Sète (34)"),
        ("toulouse metropole", "Toulouse Métropole (31)"),
        ("lodevois larzac", "Communauté de communes Lodévois et Larzac (34)"),
        ("CC lodevois", "Communauté de communes Lodévois et Larzac (34)"),
    ],
)
def test_search_puts_first(text: str, label: str) -> None:
    assert found(text)[0] == label


def test_search_by_postcode_finds_every_commune_it_serves() -> None:
    served = Commune.objects.filter(postcodes__contains="34725")

    assert sorted(found("34725")) == sorted(str(commune) for commune in served)


def test_search_tells_homonyms_by_their_departement_the_most_populated_first() -> None:
    assert found("saint andre")[:5] == [
        "Saint-André (66)",
        "Saint-André (31)",
        "Saint-André (32)",
        "Saint-André (81)",
        "Saint-André-de-Sangonis (34)",
    ]


def test_search_narrows_homonyms_by_postcode() -> None:
    assert found("saint-andré 66690") == ["Saint-André (66)"]


def test_search_puts_the_exact_name_before_what_is_more_populated() -> None:
    assert found("Montauban") == [
        "Montauban (82)",
        "Montauban-de-Luchon (31)",
        "Communauté d’agglomération Grand Montauban (82)",
    ]


def test_search_offers_ten_at_most() -> None:
    assert len(found("saint")) == 10


@pytest.mark.parametrize("text", ["", "  ", "!!!", "zzyzx", "sète 99999", "%", "_", "mot " * 2000, "9" * 10_000])
def test_search_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_search_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found("saint andre")
