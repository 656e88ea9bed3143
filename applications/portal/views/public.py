"""The pages that anyone reads."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.calls.enums import StartRule
from applications.calls.rule_texts import start_sentence
from applications.portal.forms.alerts import AlertForm
from applications.portal.presenters.home import call_card, current_call, measure_cards
from applications.portal.presenters.measures import kind_of, measure_page


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    call = current_call(now)
    context = {
        "call": call_card(call, now) if call is not None else None,
        "measures": measure_cards(call) if call is not None else [],
        "alert_form": AlertForm(),
    }
    return render(request, "portal/home.html", context)


@login_not_required
@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    kind = kind_of(slug)
    if kind is None:
        raise Http404
    now = timezone.now()
    call = current_call(now)
    context = {
        "page": measure_page(kind, call),
        "call": call_card(call, now) if call is not None else None,
    }
    return render(request, "portal/measure.html", context)


@login_not_required
@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    call = current_call(timezone.now())
    context = {"call": call, "criteria": list(call.criteria.all()) if call is not None else []}
    return render(request, "portal/criteria.html", context)


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    call = current_call(now)
    context: dict[str, Any] = {
        "call": call_card(call, now) if call is not None else None,
        "rules": call,
        "alert_form": AlertForm(),
    }
    return render(request, "portal/calendar.html", context)


@login_not_required
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    call = current_call(timezone.now())
    start = start_sentence(StartRule(call.start_rule)) if call is not None else ""
    return render(request, "portal/questions.html", {"call": call, "start": start})


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/legal.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@login_not_required
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/cookies.html")


@login_not_required
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    context = {"measures": measure_cards(call) if (call := current_call(timezone.now())) is not None else []}
    return render(request, "portal/site_map.html", context)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/robots.txt", content_type="text/plain; charset=utf-8")
