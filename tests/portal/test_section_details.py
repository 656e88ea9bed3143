"""The questions of each measure."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from applications.calls.enums import MeasureKind
from applications.dossiers.models import Dossier, MobilePostDetails, PremisesDetails, PublicSpaceDetails
from tests.factories import a_draft, a_measure
from tests.portal.sent import DETAILS, checked, send, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOBILE_POST, PREMISES, PUBLIC_SPACE = MeasureKind.MOBILE_POST, MeasureKind.PREMISES, MeasureKind.PUBLIC_SPACE


def sent(as_user: Any, kind: MeasureKind, **changes: str) -> tuple[Any, Dossier, str]:
    dossier = a_draft(a_measure(kind))
    client = as_user(dossier.created_by)
    answer = send(client, dossier, "details", {**DETAILS[kind], **changes})
    return client, dossier, answer["Location"]


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_details_saved_complete_go_to_the_financing_plan(as_user: Any, kind: MeasureKind) -> None:
    _, dossier, location = sent(as_user, kind)

    assert location == url_of(dossier, "financing")
    assert dossier.drafts.get().complete


def test_mobile_post_values_are_written(as_user: Any) -> None:
    sent(as_user, MOBILE_POST)

    saved = MobilePostDetails.objects.get()
    assert (saved.vehicle, saved.accessible, saved.weekly_hours) == ("van", True, 35)


def test_premises_values_are_written(as_user: Any) -> None:
    sent(as_user, PREMISES)

    saved = PremisesDetails.objects.get()
    assert (saved.surface, saved.occupancy, saved.lease_ends_on) == (1200, "leased", date(2036, 12, 31))


def test_public_space_values_are_written(as_user: Any) -> None:
    sent(as_user, PUBLIC_SPACE)

    saved = PublicSpaceDetails.objects.get()
    assert (saved.latitude, saved.longitude) == (Decimal("43.60426"), Decimal("-0.04584"))
    assert (saved.cameras, saved.prefect_authorisation) == (True, "requested")


def test_premises_owned_drop_the_end_of_a_lease(as_user: Any) -> None:
    sent(as_user, PREMISES, occupancy="owned")

    assert PremisesDetails.objects.get().lease_ends_on is None


def test_public_space_without_cameras_drops_the_authorisation(as_user: Any) -> None:
    sent(as_user, PUBLIC_SPACE, cameras="no")

    assert PublicSpaceDetails.objects.get().prefect_authorisation == ""


@pytest.mark.parametrize(
    ("kind", "changes", "field", "message"),
    [
        (MOBILE_POST, {"weekly_hours": "169"}, "weekly_hours", "Indiquez un nombre de 1 à 168."),
        (MOBILE_POST, {"weekly_hours": "0"}, "weekly_hours", "Indiquez un nombre de 1 à 168."),
        (MOBILE_POST, {"vehicle": ""}, "vehicle", "Choisissez une réponse."),
        (MOBILE_POST, {"accessible": ""}, "accessible_0", "Répondez par oui ou par non."),
        (MOBILE_POST, {"communes_served": "12,5"}, "communes_served", "Écrivez un nombre entier en chiffres"),
        (PREMISES, {"lease_ends_on_year": ""}, "lease_ends_on_0", "Indiquez le jour, le mois et l’année."),
        (PREMISES, {"accessibility": "not_public"}, "accessibility_0", "dites où en est leur accès."),
        (PREMISES, {"address": "é" * 251}, "address", "250 caractères au plus, il y en a 251."),
        (PUBLIC_SPACE, {"prefect_authorisation": ""}, "prefect_authorisation_0", "Choisissez une réponse."),
        (PUBLIC_SPACE, {"latitude": ""}, "latitude", "Indiquez la latitude et la longitude, ou aucune des deux."),
        (PUBLIC_SPACE, {"latitude": "91"}, "latitude", "Indiquez un nombre de degrés entre -90 et 90."),
        (PUBLIC_SPACE, {"longitude": "1° 26’"}, "longitude", "Écrivez un nombre de degrés, par exemple 43,60426."),
        (PUBLIC_SPACE, {"works": "cameras", "cameras": "no"}, "cameras_0", "répondez oui"),
    ],
)
def test_details_bad_value_is_told_at_its_field(
    as_user: Any, kind: MeasureKind, changes: dict[str, str], field: str, message: str
) -> None:
    client, dossier, location = sent(as_user, kind, **changes)

    assert location == f"{url_of(dossier, 'details')}?verifier=1"
    [(anchor, text)] = checked(client, dossier, "details")
    assert anchor == f"#id_{field}"
    assert message in text


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_details_left_empty_ask_every_question_that_has_an_object(as_user: Any, kind: MeasureKind) -> None:
    dossier = a_draft(a_measure(kind))
    client = as_user(dossier.created_by)
    send(client, dossier, "details", {})

    asked = {MOBILE_POST: 9, PREMISES: 8, PUBLIC_SPACE: 6}
    assert len(checked(client, dossier, "details")) == asked[kind]
