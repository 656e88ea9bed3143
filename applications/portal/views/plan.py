"""The financing plan while it is typed: what it adds up to, and its own buttons without a new page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from applications.dossiers.enums import Section
from applications.portal.forms.acts import SectionAct, sent_data
from applications.portal.forms.catalogue import financing_form
from applications.portal.forms.plan_acts import plan_change
from applications.portal.views.sections import section_page


@require_POST
def plan_totals(request: HttpRequest, public_id: str) -> HttpResponse:
    """Return what the plan being typed adds up to; and its rows, when a button changed them. Nothing is saved."""
    page = section_page(request, public_id, Section.FINANCING)
    act = SectionAct(request.POST)
    change = plan_change(page.dossier, act, sent_data(request.POST))
    form = financing_form(page.dossier, change.raw, checking=bool(act.cleaned_data.get("checking")))
    return render(request, "portal/_plan_live.html", {"form": form, "change": change})
