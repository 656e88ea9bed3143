"""The organisation, its contact and its police force: saved whole, or kept as typed with what to correct."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.dossiers.models import ContactDetails, Dossier
from tests.factories import a_draft, a_siren, a_siret, an_epci_organisation
from tests.portal.sent import AGREEMENT, checked, contact, send, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def dossier() -> Dossier:
    return a_draft()


@pytest.fixture
def member(as_user: Any, dossier: Dossier) -> Any:
    return as_user(dossier.created_by)


def test_contact_saved_complete_goes_to_the_next_section(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "contact", contact(dossier, **AGREEMENT))

    assert answer["Location"] == url_of(dossier, "project")
    saved = ContactDetails.objects.get(dossier=dossier)
    assert saved.siret == a_siret(dossier.organisation.siren)
    assert saved.contact_phone == "04 67 00 00 00"
    assert saved.officers == 2
    assert (saved.coordination_agreement, saved.agreement_signed_on) == (True, date(2025, 5, 15))


def test_contact_saved_empty_says_all_that_is_missing(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "contact", {})

    assert answer["Location"] == f"{url_of(dossier, 'contact')}?verifier=1"
    assert ContactDetails.objects.count() == 0
    assert checked(member, dossier, "contact") == [
        ("#id_siret", "Numéro SIRET de la commune de Lunel\u00a0: Indiquez le numéro SIRET."),
        ("#id_contact_name", "Prénom et nom\u00a0: Écrivez votre réponse."),
        ("#id_contact_role", "Fonction\u00a0: Écrivez votre réponse."),
        ("#id_contact_email", "Adresse électronique\u00a0: Indiquez une adresse électronique."),
        ("#id_contact_phone", "Téléphone\u00a0: Indiquez un numéro de téléphone."),
        ("#id_police_force_0", "Quelle police municipale intervient chez vous\u00a0? Choisissez une réponse."),
        ("#id_officers", "Nombre d’emplois d’agent de police municipale\u00a0: Indiquez un nombre."),
        (
            "#id_coordination_agreement_0",
            "Une convention de coordination est-elle signée avec l’État\u00a0? Répondez par oui ou par non.",
        ),
    ]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("siret", "216 600 080 0001", "Ce numéro compte 13 chiffres\u00a0: il en faut 14."),
        ("siret", "abc", "Le numéro SIRET ne contient que des chiffres, sans lettre."),
        ("contact_email", "mairie", "Écrivez une adresse complète, par exemple mairie@commune.fr."),
        ("contact_email", f"{'a' * 250}@a.fr", "254 caractères au plus, il y en a 255."),
        ("contact_phone", "05 36", "Ce numéro compte 4 chiffres\u00a0: il en faut 10."),
        ("contact_name", "é" * 121, "120 caractères au plus, il y en a 121."),
        ("officers", "douze", "Écrivez un nombre entier en chiffres, par exemple 12."),
        ("officers", "-3", "Écrivez un nombre entier en chiffres, par exemple 12."),
        ("officers", "1e9", "Écrivez un nombre entier en chiffres, par exemple 12."),
        ("officers", "9" * 5000, "Indiquez un nombre de 0 à 2\u00a0000."),
        ("police_force", "none", "Écrivez 0, ou changez votre réponse à la question précédente."),
        ("agreement_reason", "é" * 2001, "2\u00a0000 caractères au plus, il y en a 2\u00a0001."),
    ],
)
def test_contact_bad_value_is_kept_and_explained(
    member: Any, dossier: Dossier, field: str, typed: str, message: str
) -> None:
    send(member, dossier, "contact", contact(dossier, **{field: typed}))

    [(_, text)] = checked(member, dossier, "contact")
    assert text.endswith(f" {message}")
    assert dossier.drafts.get().data[field] == [typed]
    assert ContactDetails.objects.count() == 0


def test_contact_siret_of_another_organisation_is_refused(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "contact", contact(dossier, siret=a_siret(a_siren())))

    [(anchor, message)] = checked(member, dossier, "contact")
    siren = dossier.organisation.siren
    grouped = "\u00a0".join((siren[:3], siren[3:6], siren[6:]))
    assert anchor == "#id_siret"
    assert message == (
        "Numéro SIRET de la commune de Lunel\u00a0: Ce numéro SIRET est celui d’un autre organisme\u00a0: le vôtre "
        f"commence par {grouped}."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"officers": "2"}, []),
        ({"officers": "3"}, ["Si non, pourquoi\u00a0? Écrivez votre réponse."]),
        ({"officers": "3", "agreement_reason": "En attente du préfet."}, []),
        ({"officers": "3", **AGREEMENT}, []),
        ({**AGREEMENT, "agreement_signed_on_day": ""}, ["Indiquez le jour, le mois et l’année."]),
        ({**AGREEMENT, "agreement_signed_on_day": "31", "agreement_signed_on_month": "2"}, ["Cette date n’existe pas"]),
        ({**AGREEMENT, "agreement_signed_on_year": "25"}, ["Écrivez l’année en quatre chiffres"]),
        ({**AGREEMENT, "agreement_signed_on_month": "mai"}, ["Écrivez la date en chiffres"]),
        ({**AGREEMENT, "coordination_agreement": "no"}, []),
    ],
)
def test_contact_agreement_is_dated_or_its_absence_explained(
    member: Any, dossier: Dossier, changes: dict[str, str], expected: list[str]
) -> None:
    send(member, dossier, "contact", contact(dossier, **changes))

    told = [text for _, text in checked(member, dossier, "contact")]
    assert [start in text for start, text in zip(expected, told, strict=True)] == [True] * len(expected)
    assert ContactDetails.objects.filter(dossier=dossier).exists() == (not expected)


def test_contact_agreement_signed_tomorrow_is_refused(member: Any, dossier: Dossier) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    parts = {"day": tomorrow.day, "month": tomorrow.month, "year": tomorrow.year}
    day = {f"agreement_signed_on_{name}": str(part) for name, part in parts.items()}

    send(member, dossier, "contact", contact(dossier, **{**AGREEMENT, **day}))

    assert checked(member, dossier, "contact") == [
        (
            "#id_agreement_signed_on_0",
            "Si oui, date de signature\u00a0: Cette date est à venir\u00a0: répondez «\u00a0non\u00a0» en attendant.",
        )
    ]


def test_contact_answer_without_object_stays_typed_and_unwritten(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "contact", contact(dossier, **{**AGREEMENT, "coordination_agreement": "no"}))

    assert ContactDetails.objects.get().agreement_signed_on is None
    assert dossier.drafts.get().data["agreement_signed_on_year"] == ["2025"]


def test_contact_proposes_the_known_siret_until_saved(member: Any, dossier: Dossier) -> None:
    organisation = dossier.organisation
    organisation.siret = a_siret(organisation.siren)
    organisation.save()

    form = member.get(url_of(dossier, "contact")).context["form"]

    assert form["siret"].value().replace("\u00a0", "") == organisation.siret


def test_contact_names_an_epci_as_such(as_user: Any) -> None:
    dossier = a_draft(organisation=an_epci_organisation())

    form = as_user(dossier.created_by).get(url_of(dossier, "contact")).context["form"]

    assert form.fields["siret"].label == ("Numéro SIRET de la communauté de communes du Grand Pic Saint-Loup")
