"""Giving a dossier to an agent."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from applications.accounts.models import User
from applications.backoffice.dossier_acts.base import DossierAct
from applications.dossiers.enums import Status
from applications.dossiers.models import Assignment, Dossier
from applications.dossiers.services.review import assign


def reviewers() -> QuerySet[User]:
    """Return the agents who may review dossiers."""
    permission = {"content_type__app_label": "review", "codename": "score_dossier"}
    granted = Q(*((f"groups__permissions__{key}", value) for key, value in permission.items()))
    personal = Q(*((f"user_permissions__{key}", value) for key, value in permission.items()))
    return User.objects.filter(granted | personal | Q(is_superuser=True), is_staff=True, is_active=True).distinct()


class AssignForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="Agent",
        empty_label="Choisir…",
        error_messages={
            "required": "Choisissez une personne.",
            "invalid_choice": "Choisissez une personne de la liste.",
        },
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Assignment.objects.filter(dossier=dossier).values("user")
        self.fields["user"].queryset = reviewers().exclude(pk__in=taken)  # type: ignore[attr-defined]


class Assign(DossierAct):
    slug = "affecter"
    permission = "dossiers.assign_dossier"
    states = frozenset(
        {
            Status.SUBMITTED,
            Status.INCOMPLETE,
            Status.ADMISSIBLE,
            Status.ASSESSED,
            Status.SCHEDULED,
            Status.ADJOURNED,
        }
    )
    label = "Affecter…"
    title = "Affecter le dossier"
    button = "Affecter"
    done = "Le dossier est affecté."
    form_class = AssignForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "dossier": self.object}

    def act(self, form: Any) -> None:
        assign(self.object, form.cleaned_data["user"], actor=self.agent)
