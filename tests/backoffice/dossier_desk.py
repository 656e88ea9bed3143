"""Addresses and small readings that the tests of the dossiers' desk share."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from applications.accounts.models import User
from applications.calls.models import Criterion
from applications.decisions.enums import Outcome
from applications.decisions.models import AgendaItem
from applications.decisions.services.voting import record_vote
from applications.dossiers.models import Dossier
from applications.review.services import give_scores
from tests.factories import a_scheduled_dossier, an_agent, an_authority

SignIn = Callable[[User], Client]
LIST = "/admin/dossiers/dossier/"


def page_of(dossier: Dossier) -> str:
    return f"{LIST}{dossier.pk}/change/"


def act_url(dossier: Dossier, slug: str) -> str:
    return f"{LIST}{dossier.pk}/actes/{slug}/"


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def text_of(response: Any) -> str:
    """The page as read: tags out, ordinary white space reduced to one space."""
    return re.sub(r"[ \n\t]+", " ", strip_tags(response.content.decode()))


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def buttons_of(response: Any) -> list[str]:
    return [button.label for button in response.context["buttons"]]


def criteria_of(dossier: Dossier) -> list[Criterion]:
    return list(Criterion.objects.filter(call=dossier.measure.call))


def read_by(reviewer: User, dossier: Dossier, mark: int, comment: str = "Vu.") -> None:
    """Make a complete reading: the same mark everywhere, so a total of 20 points a mark."""
    give_scores(dossier, {one.pk: (mark, comment) for one in criteria_of(dossier)}, reviewer=reviewer)


def a_granted_dossier(**fields: Any) -> Dossier:
    """A dossier voted today, whose letter no worker has rendered yet."""
    an_authority()
    dossier = a_scheduled_dossier(**fields)
    item = AgendaItem.objects.get(dossier=dossier)
    record_vote(
        item,
        outcome=Outcome.GRANTED,
        amount=Decimal("23520.00"),
        actor=an_agent("responsable"),
        today=timezone.localdate(),
    )
    return fresh(dossier)
