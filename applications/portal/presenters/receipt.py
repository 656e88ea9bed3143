"""The receipt: what was received and when, and what the Région's silence means."""

from dataclasses import dataclass
from datetime import date

from num2words import num2words

from applications.core.dates import add_months, paris_day
from applications.dossiers.models import Dossier, Filing


@dataclass(frozen=True)
class Receipt:
    """The filings of a dossier, the first one making its date. Silence is counted from it (CJA, article R. 421-2)."""

    filings: tuple[Filing, ...]
    silence: str
    silence_on: date

    @property
    def first(self) -> Filing:
        return self.filings[0]

    @property
    def latest(self) -> Filing:
        return self.filings[-1]


def receipt_of(dossier: Dossier, silence_months: int) -> Receipt:
    """Return the receipt of a filed dossier; `silence_months` is spelt, « deux mois »."""
    filings = tuple(dossier.filings.select_related("signatory"))
    filed_on = paris_day(filings[0].filed_at)
    return Receipt(
        filings=filings,
        silence=f"{num2words(silence_months, lang='fr')} mois",
        silence_on=add_months(filed_on, silence_months),
    )
