"""Answers to the questions that an administrator adds to a measure."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from applications.calls.models import Question
from applications.dossiers.models.dossier import Dossier


class Answer(models.Model):
    """The typed answer to a question: a text, a whole number, an amount as text, an ISO date, a boolean.

    A file is no answer of its own: it is joined to the question's document.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, verbose_name="question", on_delete=models.PROTECT, related_name="+")
    value = models.JSONField("réponse", encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        ordering = ["dossier", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "question"],
                name="answer_once_per_question",
                violation_error_message="Cette question a déjà sa réponse.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}, {self.question}"
