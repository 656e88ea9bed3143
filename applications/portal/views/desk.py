"""The organisation's desk, and starting a dossier."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.accounts.models import User
from applications.accounts.selectors import memberships_of
from applications.calls.models import Measure
from applications.core.errors import DomainError
from applications.dossiers.models import Dossier
from applications.dossiers.services.drafting import open_dossier
from applications.portal.access import posted, signed_in
from applications.portal.act_forms import StartForm
from applications.portal.places import choose
from applications.portal.prefilling import earlier_dossiers, prefill, start_from
from applications.portal.presenters.desk import desk_groups
from applications.portal.presenters.home import call_card, current_call
from applications.portal.presenters.members import own_requests, place_links
from applications.portal.presenters.simulator import Result
from applications.portal.presenters.start import just_started, open_measures, untouched_draft
from applications.portal.simulated import answers_of, first_choice, simulated, simulated_for_another
from applications.territory.models import Organisation


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    user = signed_in(request)
    memberships = list(memberships_of(user).order_by("pk"))
    call = current_call(now)
    chosen = choose(request, memberships)
    shown = [one for one in memberships if chosen in {None, one.organisation_id}]
    context = {
        "groups": desk_groups(user, shown, now),
        "places": place_links(memberships, chosen),
        "chosen": chosen,
        "call": call_card(call, now) if call is not None else None,
        "organisations": [one.organisation for one in shown],
        "requests": [] if memberships else own_requests(user, now),
    }
    return render(request, "portal/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose for whom and which measure; the same choice twice leads to the draft that nobody touched yet.

    The address may hold a simulation: the new draft then starts with its answers. Else it may start from an earlier
    dossier of the organisation.
    """
    now = timezone.now()
    user = signed_in(request)
    memberships = list(memberships_of(user).order_by("pk"))
    measures = open_measures(now) if memberships else []
    simulation = simulated(request.GET, measures)
    organisations = [one.organisation for one in memberships]
    form = StartForm(
        posted(request),
        memberships=memberships,
        measures=measures,
        sources=earlier_dossiers(user, organisations) if measures and simulation is None else [],
        initial=first_choice(simulation),
    )
    if request.method == "POST" and memberships and form.is_valid():
        measure = form.cleaned_data["measure"]
        try:
            source = form.cleaned_data.get("source")
            dossier = started(form.chosen_organisation, measure, user, source or simulation, now)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Le brouillon est créé. La Région ne le voit pas\u00a0: il reste chez vous.")
            return redirect("portal:dossier", dossier.public_id)
    call = current_call(now)
    context = {
        "form": form,
        "call": call_card(call, now) if call is not None else None,
        "may_start": bool(memberships),
        "has_measures": bool(measures),
        "simulation": simulation,
        "simulated_for": simulated_for_another(simulation, memberships),
        "organisation": organisations[0] if len(organisations) == 1 else None,
    }
    return render(request, "portal/start.html", context)


def started(
    organisation: Organisation, measure: Measure, user: User, known: Result | Dossier | None, now: datetime
) -> Dossier:
    """Return the draft that nobody touched yet, else a new one, filled by what is `known`.

    That is a simulation of this measure, or an earlier dossier.
    """
    if isinstance(known, Result) and known.project.measure != measure:
        known = None
    if known is not None and (draft := just_started(organisation, measure, user, now)) is not None:
        return draft
    if isinstance(known, Dossier):
        return start_from(known, measure, actor=user, now=now)
    draft = untouched_draft(organisation, measure, user) or open_dossier(organisation, measure, actor=user, now=now)
    if known is not None:
        prefill(draft, answers_of(draft, known), actor=user)
    return draft
