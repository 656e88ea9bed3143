"""A draft as a list of tasks: what is done, what is left, who worked on it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from applications.core.money import format_eur
from applications.dossiers.checks import SECTIONS, complete_sections
from applications.dossiers.enums import Section, Status
from applications.dossiers.fields import section_title
from applications.dossiers.models import Dossier, SectionDraft, StatusChange
from applications.dossiers.selectors import DocumentState, document_states
from applications.portal.prefilling import to_read_again
from applications.portal.presenters.links import section_url
from applications.portal.presenters.plan import PlanReading, plan_of
from applications.portal.presenters.wording import Tag, moment

DONE = Tag("Terminé", "tag-done")
ONGOING = Tag("En cours", "tag-warn")
TO_DO = Tag("À faire", "tag-plain")
NOT_YET = Tag("Pas encore", "tag-plain")
READY = Tag("Prêt", "tag-done")
READ_AGAIN = Tag("À relire", "tag-warn")
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
    complete = complete_sections(dossier, drafts.values())
    tasks = [
        section_task(dossier, rank, section, drafts.get(section), plan, is_done=section in complete)
        for rank, section in enumerate(SECTIONS, start=1)
    ]
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
    dossier: Dossier, rank: int, section: Section, draft: SectionDraft | None, plan: PlanReading, *, is_done: bool
) -> Task:
    tag = TO_DO if draft is None else DONE if is_done else ONGOING
    hint = plan_hint(plan) if section == Section.FINANCING else HINTS[section]
    source = to_read_again(dossier, draft)
    if source is not None:
        tag, hint = READ_AGAIN, f"Repris du dossier {source.reference or source.label}"
    elif draft is not None and draft.complete and not is_done:
        hint = "Une question a été ajoutée depuis"
    return Task(rank, section_title(dossier, section), hint, section_url(dossier, section), tag)


def plan_hint(plan: PlanReading) -> str:
    if not plan.cost:
        return "Dépenses hors taxes, financeurs, part de la collectivité"
    cost = f"Coût {format_eur(plan.cost)} HT"
    return cost if plan.requested is None else f"{cost}, aide demandée {format_eur(plan.requested)}"


def documents_task(dossier: Dossier, rank: int, states: list[DocumentState]) -> Task:
    required = [state for state in states if state.required]
    given = sum(not state.missing for state in required)
    following = sum(state.missing and state.promised for state in states)
    unfinished = ONGOING if following or any(state.attachments for state in states) else TO_DO
    tag = unfinished if any(state.blocking for state in required) else DONE
    hint = f"{given} reçue{'s' if given > 1 else ''} sur {len(required)}"
    if following:
        hint = f"{hint}, {following} à suivre"
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
