"""Sessions of the Commission permanente, votes, and the decisions and letters that come of them."""

from applications.decisions.models.decision import Decision, Letter, SigningAuthority
from applications.decisions.models.session import AgendaItem, CommissionSession, Vote

__all__ = ["AgendaItem", "CommissionSession", "Decision", "Letter", "SigningAuthority", "Vote"]
