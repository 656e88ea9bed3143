"""The project: its title, its need, its calendar."""

from datetime import date
from typing import Any

import pytest

from applications.dossiers.models import Dossier, ProjectDetails
from tests.factories import a_draft
from tests.portal.sent import PROJECT, checked, send, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def dossier() -> Dossier:
    return a_draft()


@pytest.fixture
def member(as_user: Any, dossier: Dossier) -> Any:
    return as_user(dossier.created_by)


def test_project_saved_complete_writes_its_values_and_the_title(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "project", PROJECT)

    assert answer["Location"] == url_of(dossier, "details")
    saved = ProjectDetails.objects.get(dossier=dossier)
    assert (saved.starts_on, saved.ends_on) == (date(2027, 5, 15), date(2027, 12, 1))
    assert (saved.pooled, saved.works_started, saved.vat_recovered) == (False, False, True)
    assert saved.need == "Des faits,\nchaque été."
    assert Dossier.objects.get().title == "Poste mobile pour le littoral"


def test_project_title_of_ten_thousand_characters_is_kept_and_counted(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", {**PROJECT, "title": "é" * 10_000})

    assert checked(member, dossier, "project") == [
        ("#id_title", "Intitulé du projet\u00a0: 200 caractères au plus, il y en a 10\u00a0000.")
    ]
    page = member.get(url_of(dossier, "project")).content.decode()
    assert page.count("é" * 10_000) == 1
    assert "maxlength" not in page


def test_project_title_that_fits_to_the_character_is_accepted(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", {**PROJECT, "title": "é" * 200})

    assert ProjectDetails.objects.get().title == "é" * 200


def test_project_title_is_escaped_wherever_it_shows(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", {**PROJECT, "title": '"><script>alert(1)</script>'})

    page = member.get(url_of(dossier, "project")).content.decode()
    assert page.count("<script>alert(1)") == 0
    # Once in the breadcrumb, once in its field.
    assert page.count("&lt;script&gt;alert(1)") == 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pooled": "yes"}, [("#id_partners", "Si oui, quelles collectivités\u00a0? Écrivez votre réponse.")]),
        ({"pooled": "yes", "partners": "Aniane"}, []),
        (
            {"ends_on_year": "2026"},
            [("#id_ends_on_0", "Achèvement prévu\u00a0: L’achèvement ne peut pas précéder le commencement.")],
        ),
        ({"ends_on_day": "15", "ends_on_month": "5"}, []),
        (
            {"works_started": ""},
            [("#id_works_started_0", "L’opération a-t-elle déjà commencé\u00a0? Répondez par oui ou par non.")],
        ),
    ],
)
def test_project_answers_are_checked_together(
    member: Any, dossier: Dossier, changes: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    send(member, dossier, "project", {**PROJECT, **changes})

    assert checked(member, dossier, "project") == expected


def test_project_page_is_titled_as_an_error_when_it_has_one(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", {**PROJECT, "title": ""})

    page = member.get(url_of(dossier, "project"), {"verifier": "1"}).content.decode()

    assert page.count("<title>Erreur\u00a0: Le projet et le besoin – La Région vous protège</title>") == 1
    # At the head of the form and at its foot.
    assert page.count("avec 1 point à corriger") == 2


def test_project_page_tells_no_error_before_it_is_asked(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "project", {**PROJECT, "title": ""})

    page = member.get(url_of(dossier, "project")).content.decode()

    assert (page.count("error-summary"), page.count("is-invalid"), page.count("Erreur\u00a0:")) == (0, 0, 0)
