"""The simulator: no account, nothing stored, no cookie; the result has an address of its own."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.portal.forms.alerts import AlertForm
from applications.portal.forms.simulator import SimulatorForm
from applications.portal.presenters.home import call_card, current_call
from applications.portal.presenters.simulator import result_of

# What a button sends when it asks for no result: a search, one more line.
NOT_YET = ("search", "add")


@login_not_required
@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    call = current_call(now)
    measures = list(call.measures.select_related("call").order_by("pk")) if call is not None else []
    checking = "measure" in request.GET or "q" in request.GET
    checking = checking and not any(name in request.GET for name in NOT_YET)
    form = SimulatorForm(request.GET, measures=measures, checking=checking)
    project = form.project
    context: dict[str, Any] = {
        "form": form,
        "call": call_card(call, now) if call is not None else None,
        "result": result_of(project, call, now) if project is not None and call is not None else None,
        "query": answers(request.GET),
        "alert_form": AlertForm(),
        "searched": "search" in request.GET,
    }
    return render(request, "portal/simulator.html", context)


@login_not_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Return the list that the search offers while somebody types."""
    form = SimulatorForm(request.GET, measures=[], checking=False)
    return render(request, "portal/_organisations_found.html", {"form": form, "searched": True})


def answers(query: QueryDict) -> str:
    """Return the answers as an address holds them, to start a dossier from them."""
    kept = query.copy()
    for name in NOT_YET:
        kept.pop(name, None)
    return kept.urlencode()
