import pytest

from tests import factories


@pytest.fixture
def officer(db):
    return factories.an_agent("instructeur")


@pytest.fixture
def dossier(db):
    """Two expenses, 50,000 and 28,400 €; the rule gives 30 %, up to the 23,520 € asked."""
    return factories.an_admissible_dossier()
