"""The questions that an administrator added to the measure, as a dossier meets them: asked, answered, filed.

On a page and in a completion request a question is named « question_12 », after its key.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from applications.calls.enums import QuestionKind
from applications.calls.models import Question
from applications.calls.questions import FiledAnswer, JsonValue, answer_text, may_answer, typed_answer
from applications.dossiers.enums import Section
from applications.dossiers.models import Answer, CompletionItem, Dossier

PREFIX = "question_"


def name_of(question: Question) -> str:
    return f"{PREFIX}{question.pk}"


def is_question(name: str) -> bool:
    """Tell whether a field of the form is an administrator's question."""
    return name.startswith(PREFIX)


def asked_questions(dossier: Dossier) -> list[Question]:
    """Return the questions that the dossier's form asks, in order; a file is asked for among the documents.

    A draft is asked what is asked today. A filed dossier keeps the questions that it answered, retired since or not,
    and those that the Région asked it afterwards.
    """
    return [question for question, is_own in told_apart(dossier) if is_own]


def askable_questions(dossier: Dossier) -> list[Question]:
    """Return the questions that an officer may ask of the dossier: its own, and those asked of others today."""
    return [question for question, is_own in told_apart(dossier) if is_own or question.retired_at is None]


def told_apart(dossier: Dossier) -> list[tuple[Question, bool]]:
    """Return every question of the measure, and whether the dossier is asked it."""
    questions = list(dossier.measure.questions.exclude(kind=QuestionKind.FILE))
    own = names_since_filing(dossier) if questions else None
    return [
        (question, question.retired_at is None if own is None else name_of(question) in own) for question in questions
    ]


def names_since_filing(dossier: Dossier) -> frozenset[str] | None:
    """Return the questions that a filed dossier answered or was asked for, None before its first filing."""
    if dossier.submitted_at is None:
        return None
    filing = dossier.filings.order_by("number").last()
    if filing is None:
        return None
    named = CompletionItem.objects.filter(request__dossier=dossier, section=Section.DETAILS)
    return frozenset(one.name for one in filed_answers(filing.content)) | frozenset(
        filter(is_question, named.values_list("field", flat=True))
    )


def stored_values(dossier: Dossier) -> dict[str, JsonValue]:
    """Return what the rows hold, by the question's name."""
    rows = dossier.answers.values_list("question", "value")
    return {f"{PREFIX}{key}": value for key, value in rows}


def typed_values(dossier: Dossier, questions: Iterable[Question]) -> dict[str, Any]:
    """Return the typed answer to each of these questions, None without one."""
    stored = stored_values(dossier)
    return {name_of(one): typed_answer(QuestionKind(one.kind), stored.get(name_of(one))) for one in questions}


def questions_to_answer(dossier: Dossier) -> list[Question]:
    """Return what a draft still has to answer: a mandatory question, or a choice that is proposed no more."""
    return unsettled([dossier]).get(dossier.pk, [])


def unsettled(dossiers: Collection[Dossier]) -> dict[int, list[Question]]:
    """Return the questions that each draft still has to answer, by its key; two queries, or one without questions.

    The rows decide: a section may have been finished before the question was asked. What is filed has answered.
    """
    drafts = [dossier for dossier in dossiers if dossier.submitted_at is None]
    asked = Question.objects.filter(measure__in=[one.measure_id for one in drafts], retired_at=None)
    questions = list(asked.exclude(kind=QuestionKind.FILE)) if drafts else []
    rows = Answer.objects.filter(dossier__in=drafts, question__in=questions) if questions else []
    stored = {(row.dossier_id, row.question_id): row.value for row in rows}
    found: dict[int, list[Question]] = {}
    for dossier in drafts:
        for question in questions:
            value = typed_answer(QuestionKind(question.kind), stored.get((dossier.pk, question.pk)))
            if question.measure_id == dossier.measure_id and not is_settled(question, value):
                found.setdefault(dossier.pk, []).append(question)
    return found


def is_settled(question: Question, value: Any) -> bool:
    """Tell whether a question has the answer that it needs, were it none."""
    if value is None:
        return not question.required
    return may_answer(QuestionKind(question.kind), question.choice_list, value)


def frozen_answers(dossier: Dossier) -> list[dict[str, Any]]:
    """Return what a filing made now keeps of the answers (`Filing.content["answers"]`)."""
    questions = asked_questions(dossier)
    stored = stored_values(dossier) if questions else {}
    return [
        {"name": name_of(one), "label": one.label, "kind": one.kind, "value": stored[name_of(one)]}
        for one in questions
        if name_of(one) in stored
    ]


def filed_answers(content: Mapping[str, Any]) -> tuple[FiledAnswer, ...]:
    """Return the answers of a frozen content; one made before these questions has none."""
    return tuple(
        FiledAnswer(one["name"], one["label"], QuestionKind(one["kind"]), one["value"])
        for one in content.get("answers", ())
    )


def added_label(dossier: Dossier, name: str) -> str:
    """Return the words of the question of that name; the name itself when the measure has no such question."""
    question = named_question(dossier, name)
    return question.label if question is not None else name


def added_text(dossier: Dossier, name: str, value: JsonValue) -> str:
    """Return a filed answer as it is read: the kind of a question is settled once it is answered."""
    question = named_question(dossier, name)
    return answer_text(QuestionKind(question.kind), value) if question is not None else str(value or "")


def named_question(dossier: Dossier, name: str) -> Question | None:
    return next((one for one in dossier.measure.questions.all() if name_of(one) == name), None)
