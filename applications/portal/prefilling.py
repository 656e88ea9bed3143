"""Filling a new draft with what is known already: a simulation, or an earlier dossier of the same organisation."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from applications.accounts.models import User
from applications.calls.models import Measure, Question
from applications.dossiers.enums import Section, Status
from applications.dossiers.fields import question_of_input
from applications.dossiers.models import Dossier, SectionDraft
from applications.dossiers.questions import asked_questions, name_of
from applications.dossiers.services.drafting import open_dossier, save_section
from applications.portal.forms.base import RawData
from applications.portal.forms.catalogue import section_form, stored_data
from applications.territory.models import Organisation

# The dates and the state of the works are those of one project: a new one has its own.
OF_ONE_PROJECT = frozenset({"starts_on", "ends_on", "works_started"})
OFFERED = 20


def prefill(dossier: Dossier, sections: Iterable[tuple[Section, RawData]], *, actor: User) -> None:
    """Write the sections of a new draft as if typed there. None is finished: a person reads each again and saves it."""
    for section, raw in sections:
        form = section_form(dossier, section, raw, checking=True)
        save_section(dossier, section, raw=raw, values=form.values(), version=0, actor=actor, finished=False)


def start_from(source: Dossier, measure: Measure, *, actor: User, now: datetime) -> Dossier:
    """Open a draft of the same organisation that holds what an earlier dossier says, its documents left aside."""
    dossier = open_dossier(source.organisation, measure, actor=actor, now=now, source=source)
    prefill(dossier, earlier_answers(source, dossier), actor=actor)
    return dossier


def earlier_dossiers(user: User, organisations: Sequence[Organisation]) -> list[Dossier]:
    """Return the dossiers that a new one of these organisations may start from, filed or not, the latest first."""
    dossiers = Dossier.objects.visible_to(user).filter(organisation__in=organisations, drafts__isnull=False)
    found = dossiers.exclude(published_status=Status.ABANDONED).with_parties().distinct()
    return list(found.order_by("-created_at", "-pk")[:OFFERED])


def earlier_answers(source: Dossier, dossier: Dossier) -> Iterator[tuple[Section, RawData]]:
    """Give what each section of `source` says, as far as `dossier` asks the same."""
    for draft in source.drafts.all():
        section = Section(draft.section)
        raw = said_in(source, draft)
        if section == Section.PROJECT:
            raw = {
                name: texts
                for name, texts in raw.items()
                if question_of_input(source, section, name) not in OF_ONE_PROJECT
            }
        elif section == Section.DETAILS:
            raw = own_answers(source, dossier, raw)
        elif section == Section.FINANCING and "funding_state" in raw:
            # What was obtained for one project is not obtained for another.
            raw = {**raw, "funding_state": [""] * len(raw["funding_state"])}
        if raw:
            yield section, raw


def said_in(source: Dossier, draft: SectionDraft) -> RawData:
    typed: RawData = draft.data
    return typed or stored_data(source, Section(draft.section))


def own_answers(source: Dossier, dossier: Dossier, raw: RawData) -> RawData:
    """Return the measure's own answers for a dossier of the same kind; nothing for another kind.

    An administrator's question of another call is the same when its code and its kind are.
    """
    if source.measure.kind != dossier.measure.kind:
        return {}
    known = {(one.code, one.kind): one for one in asked_questions(source)}
    renamed = {name_of(known[key]): name_of(one) for one in asked_questions(dossier) if (key := key_of(one)) in known}
    own = {}
    for name, texts in raw.items():
        question = question_of_input(source, Section.DETAILS, name)
        if question in renamed:
            own[renamed[question] + name.removeprefix(question)] = texts
        elif question and not question.startswith("question_"):
            own[name] = texts
    return own


def key_of(question: Question) -> tuple[str, str]:
    return question.code, question.kind


def to_read_again(dossier: Dossier, draft: SectionDraft | None) -> Dossier | None:
    """Return the dossier that a section was taken from, until somebody saves it or changes a word of it."""
    if draft is None or draft.complete or draft.version > 1:
        return None
    return dossier.started_from
