"""What every act on a dossier shares: its scope, the states it starts from, its button on the dossier's page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst

from applications.accounts.models import User
from applications.backoffice.acts import ActView
from applications.backoffice.scope import agent_of, filed_dossiers
from applications.backoffice.situation import Situation, situation_of
from applications.backoffice.templatetags.office import state_tag
from applications.core.money import format_eur
from applications.core.typography import typeset_text
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.dossiers.models.dossier import DossierQuerySet
from applications.dossiers.workflow import EDGES

MAX_REASON = 4000


def states_before(target: Status, permission: str) -> frozenset[Status]:
    """Return the states from which the workflow lets the holders of `permission` reach `target`."""
    return frozenset(edge.source for edge in EDGES if edge.target == target and edge.permission == permission)


class DossierAct(ActView):
    """Base of the acts on a dossier. `label` is its button on the dossier's page, `states` where it may start."""

    model = Dossier
    label: str
    states: frozenset[Status]
    is_danger = False
    """Written in red at the far end of the buttons: what ends a dossier."""

    @classmethod
    def is_possible(cls, situation: Situation) -> bool:
        """Tell whether the act makes sense now; the service has the last word."""
        return situation.status in cls.states

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.agent.has_perm(cls.permission) and cls.is_possible(situation)

    @property
    def agent(self) -> User:
        return agent_of(self.request)

    @property
    def situation(self) -> Situation:
        return situation_of(self.object, self.agent)

    def get_queryset(self) -> DossierQuerySet:
        return filed_dossiers(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the act, or the dossier again when somebody moved it since the button was shown."""
        if not self.is_possible(self.situation):
            messages.warning(request, self.refusal())
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def refusal(self) -> str:
        state = Status(self.object.status).label
        return typeset_text(f"{self.title} : ce n’est pas possible, le dossier est à l’état « {state} ».")

    def summary(self) -> Iterable[tuple[str, Any]]:
        dossier = self.object
        return (
            ("Bénéficiaire", dossier.organisation.label),
            ("Mesure", dossier.measure.get_kind_display()),
            ("État", state_tag(dossier)),
            ("Aide demandée", format_eur(dossier.requested_amount)),
            *self.figures(self.situation),
        )

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        """Return what this act adds to the facts above its form: (term, value)."""
        return ()


class ReasonForm(forms.Form):
    """A written reason, whose name and help the act gives."""

    reason = forms.CharField(
        widget=forms.Textarea({"rows": 4}),
        max_length=MAX_REASON,
        error_messages={"required": "Écrivez le motif."},
    )

    def __init__(self, *args: Any, label: str = "Motif", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = capfirst(label)
        self.fields["reason"].help_text = help_text


class ReasonedAct(DossierAct):
    """An act that only needs a written reason."""

    form_class = ReasonForm
    reason_label = "Motif"
    reason_help = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "label": self.reason_label, "help_text": self.reason_help}
