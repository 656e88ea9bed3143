"""The messages of a dossier, and whether its works may start, as the organisation reads them."""

from dataclasses import dataclass
from datetime import datetime

from applications.calls.enums import StartRule
from applications.calls.start import StartAnswer, StartFacts, may_start
from applications.core.dates import date_text, paris_day
from applications.core.models import StoredFile
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier, EarlyStart, Message
from applications.dossiers.services.exchange import BEFORE_VOTE
from applications.portal.presenters.decisions import PublishedDecision
from applications.portal.presenters.wording import moment

REGION = "La Région"


@dataclass(frozen=True)
class MessageLine:
    """A message: who wrote it, when, and for one's own side who read it over there."""

    author: str
    when: str
    body: str
    files: tuple[StoredFile, ...]
    from_region: bool
    read: str


@dataclass(frozen=True)
class AskedStart:
    """A request of an early start and its answer, each as a sentence."""

    asked: str
    reason: str
    answered: str
    answer: str
    authorised: bool | None


@dataclass(frozen=True)
class Start:
    """Whether works may start now, what was asked of the Région, and whether a signatory may ask."""

    answer: StartAnswer
    requests: tuple[AskedStart, ...]
    may_ask: bool


def thread_of(dossier: Dossier, now: datetime) -> tuple[MessageLine, ...]:
    """Return the messages of a dossier, the first one first, in two queries."""
    messages = dossier.messages.select_related("author", "read_by").prefetch_related("files__file")
    return tuple(message_line(message, now) for message in messages.order_by("pk"))


def message_line(message: Message, now: datetime) -> MessageLine:
    return MessageLine(
        author=f"{REGION} – {message.author}" if message.from_region else str(message.author),
        when=moment(message.sent_at, now),
        body=message.body,
        files=tuple(one.file for one in message.files.all()),
        from_region=message.from_region,
        read=read_words(message, now),
    )


def read_words(message: Message, now: datetime) -> str:
    """Return « lu par la Région hier à 9 h 05 »; nothing for the Région's own, which the reader has before them."""
    if message.from_region:
        return ""
    return f"lu par la Région {moment(message.read_at, now)}" if message.read_at else "pas encore lu par la Région"


def start_of(dossier: Dossier, decision: PublishedDecision | None, now: datetime) -> Start:
    """Answer « puis-je commencer ? » from what the organisation may know: a vote counts once it is notified."""
    requests = list(dossier.early_starts.select_related("asked_by").order_by("pk"))
    authorised = next((one for one in requests if one.authorised), None)
    refused = dossier.published_status in {Status.REFUSED, Status.INADMISSIBLE}
    facts = StartFacts(
        filed_on=paris_day(dossier.submitted_at) if dossier.submitted_at else None,
        authorised_on=paris_day(authorised.answered_at) if authorised and authorised.answered_at else None,
        granted_on=paris_day(decision.notified_at) if decision is not None and decision.grant is not None else None,
        refused=refused,
    )
    answer = may_start(StartRule(dossier.measure.call.start_rule), facts)
    waiting = any(one.answered_at is None for one in requests)
    return Start(
        answer=answer,
        requests=tuple(asked_start(one, now) for one in requests),
        may_ask=answer.may_ask and not waiting and dossier.published_status in BEFORE_VOTE,
    )


def asked_start(one: EarlyStart, now: datetime) -> AskedStart:
    return AskedStart(
        asked=f"Commencement le {date_text(one.starts_on)}, demandé {moment(one.asked_at, now)} par {one.asked_by}",
        reason=one.reason,
        answered=answered_words(one, now),
        answer=one.answer,
        authorised=one.authorised,
    )


def answered_words(one: EarlyStart, now: datetime) -> str:
    if one.answered_at is None:
        return "La Région n’a pas encore répondu."
    verb = "a autorisé" if one.authorised else "n’a pas autorisé"
    return f"La Région {verb} ce démarrage {moment(one.answered_at, now)}."
