"""The organisation's desk, and starting a dossier."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.accounts.selectors import memberships_of
from applications.core.errors import DomainError
from applications.dossiers.services.drafting import open_dossier
from applications.portal.access import posted, signed_in
from applications.portal.act_forms import StartForm
from applications.portal.presenters.desk import desk_groups
from applications.portal.presenters.home import call_card, current_call
from applications.portal.presenters.start import open_measures, untouched_draft


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    user = signed_in(request)
    memberships = list(memberships_of(user).order_by("pk"))
    call = current_call(now)
    context = {
        "groups": desk_groups(user, memberships, now),
        "call": call_card(call, now) if call is not None else None,
        "organisations": [one.organisation for one in memberships],
    }
    return render(request, "portal/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose for whom and which measure; the same choice twice leads to the draft that nobody touched yet."""
    now = timezone.now()
    user = signed_in(request)
    memberships = list(memberships_of(user).order_by("pk"))
    measures = open_measures(now) if memberships else []
    form = StartForm(posted(request), memberships=memberships, measures=measures)
    if request.method == "POST" and memberships and form.is_valid():
        measure = form.cleaned_data["measure"]
        try:
            dossier = untouched_draft(form.chosen_organisation, measure, user) or open_dossier(
                form.chosen_organisation, measure, actor=user, now=now
            )
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
        "organisation": memberships[0].organisation if len(memberships) == 1 else None,
    }
    return render(request, "portal/start.html", context)
