"""The financing plan after a vote, as the letter prints it and as the vote checks it. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from applications.core.money import printed_shares
from applications.decisions.letter_data import Funder, GrantLetter

LONG_PLAN = 10


@dataclass(frozen=True)
class PlanLine:
    """A line of the financing plan as printed. `share` is a fraction of the total, to the basis point."""

    label: str
    situation: str
    amount: Decimal
    share: Decimal
    is_region: bool = False


@dataclass(frozen=True)
class Plan:
    """The financing plan after the vote: what nobody else brings is the beneficiary's."""

    lines: tuple[PlanLine, ...]
    own: Decimal
    own_public_share: Decimal
    """The beneficiary's share of what public bodies bring (CGCT, article L. 1111-10, III)."""

    @property
    def is_long(self) -> bool:
        """Whether the table may be cut by a page break: it is too tall to be moved whole."""
        return len(self.lines) > LONG_PLAN


def financing_plan(letter: GrantLetter) -> Plan:
    """Set out the plan after the vote, its shares adding up to 100,00 %.

    Raises ValueError when the funders bring more than the cost, or when the beneficiary's share falls under
    the legal minimum: such a grant is not one that the Région can make.
    """
    total = letter.application.total_cost
    own = total - letter.amount - sum((funder.amount for funder in letter.other_funders), Decimal(0))
    public = total - sum((funder.amount for funder in letter.other_funders if funder.is_private), Decimal(0))
    if own < 0:
        raise ValueError("The funders bring more than the operation costs.")
    if own < letter.minimum_own_share * public:
        raise ValueError("The beneficiary's share is under the legal minimum (CGCT, article L. 1111-10).")
    funders = (
        Funder(label=letter.issuer.name, situation="présent arrêté", amount=letter.amount),
        *letter.other_funders,
        Funder(label=letter.beneficiary.names.title, situation=letter.own_situation, amount=own),
    )
    shares = printed_shares([funder.amount for funder in funders], total)
    lines = tuple(
        PlanLine(funder.label, funder.situation, funder.amount, share, is_region=index == 0)
        for index, (funder, share) in enumerate(zip(funders, shares, strict=True))
    )
    return Plan(lines, own, own / public)
