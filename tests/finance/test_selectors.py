"""The grants that finance reads, and their sums."""

from decimal import Decimal

import pytest

from applications.finance.models import Grant
from applications.finance.selectors import (
    Totals,
    grant_departements,
    grant_epcis,
    grant_sessions,
    grant_years,
    grants,
    of_epci,
    totals_of,
)
from tests.factories import a_commune_organisation, a_measure, a_session, an_epci_organisation
from tests.finance.granted import a_grant, a_refusal

pytestmark = pytest.mark.django_db


def test_refusal_is_no_grant() -> None:
    grant = a_grant()
    a_refusal()
    assert [row.pk for row in grants()] == [grant.pk]
    assert [type(row) for row in grants()] == [Grant]


def test_totals_add_up_to_the_cent() -> None:
    measure = a_measure()
    for amount in ("0.10", "0.20", "29999.99"):
        a_grant(amount, measure=measure)
    assert totals_of(grants()) == Totals(3, Decimal("30000.29"))


def test_totals_of_nothing_are_zero() -> None:
    assert totals_of(grants()) == Totals(0, Decimal("0.00"))


def test_grants_of_an_epci_are_its_own_and_its_communes() -> None:
    epci, commune = an_epci_organisation(), a_commune_organisation()
    own, member = a_grant(organisation=epci), a_grant(organisation=commune)
    assert [row.pk for row in of_epci(grants(), epci.siren)] == [own.pk]
    assert [row.pk for row in of_epci(grants(), commune.commune.epci_id)] == [member.pk]


def test_filters_offer_what_the_grants_hold() -> None:
    grant = a_grant(organisation=a_commune_organisation("Gramat", departement="46"))
    a_session()
    a_refusal(organisation=an_epci_organisation())
    assert [session.pk for session in grant_sessions()] == [grant.vote.item.session_id]
    assert grant_years() == [grant.vote.envelope.year]
    assert [departement.code for departement in grant_departements()] == ["46"]
    assert [epci.siren for epci in grant_epcis()] == ["243400520"]
