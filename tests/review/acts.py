"""The acts of a review, short enough for a test's arrangement."""

from decimal import Decimal
from typing import Any

from applications.accounts.models import User
from applications.dossiers.models import Dossier
from applications.review.enums import Advice
from applications.review.models import Assessment, Score
from applications.review.selectors import criteria_of
from applications.review.services import give_scores, propose, set_eligible_base
from tests import factories


def read(dossier: Dossier, mark: int, reviewer: User | None = None) -> list[Score]:
    """Give the same mark on every criterion, as a new reviewer unless told."""
    marks = {criterion.pk: (mark, "Vu.") for criterion in criteria_of(dossier)}
    return give_scores(dossier, marks, reviewer=reviewer or factories.an_agent("instructeur"))


def fix_base(dossier: Dossier, actor: User, *amounts: str, reason: str = "Hors règlement") -> Assessment:
    """Fix what is eligible of each expense, in order."""
    keys = dossier.expenses.values_list("pk", flat=True)
    lines = {key: (Decimal(amount), reason) for key, amount in zip(keys, amounts, strict=True)}
    return set_eligible_base(dossier, lines, actor=actor)


def advise(dossier: Dossier, actor: User, amount: str = "23520.00", **changes: Any) -> Assessment:
    """Propose what the rule gives on the factories' plan, with a favourable opinion."""
    values = {"override_reason": "", "advice": Advice.FAVOURABLE, "advice_text": "", **changes}
    return propose(dossier, amount=Decimal(amount), actor=actor, **values)
