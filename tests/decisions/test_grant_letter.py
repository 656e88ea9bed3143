from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from applications.calls.enums import MeasureKind
from applications.decisions.letter_data import Deliberation
from tests.decisions.letter_examples import DELIBERATION, application, grant
from tests.decisions.reading import section, written


def test_grant_states_the_rate_when_it_sets_the_amount() -> None:
    text = section(grant(), "Assiette et taux")
    assert text.startswith("La subvention est égale à 30 % d’une dépense éligible de 78 400,00 € HT. C’est")


def test_grant_states_the_limit_in_place_of_the_rate() -> None:
    letter = grant(amount=Decimal("20000.00"), own_declared=Decimal("46640.00"), limit="le plafond, 20 000,00 €")
    text = section(letter, "Assiette et taux")
    assert text.startswith(
        "La dépense éligible est de 78 400,00 € HT. La subvention, de 20 000,00 €, est limitée par "
        "le plafond, 20 000,00 €. C’est un maximum."
    )
    assert "30 %" not in text


def test_grant_never_states_a_rate_that_does_not_give_the_amount() -> None:
    text = section(grant(amount=Decimal("23519.99")), "Assiette et taux")
    assert "est limitée par le vote de la Commission permanente." in text
    assert "30 %" not in text


def test_grant_prints_the_plan_after_the_vote() -> None:
    text = section(grant(amount=Decimal("20000.00")), "Plan de financement")
    assert text.startswith(
        "Financeur Situation Montant Part "
        "Région Occitanie présent arrêté 20 000,00 € 25,51 % "
        "Département des Pyrénées-Orientales sollicité 11 760,00 € 15,00 % "
        "Commune d’Argelès-sur-Mer délibéré 46 640,00 € 59,49 % "
        "Total 78 400,00 € 100,00 % "
        "Compte tenu du montant attribué, la part de la commune passe de 43 120,00 € à 46 640,00 €."
    )


def test_grant_says_nothing_of_a_plan_that_the_vote_did_not_change() -> None:
    assert "passe de" not in section(grant(), "Plan de financement")


def test_grant_rounds_payments_down() -> None:
    letter = grant(amount=Decimal("100000.03"), application=application(total_cost=Decimal("400000.00")))
    text = section(letter, "Versement")
    assert "30 % de la subvention 30 000,00 €" in text
    assert "ne dépassent pas 80 % 80 000,02 €" in text


def test_grant_states_its_imputation() -> None:
    expected = "La dépense est imputée au chapitre 204, nature 2041481, fonction 11, crédits de paiement"
    assert expected in section(grant(), "Versement")


def test_grant_states_its_delays_from_its_date() -> None:
    text = section(grant(issued_at=datetime(2027, 2, 28, 23, 30, tzinfo=UTC)), "Délais")
    assert text.startswith(
        "L’opération commence au plus tard le 1er mars 2029 et s’achève au plus tard le 1er mars 2031."
    )


@pytest.mark.parametrize(
    ("measure", "dispensed", "shown"),
    [
        (MeasureKind.MOBILE_POST, True, "sur le véhicule, dans le respect de sa sérigraphie réglementaire,"),
        (MeasureKind.PREMISES, False, "à l’entrée des locaux"),
        (MeasureKind.PUBLIC_SPACE, False, "sur le lieu des travaux"),
    ],
)
def test_publicity_speaks_of_the_exemption_for_equipment_only(
    measure: MeasureKind, dispensed: bool, shown: str
) -> None:
    text = section(grant(application=application(measure=measure)), "Publicité et information du public")
    assert ("en dispense" in text) == dispensed
    assert f"le soutien de la Région est mentionné {shown} et dans les publications" in text


def test_execution_states_the_dates_once_they_are_known() -> None:
    deliberation = Deliberation(
        number="CP/2027-04/04.12",
        voted_on=date(2027, 4, 16),
        transmitted_on=date(2027, 4, 17),
        published_on=date(2027, 4, 19),
    )
    text = section(grant(deliberation=deliberation), "Exécution")
    assert text.endswith(
        "transmise au représentant de l’État dans la région le 17 avril 2027 et publiée le 19 avril 2027."
    )


@pytest.mark.parametrize("transmitted_on", [None, date(2027, 4, 17)])
def test_execution_states_no_date_before_the_publication(transmitted_on: date | None) -> None:
    deliberation = Deliberation(
        number=DELIBERATION.number, voted_on=DELIBERATION.voted_on, transmitted_on=transmitted_on
    )
    text = section(grant(deliberation=deliberation), "Exécution")
    assert "2027" not in text
    assert text.endswith(
        "une fois la délibération visée transmise au représentant de l’État dans la région et publiée."
    )


def test_considerants_state_only_what_is_true() -> None:
    text = written(grant(has_not_started=False, has_coordination_agreement=False))
    assert text.count("Considérant") == 1
    assert "Considérant que la commune apporte 55,00 % des financements publics" in text


def test_visas_name_the_cameras_when_there_are_some() -> None:
    assert "L. 251-1 et suivants, L. 512-4 et suivants ;" in written(grant(has_cameras=True))
    assert "L. 251-1" not in written(grant())
