"""What the law asks of a commune because of its size, and the year of the populations that it is told from."""

# The official geographic code whose legal populations the reference files hold (data/README.md).
REFERENCE_YEAR = 2026
COUNCIL_POPULATION = 5_000
COORDINATOR_POPULATION = 15_000


def must_hold_council(*, population_municipale: int, population_totale: int) -> bool:
    """Tell whether a commune's mayor presides over a local council for security, a CLSPD (CSI, article L. 132-4).

    More than 5,000 inhabitants. The article does not say which population counts: the higher one. A commune with a
    priority district (QPV) owes one whatever its size: the reference does not know these districts.
    """
    return max(population_municipale, population_totale) > COUNCIL_POPULATION


def must_name_coordinator(*, population_municipale: int, population_totale: int) -> bool:
    """Tell whether a mayor names a coordinator of that council: over 15,000 inhabitants (CSI, article L. 132-4)."""
    return max(population_municipale, population_totale) > COORDINATOR_POPULATION
