"""The scoring grid: one's own marks, and others' that are not in the page before."""

import re
from decimal import Decimal
from typing import Any

import pytest

from applications.dossiers.enums import Status
from applications.review.models import Score
from applications.review.selectors import readings_of
from applications.review.services import reopen_assessment
from tests.backoffice.dossier_desk import SignIn, act_url, criteria_of, fresh, page_of, read_by, text_of
from tests.factories import a_filed_dossier, an_admissible_dossier, an_agent, an_assessed_dossier

pytestmark = pytest.mark.django_db
SECRET = "Remarque que les autres ne lisent pas encore"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def marks_of(dossier: Any, mark: str, *, but: int = 0) -> dict[str, str]:
    """The form filled with one mark, the last `but` criteria left aside."""
    criteria = criteria_of(dossier)
    return {f"mark_{criterion.pk}": mark for criterion in criteria[: len(criteria) - but]}


def test_marks_are_kept_even_incomplete(as_user: SignIn):
    dossier, reviewer = an_admissible_dossier(), an_agent("instructeur")
    first = criteria_of(dossier)[0]
    data = {f"mark_{first.pk}": "4", f"comment_{first.pk}": "Bien étayé."}
    response = as_user(reviewer).post(act_url(dossier, "noter"), data)
    assert (response.status_code, response.url) == (302, f"{page_of(dossier)}#notes")
    assert list(Score.objects.values_list("reviewer", "criterion", "value", "comment")) == [
        (reviewer.pk, first.pk, 4, "Bien étayé.")
    ]


def test_page_shows_ones_own_marks_again(as_user: SignIn):
    dossier, reviewer = an_admissible_dossier(), an_agent("instructeur")
    read_by(reviewer, dossier, 3)
    response = as_user(reviewer).get(page_of(dossier))
    sheet = response.context["sheet"]
    assert (sheet.my_total, sheet.marked, sheet.complete, sheet.missing) == ("60,0", 7, 1, 1)
    assert re.findall(r'value="(\d)"[^>]* checked', response.content.decode()) == ["3"] * 7


def test_others_marks_are_not_in_the_page_before_ones_own(as_user: SignIn):
    dossier, reviewer = an_admissible_dossier(), an_agent("instructeur", display_name="Relectrice")
    read_by(reviewer, dossier, 5, SECRET)
    me = an_agent("instructeur")
    as_user(me).post(act_url(dossier, "noter"), marks_of(dossier, "2", but=1))
    response = as_user(me).get(page_of(dossier))
    content = response.content.decode()
    assert content.count('<span class="masked">masquée</span>') == 8
    assert "Relectrice" in content
    assert "100,0" not in content.replace("100,00", "")
    assert SECRET not in content
    assert response.context["sheet"].consensus is None


def test_others_marks_appear_once_ones_own_are_complete(as_user: SignIn):
    dossier, me = an_admissible_dossier(), an_agent("instructeur")
    read_by(an_agent("instructeur"), dossier, 5, SECRET)
    read_by(me, dossier, 2)
    response = as_user(me).get(page_of(dossier))
    sheet = response.context["sheet"]
    assert [cell.text for cell in sheet.totals] == ["100,0"]
    assert (sheet.consensus.mean, sheet.consensus.gap) == (Decimal("70.00"), Decimal("60.00"))
    assert SECRET in response.content.decode()
    assert "masquée" not in text_of(response)


def test_large_gap_asks_for_a_third_reading(as_user: SignIn):
    dossier, me = an_admissible_dossier(), an_agent("instructeur")
    read_by(an_agent("instructeur"), dossier, 5)
    read_by(me, dossier, 2)
    response = as_user(me).get(page_of(dossier))
    assert response.context["sheet"].missing == 1
    assert "il en manque 1" in text_of(response)


def test_incomplete_reading_of_another_shows_no_mark(as_user: SignIn):
    dossier, me, other = an_admissible_dossier(), an_agent("instructeur"), an_agent("instructeur")
    as_user(other).post(act_url(dossier, "noter"), marks_of(dossier, "1", but=2))
    read_by(me, dossier, 4)
    sheet = as_user(me).get(page_of(dossier)).context["sheet"]
    assert {cell.text for row in sheet.rows for cell in row.others} == {"–"}
    assert [cell.text for cell in sheet.totals] == ["en cours"]


@pytest.mark.parametrize("group", ["consultation", "finance", "administrateur"])
def test_reader_sees_marks_when_the_review_is_closed_and_not_before(as_user: SignIn, group: str):
    under_way, closed = an_admissible_dossier(), an_assessed_dossier(marks=(4, 4))
    read_by(an_agent("instructeur"), under_way, 5, SECRET)
    client = as_user(an_agent(group))
    before, after = client.get(page_of(under_way)), client.get(page_of(closed))
    assert SECRET not in before.content.decode()
    assert [cell.text for cell in before.context["sheet"].totals] == ["masquée"]
    assert [cell.text for cell in after.context["sheet"].totals] == ["80,0", "80,0"]
    assert after.context["sheet"].consensus.mean == Decimal("80.00")


def test_reopened_review_masks_marks_again_from_who_has_not_read(as_user: SignIn):
    dossier = an_assessed_dossier(marks=(4, 4))
    reopen_assessment(dossier, actor=an_agent("responsable"), reason="Pièce nouvelle.")
    sheet = as_user(an_agent("instructeur")).get(page_of(dossier)).context["sheet"]
    assert [cell.text for cell in sheet.totals] == ["masquée", "masquée"]


@pytest.mark.parametrize("mark", ["6", "-1", "2.5", "deux"])
def test_impossible_mark_is_refused_and_the_comment_kept(as_user: SignIn, mark: str):
    dossier = an_admissible_dossier()
    first = criteria_of(dossier)[0]
    data = {f"mark_{first.pk}": mark, f"comment_{first.pk}": "À garder."}
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "noter"), data)
    assert list(response.context["form"].errors) == [f"mark_{first.pk}"]
    assert "À garder." in response.content.decode()
    assert not Score.objects.exists()


def test_comment_without_a_mark_is_not_lost(as_user: SignIn):
    dossier = an_admissible_dossier()
    first, second = criteria_of(dossier)[:2]
    data = {f"mark_{first.pk}": "3", f"comment_{second.pk}": "À garder aussi."}
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "noter"), data)
    assert response.context["form"].errors == {f"mark_{second.pk}": ["Donnez une note avec ce commentaire."]}
    assert "À garder aussi." in response.content.decode()


def test_empty_reading_is_refused(as_user: SignIn):
    response = as_user(an_agent("instructeur")).post(act_url(an_admissible_dossier(), "noter"), {})
    assert response.context["form"].errors == {"__all__": ["Donnez au moins une note."]}


def test_dossier_that_left_the_review_keeps_its_marks(as_user: SignIn):
    dossier = an_assessed_dossier()
    data = marks_of(dossier, "0")
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "noter"), data)
    [error] = response.context["form"].non_field_errors()
    assert error.startswith("Ce dossier n’est pas en instruction")
    assert [reading.total for reading in readings_of(dossier)] == [Decimal("80.00"), Decimal("80.00")]


@pytest.mark.parametrize("group", ["consultation", "finance", "administrateur"])
def test_who_does_not_review_cannot_mark(as_user: SignIn, group: str):
    dossier = an_admissible_dossier()
    response = as_user(an_agent(group)).post(act_url(dossier, "noter"), marks_of(dossier, "5"))
    assert response.status_code == 403
    assert not Score.objects.exists()


def test_grid_is_absent_before_the_review(as_user: SignIn):
    dossier = a_filed_dossier()
    assert as_user(an_agent("instructeur")).get(page_of(dossier)).context["sheet"] is None
    assert fresh(dossier).status == Status.SUBMITTED
