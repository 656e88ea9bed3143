"""A decision as the organisation reads it: nothing of it exists here before its notification."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from applications.accounts.models import User
from applications.core.dates import add_months, date_text
from applications.core.models import StoredFile
from applications.core.money import floor_cent, format_eur, format_rate
from applications.decisions.content import letter_of
from applications.decisions.letter_data import GrantLetter, RefusalLetter
from applications.decisions.letters import limit_of
from applications.decisions.models import AgendaItem, Letter
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.portal.presenters.wording import Tag
from applications.territory.appeals import COURT, COURT_ADDRESS, must_use_telerecours
from applications.territory.models import Organisation

DECIDED = frozenset({Status.GRANTED, Status.REFUSED, Status.SETTLED, Status.LAPSED, Status.CANCELLED})


@dataclass(frozen=True)
class GrantTerms:
    """What a grant gives and demands: amounts in euros, days, rates as « 30 % ».

    `share` is the fraction of the eligible base; `limit` what cut the amount, when the rate alone did not set it.
    """

    amount: Decimal
    eligible_base: Decimal
    share: Decimal
    limit: str
    start_before: date
    complete_before: date
    advance: Decimal
    advance_rate: str
    interim_rate: str


@dataclass(frozen=True)
class PublishedDecision:
    """A notified decision. `grant` is None for a refusal, which has a `motive` and its `explanation`."""

    number: str
    notified_at: datetime
    voted_on: date
    deliberation: str
    file: StoredFile
    grant: GrantTerms | None
    motive: str
    explanation: str


@dataclass(frozen=True)
class Duty:
    """One thing that a granted organisation does, by when, and why."""

    title: str
    hint: str
    tag: Tag


@dataclass(frozen=True)
class Appeal:
    """How to contest: the court, and whether Télérecours is compulsory (CJA, article R. 414-1)."""

    court: str
    court_address: str
    is_epci: bool
    must_use_telerecours: bool
    short: str


def published_decisions(user: User, dossiers: Iterable[Dossier]) -> dict[int, PublishedDecision]:
    """Return the latest notified decision of each dossier that the organisation knows as decided, by its key."""
    decided = [dossier.pk for dossier in dossiers if dossier.published_status in DECIDED]
    letters = (
        Letter.objects.visible_to(user)
        .filter(decision__dossier__in=decided)
        .exclude(notified_at=None)
        .select_related("file", "decision__vote__item__session")
        .order_by("decision__year", "decision__rank")
    )
    return {letter.decision.dossier_id: published_decision(letter) for letter in letters}


def published_decision(letter: Letter) -> PublishedDecision:
    """Raises `ValueError` for a letter that is not notified."""
    if letter.notified_at is None or letter.file is None:
        raise ValueError("A decision is shown once notified.")
    decision = letter.decision
    session = decision.vote.item.session
    text = letter_of(decision)
    return PublishedDecision(
        number=decision.number,
        notified_at=letter.notified_at,
        voted_on=session.held_on,
        deliberation=session.deliberation_number,
        file=letter.file,
        grant=grant_terms(text) if isinstance(text, GrantLetter) else None,
        motive=text.motive if isinstance(text, RefusalLetter) else "",
        explanation=text.explanation if isinstance(text, RefusalLetter) else "",
    )


def grant_terms(letter: GrantLetter) -> GrantTerms:
    """Return the terms that the letter itself states, by the same computation."""
    terms = letter.terms
    return GrantTerms(
        amount=letter.amount,
        eligible_base=letter.eligible_base,
        share=letter.amount / letter.eligible_base,
        limit=limit_of(letter),
        start_before=add_months(letter.dated, terms.start_months),
        complete_before=add_months(letter.dated, terms.completion_months),
        advance=floor_cent(letter.amount * terms.advance_share),
        advance_rate=format_rate(terms.advance_share),
        interim_rate=format_rate(terms.interim_share),
    )


def duties_of(terms: GrantTerms, organisation: Organisation) -> tuple[Duty, ...]:
    """Return what a grant demands, in order (publicity: CGCT, articles L. 1111-11 and D. 1111-8)."""
    where = "À son siège" if organisation.is_epci else "En mairie"
    return (
        Duty(
            "Commencer le projet et le déclarer",
            f"Au plus tard le {date_text(terms.start_before)}, sinon l’aide devient caduque. La déclaration ouvre "
            f"droit à une avance de {terms.advance_rate}, soit {format_eur(terms.advance)}.",
            Tag("À vous", "tag-you"),
        ),
        Duty(
            "Afficher le plan de financement",
            f"{where} et sur le site internet de la collectivité, s’il existe, dans les quinze jours qui suivent "
            "le commencement (code général des collectivités territoriales, article L.\u00a01111-11).",
            Tag("Après le commencement", "tag-plain"),
        ),
        Duty(
            "Demander le solde",
            f"Projet achevé au plus tard le {date_text(terms.complete_before)}, avec l’état récapitulatif des "
            "dépenses visé par le comptable public.",
            Tag("À la fin", "tag-plain"),
        ),
    )


def appeal_of(organisation: Organisation) -> Appeal:
    """Return the appeal routes of a decision on this organisation: the seat of the Région decides of the court."""
    return Appeal(
        court=COURT,
        court_address=COURT_ADDRESS,
        is_epci=organisation.is_epci,
        must_use_telerecours=must_use_telerecours(
            is_epci=organisation.is_epci,
            population_municipale=organisation.population_municipale,
            population_totale=organisation.population_totale,
        ),
        short=organisation.forms.short,
    )


def session_days(dossiers: Iterable[Dossier]) -> dict[int, date]:
    """Return the day of the session of each dossier that the organisation knows as scheduled, by its key."""
    scheduled = [dossier.pk for dossier in dossiers if dossier.published_status == Status.SCHEDULED]
    items = AgendaItem.objects.filter(dossier__in=scheduled, removed_at=None).order_by("pk")
    return dict(items.values_list("dossier_id", "session__held_on"))
