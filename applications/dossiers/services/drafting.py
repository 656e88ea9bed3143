"""Opening a dossier, saving its sections, giving it up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import has_role
from applications.calls.enums import QuestionKind
from applications.calls.models import Measure
from applications.calls.questions import stored_answer
from applications.core.audit import record, record_once, service
from applications.core.errors import DomainError
from applications.core.text import normalise
from applications.dossiers.enums import Section, Status
from applications.dossiers.fields import EXPENSES, FUNDINGS
from applications.dossiers.models import (
    Answer,
    ContactDetails,
    Dossier,
    Expense,
    Funding,
    ProjectDetails,
    SectionDraft,
)
from applications.dossiers.opening import inputs_within, values_within
from applications.dossiers.questions import asked_questions, is_question, is_settled, name_of
from applications.dossiers.selectors import details_model, open_questions
from applications.dossiers.services.status import lock, transition
from applications.territory.models import Organisation

MEMBERS = (Role.EDITOR, Role.SIGNATORY)


# What one person types in one section during this time makes one line of the journal.
SITTING = timedelta(hours=2)


class StaleSectionError(DomainError):
    """Someone saved the section since it was opened; `draft` is what they saved."""

    def __init__(self, draft: SectionDraft) -> None:
        super().__init__(
            f"{draft.updated_by} a enregistré cette section après que vous l’avez ouverte. Rien n’est perdu\u00a0: "
            "comparez les deux versions, puis choisissez."
        )
        self.draft = draft


@service
def open_dossier(
    organisation: Organisation, measure: Measure, *, actor: User, now: datetime, source: Dossier | None = None
) -> Dossier:
    """Start a draft, `source` being the earlier dossier that it starts from.

    Raises `DomainError` when the call is not open, the person is not a member, or `source` is another organisation's.
    """
    require_member(actor, organisation)
    if source is not None and source.organisation_id != organisation.pk:
        raise DomainError("Un dossier ne reprend que ceux de la même collectivité.")
    if not measure.call.is_open(now):
        raise DomainError("Cet appel n’est pas ouvert\u00a0: aucun dossier ne peut être commencé.")
    dossier = Dossier.objects.create(organisation=organisation, measure=measure, created_by=actor, started_from=source)
    refresh_search_text(dossier)
    after: dict[str, Any] = {"measure": measure.pk, "organisation": organisation.siren}
    if source is not None:
        after["dossier"] = source.pk
    record(actor, "dossier.opened", dossier, after=after)
    return dossier


@service
def save_section(
    dossier: Dossier,
    section: Section,
    *,
    raw: Mapping[str, list[str]],
    values: Mapping[str, Any] | None,
    version: int,
    actor: User,
    finished: bool = True,
) -> SectionDraft:
    """Keep what was typed in a section, and its typed rows when `values` is not None (each field validates).

    `raw` is the form's data as sent; `version` the one the person opened (0 for a section never saved).
    `values` holds the section model's fields or, for the financing plan, `expenses` and `fundings`, each a list
    of the row's fields. `finished` is False when fields validate one by one but not together: a plan out of
    balance is kept as rows, and its section is not complete. Raises `StaleSectionError` when someone saved something
    else since that version, `DomainError` when the section is not open to change.
    """
    locked = lock(dossier)
    draft = write_section(locked, section, raw, values, version, actor)
    if not finished:
        draft.complete = False
        draft.save(update_fields=["complete"])
    record(actor, "section.saved", locked, after={"section": section, "version": draft.version})
    return draft


@service
def keep_typing(
    dossier: Dossier,
    section: Section,
    *,
    raw: Mapping[str, list[str]],
    values: Mapping[str, Any] | None,
    version: int,
    actor: User,
    now: datetime,
) -> SectionDraft:
    """Save a section while it is typed: what `save_section` does, with its refusals, told once a sitting.

    The journal gets one event per person, section and sitting of two hours: a page that saves itself every few
    seconds must not drown the acts.
    """
    locked = lock(dossier)
    draft = write_section(locked, section, raw, values, version, actor)
    record_once(actor, "section.typed", locked, after={"section": section}, since=now - SITTING)
    return draft


def write_section(
    locked: Dossier,
    section: Section,
    raw: Mapping[str, list[str]],
    values: Mapping[str, Any] | None,
    version: int,
    person: User,
) -> SectionDraft:
    """Write a section of a locked dossier.

    Only what answers an open question changes: of a filed dossier, what the Région asks for, whatever was sent.
    What the portal already holds is never a conflict and makes no new version: a page whose answer was lost on the
    way sends the same thing again.
    """
    require_member(person, locked.organisation)
    opened = open_questions(locked, section)
    if opened == frozenset():
        raise DomainError("Cette section n’est plus modifiable.")
    draft = locked.drafts.select_related("updated_by").filter(section=section).first()
    kept = draft.data if draft is not None else {}
    data = inputs_within(locked, section, opened, sent=storable(raw), kept=kept)
    if draft is not None and draft.version != version and draft.data != data:
        raise StaleSectionError(draft)
    if draft is None:
        draft = SectionDraft(dossier=locked, section=section, version=0)
    if draft.data != data or draft.version == 0:
        draft.version += 1
    draft.data = data
    draft.complete = values is not None
    draft.updated_by = person
    draft.save()
    if values is not None:
        write_values(locked, section, values_within(opened, values))
    return draft


def storable(raw: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return what was typed without the NUL that PostgreSQL keeps in no JSON, and that nobody types."""
    return {name.replace("\x00", ""): [text.replace("\x00", "") for text in texts] for name, texts in raw.items()}


def write_values(dossier: Dossier, section: Section, values: Mapping[str, Any]) -> None:
    """Write the values given: both sides of the plan or one, a section's fields or some, and what lists copy."""
    match section:
        case Section.FINANCING:
            for name, model in ((EXPENSES, Expense), (FUNDINGS, Funding)):
                if name in values:
                    replace_rows(model, dossier, values[name])
        case Section.CONTACT:
            ContactDetails.objects.update_or_create(dossier=dossier, defaults=dict(values))
        case Section.PROJECT:
            ProjectDetails.objects.update_or_create(dossier=dossier, defaults=dict(values))
            dossier.title = values.get("title", dossier.title)
            Dossier.objects.filter(pk=dossier.pk).update(title=dossier.title)
            refresh_search_text(dossier)
        case Section.DETAILS:
            write_answers(dossier, {name: value for name, value in values.items() if is_question(name)})
            own = {name: value for name, value in values.items() if not is_question(name)}
            details_model(dossier).objects.update_or_create(dossier=dossier, defaults=own)


def write_answers(dossier: Dossier, values: Mapping[str, Any]) -> None:
    """Write the answers to an administrator's questions, None taking one away.

    Raises `DomainError` for a question that the dossier is not asked, and for what is no answer to it.
    """
    asked = {name_of(question): question for question in asked_questions(dossier)} if values else {}
    for name, value in values.items():
        if name not in asked:
            raise DomainError("Cette question n’est plus posée\u00a0: rechargez la page.")
        question = asked[name]
        given = None if value == "" else value
        if not is_settled(question, given):
            raise DomainError(f"Répondez à la question «\u00a0{question.label}\u00a0».", field=name)
        stored = stored_answer(QuestionKind(question.kind), given)
        if stored is None:
            dossier.answers.filter(question=question).delete()
        else:
            Answer.objects.update_or_create(dossier=dossier, question=question, defaults={"value": stored})


def replace_rows(model: type[models.Model], dossier: Dossier, rows: list[Mapping[str, Any]]) -> None:
    manager = model._default_manager
    manager.filter(dossier=dossier).delete()
    manager.bulk_create(model(dossier=dossier, position=rank, **row) for rank, row in enumerate(rows, start=1))


def refresh_search_text(dossier: Dossier) -> None:
    """Rewrite the one column that lists search: reference, beneficiary, title, without accents."""
    text = normalise(f"{dossier.reference or ''} {dossier.organisation} {dossier.title}")
    dossier.search_text = f"{text} {dossier.organisation.search_text}"
    Dossier.objects.filter(pk=dossier.pk).update(search_text=dossier.search_text)


@service
def abandon(dossier: Dossier, *, actor: User) -> Dossier:
    """Give up a draft: it stays readable, and can no longer be filed."""
    moved = transition(dossier, Status.ABANDONED, actor=actor)
    record(actor, "dossier.abandoned", moved)
    return moved


@service
def withdraw(dossier: Dossier, *, actor: User, reason: str) -> Dossier:
    """Withdraw a filed dossier, by its signatory or by an agent who was asked to."""
    moved = transition(dossier, Status.WITHDRAWN, actor=actor, reason=reason)
    record(actor, "dossier.withdrawn", moved, after={"reason": reason})
    return moved


def require_member(actor: User, organisation: Organisation) -> None:
    if not has_role(actor, organisation, MEMBERS):
        raise DomainError("Vous n’agissez pas pour cette collectivité.")
