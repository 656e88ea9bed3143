"""The dossier's financing plan as the rules of the aid read it."""

from collections.abc import Iterable

from applications.calls.aid import FundingLine
from applications.dossiers.enums import FunderKind, FundingState
from applications.dossiers.models import Funding


def funding_lines(fundings: Iterable[Funding]) -> list[FundingLine]:
    """Return the lines that count, in euros excluding tax: a refused funding counts for nothing."""
    return [
        FundingLine(FunderKind(funding.kind).side, funding.amount)
        for funding in fundings
        if FundingState(funding.state).counts
    ]
