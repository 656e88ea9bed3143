"""The questions that an administrator adds to a measure: ordered, edited, retired, taken back. Never deleted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from applications.backoffice.acts import act_paths
from applications.backoffice.desks.calls import SettledOnce
from applications.backoffice.pages import Line, OfferedAct
from applications.backoffice.scope import agent_of
from applications.backoffice.templatetags.office import tag
from applications.calls.enums import QuestionKind
from applications.calls.models import Question
from applications.core.dates import date_text
from applications.core.typography import typeset_text
from applications.dossiers.services.questions import (
    ask_question_again,
    question_problems,
    retire_question,
    save_question,
)

CHANGE = "calls.change_question"


class QuestionForm(forms.ModelForm):
    """Refuses what the service would, next to the field to blame."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        stored = self.instance if self.instance.pk is not None else None
        measure = stored.measure if stored is not None else data.get("measure")
        if measure is None:
            return data
        question = Question(
            pk=self.instance.pk,
            measure=measure,
            document=self.instance.document,
            **{name: data.get(name, getattr(self.instance, name)) for name in ("code", "label", "kind")},
        )
        for problem in question_problems(question):
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)
        if data.get("kind") == QuestionKind.CHOICE and not data.get("choices", "").strip():
            self.add_error("choices", "Écrivez les réponses proposées, une par ligne.")
        return data


class QuestionAct(OfferedAct):
    model = Question
    permission = CHANGE

    def summary(self) -> Iterable[Line]:
        question = self.object
        return (
            ("Question", question.label),
            ("Mesure", question.measure),
            ("Réponse attendue", question.get_kind_display()),
        )


class RetireQuestion(QuestionAct):
    slug = "retirer"
    title = "Retirer la question"
    button = "Retirer"
    done = "La question est retirée\u00a0: elle n’est plus posée, et ses réponses sont gardées."

    @classmethod
    def is_offered(cls, obj: Question) -> bool:
        return obj.retired_at is None

    def act(self, form: forms.Form) -> None:
        retire_question(self.object, actor=agent_of(self.request), now=timezone.now())


class AskAgain(QuestionAct):
    slug = "reprendre"
    title = "Reprendre la question"
    button = "Reprendre"
    done = "La question est posée de nouveau."

    @classmethod
    def is_offered(cls, obj: Question) -> bool:
        return obj.retired_at is not None

    def act(self, form: forms.Form) -> None:
        ask_question_again(self.object, actor=agent_of(self.request))


@admin.register(Question)
class QuestionAdmin(SettledOnce):
    form = QuestionForm
    settled = ("measure",)
    readonly_fields = ("state",)
    list_display = ("label", "measure", "kind", "required", "position", "state")
    list_filter = ("measure__call", "measure__kind", "kind")
    list_select_related = ("measure__call",)
    ordering = ("measure", "position", "pk")
    fieldsets = (
        (None, {"fields": ("measure", "label", "help_text", "code", "state")}),
        ("La réponse", {"fields": ("kind", "choices", "required", "position")}),
    )

    def get_urls(self) -> list[URLPattern]:
        return [*act_paths(self, [RetireQuestion, AskAgain]), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Question, form: forms.ModelForm, change: bool) -> None:
        if form.has_changed() or not change:
            obj.label, obj.help_text = typeset_text(obj.label), typeset_text(obj.help_text)
            save_question(obj, actor=agent_of(request), changed=form.changed_data)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("measure__call", "document")

    @admin.display(description="état")
    def state(self, question: Question) -> SafeString | str:
        if question.pk is None:
            return "posée dès son enregistrement"
        if question.retired_at is None:
            return tag("work", "Posée")
        return tag("off", f"Retirée le {date_text(question.retired_at)}")
