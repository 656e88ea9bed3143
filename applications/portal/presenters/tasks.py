"""A draft as a list of tasks: what is done, what is left, who worked on it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from applications.core.money import format_eur
from applications.dossiers.checks import SECTIONS
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import Dossier, SectionDraft, StatusChange
from applications.dossiers.selectors import DocumentState, document_states
from applications.portal.presenters.links import section_url
from applications.portal.presenters.plan import PlanReading, plan_of
from applications.portal.presenters.wording import Tag, moment, section_title

DONE = Tag("Terminé", "tag-done")
ONGOING = Tag("En cours", "tag-warn")
TO_DO = Tag("À faire", "tag-plain")
NOT_YET = Tag("Pas encore", "tag-plain")
READY = Tag("Prêt", "tag-done")
HINTS = {
    Section.CONTACT: "Identité, personne à contacter, police municipale",
    Section.PROJECT: "Besoin, objectifs, calendrier",
    Section.DETAILS: "Les questions propres à cette mesure",
}


@dataclass(frozen=True)
class Task:
    """One line of the list. `number` is its rank, shown before its title."""

    number: int
    title: str
    hint: str
    url: str
    tag: Tag

    @property
    def is_done(self) -> bool:
        return self.tag == DONE


@dataclass(frozen=True)
class Worker:
    """The last thing somebody saved."""

    name: str
    what: str


@dataclass(frozen=True)
class Passing:
    """The draft's last change of hands: who, when, and what they wrote."""

    name: str
    when: str
    message: str


@dataclass(frozen=True)
class TaskList:
    """A draft's page: its tasks, the last one being to read again and file."""

    tasks: tuple[Task, ...]
    plan: PlanReading
    workers: tuple[Worker, ...]
    passing: Passing | None
    saved: str

    @property
    def done(self) -> int:
        return sum(task.is_done for task in self.tasks)

    @property
    def next(self) -> Task:
        """The first task that is not done; the last of the list is never « terminé » before the filing."""
        return next(task for task in self.tasks if not task.is_done)

    @property
    def verb(self) -> str:
        return "Commencer" if self.next.tag == TO_DO else "Continuer"

    @property
    def is_ready(self) -> bool:
        return self.next is self.tasks[-1]


def task_list(dossier: Dossier, now: datetime) -> TaskList:
    """Return the page of a draft (published status draft or awaiting signature)."""
    drafts = {Section(one.section): one for one in dossier.drafts.select_related("updated_by")}
    plan = plan_of(dossier)
    tasks = [section_task(dossier, rank, section, drafts, plan) for rank, section in enumerate(SECTIONS, start=1)]
    tasks.append(documents_task(dossier, len(tasks) + 1, document_states(dossier)))
    tasks.append(review_task(dossier, tasks))
    latest = sorted(drafts.values(), key=lambda one: one.updated_at, reverse=True)
    return TaskList(
        tasks=tuple(tasks),
        plan=plan,
        workers=workers(dossier, latest, now),
        passing=last_passing(dossier, now),
        saved=moment(latest[0].updated_at, now) if latest else "",
    )


def section_task(
    dossier: Dossier, rank: int, section: Section, drafts: dict[Section, SectionDraft], plan: PlanReading
) -> Task:
    draft = drafts.get(section)
    tag = TO_DO if draft is None else DONE if draft.complete else ONGOING
    hint = plan_hint(plan) if section == Section.FINANCING else HINTS[section]
    return Task(rank, section_title(dossier, section), hint, section_url(dossier, section), tag)


def plan_hint(plan: PlanReading) -> str:
    if not plan.cost:
        return "Dépenses hors taxes, financeurs, part de la collectivité"
    cost = f"Coût {format_eur(plan.cost)} HT"
    return cost if plan.requested is None else f"{cost}, aide demandée {format_eur(plan.requested)}"


def documents_task(dossier: Dossier, rank: int, states: list[DocumentState]) -> Task:
    required = [state for state in states if state.required]
    given = sum(not state.missing for state in required)
    unfinished = ONGOING if any(state.attachments for state in states) else TO_DO
    tag = DONE if given == len(required) else unfinished
    hint = f"{given} reçue{'s' if given > 1 else ''} sur {len(required)}"
    return Task(rank, Section.DOCUMENTS.label, hint, section_url(dossier, Section.DOCUMENTS), tag)


def review_task(dossier: Dossier, before: list[Task]) -> Task:
    left = [str(task.number) for task in before if not task.is_done]
    if not left:
        hint = "Tout relire d’un coup d’œil, puis déposer"
    elif len(left) == 1:
        hint = f"Possible quand la section {left[0]} est terminée"
    else:
        hint = f"Possible quand les sections {', '.join(left[:-1])} et {left[-1]} sont terminées"
    url = reverse("portal:review", args=[dossier.public_id])
    return Task(len(before) + 1, "Relire et déposer", hint, url, NOT_YET if left else READY)


def workers(dossier: Dossier, latest: list[SectionDraft], now: datetime) -> tuple[Worker, ...]:
    """Return the last save of each person, the latest first."""
    seen: dict[int, Worker] = {}
    for draft in latest:
        what = f"{section_title(dossier, Section(draft.section))}, {moment(draft.updated_at, now)}"
        seen.setdefault(draft.updated_by_id, Worker(str(draft.updated_by), what))
    return tuple(seen.values())


def last_passing(dossier: Dossier, now: datetime) -> Passing | None:
    """Return the last hand-over or sending back of a draft, or None when it never changed hands."""
    targets = [Status.DRAFT, Status.AWAITING_SIGNATURE, Status.ABANDONED]
    change = (
        StatusChange.objects.filter(dossier=dossier, target__in=targets).select_related("actor").order_by("-pk").first()
    )
    if change is None:
        return None
    return Passing(str(change.actor), moment(change.at, now), change.reason)
