"""What a measure asks for besides its own form: documents, and questions that an administrator adds."""

from django.db import models

from applications.calls.enums import DocumentCondition, QuestionKind
from applications.calls.models.call import Measure


class RequiredDocumentQuerySet(models.QuerySet["RequiredDocument"]):
    def asked(self) -> "RequiredDocumentQuerySet":
        """Leave out the documents of retired questions."""
        return self.filter(question__retired_at=None)


class RequiredDocument(models.Model):
    """A document that a measure asks for, always or on a condition."""

    measure = models.ForeignKey(Measure, verbose_name="mesure", on_delete=models.CASCADE, related_name="documents")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("intitulé", max_length=160)
    help_text = models.CharField("aide", max_length=300, blank=True)
    condition = models.CharField("demandée", max_length=20, choices=DocumentCondition, default=DocumentCondition.ALWAYS)
    may_follow = models.BooleanField("peut suivre le dépôt", default=False)
    public_security = models.BooleanField(
        "non communicable (sécurité publique)", default=False, help_text="CRPA, article L. 311-5, 2° d."
    )
    position = models.PositiveSmallIntegerField("ordre", default=1)

    objects = RequiredDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce demandée"
        verbose_name_plural = "pièces demandées"
        ordering = ["measure", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "code"],
                name="document_code_once",
                violation_error_message="Cette mesure demande déjà une pièce de ce code.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Question(models.Model):
    """A question that an administrator adds to a measure's form. Retired, it is asked no more; its answers stay.

    The file that a question of that kind asks for is a document of the measure like another: `document`.
    """

    measure = models.ForeignKey(Measure, verbose_name="mesure", on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("question", max_length=250)
    help_text = models.CharField("aide", max_length=300, blank=True)
    kind = models.CharField("réponse attendue", max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    choices = models.TextField("réponses proposées", blank=True, help_text="Une par ligne, pour un choix.")
    required = models.BooleanField("réponse obligatoire", default=True)
    position = models.PositiveSmallIntegerField("ordre", default=1)
    document = models.OneToOneField(
        RequiredDocument,
        verbose_name="pièce",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="question",
    )
    retired_at = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "question"
        verbose_name_plural = "questions"
        ordering = ["measure", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "code"],
                name="question_code_once",
                violation_error_message="Cette mesure pose déjà une question de ce code.",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=QuestionKind.CHOICE) | ~models.Q(choices=""),
                name="question_choice_has_choices",
                violation_error_message="Écrivez les réponses proposées, une par ligne.",
            ),
            models.CheckConstraint(
                condition=models.Q(document=None) | models.Q(kind=QuestionKind.FILE),
                name="question_document_is_file",
                violation_error_message="Seule une question qui attend un fichier a une pièce.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def choice_list(self) -> list[str]:
        """The proposed answers, in order, without the empty lines."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
