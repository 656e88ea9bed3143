"""The questions of a measure, as an administrator sets them: what has been answered constrains what may change."""

from collections.abc import Iterable
from datetime import datetime

from applications.accounts.models import User
from applications.calls.enums import DocumentCondition, QuestionKind
from applications.calls.models import Question, RequiredDocument
from applications.core.audit import record, service
from applications.core.errors import DomainError, Problem
from applications.core.services import values_of
from applications.dossiers.models import Answer, Attachment

DOCUMENT_LABEL_LENGTH = 160
# After the documents of the measure itself, in the order of the questions.
AFTER_DOCUMENTS = 1000


@service
def save_question(question: Question, *, actor: User, changed: Iterable[str]) -> Question:
    """Add a question, or save the fields `changed` of one. It is asked at once in every draft of its measure.

    Effects: the document that a file question asks for is made or follows it; drafts whose section was finished wait
    for the answer when it is mandatory. Raises `DomainError` with each problem of `question_problems`.
    """
    problems = question_problems(question)
    if problems:
        raise DomainError("La question ne peut pas être enregistrée.", problems=problems)
    stored = Question.objects.select_for_update(of=("self",)).filter(pk=question.pk).first()
    if question.kind == QuestionKind.FILE:
        question.document = save_document(question)
    if stored is None:
        question.save()
        names = [field.name for field in Question._meta.concrete_fields if not field.primary_key]
        record(actor, "object.added", question, after=values_of(question, names))
        return question
    names = list(changed)
    question.save(update_fields=[*names, "document"])
    record(actor, "object.changed", question, before=values_of(stored, names), after=values_of(question, names))
    return question


@service
def retire_question(question: Question, *, actor: User, now: datetime) -> Question:
    """Ask a question no more. Its answers stay, and so do the files joined to its document.

    Raises `DomainError` when it is retired already.
    """
    locked = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if locked.retired_at is not None:
        raise DomainError("Cette question est déjà retirée.")
    locked.retired_at = now
    locked.save(update_fields=["retired_at"])
    record(actor, "question.retired", locked)
    return locked


@service
def ask_question_again(question: Question, *, actor: User) -> Question:
    """Ask a retired question again, its earlier answers with it. Raises `DomainError` when it is asked already."""
    locked = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if locked.retired_at is None:
        raise DomainError("Cette question est déjà posée.")
    locked.retired_at = None
    locked.save(update_fields=["retired_at"])
    record(actor, "question.taken_back", locked)
    return locked


def question_problems(question: Question) -> tuple[Problem, ...]:
    """Return why a question, new or changed, cannot be saved: each problem names its field."""
    return (*settled_problems(question), *file_problems(question))


def settled_problems(question: Question) -> Iterable[Problem]:
    """Yield what changes of a question that must not: the answers given rest on it."""
    stored = Question.objects.filter(pk=question.pk).first()
    if stored is None:
        return
    if stored.measure_id != question.measure_id:
        yield Problem("Une question reste dans sa mesure.", field="measure")
    if stored.kind != question.kind and stored.document_id is not None:
        message = "Un fichier est demandé\u00a0: retirez cette question et posez-en une autre."
        yield Problem(message, field="kind")
    elif has_answers(stored):
        why = "des dossiers ont déjà répondu. Retirez cette question et posez-en une autre."
        if stored.kind != question.kind:
            yield Problem(f"La nature de la réponse ne change plus\u00a0: {why}", field="kind")
        if stored.code != question.code:
            yield Problem(f"Le code ne change plus\u00a0: {why}", field="code")


def file_problems(question: Question) -> Iterable[Problem]:
    """Yield what keeps a file question from having its document."""
    if question.kind != QuestionKind.FILE:
        return
    if len(question.label) > DOCUMENT_LABEL_LENGTH:
        yield Problem(f"Pour un fichier, {DOCUMENT_LABEL_LENGTH} caractères au plus.", field="label")
    others = RequiredDocument.objects.filter(measure=question.measure_id, code=question.code)
    if others.exclude(pk=question.document_id or 0).exists():
        yield Problem("Cette mesure demande déjà une pièce de ce code.", field="code")


def has_answers(question: Question) -> bool:
    """Tell whether a dossier holds an answer to the question, or a file joined to its document, in force or not."""
    if Answer.objects.filter(question=question).exists():
        return True
    return question.document_id is not None and Attachment.objects.filter(document=question.document_id).exists()


def save_document(question: Question) -> RequiredDocument:
    """Make the document of a file question say what the question says."""
    document = question.document or RequiredDocument(measure=question.measure)
    document.code, document.label, document.help_text = question.code, question.label, question.help_text
    document.condition = DocumentCondition.ALWAYS if question.required else DocumentCondition.OPTIONAL
    document.position = AFTER_DOCUMENTS + question.position
    document.save()
    return document
