import csv
from pathlib import Path

import pytest
from django.apps import apps

from applications.core.french import commune, curly, elides, epci, of_commune, of_departement, of_place

DATA = Path(apps.get_app_config("territory").path) / "data"


def column(file: str, name: str) -> list[str]:
    with (DATA / file).open(encoding="utf-8-sig", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lunel", "de Lunel"),
        ("Argelès-sur-Mer", "d’Argelès-sur-Mer"),
        ("Élne", "d’Élne"),
        ("Oô", "d’Oô"),
        ("Le Soler", "du Soler"),
        ("Les Angles", "des Angles"),
        ("La Grande-Motte", "de La Grande-Motte"),
        ("L'Isle-Jourdain", "de L’Isle-Jourdain"),
        ("Hérépian", "d’Hérépian"),
        ("Horgues", "de Horgues"),
        ("Hures-la-Parade", "d’Hures-la-Parade"),
        ("Lespinasse", "de Lespinasse"),
        ("Léran", "de Léran"),
        ("Puy-l'Évêque", "de Puy-l’Évêque"),
    ],
)
def test_of_place_elides_and_contracts(name: str, expected: str) -> None:
    assert of_place(name) == expected


def test_elides_before_a_vowel_whatever_its_accent() -> None:
    assert [elides(name) for name in ("Ôô", "étang", "Île", "", "Yvoire", "Haget")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_of_commune_names_the_commune() -> None:
    assert of_commune("Le Vigan") == "de la commune du Vigan"


def test_commune_gives_every_form() -> None:
    names = commune("Argelès-sur-Mer")
    assert names.title == "Commune d’Argelès-sur-Mer"
    assert names.the == "la commune d’Argelès-sur-Mer"
    assert names.of == "de la commune d’Argelès-sur-Mer"
    assert names.to == "à la commune d’Argelès-sur-Mer"
    assert names.short == "la commune"
    assert names.of_council == "du conseil municipal d’Argelès-sur-Mer"


@pytest.mark.parametrize(
    ("name", "kind", "of", "short"),
    [
        (
            "Communauté de communes Terres des Confluences",
            "communauté de communes",
            "de la communauté de communes Terres des Confluences",
            "la communauté de communes",
        ),
        (
            "Communauté d'agglomération du Pays de l'Or",
            "communauté d’agglomération",
            "de la communauté d’agglomération du Pays de l’Or",
            "la communauté d’agglomération",
        ),
        (
            "Communauté urbaine Perpignan Méditerranée Métropole",
            "communauté urbaine",
            "de la communauté urbaine Perpignan Méditerranée Métropole",
            "la communauté urbaine",
        ),
        (
            "Aubrac Lot Causses Tarn",
            "Communauté de communes",
            "de la communauté de communes Aubrac Lot Causses Tarn",
            "la communauté de communes",
        ),
        ("Toulouse Métropole", "métropole", "de Toulouse Métropole", "la métropole"),
    ],
)
def test_epci_gives_the_forms_of_its_kind(name: str, kind: str, of: str, short: str) -> None:
    names = epci(name, kind)
    assert (names.of, names.short) == (of, short)


def test_epci_names_its_council() -> None:
    assert epci("Toulouse Métropole", "métropole").of_council == "du conseil de Toulouse Métropole"
    assert (
        epci("Communauté de communes du Saves", "communauté de communes").of_council
        == "du conseil communautaire de la communauté de communes du Saves"
    )


def test_every_commune_of_the_region_is_named_without_a_clash() -> None:
    wrong = [
        phrase
        for phrase in map(of_commune, column("communes_occitanie.csv", "nom"))
        if "'" in phrase
        or phrase.startswith(("de la commune de Le ", "de la commune de Les "))
        or phrase.partition("commune ")[2].startswith(("de A", "de E", "de É", "de I", "de O", "de U"))
    ]
    assert wrong == []


def test_every_epci_of_the_region_is_a_communaute_or_a_metropole() -> None:
    names = column("epci_occitanie.csv", "nom_complet")
    kinds = column("epci_occitanie.csv", "type_libelle")
    metropoles = [name for name, kind in zip(names, kinds, strict=True) if epci(name, kind).short == "la métropole"]
    assert metropoles == ["Toulouse Métropole", "Montpellier Méditerranée Métropole"]


def test_of_departement_knows_those_of_the_region() -> None:
    codes = column("departements_occitanie.csv", "code")
    assert len({of_departement(code) for code in codes}) == 13
    assert of_departement("66") == "des Pyrénées-Orientales"
    with pytest.raises(KeyError):
        of_departement("75")


def test_curly_replaces_straight_apostrophes() -> None:
    assert curly("L'Or d'Oc") == "L’Or d’Oc"
