"""The rows of the financing plan: added and removed without JavaScript, never too many, never out of step."""

from decimal import Decimal
from typing import Any

import pytest

from applications.dossiers.models import Dossier, Expense
from tests.factories import a_draft
from tests.portal.sent import PLAN, checked, send, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Dossier:
    return a_draft()


@pytest.fixture
def member(as_user: Any, dossier: Dossier) -> Any:
    return as_user(dossier.created_by)


def save(member: Any, dossier: Dossier, **changes: Any) -> Any:
    return send(member, dossier, "financing", {**PLAN, **changes})


def test_plan_adds_a_row_and_comes_back_to_it(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "financing", PLAN, add="expense")

    assert answer["Location"] == f"{url_of(dossier, 'financing')}#id_expense_2_label"
    assert dossier.drafts.get().data["expense_label"] == ["Fourgon", "Aménagement", ""]
    assert Expense.objects.count() == 2


def test_plan_adds_the_first_funder(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "financing", {"region": "23 520", "own": "?"}, add="funding")

    assert answer["Location"] == f"{url_of(dossier, 'financing')}#id_funding_0_kind"
    form = member.get(url_of(dossier, "financing")).context["form"]
    assert (len(form.funders), form.fixed["own"].value()) == (1, "?")


def test_plan_removes_the_row_it_is_told(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "financing", PLAN, remove="funding-0")

    assert answer["Location"] == f"{url_of(dossier, 'financing')}#id_fundings"
    data = dossier.drafts.get().data
    assert (data["funding_kind"], data["funding_amount"]) == (["state_detr"], ["10 000"])
    assert data["expense_label"] == PLAN["expense_label"]


def test_plan_names_the_row_on_its_button(member: Any, dossier: Dossier) -> None:
    save(member, dossier, expense_label=["<b>Fourgon", ""])

    page = member.get(url_of(dossier, "financing")).content.decode()

    assert page.count('<span class="visually-hidden"> la dépense 1\u00a0: &lt;b&gt;Fourgon</span>') == 1
    assert page.count('<span class="visually-hidden"> la dépense 2</span>') == 1
    assert page.count('<span class="visually-hidden"> le financeur 3\u00a0: État – DETR</span>') == 1


@pytest.mark.parametrize("remove", ["expense-9", "expense--1", "expense-", "region-0", "expense-0 OR 1"])
def test_plan_removes_nothing_that_is_not_a_row(member: Any, dossier: Dossier, remove: str) -> None:
    send(member, dossier, "financing", PLAN, remove=remove)

    assert dossier.drafts.get().data["expense_label"] == PLAN["expense_label"]


def test_plan_of_five_hundred_rows_is_kept_and_kindly_refused(member: Any, dossier: Dossier) -> None:
    save(member, dossier, expense_label=["Radio"] * 500, expense_amount=["1"] * 500)

    assert checked(member, dossier, "financing")[0] == (
        "#id_expense_100_label",
        "100 dépenses au plus, il y en a 500\u00a0: regroupez des lignes.",
    )
    assert len(dossier.drafts.get().data["expense_label"]) == 500
    assert Expense.objects.count() == 0


def test_plan_adds_no_row_beyond_a_hundred(member: Any, dossier: Dossier) -> None:
    rows = {"expense_label": ["Radio"] * 100, "expense_amount": ["784"] * 100}

    answer = send(member, dossier, "financing", {**PLAN, **rows}, add="expense")

    assert answer["Location"] == f"{url_of(dossier, 'financing')}#id_expenses"
    [message] = member.get(url_of(dossier, "financing")).context["messages"]
    assert str(message) == "100 lignes au plus\u00a0: regroupez-en quelques-unes."
    assert Expense.objects.count() == 100


def test_plan_rows_of_unequal_columns_are_completed(member: Any, dossier: Dossier) -> None:
    save(member, dossier, funding_kind=["department"], funding_label=[], funding_state=[], funding_amount=["1", "2"])

    form = member.get(url_of(dossier, "financing")).context["form"]

    assert [row.amount for row in form.funders] == [Decimal(1), Decimal(2)]


def test_plan_invented_funder_is_refused(member: Any, dossier: Dossier) -> None:
    save(member, dossier, funding_kind=["region", "own"])

    assert [anchor for anchor, _ in checked(member, dossier, "financing")] == [
        "#id_funding_0_kind",
        "#id_funding_1_kind",
    ]
