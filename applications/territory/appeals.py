"""Where and how an organisation contests what the Région decides of it."""

# The court is that of the seat of the Région, wherever the beneficiary is (CJA, article R. 312-1).
COURT = "tribunal administratif de Toulouse"
COURT_ADDRESS = "68, rue Raymond-IV, BP 7007, 31068 Toulouse Cedex 7"

TELERECOURS_POPULATION = 3500


def must_use_telerecours(*, is_epci: bool, population_municipale: int, population_totale: int) -> bool:
    """Tell whether a petition on paper is inadmissible (CJA, article R. 414-1).

    The article exempts the communes under 3,500 inhabitants. It does not say which population counts: the higher
    one, so that nobody loses an appeal for having posted it.
    """
    return is_epci or max(population_municipale, population_totale) >= TELERECOURS_POPULATION
