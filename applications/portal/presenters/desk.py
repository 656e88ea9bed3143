"""The organisation's desk: its dossiers grouped by who must act. Everything filed is read by its public state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.urls import reverse

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.core.dates import date_long, date_text, datetime_long, paris_day
from applications.core.money import format_eur
from applications.dossiers.checks import SECTIONS
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import CompletionRequest, Dossier, SectionDraft
from applications.dossiers.questions import unsettled
from applications.portal.presenters.decisions import PublishedDecision, published_decisions, session_days
from applications.portal.presenters.wording import Tag, capitalised, is_missed, moment, status_tag

YOURS, REGION, DECIDED, CLOSED = "yours", "region", "decided", "closed"
TITLES = {
    YOURS: "À vous de jouer",
    REGION: "Chez la Région",
    DECIDED: "Décidés",
    CLOSED: "Sans suite",
}
PLACES = {
    Status.DRAFT: YOURS,
    Status.AWAITING_SIGNATURE: YOURS,
    Status.INCOMPLETE: YOURS,
    Status.SUBMITTED: REGION,
    Status.ADMISSIBLE: REGION,
    Status.ASSESSED: REGION,
    Status.SCHEDULED: REGION,
    Status.ADJOURNED: REGION,
    Status.INADMISSIBLE: DECIDED,
    Status.GRANTED: DECIDED,
    Status.REFUSED: DECIDED,
    Status.SETTLED: DECIDED,
    Status.LAPSED: DECIDED,
    Status.CANCELLED: DECIDED,
    Status.WITHDRAWN: CLOSED,
    Status.ABANDONED: CLOSED,
}
WAITING = {
    Status.SUBMITTED: "La Région vérifie que le dossier est complet.",
    Status.ADMISSIBLE: "La Région instruit le dossier.",
    Status.ASSESSED: "L’évaluation est terminée\u00a0; la prochaine étape est l’inscription à une séance.",
    Status.SCHEDULED: "La Commission permanente votera en séance.",
    Status.ADJOURNED: "Le vote est reporté à une autre séance.",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence whose middle counts most."""

    start: str = ""
    strong: str = ""
    end: str = ""

    @property
    def text(self) -> str:
        return f"{self.start}{self.strong}{self.end}"


@dataclass(frozen=True)
class DeskRow:
    """A dossier on the desk. `organisation` is empty when the person acts for one only."""

    place: str
    url: str
    title: str
    measure: str
    reference: str
    organisation: str
    tag: Tag
    sentence: Sentence
    note: str


@dataclass(frozen=True)
class DeskGroup:
    code: str
    title: str
    rows: tuple[DeskRow, ...]

    @property
    def is_yours(self) -> bool:
        return self.code == YOURS


@dataclass(frozen=True)
class Desk:
    """What the rows are written from; each fact is read once for all the dossiers."""

    now: datetime
    signs_for: frozenset[int]
    several: bool
    decisions: dict[int, PublishedDecision]
    sessions: dict[int, date]
    to_answer: frozenset[int]
    """The drafts that an administrator's question still waits in."""


def desk_groups(user: User, memberships: list[Membership], now: datetime) -> list[DeskGroup]:
    """Return the groups that are not empty, in a number of queries that does not depend on the dossiers'."""
    dossiers = dossiers_of(user, memberships)
    desk = Desk(
        now=now,
        signs_for=frozenset(one.organisation_id for one in memberships if one.role == Role.SIGNATORY),
        several=len({one.organisation_id for one in memberships}) > 1,
        decisions=published_decisions(user, dossiers),
        sessions=session_days(dossiers),
        to_answer=frozenset(unsettled(dossiers)),
    )
    rows = [desk_row(dossier, desk) for dossier in dossiers]
    groups = [DeskGroup(code, title, tuple(row for row in rows if row.place == code)) for code, title in TITLES.items()]
    return [group for group in groups if group.rows]


def dossiers_of(user: User, memberships: list[Membership]) -> list[Dossier]:
    """Return the dossiers of these organisations with what a row says of them, the latest touched first."""
    unanswered = CompletionRequest.objects.waiting().prefetch_related("items")
    drafts = SectionDraft.objects.select_related("updated_by").order_by("-updated_at", "-pk")
    dossiers = (
        Dossier.objects.visible_to(user)
        .filter(organisation__in=[one.organisation_id for one in memberships])
        .with_parties()
        .prefetch_related(Prefetch("drafts", drafts), Prefetch("completion_requests", unanswered))
    )
    return list(dossiers.order_by("-updated_at", "-pk"))


def desk_row(dossier: Dossier, desk: Desk) -> DeskRow:
    status = Status(dossier.published_status)
    missed = is_missed(dossier, desk.now)
    return DeskRow(
        place=CLOSED if missed else PLACES[status],
        url=reverse("portal:dossier", args=[dossier.public_id]),
        title=dossier.label,
        measure=str(dossier.measure.get_kind_display()),
        reference=dossier.reference or "",
        organisation=str(dossier.organisation) if desk.several else "",
        tag=Tag("Non déposé") if missed else status_tag(dossier),
        sentence=missed_sentence(dossier, desk) if missed else SENTENCES.get(status, waiting)(dossier, desk),
        note=note(dossier, desk),
    )


def missed_sentence(dossier: Dossier, desk: Desk) -> Sentence:
    return Sentence(end=f"L’appel a fermé le {date_text(dossier.measure.call.closes_at)}. Le brouillon reste lisible.")


def draft(dossier: Dossier, desk: Desk) -> Sentence:
    done = {one.section for one in dossier.drafts.all() if one.complete}
    done -= {Section.DETAILS} if dossier.pk in desk.to_answer else set()
    left = sum(section not in done for section in SECTIONS)
    before = datetime_long(dossier.measure.call.closes_at)
    if not left:
        return Sentence(
            strong="Toutes les sections sont remplies", end=f"\u00a0: relisez et déposez avant le {before}."
        )
    section = "section à terminer" if left == 1 else "sections à terminer"
    return Sentence(strong=f"{left} {section}", end=f", puis dépôt par la ou le signataire avant le {before}.")


def awaiting(dossier: Dossier, desk: Desk) -> Sentence:
    before = f" avant le {datetime_long(dossier.measure.call.closes_at)}."
    if dossier.organisation_id in desk.signs_for:
        return Sentence(strong="À relire et à déposer", end=before)
    return Sentence(strong="Transmis à la ou au signataire", end=f", qui relit et dépose{before}")


def incomplete(dossier: Dossier, desk: Desk) -> Sentence:
    request = next(iter(dossier.completion_requests.all()), None)
    if request is None:
        return Sentence(end="La demande de complément est close.")
    count = len(request.items.all())
    items = f"{count} élément{'s' if count > 1 else ''}"
    if request.is_late(paris_day(desk.now)):
        return Sentence("La Région attendait ", f"{items} avant le {date_long(request.due_on)}", ".")
    return Sentence("La Région attend ", f"{items} avant le {date_long(request.due_on)}", ".")


def waiting(dossier: Dossier, desk: Desk) -> Sentence:
    """Nothing to do: say what the Région does, and the day of the vote once it is known."""
    day = desk.sessions.get(dossier.pk)
    if day is not None and day < paris_day(desk.now):
        return Sentence(
            end=f"Rien à faire. La Commission permanente s’est réunie le {date_text(day)}\u00a0: la décision vous "
            "sera notifiée."
        )
    if day is not None:
        return Sentence("Rien à faire. Prochaine étape\u00a0: ", f"Commission permanente du {date_text(day)}", ".")
    return Sentence(end=f"Rien à faire. {WAITING[Status(dossier.published_status)]}")


def granted(dossier: Dossier, desk: Desk) -> Sentence:
    decision = desk.decisions.get(dossier.pk)
    if decision is None or decision.grant is None:
        return Sentence()
    return Sentence(
        strong=format_eur(decision.grant.amount),
        end=f" votés le {date_text(decision.voted_on)}. "
        f"À commencer au plus tard le {date_text(decision.grant.start_before)}.",
    )


def refused(dossier: Dossier, desk: Desk) -> Sentence:
    decision = desk.decisions.get(dossier.pk)
    if decision is None:
        return Sentence()
    return Sentence(end=f"Notifié le {date_text(decision.notified_at)}. Le motif est dans le dossier.")


def silent(dossier: Dossier, desk: Desk) -> Sentence:
    return Sentence()


SENTENCES: dict[Status, Callable[[Dossier, Desk], Sentence]] = {
    Status.DRAFT: draft,
    Status.AWAITING_SIGNATURE: awaiting,
    Status.INCOMPLETE: incomplete,
    Status.GRANTED: granted,
    Status.REFUSED: refused,
    **dict.fromkeys(
        [
            Status.INADMISSIBLE,
            Status.SETTLED,
            Status.LAPSED,
            Status.CANCELLED,
            Status.WITHDRAWN,
            Status.ABANDONED,
        ],
        silent,
    ),
}


def note(dossier: Dossier, desk: Desk) -> str:
    """Say when the dossier was filed, or who last worked on the draft."""
    if dossier.submitted_at is not None:
        return f"Déposé le {date_text(dossier.submitted_at)}"
    last = next(iter(dossier.drafts.all()), None)
    if last is None:
        return f"Commencé {moment(dossier.created_at, desk.now)}"
    return capitalised(f"modifié par {last.updated_by}, {moment(last.updated_at, desk.now)}")
