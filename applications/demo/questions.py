"""The questions that the demonstration's administrator adds to the open call, and what its dossiers answer."""

from typing import Any

from applications.accounts.models import User
from applications.calls.enums import QuestionKind
from applications.calls.models import Call, Question
from applications.dossiers.models import Dossier
from applications.dossiers.questions import asked_questions, name_of
from applications.dossiers.services.questions import save_question

EVERY_YEAR = "Chaque année"
ASKED: tuple[dict[str, Any], ...] = (
    {
        "code": "conseil-local",
        "label": "Un conseil local de sécurité et de prévention de la délinquance est-il en place\u00a0?",
        "kind": QuestionKind.YES_NO,
    },
    {
        "code": "rythme-diagnostic",
        "label": "À quel rythme le diagnostic local de sécurité est-il mis à jour\u00a0?",
        "kind": QuestionKind.CHOICE,
        "choices": f"{EVERY_YEAR}\nTous les deux ou trois ans\nMoins souvent",
        "required": False,
    },
    {
        "code": "photographies",
        "label": "Photographies de la situation actuelle",
        "help_text": "Trois ou quatre vues du lieu, ou du véhicule à remplacer.",
        "kind": QuestionKind.FILE,
        "required": False,
    },
)


def ask_questions(call: Call, administrator: User) -> None:
    """Add the questions to each measure of a call."""
    for measure in call.measures.order_by("pk"):
        for rank, fields in enumerate(ASKED, start=1):
            question = Question(measure=measure, position=rank, **fields)
            save_question(question, actor=administrator, changed=())


def answers_of(dossier: Dossier, *, is_village: bool) -> dict[str, Any]:
    """Return what a dossier answers to the questions of its measure: a village says no, and leaves the other out."""
    answers = {QuestionKind.YES_NO: not is_village, QuestionKind.CHOICE: "" if is_village else EVERY_YEAR}
    return {name_of(question): answers[QuestionKind(question.kind)] for question in asked_questions(dossier)}
