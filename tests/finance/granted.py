"""Grants, voted by the service on agenda items written row by row."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from applications.core.text import normalise
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import Decision, SigningAuthority
from applications.decisions.services.voting import record_vote
from applications.dossiers.models import Dossier
from tests.decisions.agendas import an_item
from tests.factories import an_agent, an_authority


def a_grant(amount: str = "23520.00", *, title: str = "", **item: Any) -> Decision:
    """A grant voted today, its letter still to be rendered; `item` is what `an_item` takes."""
    return a_decision(Outcome.GRANTED, amount, title=title, **item)


def a_refusal(**item: Any) -> Decision:
    return a_decision(Outcome.REFUSED, "23520.00", **item)


def a_decision(outcome: Outcome, amount: str, *, title: str = "", **item: Any) -> Decision:
    if not SigningAuthority.objects.exists():
        an_authority()
    point = an_item(amount=Decimal(amount), **item)
    dossier = point.dossier
    Dossier.objects.filter(pk=dossier.pk).update(
        title=title or dossier.title, search_text=normalise(dossier.organisation.name)
    )
    refused = outcome is Outcome.REFUSED
    vote = record_vote(
        point,
        outcome=outcome,
        amount=Decimal(0) if refused else Decimal(amount),
        motive=Motive.NEED_NOT_SHOWN if refused else "",
        motive_text="Le besoin n’est pas mesuré." if refused else "",
        actor=an_agent("responsable"),
        today=timezone.localdate(),
    )
    return Decision.objects.get(vote=vote)
