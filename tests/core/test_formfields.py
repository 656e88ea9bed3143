from decimal import Decimal
from typing import Any

import pytest
from django import forms

from applications.core.formfields import AmountField, FrenchPhoneField, SiretField

NBSP = "\u00a0"


class SampleForm(forms.Form):
    amount = AmountField()
    cost = AmountField(required=False, positive=True)
    siret = SiretField(required=False)
    phone = FrenchPhoneField(required=False)


def filled(**data: str) -> SampleForm:
    return SampleForm({"amount": "1", **data})


def test_amount_field_cleans_to_cents() -> None:
    form = filled(amount=" 1\u202f234,5 € ")

    assert form.is_valid()
    assert str(form.cleaned_data["amount"]) == "1234.50"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Indiquez un montant."),
        ("-3", "Un montant ne peut pas être négatif."),
        ("1e9", f"Écrivez le montant en chiffres, avec une seule virgule, par exemple 1{NBSP}234,56."),
    ],
)
def test_amount_field_says_what_is_wrong_and_keeps_what_was_typed(typed: str, message: str) -> None:
    form = filled(amount=typed)

    assert form.errors["amount"] == [message]
    assert form["amount"].value() == typed


def test_amount_field_shows_again_the_raw_text_of_a_refused_amount() -> None:
    assert 'value="12 500 € ?"' in str(filled(amount="12 500 € ?")["amount"])


def test_amount_field_left_empty_is_none() -> None:
    form = filled()

    assert form.is_valid()
    assert form.cleaned_data["cost"] is None


def test_amount_field_may_refuse_zero() -> None:
    assert filled(cost="0,00").errors["cost"] == ["Indiquez un montant supérieur à zéro."]


def test_amount_field_shows_a_stored_amount_in_french() -> None:
    form = SampleForm(initial={"amount": Decimal("1234.5")})

    assert form["amount"].value() == f"1{NBSP}234,50"


def test_amount_field_asks_for_a_decimal_keyboard_and_no_completion() -> None:
    attrs = SampleForm().fields["amount"].widget.attrs

    assert (attrs["inputmode"], attrs["autocomplete"]) == ("decimal", "off")


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        (Decimal("1234.50"), "1 234,5", []),
        (Decimal("1234.50"), "1 234,51", ["amount"]),
        (Decimal("1234.50"), "abc", ["amount"]),
        (None, "1", ["amount"]),
    ],
)
def test_amount_field_changes_when_the_amount_does(initial: Any, typed: str, changed: list[str]) -> None:
    form = SampleForm({"amount": typed}, initial={"amount": initial})

    assert form.changed_data == changed


def test_disabled_field_never_changes() -> None:
    assert AmountField(disabled=True).has_changed(Decimal(1), "2") is False


def test_siret_field_demands_the_organisation_of_the_form() -> None:
    form, other = filled(siret="216 600 080 00016"), filled(siret="216 600 080 00016")
    form.fields["siret"].siren = "216600080"
    other.fields["siret"].siren = "213401722"

    assert form.is_valid()
    assert form.cleaned_data["siret"] == "21660008000016"
    assert other.errors["siret"] == [
        f"Ce numéro SIRET est celui d’un autre organisme{NBSP}: le vôtre commence par 213{NBSP}401{NBSP}722."
    ]


def test_siret_field_shows_groups_or_what_was_typed() -> None:
    stored, wrong = SampleForm(initial={"siret": "21660008000016"}), filled(siret="216 600")

    assert stored["siret"].value() == f"216{NBSP}600{NBSP}080{NBSP}00016"
    assert wrong["siret"].value() == "216 600"


@pytest.mark.parametrize(
    "typed",
    [
        "05 36 49 12 34",
        "0536491234",
        "05.36.49.12.34",
        "05-36-49-12-34",
        "+33 5 36 49 12 34",
        "+33 (0)5 36 49 12 34",
        "0033 536491234",
        "05\u00a036\u00a049\u00a012\u00a034",
    ],
)
def test_phone_field_writes_a_french_number_one_way(typed: str) -> None:
    form = filled(phone=typed)

    assert form.is_valid()
    assert form.cleaned_data["phone"] == "05 36 49 12 34"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("05 36 49 12 3", f"Ce numéro compte 9 chiffres{NBSP}: il en faut 10."),
        ("05 36 49 12 345", f"Ce numéro compte 11 chiffres{NBSP}: il en faut 10."),
        ("15 36 49 12 34", "Un numéro de téléphone français commence par 0 ou par +33."),
        ("+34 912 34 56 78", "Un numéro de téléphone français commence par 0 ou par +33."),
        ("00 36 49 12 34", "Un numéro de téléphone français commence par 0 ou par +33."),
        ("05 36 49 12 34 poste 2", "Un numéro de téléphone ne contient que des chiffres."),
        ("+", "Un numéro de téléphone ne contient que des chiffres."),
    ],
)
def test_phone_field_says_what_is_wrong(typed: str, message: str) -> None:
    form = filled(phone=typed)

    assert form.errors["phone"] == [message]
    assert form["phone"].value() == typed


def test_phone_field_is_a_telephone_input() -> None:
    assert '<input type="tel"' in str(SampleForm()["phone"])
